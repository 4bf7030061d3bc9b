"""Step 4, render data: the official forms that the self-check fills in the browser (data/check/papers/). Pure.

A paper is the form's own HTML with its blanks named; the two lists also carry their spreadsheet, cut open where rows go in.
Columns, widths, rules and signatures stay where they are defined: in the form, by way of forms.py and sheets.py.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils.cell import coordinate_from_string

from macros import cells, forms, sheets
from macros.catalog import Catalog
from macros.models.form import Form
from macros.templates import render

FOLDER = "data/check/papers/"
LISTS = ("hazard-list", "rectification-list")
DRAFTS = ("self-assessment-report", "self-assessment-publicity", "self-assessment-circular", "major-hazard-plan",
          "lookback-report", "grid-report")  # fmt: skip
_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
# Room for the name of an enterprise in the head of a spreadsheet, in characters.
_NAME = 16
_ROW = re.compile(r'<row r="(\d+)".*?</row>')
_CELL = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')
# References that move when rows are put in: of rows and cells, of merged cells, of validated and printed areas.
_MOVING = re.compile(r'(?<= r=")([A-Z]*)(\d+)(?=")|(?<=[:$])([A-Z]+\$?)(\d+)(?=[" <])|(?<= ref=")([A-Z]+)(\d+)(?=:)')


def files(c: Catalog) -> Iterator[tuple[str, bytes]]:
    """(path under site/, bytes) of every paper that the data have."""
    for id_ in (*LISTS, *DRAFTS):
        if id_ in c.forms:
            text = json.dumps(_paper(c, c.forms[id_]), ensure_ascii=False, indent=1)
            yield f"{FOLDER}{id_}.json", f"{text}\n".encode()


def _paper(c: Catalog, form: Form) -> dict[str, Any]:
    html = render("parts/form-paper.html", c, **forms.context(c, form, named=True))
    origin = f"{forms.origin(c, form)}　{c.edition.title}"
    major = c.vocab["remedies"].about or ""
    paper = {"format": "anbiao-paper", "id": form.id, "title": form.title, "html": html, "origin": origin, "major": major}
    return {**paper, "xlsx": _spreadsheet(c, form)} if form.id in LISTS else paper


def _spreadsheet(c: Catalog, form: Form) -> dict[str, Any]:
    """The parts of the form's XLSX: {rows} for its lines, {+n} for the nth row after the last of them, {n} for a head blank."""
    names = {blank.label: f"{{{n}}}".ljust(_NAME, "　") for n, blank in enumerate(form.head) if blank.kind == "text"}
    made = sheets.form_xlsx(c, form, names)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    # Panes are frozen above the first line of the table.
    first = coordinate_from_string(str(sheet.freeze_panes))[1]
    part = next(part for part in form.parts if part.columns)
    table = cells.table(c, part)
    assert table
    last = first + part.blank_rows - 1
    lines = [row for row in _ROW.finditer(parts[_SHEET]) if first <= int(row[1]) <= last]
    styles = [int(style) for style in _CELL.findall(lines[0][0])]
    text = parts[_SHEET]
    text = text[: lines[0].start()] + "{rows}" + text[lines[-1].end() :]
    parts[_SHEET], parts["xl/workbook.xml"] = _moving(text, last), _moving(parts["xl/workbook.xml"], last)
    for n, blank in enumerate(form.head):
        parts[_STRINGS] = parts[_STRINGS].replace(names.get(blank.label, forms.said(blank, {})), f"{{{n}}}", 1)
    columns = [{"id": leaf.id, "label": leaf.label, "kind": leaf.kind, "style": style, "width": width}
               for leaf, style, width in zip(table.leaves, styles, sheets.widths(table), strict=True)]  # fmt: skip
    head = [{"label": blank.label, "empty": forms.said(blank, {})} for blank in form.head]
    return {"sheet": _SHEET, "strings": _STRINGS, "parts": parts, "first": first, "lines": part.blank_rows,
            "height": sheets.HAND, "line": sheets.LINE, "head": head, "columns": columns}  # fmt: skip


def _moving(text: str, last: int) -> str:
    """Every reference to the last line or a row after it as its distance from that line."""

    def moved(found: re.Match[str]) -> str:
        letters, number = next((found[n] or "", int(found[n + 1])) for n in (1, 3, 5) if found[n + 1])
        return f"{letters}{{+{number - last}}}" if number >= last else found[0]

    return _MOVING.sub(moved, text)
