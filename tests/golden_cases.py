"""The cases of tests/golden/rules/<rule-id>.yml: how they edit the base data, and how ``expect`` is rewritten.

An edit replaces ``from`` (found exactly once) by ``to``, or appends ``append``. In new text ``{hex:…}`` stands for raw
bytes; with ``repeat`` the text comes N times, ``{n}`` counting from 01 and ``{text}`` taken from ``texts``.
``remove`` takes files away. ``since``: checked against the base data as it was before the edits.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from macros import load
from macros.check import check, read
from macros.problem import Problem
from tests.conftest import BASE, GOLDEN

RULE_FILES = sorted((GOLDEN / "rules").glob("*.yml"))
_HEX = re.compile(rb"\{hex:([0-9a-f]+)\}")


class Edit(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    file: str = ""
    old: str = Field("", alias="from")
    new: str = Field("", alias="to")
    append: str = ""
    repeat: int = 1
    texts: tuple[str, ...] = ()


class Case(Edit):
    name: str
    edits: tuple[Edit, ...] = ()
    write: dict[str, str] = {}
    remove: tuple[str, ...] = ()
    since: bool = False
    expect: tuple[str, ...]


class _File(BaseModel):
    cases: tuple[Case, ...]


def cases(path: Path) -> tuple[Case, ...]:
    raw = load.Raw(path.name)
    load.parse(path.read_text(encoding="utf-8"), raw)
    assert not raw.problems, raw.problems
    return _File.model_validate({"cases": raw.value}).cases


def check_case(case: Case, root: Path) -> list[Problem]:
    """The problems of the base data at ``root`` after the case's edits."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    for name, text in case.write.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_bytes(text))
    for name in case.remove:
        (root / name).unlink()
    for edit in (case, *case.edits):
        if edit.file:
            _apply(edit, root / edit.file)
    return check(root, read(BASE)[0] if case.since else None)[1]


def _apply(edit: Edit, file: Path) -> None:
    blob = file.read_bytes()
    if edit.append:
        blob += b"".join(_bytes(_numbered(edit, n)) for n in range(edit.repeat))
    else:
        assert blob.count(edit.old.encode()) == 1, f"{edit.old!r} stands {blob.count(edit.old.encode())} times in {edit.file}"
        blob = blob.replace(edit.old.encode(), _bytes(edit.new))
    file.write_bytes(blob)


def _numbered(edit: Edit, n: int) -> str:
    text = edit.append.replace("{n}", f"{n + 1:02}")
    return text.replace("{text}", edit.texts[n]) if edit.texts else text


def _bytes(text: str) -> bytes:
    return _HEX.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode())


def line(problem: Problem) -> str:
    """One expected problem; its tip stands on a line of its own."""
    tip = f"\n→ {problem.tip}" if problem.tip else ""
    return f"{problem.file}:{problem.line}:{problem.column} {problem.rule} {problem.message}{tip}"


def update(path: Path, name: str, lines: list[str]) -> None:
    """Rewrite what the case ``name`` of a golden file expects; the rest of the file stays."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    tree = yaml.load(path)
    for one in tree:
        if one["name"] == name:
            one["expect"] = [LiteralScalarString(text) for text in lines]
    yaml.dump(tree, path)
