"""Which files an industry offers: the contract's paths, named once for pages, books and exports."""

from __future__ import annotations

from dataclasses import dataclass

from macros.catalog import Catalog
from macros.emergency import has_card
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
    "-cards": "岗位安全检查卡片，A4一页四张",
    "-cards-a6": "岗位安全检查卡片，A6",
    "-cards-a5": "岗位安全检查卡片，A5",
    "-posts": "岗位安全责任清单、应急处置卡",
    "-posts-a4": "应急处置卡，A4一页四张",
    "-notices": "风险公告和告知牌",
    "-risks": "安全风险管控手册",
    "-grid": "网格员检查导则",
    "-small": "两张纸：天天看、按月看",
}
BRIEF = "小微企业简明版"
# The part of an industry beside which its page offers a file; the whole book stands by itself.
BESIDE = {
    "-small": "checklist", "xlsx": "checklist", "csv": "checklist", "-grid": "grid", "-workshops": "workshops",
    "-cards": "posts", "-cards-a6": "posts", "-cards-a5": "posts", "-posts": "posts",
    "-posts-a4": "posts", "-notices": "risks", "-risks": "risks",
}  # fmt: skip


def books(c: Catalog, sector: Industry) -> list[Download]:
    """The PDFs of an industry that has content."""
    if not c.has_content(sector):
        return []
    folder = "books/" if c.kind(sector) == "industries" else "books/venues/"
    held = {
        "": True,
        "-workshops": c.workshops_of(sector),
        **dict.fromkeys(("-cards", "-cards-a6", "-cards-a5"), c.posts_of(sector)),
        "-posts": c.duties_of(sector),
        "-posts-a4": any(has_card(c, post) for post in c.duties_of(sector)),
        "-notices": c.risk_points_of(sector),
        "-risks": c.risk_points_of(sector),
        "-grid": c.grid_of(sector),
        "-small": sector.picks or any(c.small_list(sector, trade) for trade in (None, *(t.id for t in sector.trades))),
    }
    titles = {**BOOKS, "-workshops": c.tier(sector, "workshop") + BOOKS["-workshops"]}
    if not sector.picks:
        titles["-small"] = BRIEF
    # A shop takes its two sheets, and rarely more.
    kinds = sorted(BOOKS, key=lambda kind: kind != "-small") if sector.picks else BOOKS
    return [Download(kind, f"{folder}{sector.id}{kind}.pdf", f"{titles[kind]}（PDF）") for kind in kinds if held[kind]]


def pocket(c: Catalog) -> list[Download]:
    """The grid worker's pocket book of the whole edition, once there is a grid point."""
    return [Download("pocket", "books/pocket.pdf", "网格员口袋册（PDF）")] if c.index.all("grid_point") else []


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
