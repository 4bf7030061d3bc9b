"""Step 4, render books: catalog -> one whole HTML document per PDF. Pure; pdf.py prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from macros import checklist, qr
from macros.catalog import Catalog
from macros.downloads import Download, books
from macros.models.industry import Industry, Post
from macros.models.item import Item
from macros.pages import checklist_context
from macros.pdf import Job
from macros.templates import render, styles

# Measured on the card of 97 × 138 mm at 11 pt: lines of a face under its head, characters of a line, what a number takes.
FACE_LINES = 19
BACK_LINES = 22
LINE_CHARACTERS = 19
ID_CHARACTERS = 6
# Of the back: the heads of its parts and the line of telephones, and how many names of protective equipment stand on a line.
TAIL_HEADS = 4
PPE_A_LINE = 4
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
CARDS_PER_SHEET = 4
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


def jobs(c: Catalog, site_url: str) -> Iterator[Job]:
    """Every book of the edition."""
    for sector in c.sectors.values():
        for download in books(c, sector):
            yield book(c, sector, download, site_url)


def book(c: Catalog, sector: Industry, download: Download, site_url: str) -> Job:
    """One PDF of an industry; ``download.kind`` says which."""
    template, sheets_, make = _KINDS[download.kind]
    context = {"sector": sector, "qr": qr.maker(site_url, c.edition.id), **make(c, sector)}
    html = render(f"book/{template}.html", c, title=_title(c, sector, download), styles=styles(*sheets_), **context)
    return Job(download.path, html)


def _title(c: Catalog, sector: Industry, download: Download) -> str:
    return f"{sector.title}　{download.title.removesuffix('（PDF）')}"


def _whole(c: Catalog, sector: Industry) -> dict[str, Any]:
    cited: dict[str, dict[str | None, list[Item]]] = {}
    for item in c.items_of(sector):
        for basis in item.basis:
            cited.setdefault(basis.std, {}).setdefault(basis.clause, []).append(item)
    risks = c.risk_points_of(sector)
    return {**checklist_context(c, sector), "guides": c.guides_of(sector), "sets": c.criteria_of(sector),
            "points": c.grid_of(sector), "posts": c.duties_of(sector),
            "criteria": checklist.answers(c, sector), "risks": risks, "cited": dict(sorted(cited.items()))}  # fmt: skip


def _workshops(c: Catalog, sector: Industry) -> dict[str, Any]:
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


def _cards(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Four cards a sheet, fronts then backs; backs are mirrored so that they meet in duplex."""
    cards = [card for post in c.posts_of(sector) for card in _cards_of(c, sector, post)]
    sheets = [cards[n : n + CARDS_PER_SHEET] for n in range(0, len(cards), CARDS_PER_SHEET)]
    return {"sheets": [(sheet, mirrored(sheet)) for sheet in sheets]}


def mirrored(sheet: list[Any]) -> list[Any]:
    """The order of the backs of a two-column sheet that is turned over its long edge; None = an empty place."""
    full = [*sheet, *[None] * (CARDS_PER_SHEET - len(sheet))]
    return [full[1], full[0], full[3], full[2]]


def _cards_of(c: Catalog, sector: Industry, post: Post) -> list[dict[str, Any]]:
    """A post's card: checks on the front, what is left on the back above the emergency steps; a second card only where
    even that is too little room.
    """
    risks = [c.risk_points[r] for r in post.risk_points]
    tail = TAIL_HEADS + -(-len(risks) // 2) + -(-len(post.ppe) // PPE_A_LINE) + sum(_lines(text) for text in post.emergency)
    front, rest = _fit(c.reached(sector, post), FACE_LINES)
    back, rest = _fit(rest, BACK_LINES - tail)
    cards = [{"post": post, "front": front, "back": back, "risks": risks, "tail": True}]
    while rest:
        front, rest = _fit(rest, FACE_LINES)
        cards.append({"post": post, "front": front, "back": [], "risks": [], "tail": False})
    return cards


def _fit(items: list[Item], room: int) -> tuple[list[Item], list[Item]]:
    """(the first items whose lines fit the room, the others)."""
    for count, item in enumerate(items):
        room -= _lines(item.statement) + (1 if item.hazard == "major" else 0)
        if room < 0:
            return items[:count], items[count:]
    return items, []


def _lines(text: str) -> int:
    """Lines that a text with its number takes on a card at 11 pt."""
    return -(-(len(text) + ID_CHARACTERS) // LINE_CHARACTERS)


def _grid(c: Catalog, sector: Industry) -> dict[str, Any]:
    return {"points": c.grid_of(sector)}


def _small(c: Catalog, sector: Industry) -> dict[str, Any]:
    """A shop's whole list on two sheets: what is looked at every day or shift, and the rest by months."""
    items = c.items_of(sector)
    daily = [i for i in items if COLUMNS.get(_often(i)) == DAYS]
    rest = [i for i in items if i not in daily]
    sheets_ = [Sheet("天天看", daily, DAYS), Sheet("按月看", rest, COLUMNS["monthly"])]
    return {"sheets": [s for s in sheets_ if s.items], "often": lambda item: c.label("frequencies", _often(item))}


def _often(item: Item) -> str:
    """How often those nearest to the thing look at it."""
    return next(item.tiers[tier].frequency for tier in ("post", "workshop", "enterprise") if tier in item.tiers)


_KINDS: dict[str, Any] = {
    "": ("book", ("book",), _whole),
    "-workshops": ("workshops", ("workshops",), _workshops),
    "-cards": ("cards", ("cards",), _cards),
    "-grid": ("grid", ("grid",), _grid),
    "-small": ("small", ("small",), _small),
}
