"""Checks on the way: saved files, merging, new editions, two tabs, a full or forbidden storage; nothing is lost silently."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from macros.catalog import Catalog
from tests.device import SHOP, filled, flaws, give, kept, named, opened, picture, row_of, save, tap, units
from tests.hostile import damaged, hostile, sealed

STONE = "building-materials/checklist"
WIDTHS = ((390, 844), (1280, 900))


# --- files


def test_a_file_brings_all_to_another_device(browser: Browser, page: Page, address: str) -> None:
    file = filled(page, address)
    assert {"format", "version", "edition", "saved", "crc", "units", "photos"} == set(file)
    assert json.loads(sealed(file)) == file
    other = browser.new_context()
    there = other.new_page()
    opened(there, address, "")
    give(there, json.dumps(file).encode())
    expect(there.locator(".incoming")).to_contain_text("新的：后厨，填了 2 条，不合格 1 条。")
    there.get_by_role("button", name="读入", exact=True).click()
    expect(there.locator(".noted").first).to_contain_text("已读入：新的 1 份")
    assert units(there) == file["units"]
    there.get_by_role("link", name="后厨").click()
    expect(there.locator(".row textarea").first).to_have_value("软管<b>裂</b>了\n两处")
    there.locator(".row img").first.wait_for()
    other.close()


def test_loading_the_same_file_again_changes_nothing(page: Page, address: str) -> None:
    file = filled(page, address)
    kept(page, lambda all_: all_ == file["units"])
    opened(page, address, "")
    give(page, json.dumps(file).encode())
    expect(page.locator(".noted").first).to_contain_text("没有变化")
    assert units(page) == file["units"]


def test_both_changed_is_shown_and_chosen(page: Page, address: str) -> None:
    """The file of a 班组 against what the enterprise changed meanwhile: one row the same, one only theirs, two on both sides."""
    file = filled(page, address)
    mine = kept(page, lambda all_: all_ == file["units"])[0]
    ids = page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")
    first, second, third = ids[0], ids[1], ids[2]
    theirs = json.loads(json.dumps(file))
    answers = theirs["units"][0]["answers"]
    answers[first] = {**answers[first], "v": "not-applicable", "note": "这里没有", "at": answers[first]["at"] + 5}
    answers[second] = {**answers[second], "note": "只有一处", "at": answers[second]["at"] - 5}
    answers[third] = {**answers[first], "v": "pass", "note": ""}
    opened(page, address, "")
    give(page, sealed(theirs))
    incoming = page.locator(".incoming")
    expect(incoming).to_contain_text("补进已有的 1 份")
    expect(incoming).to_contain_text("先选好了不合格的")
    expect(incoming).to_contain_text("有 2 条两边填得不一样")
    assert incoming.locator("fieldset").count() == 2
    assert flaws(page) == []
    assert units(page) == [mine]
    # Both found the second row wrong: the later one is chosen beforehand, mine; so too of the first, theirs.
    assert incoming.locator("fieldset").nth(0).locator("label").nth(1).locator("input").is_checked()
    assert incoming.locator("fieldset").nth(1).locator("label").nth(0).locator("input").is_checked()
    incoming.locator("fieldset").nth(1).locator("label").nth(1).click()
    page.get_by_role("button", name="读入", exact=True).click()
    after = kept(page, lambda all_: third in all_[0]["answers"])[0]["answers"]
    assert after[first]["v"] == "not-applicable"
    assert after[second]["note"] == "只有一处"
    assert after[second]["before"] == mine["answers"][second]["before"]
    # What a person chose is the latest word: the same file brings no question any more.
    give(page, sealed(theirs))
    expect(page.locator(".noted").first).to_contain_text("没有变化")
    assert after == units(page)[0]["answers"]


def test_a_failure_is_not_overruled_by_a_later_tap(page: Page, address: str) -> None:
    file = filled(page, address)
    kept(page, lambda all_: all_ == file["units"])
    answers = file["units"][0]["answers"]
    failed = next(row for row, one in answers.items() if one["v"] == "fail")
    answers[failed] = {**answers[failed], "v": "pass", "note": "", "at": answers[failed]["at"] + 5}
    opened(page, address, "")
    give(page, sealed(file))
    assert page.locator(".incoming fieldset label").nth(0).locator("input").is_checked()
    page.get_by_role("button", name="读入", exact=True).click()
    kept(page, lambda all_: all_[0]["answers"][failed]["v"] == "fail")


def test_not_loading_leaves_all_as_it_was(page: Page, address: str) -> None:
    file = filled(page, address)
    before = kept(page, lambda all_: all_ == file["units"])
    file["units"][0]["answers"][next(iter(file["units"][0]["answers"]))]["note"] = "别的"
    opened(page, address, "")
    give(page, sealed(file))
    page.get_by_role("button", name="不读入").click()
    expect(page.locator(".noted").first).to_contain_text("没有读入")
    assert units(page) == before


def test_several_are_made_into_one(page: Page, address: str) -> None:
    """班组 and 车间 into the enterprise's: what fails anywhere fails, every note with its place; the parts stay."""
    file = filled(page, address)
    one = file["units"][0]
    first, second = list(one["answers"])
    other = json.loads(json.dumps(one)) | {"uid": "1" * 32, "name": "前厅"}
    other["answers"][first] = {**other["answers"][first], "v": "fail", "note": "门口堆着箱子"}
    other["answers"][second] = {**other["answers"][second], "note": "吧台下面", "before": ""}
    file["units"].append(other)
    opened(page, address, "")
    give(page, sealed(file))
    page.get_by_role("button", name="读入", exact=True).click()
    for name in ("后厨", "前厅"):
        page.get_by_label(f"选中 {name}").check()
    page.get_by_role("button", name="并成一份（2 份）").click()
    expect(page.locator(".incoming fieldset")).to_have_count(2)
    assert flaws(page) == []
    page.locator(".incoming").get_by_label("新的一份叫什么").fill("全店")
    page.locator(".incoming").get_by_role("button", name="并成一份").click()
    whole = next(u for u in kept(page, lambda all_: len(all_) == 3) if u["name"] == "全店")
    assert whole["answers"][first]["v"] == "fail"
    assert whole["answers"][first]["note"] == "前厅：门口堆着箱子"
    note = whole["answers"][second]["note"]
    assert "后厨：软管" in note
    assert "前厅：吧台下面" in note
    # What was done about it comes along: who, by when, the photo of the first.
    assert whole["answers"][second]["fix"]["who"] == "王五"
    assert whole["answers"][second]["before"] == one["answers"][second]["before"]
    assert whole["picked"] == one["picked"]
    # The whole is chosen now; its parts say where they went and are not counted beside it.
    assert page.get_by_label("选中 全店").is_checked()
    assert not page.get_by_label("选中 后厨").is_checked()
    expect(page.locator(".kept li").filter(has_text="已并入“全店”")).to_have_count(2)
    page.get_by_label("选中 全店").uncheck()
    page.get_by_role("link", name="看结果（1 份，并走的不算）").click()
    expect(page.get_by_role("heading", name="结果：全店")).to_be_visible()


def test_one_place_that_fails_is_named_in_the_whole(page: Page, address: str) -> None:
    """Pure: places, remedies and states of several brought together without promising more than each has done."""
    opened(page, address, "")
    fix = dict.fromkeys(
        ("how", "who", "due", "state", "done", "checker", "verified", "reported", "plan", "accepted", "entered"), ""
    )
    empty = {
        "v": "",
        "rev": 1,
        "note": "",
        "who": "",
        "date": "",
        "at": 1,
        "deduct": 0,
        "veto": "",
        "before": "",
        "after": "",
        "fix": None,
    }
    bad = {**empty, "v": "fail"}
    done = {**fix, "who": "李三", "due": "2026-12-09", "state": "verified", "done": "2026-12-01"}
    open_ = {**fix, "who": "王二", "due": "2026-12-02", "state": "hand"}
    parts = [
        {
            "uid": f"{n}" * 32,
            "name": name,
            "picked": {"workshop": [f"w{n}"], "trade": ["t"]} if n else {"trade": ["t"]},
            "answers": answers,
        }
        for n, (name, answers) in enumerate(
            [
                ("一班", {"X-1": {**bad, "note": "线断了"}, "X-2": {**bad, "fix": done}, "X-3": {**bad, "fix": done}}),
                ("二班", {"X-2": {**bad, "fix": open_}, "X-3": {**bad, "at": 2}}),
            ]
        )
    ]
    made = page.evaluate(
        """async (parts) => (await import('../assets/check/merge.js'))
        .fold({ uid: 'f', name: '汇总', picked: {}, answers: {} }, parts).unit""",
        parts,
    )
    assert made["answers"]["X-1"]["note"] == "一班：线断了"
    assert made["answers"]["X-2"]["fix"] == {**fix, "who": "李三、王二", "due": "2026-12-02", "state": "hand"}
    # One of two has done nothing yet.
    assert made["answers"]["X-3"]["fix"] == {**fix, "who": "李三", "due": "2026-12-09"}
    assert made["picked"] == {"trade": ["t"]}
    assert made["parts"] == ["0" * 32, "1" * 32]


def test_what_cannot_be_seen_is_not_kept(page: Page, address: str) -> None:
    """Some programs put marks of direction around a telephone number; the file with them would be refused."""
    opened(page, address, f"?s={SHOP}/checklist&new=1")
    named(page, "后\u202d厨\u202c")
    page.locator(".row").nth(0).locator("label[data-v=fail]").click()
    page.locator(".row textarea").first.fill("电话\u202d13000000000\u202c")
    file = json.loads(save(page))
    assert file["units"][0]["name"] == "后厨"
    assert next(iter(file["units"][0]["answers"].values()))["note"] == "电话13000000000"
    opened(page, address, "")
    give(page, json.dumps(file).encode())
    expect(page.locator(".noted").first).to_contain_text("没有变化")


def test_passed_after_a_failure_with_something_written_is_asked(page: Page, address: str) -> None:
    filled(page, address)
    failed = next(
        row for row, one in kept(page, lambda all_: len(all_[0]["answers"]) == 2)[0]["answers"].items() if one["v"] == "fail"
    )
    tap(page, failed, "pass")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("这一条记过不合格")
    assert flaws(page) == []
    page.keyboard.press("Escape")
    assert units(page)[0]["answers"][failed]["v"] == "fail"
    expect(row_of(page, failed).locator("input[value=fail]")).to_be_checked()
    tap(page, failed, "pass")
    dialog.get_by_role("button", name="改好了，记成已整改").click()
    answer = kept(page, lambda all_: all_[0]["answers"][failed]["fix"]["state"])[0]["answers"][failed]
    assert (answer["v"], answer["fix"]["state"], bool(answer["fix"]["done"])) == ("fail", "done", True)
    expect(row_of(page, failed)).to_contain_text("已整改。复查、验收在“结果”的“整改”里填。")
    tap(page, failed, "pass")
    dialog.get_by_role("button", name="点错了，改掉").click()
    kept(page, lambda all_: all_[0]["answers"][failed]["v"] == "pass")


def test_damaged_and_hostile_files_are_explained_and_never_half_loaded(page: Page, address: str, tmp_path: Path) -> None:
    file = filled(page, address)
    before = kept(page, lambda all_: all_ == file["units"])
    opened(page, address, "")
    bad = {**damaged(file), **hostile(file)}
    assert len(bad) >= 40
    said = {}
    for name, data in bad.items():
        give(page, data)
        alert = page.locator(".told[role=alert]")
        expect(alert, name).to_be_visible()
        said[name] = alert.inner_text()
        assert page.locator(".incoming").count() == 0, name
        assert units(page) == before, name
    assert all(re.search(r"[\u4e00-\u9fff]{4}", text) and "undefined" not in text for text in said.values()), said
    assert len(set(said.values())) > 25
    assert page.evaluate("({}).polluted") is None
    huge = tmp_path / "huge.json"
    huge.write_bytes(sealed(file) + b" " * (61 << 20))
    give(page, huge)
    expect(page.locator(".told[role=alert]")).to_contain_text("文件太大")
    # The sound one is still taken: it was the damage that was refused.
    file["units"][0]["uid"] = "a" * 32
    give(page, sealed(file))
    page.get_by_role("button", name="读入", exact=True).click()
    kept(page, lambda all_: len(all_) == 2)


def test_what_stands_in_a_file_is_only_ever_text(page: Page, address: str) -> None:
    file = filled(page, address)
    unit = file["units"][0] | {"uid": "b" * 32, "name": "<img src=x onerror=alert(1)>"}
    for answer in unit["answers"].values():
        answer["note"] = "<script>document.title='x'</script>"
    file["units"] = [unit]
    opened(page, address, "")
    give(page, sealed(file))
    page.get_by_role("button", name="读入", exact=True).click()
    page.get_by_role("link", name="<img src=x onerror=alert(1)>").click()
    page.wait_for_selector(".row")
    assert page.locator("main img[src=x]").count() == 0
    assert page.locator("main .check script").count() == 0


# --- editions


def test_a_new_edition_keeps_answers_and_marks_what_changed(page: Page, address: str, catalog: Catalog) -> None:
    file = filled(page, address)
    unit = file["units"][0]
    first, second = list(unit["answers"])
    unit |= {"uid": "c" * 32, "edition": "2019-1", "name": "旧的"}
    unit["answers"][first]["rev"] += 1
    unit["answers"]["VD-9999"] = {**unit["answers"][first], "note": "以前的要求"}
    file |= {"edition": "2019-1", "units": [unit]}
    opened(page, address, "")
    give(page, sealed(file))
    expect(page.locator(".incoming")).to_contain_text("文件是 2019-1 版存的")
    expect(page.locator(".incoming")).to_contain_text("有 1 条的要求改过")
    page.get_by_role("button", name="读入", exact=True).click()
    page.get_by_role("link", name="旧的").click()
    page.wait_for_selector(".row")
    expect(page.locator(".notes")).to_contain_text("2019-1")
    expect(page.locator(".notes")).to_contain_text("1 条的要求改过")
    expect(row_of(page, first).locator(".again")).to_be_visible()
    expect(row_of(page, second).locator(".again")).to_be_hidden()
    expect(page.get_by_text("这一版不再查的 1 条")).to_be_visible()
    expect(page.locator(".count")).to_contain_text("已查 1/")
    row_of(page, first).get_by_role("button", name="结果不变").click()
    expect(page.locator(".count")).to_contain_text("已查 2/")
    now = next(
        u
        for u in kept(page, lambda all_: any(u["edition"] == catalog.edition.id and u["name"] == "旧的" for u in all_))
        if u["name"] == "旧的"
    )
    assert now["answers"]["VD-9999"]["note"] == "以前的要求"
    file["units"][0] |= {"uid": "d" * 32, "sheet": "gone-industry/checklist", "name": "没有表的"}
    opened(page, address, "")
    give(page, sealed(file))
    expect(page.locator(".incoming")).to_contain_text("这一版没有")
    page.get_by_role("button", name="读入", exact=True).click()
    expect(page.locator(".kept")).to_contain_text("这一版没有这张表")


# --- nothing is lost silently


def test_two_open_tabs_lose_nothing(context: BrowserContext, page: Page, address: str) -> None:
    opened(page, address, f"?s={SHOP}/checklist")
    ids = page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")
    tap(page, ids[0], "pass")
    kept(page, lambda all_: all_)
    page.wait_for_url("**u=*")
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(".row")
    tap(other, ids[1], "fail")
    expect(row_of(page, ids[1]).locator("[value=fail]")).to_be_checked()
    tap(page, ids[2], "pass")
    expect(row_of(other, ids[2]).locator("[value=pass]")).to_be_checked()
    expect(page.locator(".count")).to_contain_text("已查 3/")
    kept(page, lambda all_: len(all_) == 1 and len(all_[0]["answers"]) == 3)


def test_tabs_that_cannot_hear_each_other_lose_nothing(context: BrowserContext, page: Page, address: str) -> None:
    """Without BroadcastChannel both go on from the same state; rows of both are kept, and of the same row the loser is told."""
    context.add_init_script("delete window.BroadcastChannel")
    opened(page, address, f"?s={SHOP}/checklist")
    ids = page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")
    tap(page, ids[0], "pass")
    kept(page, lambda all_: all_)
    page.wait_for_url("**u=*")
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(".row")
    tap(other, ids[1], "pass")
    tap(other, ids[0], "not-applicable")
    kept(page, lambda all_: all_[0]["answers"][ids[0]]["v"] == "not-applicable")
    tap(page, ids[2], "pass")
    tap(page, ids[0], "fail")
    unit = kept(page, lambda all_: ids[2] in all_[0]["answers"] and all_[0]["answers"][ids[0]]["v"] != "not-applicable")[0]
    assert {id_: unit["answers"][id_]["v"] for id_ in ids[:3]} == {ids[0]: "fail", ids[1]: "pass", ids[2]: "pass"}


def test_storage_full_is_said_and_nothing_is_lost(context: BrowserContext, page: Page, address: str) -> None:
    chromium = context.new_cdp_session(page)
    chromium.send("Storage.overrideQuotaForOrigin", {"origin": address.rstrip("/"), "quotaSize": 50_000})
    opened(page, address, f"?s={SHOP}/checklist")
    named(page, "后厨")
    ids = page.locator(".row").evaluate_all("rows => rows.map((row) => row.id)")
    tap(page, ids[0], "pass")
    tap(page, ids[1], "fail")
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(1200)}
    row_of(page, ids[1]).locator(".file input").first.set_input_files(photo)
    expect(page.locator(".told[role=alert]").first).to_contain_text("存储空间满了")
    row_of(page, ids[1]).locator("textarea").fill("还没有存住的话")
    expect(page.locator(".told[role=alert]").first).to_contain_text("存储空间满了")
    assert flaws(page) == []
    assert units(page) == []
    # On the way round the page it is still there, and a file takes it out.
    page.get_by_role("link", name="全部自查").click()
    expect(page.locator(".kept")).to_contain_text("填了 2 条")
    file = json.loads(save(page))
    assert file["units"][0]["answers"][ids[1]]["note"] == "还没有存住的话"
    assert len(file["photos"]) == 1
    page.get_by_role("link", name="后厨").click()
    expect(row_of(page, ids[1]).locator("textarea")).to_have_value("还没有存住的话")
    chromium.send("Storage.overrideQuotaForOrigin", {"origin": address.rstrip("/")})
    tap(page, ids[2], "pass")
    kept(page, lambda all_: len(all_[0]["answers"]) == 3)
    expect(page.locator(".told[role=alert]").first).to_be_hidden()


def test_what_is_not_kept_is_seen_from_every_row(context: BrowserContext, page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...said) {
          if (this.name === 'units') throw new DOMException('full', 'QuotaExceededError');
          return put.apply(this, said);
        };"""
    )
    opened(page, address, f"?s={STONE}&new=1")
    row = page.locator(".row").nth(9)
    row.locator("label[data-v=pass]").click()
    row.scroll_into_view_if_needed()
    expect(page.locator(".stays")).to_be_in_viewport()
    page.locator(".row").nth(12).scroll_into_view_if_needed()
    expect(page.locator(".stays").get_by_role("button", name="现在存成文件")).to_be_in_viewport()


def test_what_had_no_room_is_there_again_next_time(context: BrowserContext, page: Page, address: str) -> None:
    """Left in spite of the warning: what was typed waits in the browser's other storage, shown and kept once there is room."""
    chromium = context.new_cdp_session(page)
    chromium.send("Storage.overrideQuotaForOrigin", {"origin": address.rstrip("/"), "quotaSize": 50_000})
    opened(page, address, f"?s={SHOP}/grid")
    page.locator(".row label[data-v=fail]").first.click()
    page.locator(".row textarea").first.fill("没有地方存")
    expect(page.locator(".told[role=alert]").first).to_contain_text("存储空间满了")
    page.on("dialog", lambda dialog: dialog.accept())
    opened(page, address, "")
    page.get_by_role("link", name="没有名称的一份").click()
    expect(page.locator(".row textarea").first).to_have_value("没有地方存")
    chromium.send("Storage.overrideQuotaForOrigin", {"origin": address.rstrip("/")})
    opened(page, address, "")
    kept(page, lambda all_: [a["note"] for one in all_ for a in one["answers"].values()] == ["没有地方存"])
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('anbiao.pending'))") == []


@pytest.mark.parametrize("way", ["get indexedDB() { throw new Error('forbidden'); }", "get indexedDB() { return undefined; }"])
def test_a_browser_that_forbids_storage_is_told_of_loudly(context: BrowserContext, page: Page, address: str, way: str) -> None:
    context.add_init_script(f"Object.defineProperties(window, Object.getOwnPropertyDescriptors({{ {way} }}))")
    opened(page, address, f"?s={SHOP}/checklist")
    expect(page.locator(".told[role=alert]").first).to_contain_text("关掉网页，填的就没有了")
    named(page, "后厨")
    page.locator(".row label[data-v=fail]").first.click()
    page.locator(".row textarea").first.fill("只在内存里")
    assert flaws(page) == []
    page.get_by_role("link", name="全部自查").click()
    page.get_by_role("link", name="后厨").click()
    expect(page.locator(".row textarea").first).to_have_value("只在内存里")
    dialogs: list[str] = []

    def stay(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(200)
    assert dialogs == ["beforeunload"]
    file = json.loads(save(page))
    assert file["units"][0]["name"] == "后厨"


# --- the rule of merging, by itself


def test_merging_three_ways_keeps_every_change(page: Page, address: str) -> None:
    """Random edits on two sides of one state: whoever alone changed a row has it; where both did, it is told."""
    rng = random.Random("merge")  # noqa: S311
    empty = {"rev": 1, "note": "", "who": "", "date": "", "deduct": 0, "veto": "", "before": "", "after": "", "fix": None}
    rows = [f"VD-{n:04}" for n in range(12)]

    def answer() -> dict[str, Any]:
        return {
            **empty,
            "v": rng.choice(["pass", "fail", "not-applicable"]),
            "note": rng.choice(["", "一", "二"]),
            "at": rng.randrange(1, 99),
        }

    unit: dict[str, Any] = {
        "uid": "e" * 32,
        "sheet": f"{SHOP}/checklist",
        "name": "",
        "firm": "",
        "picked": {},
        "edition": "1",
        "parts": [],
        "made": 1,
        "at": 1,
    }
    cases: list[list[dict[str, Any]]] = []
    for _ in range(200):
        base = {row: answer() for row in rows if rng.random() < 0.6}
        sides = [{**base, **{row: answer() for row in rows if rng.random() < 0.3}} for _ in range(2)]
        cases.append([{**unit, "answers": answers} for answers in (base, *sides)])
    opened(page, address, "")
    made = page.evaluate(
        """async (cases) => { const { blend } = await import('../assets/check/merge.js');
        return cases.map(([base, a, b]) => blend(base, a, b)); }""",
        cases,
    )
    told = 0
    for (base, mine, theirs), result in zip(cases, made, strict=True):
        clashes = {clash["row"] for clash in result["clashes"]}
        told += len(clashes)
        for row in rows:
            was, a, b = (_said(one["answers"].get(row)) for one in (base, mine, theirs))
            now = _said(result["unit"]["answers"].get(row))
            wanted = {a} if a == b else {b} if a == was else {a} if b == was else {a, b}
            assert now in wanted
            assert (row in clashes) == (len(wanted) == 2)
    assert told > 20


def _said(answer: dict[str, Any] | None) -> str:
    return json.dumps(answer and {k: v for k, v in answer.items() if k != "at"}, sort_keys=True)
