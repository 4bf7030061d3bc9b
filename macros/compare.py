"""Two catalogs -> what changed between them: each item with its old and new text, and the records that rest on items. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import Item
from macros.records import Other, others
from macros.tables import HEADS, cells
from macros.verdicts import Verdict, verdicts
from macros.words import Lexicon

_SKIPPED = {"编号", "修订"}
_STATED = ("检查要求", "看什么", "依据")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing about an item before and after, under the head that it has in the tables."""

    head: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the 修订对照表: ``sectors`` whose lists hold or held the item; ``note`` when only a list changed."""

    kind: str
    id: str
    title: str
    fields: tuple[Field, ...]
    sectors: tuple[str, ...]
    declared: str
    real: str
    contradicted: bool
    origins: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """All that changed from ``old`` to ``new``."""

    old: Catalog
    new: Catalog

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Of all items, in the order of the kinds and then of the ids; the undecided first."""
        found = (self._change(verdict) for verdict in verdicts(self.old.index, self.new.index))
        return tuple(sorted(found, key=lambda change: (self._order(change.kind), change.id)))

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.new.index)

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """Records beside the items."""
        return tuple(others(self.old, self.new, self.known))

    @cached_property
    def sectors(self) -> tuple[Industry, ...]:
        """The industries and venues that something changed for."""
        return tuple(s for s in self.known.values() if self.of(s) or self.others_of(s))

    @cached_property
    def known(self) -> dict[str, Industry]:
        """Those with content, now or before."""
        both = {**self.new.sectors, **{k: s for k, s in self.old.sectors.items() if k not in self.new.sectors}}
        return {k: s for k, s in both.items() if self.new.has_content(s) or self.old.has_content(s)}

    def of(self, sector: Industry) -> tuple[Change, ...]:
        """What one industry sees: its items that changed, those that its list took in and those that left it."""
        before, after = (_listed(c, sector) for c in (self.old, self.new))
        mine = [_entered(change, before, after) for change in self.changes if change.id in before | after]
        seen = {change.id for change in mine}
        came = [self._listing(id_, "added", "别的行业原有，本行业新引用。") for id_ in sorted(after - before - seen)]
        left = [self._listing(id_, "retired", _LEFT) for id_ in sorted(before - after - seen)]
        return tuple(sorted([*mine, *came, *left], key=lambda change: (self._order(change.kind), change.id)))

    def others_of(self, sector: Industry) -> tuple[Other, ...]:
        return tuple(other for other in self.others if sector.id in other.sectors)

    def _order(self, kind: str) -> int:
        """The undecided first, then as the word list has the kinds."""
        return ["", *self.new.index.words["changes"]].index(kind)

    def _change(self, v: Verdict) -> Change:
        item = v.new or v.old
        assert item is not None
        sectors = dict.fromkeys(s.id for c, one in ((self.new, v.new), (self.old, v.old)) if one for s in c.sectors_of(one))
        after = v.new.retired.successors if v.new and v.new.retired else ()
        touched = tuple(id_ for id_ in self.known if id_ in sectors)
        return Change(
            v.kind, v.id, item.title, tuple(self._fields(v)), touched, v.declared, v.effect.kind, v.contradicted, v.origins, after
        )

    def _fields(self, v: Verdict) -> Iterator[Field]:
        """The cells that differ; of an item that came or went, what it asks."""
        before = v.old or (self.old.items.get(v.origins[0]) if len(v.origins) == 1 else None)
        old, new = (_cells(c, item) for c, item in ((self.old, before), (self.new, v.new)))
        if v.new and v.new.retired and not (v.old and v.old.retired):
            yield Field("检查要求", old.get("检查要求", ""), "")
            yield Field("停用的原因", "", v.new.retired.reason)
            return
        heads = HEADS if old and new else _STATED
        yield from (Field(h, old.get(h, ""), new.get(h, "")) for h in heads if h not in _SKIPPED and old.get(h) != new.get(h))

    def _listing(self, id_: str, kind: str, note: str) -> Change:
        item = self.new.items[id_]
        stated = (item.statement, "")[:: 1 if kind == "retired" else -1]
        return Change(kind, id_, item.title, (Field("检查要求", *stated),), (), "", kind, False, note=note)


_LEFT = "本行业今后不查，别的行业仍查。"


def _listed(c: Catalog, sector: Industry) -> set[str]:
    """The ids of an industry's list; nothing where it has none."""
    here = c.sectors.get(sector.id)
    return {item.id for item in c.items_of(here)} if here and c.has_content(here) else set()


def _entered(change: Change, before: set[str], after: set[str]) -> Change:
    """An item that changed and at once came into or out of a list is for that industry new or gone."""
    if change.kind in {"added", "retired", "merged", "split", "moved"} or (change.id in before and change.id in after):
        return change
    return replace(change, kind="retired", note=_LEFT) if change.id in before else replace(change, kind="added")


def _cells(c: Catalog, item: Item | None) -> dict[str, str]:
    return dict(zip(HEADS, cells(c, None, item), strict=True)) if item else {}
