"""The numbers behind the pictures of the site: element matrix, risk colours, time line, bars. Templates only draw. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from macros import checklist
from macros.catalog import Catalog
from macros.models.campaign import Stage, TargetTable
from macros.models.industry import Industry
from macros.models.item import Item, RiskPoint
from macros.models.registry import Term

# Shades of a cell, the palest to the darkest.
SHADES = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """The items of one part of a checklist under one element; ``shade`` 0 = none."""

    items: list[Item]
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Parts of a checklist × the eight elements."""

    elements: list[Term]
    rows: list[tuple[str, list[Cell]]]

    def total(self, column: int) -> int:
        return sum(len(cells[column].items) for _, cells in self.rows)


def matrix(c: Catalog, sector: Industry) -> Matrix:
    """How an industry's items spread over its parts and the elements."""
    elements = [t for t in c.vocab["elements"].values if t.parent is None]
    found = [(g.title, {t.id: items for t, items in checklist.by_element(c, g.items)}) for g in checklist.groups(c, sector)]
    most = max((len(items) for _, under in found for items in under.values()), default=1)
    return Matrix(elements, [(title, [_cell(under.get(t.id, []), most) for t in elements]) for title, under in found])


def _cell(items: list[Item], most: int) -> Cell:
    return Cell(items, -(-len(items) * SHADES // most))


@dataclass(frozen=True, slots=True)
class Colour:
    """The risk points of one suggested level, and where their piece of the bar of 100 begins and how long it is."""

    level: Term
    points: list[RiskPoint]
    start: float
    length: float


def colours(c: Catalog, points: list[RiskPoint]) -> list[Colour]:
    """Risk points by their suggested level, the gravest first."""
    found: list[Colour] = []
    for level in c.vocab["risk-levels"].values:
        mine = [point for point in points if point.level == level.id]
        start = found[-1].start + found[-1].length if found else 0.0
        found.append(Colour(level, mine, start, 100 * len(mine) / max(len(points), 1)))
    return [colour for colour in found if colour.points]


@dataclass(frozen=True, slots=True)
class Axis:
    """The years that dated stages lie in: (share of the length, year) of each 1 January, (share, number, stage) of each."""

    years: list[tuple[float, int]]
    marks: list[tuple[float, int, Stage]]


def axis(stages: tuple[Stage, ...]) -> Axis | None:
    """Where the deadlines stand on a line of whole years; None unless there are two of them."""
    dated = [(date.fromisoformat(s.deadline), no, s) for no, s in enumerate(stages, 1) if s.deadline]
    if len(dated) < 2:
        return None
    first, last = dated[0][0].year, max(day.year for day, _, _ in dated) + 1
    start = date(first, 1, 1)
    days = (date(last, 1, 1) - start).days
    years = [((date(year, 1, 1) - start).days / days, year) for year in range(first, last)]
    return Axis(years, [((day - start).days / days, no, stage) for day, no, stage in dated])


def tops(table: TargetTable) -> dict[str, int]:
    """The greatest number of each column, whose bar is full."""
    return {x.id: max((t.values.get(x.id, 0) for t in table.targets), default=0) for x in table.columns}
