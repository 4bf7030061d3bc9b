"""How a value stands in a cell, and is read back from it. Pure.

A list stands in one cell, an element a line; the fields of an element that is a record are parted by « | ».
"""

from __future__ import annotations

import re
from typing import Any

from macros.choices import Choices
from macros.columns import Column, Slot, value

_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\|": "|", "\\｜": "｜"}
_TOKEN = re.compile(r"\\.|[|｜]|[^\\|｜]+|\\$")

_TO_ESCAPE = {False: re.compile(r"[\\\n]"), True: re.compile(r"[\\\n|｜]")}


class UnreadableError(Exception):
    """What is wrong with a cell, and a tip: two Chinese sentences."""


def text(column: Column, record: Any, choices: Choices) -> str:
    """The cell of a record."""
    found = value(record, column.path)
    if found is None:
        return ""
    if not column.many:
        return _shown(column.slots[0], found, choices)
    return "\n".join(_line(column.slots, one, choices) for one in found)


def _line(slots: tuple[Slot, ...], element: Any, choices: Choices) -> str:
    parts = [_shown(slot, getattr(element, slot.name) if slot.name else element, choices) for slot in slots]
    while parts and not parts[-1]:
        parts.pop()
    return " | ".join(_TO_ESCAPE[len(slots) > 1].sub(_escaped, part) for part in parts)


def _escaped(found: re.Match[str]) -> str:
    return "\\n" if found[0] == "\n" else f"\\{found[0]}"


def _shown(slot: Slot, found: Any, choices: Choices) -> str:
    if found is None:
        return ""
    return choices.shown(slot.marker).get(found, found) if slot.marker else str(found)


def read(column: Column, cell: str, choices: Choices) -> Any:
    """The plain value that a cell says, None where it is empty; raises UnreadableError."""
    if not column.many:
        return _said(column.slots[0], cell.strip(), choices)
    return [_element(column.slots, line, choices) for line in cell.split("\n") if line.strip()] or None


def _element(slots: tuple[Slot, ...], line: str, choices: Choices) -> Any:
    parts = [""]
    for token in _TOKEN.findall(line):
        if token in {"|", "｜"} and len(slots) > 1:
            parts.append("")
        else:
            parts[-1] += _ESCAPES.get(token, token)
    if len(parts) == 1 < len(slots) and (id_and_rest := _unparted(slots[0], line, choices)):
        raise UnreadableError(f"“{line.strip()}”里没有“|”。", f"分开写：{' | '.join(id_and_rest)}。")
    if len(parts) > len(slots):
        raise UnreadableError(f"“{line.strip()}”里的“|”多了。", f"一行最多 {len(slots)} 段，用“|”隔开。")
    said = [_said(slot, part.strip(), choices) for slot, part in zip(slots, parts, strict=False)]
    if not slots[0].name:
        return said[0]
    return {slot.name: one for slot, one in zip(slots, said, strict=False) if one is not None}


def _unparted(slot: Slot, line: str, choices: Choices) -> list[str]:
    """What the first field of a line names and the rest of it, where nothing parts the two; [] where it is not so."""
    words = line.split()
    ends = range(len(words) - 1, 0, -1) if slot.marker else ()
    found = (n for n in ends if slot.marker and choices.find(slot.marker, " ".join(words[:n]))[0])
    n = next(found, 0)
    return [" ".join(words[:n]), " ".join(words[n:])] if n else []


def _said(slot: Slot, said: str, choices: Choices) -> str | int | None:
    if not said:
        return None
    if slot.marker:
        id_, guess = choices.find(slot.marker, said)
        if id_ is None and (several := choices.several(slot.marker, said)):
            lines = "，".join(f"第 {n} 行“{one}”" for n, one in enumerate(several, 1))
            raise UnreadableError(f"“{said}”是 {len(several)} 个。", f"一行写一个，在格里按 Alt+Enter 换行：{lines}。")
        if id_ is None:
            raise UnreadableError(f"没有“{said}”。", guess)
        return id_
    if slot.whole:
        if not re.fullmatch(r"[0-9]{1,6}", said):
            raise UnreadableError(f"“{said}”不是整数。", "写 0、1、2 这样的整数。")
        return int(said)
    return said
