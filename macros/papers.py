"""Step 4, render forms as files: PDF, XLSX, DOCX, blank or filled. Pure; pdf.py prints."""

from __future__ import annotations

from collections.abc import Iterator

from macros import forms, sheets, word
from macros.catalog import Catalog
from macros.downloads import form_files
from macros.forms import Values
from macros.models.form import Form
from macros.pdf import Job, render
from macros.templates import render as template
from macros.templates import styles


def jobs(c: Catalog) -> Iterator[Job]:
    """The PDF of every form."""
    for form in c.forms.values():
        yield from (job(c, form, d.path) for d in form_files(form) if d.kind == "pdf")


def job(c: Catalog, form: Form, path: str, values: Values | None = None) -> Job:
    """The form on paper; its multi-level head is not claimed as tagged PDF."""
    context = forms.context(c, form, values)
    widest = max((len(table.leaves) for _, _, table, _ in context["parts"] if table), default=0)
    size = "A3 landscape" if widest > sheets.WIDE_COLUMNS else "A4 landscape" if form.landscape else "A4"
    html = template("book/form.html", c, title=form.title, styles=styles("form"), size=size, widest=widest, **context)
    return Job(path, html, tagged=False)


def files(c: Catalog) -> Iterator[tuple[str, bytes]]:
    """(path under site/, bytes) of every blank XLSX and DOCX."""
    for form in c.forms.values():
        yield from ((d.path, make(c, form, d.kind)) for d in form_files(form) if d.kind != "pdf")


def make(c: Catalog, form: Form, kind: str, values: Values | None = None) -> bytes:
    """The form in one format, filled from ``values`` by label."""
    if kind == "pdf":
        return render(job(c, form, f"forms/{form.id}.pdf", values))
    return {"xlsx": sheets.form_xlsx, "docx": word.form_docx}[kind](c, form, values)
