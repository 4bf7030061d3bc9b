"""Step 4, render forms: grids of fields and tables of a DOCX, drawn with python-docx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from macros.cells import Table
from macros.models.form import Blank

# Heights of rows in millimetres: one to write in, one with a tick only, one of a head; each further line of a field.
WRITTEN, TICKED, HEAD, LINE = 9.5, 6.5, 6.5, 7.0
POINTS = 9.5
_FIELD_SHARES = (0.18, 0.32, 0.18, 0.32)


def fields(document: Any, width: float, rows: list[list[Blank]], said: Callable[[Blank], str]) -> None:
    """A grid of labels and rooms, ``width`` millimetres wide; ``said`` gives what stands in a room."""
    grid, places = _grid(document, width, len(rows), _FIELD_SHARES)
    for y, row in enumerate(rows):
        for n, blank in enumerate(row):
            _write(places[y][n * 2], blank.label, bold=True)
            _write(places[y][n * 2 + 1], said(blank))
        if len(row) == 1:
            places[y][1].merge(places[y][3])
        _shape(grid.rows[y], WRITTEN + (max(_room(b) for b in row) - 1) * LINE)


def table(document: Any, width: float, drawn: Table, *, tight: bool) -> None:
    """A table whose head stands again on every page; rows of a ``tight`` part that have printed text are low."""
    widths = [leaf.width or 10 for leaf in drawn.leaves]
    top = len(drawn.heads)
    grid, places = _grid(document, width, top + len(drawn.body), tuple(one / sum(widths) for one in widths))
    for y, x, head in drawn.placed_heads():
        _write(_span(places, y, x, head.depth, head.leaves), head.label, bold=True, align="center")
    for y, x, cell in drawn.placed_body():
        place = _span(places, top + y, x, cell.lines, cell.leaves)
        _write(place, cell.shown, bold=cell.head, align="left" if cell.left else "center")
    for y, row in enumerate(grid.rows):
        printed = y >= top and any(cell.text for cell in drawn.body[y - top])
        _shape(row, HEAD if y < top else TICKED if tight and printed else WRITTEN, repeated=y < top)


def _room(blank: Blank) -> int:
    """Lines that a blank needs; a stamp needs three."""
    return max(blank.lines, 3) if blank.kind == "seal" else blank.lines


def _span(places: list[list[Any]], y: int, x: int, deep: int, wide: int) -> Any:
    cell = places[y][x]
    return cell.merge(places[y + deep - 1][x + wide - 1]) if deep * wide > 1 else cell


def _grid(document: Any, width: float, rows: int, shares: tuple[float, ...]) -> tuple[Any, list[list[Any]]]:
    """(table, its cells by row and column): python-docx counts them all again each time it is asked for one."""
    grid = document.add_table(rows, len(shares), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = Mm(width * share)
    places = [list(row.cells) for row in grid.rows]
    for row in places:
        for cell, share in zip(row, shares, strict=True):
            cell.width = Mm(width * share)
    return grid, places


def _shape(row: Any, height: float, *, repeated: bool = False) -> None:
    """A row of a least height that no page cuts, perhaps one that stands again on every page."""
    row.height = Mm(height)
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if repeated else ())):
        properties.append(properties.makeelement(qn(name), {}))


def _write(cell: Any, text: str, *, bold: bool = False, align: str = "left") -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(POINTS)
