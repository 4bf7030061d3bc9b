"""Whether what a department signed off still stands: computed from the texts, never written by hand.

A sign-off holds the digest of each record as it was read. While all of them are as they were, the industry is 已审定;
as soon as one reads differently, came or went, it is 修订待审 by itself.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from macros.index import Index
from macros.models.industry import Industry
from macros.models.item import Item
from macros.models.review import Review
from macros.relations import facets_of, items_of, lent

APPROVED, REVISING = "approved", "revising"
WRITTEN_STATES = frozenset({"drafting", "reference"})
_PARTS = ("guide", "criterion", "grid_point", "risk_point", "workshop", "post")
# What says that a text changed is no text, nor is the revision at which something that it rests on was read.
_NO_TEXT = {"revision", "updated", "change", "rests_on"}
_FRAME = {"title", "scope", "tier_names", "trades", "not_applicable"}


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off with the records that have changed, come or gone since."""

    review: Review
    changed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.changed


def records(index: Index, sector: Industry) -> dict[str, Any]:
    """Everything that a department reads of an industry, modules included, by id; the frame of the industry itself first."""
    parts = [e for kind in _PARTS for e in (*lent(index, sector, kind), *index.owned(kind, sector.id))]
    return {sector.id: sector, **{i.id: i for i in items_of(index, sector)}, **{e.id: e.record for e in parts}}


def texts(index: Index, sector: Industry) -> dict[str, str]:
    """The digest of each of these records."""
    return {id_: _digest(_said(index, record)) for id_, record in records(index, sector).items()}


def files(index: Index, sector: Industry) -> list[str]:
    """Where these records stand."""
    read = records(index, sector)
    return sorted({e.raw.file for e in index.all("industry", "venue", "item", *_PARTS) if e.id in read})


def _said(index: Index, record: Any) -> dict[str, Any]:
    # Without defaults, so that a field that comes to the models later changes no digest.
    only = _FRAME if isinstance(record, Industry) else None
    said: dict[str, Any] = record.model_dump(include=only, exclude=_NO_TEXT, exclude_defaults=True)
    return {**said, "facets": facets_of(index, record)} if isinstance(record, Item) else said


def _digest(said: dict[str, Any]) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def signed(index: Index, sector: Industry) -> tuple[Signed, ...]:
    """The sign-offs of an industry, the newest first."""
    entry = index.get("review", sector.id)
    if entry is None:
        return ()
    now = texts(index, sector)
    newest = sorted(entry.record.reviews, key=lambda review: str(review.date), reverse=True)
    return tuple(Signed(review, changed(now, review)) for review in newest)


def changed(now: dict[str, str], review: Review) -> tuple[str, ...]:
    """The records that are not as they were read: those there are in their order, then those gone."""
    read = review.records
    return (*(id_ for id_, digest in now.items() if read.get(id_) != digest), *(id_ for id_ in read if id_ not in now))


def state(sector: Industry, found: tuple[Signed, ...]) -> str:
    """As the authors say while nobody signed off; then 已审定 while one sign-off holds, else 修订待审."""
    if not found:
        return sector.state
    return APPROVED if any(one.holds for one in found) else REVISING


def unread(items: list[Item], found: tuple[Signed, ...]) -> list[Item]:
    """The items whose present text no department has signed off."""
    return [item for item in items if all(item.id in one.changed for one in found)]
