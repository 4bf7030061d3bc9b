"""Every rule against its golden cases, and what holds for all problems: shown at once, in place, in three formats."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from macros import cli, problem
from macros.check import check
from macros.rules import RULES
from macros.rules.base import Rule
from tests.conftest import BASE
from tests.golden_cases import RULE_FILES, Case, cases, check_case, line, update

ALL = [(path, case) for path in RULE_FILES for case in cases(path)]
LEVELS = {rule.id: rule.level for rule in RULES}
PLACE = re.compile(r"^(?P<file>data/[^:]+):(?P<line>\d+):(?P<column>\d+): (错误|提醒) \[(?P<rule>[a-z-]+)\] .+$")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the base data to break."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / "data" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def break_three(root: Path) -> None:
    """A file that is no YAML, one of the wrong shape, one that breaks a rule on single records."""
    edit(root, "vocab/ppe.yml", "title: 劳保用品", "title: '劳保用品")
    edit(root, "edition.yml", "state: reference", "state: reference\ncolour: red")
    edit(root, "industries/lamp/items.yml", "statement: 胶桶用后随手盖紧", "statement: 胶桶加强管理")
    edit(root, "industries/lamp/items.yml", "statement: 烘灯房与纸卷库之间隔着砖墙", "statement: 砖墙落实到位")


@pytest.mark.parametrize(("path", "case"), [pytest.param(p, c, id=f"{p.stem}: {c.name}") for p, c in ALL])
def test_case(path: Path, case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    problems = check_case(case, tmp_path)
    assert [p.level for p in problems] == [LEVELS[p.rule] for p in problems]
    lines = [line(p) for p in problems]
    if request.config.getoption("--update-golden"):
        update(path, case.name, lines)
    else:
        assert lines == list(case.expect)


def test_base_is_sound() -> None:
    assert check(BASE)[1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_both_cases_a_sentence_and_a_tip(rule: Rule) -> None:
    own = [case for path, case in ALL if path.stem == rule.id]
    failing = [case for case in own if any(f" {rule.id} " in text for text in case.expect)]
    assert failing, "没有查得出问题的例子"
    assert any(not case.expect for case in own), "没有查不出问题的例子"
    assert rule.sentence.endswith("。")
    assert rule.tip.endswith("。")


def test_golden_files_are_of_rules_and_names_differ() -> None:
    assert {path.stem for path in RULE_FILES} == set(LEVELS)
    assert len({(path, case.name) for path, case in ALL}) == len(ALL)
    assert all((not case.expect) == case.name.startswith("可以：") for _, case in ALL)


def test_all_problems_at_once_and_in_order(root: Path) -> None:
    break_three(root)
    problems = check(root)[1]
    assert [(p.file, p.line, p.rule) for p in problems] == [
        ("data/edition.yml", 4, "unknown-field"),
        ("data/industries/lamp/items.yml", 4, "filler"),
        ("data/industries/lamp/items.yml", 24, "filler"),
        ("data/vocab/ppe.yml", 2, "yaml-syntax"),
    ]


def test_text_gives_place_rule_and_tip(root: Path) -> None:
    break_three(root)
    problems = check(root)[1]
    lines = problem.render(problems).splitlines()
    heads = [found for text in lines if (found := PLACE.match(text))]
    assert [(h["file"], int(h["line"]), int(h["column"]), h["rule"]) for h in heads] == [
        (p.file, p.line, p.column, p.rule) for p in problems
    ]
    assert lines[1].startswith("    → ")
    assert lines[-1] == "共 4 个错误，0 个提醒。"


def test_reminders_are_folded_by_rule_and_errors_stand_last(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = [problem.Problem("data/a.yml", n, 1, "no-clause", f"第 {n} 个。", "补上。", "warning") for n in range(1, 6)]
    few = [problem.Problem("data/b.yml", n, 1, "suspect", f"第 {n} 个。", "重读。", "warning") for n in range(1, 4)]
    bad = [problem.Problem("data/a.yml", n, 2, "filler", f"错 {n}。") for n in range(1, 6)]
    whole = problem.render([*bad, *many, *few]).splitlines()
    folded = problem.render([*bad, *many, *few], whole=False).splitlines()
    assert folded[0] == "同一条规则 [no-clause] 的提醒 5 个，前 3 个（全部用 .venv/bin/anbiao check --all 或 --format json）："
    assert folded[1:7] == whole[:6]
    assert folded[7:] == whole[10:]
    assert [text for text in folded if "错误 [" in text] == folded[-6:-1]
    assert folded[-1] == "共 5 个错误，8 个提醒。"


def test_command_folds_unless_all_are_asked_for(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "data/exceptions.yml").unlink()
    edit(root, "modules/common.yml", "{std: zd-rule-2024, clause: '4.1'}", "{std: zd-rule-2024}")
    monkeypatch.setattr(problem, "_EACH", 1)
    said = {}
    for more in ([], ["--all"]):
        cli.main(["--root", str(root), "check", *more])
        said[bool(more)] = capsys.readouterr().out
    assert said[False].count("提醒 [no-clause]") == 1
    assert "同一条规则 [no-clause] 的提醒 2 个" in said[False]
    assert said[True].count("提醒 [no-clause]") == 2
    assert "同一条规则" not in said[True]


def test_json_gives_place(root: Path) -> None:
    break_three(root)
    problems = check(root)[1]
    found = json.loads(problem.render(problems, "json"))
    assert [(p["file"], p["line"], p["column"], p["rule"], p["level"]) for p in found] == [
        (p.file, p.line, p.column, p.rule, "error") for p in problems
    ]
    assert all(p["message"] and "tip" in p for p in found)


def test_github_gives_place(root: Path) -> None:
    break_three(root)
    edit(root, "modules/common.yml", "{std: zd-rule-2024, clause: '4.1'}", "{std: zd-rule-2024}")
    problems = check(root)[1]
    lines = problem.render(problems, "github").splitlines()
    for one, text in zip(problems, lines, strict=False):
        assert text.startswith(f"::{one.level} file={one.file},line={one.line},col={one.column},title={one.rule}::")


def test_github_escapes() -> None:
    odd = problem.Problem("data/a,b:c.yml", 1, 2, "tab", "100%", "甲\n乙")
    assert problem.render([odd], "github").splitlines()[0] == (
        "::error file=data/a%2Cb%3Ac.yml,line=1,col=2,title=tab::100%25%0A甲%0A乙"
    )


@pytest.mark.parametrize("form", problem.FORMATS)
def test_command_refuses(root: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    break_three(root)
    assert cli.main(["--root", str(root), "check", "--format", form]) == 1
    out, err = capsys.readouterr()
    assert "data/vocab/ppe.yml" in out
    assert "Traceback" not in out + err


@pytest.mark.parametrize("warned", [False, True])
def test_command_accepts(root: Path, warned: bool, capsys: pytest.CaptureFixture[str]) -> None:
    if warned:
        edit(root, "modules/common.yml", "{std: zd-rule-2024, clause: '4.1'}", "{std: zd-rule-2024}")
    assert cli.main(["--root", str(root), "check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"共 0 个错误，{int(warned)} 个提醒。"


def test_command_without_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--root", str(tmp_path), "check"]) == 1
    assert "没有 data 文件夹" in capsys.readouterr().err


def test_exception_silences_exactly_its_problem(root: Path) -> None:
    edit(root, "modules/common.yml", "statement: 灭火器的压力指针落在绿区", "statement: 灭火器加强管理")
    edit(root, "industries/lamp/items.yml", "statement: 胶桶用后随手盖紧", "statement: 胶桶加强管理")
    before = check(root)[1]
    assert [(p.file, p.rule) for p in before] == [
        ("data/industries/lamp/items.yml", "filler"),
        ("data/modules/common.yml", "filler"),
    ]
    edit(root, "exceptions.yml", "exceptions:", "exceptions:\n  - {rule: filler, at: GY-0002, reason: 原文如此。}")
    assert check(root)[1] == before[:1]


def test_exception_gone_problem_back(root: Path) -> None:
    (root / "data" / "exceptions.yml").unlink()
    problems = check(root)[1]
    assert [(p.file, p.line, p.rule) for p in problems] == [("data/industries/lamp/items.yml", 29, "no-clause")]
