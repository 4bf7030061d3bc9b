"""Two catalogs -> what changed between them: each item with its old and new text, and the records that rest on items. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest
from typing import Any

from macros.catalog import Catalog
from macros.index import Entry
from macros.load import Loc
from macros.models.base import Word
from macros.models.industry import Industry
from macros.models.item import Item
from macros.tables import HEADS, cells
from macros.verdicts import Verdict, verdicts

_SKIPPED = {"编号", "修订"}
_STATED = ("检查要求", "看什么", "依据")
_OTHERS = ("guide", "criterion", "grid_point", "workshop", "post", "risk_point")


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


@dataclass(frozen=True, slots=True)
class Other:
    """A record beside the items that came, went ("retired") or changed its text."""

    kind: str
    id: str
    title: str
    change: str
    texts: tuple[tuple[str, str], ...]
    sectors: tuple[str, ...]


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
    def others(self) -> tuple[Other, ...]:
        return tuple(other for kind in _OTHERS for other in self._others(kind))

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
        if v.new and v.new.retired:
            yield Field("检查要求", old.get("检查要求", ""), "")
            yield Field("停用的原因", "", v.new.retired.reason)
            return
        heads = HEADS if old and new else _STATED
        yield from (Field(h, old.get(h, ""), new.get(h, "")) for h in heads if h not in _SKIPPED and old.get(h) != new.get(h))

    def _listing(self, id_: str, kind: str, note: str) -> Change:
        item = self.new.items[id_]
        stated = (item.statement, "")[:: 1 if kind == "retired" else -1]
        return Change(kind, id_, item.title, (Field("检查要求", *stated),), (), "", kind, False, note=note)

    def _others(self, kind: str) -> Iterator[Other]:
        first, second = ({e.id: e for e in c.index.all(kind)} for c in (self.old, self.new))
        for id_ in dict.fromkeys((*first, *second)):
            old, new = first.get(id_), second.get(id_)
            before, after = _said(self.old, old), _said(self.new, new)
            paths = dict.fromkeys((*before, *after))
            texts = tuple(pair for path in paths for pair in _pairs(before.get(path, ()), after.get(path, ())))
            if texts:
                entry = new or old
                assert entry is not None
                change = "added" if not old else "retired" if not new else "changed"
                users = tuple(k for k, s in self.known.items() if entry.owner == k or entry.owner in s.modules)
                yield Other(kind, id_, entry.record.title, change, texts, users)


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


Lines = tuple[str, ...]


def _said(c: Catalog, entry: Entry | None) -> dict[Loc, Lines]:
    """Every value of a record as people read it, words by their labels; which items were re-read is no news."""
    if entry is None:
        return {}
    labels = {path: c.label(m.vocab, text) for path, m, text in entry.pointers() if isinstance(m, Word)}
    values = entry.record.model_dump(mode="json", exclude={"id", "revision", "rests_on"}, exclude_none=True)
    return dict(_leaves(values, (), labels))


def _leaves(value: Any, path: Loc, labels: dict[Loc, str]) -> Iterator[tuple[Loc, Lines]]:
    """The values of a record, a list of single ones as one with many lines."""
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        yield path, tuple(labels.get((*path, n), str(one)) for n, one in enumerate(value))
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, key), labels)
    else:
        yield path, (labels.get(path, str(value)),)


def _pairs(old: Lines, new: Lines) -> Iterator[tuple[str, str]]:
    """The lines that differ, each with the one that took its place."""
    for tag, a, b, x, y in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from zip_longest(old[a:b], new[x:y], fillvalue="")
