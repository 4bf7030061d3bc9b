"""«哪些适用于我»: what the pages carry so that the browser can pick the items of one enterprise. Pure.

The rule itself is relations.conditions; the forms of both pages name their fields after its words.
"""

from __future__ import annotations

from collections.abc import Iterable

from macros import relations
from macros.catalog import Catalog
from macros.downloads import Download
from macros.models.industry import Industry
from macros.models.item import Item
from macros.models.registry import Term

# Whom a book is for: of the same words as the conditions of an item.
_BOOKS = {
    "-small": "size:small", "-workshops": "tier:workshop", "-posts": "tier:post", "-posts-a4": "tier:post",
    "-cards": "tier:post", "-cards-a6": "tier:post", "-cards-a5": "tier:post",
}  # fmt: skip


def facets(c: Catalog, sector: Industry) -> list[Term]:
    """The special cases that make a difference in an industry, in the order of the vocabulary."""
    used = {facet for item in c.items_of(sector) for facet in c.facets_of(item)}
    return [term for term in c.vocab["facets"].values if term.id in used]


def row(c: Catalog, item: Item) -> str:
    """The conditions of an item as an attribute, its tiers and hazard among them: groups by spaces, words by commas."""
    found = [*relations.conditions(c.index, item), [f"tier:{t}" for t in item.tiers], [f"hazard:{item.hazard}"]]
    return _joined(found)


def _joined(groups: Iterable[Iterable[str]]) -> str:
    return " ".join(map(",".join, groups))


def tally(c: Catalog, sector: Industry) -> list[tuple[str, int, int]]:
    """(conditions, items, 重大 among them): enough to count the answers of a form without the list."""
    found: dict[str, list[Item]] = {}
    for item in c.items_of(sector):
        found.setdefault(_joined(relations.conditions(c.index, item)), []).append(item)
    return [(words, len(items), sum(i.hazard == "major" for i in items)) for words, items in found.items()]


def prints(sector: Industry, files: Iterable[tuple[Download, str]]) -> list[tuple[Download, str, str]]:
    """The PDFs of an industry as (file, its size, conditions), the brief first: it is shown to the small alone.

    What a venue picks is brief for everyone.
    """
    books = [(d, size, "" if sector.picks else _BOOKS.get(d.kind, "")) for d, size in files if d.path.endswith(".pdf")]
    return sorted(books, key=lambda found: found[0].kind != "-small")
