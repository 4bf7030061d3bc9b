"""The sheets that hang on a clipboard: which items stand on which sheet, and the columns to tick. Pure.

A sheet is a table of items against times: every day of a month, the weeks, the months, or columns to write dates into.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import Item

# The columns of a sheet, by frequency; a frequency that is not here gets columns to write the dates into.
DAYS = tuple(str(n) for n in range(1, 32))
COLUMNS = {
    "per-shift": DAYS,
    "daily": DAYS,
    "weekly": tuple(f"第{n}周" for n in range(1, 6)),
    "monthly": tuple(f"{n}月" for n in range(1, 13)),
    "quarterly": tuple(f"{n}季度" for n in range(1, 5)),
}
BLANK = ("",) * 6
FEW = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workshop book: a row for each item, a column for each time; ``mixed`` = of several frequencies."""

    title: str
    items: list[Item]
    columns: tuple[str, ...] = BLANK
    mixed: bool = False

    @property
    def daily(self) -> bool:
        return self.columns == DAYS


def workshops(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Per workshop, its risk points and its sheets; then, once for all of them, a sheet for each kind of risky work."""
    places = c.workshops_of(sector)
    reached = [(p, [c.risk_points[r] for r in p.risk_points], c.reached(sector, p)) for p in places]
    events = shared_events(c, sector, [i for _, _, items in reached for i in items])
    names = [(t.title, [p for p in places if p.trades == (t.id,)]) for t in sector.trades]
    common = [p for p in places if len(p.trades) != 1]
    kept = {i.id for sheet in events for i in sheet.items}
    return {
        "contents": [*names, ("各细分行业" if sector.trades else "", common)],
        "places": [(p, points, sheets(c, [i for i in items if i.id not in kept])) for p, points, items in reached],
        "events": events,
    }


def _is_event(c: Catalog, item: Item) -> bool:
    return c.term("frequencies", item.tiers["workshop"].frequency).group == "event"


def sheets(c: Catalog, items: list[Item]) -> list[Sheet]:
    """A workshop's regular checks: one sheet for every day, one a frequency; the few of rare frequencies share a last sheet."""
    often = [i for i in items if COLUMNS.get(i.tiers["workshop"].frequency) == DAYS]
    shifts = {i.tiers["workshop"].frequency for i in often}
    titles = "、".join(f.label for f in c.vocab["frequencies"].values if f.id in shifts)
    daily = [Sheet(titles, often, DAYS, mixed=len(shifts) > 1)] if often else []
    by = {f: [i for i in items if i.tiers["workshop"].frequency == f.id] for f in c.vocab["frequencies"].values}
    own = [Sheet(f.label, got, COLUMNS[f.id]) for f, got in by.items() if _has_sheet(f.id, got)]
    rest = [i for f, got in by.items() if f.id not in shifts and not _has_sheet(f.id, got) for i in got]
    return [*daily, *own, *([Sheet("长周期和特定时候", rest, mixed=True)] if rest else [])]


def _has_sheet(frequency: str, items: list[Item]) -> bool:
    """Whether items of a frequency fill a sheet of their own, other than the one of every day."""
    columns = COLUMNS.get(frequency, DAYS)
    return columns != DAYS and (len(items) >= FEW or (frequency == "weekly" and bool(items)))


def shared_events(c: Catalog, sector: Industry, items: list[Item]) -> list[Sheet]:
    """What a module asks before risky work: a sheet for each of its risk points, once, to copy with the work permit."""
    by: dict[str, dict[str, Item]] = {}
    own = {r.id for r in c.owned("risk_point", sector)}
    for item in items:
        if _is_event(c, item) and item.controls[0] not in own:
            by.setdefault(item.controls[0], {})[item.id] = item
    found = [(c.risk_points[point].title, list(mine.values())) for point, mine in by.items() if len(mine) >= FEW]
    return [Sheet(title, sorted(mine, key=lambda i: i.id), mixed=True) for title, mine in found]


def shop(c: Catalog, sector: Industry) -> dict[str, Any]:
    """A shop's whole list on two sheets: what is looked at every day or shift, and the rest by months."""
    items = c.items_of(sector)
    daily = [i for i in items if COLUMNS.get(_often(i)) == DAYS]
    rest = [i for i in items if i not in daily]
    sheets_ = [Sheet("天天看", daily, DAYS), Sheet("按月看", rest, COLUMNS["monthly"])]
    return {"sheets": [s for s in sheets_ if s.items], "often": lambda item: c.label("frequencies", _often(item))}


def _often(item: Item) -> str:
    """How often those nearest to the thing look at it."""
    return next(item.tiers[tier].frequency for tier in ("post", "workshop", "enterprise") if tier in item.tiers)
