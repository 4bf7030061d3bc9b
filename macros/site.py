"""The one module that touches MkDocs: hands it the generated pages and puts the fragments in after Markdown.

Generated pages hold one macro call and a front-matter title; text from YAML never passes Markdown or Jinja.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from macros import csp, pages
from macros.catalog import Catalog
from macros.check import check
from macros.page import Page
from macros.problem import errors, render
from macros.warned import warnings_of

_PLACE = re.compile(r'<div data-fragment="([^"]*)"></div>')
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TABS = (("industries/", "行业"), ("grid/", "网格员"), ("departments/", "部门"), ("forms/", "表单"),
         ("standards/", "标准"), ("campaign/", "专项行动"), ("glossary/", "词汇"))  # fmt: skip


def safe(text: str) -> str:
    """A title that templates which escape nothing, and Jinja, take as plain text."""
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;")


class AnbiaoPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """``mkdocs build`` and ``mkdocs serve`` load the data themselves; the command hands over its catalog."""

    catalog: Catalog | None = None
    revision: str = ""
    sizes: Mapping[str, Any] = MappingProxyType({})
    command: str = ""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = Path(config.config_file_path).parent
        catalog = self.catalog or _load(root)
        self.pages = {page.path: page for page in pages.pages(catalog, self.sizes)}
        self.fragments = {
            "home": pages.home(catalog),
            "rules": pages.rules_table(catalog),
            **{p.path: p.html for p in self.pages.values()},
        }
        self.items = dict(pages.item_pages(catalog)) if self.command == "serve" else {}
        config.nav = _nav(self.pages)
        config.extra["edition"] = safe(f"{catalog.edition.title} · {catalog.label('states', catalog.edition.state)}")
        config.extra["revision"] = self.revision
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for page in self.pages.values():
            source = _source(page)
            files.append(File.generated(config, f"{page.path}index.md", content=source))
        for path, text in self.items.items():
            files.append(File.generated(config, path, content=text))
        return files

    def on_page_content(self, text: str, *, page: MkPage, config: MkDocsConfig, files: Files) -> str:
        used = _PLACE.findall(text)
        unknown = [name for name in used if name not in self.fragments]
        if unknown:
            raise PluginError(f"{page.file.src_uri}：没有名为“{unknown[0]}”的片段，可用的有 home、rules 和各生成页的路径。")
        text = _PLACE.sub(lambda found: self.fragments[found[1]], text)
        if used:
            page.toc = _toc(text)
        return text

    def on_post_page(self, output: str, *, page: MkPage, config: MkDocsConfig) -> str:
        return csp.seal(output)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        return csp.seal(output) if template_name.endswith(".html") else output


def _source(page: Page) -> str:
    """The Markdown of a generated page: front matter and one macro call, nothing that came from YAML unescaped."""
    hidden = [name for name, hide in (("toc", page.wide), ("navigation", not page.listed)) if hide]
    head = {"title": safe(page.title), **({"hide": hidden} if hidden else {})}
    return f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n{{{{ fragment({json.dumps(page.path)}) }}}}\n"


def _load(root: Path) -> Catalog:
    index, problems = check(root)
    if errors(problems):
        raise PluginError("数据有错误，先改好：\n" + render(problems))
    return Catalog(index)


def _nav(found: dict[str, Page]) -> list[dict[str, Any]]:
    tabs: list[dict[str, Any]] = [{"首页": "index.md"}]
    for root, name in _TABS:
        if root == "campaign/":
            tops = (p for p in found.values() if p.section == root and not p.parent)
            tabs.append({name: [_entry(found, page) for page in tops]})
            continue
        children = _children(found, root) if root == "industries/" else []
        tabs.append({name: [f"{root}index.md", *children] if children else f"{root}index.md"})
    return [*tabs, {"参与": "contributing.md"}]


def _children(found: dict[str, Page], parent: str) -> list[dict[str, Any]]:
    return [_entry(found, page) for page in found.values() if page.parent == parent]


def _entry(found: dict[str, Page], page: Page) -> dict[str, Any]:
    """A page in the navigation, with those below it."""
    below = _children(found, page.path)
    source = f"{page.path}index.md"
    return {safe(page.short): [source, *below] if below else source}


def _toc(text: str) -> TableOfContents:
    plain = re.compile(r"<[^>]+>")
    links = [AnchorLink(plain.sub("", label).strip(), anchor, 2) for anchor, label in _HEADING.findall(text)]
    return TableOfContents(links)


def build(root: Path, out: Path, catalog: Catalog, revision: str, sizes: Mapping[str, Any]) -> None:
    """Write every web page into ``out``; raises mkdocs.exceptions.Abort or PluginError when something is wrong."""
    config = configure(root, site_dir=str(out))
    plugin = config.plugins["anbiao"]
    assert isinstance(plugin, AnbiaoPlugin)
    plugin.catalog, plugin.revision, plugin.sizes = catalog, revision, sizes
    with warnings_of("mkdocs") as said:
        try:
            mkdocs_build.build(config)
        except SystemExit as error:
            # mkdocs-macros ends the process where a page calls what does not exist.
            raise PluginError("\n".join(said) or f"MkDocs 停在 {error.code}。") from None
    if said:
        raise PluginError("\n".join(said))


def configure(root: Path, **values: Any) -> MkDocsConfig:
    """mkdocs.yml of the project at ``root``, with ``values`` in place of its own."""
    return load_config(config_file=str(root / "mkdocs.yml"), **values)


def site_url(root: Path) -> str:
    """The address of the published site with a closing slash, or "" while it is unset."""
    url = configure(root).site_url or ""
    return url and url.rstrip("/") + "/"
