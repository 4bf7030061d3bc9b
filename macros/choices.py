"""How words and references stand in a cell: by label or title where it is clear, and back to the id. Pure."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from rapidfuzz import process

from macros.catalog import Catalog
from macros.models.base import Marker, Word

_SHOWN = 12
# Between several values that somebody has written in one line.
BETWEEN = re.compile(r"[、，,;；]")
_ID = re.compile(r"[A-Z]{2}-[A-Z]?[0-9]")


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
        """(the id, "") or (None, what may be written); an id counts also with an older title behind it."""
        shown = self.shown(marker)
        if found := self.exact(marker, said) or self._retitled(marker, said):
            return found, ""
        best = process.extractOne(said, list(self._ids[marker]), score_cutoff=50)
        guess = f"是不是想写“{best[0]}”？" if best else ""
        listed = "、".join(list(shown.values())[:_SHOWN])
        return None, f"{guess}可以写：{listed}{'……' if len(shown) > _SHOWN else ''}。"

    def exact(self, marker: Marker, said: str) -> str | None:
        """The id for what a cell shows, or for the id itself."""
        self.shown(marker)
        return self._ids[marker].get(said)

    def several(self, marker: Marker, said: str) -> list[str]:
        """The parts of a line that says several things at once, one of them known; empty where it does not."""
        parts = [part.strip() for part in BETWEEN.split(said) if part.strip()]
        if len(parts) == 1:
            words = said.split()
            starts = [n for n, word in enumerate(words) if n == 0 or _ID.match(word) or self.exact(marker, word)]
            parts = [" ".join(words[start:end]) for start, end in pairwise([*starts, len(words)])]
        known = [part for part in parts if self.exact(marker, part) or self.exact(marker, part.split()[0])]
        return parts if len(parts) > 1 and known else []

    def _retitled(self, marker: Marker, said: str) -> str | None:
        """What the id in front means, where cells show ids and nothing but a title follows."""
        if isinstance(marker, Word) or marker.kind in {"standard", "trade"} or self.several(marker, said):
            return None
        return self.exact(marker, said.split(maxsplit=1)[0])

    def near(self, marker: Marker, owner: str) -> list[str]:
        """What is offered to ``owner``: of records only its own and those of its modules."""
        shown, c = self.shown(marker), self._catalog
        if isinstance(marker, Word):
            return list(shown.values())
        owners = (owner, *(c.sectors[owner].modules if owner in c.sectors else ()))
        return [shown[entry.id] for one in owners for entry in c.index.owned(marker.kind, one)]
