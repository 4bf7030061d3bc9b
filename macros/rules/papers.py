"""Rules on papers: columns and rows of forms fit, blanks are declared, the wording says whose it is; confirmed days are owed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.index import Entry, Index
from macros.load import Loc
from macros.models.form import Blank, Column, Form, Line, Part, Row, leaves, points
from macros.rules.base import Finding, Rule

ROOM = re.compile(r"\{([^{}]*)\}")
Place = tuple[Entry, Loc, Part]


def _parts(index: Index) -> Iterator[Place]:
    for entry in index.all("form"):
        yield from ((entry, ("parts", n), part) for n, part in enumerate(entry.record.parts))


def rows_of(rows: tuple[Row, ...], loc: Loc) -> Iterator[tuple[Loc, Row]]:
    """Every row with its place, the inner ones too."""
    for number, row in enumerate(rows):
        yield (*loc, number), row
        yield from rows_of(row.rows, (*loc, number, "rows"))


def _columns(index: Index) -> Iterator[Finding]:
    for entry, loc, part in _parts(index):
        ids = [leaf.id for leaf in leaves(part.columns)]
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield Finding(entry, (*loc, "columns"), f"列 {twice} 重复。")
        kinds = {leaf.id: leaf.kind for leaf in leaves(part.columns)}
        for number, one in enumerate(part.sums):
            for name in (one.total, *one.parts):
                if kinds.get(name) not in {"number", "amount"}:
                    yield Finding(entry, (*loc, "sums", number), f"没有“{name}”这一列数字。")
        widths = [leaf.width is not None for leaf in leaves(part.columns)]
        if any(widths) and not all(widths):
            yield Finding(entry, (*loc, "columns"), "宽度要么每列都写，要么都不写。")
        for place, row in rows_of(part.rows, (*loc, "rows")):
            for number, line in enumerate(row.lines):
                yield from _line(entry, (*place, "lines", number), line, ids)
                yield from _lost(entry, (*place, "lines", number), line, leaves(part.columns), first=number == 0)


def _line(entry: Entry, loc: Loc, line: Line, ids: list[str]) -> Iterator[Finding]:
    named = [((*loc, "cells", key), key) for key in line.cells] + [((*loc, "none"), key) for key in line.none]
    for place, key in [*named, *(((*loc, "merged"), key) for run in line.merged for key in run)]:
        if key not in ids:
            yield Finding(entry, place, f"没有“{key}”这一列。")
    if not all(_adjacent(ids, run) for run in line.merged) or len(set(sum(line.merged, ()))) < sum(map(len, line.merged)):
        yield Finding(entry, (*loc, "merged"), "合并的格要左右相邻，各组不重叠。")


def _lost(entry: Entry, loc: Loc, line: Line, columns: list[Column], *, first: bool) -> Iterator[Finding]:
    """Printed cells that would be drawn nowhere."""
    for column in columns:
        if column.id in line.cells and column.row:
            yield Finding(entry, (*loc, "cells", column.id), f"列 {column.id} 放行的名称，这里的字印不出来；写在 label。")
        elif column.id in line.cells and not (column.per_line or first):
            yield Finding(entry, (*loc, "cells", column.id), f"列 {column.id} 一行只有一格，这里的字印不出来；给列写 per_line。")


def _adjacent(ids: list[str], run: tuple[str, ...]) -> bool:
    return any(tuple(ids[n : n + len(run)]) == run for n in range(len(ids)))


def _rows(index: Index) -> Iterator[Finding]:
    for entry, loc, part in _parts(index):
        depths = [c.row for c in leaves(part.columns) if c.row]
        deep = 2 if any(row.rows for row in part.rows) else 1 if part.rows else 0
        if sorted(depths) != list(range(1, deep + 1)):
            yield Finding(entry, (*loc, "columns"), f"行有 {deep} 层名称，写明 row 的列是 {depths}。")
        for place, row in rows_of(part.rows, (*loc, "rows")):
            if row.rows and (row.lines != (Line(),) or any(inner.rows for inner in row.rows)):
                yield Finding(entry, place, "行里有行的，自己不再有 lines，里层也不再分行。")


def _choices(index: Index) -> Iterator[Finding]:
    for entry, loc, part in _parts(index):
        for column in leaves(part.columns):
            if (column.kind == "choice") != bool(column.words or column.choices):
                yield Finding(entry, (*loc, "columns"), f"列 {column.id}：kind 为 choice 时写 words 或 choices，别的不写。")
            if any("," in choice or "、" in choice for choice in column.choices):
                yield Finding(entry, (*loc, "columns"), f"列 {column.id} 的选项里有逗号或顿号，会拆成两个。")
    for entry in index.all("form"):
        for blank in _blanks(entry.record):
            if (blank.kind == "choice") != bool(blank.choices):
                yield Finding(entry, (), f"“{blank.label}”：kind 为 choice 时写 choices，别的不写。")
            if any("," in choice or "、" in choice for choice in blank.choices):
                yield Finding(entry, (), f"“{blank.label}”的选项里有逗号或顿号，会拆成两个。")


def _blanks(form: Form) -> list[Blank]:
    return [*form.head, *form.blanks, *(b for part in form.parts for b in part.fields), *form.signatures]


def _rooms(index: Index) -> Iterator[Finding]:
    for entry in index.all("form"):
        form: Form = entry.record
        declared = [blank.label for blank in form.blanks]
        used: set[str] = set()
        for n, part in enumerate(form.parts):
            for k, text in enumerate(part.text):
                for name in ROOM.findall(text):
                    used.add(name)
                    if name not in declared:
                        yield Finding(entry, ("parts", n, "text", k), f"文字里的 {{{name}}} 没有写在 blanks 里。")
        for k, note in enumerate(form.notes):
            if ROOM.search(note):
                yield Finding(entry, ("notes", k), "说明里不填空；要填的写在 parts 的文字里。")
        for k, blank in enumerate(form.blanks):
            if blank.label not in used:
                yield Finding(entry, ("blanks", k), f"文字里没有用到 {{{blank.label}}}。")


def _formats(index: Index) -> Iterator[Finding]:
    for entry in index.all("form"):
        form: Form = entry.record
        tables = [part for part in form.parts if part.columns or part.index_of]
        if "xlsx" in form.formats and form.layout != "table":
            yield Finding(entry, ("formats",), f"做 xlsx 的 layout 要是 table，这里是 {form.layout}。")
        if "xlsx" in form.formats and len(tables) != 1:
            yield Finding(entry, ("formats",), f"做 xlsx 的正好一张表，这里有 {len(tables)} 张。")
        if "xlsx" in form.formats and any(part.fields for part in form.parts):
            yield Finding(entry, ("formats",), "xlsx 里不画填写格：把 fields 移到 head，或改做 docx。")
        if "pdf" not in form.formats:
            yield Finding(entry, ("formats",), "每张表单都要能打印：补 pdf。")


def _empty(index: Index) -> Iterator[Finding]:
    for entry, loc, part in _parts(index):
        if not (part.text or part.fields or part.columns or part.index_of or part.labels_of):
            yield Finding(entry, loc, "这一部分是空的。")
        if part.columns and not (part.rows or part.blank_rows):
            yield Finding(entry, loc, "表没有行：写 rows 或 blank_rows。")
        for field in ("index_of", "labels_of"):
            source = index.get("form", getattr(part, field) or "")
            if source and not any(point.proof for _, point in points(source.record)):
                yield Finding(entry, (*loc, field), f"{source.id} 没有写了 proof 的编号行。")


def _wording(index: Index) -> Iterator[Finding]:
    for entry in index.all("form"):
        form: Form = entry.record
        if (form.wording == "issued") != (form.issued is not None):
            yield Finding(entry, ("wording",), "部门印发文本（issued）要写 issued：单位、文号、日期；参考文本和自拟的不写。")
        if form.wording == "issued" and "（参考）" in form.title:
            yield Finding(entry, ("title",), "印发文本的标题还带着“（参考）”。")
        if form.wording == "reference" and form.document is None:
            yield Finding(entry, ("wording",), "参考文本要写出自哪份文件（document）。")


def _numbers(index: Index) -> Iterator[Finding]:
    for entry in index.all("form"):
        found = [(point.no, place) for place, point in enumerate(p for _, p in points(entry.record))]
        for no, count in Counter(no for no, _ in found).items():
            if count > 1:
                yield Finding(entry, ("parts",), f"第 {no} 点写了 {count} 次。")
        if [no for no, _ in found] != sorted(no or 0 for no, _ in found):
            yield Finding(entry, ("parts",), "编号的行没有按号排。")


def _labels(index: Index) -> Iterator[Finding]:
    for entry in index.all("form"):
        for label, count in Counter(b.label for b in (*entry.record.head, *entry.record.blanks)).items():
            if count > 1:
                yield Finding(entry, ("blanks",), f"要填的“{label}”写了 {count} 次，填表命令分不清。")


def _confirmed(index: Index) -> Iterator[Finding]:
    for entry in index.all("report"):
        seen: set[tuple[str, str]] = set()
        for number, one in enumerate(entry.record.confirmed):
            place = ("confirmed", number)
            years = {day[:4] for day in one.days}
            if "department" not in entry.record.who:
                yield Finding(entry, place, "这份材料不由部门报送，没有部门的期限。")
            if len(years) > 1:
                yield Finding(entry, (*place, "days"), f"一条里写了几年的日子：{'、'.join(sorted(years))}。")
            if seen & {(one.department, year) for year in years}:
                yield Finding(entry, place, f"{one.department} 这一年的期限写了两次。")
            seen |= {(one.department, year) for year in years}


RULES = (
    Rule("form-columns", "表单的列 id 不重复，行里写的字都有格可放。", "改列 id，或改这一格的写法。", _columns),
    Rule("form-rows", "行的名称落在写了 row 的列里。", "外层行名的列写 row: 1，里层的写 row: 2。", _rows),
    Rule("form-choices", "要选的格写明选项。", "补 choices（或 words），或改 kind。", _choices),
    Rule("form-blanks", "文字里要填的空都在 blanks 里，blanks 里的都用到。", "改空的名称，或补、删 blanks。", _rooms),
    Rule("form-labels", "表头和文字里要填的空，名称各不相同。", "换一个名称。", _labels),
    Rule("form-formats", "每张表单能打印；做 Excel 的正好有一张表。", "改 formats。", _formats),
    Rule("form-part", "表单的每一部分有内容，引用的表单有要点。", "补上内容，或删去这一部分。", _empty),
    Rule("form-numbers", "编号的行不重号，按号排。", "改 no。", _numbers),
    Rule("confirmed-days", "确认的期限是报送材料的部门的，一个部门一年一条。", "按确认的文件改 confirmed。", _confirmed),
    Rule("form-wording", "表单写明文字是谁的。", "补 issued 或 document，或改 wording。", _wording),
)
