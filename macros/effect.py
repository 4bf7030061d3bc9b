"""What a changed item means for an enterprise that complied before: decided from the data where it can be. Pure.

Stricter in one respect is strengthened, whatever else was eased. Where nothing is stricter but something cannot be judged
(the kinds of change below that say UNSURE), the author's word decides, but a figure of the requirement that moves is neither
wording nor another place. Else eased is weakened; else a changed element or tier is moved; else only the wording changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from macros.index import Index
from macros.models.item import Item
from macros.relations import facets_of
from macros.words import Lexicon

Sign = Literal["more", "less", "unsure", "moved"]
MORE: Sign = "more"
LESS: Sign = "less"
UNSURE: Sign = "unsure"
MOVED: Sign = "moved"


@dataclass(frozen=True, slots=True)
class Version:
    """An item in the data of one revision."""

    index: Index
    item: Item

    @property
    def facets(self) -> set[str]:
        """Its own and those of its module."""
        return set(facets_of(self.index, self.item))


@dataclass(frozen=True, slots=True)
class Effect:
    """What the data show: ``kind`` "" = undecided; ``allowed``: the kinds that an author may declare for it.

    ``shift``: the figures of the requirement that moved, where nobody can tell which way is stricter.
    """

    kind: str
    allowed: frozenset[str]
    shift: str = ""


def effect(old: Version, new: Version, lexicon: Lexicon) -> Effect:
    """The kind of a change between two versions of a live item."""
    signs = {*_texts(old.item, new.item, lexicon), *_tiers(old, new), *_applies(old, new), *_rest(old.item, new.item)}
    if MORE in signs:
        return _sure("strengthened")
    if UNSURE in signs:
        shift = lexicon.shift(old.item.statement, new.item.statement)
        more = {"moved"} & signs if LESS in signs else {"wording"} | ({"moved"} & signs)
        return Effect("", frozenset({"strengthened", "weakened", *(() if shift else more)}), shift)
    if LESS in signs:
        return _sure("weakened")
    return _sure("moved" if MOVED in signs else "wording")


def _sure(kind: str) -> Effect:
    return Effect(kind, frozenset({kind}))


def _texts(old: Item, new: Item, lexicon: Lexicon) -> Iterator[Sign]:
    """The requirement by its numbers; what only repeats it may move the same numbers."""
    yield from _statement(old.statement, new.statement, lexicon)
    gone = lexicon.numbers(old.statement) - lexicon.numbers(new.statement)
    came = lexicon.numbers(new.statement) - lexicon.numbers(old.statement)
    pairs = ((old.title, new.title), (old.problem, new.problem), (old.evidence, new.evidence), (old.remedy.how, new.remedy.how))
    for before, after in pairs:
        if lexicon.weights(before) == lexicon.weights(after):
            continue
        echoed = set(lexicon.numbers(before) - lexicon.numbers(after)) <= set(gone)
        echoed &= set(lexicon.numbers(after) - lexicon.numbers(before)) <= set(came)
        if not (echoed and lexicon.frame(before) == lexicon.frame(after)):
            yield UNSURE


def _statement(old: str, new: str, lexicon: Lexicon) -> Iterator[Sign]:
    if lexicon.frame(old) != lexicon.frame(new):
        yield from [UNSURE] * (lexicon.weights(old) != lexicon.weights(new))
        return
    for before, after in zip(lexicon.measures(old), lexicon.measures(new), strict=True):
        step = after.way * (after.number - before.number)
        if step:
            yield MORE if step > 0 else LESS
        elif before.number != after.number:
            yield UNSURE


def _tiers(old: Version, new: Version) -> Iterator[Sign]:
    """A tier more or a shorter interval is stricter, the same duty at another tier moved, another checker for people to judge."""
    before, after = old.item.tiers, new.item.tiers
    for tier in before.keys() & after.keys():
        if before[tier].role != after[tier].role:
            yield UNSURE
        yield from _often(old.index, new.index, before[tier].frequency, after[tier].frequency)
    gone, came = before.keys() - after.keys(), after.keys() - before.keys()
    if gone and came:
        yield MOVED
        if sorted(before[t].frequency for t in gone) != sorted(after[t].frequency for t in came):
            yield UNSURE
    elif gone or came:
        yield MORE if came else LESS


def _often(old: Index, new: Index, before: str, after: str) -> Iterator[Sign]:
    if before == after:
        return
    first, second = _rank(old, before), _rank(new, after)
    yield UNSURE if first is None or second is None else MORE if second < first else LESS


def _rank(index: Index, frequency: str) -> int | None:
    """The place of an interval in its list, which runs from the shortest; None of an event."""
    intervals = [term.id for term in index.words.get("frequencies", {}).values() if term.group == "interval"]
    return intervals.index(frequency) if frequency in intervals else None


def _applies(old: Version, new: Version) -> Iterator[Sign]:
    """Asked of more enterprises is stricter: sizes and trades any of (none = all), facets all of."""
    before, after = old.item.applies, new.item.applies
    everyone = {size for index in (old.index, new.index) for size in index.words.get("sizes", {})}
    yield from _wider(set(before.sizes) or everyone, set(after.sizes) or everyone)
    if before.trades and after.trades:
        yield from _wider(set(before.trades), set(after.trades))
    elif before.trades or after.trades:
        yield MORE if before.trades else LESS
    yield from _wider(new.facets, old.facets)


def _wider(before: set[str], after: set[str]) -> Iterator[Sign]:
    if before != after:
        yield MORE if before < after else LESS if after < before else UNSURE


def _rest(old: Item, new: Item) -> Iterator[Sign]:
    if old.hazard != new.hazard:
        yield MORE if new.hazard == "major" else LESS
    if bool(old.retired) != bool(new.retired):
        yield LESS if new.retired else MORE
    if old.element != new.element:
        yield MOVED
    if (set(old.method), set(old.controls), old.remedy.kind) != (set(new.method), set(new.controls), new.remedy.kind):
        yield UNSURE
