"""Step 1, load: data/**/*.yml -> raw values in which every key and value keeps its line and column.

Only plain YAML is read: aliases, anchors, tags and repeated keys are refused, because each of them makes
a file mean something else than what a reader sees. Sequences become tuples so that models stay frozen.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent
from yaml.nodes import ScalarNode

from macros import slips
from macros.problem import Problem

MAX_BYTES = 512 * 1024
_MAX_DEPTH = 24
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]")
_RESOLVER: Any = yaml.resolver.Resolver()
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Loc = tuple[str | int, ...]
Value = object
Mark = tuple[int, int]


@dataclass(slots=True)
class Raw:
    """One file as read: its value, and the (line, column) of every value and key, by path."""

    file: str
    value: Value = None
    marks: dict[Loc, Mark] = field(default_factory=dict)
    keys: dict[Loc, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def mark(self, loc: Loc) -> Mark:
        """Where ``loc`` stands; of a missing field, where its parent stands."""
        while loc and loc not in self.marks:
            if loc in self.keys:
                return self.keys[loc]
            loc = loc[:-1]
        return self.marks.get(loc, (1, 1))

    def add(self, mark: Mark, rule: str, message: str, tip: str = "") -> None:
        self.problems.append(Problem(self.file, *mark, rule, message, tip))


def read(root: Path) -> list[Raw]:
    """Every YAML file under ``root/data`` in a fixed order; problems are kept on each file.

    Raises FileNotFoundError when there is no data folder.
    """
    data = root / "data"
    if not data.is_dir():
        raise FileNotFoundError(data)
    return [_file(path, path.relative_to(root).as_posix()) for path in _yaml_files(data)]


def _yaml_files(data: Path) -> Iterator[Path]:
    paths = (p for p in data.rglob("*") if p.suffix.lower() in {".yml", ".yaml"})
    return iter(sorted(paths, key=lambda p: p.as_posix()))


def _file(path: Path, name: str) -> Raw:
    raw = Raw(name)
    if path.is_symlink() or not path.is_file():
        raw.add((1, 1), "stray-file", "这里不是普通文件（链接或文件夹）。", "放上文件本身。")
        return raw
    blob = path.read_bytes()
    if blob.startswith(codecs.BOM_UTF8):
        raw.add((1, 1), "file-encoding", "文件开头有 BOM。", "用编辑器另存为 UTF-8（不带 BOM）。")
        return raw
    if len(blob) > MAX_BYTES:
        raw.add((1, 1), "file-size", f"文件有 {len(blob) // 1024} KB，上限 {MAX_BYTES // 1024} KB。", "按车间或专题拆成几个文件。")
        return raw
    try:
        text = blob.decode("utf-8")
    except UnicodeDecodeError as error:
        raw.add(_byte_mark(blob, error.start), "file-encoding", "这里不是 UTF-8 编码。", "用编辑器另存为 UTF-8（不带 BOM）。")
        return raw
    parse(text, raw)
    return raw


def _byte_mark(blob: bytes, at: int) -> Mark:
    line = blob.count(b"\n", 0, at) + 1
    return line, at - (blob.rfind(b"\n", 0, at) + 1) + 1


def parse(text: str, raw: Raw) -> None:
    """Fill ``raw`` from YAML ``text``; what is wrong is added to ``raw.problems``."""
    if _bad_characters(text, raw):
        return
    lines = text.split("\n")
    try:
        _Builder(raw, yaml.parse(text, Loader=_LOADER), lines).document()
    except yaml.YAMLError as error:
        place, why, tip = slips.told(lines, error)
        raw.add(place, "yaml-syntax", f"YAML 写法不通：{why}。", tip)


def _bad_characters(text: str, raw: Raw) -> bool:
    for number, line in enumerate(text.split("\n"), 1):
        if (tab := line.find("\t")) >= 0:
            raw.add((number, tab + 1), "tab", "这里有制表符（Tab）。", "改成空格；从 Excel 粘来的整行要拆成一个个字段。")
        if found := _CONTROL.search(line.removesuffix("\r")):
            code = f"U+{ord(found[0]):04X}"
            raw.add(
                (number, found.start() + 1), "control-character", f"这里有看不见的控制字符 {code}。", "删去这个字符，重新输入。"
            )
    return bool(raw.problems)


class _Builder:
    """Turns the event stream of one document into values and marks."""

    def __init__(self, raw: Raw, events: Iterator[Event], lines: list[str]) -> None:
        self.raw = raw
        self.events = events
        self.lines = lines

    def document(self) -> None:
        next(self.events)  # stream start
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self.raw.add((1, 1), "empty-file", "文件是空的。", "补上内容，或删去这个文件。")
            return
        self.raw.value = self.value(next(self.events), ())
        next(self.events)  # document end
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.raw.add(_at(after), "yaml-documents", "一个文件里有多份文档（---）。", "一份文档一个文件。")

    def value(self, event: Event, loc: Loc) -> Value:
        self.raw.marks[loc] = _at(event)
        self._plain(event)
        if len(loc) > _MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="too deep", problem_mark=event.start_mark)  # type: ignore[arg-type]
        if isinstance(event, MappingStartEvent):
            return self.mapping(loc)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(loc)
        if not isinstance(event, ScalarEvent):
            return None
        self._cut(event)
        return _scalar(event)

    def _cut(self, event: ScalarEvent) -> None:
        """A plain text that goes on behind « #…» loses the rest as a comment; a comment has a space after its #."""
        end = event.end_mark
        if event.implicit[0] and end is not None and re.search(r"[\u4e00-\u9fff]", event.value):
            rest = self.lines[end.line][end.column :]
            if re.match(r"\s+#[^\s#]", rest):
                self.raw.add(
                    (end.line + 1, end.column + 2),
                    "cut-text",
                    "“ #”后面的字被当成注释，不会印出来。",
                    "整句加引号；注释另起一行写。",
                )

    def _plain(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            name = getattr(event, "anchor", "")
            self.raw.add(_at(event), "yaml-alias", f"不支持引用 *{name}。", "把内容写全。")
            return
        if anchor := getattr(event, "anchor", None):
            self.raw.add(_at(event), "yaml-alias", f"不支持锚点 &{anchor}。", "去掉 & 和它的名字。")
        tag = getattr(event, "tag", None)
        if tag:
            self.raw.add(_at(event), "yaml-tag", f"不支持标签 {tag}。", "去掉以 ! 开头的标签；文字加引号即可。")

    def sequence(self, loc: Loc) -> tuple[Value, ...]:
        out: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            out.append(self.value(event, (*loc, len(out))))
        return tuple(out)

    def mapping(self, loc: Loc) -> dict[str, Value]:
        out: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise yaml.MarkedYAMLError(problem="key", problem_mark=event.start_mark)  # type: ignore[arg-type]
            self._plain(event)
            key, mark = event.value, _at(event)
            where = (*loc, key)
            if key in out:
                first = self.raw.keys[where][0]
                self.raw.add(mark, "duplicate-key", f"“{key}”重复，第 {first} 行已经有了。", "只留一个。")
                self.value(next(self.events), (*loc, f"{key}\0{mark[0]}"))
                continue
            self.raw.keys[where] = mark
            out[key] = self.value(next(self.events), where)
        return out


def _at(event: Event) -> Mark:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def is_text(plain: str) -> bool:
    """Whether YAML takes the unquoted scalar for a text, and not for a number, a day, a truth value or nothing."""
    return str(_RESOLVER.resolve(ScalarNode, plain, (True, False))).endswith(":str")


def _scalar(event: ScalarEvent) -> Value:
    """Text, or for a plain (unquoted) scalar what YAML 1.1 makes of it: the checks then ask for quotes."""
    if not event.implicit[0]:
        return event.value
    tag = str(_RESOLVER.resolve(ScalarNode, event.value, (True, False))).rpartition(":")[2]
    if tag == "int" and re.fullmatch(r"-?(0|[1-9][0-9]{0,15})", event.value):
        return int(event.value)
    if tag == "bool" and event.value in {"true", "false"}:
        return event.value == "true"
    if tag == "null":
        return None
    return event.value if tag == "str" else Unquoted(event.value, tag)


@dataclass(frozen=True, slots=True)
class Unquoted:
    """A plain scalar that YAML reads as something else than text (1.10, NO, 2025-01-01)."""

    text: str
    tag: str
