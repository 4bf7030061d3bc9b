"""The link checker: every href, src and fragment in the finished site leads somewhere, and nothing loads from elsewhere."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml import etree

_IDS = etree.XPath("//@id", smart_strings=False)
_LEADS = etree.XPath("//*[not(self::link)]/@href", smart_strings=False)
_LOADS = etree.XPath("//@src | //@srcset | //@data | //@poster | //link/@href", smart_strings=False)
_OF_THEME = {"__skip", "__comments"}


@dataclass(frozen=True, slots=True)
class _Page:
    """Of a page: its ids, those that stand twice, the links that lead on and those that load something."""

    ids: frozenset[str]
    twice: tuple[str, ...]
    leads: frozenset[str]
    loads: frozenset[str]


def broken(site: Path, site_url: str = "") -> Iterator[str]:
    """A Chinese line for each link of the site in folder ``site`` that leads nowhere."""
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    read = {path: _read(site / path) for path in sorted(files) if path.endswith(".html")}
    for path, page in read.items():
        yield from (f"{path}：id“{twice}”重复" for twice in page.twice)
        for link in sorted(page.leads | page.loads):
            if why := _wrong(path, link, link in page.loads, files, read, site_url):
                yield f"{path}：{link} {why}"


def _read(file: Path) -> _Page:
    tree = lxml.html.document_fromstring(file.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    count = Counter(_IDS(tree))
    return _Page(frozenset(count), tuple(i for i, n in count.items() if n > 1), frozenset(_LEADS(tree)), frozenset(_LOADS(tree)))


def _wrong(path: str, link: str, loads: bool, files: set[str], read: dict[str, _Page], site_url: str) -> str:
    if site_url and link.startswith(site_url):
        link, path = "/" + link.removeprefix(site_url), "404.html"
    parts = urlsplit(link)
    if parts.scheme in {"data", "mailto", "tel"}:
        return ""
    if parts.scheme or parts.netloc:
        return "从别的网站加载" if loads else ""
    target = _target(path, unquote(parts.path), files)
    if target is None:
        return "没有这个文件"
    wanted = unquote(parts.fragment)
    return "没有这个位置" if wanted and target in read and wanted not in read[target].ids | _OF_THEME else ""


def _target(path: str, link: str, files: set[str]) -> str | None:
    """The file that a relative link of a page means; the page itself for an empty one, None where there is none."""
    if not link:
        return path
    start = "" if link.startswith("/") else posixpath.dirname(path)
    found = posixpath.normpath(posixpath.join(start, link.lstrip("/")))
    if found in files:
        return found
    index = posixpath.normpath(f"{found}/index.html")
    return index if index in files else None
