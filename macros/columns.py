"""The columns of a kind of record, made from its model: heads and meanings come from the word list «fields». Pure.

A record inside a record is spread into columns (remedy.kind), a mapping by a word list into columns a word (tiers.post.role).
"""

from __future__ import annotations

import types
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from macros.models.base import Marker, Ref, Word
from macros.models.registry import Term
from macros.problem import RefusedError

Words = dict[str, dict[str, Term]]
Steps = tuple[str, ...]
# Whatever a row says of itself; who edits the sheet does not write it.
KEPT = frozenset({("id",), ("revision",), ("updated",), ("change",)})


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of a cell, or of a line of it: a text, a whole number, or what its marker points to."""

    name: str
    marker: Marker | None
    whole: bool
    limit: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its value stands in the record, and what is in its cells.

    ``needed``: no record is without it; ``asked``: none that has its group at all (an item that is retired has a reason).
    """

    path: Steps
    head: str
    about: str
    slots: tuple[Slot, ...]
    many: bool
    needed: bool
    asked: bool

    @property
    def flow(self) -> bool:
        """Whether the file writes the list, or each element of it, on one line: words and references, not sentences."""
        return any(slot.marker for slot in self.slots)

    @property
    def key(self) -> str:
        return "-".join(self.path).replace("_", "-")


def columns(
    model: type[BaseModel], words: Words, path: Steps = (), head: str = "", *, top: str = "", needed: bool = True
) -> Iterator[Column]:
    """The columns of a kind of record in the order of its fields; what no cell can hold is left out."""
    top = top or model.__name__.lower()
    for name, info in model.model_fields.items():
        kind, marks = _bare(info.annotation, tuple(info.metadata))
        at, must = (*path, name), needed and info.is_required()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from columns(kind, words, at, head, top=top, needed=must)
        elif get_origin(kind) is dict:
            yield from _by_word(kind, words, at, top)
        elif get_origin(kind) is tuple:
            slots = _line_slots(get_args(kind)[0])
            if slots:
                yield _column(_told(words, top, at), at, head, slots, many=True, needed=must, asked=info.is_required())
        elif kind in {str, int} or get_origin(kind) is Literal:
            yield _column(
                _told(words, top, at), at, head, (_slot("", kind, marks),), many=False, needed=must, asked=info.is_required()
            )


def _by_word(kind: Any, words: Words, path: Steps, top: str) -> Iterator[Column]:
    of_key, of_value = get_args(kind)
    vocab = next((m.vocab for m in _bare(of_key)[1] if isinstance(m, Word)), "")
    inner, marks = _bare(of_value)
    for id_, term in words.get(vocab, {}).items():
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from columns(inner, words, (*path, id_), term.label, top=top, needed=False)
        elif inner is str:
            yield _column(
                _told(words, top, path), (*path, id_), term.label, (_slot("", inner, marks),), many=False, needed=False, asked=False
            )


def _line_slots(element: Any) -> tuple[Slot, ...]:
    kind, marks = _bare(element)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return (_slot("", kind, marks),)
    bare = [(name, *_bare(info.annotation, tuple(info.metadata))) for name, info in kind.model_fields.items()]
    return tuple(_slot(*one) for one in bare) if all(inner in {str, int} for _, inner, _ in bare) else ()


def _slot(name: str, kind: Any, marks: tuple[Any, ...]) -> Slot:
    limits = [m.max_length for m in marks if hasattr(m, "max_length")]
    marker = next((m for m in marks if isinstance(m, Word | Ref)), None)
    return Slot(name, marker, kind is int, min(limits, default=0))


def _bare(kind: Any, marks: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """The type under ``Annotated`` and ``| None``, and everything noted on it."""
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            marks += tuple(m for one in more for m in (one.metadata if isinstance(one, FieldInfo) else (one,)))
        elif get_origin(kind) in {Union, types.UnionType}:
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            return kind, marks


def _column(term: Term, path: Steps, head: str, slots: tuple[Slot, ...], *, many: bool, needed: bool, asked: bool) -> Column:
    return Column(path, head + term.label, term.description or "", slots, many, needed, asked)


def gaps(table: Iterable[Column], filled: Container[Steps], group: str = "") -> list[Column]:
    """The columns that cannot stay empty beside what is filled; of a mapping by words the first, where none is there at all.

    ``group``: the fields inside this one are wanted too.
    """
    table = [one for one in table if one.path not in KEPT]
    begun = {one.path[:-1] for one in table if one.path in filled} | {(group,)}
    mapped = {one.path[0] for one in table if len(one.path) > 2} - {one.path[0] for one in table if one.path in filled}
    first = {next(one.path for one in table if one.path[0] == name) for name in mapped}
    return [
        one
        for one in table
        if one.path not in filled and (one.needed or one.path in first or (one.asked and one.path[:-1] in begun))
    ]


def _told(words: Words, top: str, path: Steps) -> Term:
    """What the word list «fields» says of a field, by the most particular of its names that stands there."""
    key = "-".join(path)
    return told(words, f"{top}-{key}", key, path[-1])


def told(words: Words, *names: str) -> Term:
    """The first of these names in the word list «fields»."""
    known = words.get("fields", {})
    found = next((known[id_] for name in names if (id_ := name.replace("_", "-")) in known), None)
    if found is None:
        raise RefusedError(f"data/vocab/fields.yml 里没有字段“{names[-1].replace('_', '-')}”。\n补上它的名称和说明。")
    return found


def value(record: Any, path: Steps) -> Any:
    """What stands at ``path`` of a record; None where something on the way is not there."""
    for part in path:
        if record is None:
            return None
        record = record.get(part) if isinstance(record, dict) else getattr(record, part)
    return record


def plain(found: Any) -> Any:
    """A value as a data file holds it: lists of texts or of fields, without what is not there."""
    if isinstance(found, BaseModel):
        return {name: one for name, one in found.model_dump().items() if one is not None}
    if isinstance(found, tuple):
        return [plain(one) for one in found] or None
    return found
