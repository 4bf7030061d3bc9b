"""``anbiao sheet export``: an owner's records as a workbook to edit: a sheet a kind, heads with notes, drop-downs, locked ids.

Pure: bytes are the same in every run. A hidden sheet says what each row was when it left, so that an import sees
what has been written into it, and what has changed in the data meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from xlsxwriter.utility import xl_col_to_name

from macros import names
from macros.catalog import Catalog
from macros.choices import Choices
from macros.columns import KEPT, Column, columns, told
from macros.index import Entry, kind_models
from macros.models.base import Ref
from macros.notation import text as cell_text
from macros.problem import ANBIAO
from macros.rules.whole import PARTS
from macros.sheets import LINE, lines_in
from macros.tables import workbook

FORMAT = "2"
COVER, LISTS, MEMORY = "填写说明", "选项", "_anbiao"
SPARE_ROWS = 60
# The column in which the editor says what kind of change it is.
NOW = ("change-now",)
_NOTED = 40
# What stands behind the id of a record, to the end of its part of the line.
_TITLE = re.compile(r"(?m)(?<=^[A-Z]{2}-[0-9]{4}) (?:\\.|[^|｜\n\\])*|(?<=^[A-Z]{2}-[A-Z][0-9]{2}) (?:\\.|[^|｜\n\\])*")
# The height of a line of a note, in notes as Excel makes them, and the characters that it holds.
_NOTE_LINE, _NOTE_WIDTH = 0.22, 38
_WIDTHS = {"id": 10, "title": 18, "revision": 6, "updated": 12, "change": 9, "change-now": 10, "score": 7}
_NAMES, _WORD, _TEXT = 26, 13, 32
_TALLEST = 400
_PERMITTED = ("format_cells", "format_columns", "format_rows", "insert_rows", "select_locked_cells", "select_unlocked_cells")
_HELP = (
    "一张表是一种记录，一行是一条。把光标放在表头上，看每一栏的意思、可以写什么和例子。",
    "一格里有几个的，一行写一个（Alt+Enter 换行）；标准和条款号、条目和修订次数之间用“|”隔开。",
    "灰色的栏锁住了（编号、修订次数、修订日期、上次修订），由程序写；别的格都能改。新的一条写在表尾的空行里，编号留空。",
    "条目改了，要在最后一栏选“本次修订”。不再检查的条目不要删行：选“停用”，填停用原因和停用版本。",
    "删去一行，数据里不会删。不要合并单元格，不要写公式，不要改表头。",
    "改好以后存成 xlsx，发回给发来这份表的人；由他导入，有一处不对就什么也不写，并说出是哪张表、哪一行、哪一栏。",
    "导入的人：在项目文件夹里运行 " + f"{ANBIAO} sheet import 文件。新的电脑要先运行一次 make check，装好要用的东西。",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record of one owner: its name, its columns, its records in the order of the files."""

    kind: str
    name: str
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(column.head for column in self.columns)


def owner_of(c: Catalog, owner: str) -> Any:
    """The industry, venue or module of this id; raises RefusedError."""
    return {**c.sectors, **c.modules}[names.owner(c, owner)]


def sheets(c: Catalog, owner: str) -> list[Sheet]:
    """What an owner can hold, each kind on a sheet; an item has one column more, to say what kind of change it is."""
    words, out = c.index.words, []
    for kind, model in kind_models(type(owner_of(c, owner))).items():
        if kind in PARTS:
            more = (now_column(c),) if kind == "item" else ()
            out.append(Sheet(kind, PARTS[kind], (*columns(model, words), *more), tuple(c.index.owned(kind, owner))))
    return out


def now_column(c: Catalog) -> Column:
    """The column in which the editor says what kind of change it is: the vocabulary of «change», under a head of its own."""
    term = told(c.index.words, "change-now")
    change = next(one for one in columns(kind_models()["item"], c.index.words) if one.path == ("change",))
    return Column(NOW, term.label, term.description or "", change.slots, many=False, needed=False, asked=False)


def kinds(c: Catalog, *others: str) -> list[str]:
    """The kinds of change but for ``others``, and what each means, a line a kind."""
    terms = c.index.words["changes"].values()
    return [f"{one.label}：{one.description or ''}" for one in terms if one.id not in others]


def cells(sheet: Sheet, record: BaseModel, choices: Choices) -> tuple[str, ...]:
    """The row of a record."""
    return tuple("" if column.path == NOW else cell_text(column, record, choices) for column in sheet.columns)


def digest(sheet: Sheet, row: Iterable[str]) -> str:
    """A short fingerprint of a row; a record that it points to may get another title."""
    said = (_TITLE.sub("", one) if _refers(column) else one for column, one in zip(sheet.columns, row, strict=True))
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:20]


def export(c: Catalog, owner: str) -> bytes:
    """The workbook of an industry, venue or module."""
    out = io.BytesIO()
    title = f"{owner_of(c, owner).title} 数据"
    book = workbook(out, title, f"{c.edition.title} {c.edition.date}")
    _Writer(book, c, owner).write(title)
    book.close()
    return out.getvalue()


class _Writer:
    """Writes one workbook from its cover to its hidden sheets."""

    def __init__(self, book: Any, c: Catalog, owner: str) -> None:
        self.book, self.c, self.owner = book, c, owner
        self.choices, self.lists = Choices(c), dict[tuple[str, ...], str]()
        plain = {"text_wrap": True, "border": 1, "valign": "top", "num_format": "@"}
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "text_wrap": True, "border": 1, "valign": "vcenter"})
        self.open = book.add_format({**plain, "locked": False, "quote_prefix": True})
        self.kept = book.add_format({**plain, "bg_color": "#F2F2F2", "quote_prefix": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, title: str) -> None:
        cover = self.book.add_worksheet(COVER)
        cover.set_column(0, 0, 90)
        edition = f"版本 {self.c.edition.id}（{self.c.edition.date}）"
        for y, line in enumerate((f"{title}，{edition}", *_HELP)):
            cover.write_string(y, 0, line, self.wrap)
        memory = [("format", FORMAT, "", ""), ("edition", self.c.edition.id, "", ""), ("owner", self.owner, "", "")]
        for sheet in sheets(self.c, self.owner):
            page = self.book.add_worksheet(sheet.name)
            for entry, row in self._rows(page, sheet):
                memory.append((sheet.kind, entry.id, str(getattr(entry.record, "revision", "")), digest(sheet, row)))
            self._dress(page, sheet)
        hidden = self.book.get_worksheet_by_name(LISTS) or self.book.add_worksheet(LISTS)
        hidden.hide()
        page = self.book.add_worksheet(MEMORY)
        page.very_hidden()
        for y, one in enumerate(memory):
            for x, said in enumerate(one):
                page.write_string(y, x, said)

    def _rows(self, page: Any, sheet: Sheet) -> list[tuple[Entry, tuple[str, ...]]]:
        rows = [(entry, cells(sheet, entry.record, self.choices)) for entry in sheet.entries]
        for x, column in enumerate(sheet.columns):
            page.write_string(0, x, column.head, self.head)
            note = self._note(column)
            high = max(2.4, _NOTE_LINE * lines_in(note, _NOTE_WIDTH))
            page.write_comment(0, x, note, {"x_scale": 2.2, "y_scale": high, "font_size": 10, "author": "anbiao"})
        for y, (_, row) in enumerate([*rows, *[(None, ("",) * len(sheet.columns))] * SPARE_ROWS], 1):
            for x, (column, said) in enumerate(zip(sheet.columns, row, strict=True)):
                style = self.kept if column.path in KEPT else self.open
                page.write_string(y, x, said, style) if said else page.write_blank(y, x, None, style)
            page.set_row(
                y, min(_TALLEST, LINE * max(lines_in(said, _width(c)) for c, said in zip(sheet.columns, row, strict=True)) + 3)
            )
        return rows

    def _note(self, column: Column) -> str:
        parts = [column.about, *(f"最多 {s.limit} 字。" for s in column.slots[:1] if s.limit and not s.marker)]
        if column.path == NOW:
            parts += [*kinds(self.c), "新的一条不用选。"]
        elif column.slots[0].marker:
            offered = self.choices.near(column.slots[0].marker, self.owner)
            parts.append(f"可以写：{'、'.join(offered[:_NOTED])}{'……' if len(offered) > _NOTED else ''}。" if offered else "")
        return "\n".join(part for part in parts if part)

    def _dress(self, page: Any, sheet: Sheet) -> None:
        last = len(sheet.entries) + SPARE_ROWS
        for x, column in enumerate(sheet.columns):
            page.set_column(x, x, _width(column))
            if rule := self._rule(column):
                page.data_validation(1, x, last, x, rule)
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.protect("", dict.fromkeys(_PERMITTED, True))

    def _rule(self, column: Column) -> dict[str, Any] | None:
        """A drop-down where one word fills the cell, else the greatest length of a text."""
        slot = column.slots[0]
        if column.many or column.path in KEPT:
            return None
        if slot.marker:
            offered = tuple(self.choices.near(slot.marker, self.owner))
            return {"validate": "list", "source": self._list(offered), "error_message": "从下拉表里选一个。"} if offered else None
        if slot.limit:
            rule = {"validate": "length", "criteria": "<=", "value": slot.limit}
            return {**rule, "error_message": f"最多 {slot.limit} 字。"}
        return None

    def _list(self, words: tuple[str, ...]) -> str:
        """Where the words of a drop-down stand on the hidden sheet."""
        if words not in self.lists:
            page = self.book.get_worksheet_by_name(LISTS) or self.book.add_worksheet(LISTS)
            x = len(self.lists)
            page.write_column(0, x, words)
            name = xl_col_to_name(x)
            self.lists[words] = f"={LISTS}!${name}$1:${name}${len(words)}"
        return self.lists[words]


def _refers(column: Column) -> bool:
    return any(isinstance(slot.marker, Ref) for slot in column.slots)


def _width(column: Column) -> int:
    """Names of records need room, words of a list little; sentences wrap."""
    return _WIDTHS.get(column.key) or (_NAMES if _refers(column) else _WORD if column.flow else _TEXT)
