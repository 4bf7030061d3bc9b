"""«哪些适用于我»: what a browser shows of a checklist is what Python says applies, and its address keeps it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from macros import applies, relations
from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import Item
from tests.project import flaws, pdf_text, squeezed

STONE = "industries/building-materials/"
MINE = "?trade=stone-processing&size=small&facets=gas,lifting"
SECTORS = ("building-materials", "city-gas", "elderly-care", "small-restaurant")
WIDTHS = ((1280, 900), (390, 844))
SHOWN = "[...document.querySelectorAll('table.items tbody tr')].filter(r => r.checkVisibility()).map(r => r.id)"
TICK = """said => {
  const form = document.querySelector('[data-filters]');
  for (const f of form.querySelectorAll('[name]')) {
    const ids = said[f.name] || [];
    if (f.tagName === 'SELECT') f.value = ids[0] || '';
    else f.checked = ids.includes(f.value) || (f.value === 'none' && 'facets' in said);
  }
  form.dispatchEvent(new Event('change', {bubbles: true}));
}"""


def _by_hand(c: Catalog, sector: Industry, said: dict[str, list[str]]) -> list[Item]:
    """Sizes and trades any of, facets all of, empty = everyone: written out once more."""
    found = []
    for item in c.items_of(sector):
        any_of = {"size": item.applies.sizes, "trade": item.applies.trades, "tier": tuple(item.tiers), "hazard": (item.hazard,)}
        open_ = all(not ids or key not in said or set(ids) & set(said[key]) for key, ids in any_of.items())
        if open_ and ("facets" not in said or set(c.facets_of(item)) <= set(said["facets"])):
            found.append(item)
    return found


def _any_said(rng: random.Random, c: Catalog, sector: Industry) -> dict[str, list[str]]:
    """Answers as an enterprise might give them, each question left open now and then."""
    facets = [term.id for term in applies.facets(c, sector)]
    sizes = [t.id for t in c.vocab["sizes"].values]
    picked = {
        "trade": rng.sample([t.id for t in sector.trades], min(1, len(sector.trades))),
        "size": [rng.choice(sizes)],
        "facets": [f for f in facets if rng.random() < rng.choice((0.1, 0.5, 0.9))],
        "tier": [rng.choice(["enterprise", "workshop", "post"])],
        "hazard": ["major"],
    }
    odds = {"trade": 0.8, "size": 0.8, "facets": 0.85, "tier": 0.15, "hazard": 0.15}
    return {key: ids for key, ids in picked.items() if rng.random() < odds[key] and (ids or key == "facets")}


def _address(said: dict[str, list[str]]) -> str:
    order = [key for key in ("trade", "size", "tier", "hazard", "facets") if key in said]
    return "&".join(f"{key}={','.join(said[key]) or 'none'}" for key in order)


def _root(c: Catalog, sector: Industry) -> str:
    return f"{c.kind(sector)}/{sector.id}/"


def _stone(c: Catalog) -> list[Item]:
    """What MINE asks."""
    said = {"trade": ["stone-processing"], "size": ["small"], "facets": ["gas", "lifting"]}
    return relations.asked(c.index, c.industries["building-materials"], said)


def _sentence(items: list[Item]) -> str:
    return f"共 {len(items)} 条，其中重大隐患 {sum(i.hazard == 'major' for i in items)} 条"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", SECTORS)
def test_rows_shown_are_those_that_apply(catalog: Catalog, page: Page, address: str, name: str) -> None:
    """A hundred enterprises of each sector: Python, the written-out rule, the rows in Chromium and the address agree."""
    sector = catalog.sectors[name]
    rng = random.Random(name)  # noqa: S311  a fixed seed, not a secret
    page.goto(f"{address}{_root(catalog, sector)}checklist/")
    sizes = set()
    for _ in range(100):
        said = _any_said(rng, catalog, sector)
        wanted = _by_hand(catalog, sector, said)
        if not said.keys() & {"tier", "hazard"}:
            assert relations.asked(catalog.index, sector, said) == wanted
        page.evaluate(TICK, said)
        assert sorted(page.evaluate(SHOWN)) == sorted(i.id for i in wanted), said
        assert page.url.partition("?")[2] == _address(said)
        assert _sentence(wanted) in page.inner_text("[data-whom]")
        sizes.add(len(wanted))
    assert len(sizes) > 5


@pytest.mark.parametrize("name", SECTORS)
def test_an_address_opens_the_same_list(catalog: Catalog, page: Page, address: str, name: str) -> None:
    sector = catalog.sectors[name]
    rng = random.Random(f"{name} again")  # noqa: S311
    for _ in range(4):
        said = _any_said(rng, catalog, sector)
        page.goto(f"{address}{_root(catalog, sector)}checklist/?{_address(said)}")
        assert sorted(page.evaluate(SHOWN)) == sorted(i.id for i in _by_hand(catalog, sector, said)), said
        assert page.url.partition("?")[2] == _address(said)


def test_reload_share_back_and_forward(catalog: Catalog, browser: Browser, page: Page, address: str) -> None:
    wanted = sorted(i.id for i in _stone(catalog))
    page.goto(f"{address}{STONE}checklist/")
    page.select_option("[name=trade]", "stone-processing")
    page.select_option("[name=size]", "small")
    page.check("[name=facets][value=none]")
    page.check("[name=facets][value=gas]")
    page.check("[name=facets][value=lifting]")
    kept = page.url
    assert kept.endswith("?trade=stone-processing&size=small&facets=lifting,gas")
    page.reload()
    assert (page.url, sorted(page.evaluate(SHOWN))) == (kept, wanted)
    page.uncheck("[name=facets][value=gas]")
    other = page.url
    page.click("table.items a.id:visible >> nth=0")
    page.wait_for_url("**/items/**")
    page.go_back()
    expect(page.locator("[name=facets][value=gas]")).not_to_be_checked()
    expect(page.locator("[name=facets][value=lifting]")).to_be_checked()
    assert page.url == other
    page.go_forward()
    page.wait_for_url("**/items/**")
    shared = browser.new_page()
    shared.goto(kept)
    assert sorted(shared.evaluate(SHOWN)) == wanted
    assert "石材加工 · 小微 · 有吊装、燃气" in shared.inner_text("[data-whom]")
    shared.close()


def test_hiding_the_special_cases_again_shows_all_of_them(catalog: Catalog, page: Page, address: str) -> None:
    page.goto(f"{address}{STONE}checklist/?facets=gas")
    page.uncheck("[name=facets][value=none]")
    assert len(page.evaluate(SHOWN)) == len(catalog.items_of(catalog.industries["building-materials"]))
    assert "?" not in page.url


def test_unknown_values_are_told(catalog: Catalog, page: Page, address: str) -> None:
    """They choose nothing, stand in the notice until someone answers; what is known still counts, what is foreign stays."""
    page.goto(f"{address}{STONE}checklist/?size=huge&trade=stone-processing&facets=gas,lifting,dragons&from=chat")
    told = page.locator("[data-told]")
    assert "size=huge、facets=dragons" in told.inner_text()
    said = {"trade": ["stone-processing"], "facets": ["gas", "lifting"]}
    assert sorted(page.evaluate(SHOWN)) == sorted(
        i.id for i in relations.asked(catalog.index, catalog.industries["building-materials"], said)
    )
    page.reload()
    assert told.is_visible()
    page.select_option("[name=size]", "small")
    assert page.url.endswith("?trade=stone-processing&size=small&facets=lifting,gas&from=chat")
    page.reload()
    assert not told.is_visible()
    page.goto(f"{address}{STONE}mine/?size=huge")
    assert "size=huge" in told.inner_text()


def test_the_form_works_without_scripts(catalog: Catalog, browser: Browser, page: Page, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}{STONE}mine/")
    plain.check("[name=trade][value=stone-processing]")
    plain.check("[name=size][value=small]")
    plain.check("[name=facets][value=gas]")
    plain.check("[name=facets][value=lifting]")
    plain.get_by_role("button", name="看我的清单").click()
    plain.wait_for_url("**/checklist/?**")
    assert "没有按你的答案筛选" in plain.inner_text("noscript")
    assert plain.locator("table.items tbody tr").count() == len(catalog.items_of(catalog.industries["building-materials"]))
    page.goto(plain.url)
    assert sorted(page.evaluate(SHOWN)) == sorted(i.id for i in _stone(catalog))
    assert page.url.endswith("?trade=stone-processing&size=small&facets=lifting,gas")
    context.close()


def test_the_questions_count_and_keep_the_answers(catalog: Catalog, page: Page, address: str) -> None:
    stone = catalog.industries["building-materials"]
    page.goto(f"{address}{STONE}mine/")
    count = page.locator("[data-count]")

    def says(**said: list[str]) -> None:
        found = relations.asked(catalog.index, stone, said)
        expect(count).to_have_text(f"{len(found)} 条，重大 {sum(i.hazard == 'major' for i in found)} 条")

    says(facets=[])
    page.check("[name=size][value=small]")
    says(facets=[], size=["small"])
    page.check("[name=facets][value=gas]")
    says(facets=["gas"], size=["small"])
    page.reload()
    says(facets=["gas"], size=["small"])
    assert page.url.endswith("mine/?size=small&facets=gas")
    page.get_by_role("button", name="看我的清单").click()
    page.wait_for_url("**/checklist/?**")
    page.get_by_role("link", name="改答案").click()
    page.wait_for_url("**/mine/?**")
    expect(page.locator("[name=facets][value=gas]")).to_be_checked()
    for term in catalog.vocab["facets"].values:
        if page.locator(f"[name=facets][value={term.id}]").count():
            assert (term.description or "") in page.inner_text(".questions")


def test_keyboard_alone_leads_to_the_list(catalog: Catalog, page: Page, address: str) -> None:
    page.goto(f"{address}mine/")
    page.get_by_label("找行业").focus()
    page.keyboard.type("石材")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/building-materials/mine/")
    page.locator("[name=trade]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    for _ in range(30):
        if page.evaluate("['gas', 'lifting'].includes(document.activeElement.value)"):
            page.keyboard.press("Space")
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checklist/?**")
    assert sorted(page.evaluate(SHOWN)) == sorted(i.id for i in _stone(catalog))
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    assert not page.locator(".filters select").first.is_visible()


def test_every_sector_can_be_chosen_and_found(catalog: Catalog, page: Page, address: str) -> None:
    page.goto(f"{address}mine/")
    links = page.locator(".choices a").evaluate_all("all => all.map(a => [a.textContent, new URL(a.href).pathname])")
    wanted = [
        [s.title, f"/{_root(catalog, s)}" + "mine/" * catalog.has_content(s)]
        for s in [*catalog.venues.values(), *catalog.industries.values()]
    ]
    assert sorted(links) == sorted(wanted)
    page.fill("[data-choose] input", "石材")
    held = [s.title for s in catalog.sectors.values() if "石材" in f"{s.title}{s.scope}{s.trades}"]
    assert "建材" in held
    assert sorted(page.locator(".choices a:visible").all_inner_texts()) == sorted(held)
    assert page.locator(".choices section:visible").count() == page.locator(".choices section:has(a:visible)").count()
    assert page.inner_text("[data-choose] [role=status]") == f"{len(held)} 个"
    page.fill("[data-choose] input", "")
    assert page.locator(".choices a:visible").count() == len(wanted)


def test_a_sector_in_work_is_no_dead_end(catalog: Catalog, page: Page, address: str) -> None:
    for name in ("textile", "medical"):
        sector = catalog.industries[name]
        page.goto(f"{address}industries/{name}/")
        links = page.locator(".inwork a").evaluate_all("all => all.map(a => new URL(a.href).pathname + new URL(a.href).hash)")
        assert {f"/modules/{m}/" for m in sector.modules} <= set(links)
        assert any("forms" in link for link in links)


@pytest.mark.parametrize(("said", "first", "count"), [
    ("", "-small", 11), ("?size=small", "-small", 11), ("?size=medium", "", 10), ("?tier=post&size=medium", "", 9),
    ("?tier=workshop&size=medium", "", 5),
])  # fmt: skip
def test_the_pdfs_that_match(page: Page, address: str, said: str, first: str, count: int) -> None:
    page.goto(f"{address}{STONE}checklist/{said}")
    page.click(".prints summary")
    links = page.locator(".prints a:visible")
    assert links.first.get_attribute("href") == f"../../../books/building-materials{first}.pdf"
    assert links.count() == count
    assert "KB" in page.locator(".prints li:visible").first.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_exactly_the_selection(catalog: Catalog, browser: Browser, address: str, tmp_path: Path, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}{STONE}checklist/{MINE}")
    page.pdf(path=tmp_path / "mine.pdf", prefer_css_page_size=True)
    text = pdf_text(tmp_path / "mine.pdf", "-layout")
    wanted = _stone(catalog)
    assert sorted(re.findall(r"\b[A-Z]{2,3}-\d{4}\b", text)) == sorted(i.id for i in wanted)
    flat = squeezed(text)
    for said in (
        "建材：安全生产检查清单",
        "参考稿",
        catalog.edition.title,
        squeezed(_sentence(wanted)),
        "size=small&facets=lifting,gas",
    ):
        assert said in flat, said
    for chrome in ("复制链接", "改答案", "筛选", "详情", "›", "来源版本", "各类企业要查多少条"):
        assert chrome not in flat, chrome
    for sheet in text.split("\f"):
        assert ("检查要求" in sheet) == bool(re.search(r"[A-Z]{2,3}-\d{4}", sheet))
    assert flat.count("□不符合") == len(wanted)
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.querySelector('.c-req')).color") == "rgb(26, 28, 32)"
    context.close()


def test_on_a_phone_the_filters_stay_in_one_line(phone: Page, address: str) -> None:
    phone.goto(f"{address}{STONE}checklist/{MINE}")
    bar = phone.locator(".filters")
    phone.evaluate("scrollTo(0, 3000)")
    box = bar.bounding_box()
    head = phone.locator(".md-header").bounding_box()
    assert box
    assert head
    assert abs(box["y"] - head["height"]) < 2
    assert box["height"] < 60
    before = phone.inner_text("[role=status][data-whom]")
    bar.locator("summary").tap()
    phone.locator("label", has=phone.locator("[name=hazard]")).tap()
    assert phone.inner_text("[role=status][data-whom]") != before
    small = "all => all.map(e => e.closest('label').getBoundingClientRect().height).filter(h => h < 44)"
    assert phone.locator(".filters label :is(input, select)").evaluate_all(small) == []


def test_an_anchor_far_down_is_reached(page: Page, address: str) -> None:
    page.goto(f"{address}{STONE}checklist/#JC-0253")
    expect(page.locator("#JC-0253")).to_be_in_viewport()


def test_details_open_by_tap_on_a_phone(phone: Page, address: str) -> None:
    phone.goto(f"{address}{STONE}checklist/#JC-0001")
    row = phone.locator("#JC-0001")
    assert not row.locator(".c-how").is_visible()
    row.locator(".more").click()
    assert row.locator(".c-how").is_visible()


def test_copy_gives_the_address_or_holds_it_out(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}{STONE}checklist/{MINE}")
    page.click("[data-copy]")
    expect(page.locator("[data-copied]")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.click("[data-copy]")
    expect(page.locator(".url")).to_have_value(page.url)
    expect(page.locator("[data-copied]")).to_contain_text("Ctrl+C")
    context.close()


@pytest.mark.parametrize(
    "path", ["mine/", f"{STONE}mine/{MINE}", f"{STONE}checklist/{MINE},dragons", "venues/small-restaurant/mine/"]
)
def test_pages_are_whole_and_accessible(browser: Browser, address: str, path: str) -> None:
    """axe in light and dark at both widths; nothing scrolls sideways, in large type neither."""
    for width, height in WIDTHS:
        schemes: tuple[Any, ...] = ("light", "dark")
        for scheme in schemes:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
            page = context.new_page()
            page.goto(address + path)
            for summary in page.locator("article summary:visible").all():
                if summary.locator("..").get_attribute("open") is None:
                    summary.click()
            assert flaws(page) == [], (width, scheme)
            page.evaluate("document.documentElement.style.fontSize = '30px'")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            context.close()
