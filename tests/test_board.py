"""The quality board: its numbers are those of `anbiao check`, each leads to its list; filter, order, export; CODEOWNERS."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from macros import board, cli, owners
from macros.catalog import Catalog
from macros.check import check
from macros.index import Index
from macros.pages import pages
from macros.problem import Problem
from tests.conftest import BASE, ROOT
from tests.project import edit, serving

ITEMS = "data/industries/lamp/items.yml"
COMMON = "data/modules/common.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / "project")


def row(root: Path, sector: str = "lamp") -> dict[str, list[str]]:
    """The ids on the lists of an industry by column."""
    found = next(r for r in board.rows(Catalog(check(root)[0])) if r.sector.id == sector)
    return {column: [flaw.id for flaw in flaws] for column, flaws in found.flaws.items()}


@pytest.mark.parametrize(
    ("column", "file", "old", "new", "ids"),
    [
        ("no-clause", COMMON, "{std: zd-rule-2024, clause: '4.1'}", "{std: zd-rule-2024}", ["GY-0001"]),
        ("unsure", "data/standards/zd-rule-2024.yml", "confidence: verified\nclauses", "confidence: likely\nclauses", None),
        ("suspect", ITEMS, "revision: 2", "revision: 3", ["ZD-M02"]),
        ("superseded", COMMON, "{std: zd-rule-2024, clause: '4.1'}", "{std: zd-rule-2010, clause: '3'}", ["GY-0001"]),
        ("expiring", "data/standards/zd-rule-2024.yml", "'2024-05-01'", "'2026-07-01'", []),
    ],
)
def test_a_flaw_is_on_the_list(root: Path, column: str, file: str, old: str, new: str, ids: list[str] | None) -> None:
    before = row(root)[column]
    edit(root, file, old, new)
    after = row(root)[column]
    if ids is None:
        assert before == []
        assert {"GY-0001", "GY-0002"} <= set(after)
    else:
        assert sorted(set(after) - set(before)) == ids


def test_a_standard_that_will_be_replaced_is_on_the_list(root: Path) -> None:
    edit(root, COMMON, "{std: zd-rule-2024, clause: '4.1'}", "{std: zd-rule-2010, clause: '3'}")
    edit(root, "data/standards/zd-rule-2024.yml", "'2024-05-01'", "'2026-07-01'")
    found = row(root)
    assert (found["expiring"], found["superseded"]) == (["GY-0001"], [])


def test_unreviewed_are_the_items_whose_text_nobody_signed(root: Path) -> None:
    everything = row(root)["unread"]
    assert len(everything) == len(Catalog(check(root)[0]).live_items)
    words = (
        "review",
        "lamp",
        "--department",
        "qz-dengju",
        "--number",
        "灯安〔2026〕3号",
        "--role",
        "chief",
        "--date",
        "2026-07-01",
    )
    assert cli.main(["--root", str(root), *words]) == 0
    assert row(root)["unread"] == []
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    assert row(root)["unread"] == ["ZD-0002"]


def test_real_numbers_are_those_of_check(real_check: tuple[Index, list[Problem]], catalog: Catalog) -> None:
    """What all industries together show of a rule is what check reports of the records that some industry uses."""
    index, problems = real_check
    shown = {c.rule: {f.id for r in board.rows(catalog) for f in r.flaws[c.id]} for c in board.COLUMNS if c.rule}
    used = {i.id for s in catalog.sectors.values() if catalog.has_content(s) for i in catalog.items_of(s)} | set(catalog.sectors)
    places = {(e.raw.file, e.mark(("basis", n))): e.id for e in index.all("item") for n in range(len(e.record.basis))}
    said = {places[p.file, (p.line, p.column)] for p in problems if p.rule == "no-clause"}
    assert shown["no-clause"] == said & used
    assert len(shown["no-clause"]) > 100


def _page(c: Catalog, path: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(next(page.html for page in pages(c, {}) if page.path == path))


def test_each_number_leads_to_as_many(catalog: Catalog) -> None:
    """Of every industry that somebody has to look after; what nobody ever signed is its whole checklist."""
    found = [r for r in board.rows(catalog) if r.path]
    assert len(found) > 3
    shown = _page(catalog, board.ROOT)
    for one in found:
        lists = _page(catalog, one.path)
        for column, flaws in one.flaws.items():
            link = shown.xpath(f'//a[contains(@href, "{one.path}#{column}")]')
            assert [int(a.text) for a in link] == ([len(flaws)] if flaws else [])
            if flaws and (column != board.UNREAD or one.signed):
                assert len(lists.get_element_by_id(column).xpath("following-sibling::ul[1]/li")) == len(flaws)


def test_exports_say_the_same(catalog: Catalog) -> None:
    files = dict(board.files(catalog))
    lines = list(csv.reader(io.StringIO(files[board.CSV].decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(files[board.XLSX])).worksheets[0]
    assert [["" if v is None else str(v) for v in line] for line in sheet.iter_rows(values_only=True)] == lines
    assert len(lines) == 1 + len(catalog.sectors)
    for line, one in zip(lines[1:], board.rows(catalog), strict=True):
        assert line[1] == one.sector.id
        assert [int(n) for n in line[5:11]] == [len(flaws) for flaws in one.flaws.values()]


# In the browser


@pytest.fixture(scope="module")
def place(small: Path) -> Iterator[str]:
    with serving(small / "site") as url:
        yield url


def shown(page: Page) -> list[str]:
    return page.locator("table.board tbody tr:visible td:first-child a").all_inner_texts()


def test_one_department_kept_in_the_address(browser: Browser, place: str, catalog: Catalog) -> None:
    page = browser.new_page()
    page.goto(f"{place}departments/qz-yingji/")
    page.get_by_role("link", name="本部门的质量看板").click()
    page.locator("[data-board]").wait_for()
    mine = [s.title for s in catalog.industries.values() if "qz-yingji" in {d.id for _, d in catalog.leads_of(s)}]
    assert sorted(shown(page)) == sorted(mine)
    assert page.get_by_label("部门").input_value() == "qz-yingji"
    page.get_by_label("部门").select_option("")
    assert len(shown(page)) == len(catalog.sectors)
    assert "?" not in page.url
    page.get_by_label("只看有条目的").check()
    assert shown(page) == ["建材"]
    assert page.locator("[data-count]").inner_text() == "显示 1 个"
    page.goto(f"{place}{board.ROOT}?department=nobody")
    assert len(shown(page)) == len(catalog.sectors)
    page.close()


def test_sorted_by_a_number_with_the_keyboard_and_opened(browser: Browser, place: str) -> None:
    page = browser.new_page()
    page.goto(place + board.ROOT)
    page.get_by_role("button", name="没写条款").wait_for()
    page.get_by_role("button", name="没写条款").focus()
    page.keyboard.press("Enter")
    assert shown(page)[0] == "建材"
    number = page.locator("table.board tbody tr").first.locator("a[href*='#no-clause']")
    count = number.inner_text()
    number.click()
    assert page.url.endswith("departments/quality/building-materials/#no-clause")
    assert page.locator("#no-clause").inner_text() == f"没写条款，{count} 条"
    page.locator("#no-clause ~ ul a.id").first.click()
    page.locator("h1").wait_for()
    assert "/items/" in page.url
    page.close()


@pytest.mark.parametrize("path", [board.ROOT, f"{board.ROOT}building-materials/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessible(browser: Browser, place: str, path: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 2000}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(place + path)
    page.wait_for_load_state("networkidle")
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in result.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_large_type_stays_within_the_page(browser: Browser, place: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script("localStorage.setItem('anbiao.large', '1')")
    page.goto(place + board.ROOT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    context.close()


def test_whole_table_without_scripts(browser: Browser, place: str, catalog: Catalog) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(place + board.ROOT)
    assert len(shown(page)) == len(catalog.sectors)
    assert not page.locator("[data-board]").is_visible()
    context.close()


# Who is asked to review


def test_codeowners_are_current() -> None:
    assert not owners.run(ROOT, check(ROOT)[0], write=False)


def test_codeowners_name_accounts_only_where_there_are(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = check(root)[0]
    assert not [line for line in owners.codeowners(index).splitlines() if line and not line.startswith("#")]
    edit(root, "data/assignments/departments.yml", "title: 泉州市灯笼管理局", "title: 泉州市灯笼管理局\n    account: '@qz/deng'")
    assert cli.main(["--root", str(root), "owners"]) == 0
    text = (root / owners.FILE).read_text(encoding="utf-8")
    assert "# 纸灯制作：泉州市灯笼管理局\n/data/industries/lamp/ @qz/deng\n/data/reviews/lamp.yml @qz/deng\n" in text
    assert cli.main(["--root", str(root), "owners", "--check"]) == 0
    (root / owners.FILE).unlink()
    assert cli.main(["--root", str(root), "owners", "--check"]) == 1
    assert "运行 .venv/bin/anbiao owners，把它和数据一起提交" in capsys.readouterr().out


def test_check_tells_stale_codeowners(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the problems, which stay as they are for programs."""
    assert cli.main(["--root", str(root), "owners"]) == 0
    assert cli.main(["--root", str(root), "check"]) == 0
    assert capsys.readouterr().err == ""
    edit(root, "data/assignments/departments.yml", "title: 泉州市灯笼管理局", "title: 泉州市灯局")
    assert cli.main(["--root", str(root), "check", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == []
    assert "CODEOWNERS 过时了" in err


@pytest.mark.parametrize("account", ["qz-deng", "@qz deng", "@qz/deng\\n* @evil", "@"])
def test_an_account_is_one_name(root: Path, account: str) -> None:
    edit(root, "data/assignments/departments.yml", "title: 泉州市灯笼管理局", f'title: 泉州市灯笼管理局\n    account: "{account}"')
    assert "bad-form" in [problem.rule for problem in check(root)[1]]
