"""Step 4, render forms: what the cells of a filled spreadsheet may hold, as the formulas that check it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from macros.cells import Table
from macros.models.form import Column

# By kind of column: the formula of an allowed value of cell {0}, and what a refused one is told.
ASKS = {
    "number": ("=AND(ISNUMBER({0}),{0}>=0,{0}=INT({0}))", "这一格填整数，没有的填0。"),
    "amount": ("=AND(ISNUMBER({0}),{0}>=0)", "这一格填数字，可以有小数，没有的填0。"),
    "day": ("=AND(ISNUMBER({0}),{0}>=DATE(2000,1,1),{0}<DATE(2100,1,1))", "这一格填日期，例如 2026-11-22。"),
}


def rule(column: Column, place: str, words: list[str] | str, *, complete: bool) -> dict[str, Any] | None:
    """The data validation of a cell, or None for free text; ``words`` is a closed list, or the place where it stands."""
    common = {"ignore_blank": not complete, "error_title": "填得不对", "error_type": "stop"}
    if column.kind in ASKS:
        formula, message = ASKS[column.kind]
        return {**common, "validate": "custom", "value": formula.format(place), "error_message": message}
    return {**common, "validate": "list", "source": words, "error_message": "从下拉的选项里选一个。"} if words else None


def is_open(y: int, x: int, wide: int, *, spare: bool) -> str:
    """The condition that a cell still has to be filled; one of a spare row only once something stands in that row."""
    place, row = xl_rowcol_to_cell(y, x), f"$A{y + 1}:${xl_col_to_name(wide - 1)}{y + 1}"
    return f'AND({place}="",COUNTA({row})>0)' if spare else f'({place}="")'


def sums(table: Table, top: int) -> Iterator[tuple[str, str]]:
    """(cell of a total, the sum of its parts) for every line that has the cells; merged parts count once."""
    ids = [leaf.id for leaf in table.leaves]
    held = {(y, ids[x]): xl_rowcol_to_cell(top + y, x) for y, x, cell in table.placed_body() if cell.column}
    for one in table.sums:
        for y in range(len(table.body)):
            found = [held[y, part] for part in one.parts if (y, part) in held]
            if (y, one.total) in held and found:
                yield held[y, one.total], "+".join(found)


def check_line(conditions: list[str], totals: list[tuple[str, str]]) -> str:
    """The formula that counts the cells still open and names the totals that differ."""
    uneven = "".join(f'&IF({total}<>{formula},"{total}与各项之和不等；","")' for total, formula in totals)
    said = '"[=0]""都填了。"";""还有""0""格没填，没有的填0。"""'
    return f"=TEXT({'+'.join(conditions)},{said}){uneven}"
