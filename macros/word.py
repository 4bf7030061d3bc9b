"""Step 4, render a form as DOCX, for officers who pass Word on. Pure: bytes are the same in every run.

Letters follow GB/T 9704: A4, type area 156 × 225 mm, title 二号, body 三号 (小三 where it is long).
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from macros import cells, forms
from macros.catalog import Catalog
from macros.cells import Cell, Table
from macros.forms import Values
from macros.models.form import Blank, Form

_CLOCK = (2000, 1, 1, 0, 0, 0)
_A4 = (210, 297)
# Page margins in millimetres: top, right, bottom, left.
_LETTER = (37, 26, 35, 28)
_SHEET = (15, 15, 15, 15)
BODY, TITLE = "仿宋", "宋体"


def form_docx(c: Catalog, form: Form, values: Values | None = None) -> bytes:
    """The form with its blanks filled from ``values``; a letter once for each of its copies."""
    paper = _Paper(c, form, values or {})
    for number, copy in enumerate(form.copies or ("",)):
        paper.write(copy, first=number == 0)
    out = io.BytesIO()
    paper.document.save(out)
    return _timeless(out.getvalue())


def _timeless(blob: bytes) -> bytes:
    """The same archive with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            write.writestr(zipfile.ZipInfo(name, _CLOCK), read.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Paper:
    """One document, written from top to bottom."""

    def __init__(self, c: Catalog, form: Form, values: Values) -> None:
        self.c, self.form, self.values = c, form, values
        self.letter = form.layout == "letter"
        self.document = Document()
        self.size = (15.0 if forms.is_long(form) else 16.0) if self.letter else 10.5
        self._page()
        font: Any = self.document.styles["Normal"].font
        font.size = Pt(self.size)
        _face(self.document.styles["Normal"], BODY if self.letter else TITLE)
        properties = self.document.core_properties
        properties.title, properties.author = form.title, "anbiao"
        properties.comments = f"{c.edition.title} {c.edition.date}"
        properties.created = properties.modified = datetime(*_CLOCK)  # noqa: DTZ001  fixed, never the clock

    def _page(self) -> None:
        section = self.document.sections[0]
        wide, high = reversed(_A4) if self.form.landscape else _A4
        section.orientation = WD_ORIENT.LANDSCAPE if self.form.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        top, right, bottom, left = _LETTER if self.letter else _SHEET
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
            Mm(top),
            Mm(right),
            Mm(bottom),
            Mm(left),
        )
        self.width = wide - left - right

    def write(self, copy: str, *, first: bool) -> None:
        """One copy: its label, title, head, parts, signatures, notes."""
        if copy:
            self._text(copy, size=10.5, align="right", new_page=not first, exact=False)
        for line in forms.title_lines(self.form):
            self._text(line, size=22 if self.letter else 16, align="center", bold=True, exact=False)
        self._text("", size=6, exact=False)
        if self.form.head:
            self._text("　　".join(self._filled(blank) for blank in self.form.head))
        if self.form.addressee:
            self._text((self.values.get(self.form.addressee) or "＿" * 10) + "：")
        for part in self.form.parts:
            if part.title or part.new_page:
                self._text(part.title or "", bold=True, before=6, new_page=part.new_page)
            for text in part.text:
                self._paragraph(text)
            self._fields(forms.field_rows(part))
            if found := cells.table(self.c, part):
                self._table(found)
        self._signatures()
        self._notes()

    def _text(self, text: str, *, size: float = 0, align: str = "left", bold: bool = False, before: float = 0, after: float = 0,
              new_page: bool = False, exact: bool = True) -> Any:  # fmt: skip
        paragraph = self.document.add_paragraph()
        layout = paragraph.paragraph_format
        layout.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        layout.space_before, layout.space_after, layout.page_break_before = Pt(before), Pt(after), new_page
        if self.letter and exact:
            layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self.size + 10)
        if text:
            self._run(paragraph, text, size, bold=bold)
        return paragraph

    def _run(self, paragraph: Any, text: str, size: float = 0, *, bold: bool = False, line: bool = False) -> None:
        run = paragraph.add_run(text)
        run.bold, run.underline = bold or None, line or None
        if size:
            run.font.size = Pt(size)
        if bold:
            _face(run, TITLE)

    def _paragraph(self, text: str) -> None:
        paragraph = self._text("", after=0 if self.letter else 3)
        paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        for piece in forms.pieces(self.form, text, self.values):
            room = piece.text or "　" * (piece.blank.size if piece.blank else 0)
            self._run(paragraph, room, line=piece.blank is not None)

    def _filled(self, blank: Blank) -> str:
        text = forms.said(blank, self.values)
        return text if blank.kind == "date-line" else f"{blank.label}：{text or '＿' * min(blank.size, 12)}"

    def _fields(self, rows: list[list[Blank]]) -> None:
        if not rows:
            return
        grid, places = self._grid(len(rows), (0.18, 0.32, 0.18, 0.32))
        for y, row in enumerate(rows):
            for n, blank in enumerate(row):
                self._cell(places[y][n * 2], blank.label, bold=True)
                self._cell(places[y][n * 2 + 1], forms.said(blank, self.values))
            if len(row) == 1:
                places[y][1].merge(places[y][3])
            grid.rows[y].height = Mm(8.5 + (max(_room(b) for b in row) - 1) * 7)
        self._text("")

    def _table(self, table: Table) -> None:
        widths = [leaf.width or 10 for leaf in table.leaves]
        top = len(table.heads)
        grid, places = self._grid(top + len(table.body), tuple(width / sum(widths) for width in widths))
        for y, x, head in table.placed_heads():
            self._spanned(places, y, x, head.depth, head.leaves, head.label, bold=True)
        for y, x, cell in table.placed_body():
            self._spanned(places, top + y, x, cell.lines, cell.leaves, self._shown(cell), bold=cell.head, left=cell.left)
        for y in range(top):
            _repeat(grid.rows[y])
        for y in range(len(table.body)):
            grid.rows[top + y].height = Mm(8.5)
        self._text("")

    def _shown(self, cell: Cell) -> str:
        return cell.text or ("□" if cell.column and cell.column.kind == "tick" else "")

    def _spanned(
        self, places: list[list[Any]], y: int, x: int, deep: int, wide: int, text: str, *, bold: bool, left: bool = False
    ) -> None:
        cell = places[y][x]
        if deep * wide > 1:
            cell = cell.merge(places[y + deep - 1][x + wide - 1])
        self._cell(cell, text, bold=bold, align="left" if left else "center")

    def _grid(self, rows: int, shares: tuple[float, ...]) -> tuple[Any, list[list[Any]]]:
        """(table, its cells by row and column): python-docx counts them all again each time it is asked for one."""
        grid = self.document.add_table(rows, len(shares), style="Table Grid")
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, share in zip(grid.columns, shares, strict=True):
            column.width = Mm(self.width * share)
        places = [list(row.cells) for row in grid.rows]
        for row in places:
            for cell, share in zip(row, shares, strict=True):
                cell.width = Mm(self.width * share)
        return grid, places

    def _cell(self, cell: Any, text: str, *, bold: bool = False, align: str = "left") -> None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        self._run(paragraph, text, 9.5, bold=bold)

    def _signatures(self) -> None:
        if not self.letter:
            if self.form.signatures:
                self._text("　　".join(self._filled(blank) for blank in self.form.signatures), before=10)
            return
        for number, blank in enumerate(self.form.signatures):
            text = forms.said(blank, self.values)
            said = text if blank.kind == "date-line" else f"{blank.label}：{text or '　' * 6}"
            self._text(said, align=blank.side, before=0 if number else 12)

    def _notes(self) -> None:
        for number, note in enumerate(self.form.notes, 1):
            text = f"{number}. {note}" if len(self.form.notes) > 1 else f"注：{note}"
            self._text(text, size=9, before=8 if number == 1 else 0, exact=False)


def _room(blank: Blank) -> int:
    """Lines that a blank needs; a stamp needs three."""
    return max(blank.lines, 3) if blank.kind == "seal" else blank.lines


def _repeat(row: Any) -> None:
    """A head row stands again on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))


def _face(holder: Any, name: str) -> None:
    """The font of Han characters, which Word keeps apart from that of Latin ones."""
    holder.font.name = name
    holder.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
