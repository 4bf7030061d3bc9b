"""Step 4, render forms: the cells of a form's table, with their spans, for web, PDF, spreadsheet and document alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from macros.catalog import Catalog
from macros.models.form import Column, Form, Line, Part, Row, Sum, leaves, points

# A printed text from this length on stands at the left, and with it its whole column.
LONG = 8

# The table that lists another form's points and what proves each.
_INDEX = (
    Column(id="no", label="序号", width=4),
    Column(id="group", label="项目", width=10),
    Column(id="point", label="回头看内容", width=26),
    Column(id="papers", label="备查材料", width=34),
    Column(id="forms", label="用哪张表", width=29),
    Column(id="box", label="盒签", width=15),
    Column(id="ready", label="备齐（√）", kind="tick", width=7),
    Column(id="keeper", label="保管人", width=8),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A head cell: how many leaf columns it covers and how many head rows deep it is."""

    label: str
    leaves: int
    depth: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A body cell that covers ``lines`` rows and ``leaves`` columns; ``head`` marks a row's name.

    ``column`` says what may be filled in; None = printed text, or no cell at all. ``left``: the column holds long texts.
    """

    text: str
    lines: int = 1
    leaves: int = 1
    head: bool = False
    column: Column | None = None
    left: bool = False

    @property
    def shown(self) -> str:
        """The text, or the box to tick."""
        return self.text or ("□" if self.column and self.column.kind == "tick" else "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be drawn: its column tree and what follows from it, and the rows of its body."""

    columns: tuple[Column, ...]
    body: list[list[Cell]]
    sums: tuple[Sum, ...] = ()

    @property
    def heads(self) -> list[list[Head]]:
        return heads(self.columns)

    @property
    def leaves(self) -> list[Column]:
        return leaves(self.columns)

    def shares(self) -> list[int]:
        """The width of each leaf column in hundred thousandths of the whole, rounded down; none where the form gives no widths."""
        widths = [leaf.width for leaf in self.leaves if leaf.width]
        return [100_000 * width // sum(widths) for width in widths] if len(widths) == len(self.leaves) else []

    def aligned(self) -> Table:
        """The table with the cells of columns that hold a long text marked."""
        long = {x for _, x, cell in self.placed_body() if len(cell.text) > LONG and not cell.head}
        place = {id(cell): x for _, x, cell in self.placed_body()}
        return replace(self, body=[[replace(cell, left=place[id(cell)] in long) for cell in row] for row in self.body])

    def placed_heads(self) -> Iterator[tuple[int, int, Head]]:
        """(row, column, cell) of the head."""
        return _placed([[(head, head.depth, head.leaves) for head in row] for row in self.heads])

    def placed_body(self) -> Iterator[tuple[int, int, Cell]]:
        """(row, column, cell) of the body."""
        return _placed([[(cell, cell.lines, cell.leaves) for cell in row] for row in self.body])


def depth(columns: tuple[Column, ...]) -> int:
    """Head rows that a column tree needs."""
    return 1 + max((depth(c.columns) for c in columns if c.columns), default=0)


def heads(columns: tuple[Column, ...]) -> list[list[Head]]:
    """The head's rows, top first."""
    rows: list[list[Head]] = [[] for _ in range(depth(columns))]
    _fill(columns, rows, 0)
    return rows


def _fill(columns: tuple[Column, ...], rows: list[list[Head]], level: int) -> None:
    for column in columns:
        deep = 1 if column.columns else len(rows) - level
        rows[level].append(Head(column.label, len(leaves((column,))), deep))
        _fill(column.columns, rows, level + 1)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line with the row names that begin on it, by level, and its place among the lines of its row."""

    line: Line
    names: dict[int, Cell]
    number: int
    count: int


def _drawn(row: Row, level: int) -> list[_Drawn]:
    if row.rows:
        found = [one for inner in row.rows for one in _drawn(inner, level + 1)]
    else:
        found = [_Drawn(line, {}, n, len(row.lines)) for n, line in enumerate(row.lines)]
    label = f"{row.no}. {row.label}" if row.no else row.label
    found[0].names[level] = Cell(label, len(found), head=True)
    return found


def body(part: Part) -> list[list[Cell]]:
    """The body's rows; a cell that spans lines stands only on the first of them."""
    columns = leaves(part.columns)
    drawn = [one for row in part.rows for one in _drawn(row, 1)]
    rows = [[cell for column in columns if (cell := _cell(column, one))] for one in drawn]
    return rows + [[Cell("", column=column) for column in columns] for _ in range(part.blank_rows)]


def _cell(column: Column, drawn: _Drawn) -> Cell | None:
    if column.row:
        return drawn.names.get(column.row)
    if not column.per_line and drawn.number > 0:
        return None
    if column.id in drawn.line.none:
        return Cell("—")
    run = next((run for run in drawn.line.merged if column.id in run), (column.id,))
    if column.id != run[0]:
        return None
    text = drawn.line.cells.get(column.id, "")
    return Cell(text, 1 if column.per_line else drawn.count, len(run), column=None if text else column)


def table(c: Catalog, part: Part) -> Table | None:
    """The table of a part, or of the points of the form that it indexes."""
    if part.index_of:
        return _index(c, c.forms[part.index_of])
    if not part.columns:
        return None
    return Table(part.columns, body(part), part.sums).aligned()


def _index(c: Catalog, form: Form) -> Table:
    rows = []
    for group, point in points(form):
        proof = point.proof
        said = (str(point.no), group, point.label, "；".join(proof.papers), "；".join(c.forms[f].title for f in proof.forms),
                proof.box) if proof else ()  # fmt: skip
        rows.append([*(Cell(text) for text in said), *(Cell("", column=column) for column in _INDEX[len(said) :])])
    return Table(_INDEX, rows).aligned()


def labels(c: Catalog, part: Part) -> list[tuple[int, str]]:
    """(number, text) of the box labels that a part prints."""
    found = points(c.forms[part.labels_of]) if part.labels_of else ()
    return [(point.no or 0, point.proof.box) for _, point in found if point.proof]


def choices(c: Catalog, column: Column) -> list[str]:
    """What a cell of this column may hold, where that is a closed list."""
    if column.kind == "tick":
        return ["√"]
    return [term.label for term in c.vocab[column.words].values] if column.words else list(column.choices)


def paths(columns: tuple[Column, ...], above: tuple[Column, ...] = ()) -> Iterator[tuple[Column, ...]]:
    """Each leaf column with the groups above it."""
    for column in columns:
        if column.columns:
            yield from paths(column.columns, (*above, column))
        else:
            yield (*above, column)


def _placed(lines: list[list[tuple[Any, int, int]]]) -> Iterator[tuple[int, int, Any]]:
    """(row, column, what) for things with row and column spans, each in the next free place of its row."""
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for thing, deep, wide in line:
            while (y, x) in taken:
                x += 1
            yield y, x, thing
            taken |= {(y + dy, x + dx) for dy in range(deep) for dx in range(wide)}
