"""Step 4, render forms: one definition -> pieces of text, fields and tables, for web, PDF, spreadsheet and document alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros import cells
from macros.catalog import Catalog
from macros.models.form import Blank, Form, Part
from macros.rules.papers import ROOM

Values = Mapping[str, str]
# A standard keeps its number on the same line.
_NUMBER = re.compile(r"(GB/T|GBZ/T|AQ/T|JGJ/T|GBZ|GB|AQ|JGJ) (?=[0-9])")
# Kinds that a hand fills, never we.
STAMPED = frozenset({"seal", "sign"})
# Room for the digits of a year, a month or a day.
ROOMY = "　　"
# Measured on a letter of 16 points: characters of a line, lines of text and signatures that leave room for title and note.
LETTER_CHARACTERS = 27
LETTER_LINES = 17


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph: its text, and the blank whose room or value it is."""

    text: str
    blank: Blank | None = None
    filled: bool = False


def pieces(form: Form, text: str, values: Values) -> list[Piece]:
    """A paragraph cut at its blanks; a blank without a value leaves its room."""
    blanks = {blank.label: blank for blank in form.blanks}
    cut = ROOM.split(_NUMBER.sub("\\1\u00a0", text))
    return [
        Piece(said(blanks[one], values), blanks[one], one in values) if n % 2 else Piece(one) for n, one in enumerate(cut) if one
    ]


def is_long(form: Form) -> bool:
    """Whether a letter needs the smaller body (小三, 15 points) to stay on one page."""
    texts = (text for part in form.parts for text in part.text)
    return sum(-(-(len(text) + 2) // LETTER_CHARACTERS) for text in texts) + len(form.signatures) > LETTER_LINES


def title_lines(form: Form) -> list[str]:
    """The title, what stands in brackets at its end on a line of its own where a letter has it."""
    name, bracket, rest = form.title.partition("（参考）")
    return [name, bracket] if form.layout == "letter" and bracket and not rest else [form.title]


def said(blank: Blank, values: Values) -> str:
    """What stands in the room of a blank: the value, a date to complete, the choices to tick, or nothing."""
    value = values.get(blank.label, "")
    if blank.kind == "date-line":
        name, colon, printed = blank.label.rpartition("：")
        return name + colon + (_day(value) if value else ROOMY + printed.replace(" ", ROOMY))
    if blank.kind == "day":
        return _day(value) if value else f"{ROOMY}年{ROOMY}月{ROOMY}日"
    if blank.kind == "choice":
        return "　".join(f"{'■' if one in value.split('、') else '□'}{one}" for one in blank.choices)
    return value


def signed(blank: Blank, values: Values) -> str:
    """What stands behind a signature: dates are filled, names and stamps come from the hand."""
    return said(blank, {} if blank.kind in STAMPED else values)


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def field_rows(part: Part) -> list[list[Blank]]:
    """The fields of a part as the lines of a grid: one wide field, or two beside each other."""
    rows: list[list[Blank]] = []
    for field in part.fields:
        if rows and not field.wide and len(rows[-1]) == 1 and not rows[-1][0].wide:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def origin(c: Catalog, form: Form) -> str:
    """Whose wording it is: the paper that issued it, the document that it follows, or our own."""
    if form.issued:
        return f"{c.label('wordings', form.wording)}　{form.issued.by}　{form.issued.number}　{form.issued.date}"
    document = c.documents[form.document].title if form.document else ""
    lead = "出自" if form.wording == "reference" else "要求见"
    return c.label("wordings", form.wording) + (f"　{lead}《{document}》{form.section or ''}" if document else "")


def since(form: Form) -> list[tuple[str, str]]:
    """(path of labels, month) for every leaf that accumulates from a month."""
    found = (path for part in form.parts for path in cells.paths(part.columns))
    return [(" / ".join(c.label for c in path), path[-1].since) for path in found if path[-1].since]


def context(c: Catalog, form: Form, values: Values | None = None, *, named: bool = False) -> dict[str, Any]:
    """What the form templates need; ``named`` for a form that is filled in the browser."""
    filled = values or {}
    return {
        "f": form,
        "named": named,
        "values": filled,
        "parts": [(part, field_rows(part), cells.table(c, part), cells.labels(c, part)) for part in form.parts],
        "origin": origin(c, form),
        "pieces": lambda text: pieces(form, text, filled),
        "said": lambda blank: said(blank, filled),
        "signed": lambda blank: signed(blank, filled),
        "since": since(form),
        "title_lines": title_lines(form),
        "long": is_long(form),
    }
