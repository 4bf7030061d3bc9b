"""Step 4, render books: catalog -> one whole HTML document per PDF. Pure; pdf.py prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros import cards, checklist, clipboards, qr
from macros.catalog import Catalog
from macros.downloads import Download, books
from macros.models.industry import Industry
from macros.models.item import Item
from macros.pages import checklist_context
from macros.pdf import Job
from macros.templates import render, styles


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


def _grid(c: Catalog, sector: Industry) -> dict[str, Any]:
    return {"points": c.grid_of(sector)}


_KINDS: dict[str, Any] = {
    "": ("book", ("book",), _whole),
    "-workshops": ("workshops", ("workshops",), clipboards.workshops),
    "-cards": ("cards", ("cards",), cards.cards),
    "-grid": ("grid", ("grid",), _grid),
    "-small": ("small", ("small",), clipboards.shop),
}
