"""The navigation that MkDocs is given: tabs, and the pages below them."""

from __future__ import annotations

import html
from typing import Any

from macros.page import Page

_TABS = (("industries/", "行业"), ("grid/", "网格员"), ("departments/", "部门"), ("forms/", "表单"),
         ("standards/", "标准"), ("campaign/", "专项行动"), ("glossary/", "词汇"))  # fmt: skip


def safe(text: str) -> str:
    """A title that templates which escape nothing, and Jinja, take as plain text."""
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;")


def nav(found: dict[str, Page]) -> list[dict[str, Any]]:
    tabs: list[dict[str, Any]] = [{"首页": "index.md"}]
    for root, name in _TABS:
        if root == "campaign/":
            tops = (p for p in found.values() if p.section == root and not p.parent)
            tabs.append({name: [_entry(found, page) for page in tops]})
            continue
        children = _children(found, root) if root == "industries/" else []
        tabs.append({name: [f"{root}index.md", *children] if children else f"{root}index.md"})
    return [*tabs, {"参与": ["contributing.md", "fields.md"]}]


def _children(found: dict[str, Page], parent: str) -> list[dict[str, Any]]:
    return [_entry(found, page) for page in found.values() if page.parent == parent]


def _entry(found: dict[str, Page], page: Page) -> dict[str, Any]:
    """A page in the navigation, with those below it."""
    below = _children(found, page.path)
    source = f"{page.path}index.md"
    return {safe(page.short): [source, *below] if below else source}
