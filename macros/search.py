"""Step 4, render search: catalog -> data/search/: a head that is fetched first, and shards of text. Pure.

The browser scans texts as they stand, so every phrase is found; what is made here is only split and told apart. The head
has what names a record and its facets, and for each shard a filter that says which phrases cannot be in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from macros.catalog import Catalog
from macros.finds import FACETS, KINDS, Find, finds

HEAD = "data/search/head.json"
# Lists whose synonyms name the same thing in other words; those of the other lists only classify.
_SPOKEN = ("facets", "accident-types", "ppe", "signs", "roles", "hazards", "risk-levels", "six-haves", "frequencies")
# The one list whose words all stand for each other.
_EQUAL = "near-words"
# Bytes of text in a shard: about 15 KB on the wire, so that a needless one costs little.
_SHARD = 40_000
# Bits of the filter for a pair of characters: with two a pair, one pair in four gets through that is not there.
_BITS = 3
_MASK = 0xFFFFFFFF


def files(c: Catalog) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the head and of every shard; a shard is named by its content, so no old one is taken for it."""
    return pack(c, list(finds(c)))


def pack(c: Catalog, found: list[Find]) -> Iterator[tuple[str, bytes]]:
    """The same of given records."""
    shards = []
    for first, part in _shards(found):
        data = _json([one.texts for one in part])
        path = f"data/search/{hashlib.sha256(data).hexdigest()[:12]}.json"
        shards.append({"file": path.rsplit("/", 1)[1], "first": first, "count": len(part), "filter": _filter(part)})
        yield path, data
    head = {"kinds": _kinds(found), "facets": _facets(c, found), "shards": shards, "near": _near(c, found)}
    yield HEAD, _json(head)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def fold(text: str) -> str:
    """A text as it is compared: full-width forms, case and white space do not count. text.js does the same."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _kinds(found: list[Find]) -> list[dict[str, Any]]:
    """The records of each kind in columns; one that is empty throughout is left out. ``basis`` counts over all records."""
    place = {(one.kind, one.id): number for number, one in enumerate(found)}
    out = []
    for kind, (label, path) in KINDS.items():
        mine = [one for one in found if one.kind == kind]
        columns: dict[str, list[Any]] = {
            "id": [one.id for one in mine],
            "title": [one.title for one in mine],
            "number": [one.number for one in mine],
            "alias": [one.alias for one in mine],
            "path": [one.path for one in mine],
            "basis": [[place[ref] for ref in one.basis] for one in mine],
            "retired": [int(one.retired) for one in mine],
        }
        out.append({"kind": kind, "label": label, "at": path, **{name: rows for name, rows in columns.items() if any(rows)}})
    return out


def _facets(c: Catalog, found: list[Find]) -> dict[str, Any]:
    """Of each facet its labels, the different sets of values, and which of them each record has."""
    out = {}
    for key, (label, values) in FACETS.items():
        sets: dict[tuple[str, ...], int] = {}
        of = [sets.setdefault(one.facets.get(key, ()), len(sets)) for one in found]
        out[key] = {"label": label, "values": values(c), "sets": list(sets), "of": of}
    return out


def _shards(found: list[Find]) -> Iterator[tuple[int, list[Find]]]:
    """(number of the first record, records) of each shard: neighbours, cut where the owner changes if that comes in time."""
    first, part, size = 0, list[Find](), 0
    for number, one in enumerate(found):
        more = sum(len(text.encode()) for text in one.texts)
        if part and (not more or size + more > _SHARD or (size > _SHARD / 2 and one.owner != part[-1].owner)):
            yield first, part
            part, size = [], 0
        if more:
            first = first if part else number
            part.append(one)
            size += more
    if part:
        yield first, part


def _filter(part: Iterable[Find]) -> str:
    """A Bloom filter of the pairs of neighbouring characters of a shard; library.js asks it."""
    pairs = {pair for one in part for text in one.texts for pair in _pairs(fold(text))}
    bits = bytearray(len(pairs) * _BITS // 8 + 1)
    for one, other in pairs:
        for place in _places(one, other, len(bits) * 8):
            bits[place >> 3] |= 1 << (place & 7)
    return base64.b64encode(bits).decode()


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Neighbours, in the UTF-16 units that a browser counts in."""
    units = array("H", text.encode("utf-16-le"))
    return pairwise(units)


def _places(one: int, other: int, size: int) -> tuple[int, int]:
    mixed = (one * 0x9E3779B1 ^ other * 0x85EBCA6B) & _MASK
    mixed ^= mixed >> 15
    return mixed % size, (mixed * 0xC2B2AE35 & _MASK) % size


def _near(c: Catalog, found: list[Find]) -> dict[str, list[str]]:
    """Word -> the words to try in its place: a label for its synonyms and they for it; only such as stand somewhere."""
    everything = "\n".join(fold(text) for one in found for text in (one.title, *one.texts))
    out: dict[str, list[str]] = {}
    for vocab in (*_SPOKEN, _EQUAL):
        for term in c.vocab[vocab].values:
            names, others = [fold(name) for name in term.label.split("与")], [fold(name) for name in term.synonyms]
            every = names + others
            for word in every:
                tried = every if vocab == _EQUAL or word in names else names
                out.setdefault(word, []).extend(one for one in tried if one != word)
    known = {word: list(dict.fromkeys(t for t in tried if len(t) > 1 and t in everything)) for word, tried in out.items()}
    return {word: tried for word, tried in sorted(known.items()) if len(word) > 1 and tried}
