"""Edits of data files put to the test in a copy of the data, and only where no error is found written file by file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from macros import load, patch, revision, rules
from macros.check import check
from macros.index import Index
from macros.load import Loc, Raw
from macros.patch import Edit
from macros.problem import Level, Problem, RefusedError, errors
from macros.verdicts import verdicts

_KIND = "change-kind"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The files that the edits change, as they would be, and what the checks say of the data then that they did not before."""

    files: dict[str, str]
    fresh: tuple[Problem, ...]
    index: Index = field(default_factory=lambda: Index(()))

    @property
    def sound(self) -> bool:
        return not errors(self.fresh)


def trial(root: Path, edits: Sequence[Edit], before: Sequence[Problem], index: Index | None = None) -> Outcome:
    """What the edits would make of the data; ``root`` is only read. Raises RefusedError for a file that cannot take them.

    With the records of before, ``index``, what the edits say of themselves is judged too.
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
        # Exceptions that only another comparison needs are no fault of the edits.
        idle = rules.run(index, index) if index else ()
        known = {(p.file, p.rule, p.message) for p in (*before, *idle)}
        after, found = check(copy, index)
    return Outcome(files, tuple(p for p in found if (p.file, p.rule, p.message) not in known), after)


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


def settled(root: Path, outcome: Outcome) -> Outcome:
    """Without the kinds of change that are true since the last commit: a change may come in several imports."""
    if not any(p.rule == _KIND for p in outcome.fresh):
        return outcome
    try:
        head = revision.data_of(root, "HEAD")
    except RefusedError:
        return outcome
    entries = (outcome.index.get("item", v.id) for v in verdicts(head, outcome.index) if v.new and v.new.change in v.effect.allowed)
    true = {(_KIND, e.raw.file, *e.mark(("change",))) for e in entries if e}
    return replace(outcome, fresh=tuple(p for p in outcome.fresh if (p.rule, p.file, p.line, p.column) not in true))


def placed(root: Path, outcome: Outcome, level: Level = "error") -> list[tuple[Problem, Loc]]:
    """The problems of a level, each with the path of what stands there."""
    found = [p for p in outcome.fresh if p.level == level]
    texts = {p.file: outcome.files.get(p.file) or (root / p.file).read_text(encoding="utf-8") for p in found}
    return [(p, _loc(p, texts[p.file])) for p in found]


def _loc(problem: Problem, text: str) -> Loc:
    """The path of what stands where the problem is: the deepest value or key there."""
    raw = Raw(problem.file)
    load.parse(text, raw)
    mark = (problem.line, problem.column)
    return max((loc for marks in (raw.marks, raw.keys) for loc, at in marks.items() if at == mark), key=len, default=())
