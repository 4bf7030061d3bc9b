"""Rules on what records point to: words, references, clauses, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from rapidfuzz import process

from macros.index import Entry, Index
from macros.load import Loc
from macros.models.base import Ref, Word
from macros.models.registry import Term
from macros.relations import anchor, edition_day, is_superseded
from macros.rules.base import Finding, Rule

_KIND_NAMES = {
    "standard": "标准", "risk_point": "风险点", "item": "条目", "department": "部门", "industry": "行业", "module": "模块",
    "trade": "细分行业", "workshop": "车间", "document": "文件", "assignment": "分工表行",
}  # fmt: skip


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
                best = process.extractOne(text, list(index.records(marker.kind)), score_cutoff=75)
                guess = f"是不是 {best[0]}？" if best else f"先建这条{_KIND_NAMES[marker.kind]}。"
                yield Finding(entry, path, f"没有编号为“{text}”的{_KIND_NAMES[marker.kind]}。", guess)


def _unknown_clauses(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        for number, basis in enumerate(entry.record.basis):
            standard = index.get("standard", basis.std)
            if standard is None or basis.clause is None:
                continue
            held = [one.no for one in (*standard.record.clauses, *standard.record.cases)]
            if basis.clause not in held:
                listed = "、".join(held[:12]) or "（还没有登记条款）"
                tip = f"已登记：{listed}。没有把握就删去 clause；有把握就先在 {standard.raw.file} 登记。"
                yield Finding(entry, ("basis", number, "clause"), f"{basis.std} 没有登记“{basis.clause}”。", tip)


def _superseded(index: Index) -> Iterator[Finding]:
    for entry, path, std in _cited(index):
        standard = index.get("standard", std)
        if standard and is_superseded(index, standard):
            after = standard.record.replaced_by
            tip = f"改用 {after}，并核对条款号。" if after else "换成现行有效的依据。"
            yield Finding(entry, path, f"{std} 在本版日期 {edition_day(index)} 已被代替或废止。", tip)


def _cited(index: Index) -> Iterator[tuple[Entry, Loc, str]]:
    """Every standard that a live item, an industry or a venue rests on."""
    for entry in index.all("item"):
        if not entry.record.retired:
            yield from ((entry, ("basis", n, "std"), basis.std) for n, basis in enumerate(entry.record.basis))
    for entry in index.all("industry", "venue"):
        for field in ("criteria", "basis"):
            yield from ((entry, (field, n), std) for n, std in enumerate(getattr(entry.record, field)))


def _repeated_ids(index: Index) -> Iterator[Finding]:
    for entry in index.entries:
        first = index.get(entry.kind, entry.id)
        if first is not None and first is not entry:
            line, _ = first.mark()
            tip = f"下一个可用的编号是 {next_free(index, entry)}。" if entry.kind in _LETTERS else "换一个编号。"
            field = "no" if entry.kind in {"clause", "case", "assignment"} else "id"
            yield Finding(entry, (field,), f"编号 {entry.id} 重复，{first.raw.file} 第 {line} 行已经用了。", tip)


def next_free(index: Index, entry: Entry) -> str:
    """The id after the highest used one with the same letters; retired ids stay used."""
    head, digits = re.fullmatch(r"(.*?)(\d+)", entry.id).groups()  # type: ignore[union-attr]
    used = [int(e.id[len(head) :]) for e in index.all(entry.kind) if re.fullmatch(rf"{re.escape(head)}\d+", e.id)]
    return f"{head}{max(used) + 1:0{len(digits)}}"


_NAMED = ("vocab", "standard", "module", "assignment_table", "document", "target_table", "method", "form")


def _file_names(index: Index) -> Iterator[Finding]:
    for entry in index.all(*_NAMED):
        stem = PurePosixPath(entry.raw.file).stem
        if stem != entry.id:
            yield Finding(entry, ("id",), f"文件名是 {stem}，里面的 id 是 {entry.id}。", f"把文件改名为 {entry.id}.yml，或改 id。")
    for entry in index.all("industry", "venue"):
        folder = PurePosixPath(entry.raw.file).parent.name
        if folder != entry.id:
            yield Finding(entry, ("id",), f"文件夹是 {folder}，里面的 id 是 {entry.id}。", "两者改成一样。")


_LETTERS = {"risk_point": "R", "workshop": "W", "post": "P", "guide": "G", "criterion": "MSA", "grid_point": "N", "item": ""}


def _prefixes(index: Index) -> Iterator[Finding]:
    homeless: set[str] = set()
    for entry in index.all(*_LETTERS):
        owner = index.owner(entry)
        if owner is None:
            if entry.owner not in homeless:
                homeless.add(entry.owner)
                yield Finding(entry, (), f"文件夹 {entry.owner} 里没有 industry.yml。", "先建 industry.yml。")
            continue
        letters = _LETTERS[entry.kind]
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


_SUFFIXES = ("-workshops", "-cards", "-posts", "-notices", "-grid", "-small")


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


_OWN = {"risk_point", "workshop", "trade"}


def _foreign_refs(index: Index) -> Iterator[Finding]:
    for entry in index.all("item", "workshop", "post", "risk_point", "guide", "grid_point"):
        owner = index.owner(entry)
        if owner is None or owner.kind == "module":
            continue
        near = {owner.id, *owner.record.modules}
        for path, marker, text in entry.pointers():
            target = index.get(marker.kind, text) if isinstance(marker, Ref) and marker.kind in _OWN else None
            if target and target.owner not in near:
                yield Finding(entry, path, f"{text} 属于 {target.owner}，不是本行业的，也不在引用的模块里。")


def _vocab_parents(index: Index) -> Iterator[Finding]:
    for entry in index.all("vocab"):
        ids = [term.id for term in entry.record.values]
        for number, term in enumerate(entry.record.values):
            if ids.index(term.id) != number:
                yield Finding(entry, ("values", number, "id"), f"词条 {term.id} 重复。", "换一个 id，或并成一条。")
            others = [t.id for t in entry.record.values if t.id != term.id and t.parent is None]
            if term.parent and term.parent not in others:
                yield Finding(entry, ("values", number, "parent"), f"没有上级词条“{term.parent}”。", f"允许：{'、'.join(others)}。")


RULES = (
    Rule("unknown-word", "词语取自词表。", "改成词表里的 id。", _unknown_words, needs=frozenset({"vocab"})),
    Rule("broken-ref", "引用的编号都存在。", "改成已有的编号，或先建那条记录。", _broken_refs),
    Rule(
        "foreign-ref",
        "车间、岗位、条目只用本行业和所引模块的风险点、车间、细分行业。",
        "换成本行业的编号，或引用那个模块。",
        _foreign_refs,
    ),
    Rule("owner-id", "行业、场所、模块共用一套 id，不带册子的后缀。", "换一个 id。", _owner_ids),
    Rule("clause-anchor", "同一标准里的条款号和情形号各不相同，标点不同不算。", "改条款号的写法。", _anchors),
    Rule("unknown-clause", "引用的条款号已在标准登记里。", "没有把握就不写条款号。", _unknown_clauses),
    Rule("superseded-basis", "条目不以被代替或废止的标准为依据。", "换成现行有效的依据。", _superseded),
    Rule("repeated-id", "编号不重复。", "用下一个可用的编号。", _repeated_ids),
    Rule("file-name", "文件名（文件夹名）就是 id。", "改名。", _file_names),
    Rule("id-prefix", "编号以所属行业或模块的前缀开头。", "改编号。", _prefixes, needs=frozenset({"industry", "module"})),
    Rule("unique-prefix", "每个行业、场所、模块的前缀各不相同。", "换两个没用过的大写字母。", _unique_prefixes),
    Rule("vocab-terms", "词表里 id 不重复，上级存在。", "改词表。", _vocab_parents),
)
