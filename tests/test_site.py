"""The finished site in a real browser, and its files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Page

from macros import links
from macros.publish import digests
from macros.templates import JOINER
from tests.project import SITE_URL

PAGES = (
    "", "mine/", "industries/building-materials/mine/", "industries/", "industries/building-materials/",
    "industries/building-materials/checklist/",
    "industries/building-materials/criteria/", "industries/building-materials/grid/", "industries/building-materials/guide/",
    "industries/building-materials/workshops/", "industries/building-materials/posts/", "industries/building-materials/risks/",
    "industries/building-materials/changes/", "industries/city-gas/", "venues/small-restaurant/", "grid/", "departments/",
    "departments/qz-yingji/", "departments/quality/", "departments/quality/building-materials/", "hosting/", "standards/",
    "standards/gongmao-zhongda-10/", "campaign/assignments/", "campaign/targets/", "campaign/documents/", "campaign/methods/",
    "forms/", "forms/quarterly-1/", "search/", "glossary/", "modules/", "contributing/", "items/", "items/JC-0001/",
    "offline/", "404.html",
)  # fmt: skip
WIDTHS = ((1280, 900), (390, 844))


@pytest.fixture(scope="module")
def catalog_json(built: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((built / "data/catalog.json").read_text(encoding="utf-8"))
    return read


WATCH = "window.violations=[];addEventListener('securitypolicyviolation',e=>violations.push(e.violatedDirective))"


def _watched(page: Page, address: str) -> list[str]:
    """What goes wrong on a page from now on: requests to elsewhere, script errors, console complaints."""
    bad: list[str] = []
    page.on("request", lambda r: bad.append(r.url) if not r.url.startswith((address, "data:")) else None)
    page.on("pageerror", lambda e: bad.append(str(e)))
    page.on("console", lambda m: bad.append(f"{m.text} {m.location}") if m.type in {"error", "warning"} else None)
    page.add_init_script(WATCH)
    return bad


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole(browser: Browser, address: str, path: str) -> None:
    """No violation of the policy, nothing from another origin, no script error, no sideways scrolling, one h1."""
    for width, height in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        bad = _watched(page, address)
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("violations") == []
        assert bad == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("h1").count() == 1
        context.close()


def test_no_python_shows(built: Path) -> None:
    """A slip in a template prints an object instead of a number."""
    for path in built.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert " object at 0x" not in text, path
        assert "built-in method" not in text, path
        assert "Undefined" not in text, path
        assert JOINER not in text, path


def test_policy_blocks_an_inline_script(browser: Browser, address: str, built: Path, tmp_path: Path) -> None:
    """The negative control: the policy is there, has no unsafe word, and stops what is not in it."""
    text = (built / "index.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in text
    assert "unsafe-inline" not in text
    context = browser.new_context()
    page = context.new_page()
    page.route(
        "**/",
        lambda route: route.fulfill(
            body=text.replace("</body>", "<script>window.hacked=1</script></body>"), content_type="text/html"
        ),
    )
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hacked") is None
    assert "script-src-elem" in page.evaluate("violations")
    context.close()


def test_every_page_has_the_policy(built: Path) -> None:
    for path in built.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.count('http-equiv="Content-Security-Policy"') == 1, path
        assert "unsafe" not in text.split("Content-Security-Policy", 1)[1].split(">", 1)[0]


def test_tables_hold_every_row(browser: Browser, address: str) -> None:
    """Empty generated pages have shipped elsewhere because no test counted rows."""
    rows = {
        "industries/": 46, "campaign/assignments/#quanzhou": 46 + 36, "campaign/targets/": 27 + 36, "venues/": 9,
    }  # fmt: skip
    page = browser.new_page()
    for path, count in rows.items():
        page.goto(address + path)
        assert page.locator("article tbody tr").count() == count, path
    page.close()


def test_targets_page_says_the_printed_totals(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "campaign/targets/")
    feet = [row.split() for row in page.locator("tfoot tr").all_inner_texts()]
    assert ["合计", "9498", "5", "30", "242", "2388"] in feet
    assert ["合计", "36", "33", "36"] in feet
    page.close()


def test_index_of_items_holds_every_id(browser: Browser, address: str, catalog_json: dict[str, Any]) -> None:
    page = browser.new_page()
    page.goto(address + "items/")
    assert sorted(page.locator(".itemlist .id").all_inner_texts()) == sorted(i["id"] for i in catalog_json["items"])
    page.close()


def test_downloads_say_their_pages_and_size(browser: Browser, address: str, built: Path) -> None:
    page = browser.new_page()
    page.goto(address + "industries/building-materials/")
    line = page.locator(".downloads li", has_text="整本").inner_text()
    file = built / "books/building-materials.pdf"
    with pikepdf.open(file) as pdf:
        assert f"{len(pdf.pages)} 页，{file.stat().st_size // 1024} KB" in line
    page.close()


def test_standard_page_names_its_items(browser: Browser, address: str, catalog_json: dict[str, Any]) -> None:
    cited = [
        (i["id"], b["clause"])
        for i in catalog_json["items"]
        if "retired" not in i
        for b in i["basis"]
        if b["std"] == "gongmao-zhongda-10" and "clause" in b
    ]
    assert cited
    page = browser.new_page()
    page.goto(address + "standards/gongmao-zhongda-10/")
    for item, clause in cited:
        section = page.locator(".clause", has=page.locator("h3", has_text=clause))
        assert section.get_by_text(item, exact=True).count() >= 1, (item, clause)
    page.close()


def test_contract_paths(built: Path, catalog_json: dict[str, Any]) -> None:
    for path in ("index.html", "standards/index.html", "departments/index.html", "forms/index.html", "data/build.json",
                 "books/building-materials.pdf", "books/building-materials-workshops.pdf", "books/building-materials-cards.pdf",
                 "books/building-materials-grid.pdf", "data/building-materials.csv", "data/building-materials.xlsx"):  # fmt: skip
        assert (built / path).stat().st_size > 500, path
    for item in catalog_json["items"]:
        assert (built / f"items/{item['id']}/index.html").is_file()
    for kind in ("industries", "venues", "standards", "departments"):
        for record in catalog_json[kind]:
            assert (built / kind / record["id"] / "index.html").is_file()
    for form in catalog_json["forms"]:
        assert all((built / f"forms/{form['id']}.{kind}").is_file() for kind in form["formats"])


def test_build_json_tells_the_truth(built: Path, catalog_json: dict[str, Any]) -> None:
    record = json.loads((built / "data/build.json").read_text(encoding="utf-8"))
    assert record["sha256"] == digests(built)
    assert record["edition"]["id"] == catalog_json["edition"]["id"]
    assert all(record["counts"][name] == len(found) for name, found in catalog_json.items() if isinstance(found, list))
    assert not {"time", "built", "date"} & record.keys()


def test_links_all_lead_somewhere(built: Path) -> None:
    assert list(links.broken(built, SITE_URL)) == []


@pytest.mark.parametrize(("body", "word"), [
    ('<a href="nowhere/">x</a>', "没有这个文件"),
    ('<a href="#nowhere">x</a>', "没有这个位置"),
    ('<a href="other.html#nowhere">x</a>', "没有这个位置"),
    ('<a href="../outside.html">x</a>', "没有这个文件"),
    ('<script src="https://cdn.example/x.js"></script>', "从别的网站加载"),
    ('<img src="//cdn.example/x.png">', "从别的网站加载"),
    ('<p id="a"></p><p id="a"></p>', "重复"),
])  # fmt: skip
def test_link_checker_sees(tmp_path: Path, body: str, word: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("x")
    (site / "other.html").write_text('<p id="here"></p>')
    (site / "index.html").write_text('<a href="other.html#here">ok</a><a href="https://example.com/">out</a>')
    assert list(links.broken(site)) == []
    (site / "index.html").write_text(body)
    found = list(links.broken(site))
    assert len(found) == 1
    assert word in found[0]


def test_the_first_view_of_a_checklist_is_light(browser: Browser, address: str) -> None:
    """Every byte of the longest checklist page as a server with compression sends it, by an empty cache."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    held: dict[str, int] = {}
    page.on("response", lambda r: held.update({r.url: len(gzip.compress(r.body()))}))
    page.goto(address + "industries/building-materials/checklist/")
    page.wait_for_load_state("networkidle")
    assert len(held) > 5
    assert sum(held.values()) <= 300 * 1024, held
    page.close()
