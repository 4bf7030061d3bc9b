"""Rules on upkeep: links re-read, retired items replaced, totals and forms right, dates within the edition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.index import Entry, Index
from macros.load import Loc
from macros.rules.base import Finding, Rule


def _suspect(index: Index) -> Iterator[Finding]:
    for entry in index.all("guide", "criterion", "grid_point"):
        for number, rest in enumerate(entry.record.rests_on):
            item = index.get("item", rest.item)
            if item and item.record.revision != rest.revision:
                now = item.record.revision
                yield Finding(entry, ("rests_on", number), f"{rest.item} 已是第 {now} 次修订，这里读的是第 {rest.revision} 次。")


def _rests_on_retired(index: Index) -> Iterator[Finding]:
    for entry in index.all("guide", "criterion", "grid_point"):
        for number, rest in enumerate(entry.record.rests_on):
            item = index.get("item", rest.item)
            if item and item.record.retired:
                yield Finding(entry, ("rests_on", number, "item"), f"{rest.item} 已停用。", f"接替的条目：{_named(item)}。")
    for entry in index.all("item"):
        for number, name in enumerate(entry.record.retired.successors if entry.record.retired else ()):
            after = index.get("item", name)
            if after and (after.record.retired or after is entry):
                yield Finding(entry, ("retired", "successors", number), f"接替的 {name} 自己也已停用。", "写现在有效的条目。")


def _named(item: Entry) -> str:
    return "、".join(item.record.retired.successors) or "没有，删去这一行"


def _totals(index: Index) -> Iterator[Finding]:
    for entry in index.all("target_table"):
        table = entry.record
        for number, column in enumerate(table.columns):
            total = sum(t.values.get(column.id, 0) for t in table.targets) + (column.merged or 0)
            if total != column.total:
                yield Finding(entry, ("columns", number, "total"), f"{column.label}各行合计 {total}，文件写的是 {column.total}。")
        for number, row in enumerate(table.targets):
            if (row.name is None) == (row.assignment is None):
                yield Finding(entry, ("targets", number), "一行要么写 name（辖区），要么写 assignment（分工表行），只写一个。")
            for key in set(row.values) - {c.id for c in table.columns}:
                yield Finding(entry, ("targets", number, "values", key), f"没有“{key}”这一列。")


def _retired(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        if (entry.record.change == "retired") != (entry.record.retired is not None):
            yield Finding(entry, ("change",), "停用的条目 change 写 retired，并写 retired 的原因和版本；两者要同时有。")


_EDITION = re.compile(r"(?P<year>[0-9]{4})-(?P<number>[0-9]+)")


def _editions(index: Index) -> Iterator[Finding]:
    """An edition that a record names is this one, the one before, or older than that: no other has been published."""
    for edition in (entry.record for entry in index.all("edition")):
        known = [one for one in (edition.previous, edition.id) if one]
        for entry, path, name in _dated(index):
            if name not in known and not (len(known) > 1 and _order(name) < _order(known[0])):
                before = f"上一版是 {edition.previous}" if edition.previous else "没有写上一版（edition.yml 的 previous）"
                yield Finding(entry, path, f"没有“{name}”这一版。", f"本版是 {edition.id}，{before}。")


def _order(edition: str) -> tuple[int, int]:
    found = _EDITION.fullmatch(edition)
    return (int(found["year"]), int(found["number"])) if found else (9999, 0)


def _dated(index: Index) -> Iterator[tuple[Entry, Loc, str]]:
    """Every edition that a record names."""
    for entry in index.all("item"):
        if entry.record.retired:
            yield entry, ("retired", "edition"), entry.record.retired.edition
    for entry in index.all("review"):
        yield from ((entry, ("reviews", n, "edition"), one.edition) for n, one in enumerate(entry.record.reviews))


def _edition(index: Index) -> Iterator[Finding]:
    editions = index.all("edition")
    day = editions[0].record.date if editions else ""
    for entry in index.all("item"):
        if day and entry.record.updated > day:
            yield Finding(entry, ("updated",), f"修订日期 {entry.record.updated} 晚于本版日期 {day}。")


RULES = (
    Rule("suspect", "细则、指南、导则所依的条目改了，要重读。", "重读后把 revision 改成现在的次数。", _suspect, "warning"),
    Rule("rests-on-retired", "细则、指南、导则和接替只指向有效的条目。", "换成接替的条目。", _rests_on_retired),
    Rule("totals", "任务指导数各行之和等于文件的合计。", "对照原文改数。", _totals),
    Rule("retired", "条目停用不删除，写明原因和版本。", "补 retired，或改 change。", _retired),
    Rule("edition", "停用和审定写明的版本都出过。", "改成出过的版本。", _editions),
    Rule("updated", "条目的修订日期不晚于本版日期。", "改 updated，或改 data/edition.yml。", _edition),
)
