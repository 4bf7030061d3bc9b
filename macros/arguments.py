"""What can be said to ``anbiao``: its commands with their words, checked as they come in."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from macros import problem
from macros.numbering import OWN_FILE
from macros.parser import Parser
from macros.problem import ANBIAO
from macros.rules.whole import PARTS

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
_OWNER = "编号或名称，例如 city-gas 或 城镇燃气"
_EXAMPLES = f"""\
常用：
  {ANBIAO} check                       检查数据
  {ANBIAO} check --since HEAD          再查改的规矩
  {ANBIAO} sheet export 城镇燃气 --out 燃气.xlsx
  {ANBIAO} new item -h                 一条条目有哪些栏目
一条命令怎么写：{ANBIAO} 命令 -h
"""


def parser() -> Parser:
    """``command`` is the name of what is to be done; the words themselves end the process when they are wrong."""
    out = Parser(prog=ANBIAO, description="安标：一份数据，生成网站、册子、卡片、表单和开放数据。", epilog=_EXAMPLES)
    out.add_argument("--root", default=".", metavar="文件夹", help="项目根目录，不写就是现在的文件夹")
    commands = out.add_subparsers(required=True, metavar="命令")
    _of_checking(commands)
    _of_changing(commands)
    _of_making(commands)
    return out


def _command(commands: Commands, name: str, about: str, more: str = "") -> Parser:
    return commands.add_parser(name, help=about, description=about, epilog=more)


def _of_checking(commands: Commands) -> None:
    one = _command(commands, "check", "检查数据，列出全部问题")
    one.add_argument(
        "--format", choices=problem.FORMATS, default="text", metavar="格式", help=f"{_or(problem.FORMATS)}，不写是 text"
    )
    one.add_argument("--all", action="store_true", help="同一条规则的提醒很多时，也一个一个列出来")
    one.add_argument("--since", metavar="版本", help="再和这个 git 版本对照：内容改了有没有加 revision，类别对不对，编号在不在")
    one.set_defaults(command="check")
    one = _command(commands, "diff", "两个 git 版本之间的修订对照表")
    one.add_argument("old", metavar="旧版", help="git 的标签、分支或提交")
    one.add_argument("new", metavar="新版", nargs="?", default="", help="同上；不写就是现在的文件")
    forms = ("text", "markdown", "html", "json", "pdf")
    one.add_argument("--format", choices=forms, default="text", metavar="格式", help=f"{_or(forms)}，不写是 text")
    one.add_argument("--industry", metavar="行业", default="", help=f"只看这个行业或场所：{_OWNER}")
    one.add_argument("--out", default="", metavar="文件", help="写到哪个文件；pdf 不写 --industry 时是文件夹，每个有变化的行业一份")
    one.set_defaults(command="diff")
    one = _command(commands, "fmt", "把数据整理成统一写法，保留注释")
    one.add_argument("--check", action="store_true", help="只看有没有没整理的文件")
    one.set_defaults(command="fmt")
    one = _command(commands, "schema", "由模型和词表生成编辑器用的 data/schema/")
    one.add_argument("--check", action="store_true", help="只看是不是最新")
    one.set_defaults(command="schema")
    one = _command(commands, "owners", "由分工表生成 .github/CODEOWNERS")
    one.add_argument("--check", action="store_true", help="只看是不是最新")
    one.set_defaults(command="owners")


def _of_changing(commands: Commands) -> None:
    one = _command(commands, "review", "记下主管部门审定了一个行业，文字以现在的为准")
    one.add_argument("industry", metavar="行业", help=f"行业或场所：{_OWNER}")
    one.add_argument("--department", required=True, metavar="部门", help="审定的部门，名称或编号")
    one.add_argument("--number", required=True, metavar="文号", help="审定文件或会议纪要的文号，例如 泉应急〔2026〕12号")
    one.add_argument("--role", required=True, metavar="职务", help="谁签发，例如 分管负责人、集体研究；不写姓名")
    one.add_argument("--date", required=True, metavar="日期", help="成文日期，例如 2026-12-01")
    one.set_defaults(command="review")
    sheet = _command(commands, "sheet", "把数据导成 Excel，改好再导入").add_subparsers(required=True, metavar="做什么")
    one = _command(sheet, "export", "导出")
    one.add_argument("id", metavar="行业", help=f"行业、场所或模块：{_OWNER}")
    one.add_argument("--out", required=True, metavar="文件", help="写到哪个文件，后缀 xlsx")
    one.set_defaults(command="sheet_export")
    one = _command(sheet, "import", "导入改好的文件；有一处不对就什么也不写")
    one.add_argument("file", metavar="文件", help="改好的 xlsx 文件")
    one.add_argument("--date", type=_day, metavar="日期", help="修订日期，不写就是本版日期")
    one.set_defaults(command="sheet_import")
    kinds = {**PARTS, **{kind: name for kind, (name, _) in OWN_FILE.items()}}
    listed = "\n".join(f"  {kind.replace('_', '-'):<11} {name}" for kind, name in kinds.items())
    one = _command(commands, "new", "新建一条记录，编号自动接着排", f"种类：\n{listed}\n有哪些栏目：{ANBIAO} new 种类 -h")
    one.add_argument("kind", help="见下面", metavar="种类")
    one.add_argument("fields", nargs=argparse.REMAINDER, metavar="--栏目 内容", help="要写的栏目；少了会列出来")
    one.set_defaults(command="new")


def _of_making(commands: Commands) -> None:
    one = _command(commands, "build", "检查数据并生成整个 site/")
    one.add_argument(
        "--industry", action="append", default=[], metavar="行业", help=f"只生成这个行业的册子和数据，可以写几次：{_OWNER}"
    )
    kinds = ("site", "books", "forms", "exports")
    one.add_argument("--only", choices=kinds, default="", metavar="哪一类", help=f"只生成这一类：{_or(kinds)}")
    one.add_argument("--jobs", type=_count, default=min(os.cpu_count() or 1, 8), metavar="N", help="印书的进程数")
    one.add_argument("--out", default="site", metavar="文件夹", help="输出文件夹")
    one.set_defaults(command="build")
    one = _command(commands, "publish", "把生成好的 site/ 作为一版发布到 git 分支")
    one.add_argument("--site", default="site", metavar="文件夹", help="生成好的网站")
    one.add_argument("--repo", default=".", metavar="仓库", help="发布到哪个 git 仓库（文件夹或网址）")
    one.add_argument("--branch", default="gh-pages", metavar="分支", help="发布到哪个分支")
    one.add_argument("--keep", type=_count, default=4, metavar="N", help="最近几版保存 PDF")
    one.set_defaults(command="publish")
    one = _command(commands, "form", "填好一张表单，写成文件")
    one.add_argument("id", metavar="编号", help="表单编号，例如 notice-2025")
    one.add_argument(
        "--set", action="append", default=[], type=_pair, metavar="栏目=内容", dest="values", help="填一栏，可以写几次"
    )
    one.add_argument("--out", required=True, metavar="文件", help="写到哪个文件，后缀 pdf、xlsx 或 docx")
    one.set_defaults(command="form")


def _or(words: Sequence[str]) -> str:
    return f"{'、'.join(words[:-1])} 或 {words[-1]}"


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"写成 年-月-日，例如 2026-11-22，这里是 {text}") from None
    return text


def _pair(text: str) -> tuple[str, str]:
    label, sign, value = text.replace("＝", "=", 1).partition("=") if "=" not in text else text.partition("=")
    if not sign or not label.strip():
        raise argparse.ArgumentTypeError(f"写成 栏目=内容，例如 单位名称=某某石材厂，这里是 {text}")
    return label, value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"要是 1 以上的整数，这里是 {text}")
    return int(text)
