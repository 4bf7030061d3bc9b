"""How a value stands in a cell, and is read back from it. Pure.

A list stands in one cell, an element a line; the fields of an element that is a record are parted by « | ».
"""

from __future__ import annotations

import re
from typing import Any

from macros.choices import BETWEEN, Choices
from macros.columns import Column, Slot, value
from macros.models.base import Marker

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
        marker, said = column.slots[0].marker, cell.strip()
        if marker and not choices.exact(marker, said) and len(parts := choices.several(marker, said)) > 1:
            raise UnreadableError(f"“{said}”里有 {len(parts)} 个。", "这一栏只写一个。")
        return _said(column.slots[0], said, choices)
    return [_element(column.slots, line, choices) for line in cell.split("\n") if line.strip()] or None


def _element(slots: tuple[Slot, ...], line: str, choices: Choices) -> Any:
    if how := _mixed(slots, line.strip(), choices):
        raise UnreadableError(*how)
    parts = [""]
    for token in _TOKEN.findall(line):
        if token in {"|", "｜"} and len(slots) > 1:
            parts.append("")
        else:
            parts[-1] += _ESCAPES.get(token, token)
    if len(parts) > len(slots):
        raise UnreadableError(f"“{line.strip()}”里的“|”多了。", f"一行最多 {len(slots)} 段，用“|”隔开。")
    said = [_said(slot, part.strip(), choices) for slot, part in zip(slots, parts, strict=False)]
    if not slots[0].name:
        return said[0]
    return {slot.name: one for slot, one in zip(slots, said, strict=False) if one is not None}


def _mixed(slots: tuple[Slot, ...], line: str, choices: Choices) -> tuple[str, str] | None:
    """What is said of a line that holds several elements, or whose «|» is missing; nothing is guessed, nothing dropped."""
    marker = slots[0].marker
    if marker is None or choices.exact(marker, line):
        return None
    found = choices.several(marker, line) if len(slots) == 1 else _elements(marker, line, choices)
    if len(found) > 1:
        listed = "".join(f"“{one}”" for one in found)
        return f"“{line}”里有 {len(found)} 个。", f"一格里有几个的，一行写一个（格里换行按 Alt+Enter）：{listed}。"
    if len(slots) > 1 and (parted := _parted(marker, line, choices, whole=slots[1].whole)):
        return f"“{line}”里没有“|”。", f"两段之间用“|”隔开：{parted}。"
    return None


def _elements(marker: Marker, line: str, choices: Choices) -> list[str]:
    """The elements in a line, each with its «|», where more than one of them begins with what is known."""
    parts = [part.strip() for part in BETWEEN.split(line) if part.strip()]
    parts = [_parted(marker, part, choices) or part for part in parts]
    known = [part for part in parts if choices.exact(marker, re.split("[|｜]", part)[0].strip())]
    return parts if len(known) > 1 else []


def _parted(marker: Marker, said: str, choices: Choices, *, whole: bool = False) -> str:
    """The line with the «|» that it needs; "" where it has one, or does not begin with what is known."""
    if "|" in said or "｜" in said:
        return ""
    for at in range(len(said) - 1, 0, -1):
        head, tail = said[:at].rstrip(" 　、，,"), said[at:].lstrip(" 　、，,")
        if choices.exact(marker, head):
            return f"{head} | {tail}" if not whole or tail.isdigit() else ""
    return ""


def _said(slot: Slot, said: str, choices: Choices) -> str | int | None:
    if not said:
        return None
    if slot.marker:
        id_, guess = choices.find(slot.marker, said)
        if id_ is None:
            raise UnreadableError(f"没有“{said}”。", guess)
        return id_
    if slot.whole:
        if not re.fullmatch(r"[0-9]{1,6}", said):
            raise UnreadableError(f"“{said}”不是整数。", "写 0、1、2 这样的整数。")
        return int(said)
    return said
