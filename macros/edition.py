"""A published edition as it stands in its folder: what its build.json and catalog.json say, and which pages it has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from macros.exports import CATALOG

LATEST = "latest"
BUILT = "data/build.json"
DROPPED = "dropped/"


@dataclass(frozen=True)
class Edition:
    """A published edition: its folder, and what its own build.json and catalog.json say."""

    folder: Path
    built: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.built["edition"]["id"])

    @property
    def title(self) -> str:
        return str(self.built["edition"]["title"])

    @property
    def age(self) -> tuple[str, str]:
        """What orders editions: the day, then the id."""
        return str(self.built["edition"]["date"]), self.id

    @cached_property
    def catalog(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.folder / CATALOG).read_bytes())
        return read

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        return {item["id"]: item for item in self.catalog["items"]}

    def label(self, vocab: str, value: str) -> str:
        """The edition's own word for a value of one of its word lists."""
        held = next(v for v in self.catalog["vocab"] if v["id"] == vocab)
        return str(next(v["label"] for v in held["values"] if v["id"] == value))

    @property
    def state(self) -> str:
        return self.label("states", self.built["edition"]["state"])

    @cached_property
    def titles(self) -> dict[str, dict[str, str]]:
        """What standards and trades are called, by id."""
        sectors = [*self.catalog["industries"], *self.catalog["venues"]]
        return {
            "standards": {one["id"]: one["title"] for one in self.catalog["standards"]},
            "trades": {one["id"]: one["title"] for sector in sectors for one in sector["trades"]},
        }

    @cached_property
    def pages(self) -> frozenset[str]:
        """Addresses of its pages inside the folder, ``industries/…/``; "" is the front."""
        found = (p.relative_to(self.folder).parent.as_posix() for p in self.folder.rglob("index.html"))
        return frozenset("" if path == "." else f"{path}/" for path in found) - {DROPPED}

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """PDFs that it was published with and that are no longer kept."""
        return tuple(p for p in sorted(self.built["sha256"]) if p.endswith(".pdf") and not (self.folder / p).is_file())


def read(tree: Path) -> list[Edition]:
    """The editions in ``tree``, the newest first."""
    found = [Edition(p.parent.parent, json.loads(p.read_bytes())) for p in tree.glob(f"*/{BUILT}") if p.parts[-3] != LATEST]
    return sorted(found, key=lambda e: e.age, reverse=True)
