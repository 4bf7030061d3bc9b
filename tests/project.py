"""What tests share: a copy of the project to build in, a loopback server for the finished site, a browser."""

from __future__ import annotations

import contextlib
import csv
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from macros.templates import JOINER

ROOT = Path(__file__).resolve().parent.parent
SITE_URL = "https://anbiao.example/"
_PARTS = ("data", "content", "overrides", "macros")


def copy_project(target: Path) -> Path:
    """The parts that a build reads, without git and caches, in ``target``."""
    skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for part in _PARTS:
        shutil.copytree(ROOT / part, target / part, ignore=skip)
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


def command(root: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start ``anbiao`` on ``root`` in a process of its own."""
    env = {**os.environ, "CI": "1", "ANBIAO_SITE_URL": SITE_URL, **environment}
    line = [str(Path(sys.executable).with_name("anbiao")), "--root", str(root), *words]
    return subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def anbiao(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``anbiao`` to its end: exit code and everything it printed."""
    process = command(root, *words, **environment)
    out, _ = process.communicate(timeout=3600)
    return subprocess.CompletedProcess(words, process.returncode, out, "")


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace the one place where ``old`` stands in a file."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def flaws(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """What axe finds on a page, each with the first places; ``rules`` are its tags or its rules, WCAG 2.2 A and AA if none."""
    wanted = list(rules) or ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": wanted}).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


def until(page: Page, script: str) -> None:
    """Wait for what an asynchronous function of the page says; ``wait_for_function`` takes its promise for a yes."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(200)
    raise AssertionError(script)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class calls it so
        pass


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a loopback server over ``folder``."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@dataclass
class Host:
    """A site on one port of the loopback: it can be cut off and come back, and remembers what it was asked for."""

    site: Path
    port: int = 0
    asked: list[str] = field(default_factory=list)
    server: http.server.ThreadingHTTPServer | None = None

    def up(self) -> None:
        asked = self.asked

        class Handler(_Quiet):
            def send_head(self) -> Any:
                asked.append(self.path)
                return super().send_head()

            def end_headers(self) -> None:
                self.send_header("Cache-Control", "no-cache")
                super().end_headers()

        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", self.port), functools.partial(Handler, directory=str(self.site))
        )
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        assert self.server
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


CHROMIUM = "/usr/bin/chromium"
CHROMIUM_WORDS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pdf_text(path: Path, *words: str) -> str:
    """The text that pdftotext takes out of a PDF."""
    run = subprocess.run(["pdftotext", *words, str(path), "-"], capture_output=True, text=True, check=True)
    return run.stdout


def page_sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of every page of a PDF in mm."""
    with pikepdf.open(path) as pdf:
        return [(round(float(p.mediabox[2]) / 72 * 25.4), round(float(p.mediabox[3]) / 72 * 25.4)) for p in pdf.pages]


def squeezed(text: str) -> str:
    """Text without white space and joiners: line breaks on paper do not count."""
    return "".join(text.replace(JOINER, "").split())


def office(file: Path, kind: str, folder: Path) -> Path:
    """The file converted by LibreOffice into ``folder``, in a profile of its own."""
    words = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind, "--outdir"]
    subprocess.run([*words, str(folder), str(file)], capture_output=True, text=True, check=True, timeout=240)
    made = folder / f"{file.stem}.{kind.partition(':')[0]}"
    assert made.is_file()
    return made


def golden_rows(name: str) -> list[dict[str, str]]:
    """The rows of tests/golden/sources/<name>.csv."""
    with (ROOT / f"tests/golden/sources/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
