"""Step 4, render tables: a checklist as CSV and XLSX. Pure: bytes are the same in every run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import xlsxwriter

from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import Item

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  fixed: the edition's date stands in the sheet, the clock nowhere
_RISKY = ("=", "+", "-", "@", "\t", "\r")

# Heads of the checklist as a table, with their widths in characters.
_COLUMNS = {
    "编号": 10,
    "标题": 16,
    "检查要求": 44,
    "不合格写": 36,
    "检查方法": 9,
    "看什么": 30,
    "依据": 34,
    "隐患级别": 9,
    "要素": 16,
    "企业频次": 8,
    "企业检查人": 12,
    "车间频次": 8,
    "车间检查人": 12,
    "岗位频次": 8,
    "岗位检查人": 12,
    "整改": 30,
    "适用规模": 12,
    "细分行业": 12,
    "特殊情形": 12,
    "风险点": 18,
    "修订": 6,
    "结果": 9,
    "备注": 16,
}
HEADS = tuple(_COLUMNS)


def rows(c: Catalog, sector: Industry) -> Iterator[tuple[str, ...]]:
    """The checklist of an industry as plain text cells under ``HEADS``."""
    return (cells(c, sector, item) for item in c.items_of(sector))


def cells(c: Catalog, sector: Industry | None, item: Item) -> tuple[str, ...]:
    """An item as plain text under ``HEADS``, tiers and roles as the industry calls them."""
    basis = "；".join(f"{c.standards[b.std].title} {b.clause or ''}".strip() for b in item.basis)
    duties = [text for tier in ("enterprise", "workshop", "post") for text in _duty(c, sector, item, tier)]
    return (
        item.id, item.title, item.statement, item.problem, "、".join(c.label("methods", m) for m in item.method),
        item.evidence, basis, c.label("hazards", item.hazard), c.element(item).label, *duties,
        f"{c.label('remedies', item.remedy.kind)}：{item.remedy.how}",
        "、".join(c.label("sizes", s) for s in item.applies.sizes) or "全部",
        "、".join(c.trade(t).title for t in item.applies.trades) or "全部",
        "、".join(c.label("facets", f) for f in c.facets_of(item)),
        "、".join(c.risk_points[r].title for r in item.controls), str(item.revision), "", "",
    )  # fmt: skip


def _duty(c: Catalog, sector: Industry | None, item: Item, tier: str) -> tuple[str, str]:
    duty = item.tiers.get(tier)
    return (c.label("frequencies", duty.frequency), c.role(sector, duty.role)) if duty else ("", "")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def checklist_csv(c: Catalog, sector: Industry) -> bytes:
    """The checklist of an industry."""
    return as_csv([HEADS, *rows(c, sector)])


def as_csv(lines: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 with a byte-order mark, so that Excel and WPS read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def checklist_xlsx(c: Catalog, sector: Industry) -> bytes:
    """The checklist as a sheet with a frozen head, a filter and a drop-down for the result."""
    out = io.BytesIO()
    book = workbook(out, f"{sector.title} 安全生产检查清单", f"{c.edition.title} {c.edition.date}")
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
    for x, width in enumerate(_COLUMNS.values()):
        sheet.set_column(x, x, width)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, lines, len(HEADS) - 1)
    result = HEADS.index("结果")
    sheet.data_validation(1, result, max(lines, 1), result, {"validate": "list", "source": ["合格", "不合格", "不适用"]})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def workbook(out: io.BytesIO, title: str, comments: str) -> Any:
    """A workbook without formulas from text and without a clock."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "comments": comments, "created": _CREATED})
    return book
