"""Step 4, render forms: one definition -> the cells of its head and body, for web, PDF and spreadsheet alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from macros.models.form import Column, Form, Line, leaves


@dataclass(frozen=True, slots=True)
class Head:
    """A head cell: how many leaf columns it covers and how many head rows deep it is."""

    label: str
    leaves: int
    depth: int
    column: Column


@dataclass(frozen=True, slots=True)
class Cell:
    """A body cell that covers ``lines`` rows and ``leaves`` columns; ``head`` marks a row's name."""

    text: str
    lines: int = 1
    leaves: int = 1
    head: bool = False


def depth(columns: tuple[Column, ...]) -> int:
    """Head rows that a column tree needs."""
    return 1 + max((depth(c.columns) for c in columns if c.columns), default=0)


def heads(form: Form) -> list[list[Head]]:
    """The head's rows, top first."""
    rows: list[list[Head]] = [[] for _ in range(depth(form.columns))]
    _fill(form.columns, rows, 0)
    return rows


def _fill(columns: tuple[Column, ...], rows: list[list[Head]], level: int) -> None:
    for column in columns:
        deep = 1 if column.columns else len(rows) - level
        rows[level].append(Head(column.label, len(leaves((column,))), deep, column))
        _fill(column.columns, rows, level + 1)


def body(form: Form) -> list[list[Cell]]:
    """The body's rows; a cell that spans lines stands only on the first of them.

    Where rows have names, the first column holds them.
    """
    columns = leaves(form.columns)
    rows = [row for group in form.rows for row in _group(columns, group.label, group.lines)]
    return rows + [[Cell("") for _ in columns] for _ in range(form.blank_rows)]


def _group(columns: list[Column], label: str, lines: tuple[Line, ...]) -> Iterator[list[Cell]]:
    for number, line in enumerate(lines):
        first = [Cell(label, len(lines), head=True)] if number == 0 else []
        yield first + [cell for column in columns[1:] if (cell := _cell(column, line, number, len(lines)))]


def _cell(column: Column, line: Line, number: int, count: int) -> Cell | None:
    if not column.per_line and number > 0:
        return None
    run = next((run for run in line.merged if column.id in run), (column.id,))
    if column.id != run[0]:
        return None
    return Cell(line.cells.get(column.id, ""), 1 if column.per_line else count, len(run))


def since(form: Form) -> list[tuple[str, str]]:
    """(path of labels, month) for every leaf that accumulates from a month."""
    return [(" / ".join(c.label for c in path), path[-1].since) for path in paths(form.columns) if path[-1].since]


def paths(columns: tuple[Column, ...], above: tuple[Column, ...] = ()) -> Iterator[tuple[Column, ...]]:
    """Each leaf column with the groups above it."""
    for column in columns:
        if column.columns:
            yield from paths(column.columns, (*above, column))
        else:
            yield (*above, column)


def context(form: Form) -> dict[str, Any]:
    """What the form templates need."""
    return {"f": form, "heads": heads(form), "body": body(form), "since": since(form), "leaves": leaves(form.columns)}
