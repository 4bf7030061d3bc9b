"""The departments' desk: a workbook out and in, and new records; each returns what is said at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from macros import exchange, intake, load, names, options, placing, stubs, workbook
from macros.catalog import Catalog
from macros.check import check
from macros.index import Index
from macros.numbering import OWN_FILE
from macros.problem import ANBIAO, Problem, RefusedError, errors, render
from macros.received import MAX_BYTES
from macros.rules.honesty import TO_WRITE, UNWRITTEN
from macros.taken import listed

_RETIRE = "不再检查的条目：重新导出，在“本次修订”选“停用”，填停用原因和停用版本。"
_NEXT = f"下一步：{ANBIAO} diff HEAD 看改了什么，{ANBIAO} check --since HEAD 查一遍，提交拉取请求。"


def _sound(root: Path) -> tuple[Index, list[Problem]]:
    index, problems = check(root)
    if bad := _unsound(problems):
        raise RefusedError(f"{render(bad)}\n数据本身有错误，先改好（{ANBIAO} check），再做这一步。")
    return index, problems


def _unsound(problems: Sequence[Problem]) -> list[Problem]:
    """The errors but for what is still to be written: that is what the desk is for."""
    return [p for p in errors(problems) if p.rule != UNWRITTEN]


def export(root: Path, owner: str) -> bytes:
    """The workbook of an owner's records."""
    c = Catalog(_sound(root)[0])
    return workbook.export(c, names.owner(c, owner))


def bring_in(root: Path, file: Path, day: str = "") -> str:
    """Write what a filled workbook changes; raises RefusedError with every problem, and then nothing is written."""
    blob = _bytes(file)
    index, before = _sound(root)
    taken = intake.take(Catalog(index), blob, day)
    _refuse(listed(taken.problems))
    outcome = exchange.settled(root, exchange.trial(root, taken.edits, before, index))
    _refuse(placing.told(exchange.placed(root, outcome), taken, outcome.index))
    exchange.write(root, outcome)
    gone = [f"表里少了 {len(taken.gone)} 行，数据里没有删：{'、'.join(taken.gone)}。{_RETIRE}"] if taken.gone else []
    again = [f"这些行已经导入过，和数据一样，没有再动：{'、'.join(taken.again)}。"] if taken.again else []
    if not outcome.files:
        return "\n".join([*gone, *again, "没有改动，一个文件也没有动。"])
    reminders = placing.reminders(exchange.placed(root, outcome, "warning"), taken, outcome.index)
    done = f"改了 {len(taken.said)} 条，{len(outcome.files)} 个文件。"
    written = (f"已写：{one}" for one in outcome.files)
    return "\n".join([*taken.said, *written, *reminders, *gone, *again, done, _NEXT])


def new(root: Path, kind: str, words: list[str]) -> str:
    """Write the stub of a record; likewise."""
    if {"-h", "--help"} & {*words}:
        known = check(root)[0].words
        name, table = stubs.table_of(kind, known)
        return options.help_of(name, options.open_to(table, own_file=name in OWN_FILE), known)
    index, before = _sound(root)
    made = stubs.stub(Catalog(index), kind, words)
    outcome = exchange.trial(root, [made.edit], before) if made.edit else exchange.Outcome({}, ())
    placed = [(found, loc) for found, loc in exchange.placed(root, outcome) if found.rule != UNWRITTEN]
    _refuse([*made.wrong, *stubs.told(made, placed, index.words)], f"有哪些栏目：{ANBIAO} new {kind} -h")
    exchange.write(root, outcome)
    return _written(made, kind, outcome)


def _written(made: stubs.Stub, kind: str, outcome: exchange.Outcome) -> str:
    assert made.edit is not None
    raw = load.Raw(made.edit.file)
    load.parse(outcome.files[made.edit.file], raw)
    wait = f"改掉里面的“{TO_WRITE}”，" if TO_WRITE in str(made.edit.puts) else ""
    owners = f"行业多了一个，再运行 {ANBIAO} owners，更新 .github/CODEOWNERS（谁审阅哪些数据）。" if kind == "industry" else ""
    place = f"{made.edit.file}:{raw.mark(made.edit.loc)[0]}"
    return f"{place} 写好了 {made.id}。\n下一步：打开这一行，{wait}补上能写的，make check 查一遍。{owners}"


def _refuse(problems: list[str], more: str = "") -> None:
    if problems:
        raise RefusedError("\n".join([*problems, f"共 {len(problems)} 处，什么也没有写。{more}"]))


def _bytes(file: Path) -> bytes:
    """The file, and no more of a huge one than shows that it is."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        why = "没有这个文件" if isinstance(error, FileNotFoundError) else error.strerror
        raise RefusedError(f"读不了 {file}：{why}。") from error
