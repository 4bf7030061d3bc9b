"""The fonts that paper needs: where they are, and which characters they cover."""

from __future__ import annotations

import subprocess
from functools import cache

from fontTools.ttLib import TTCollection, TTFont

FAMILIES = ("Noto Sans CJK SC", "Noto Serif CJK SC")


class FontMissingError(Exception):
    """A family of ``FAMILIES`` is not installed; the argument is its name."""


@cache
def path_of(family: str) -> str:
    """The file of a family's regular weight; raises FontMissingError."""
    out = subprocess.run(  # noqa: S603  a fixed program with the project's own family names
        ["fc-match", "--format", "%{family}\t%{file}", f"{family}:style=Regular"],  # noqa: S607
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names, _, file = out.partition("\t")
    if family not in names.split(","):
        raise FontMissingError(family)
    return file


@cache
def coverage() -> frozenset[int]:
    """The code points that every family covers; raises FontMissingError."""
    sets = [_covered(path_of(family), family) for family in FAMILIES]
    return frozenset.intersection(*sets)


def _covered(file: str, family: str) -> frozenset[int]:
    if not file.endswith(".ttc"):
        with TTFont(file, lazy=True) as font:
            return frozenset(font.getBestCmap())
    with TTCollection(file, lazy=True) as collection:
        font = next((f for f in collection.fonts if f["name"].getDebugName(1) == family), collection.fonts[0])
        return frozenset(font.getBestCmap())
