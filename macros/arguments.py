"""What can be said to ``anbiao``: its commands with their words, checked as they come in."""

from __future__ import annotations

import argparse
import os
from datetime import date
from typing import TypeAlias

from macros import problem

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """``command`` is the name of what is to be done; the words themselves end the process when they are wrong."""
    out = argparse.ArgumentParser(prog="anbiao", description="安标：一份数据，生成网站、册子、卡片、表单和开放数据。")
    out.add_argument("--root", default=".", help="项目根目录")
    commands = out.add_subparsers(required=True, metavar="命令")
    _of_checking(commands)
    _of_changing(commands)
    _of_making(commands)
    return out


def _of_checking(commands: Commands) -> None:
    one = commands.add_parser("check", help="检查数据，列出全部问题")
    one.add_argument("--format", choices=problem.FORMATS, default="text", help="输出格式")
    one.add_argument("--since", metavar="版本", help="再和这个 git 版本对照：内容改了有没有加 revision，类别对不对，编号在不在")
    one.set_defaults(command="check")
    one = commands.add_parser("diff", help="两个 git 版本之间的修订对照表")
    one.add_argument("old", metavar="旧版", help="git 的标签、分支或提交")
    one.add_argument("new", metavar="新版", nargs="?", default="", help="同上；不写就是现在的文件")
    one.add_argument("--format", choices=("text", "markdown", "html", "json", "pdf"), default="text", help="输出格式")
    one.add_argument("--industry", metavar="ID", default="", help="只看这个行业或场所")
    one.add_argument("--out", default="", help="写到哪个文件；pdf 不写 --industry 时是文件夹，每个有变化的行业一份")
    one.set_defaults(command="diff")
    one = commands.add_parser("fmt", help="把数据整理成统一写法，保留注释")
    one.add_argument("--check", action="store_true", help="只看有没有没整理的文件")
    one.set_defaults(command="fmt")
    one = commands.add_parser("schema", help="由模型和词表生成编辑器用的 data/schema/")
    one.add_argument("--check", action="store_true", help="只看是不是最新")
    one.set_defaults(command="schema")
    one = commands.add_parser("owners", help="由分工表生成 .github/CODEOWNERS")
    one.add_argument("--check", action="store_true", help="只看是不是最新")
    one.set_defaults(command="owners")


def _of_changing(commands: Commands) -> None:
    one = commands.add_parser("review", help="记下主管部门审定了一个行业，文字以现在的为准")
    one.add_argument("industry", metavar="行业", help="行业或场所的编号，例如 building-materials")
    one.add_argument("--department", required=True, metavar="部门", help="审定的部门，名称或编号")
    one.add_argument("--number", required=True, metavar="文号", help="审定文件或会议纪要的文号，例如 泉应急〔2026〕12号")
    one.add_argument("--role", required=True, metavar="职务", help="谁签发，例如 分管负责人、集体研究；不写姓名")
    one.add_argument("--date", required=True, metavar="日期", help="成文日期，例如 2026-12-01")
    one.set_defaults(command="review")
    sheet = commands.add_parser("sheet", help="把数据导成 Excel，改好再导入").add_subparsers(required=True, metavar="做什么")
    one = sheet.add_parser("export", help="导出")
    one.add_argument("id", help="行业、场所或模块的编号，例如 city-gas")
    one.add_argument("--out", required=True, help="写到哪个文件，后缀 xlsx")
    one.set_defaults(command="sheet_export")
    one = sheet.add_parser("import", help="导入改好的文件；有一处不对就什么也不写")
    one.add_argument("file", help="改好的 xlsx 文件")
    one.add_argument("--date", type=_day, help="修订日期，不写就是本版日期")
    one.set_defaults(command="sheet_import")
    one = commands.add_parser("new", help="新建一条记录，编号自动接着排")
    one.add_argument("kind", help="item、post、workshop、industry、standard 等", metavar="种类")
    one.add_argument("fields", nargs=argparse.REMAINDER, metavar="--栏目 内容", help="要写的栏目；少了会列出来")
    one.set_defaults(command="new")


def _of_making(commands: Commands) -> None:
    one = commands.add_parser("build", help="检查数据并生成整个 site/")
    one.add_argument("--industry", action="append", default=[], metavar="ID", help="只生成这个行业的册子和数据，可重复")
    one.add_argument("--only", choices=("site", "books", "forms", "exports"), default="", help="只生成这一类")
    one.add_argument("--jobs", type=_count, default=min(os.cpu_count() or 1, 8), metavar="N", help="印书的进程数")
    one.add_argument("--out", default="site", help="输出文件夹")
    one.set_defaults(command="build")
    one = commands.add_parser("publish", help="把生成好的 site/ 作为一版发布到 git 分支")
    one.add_argument("--site", default="site", help="生成好的网站")
    one.add_argument("--repo", default=".", help="发布到哪个 git 仓库（文件夹或网址）")
    one.add_argument("--branch", default="gh-pages", help="发布到哪个分支")
    one.add_argument("--keep", type=_count, default=4, metavar="N", help="最近几版保存 PDF")
    one.set_defaults(command="publish")
    one = commands.add_parser("form", help="填好一张表单，写成文件")
    one.add_argument("id", help="表单编号，例如 notice-2025")
    one.add_argument("--set", action="append", default=[], type=_pair, metavar="栏目=内容", dest="values", help="填一栏，可重复")
    one.add_argument("--out", required=True, help="写到哪个文件，后缀 pdf、xlsx 或 docx")
    one.set_defaults(command="form")


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
