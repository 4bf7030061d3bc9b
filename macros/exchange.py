"""Edits of data files put to the test in a copy of the data, and only where no error is found written file by file."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from macros import load, patch
from macros.check import check
from macros.index import Index
from macros.load import Loc, Raw
from macros.patch import Edit
from macros.problem import Problem, errors
from macros.taken import CellProblem, Intake

# What the programme writes shows in another column what the editor can do about it.
_SHOWN_AS: dict[Loc, tuple[str, ...]] = {("change",): ("change-now",)}
_FIELD = re.compile(r"(?<![\w./-])[a-z][a-z_-]+(?![\w./-])")
_TWICE = re.compile(r"(?<!\w)(\w+)（\1）")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The files that the edits change, as they would be, and what the checks say of the data then that they did not before."""

    files: dict[str, str]
    fresh: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not errors(self.fresh)


def trial(root: Path, edits: Sequence[Edit], before: Sequence[Problem], index: Index) -> Outcome:
    """What the edits would make of the data, by the rules of change too; ``before`` and ``index`` are the data as they stand.

    ``root`` is only read. Raises RefusedError for a file that cannot take them.
    """
    files: dict[str, str] = {}
    for file, mine in groupby(sorted(edits, key=lambda e: e.file), key=lambda e: e.file):
        old = (root / file).read_text(encoding="utf-8") if (root / file).exists() else ""
        new = patch.patched(old, file, mine)
        if new != old:
            files[file] = new
    if not files:
        return Outcome({}, ())
    with tempfile.TemporaryDirectory(prefix="anbiao-") as folder:
        copy = Path(folder)
        shutil.copytree(root / "data", copy / "data")
        _write(copy, files)
        known = {(p.file, p.rule, p.message) for p in before}
        fresh = tuple(p for p in check(copy, index)[1] if (p.file, p.rule, p.message) not in known)
    return Outcome(files, fresh)


def write(root: Path, outcome: Outcome) -> None:
    """Exchange the files, each whole."""
    _write(root, outcome.files)


def _write(root: Path, files: dict[str, str]) -> None:
    for file, text in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)


def in_cells(root: Path, outcome: Outcome, intake: Intake) -> list[str]:
    """The errors, or where there is none the rest: in the words of the workbook where it has a row, else by file and line."""
    found = placed(root, outcome, errors(outcome.fresh) or outcome.fresh)
    return [str(_in_cell(p, loc, intake) or _in_file(p)) for p, loc in found]


def placed(root: Path, outcome: Outcome, problems: Sequence[Problem]) -> list[tuple[Problem, Loc]]:
    """Some of the problems, each with the path of what stands there."""
    texts = {p.file: outcome.files.get(p.file) or (root / p.file).read_text(encoding="utf-8") for p in problems}
    return [(p, _loc(p, texts[p.file])) for p in problems]


def _in_file(problem: Problem) -> str:
    return f"{problem.file} 第 {problem.line} 行：{problem.message}\n    → {problem.tip}"


def _in_cell(problem: Problem, loc: Loc, intake: Intake) -> CellProblem | None:
    place = intake.places.get((problem.file, *loc[:2]))
    if place is None:
        return None
    inside = _SHOWN_AS.get(loc[2:], tuple(str(part) for part in loc[2:]))
    heads = [c.head for c in place.columns if inside and (c.path[: len(inside)] == inside or inside[: len(c.path)] == c.path)]
    message, tip = _said(problem.message, intake), _said(problem.tip, intake)
    return CellProblem(place.sheet, place.row, heads[0] if heads else "", message, tip)


def _said(text: str, intake: Intake) -> str:
    """A message of the rules without the words of data files."""
    told = _FIELD.sub(lambda found: intake.heads.get(found[0].replace("_", "-"), found[0]), text)
    return _TWICE.sub(r"\1", told)


def _loc(problem: Problem, text: str) -> Loc:
    """The path of what stands where the problem is: the deepest value or key there."""
    raw = Raw(problem.file)
    load.parse(text, raw)
    mark = (problem.line, problem.column)
    return max((loc for marks in (raw.marks, raw.keys) for loc, at in marks.items() if at == mark), key=len, default=())
