"""Forms: one definition renders web page, PDF, spreadsheet and document.

A form is a head, parts one under the other, signatures and notes. A part has paragraphs, then a grid of fields, then a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from macros.models.base import PASSAGE, Day, Month, Name, Record, Ref, Revision, Slug, Text, Word, short

Label = Annotated[str, short(120)]
Passage = Annotated[str, short(PASSAGE)]
Kind = Literal["text", "number", "amount", "day", "choice", "tick"]


class Blank(Record):
    """Something to fill in: ``label`` is what is printed before the room for it.

    ``kind`` date-line prints «　年　月　日» without its label, seal and sign leave room for a stamp or a hand; of the choices
    of a choice several may be ticked.
    ``size`` is the width of the room in characters, ``lines`` its height in lines; ``wide`` gives it the whole width of a
    grid, ``side`` its place in a letter.
    """

    label: Annotated[str, short(60)]
    kind: Literal["text", "number", "amount", "day", "choice", "tick", "date-line", "seal", "sign"] = "text"
    choices: tuple[Name, ...] = ()
    size: Annotated[int, Field(ge=2, le=40)] = 8
    lines: Annotated[int, Field(ge=1, le=20)] = 1
    wide: bool = False
    side: Literal["left", "right"] = "left"


class Column(Record):
    """A leaf column, or a group of them; ``label`` is the printed text with its bracketed unit.

    ``row`` = 1 or 2: the column holds the names of the rows, or of the groups inside them. ``since`` is the month from
    which the column accumulates. ``per_line`` columns have a cell on each line of a row; the others one cell for the row.
    ``kind`` is what a cell holds: number = a whole number, amount = one with decimals, choice = one of ``choices`` or of the
    labels of the word list ``words``. ``width`` is in halves of a Han character; on paper the columns share the page by it.
    """

    id: Slug
    label: Annotated[str, short(60)]
    columns: tuple[Column, ...] = ()
    row: Annotated[int, Field(ge=1, le=2)] | None = None
    since: Month | None = None
    per_line: bool = False
    kind: Kind = "text"
    words: Annotated[str, Ref("vocab")] | None = None
    choices: tuple[Name, ...] = ()
    width: Annotated[int, Field(ge=1, le=90)] | None = None


def leaves(columns: tuple[Column, ...]) -> list[Column]:
    """The leaf columns in order of print."""
    return [leaf for c in columns for leaf in (leaves(c.columns) if c.columns else [c])]


class Line(Record):
    """A line of a row: printed cells by column id; ``merged`` lists columns that share one cell, ``none`` those without one."""

    cells: dict[Slug, Annotated[str, short(200)]] = Field(default_factory=dict)
    merged: tuple[Annotated[tuple[Slug, ...], Field(min_length=2)], ...] = ()
    none: tuple[Slug, ...] = ()


class Proof(Record):
    """What proves a point at an inspection: papers by name, the forms of this edition for them, the label of their box."""

    papers: Annotated[tuple[Annotated[str, short(80)], ...], Field(min_length=1)]
    forms: tuple[Annotated[str, Ref("form")], ...] = ()
    box: Name


class Row(Record):
    """A named row of lines, or of rows inside it; ``no`` makes it a point that can be answered and cited by number."""

    label: Label
    no: Annotated[int, Field(ge=1)] | None = None
    lines: tuple[Line, ...] = (Line(),)
    rows: tuple[Row, ...] = ()
    proof: Proof | None = None
    revision: Revision = 1


class Sum(Record):
    """A column that should be the sum of others; a difference is only pointed out."""

    total: Slug
    parts: Annotated[tuple[Slug, ...], Field(min_length=2)]


class Part(Record):
    """One piece of a form. In ``text``, {label} stands for the room of the blank of that label.

    ``tight``: rows that have printed text need room for a tick only. ``new_page``: the part begins on one.
    ``index_of`` makes a table of the points of another form and what proves each, ``labels_of`` the labels of their boxes.
    """

    title: Annotated[str, short(60)] | None = None
    text: tuple[Passage, ...] = ()
    fields: tuple[Blank, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    blank_rows: Annotated[int, Field(ge=0, le=60)] = 0
    tight: bool = False
    sums: tuple[Sum, ...] = ()
    new_page: bool = False
    index_of: Annotated[str, Ref("form")] | None = None
    labels_of: Annotated[str, Ref("form")] | None = None


class Issued(Record):
    """The official paper whose wording stands here."""

    by: Name
    number: Annotated[str, short(60)]
    date: Day


class Form(Record):
    """A form of a source document or of our own (data/forms/<id>.yml).

    ``brief`` is the name of its files and sheets. Its texts are fields, so that a department can put the wording it has
    issued in their place: it then sets ``wording`` to issued and fills ``issued``. ``complete``: in a row that has been
    begun no cell may stay empty. ``addressee`` opens a letter.
    """

    id: Slug
    title: Annotated[str, short(60)]
    brief: Annotated[str, Field(min_length=1, max_length=31, pattern=r"^[^\[\]:*?/\\\\]+$")] | None = None
    group: Annotated[str, Word("form-groups")]
    document: Annotated[str, Ref("document")] | None = None
    section: Annotated[str, short(40)] | None = None
    wording: Annotated[str, Word("wordings")]
    issued: Issued | None = None
    about: Text
    who: Annotated[tuple[Annotated[str, Word("audiences")], ...], Field(min_length=1)]
    formats: Annotated[tuple[Literal["pdf", "xlsx", "docx"], ...], Field(min_length=1)]
    layout: Literal["table", "letter", "sheet"] = "table"
    landscape: bool = False
    complete: bool = False
    head: tuple[Blank, ...] = ()
    addressee: Name | None = None
    blanks: tuple[Blank, ...] = ()
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    signatures: tuple[Blank, ...] = ()
    notes: tuple[Passage, ...] = ()
    copies: Annotated[tuple[Name, ...], Field(max_length=8)] = ()
    revision: Revision = 1


def points(form: Form) -> Iterator[tuple[str, Row]]:
    """(name of its group, point) of every numbered row of a form, in order."""
    for part in form.parts:
        for row in part.rows:
            if row.no is not None:
                yield "", row
            yield from ((row.label, inner) for inner in row.rows if inner.no is not None)


class Acceptance(Record):
    """An accepted breach of a rule, with the reason; one that is no longer needed is an error."""

    rule: Slug
    at: Annotated[str, short(80)]
    reason: Text


class Exceptions(Record):
    """data/exceptions.yml"""

    exceptions: tuple[Acceptance, ...]
