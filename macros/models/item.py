"""The check item, and the risk point that it keeps in hand."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.models.base import Code, Day, ItemId, Name, Record, Ref, Revision, Slug, Text, Word, short

Trades = tuple[Annotated[str, Ref("trade")], ...]
Controls = tuple[Annotated[str, Ref("risk_point")], ...]
Element = Annotated[str, Word("elements", depth=2)]


class Basis(Record):
    """The standard, and the clause or case in it, that an item rests on."""

    std: Annotated[str, Ref("standard")]
    clause: Annotated[str, short(30)] | None = None


class Duty(Record):
    """How often, or at which event, a tier checks an item, and who does it."""

    frequency: Annotated[str, Word("frequencies")]
    role: Annotated[str, Word("roles")]


class Remedy(Record):
    """What is done when the check fails: the kind decides the branch, ``how`` says the work."""

    kind: Annotated[str, Word("remedies")]
    how: Annotated[str, short(100)]


class Applies(Record):
    """Whom an item concerns: sizes and trades any of, facets all of; empty = everyone."""

    sizes: tuple[Annotated[str, Word("sizes")], ...] = ()
    trades: Trades = ()
    facets: tuple[Annotated[str, Word("facets")], ...] = ()


class Retired(Record):
    """Why an item is no longer asked, since which edition, and what took its place."""

    reason: Text
    edition: Slug
    successors: tuple[Annotated[str, Ref("item")], ...] = ()


class Item(Record):
    """Check item, the atom: one observable requirement that feeds list, ledger, card, grid guide and search."""

    id: ItemId
    title: Annotated[str, short(24)]
    statement: Annotated[str, short(110)]
    problem: Annotated[str, short(110)]
    method: Annotated[tuple[Annotated[str, Word("methods")], ...], Field(min_length=1)]
    evidence: Annotated[str, short(80)]
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    hazard: Annotated[str, Word("hazards")] = "general"
    controls: Controls = ()
    tiers: Annotated[dict[Annotated[str, Word("tiers")], Duty], Field(min_length=1)]
    remedy: Remedy
    element: Element
    applies: Applies = Applies()
    revision: Revision
    updated: Day
    change: Annotated[str, Word("changes")]
    retired: Retired | None = None


class RiskPoint(Record):
    """风险点: its suggested level is not a grading; the enterprise grades it itself (本企业评定)."""

    id: Code
    title: Name
    trades: Trades = ()
    hazards: Text
    accidents: Annotated[tuple[Annotated[str, Word("accident-types")], ...], Field(min_length=1)]
    level: Annotated[str, Word("risk-levels")]
    reasoning: Text
    measures: Annotated[tuple[Annotated[str, short(120)], ...], Field(min_length=1)]
    emergency: Annotated[tuple[Annotated[str, short(120)], ...], Field(min_length=1)]
    revision: Revision = 1
