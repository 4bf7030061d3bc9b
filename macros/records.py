"""Two catalogs -> the guides, criteria, grid points, workshops, posts and risk points that are not what they were. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from macros.catalog import Catalog
from macros.index import Entry
from macros.load import Loc
from macros.models.base import Word
from macros.models.industry import Industry

_KINDS = ("guide", "criterion", "grid_point", "workshop", "post", "risk_point")


@dataclass(frozen=True, slots=True)
class Other:
    """A record beside the items that came, went ("retired") or changed its text."""

    kind: str
    id: str
    title: str
    change: str
    texts: tuple[tuple[str, str], ...]
    sectors: tuple[str, ...]


def others(old: Catalog, new: Catalog, known: Mapping[str, Industry]) -> Iterator[Other]:
    """Of every kind in turn, with those of the ``known`` industries that use the record."""
    for kind in _KINDS:
        first, second = ({entry.id: entry for entry in c.index.all(kind)} for c in (old, new))
        for id_ in dict.fromkeys((*first, *second)):
            was, now = first.get(id_), second.get(id_)
            entry = now or was
            if entry and (texts := tuple(_differing(_said(old, was), _said(new, now)))):
                users = tuple(k for k, s in known.items() if entry.owner == k or entry.owner in s.modules)
                change = "added" if not was else "retired" if not now else "changed"
                yield Other(kind, id_, entry.record.title, change, texts, users)


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


def _differing(old: dict[Loc, Lines], new: dict[Loc, Lines]) -> Iterator[tuple[str, str]]:
    """The lines that differ, each with the one that took its place."""
    for path in dict.fromkeys((*old, *new)):
        before, after = old.get(path, ()), new.get(path, ())
        for tag, a, b, x, y in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag != "equal":
                yield from zip_longest(before[a:b], after[x:y], fillvalue="")
