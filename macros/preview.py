"""What ``make serve`` shows: the site as it is, or while the data have errors one page at every address that says them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from macros import pages, search
from macros.catalog import Catalog
from macros.edit import Links
from macros.problem import Problem, count_line, errors
from macros.problem import render as listed
from macros.templates import render

# MkDocs puts a script for reloading into what it serves; a page's policy would stop it.
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Not below «mkdocs»: there a warning ends a strict run.
_LOG = logging.getLogger("anbiao")
Made = dict[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Told:
    """A problem with the text of its line."""

    problem: Problem
    text: str


@dataclass(slots=True)
class Preview:
    """One run of ``mkdocs serve``: ``wrong`` is what stands in the way, ``addresses`` are those of the last sound data."""

    wrong: tuple[Told, ...] = ()
    addresses: tuple[str, ...] = ()
    edits: Links | None = None

    def refuse(self, root: Path, problems: Iterable[Problem]) -> Made:
        """Say what is wrong on the terminal, and give the page that says so for each address."""
        found = errors(problems)
        _LOG.warning("数据有错误，改好存盘就接着走：\n%s", listed(found))
        self.wrong = tuple(Told(one, _line(root / one.file, one.line)) for one in sorted(found))
        return {f"{path}index.html": self.page(path) for path in self.addresses}

    def accept(self, catalog: Catalog, edits: Links, paths: Iterable[str]) -> Made:
        """The files beside the pages at ``paths``."""
        if self.wrong:
            _LOG.warning("数据改好了，网页正在重新生成。")
        items = {path: _POLICY.sub("", edits.put(text)) for path, text in pages.item_pages(catalog)}
        self.wrong, self.edits = (), edits
        self.addresses = (*paths, *(path.removesuffix("index.html") for path in items))
        return {**items, **dict(search.files(catalog))}

    def page(self, path: str, made: str = "") -> str:
        """What is served at one address: the page that was made, or what is wrong."""
        if not self.wrong:
            return self.edits.put(made) if self.edits else made
        count = count_line([told.problem for told in self.wrong])
        return render("problems.html", None, "../" * path.count("/"), found=self.wrong, count=count)


def _line(file: Path, number: int) -> str:
    if not file.is_file():
        return ""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[number - 1] if number <= len(lines) else ""
