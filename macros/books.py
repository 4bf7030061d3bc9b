"""Step 4, render books: catalog -> one whole HTML document per PDF. Pure; pdf.py prints them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from macros import brief, cards, checklist, clipboards, downloads, notices, posts, qr, risks
from macros.catalog import Catalog
from macros.downloads import Download, books
from macros.models.industry import Industry
from macros.models.item import Item
from macros.pages import checklist_context
from macros.pdf import Job
from macros.pocket import pocket
from macros.templates import render, styles


def jobs(c: Catalog, site_url: str) -> Iterator[Job]:
    """Every book of the edition."""
    for sector in c.sectors.values():
        for download in books(c, sector):
            yield book(c, sector, download, site_url)
    for download in downloads.pocket(c):
        yield _pocket(c, download)


def book(c: Catalog, sector: Industry, download: Download, site_url: str) -> Job:
    """One PDF of an industry; ``download.kind`` says which."""
    template, sheets_, make = _KINDS[_layout(sector, download.kind)]
    context = {"sector": sector, "qr": qr.maker(site_url, c.edition.id), **make(c, sector)}
    html = render(f"book/{template}.html", c, title=_title(c, sector, download), styles=styles(*sheets_), **context)
    return Job(download.path, html)


def _layout(sector: Industry, kind: str) -> str:
    """A shop that picks its items has its short list on two sheets, others as a booklet."""
    return "-brief" if kind == "-small" and not sector.picks else kind


def _pocket(c: Catalog, download: Download) -> Job:
    """The one book that belongs to no industry."""
    title = download.title.removesuffix("（PDF）")
    return Job(download.path, render("book/pocket.html", c, title=title, styles=styles("pocket"), **pocket(c)))


def _title(c: Catalog, sector: Industry, download: Download) -> str:
    return f"{sector.title}　{download.title.removesuffix('（PDF）')}"


def _whole(c: Catalog, sector: Industry) -> dict[str, Any]:
    cited: dict[str, dict[str | None, list[Item]]] = {}
    items = c.items_of(sector)
    for item in items:
        for basis in item.basis:
            cited.setdefault(basis.std, {}).setdefault(basis.clause, []).append(item)
    counted = Counter(item.change for item in items)
    return {
        **checklist_context(c, sector),
        "guides": c.guides_of(sector),
        "sets": c.criteria_of(sector),
        "points": c.grid_of(sector),
        "posts": c.duties_of(sector),
        "risks": c.risk_points_of(sector),
        "criteria": checklist.answers(c, sector),
        "cited": {std: dict(sorted(found.items(), key=_place)) for std, found in sorted(cited.items())},
        "changes": {"counts": counted.most_common(), "other": [i for i in items if i.change != "added"]},
        "first": items[0],
    }


def _place(entry: tuple[str | None, object]) -> tuple[bool, list[int]]:
    """Clauses by their numbers, those without one in their order, «no clause» last."""
    return entry[0] is None, [int(n) for n in re.findall(r"\d+", entry[0] or "")]


def _grid(c: Catalog, sector: Industry) -> dict[str, Any]:
    return {"points": c.grid_of(sector)}


_KINDS: dict[str, Any] = {
    "": ("book", ("book",), _whole),
    "-workshops": ("workshops", ("workshops",), clipboards.workshops),
    "-cards": ("cards", ("cards", "fours", "cards-a4"), cards.sheets),
    "-cards-a6": ("cards", ("cards", "cards-a6"), cards.singles),
    "-cards-a5": ("cards", ("cards", "cards-a5"), cards.singles),
    "-notices": ("notices", ("notices",), notices.notices),
    "-risks": ("risks", ("risks",), risks.risks),
    "-grid": ("grid", ("grid",), _grid),
    "-small": ("small", ("small",), clipboards.shop),
    "-brief": ("brief", ("brief",), brief.brief),
    "-posts": ("posts", ("posts", "emergency"), posts.posts),
    "-posts-a4": ("emergency-a4", ("emergency", "fours", "emergency-a4"), posts.fours),
}
