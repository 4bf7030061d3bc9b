"""``anbiao new``: the next free id, a stub that the checks accept, at its place; clear words where something is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from macros import cli, fmt, options, stubs
from macros.catalog import Catalog
from macros.check import check
from macros.index import Index
from macros.problem import errors
from macros.relations import small_list
from macros.rules import whole
from macros.rules.honesty import UNWRITTEN
from tests.conftest import BASE, ROOT
from tests.project import edit

LAMP = "data/industries/lamp"
STANDARD = ("--title=某标准", "--kind={kind}", "--status={status}")
ITEM = (
    "--title=竹篾存放", "--statement=竹篾堆离烘灯房≥2m", "--method", "现场", "--method=资料", "--basis=zd-rule-2024 | 4.1",
    "--tiers-workshop-frequency=weekly", "--tiers-workshop-role=workshop-head", "--remedy-kind=now", "--element=e2-1",
    "--applies-sizes=above-scale",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    fmt.run(tmp_path, write=True)
    return tmp_path


def new(root: Path, *words: str) -> int:
    return cli.main(["--root", str(root), "new", *words])


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def sound(root: Path) -> Index:
    index, problems = check(root)
    assert [p for p in errors(problems) if p.rule != UNWRITTEN] == []
    assert fmt.run(root, write=False) == []
    return index


def line(root: Path, place: str) -> str:
    file, _, number = place.partition(":")
    return (root / file).read_text(encoding="utf-8").split("\n")[int(number) - 1]


def test_item(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The id after the highest, also after a retired one; what nobody has said yet is marked; the place is told."""
    edit(root, "data/industries/lamp/items.yml", "id: ZD-0002", "id: ZD-0041")
    edit(root, "data/industries/lamp/criteria.yml", "item: ZD-0002", "item: ZD-0041")
    edit(root, "data/exceptions.yml", "at: ZD-0002", "at: ZD-0041")
    assert new(root, "item", "--owner", "lamp", *ITEM) == 0
    said = capsys.readouterr().out
    item = Catalog(sound(root)).items["ZD-0042"]
    assert (item.title, item.method, item.problem, item.remedy.how) == ("竹篾存放", ("on-site", "records"), "待写", "待写")
    assert (item.revision, item.updated, item.change) == (1, "2026-06-30", "added")
    place, _, rest = said.partition(" ")
    assert rest.startswith("写好了 ZD-0042。\n下一步：打开这一行，改掉里面的“待写”")
    assert line(root, place) == "  - id: ZD-0042"


def test_what_is_still_to_be_written_is_an_error_of_a_reference_draft(root: Path) -> None:
    """It keeps nobody from making the next stub, and no department signs it."""
    other = ["--title=纸张存放", "--statement=纸卷码放离墙≥1m", *ITEM[2:]]
    for words in (ITEM, other):
        assert new(root, "item", "--owner", "lamp", *words) == 0
    left = [(p.rule, p.message) for p in errors(check(root)[1])]
    assert ("to-write", "ZD-0003 的 problem 还是“待写”。") in left
    assert ("to-write", "ZD-0004 的 how 还是“待写”。") in left
    assert {rule for rule, _ in left} == {UNWRITTEN}
    paper = ("--department", "qz-dengju", "--number", "灯安〔2026〕3号", "--role", "deputy", "--date", "2026-07-01")
    assert cli.main(["--root", str(root), "review", "lamp", *paper]) == 1
    assert not (root / "data/reviews").exists()


def test_a_draft_may_wait(root: Path) -> None:
    assert new(root, "item", "--owner", "rope", *ITEM) == 0
    assert {p.rule for p in check(root)[1] if "待写" in p.message} == {"to-write-draft"}


@pytest.mark.parametrize(
    ("words", "id_", "file"),
    [
        (["post", "--owner=lamp", "--title=打包工"], "ZD-P02", f"{LAMP}/posts.yml"),
        (["post", "--owner=rope", "--title=搓绳工"], "{rope}-P01", "data/industries/rope/posts.yml"),
        (["post", "--owner=common", "--title=门卫"], "GY-P01", "data/modules/common.yml"),
        (["post", "--owner=lamp", "--标题=打包工", "--岗位责任=封箱前数一遍 | 少一只记一次"], "ZD-P02", f"{LAMP}/posts.yml"),
        (["risk-point", "--owner=lamp", "--title=竹刀", "--accidents=fire", "--level=red"], "ZD-R02", f"{LAMP}/risk_points.yml"),
        (["workshop", "--owner=lamp", "--title=库房", "--risk-points=GY-R01"], "ZD-W02", f"{LAMP}/workshops.yml"),
        (["standard", "--id=gb-1-2030", *STANDARD], "gb-1-2030", "data/standards/gb-1-2030.yml"),
        (["industry", "--id=paper", "--title=纸", "--prefix=ZZ", "--scope=造纸。"], "paper", "data/industries/paper/industry.yml"),
        (["venue", "--id=tea-room", "--title=茶", "--prefix=CS", "--scope=茶。"], "tea-room", "data/venues/tea-room/industry.yml"),
    ],
)  # fmt: skip
def test_stub_is_sound_and_in_its_place(
    root: Path, words: list[str], id_: str, file: str, base_catalog: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {
        "rope": base_catalog.industries["rope"].prefix,
        "kind": next(iter(base_catalog.index.words["standard-kinds"])),
        "status": next(iter(base_catalog.index.words["standard-status"])),
    }
    assert new(root, *(word.format(**known) for word in words)) == 0
    id_ = id_.format(**known)
    place, _, rest = capsys.readouterr().out.partition(" ")
    assert place.startswith(f"{file}:")
    assert rest.startswith(f"写好了 {id_}。")
    assert line(root, place).endswith(f"id: {id_}")
    kind = words[0].replace("-", "_")
    assert sound(root).get(kind, id_) is not None
    if not (BASE / file).is_file():
        assert (root / file).read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../")


def test_criterion_takes_the_letter_of_its_size_and_a_full_score_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["criterion", "--owner=lamp", "--element=e2-1", "--title=库房"]
    assert new(root, *words, "--size=above-scale") == 0
    assert "写好了 ZD-A02。" in capsys.readouterr().out
    before = files(root)
    assert new(root, *words, "--size=small", "--score=1") == 1
    assert "合计 101，应为 100" in capsys.readouterr().err
    assert files(root) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["item"], ["--owner  属于哪个行业、场所或模块", "--statement  检查要求", "--method  检查方法", "--basis  依据"]),
        (["item", "--owner=lamp", "--title=甲"], ["--tiers-enterprise-frequency", "--tiers-enterprise-role", "--remedy-kind"]),
        (["item", "--owner=nobody", *ITEM], ["--owner：没有这个行业、场所或模块：nobody。"]),
        (["item", "--owner=lamp", *ITEM, "--colour=red"], ["没有“--colour=red”这一项。", ".venv/bin/anbiao new item -h"]),
        (["item", "--owner=lamp", *ITEM, "--hazrd=general"], ["没有“--hazrd=general”这一项。是不是想写 --hazard？"]),
        (["item", "--owner=lamp", *ITEM, "--method", "询问", "检测"], ["“检测”前面没有 --栏目。一栏有几个的，写几次那一栏"]),
        (["item", "--owner=lamp", *ITEM, "--evidence"], ["--evidence 后面没有内容。"]),
        (["item", "--owner=lamp", *ITEM, "--method=询问、检测"], ["里有几个，一次写一个：--method 询问 --method 检测"]),
        (["item", "--owner=lamp", *ITEM, "--remedy-how=" + "换" * 101], ["--remedy-how（整改做法）有 101 个字，上限 100 个。"]),
        (["item", "--owner=lamp", *ITEM, "--id=ZD-0009"], ["没有“--id=ZD-0009”这一项。"]),
        (["item", "--owner=lamp", *ITEM, "--hazard=很大"], ["--hazard（隐患级别）：没有“很大”。", "可以写："]),
        (["item", "--owner=lamp", *ITEM, "--title=又"], ["--title 只有一个，写了两次。"]),
        (["item", "--owner=lamp", *ITEM[2:], "--title=盖子", "--statement=胶桶用后随手盖紧"], ["和 ZD-0002 几乎一样"]),
        (["workshop", "--owner=common", "--title=库房", "--risk-points=GY-R01"], ["共用模块里不放这种记录"]),
        (["standard"], ["--id  编号", "--title  标题", "--kind  种类", "--status  效力"]),
        (["standard", "--id=../../x", *STANDARD], ["--id（编号）的值“../../x”写法不对。"]),
        (["standard", "--id=zd-cases", *STANDARD], ["编号“zd-cases”已经有了。"]),
        (["industry", "--id=common", "--title=甲", "--prefix=ZZ", "--scope=乙"], ["编号“common”已经有了。"]),
        (["industry", "--id=paper", "--title=甲", "--prefix=ZD", "--scope=乙"], ["前缀 ZD 已被 lamp 使用。"]),
        (["thing"], ["没有“thing”这种记录。", "item、risk-point"]),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_and_nothing_written(
    root: Path, words: list[str], said: list[str], base_catalog: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {
        one: next(iter(base_catalog.index.words[f"standard-{vocab}"])) for one, vocab in (("kind", "kinds"), ("status", "status"))
    }
    before = files(root)
    assert new(root, *(word.format(**known) for word in words)) == 1
    err = capsys.readouterr().err
    for one in said:
        assert one in err
    assert files(root) == before


def test_all_that_is_wrong_is_said_at_once_and_in_options(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read beside what breaks a rule; nothing is said of what nobody wrote."""
    words = ["--title=" + "长" * 25, "--statement=竹篾加强管理", "--colour=red", "--hazard=很大", "--basis=zd-rule-2024 | 99"]
    before = files(root)
    assert new(root, "item", "--owner=lamp", *words) == 1
    err = capsys.readouterr().err
    for said in (
        "没有“--colour=red”这一项。", "--title（标题）有 25 个字，上限 24 个。", "--hazard（隐患级别）：没有“很大”。",
        "还要写：\n  --method  检查方法", "可以写几次：--method 甲 --method 乙。", "  --tiers-enterprise-role",
        "--statement（检查要求）：“加强管理”是空话", "--basis（依据）：zd-rule-2024 没有登记“99”。",
    ):  # fmt: skip
        assert said in err
    assert err.rstrip().endswith("共 6 处，什么也没有写。有哪些栏目：.venv/bin/anbiao new item -h")
    for unsaid in ("待写", "data/industries", "Excel", "几乎一样"):
        assert unsaid not in err
    assert files(root) == before


def test_a_rule_on_the_whole_industry_names_the_option_that_helps(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    index = sound(root)
    lamp = index.sector("lamp")
    assert lamp
    trades = [trade.id for trade in lamp.record.trades] or [None]
    monkeypatch.setattr(whole, "SMALL_LIMIT", max(len(small_list(index, lamp.record, trade)) for trade in trades))
    everyone = [word for word in ITEM if not word.startswith("--applies-sizes")]
    assert new(root, "item", "--owner=lamp", *everyone) == 1
    err = capsys.readouterr().err
    assert "（--applies-sizes）" in err
    assert "--applies-sizes above-scale --applies-sizes medium" in err
    assert "applies.sizes" not in err
    assert new(root, "item", "--owner=lamp", *everyone, "--applies-sizes", "above-scale", "--applies-sizes", "medium") == 0


@pytest.mark.parametrize(
    ("tip", "said"),
    [
        ("没有把握就删去 clause。", "没有把握就删去 条款号。"),
        ("给条目补 controls 和 tiers。", "给条目补 --controls 和 --tiers-…。"),
        ("限给规上（applies.sizes），改为 general。", "限给规上（--applies-sizes），改为 general。"),
        ("加进 data/vocab/problem.yml。", "加进 data/vocab/problem.yml。"),
    ],
)
def test_tips_speak_of_options(tip: str, said: str, catalog: Catalog) -> None:
    _, table = stubs.table_of("item", catalog.index.words)
    assert options.in_options(tip, table, catalog.index.words) == said


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_lists_the_fields_with_their_meaning(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the project itself: meanings and examples are those of its word list, without what it says of cells."""
    assert new(ROOT, "item", word) == 0
    out = capsys.readouterr().out
    must, later, free = out.split("\n\n")[2:]
    assert must.startswith("一定要写：\n  --owner  属于哪个行业、场所或模块，编号或名称。")
    assert "\n  --method  检查方法：怎么查。例如：现场。可以写几次：--method 甲 --method 乙。可以写：现场、资料" in must
    assert "至少写一级，另有 --tiers-workshop-frequency、--tiers-post-frequency。" in must
    assert "\n  --problem  不合格写：" in later
    assert "\n  --hazard  隐患级别：" in free
    for unsaid in ("Excel", "一行一", "停用原因", "。。"):
        assert unsaid not in out


def test_owner_by_name_and_the_new_industry_calls_for_reviewers(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(root, "post", "--owner", "纸灯", "--title=打包工") == 0
    assert "CODEOWNERS" not in capsys.readouterr().out
    assert new(root, "industry", "--id=paper", "--title=纸", "--prefix=ZZ", "--scope=造纸。") == 0
    assert "再运行 .venv/bin/anbiao owners，更新 .github/CODEOWNERS" in capsys.readouterr().out
