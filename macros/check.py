"""Step 2, check: raw files -> (index of typed records, all problems at once)."""

from __future__ import annotations

from pathlib import Path

from macros import load, rules, shape
from macros.index import Entry, Index, entries_of
from macros.problem import Problem, errors

REQUIRED = ("data/edition.yml", "data/assignments/quanzhou.yml")


def check(root: Path) -> tuple[Index, list[Problem]]:
    """Read and check ``root/data``; what depends on a file that could not be read is skipped, not failed again.

    Raises FileNotFoundError when there is no data folder.
    """
    raws = load.read(root)
    entries: list[Entry] = []
    for raw in raws:
        if not raw.problems and (model := shape.validate(raw)) is not None:
            entries.extend(entries_of(raw, model))
    index = Index(entries)
    found = [problem for raw in raws for problem in raw.problems]
    present = {raw.file for raw in raws}
    found += [
        Problem(file, 1, 1, "missing-file", f"没有 {file}。", "从上一版取回这个文件。") for file in REQUIRED if file not in present
    ]
    found += rules.run(index, whole=not errors(found))
    return index, sorted(set(found))
