"""The sheets that hang on a clipboard: which items stand on which sheet, and the columns to tick. Pure.

A sheet is a table of items against times: every day of a month, the weeks, the months, or columns to write dates into.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macros.catalog import Catalog
from macros.models.industry import Industry, Workshop
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
# How many columns of the year's twelve, or of the month's thirty-one, a cell takes; events get six cells for dates.
WEEKS = (7, 7, 7, 7, 3)
OF_YEAR = {"monthly": (1,) * 12, "quarterly": (3,) * 4, "half-yearly": (6,) * 2, "yearly": (12,)}
DATES = (2,) * 6


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
    """Per workshop, its risk points and its sheets; then, once for all of them, a sheet for each kind of risky work.

    A workshop that no item reaches has no sheet and is left out.
    """
    found = ((p, c.reached(sector, p)) for p in c.workshops_of(sector))
    reached = [(p, [c.risk_points[r] for r in p.risk_points], items) for p, items in found if items]
    places = [p for p, _, _ in reached]
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


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a shop's sheet: what to look at, how often, and the cells to mark by how many columns each takes."""

    item: Item
    often: str
    cells: tuple[int, ...]
    dated: bool = False


def shop(c: Catalog, sector: Industry) -> dict[str, Any]:
    """A shop's whole list on two sheets, days and months, and what to do first, as the posts say it, each line once."""
    order, places = [f.id for f in c.vocab["frequencies"].values], c.workshops_of(sector)
    items = sorted(c.items_of(sector), key=lambda i: (order.index(often(i)), _place(i, places)))
    days = [i for i in items if COLUMNS.get(often(i)) == DAYS]
    weeks = [i for i in items if often(i) == "weekly"]
    rest = [i for i in items if i not in days and i not in weeks]
    return {
        "days": DAYS,
        "daily": [_row(c, i, (1,) * len(DAYS)) for i in days],
        "weekly": [_row(c, i, WEEKS) for i in weeks],
        "months": COLUMNS["monthly"],
        "rest": [_row(c, i, OF_YEAR.get(often(i), DATES)) for i in rest],
        "steps": list(dict.fromkeys(text for post in c.posts_of(sector) for text in post.emergency)),
    }


def _place(item: Item, places: list[Workshop]) -> int:
    """Where in a walk through the shop it is looked at."""
    return next((n for n, p in enumerate(places) if set(p.risk_points) & set(item.controls)), len(places))


def _row(c: Catalog, item: Item, cells: tuple[int, ...]) -> Row:
    return Row(item, c.label("frequencies", often(item)), cells, dated=cells == DATES)


def often(item: Item) -> str:
    """How often those nearest to the thing look at it."""
    return next(item.tiers[tier].frequency for tier in ("post", "workshop", "enterprise") if tier in item.tiers)
