"""Rules on what records point to: words, references, clauses, successors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import process

from macros.index import Entry, Index
from macros.load import Loc
from macros.models.base import Ref, Word
from macros.models.registry import Term
from macros.relations import edition_day, is_superseded
from macros.rules.base import Finding, Rule

_KIND_NAMES = {
    "standard": "标准", "risk_point": "风险点", "item": "条目", "department": "部门", "industry": "行业", "module": "模块",
    "trade": "细分行业", "workshop": "车间", "document": "文件", "assignment": "分工表行", "vocab": "词表",
    "form": "表单", "method": "工作方法", "target_table": "任务表", "assignment_table": "分工表",
}  # fmt: skip


_NUMBERED = re.compile(r"(?P<head>[A-Z]{2}-[A-Z]?|[a-z]+-)[0-9]{2,4}")
_CLAUSES_SHOWN = 12


def _unknown_words(index: Index) -> Iterator[Finding]:
    for entry in index.entries:
        for path, marker, text in entry.pointers():
            if isinstance(marker, Word) and not _allowed(index, marker, text):
                choices = [f"{t.id}（{t.label}）" for t in _terms(index, marker)]
                best = process.extractOne(text, [t.id for t in _terms(index, marker)], score_cutoff=50)
                guess = f"是不是想写 {best[0]}？" if best else ""
                yield Finding(entry, path, f"词表 {marker.vocab} 里没有“{text}”。", f"{guess}允许：{'、'.join(choices)}。")


def _allowed(index: Index, marker: Word, text: str) -> bool:
    return any(term.id == text for term in _terms(index, marker))


def _terms(index: Index, marker: Word) -> list[Term]:
    terms = index.words.get(marker.vocab, {}).values()
    return [t for t in terms if marker.admits(t.parent)]


def _broken_refs(index: Index) -> Iterator[Finding]:
    for entry in index.entries:
        for path, marker, text in entry.pointers():
            if isinstance(marker, Ref) and marker.kind not in index.lost and index.get(marker.kind, text) is None:
                tip = _guess(text, list(index.records(marker.kind)), _KIND_NAMES[marker.kind])
                yield Finding(entry, path, f"没有编号为“{text}”的{_KIND_NAMES[marker.kind]}。", tip)


def _guess(text: str, ids: list[str], name: str) -> str:
    """What may be meant: of numbered ids, those that are there, since one number is as like as the next."""
    if found := _NUMBERED.fullmatch(text):
        row = sorted(one for one in ids if (other := _NUMBERED.fullmatch(one)) and other["head"] == found["head"])
        held = f" {row[0]} 到 {row[-1]}，共 {len(row)} 个" if len(row) > 1 else f" {''.join(row)}"
        return (
            f"以 {found['head']} 开头的{name}有{held}；要新的就先建。"
            if row
            else f"没有以 {found['head']} 开头的{name}，看看前缀。"
        )
    best = process.extractOne(text, ids, score_cutoff=75)
    return f"是不是 {best[0]}？" if best else f"先建这条{name}。"


def _unknown_clauses(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        for number, basis in enumerate(entry.record.basis):
            standard = index.get("standard", basis.std)
            if standard is None or basis.clause is None:
                continue
            held = [one.no for one in (*standard.record.clauses, *standard.record.cases)]
            if basis.clause not in held:
                tip = f"{_held(basis.clause, held)}。没有把握就删去 clause；有把握就先在 {standard.raw.file} 登记。"
                yield Finding(entry, ("basis", number, "clause"), f"{basis.std} 没有登记“{basis.clause}”。", tip)


def _held(clause: str, held: list[str]) -> str:
    """The clauses that can be cited; of many, those most like the one that is not there."""
    if len(held) <= _CLAUSES_SHOWN:
        return f"已登记：{'、'.join(held) or '（还没有登记条款）'}"
    near = {one for one, _, _ in process.extract(clause, held, limit=_CLAUSES_SHOWN)}
    return f"已登记 {len(held)} 个，相近的有：{'、'.join(one for one in held if one in near)}"


def _superseded(index: Index) -> Iterator[Finding]:
    for entry, path, std in _cited(index):
        standard = index.get("standard", std)
        if standard and is_superseded(index, standard):
            after = standard.record.replaced_by
            tip = f"改用 {after}，并核对条款号。" if after else "换成现行有效的依据。"
            yield Finding(entry, path, f"{std} 在本版日期 {edition_day(index)} 已被代替或废止。", tip)


def _expiring(index: Index) -> Iterator[Finding]:
    for entry, path, std in _cited(index):
        standard = index.get("standard", std)
        after = index.get("standard", standard.record.replaced_by or "") if standard else None
        if standard and after and not is_superseded(index, standard):
            day = f"{after.record.effective} 起施行" if after.record.effective else "施行日期还没有登记"
            yield Finding(entry, path, f"{std} 将由 {after.id} 代替，{day}。", f"对照 {after.id}，备好改动。")


def _cited(index: Index) -> Iterator[tuple[Entry, Loc, str]]:
    """Every standard that a live item, an industry or a venue rests on."""
    for entry in index.all("item"):
        if not entry.record.retired:
            yield from ((entry, ("basis", n, "std"), basis.std) for n, basis in enumerate(entry.record.basis))
    for entry in index.all("industry", "venue"):
        for field in ("criteria", "basis"):
            yield from ((entry, (field, n), std) for n, std in enumerate(getattr(entry.record, field)))


_OWN = {"risk_point", "workshop", "trade"}


def _foreign_refs(index: Index) -> Iterator[Finding]:
    for entry in index.all("item", "workshop", "post", "risk_point", "guide", "grid_point"):
        owner = index.owner(entry)
        if owner is None:
            continue
        near = {owner.id, *getattr(owner.record, "modules", ())}
        for path, marker, text in entry.pointers():
            target = index.get(marker.kind, text) if isinstance(marker, Ref) and marker.kind in _OWN else None
            if target and target.owner not in near:
                yield Finding(entry, path, f"{text} 属于 {target.owner}，不是本行业的，也不在引用的模块里。")


def _repeated_facets(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        module = index.get("module", entry.owner)
        for number, facet in enumerate(entry.record.applies.facets):
            if module and facet in module.record.facets:
                yield Finding(entry, ("applies", "facets", number), f"特殊情形 {facet} 已写在模块 {module.id} 上。")


def _picks(index: Index) -> Iterator[Finding]:
    for entry in index.all("industry", "venue"):
        for number, one in enumerate(entry.record.picks):
            item = index.get("item", one)
            if item and item.owner not in entry.record.modules:
                yield Finding(entry, ("picks", number), f"{one} 属于 {item.owner}，不在本行业引用的模块里。")
            elif item and item.record.retired:
                yield Finding(entry, ("picks", number), f"{one} 已停用。", "换成接替的条目。")


def _successors(index: Index) -> Iterator[Finding]:
    for entry in index.all("standard"):
        after = index.get("standard", entry.record.replaced_by or "")
        if after and entry.id not in after.record.replaces:
            yield Finding(entry, ("replaced_by",), f"{after.id} 的 replaces 里没有 {entry.id}。")
        for number, name in enumerate(entry.record.replaces):
            before = index.get("standard", name)
            if before and before.record.replaced_by != entry.id:
                yield Finding(entry, ("replaces", number), f"{name} 的 replaced_by 不是 {entry.id}。")


RULES = (
    Rule("unknown-word", "词语取自词表。", "改成词表里的 id。", _unknown_words, needs=frozenset({"vocab"})),
    Rule("broken-ref", "引用的编号都存在。", "改成已有的编号，或先建那条记录。", _broken_refs),
    Rule(
        "foreign-ref",
        "车间、岗位、条目只用本行业和所引模块的风险点、车间、细分行业；模块只用自己的。",
        "换成本行业的编号，或引用那个模块。",
        _foreign_refs,
    ),
    Rule("unknown-clause", "引用的条款号已在标准登记里。", "没有把握就不写条款号。", _unknown_clauses),
    Rule("superseded-basis", "条目不以被代替或废止的标准为依据。", "换成现行有效的依据。", _superseded),
    Rule("expiring-basis", "依据的标准有了下一版，施行前先对照。", "对照下一版，备好改动。", _expiring, "warning"),
    Rule("picks", "挑选的条目都在引用的模块里，没有停用。", "引用那个模块，或换一条。", _picks),
    Rule("repeated-facet", "模块写了的特殊情形，条目不再写。", "删去条目里的这一个。", _repeated_facets),
    Rule(
        "successors", "代替关系两头一致。", "在另一部标准里补 replaces 或 replaced_by。", _successors, needs=frozenset({"standard"})
    ),
)
