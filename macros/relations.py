"""How records reach each other: computed once, for the rules and the catalog alike.

The risk point is the join: an item reaches a workshop or a post when it keeps in hand (``controls``) a risk point
that stands there and is checked at that tier.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from macros.index import Entry, Index
from macros.models.industry import Industry, Post, Workshop
from macros.models.item import Item
from macros.models.registry import Case, Standard

# What an enterprise says of itself by ``size``, ``trade``, ``facets``; for a key that is missing nothing is left out.
Said = Mapping[str, Collection[str]]

_ODD = re.compile(r"[^0-9A-Za-z.\u4e00-\u9fff]+")
COMPLETE_STATES = frozenset({"reference"})
CARD_LIMIT = 10
SMALL_LIMIT = 60


def anchor(no: str) -> str:
    """The id of a clause on its standard's page: 第三条(一) -> c-第三条-一."""
    return f"c-{_ODD.sub('-', no).strip('-')}"


def edition_day(index: Index) -> str:
    """The edition's date; everything «superseded» is judged at it, never at today's."""
    return next((entry.record.date for entry in index.all("edition")), "9999-12-31")


def is_superseded(index: Index, standard: Entry) -> bool:
    """Repealed, or its successor is in force at the edition's date, or else by its own status."""
    record: Standard = standard.record
    if record.status == "repealed":
        return True
    after = index.get("standard", record.replaced_by) if record.replaced_by else None
    if after and after.record.effective:
        return bool(after.record.effective <= edition_day(index))
    return record.status == "superseded"


def leads_of(index: Index, sector_id: str) -> list[str]:
    """The departments that lead an industry in any jurisdiction, each once."""
    rows = (entry.record for entry in index.all("assignment"))
    return list(dict.fromkeys(d for row in rows if sector_id in row.industries for d in row.departments))


def unsure(index: Index, item: Item) -> list[str]:
    """What an item rests on of which the text or the number has not been seen yet (待核)."""
    found = []
    for basis in item.basis:
        held = (index.get("standard", basis.std), *(index.get(kind, f"{basis.std}#{basis.clause}") for kind in ("clause", "case")))
        if any(entry.record.confidence == "likely" for entry in held if entry):
            found.append(f"{basis.std} {basis.clause or ''}".strip())
    return found


def owners(sector: Industry) -> tuple[str, ...]:
    """Whose records an industry uses: its own, then its modules', each once."""
    return tuple(dict.fromkeys((sector.id, *sector.modules)))


def items_of(index: Index, sector: Industry) -> list[Item]:
    """The live items of an industry or venue: its own first, then those of its modules, or what it picks of them."""
    own, *modules = (sorted(live(index, owner), key=lambda i: i.id) for owner in owners(sector))
    lent = {item.id: item for items in modules for item in items}
    return [*own, *(lent[one] for one in sector.picks or lent if one in lent)]


def lent(index: Index, sector: Industry, kind: str) -> list[Entry]:
    """What modules bring; an industry that picks items takes their risk points with them and writes the rest itself."""
    found = [entry for module in sector.modules for entry in index.owned(kind, module)]
    if not sector.picks:
        return found
    held = {point for item in items_of(index, sector) for point in item.controls}
    return [entry for entry in found if kind == "risk_point" and entry.id in held]


def facets_of(index: Index, item: Item) -> tuple[str, ...]:
    """The facets that bind an item: those of its module and its own, in this order."""
    entry = index.get("item", item.id)
    module = index.get("module", entry.owner) if entry else None
    return tuple(dict.fromkeys((*(module.record.facets if module else ()), *item.applies.facets)))


def conditions(index: Index, item: Item) -> list[list[str]]:
    """The rule of applying: of every condition one word (``size:small``) has to be true of the enterprise; none = everyone.

    ``asked`` reads the words here, applies.js in the browser.
    """
    any_of = [[f"size:{s}" for s in item.applies.sizes], [f"trade:{t}" for t in item.applies.trades]]
    return [*filter(None, any_of), *([f"facets:{f}"] for f in facets_of(index, item))]


def asked(index: Index, sector: Industry, said: Said) -> list[Item]:
    """What an enterprise is asked of which this is ``said``."""

    def holds(word: str) -> bool:
        key, id_ = word.split(":")
        return key not in said or id_ in said[key]

    return [i for i in items_of(index, sector) if all(any(map(holds, words)) for words in conditions(index, i))]


def small_list(index: Index, sector: Industry, trade: str | None) -> list[Item]:
    """What a 小微 enterprise of one trade is asked when it ticks no facet."""
    return asked(index, sector, {"trade": [trade] if trade else [], "size": ["small"], "facets": []})


def live(index: Index, owner: str) -> list[Item]:
    """The items of one industry, venue or module that are still asked, in file order."""
    return [e.record for e in index.owned("item", owner) if not e.record.retired]


def fits(record_trades: tuple[str, ...], item: Item) -> bool:
    """Whether an item may concern a place of these trades; empty on either side means all."""
    return not record_trades or not item.applies.trades or bool(set(record_trades) & set(item.applies.trades))


def reached(items: list[Item], place: Workshop | Post) -> list[Item]:
    """The items that reach a workshop or a post: 重大 first, else in their order (the industry's own, then its modules').

    They control a risk point of it; what is asked of workshops alone and of no one risk point is asked in each (5S).
    """
    tier = "workshop" if isinstance(place, Workshop) else "post"
    points = set(place.risk_points)
    found = [i for i in items if tier in i.tiers and (points & set(i.controls) or _everywhere(i, tier)) and fits(place.trades, i)]
    return sorted(found, key=lambda i: i.hazard != "major")


def _everywhere(item: Item, tier: str) -> bool:
    return tier == "workshop" and not item.controls and set(item.tiers) == {tier}


def binding_cases(index: Index, sector: Industry) -> list[tuple[str, Case]]:
    """(standard id, case) of every case of the industry's criteria that binds it, in the order of its criteria."""
    return [
        (std, e.record)
        for std in sector.criteria
        for e in index.owned("case", std)
        if not e.record.industries or sector.id in e.record.industries
    ]


def excused(sector: Industry) -> dict[tuple[str, str], str]:
    """(standard, case) -> why it cannot occur in the industry."""
    return {(n.std, clause): n.reason for n in sector.not_applicable for clause in n.clauses}
