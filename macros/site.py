"""The one module that touches MkDocs: hands it the generated pages and puts the fragments in after Markdown.

Generated pages hold one macro call and a front-matter title; text from YAML never passes Markdown or Jinja.
"""

from __future__ import annotations

import html
import json
import logging
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

from macros import csp, edit, pages, revision, system
from macros.cache import Cache, page_keys
from macros.catalog import Catalog
from macros.check import check
from macros.navigation import nav, safe
from macros.page import Page
from macros.preview import Preview
from macros.problem import Problem, RefusedError, errors, render
from macros.warned import warnings_of

_PLACE = re.compile(r'<div data-fragment="([^"]*)"></div>')
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
# Stands in the pages for the source revision until all are made, so that a page can be kept from one commit to the next.
_REVISION = "@@revision@@"
_KEPT = "kept.html"


class AnbiaoPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """``mkdocs build`` and ``mkdocs serve`` load the data themselves; the command hands over its catalog."""

    catalog: Catalog | None = None
    revision: str = ""
    sizes: Mapping[str, Any] = MappingProxyType({})
    cache: Cache | None = None
    preview: Preview | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.preview = Preview() if command == "serve" else None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = Path(config.config_file_path).parent
        self.others: dict[str, str | bytes] = {}
        self.pages: dict[str, Page] = {}
        self.held: dict[str, bytes] = {}
        config.extra["edition"], config.extra["revision"] = "", self.revision
        catalog, problems = (self.catalog, []) if self.catalog else _load(root)
        if catalog is None:
            if self.preview is None:
                raise PluginError("数据有错误，先改好：\n" + render(problems))
            self.others = self.preview.refuse(root, problems)
            config.nav = ["index.md", "contributing.md"]
            # The two lead to generated pages that are not there now; the preview must still stand and wait.
            config.validation.links.not_found = logging.INFO
            return config
        self.pages = {page.path: page for page in pages.pages(catalog, self.sizes)}
        self.fragments = {
            "home": pages.home(catalog),
            "rules": pages.rules_table(catalog),
            "fields": pages.fields_table(catalog),
            **{p.path: p.html for p in self.pages.values()},
        }
        if self.preview:
            linked = edits(config, catalog, system.source(root, catalog.edition.date))
            self.others = self.preview.accept(catalog, linked, self.pages)
        config.nav = nav(self.pages)
        config.extra["edition"] = safe(f"{catalog.edition.title} · {catalog.label('states', catalog.edition.state)}")
        self.keys = page_keys(self.pages, root, [config.extra["edition"], config.site_url]) if self.cache else {}
        self.held = {path: text for path, key in self.keys.items() if self.cache and (text := self.cache.get(key))}
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for page in self.pages.values():
            source = _source(page, page.path in self.held)
            files.append(File.generated(config, f"{page.path}index.md", content=source))
        for path, content in self.others.items():
            files.append(File.generated(config, path, content=content))
        return files

    def on_page_content(self, text: str, *, page: MkPage, config: MkDocsConfig, files: Files) -> str:
        if self.preview and self.preview.wrong:
            return ""
        used = _PLACE.findall(text)
        unknown = [name for name in used if name not in self.fragments]
        if unknown:
            raise PluginError(f"{page.file.src_uri}：没有名为“{unknown[0]}”的片段，可用的有 home、rules、fields 和各生成页的路径。")
        text = _PLACE.sub(lambda found: self.fragments[found[1]], text)
        if used:
            page.toc = _toc(text)
        return text

    def on_post_page(self, output: str, *, page: MkPage, config: MkDocsConfig) -> str:
        if self.preview:
            return self.preview.page(page.url, output)
        held = self.held.get(_path(page))
        return csp.seal(output) if held is None else held.decode()

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        return csp.seal(output) if self.preview is None and template_name.endswith(".html") else output


def _path(page: MkPage) -> str:
    return page.file.src_uri.removesuffix("index.md")


def _source(page: Page, kept: bool) -> str:
    """The Markdown of a generated page: front matter and one macro call, nothing that came from YAML unescaped.

    Of a page that is kept MkDocs need only know the title, for the navigation.
    """
    head: dict[str, Any] = {"title": safe(page.title)}
    if kept:
        return f"---\n{json.dumps(head | {'template': _KEPT}, ensure_ascii=False)}\n---\n"
    if hidden := [name for name, hide in (("toc", page.wide), ("navigation", not page.listed)) if hide]:
        head["hide"] = hidden
    return f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n{{{{ fragment({json.dumps(page.path)}) }}}}\n"


def _load(root: Path) -> tuple[Catalog | None, list[Problem]]:
    """The catalog, or none and what is wrong."""
    index, problems = check(root)
    return (None, problems) if errors(problems) else (Catalog(index, revision.previous(root, index, print)), [])


def _toc(text: str) -> TableOfContents:
    plain = re.compile(r"<[^>]+>")
    links = [AnchorLink(plain.sub("", label).strip(), anchor, 2) for anchor, label in _HEADING.findall(text)]
    return TableOfContents(links)


def build(root: Path, out: Path, catalog: Catalog, revision: str, edits: edit.Links, sizes: Mapping[str, Any]) -> None:
    """Write every web page into ``out``, those that did not change from the cache.

    Raises mkdocs.exceptions.Abort or PluginError when something is wrong.
    """
    config = configure(root, site_dir=str(out))
    plugin = config.plugins["anbiao"]
    assert isinstance(plugin, AnbiaoPlugin)
    plugin.catalog, plugin.revision, plugin.sizes = catalog, _REVISION, sizes
    plugin.cache = Cache(root / ".cache" / "pages")
    with warnings_of("mkdocs") as said:
        try:
            mkdocs_build.build(config)
        except SystemExit as error:
            # mkdocs-macros ends the process where a page calls what does not exist.
            raise PluginError("\n".join(said) or f"MkDocs 停在 {error.code}。") from None
    if said:
        raise PluginError("\n".join(said))
    _keep(plugin, out)
    _sign(out, revision, edits)


def _keep(plugin: AnbiaoPlugin, out: Path) -> None:
    """Put the pages that were made now into the cache."""
    assert plugin.cache
    for path in plugin.keys.keys() - plugin.held.keys():
        plugin.cache.put(plugin.keys[path], (out / path / "index.html").read_bytes())
    plugin.cache.shrink()


def _sign(out: Path, revision: str, edits: edit.Links) -> None:
    """Write the source revision and the links to the data into every page, nothing where there is none."""
    said = f'<span class="revision">　来源版本 {html.escape(revision)}</span>' if revision else ""
    for file in out.rglob("*.html"):
        file.write_bytes(edits.put(file.read_bytes().decode().replace(_REVISION, said)).encode())


def configure(root: Path, **values: Any) -> MkDocsConfig:
    """mkdocs.yml of the project at ``root``, with ``values`` in place of its own."""
    return load_config(config_file=str(root / "mkdocs.yml"), **values)


def site_url(root: Path) -> str:
    """The address of the published site with a closing slash, or "" while it is unset."""
    url = configure(root).site_url or ""
    return url and url.rstrip("/") + "/"


def edits(config: MkDocsConfig, catalog: Catalog, source: system.Source) -> edit.Links:
    """Links to the data on the git host that the settings name."""
    url, branch = str(config.extra["repository"]), str(config.extra["branch"])
    try:
        return edit.Links(catalog.index, edit.address(url, branch, source.commit))
    except RefusedError as error:
        raise PluginError(str(error)) from None
