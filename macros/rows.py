"""Each row of a received sheet against the record that it was: what is put into which file, and what is wrong. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
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
from macros.taken import LINE, CellProblem, Intake, Place
from macros.workbook import NOW, Sheet

_REASON = ("retired", "reason")


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
        self.heads = {column.path: column.head for column in sheet.columns}
        # The rows that say the same, by what they say: (number, id).
        self.alike: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)

    def fault(self, row: int, head: str, message: str, tip: str = "") -> None:
        self.intake.problems.append(CellProblem(self.sheet.name, row, head, message, tip))

    def read(self, rows: list[Row]) -> None:
        order = self._order(rows[0][1] if rows and rows[0][0] == 1 else ())
        if order is None:
            return
        seen: dict[str, int] = {}
        found = [(number, [cells[x] if x < len(cells) else Cell("") for x in order]) for number, cells in rows[1:]]
        found = [(number, row) for number, row in found if any(cell.text or cell.fault for cell in row)]
        for number, row in found:
            self.alike[self._said(row)].append((number, row[0].text))
        for number, row in found:
            id_ = row[0].text
            if id_ and id_ in seen:
                tip = "哪一行是新的一条，就把那一行的编号清空，由程序给；哪一行不要，就整行清空。"
                self.fault(number, self.sheet.heads[0], f"这一行和第 {seen[id_]} 行的编号都是 {id_}。", tip)
                continue
            seen[id_] = number
            self._row(number, id_, row)
        self.intake.gone += [id_ for id_ in self.known if id_ not in seen and id_ in self.entries]

    def _said(self, row: list[Cell]) -> tuple[str, ...]:
        """What a row says, but for what the programme writes."""
        own = {*KEPT, NOW}
        return tuple(cell.text for column, cell in zip(self.sheet.columns, row, strict=True) if column.path not in own)

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
        if faults := [(head, cell) for head, cell in zip(self.sheet.heads, row, strict=True) if cell.fault]:
            for head, cell in faults:
                self.fault(number, head, cell.fault, cell.tip)
            return
        if not id_ and (twin := self._copied(number, self._said(row))):
            self.fault(number, "", f"和{twin}一样。", "复制来的一行，改成新的内容；不要了，就整行清空。")
            return
        if not id_:
            self._new(number, texts)
        elif id_ not in self.entries or id_ not in self.known:
            tip = "编号由程序给：新的一行留空，老的一行改回原来的编号。"
            self.fault(number, self.sheet.heads[0], f"导出的表里没有编号 {id_}。", tip)
        else:
            self._stands(number, self.entries[id_].raw.file, self.entries[id_].loc)
            if workbook.digest(self.sheet, texts) != self.known[id_]:
                self._changed(number, self.entries[id_], texts)

    def _changed(self, number: int, entry: Entry, texts: list[str]) -> None:
        now = workbook.cells(self.sheet, entry.record, self.choices)
        different = [(column, said) for column, said, old in zip(self.sheet.columns, texts, now, strict=True) if said != old]
        if workbook.digest(self.sheet, now) != self.known[entry.id]:
            if self._holds(entry.record, [one for one in different if one[0].path not in {*KEPT, NOW}]):
                self.intake.again.append(entry.id)
                return
            why = f"{entry.id} 在导出（版本 {self.edition}）以后，数据里已经改过（现在是版本 {self.c.edition.id}）。"
            self.fault(number, "", why, "重新导出一份，把这一行的改动抄过去。")
            return
        puts, kind = self._values(number, different, entry.record)
        reason = texts[list(self.heads).index(_REASON)] if _REASON in self.heads else ""
        if puts is None or self._retires(number, entry, kind, reason) or self._gaps(number, texts):
            return
        heads = "、".join(self.heads[put.path] for put in puts)
        if not puts:
            if kind:
                self.fault(number, self.heads[NOW], "选了修订类型，这一行别的格没有改。", "清空这一格，或改要改的那一格。")
            return
        if self.sheet.kind == "item" and not kind:
            tip = LINE.join(["看对原来已经符合的企业有什么影响，选一个：", *workbook.kinds(self.c, "added")])
            self.fault(number, self.heads[NOW], f"{entry.id} 的“{heads}”改了，没有选修订类型。", tip)
            return
        self._add(entry.raw.file, entry.loc, [*puts, *self._stamp(entry.record.revision + 1, kind)])
        self.intake.said.append(f"{entry.id}：{heads}")

    def _retires(self, number: int, entry: Entry, kind: str, reason: str) -> bool:
        """Whether only one half says that an item is no longer asked: the kind of change, or the reason."""
        if kind == "retired" and not reason:
            tip = (
                f"停用原因写为什么不再检查，停用版本写从哪一版起（本版是 {self.c.edition.id}），有接替的条目也写上；"
                f"不停用，就清空“{self.heads[NOW]}”。"
            )
            self.fault(number, self.heads[_REASON], f"{entry.id} 选了“停用”，没有填停用原因和停用版本。", tip)
            return True
        if reason and kind != "retired" and not entry.record.retired:
            tip = "停用的，这一格选“停用”；不停用，就清空停用原因、停用版本。"
            self.fault(number, self.heads[NOW], f"{entry.id} 填了停用原因，没有选“停用”。", tip)
            return True
        return False

    def _holds(self, record: Any, cells: list[tuple[Column, str]]) -> bool:
        """Whether the record says already what the cells say."""
        try:
            return all(notation.read(one, said, self.choices) == col.plain(col.value(record, one.path)) for one, said in cells)
        except UnreadableError:
            return False

    def _copied(self, number: int, said: tuple[str, ...]) -> str:
        """The row that says the same as this one without an id: one that has an id, or else an earlier one."""
        others = [(row, id_) for row, id_ in self.alike[said] if row != number and any(said) and (id_ or row < number)]
        row, id_ = next((one for one in others if one[1]), others[0] if others else (0, ""))
        return f"第 {row} 行{f'（{id_}）' if id_ else ''}" if row else ""

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
            if column.path == NOW:
                kind = str(found or "")
            elif found != (col.plain(col.value(record, column.path)) if record else None):
                puts.append(Put(column.path, found, column.flow))
        return (puts if sound else None), kind

    def _gaps(self, number: int, texts: list[str]) -> bool:
        filled = {column.path for column, said in zip(self.sheet.columns, texts, strict=True) if said}
        if empty := [column.head for column in col.gaps(self.sheet.columns, filled)]:
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
            self.intake.again.append(twin)
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
