"""网格员口袋册: every grid point of the edition once, in one small book for the pocket. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from macros.catalog import Catalog
from macros.models.industry import GridPoint

# What a grid worker meets in every place comes first among the shared subjects; the others follow in their usual order.
FIRST = ("fire-safety", "electrical", "gas-use", "lithium-batteries")
_SHORT = re.compile(r"[、（与和，]")


@dataclass(frozen=True, slots=True)
class Chapter:
    """The points of a venue, of a subject that all share, or of an industry; ``thumb`` stands at the fore-edge."""

    id: str
    title: str
    points: list[GridPoint]

    @property
    def thumb(self) -> str:
        return _SHORT.split(self.title)[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A third of the book; ``apart``: its chapters open on new pages."""

    id: str
    title: str
    how: str
    chapters: list[Chapter]
    apart: bool = True


def pocket(c: Catalog) -> dict[str, Any]:
    """What the template needs."""
    drafts = any(c.is_draft(s) for s in c.sectors.values() if c.grid_of(s))
    return {"groups": groups(c), "draft": "参考稿" if drafts else c.label("states", c.edition.state)}


def groups(c: Catalog) -> list[Group]:
    """Venues, shared subjects, industries; only what has points."""
    order = sorted(c.modules, key=lambda m: FIRST.index(m) if m in FIRST else len(FIRST))
    found = [
        Group("venues", "九小场所", "进小店、小作坊，翻到它那一章。", [_chapter(c, s.id, s.title) for s in c.venues.values()]),
        Group("shared", "到哪家都看", "工厂、机构、店铺都用得上，按看到的东西翻。",
              [_chapter(c, m, c.modules[m].title) for m in order], apart=False),
        Group("industries", "分行业", "先看“到哪家都看”，再看这个行业的一章。",
              [_chapter(c, s.id, s.title) for s in c.industries.values()]),
    ]  # fmt: skip
    kept = [Group(g.id, g.title, g.how, [ch for ch in g.chapters if ch.points], g.apart) for g in found]
    return [group for group in kept if group.chapters]


def _chapter(c: Catalog, owner: str, title: str) -> Chapter:
    points: list[GridPoint] = [entry.record for entry in c.index.owned("grid_point", owner)]
    return Chapter(owner, title, sorted(points, key=lambda point: point.id))
