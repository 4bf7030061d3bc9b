"""What items rest on: vocabularies, and the registry of standards with their clauses and cases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.models.base import Confidence, Day, Name, Record, Ref, Revision, Slug, Text, Word, short


class Term(Record):
    """One value of a closed word list, with the meaning that the glossary, forms and checks all read."""

    id: Slug
    label: Name
    description: Text | None = None
    parent: Slug | None = None
    code: Annotated[str, short(40)] | None = None
    group: Slug | None = None
    synonyms: tuple[Name, ...] = ()
    successor: Annotated[str, short(120)] | None = None


class Vocabulary(Record):
    """A closed word list (data/vocab/<id>.yml)."""

    id: Slug
    title: Name
    about: Text | None = None
    source: Text | None = None
    values: Annotated[tuple[Term, ...], Field(min_length=1)]


class Clause(Record):
    """What one clause of a standard asks, in own words; an item can cite only clauses recorded here."""

    no: Annotated[str, short(30)]
    gist: Text
    confidence: Confidence
    read: Text
    revision: Revision = 1


class Case(Record):
    """One case of a 重大事故隐患判定标准; ``industries`` empty means that it binds all that use the criteria."""

    no: Annotated[str, short(30)]
    gist: Text
    industries: tuple[Annotated[str, Ref("industry")], ...] = ()
    confidence: Confidence
    read: Text
    revision: Revision = 1


class Standard(Record):
    """A law, regulation, rule, standard or notice (data/standards/<id>.yml).

    ``open_cases`` names the cases of a 判定标准 whose text could not be read; none = the list is whole.
    """

    id: Slug
    title: Annotated[str, short(80)]
    number: Annotated[str, short(60)] | None = None
    issuer: Annotated[str, short(60)] | None = None
    kind: Annotated[str, Word("standard-kinds")]
    published: Day | None = None
    effective: Day | None = None
    status: Annotated[str, Word("standard-status")]
    replaces: tuple[Annotated[str, Ref("standard")], ...] = ()
    replaced_by: Annotated[str, Ref("standard")] | None = None
    confidence: Confidence
    note: Text | None = None
    evidence: tuple[Text, ...] = ()
    clauses: tuple[Clause, ...] = ()
    cases: tuple[Case, ...] = ()
    open_cases: Text | None = None
    revision: Revision = 1
