"""Rules of change, between an earlier revision and this one: revisions raised, kinds true, ids kept, clauses re-read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz, process

from macros.index import Entry, Index
from macros.rules.base import Finding, Rule
from macros.rules.honesty import TWIN_SCORE
from macros.verdicts import BOOKKEEPING, verdicts

# What is answered, cited or scored by its revision; re-reading an item that one rests on is no change of its own.
_REVISED = ("item", "clause", "case", "guide", "criterion", "grid_point")
_NEEDS = frozenset({"item", "module", "industry", "vocab"})


def _silent(old: Index, new: Index) -> Iterator[Finding]:
    for entry in new.all(*_REVISED):
        before = old.get(entry.kind, entry.id)
        if before and entry.record.revision <= before.record.revision and _said(entry) != _said(before):
            tail = "，写上 updated 和 change" if entry.kind == "item" else ""
            tip = f"revision 改为 {before.record.revision + 1}{tail}。"
            yield Finding(entry, ("revision",), f"{entry.id} 改了内容，revision 还是 {entry.record.revision}。", tip)


def _said(entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = entry.record.model_dump(exclude={*BOOKKEEPING, "rests_on"})
    return said


def _untrue(old: Index, new: Index) -> Iterator[Finding]:
    labels = {id_: term.label for id_, term in new.words.get("changes", {}).items()}
    for verdict in verdicts(old, new):
        entry = new.get("item", verdict.id)
        if entry and verdict.contradicted:
            named = "、".join(f"{kind}（{labels.get(kind, kind)}）" for kind in sorted(verdict.effect.allowed))
            said = labels.get(verdict.declared, verdict.declared)
            why = f"要求里的数字变了（{verdict.effect.shift}）" if verdict.effect.shift else "内容的差别不是这样"
            yield Finding(entry, ("change",), f"{verdict.id} 写的是“{said}”，{why}。", f"按差别应写：{named}。")


def _gone(old: Index, new: Index) -> Iterator[Finding]:
    came = [entry for entry in new.all("item") if old.get("item", entry.id) is None]
    for entry in (e for e in old.all("item") if new.get("item", e.id) is None):
        where = f"{entry.raw.file} 第 {entry.mark()[0]} 行"
        if twin := _renamed(entry, came):
            tip = f"编号永不改：把 {twin.id} 改回 {entry.id}。真是另一条的，取回 {entry.id}，把它停用。"
            yield Finding(twin, ("id",), f"编号 {entry.id} 不见了（原来在 {where}），新出现的 {twin.id} 内容相同或几乎一样。", tip)
            continue
        holder = new.sector(entry.owner) or new.get("module", entry.owner)
        for at in [holder] if holder else new.all("edition"):
            yield Finding(at, (), f"条目 {entry.id} 不见了，原来在 {where}。")


def _renamed(gone: Entry, came: list[Entry]) -> Entry | None:
    """Of the items that came, the one that asks what this one asked."""
    said = [entry.record.statement for entry in came]
    best = process.extractOne(gone.record.statement, said, scorer=fuzz.ratio, score_cutoff=TWIN_SCORE)
    return came[best[2]] if best else None


def _clauses(old: Index, new: Index) -> Iterator[Finding]:
    for entry in new.all("item"):
        before = old.get("item", entry.id)
        if not before or entry.record.retired or _read(before) != _read(entry):
            continue
        for number, basis in enumerate(entry.record.basis):
            for kind in ("clause", "case"):
                first, second = (index.get(kind, f"{basis.std}#{basis.clause}") for index in (old, new))
                if first and second and _said(first) != _said(second):
                    yield Finding(entry, ("basis", number), f"{entry.id} 依据的 {basis.std} {basis.clause} 改了，条目没有重读。")


def _read(item: Entry) -> tuple[int, str]:
    return item.record.revision, item.record.updated


RULES = (
    Rule("silent-change", "内容改了，revision 加 1；条目还写明 change。", "revision 加 1，写上 updated 和 change。",
         needs=_NEEDS, since=_silent),
    Rule("change-kind", "条目写的修订类别和内容的差别一致：有一处更严就是加严；没有更严、有判断不了的，由改的人定，"
         "但要求里的数字变了，不能写文字、移位；只有放宽的是放宽；换要素、层级的是移位；数字、单位、否定词、义务词都没动的是文字。",
         "按差别改 change。", needs=_NEEDS, since=_untrue),
    Rule("item-gone", "用过的条目编号一直在，不再要求的停用。", "取回这一条，change 写 retired，写上原因和接替的条目。",
         needs=_NEEDS, since=_gone),
    Rule("suspect-clause", "依据的条款改了，条目要重读。", "重读条目；要求没变就把 updated 改成重读的日期。", level="warning",
         needs=frozenset({"standard", *_NEEDS}), since=_clauses),
)  # fmt: skip
