"""`anbiao diff` between revisions of small git repositories: every kind of change, its marks, its formats, and what is refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import pikepdf
import pytest
from markdown import markdown as rendered  # type: ignore[import-untyped]

from macros import amendment, cli, comment, diff, revision
from macros.affected import Affected, affected
from macros.amendment import Amendment
from macros.catalog import Catalog
from macros.compare import Change, Comparison
from macros.pages import pages
from macros.problem import RefusedError
from macros.words import Lexicon, Run
from tests.conftest import BASE
from tests.project import edit, pdf_text, squeezed

LAMP = "data/industries/lamp/items.yml"
COMMON = "data/modules/common.yml"
ROPE = "data/industries/rope/industry.yml"
TUBS = ("revision: 2\n    updated: '2026-06-30'\n    change: wording", "revision: 3\n    updated: '2026-06-30'\n    change: {}")
AISLE = (
    "revision: 1\n    updated: '2026-05-01'\n    change: added\n  - id: GY-0002",
    "revision: 2\n    updated: '2026-06-30'\n    change: {}\n  - id: GY-0002",
)
ITEM = """\
  - id: {id}
    title: {title}
    statement: {statement}
    problem: 门边没有沙桶
    method: [on-site]
    evidence: 沙桶
    basis:
      - {{std: zd-rule-2024, clause: '4.2'}}
    tiers:
      enterprise: {{frequency: monthly, role: owner}}
    remedy: {{kind: now, how: 放上沙桶}}
    element: e2-1
    revision: 1
    updated: '2026-06-30'
    change: {change}
"""


def git(root: Path, *words: str) -> str:
    who = {f"GIT_{role}_{part}": "t@t" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    words = ("-c", "core.hooksPath=/dev/null", *words)
    return subprocess.run(
        ["git", "-C", str(root), *words], env={**os.environ, **who}, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of the base data, committed and tagged as edition 2026-0."""
    folder = tmp_path / "repo"
    shutil.copytree(BASE, folder)
    shutil.copy(Path(__file__).parent.parent / "mkdocs.yml", folder)
    for name in ("content", "macros", "overrides/theme"):
        (folder / name).mkdir(parents=True)
    git(folder, "init", "-q")
    commit(folder)
    git(folder, "tag", "2026-0")
    return folder


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")


def append(root: Path, file: str, text: str) -> None:
    path = root / file
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def compared(root: Path, old: str = "2026-0") -> Comparison:
    return Comparison(Catalog(revision.data_of(root, old)), Catalog(revision.data_of(root, "")))


def only(root: Path) -> Change:
    (found,) = compared(root).changes
    return found


# (what is edited in the item, the kind that the data show); "" = the author's word decides
TUBS_EDITS = [
    ("胶桶用后随手盖紧", "胶桶用后随手盖严", "wording"),
    ("胶桶用后随手盖紧", "每只胶桶用后随手盖紧", ""),
    ("胶桶用后随手盖紧", "2个胶桶用后随手盖紧", ""),
    ("    evidence: 胶桶\n", "    evidence: 胶桶的盖子\n", "wording"),
    ("    evidence: 胶桶\n", "    evidence: 3个胶桶\n", ""),
    ("how: 盖紧，移到阴凉处", "how: 盖紧，移到通风处", "wording"),
    ("how: 盖紧，移到阴凉处", "how: 不盖紧，移到阴凉处", ""),
    ("sizes: [medium, small]", "sizes: [small]", "weakened"),
    ("      sizes: [medium, small]\n", "", "strengthened"),
    ("sizes: [medium, small]", "sizes: [above-scale]", ""),
    ("      trades: [palace-lamp]\n", "", "strengthened"),
    ("trades: [palace-lamp]", "trades: [palace-lamp, sky-lamp]", "strengthened"),
    ("      trades: [palace-lamp]\n", "      trades: [palace-lamp]\n      facets: [hot-work]\n", "weakened"),
    ("post: {frequency: per-shift,", "post: {frequency: weekly,", "weakened"),
    ("post: {frequency: per-shift, role: operator}", "workshop: {frequency: per-shift, role: operator}", "moved"),
    ("post: {frequency: per-shift, role: operator}", "workshop: {frequency: weekly, role: operator}", ""),
    ("post: {frequency: per-shift, role: operator}", "post: {frequency: per-shift, role: owner}", ""),
    ("      post: {", "      workshop: {frequency: weekly, role: owner}\n      post: {", "strengthened"),
    ("element: e2-2", "element: e2-1", "moved"),
    ("kind: now\n      how: 盖紧", "kind: deadline\n      how: 盖紧", ""),
    ("    basis:\n      - {std: zd-rule-2024}\n", "    basis:\n      - {std: zd-rule-2024, clause: '4.1'}\n", "wording"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind"), TUBS_EDITS)
def test_the_data_show_the_kind(root: Path, old: str, new: str, kind: str) -> None:
    edit(root, LAMP, old, new)
    edit(root, LAMP, TUBS[0], TUBS[1].format(kind or "weakened"))
    found = only(root)
    assert (found.id, found.real, found.contradicted) == ("ZD-0002", kind, False)
    assert found.kind == (kind or "weakened")


@pytest.mark.parametrize(
    ("new", "kind"),
    [("≥1.5m", "strengthened"), ("≥1m", "weakened"), ("＞1.2m", ""), ("≥1.2mm", ""), ("1.5m", ""), ("≥1.5m的", "")],
)
def test_a_number_moves(root: Path, new: str, kind: str) -> None:
    edit(root, COMMON, "净宽≥1.2m", f"净宽{new}")
    assert only(root).real == kind


@pytest.mark.parametrize(("new", "kind"), [("≤1m", "strengthened"), ("≤1.5m", "weakened")])
def test_a_ceiling_moves_the_other_way(root: Path, new: str, kind: str) -> None:
    edit(root, COMMON, "净宽≥1.2m", "净宽≤1.2m")
    commit(root)
    edit(root, COMMON, "净宽≤1.2m", f"净宽{new}")
    edit(root, COMMON, "problem: 主通道净宽小于1.2m", f"problem: 主通道净宽小于{new[1:]}")
    (found,) = compared(root, "HEAD").changes
    assert found.real == kind


def test_a_problem_that_asks_another_number_is_for_people(root: Path) -> None:
    edit(root, COMMON, "净宽≥1.2m", "净宽≥1m")
    edit(root, COMMON, "净宽小于1.2m", "净宽小于2m")
    assert only(root).real == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("三个胶桶", "五个胶桶", "3个 → 5个"),
        ("三个胶桶", "3个胶桶", ""),
        ("十二个胶桶", "一百二十个胶桶", "12个 → 120个"),
        ("两侧统一画线", "画线", ""),
        ("胶桶离灯1m", "胶桶离灯远", "1m → 没有"),
        ("灯用IP54", "灯都用IP65", "IP54 → IP65"),
        ("宽1.2m，高2m", "高2m，宽1.20m", ""),
    ],
)
def test_figures_of_two_texts(base_catalog: Catalog, old: str, new: str, said: str) -> None:
    assert Lexicon(base_catalog.index).shift(old, new) == said


@pytest.mark.parametrize(("declared", "wrong"), [("wording", True), ("moved", True), ("strengthened", False), ("weakened", False)])
def test_a_number_that_moves_is_no_wording(root: Path, declared: str, wrong: bool) -> None:
    """Which way it goes cannot be told from the words around it; that it is another number can."""
    edit(root, LAMP, "statement: 胶桶用后随手盖紧", "statement: 胶桶用后2个都随手盖紧")
    commit(root)
    edit(root, LAMP, "胶桶用后2个都随手盖紧", "胶桶用后随手盖紧3个")
    edit(root, LAMP, "element: e2-2", "element: e2-1")
    edit(root, LAMP, TUBS[0], TUBS[1].format(declared))
    (found,) = compared(root, "HEAD").changes
    assert (found.real, found.contradicted) == ("", wrong)
    assert ("按差别不能这样写" in comment.text(Amendment(compared(root, "HEAD"), "旧", "新"))) is wrong


def test_hazard_decides(root: Path) -> None:
    edit(root, LAMP, "    hazard: major\n", "")
    assert only(root).real == "weakened"
    commit(root)
    edit(root, LAMP, "clause: 第1项}\n", "clause: 第1项}\n    hazard: major\n")
    (back,) = compared(root, "HEAD").changes
    assert back.real == "strengthened"


def test_stricter_in_one_respect_is_strengthened(root: Path) -> None:
    edit(root, LAMP, "sizes: [medium, small]", "sizes: [small]")
    edit(root, LAMP, "    element: e2-2\n", "    element: e2-1\n    hazard: major\n")
    assert only(root).real == "strengthened"


@pytest.mark.parametrize(
    ("declared", "wrong", "kind"), [("wording", True, "strengthened"), ("strengthened", False, "strengthened")]
)
def test_declared_against_real(root: Path, declared: str, wrong: bool, kind: str) -> None:
    edit(root, COMMON, "净宽≥1.2m", "净宽≥1.5m")
    edit(root, COMMON, AISLE[0], AISLE[1].format(declared))
    found = only(root)
    assert (found.declared, found.contradicted, found.kind) == (declared, wrong, kind)


def test_after_several_revisions_the_data_speak(root: Path) -> None:
    """One edit was strengthened, a later one wording: neither author was wrong, and both together are strengthened."""
    edit(root, COMMON, "净宽≥1.2m", "净宽≥1.5m")
    edit(root, COMMON, AISLE[0], AISLE[1].format("wording").replace("revision: 2", "revision: 3"))
    found = only(root)
    assert (found.declared, found.contradicted, found.kind) == ("wording", False, "strengthened")


def test_without_a_new_revision_nothing_is_declared(root: Path) -> None:
    edit(root, COMMON, "净宽≥1.2m", "净宽≥1.5m")
    found = only(root)
    assert found.declared == ""
    assert "revision 没有加" in comment.text(Amendment(compared(root), "旧", "新"))


def test_raised_without_a_change_may_be_wording(root: Path) -> None:
    edit(root, COMMON, AISLE[0], AISLE[1].format("wording"))
    assert (only(root).real, only(root).contradicted) == ("wording", False)
    edit(root, COMMON, "change: wording", "change: strengthened")
    assert only(root).contradicted


def test_added_retired_gone(root: Path) -> None:
    append(root, COMMON, ITEM.format(id="GY-0003", title="沙桶", statement="门边放着沙桶", change="added"))
    edit(
        root, COMMON, AISLE[0], AISLE[1].format("retired\n    retired: {reason: 规则换了, edition: 2026-1, successors: [GY-0002]}")
    )
    edit(root, LAMP, "id: ZD-0002", "id: ZD-0003")
    edit(root, LAMP, "change: wording", "change: added")
    edit(root, "data/industries/lamp/criteria.yml", "item: ZD-0002", "item: ZD-0003")
    edit(root, "data/industries/lamp/guide.yml", "item: GY-0001", "item: GY-0002")
    found = {change.id: change for change in compared(root).changes}
    assert {id_: change.kind for id_, change in found.items()} == {
        "GY-0003": "added", "ZD-0003": "added", "GY-0001": "retired", "ZD-0002": "retired",
    }  # fmt: skip
    assert found["GY-0001"].successors == ("GY-0002",)
    assert [f.new for f in found["GY-0001"].fields] == ["", "规则换了"]
    told = comment.text(Amendment(compared(root), "旧", "新"))
    assert "ZD-0002 胶桶加盖　纸灯制作　编号不见了；改了编号的改回来" in told
    assert "接替的条目：GY-0002" in told


RETIRED = "retired\n    retired: {{reason: 重新分条, edition: 2026-1, successors: [{}]}}"


def test_split(root: Path) -> None:
    for id_, said in (("GY-0003", "门边放着沙桶"), ("GY-0004", "窗边挂着铁铲")):
        append(root, COMMON, ITEM.format(id=id_, title=said[-2:], statement=said, change="split"))
    edit(root, COMMON, AISLE[0], AISLE[1].format(RETIRED.format("GY-0003, GY-0004")))
    found = [(c.id, c.kind, c.real, c.contradicted, c.origins) for c in compared(root).changes]
    assert found == [
        ("GY-0003", "split", "split", False, ("GY-0001",)),
        ("GY-0004", "split", "split", False, ("GY-0001",)),
        ("GY-0001", "retired", "retired", False, ()),
    ]


def test_retired_for_one_that_stays_as_it_is(root: Path) -> None:
    edit(root, COMMON, AISLE[0], AISLE[1].format(RETIRED.format("GY-0002")))
    assert [(c.id, c.kind) for c in compared(root).changes] == [("GY-0001", "retired")]


def test_merged_into_one_that_was_there(root: Path) -> None:
    edit(root, COMMON, AISLE[0], AISLE[1].format(RETIRED.format("GY-0002")))
    edit(root, COMMON, "指针落在绿区\n", "指针落在绿区，前面空出1个人位\n")
    edit(
        root,
        COMMON,
        "revision: 1\n    updated: '2026-05-01'\n    change: added",
        "revision: 2\n    updated: '2026-06-30'\n    change: merged",
    )
    found = [(c.id, c.kind, c.contradicted, c.origins) for c in compared(root).changes]
    assert found == [("GY-0002", "merged", False, ("GY-0001",)), ("GY-0001", "retired", False, ())]


def test_one_in_place_of_one_is_moved_with_the_old_text_beside_it(root: Path) -> None:
    append(root, LAMP, ITEM.format(id="ZD-0003", title="主通道宽度", statement="车间主通道净宽≥1.5m", change="moved"))
    edit(root, COMMON, AISLE[0], AISLE[1].format(RETIRED.format("ZD-0003")))
    moved = next(c for c in compared(root).changes if c.id == "ZD-0003")
    assert (moved.kind, moved.contradicted) == ("moved", False)
    assert ("车间主通道净宽≥1.2m", "车间主通道净宽≥1.5m") in [(f.old, f.new) for f in moved.fields]


def test_a_list_takes_in_and_lets_go(root: Path) -> None:
    """What changes for one industry when only its choice of modules does."""
    append(root, ROPE, "picks: [GY-0002]\n")
    (root / "data/industries/rope/items.yml").write_text(
        "items:\n" + ITEM.format(id="MS-0001", title="沙桶", statement="门边放着沙桶", change="added"), encoding="utf-8"
    )
    commit(root)
    edit(root, ROPE, "picks: [GY-0002]", "picks: [GY-0001]")
    found = compared(root, "HEAD")
    assert found.changes == ()
    rope = found.new.sectors["rope"]
    assert [(c.id, c.kind, [(f.old, f.new) for f in c.fields]) for c in found.of(rope)] == [
        ("GY-0001", "added", [("", "车间主通道净宽≥1.2m")]),
        ("GY-0002", "retired", [("灭火器的压力指针落在绿区", "")]),
    ]
    assert [s.id for s in found.sectors] == ["rope"]


def test_a_shared_item_concerns_all_that_include_it(root: Path) -> None:
    (root / "data/industries/rope/items.yml").write_text(
        "items:\n" + ITEM.format(id="MS-0001", title="沙桶", statement="门边放着沙桶", change="added"), encoding="utf-8"
    )
    commit(root)
    edit(root, COMMON, "净宽≥1.2m", "净宽≥1.5m")
    edit(root, LAMP, "胶桶用后随手盖紧", "胶桶用后随手盖严")
    found = compared(root, "HEAD")
    assert {c.id: c.sectors for c in found.changes} == {"GY-0001": ("lamp", "rope"), "ZD-0002": ("lamp",)}
    assert [c.id for c in found.of(found.new.sectors["rope"])] == ["GY-0001"]


def test_a_retired_item_worded_otherwise(root: Path) -> None:
    retired = "retired\n    retired: {reason: 规则换了, edition: 2026-1, successors: [GY-0002]}"
    edit(root, COMMON, AISLE[0], AISLE[1].format(retired))
    commit(root)
    edit(root, COMMON, "title: 主通道宽度", "title: 主通道净宽")
    (found,) = compared(root, "HEAD").changes
    assert (found.kind, [(f.head, f.old, f.new) for f in found.fields]) == ("wording", [("标题", "主通道宽度", "主通道净宽")])


def test_other_records(root: Path) -> None:
    edit(root, "data/industries/lamp/criteria.yml", "score: 60", "score: 50")
    edit(root, "data/industries/lamp/criteria.yml", "{item: ZD-0002, revision: 2}", "{item: ZD-0001, revision: 1}")
    edit(root, "data/industries/lamp/risk_points.yml", "    measures:\n", "    measures:\n      - 烘灯房门口挂牌\n")
    edit(root, "data/industries/lamp/risk_points.yml", "level: red", "level: yellow")
    edit(root, "data/industries/lamp/grid.yml", "id: ZD-N01", "id: ZD-N02")
    found = {(o.id, o.change): o.texts for o in compared(root).others}
    labels = [compared(root).new.label("risk-levels", level) for level in ("red", "yellow")]
    assert found[("ZD-M01", "changed")] == (("60", "50"),)
    assert found[("ZD-R01", "changed")] == (tuple(labels), ("", "烘灯房门口挂牌"))
    assert {key for key in found if key[0].startswith("ZD-N")} == {("ZD-N01", "retired"), ("ZD-N02", "added")}
    assert ("ZD-M02", "changed") not in found


def test_nothing_changed(root: Path) -> None:
    found = Amendment(compared(root), "旧", "新")
    assert (found.changes, found.others, found.comparison.sectors) == ((), (), ())
    assert "没有变化" in comment.text(found)


def test_words(base_catalog: Catalog) -> None:
    marks = Lexicon(base_catalog.index).marks
    assert marks("净宽≥1.2m，平整", "净宽≥1.25m，平整") == (
        Run("same", "净宽"), Run("gone", "≥1.2m"), Run("new", "≥1.25m"), Run("same", "，平整"),
    )  # fmt: skip
    assert marks("用IP54灯", "用IP65灯") == (Run("same", "用"), Run("gone", "IP54"), Run("new", "IP65"), Run("same", "灯"))
    assert marks("同样", "同样") == (Run("same", "同样"),)
    assert marks("", "新的") == (Run("new", "新的"),)


@pytest.mark.parametrize("side", [0, 1])
def test_marks_hold_both_texts(base_catalog: Catalog, side: int) -> None:
    texts = ("车间主通道净宽≥1.2m，两侧画黄线", "车间的主通道宽≥1.5m，一侧划线，夜里有灯")
    left_out = ("new", "gone")[side]
    runs = Lexicon(base_catalog.index).marks(*texts)
    assert "".join(run.text for run in runs if run.mark != left_out) == texts[side]
    assert len({run.mark for run in runs}) == 3


HOSTILE = "门边 | `沙桶` <b>两个</b> [x](http://e.example) @all #1 **粗** {{ 1+1 }}"


@pytest.fixture
def changed(root: Path) -> Path:
    """Base data with an item of a shared module strengthened, and a new one with a hostile text."""
    edit(root, COMMON, "净宽≥1.2m", "净宽≥1.5m")
    edit(root, COMMON, "小于1.2m", "小于1.5m")
    edit(root, COMMON, AISLE[0], AISLE[1].format("strengthened"))
    append(root, LAMP, ITEM.format(id="ZD-0003", title="沙桶", statement=f"'{HOSTILE}'", change="added"))
    return root


def run(root: Path, *words: str) -> int:
    return cli.main(["--root", str(root), *words])


def test_text(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(changed, "diff", "2026-0") == 0
    out = capsys.readouterr().out
    at = git(changed, "rev-parse", "HEAD")[:7]
    day = git(changed, "log", "-1", "--format=%cs").strip()
    assert out.startswith(f"修订对照表：2026-0（{day} 的提交 {at}）→ 现在的文件\n新增 1 条，加严 1 条\n")
    assert "[-这样-] 是删去的字，{+这样+} 是新加的字" in out
    assert "GY-0001 主通道宽度　纸灯制作" in out
    assert "检查要求：车间主通道净宽[-≥1.2m-]{+≥1.5m+}" in out


def test_revisions_are_called_by_what_they_are(root: Path) -> None:
    at = git(root, "rev-parse", "HEAD").strip()
    git(root, "tag", "2026-1")
    day = git(root, "log", "-1", "--format=%cs").strip()
    names = {name: revision.called(root, name) for name in ("HEAD", at, at[:10], "2026-1", "HEAD~0")}
    assert names == {
        "HEAD": f"上次提交（{day} 的提交 {at[:7]}）", at: f"{day} 的提交 {at[:7]}", at[:10]: f"{day} 的提交 {at[:7]}",
        "2026-1": f"2026-1（{day} 的提交 {at[:7]}）", "HEAD~0": f"HEAD~0（{day} 的提交 {at[:7]}）",
    }  # fmt: skip
    assert revision.called(root, "") == "现在的文件"


def test_nothing_to_explain_where_nothing_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "diff", "2026-0") == 0
    assert "[-" not in capsys.readouterr().out


def test_two_revisions_and_one_industry(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(changed)
    edit(changed, COMMON, "净宽≥1.5m", "净宽≥9m")
    assert run(changed, "diff", "2026-0", "HEAD", "--industry", "lamp") == 0
    out = capsys.readouterr().out
    at = git(changed, "rev-parse", "HEAD")[:7]
    assert re.match(rf"纸灯制作　修订对照表：2026-0（.+）→ 上次提交（\S+ 的提交 {at}）\n", out)
    assert "≥9m" not in out


def test_json(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(changed, "diff", "2026-0", "--format", "json") == 0
    record = json.loads(capsys.readouterr().out)
    aisle = next(c for c in record["changes"] if c["id"] == "GY-0001")
    assert (aisle["kind"], aisle["declared"], aisle["real"], aisle["contradicted"]) == (
        "strengthened",
        "strengthened",
        "strengthened",
        False,
    )
    assert {"head": "检查要求", "old": "车间主通道净宽≥1.2m", "new": "车间主通道净宽≥1.5m"} in aisle["fields"]
    assert record["industries"] == {"lamp": [{"kind": "added", "id": "ZD-0003"}, {"kind": "strengthened", "id": "GY-0001"}]}


def test_markdown_is_text_alone(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(changed, "diff", "2026-0", "--format", "markdown") == 0
    out = capsys.readouterr().out
    assert "净宽<del>≥1.2m</del><ins>≥1.5m</ins>" in out
    line = next(text for text in out.splitlines() if text.startswith("  - 检查要求：") and "http" in text)
    page = lxml.html.fromstring(rendered(line.strip(), extensions=["tables"]))
    assert HOSTILE in page.text_content()
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {"div", "ul", "li", "p", "ins", "del"}
    assert "&#64;<!-- -->all &#35;<!-- -->1 " in line
    assert all(sign not in line for sign in ("|", "`", "**", "]("))


def test_markdown_names_books_and_pages(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(changed, "diff", "2026-0", "--format", "markdown") == 0
    tail = capsys.readouterr().out.partition("### 影响的册子")[2]
    books = re.findall(r"^\| 纸灯制作 \| (\S+?) \| (\S+) \|$", tail, re.MULTILINE)
    # The aisle reaches the workshop and no post; the new item is the enterprise's.
    assert {name for name, _ in books} >= {"整本：四项规范", "作坊安全检查表册"}
    assert not {"岗位安全检查卡片，A6", "网格员检查导则"} & {name for name, _ in books}
    assert {count for _, count in books} == {"未印"}
    assert "“未印”：这里没有印过这一版，不知道页数；运行 `make site` 以后再对照，就有了。" in tail
    assert "`industries/lamp/checklist/`" in tail


def test_markdown_counts_pages_that_were_printed(changed: Path) -> None:
    kept = pikepdf.Pdf.new()
    kept.add_blank_page()
    kept.add_blank_page()
    blob = changed.parent / "two.pdf"
    kept.save(blob)
    made = affected(compared(changed), "", lambda _: blob.read_bytes())
    assert {book.pages for book in made.books} == {"2"}
    assert "“未印”" not in comment.markdown(Amendment(compared(changed), "旧", "新"), made)


def test_markdown_fits_into_a_comment(root: Path) -> None:
    for number in range(3, 903):
        append(
            root,
            COMMON,
            ITEM.format(id=f"GY-{number:04}", title=f"沙桶{number}", statement=f"第{number}扇门边放着沙桶", change="added"),
        )
    made = comment.markdown(Amendment(compared(root), "旧", "新"), Affected((), ()))
    assert len(made) <= comment.LIMIT
    assert "GY-0003" in made
    assert "新增 900 条" in made


def test_html_escapes_and_marks(changed: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.html"
    assert run(changed, "diff", "2026-0", "--format", "html", "--out", str(out)) == 0
    page = lxml.html.parse(str(out)).getroot()
    row = page.get_element_by_id("change-GY-0001").getnext()
    assert [[e.text for e in cell.iter("del", "ins")] for cell in row.iter("td")] == [[], ["≥1.2m"], ["≥1.5m"]]
    assert HOSTILE in page.text_content()
    assert not [b for b in page.iter("b") if b.text == "两个"]
    assert not page.xpath("//script | //a[starts-with(@href, 'http')]")


def test_pdf_is_an_accessible_insert_per_industry(changed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "inserts"
    assert run(changed, "diff", "2026-0", "--format", "pdf", "--out", str(folder)) == 0
    assert [file.name for file in folder.iterdir()] == ["lamp.pdf"]
    text = squeezed(pdf_text(folder / "lamp.pdf"))
    assert "纸灯制作修订对照表" in text
    assert "车间主通道净宽≥1.5m" in text
    assert "参考稿" in text
    with pikepdf.open(folder / "lamp.pdf") as pdf:
        assert len(pdf.pages) == 1
        tags = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o]
        assert all("/Headers" in tag.A for tag in tags if tag.S == "/TD")
    command: list[str | Path] = [Path(sys.executable).with_name("pdfua"), "check", "--min-severity", "error", folder / "lamp.pdf"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_pdf_never_has_more_than_two_pages(root: Path, tmp_path: Path) -> None:
    for number in range(3, 203):
        append(
            root,
            COMMON,
            ITEM.format(id=f"GY-{number:04}", title=f"沙桶{number}", statement=f"第{number}扇门边放着沙桶", change="added"),
        )
    out = tmp_path / "lamp.pdf"
    assert run(root, "diff", "2026-0", "--format", "pdf", "--industry", "lamp", "--out", str(out)) == 0
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) <= diff.MOST_PAGES
    text = squeezed(pdf_text(out))
    assert "新增（200）" in text
    assert "GY-0003" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "v9"), "没有“v9”这个版本"),
        (("diff", "--", "--help"), "没有“--help”这个版本"),
        (
            ("diff", "2026-0", "--industry", "boat"),
            "没有这个行业或场所：boat。\n可以写编号，也可以写名称：lamp（纸灯制作）、rope（",
        ),
        (("diff", "2026-0", "--format", "pdf"), "PDF 要写 --out"),
        (("check", "--since", "v9"), "没有“v9”这个版本"),
    ],
)
def test_refused(root: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, *words) == 1
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


def test_not_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(BASE, tmp_path / "plain")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(RefusedError, match="不是 git 仓库"):
        revision.data_of(tmp_path / "plain", "HEAD")


def test_revision_without_data(root: Path) -> None:
    git(root, "rm", "-rq", "--cached", "data")
    git(root, "commit", "-qm", "x")
    with pytest.raises(RefusedError, match="没有 data 文件夹"):
        revision.data_of(root, "HEAD")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (LAMP, "element: e2-2", "element: e2-2\n    colour: red", f"{LAMP}:37:5: 错误 [unknown-field]"),
        (LAMP, "title: 胶桶加盖", "title: '胶桶加盖", f"{LAMP}:"),
        (LAMP, "hazard: major", "hazard: mighty", f"{LAMP}:10:13: 错误 [unknown-word]"),
        (LAMP, "std: zd-cases", "std: zd-gone", f"{LAMP}:9:15: 错误 [broken-ref]"),
    ],
)
def test_errors_in_old_data_name_their_place(root: Path, file: str, old: str, new: str, said: str) -> None:
    edit(root, file, old, new)
    commit(root)
    git(root, "tag", "bad")
    git(root, "checkout", "-q", "2026-0")
    with pytest.raises(RefusedError) as refused:
        revision.data_of(root, "bad")
    assert "版本 bad的数据读不了" in str(refused.value)
    assert said in str(refused.value)


def test_a_link_in_an_old_revision_is_refused_and_nothing_is_left(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "data/vocab/more.yml").symlink_to("/etc/hostname")
    commit(root)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with pytest.raises(RefusedError, match=r"data/vocab/more\.yml 不是普通文件"):
        revision.data_of(root, "HEAD")
    assert list(temporary.iterdir()) == []


def test_the_checkout_stays_as_it_is(changed: Path) -> None:
    before = git(changed, "status", "--porcelain=v1", "--branch")
    files = {file: file.read_bytes() for file in (changed / "data").rglob("*.yml")}
    run(changed, "diff", "2026-0", "HEAD")
    assert git(changed, "status", "--porcelain=v1", "--branch") == before
    assert {file: file.read_bytes() for file in (changed / "data").rglob("*.yml")} == files


def test_check_since(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(changed, LAMP, "sizes: [medium, small]", "sizes: [small]")
    edit(changed, LAMP, "statement: 烘灯房与纸卷库之间隔着砖墙", "statement: 烘灯房与纸卷库之间隔着石墙")
    assert run(changed, "check", "--since", "2026-0") == 1
    assert f"{LAMP}:19:15: 错误 [silent-change] ZD-0001 改了内容" in capsys.readouterr().out


def _page(c: Catalog, path: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(next(page.html for page in pages(c, {}) if page.path == path))


def test_page_of_the_first_edition_says_so(base_catalog: Catalog) -> None:
    text = _page(base_catalog, "industries/lamp/changes/").text_content()
    assert "第一版，没有更早的版本可以对照" in text


def test_page_compares_with_the_previous_edition(changed: Path) -> None:
    edit(changed, "data/edition.yml", "state: reference", "state: reference\nprevious: 2026-0")
    index = revision.data_of(changed, "")
    said: list[str] = []
    page = _page(Catalog(index, revision.previous(changed, index, said.append)), "industries/lamp/changes/")
    assert said == []
    assert "新增 1 条，加严 1 条" in page.text_content()
    assert [mark.text for mark in page.get_element_by_id("change-GY-0001").getnext().iter("ins")] == ["≥1.5m"]


def test_page_without_the_tag_of_the_previous_edition(changed: Path) -> None:
    edit(changed, "data/edition.yml", "state: reference", "state: reference\nprevious: 2025-9")
    index = revision.data_of(changed, "")
    said: list[str] = []
    page = _page(Catalog(index, revision.previous(changed, index, said.append)), "industries/lamp/changes/")
    assert len(said) == 1
    assert "取不到上一版 2025-9" in said[0]
    assert "2025-9" in page.text_content()
    assert not page.xpath("//ins")


def test_levels_tell_less_and_less(changed: Path) -> None:
    a = Amendment(compared(changed), "旧", "新", compared(changed).new.sectors["lamp"], review=False)
    lengths = [len(amendment.insert(a, "a.pdf", level).html) for level in amendment.LEVELS]
    assert lengths[0] > lengths[2] > lengths[3]


def test_page_leads_to_items_that_are_there(changed: Path) -> None:
    edit(changed, "data/edition.yml", "state: reference", "state: reference\nprevious: 2026-0")
    edit(changed, LAMP, "id: ZD-0002", "id: ZD-0004")
    edit(changed, "data/industries/lamp/criteria.yml", "item: ZD-0002", "item: ZD-0004")
    index = revision.data_of(changed, "")
    page = _page(Catalog(index, revision.previous(changed, index, print)), "industries/lamp/changes/")
    links = {a.text: a.get("href") for a in page.iter("a") if a.get("class") == "id"}
    assert links["GY-0001"] == "../../../items/GY-0001/"
    assert "ZD-0002" in page.text_content()
    assert "ZD-0002" not in links
