"""How words and references stand in a cell: by label or title where it is clear, and back to the id. Pure."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import process

from macros.catalog import Catalog
from macros.models.base import Marker, Ref, Word

_SHOWN = 12
_PARTED = re.compile(r"[\s、，,；;／/]+")


def apart(said: str) -> list[str]:
    """The words of a text that people part by commas, blanks or the like."""
    return [part for part in _PARTED.split(said) if part]


class Choices:
    """Of each word list and kind of record: what a cell shows for an id, and the id for what a cell says."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lists: dict[Marker, dict[str, str]] = {}
        self._ids: dict[Marker, dict[str, str]] = {}

    def shown(self, marker: Marker) -> dict[str, str]:
        """What a cell shows, by id; the id is added where two would look the same."""
        if marker not in self._lists:
            names = {id_: " ".join(name.split()) for id_, name in self._names(marker).items()}
            often = Counter(names.values())
            self._lists[marker] = {id_: name if often[name] == 1 else f"{name}（{id_}）" for id_, name in names.items()}
            self._ids[marker] = {**{name: id_ for id_, name in self._lists[marker].items()}, **{id_: id_ for id_ in names}}
        return self._lists[marker]

    def _names(self, marker: Marker) -> dict[str, str]:
        c = self._catalog
        if isinstance(marker, Word):
            return {t.id: t.label for t in c.index.words[marker.vocab].values() if marker.admits(t.parent)}
        if marker.kind == "standard":
            return {id_: c.cite(one) for id_, one in c.standards.items()}
        records = c.index.records(marker.kind)
        if marker.kind == "trade":
            return {id_: one.title for id_, one in records.items()}
        return {id_: f"{id_} {getattr(one, 'title', '')}" for id_, one in records.items()}

    def find(self, marker: Marker, said: str) -> tuple[str | None, str]:
        """(the id, "") or (None, what may be written); the id of a record counts also with an older title behind it."""
        shown = self.shown(marker)
        known = self._ids[marker]
        head, _, title = said.partition(" ")
        titled = isinstance(marker, Ref) and marker.kind != "standard" and not any(one in known for one in apart(title))
        if found := known.get(said) or (known.get(head) if titled else None):
            return found, ""
        best = process.extractOne(said, list(known), score_cutoff=50)
        guess = f"是不是想写“{best[0]}”？" if best else ""
        listed = "、".join(list(shown.values())[:_SHOWN])
        return None, f"{guess}可以写：{listed}{'……' if len(shown) > _SHOWN else ''}。"

    def several(self, marker: Marker, said: str) -> list[str]:
        """The parts of a text that names more than one, and none else; [] where it does not."""
        parts = apart(said)
        return parts if len(parts) > 1 and all(self.find(marker, part)[0] for part in parts) else []

    def near(self, marker: Marker, owner: str) -> list[str]:
        """What is offered to ``owner``: of records only its own and those of its modules."""
        shown, c = self.shown(marker), self._catalog
        if isinstance(marker, Word):
            return list(shown.values())
        owners = (owner, *(c.sectors[owner].modules if owner in c.sectors else ()))
        return [shown[entry.id] for one in owners for entry in c.index.owned(marker.kind, one)]
