"""Step 4, render a form as XLSX: merged heads, filling rules as data validation, a line that says what is still open.

Pure: bytes are the same in every run. Rules stop a wrong value; that parts do not sum up is only pointed out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from macros import forms
from macros.catalog import Catalog
from macros.forms import Cell, Table, Values
from macros.models.form import Blank, Column, Form
from macros.tables import workbook

A3, A4 = 8, 9
WIDE_COLUMNS = 16
LINE = 14
POINTS = 10
# Of a column without a width of its own, in characters; and how many of a form's width units make one.
NARROW = 7.4
LIST_CHARACTERS = 255
# A printed text from this length on stands at the left.
LONG = 8
UNITS = 1.15
_ASKS = {
    "number": ("=AND(ISNUMBER({0}),{0}>=0,{0}=INT({0}))", "这一格填整数，没有的填0。"),
    "amount": ("=AND(ISNUMBER({0}),{0}>=0)", "这一格填数字，可以有小数，没有的填0。"),
    "day": ("=AND(ISNUMBER({0}),{0}>=DATE(2000,1,1),{0}<DATE(2100,1,1))", "这一格填日期，例如 2026-11-22。"),
}


def form_xlsx(c: Catalog, form: Form, values: Values | None = None) -> bytes:
    """The form with a blank table, its head filled from ``values``."""
    out = io.BytesIO()
    book = workbook(out, form.title, f"{c.edition.title} {c.edition.date}")
    _Sheet(book, c, form, values or {}).write()
    book.close()
    return out.getvalue()


class _Sheet:
    """One worksheet, written from top to bottom."""

    def __init__(self, book: Any, c: Catalog, form: Form, values: Values) -> None:
        self.c, self.form, self.values = c, form, values
        self.sheet = book.add_worksheet("表")
        line = {"text_wrap": True, "border": 1, "valign": "vcenter", "font_size": POINTS}
        self.bold = book.add_format({**line, "bold": True, "align": "center", "bg_color": "#E8EEF6"})
        self.cell = book.add_format({**line, "align": "center"})
        self.day = book.add_format({**line, "align": "center", "num_format": "yyyy-mm-dd"})
        self.left = book.add_format({**line, "align": "left"})
        self.title = book.add_format({"bold": True, "font_size": 15, "align": "center", "valign": "vcenter", "text_wrap": True})
        self.text = book.add_format({"text_wrap": True, "valign": "vcenter", "font_size": POINTS})
        self.warn = book.add_format({"bold": True, "font_color": "#8A4B00", "text_wrap": True})
        self.empty = book.add_format({"bg_color": "#FFF3C4"})
        self.uneven = book.add_format({"bg_color": "#F8C89A"})
        tables = [found for part in form.parts if (found := forms.table(c, part))]
        self.table: Table = tables[0]
        self.wide = len(self.table.leaves)
        self.widths = [(x.width / UNITS if x.width else NARROW) for x in self.table.leaves]
        self.y = 0
        self.book = book
        self.open: list[str] = []
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """Title, head, table, check line, signatures, notes."""
        for x, width in enumerate(self.widths):
            self.sheet.set_column(x, x, width)
        self._line(self.form.title, self.title, 26)
        if self.form.head:
            self._line("　　".join(self._filled(blank) for blank in self.form.head), self.text)
        for text in (text for part in self.form.parts for text in part.text):
            self._line("".join(piece.text or "＿＿＿＿" for piece in forms.pieces(self.form, text, self.values)), self.text)
        top = self.y
        self._heads()
        self.sheet.freeze_panes(self.y, 0)
        self.sheet.repeat_rows(top, self.y - 1)
        self._body()
        if self.form.signatures:
            self._line("　　".join(self._filled(blank) for blank in self.form.signatures), self.text, 24)
        for number, note in enumerate(self.form.notes, 1):
            self._line(f"{number}. {note}", self.text)
        self._line(forms.origin(self.c, self.form), self.text)
        self.sheet.set_landscape() if self.form.landscape else self.sheet.set_portrait()
        self.sheet.set_paper(A3 if self.wide > WIDE_COLUMNS else A4)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        self.sheet.fit_to_pages(1, 0)

    def _filled(self, blank: Blank) -> str:
        text = forms.said(blank, self.values)
        return text if blank.kind == "date-line" else f"{blank.label}：{text or '＿' * min(blank.size, 12)}"

    def _line(self, text: str, style: Any, least: int = LINE) -> None:
        """A text over the whole width, as high as it needs."""
        height = max(least, LINE * _lines(text, sum(self.widths)))
        self.sheet.set_row(self.y, height)
        _span(self.sheet, self.y, 0, 1, self.wide, text, style)
        self.y += 1

    def _heads(self) -> None:
        rows = self.table.heads
        for y, x, head in placed([[(h, h.depth, h.leaves) for h in row] for row in rows]):
            _span(self.sheet, self.y + y, x, head.depth, head.leaves, head.label, self.bold)
        for row, height in enumerate(self._head_heights()):
            self.sheet.set_row(self.y + row, height)
        self.y += len(rows)

    def _head_heights(self) -> list[int]:
        """Each head row is as high as its one-row cells need; the last one also what deeper cells still lack."""
        deep = len(self.table.heads)
        heights = [LINE + 3] * deep
        for y, x, head in placed([[(h, h.depth, h.leaves) for h in row] for row in self.table.heads]):
            need = LINE * _lines(head.label, sum(self.widths[x : x + head.leaves])) + 3
            last = y + head.depth - 1
            heights[last] = max(heights[last], need - sum(heights[y:last]))
        return heights

    def _body(self) -> None:
        rows = self.table.body
        for y, x, cell in placed([[(b, b.lines, b.leaves) for b in row] for row in rows]):
            self._put(self.y + y, x, cell, spare=y >= len(rows) - self.table.spare)
        for y, row in enumerate(rows):
            self.sheet.set_row(self.y + y, self._height(row))
        sums = list(self._sums())
        for total, formula in sums:
            self.sheet.conditional_format(total, {"type": "formula", "criteria": f"={total}<>{formula}", "format": self.uneven})
        self.y += len(rows)
        if self.form.complete:
            self._check(sums)

    def _height(self, row: list[Cell]) -> int:
        """Room for a hand, or for the printed text of the row."""
        texts = [_lines(cell.text, self.widths[n]) for n, cell in enumerate(row) if n < self.wide and cell.lines == 1]
        return max(26, LINE * max(texts, default=1) + 4)

    def _put(self, y: int, x: int, cell: Cell, *, spare: bool) -> None:
        column = cell.column
        style = (
            self.bold
            if cell.head
            else self.left
            if len(cell.text) > 8
            else self.day
            if column and column.kind == "day"
            else self.cell
        )
        _span(self.sheet, y, x, cell.lines, cell.leaves, cell.text, style)
        if column and (rule := self._rule(column, xl_rowcol_to_cell(y, x))):
            self.sheet.data_validation(y, x, y, x, rule)
        if column and self.form.complete and column.kind in _ASKS:
            # A spare row counts only once something stands in it.
            place = xl_rowcol_to_cell(y, x)
            row = f"$A{y + 1}:${xl_col_to_name(self.wide - 1)}{y + 1}"
            open_ = f'AND({place}="",COUNTA({row})>0)' if spare else f'({place}="")'
            self.open.append(open_)
            self.sheet.conditional_format(y, x, y, x, {"type": "formula", "criteria": f"={open_}", "format": self.empty})

    def _rule(self, column: Column, place: str) -> dict[str, Any] | None:
        """The data validation of a cell, or None for free text."""
        common = {"ignore_blank": not self.form.complete, "error_title": "填得不对", "error_type": "stop"}
        if column.kind in _ASKS:
            formula, message = _ASKS[column.kind]
            return {**common, "validate": "custom", "value": formula.format(place), "error_message": message}
        words = forms.choices(self.c, column)
        if not words:
            return None
        source = words if len(",".join(words)) <= LIST_CHARACTERS else self._listed(tuple(words))
        return {**common, "validate": "list", "source": source, "error_message": "从下拉的选项里选一个。"}

    def _listed(self, words: tuple[str, ...]) -> str:
        """The place on a hidden sheet of a list that is too long to stand in the rule itself."""
        if words not in self.lists:
            hidden = self.book.get_worksheet_by_name("选项") or self.book.add_worksheet("选项")
            hidden.hide()
            x = len(self.lists)
            hidden.write_column(0, x, words)
            self.lists[words] = f"=选项!{xl_rowcol_to_cell(0, x, True, True)}:{xl_rowcol_to_cell(len(words) - 1, x, True, True)}"
        return self.lists[words]

    def _sums(self) -> Iterator[tuple[str, str]]:
        """(cell of a total, the sum of its parts) for every line that has the cells."""
        ids = [leaf.id for leaf in self.table.leaves]
        held: dict[tuple[int, str], str] = {}
        for y, x, cell in placed([[(b, b.lines, b.leaves) for b in row] for row in self.table.body]):
            if cell.column:
                held[y, ids[x]] = xl_rowcol_to_cell(self.y + y, x)
        for one in self.table.sums:
            for y in range(len(self.table.body)):
                # Merged parts count once, in the first of their columns.
                found = [held[y, part] for part in one.parts if (y, part) in held]
                if (y, one.total) in held and found:
                    yield held[y, one.total], "+".join(found)

    def _check(self, sums: list[tuple[str, str]]) -> None:
        """A line that counts the empty cells and points to totals that differ."""
        left = "+".join(self.open)
        uneven = "".join(f'&IF({total}<>{formula},"{total}与各项之和不等；","")' for total, formula in sums)
        said = "=TEXT({},{}){}".format(left, '"[=0]""都填了。"";""还有""0""格没填，没有的填0。"""', uneven)
        _span(self.sheet, self.y, 0, 1, self.wide, "", self.warn)
        self.sheet.write_formula(self.y, 0, said, self.warn, "没有填完；没有的填0。")
        self.y += 1


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of ``width`` characters (two of them a Han character)."""
    room = max(1, int(width / 2))
    return sum(-(-len(line) // room) or 1 for line in text.split("\n"))


def placed(lines: list[list[tuple[Any, int, int]]]) -> Iterator[tuple[int, int, Any]]:
    """(row, column, what) for things with row and column spans, each in the next free place of its row."""
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for thing, deep, wide in line:
            while (y, x) in taken:
                x += 1
            yield y, x, thing
            taken |= {(y + dy, x + dx) for dy in range(deep) for dx in range(wide)}


def _span(sheet: Any, y: int, x: int, deep: int, wide: int, text: str, style: Any) -> None:
    if deep * wide > 1:
        sheet.merge_range(y, x, y + deep - 1, x + wide - 1, text, style)
    else:
        sheet.write_string(y, x, text, style)
