"""A problem found in the data: one frozen record, three ways to print it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["error", "warning"]
FORMATS = ("text", "json", "github")
# How a command is typed in the root of the project.
ANBIAO = ".venv/bin/anbiao"
# Of the reminders of one rule so many are listed before the rest is only counted.
_EACH = 3


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Where something is wrong and what to do about it.

    ``file`` is relative to the repository root; ``line`` and ``column`` count from 1.
    ``message`` and ``tip`` are Chinese sentences for the person who edits the file.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    tip: str = ""
    level: Level = "error"


class RefusedError(Exception):
    """Why a run ends without a result: one Chinese message for the person at the terminal."""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that refuse a build."""
    return [p for p in problems if p.level == "error"]


def count_line(problems: Sequence[Problem]) -> str:
    """The closing line: how many errors and warnings."""
    bad = len(errors(problems))
    return f"共 {bad} 个错误，{len(problems) - bad} 个提醒。"


def _text(problem: Problem) -> str:
    word = "错误" if problem.level == "error" else "提醒"
    tip = f"\n    → {problem.tip}" if problem.tip else ""
    place = f"{problem.file}:{problem.line}:{problem.column}"
    return f"{place}: {word} [{problem.rule}] {problem.message}{tip}"


def _escape(text: str, *, property_: bool = False) -> str:
    """Escape for a workflow command, as the Actions toolkit does."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text


def _github(problem: Problem) -> str:
    place = f"file={_escape(problem.file, property_=True)},line={problem.line},col={problem.column}"
    body = _escape(f"{problem.message}\n{problem.tip}".strip())
    return f"::{problem.level} {place},title={_escape(problem.rule, property_=True)}::{body}"


def render(problems: Iterable[Problem], form: str = "text", *, whole: bool = True) -> str:
    """All problems, sorted by place, as ``text`` (errors last, where the eye is), ``json`` or ``github`` annotations.

    Not ``whole``: of the reminders of one rule a text lists the first few, so that errors and the total are seen.
    """
    ordered = sorted(set(problems))
    if form == "json":
        return json.dumps([asdict(p) for p in ordered], ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join([*map(_github, ordered), count_line(ordered)])
    warnings = [p for p in ordered if p.level == "warning"]
    lines = [*(map(_text, warnings) if whole else _folded(warnings)), *map(_text, errors(ordered))]
    return "\n".join([*lines, count_line(ordered)])


def _folded(warnings: Sequence[Problem]) -> Iterator[str]:
    """Rule by rule."""
    for rule in dict.fromkeys(p.rule for p in warnings):
        mine = [p for p in warnings if p.rule == rule]
        if len(mine) > _EACH:
            yield f"同一条规则 [{rule}] 的提醒 {len(mine)} 个，前 {_EACH} 个（全部用 {ANBIAO} check --all 或 --format json）："
        yield from map(_text, mine[:_EACH])
