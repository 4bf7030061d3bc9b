"""«结果» of the self-check: score, findings, official lists as spreadsheets, drafts, print. Each flow in a real browser."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from macros import cells, checkpapers
from macros.catalog import Catalog
from macros.models.form import leaves
from tests.project import flaws, office, pdf_text, squeezed

CHECKLIST, CRITERIA, GRID = "building-materials/checklist", "building-materials/criteria-medium", "building-materials/grid"
ABOVE, LOOKBACK = "building-materials/criteria-above-scale", "lookback/lookback-enterprises"
FIX = dict.fromkeys(("how", "who", "due", "state", "done", "checker", "verified", "reported", "plan", "accepted", "entered"), "")
HOSTILE = '=1+1 <img src=x onerror="window.hit=1">&amp;"\n第二行'
Json = dict[str, Any]
Sheets = dict[str, list[Json]]


def answer(row: Json, v: str, **more: Any) -> Json:
    blank = {
        "note": "",
        "who": "张三",
        "date": "2026-11-20",
        "at": 1795000000000,
        "deduct": 0,
        "veto": "",
        "before": "",
        "after": "",
        "fix": None,
    }
    return {**blank, "v": v, "rev": row["revision"], **more}


def unit(number: int, sheet: str, answers: dict[str, Json], **more: Any) -> Json:
    about = {
        "name": f"{number}号车间",
        "firm": "石井甲石材厂",
        "picked": {},
        "edition": "2026-1",
        "parts": [],
        "made": 1795000000000,
        "at": 1795000000000,
    }
    return {"uid": f"{number:032x}", "sheet": sheet, "answers": answers, **about, **more}


@pytest.fixture(scope="module")
def rows(built: Path) -> Sheets:
    """The rows of each sheet that these tests use."""
    names = (CHECKLIST, CRITERIA, GRID, ABOVE, LOOKBACK)
    files = {name: json.loads((built / f"data/check/{name.split('/')[0]}.json").read_bytes()) for name in names}
    return {name: next(s["rows"] for s in files[name]["sheets"] if s["id"] == name) for name in names}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(timezone_id="Asia/Shanghai", accept_downloads=True, viewport={"width": 390, "height": 844})
    yield made
    made.close()


def opened(context: BrowserContext, address: str, units: list[Json], view: str = "overview") -> Page:
    """The results of units that are kept on the device."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(f"{address}check/")
    page.evaluate("units => import('/assets/check/store.js').then(store => store.keep(units))", units)
    page.goto(f"{address}check/?{'&'.join('u=' + one['uid'] for one in units)}&view=results#{view}")
    page.locator(".results-panel > h2").wait_for()
    page.locator(".results-panel > :not(h2)").first.wait_for()
    return page


def go(page: Page, view: str) -> None:
    page.get_by_role("navigation", name="结果").get_by_role("link", name=view, exact=True).click()
    page.locator(".results-panel h2", has_text=re.compile(f"^{view}$")).wait_for()


@pytest.fixture(scope="module")
def modules(browser: Browser, address: str) -> Iterator[Page]:
    """A page to call the pure modules in: ``call(page, "score", "score", …)``."""
    page = browser.new_page()
    page.goto(f"{address}grid/")
    yield page
    page.close()


def call(page: Page, module: str, name: str, *said: Any) -> Any:
    return page.evaluate(
        "([m, n, said]) => import(`/assets/check/${m}.js`).then(found => found[n](...said))", [module, name, list(said)]
    )


# Self-score of 达标细则


def row(number: int, score: int | None = 10, **more: Any) -> Json:
    points = {} if score is None else {"score": score}
    return {
        "id": f"X-{number}",
        "revision": 1,
        "group": f"要素{number % 3}",
        "title": f"第{number}条",
        "text": "",
        **points,
        **more,
    }


ROWS = [*(row(n, 10) for n in range(7)), row(7, 20, skip="没有窑炉的作空项"), row(8, 10, veto="无证上岗")]


def scored(page: Page, rows: list[Json], **changes: Json) -> tuple[Json, str]:
    """The score of rows that all pass but for those changed, and the conclusion."""
    answers = {one["id"]: answer(one, "pass") for one in rows}
    for id_, change in changes.items():
        answers[id_.replace("_", "-")].update(change)
    found = call(page, "score", "score", rows, answers)
    return found, call(page, "score", "conclusion", found)


@pytest.mark.parametrize(
    ("changes", "score", "conclusion"),
    [
        ({}, 100, "否决项全部符合，自评得分100分"),
        ({"X_0": {"v": "fail", "deduct": 2.5}}, 97.5, "否决项全部符合，自评得分97.5分"),
        ({"X_7": {"v": "not-applicable"}}, 100, "否决项全部符合，自评得分100分"),
        ({"X_7": {"v": "not-applicable"}, "X_0": {"v": "fail", "deduct": 4}}, 95, "否决项全部符合，自评得分95分"),
        ({"X_7": {"v": "not-applicable"}, "X_0": {"v": "fail", "deduct": 1}}, 98.75, "否决项全部符合，自评得分98.75分"),
        ({"X_0": {"v": "fail", "deduct": 99}}, 90, "否决项全部符合，自评得分90分"),
        ({"X_8": {"v": "fail", "deduct": 1, "veto": "no"}}, 99, "否决项全部符合，自评得分99分"),
        ({"X_8": {"v": "fail", "deduct": 1, "veto": "yes"}}, 99, "不符合"),
    ],
)
def test_score_leaves_out_what_does_not_apply(modules: Page, changes: dict[str, Json], score: float, conclusion: str) -> None:
    found, said = scored(modules, ROWS, **changes)
    assert (found["open"], found["score"], said) == ([], score, conclusion)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"X_0": {"v": ""}}, "answer"),
        ({"X_0": {"v": "fail"}}, "deduct"),
        ({"X_0": {"v": "fail", "deduct": -3}}, "deduct"),
        ({"X_8": {"v": "fail", "deduct": 1}}, "veto"),
        ({"X_0": {"v": "not-applicable"}}, "skip"),
        ({"X_0": {"rev": 0}}, "moved"),
    ],
)
def test_no_score_and_no_conclusion_while_a_row_is_open(modules: Page, changes: dict[str, Json], why: str) -> None:
    found, said = scored(modules, ROWS, **changes)
    assert [one["why"] for one in found["open"]] == [why]
    assert (found["score"], said) == (None, "")


def test_sheets_without_points_have_no_score(modules: Page) -> None:
    found, said = scored(modules, [row(1, None), row(2, None)], X_1={"v": "fail"})
    assert (found["points"], found["score"], found["open"], said) == (None, None, [], "没有适用的否决项；这张表不计分")
    found, said = scored(modules, [row(1, 100, skip="没有的作空项")], X_1={"v": "not-applicable"})
    assert (found["score"], said) == (None, "全部是空项，没有得分")


def test_points_add_up_however_rows_are_answered(modules: Page, rows: Sheets) -> None:
    chance = random.Random(1)  # noqa: S311
    sheet = rows[CRITERIA]
    for _ in range(20):
        answers = {}
        for one in sheet:
            v = chance.choice(["pass", "fail", "not-applicable"] if one.get("skip") else ["pass", "fail"])
            answers[one["id"]] = answer(
                one, v, deduct=chance.randint(1, 30) / 2 if v == "fail" else 0, veto="no" if v == "fail" else ""
            )
        found = call(modules, "score", "score", sheet, answers)
        points = found["points"]
        assert points["full"] == sum(one["score"] for one in sheet) == 100
        assert points["absent"] == sum(one["score"] for one in sheet if answers[one["id"]]["v"] == "not-applicable")
        assert points["full"] - points["absent"] - points["lost"] == pytest.approx(points["got"])
        assert found["score"] == pytest.approx(points["got"] / (100 - points["absent"]) * 100, abs=0.005)
        for key in points:
            assert sum(group["points"][key] for group in found["groups"]) == pytest.approx(points[key])


# Findings


def found(page: Page, units: list[Json], sheets: Sheets, day: str = "2026-11-22") -> list[Json]:
    kinds = {name: name.split("/")[0] if name.startswith("lookback") else name.split("/")[1].split("-")[0] for name in sheets}
    sector = {"id": "x", "title": "石材", "tiers": {"workshop": "车间"}, "hazards": {"general": "一般隐患", "major": "重大隐患"}}
    loaded = {name: {"sector": sector, "sheet": {"id": name, "kind": kinds[name], "rows": rows_}} for name, rows_ in sheets.items()}
    return list(call(page, "hazards", "findings", units, loaded, day))


def item(number: int, **more: Any) -> Json:
    remedy = {"kind": "now", "label": "立即整改", "how": "锁上"}
    return row(number, None, problem=f"第{number}处没锁", hazard="general", remedy=remedy, **more)


def test_findings_of_several_workshops_are_numbered_by_day(modules: Page) -> None:
    items = [item(1), {**item(2), "hazard": "major"}, item(3)]
    first = unit(
        1,
        CHECKLIST,
        {"X-1": answer(items[0], "fail", date="2026-11-21"), "X-3": answer(items[2], "pass")},
        picked={"tier": ["workshop"]},
    )
    second = unit(
        2, CHECKLIST, {"X-2": answer(items[1], "fail", note="东门"), "X-9": answer(items[0], "fail", note="旧版的", date="")}
    )
    grid = unit(3, GRID, {"X-1": answer(items[0], "fail")})
    listed = found(modules, [first, second, grid], {CHECKLIST: items, GRID: items})
    assert [(one["seq"], one["row"]["id"], one["place"], one["tier"], one["problem"]) for one in listed] == [
        (1, "X-2", "2号车间", "", "第2处没锁（东门）"),
        (2, "X-1", "1号车间", "车间", "第1处没锁"),
        (3, "X-9", "2号车间", "", "本版已没有这一条（旧版的）"),
    ]
    assert [one["major"] for one in listed] == [True, False, False]
    # A title alone, as 达标细则 has it, says nothing wrong.
    titled = {key: value for key, value in items[0].items() if key != "problem"}
    (bare,) = found(modules, [unit(4, CHECKLIST, {"X-1": answer(titled, "fail")})], {CHECKLIST: [titled]})
    assert bare["problem"] == f"不符合：{titled['title']}"
    assert listed[1]["measure"] == "立即整改：锁上"


def test_a_finding_that_was_worked_on_stays_when_the_row_passes(modules: Page) -> None:
    worked = unit(1, CHECKLIST, {"X-1": answer(item(1), "pass", fix={**FIX, "state": "done", "done": "2026-11-21"})})
    touched = unit(2, CHECKLIST, {"X-1": answer(item(1), "pass", fix=FIX)})
    assert [one["unit"]["uid"] for one in found(modules, [worked, touched], {CHECKLIST: [item(1)]})] == [worked["uid"]]


WHOLE = {"who": "李四", "done": "2026-11-21", "checker": "王五", "verified": "2026-11-22"}
MAJOR = {"reported": "2026-11-20", "plan": "2026-11-20", "accepted": "2026-11-22"}


@pytest.mark.parametrize(
    ("hazard", "fix", "lacks", "odd", "closed"),
    [
        ("general", {}, ["责任人", "整改期限"], [], False),
        ("general", {"state": "hand", "who": "李四", "due": "2026-11-30"}, [], [], False),
        ("general", {"state": "done", "who": "李四"}, ["完成日期"], [], False),
        ("general", {"state": "verified", **WHOLE}, [], [], True),
        ("general", {"state": "verified", **WHOLE, "checker": ""}, ["复查人"], [], False),
        ("general", {"state": "verified", **WHOLE, "checker": " 李四"}, [], ["复查人和责任人是同一个人"], True),
        ("general", {"state": "verified", **WHOLE, "done": "2026-11-01"}, [], ["完成日期早于排查日期"], True),
        ("general", {"state": "verified", **WHOLE, "verified": "2026-11-20"}, [], ["复查日期早于完成日期"], True),
        ("major", {"state": "verified", **WHOLE}, ["报告日期", "治理方案日期", "验收日期"], [], False),
        ("major", {"state": "verified", **WHOLE, **MAJOR}, [], [], True),
        ("major", {"state": "verified", **WHOLE, **MAJOR, "accepted": "2026-11-19"}, [], ["验收日期早于治理方案日期"], True),
    ],
)
def test_a_finding_is_closed_when_nothing_is_lacking(
    modules: Page, hazard: str, fix: Json, lacks: list[str], odd: list[str], closed: bool
) -> None:
    one = {**item(1), "hazard": hazard}
    (listed,) = found(modules, [unit(1, CHECKLIST, {"X-1": answer(one, "fail", fix={**FIX, **fix})})], {CHECKLIST: [one]})
    assert (listed["lacks"], listed["odd"], listed["closed"]) == (lacks, odd, closed)


def test_what_is_said_to_be_verified_and_not_shown_is_no_result(modules: Page) -> None:
    bare = unit(1, CHECKLIST, {"X-1": answer(item(1), "fail", fix={**FIX, "state": "verified", "verified": "2026-11-20"})})
    (listed,) = found(modules, [bare], {CHECKLIST: [item(1)]})
    assert call(modules, "hazards", "rectificationCells", listed)["result"] == ""
    assert call(modules, "hazards", "stateOf", listed) == "复查合格，没填全"
    whole = unit(1, CHECKLIST, {"X-1": answer(item(1), "fail", fix={**FIX, "state": "verified", **WHOLE})})
    (listed,) = found(modules, [whole], {CHECKLIST: [item(1)]})
    assert call(modules, "hazards", "rectificationCells", listed)["result"].startswith("合格 ")
    assert call(modules, "hazards", "stateOf", listed) == "复查合格"


@pytest.mark.parametrize(("state", "overdue"), [("open", True), ("hand", True), ("done", False), ("verified", False)])
def test_what_is_done_is_not_overdue(modules: Page, state: str, overdue: bool) -> None:
    late = unit(1, CHECKLIST, {"X-1": answer(item(1), "fail", fix={**FIX, "state": state, "due": "2026-11-21"})})
    assert found(modules, [late], {CHECKLIST: [item(1)]}, "2026-11-22")[0]["overdue"] is overdue
    assert found(modules, [late], {CHECKLIST: [item(1)]}, "2026-11-21")[0]["overdue"] is False


# The closed loop on the page


def workshops(rows: Sheets, count: int = 3) -> list[Json]:
    """Two workshops with failed rows, one of them 重大, one half mended."""
    plain = [one for one in rows[CHECKLIST] if one["hazard"] == "general"][: count - 1]
    major = next(one for one in rows[CHECKLIST] if one["hazard"] == "major")
    first = {one["id"]: answer(one, "fail", note=HOSTILE if n == 0 else "") for n, one in enumerate(plain)}
    first[plain[0]["id"]]["fix"] = {**FIX, "who": "李四", "due": "2026-11-30", "state": "hand", "entered": "2026-11-21"}
    return [unit(1, CHECKLIST, first), unit(2, CHECKLIST, {major["id"]: answer(major, "fail", date="2026-11-21")})]


def test_what_is_typed_is_kept_and_in_the_lists(context: BrowserContext, address: str, rows: Sheets) -> None:
    page = opened(context, address, workshops(rows), "fix")
    card = page.locator(".finding").nth(1)
    card.locator("summary").click()
    assert "还差：责任人、整改期限" in card.locator(".remarks").inner_text()
    card.get_by_label("责任人").fill("赵六")
    card.get_by_role("radio", name="复查合格").check()
    card.get_by_label("完成日期").fill("2026-11-21")
    card.get_by_label("复查人").fill("王五")
    card.get_by_label("复查人").blur()
    page.get_by_text("这一条闭环了。").wait_for()
    assert page.get_by_role("button", name="没闭环 2").is_visible()
    page.reload()
    card.locator("summary").click()
    assert card.get_by_label("责任人").input_value() == "赵六"
    verified = card.get_by_label("复查日期").input_value()
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", verified)
    go(page, "整改清单")
    line = page.locator("table.form tbody tr").nth(1).locator("td").all_inner_texts()
    assert line[3:8] == ["赵六", "", "2026-11-21", "王五", f"合格 {verified}"]
    assert line[8:11] == ["/", "/", "/"]


def test_a_major_one_has_its_own_branch(context: BrowserContext, address: str, rows: Sheets) -> None:
    page = opened(context, address, workshops(rows), "fix")
    page.get_by_role("button", name="重大 1").click()
    assert page.locator(".finding:visible").count() == 1
    card = page.locator(".finding:visible")
    card.locator("summary").click()
    card.get_by_text("挂牌督办").wait_for()
    for label in ("重大：报告日期", "重大：治理方案日期", "重大：验收日期"):
        card.get_by_label(label).fill("2026-11-22")
    card.get_by_label("重大：验收日期").blur()
    page.locator(".remarks", has_text="还差：责任人、整改期限。").wait_for()
    go(page, "整改清单")
    assert page.locator("table.form tbody tr").nth(2).locator("td").all_inner_texts()[8:11] == ["2026-11-22"] * 3
    go(page, "治理方案")
    major = next(one for one in rows[CHECKLIST] if one["hazard"] == "major")
    assert major["problem"] in page.locator("[data-blank=隐患名称]").inner_text()
    assert page.locator("[data-blank='判定标准（名称、编号、条款）']").inner_text() == major["basis"]
    assert page.locator("[data-blank=编制日期]").inner_text() == "2026年11月22日"


def test_nothing_is_lost_silently_when_the_device_is_full(context: BrowserContext, address: str, rows: Sheets) -> None:
    page = opened(context, address, workshops(rows), "fix")
    page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    page.locator(".finding summary").first.click()
    page.get_by_label("责任人").fill("赵六")
    page.get_by_label("责任人").blur()
    page.get_by_role("alert").filter(has_text="没有存住").wait_for()
    assert page.get_by_label("责任人").input_value() == "赵六"
    with page.expect_download() as download:
        page.get_by_role("alert").get_by_role("button", name="存成文件").click()
    assert "赵六" in Path(download.value.path()).read_text(encoding="utf-8")


def test_an_answer_to_a_changed_row_is_told(context: BrowserContext, address: str, rows: Sheets) -> None:
    one = rows[GRID][0]
    page = opened(context, address, [unit(1, GRID, {one["id"]: answer(one, "pass", rev=one["revision"] + 1)})])
    assert "有 1 条的要求改过" in page.locator(".results-panel").inner_text()


def test_written_text_is_only_text_and_stays_here(context: BrowserContext, address: str, rows: Sheets) -> None:
    asked: list[tuple[str, str]] = []
    context.on("request", lambda request: asked.append((request.method, request.url)))
    page = opened(context, address, workshops(rows))
    for view in page.locator(".results-nav a").all_inner_texts():
        go(page, view)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hit") is None
    assert {method for method, _ in asked} == {"GET"}
    assert all(url.startswith((address, "data:")) and "李四" not in url for _, url in asked)


# Official lists as files


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"存为 {kind}").click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize(("form", "count"), [("hazard-list", 3), ("hazard-list", 27), ("rectification-list", 27)])
def test_the_spreadsheet_is_the_official_form_filled(
    context: BrowserContext,
    address: str,
    built: Path,
    tmp_path: Path,
    rows: Sheets,
    catalog: Catalog,
    form: str,
    count: int,
) -> None:
    page = opened(context, address, workshops(rows, count), form)
    made = saved(page, "Excel")
    blank = openpyxl.load_workbook(built / f"forms/{form}.xlsx").worksheets[0]
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    columns = leaves(catalog.forms[form].parts[0].columns)
    body = [list(line) for line in sheet.iter_rows(values_only=True)]
    first = next(n for n, line in enumerate(body) if line[0] == 1)
    # The same heads, then a line for each finding, and after at least as many lines as the form has the same notes.
    heads = [list(line) for line in blank.iter_rows(values_only=True)]
    top = next(n for n, line in enumerate(heads) if line[0] == "序号")
    assert (
        body[first - cells.depth(catalog.forms[form].parts[0].columns) : first]
        == heads[top : top + cells.depth(catalog.forms[form].parts[0].columns)]
    )
    assert [line[0] for line in body[first : first + count]] == list(range(1, count + 1))
    notes = [f"{n}. {note}" for n, note in enumerate(catalog.forms[form].notes, 1)]
    assert [line[0] for line in body[first + max(count, 10) + 1 :]][: len(notes)] == notes
    assert sheet.print_area.endswith(f"${len(body)}")
    assert {str(rule.sqref).rpartition(":")[2].lstrip("ABCDEFGHIJKL") for rule in sheet.data_validations.dataValidation} == {
        str(first + max(count, 10))
    }
    line = dict(zip([column.id for column in columns], body[first], strict=True))
    written = sheet.cell(first + 1, [column.id for column in columns].index("problem") + 1)
    assert written.data_type == "s"
    assert HOSTILE in str(written.value)
    assert line["entered-on"] == datetime(2026, 11, 21)  # noqa: DTZ001
    assert sheet.cell(first + 1, len(columns)).number_format == "yyyy-mm-dd"
    assert "石井甲石材厂" in [cell for found_ in body[:first] for cell in found_]
    file = tmp_path / "list.xlsx"
    file.write_bytes(made)
    said = office(file, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path).read_text(encoding="utf-8")
    assert HOSTILE.replace('"', '""') in said
    assert notes[-1] in said
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.testzip() is None


def test_csv_holds_the_columns_and_no_formula(
    context: BrowserContext, address: str, rows: Sheets, catalog: Catalog, modules: Page
) -> None:
    page = opened(context, address, workshops(rows), "hazard-list")
    made = saved(page, "CSV")
    assert made.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert lines[0] == [column.label for column in leaves(catalog.forms["hazard-list"].parts[0].columns)]
    assert [line[0] for line in lines[1:]] == ["1", "2", "3"]
    risky = ["=1+1", "+1", "-1", "@x", "\t=1", "平常"]
    said = call(modules, "xlsx", "csv", [{"id": "a", "label": "甲"}], [{"a": text} for text in risky])
    assert [line[0] for line in csv.reader(io.StringIO(said.lstrip("\ufeff"), newline=""))] == [
        "甲",
        *(f"'{text}" for text in risky[:-1]),
        "平常",
    ]


@pytest.mark.parametrize("text", ["]]></t><t>", "\x00\x0b\ud800尾", "a" * 3000, "😀 & <"])
def test_no_text_breaks_the_spreadsheet(modules: Page, built: Path, text: str) -> None:
    paper = json.loads((built / "data/check/papers/hazard-list.json").read_bytes())["xlsx"]
    script = """([paper, text]) => import('/assets/check/xlsx.js').then(({ xlsx }) =>
      Array.from(xlsx(paper, { 单位名称: text.replace('?', '\\ud800') }, [{ seq: '1', problem: text.replace('?', '\\ud800') }])))"""
    made = bytes(modules.evaluate(script, [paper, text.replace("\ud800", "?")]))
    values = [
        str(value) for line in openpyxl.load_workbook(io.BytesIO(made)).worksheets[0].iter_rows(values_only=True) for value in line
    ]
    kept = re.sub("[\x00\x0b\ud800]", "", text)
    assert values.count(kept) == 2


# Drafts of the official forms


def filled_criteria(rows: Sheets) -> Json:
    sheet = rows[CRITERIA]
    answers = {one["id"]: answer(one, "pass") for one in sheet}
    lost = next(one for one in sheet if not one.get("veto"))
    answers[lost["id"]].update(
        v="fail", deduct=0.5, note="缺一份记录", fix={**FIX, "who": "李四", "due": "2026-12-01", "how": "补记录"}
    )
    skipped = next(one for one in sheet if one.get("skip") and one["id"] != lost["id"])
    answers[skipped["id"]].update(v="not-applicable")
    return unit(4, CRITERIA, answers, name="全厂")


def table(page: Page, column: str) -> list[list[str]]:
    body = page.locator(f"table[data-columns~='{column}'] tbody tr")
    return [line.locator("th, td").all_inner_texts() for line in body.all() if line.locator("td").first.inner_text()]


def test_the_report_has_the_points_and_no_level(context: BrowserContext, address: str, rows: Sheets) -> None:
    mine = filled_criteria(rows)
    page = opened(context, address, [mine], "report-0")
    points = {one["id"]: one["score"] for one in rows[CRITERIA]}
    absent = next(points[id_] for id_, said in mine["answers"].items() if said["v"] == "not-applicable")
    lines = {line[0]: line[1:] for line in table(page, "element")}
    assert len(lines) == 9
    assert lines["合计"][:4] == ["100", str(absent), "0.5", f"{100 - absent - 0.5:g}"]
    score = f"{round((100 - absent - 0.5) / (100 - absent) * 100, 2):g}"
    assert page.locator("[data-blank=自评得分]").inner_text() == score
    assert "■全部符合" in page.locator("[data-blank=否决项]").inner_text()
    assert "■中等" in page.locator("[data-blank=规模类别]").inner_text()
    assert "非评审结果" in page.locator(".results-panel").inner_text()
    finding = next(id_ for id_, said in mine["answers"].items() if said["v"] == "fail")
    assert table(page, "finding")[0][2:6] == [finding, "补记录", "李四", "2026-12-01"]
    assert len(table(page, "veto")) == sum(
        bool(one.get("veto")) and mine["answers"][one["id"]]["v"] != "not-applicable" for one in rows[CRITERIA]
    )
    go(page, "自评公示")
    assert page.locator("[data-blank=自评得分]").inner_text() == score
    assert page.locator("[data-blank=整改完成期限]").inner_text() == "2026年12月1日"
    assert page.locator("[data-blank=公示开始]").inner_text().split() == ["年", "月", "日"]
    go(page, "自评通报")
    assert table(page, "finding")[0][1] == "全厂"


def test_the_report_leaves_the_result_blank_while_rows_are_open(context: BrowserContext, address: str, rows: Sheets) -> None:
    mine = filled_criteria(rows)
    del mine["answers"][rows[CRITERIA][0]["id"]]
    page = opened(context, address, [mine], "report-0")
    assert "还有 1 条没有答完" in page.locator(".results-panel").inner_text()
    assert page.locator("[data-blank=自评得分]").inner_text() == ""
    assert "■" not in page.locator("[data-blank=否决项]").inner_text()
    go(page, "总览")
    assert "还有 1 条没有答完" in page.locator(".results-panel").inner_text()


def test_above_scale_has_no_points(context: BrowserContext, address: str, rows: Sheets) -> None:
    mine = unit(5, ABOVE, {one["id"]: answer(one, "pass") for one in rows[ABOVE]})
    page = opened(context, address, [mine])
    assert "不计分" in page.locator(".results-panel").inner_text()
    go(page, "自评报告")
    assert table(page, "element") == []
    assert page.locator("[data-blank=自评得分]").inner_text() == ""


def test_look_back_report(context: BrowserContext, address: str, rows: Sheets) -> None:
    answers = {one["id"]: answer(one, "pass") for one in rows[LOOKBACK][:-1]}
    answers[rows[LOOKBACK][2]["id"]].update(v="fail", note="没有签协议", fix={**FIX, "done": "2026-11-21", "state": "done"})
    page = opened(context, address, [unit(6, LOOKBACK, answers)], "lookback-0")
    assert table(page, "point")[0][:3] == ["1", "3", "没有签协议"]
    assert [page.locator(f"[data-blank={name}]").inner_text() for name in ("问题总数", "已改数", "未改数", "没有查的点和原因")] == [
        "1",
        "1",
        "0",
        "第20点",
    ]
    assert "■企业20点" in page.locator("[data-blank=对照的细则]").inner_text()


def test_the_grid_worker_reports_each_matter_and_orders_nothing(context: BrowserContext, address: str, rows: Sheets) -> None:
    grid = rows[GRID]
    said = ["fail", "unclear", "refused", "refused", "pass", "not-applicable"]
    answers = {one["id"]: answer(one, v, note="斜靠三块板" if v == "fail" else "") for one, v in zip(grid, said, strict=False)}
    page = opened(context, address, [unit(7, GRID, answers, firm="", name="某某石材厂")])
    views = page.locator(".results-nav a").all_inner_texts()
    assert views == ["总览", "上报单", "打印检查表"]
    go(page, "上报单")
    boxes = page.locator(".draft-one")
    assert boxes.locator("summary").all_inner_texts() == [
        f"1　不合格：{grid[0]['title']}",
        f"2　无法判断：{grid[1]['title']}",
        "3　拒绝检查：2 项",
    ]
    page.get_by_role("button", name="全部打开").click()
    first = boxes.nth(0)
    assert first.locator("[data-blank=看到什么]").inner_text() == f"{grid[0]['title']}：斜靠三块板"
    assert "■不合格" in first.locator("[data-blank=什么事]").inner_text()
    assert f"■{grid[0]['reportTo']}" in first.locator("[data-blank=报给谁]").inner_text()
    assert boxes.nth(2).locator("[data-blank=检查导则编号]").inner_text() == f"{grid[2]['id']}、{grid[3]['id']}"


LABELS = """async ([name, said]) => {
  const drafts = await import('/assets/check/drafts.js');
  const made = drafts[name](...said);
  return (Array.isArray(made) ? made : [{ filling: made }]).map(({ filling: { blanks, tables } }) => (
    [Object.keys(blanks), Object.entries(tables).map(([key, lines]) => [key, Object.keys(lines[0] || {})])]));
}"""


def test_every_blank_that_is_filled_stands_in_the_form(modules: Page, built: Path, rows: Sheets) -> None:
    """A form whose blanks were renamed would silently stay empty."""

    def loaded(name: str) -> Json:
        file = json.loads((built / f"data/check/{name.partition('/')[0]}.json").read_bytes())
        return {**file, "sheet": next(one for one in file["sheets"] if one["id"] == name)}

    criteria = filled_criteria(rows)
    found_ = call(modules, "score", "score", rows[CRITERIA], criteria["answers"])
    listed = call(modules, "hazards", "findings", [criteria], {CRITERIA: loaded(CRITERIA)}, "2026-11-22")
    grid = unit(1, GRID, {rows[GRID][0]["id"]: answer(rows[GRID][0], "fail")})
    back = unit(2, LOOKBACK, {rows[LOOKBACK][0]["id"]: answer(rows[LOOKBACK][0], "fail")})
    said = {
        ("report", "self-assessment-report"): [criteria, loaded(CRITERIA), found_, listed],
        ("publicity", "self-assessment-publicity"): [criteria, loaded(CRITERIA), found_, listed],
        ("circular", "self-assessment-circular"): [criteria, loaded(CRITERIA), found_, listed],
        ("plan", "major-hazard-plan"): [listed[0]],
        ("lookback", "lookback-report"): [back, loaded(LOOKBACK), listed],
        ("reports", "grid-report"): [grid, loaded(GRID)],
    }  # fmt: skip
    for (name, form), arguments in said.items():
        html = json.loads((built / f"data/check/papers/{form}.json").read_bytes())["html"]
        blanks = set(re.findall(r'data-blank="([^"]*)"', html))
        columns = [set(one.split()) for one in re.findall(r'data-columns="([^"]*)"', html)]
        for used, tables in modules.evaluate(LABELS, [name, arguments]):
            assert set(used) <= blanks, form
            assert all(any({key, *ids} <= one for one in columns) for key, ids in tables), form


# Copy, WeChat, print


def test_copied_as_text(context: BrowserContext, address: str, rows: Sheets) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(context, address, workshops(rows), "hazard-list")
    page.get_by_role("button", name="复制文字").click()
    page.get_by_text("已复制").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("隐患清单\n单位名称：石井甲石材厂\n")
    assert "填表人" not in text
    assert text.count("序号：") == 3
    assert "微信" not in page.locator(".results-panel").inner_text()


def test_where_nothing_can_be_copied_the_text_is_held_out(context: BrowserContext, address: str, rows: Sheets) -> None:
    page = opened(context, address, workshops(rows), "hazard-list")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false;")
    page.get_by_role("button", name="复制文字").click()
    field = page.get_by_label("要复制的文字")
    field.wait_for()
    assert "石井甲石材厂" in field.input_value()
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart, 4)") == "隐患清单"


def test_wechat_is_told_how_to_save(browser: Browser, address: str, rows: Sheets) -> None:
    made = browser.new_context(user_agent="Mozilla/5.0 (Linux; Android 13) Chrome/116 Mobile MicroMessenger/8.0.40")
    page = opened(made, address, workshops(rows), "rectification-list")
    assert "在浏览器打开" in page.locator(".results-panel").inner_text()
    made.close()


def printed(page: Page, folder: Path) -> tuple[str, tuple[float, float], int]:
    file = folder / "print.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    with pikepdf.open(file) as pdf:
        box = pdf.pages[0].mediabox
        return pdf_text(file), (float(box[2]), float(box[3])), len(pdf.pages)


def test_papers_are_printed_and_nothing_else(context: BrowserContext, address: str, tmp_path: Path, rows: Sheets) -> None:
    page = opened(context, address, [*workshops(rows), filled_criteria(rows)], "hazard-list")
    text, (wide, high), count = printed(page, tmp_path)
    assert wide > high
    assert count == 1
    assert squeezed(text).startswith("隐患清单单位名称：石井甲石材厂")
    assert "存为" not in text
    assert "自拟参考" in text
    go(page, "自评公示")
    text, (wide, high), count = printed(page, tmp_path)
    assert (wide < high, count) == (True, 1)
    assert "安标" not in text.split("自拟参考")[0]


def test_the_sheet_is_printed_blank_with_answers_or_only_failed(
    context: BrowserContext, address: str, tmp_path: Path, rows: Sheets
) -> None:
    answers = {one["id"]: answer(one, "fail" if n < 2 else "pass", note="看见了") for n, one in enumerate(rows[GRID][:5])}
    page = opened(context, address, [unit(1, GRID, answers)], "print")
    lines = page.locator(".paper.checks tbody tr")
    lines.nth(len(rows[GRID]) - 1).wait_for()
    assert page.get_by_text("看见了").count() == 5
    page.get_by_text("只印不合格").click()
    page.wait_for_function("document.querySelectorAll('.paper.checks tbody tr').length === 2")
    page.get_by_text("空白", exact=True).click()
    page.wait_for_function(f"document.querySelectorAll('.paper.checks tbody tr').length === {len(rows[GRID])}")
    assert page.get_by_text("看见了").count() == 0
    assert squeezed(printed(page, tmp_path)[0]).count("□合格") == len(rows[GRID])


# Looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_accessible(browser: Browser, address: str, rows: Sheets, scheme: Any, width: int) -> None:
    made = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    grid = unit(7, GRID, {one["id"]: answer(one, v) for one, v in zip(rows[GRID], ("fail", "refused"), strict=False)})
    back = unit(6, LOOKBACK, {one["id"]: answer(one, "fail") for one in rows[LOOKBACK][:3]})
    open_ = filled_criteria(rows)
    del open_["answers"][rows[CRITERIA][-1]["id"]]
    page = opened(made, address, [*workshops(rows), open_, grid, back])
    for view in page.locator(".results-nav a").all_inner_texts():
        go(page, view)
        if view == "打印检查表":
            page.get_by_text("只印不合格").click()
            page.wait_for_function("document.querySelectorAll('.paper.checks tbody tr').length < 20")
        page.evaluate("document.querySelectorAll('.results-panel details').forEach(one => { one.open = true; })")
        page.wait_for_timeout(50)
        assert flaws(page) == [], view
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
    touched = ":is(a, button, input:not([type=radio]):not([type=checkbox]), textarea, summary)"
    script = (
        "s => [...document.querySelectorAll(s)].filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.5).length"
    )
    low = page.evaluate(script, f"[data-shown] {touched}")
    assert low == 0
    made.close()


def test_large_type_stays_within_the_page(context: BrowserContext, address: str, rows: Sheets) -> None:
    context.add_init_script("localStorage.setItem('anbiao.large', '1')")
    page = opened(context, address, [*workshops(rows), filled_criteria(rows)])
    for view in page.locator(".results-nav a").all_inner_texts():
        go(page, view)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view


# Files that the page reads


def test_papers_are_made_alike_and_the_web_pages_stay_as_they_are(catalog: Catalog, built: Path) -> None:
    made = dict(checkpapers.files(catalog))
    assert made == dict(checkpapers.files(catalog))
    assert {Path(path).stem for path in made} == {*checkpapers.LISTS, *checkpapers.DRAFTS}
    assert all((built / path).read_bytes() == data for path, data in made.items())
    for name in checkpapers.LISTS:
        sheet = json.loads(made[f"{checkpapers.FOLDER}{name}.json"])["xlsx"]
        assert sheet["parts"][sheet["sheet"]].count("{rows}") == 1
        assert [column["id"] for column in sheet["columns"]] == [one.id for one in leaves(catalog.forms[name].parts[0].columns)]
    assert "data-blank" not in (built / "forms/hazard-list/index.html").read_text(encoding="utf-8")
