"""Benchmarks: ``make bench``. Ratios within one run, so that the machine's mood cancels out; nothing here is a test.

What the profiler showed (WeasyPrint 70, 2 cores):
- A page costs about 80 ms whatever stands on it: half is laying out lines and cells, a quarter drawing, a tenth tags. What
  pays is fewer pages and fewer elements: a checklist of four columns instead of five took 199 pages to 186.
- Spans inside a line cost most: they cut it into boxes. So no span without a style of its own, grids to tick are one drawn
  path instead of some 300 cells a card, and what must stay on one line is held by word joiners (3,300 spans less in a book
  of 187 pages: a tenth of the time, 50 MB).
- A code drawn module by module took 35 ms, by rows (segno's own) 10 ms. ``column-count`` doubled the time of a page.
- pydyf listed all pages anew for each tag, so tags grew with the square of the pages (8 % at 187 pages): listed once now.
- Link checking by html.parser and Path.resolve took longer than MkDocs itself; lxml and plain paths take a twentieth.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from macros import books, downloads, pdf
from macros.catalog import Catalog
from macros.check import check
from tests.bench import web
from tests.bench.web import Line, timed
from tests.project import CHROMIUM, CHROMIUM_WORDS, ROOT, SITE_URL, anbiao, copy_project

ITEMS = "data/industries/elderly-care/items.yml"
GROWN, PREFIX, COPIES = "elderly-care", "YA", ("QA", "QB", "QC")


def printed_by_chromium(jobs: list[pdf.Job], folder: Path) -> None:
    """The same HTML, one book after another."""
    for number, job in enumerate(jobs):
        page = folder / f"{number}.html"
        page.write_text(job.html, encoding="utf-8")
        profile = f"--user-data-dir={folder / 'profile'}"
        words = [CHROMIUM, "--headless", *CHROMIUM_WORDS, profile, f"--print-to-pdf={page}.pdf", str(page)]
        subprocess.run(words, check=True, capture_output=True)


def printing(jobs: list[pdf.Job], folder: Path) -> Iterator[Line]:
    """All books, cold, against Chromium; the memory of the largest worker."""
    ours = timed(lambda: list(pdf.render_all(jobs, 2)))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    theirs = timed(lambda: printed_by_chromium(jobs, folder))
    yield f"印 {len(jobs)} 本，冷，2 个进程 / Chromium 逐本", f"{ours / theirs:.2f}", f"{ours:.0f} s / {theirs:.0f} s", "≤ 1.0"
    yield "印书进程的内存，最大", f"{memory} MB", "", "≤ 600 MB（200 页）"


def built(root: Path) -> None:
    run = anbiao(root, "build")
    if run.returncode:
        raise SystemExit(run.stdout)


def edited(root: Path) -> None:
    """One word of one item of an industry."""
    path = root / ITEMS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: ", "title: 新", 1), encoding="utf-8")


def building(folder: Path) -> Iterator[Line]:
    """The whole command: cold, after one edit, after none."""
    root = copy_project(folder / "project")
    cold = timed(lambda: built(root))
    warm = timed(lambda: built(root))
    edited(root)
    after = timed(lambda: built(root))
    yield from web.answering(root / "site")
    shutil.rmtree(root)
    yield "改一条后重新发布 / 冷", f"{after / cold:.2f}", f"{after:.0f} s / {cold:.0f} s", "≤ 0.05"
    yield "什么也没改 / 冷", f"{warm / cold:.2f}", f"{warm:.0f} s / {cold:.0f} s", ""


def growing(folder: Path) -> Iterator[Line]:
    """One industry once, twice and four times over: reading and checking, and printing its books."""
    times = []
    for copies in (1, 2, 4):
        root = copy_project(folder / f"times{copies}")
        names = [GROWN, *(_copy(root, prefix) for prefix in COPIES[: copies - 1])]
        read = timed(lambda root=root: check(root))  # type: ignore[misc]
        c = Catalog(check(root)[0])
        jobs = [
            j for name in names for d in downloads.books(c, c.sectors[name]) for j in (books.book(c, c.sectors[name], d, SITE_URL),)
        ]
        times.append((copies, read, timed(lambda jobs=jobs: list(pdf.render_all(jobs, 2)))))  # type: ignore[misc]
        shutil.rmtree(root)
    _, read, printed = times[0]
    for copies, more, longer in times[1:]:
        yield f"内容 ×{copies}：检查", f"{more / read:.2f}", f"{more:.1f} s / {read:.1f} s", "1 加上增加的部分"
        yield f"内容 ×{copies}：印书", f"{longer / printed:.2f}", f"{longer:.0f} s / {printed:.0f} s", f"≤ {copies}"


def _copy(root: Path, prefix: str) -> str:
    """A further industry with the same content under other ids; its twins are errors, which printing does not mind."""
    name = f"{GROWN}-{prefix.lower()}"
    folder = root / "data/industries" / name
    shutil.copytree(root / "data/industries" / GROWN, folder)
    for file in folder.glob("*.yml"):
        text = (
            file.read_text(encoding="utf-8").replace(f"{PREFIX}-", f"{prefix}-").replace(f"prefix: {PREFIX}", f"prefix: {prefix}")
        )
        file.write_text(text.replace(f"id: {GROWN}\n", f"id: {name}\n"), encoding="utf-8")
    return name


def reading() -> Iterator[Line]:
    command: list[str | Path] = [Path(sys.executable).with_name("anbiao"), "check"]
    first = timed(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))
    again = timed(lambda: check(ROOT))
    yield "读数据并检查：进程内", f"{again:.2f} s", "", "≤ 2 s"
    yield "读数据并检查：整个命令", f"{first:.2f} s", "", "≤ 6 s"


def main() -> None:
    jobs = list(books.jobs(Catalog(check(ROOT)[0]), SITE_URL))
    with tempfile.TemporaryDirectory() as name:
        for part in (reading(), web.making(Path(name)), printing(jobs, Path(name)), growing(Path(name)), building(Path(name))):
            for line in part:
                print(" | ".join(line), flush=True)


if __name__ == "__main__":
    main()
