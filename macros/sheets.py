"""Step 4, render a form as XLSX: merged heads, filling rules as data validation, a line that says what is still open.

Pure: bytes are the same in every run. Rules stop a wrong value; that parts do not sum up is only pointed out.
"""

from __future__ import annotations

import io
import re
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from macros import cells, filling, forms
from macros.catalog import Catalog
from macros.cells import Cell, Table
from macros.forms import Values
from macros.models.form import Blank, Form, Part
from macros.tables import workbook

A3, A4 = 8, 9
WIDE_COLUMNS = 16
LINE = 14
HAND = 26
TALL = 38
POINTS = 10
FACE = "宋体"
# How many of a form's width units make a character here; the least width by what a cell holds; room of a blank of the head.
UNITS = 1.15
LEAST = {"text": 4.5, "tick": 4.5, "choice": 6, "number": 6, "amount": 9, "day": 11}
NAMES = 11
ROOM = 14
LIST_CHARACTERS = 255
_LINED = {"text_wrap": True, "border": 1, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "bold": {**_LINED, "bold": True, "align": "center", "bg_color": "#E8EEF6"},
    "cell": {**_LINED, "align": "center"},
    "day": {**_LINED, "align": "center", "num_format": "yyyy-mm-dd"},
    "left": {**_LINED, "align": "left"},
    "title": {"bold": True, "font_size": 15, "align": "center", "valign": "vcenter", "text_wrap": True},
    "strong": {"bold": True, "valign": "vcenter"},
    "text": {"text_wrap": True, "valign": "vcenter"},
    "label": {"align": "right", "valign": "vcenter"},
    "input": {"align": "left", "valign": "vcenter", "bottom": 1},
    "warn": {"bold": True, "font_color": "#8A4B00"},
    "empty": {"bg_color": "#FFF3C4"},
    "uneven": {"bg_color": "#F8C89A"},
}


def widths(table: Table) -> list[float]:
    """The width of each column of a table in characters."""
    return [max((leaf.width or 0) / UNITS, NAMES if leaf.row else LEAST[leaf.kind]) for leaf in table.leaves]


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
        self.c, self.form, self.values, self.book = c, form, values, book
        self.sheet = book.add_worksheet(form.brief or _sheet_name(form.title))
        self.lists: dict[tuple[str, ...], str] = {}
        self.style = {name: book.add_format({"font_name": FACE, "font_size": POINTS, **more}) for name, more in _STYLES.items()}
        self.table: Table = next(found for part in form.parts if (found := cells.table(c, part)))
        self.wide = len(self.table.leaves)
        self.widths = widths(self.table)
        # The line that says what is open stands above the page that is printed.
        self.top = self.y = 1 if form.complete else 0

    def write(self) -> None:
        """Title, head, parts, signatures, notes, and above them what is still open."""
        for x, width in enumerate(self.widths):
            self.sheet.set_column(x, x, width)
        self._line(self.form.title, "title", 26)
        self._blanks([(blank, forms.said(blank, self.values)) for blank in self.form.head])
        for part in self.form.parts:
            if not part.labels_of:
                self._part(part)
        self._blanks([(blank, forms.signed(blank, self.values)) for blank in self.form.signatures])
        for number, note in enumerate(self.form.notes, 1):
            self._line(f"{number}. {note}", "text")
        self._line(forms.origin(self.c, self.form), "text")
        self._page()

    def _page(self) -> None:
        self.sheet.set_landscape() if self.form.landscape else self.sheet.set_portrait()
        self.sheet.set_paper(A3 if self.wide > WIDE_COLUMNS else A4)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.print_area(self.top, 0, self.y - 1, self.wide - 1)

    def _part(self, part: Part) -> None:
        if part.title:
            self._line(part.title, "strong")
        for text in part.text:
            self._line("".join(piece.text or "＿＿＿＿" for piece in forms.pieces(self.form, text, self.values)), "text")
        if part.columns or part.index_of:
            top = self.y
            self._heads()
            self.sheet.freeze_panes(self.y, 1 if self.table.leaves[0].row else 0)
            self.sheet.repeat_rows(top, self.y - 1)
            self._body()

    def _blanks(self, blanks: list[tuple[Blank, str]]) -> None:
        """Each blank as a cell with its label and one to write in; a new line where the columns run out."""
        x = 0
        for blank, text in blanks:
            pieces = [(text, "input")] if blank.kind == "date-line" else [(f"{blank.label}：", "label"), (text, "input")]
            needs = [max(len(said) * 2 + 2, ROOM if style == "input" else 0) for said, style in pieces]
            if x and not self._fit(x, needs):
                self._hand_line()
                x = 0
            if not self._fit(x, needs):
                pieces, needs = [("".join(said for said, _ in pieces), "input")], [sum(needs)]
            for (said, style), span in zip(pieces, self._fit(x, needs) or [self.wide - x], strict=True):
                _span(self.sheet, self.y, x, 1, span, said, self.style[style])
                x += span
        if blanks:
            self._hand_line()

    def _hand_line(self) -> None:
        self.sheet.set_row(self.y, HAND)
        self.y += 1

    def _fit(self, x: int, needs: list[int]) -> list[int]:
        """How many columns from ``x`` on each need takes; none where there are too few for all."""
        spans: list[int] = []
        for need in needs:
            end, held = x, 0.0
            while held < need and end < self.wide:
                held, end = held + self.widths[end], end + 1
            if held < need:
                return []
            spans.append(end - x)
            x = end
        return spans

    def _line(self, text: str, style: str, least: int = LINE) -> None:
        """A text over the whole width, as high as it needs."""
        self.sheet.set_row(self.y, max(least, LINE * lines_in(text, sum(self.widths))))
        _span(self.sheet, self.y, 0, 1, self.wide, text, self.style[style])
        self.y += 1

    def _heads(self) -> None:
        for y, x, head in self.table.placed_heads():
            _span(self.sheet, self.y + y, x, head.depth, head.leaves, head.label, self.style["bold"])
        for row, height in enumerate(self._head_heights()):
            self.sheet.set_row(self.y + row, height)
        self.y += len(self.table.heads)

    def _head_heights(self) -> list[int]:
        """Each head row is as high as its one-row cells need; the last one also what deeper cells still lack."""
        heights = [LINE + 3] * len(self.table.heads)
        for y, x, head in self.table.placed_heads():
            need = LINE * lines_in(head.label, sum(self.widths[x : x + head.leaves])) + 3
            last = y + head.depth - 1
            heights[last] = max(heights[last], need - sum(heights[y:last]))
        return heights

    def _body(self) -> None:
        for y, x, cell in self.table.placed_body():
            _span(self.sheet, self.y + y, x, cell.lines, cell.leaves, cell.text, self.style[_style(cell)])
        self._rules()
        if self.form.complete:
            self._complete()
        heights = [TALL if self.form.complete else HAND] * len(self.table.body)
        for y, x, cell in self.table.placed_body():
            if cell.lines == 1:
                heights[y] = max(heights[y], LINE * lines_in(cell.text, sum(self.widths[x : x + cell.leaves])) + 4)
        for height in heights:
            self.sheet.set_row(self.y, height)
            self.y += 1

    def _rules(self) -> None:
        """The data validation of every cell; one for all lines of a column in a ledger, so that a new line has it too."""
        plain = not self.form.complete and all(cell.column and cell.lines == 1 for row in self.table.body for cell in row)
        for y, x, cell in self.table.placed_body():
            if cell.column and not (plain and y):
                words = self._listed(cells.choices(self.c, cell.column))
                place = xl_rowcol_to_cell(self.y + y, x)
                if rule := filling.rule(cell.column, place, words, complete=self.form.complete):
                    last = len(self.table.body) - 1 if plain else y
                    self.sheet.data_validation(self.y + y, x, self.y + last, x, rule)

    def _complete(self) -> None:
        """Colours for empty cells of begun rows and for totals that differ, and the line that says so above the page."""
        groups = filling.groups(self.table, self.y)
        for group in groups:
            first, begun = xl_rowcol_to_cell(group.first, 0), filling.begun(group, self.wide)
            rule = {"type": "formula", "criteria": f'=AND({first}="",{begun})', "format": self.style["empty"]}
            self.sheet.conditional_format(group.first, 0, group.last, self.wide - 1, rule)
        totals = list(filling.totals(self.table, self.y))
        for total in totals:
            rule = {"type": "formula", "criteria": f"={total.differs}", "format": self.style["uneven"]}
            self.sheet.conditional_format(total.cell, rule)
        _span(self.sheet, 0, 0, 1, self.wide, "", self.style["warn"])
        self.sheet.write_formula(0, 0, filling.check_line(groups, totals, self.wide), self.style["warn"], "还没有填。")

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


def _style(cell: Cell) -> str:
    if cell.head:
        return "bold"
    if cell.column and cell.column.kind == "day":
        return "day"
    return "left" if cell.left else "cell"


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", "", title)[:31]


def lines_in(text: str, width: float) -> int:
    """Lines that a text takes in a column of ``width`` characters (two of them a Han character)."""
    room = max(1, int(width / 2))
    return sum(-(-len(line) // room) or 1 for line in text.split("\n"))


def _span(sheet: Any, y: int, x: int, deep: int, wide: int, text: str, style: Any) -> None:
    if deep * wide > 1:
        sheet.merge_range(y, x, y + deep - 1, x + wide - 1, text, style)
    elif text:
        sheet.write_string(y, x, text, style)
    else:
        # An empty text is not an empty cell: Excel counts it, and a sum with it fails.
        sheet.write_blank(y, x, None, style)
