"""What happened to each item between two revisions of the data, and whether its author says the same. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from macros.effect import Effect, Version, effect
from macros.index import Index
from macros.models.item import Item
from macros.words import Lexicon

# What a record says of its own history is no part of its content.
BOOKKEEPING = {"revision": 1, "updated": "", "change": ""}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happened to an item; ``declared`` "" = its author has not said; ``origins``: the items it takes the place of."""

    id: str
    old: Item | None
    new: Item | None
    declared: str
    effect: Effect
    origins: tuple[str, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Judged of a single step: after several, the author's word is of the last alone."""
        step = (self.new.revision if self.new else 0) - (self.old.revision if self.old else 0)
        return bool(self.declared) and step == 1 and self.declared not in self.effect.allowed

    @property
    def kind(self) -> str:
        """The author's word where the data allow it, else what the data show; "" = undecided."""
        return self.declared if self.declared in self.effect.allowed else self.effect.kind


def verdicts(old: Index, new: Index) -> Iterator[Verdict]:
    """Of every item that is not what it was."""
    lexicon, origins = Lexicon(new), _origins(old, new)
    for id_ in dict.fromkeys((*old.records("item"), *new.records("item"))):
        first, second = (version(index, id_) for index in (old, new))
        if first is None and second is not None and not second.item.retired:
            allowed = _arrived(old, new, origins[id_])
            yield Verdict(id_, None, second.item, second.item.change, allowed, tuple(origins[id_]))
        elif first is not None and second is None:
            yield Verdict(id_, first.item, None, "", Effect("retired", frozenset()))
        elif first is not None and second is not None:
            yield from _changed(first, second, lexicon, tuple(origins[id_]))


def version(index: Index, id_: str) -> Version | None:
    entry = index.get("item", id_)
    return Version(index, entry.record) if entry else None


def _origins(old: Index, new: Index) -> defaultdict[str, list[str]]:
    """Of every item, those that retired since and name it as their successor."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id_, item in new.records("item").items():
        before = old.get("item", id_)
        if item.retired and not (before and before.record.retired):
            for after in item.retired.successors:
                found[after].append(id_)
    return found


def _arrived(old: Index, new: Index, origins: list[str]) -> Effect:
    """A new id: an item that was not there, or one in the place of others."""
    if not origins:
        return Effect("added", frozenset({"added"}))
    shared = any(len(new.records("item")[one].retired.successors) > 1 for one in origins)
    kind = "split" if shared else "merged" if len(origins) > 1 else "moved"
    freely = {"added", "strengthened", "weakened", "wording"} if kind == "moved" else {"added"}
    return Effect(kind, frozenset({kind, *freely}))


def _changed(old: Version, new: Version, lexicon: Lexicon, origins: tuple[str, ...]) -> Iterator[Verdict]:
    raised = new.item.revision > old.item.revision
    if not raised and content(old) == content(new):
        return
    found = effect(old, new, lexicon)
    if new.item.retired:
        found = Effect("wording" if old.item.retired else "retired", frozenset({"retired"}))
    elif origins:
        found = Effect("merged", found.allowed | {"merged"})
    elif content(old) == content(new):
        found = Effect("wording", frozenset({"wording", "moved"}))
    yield Verdict(new.item.id, old.item, new.item, new.item.change if raised else "", found, origins)


def content(one: Version) -> tuple[Item, frozenset[str]]:
    """What a version says, whatever its revision."""
    return one.item.model_copy(update=BOOKKEEPING), frozenset(one.facets)
