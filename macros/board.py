"""Step 4, render the quality board: of every industry what its departments still have to look after. Pure.

What is found are the findings of the rules that ``anbiao check`` runs, so that board and check never differ; those that
an exception accepts are shown too.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from macros import relations, reviews, rules, tables
from macros.catalog import Catalog
from macros.index import Entry
from macros.itempages import address
from macros.models.campaign import Department
from macros.models.industry import Industry
from macros.page import Page, page

ROOT = "departments/quality/"
CSV, XLSX = "data/quality.csv", "data/quality.xlsx"
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of flaw: ``rule`` is the one whose findings are counted, "" where none is broken."""

    id: str
    head: str
    about: str
    rule: str = ""


COLUMNS = (
    Column("no-clause", "没写条款", "依据只写到标准，没有写到条款。", "no-clause"),
    Column("unsure", "待核", "依据的标准或条款还没有看到原文。"),
    Column("suspect", "要重读", "所依的条目改了，指南、细则、导则还没有重读。", "suspect"),
    Column("superseded", "依据已废", "依据的标准已被代替或废止，作为例外留着。", "superseded-basis"),
    Column("expiring", "依据将废", "依据的标准有了下一版，还没有施行。", "expiring-basis"),
    Column(UNREAD, "未审定", "现在的文字还没有部门审定。"),
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A record with something wrong: ``owner`` names the module that it belongs to, ``path`` is its page."""

    id: str
    title: str
    owner: str
    path: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An industry on the board; ``flaws`` by column."""

    sector: Industry
    leads: tuple[Department, ...]
    items: int
    flaws: dict[str, tuple[Flaw, ...]]
    signed: tuple[reviews.Signed, ...]

    @property
    def path(self) -> str:
        """The page of its lists, "" where there is nothing to list."""
        return f"{ROOT}{self.sector.id}/" if any(self.flaws.values()) else ""


def rows(c: Catalog) -> list[Row]:
    """Every industry and venue, those that are written first."""
    found = {column.id: _found(c, column) for column in COLUMNS if column.id != UNREAD}
    return sorted((_row(c, sector, found) for sector in c.sectors.values()), key=lambda row: not row.items)


def _row(c: Catalog, sector: Industry, found: dict[str, dict[str, Flaw]]) -> Row:
    items = c.items_of(sector) if c.has_content(sector) else []
    held = reviews.records(c.index, sector) if items else {sector.id: sector}
    flaws = {name: tuple(mine[id_] for id_ in held if id_ in mine) for name, mine in found.items()}
    unread = reviews.unread(items, c.reviews(sector))
    flaws[UNREAD] = tuple(_flaw(c, entry, ()) for item in unread if (entry := c.index.get("item", item.id)))
    leads = tuple(dict.fromkeys(d for _, d in c.leads_of(sector)))
    return Row(sector, leads, len(items), flaws, c.reviews(sector))


def _found(c: Catalog, column: Column) -> dict[str, Flaw]:
    """The flaws of one column by id of the record."""
    said: dict[str, list[str]] = defaultdict(list)
    for id_, message in _ruled(c, column.rule) if column.rule else _unsure(c):
        said[id_].append(message)
    kinds = ("item", "guide", "criterion", "grid_point", "industry", "venue")
    entries = {entry.id: entry for entry in c.index.all(*kinds) if entry.id in said}
    return {id_: _flaw(c, entries[id_], tuple(says)) for id_, says in said.items()}


def _ruled(c: Catalog, rule: str) -> Iterator[tuple[str, str]]:
    for one in rules.RULES:
        if one.id == rule:
            yield from ((id_, problem.message) for id_, problem in one.run(c.index))


def _unsure(c: Catalog) -> Iterator[tuple[str, str]]:
    for item in c.live_items.values():
        yield from ((item.id, f"依据 {cited} 待核。") for cited in relations.unsure(c.index, item))


def _flaw(c: Catalog, entry: Entry, says: tuple[str, ...]) -> Flaw:
    module = c.modules.get(entry.owner)
    if entry.kind in {"industry", "venue"}:
        path = f"{c.kind(entry.record)}/{entry.id}/"
    else:
        path = f"items/{entry.id}/" if entry.kind == "item" else address(c, entry)
    return Flaw(entry.id, entry.record.title, module.title if module else "", path, says)


def pages(c: Catalog) -> Iterator[Page]:
    """The board, and of every industry the lists behind its numbers."""
    found = rows(c)
    places = [(w.label, [d for d in c.departments.values() if d.jurisdiction == w.id]) for w in c.vocab["jurisdictions"].values]
    yield page(c, ROOT, "质量看板", "quality", section="departments/", rows=found, columns=COLUMNS, places=places,
                files=(XLSX, CSV))  # fmt: skip
    for row in found:
        if row.path:
            yield page(c, row.path, f"{row.sector.title}：质量看板", "flaws", section="departments/", row=row, columns=COLUMNS)


def _table(c: Catalog) -> list[list[str]]:
    heads = ["行业", "编号", "主管部门", "状态", "条目", *(column.head for column in COLUMNS), "最近审定", "文号"]
    return [heads, *(_cells(c, row) for row in rows(c))]


def _cells(c: Catalog, row: Row) -> list[str]:
    last = row.signed[0].review if row.signed else None
    return [
        row.sector.title, row.sector.id, "、".join(d.title for d in row.leads), c.label("states", c.state(row.sector)),
        str(row.items), *(str(len(row.flaws[column.id])) for column in COLUMNS),
        last.date if last else "", last.number if last else "",
    ]  # fmt: skip


def files(c: Catalog) -> Iterator[tuple[str, bytes]]:
    """The board as CSV and XLSX."""
    lines = _table(c)
    yield CSV, tables.as_csv(lines)
    out = io.BytesIO()
    book = tables.workbook(out, "质量看板", f"{c.edition.title} {c.edition.date}")
    sheet, head = book.add_worksheet("质量看板"), book.add_format({"bold": True, "bg_color": "#E8EEF6"})
    for y, line in enumerate(lines):
        for x, text in enumerate(line):
            if y and text.isdecimal():
                sheet.write_number(y, x, int(text))
            else:
                sheet.write_string(y, x, text, None if y else head)
    sheet.set_column(0, 2, 24)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(lines) - 1, len(lines[0]) - 1)
    book.close()
    yield XLSX, out.getvalue()
