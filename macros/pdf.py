"""The one module that touches WeasyPrint: HTML in, PDF bytes out, in worker processes.

One process per book, recycled after a few (memory stays low); any warning that WeasyPrint logs refuses the book.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from macros.fonts import FAMILIES, path_of
from macros.problem import RefusedError
from macros.warned import warnings_of

# A worker prints so many books before a fresh one takes its place; papers of less HTML than SMALL do not count.
BOOKS_PER_WORKER = 8
SMALL = 200_000
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Job:
    """A PDF to make: where it goes under ``site/``, and the whole HTML with its styles inside."""

    path: str
    html: str
    tagged: bool = True

    @property
    def key(self) -> str:
        """Hash of everything that the PDF depends on."""
        parts = (self.html, str(self.tagged), _engine(), _fonts(), Path(__file__).read_text(encoding="utf-8"))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _engine() -> str:
    """Versions of all that lays out and writes: Python packages, and the libraries of the system that shape text."""
    packages = [version(name) for name in ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "fonttools")]
    pango, harfbuzz = ctypes.CDLL("libpango-1.0.so.0"), ctypes.CDLL("libharfbuzz.so.0")
    harfbuzz.hb_version_string.restype = ctypes.c_char_p
    return repr((packages, pango.pango_version(), harfbuzz.hb_version_string()))


@cache
def _fonts() -> str:
    """The installed print fonts by file, size and time of change."""
    stats = [(file := Path(path_of(family)), file.stat()) for family in FAMILIES]
    return "|".join(f"{file.name}:{stat.st_size}:{stat.st_mtime_ns}" for file, stat in stats)


def render_all(jobs: list[Job], workers: int) -> Iterator[tuple[Job, bytes]]:
    """(job, PDF) as they finish; raises RefusedError for the first that fails."""
    # Not max_tasks_per_child: with it the pool of Python 3.11 waits for ever once a worker has been replaced (gh-115634).
    for batch in _batches(jobs, workers):
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_follow_parent) as pool:
            running = {pool.submit(render, job): job for job in batch}
            try:
                for done in as_completed(running):
                    yield running[done], done.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _batches(jobs: list[Job], workers: int) -> Iterator[list[Job]]:
    """The jobs, longest first, in batches of which each gets fresh workers."""
    ordered = sorted(jobs, key=lambda job: -len(job.html))
    books = [job for job in ordered if len(job.html) > SMALL]
    size = workers * BOOKS_PER_WORKER
    whole = len(books) // size * size
    yield from (books[n : n + size] for n in range(0, whole, size))
    if ordered[whole:]:
        yield ordered[whole:]


def _follow_parent() -> None:
    """A worker leaves interruptions to the parent, and on Linux dies with it, however the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_configuration: Any = None


def render(job: Job) -> bytes:
    """One PDF; raises RefusedError with everything that WeasyPrint warned of."""
    global _configuration  # noqa: PLW0603  one font configuration per process: building it is slow
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    from weasyprint import HTML  # noqa: PLC0415  imported in the worker only: the parent stays light
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    if not _configuration:
        _configuration = FontConfiguration()
        _list_pages_once()
    gc.disable()
    try:
        with warnings_of("weasyprint") as said:
            document = HTML(string=job.html, base_url="about:blank")
            variant = {"pdf_variant": "pdf/ua-1"} if job.tagged else {}
            out: bytes = document.write_pdf(font_config=_configuration, **variant)
    finally:
        gc.enable()
    if said:
        raise RefusedError(f"{job.path} 印不好：{'；'.join(said)}")
    return out


def _list_pages_once() -> None:
    """Have pydyf 0.13 list its pages once instead of anew for each tag, which grew with the square of the pages."""
    import pydyf  # type: ignore[import-untyped]  # noqa: PLC0415

    def page_references(document: Any) -> tuple[bytes, ...]:
        kids, held = document.pages["Kids"], vars(document).get("_listed", ())
        if len(held) * 3 != len(kids):
            held = document._listed = tuple(f"{number} 0 R".encode() for number in kids[::3])
        return held  # type: ignore[no-any-return]

    pydyf.PDF.page_references = property(page_references)
