"""The link checker: every href, src and fragment in the finished site leads somewhere, and nothing loads from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADS = {"src", "srcset", "data", "poster"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[tuple[str, bool]] = []
        self.twice: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                if value in self.ids:
                    self.twice.append(value)
                self.ids.add(value)
            elif value and (name == "href" or name in _LOADS):
                self.links.append((value, name in _LOADS or tag == "link"))


def broken(site: Path, site_url: str = "") -> Iterator[str]:
    """A Chinese line for each link of the site in folder ``site`` that leads nowhere."""
    read = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    for path, page in read.items():
        name = path.relative_to(site).as_posix()
        yield from (f"{name}：id“{twice}”重复" for twice in page.twice)
        for link, loads in page.links:
            if why := _wrong(site, path, link, loads, read, site_url):
                yield f"{name}：{link} {why}"


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _wrong(site: Path, path: Path, link: str, loads: bool, read: dict[Path, _Page], site_url: str) -> str:
    if site_url and link.startswith(site_url):
        link, path = "/" + link.removeprefix(site_url), site / "404.html"
    parts = urlsplit(link)
    if parts.scheme in {"data", "mailto", "tel"}:
        return ""
    if parts.scheme or parts.netloc:
        return "从别的网站加载" if loads else ""
    target = _target(site, path, unquote(parts.path))
    if target is None:
        return "没有这个文件"
    if parts.fragment and target in read and unquote(parts.fragment) not in read[target].ids:
        return "" if unquote(parts.fragment) in {"__skip", "__comments"} else "没有这个位置"
    return ""


def _target(site: Path, path: Path, link: str) -> Path | None:
    """The file that a relative link means; the page itself for an empty one."""
    if not link:
        return path
    start = site if link.startswith("/") else path.parent
    found = (start / link.lstrip("/")).resolve()
    if not found.is_relative_to(site.resolve()):
        return None
    found = found / "index.html" if found.is_dir() else found
    return site / found.relative_to(site.resolve()) if found.is_file() else None
