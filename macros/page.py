"""What a generated web page is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from macros.catalog import Catalog
from macros.templates import render

Sizes = Mapping[str, Any]
_WIDE = {"checklist", "quality", "criteria", "industries", "assignments", "standards", "departments", "form", "cases", "modules",
         "choose", "check", "sector", "department", "targets", "grid", "search"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A generated page: ``section`` is the tab that it belongs to, ``parent`` its page in the navigation.

    ``short`` is its name there; ``wide`` pages need the room of the table of contents.
    """

    path: str
    title: str
    html: str
    section: str
    parent: str = ""
    short: str = ""
    wide: bool = False

    @property
    def listed(self) -> bool:
        """Whether the side navigation has something to show beside it."""
        return self.section in {"industries/", "campaign/"}


def page(
    c: Catalog, path: str, title: str, template: str, *, section: str = "", parent: str = "", short: str = "", **context: Any
) -> Page:
    base = "../" * path.count("/")
    html = render(f"pages/{template}.html", c, base, title=title, **context)
    return Page(path, title, html, section or path, parent, short or title, wide=template in _WIDE)


def size(sizes: Sizes, path: str) -> str:
    """«23 页，410 KB» of a finished file; nothing while it is not made (live preview)."""
    if path not in sizes:
        return ""
    size = sizes[path]
    pages_ = f"{size.pages} 页，" if size.pages else ""
    return f"{pages_}{max(size.bytes // 1024, 1)} KB"
