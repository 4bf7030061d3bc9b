"""Each row of a received sheet against the record that it was: what is put into which file, and what is wrong. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from macros import columns as col
from macros import notation, numbering, workbook
from macros.catalog import Catalog
from macros.choices import Choices
from macros.columns import KEPT, Column
from macros.index import Entry
from macros.load import Loc
from macros.notation import UnreadableError
from macros.patch import Edit, Put
from macros.received import Cell, Row
from macros.taken import CellProblem, Intake, Place
from macros.workbook import Sheet

_NOW = ("change-now",)
# The kind of change that fills the group of fields of the same name.
_RETIRED = "retired"


class Reader:
    """Reads one sheet, row by row."""

    def __init__(
        self, c: Catalog, sheet: Sheet, intake: Intake, known: dict[str, str], choices: Choices, edition: str, day: str
    ) -> None:
        self.c, self.sheet, self.intake, self.known = c, sheet, intake, known
        self.choices, self.edition, self.day = choices, edition, day
        self.entries = {entry.id: entry for entry in sheet.entries}
        self.added: Counter[str] = Counter()
        self.ids: dict[str, Iterator[str]] = {}
        self.rows: dict[tuple[str, ...], int] = {}

    def fault(self, row: int, head: str, message: str, tip: str = "") -> None:
        self.intake.problems.append(CellProblem(self.sheet.name, row, head, message, tip))

    def read(self, rows: list[Row]) -> None:
        order = self._order(rows[0][1] if rows and rows[0][0] == 1 else ())
        if order is None:
            return
        seen: dict[str, int] = {}
        for number, cells in rows[1:]:
            row = [cells[x] if x < len(cells) else Cell("") for x in order]
            if not any(cell.text or cell.fault for cell in row):
                continue
            id_ = row[0].text
            if id_ and id_ in seen:
                tip = "新的一条把编号留空，由程序给；没有改的那一行整行清空。"
                self.fault(number, self.sheet.heads[0], f"编号 {id_} 在第 {seen[id_]} 行已经有了。", tip)
                continue
            seen[id_] = number
            self._row(number, id_, row)
        self.intake.gone += [id_ for id_ in self.known if id_ not in seen and id_ in self.entries]

    def _order(self, heads: tuple[Cell, ...]) -> list[int] | None:
        """Where each column stands now; None, and a problem, where the heads are not those that were exported."""
        found = [cell.text for cell in heads]
        wrong = [f"少了“{head}”" for head in self.sheet.heads if head not in found]
        wrong += [f"多了“{head}”" for head in dict.fromkeys(found) if head and head not in self.sheet.heads]
        wrong += [f"“{head}”有两栏" for head, count in Counter(found).items() if head and count > 1]
        if wrong:
            self.fault(1, "", f"表头和导出时不一样：{'、'.join(wrong)}。", "照导出时的表头改回来。")
            return None
        return [found.index(head) for head in self.sheet.heads]

    def _row(self, number: int, id_: str, row: list[Cell]) -> None:
        texts = [cell.text for cell in row]
        for head, cell in (faults := [(head, cell) for head, cell in zip(self.sheet.heads, row, strict=True) if cell.fault]):
            self.fault(number, head, cell.fault, cell.tip)
        if faults:
            return
        if not id_:
            if (first := self.rows.setdefault(self._content(texts), number)) != number:
                self.fault(number, "", f"和第 {first} 行一样。", "写成新的一条，或者整行清空。")
            else:
                self._new(number, texts)
        elif id_ not in self.entries or id_ not in self.known:
            tip = "编号由程序给：新的一行留空，老的一行改回原来的编号。"
            self.fault(number, self.sheet.heads[0], f"导出的表里没有编号 {id_}。", tip)
        else:
            self.rows[self._content(texts)] = number
            self._stands(number, self.entries[id_].raw.file, self.entries[id_].loc)
            if workbook.digest(texts) != self.known[id_]:
                self._changed(number, self.entries[id_], texts)

    def _changed(self, number: int, entry: Entry, texts: list[str]) -> None:
        now = workbook.cells(self.sheet, entry.record, self.choices)
        if workbook.digest(now) != self.known[entry.id]:
            if self._content(now) == self._content(texts):
                self.intake.already.append(entry.id)
            else:
                why = f"{entry.id} 在导出（版本 {self.edition}）以后，数据里已经改过（现在是版本 {self.c.edition.id}）。"
                self.fault(number, "", why, "重新导出一份，把这一行的改动抄过去。")
            return
        different = [(column, said) for column, said, old in zip(self.sheet.columns, texts, now, strict=True) if said != old]
        puts, kind = self._values(number, different, entry.record)
        if puts is None or self._gaps(number, texts, kind):
            return
        if not puts:
            if kind:
                self.fault(number, self.sheet.heads[-1], "选了修订类型，这一行别的格没有改。", "清空这一格，或改要改的那一格。")
            return
        if self.sheet.kind == "item" and not kind:
            heads = "、".join(column.head for column, _ in different)
            self.fault(
                number,
                self.sheet.heads[-1],
                f"{entry.id} 的“{heads}”改了，没有选修订类型。",
                f"从下拉表里选一个：{self._kinds()}",
            )
            return
        self._add(entry.raw.file, entry.loc, [*puts, *self._stamp(entry.record.revision + 1, kind)])
        self.intake.said.append(f"{entry.id}：{'、'.join(column.head for column, _ in different if column.path != _NOW)}")

    def _values(self, number: int, cells: list[tuple[Column, str]], record: Any = None) -> tuple[list[Put] | None, str]:
        """What the cells say, where it is not what the record says already, and the kind of change; None with a problem."""
        puts, kind, sound = [], "", True
        for column, said in cells:
            if column.path in KEPT:
                self.fault(number, column.head, f"这一栏由程序写，不能改（现在是“{said}”）。", "改回原来的，新的一行留空。")
                sound = False
                continue
            try:
                found = notation.read(column, said, self.choices)
            except UnreadableError as error:
                self.fault(number, column.head, *error.args)
                sound = False
                continue
            if column.path == _NOW:
                kind = str(found or "")
            elif found != (col.plain(col.value(record, column.path)) if record else None):
                puts.append(Put(column.path, found, column.flow))
        return (puts if sound else None), kind

    def _content(self, texts: Iterable[str]) -> tuple[str, ...]:
        """What a row says but for what the programme writes, and the kind of change."""
        return tuple(said for column, said in zip(self.sheet.columns, texts, strict=True) if column.path not in {*KEPT, _NOW})

    def _kinds(self) -> str:
        """The kinds of change of an item that was there before, each with its meaning."""
        kinds = (one for one in self.c.vocab["changes"].values if one.id != "added")
        return "".join(f"\n      {one.label}：{one.description or ''}" for one in kinds)

    def _gaps(self, number: int, texts: list[str], kind: str = "") -> bool:
        filled = {column.path for column, said in zip(self.sheet.columns, texts, strict=True) if said}
        if empty := [column.head for column in col.gaps(self.sheet.columns, filled, kind if kind == _RETIRED else "")]:
            self.fault(number, empty[0], f"不能空着：{'、'.join(empty)}。", "补上；新的一行不要了，就整行清空。")
        return bool(empty)

    def _stamp(self, revision: int, kind: str) -> list[Put]:
        """What the programme says of a changed record itself."""
        more = [Put(("updated",), self.day), Put(("change",), kind)] if self.sheet.kind == "item" else []
        return [Put(("revision",), revision), *more]

    def _new(self, number: int, texts: list[str]) -> None:
        cells = [(column, said) for column, said in zip(self.sheet.columns, texts, strict=True) if said]
        puts, kind = self._values(number, cells)
        fields = {put.path[0]: put.value for put in puts or [] if len(put.path) == 1}
        if puts is None or self._gaps(number, texts):
            return
        if twin := self._twin(puts):
            self.intake.already.append(twin)
            return
        trades = next((put.value for put in puts if put.path[-1] == "trades"), None)
        file, name, held = numbering.home(self.c, self.sheet.kind, self.intake.owner, tuple(trades or ()))
        loc = (name, held + self.added[file])
        self.added[file] += 1
        start = numbering.head(self.sheet.kind, workbook.owner_of(self.c, self.intake.owner).prefix, fields)
        id_ = next(self.ids.setdefault(start, numbering.free(self.c.index, self.sheet.kind, start)))
        self._stands(number, file, loc)
        self._add(file, loc, [Put(("id",), id_), *puts, *self._stamp(1, kind or "added")])
        self.intake.said.append(f"{id_}（新）：{fields.get('title', '')}")

    def _twin(self, puts: list[Put]) -> str:
        """The record added since the export that says the same: a file that is imported twice adds nothing twice."""
        since = (entry for entry in self.sheet.entries if entry.id not in self.known)
        alike = (e.id for e in since if all(col.plain(col.value(e.record, put.path)) == put.value for put in puts))
        return next(alike, "")

    def _stands(self, row: int, file: str, loc: Loc) -> None:
        self.intake.places[file, *loc] = Place(self.sheet.name, row, self.sheet.columns)

    def _add(self, file: str, loc: Loc, puts: list[Put]) -> None:
        self.intake.edits.append(Edit(file, loc, tuple(puts)))
