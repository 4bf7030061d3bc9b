"""What the page of an item says beside its own record: what rests on it, where it is checked, its neighbours. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from macros import amendment, checklist, relations
from macros.catalog import Catalog
from macros.index import Entry
from macros.models.industry import Criterion, Industry
from macros.models.item import Item
from macros.words import Run


@dataclass(slots=True)
class About:
    """``places``: (workshops and posts with their pages) by industry; ``resting``: derived records that rest on the item.

    ``changes``: (head, text word by word) of what is not as in the edition before.
    """

    sectors: list[Industry] = field(default_factory=list)
    places: list[tuple[Industry, list[tuple[str, str]]]] = field(default_factory=list)
    resting: list[tuple[str, str]] = field(default_factory=list)
    before: Item | None = None
    after: Item | None = None
    replaces: list[Item] = field(default_factory=list)
    changes: list[tuple[str, tuple[Run, ...]]] = field(default_factory=list)


def about(c: Catalog) -> dict[str, About]:
    """By item, everything that leads from its page to others."""
    found: dict[str, About] = defaultdict(About)
    _neighbours(c, found)
    _used(c, found)
    _resting(c, found)
    for item in c.items.values():
        for successor in item.retired.successors if item.retired else ():
            found[successor].replaces.append(item)
    if compared := amendment.comparison(c):
        for change in compared.changes:
            if change.id in compared.old.items and change.id in c.items:
                found[change.id].changes = [(f.head, compared.lexicon.marks(f.old, f.new)) for f in change.fields]
    return found


def _neighbours(c: Catalog, found: dict[str, About]) -> None:
    """The items before and after, in the order of their part of the checklist: by element, then by id."""
    for owner in (*c.modules, *c.sectors):
        live = sorted(relations.live(c.index, owner), key=lambda i: i.id)
        row = [item for _, items in checklist.by_element(c, live) for item in items]
        for before, after in pairwise(row):
            found[before.id].after, found[after.id].before = after, before


def _used(c: Catalog, found: dict[str, About]) -> None:
    for sector in filter(c.has_content, c.sectors.values()):
        root = f"{c.kind(sector)}/{sector.id}/"
        for item in c.items_of(sector):
            found[item.id].sectors.append(sector)
        places: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for part, held in (("workshops", c.workshops_of(sector)), ("posts", c.posts_of(sector))):
            for place in held:
                for item in c.reached(sector, place):
                    places[item.id].append((place.title, f"{root}{part}/#{place.id}"))
        for item_id, names in places.items():
            found[item_id].places.append((sector, names))


_RESTING = {"guide": ("guide", "指南"), "criterion": ("criteria", "达标细则"), "grid_point": ("grid", "网格导则")}


def address(c: Catalog, entry: Entry) -> str:
    """Where the site shows a guide section, criterion or grid point: on the page of the industry or module that holds it."""
    sector = c.sectors.get(entry.owner)
    path = f"{c.kind(sector)}/{sector.id}/{_RESTING[entry.kind][0]}/" if sector else f"modules/{entry.owner}/"
    return f"{path}#{entry.id}"


def _resting(c: Catalog, found: dict[str, About]) -> None:
    for kind, (_, name) in _RESTING.items():
        for entry in c.index.all(kind):
            record = entry.record
            size = f"（{c.label('sizes', record.size)}）" if isinstance(record, Criterion) else ""
            for rest in record.rests_on:
                found[rest.item].resting.append((f"{name}{size} {record.id} {record.title}", address(c, entry)))
