"""Step 4, render pages: the campaign's documents and working methods, and the forms. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from macros import forms, pictures
from macros.catalog import Catalog
from macros.downloads import form_files
from macros.models.campaign import Document
from macros.models.form import Form, points
from macros.page import Page, Sizes, page, size


def pages(c: Catalog, sizes: Sizes) -> Iterator[Page]:
    """Every page of documents, methods and forms."""
    yield from _documents(c)
    yield from _methods(c)
    yield from _forms(c, sizes)


def _documents(c: Catalog) -> Iterator[Page]:
    root, found = "campaign/documents/", c.documents.values()
    yield page(c, root, "文件", "documents", section="campaign/", documents=sorted(found, key=_when))
    for document in found:
        after = [d for d in found if document.id in {d.continues, d.replaces}]
        methods = [m for m in c.methods.values() if any(s.document == document.id for s in m.sources)]
        yield page(c, f"{root}{document.id}/", document.title, "document", section="campaign/", parent=root,
                    d=document, after=after, methods=methods, axis=pictures.axis(document.stages))  # fmt: skip


def _when(document: Document) -> str:
    """The date of a document, or the first year that it names: some stored texts have lost theirs."""
    said = re.search(r"20\d\d", f"{document.number}{document.title}{document.about}")
    return document.date or f"{said[0] if said else ''}-99"


def _methods(c: Catalog) -> Iterator[Page]:
    root = "campaign/methods/"
    groups = _grouped(c, "method-groups", c.methods.values())
    yield page(c, root, "工作方法", "methods", section="campaign/", groups=groups)
    for method in (one for _, methods in groups for one in methods):
        yield page(c, f"{root}{method.id}/", method.name, "method", section="campaign/", parent=root, m=method)


def _grouped(c: Catalog, vocab: str, records: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """(value of the word list, the records of that ``group``), in the order of the list."""
    found = [(term, [r for r in records if r.group == term.id]) for term in c.vocab[vocab].values]
    return [(term, mine) for term, mine in found if mine]


def _forms(c: Catalog, sizes: Sizes) -> Iterator[Page]:
    said = {f.id: [(d, size(sizes, d.path)) for d in form_files(f)] for f in c.forms.values()}
    yield page(c, "forms/", "表单", "forms", files=said, groups=_grouped(c, "form-groups", c.forms.values()))
    for form in c.forms.values():
        mentions = [m for m in c.methods.values() if form.id in m.forms]
        yield page(c, f"forms/{form.id}/", form.title, "form", section="forms/", files=said[form.id],
                    asked=_asking(c, form), mentions=mentions, proofs=_proofs(c, form), **forms.context(c, form))  # fmt: skip


def _proofs(c: Catalog, form: Form) -> list[tuple[int, str, list[Form]]]:
    """(number, box, forms) of the points that a form indexes, for links beside the printed table."""
    found = (point for part in form.parts if part.index_of for _, point in points(c.forms[part.index_of]))
    return [(p.no or 0, p.proof.box, [c.forms[f] for f in p.proof.forms]) for p in found if p.proof and p.proof.forms]


def _asking(c: Catalog, form: Form) -> list[tuple[str, str]]:
    """(who asks for a form, the page that says so): reports due, look-back points that it proves."""
    reports = [(f"{d.title}：{r.title}，{r.due}", f"campaign/documents/{d.id}/#{r.id}")
               for d in c.documents.values() for r in d.reports if r.form == form.id]  # fmt: skip
    proofs = [(f"{other.title} 第{point.no}项：{point.label}", f"forms/{other.id}/")
              for other in c.forms.values() for _, point in points(other)
              if point.proof and form.id in point.proof.forms]  # fmt: skip
    return [*reports, *proofs]
