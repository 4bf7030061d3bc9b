"""Which files an industry offers: the contract's paths, named once for pages, books and exports."""

from __future__ import annotations

from dataclasses import dataclass

from macros.catalog import Catalog
from macros.models.form import Form
from macros.models.industry import Industry


@dataclass(frozen=True, slots=True)
class Download:
    """A file under ``site/``: ``kind`` is the book's suffix or the file format, ``name`` what it is saved as."""

    kind: str
    path: str
    title: str
    name: str = ""


BOOKS = {
    "": "整本：四项规范",
    "-workshops": "安全检查表册",
    "-cards": "岗位安全检查卡片",
    "-grid": "网格员检查导则",
    "-small": "两张纸：天天看、按月看",
}


def books(c: Catalog, sector: Industry) -> list[Download]:
    """The PDFs of an industry that has content."""
    if not c.has_content(sector):
        return []
    folder = "books/" if c.kind(sector) == "industries" else "books/venues/"
    held = {
        "": True,
        "-workshops": c.workshops_of(sector),
        "-cards": c.posts_of(sector),
        "-grid": c.grid_of(sector),
        "-small": sector.picks,
    }
    titles = {**BOOKS, "-workshops": c.tier(sector, "workshop") + BOOKS["-workshops"]}
    return [Download(kind, f"{folder}{sector.id}{kind}.pdf", f"{titles[kind]}（PDF）") for kind in BOOKS if held[kind]]


def tables(c: Catalog, sector: Industry) -> list[Download]:
    """The checklist as data."""
    if not c.has_content(sector):
        return []
    names = {"xlsx": "检查清单（Excel）", "csv": "检查清单（CSV）"}
    return [Download(kind, f"data/{sector.id}.{kind}", name) for kind, name in names.items()]


FORMATS = {"pdf": "打印（PDF）", "docx": "Word", "xlsx": "Excel"}


def form_files(form: Form) -> list[Download]:
    """The blank form in every format that it declares."""
    return [Download(kind, f"forms/{form.id}.{kind}", FORMATS[kind], f"{form.brief or form.title}.{kind}") for kind in form.formats]


def downloads(c: Catalog, sector: Industry) -> list[Download]:
    """Everything to fetch from an industry's page."""
    return [*books(c, sector), *tables(c, sector)]
