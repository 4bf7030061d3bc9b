"""The words typed after ``anbiao``: help and mistakes are told in Chinese, with code 2; an industry is known by its name too."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from macros import arguments, names
from macros.problem import RefusedError

ENGLISH = re.compile(
    r"usage:|error:|argument|invalid|choose|required|unrecognized|expected|options:|show this|exit|positional", re.ASCII
)


def ended(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as end:
        arguments.parser().parse_args(words)
    return (end.value.code, *capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ["用法：.venv/bin/anbiao [-h]", "check     检查数据，列出全部问题", "还要写：命令。"]),
        (["sheet"], ["用法：.venv/bin/anbiao sheet [-h]", "export    导出", "还要写：做什么。"]),
        (["sheet", "export"], ["例如 city-gas 或 城镇燃气", "还要写：行业、--out。"]),
        (["new"], ["risk-point  风险点", "standard    标准", "还要写：种类"]),
        (["chek"], ["命令 没有“chek”。是不是想写 check？可以写：check、diff、", "说明：.venv/bin/anbiao -h"]),
        (["check", "--format", "xml"], ["--format 没有“xml”。可以写：text、json、github。", "说明：.venv/bin/anbiao check -h"]),
        (["check", "--fromat", "json"], ["用法：.venv/bin/anbiao check", "不认识“--fromat json”。是不是想写 --format？"]),
        (["check", "more"], ["不认识“more”。"]),
        (["check", "--since"], ["--since 后面要写内容。"]),
        (["fmt", "--check=3"], ["--check 后面不写内容，这里多了“3”。"]),
        (["build", "--o", "x"], ["--o 不止一个意思：--only、--out。写全。"]),
        (["build", "--jobs", "0"], ["--jobs：要是 1 以上的整数，这里是 0。"]),
        (["sheet", "import", "a.xlsx", "--date", "昨天"], ["--date：写成 年-月-日，例如 2026-11-22，这里是 昨天。"]),
    ],
)
def test_mistakes(words: list[str], said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ended(words, capsys)
    assert (code, out) == (2, "")
    for one in said:
        assert one in err
    assert not ENGLISH.search(err)


@pytest.mark.parametrize("words", [[], *([name] for name in ("check", "diff", "fmt", "review", "sheet", "new", "build", "form"))])
def test_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ended([*words, "-h"], capsys)
    assert (code, err) == (0, "")
    assert out.startswith("用法：.venv/bin/anbiao")
    assert "-h, --help" in out
    assert "显示这份说明" in out
    assert not ENGLISH.search(out)


@dataclass(frozen=True)
class Named:
    title: str


KNOWN = {"city-gas": Named("城镇燃气"), "gas-use": Named("燃气使用"), "fire": Named("消防"), "fire-safety": Named("消防安全")}


@pytest.mark.parametrize(
    ("said", "id_"),
    [("city-gas", "city-gas"), ("城镇燃气", "city-gas"), ("城镇", "city-gas"), ("消防", "fire"), (" 消防安 ", "fire-safety")],
)
def test_known_by_id_name_or_part_of_it(said: str, id_: str) -> None:
    assert names.sector(KNOWN, said) == id_


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("燃气", "“燃气”不止一个行业或场所：city-gas（城镇燃气）、gas-use（燃气使用）。\n写其中一个的编号，或把名称写全。"),
        ("city-gaz", "没有这个行业或场所：city-gaz。\n相近的有：city-gas（城镇燃气）"),
        ("城市燃气", "没有这个行业或场所：城市燃气。\n相近的有：city-gas（城镇燃气）"),
        ("纸", "没有这个行业或场所：纸。\n可以写编号，也可以写名称：city-gas（城镇燃气）、gas-use（燃气使用）、fire（消防）、"),
        ("", "没有这个行业或场所：。\n可以写编号，也可以写名称：city-gas"),
    ],
)
def test_unknown_names_come_with_those_near(said: str, told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        names.sector(KNOWN, said)
    assert str(refused.value).startswith(told)
