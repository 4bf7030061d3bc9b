"""The command ``anbiao``: the only place that prints, and that decides the exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tqdm import tqdm

from macros import arguments, fmt, owners, problem, revision, schema, signing, system
from macros.check import check
from macros.pdf import Job
from macros.problem import ANBIAO, RefusedError, errors


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 0 = all right, 1 = something refused, 2 = wrong words."""
    asked = arguments.parser().parse_args(words)
    root = Path(asked.root).resolve()
    if not (root / "data").is_dir():
        print(f"{root} 里没有 data 文件夹；请在项目根目录运行。", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _stop)
    try:
        return _COMMANDS[asked.command](asked, root)
    except KeyboardInterrupt:
        print("已中断，没有发布任何东西。", file=sys.stderr)
        return 130
    except (OSError, BrokenProcessPool) as error:
        print(f"系统出错，没有发布任何东西：{error}", file=sys.stderr)
        return 1


def _stop(*_: object) -> None:
    """SIGTERM ends a run as an interruption does, so that workers and unfinished folders go with it."""
    raise KeyboardInterrupt


def _check(asked: argparse.Namespace, root: Path) -> int:
    if packages := system.missing():
        print(system.complaint(packages), file=sys.stderr)
        return 1
    try:
        before = revision.data_of(root, asked.since) if asked.since else None
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    index, problems = check(root, before)
    print(problem.render(problems, asked.format, whole=asked.all))
    if not errors(problems) and (root / owners.FILE).is_file() and owners.run(root, index, write=False):
        print(owners.STALE, file=sys.stderr)
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
    print(owners.STALE if stale and asked.check else f"{owners.FILE} {'已更新，一起提交' if stale else '是最新的'}。")
    return 1 if asked.check and stale else 0


def _review(asked: argparse.Namespace, root: Path) -> int:
    index, problems = check(root)
    if errors(problems):
        print(problem.render(errors(problems)))
        print("先改好上面的错误，再记审定。", file=sys.stderr)
        return 1
    paper = signing.Paper(asked.department, asked.number, asked.role, asked.date)
    return _tell(lambda: signing.sign(root, index, asked.industry, paper))


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
    print(f"完成：{asked.out}/（提醒 {len(warnings)} 个，用 {ANBIAO} check 查看）")
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


_COMMANDS: dict[str, Callable[[argparse.Namespace, Path], int]] = {
    "check": _check, "diff": _diff, "fmt": _fmt, "schema": _schema, "owners": _owners, "review": _review,
    "build": _build, "publish": _publish, "form": _form,
    "sheet_export": _sheet_export, "sheet_import": _sheet_import, "new": _new,
}  # fmt: skip


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
