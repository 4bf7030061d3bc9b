"""Data files broken at random: always a whole catalogue or clear problems, each at a line that is there; never a crash.

Broken in a way that is known, the problem stands at exactly that line.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros import fmt
from macros.catalog import Catalog
from macros.check import check
from macros.exports import catalog_json
from macros.problem import errors
from tests.conftest import BASE

FILES = sorted(p.relative_to(BASE).as_posix() for p in (BASE / "data").rglob("*.yml"))
# Fixed examples, no clock: the same in every run.
FIXED = settings(
    max_examples=250, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SCRAPS = [
    "\t",
    "：",
    " #注",
    "- ",
    "  ",
    "\n",
    "'",
    '"',
    "[",
    "}",
    "&a ",
    "*a",
    "!x ",
    "null",
    "1.10",
    "\x00",
    "\ufeff",
    "🔥",
    "{",
    "---\n",
    "id: ",
]
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mutations")
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    return root


@contextmanager
def broken(root: Path, file: str, blob: bytes) -> Iterator[None]:
    """The file with other bytes, for a while."""
    path = root / file
    good = path.read_bytes()
    path.write_bytes(blob)
    try:
        yield
    finally:
        path.write_bytes(good)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    """(file, its bytes after one to three cuts, insertions, moved or repeated lines, changed bytes)."""
    file = draw(st.sampled_from(FILES))
    text = (BASE / file).read_bytes().decode()
    for _ in range(draw(st.integers(1, 3))):
        at, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        lines = text.split("\n")
        low = draw(st.integers(0, len(lines) - 1))
        high = draw(st.integers(0, len(lines) - 1))
        text = draw(
            st.sampled_from(
                [
                    text[:at] + text[min(end, at + 6) :],
                    text[:at] + draw(st.sampled_from(SCRAPS)) + text[at:],
                    "\n".join([*lines[:low], *lines[low + 1 :]]),
                    "\n".join([*lines[:low], lines[high], *lines[low:]]),
                    "\n".join([*lines[:low], f"  {lines[low]}", *lines[low + 1 :]]),
                    text[:at],
                ]
            )
        )
    blob = text.encode("utf-8", "surrogatepass")
    at = draw(st.integers(0, max(len(blob) - 1, 0)))
    return file, draw(st.sampled_from([blob, blob, blob, blob[:at] + b"\xff" + blob[at:]]))


@FIXED
@given(mutation=mutations())
def test_any_mutation_is_sound_or_a_clear_problem(copy: Path, mutation: tuple[str, bytes]) -> None:
    file, blob = mutation
    with broken(copy, file, blob):
        index, problems = check(copy)
        lengths = {name: (copy / name).read_bytes().count(b"\n") + 1 for name in FILES}
        for one in problems:
            assert 1 <= one.line <= lengths.get(one.file, 1), one
            assert one.column >= 1, one
            assert CHINESE.search(one.message), one
            assert CHINESE.search(one.tip), one
            assert one.file == file or lengths.get(one.file), one
        if not errors(problems):
            assert catalog_json(Catalog(index))
            fmt.run(copy, write=False)


def aimed(line: str, how: str) -> str:
    """A line «key: value» broken in a known way."""
    found = re.fullmatch(r"(\s*(?:- )?)([a-z_]+): (.*)", line)
    assert found
    before, key, value = found.groups()
    return {
        "unknown-field": f"{before}{key}_zz: {value}",
        "tab": f"{before}{key}:\t{value}",
        "control-character": f"{before}{key}: {value}\u200b",
        "yaml-alias": f"{before}{key}: &a {value}",
        "yaml-tag": f"{before}{key}: !t {value}",
        "duplicate-key": f"{before}{key}: {value}\n{' ' * len(before)}{key}: {value}",
        "yaml-syntax": f"{before}{key} ：{value}",
        "wrong-type": f"{before}{key}: {{zz: [1]}}",
    }[how]


# A closed list of two or three words is told as an unknown word, whatever stands there instead.
RULES = {"wrong-type": {"wrong-type", "unknown-word"}}
LINES = [
    (file, number)
    for file in FILES
    for number, line in enumerate((BASE / file).read_text(encoding="utf-8").split("\n"))
    if re.fullmatch(r"\s*(?:- )?[a-z_]+: [^\[{&|>].*", line)
]


@FIXED
@given(
    place=st.sampled_from(LINES),
    how=st.sampled_from(
        ["unknown-field", "tab", "control-character", "yaml-alias", "yaml-tag", "duplicate-key", "yaml-syntax", "wrong-type"]
    ),
)
def test_known_mutation_is_told_at_its_line(copy: Path, place: tuple[str, int], how: str) -> None:
    file, number = place
    lines = (BASE / file).read_text(encoding="utf-8").split("\n")
    lines[number] = aimed(lines[number], how)
    with broken(copy, file, "\n".join(lines).encode()):
        told = [p for p in check(copy)[1] if p.file == file and p.rule in RULES.get(how, {how})]
    wanted = number + 1 + (how == "duplicate-key")
    assert wanted in [p.line for p in told], told
