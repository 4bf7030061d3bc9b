"""Rules on the whole: cases covered, scores summed, cards short, totals right, links re-read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.index import Entry, Index
from macros.models.form import Form, Line, leaves
from macros.relations import CARD_LIMIT, COMPLETE_STATES, binding_cases, items_of, reached
from macros.rules.base import Finding, Rule

_CASES = frozenset({"standard", "case"})
_ITEMS = frozenset({"item", "module"})
FULL_SCORE = 100
GRID_LIMIT = 20
_SCORED = {"medium": "中等企业", "small": "小微企业"}
_PARTS = {"item": "检查清单", "guide": "运行提升指南", "criterion": "达标细则", "grid_point": "网格员检查导则",
          "workshop": "车间", "post": "岗位", "risk_point": "风险点"}  # fmt: skip


def _sectors(index: Index, *, finished: bool = False) -> list[Entry]:
    found = index.all("industry", "venue")
    return [e for e in found if not finished or e.record.state in COMPLETE_STATES]


def _major(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        cases = [index.get("case", f"{b.std}#{b.clause}") for b in entry.record.basis]
        verified = [c for c in cases if c and c.record.confidence == "verified"]
        if entry.record.hazard == "major" and not verified:
            yield Finding(entry, ("hazard",), f"{entry.id} 标了重大，依据里没有已核实的判定情形。")


def _uncovered(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index, finished=True):
        cited = {(b.std, b.clause) for item in items_of(index, entry.record) for b in item.basis}
        for std, case in binding_cases(index, entry.record):
            if (std, case.no) not in cited:
                yield Finding(entry, ("criteria",), f"{std} {case.no} 没有条目对应：{case.gist}")


def _incomplete(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index, finished=True):
        for kind, name in _PARTS.items():
            if not index.owned(kind, entry.id):
                yield Finding(entry, ("state",), f"{entry.record.title}已不是编制中，还没有{name}。")


def _scores(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index):
        rows = index.owned("criterion", entry.id)
        for size, name in _SCORED.items():
            mine = [e for e in rows if e.record.size == size]
            total = sum(e.record.score or 0 for e in mine)
            if mine and total != FULL_SCORE:
                yield Finding(mine[0], ("score",), f"{name}达标细则的标准分合计 {total}，应为 {FULL_SCORE}。")
        for row in rows:
            if (row.record.size in _SCORED) != (row.record.score is not None):
                yield Finding(row, ("score",), "中等、小微的行要有标准分，规上的行没有标准分。")


def _cards(index: Index) -> Iterator[Finding]:
    for entry in index.all("post"):
        sector = index.sector(entry.owner)
        count = len(reached(items_of(index, sector.record), entry.record)) if sector else 0
        if count > CARD_LIMIT:
            yield Finding(entry, ("risk_points",), f"{entry.record.title}的卡片有 {count} 条，上限 {CARD_LIMIT} 条。")


def _unreached(index: Index) -> Iterator[Finding]:
    for entry in index.all("post", "workshop"):
        sector = index.sector(entry.owner)
        finished = sector is not None and sector.record.state in COMPLETE_STATES
        if sector and finished and entry.record.risk_points and not reached(items_of(index, sector.record), entry.record):
            yield Finding(entry, ("risk_points",), f"没有一条条目落到{entry.record.title}。")


def _grid(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index):
        points = index.owned("grid_point", entry.id)
        if len(points) > GRID_LIMIT:
            yield Finding(points[GRID_LIMIT], ("id",), f"网格员检查导则有 {len(points)} 点，上限 {GRID_LIMIT} 点。")


def _suspect(index: Index) -> Iterator[Finding]:
    for entry in index.all("guide", "criterion", "grid_point"):
        for number, rest in enumerate(entry.record.rests_on):
            item = index.get("item", rest.item)
            if item and item.record.revision != rest.revision:
                now = item.record.revision
                yield Finding(entry, ("rests_on", number), f"{rest.item} 已是第 {now} 次修订，这里读的是第 {rest.revision} 次。")


def _rests_on_retired(index: Index) -> Iterator[Finding]:
    for entry in index.all("guide", "criterion", "grid_point"):
        for number, rest in enumerate(entry.record.rests_on):
            item = index.get("item", rest.item)
            if item and item.record.retired:
                yield Finding(entry, ("rests_on", number, "item"), f"{rest.item} 已停用。", f"接替的条目：{_named(item)}。")
    for entry in index.all("item"):
        for number, name in enumerate(entry.record.retired.successors if entry.record.retired else ()):
            after = index.get("item", name)
            if after and (after.record.retired or after is entry):
                yield Finding(entry, ("retired", "successors", number), f"接替的 {name} 自己也已停用。", "写现在有效的条目。")


def _named(item: Entry) -> str:
    return "、".join(item.record.retired.successors) or "没有，删去这一行"


def _totals(index: Index) -> Iterator[Finding]:
    for entry in index.all("target_table"):
        table = entry.record
        for number, column in enumerate(table.columns):
            total = sum(t.values.get(column.id, 0) for t in table.targets) + (column.merged or 0)
            if total != column.total:
                yield Finding(entry, ("columns", number, "total"), f"{column.label}各行合计 {total}，文件写的是 {column.total}。")
        for number, row in enumerate(table.targets):
            if (row.name is None) == (row.assignment is None):
                yield Finding(entry, ("targets", number), "一行要么写 name（辖区），要么写 assignment（分工表行），只写一个。")
            for key in set(row.values) - {c.id for c in table.columns}:
                yield Finding(entry, ("targets", number, "values", key), f"没有“{key}”这一列。")


def _retired(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        if (entry.record.change == "retired") != (entry.record.retired is not None):
            yield Finding(entry, ("change",), "停用的条目 change 写 retired，并写 retired 的原因和版本；两者要同时有。")


def _forms(index: Index) -> Iterator[Finding]:
    for entry in index.all("form"):
        form: Form = entry.record
        ids = [leaf.id for leaf in leaves(form.columns)]
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield Finding(entry, ("columns",), f"列 {twice} 重复。")
        for place, cell in _named_columns(form):
            if cell not in ids:
                yield Finding(entry, ("rows", *place), f"没有“{cell}”这一列。")
        for place, line in _lines(form):
            if not all(_adjacent(ids, run) for run in line.merged) or len(set(sum(line.merged, ()))) < sum(map(len, line.merged)):
                yield Finding(entry, ("rows", *place, "merged"), "合并的格要左右相邻，各组不重叠。")


def _lines(form: Form) -> Iterator[tuple[tuple[Any, ...], Line]]:
    for g, group in enumerate(form.rows):
        yield from (((g, "lines", n), line) for n, line in enumerate(group.lines))


def _named_columns(form: Form) -> Iterator[tuple[tuple[Any, ...], str]]:
    for place, line in _lines(form):
        yield from (((*place, "cells", key), key) for key in line.cells)
        yield from (((*place, "merged"), key) for run in line.merged for key in run)


def _adjacent(ids: list[str], run: tuple[str, ...]) -> bool:
    return any(tuple(ids[n : n + len(run)]) == run for n in range(len(ids)))


def _edition(index: Index) -> Iterator[Finding]:
    editions = index.all("edition")
    day = editions[0].record.date if editions else ""
    for entry in index.all("item"):
        if day and entry.record.updated > day:
            yield Finding(entry, ("updated",), f"修订日期 {entry.record.updated} 晚于本版日期 {day}。")


RULES = (
    Rule(
        "major-case",
        "标重大的条目，依据里有已核实的判定情形。",
        "补上判定标准的情形，或改为 general。",
        _major,
        needs=_CASES,
    ),
    Rule(
        "uncovered-case",
        "参考稿以后，每个适用的判定情形都有条目。",
        "补条目；确不适用就写进 data/exceptions.yml。",
        _uncovered,
        needs=_ITEMS,
    ),
    Rule(
        "incomplete",
        "参考稿以后，四项规范和车间、岗位、风险点齐全。",
        "补齐，或把 state 改回 drafting。",
        _incomplete,
        needs=frozenset(_PARTS),
    ),
    Rule("score-sum", "达标细则的标准分合计 100。", "调整各行的 score。", _scores),
    Rule("card-length", "一张岗位卡片最多十条。", "把次要的条目移到车间一级，或把岗位的风险点分细。", _cards),
    Rule(
        "unreached",
        "参考稿以后，每个岗位和车间都有条目。",
        "给条目补 controls 和 tiers。",
        _unreached,
        needs=_ITEMS,
    ),
    Rule("grid-length", "网格员检查导则不超过二十点。", "只留不懂专业的人也看得见、问得到的。", _grid),
    Rule("suspect", "细则、指南、导则所依的条目改了，要重读。", "重读后把 revision 改成现在的次数。", _suspect, "warning"),
    Rule("rests-on-retired", "细则、指南、导则和接替只指向有效的条目。", "换成接替的条目。", _rests_on_retired),
    Rule("totals", "任务指导数各行之和等于文件的合计。", "对照原文改数。", _totals),
    Rule("retired", "条目停用不删除，写明原因和版本。", "补 retired，或改 change。", _retired),
    Rule("form-columns", "表单的列 id 不重复，行里写的列都存在。", "改列 id。", _forms),
    Rule("updated", "条目的修订日期不晚于本版日期。", "改 updated，或改 data/edition.yml。", _edition),
)
