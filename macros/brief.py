"""小微企业简明版: what a small enterprise of each trade is asked when it ticks no special case. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macros import checklist, relations
from macros.catalog import Catalog
from macros.clipboards import often
from macros.models.industry import Industry
from macros.models.item import Item
from macros.models.registry import Term

PROBLEMS = 16


@dataclass(frozen=True, slots=True)
class Part:
    """What all trades are asked (``trade`` empty), or what one trade is asked besides."""

    title: str
    items: list[Item]
    trade: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A special case that adds items: how many at most, and the parts of the whole list where they stand."""

    facet: Term
    count: int
    places: list[str]


def brief(c: Catalog, sector: Industry) -> dict[str, Any]:
    """The parts in which the list is printed, the special cases, and room for problems."""
    shown = parts(c, sector)
    return {
        "parts": shown,
        "first": next(i.id for part in shown for i in part.items),
        "cases": cases(c, sector),
        "often": lambda item: c.label("frequencies", often(item)),
        "problems": range(1, PROBLEMS + 1),
    }


def parts(c: Catalog, sector: Industry) -> list[Part]:
    """What is common to all trades once, then what each trade adds; a trade that adds nothing has no part."""
    lists = {trade.id: c.small_list(sector, trade.id) for trade in sector.trades} or {"": c.small_list(sector, None)}
    common = set.intersection(*({i.id for i in items} for items in lists.values()))
    shared = [i for i in next(iter(lists.values())) if i.id in common]
    titles = {trade.id: trade.title for trade in sector.trades}
    found = [
        Part("各家都查" if sector.trades else "全部要查的", _in_order(c, shared)),
        *(Part(title, _in_order(c, [i for i in lists[t] if i.id not in common]), t) for t, title in titles.items()),
    ]
    return [part for part in found if part.items]


def _in_order(c: Catalog, items: list[Item]) -> list[Item]:
    """What is looked at most often first, 重大 before others of the same frequency."""
    order = list(c.index.words["frequencies"])
    return sorted(items, key=lambda i: (order.index(often(i)), i.hazard != "major"))


def cases(c: Catalog, sector: Industry) -> list[Case]:
    """Every special case that brings items to a small enterprise of some trade, in the order of the vocabulary."""
    asked = {i.id: c.facets_of(i) for i in relations.asked(c.index, sector, {"size": ["small"]})}
    groups = checklist.groups(c, sector)
    found = []
    for facet in c.vocab["facets"].values:
        mine = {id_ for id_, facets in asked.items() if facet.id in facets}
        places = [g.title for g in groups if any(i.id in mine for i in g.items)]
        found.append(Case(facet, len(mine), places))
    return [case for case in found if case.count]
