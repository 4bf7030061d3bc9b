"""Step 2, check: raw files -> (index of typed records, all problems at once)."""

from __future__ import annotations

from pathlib import Path

from macros import load, rules, shape
from macros.index import Entry, Index, entries_of, kinds_in
from macros.models import MODELS
from macros.models.base import records_in, word_of
from macros.problem import Problem

# Word lists that rules and pages read by name, besides those that fields of the models name.
_LISTS = ("filler", "negations", "obligations", "connectives", "units", "check-answers", "grid-answers", "fields")


def required() -> list[str]:
    """The files without which rules fall silent or pages cannot be made."""
    fields = (info for model in MODELS for part in records_in(model).values() for info in part.model_fields.values())
    named = {word.vocab for info in fields if (word := word_of(info))}
    lists = [f"data/vocab/{name}.yml" for name in sorted({*named, *_LISTS})]
    return ["data/edition.yml", "data/assignments/quanzhou.yml", "data/assignments/departments.yml", *lists]


def read(root: Path) -> tuple[Index, list[Problem]]:
    """The records of ``root/data``, and what kept files from being read.

    Raises FileNotFoundError when there is no data folder.
    """
    raws = load.read(root)
    entries: list[Entry] = []
    lost: set[str] = set()
    for raw in raws:
        if not raw.problems and (model := shape.validate(raw)) is not None:
            entries.extend(entries_of(raw, model))
        else:
            lost |= kinds_in(raw.file)
    return Index(entries, frozenset(lost), frozenset(raw.file for raw in raws)), [p for raw in raws for p in raw.problems]


def check(root: Path, before: Index | None = None) -> tuple[Index, list[Problem]]:
    """Read and check ``root/data``, against an earlier revision too where one is given.

    What depends on a file that could not be read is skipped, not failed again. Raises FileNotFoundError as ``read`` does.
    """
    index, found = read(root)
    found += [
        Problem(file, 1, 1, "missing-file", f"没有 {file}。", "从上一版取回这个文件。")
        for file in required()
        if file not in index.files
    ]
    found += rules.run(index, before)
    return index, sorted(set(found))
