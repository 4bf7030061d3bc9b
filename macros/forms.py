"""Step 4, render forms: one definition -> heads, cells and pieces of text, for web, PDF, spreadsheet and document alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.catalog import Catalog
from macros.models.form import Blank, Column, Form, Line, Part, Row, Sum, leaves, points
from macros.rules.papers import ROOM

Values = Mapping[str, str]
# Room for the digits of a year, a month or a day.
ROOMY = "　　"
# Measured on a letter of 16 points: characters of a line, lines of text and signatures that leave room for title and note.
LETTER_CHARACTERS = 27
LETTER_LINES = 18

# The table that lists another form's points and what proves each.
_INDEX = (
    Column(id="no", label="序号", width=8),
    Column(id="group", label="项目", width=18),
    Column(id="point", label="回头看内容", width=50),
    Column(id="papers", label="备查材料", width=66),
    Column(id="forms", label="用哪张表", width=56),
    Column(id="box", label="盒签", width=28),
    Column(id="ready", label="备齐（√）", kind="tick", width=14),
    Column(id="keeper", label="保管人", width=16),
)


@dataclass(frozen=True, slots=True)
class Head:
    """A head cell: how many leaf columns it covers and how many head rows deep it is."""

    label: str
    leaves: int
    depth: int
    column: Column


@dataclass(frozen=True, slots=True)
class Cell:
    """A body cell that covers ``lines`` rows and ``leaves`` columns; ``head`` marks a row's name.

    ``column`` says what may be filled in; None = printed text, or no cell at all.
    """

    text: str
    lines: int = 1
    leaves: int = 1
    head: bool = False
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be drawn; the last ``spare`` rows of its body may stay empty where the form must be complete."""

    heads: list[list[Head]]
    body: list[list[Cell]]
    leaves: list[Column]
    sums: tuple[Sum, ...] = ()
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph: its text, and the blank whose room or value it is."""

    text: str
    blank: Blank | None = None
    filled: bool = False


def depth(columns: tuple[Column, ...]) -> int:
    """Head rows that a column tree needs."""
    return 1 + max((depth(c.columns) for c in columns if c.columns), default=0)


def heads(columns: tuple[Column, ...]) -> list[list[Head]]:
    """The head's rows, top first."""
    rows: list[list[Head]] = [[] for _ in range(depth(columns))]
    _fill(columns, rows, 0)
    return rows


def _fill(columns: tuple[Column, ...], rows: list[list[Head]], level: int) -> None:
    for column in columns:
        deep = 1 if column.columns else len(rows) - level
        rows[level].append(Head(column.label, len(leaves((column,))), deep, column))
        _fill(column.columns, rows, level + 1)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line with the row names that begin on it, by level, and its place among the lines of its row."""

    line: Line
    names: dict[int, Cell]
    number: int
    count: int


def _drawn(row: Row, level: int) -> list[_Drawn]:
    if row.rows:
        found = [one for inner in row.rows for one in _drawn(inner, level + 1)]
    else:
        found = [_Drawn(line, {}, n, len(row.lines)) for n, line in enumerate(row.lines)]
    label = f"{row.no}. {row.label}" if row.no else row.label
    found[0].names[level] = Cell(label, len(found), head=True)
    return found


def body(part: Part) -> list[list[Cell]]:
    """The body's rows; a cell that spans lines stands only on the first of them."""
    columns = leaves(part.columns)
    drawn = [one for row in part.rows for one in _drawn(row, 1)]
    rows = [[cell for column in columns if (cell := _cell(column, one))] for one in drawn]
    return rows + [[Cell("", column=column) for column in columns] for _ in range(part.blank_rows)]


def _cell(column: Column, drawn: _Drawn) -> Cell | None:
    if column.row:
        return drawn.names.get(column.row)
    if not column.per_line and drawn.number > 0:
        return None
    if column.id in drawn.line.none:
        return Cell("—")
    run = next((run for run in drawn.line.merged if column.id in run), (column.id,))
    if column.id != run[0]:
        return None
    text = drawn.line.cells.get(column.id, "")
    return Cell(text, 1 if column.per_line else drawn.count, len(run), column=None if text else column)


def table(c: Catalog, part: Part) -> Table | None:
    """The table of a part, or of the points of the form that it indexes."""
    if part.index_of:
        return _index(c, c.forms[part.index_of])
    if not part.columns:
        return None
    spare = part.blank_rows if part.rows else part.blank_rows - 1
    return Table(heads(part.columns), body(part), leaves(part.columns), part.sums, spare)


def _index(c: Catalog, form: Form) -> Table:
    rows = []
    for group, point in points(form):
        proof = point.proof
        said = (str(point.no), group, point.label, "；".join(proof.papers), "；".join(c.forms[f].title for f in proof.forms),
                proof.box) if proof else ()  # fmt: skip
        rows.append([*(Cell(text) for text in said), *(Cell("", column=column) for column in _INDEX[len(said) :])])
    return Table(heads(_INDEX), rows, list(_INDEX))


def labels(c: Catalog, part: Part) -> list[tuple[int, str]]:
    """(number, text) of the box labels that a part prints."""
    found = points(c.forms[part.labels_of]) if part.labels_of else ()
    return [(point.no or 0, point.proof.box) for _, point in found if point.proof]


def pieces(form: Form, text: str, values: Values) -> list[Piece]:
    """A paragraph cut at its blanks; a blank without a value leaves its room."""
    blanks = {blank.label: blank for blank in form.blanks}
    cut = ROOM.split(text)
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
    if blank.kind in {"day", "date-line"}:
        printed = blank.label if blank.kind == "date-line" else "年 月 日"
        return _day(value) if value else ROOMY + printed.replace(" ", ROOMY)
    if blank.kind == "choice":
        return "　".join(f"{'■' if one in value.split('、') else '□'}{one}" for one in blank.choices)
    return value


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日"


def fillable(form: Form) -> dict[str, Blank]:
    """What ``anbiao form --set`` can fill, by label: the head, the blanks of the text, the fields, the dates of signatures."""
    fields = (blank for part in form.parts for blank in part.fields)
    found = (*form.head, *form.blanks, *fields, *form.signatures)
    room = {form.addressee: Blank(label=form.addressee)} if form.addressee else {}
    return {**room, **{blank.label: blank for blank in found if blank.kind not in {"seal", "sign"} or blank in form.head}}


def choices(c: Catalog, column: Column) -> list[str]:
    """What a cell of this column may hold, where that is a closed list."""
    if column.kind == "tick":
        return ["√"]
    return [term.label for term in c.vocab[column.words].values] if column.words else list(column.choices)


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
    found = (path for part in form.parts for path in paths(part.columns))
    return [(" / ".join(c.label for c in path), path[-1].since) for path in found if path[-1].since]


def paths(columns: tuple[Column, ...], above: tuple[Column, ...] = ()) -> Iterator[tuple[Column, ...]]:
    """Each leaf column with the groups above it."""
    for column in columns:
        if column.columns:
            yield from paths(column.columns, (*above, column))
        else:
            yield (*above, column)


def context(c: Catalog, form: Form, values: Values | None = None) -> dict[str, Any]:
    """What the form templates need."""
    filled = values or {}
    return {
        "f": form,
        "values": filled,
        "parts": [(part, field_rows(part), table(c, part), labels(c, part)) for part in form.parts],
        "origin": origin(c, form),
        "pieces": lambda text: pieces(form, text, filled),
        "said": lambda blank: said(blank, filled),
        "since": since(form),
        "title_lines": title_lines(form),
        "long": is_long(form),
    }
