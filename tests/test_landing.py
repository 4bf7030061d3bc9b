"""Where the codes on paper lead: two editions in a published folder, what changed in words, and the way in without signal."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from macros import editions, offline, pages, tables
from macros.catalog import Catalog
from macros.check import check
from macros.edition import Edition
from macros.landing import differences
from tests.conftest import BASE
from tests.project import Host, edit, flaws, until

SECTOR, OWN, SHARED = "small-restaurant", "venues/small-restaurant/", "XF-0001"
Change = Callable[[dict[str, Any]], None]


def _edit(folder: Path, name: str, change: Change) -> None:
    file = folder / "data" / f"{name}.json"
    record = json.loads(file.read_bytes())
    change(record)
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _moved(item: dict[str, Any]) -> None:
    """An item that asks more than it did."""
    item.update(statement=item["statement"] + "，每季至少1次", revision=item["revision"] + 2, change="strengthened", hazard="major")
    item["applies"]["sizes"] = ["small"]


@pytest.fixture(scope="module")
def tree(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2026-1 as it was built, then 2027-1, in which one item asks more."""
    tree = tmp_path_factory.mktemp("tree")

    def named(record: dict[str, Any]) -> None:
        record["edition"].update(id="2027-1", title="2027年第1版", date="2027-01-01")

    def unprinted(record: dict[str, Any]) -> None:
        record["sha256"] = {path: sum_ for path, sum_ in record["sha256"].items() if not path.endswith(".pdf")}

    skip = shutil.ignore_patterns("*.pdf", "*.docx", "*.xlsx")
    for name in ("2026-1", "2027-1"):
        shutil.copytree(built, tree / name, ignore=skip)
        _edit(tree / name, "build", unprinted)
    _edit(tree / "2027-1", "build", named)
    _edit(tree / "2027-1", "catalog", named)
    _edit(tree / "2027-1", "catalog", lambda record: _moved(next(i for i in record["items"] if i["id"] == SHARED)))
    editions.furnish(tree, 4)
    return tree


@pytest.fixture
def host(tree: Path) -> Iterator[Host]:
    host = Host(tree)
    host.up()
    yield host
    host.cut()


def test_the_differences_are_those_of_the_data(tree: Path) -> None:
    old, new = (Edition(tree / name, json.loads((tree / name / "data/build.json").read_bytes())) for name in ("2026-1", "2027-1"))
    found = {d.head: [(run.mark, run.text) for run in d.runs] for d in differences(SHARED, old, new)}
    assert set(found) == {"检查要求", "隐患级别", "适用规模"}
    assert found["检查要求"][-1] == ("new", "，每季至少1次")
    assert ("gone", "一般") in found["隐患级别"] or ("gone", "一般隐患") in found["隐患级别"]
    assert differences("XF-0002", old, new) == []
    assert differences("ZZ-0001", old, new) == []


def test_every_head_is_one_of_the_tables(tree: Path) -> None:
    """An item that is different in everything: one thing has one name, on paper, in the tables and here."""
    edition = Edition(tree / "2026-1", json.loads((tree / "2026-1/data/build.json").read_bytes()))
    heads: set[str] = set()
    for other in edition.items:
        one, two = Edition(edition.folder, edition.built), Edition(edition.folder, edition.built)
        one.__dict__["items"], two.__dict__["items"] = {"x": edition.items[SHARED]}, {"x": edition.items[other]}
        heads |= {d.head for d in differences("x", one, two)}
        if len(heads) == 12:
            break
    assert heads - {"谁查"} <= set(tables.HEADS)
    assert len(heads) == 12


def test_the_page_says_what_changed(browser: Browser, host: Host) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        page.goto(f"{host.url}items/{SHARED}/?e=2026-1")
        expect(page.locator("[data-held]")).to_contain_text("后来改了 2 次，最近一次是“加严”")
        shown = page.locator("[data-held] + dl")
        assert shown.locator("dt").all_inner_texts() == ["检查要求", "隐患级别", "适用规模"]
        assert shown.locator("ins").first.inner_text() == "，每季至少1次"
        assert flaws(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.goto(f"{host.url}items/{SHARED}/?e=2027-1")
        assert page.locator("[data-held] + dl").count() == 0
        context.close()


def test_without_scripts_the_differences_are_in_the_list(browser: Browser, host: Host) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host.url}items/{SHARED}/?e=2026-1")
    page.locator(".edition-item summary").click()
    assert page.locator(".edition-item li ins").first.is_visible()
    context.close()


def test_an_old_edition_says_so_on_every_page(tree: Path) -> None:
    """Static, so that it is there without scripts, in print and in what is kept."""
    for file in (tree / "2026-1").rglob("index.html"):
        text = file.read_text(encoding="utf-8")
        assert text.count('class="edition-notice"') == 1, file
        assert "已有新版" in text, file
    assert not any('class="edition-notice"' in f.read_text(encoding="utf-8") for f in (tree / "latest").rglob("index.html"))


def _keep(page: Page, address: str) -> None:
    page.goto(address + OWN)
    expect(page.locator(f"[data-keep={SECTOR}]")).to_contain_text("已存，可离线用", timeout=60_000)


def test_a_published_edition_is_kept_with_its_notice(browser: Browser, host: Host) -> None:
    """The hashes are of what is published, and each folder has a worker and a cache of its own."""
    context = browser.new_context()
    page = context.new_page()
    _keep(page, f"{host.url}2026-1/")
    _keep(page, f"{host.url}latest/")
    names = page.evaluate("caches.keys()")
    assert sorted(re.sub(":[0-9a-f]{16}$", "", name) for name in names) == ["anbiao:/2026-1/", "anbiao:/latest/"]
    host.cut()
    page.goto(f"{host.url}2026-1/{OWN}")
    expect(page.locator(".edition-notice")).to_contain_text("已有新版：2027年第1版")
    assert page.evaluate("getComputedStyle(document.querySelector('.edition-notice')).borderBottomStyle") == "solid"
    page.goto(f"{host.url}latest/{OWN}")
    assert page.locator(".edition-notice").count() == 0
    host.up()
    context.close()


def test_a_code_is_read_without_signal(browser: Browser, host: Host, tree: Path) -> None:
    """On to the item as it is kept; of one that is not kept, a plain word."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{host.url}items/{SHARED}/")
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    _keep(page, f"{host.url}latest/")
    until(page, "async () => (await navigator.serviceWorker.getRegistrations()).some(r => r.active && r.scope.endsWith('/items/'))")
    packs = json.loads((tree / f"latest/offline/{SECTOR}.json").read_bytes())["files"]
    held = {one for path, _, _ in packs if "/packs/" in path for one in json.loads((tree / "latest" / path).read_bytes())}
    item = next(path for path in sorted(held) if path.startswith("items/"))
    host.cut()
    page.goto(f"{host.url}{item}?e=2026-1")
    page.wait_for_url(f"{host.url}latest/{item}?e=2026-1")
    assert page.locator("h1").count() == 1
    page.goto(f"{host.url}items/RQ-0001/?e=2026-1")
    assert "没有存在这台设备上" in page.locator("main").inner_text()
    host.up()
    page.goto(f"{host.url}items/RQ-0001/?e=2026-1")
    assert page.locator(".edition-item").count() == 1
    context.close()


def test_sealing_leaves_an_edition_without_a_worker_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    offline.seal(tmp_path)
    assert [p.name for p in tmp_path.rglob("*")] == ["index.html"]


def test_the_page_of_an_item_says_what_the_edition_changed(base_catalog: Catalog, tmp_path: Path) -> None:
    """Static, in the site as it is built: whoever serves it without publishing still tells who comes with older paper."""
    root = Path(shutil.copytree(BASE, tmp_path / "next"))
    edit(root, "data/industries/lamp/items.yml", "胶桶用后随手盖紧", "胶桶用后随手盖严")
    after = Catalog(check(root)[0], base_catalog)
    said = {path: text for path, text in pages.item_pages(after) if "相比</dt>" in text}
    assert len(said) == 1
    (text,) = said.values()
    assert "<del>紧</del><ins>严</ins>" in text
    assert f"和{base_catalog.edition.title}相比" in text
    assert not any("相比</dt>" in text for _, text in pages.item_pages(base_catalog))
