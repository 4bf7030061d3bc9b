"""Which books and pages come out otherwise after a change: both revisions are rendered and compared. Pure but for page counts."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from macros import books, downloads, pages
from macros.catalog import Catalog
from macros.compare import Comparison
from macros.index import Index
from macros.pdf import Job

# What stands for the number of pages where nobody printed them.
UNPRINTED = "未印"
# The finished PDF of a job, if one was kept.
Kept = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Book:
    """A book that comes out otherwise; ``pages`` as people read it: «23 → 24»."""

    path: str
    sector: str
    title: str
    pages: str


@dataclass(frozen=True, slots=True)
class Affected:
    """All that a change touches."""

    books: tuple[Book, ...]
    pages: tuple[str, ...]


def affected(comparison: Comparison, site_url: str, kept: Kept) -> Affected:
    """Through modules, picks and posts alike, since what is printed is compared."""
    both = furnished(comparison.old, comparison.new), comparison.new
    first, second = ({job.path: job for job in books.jobs(c, site_url)} for c in both)
    named = {**_names(both[0]), **_names(both[1])}
    touched = [path for path in dict.fromkeys((*second, *first)) if _html(first.get(path)) != _html(second.get(path))]
    found = tuple(Book(path, *named[path], _pages(first.get(path), second.get(path), kept)) for path in touched)
    before, after = ({page.path: page.html for page in pages.pages(c, {})} | dict(pages.item_pages(c)) for c in both)
    return Affected(found, tuple(path for path in dict.fromkeys((*after, *before)) if before.get(path) != after.get(path)))


def furnished(old: Catalog, new: Catalog) -> Catalog:
    """The older data with word lists and the edition as they are today, which today's templates ask for by name."""
    held = [e for e in old.index.entries if e.kind != "edition" and (e.kind != "vocab" or e.id in old.index.words)]
    lists = [e for e in new.index.entries if e.kind == "edition" or (e.kind == "vocab" and e.id not in old.index.words)]
    return Catalog(Index([*held, *lists]))


def _names(c: Catalog) -> dict[str, tuple[str, str]]:
    """(industry, title) of every book."""
    own = {d.path: (s.title, d.title) for s in c.sectors.values() for d in downloads.books(c, s)}
    return {**own, **{d.path: ("各行业", d.title) for d in downloads.pocket(c)}}


def _html(job: Job | None) -> str:
    return job.html if job else ""


def _pages(old: Job | None, new: Job | None, kept: Kept) -> str:
    """Pages before and after, where that PDF was printed at some time."""
    counts = ["没有" if job is None else _count(kept(job.key)) for job in (old, new)]
    return counts[0] if counts[0] == counts[1] else " → ".join(counts)


def _count(data: bytes | None) -> str:
    if data is None:
        return UNPRINTED
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return str(len(pdf.pages))
