"""Step 4, render exports: catalog -> catalog.json and every data file. Pure: bytes are the same in every run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from macros import board, downloads, papers, tables
from macros.catalog import Catalog
from macros.models.form import points
from macros.models.industry import Industry
from macros.models.item import Item

CATALOG = "data/catalog.json"


def catalog_json(c: Catalog) -> bytes:
    """Everything as open data: the contract's top-level lists, each record with ``id`` and its fields."""
    lists = {name: list(make(c)) for name, make in _LISTS.items()}
    head = {"edition": c.edition.model_dump(mode="json")}
    return (json.dumps({**head, **lists}, ensure_ascii=False, indent=1) + "\n").encode()


def _dump(record: Any, **more: Any) -> dict[str, Any]:
    return {**more, **record.model_dump(mode="json", exclude_none=True)}


def _owned(c: Catalog, kind: str) -> Iterator[dict[str, Any]]:
    return (_dump(e.record, owner=e.owner) for e in c.index.all(kind))


def _inside(c: Catalog, kind: str, holder: str) -> Iterator[dict[str, Any]]:
    return ({"id": e.id, holder: e.owner, **_dump(e.record)} for e in c.index.all(kind))


def _item(c: Catalog, item: Item) -> dict[str, Any]:
    """An item with the tier duties spread into ``tiers``, ``frequency`` and ``role``, and its module's facets among its own."""
    fields = _dump(item, owner=c.owner(item).id)
    fields["tiers"] = list(item.tiers)
    fields["frequency"] = {tier: duty.frequency for tier, duty in item.tiers.items()}
    fields["role"] = {tier: duty.role for tier, duty in item.tiers.items()}
    fields["applies"]["facets"] = list(c.facets_of(item))
    return fields


def _sector(c: Catalog, sector: Industry) -> dict[str, Any]:
    leads = [d.id for _, d in c.leads_of(sector)]
    signed = [
        {**one.review.model_dump(mode="json", exclude={"records"}), "holds": one.holds, "changed": list(one.changed)}
        for one in c.reviews(sector)
    ]
    held = {"state": c.state(sector), "reviews": signed}
    items = [i.id for i in c.items_of(sector)] if c.has_content(sector) else []
    return {**_dump(sector), **held, "departments": leads, "items": items}


def _place(c: Catalog, kind: str) -> Iterator[dict[str, Any]]:
    for entry in c.index.all(kind):
        sector = c.sectors.get(entry.owner)
        reached = c.reached(sector, entry.record) if sector else []
        yield {**_dump(entry.record, owner=entry.owner), "items": [i.id for i in reached]}


_HELD = ("risk_points", "posts", "items", "guides", "grid_points")


def _module(c: Catalog) -> Iterator[dict[str, Any]]:
    for module in c.modules.values():
        fields = _dump(module)
        yield {**fields, **{kind: [one["id"] for one in fields[kind]] for kind in _HELD}}


def _standard(c: Catalog) -> Iterator[dict[str, Any]]:
    for standard in c.standards.values():
        fields = {k: v for k, v in _dump(standard).items() if k not in {"clauses", "cases"}}
        yield {**fields, "superseded": c.is_superseded(standard.id)}


def _assignments(c: Catalog) -> Iterator[dict[str, Any]]:
    for entry in c.index.all("assignment"):
        table = c.tables[entry.owner]
        yield {"id": entry.id, "table": table.id, "jurisdiction": table.jurisdiction, **_dump(entry.record)}


def _targets(c: Catalog) -> Iterator[dict[str, Any]]:
    for entry in c.index.all("target"):
        yield _dump(entry.record, table=entry.owner, label=c.target_name(entry.record))


def _target_tables(c: Catalog) -> Iterator[dict[str, Any]]:
    for table in c.target_tables.values():
        yield {k: v for k, v in _dump(table).items() if k != "targets"}


def _points(c: Catalog) -> Iterator[dict[str, Any]]:
    """Every numbered point of a form, with the checks printed under it."""
    for form in c.forms.values():
        for group, point in points(form):
            checks = [text for line in point.lines for text in line.cells.values()]
            fields = {k: v for k, v in _dump(point).items() if k not in {"lines", "rows"}}
            yield {"id": f"{form.id}-{point.no:02}", "form": form.id, "group": group, **fields, "checks": checks}


_LISTS: dict[str, Any] = {
    "items": lambda c: (_item(c, i) for i in c.items.values()),
    "modules": _module,
    "industries": lambda c: (_sector(c, s) for s in c.industries.values()),
    "venues": lambda c: (_sector(c, s) for s in c.venues.values()),
    "workshops": lambda c: _place(c, "workshop"),
    "posts": lambda c: _place(c, "post"),
    "risk_points": lambda c: _owned(c, "risk_point"),
    "criteria": lambda c: _owned(c, "criterion"),
    "grid_points": lambda c: _owned(c, "grid_point"),
    "guides": lambda c: _owned(c, "guide"),
    "standards": _standard,
    "clauses": lambda c: _inside(c, "clause", "standard"),
    "cases": lambda c: _inside(c, "case", "standard"),
    "departments": lambda c: (_dump(d) for d in c.departments.values()),
    "assignments": _assignments,
    "documents": lambda c: (_dump(d) for d in c.documents.values()),
    "stages": lambda c: _inside(c, "stage", "document"),
    "reports": lambda c: _inside(c, "report", "document"),
    "targets": _targets,
    "target_tables": _target_tables,
    "forms": lambda c: (_dump(f) for f in c.forms.values()),
    "points": _points,
    "methods": lambda c: (_dump(m) for m in c.methods.values()),
    "vocab": lambda c: (_dump(v) for v in c.vocab.values()),
}


def counts(catalog: bytes) -> dict[str, int]:
    """Records by list in the finished catalog.json, for build.json."""
    return {name: len(records) for name, records in json.loads(catalog).items() if name in _LISTS}


def exports(c: Catalog) -> Iterable[tuple[str, bytes]]:
    """(path under site/, bytes) of every data file but build.json."""
    yield CATALOG, catalog_json(c)
    makers = {"csv": tables.checklist_csv, "xlsx": tables.checklist_xlsx}
    for sector in c.sectors.values():
        yield from ((d.path, makers[d.kind](c, sector)) for d in downloads.tables(c, sector))
    yield from board.files(c)
    yield from papers.files(c)
