"""What stands around the kept editions: notices and a choice on their pages, permanent items, the root's own pages.

Works on a folder that holds one folder per edition, and depends on nothing else: the same editions give the same bytes.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from macros import offline, permanent
from macros.edition import DROPPED, LATEST, Edition, read
from macros.templates import FOLDER, fill

OWN = "editions"
RESERVED = (LATEST, OWN, permanent.ITEMS)
_CANONICAL = re.compile(r'(<link rel="canonical" href=")([^"]*)(">)')
_PDF = re.compile(r'href="((?:\.\./)*)([^":?#]+\.pdf)(?:#[^"]*)?"(?: download(?:="[^"]*")?)?')


def furnish(tree: Path, keep: int) -> str:
    """Make everything in ``tree`` fit its editions; the address that the site is published at, "" while unset."""
    for old in read(tree)[keep:]:
        _drop(old)
    editions = read(tree)
    newest = editions[0]
    url = _address(newest)
    _front(tree, newest, url)
    for edition in editions:
        _sign(edition, editions, url)
    _own(tree, editions)
    for edition in editions:
        # Their pages say new things, so their workers must know them anew.
        offline.seal(edition.folder, f"../{OWN}/editions.css")
    shutil.rmtree(tree / LATEST, ignore_errors=True)
    # Links, not copies: git stores the same files once, a host that takes the branch gets them twice.
    shutil.copytree(newest.folder, tree / LATEST, copy_function=os.link)
    permanent.write(tree, editions)
    _lead(tree)
    return url


def _address(newest: Edition) -> str:
    """Of the whole site, as the build wrote it into the front page that was just put here."""
    found = _CANONICAL.search((newest.folder / "index.html").read_text(encoding="utf-8"))
    return found[2] if found else ""


def _drop(edition: Edition) -> None:
    for file in edition.folder.rglob("*.pdf"):
        file.unlink()


def _front(tree: Path, newest: Edition, url: str) -> None:
    """What a host looks for at its root, from the newest edition, whose own copies go: there they would lead astray."""
    start = urlsplit(url).path or "/"
    lost = newest.folder / "404.html"
    if lost.is_file():
        rooted = re.compile(rf'((?:href|src|action)="|"base": "){re.escape(start)}')
        text = rooted.sub(rf"\g<0>{LATEST}/", lost.read_text(encoding="utf-8"))
        (tree / "404.html").write_text(text, encoding="utf-8")
        lost.unlink()
    places = newest.folder / "sitemap.xml"
    if places.is_file():
        text = places.read_text(encoding="utf-8")
        (tree / "sitemap.xml").write_text(text.replace(f"<loc>{url}", f"<loc>{url}{LATEST}/"), encoding="utf-8")
        places.unlink()
    (newest.folder / "sitemap.xml.gz").unlink(missing_ok=True)


def _sign(edition: Edition, editions: list[Edition], url: str) -> None:
    """Write into every page of an edition which one it is, which others there are, and where dropped PDFs are named."""
    if edition.missing:
        _write(edition.folder / DROPPED, "dropped", root="../../", edition=edition, newest=editions[0], latest=LATEST)
    for path in sorted(edition.pages):
        file = edition.folder / path / "index.html"
        text = file.read_text(encoding="utf-8")
        about = {"root": "../" * (path.count("/") + 1), "path": path, "edition": edition, "editions": editions, "latest": LATEST}
        text = permanent.place(text, "notice", fill("editions/notice.html", **about) if edition is not editions[0] else "")
        text = permanent.place(text, "choice", fill("editions/choice.html", **about))
        top = LATEST if path in editions[0].pages else edition.id
        text = _CANONICAL.sub(rf"\g<1>{url}{top}/{quote(path)}\3", text)
        if edition.missing:
            text = _PDF.sub(lambda m, e=edition, p=path: _without(m, e, p), text)  # type: ignore[misc]
        file.write_text(text, encoding="utf-8")


def _without(found: re.Match[str], edition: Edition, page: str) -> str:
    """A link to a PDF that is gone leads to the page that names it."""
    target = posixpath.normpath(posixpath.join(page, found[1], found[2]))
    return f'href="{"../" * page.count("/")}{DROPPED}#{quote(target)}"' if target in edition.missing else found[0]


def _own(tree: Path, editions: list[Edition]) -> None:
    """The list of editions, and what pages of editions and items load from beside it."""
    _write(tree / OWN, "index", root="../", editions=editions, latest=LATEST)
    for name in ("editions.css", "item.js"):
        shutil.copyfile(FOLDER / "editions" / name, tree / OWN / name)


def _lead(tree: Path) -> None:
    """Two pages at the root that lead on to the newest edition, and the worker that leads to a kept item without signal."""
    _write(tree, "onward", root="", target=f"{LATEST}/")
    _write(tree / permanent.ITEMS, "onward", root="../", target=f"../{LATEST}/{permanent.ITEMS}/")
    shutil.copyfile(FOLDER / "editions/sw.js", tree / permanent.ITEMS / "sw.js")


def _write(folder: Path, template: str, **context: Any) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(fill(f"editions/{template}.html", **context), encoding="utf-8")
