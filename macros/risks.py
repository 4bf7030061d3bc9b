"""Risk points as notices and the handbook say them: what is shown of each, in which order; and the handbook. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from macros import signs
from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import RiskPoint


@dataclass(frozen=True, slots=True)
class Row:
    """A risk point as it stands on a board: its number there and on the map, and the measures that are shown."""

    no: int
    point: RiskPoint
    measures: tuple[str, ...]


def risks(c: Catalog, sector: Industry) -> dict[str, Any]:
    """What each workshop grades, then what stands in none; the full text of every risk point once, and the items that check it."""
    points = c.risk_points_of(sector)
    places = [(place, by_level(c, [c.risk_points[r] for r in place.risk_points])) for place in c.workshops_of(sector)]
    placed = {point.id for _, mine in places for point in mine}
    items = c.items_of(sector)
    return {
        "places": [(place, mine) for place, mine in places if mine],
        "elsewhere": by_level(c, [point for point in points if point.id not in placed]),
        "levels": [(level, [p for p in points if p.level == level.id]) for level in c.vocab["risk-levels"].values],
        "points": points,
        "where": {point.id: [place.title for place, mine in places if point in mine] for point in points},
        "checks": {point.id: [item.id for item in items if point.id in item.controls] for point in points},
        "methods": [c.methods[one] for one in ("four-colours", "dual-prevention") if one in c.methods],
        "hatch": signs.hatch, "patterns": signs.PATTERNS, "accidents": partial(accidents, c),
    }  # fmt: skip


def accidents(c: Catalog, point: RiskPoint) -> str:
    """What may happen, by name. “其他” says nothing, beside another as little as alone (an illness is no accident)."""
    return "、".join(c.label("accident-types", a) for a in point.accidents if a != "other")


def by_level(c: Catalog, points: list[RiskPoint]) -> list[RiskPoint]:
    """The worst suggested level first."""
    return sorted(points, key=lambda point: list(c.index.words["risk-levels"]).index(point.level))


def rows_of(points: list[RiskPoint], most: int) -> tuple[Row, ...]:
    return tuple(Row(no, point, point.measures[:most]) for no, point in enumerate(points, 1))


def largest(
    points: list[RiskPoint], fewest: int, sizes: tuple[float, ...], fits: Callable[[tuple[Row, ...], float], bool]
) -> tuple[tuple[Row, ...], float] | None:
    """All measures at the largest letters that fit, else the most that fit at any size, down to the ``fewest``."""
    most = max(len(point.measures) for point in points)
    tries = ((rows_of(points, count), size) for count in range(max(most, fewest), fewest - 1, -1) for size in sizes)
    return next(((rows, size) for rows, size in tries if fits(rows, size)), None)
