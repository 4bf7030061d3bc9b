"""Step 4, render a form as XLSX: merged heads, filling rules as data validation, a line that says what is still open.

Pure: bytes are the same in every run. Rules stop a wrong value; that parts do not sum up is only pointed out.
"""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from macros import cells, filling, forms
from macros.catalog import Catalog
from macros.cells import Cell, Table
from macros.forms import Values
from macros.models.form import Blank, Form
from macros.tables import workbook

A3, A4 = 8, 9
WIDE_COLUMNS = 16
LINE = 14
POINTS = 10
# Of a column without a width of its own, in characters; and how many of a form's width units make one.
NARROW = 7.4
LIST_CHARACTERS = 255
UNITS = 1.15


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
        tables = [found for part in form.parts if (found := cells.table(c, part))]
        self.table: Table = tables[0]
        self.wide = len(self.table.leaves)
        self.widths = [(x.width / UNITS if x.width else NARROW) for x in self.table.leaves]
        self.y = 0
        self.book = book
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
        for y, x, head in self.table.placed_heads():
            _span(self.sheet, self.y + y, x, head.depth, head.leaves, head.label, self.bold)
        for row, height in enumerate(self._head_heights()):
            self.sheet.set_row(self.y + row, height)
        self.y += len(self.table.heads)

    def _head_heights(self) -> list[int]:
        """Each head row is as high as its one-row cells need; the last one also what deeper cells still lack."""
        deep = len(self.table.heads)
        heights = [LINE + 3] * deep
        for y, x, head in self.table.placed_heads():
            need = LINE * _lines(head.label, sum(self.widths[x : x + head.leaves])) + 3
            last = y + head.depth - 1
            heights[last] = max(heights[last], need - sum(heights[y:last]))
        return heights

    def _body(self) -> None:
        spare = len(self.table.body) - self.table.spare
        conditions = [one for y, x, cell in self.table.placed_body() if (one := self._put(self.y + y, x, cell, spare=y >= spare))]
        totals = list(filling.sums(self.table, self.y))
        for total, formula in totals:
            self.sheet.conditional_format(total, {"type": "formula", "criteria": f"={total}<>{formula}", "format": self.uneven})
        for row in self.table.body:
            self.sheet.set_row(self.y, self._height(row))
            self.y += 1
        if conditions:
            _span(self.sheet, self.y, 0, 1, self.wide, "", self.warn)
            formula = filling.check_line(conditions, totals)
            self.sheet.write_formula(self.y, 0, formula, self.warn, "没有填完；没有的填0。")
            self.y += 1

    def _height(self, row: list[Cell]) -> int:
        """Room for a hand, or for the printed text of the row."""
        texts = [_lines(cell.text, self.widths[n]) for n, cell in enumerate(row) if n < self.wide and cell.lines == 1]
        return max(26, LINE * max(texts, default=1) + 4)

    def _put(self, y: int, x: int, cell: Cell, *, spare: bool) -> str:
        """Write a cell with its rule; returns the condition that it is still open, "" for one that may stay empty."""
        _span(self.sheet, y, x, cell.lines, cell.leaves, cell.text, self._style(cell))
        column = cell.column
        if column is None:
            return ""
        words = self._listed(cells.choices(self.c, column))
        if rule := filling.rule(column, xl_rowcol_to_cell(y, x), words, complete=self.form.complete):
            self.sheet.data_validation(y, x, y, x, rule)
        if not self.form.complete or column.kind not in filling.ASKS:
            return ""
        condition = filling.is_open(y, x, self.wide, spare=spare)
        self.sheet.conditional_format(y, x, y, x, {"type": "formula", "criteria": f"={condition}", "format": self.empty})
        return condition

    def _style(self, cell: Cell) -> Any:
        if cell.head:
            return self.bold
        if cell.column and cell.column.kind == "day":
            return self.day
        return self.left if cell.left else self.cell

    def _listed(self, words: list[str]) -> list[str] | str:
        """The words, or where they are too long to stand in a rule, their place on a hidden sheet."""
        if len(",".join(words)) <= LIST_CHARACTERS:
            return words
        key = tuple(words)
        if key not in self.lists:
            hidden = self.book.get_worksheet_by_name("选项") or self.book.add_worksheet("选项")
            hidden.hide()
            x = len(self.lists)
            hidden.write_column(0, x, words)
            self.lists[key] = f"=选项!{xl_rowcol_to_cell(0, x, True, True)}:{xl_rowcol_to_cell(len(words) - 1, x, True, True)}"
        return self.lists[key]


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of ``width`` characters (two of them a Han character)."""
    room = max(1, int(width / 2))
    return sum(-(-len(line) // room) or 1 for line in text.split("\n"))


def _span(sheet: Any, y: int, x: int, deep: int, wide: int, text: str, style: Any) -> None:
    if deep * wide > 1:
        sheet.merge_range(y, x, y + deep - 1, x + wide - 1, text, style)
    else:
        sheet.write_string(y, x, text, style)
