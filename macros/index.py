"""Every record of the parsed files with its id, its owner and its place, ready for rules and catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from macros.load import Loc, Raw
from macros.models.base import Marker, Path, pointers
from macros.models.campaign import AssignmentTable, Departments, Document, Edition, Method, TargetTable
from macros.models.form import Exceptions, Form
from macros.models.industry import PARTS, Industry, Module
from macros.models.registry import Standard, Term, Vocabulary


_INSIDE = {
    "Module": {"items", "risk_points"},
    "Standard": {"clauses", "cases"},
    "Industry": {"trades"},
    "AssignmentTable": {"assignments"},
    "Document": {"stages", "tasks"},
    "TargetTable": {"targets"},
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
        inner = _INSIDE.get(type(self.record).__name__, frozenset())
        return (one for one in pointers(self.record) if one[0][0] not in inner)


class Index:
    """Entries by kind in file order, and by (kind, id); of a repeated id the first counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: list[Entry] = list(entries)
        self._kinds: dict[str, list[Entry]] = defaultdict(list)
        self._ids: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            self._kinds[entry.kind].append(entry)
            self._ids.setdefault((entry.kind, entry.id), entry)
        self.words: dict[str, dict[str, Term]] = {
            e.id: {term.id: term for term in e.record.values} for e in self._kinds["vocab"]
        }

    def all(self, *kinds: str) -> list[Entry]:
        return [entry for kind in kinds for entry in self._kinds[kind]]

    def get(self, kind: str, id_: str) -> Entry | None:
        return self._ids.get((kind, id_))

    def records(self, kind: str) -> dict[str, Any]:
        return {entry.id: entry.record for entry in self._kinds[kind]}

    def sector(self, id_: str) -> Entry | None:
        """The industry or venue of this id."""
        return self.get("industry", id_) or self.get("venue", id_)


def entries_of(raw: Raw, model: BaseModel) -> Iterator[Entry]:
    """The entry of the file itself and those of the records inside it."""
    folder = raw.file.split("/")[2] if raw.file.count("/") > 2 else ""
    if isinstance(model, tuple(PARTS.values())):
        yield from _parts(raw, model, folder)
    else:
        yield from _whole(raw, model)


_KIND = {"risk_points": "risk_point", "grid_points": "grid_point", "guides": "guide", "criteria": "criterion"}


def _parts(raw: Raw, model: BaseModel, owner: str) -> Iterator[Entry]:
    for field in type(model).model_fields:
        kind = _KIND.get(field, field.removesuffix("s"))
        yield from _list(raw, kind, field, getattr(model, field), owner)


def _list(raw: Raw, kind: str, field: str, records: Iterable[Any], owner: str) -> Iterator[Entry]:
    for number, record in enumerate(records):
        yield Entry(kind, record.id, record, raw, (field, number), owner)


def _whole(raw: Raw, model: BaseModel) -> Iterator[Entry]:
    match model:
        case Vocabulary():
            yield Entry("vocab", model.id, model, raw)
        case Standard():
            yield Entry("standard", model.id, model, raw)
            for field, kind in (("clauses", "clause"), ("cases", "case")):
                for number, one in enumerate(getattr(model, field)):
                    yield Entry(kind, f"{model.id}#{one.no}", one, raw, (field, number), model.id)
        case Module():
            yield Entry("module", model.id, model, raw)
            yield from _list(raw, "risk_point", "risk_points", model.risk_points, model.id)
            yield from _list(raw, "item", "items", model.items, model.id)
        case Industry():
            kind = "venue" if raw.file.startswith("data/venues/") else "industry"
            yield Entry(kind, model.id, model, raw)
            yield from _list(raw, "trade", "trades", model.trades, model.id)
        case Departments():
            yield from _list(raw, "department", "departments", model.departments, "")
        case AssignmentTable():
            yield Entry("assignment_table", model.id, model, raw)
            for number, row in enumerate(model.assignments):
                yield Entry("assignment", f"{model.id}-{row.no:02}", row, raw, ("assignments", number), model.id)
        case Document():
            yield Entry("document", model.id, model, raw)
            yield from _list(raw, "stage", "stages", model.stages, model.id)
            yield from _list(raw, "task", "tasks", model.tasks, model.id)
        case TargetTable():
            yield Entry("target_table", model.id, model, raw)
            yield from _list(raw, "target", "targets", model.targets, model.id)
        case Method():
            yield Entry("method", model.id, model, raw)
        case Form():
            yield Entry("form", model.id, model, raw)
        case Edition():
            yield Entry("edition", model.id, model, raw)
        case Exceptions():
            yield from (
                Entry("exception", f"{one.rule}@{one.at}", one, raw, ("exceptions", number), "")
                for number, one in enumerate(model.exceptions)
            )
        case _:
            raise TypeError(type(model))
