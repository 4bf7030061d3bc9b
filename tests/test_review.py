"""Sign-offs of departments: written by `anbiao review`, shown everywhere, gone by themselves when a text changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lxml.html
import pytest

from macros import books, cli, exports, fmt, reviews
from macros.catalog import Catalog
from macros.check import check
from macros.pages import home, pages
from tests.conftest import BASE
from tests.project import edit
from tests.test_diff import commit, git

ITEMS = "data/industries/lamp/items.yml"
FILE = "data/reviews/lamp.yml"
PAPER = ("--department", "qz-dengju", "--number", "灯安〔2026〕3号", "--role", "deputy", "--date", "2026-07-01")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / "project")


def review(root: Path, *words: str, sector: str = "lamp") -> int:
    return cli.main(["--root", str(root), "review", sector, *(words or PAPER)])


def catalog(root: Path) -> Catalog:
    index, problems = check(root)
    assert [p for p in problems if p.level == "error"] == []
    return Catalog(index)


def rules(root: Path) -> list[str]:
    return [problem.rule for problem in check(root)[1]]


def state(root: Path, sector: str = "lamp") -> str:
    c = catalog(root)
    return c.state(c.sectors[sector])


def said(c: Catalog, path: str) -> str:
    return plain(next(page.html for page in pages(c, {}) if page.path == path))


def plain(html: str) -> str:
    return "".join(lxml.html.fromstring(html).text_content().split())


def test_signed_then_changed_then_signed_again(root: Path) -> None:
    assert state(root) == "reference"
    assert review(root) == 0
    assert state(root) == "approved"
    assert rules(root) == []
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    assert state(root) == "revising"
    assert rules(root) == ["review-stale"]
    (one,) = catalog(root).reviews(catalog(root).sectors["lamp"])
    assert one.changed == ("ZD-0002",)
    assert review(root) == 0
    assert state(root) == "approved"


def test_the_old_text_put_back_is_the_text_that_was_signed(root: Path) -> None:
    review(root)
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    edit(root, ITEMS, "胶桶用后随手盖严", "胶桶用后随手盖紧")
    assert state(root) == "approved"


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("data/modules/common.yml", "灭火器的压力指针落在绿区", "灭火器的压力指针都在绿区", ("GY-0002",)),
        ("data/industries/lamp/guide.yml", "rests_on:\n      - {item: GY-0001, revision: 1}", "mistakes: [门口放车]", ("ZD-G01",)),
        ("data/industries/lamp/industry.yml", "的作坊。", "的作坊和家庭。", ("lamp",)),
        ("data/industries/lamp/industry.yml", "modules: [common]", "modules: []", ("GY-0001", "GY-0002", "GY-R01")),
    ],
)
def test_what_is_read_counts(root: Path, file: str, old: str, new: str, changed: tuple[str, ...]) -> None:
    before = reviews.texts(catalog(root).index, catalog(root).sectors["lamp"])
    edit(root, file, old, new)
    index = check(root)[0]
    sector = index.sector("lamp")
    assert sector
    now = reviews.texts(index, sector.record)
    assert tuple(sorted(id_ for id_ in before.keys() | now if before.get(id_) != now.get(id_))) == changed


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ITEMS, "revision: 2", "revision: 3"),
        ("data/industries/lamp/industry.yml", "gaps:\n  - 竹篾熏蒸的做法还没有写。\n", ""),
        ("data/industries/lamp/industry.yml", "title: 宫灯", "title: 宫灯 # 旧名"),
    ],
)
def test_what_says_nothing_to_an_enterprise_does_not(root: Path, file: str, old: str, new: str) -> None:
    review(root)
    edit(root, file, old, new)
    assert state(root) == "approved"


def test_the_other_department_signs_what_the_first_had_signed_before(root: Path) -> None:
    """One sign-off that holds is enough; both are shown with their own standing."""
    edit(root, "data/assignments/quanzhou.yml", "departments: [qz-dengju]", "departments: [qz-dengju, qz-shengju]")
    review(root)
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    review(root, *("qz-shengju" if word == "qz-dengju" else "2026-08-01" if word == "2026-07-01" else word for word in PAPER))
    c = catalog(root)
    lamp = c.sectors["lamp"]
    assert [(one.review.department, one.holds) for one in c.reviews(lamp)] == [("qz-shengju", True), ("qz-dengju", False)]
    assert c.state(lamp) == "approved"


def test_the_last_sign_off_of_a_department_is_the_one_kept(root: Path) -> None:
    review(root)
    review(root, "--department", "qz-dengju", "--number", "灯安〔2026〕9号", "--role", "chief", "--date", "2026-09-01")
    (one,) = catalog(root).reviews(catalog(root).sectors["lamp"])
    assert (one.review.number, one.review.role, one.review.edition) == ("灯安〔2026〕9号", "chief", "2026-1")
    text = (root / FILE).read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/reviews.json\n")
    assert fmt.canonical(text, FILE) == text


def test_pages_books_and_data_say_the_state(root: Path) -> None:
    def shown(c: Catalog) -> tuple[str, str, str]:
        record = next(i for i in json.loads(exports.catalog_json(c))["industries"] if i["id"] == "lamp")
        book = next(job.html for job in books.jobs(c, "") if job.path == "books/lamp.pdf")
        return said(c, "industries/lamp/checklist/"), book, record["state"]

    page, book, held = shown(catalog(root))
    assert "参考稿未经主管部门审定" in page
    assert "未经主管部门审定" in book
    assert held == "reference"
    review(root)
    page, book, held = shown(catalog(root))
    assert "审定" not in page
    assert "<dt>状态</dt><dd>已审定</dd>" in book
    assert 'class="draft"' not in book
    assert held == "approved"
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    page, book, held = shown(c := catalog(root))
    assert "修订待审审定以后有改动" in page
    assert "修订待审　审定以后有改动，等待重新审定" in book
    assert held == "revising"
    front = said(c, "industries/lamp/")
    assert "灯安〔2026〕3号（分管负责人签发，2026-1版）：以后改了1处" in front
    assert "ZD-0002" in front
    assert "修订待审2026-07-01泉州市灯笼管理局灯安〔2026〕3号" in plain(home(c))
    assert "灯安〔2026〕3号（以后改了1处）" in said(c, "departments/qz-dengju/")


@pytest.mark.parametrize(
    ("place", "word", "message"),
    [
        ("sector", "wick", "没有这个行业或场所：wick"),
        ("sector", "rope", "还在编制中"),
        ("qz-dengju", "qz-shengju", "“qz-shengju”不是纸灯制作的主管部门。\n可以写：泉州市灯笼管理局（qz-dengju）。"),
        ("qz-dengju", "税务局", "“税务局”不是纸灯制作的主管部门"),
        ("deputy", "李四", "写签发人的职务，不写姓名，这里是“李四”。\n可以写：主要负责人（chief）"),
        ("2026-07-01", "2026-02-30", "--date"),
        ("2026-07-01", "9999-12-31", "--date 是成文日期，不能晚于今天"),
        ("灯安〔2026〕3号", " ", "--number 写文号，例如"),
        ("灯安〔2026〕3号", "123", "这里是“123”"),
        ("灯安〔2026〕3号", "灯安〔2026〕3号\n", "--number 写文号，例如"),
        ("灯安〔2026〕3号", "灯安〔2026〕", "--number 写文号，例如"),
        ("灯安〔2026〕3号", "灯安[2026]3号", "年份用六角括号：灯安〔2026〕3号"),
    ],
)
def test_refused_and_nothing_written(root: Path, place: str, word: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word if one == place else one for one in PAPER]
    assert review(root, *words, sector=word if place == "sector" else "lamp") == 1
    assert message in capsys.readouterr().err
    assert not (root / "data/reviews").exists()


def test_the_answer_says_what_was_signed_and_how_to_undo_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names are understood as well as ids; outside a repository nobody knows what is committed, and that is said."""
    words = ("--department", "市灯局", "--number", "灯安会议纪要〔2026〕3号", "--role", "集体研究", "--date", "2026-07-01")
    assert review(root, *words) == 0
    said = capsys.readouterr().out
    assert "泉州市灯笼管理局审定了纸灯制作：灯安会议纪要〔2026〕3号，2026-07-01，集体研究，15 条记录。" in said
    assert "不是 git 仓库" in said
    assert f"写错了：删去 {FILE}" in said
    (one,) = catalog(root).reviews(catalog(root).sectors["lamp"])
    assert (one.review.department, one.review.role) == ("qz-dengju", "meeting")


def test_a_name_that_two_departments_bear_is_asked_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, "data/assignments/quanzhou.yml", "departments: [qz-dengju]", "departments: [qz-dengju, qz-shengju]")
    edit(root, "data/assignments/departments.yml", "name: 市绳局", "name: 市灯局")
    assert review(root, *("市灯局" if word == "qz-dengju" else word for word in PAPER)) == 1
    assert "叫“市灯局”的有 2 个：泉州市灯笼管理局（qz-dengju）、泉州市绳索管理局（qz-shengju）" in capsys.readouterr().err


def test_only_what_is_committed_is_signed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "init", "-q")
    commit(root)
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    edit(root, "data/vocab/units.yml", "title: ", "title: 计量")
    assert review(root) == 1
    said = capsys.readouterr().err
    assert ITEMS in said
    assert "units" not in said
    assert not (root / FILE).exists()
    commit(root)
    assert review(root) == 0
    assert f"写错了：删去 {FILE}" in capsys.readouterr().out
    assert review(root) == 0
    assert "写错了：用对的内容再运行一次" in capsys.readouterr().out
    commit(root)
    assert review(root) == 0
    assert f"写错了：git restore {FILE}" in capsys.readouterr().out


def test_a_number_written_by_hand_is_a_number_of_a_paper(root: Path) -> None:
    review(root)
    edit(root, FILE, "灯安〔2026〕3号", "123")
    (found,) = check(root)[1]
    assert (found.rule, found.line) == ("bad-form", 5)
    assert "泉应急〔2026〕12号" in found.message + found.tip


def test_unsound_data_are_not_signed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, ITEMS, "胶桶用后随手盖紧", "胶桶加强管理")
    assert review(root) == 1
    out, err = capsys.readouterr()
    assert "filler" in out
    assert "先改好上面的错误，再记审定" in err
    assert not (root / FILE).exists()
