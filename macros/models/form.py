"""Forms: one definition renders web page, PDF and spreadsheet."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from macros.models.base import Month, Name, Record, Ref, Revision, Slug, Text, Word, short


class Column(Record):
    """A leaf column, or a group of them; ``label`` is the printed text with its bracketed unit.

    ``since`` is the month from which the column accumulates. ``per_line`` columns have a cell on each line of a
    row group; the others one cell for the group. ``kind`` is what a cell holds.
    """

    id: Slug
    label: Annotated[str, short(60)]
    columns: tuple[Column, ...] = ()
    since: Month | None = None
    per_line: bool = False
    kind: Literal["text", "number", "day", "tick"] = "text"
    width: Annotated[int, Field(ge=1, le=60)] | None = None


def leaves(columns: tuple[Column, ...]) -> list[Column]:
    """The leaf columns in order of print."""
    return [leaf for c in columns for leaf in (leaves(c.columns) if c.columns else [c])]


class Line(Record):
    """A line of a row group: printed cells by column id; ``merged`` lists column ids that share one cell."""

    cells: dict[Slug, Annotated[str, short(60)]] = Field(default_factory=dict)
    merged: tuple[Annotated[tuple[Slug, ...], Field(min_length=2)], ...] = ()


class RowGroup(Record):
    """A labelled row of one or more lines."""

    label: Annotated[str, short(60)]
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]


class Form(Record):
    """A form of a source document or of our own; its texts are fields so that a department can put its wording in place."""

    id: Slug
    title: Annotated[str, short(60)]
    document: Annotated[str, Ref("document")] | None = None
    section: Annotated[str, short(40)] | None = None
    wording: Annotated[str, Word("wordings")]
    about: Text
    who: tuple[Annotated[str, Word("audiences")], ...]
    landscape: bool = True
    head: tuple[Name, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[RowGroup, ...] = ()
    blank_rows: Annotated[int, Field(ge=0, le=60)] = 0
    body: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    signatures: tuple[Name, ...] = ()
    revision: Revision = 1


class Acceptance(Record):
    """An accepted breach of a rule, with the reason; one that is no longer needed is an error."""

    rule: Slug
    at: Annotated[str, short(80)]
    reason: Text


class Exceptions(Record):
    """data/exceptions.yml"""

    exceptions: tuple[Acceptance, ...]
