"""New records: the letters of each kind's ids and the next free one, and the file where a record goes.

A used id stays used, also of a retired record.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from macros.catalog import Catalog
from macros.index import Index, list_of
from macros.models.industry import PARTS

# A criterion's letter says its size class: 中等 M, 小微 S, 规上 A.
LETTERS = {"risk_point": "R", "workshop": "W", "post": "P", "guide": "G", "criterion": "MSA", "grid_point": "N", "item": ""}
# The kinds that have a file of their own: what they are called, and where it is.
OWN_FILE = {
    "industry": ("行业", "data/industries/{}/industry.yml"),
    "venue": ("场所", "data/venues/{}/industry.yml"),
    "standard": ("标准", "data/standards/{}.yml"),
}
_SIZES = {"small": "S", "above-scale": "A"}


def free(index: Index, kind: str, head: str) -> Iterator[str]:
    """The ids after the highest used one that begins with ``head``."""
    used = [int(e.id[len(head) :]) for e in index.all(kind) if re.fullmatch(rf"{re.escape(head)}\d+", e.id)]
    digits = 4 if kind == "item" else 2
    return (f"{head}{number:0{digits}}" for number in itertools.count(max(used, default=0) + 1))


def head(kind: str, prefix: str, fields: dict[str, Any]) -> str:
    """How the ids of a kind begin in an owner with this prefix; ``fields`` are those of the new record."""
    letter = _SIZES.get(fields.get("size", ""), "M") if kind == "criterion" else LETTERS[kind]
    return f"{prefix}-{letter}"


def home(c: Catalog, kind: str, owner: str, trades: tuple[str, ...]) -> tuple[str, str, int]:
    """(file, its list, how many stand there already) for a new record: beside the last live one of the same trades."""
    entries = c.index.owned(kind, owner)
    alike = [e.raw.file for e in entries if _trades(e.record) == trades and not getattr(e.record, "retired", None)]
    if owner in c.modules:
        file = f"data/modules/{owner}.yml"
    else:
        folder = f"data/{c.kind(c.sectors[owner])}/{owner}"
        main = next(path for part in PARTS if list_of(path := f"{folder}/{part}.yml", kind))
        file = alike[-1] if alike else main
    return file, list_of(file, kind), sum(e.raw.file == file for e in entries)


def _trades(record: Any) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(getattr(record, "applies", record), "trades", ())
    return found
