"""The self-check: what is asked is what Python says applies; what is answered is kept; everyone can use it."""

from __future__ import annotations

import base64
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from macros import applies, checks, relations
from macros.catalog import Catalog
from macros.models.form import points
from tests.device import SHOP, flaws, kept, named, opened, photos, picture, row_of, save, tap, units

STONE = "building-materials/checklist"
WIDTHS = ((390, 844), (1280, 900))


@pytest.fixture(scope="module")
def index(built: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((built / "data/check/index.json").read_bytes())
    return found


def _sheet(built: Path, id_: str) -> dict[str, Any]:
    sheets = json.loads((built / f"data/check/{id_.split('/', maxsplit=1)[0]}.json").read_bytes())["sheets"]
    found: dict[str, Any] = next(one for one in sheets if one["id"] == id_)
    return found


# --- the data


def test_every_written_industry_has_its_sheets(catalog: Catalog, built: Path, index: dict[str, Any]) -> None:
    c = catalog
    wanted = {}
    for s in filter(c.has_content, c.sectors.values()):
        wanted[f"{s.id}/checklist"] = [i.id for i in c.items_of(s)]
        wanted[f"{s.id}/grid"] = [g.id for g in c.grid_of(s)]
        wanted |= {f"{s.id}/criteria-{size}": [r.id for r in rows] for size, rows in c.criteria_of(s)}
    wanted |= {f"lookback/{f.id}": [f"{f.id}-{p.no:02}" for _, p in points(f)] for f in c.lookbacks}
    assert {s["id"]: s["count"] for s in index["sheets"]} == {id_: len(rows) for id_, rows in wanted.items()}
    assert {id_.split("/")[1] for id_ in wanted} > {
        "checklist",
        "grid",
        "criteria-small",
        "criteria-medium",
        "criteria-above-scale",
    }
    for sheet in index["sheets"]:
        made = _sheet(built, sheet["id"])
        assert sorted(r["id"] for r in made["rows"]) == sorted(wanted[sheet["id"]])
        assert [a["id"] for a in made["answers"]] == index["answers"][sheet["kind"]]
        assert (built / sheet["path"] / "index.html").is_file()


def test_rows_say_what_the_records_say(catalog: Catalog, built: Path) -> None:
    c = catalog
    sector = c.industries["building-materials"]
    rows = {r["id"]: r for r in _sheet(built, STONE)["rows"]}
    places = {w.id: {i.id for i in c.reached(sector, w)} for w in c.workshops_of(sector)}
    for item in c.items_of(sector):
        row = rows[item.id]
        wanted = (item.revision, item.title, item.statement, item.problem, item.hazard, list(item.tiers), item.remedy.how)
        said = (*(row[key] for key in ("revision", "title", "text", "problem", "hazard", "tiers")), row["remedy"]["how"])
        assert said == wanted
        assert row["asks"] == applies.row(c, item)
        assert set(row["workshops"]) == {w for w, ids in places.items() if item.id in ids}
        assert all(c.cite(c.standards[b.std]) in row["basis"] and (b.clause or "") in row["basis"] for b in item.basis)
    for size, found in c.criteria_of(sector):
        made = {r["id"]: r for r in _sheet(built, f"{sector.id}/criteria-{size}")["rows"]}
        for row in found:
            texts = ("score", "scoring", "skip", "veto")
            assert {key: made[row.id].get(key) for key in texts} == row.model_dump(include=set(texts))
    for point in c.grid_of(sector):
        made_ = next(r for r in _sheet(built, f"{sector.id}/grid")["rows"] if r["id"] == point.id)
        assert (made_["look"], made_["whistle"], made_.get("ask")) == (point.look, point.whistle, point.ask)
        assert made_["reportTo"] == c.label("report-to", point.report_to)


def test_small_project_without_look_back_forms_still_makes_sheets(base_catalog: Catalog) -> None:
    made = dict(checks.files(base_catalog))
    assert "data/check/index.json" in made


@pytest.mark.parametrize("name", ["building-materials", "city-gas", "elderly-care", SHOP])
def test_rows_for_an_enterprise_are_those_that_python_asks(catalog: Catalog, page: Page, address: str, name: str) -> None:
    c, sector = catalog, catalog.sectors[name]
    rng = random.Random(name)  # noqa: S311  a fixed seed, not a secret
    facets = [t.id for t in applies.facets(c, sector)]
    sizes = [t.id for t in c.vocab["sizes"].values]
    said: list[dict[str, list[str]]] = []
    for _ in range(60):
        given = {"size": [rng.choice(sizes)], "trade": [rng.choice([t.id for t in sector.trades] or ["none"])]}
        given["facets"] = [f for f in facets if rng.random() < 0.5] or ["none"]
        said.append({key: ids for key, ids in given.items() if rng.random() < 0.8})
    opened(page, address, "")
    found = page.evaluate(
        """async ([id, all]) => { const { load, rowsFor } = await import('../assets/check/sheet.js');
        const { sheet } = await load(id);
        return all.map((picked) => rowsFor(sheet, picked).map((row) => row.id)); }""",
        [f"{name}/checklist", said],
    )  # fmt: skip
    for given, ids in zip(said, found, strict=True):
        assert sorted(ids) == sorted(i.id for i in relations.asked(c.index, sector, given)), given
    assert len({len(ids) for ids in found}) > 3


# --- the way in


def test_the_checklist_hands_its_filters_over(page: Page, address: str) -> None:
    search = "?trade=stone-processing&size=small&facets=gas,lifting"
    for part in ("checklist", "mine"):
        page.goto(f"{address}industries/building-materials/{part}/{search}")
        shown = int(re.findall(r"\d+", page.locator("[data-count]").first.inner_text())[0])
        page.get_by_role("link", name="边看边查").click()
        page.wait_for_selector(".row")
        assert shown == page.locator(".row").count() > 50
        assert f"查哪些：{shown} 条" in page.locator(".filters summary").inner_text()
        expect(page.locator("[name=facets][value=gas]")).to_be_checked()


@pytest.mark.parametrize(
    ("path", "sheets"),
    [
        ("venues/small-restaurant/criteria/", 1), ("industries/building-materials/criteria/", 3), ("industries/city-gas/grid/", 1),
        ("forms/lookback-enterprises/", 1), ("forms/lookback-departments/", 1),
    ],
)  # fmt: skip
def test_every_other_sheet_has_its_way_in(page: Page, address: str, path: str, sheets: int) -> None:
    page.goto(f"{address}{path}")
    assert page.get_by_role("link", name="边看边查").count() == sheets
    page.get_by_role("link", name="边看边查").last.click()
    page.wait_for_selector(".row")


def test_a_workshop_is_asked_what_reaches_it(page: Page, address: str, catalog: Catalog) -> None:
    sector = catalog.industries["building-materials"]
    workshop = catalog.workshops_of(sector)[0]
    opened(page, address, f"?s={STONE}")
    page.locator(".filters summary").click()
    page.locator("[name=workshop]").select_option(workshop.id)
    wanted = [i.id for i in catalog.reached(sector, workshop)]
    expect(page.locator(".row")).to_have_count(len(wanted))
    assert sorted(page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")) == sorted(wanted)


def test_what_the_address_says_wrong_is_told(page: Page, address: str) -> None:
    opened(page, address, f"?s={STONE}&size=huge")
    expect(page.locator("[data-told]")).to_contain_text("size=huge")
    assert page.locator(".row").count() > 500
    opened(page, address, "?s=no-such/checklist")
    expect(page.locator(".told")).to_contain_text("没有")
    opened(page, address, "?u=00000000000000000000000000000000")
    expect(page.locator(".told")).to_contain_text("这台设备上没有这一份")


def test_without_scripts_the_page_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}check/")
    assert "脚本" in page.inner_text("main")
    context.close()


# --- answering


def test_one_tap_is_kept_over_a_reload(page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/checklist&size=small")
    ids = page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")
    tap(page, ids[0], "pass")
    tap(page, ids[1], "fail")
    row_of(page, ids[1]).locator("textarea").fill("灶台后面，软管裂了")
    row_of(page, ids[1]).get_by_label("整改责任人").fill("王五")
    row_of(page, ids[1]).get_by_label("整改期限（自己定）").fill("2026-12-01")
    expect(page.locator(".count")).to_have_text(f"已查 2/{len(ids)}，不合格 1")
    kept(page, lambda all_: all_ and (all_[0]["answers"].get(ids[1], {}).get("fix") or {}).get("due"))
    page.reload()
    page.wait_for_selector(".row")
    expect(page.locator(".count")).to_have_text(f"已查 2/{len(ids)}，不合格 1")
    expect(row_of(page, ids[0]).locator("[value=pass]")).to_be_checked()
    expect(row_of(page, ids[1]).locator("textarea")).to_have_value("灶台后面，软管裂了")
    unit = units(page)[0]
    assert unit["picked"] == {"size": ["small"]}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", unit["answers"][ids[1]]["date"])
    assert unit["answers"][ids[1]]["fix"]["who"] == "王五"
    assert unit["answers"][ids[1]]["rev"] >= 1


def test_a_reload_in_the_middle_of_a_word_loses_nothing_typed(page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/grid")
    first = page.locator(".row").first
    first.locator("label[data-v=fail]").click()
    first.locator("textarea").press_sequentially("卷帘门只升到一半", delay=5)
    page.reload()
    page.wait_for_selector(".row")
    expect(page.locator(".row").first.locator("textarea")).to_have_value("卷帘门只升到一半")


def test_next_leads_through_all_that_is_open(page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/grid")
    ids = page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")
    for id_ in ids[:2]:
        tap(page, id_, "pass")
    page.evaluate("scrollTo(0, 0)")
    for id_ in ids[2:]:
        page.get_by_role("button", name="下一条").click()
        assert page.evaluate("document.activeElement.id") == id_
        box = row_of(page, id_).bounding_box()
        assert box
        assert 0 <= box["y"] < 400
        tap(page, id_, "unclear")
    expect(page.get_by_role("button", name="看结果")).to_be_visible()
    page.get_by_role("button", name="看结果").click()
    page.wait_for_selector("[data-shown]")
    page.go_back()
    expect(page.locator(".count")).to_have_text(f"已查 {len(ids)}/{len(ids)}，不合格 0")


def test_grid_workers_are_given_all_answers_and_no_orders(page: Page, address: str, catalog: Catalog) -> None:
    opened(page, address, f"?s={SHOP}/grid")
    row = page.locator(".row").first
    labels = [t.label for t in catalog.vocab["grid-answers"].values]
    assert row.locator(".choice label").all_inner_texts() == labels
    row.locator("label[data-v=fail]").click()
    assert "整改" not in row.inner_text()
    assert "期限" not in row.inner_text()


def test_criteria_ask_for_points_and_veto_before_a_row_is_done(page: Page, address: str, catalog: Catalog) -> None:
    rows = dict(catalog.criteria_of(catalog.venues[SHOP]))["small"]
    strict = next(r for r in rows if r.veto and r.skip)
    plain = next(r for r in rows if not r.skip)
    opened(page, address, f"?s={SHOP}/criteria-small")
    assert row_of(page, strict.id).locator(".choice label").count() == 3
    assert row_of(page, plain.id).locator(".choice label").count() == 2
    tap(page, strict.id, "fail")
    expect(page.locator(".count")).to_have_text(f"已查 0/{len(rows)}，不合格 1")
    points_ = row_of(page, strict.id).get_by_label("扣几分")
    points_.fill("4")
    expect(page.locator(".count")).to_contain_text("已查 0/")
    row_of(page, strict.id).locator("label", has_text="没有").last.click()
    expect(page.locator(".count")).to_have_text(f"已查 1/{len(rows)}，不合格 1")
    points_.fill("400")
    answer = kept(page, lambda all_: all_[0]["answers"][strict.id]["deduct"] > 4)[0]["answers"][strict.id]
    assert (answer["deduct"], answer["veto"]) == (strict.score, "no")
    assert "level" not in page.inner_text("main")


def test_an_answer_can_be_taken_back(page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/grid")
    first = page.locator(".row").first
    first.locator("label[data-v=fail]").click()
    first.get_by_role("button", name="清除这一条的结果").click()
    expect(page.locator(".count")).to_contain_text("已查 0/")
    expect(first.locator(":checked")).to_have_count(0)


def test_keyboard_alone_is_enough(page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/grid")
    page.locator(".row input").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".row").first.get_attribute("data-v") == "fail"
    page.keyboard.press("Tab")
    page.keyboard.type("看到的")
    expect(page.locator(".row textarea").first).to_have_value("看到的")


def test_photos_are_made_small_kept_and_dropped(page: Page, address: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    big = picture(3000, exif.tobytes())
    assert len(big) > 2_000_000
    opened(page, address, f"?s={SHOP}/checklist")
    row = page.locator(".row").first
    row.locator("label[data-v=fail]").click()
    row.locator(".file input").first.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": big})
    row.locator("img").wait_for()
    page.reload()
    row.locator("img").wait_for()
    shown = row.locator("img").evaluate("i => i.decode().then(() => [i.naturalWidth, i.naturalHeight, i.src])")
    data = Image.open(io.BytesIO(raw := base64.b64decode(shown[2].rpartition(",")[2])))
    assert 320 <= max(shown[:2]) <= 1600
    assert data.format == "JPEG"
    assert len(raw) <= 200 * 1024
    assert b"secret place" not in raw
    assert photos(page) == 1
    row.get_by_role("button", name="去掉").click()
    for _ in range(50):
        if photos(page) == 0:
            break
        page.wait_for_timeout(20)
    assert photos(page) == 0
    row.locator(".file input").first.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(row.locator(".picture").first).to_contain_text("打不开")


def test_several_places_stand_side_by_side(page: Page, address: str) -> None:
    for name in ("切割车间", "打磨车间"):
        opened(page, address, f"?s={SHOP}/checklist&new=1")
        named(page, name)
        page.get_by_label("单位名称").fill("水头石材厂")
        page.locator(".row label[data-v=pass]").first.click()
        kept(page, lambda all_, name=name: any(one["name"] == name and one["answers"] for one in all_))  # type: ignore[misc]
    page.get_by_role("link", name="转到：切割车间").click()
    expect(page.locator(".who-of summary")).to_contain_text("切割车间")
    opened(page, address, f"?s={SHOP}/checklist")
    expect(page.locator(".kept li")).to_have_count(2)
    page.get_by_role("link", name="另查一份").click()
    page.wait_for_selector(".row")
    page.locator(".who-of summary").click()
    expect(page.get_by_label("单位名称")).to_have_value("水头石材厂")
    assert len(units(page)) == 2
    opened(page, address, "")
    page.get_by_label("选中 切割车间").check()
    page.get_by_role("button", name="删除（1 份）").click()
    page.get_by_role("button", name="不了").click()
    assert len(units(page)) == 2
    page.get_by_role("button", name="删除（1 份）").click()
    page.get_by_role("button", name="删除", exact=True).click()
    kept(page, lambda all_: [one["name"] for one in all_] == ["打磨车间"])


def test_nothing_leaves_the_device(context: BrowserContext, page: Page, address: str) -> None:
    sent: list[tuple[str, str, str | None]] = []
    context.on("request", lambda request: sent.append((request.method, request.url, request.post_data)))
    opened(page, address, f"?s={SHOP}/checklist")
    page.locator(".row label[data-v=fail]").first.click()
    page.locator(".row textarea").first.fill("这句话不出这台设备")
    named(page, "后厨")
    save(page)
    kept(page, lambda all_: all_[0]["name"] == "后厨")
    assert sent
    assert all(method == "GET" and url.startswith((address, "blob:")) and not data for method, url, data in sent)


def test_works_where_the_address_is_not_a_safe_one(context: BrowserContext, page: Page, address: str) -> None:
    context.add_init_script(
        "delete Crypto.prototype.randomUUID; delete Crypto.prototype.subtle; delete Navigator.prototype.storage"
    )
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    opened(page, address, f"?s={SHOP}/grid")
    page.locator(".row label[data-v=pass]").first.click()
    kept(page, lambda all_: all_ and all_[0]["answers"])


# --- for everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_accessible_in_every_state(browser: Browser, address: str, scheme: Any, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    opened(page, address, "")
    assert flaws(page) == []
    for sheet in (f"{SHOP}/checklist", f"{SHOP}/criteria-small", f"{SHOP}/grid", "lookback/lookback-enterprises"):
        opened(page, address, f"?s={sheet}")
        page.wait_for_selector(".row")
        assert flaws(page) == []
        page.locator(".row label[data-v=fail]").first.click()
        page.locator(".row").nth(1).get_by_role("button", name="备注、照片").click()
        if page.locator(".filters").count():
            page.locator(".filters summary").click()
        assert flaws(page) == [], sheet
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), sheet
        kept(page, lambda all_, sheet=sheet: any(u["sheet"] == sheet for u in all_))  # type: ignore[misc]
    opened(page, address, f"?s={SHOP}/grid")
    assert flaws(page) == []
    opened(page, address, "")
    page.locator(".kept input").first.check()
    page.get_by_role("button", name="删除（1 份）").click()
    assert flaws(page) == []
    context.close()


def test_a_thumb_finds_every_answer(page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/grid")
    page.locator(".row label[data-v=fail]").first.click()
    for what in (
        ".row .choice label",
        ".row .under button:visible",
        ".bar-of button",
        ".row .more-of input:not([type=file]):visible",
        ".row .file",
    ):
        boxes = page.locator(what).evaluate_all("all => all.slice(0, 12).map((one) => one.getBoundingClientRect().height)")
        assert boxes, what
        assert min(h for h in boxes if h) >= 44, (what, boxes)


def test_large_type_fits(context: BrowserContext, page: Page, address: str) -> None:
    context.add_init_script("localStorage.setItem('anbiao.large', '1')")
    for search in ("", f"?s={SHOP}/grid", f"?s={SHOP}/criteria-small"):
        opened(page, address, search)
        if search:
            page.locator(".row label[data-v=fail]").first.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), search
