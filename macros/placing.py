"""What the checks say of changed data, in the words of the workbook that asks for the change: rows, heads, labels. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from macros.columns import Column
from macros.index import Index
from macros.load import Loc
from macros.models.base import Word
from macros.problem import ANBIAO, Problem
from macros.rules.whole import PARTS
from macros.taken import CellProblem, Intake, Place
from macros.workbook import NOW

Found = Iterable[tuple[Problem, Loc]]
# The name of a field, or the id of a word, and what stands in brackets behind it.
_NAME = re.compile(r" ?(?<![A-Za-z0-9_./-])([a-z]+(?:[_.-][a-z]+)*)(?![A-Za-z0-9_./-])(?:（([^（）]*)）)? ?")
_REREAD = (
    "要重读的，看看写的还对不对；对的，把“所依条目”里那个编号后面的次数改成现在的，再导入一次；不对的，一起改。"
    f"在别的行业、模块里的，用 {ANBIAO} sheet export 导出那一份来改。"
)
_REPLACED = "合并、拆分要把被并、被拆的条目停用，在它的“接替的条目”里写上这一条。"


def told(found: Found, intake: Intake, index: Index) -> list[str]:
    """Each problem: by sheet, row and head where it stands in the workbook, else by the record and its file."""
    return [str(_in_cell(p, loc, intake, index) or _in_file(p, loc, index)) for p, loc in found]


def reminders(found: Found, intake: Intake, index: Index) -> list[str]:
    """Likewise of what stands in nobody's way; what to do about what rests on a changed item is said once."""
    suspect, others = list[tuple[Problem, Loc]](), list[tuple[Problem, Loc]]()
    for one in found:
        (suspect if one[0].rule == "suspect" else others).append(one)
    again = [f"要重读：{one}" for one in told(suspect, intake, index)]
    return [*again, *([f"    → {_REREAD}"] if again else []), *(f"提醒：{one}" for one in told(others, intake, index))]


def _in_file(problem: Problem, loc: Loc, index: Index) -> str:
    here = (e for e in index.entries if e.raw.file == problem.file and e.loc and e.loc == loc[: len(e.loc)])
    entry = next(here, None)
    owner = index.owner(entry) if entry else None
    named = f"（{owner.record.title}的{PARTS[entry.kind]} {entry.id}）" if entry and owner and entry.kind in PARTS else ""
    return f"{problem.file} 第 {problem.line} 行{named}：{problem.message}{_tip(problem.tip) if problem.rule != 'suspect' else ''}"


def _tip(text: str) -> str:
    return f"\n    → {text}" if text else ""


def _in_cell(problem: Problem, loc: Loc, intake: Intake, index: Index) -> CellProblem | None:
    place = intake.places.get((problem.file, *loc[:2]))
    if place is None:
        return None
    column = _column(place, tuple(str(part) for part in loc[2:]))
    tip = "" if problem.rule == "suspect" else problem.tip
    if problem.rule == "change-kind" and any(f"“{_label(index, one)}”" in problem.message for one in ("merged", "split")):
        tip += _REPLACED
    said = (_spoken(text, place, column, index) for text in (problem.message, tip))
    return CellProblem(place.sheet, place.row, column.head if column else "", *said)


def _label(index: Index, kind: str) -> str:
    return index.words["changes"][kind].label


def _column(place: Place, inside: tuple[str, ...]) -> Column | None:
    """The column to act on; the kind of change is chosen in one of its own."""
    path = NOW if inside[:1] == ("change",) else inside
    alike = (c for c in place.columns if path and (c.path[: len(path)] == path or path[: len(c.path)] == c.path))
    return next(alike, None)


def _spoken(text: str, place: Place, column: Column | None, index: Index) -> str:
    """A message for who edits a file, as one for who fills cells: heads for fields, labels for the words of this column."""
    known = {name.replace("-", "_"): term.label for name, term in index.words["fields"].items()}
    known |= {".".join(one.path): one.head for one in place.columns}
    known |= {one.path[0].removesuffix("-now"): one.head for one in place.columns if one.path == NOW}
    for marker in (slot.marker for slot in (column.slots if column else ())):
        known |= {term.id: term.label for term in index.words[marker.vocab].values()} if isinstance(marker, Word) else {}

    def chinese(found: re.Match[str]) -> str:
        name, behind = found.groups()
        label = known.get(name)
        return found[0] if label is None else label if behind in {None, label} else f"{label}（{behind}）"

    return _NAME.sub(chinese, text)
