"""The command ``anbiao``: the only place that prints, and that decides the exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path

from tqdm import tqdm

from macros import fmt, owners, problem, revision, schema, signing, system
from macros.check import check
from macros.pdf import Job
from macros.problem import RefusedError, errors


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 0 = all right, 1 = something refused, 2 = wrong words."""
    asked = _parser().parse_args(words)
    root = Path(asked.root).resolve()
    if not (root / "data").is_dir():
        print(f"{root} 里没有 data 文件夹；请在项目根目录运行。", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _stop)
    try:
        done: int = asked.run(asked, root)
    except KeyboardInterrupt:
        print("已中断，没有发布任何东西。", file=sys.stderr)
        return 130
    except (OSError, BrokenProcessPool) as error:
        print(f"系统出错，没有发布任何东西：{error}", file=sys.stderr)
        return 1
    return done


def _stop(*_: object) -> None:
    """SIGTERM ends a run as an interruption does, so that workers and unfinished folders go with it."""
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="anbiao", description="安标：一份数据，生成网站、册子、卡片、表单和开放数据。")
    parser.add_argument("--root", default=".", help="项目根目录")
    commands = parser.add_subparsers(required=True, metavar="命令")
    one = commands.add_parser("check", help="检查数据，列出全部问题")
    one.add_argument("--format", choices=problem.FORMATS, default="text", help="输出格式")
    one.add_argument("--since", metavar="版本", help="再和这个 git 版本对照：内容改了有没有加 revision，类别对不对，编号在不在")
    one.set_defaults(run=_check)
    one = commands.add_parser("diff", help="两个 git 版本之间的修订对照表")
    one.add_argument("old", metavar="旧版", help="git 的标签、分支或提交")
    one.add_argument("new", metavar="新版", nargs="?", default="", help="同上；不写就是现在的文件")
    one.add_argument("--format", choices=("text", "markdown", "html", "json", "pdf"), default="text", help="输出格式")
    one.add_argument("--industry", metavar="ID", default="", help="只看这个行业或场所")
    one.add_argument("--out", default="", help="写到哪个文件；pdf 不写 --industry 时是文件夹，每个有变化的行业一份")
    one.set_defaults(run=_diff)
    one = commands.add_parser("fmt", help="把数据整理成统一写法，保留注释")
    one.add_argument("--check", action="store_true", help="只看有没有没整理的文件")
    one.set_defaults(run=_fmt)
    one = commands.add_parser("schema", help="由模型和词表生成编辑器用的 data/schema/")
    one.add_argument("--check", action="store_true", help="只看是不是最新")
    one.set_defaults(run=_schema)
    one = commands.add_parser("owners", help="由分工表生成 .github/CODEOWNERS")
    one.add_argument("--check", action="store_true", help="只看是不是最新")
    one.set_defaults(run=_owners)
    one = commands.add_parser("review", help="记下主管部门审定了一个行业，文字以现在的为准")
    one.add_argument("industry", metavar="行业", help="行业或场所的编号，例如 building-materials")
    one.add_argument("--department", required=True, metavar="ID", help="审定的部门")
    one.add_argument("--number", required=True, metavar="文号", help="审定文件的文号")
    one.add_argument("--role", required=True, metavar="职务", help="谁签发：chief、deputy、section-head 或 meeting，不写姓名")
    one.add_argument("--date", required=True, metavar="日期", help="成文日期，例如 2026-12-01")
    one.set_defaults(run=_review)
    one = commands.add_parser("build", help="检查数据并生成整个 site/")
    one.add_argument("--industry", action="append", default=[], metavar="ID", help="只生成这个行业的册子和数据，可重复")
    one.add_argument("--only", choices=("site", "books", "forms", "exports"), default="", help="只生成这一类")
    one.add_argument("--jobs", type=_count, default=min(os.cpu_count() or 1, 8), metavar="N", help="印书的进程数")
    one.add_argument("--out", default="site", help="输出文件夹")
    one.set_defaults(run=_build)
    one = commands.add_parser("publish", help="把生成好的 site/ 作为一版发布到 git 分支")
    one.add_argument("--site", default="site", help="生成好的网站")
    one.add_argument("--repo", default=".", help="发布到哪个 git 仓库（文件夹或网址）")
    one.add_argument("--branch", default="gh-pages", help="发布到哪个分支")
    one.add_argument("--keep", type=_count, default=4, metavar="N", help="最近几版保存 PDF")
    one.set_defaults(run=_publish)
    one = commands.add_parser("form", help="填好一张表单，写成文件")
    one.add_argument("id", help="表单编号，例如 notice-2025")
    one.add_argument("--set", action="append", default=[], type=_pair, metavar="栏目=内容", dest="values", help="填一栏，可重复")
    one.add_argument("--out", required=True, help="写到哪个文件，后缀 pdf、xlsx 或 docx")
    one.set_defaults(run=_form)
    sheet = commands.add_parser("sheet", help="把数据导成 Excel，改好再导入").add_subparsers(required=True, metavar="做什么")
    one = sheet.add_parser("export", help="导出")
    one.add_argument("id", help="行业、场所或模块的编号，例如 city-gas")
    one.add_argument("--out", required=True, help="写到哪个文件，后缀 xlsx")
    one.set_defaults(run=_sheet_export)
    one = sheet.add_parser("import", help="导入改好的文件；有一处不对就什么也不写")
    one.add_argument("file", help="改好的 xlsx 文件")
    one.add_argument("--date", type=_day, help="修订日期，不写就是本版日期")
    one.set_defaults(run=_sheet_import)
    one = commands.add_parser("new", help="新建一条记录，编号自动接着排")
    one.add_argument("kind", help="item、post、workshop、industry、standard 等", metavar="种类")
    one.add_argument("fields", nargs=argparse.REMAINDER, metavar="--栏目 内容", help="要写的栏目；少了会列出来")
    one.set_defaults(run=_new)
    return parser


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


def _check(asked: argparse.Namespace, root: Path) -> int:
    if packages := system.missing():
        print(system.complaint(packages), file=sys.stderr)
        return 1
    try:
        before = revision.data_of(root, asked.since) if asked.since else None
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    _, problems = check(root, before)
    print(problem.render(problems, asked.format))
    return 1 if errors(problems) else 0


def _diff(asked: argparse.Namespace, root: Path) -> int:
    from macros import diff  # noqa: PLC0415  heavy, and not needed by check and fmt

    if asked.format == "pdf" and not asked.out:
        print("PDF 要写 --out：有 --industry 时是文件，没有时是文件夹。", file=sys.stderr)
        return 1
    try:
        made = diff.make(root, asked.old, asked.new, asked.format, asked.industry)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    if not asked.out:
        sys.stdout.write(made[""].decode())
        return 0
    for name, data in made.items():
        file = Path(asked.out) / name if name else Path(asked.out)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        print(f"已写好：{file}")
    return 0


def _fmt(asked: argparse.Namespace, root: Path) -> int:
    changed = fmt.run(root, write=not asked.check)
    for file in changed:
        print(f"{'要整理' if asked.check else '已整理'}：{file}")
    print(f"共 {len(changed)} 个文件。")
    return 1 if asked.check and changed else 0


def _schema(asked: argparse.Namespace, root: Path) -> int:
    changed = schema.run(root, write=not asked.check)
    print(f"{'要更新' if asked.check else '已更新'} {len(changed)} 个文件。")
    return 1 if asked.check and changed else 0


def _owners(asked: argparse.Namespace, root: Path) -> int:
    index, problems = check(root)
    if errors(problems):
        print(problem.render(errors(problems)))
        return 1
    stale = owners.run(root, index, write=not asked.check)
    print(f"{owners.FILE} {('要更新，运行 anbiao owners' if asked.check else '已更新') if stale else '是最新的'}。")
    return 1 if asked.check and stale else 0


def _review(asked: argparse.Namespace, root: Path) -> int:
    index, problems = check(root)
    if errors(problems):
        print(problem.render(errors(problems)))
        return 1
    try:
        file = signing.sign(root, index, asked.industry, signing.Paper(asked.department, asked.number, asked.role, asked.date))
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"已写好：{file}。提交以前再运行 anbiao check。")
    return 0


def _build(asked: argparse.Namespace, root: Path) -> int:
    if packages := system.missing():
        print(system.complaint(packages), file=sys.stderr)
        return 1
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415  heavy, and not needed by check and fmt

    from macros.build import DataError, Options, build  # noqa: PLC0415

    options = Options(root, root / asked.out, tuple(asked.industry), asked.only, asked.jobs)
    try:
        warnings = build(options, print, _progress)
    except DataError as error:
        print(problem.render(errors(error.args[0])))
        return 1
    except (RefusedError, MkDocsException) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"完成：{asked.out}/（提醒 {len(warnings)} 个，用 anbiao check 查看）")
    return 0


def _publish(asked: argparse.Namespace, root: Path) -> int:
    from macros.release import Options, release  # noqa: PLC0415  mike is not needed by the others

    try:
        commit = release(Options(root, root / asked.site, asked.repo, asked.branch, asked.keep))
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"已发布到分支 {asked.branch}：{commit[:12]}" if commit else f"分支 {asked.branch} 里已经是这一版，没有变化。")
    return 0


def _form(asked: argparse.Namespace, root: Path) -> int:
    from macros import answers, papers  # noqa: PLC0415  heavy, and not needed by check and fmt
    from macros.catalog import Catalog  # noqa: PLC0415

    index, problems = check(root)
    if errors(problems):
        print(problem.render(errors(problems)))
        return 1
    catalog, out = Catalog(index), Path(asked.out)
    kind = out.suffix.removeprefix(".").lower()

    def make() -> bytes:
        form = answers.form_of(catalog, asked.id)
        if kind not in form.formats:
            raise RefusedError(f"{form.title}没有“{kind or '无后缀'}”这种文件。\n可以写：{'、'.join(form.formats)}。")
        return papers.make(catalog, form, kind, answers.values_of(form, asked.values))

    return _tell(lambda: _put_down(out, make()))


def _sheet_export(asked: argparse.Namespace, root: Path) -> int:
    from macros import desk  # noqa: PLC0415  heavy, and not needed by check and fmt

    if Path(asked.out).suffix.lower() != ".xlsx":
        print(f"--out 的后缀要是 xlsx，这里是 {asked.out}", file=sys.stderr)
        return 1
    return _tell(lambda: _put_down(Path(asked.out), desk.export(root, asked.id)))


def _sheet_import(asked: argparse.Namespace, root: Path) -> int:
    from macros import desk  # noqa: PLC0415  likewise

    return _tell(lambda: desk.bring_in(root, Path(asked.file), asked.date or ""))


def _new(asked: argparse.Namespace, root: Path) -> int:
    from macros import desk  # noqa: PLC0415  likewise

    return _tell(lambda: desk.new(root, asked.kind, asked.fields))


def _put_down(out: Path, blob: bytes) -> str:
    try:
        out.write_bytes(blob)
    except OSError as error:
        why = "没有这个文件夹" if isinstance(error, FileNotFoundError) else f"没有写的权限，或者那里是文件夹（{error.strerror}）"
        raise RefusedError(f"写不了 {out}：{why}。可以先建好文件夹，再运行。") from error
    return f"已写好：{out}"


def _tell(work: Callable[[], str]) -> int:
    try:
        print(work())
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _progress(done: Iterable[tuple[Job, bytes]], total: int) -> Iterable[tuple[Job, bytes]]:
    """A bar on a terminal, quiet under CI."""
    quiet = bool(os.environ.get("CI")) or not sys.stderr.isatty()
    return tqdm(done, total=total, desc="印书", unit="本", disable=quiet)
