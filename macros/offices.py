"""Step 4, render pages: the departments, each with its industries, what they still lack and the papers that are due. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from macros import board
from macros.catalog import Catalog
from macros.models.campaign import Department, Document, Report, Target, TargetTable
from macros.models.industry import Industry
from macros.page import Page, page


def pages(c: Catalog) -> Iterator[Page]:
    """The list of departments, and one page for each."""
    places = [
        (where, [(d, c.rows_of(d), industries_of(c, d)) for d in c.departments.values() if d.jurisdiction == where.id])
        for where in c.vocab["jurisdictions"].values
    ]
    drafts = [s for s in c.industries.values() if c.is_draft(s)]
    yield page(c, "departments/", "部门", "departments", places=places, drafts=drafts)
    yield from board.pages(c)
    for d in c.departments.values():
        yield page(c, f"departments/{d.id}/", d.title, "department", section="departments/", d=d, rows=c.rows_of(d),
                    industries=industries_of(c, d), targets=targets_of(c, d), papers=papers_of(c, d), drafts=drafts,
                    days=[day for _, reports in papers_of(c, d) for r in reports for one in r.confirmed if one.department == d.id
                          for day in one.days])  # fmt: skip


def industries_of(c: Catalog, department: Department) -> list[Industry]:
    """The industries that it leads, each once: those that nobody has reviewed first, of these the unwritten first."""
    order = [t.id for t in c.vocab["states"].values]
    mine = dict.fromkeys(i for _, row in c.rows_of(department) for i in row.industries)
    return sorted((c.industries[i] for i in mine), key=lambda s: (not c.is_draft(s), order.index(c.state(s))))


def targets_of(c: Catalog, department: Department) -> list[tuple[TargetTable, list[Target]]]:
    """The rows of the target tables that stand for its rows in the assignment tables."""
    mine = {f"{table.id}-{row.no:02}" for table, row in c.rows_of(department)}
    found = [(t, [r for r in t.targets if r.assignment in mine]) for t in c.target_tables.values()]
    return [(t, rows) for t, rows in found if rows]


def papers_of(c: Catalog, department: Department) -> list[tuple[Document, list[Report]]]:
    """What the province asks of departments, and the papers of its own level that share out its rows or carry those on."""
    own = [c.documents[table.document] for table, _ in c.rows_of(department)]
    roots = {d.id for d in own} | {d.continues for d in own if d.continues}
    levels = {d.level for d in own}
    kin = [d for d in c.documents.values() if (d.level in levels and {d.id, d.continues} & roots) or d.level == "province"]
    found = [(d, [r for r in d.reports if "department" in r.who]) for d in kin]
    return [(d, reports) for d, reports in found if reports]
