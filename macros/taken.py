"""What a received workbook asks for: edits, where each record stands in it, and what is wrong, in the words of its sheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from macros.columns import Column
from macros.load import Loc
from macros.patch import Edit

LINE = "\n      "


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in a sheet: row as Excel counts it, head of the column or "" for the whole row."""

    sheet: str
    row: int
    head: str
    message: str
    tip: str = ""

    def __str__(self) -> str:
        place = f"表“{self.sheet}”第 {self.row} 行" + (f"“{self.head}”" if self.head else "")
        return f"{place}：{self.message}" + (f"\n    → {self.tip}" if self.tip else "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the workbook a record stands."""

    sheet: str
    row: int
    columns: tuple[Column, ...]


@dataclass(slots=True)
class Intake:
    """What a workbook asks for: edits of files, the place of each record, problems, and rows that are gone.

    ``again``: the records of rows that an earlier import has brought in.
    """

    owner: str
    edits: list[Edit] = field(default_factory=list)
    places: dict[Loc, Place] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


def listed(problems: Iterable[CellProblem]) -> list[str]:
    """Each as a text; a tip of several lines stands there once."""
    seen: set[str] = set()
    out = []
    for one in problems:
        out.append(str(replace(one, tip=f"{one.tip.partition(LINE)[0]}（同上）") if one.tip in seen else one))
        seen |= {one.tip} if LINE in one.tip else set()
    return out
