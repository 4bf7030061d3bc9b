"""``anbiao diff``: two revisions of the data -> the 修订对照表 in the format asked for."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf

from macros import amendment, comment, names, pdf, revision, site
from macros.affected import affected
from macros.amendment import LEVELS, Amendment
from macros.cache import Cache
from macros.catalog import Catalog
from macros.compare import Comparison

# An insert is put into a book that hangs on a wall.
MOST_PAGES = 2
# More than this never fits on them: not worth printing to see.
_MOST_HTML = 60_000


def make(root: Path, old: str, new: str, form: str, industry: str) -> dict[str, bytes]:
    """The finished files by name, "" where there is one alone; raises RefusedError."""
    comparison = Comparison(*(Catalog(revision.data_of(root, name)) for name in (old, new)))
    known = {**comparison.old.sectors, **comparison.new.sectors}
    industry = industry and names.sector(known, industry)
    before, after = revision.called(root, old), revision.called(root, new)
    asked = Amendment(comparison, before, after, known.get(industry), review=form != "pdf")
    if form != "pdf":
        return {"": _text(root, asked, form).encode()}
    if industry:
        return {"": _insert(asked)}
    return {f"{sector.id}.pdf": _insert(replace(asked, sector=sector)) for sector in comparison.sectors}


def _text(root: Path, a: Amendment, form: str) -> str:
    if form == "markdown":
        kept = Cache(root / ".cache" / "pdf").get
        return comment.markdown(a, affected(a.comparison, site.site_url(root), kept))
    return {"text": comment.text, "html": amendment.document, "json": amendment.as_json}[form](a)


def _insert(a: Amendment) -> bytes:
    """As much as fits on the pages of an insert."""
    jobs = [amendment.insert(a, f"{a.title}.pdf", level) for level in LEVELS]
    for job in jobs:
        if len(job.html) > _MOST_HTML and job is not jobs[-1]:
            continue
        data = pdf.render(job)
        with pikepdf.open(io.BytesIO(data)) as found:
            if len(found.pages) <= MOST_PAGES:
                break
    return data
