"""The fields of a record as options of ``anbiao new``: the words typed, what is missing, help, tips. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from macros import names
from macros.choices import Choices
from macros.columns import KEPT, Column, Steps, Words, gaps
from macros.models.base import Word
from macros.numbering import OWN_FILE
from macros.problem import ANBIAO
from macros.rules.whole import PARTS

OWNER = "--owner  属于哪个行业、场所或模块，编号或名称。例如：city-gas 或 城镇燃气"
ID_FORM = "用小写字母、数字和连字符，例如 gb-15577-2018。"
_LISTED = 30
_SEPARATORS = re.compile("[、，,；;]")
_FIELD = re.compile(r"(?<![\w./-])[a-z_]+(?:\.[a-z_]+)*(?![\w./-])")
# What the word list says to who fills a cell.
_OF_CELLS = re.compile(r"；?Excel 里[^。]*(?=。)|一行一\w[，；]|[，；]?一行一[个种处条份样步]")
_ASKED = {"title", "statement"}


@dataclass(frozen=True, slots=True)
class Given:
    """The texts by key, a field given again being another line; and what cannot be understood."""

    texts: dict[str, str]
    wrong: tuple[str, ...]


def open_to(table: Iterable[Column], *, own_file: bool) -> list[Column]:
    """What can be said of a new record: not what the program writes, nor why it is no longer asked."""
    kept = KEPT - {("id",)} if own_file else KEPT
    return [one for one in table if one.path not in kept and one.path[0] != "retired"]


def given(words: Sequence[str], table: Sequence[Column], *, own_file: bool) -> Given:
    """Both ``--title`` and ``--标题`` are understood."""
    keys = {name: one.key for one in table for name in (one.key, one.head)} | ({} if own_file else {"owner": "owner"})
    lists = {one.key for one in table if one.many}
    texts, wrong, rest = dict[str, str](), list[str](), list(words)
    while rest:
        word = rest.pop(0)
        name, sign, text = word.removeprefix("--").partition("=")
        key = keys.get(name) if word.startswith("--") else None
        if not sign and word.startswith("--"):
            text = rest.pop(0) if rest and not rest[0].startswith("--") else ""
        if key is None:
            wrong.append(_unknown(word, [*keys]))
        elif not text.strip():
            wrong.append(f"--{name} 后面没有内容。")
        elif key in texts and key not in lists:
            wrong.append(f"--{name} 只有一个，写了两次。留一个。")
        else:
            texts[key] = f"{texts[key]}\n{text}" if key in texts else text
    return Given(texts, tuple(wrong))


def _unknown(word: str, keys: list[str]) -> str:
    if not word.startswith("--"):
        return f"“{word}”前面没有 --栏目。一栏有几个的，写几次那一栏；内容里有空格的，外面加引号。"
    near = names.near(word.removeprefix("--").partition("=")[0], keys)
    return f"没有“{word}”这一项。{f'是不是想写 --{near[0]}？' if near else ''}"


def name(column: Column) -> str:
    return f"--{column.key}（{column.head}）"


def may_wait(column: Column) -> bool:
    """Running text that has to be there, but nothing else leans on it."""
    asked = column.path in KEPT or column.key in _ASKED
    return column.needed and not asked and all(slot.limit and not slot.marker for slot in column.slots)


def wanted(table: Sequence[Column], filled: set[Steps]) -> list[Column]:
    """All that cannot stay empty, also what is only asked because of something that is asked."""
    found: set[Steps] = set()
    while more := gaps(table, filled | found):
        found |= {one.path for one in more}
    identity = {("id",)} - filled
    return [one for one in table if one.path in found | identity]


def line(column: Column, table: Iterable[Column], offered: Sequence[str]) -> str:
    """An option, what it means, and what may be written."""
    about = (_OF_CELLS.sub("", column.about) if column.path != ("id",) else ID_FORM).rstrip("。")
    more = f"可以写几次：--{column.key} 甲 --{column.key} 乙。" if column.many else ""
    more += "各段用“|”隔开，外面加引号。" if len(column.slots) > 1 else ""
    row = [f"--{one.key}" for one in table if _across(one) == _across(column)] if _across(column) else []
    more += f"至少写一级，另有 {'、'.join(row[1:])}。" if row[:1] == [f"--{column.key}"] else ""
    words = f"可以写：{'、'.join(offered[:_LISTED])}{'……' if len(offered) > _LISTED else ''}。" if offered else ""
    return f"  --{column.key}  {column.head}：{about}{'。' if about else ''}{more}{words}"


def _across(column: Column) -> Steps:
    """What the columns of a mapping by words have in common that differ in the word only."""
    return (*column.path[:1], *column.path[2:]) if len(column.path) > 2 else ()


def packed(column: Column, text: str, choices: Choices) -> str:
    """What is said of several words of a list in one; "" where there is nothing to say."""
    marker = column.slots[0].marker
    if not column.many or len(column.slots) > 1 or marker is None:
        return ""
    for said in text.split("\n"):
        parts = [part.strip() for part in _SEPARATORS.split(said) if part.strip()]
        if len(parts) > 1 and choices.find(marker, said.strip())[0] is None:
            return f"{name(column)}：“{said.strip()}”里有几个，一次写一个：{' '.join(f'--{column.key} {part}' for part in parts)}"
    return ""


def help_of(kind: str, table: Sequence[Column], words: Words) -> str:
    """What ``anbiao new kind -h`` says."""
    own_file = kind in OWN_FILE
    asked = {one.path for one in wanted(table, {one.path for one in table if may_wait(one)})}
    parts: dict[str, list[str]] = {
        "一定要写：": [] if own_file else [f"  {OWNER}"],
        "先不写就是“待写”，以后补：": [],
        "可以不写：": [],
    }
    must, later, free = parts.values()
    for one in table:
        (must if one.path in asked else later if may_wait(one) else free).append(line(one, table, _labels(one, words)))
    called = PARTS.get(kind) or OWN_FILE[kind][0]
    head = f"用法：{ANBIAO} new {kind.replace('_', '-')} --栏目 内容 …\n\n新建一条记录（{called}），编号自动接着排。"
    head += "栏目和词表里的词，写英文或中文都行：--title、--标题。"
    return "\n".join([head, *(f"\n{title}\n" + "\n".join(lines) for title, lines in parts.items() if lines)])


def _labels(column: Column, words: Words) -> list[str]:
    marker = column.slots[0].marker
    return [t.label for t in words[marker.vocab].values() if marker.admits(t.parent)] if isinstance(marker, Word) else []


def in_options(text: str, table: Sequence[Column], words: Words) -> str:
    """A tip for who edits a file, as one for who writes options."""
    known = {slot.name: words["fields"][slot.name].label for one in table for slot in one.slots if slot.name in words["fields"]}
    for one in table:
        known |= {one.path[0]: f"--{one.path[0]}-…"} if len(one.path) > 1 else {}
        known[".".join(one.path)] = f"--{one.key}"
    return _FIELD.sub(lambda found: known.get(found[0], found[0]), text)
