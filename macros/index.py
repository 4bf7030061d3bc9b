"""Every record of the parsed files with its id, its owner and its place, ready for rules and catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from macros.load import Loc, Raw
from macros.models import shape_of
from macros.models.base import Marker, Path, pointers, record_in
from macros.models.campaign import AssignmentTable, Departments, Document, Edition, Method, TargetTable
from macros.models.form import Exceptions, Form
from macros.models.industry import Criteria, Grid, Guides, Industry, Items, Posts, Rest, Risks, Workshops
from macros.models.item import Basis
from macros.models.module import Module
from macros.models.registry import Standard, Term, Vocabulary
from macros.models.review import Reviews

_MODULE = {"risk_points": "risk_point", "posts": "post", "items": "item", "guides": "guide", "grid_points": "grid_point"}
# Of each file model: the kind of the file itself ("" = the file is only a holder), and the kinds of the lists inside it.
_KINDS: dict[type[BaseModel], tuple[str, dict[str, str]]] = {
    Vocabulary: ("vocab", {}),
    Standard: ("standard", {"clauses": "clause", "cases": "case"}),
    Module: ("module", _MODULE),
    Industry: ("industry", {"trades": "trade"}),
    Departments: ("", {"departments": "department"}),
    AssignmentTable: ("assignment_table", {"assignments": "assignment"}),
    Document: ("document", {"stages": "stage", "tasks": "task", "reports": "report", "measures": "measure", "duties": "duty"}),
    TargetTable: ("target_table", {"targets": "target"}),
    Method: ("method", {}),
    Form: ("form", {}),
    Reviews: ("review", {}),
    Edition: ("edition", {}),
    Exceptions: ("", {"exceptions": "exception"}),
    Risks: ("", {"risk_points": "risk_point"}),
    Workshops: ("", {"workshops": "workshop"}),
    Posts: ("", {"posts": "post"}),
    Items: ("", {"items": "item"}),
    Guides: ("", {"guides": "guide"}),
    Criteria: ("", {"criteria": "criterion"}),
    Grid: ("", {"grid_points": "grid_point"}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record where it stands: ``owner`` is the id of the industry, module, standard, … that holds it."""

    kind: str
    id: str
    record: Any
    raw: Raw
    loc: Loc = ()
    owner: str = ""

    def mark(self, path: Loc = ()) -> tuple[int, int]:
        return self.raw.mark((*self.loc, *path))

    def pointers(self) -> Iterator[tuple[Path, Marker, str]]:
        """What this record points to, without the records inside it that are entries of their own."""
        return (one for one in pointers(self.record) if one[0][0] not in self._inside)

    def texts(self) -> Iterator[tuple[Loc, str]]:
        """Every text of this record with its path, likewise."""
        return (one for one in texts(self.record) if one[0][0] not in self._inside)

    def lists(self) -> Iterator[tuple[Loc, tuple[Any, ...]]]:
        """Every list of this record that says a thing once, with its path, likewise."""
        return (one for one in lists(self.record) if one[0][0] not in self._inside)

    @property
    def _inside(self) -> dict[str, str]:
        return _KINDS.get(type(self.record), ("", {}))[1]


def texts(value: Any, path: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text in a record with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from texts(one, (*path, number))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, (*path, key))


def lists(value: Any, path: Loc = ()) -> Iterator[tuple[Loc, tuple[Any, ...]]]:
    """Every list of texts or references in a record; the lines and cells of a form may be alike."""
    if isinstance(value, tuple):
        if all(isinstance(one, str | Basis | Rest) for one in value):
            yield path, value
        for number, one in enumerate(value):
            yield from lists(one, (*path, number))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from lists(getattr(value, name), (*path, name))


class Index:
    """Entries by kind in file order, and by (kind, id); of a repeated id the first counts.

    ``lost``: the kinds of records that files which could not be read may hold; ``files``: all that were there.
    """

    def __init__(self, entries: Iterable[Entry], lost: frozenset[str] = frozenset(), files: frozenset[str] = frozenset()) -> None:
        self.entries: list[Entry] = list(entries)
        self.lost = lost
        self.files = files
        self._kinds: dict[str, list[Entry]] = defaultdict(list)
        self._owned: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._ids: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            self._kinds[entry.kind].append(entry)
            self._owned[entry.kind, entry.owner].append(entry)
            self._ids.setdefault((entry.kind, entry.id), entry)
        self.words: dict[str, dict[str, Term]] = {e.id: {term.id: term for term in e.record.values} for e in self._kinds["vocab"]}

    def all(self, *kinds: str) -> list[Entry]:
        return [entry for kind in kinds for entry in self._kinds[kind]]

    def owned(self, kind: str, owner: str) -> list[Entry]:
        """The records of a kind that an industry, venue, module or standard holds, in file order."""
        return self._owned.get((kind, owner), [])

    def get(self, kind: str, id_: str) -> Entry | None:
        return self._ids.get((kind, id_))

    def records(self, kind: str) -> dict[str, Any]:
        return {entry.id: entry.record for entry in self._kinds[kind]}

    def owner(self, entry: Entry) -> Entry | None:
        """The industry, venue or module that holds a record."""
        return self.sector(entry.owner) or self.get("module", entry.owner)

    def sector(self, id_: str) -> Entry | None:
        """The industry or venue of this id."""
        return self.get("industry", id_) or self.get("venue", id_)


def entries_of(raw: Raw, model: BaseModel) -> Iterator[Entry]:
    """The entry of the file itself and those of the records inside it."""
    kind, inside = _KINDS[type(model)]
    folder = raw.file.split("/")[-2]
    if kind:
        held = "venue" if raw.file.startswith("data/venues/") else kind
        yield Entry(held, model.id, model, raw)  # type: ignore[attr-defined]
    owner = getattr(model, "id", folder)
    for field, inner in inside.items():
        for number, record in enumerate(getattr(model, field)):
            yield Entry(inner, _id(inner, owner, record), record, raw, (field, number), owner)


def kind_models(holder: type[BaseModel] = Module) -> dict[str, type[BaseModel]]:
    """The model of each kind of record that a module, or else an industry, holds."""
    files = (Module,) if holder is Module else (Items, Risks, Workshops, Posts, Guides, Criteria, Grid)
    held = ((kind, record_in(file.model_fields[name].annotation)) for file in files for name, kind in _KINDS[file][1].items())
    return {kind: model for kind, model in held if model}


def list_of(file: str, kind: str) -> str:
    """The field of a file under which its records of a kind stand; "" where it holds none."""
    model = shape_of(file)
    return next((name for name, one in (_KINDS[model][1] if model else {}).items() if one == kind), "")


def kinds_in(file: str) -> set[str]:
    """The kinds of records that the file at ``data/…`` may hold; ``venue`` goes with ``industry``."""
    model = shape_of(file)
    kind, inside = _KINDS[model] if model else ("", {})
    held = {kind, *inside.values()} - {""}
    return held | {"venue"} if "industry" in held else held


def _id(kind: str, owner: str, record: Any) -> str:
    """A record's own id, or for those that have a number only, one made of it and its owner's."""
    if kind in {"clause", "case"}:
        return f"{owner}#{record.no}"
    if kind == "assignment":
        return f"{owner}-{record.no:02}"
    return f"{record.rule}@{record.at}" if kind == "exception" else str(record.id)
