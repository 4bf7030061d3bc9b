"""The checklist of one industry as people read it: its parts, how long it is for whom, which case is answered by what. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from macros import relations
from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import Item
from macros.models.registry import Case, Standard, Term


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the checklist; ``facets`` and ``trades``: whom it concerns at all, none = everyone."""

    title: str
    items: list[Item]
    facets: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Length:
    """How many items a size class is asked: when it ticks no facet, and when it ticks all of them."""

    trade: str
    size: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A case of the criteria, the items that look for it, or why it cannot occur in the industry."""

    case: Case
    items: list[Item]
    reason: str


def groups(c: Catalog, sector: Industry) -> list[Group]:
    """General items and shared modules in the order of the industry, then its own for all of it, then by trades."""
    asked = {i.id for i in c.items_of(sector)}
    lent = {m: [i for i in relations.live(c.index, m) if i.id in asked] for m in sector.modules}
    shared = [Group(c.modules[m].title, items, c.modules[m].facets) for m, items in lent.items()]
    own: dict[tuple[str, ...], list[Item]] = {(): []}
    for item in sorted(relations.live(c.index, sector.id), key=lambda i: i.id):
        own.setdefault(item.applies.trades, []).append(item)
    titles = {t.id: t.title for t in sector.trades}
    names = {trades: "：" * bool(trades) + "、".join(titles[t] for t in trades) for trades in own}
    return [g for g in [*shared, *(Group(f"{sector.title}专项{names[t]}", items, trades=t) for t, items in own.items())] if g.items]


def by_element(c: Catalog, items: list[Item]) -> list[tuple[Term, list[Item]]]:
    """Items under their first-level element, in the order of the eight."""
    terms = [t for t in c.vocab["elements"].values if t.parent is None]
    return [(t, found) for t in terms if (found := [i for i in items if c.element(i).parent == t.id])]


def lengths(c: Catalog, sector: Industry) -> list[Length]:
    """For each trade and size class."""
    found = []
    for trade in sector.trades or (None,):
        for size in c.vocab["sizes"].values:
            asked = relations.asked(c.index, sector, {"trade": [trade.id] if trade else [], "size": [size.id]})
            least = sum(not c.facets_of(i) for i in asked)
            found.append(Length(trade.title if trade else sector.title, size.label, least, len(asked)))
    return found


def answers(c: Catalog, sector: Industry) -> list[tuple[Standard, list[Answer]]]:
    """Per criteria standard, every case that binds the industry."""
    mine = {i.id for i in c.items_of(sector)}
    excused = relations.excused(sector)
    found: dict[str, list[Answer]] = {std: [] for std in sector.criteria}
    for std, case in relations.binding_cases(c.index, sector):
        items = [i for i in c.citing(std, case.no) if i.id in mine]
        found[std].append(Answer(case, items, excused.get((std, case.no), "")))
    return [(c.standards[std], rows) for std, rows in found.items()]
