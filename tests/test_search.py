"""The search of the site, in Chromium through window.anbiao.search, against a plain scan of the records written here."""

from __future__ import annotations

import dataclasses
import gzip
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, Route

from macros import search
from macros.catalog import Catalog
from macros.finds import Find, finds
from tests.project import flaws

Results = list[dict[str, str]]
Ask = Callable[..., Results]
HERE = "industries/building-materials/"
LIMIT = 300 * 1024
FIND = "([text, facets]) => window.anbiao.search(text, facets)"
FIND_ALL = "async (all) => { const out = []; for (const one of all) out.push(await window.anbiao.search(one)); return out; }"


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(address + HERE)
    yield page
    page.close()


@pytest.fixture(scope="module")
def ask(page: Page) -> Ask:
    def asked(text: str, **facets: list[str]) -> Results:
        found: Results = page.evaluate(FIND, [text, facets])
        return found

    return asked


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold())


def _texts(c: Catalog) -> dict[str, list[str]]:
    found = {i.id: (i.id, i.title, i.statement, i.problem, i.evidence, i.remedy.how) for i in c.items.values()}
    return {id_: [_plain(text) for text in texts] for id_, texts in found.items()}


def _scan(texts: dict[str, list[str]], query: str) -> set[str]:
    words = [_plain(word) for word in unicodedata.normalize("NFKC", query).split()]
    return {id_ for id_, mine in texts.items() if all(any(word in text for text in mine) for word in words)}


def _phrases(texts: list[str], count: int) -> list[str]:
    chance = random.Random(20261)  # noqa: S311  the same phrases in every run
    found: list[str] = []
    while len(found) < count:
        text, length = chance.choice(texts), chance.randint(2, 8)
        start = chance.randint(0, max(len(text) - length, 0))
        phrase = text[start : start + length]
        if len(_plain(phrase)) > 1:
            found.append(phrase)
    return found


def _ids(results: Results, kind: str, *via: str) -> list[str]:
    return [r["id"] for r in results if r["kind"] == kind and (not via or r["via"] in via)]


def test_any_phrase_of_an_item_finds_exactly_the_items_that_hold_it(page: Page, catalog: Catalog) -> None:
    raw = [t for i in catalog.items.values() for t in (i.title, i.statement, i.problem, i.evidence, i.remedy.how)]
    phrases, texts = _phrases(raw, 500), _texts(catalog)
    for phrase, results in zip(phrases, page.evaluate(FIND_ALL, phrases), strict=True):
        assert set(_ids(results, "item", "text")) == _scan(texts, phrase), phrase
        assert len({(r["kind"], r["id"]) for r in results}) == len(results), phrase


def test_every_text_of_the_other_kinds_is_found(page: Page, catalog: Catalog) -> None:
    """Clauses, standards, industries, venues, forms and methods: a phrase from a sample of their texts finds them."""
    chance = random.Random(7)  # noqa: S311  likewise
    asked = []
    for kind in ("clause", "standard", "industry", "venue", "form", "method"):
        mine = [one for one in finds(catalog) if one.kind == kind]
        for one in chance.sample(mine, min(len(mine), 25)):
            text = chance.choice([t for t in (one.title, one.number, *one.texts) if len(t) > 2])
            asked.append((kind, one.id, _phrases([text], 1)[0]))
    found = page.evaluate(FIND_ALL, [text for _, _, text in asked])
    for (kind, id_, text), results in zip(asked, found, strict=True):
        assert id_ in _ids(results, kind, "text", "number"), (kind, id_, text)


def test_tools_are_given_the_kinds_of_the_contract_and_readers_the_cases_too(page: Page, ask: Ask, catalog: Catalog) -> None:
    case = next(one for one in finds(catalog) if one.kind == "case" and one.owner == "gongmao-zhongda-10")
    known = {(one.kind, one.id) for one in finds(catalog) if one.kind != "case"}
    found = {(one["kind"], one["id"]) for one in ask("有限空间")}
    assert found
    assert found <= known
    page.goto(page.url.split("industries/")[0] + f"search/?q={case.texts[0][:12]}")
    page.get_by_role("heading", name="判定情形").wait_for()
    page.goto(page.url.split("search/")[0] + HERE)


# (query, kind, id, via): what must be among the matches.
HANDMADE = (
    ("JC-0006", "item", "JC-0006", "text"), ("jc-0006", "item", "JC-0006", "text"), ("JC0006", "item", "JC-0006", "text"),
    ("ＪＣ－０００６", "item", "JC-0006", "text"), ("GB 15577", "standard", "gb-15577-2018", "number"),
    ("GB15577", "standard", "gb-15577-2018", "number"), ("GB/T 15577-2018", "standard", "gb-15577-2018", "number"),
    ("ＧＢ　１５５７７", "standard", "gb-15577-2018", "number"), ("gb15577", "item", "FB-0001", "basis"),
    ("令第10号", "standard", "gongmao-zhongda-10", "number"), ("令第十号", "standard", "gongmao-zhongda-10", "number"),
    ("令第10号", "item", "JC-0161", "basis"), ("泉安委〔2021〕18号", "standard", "quan-anwei-2021-18", "number"),
    ("泉安委[2021]18号", "standard", "quan-anwei-2021-18", "number"),
    ("泉安委（2021）18号", "standard", "quan-anwei-2021-18", "number"),
    ("泉安委2021 18号", "standard", "quan-anwei-2021-18", "number"), ("安全生产法", "standard", "anquan-shengchan-fa", "text"),
    ("《安全生产法》", "standard", "anquan-shengchan-fa", "text"),
    ("安全生产法第24条", "clause", "anquan-shengchan-fa#第24条", "number"),
    ("安全生产法第二十四条", "clause", "anquan-shengchan-fa#第24条", "number"),
    ("《安全生产法》 第二十四条", "clause", "anquan-shengchan-fa#第24条", "number"),
    ("安全生产法第24条", "item", "TY-0002", "basis"), ("建材", "industry", "building-materials", "text"),
    ("石材加工", "industry", "building-materials", "text"), ("小餐饮", "venue", "small-restaurant", "text"),
    ("33456", "method", "work-33456", "text"), ("隐患清单", "form", "hazard-list", "text"),
    ("受限空间", "item", "YX-0001", "synonym"), ("受限空间", "clause", "gb-30871-2022#6.4", "text"),
    ("密闭空间作业", "form", "permit-confined-space", "synonym"), ("煤气", "industry", "city-gas", "synonym"),
    ("消防栓", "item", "XF-0010", "synonym"), ("电瓶车", "standard", "gb-17761-2024", "synonym"),
    ("天车", "item", "QZ-0001", "synonym"), ("动火 灭火器", "item", "DH-0007", "text"),
    ("灭火器　动火", "form", "permit-hot-work", "text"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "kind", "id_", "via"), HANDMADE)
def test_handmade_queries(ask: Ask, query: str, kind: str, id_: str, via: str) -> None:
    assert {"kind": kind, "id": id_, "via": via} in ask(query)


@pytest.mark.parametrize("query", ["JC-0006", "GB 15577-2018", "安全生产法第二十四条", "建材", "隐患清单", "令第10号"])
def test_what_is_named_exactly_comes_first(ask: Ask, query: str) -> None:
    named = {(kind, id_) for asked, kind, id_, via in HANDMADE if asked.startswith(query[:4]) and via in {"text", "number"}}
    first = ask(query)[0]
    assert (first["kind"], first["id"]) in named


def test_ranking(ask: Ask, catalog: Catalog) -> None:
    """Title before statement before other texts before basis before synonym; live before retired; the page's industry first."""
    word = "有限空间"
    plan = {"text": 0, "number": 0, "basis": 1, "synonym": 2}
    found = [r for r in ask(word) if r["kind"] != "item" or not catalog.items[r["id"]].retired]
    assert [plan[r["via"]] for r in found] == sorted(plan[r["via"]] for r in found)

    def depth(id_: str) -> int:
        item = catalog.items[id_]
        return next(
            n for n, text in enumerate((item.title, item.statement, item.problem + item.evidence + item.remedy.how)) if word in text
        )

    items = [i for i in _ids(found, "item", "text") if i in catalog.live_items]
    assert [depth(i) for i in items] == sorted(depth(i) for i in items)
    assert len({depth(i) for i in items}) == 3
    mine = {i.id for i in catalog.items_of(catalog.sectors["building-materials"])}
    keys = [(depth(i), i not in mine, catalog.items[i].hazard != "major") for i in items]
    assert keys == sorted(keys)


def test_retired_items_are_found_after_all_others(ask: Ask, catalog: Catalog) -> None:
    item = next(i for i in catalog.items.values() if i.retired)
    assert ask(item.id)[0] == {"kind": "item", "id": item.id, "via": "text"}
    retired = [r["kind"] == "item" and bool(catalog.items[r["id"]].retired) for r in ask("安全")]
    assert any(retired)
    assert retired == sorted(retired)
    assert item.id not in _ids(ask(item.id, industry=[catalog.owner(item).id]), "item")


def test_facets_agree_with_the_catalog(ask: Ask, catalog: Catalog) -> None:
    word, items = "安全", catalog.items
    everything = _ids(ask(word), "item")

    def expect(keep: Callable[[str], bool], **facets: list[str]) -> None:
        wanted = [i for i in everything if keep(i)]
        assert 0 < len(wanted) < len(everything), facets
        assert _ids(ask(word, **facets), "item") == wanted, facets

    for sector in ("building-materials", "small-restaurant", "elderly-care"):
        mine = {i.id for i in catalog.items_of(catalog.sectors[sector])}
        expect(mine.__contains__, industry=[sector])
        lead = [d.id for _, d in catalog.leads_of(catalog.sectors[sector])]
        led = [s for s in catalog.sectors.values() if set(lead) & {d.id for _, d in catalog.leads_of(s)} and catalog.has_content(s)]
        if lead:
            expect({i.id for s in led for i in catalog.items_of(s)}.__contains__, department=lead)
    expect(lambda i: items[i].hazard == "major", hazard=["major"])
    expect(lambda i: "post" in items[i].tiers, tier=["post"])
    expect(lambda i: "workshop" in items[i].tiers or "post" in items[i].tiers, tier=["post", "workshop"])
    expect(lambda i: "small" in (items[i].applies.sizes or ["small"]), size=["small"])
    expect(lambda i: items[i].hazard == "major" and "post" in items[i].tiers, hazard=["major"], tier=["post"])
    grid = {rest.item for e in catalog.index.all("grid_point") for rest in e.record.rests_on}
    expect(grid.__contains__, norm=["grid"])
    assert {r["kind"] for r in ask(word, kind=["form", "method"])} == {"form", "method"}
    assert ask(word, industry=["no-such"]) == []
    assert ask("") == ask("  ") == []


def test_synonyms_of_the_vocabulary(ask: Ask, catalog: Catalog) -> None:
    """Each synonym of a special case finds every item that holds the label, as text or as synonym."""
    texts = _texts(catalog)
    for term in catalog.vocab["facets"].values:
        for word in term.synonyms:
            for label in term.label.split("与"):
                assert _scan(texts, label) <= set(_ids(ask(word), "item")), (word, label)


def _first_hit(browser: Browser, address: str, text: str, route: Callable[[Route], None] | None = None) -> int:
    """Compressed bytes of code and data of the search that have come when the first match stands in the list."""
    page = browser.new_page()
    if route:
        page.route("**/data/search/*", route)
    come: list[Response] = []
    page.on("response", lambda r: come.append(r) if "/search/" in r.url else None)
    page.goto(address + HERE)
    page.evaluate(
        """() => { window.come = new Promise((seen) => new MutationObserver(() => {
          if (document.querySelector(".find-list mark")) seen(performance.getEntriesByType("resource").map((one) => one.name));
        }).observe(document.body, { childList: true, subtree: true })); }"""
    )
    page.locator(".md-header input[name=q]").fill(text)
    before = page.evaluate("come")
    sizes = {r.url: len(gzip.compress(r.body())) for r in come[:] if r.url in before}
    page.close()
    assert any(url.endswith("head.json") for url in sizes)
    assert any(url.endswith("engine.js") for url in sizes)
    return sum(sizes.values())


def test_little_is_fetched_before_the_first_hit(browser: Browser, address: str, catalog: Catalog) -> None:
    raw = [t for i in catalog.items.values() for t in (i.problem, i.evidence, i.remedy.how)]
    for text in ["有限空间", "GB 15577", "电瓶车", *_phrases(raw, 6)]:
        assert _first_hit(browser, address, text) <= LIMIT, text


def _grown(found: list[Find], times: int) -> list[Find]:
    """Items made new from halves of sentences of other items: as many texts, in the language of the checklists."""
    items = [one for one in found if one.kind == "item"]
    more = []
    for turn in range(1, times):
        for number, one in enumerate(items):
            other = items[(number + 7 * turn) % len(items)]
            halves = zip((one.title, *one.texts), (other.title, *other.texts), strict=True)
            title, *texts = [a[: len(a) * turn // times] + b[len(b) * turn // times :] for a, b in halves]
            id_ = f"{chr(64 + turn)}{one.id[1:]}"
            more.append(dataclasses.replace(one, id=id_, title=title, texts=tuple(texts), owner=f"{one.owner}-{turn}"))
    last = max(n for n, one in enumerate(found) if one.kind == "item")
    return [*found[: last + 1], *more, *found[last + 1 :]]


def test_four_times_the_items_still_open_quickly(browser: Browser, address: str, catalog: Catalog) -> None:
    found = _grown(list(finds(catalog)), 4)
    packed = dict(search.pack(catalog, found))
    assert sum(one.kind == "item" for one in found) > 4_000
    raw = [text for one in found if one.kind == "item" for text in one.texts]

    def route(route: Route) -> None:
        route.fulfill(body=packed[f"data/search/{route.request.url.rsplit('/', 1)[1]}"], content_type="application/json")

    for text in ["有限空间", "GB 15577", *_phrases(raw, 8)]:
        assert _first_hit(browser, address, text, route) <= LIMIT, text


def test_a_new_build_is_not_answered_from_the_old_one(browser: Browser, address: str, catalog: Catalog) -> None:
    """The site is published anew under an open page: the shards of its head are gone, so the search begins again."""
    found = list(finds(catalog))
    changed = [dataclasses.replace(one, texts=(f"崭新的{one.texts[0]}",)) if one.kind == "item" else one for one in found]
    published = dict(search.pack(catalog, found))

    def route(route: Route) -> None:
        body = published.get(f"data/search/{route.request.url.rsplit('/', 1)[1]}")
        route.fulfill(**({"body": body, "content_type": "application/json"} if body else {"status": 404}))

    page = browser.new_page()
    page.route("**/data/search/*", route)
    page.goto(address + HERE)
    page.locator(".md-header input[name=q]").focus()
    page.wait_for_load_state("networkidle")
    published.clear()
    published.update(search.pack(catalog, changed))
    texts = {id_: mine[:3] for id_, mine in _texts(catalog).items()}
    assert set(_ids(page.evaluate(FIND, ["灭火器", {}]), "item", "text")) == _scan(texts, "灭火器")
    assert set(_ids(page.evaluate(FIND, ["崭新的", {}]), "item", "text")) == catalog.items.keys()
    page.close()


def _open(browser: Browser, address: str, path: str, width: int = 1280, **words: Any) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 844}, **words)
    page.goto(address + path)
    return page


def test_by_keyboard(browser: Browser, address: str) -> None:
    page = _open(browser, address, HERE)
    field = page.locator(".md-header input[name=q]")
    for keys in ("/", "Control+k"):
        page.keyboard.press(keys)
        assert field.evaluate("e => e === document.activeElement")
        page.keyboard.press("Tab")
    page.keyboard.press("/")
    page.keyboard.type("JC-0006")
    page.get_by_role("status").filter(has_text="1 个结果").wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "JC-0006" in chosen.inner_text()
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("JC-0007")
    page.get_by_role("status").filter(has_text="1 个结果").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/JC-0007/")
    page.go_back()
    page.locator(".md-header input[name=q]").fill("动火 灭火器")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.get_by_role("status").filter(has_text="6 个结果").wait_for()
    assert page.locator(".found-groups li").count() == 6
    page.close()


def test_on_a_phone_a_button_opens_it(browser: Browser, address: str) -> None:
    page = _open(browser, address, HERE, 390)
    field, button = page.locator(".md-header input[name=q]"), page.get_by_role("button", name="搜索", exact=True)
    assert not field.is_visible()
    button.press("Enter")
    assert field.evaluate("e => e === document.activeElement")
    page.keyboard.type("灭火器")
    page.locator(".find-list [role=option]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    assert not field.is_visible()
    assert button.evaluate("e => e === document.activeElement")
    page.close()


def test_links_of_every_kind_lead_to_the_record(browser: Browser, address: str, built: Path) -> None:
    page = _open(browser, address, "search/?q=有限空间")
    page.locator(".found-groups li").first.wait_for()
    for query in ("有限空间", "GB 30871", "小餐饮", "建材"):
        page.locator("main input[name=q]").fill(query)
        page.wait_for_function("(q) => new URLSearchParams(location.search).get('q') === q", arg=query)
        page.locator(".found > .find-status").filter(has_text="个结果").wait_for()
        for link in page.locator(".found-groups li a").evaluate_all("all => all.map((a) => a.href)"):
            path, _, place = link.removeprefix(address).partition("#")
            text = (built / path / "index.html").read_text(encoding="utf-8")
            assert not place or f'id="{page.evaluate("decodeURIComponent", place)}"' in text, link
    page.close()


def test_search_page_narrows_and_its_address_can_be_shared(browser: Browser, address: str, catalog: Catalog) -> None:
    page = _open(browser, address, "search/?q=有限空间&industry=building-materials&kind=item")
    total = page.locator(".found > .find-status")
    total.filter(has_text="个结果").wait_for()
    wanted = page.evaluate(FIND, ["有限空间", {"industry": ["building-materials"], "kind": ["item"]}])
    assert total.inner_text().startswith(f"{len(wanted)} 个结果")
    assert "有限空间" in page.locator(".found-groups mark").all_inner_texts()
    box = page.locator("[name=hazard][value=major]")
    count = int(box.locator("xpath=../output").inner_text())
    assert 0 < count < len(wanted)
    box.check()
    assert total.inner_text().startswith(f"{count} 个结果")
    shared = page.url
    page.goto(shared)
    total.filter(has_text=f"{count} 个结果").wait_for()
    assert page.locator(":checked").evaluate_all("all => all.map((e) => e.value)") == ["item", "major", "building-materials"]
    page.locator("main input[name=q]").fill("没有这种东西")
    total.filter(has_text="没有找到“没有这种东西”").wait_for()
    assert page.locator(".found-help").is_visible()
    page.locator("main input[name=q]").fill("防台没有")
    page.locator("[data-tried]").filter(has_text="近义词：台风").wait_for()
    page.close()


def test_without_scripts_the_page_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + HERE)
    page.locator(".md-header input[name=q]").fill("灭火器")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert "搜索要用浏览器的脚本" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessible(browser: Browser, address: str, scheme: Any, width: int) -> None:
    """The page with matches and without, and the open list; also with large type nothing is cut off sideways."""
    for path, ready in (("search/?q=有限空间", ".found-groups li"), ("search/?q=没有这种", ".found-help li"), (HERE, "")):
        page = _open(browser, address, path, width, color_scheme=scheme, bypass_csp=True)
        if ready:
            page.locator(ready).first.wait_for()
        else:
            page.keyboard.press("/")
            page.keyboard.type("有限空间")
            page.locator(".find-list [role=option]").first.wait_for()
            page.keyboard.press("ArrowDown")
        assert flaws(page) == []
        page.add_style_tag(content="html { font-size: 24px }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_search_belongs_to_the_outputs(built: Path) -> None:
    record = json.loads((built / "data/build.json").read_text(encoding="utf-8"))
    head = json.loads((built / search.HEAD).read_bytes())
    files = {search.HEAD, *(f"data/search/{shard['file']}" for shard in head["shards"])}
    assert {path for path in record["sha256"] if path.startswith("data/search/")} == files
    assert files <= record["inputs"].keys()
