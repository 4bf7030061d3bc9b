"""Step 4, render exports: catalog -> catalog.json, CSV, XLSX. Pure: returns bytes that are the same in every run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import xlsxwriter

from macros import forms
from macros.catalog import Catalog
from macros.downloads import tables
from macros.models.form import Form
from macros.models.industry import Industry, Item
from macros.rules.whole import leaves

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  fixed: the edition's date stands in the sheet, the clock nowhere
_RISKY = ("=", "+", "-", "@", "\t", "\r")


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
    """An item with the tier duties spread into ``tiers``, ``frequency`` and ``role``."""
    fields = _dump(item, owner=c.owner(item).id)
    fields["tiers"] = list(item.tiers)
    fields["frequency"] = {tier: duty.frequency for tier, duty in item.tiers.items()}
    fields["role"] = {tier: duty.role for tier, duty in item.tiers.items()}
    return fields


def _sector(c: Catalog, sector: Industry) -> dict[str, Any]:
    leads = [d.id for _, d in c.leads_of(sector)]
    return {**_dump(sector), "departments": leads, "items": [i.id for i in c.items_of(sector)] if c.has_content(sector) else []}


def _place(c: Catalog, kind: str) -> Iterator[dict[str, Any]]:
    for entry in c.index.all(kind):
        reached = c.reached(c.sectors[entry.owner], entry.record)
        yield {**_dump(entry.record, owner=entry.owner), "items": [i.id for i in reached]}


def _module(c: Catalog) -> Iterator[dict[str, Any]]:
    for module in c.modules.values():
        fields = _dump(module)
        yield {**fields, "items": [i.id for i in module.items], "risk_points": [r.id for r in module.risk_points]}


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
    "targets": _targets,
    "target_tables": _target_tables,
    "forms": lambda c: (_dump(f) for f in c.forms.values()),
    "methods": lambda c: (_dump(m) for m in c.methods.values()),
    "vocab": lambda c: (_dump(v) for v in c.vocab.values()),
}


def counts(c: Catalog) -> dict[str, int]:
    """Records by list, for build.json."""
    return {name: sum(1 for _ in make(c)) for name, make in _LISTS.items()}


HEADS = tuple(
    [
        "编号",
        "标题",
        "检查要求",
        "不合格写",
        "检查方法",
        "看什么",
        "依据",
        "隐患级别",
        "要素",
        "企业频次",
        "企业检查人",
        "车间频次",
        "车间检查人",
        "岗位频次",
        "岗位检查人",
        "整改",
        "适用规模",
        "风险点",
        "修订",
        "结果",
        "备注",
    ]
)


def rows(c: Catalog, sector: Industry) -> Iterator[tuple[str, ...]]:
    """The checklist of an industry as plain text cells under ``HEADS``."""
    for item in c.items_of(sector):
        basis = "；".join(f"{c.standards[b.std].title} {b.clause or ''}".strip() for b in item.basis)
        duties = [text for tier in ("enterprise", "workshop", "post") for text in _duty(c, item, tier)]
        yield (
            item.id, item.title, item.statement, item.problem, "、".join(c.label("methods", m) for m in item.method),
            item.evidence, basis, c.label("hazards", item.hazard), c.element(item).label, *duties,
            f"{c.label('remedies', item.remedy.kind)}：{item.remedy.how}",
            "、".join(c.label("sizes", s) for s in item.applies.sizes) or "全部",
            "、".join(c.risk_points[r].title for r in item.controls), str(item.revision), "", "",
        )  # fmt: skip


def _duty(c: Catalog, item: Item, tier: str) -> tuple[str, str]:
    duty = item.tiers.get(tier)
    return (c.label("frequencies", duty.frequency), c.label("roles", duty.role)) if duty else ("", "")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def checklist_csv(c: Catalog, sector: Industry) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel and WPS read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([HEADS, *([harmless(cell) for cell in row] for row in rows(c, sector))])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def checklist_xlsx(c: Catalog, sector: Industry) -> bytes:
    """The checklist as a sheet with a frozen head, a filter and a drop-down for the result."""
    out = io.BytesIO()
    book = _workbook(out, f"{sector.title} 安全生产检查清单", c)
    sheet = book.add_worksheet("检查清单")
    head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "text_wrap": True, "border": 1, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    lines = list(rows(c, sector))
    for x, label in enumerate(HEADS):
        sheet.write_string(0, x, label, head)
    for y, row in enumerate(lines, 1):
        for x, text in enumerate(row):
            sheet.write_string(y, x, text, cell)
    _finish(sheet, len(lines))
    book.close()
    return out.getvalue()


def _finish(sheet: Any, lines: int) -> None:
    widths = (10, 16, 44, 36, 9, 30, 34, 9, 16, 8, 12, 8, 12, 8, 12, 30, 12, 18, 6, 9, 16)
    for x, width in enumerate(widths):
        sheet.set_column(x, x, width)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, lines, len(HEADS) - 1)
    result = HEADS.index("结果")
    sheet.data_validation(1, result, max(lines, 1), result, {"validate": "list", "source": ["合格", "不合格", "不适用"]})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _workbook(out: io.BytesIO, title: str, c: Catalog) -> Any:
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "comments": f"{c.edition.title} {c.edition.date}", "created": _CREATED})
    return book


def form_xlsx(c: Catalog, form: Form) -> bytes:
    """A blank form: title, head fields, the multi-level head as merged cells, rows, notes."""
    out = io.BytesIO()
    book = _workbook(out, form.title, c)
    sheet = book.add_worksheet("表")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    cell = book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    wide = len(leaves(form.columns))
    _span(sheet, 0, 0, 1, wide, form.title, title)
    sheet.write_string(1, 0, "　".join(f"{h}：" for h in form.head))
    top = 2
    _grid(sheet, top, [[(h.label, h.depth, h.leaves) for h in row] for row in forms.heads(form)], bold)
    top += forms.depth(form.columns)
    body = forms.body(form)
    _grid(sheet, top, [[(b.text, b.lines, b.leaves) for b in row] for row in body], cell)
    for number, note in enumerate(form.notes, 1):
        sheet.write_string(top + len(body) + number, 0, f"{number}. {note}")
    sheet.set_landscape()
    sheet.set_paper(8 if wide > 16 else 9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _grid(sheet: Any, top: int, lines: list[list[tuple[str, int, int]]], style: Any) -> None:
    """Cells with their row and column spans, each in the next free place of its row."""
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for text, deep, wide in line:
            while (y, x) in taken:
                x += 1
            _span(sheet, top + y, x, deep, wide, text, style)
            taken |= {(y + dy, x + dx) for dy in range(deep) for dx in range(wide)}


def _span(sheet: Any, y: int, x: int, deep: int, wide: int, text: str, style: Any) -> None:
    if deep * wide > 1:
        sheet.merge_range(y, x, y + deep - 1, x + wide - 1, text, style)
    else:
        sheet.write_string(y, x, text, style)


def exports(c: Catalog) -> Iterable[tuple[str, bytes]]:
    """(path under site/, bytes) of every data file but build.json."""
    yield "data/catalog.json", catalog_json(c)
    makers = {"csv": checklist_csv, "xlsx": checklist_xlsx}
    for sector in c.sectors.values():
        yield from ((d.path, makers[d.kind](c, sector)) for d in tables(c, sector))
    for form in c.forms.values():
        if form.columns:
            yield f"forms/{form.id}.xlsx", form_xlsx(c, form)
