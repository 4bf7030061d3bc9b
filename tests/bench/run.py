"""Benchmarks: ``make bench``. Ratios within one run, so that the machine's mood cancels out; nothing here is a test."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from macros import books, pdf
from macros.catalog import Catalog
from macros.check import check
from tests.project import CHROMIUM, CHROMIUM_WORDS, ROOT, SITE_URL, anbiao, copy_project

ITEMS = "data/industries/building-materials/items.yml"


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def printed_by_chromium(jobs: list[pdf.Job], folder: Path) -> None:
    """The same HTML, one book after another."""
    for number, job in enumerate(jobs):
        page = folder / f"{number}.html"
        page.write_text(job.html, encoding="utf-8")
        words = [
            CHROMIUM,
            "--headless",
            *CHROMIUM_WORDS,
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={page}.pdf",
            str(page),
        ]
        subprocess.run(words, check=True, capture_output=True)


def built(root: Path) -> None:
    run = anbiao(root, "build")
    if run.returncode:
        raise SystemExit(run.stdout)


def edited(root: Path) -> None:
    """One word of one item of an industry."""
    path = root / ITEMS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: ", "title: 新", 1), encoding="utf-8")


def main() -> None:
    jobs = list(books.jobs(Catalog(check(ROOT)[0]), SITE_URL))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = timed(lambda: list(pdf.render_all(jobs, 2)))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        theirs = timed(lambda: printed_by_chromium(jobs, folder))
        root = copy_project(folder / "project")
        cold = timed(lambda: built(root))
        warm = timed(lambda: built(root))
        edited(root)
        after = timed(lambda: built(root))
        shutil.rmtree(root)
    first = timed(
        lambda: subprocess.run([Path(sys.executable).with_name("anbiao"), "check"], cwd=ROOT, check=True, capture_output=True)
    )
    again = timed(lambda: check(ROOT))
    lines = (
        (f"印 {len(jobs)} 本，冷，2 个进程 / Chromium 逐本", f"{ours / theirs:.2f}", f"{ours:.1f} s / {theirs:.1f} s", "≤ 1.0"),
        ("每个印书进程的内存", f"{memory} MB", "", "≤ 600 MB"),
        ("改一条后重新发布 / 冷", f"{after / cold:.2f}", f"{after:.1f} s / {cold:.1f} s", "≤ 0.05"),
        ("什么也没改 / 冷", f"{warm / cold:.2f}", f"{warm:.1f} s / {cold:.1f} s", ""),
        ("读数据并检查：进程内", f"{again:.2f} s", "", "≤ 2 s"),
        ("读数据并检查：整个命令", f"{first:.2f} s", "", "≤ 6 s"),
    )
    for line in lines:
        print(" | ".join(line))


if __name__ == "__main__":
    main()
