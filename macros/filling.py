"""Step 4, render forms: what the cells of a filled spreadsheet may hold, as the formulas that check it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from macros.cells import Table, paths
from macros.models.form import Column

# By kind of column: the formula of an allowed value of cell {0}, and what a refused one is told.
ASKS = {
    "number": ("=IF(ISNUMBER({0}),AND({0}>=0,{0}=INT({0})),FALSE)", "这一格填整数"),
    "amount": ("=IF(ISNUMBER({0}),{0}>=0,FALSE)", "这一格填数字，可以有小数"),
    "day": ("=IF(ISNUMBER({0}),AND({0}>=DATE(2000,1,1),{0}<DATE(2100,1,1)),FALSE)", "这一格填日期，例如 2026-11-22"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one named row, or one unnamed line: ``printed`` cells have text, ``room`` are to be filled."""

    first: int
    last: int
    printed: int
    room: int


def groups(table: Table, top: int) -> list[Group]:
    """The groups of a body whose first row stands in row ``top`` of the sheet."""
    found = list(table.placed_body())
    starts = {y for y, _, cell in found if cell.head} or set(range(len(table.body)))
    ends = {y: y + max(cell.lines for row, _, cell in found if row == y) for y in range(len(table.body))}
    out, y = [], 0
    while y < len(table.body):
        last = ends[y] if y in starts else y + 1
        inside = [cell for row, _, cell in found if y <= row < last]
        room = sum(cell.column is not None for cell in inside)
        out.append(Group(top + y, top + last - 1, sum(bool(cell.text) for cell in inside), room))
        y = last
    return out


def rule(column: Column, place: str, words: list[str] | str, *, complete: bool) -> dict[str, Any] | None:
    """The data validation of a cell, or None for free text; ``words`` is a closed list, or the place where it stands."""
    common: dict[str, Any] = {"ignore_blank": not complete, "error_title": "填得不对", "error_type": "stop"}
    if column.since:
        year, month = column.since.split("-")
        common |= {"input_title": "累计起点", "input_message": f"从{year}年{int(month)}月起累计"}
    if column.kind in ASKS:
        formula, message = ASKS[column.kind]
        end = "，没有的填0。" if complete else "。"
        return {**common, "validate": "custom", "value": formula.format(place), "error_message": message + end}
    # A ledger may need a word of its own: it asks, and lets it pass.
    asks = {} if complete else {"error_type": "warning"}
    return {**common, **asks, "validate": "list", "source": words, "error_message": "从下拉的选项里选。"} if words else None


def begun(group: Group, wide: int) -> str:
    """The condition that somebody has filled something into a group."""
    return f"COUNTA({xl_range_abs(group.first, 0, group.last, wide - 1)})>{group.printed}"


def left(group: Group, wide: int) -> str:
    """How many cells of a group are still empty, 0 while it has not been begun."""
    area = xl_range_abs(group.first, 0, group.last, wide - 1)
    return f"IF({begun(group, wide)},{group.printed + group.room}-COUNTA({area}),0)"


@dataclass(frozen=True, slots=True)
class Total:
    """A cell that should be the sum of others: its column's labels, and the formula that it is filled and differs."""

    cell: str
    name: str
    differs: str


def totals(table: Table, top: int) -> Iterator[Total]:
    """Every line's totals; merged parts count once. Only what is filled is compared."""
    ids = [leaf.id for leaf in table.leaves]
    names = {path[-1].id: "".join(c.label for c in path[-2:]) for path in paths(table.columns)}
    held = {(y, ids[x]): xl_rowcol_to_cell(top + y, x) for y, x, cell in table.placed_body() if cell.column}
    for one in table.sums:
        for y in range(len(table.body)):
            parts = [held[y, part] for part in one.parts if (y, part) in held]
            if (y, one.total) in held and parts:
                total, listed = held[y, one.total], ",".join(parts)
                differs = f"AND(COUNT({total},{listed})={len(parts) + 1},ROUND({total}-SUM({listed}),6)<>0)"
                yield Total(total, names[one.total], differs)


def check_line(asked: list[Group], sums: list[Total], wide: int) -> str:
    """The formula that says whether the begun rows are full, and names the totals that differ."""
    started = "+".join(f"({begun(group, wide)})" for group in asked)
    open_ = "+".join(left(group, wide) for group in asked)
    uneven = "".join(f'&IF({one.differs},"{one.name}（{one.cell}）与各项之和不等；","")' for one in sums)
    said = '"[=0]""填了的行都填满了。"";""还有""0""格没填，没有的填0。"""'
    return f'=IF({started}=0,"还没有填。",TEXT({open_},{said}){uneven})'
