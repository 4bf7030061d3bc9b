"""Rules on ids: unique, with the prefix of their owner, the same as the file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from macros.index import Entry, Index
from macros.numbering import LETTERS, free
from macros.relations import anchor
from macros.rules.base import Finding, Rule

_NAMED = ("vocab", "standard", "module", "assignment_table", "document", "target_table", "method", "form", "review")
_SUFFIXES = ("-workshops", "-cards", "-posts", "-notices", "-grid", "-small")


def _repeated_ids(index: Index) -> Iterator[Finding]:
    for entry in index.entries:
        first = index.get(entry.kind, entry.id)
        if first is not None and first is not entry:
            line, _ = first.mark()
            tip = "换一个编号。"
            if entry.kind in LETTERS:
                tip = f"下一个可用的编号是 {next(free(index, entry.kind, entry.id.rstrip('0123456789')))}。"
            field = "no" if entry.kind in {"clause", "case", "assignment"} else "id"
            yield Finding(entry, (field,), f"编号 {entry.id} 重复，{first.raw.file} 第 {line} 行已经用了。", tip)


def _file_names(index: Index) -> Iterator[Finding]:
    for entry in index.all(*_NAMED):
        stem = PurePosixPath(entry.raw.file).stem
        if stem != entry.id:
            yield Finding(entry, ("id",), f"文件名是 {stem}，里面的 id 是 {entry.id}。", f"把文件改名为 {entry.id}.yml，或改 id。")
    for entry in index.all("industry", "venue"):
        folder = PurePosixPath(entry.raw.file).parent.name
        if folder != entry.id:
            yield Finding(entry, ("id",), f"文件夹是 {folder}，里面的 id 是 {entry.id}。", "两者改成一样。")


def _prefixes(index: Index) -> Iterator[Finding]:
    homeless: set[str] = set()
    for entry in index.all(*LETTERS):
        owner = index.owner(entry)
        if owner is None:
            if entry.owner not in homeless:
                homeless.add(entry.owner)
                yield Finding(entry, (), f"文件夹 {entry.owner} 里没有 industry.yml。", "先建 industry.yml。")
            continue
        letters = LETTERS[entry.kind]
        heads = [f"{owner.record.prefix}-{letter}" for letter in letters] or [f"{owner.record.prefix}-"]
        body = re.sub(r"\d+$", "", entry.id)
        if body not in heads:
            yield Finding(entry, ("id",), f"编号 {entry.id} 的开头不对。", f"这里的编号以 {'、'.join(heads)} 开头。")


def _unique_prefixes(index: Index) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entry in index.all("industry", "venue", "module"):
        first = seen.setdefault(entry.record.prefix, entry)
        if first is not entry:
            yield Finding(entry, ("prefix",), f"前缀 {entry.record.prefix} 已被 {first.id} 使用。")


def _owner_ids(index: Index) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entry in index.all("industry", "venue", "module"):
        first = seen.setdefault(entry.id, entry)
        if first is not entry:
            yield Finding(entry, ("id",), f"{entry.id} 已经是 {first.raw.file} 的 id。", "行业、场所、模块的 id 也互不相同。")
        if suffix := next((s for s in _SUFFIXES if entry.id.endswith(s)), ""):
            yield Finding(entry, ("id",), f"id 不能以 {suffix} 结尾，那是册子文件名的后缀。", "换一个 id。")


def _anchors(index: Index) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in index.all("clause", "case"):
        first = seen.setdefault((entry.owner, anchor(entry.record.no)), entry)
        if first is not entry and first.id != entry.id:
            yield Finding(entry, ("no",), f"条款号“{entry.record.no}”和“{first.record.no}”在网页上分不开。")
        elif first is not entry and first.kind != entry.kind:
            yield Finding(entry, ("no",), f"“{entry.record.no}”既是条款又是判定情形。")


def _vocab_parents(index: Index) -> Iterator[Finding]:
    for entry in index.all("vocab"):
        ids = [term.id for term in entry.record.values]
        for number, term in enumerate(entry.record.values):
            if ids.index(term.id) != number:
                yield Finding(entry, ("values", number, "id"), f"词条 {term.id} 重复。", "换一个 id，或并成一条。")
            others = [t.id for t in entry.record.values if t.id != term.id and t.parent is None]
            if term.parent and term.parent not in others:
                yield Finding(entry, ("values", number, "parent"), f"没有上级词条“{term.parent}”。", f"允许：{'、'.join(others)}。")


def _repeated_values(index: Index) -> Iterator[Finding]:
    for entry in index.entries:
        for path, found in entry.lists():
            for number, one in enumerate(found):
                if (first := found.index(one)) != number:
                    line, _ = entry.mark((*path, first))
                    said = one if isinstance(one, str) else "这一行"
                    yield Finding(entry, (*path, number), f"“{said}”重复，第 {line} 行已经有了。")


RULES = (
    Rule("owner-id", "行业、场所、模块共用一套 id，不带册子的后缀。", "换一个 id。", _owner_ids),
    Rule("clause-anchor", "同一标准里的条款号和情形号各不相同，标点不同不算。", "改条款号的写法。", _anchors),
    Rule("repeated-id", "编号不重复。", "用下一个可用的编号。", _repeated_ids),
    Rule("repeated-value", "一个列表里的值不重复。", "只留一个。", _repeated_values),
    Rule("file-name", "文件名（文件夹名）就是 id。", "改名。", _file_names),
    Rule("id-prefix", "编号以所属行业或模块的前缀开头。", "改编号。", _prefixes, needs=frozenset({"industry", "module"})),
    Rule("unique-prefix", "每个行业、场所、模块的前缀各不相同。", "换两个没用过的大写字母。", _unique_prefixes),
    Rule("vocab-terms", "词表里 id 不重复，上级存在。", "改词表。", _vocab_parents),
)
