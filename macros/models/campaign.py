"""The campaign: departments, assignments, documents with stages and tasks, targets, methods, the edition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from macros.models.base import Count, Day, Name, Record, Ref, Revision, Slug, Text, Word, short

Account = Annotated[str, Field(pattern=r"^@[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?$", max_length=80)]


class Department(Record):
    """A department of one jurisdiction, under the name that the documents print.

    ``account``: its user or team on the git host, once it has one; it is then asked to review changes of its industries.
    """

    id: Slug
    name: Name
    title: Name
    jurisdiction: Annotated[str, Word("jurisdictions")]
    account: Account | None = None


class Departments(Record):
    """data/assignments/departments.yml"""

    departments: tuple[Department, ...]


class Assignment(Record):
    """A row of an assignment table, its label as printed, and the 泉州 industries that it covers."""

    no: Annotated[int, Field(ge=1)]
    label: Annotated[str, short(80)]
    departments: Annotated[tuple[Annotated[str, Ref("department")], ...], Field(min_length=1)]
    industries: Annotated[tuple[Annotated[str, Ref("industry")], ...], Field(min_length=1)]
    note: Text | None = None


class AssignmentTable(Record):
    """data/assignments/<id>.yml: who leads which industry in one jurisdiction."""

    id: Slug
    title: Annotated[str, short(80)]
    jurisdiction: Annotated[str, Word("jurisdictions")]
    document: Annotated[str, Ref("document")]
    section: Annotated[str, short(40)]
    assignments: tuple[Assignment, ...]


class Stage(Record):
    """A dated stage of a document; dates are history, never a calendar entry."""

    id: Slug
    title: Name
    section: Annotated[str, short(40)]
    deadline: Day | None = None
    does: tuple[Text, ...]


class Task(Record):
    """What a document asks of someone, in own words."""

    id: Slug
    title: Name
    section: Annotated[str, short(40)]
    who: tuple[Annotated[str, Word("audiences")], ...]
    says: Text


class Confirmed(Record):
    """Days of one year by which a department owes a paper, as the paper ``number`` confirms them; none is ever reckoned."""

    department: Annotated[str, Ref("department")]
    number: Annotated[str, short(40)]
    days: Annotated[tuple[Day, ...], Field(min_length=1)]


class Report(Record):
    """A paper that is due: who sends what to whom, when; ``deadline`` is history, ``due`` says it as the document does.

    Only ``confirmed`` days enter a calendar.
    """

    id: Slug
    title: Name
    section: Annotated[str, short(40)]
    who: Annotated[tuple[Annotated[str, Word("audiences")], ...], Field(min_length=1)]
    to: Name
    due: Annotated[str, short(80)]
    deadline: Day | None = None
    form: Annotated[str, Ref("form")] | None = None
    asks: Text
    confirmed: tuple[Confirmed, ...] = ()


class Measure(Record):
    """A support measure: what a document promises, in own words."""

    id: Slug
    title: Name
    section: Annotated[str, short(40)]
    says: Text


class Duty(Record):
    """What a document makes one role answer for, in own words; ``role`` as the document calls it."""

    id: Slug
    role: Name
    section: Annotated[str, short(40)]
    says: Text


class Annex(Record):
    """An annex: ``form`` or ``table`` is where its content stands here."""

    no: Name
    title: Annotated[str, short(80)]
    form: Annotated[str, Ref("form")] | None = None
    targets: Annotated[str, Ref("target_table")] | None = None
    assignments: Annotated[str, Ref("assignment_table")] | None = None


class Document(Record):
    """One of the source documents, or one that they name (data/campaign/documents/<id>.yml).

    ``continues`` is the earlier campaign paper that it carries on, ``replaces`` the one that it does away with.
    """

    id: Slug
    title: Annotated[str, short(80)]
    number: Annotated[str, short(40)] | None = None
    issuer: Annotated[str, short(40)]
    date: Day | None = None
    level: Annotated[str, Word("levels")]
    about: Text
    continues: Annotated[str, Ref("document")] | None = None
    replaces: Annotated[str, Ref("document")] | None = None
    names: tuple[Annotated[str, Ref("standard")], ...] = ()
    goals: tuple[Text, ...] = ()
    stages: tuple[Stage, ...] = ()
    tasks: tuple[Task, ...] = ()
    reports: tuple[Report, ...] = ()
    measures: tuple[Measure, ...] = ()
    duties: tuple[Duty, ...] = ()
    annexes: tuple[Annex, ...] = ()


class TargetColumn(Record):
    """A counted column; ``merged`` is a city-wide cell that belongs to no single row."""

    id: Slug
    label: Name
    total: Count
    merged: Count | None = None


class Target(Record):
    """A row: a town by name, or an industry by its row in the assignment table; a missing value is an empty cell."""

    id: Slug
    name: Name | None = None
    assignment: Annotated[str, Ref("assignment")] | None = None
    values: dict[Slug, Count]


class TargetTable(Record):
    """data/campaign/targets/<id>.yml; totals are those printed, and a rule computes them again."""

    id: Slug
    title: Annotated[str, short(80)]
    document: Annotated[str, Ref("document")]
    section: Annotated[str, short(40)]
    columns: tuple[TargetColumn, ...]
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]
    notes: tuple[Text, ...] = ()


class Source(Record):
    """Where in which document something is said."""

    document: Annotated[str, Ref("document")]
    section: Annotated[str, short(40)]


class Ask(Record):
    """What a method asks of one audience."""

    who: Annotated[str, Word("audiences")]
    what: Text


class Method(Record):
    """A working method of the campaign: 33456, 三张清单, 四色 … (data/campaign/methods/<id>.yml).

    ``tables`` are word lists whose codes are values to choose from, such as those of LEC; ``history`` says how it changed
    from document to document, ``beware`` what it is easily confused with; ``forms`` and ``see`` lead on.
    """

    id: Slug
    name: Name
    group: Annotated[str, Word("method-groups")]
    says: Text
    parts: tuple[Annotated[str, short(120)], ...] = ()
    history: tuple[Text, ...] = ()
    beware: Text | None = None
    tables: tuple[Annotated[str, Ref("vocab")], ...] = ()
    asks: Annotated[tuple[Ask, ...], Field(min_length=1)]
    forms: tuple[Annotated[str, Ref("form")], ...] = ()
    see: tuple[Annotated[str, Ref("method")], ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    revision: Revision = 1


class Edition(Record):
    """What is printed on paper comes from here alone (data/edition.yml)."""

    id: Slug
    title: Name
    state: Annotated[str, Word("states")]
    date: Day
    previous: Slug | None = None
