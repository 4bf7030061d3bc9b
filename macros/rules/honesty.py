"""Rules that keep the texts honest: checkable, single, affirmative, with units, without twins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from macros.index import Entry, Index
from macros.load import Loc
from macros.relations import COMPLETE_STATES, owners
from macros.rules.base import Finding, Rule
from macros.words import masked

TWIN_SCORE = 82
# A text that is still to be written begins with it; and the rule that finds it where it may not stay.
TO_WRITE = "待写"
UNWRITTEN = "to-write"
_CHECKED = ("item", "criterion", "grid_point", "guide", "post", "risk_point", "workshop")
ASKS = {"title", "statement", "problem", "evidence", "how", "scoring", "look", "ask", "whistle", "text", "standard",
         "measures", "emergency", "required", "steps", "records"}  # fmt: skip


def _asking(entry: Entry) -> Iterator[tuple[Loc, str]]:
    for path, text in entry.texts():
        names = [part for part in path if isinstance(part, str)]
        if names and names[-1] in ASKS:
            yield path, text


def _labels(index: Index, vocab: str) -> list[str]:
    return [term.label for term in index.words.get(vocab, {}).values()]


def _filler(index: Index) -> Iterator[Finding]:
    words = _labels(index, "filler")
    for entry in index.all(*_CHECKED):
        for path, text in _asking(entry):
            for word in words:
                if word in text:
                    yield Finding(entry, path, f"“{word}”是空话，两个人会查出两个结果。")


def _negation(index: Index) -> Iterator[Finding]:
    terms = list(index.words.get("negations", {}).values())
    for entry in index.all("item"):
        text = masked(entry.record.statement, terms)
        found = next((t.label for t in terms if t.label in text), None)
        if found:
            yield Finding(entry, ("statement",), f"要求里用了“{found}”。")


def _two_requirements(index: Index) -> Iterator[Finding]:
    words = _labels(index, "connectives")
    for entry in index.all("item"):
        text = entry.record.statement.rstrip("。")
        found = next((w for w in words if w in text), None)
        if found:
            yield Finding(entry, ("statement",), f"一条里像有两个要求（“{found}”）。")


_NUMBER = re.compile(r"(?<![A-Za-z0-9.\-/])(?:[A-Za-z]+ ?)?\d+(?:\.\d+)?(?:\s*[～~×:：/\-]\s*\d+(?:\.\d+)?)*")


_UNIT_SHOWN = 4


def _units(index: Index) -> Iterator[Finding]:
    units = sorted(_labels(index, "units"), key=len, reverse=True)
    for entry in index.all("item"):
        for field in ("statement", "problem"):
            text = getattr(entry.record, field)
            for found in _NUMBER.finditer(text):
                rest = text[found.end() :]
                if not _has_unit(found[0], rest, units):
                    said = f"后面没有认得的单位，是“{rest.strip()[:_UNIT_SHOWN]}”" if rest.strip("。 ") else "后面没有单位"
                    yield Finding(entry, (field,), f"数字 {found[0].strip()} {said}。")


def _has_unit(number: str, rest: str, units: list[str]) -> bool:
    """A rating (IP54), a ratio (1:1.5) or a number with its unit."""
    if number[0].isalpha() or re.search(r"[:：/]", number):
        return True
    rest = rest.lstrip(" ")
    rest = re.sub(r"^[～~]\s*\d+(\.\d+)?", "", rest)
    return any(rest.startswith(unit) for unit in units)


def _twins(index: Index) -> Iterator[Finding]:
    live = [e for e in index.all("item") if not e.record.retired]
    said = [e.record.statement for e in live]
    for place, entry in enumerate(live[1:], 1):
        best = process.extractOne(said[place], said[:place], scorer=fuzz.ratio, score_cutoff=TWIN_SCORE)
        if best:
            twin = live[best[2]]
            where = f"{twin.raw.file} 第 {twin.mark(('statement',))[0]} 行"
            yield Finding(entry, ("statement",), f"和 {twin.id} 几乎一样（相似 {best[1]:.0f}%，{where}）。")


def _no_clause(index: Index) -> Iterator[Finding]:
    for entry in (e for e in index.all("item") if not e.record.retired):
        for number, basis in enumerate(entry.record.basis):
            if basis.clause is None:
                yield Finding(entry, ("basis", number), f"依据 {basis.std} 没有写到条款。")


def _unwritten(index: Index, *, draft: bool) -> Iterator[Finding]:
    """What ``anbiao new`` left open; a module is as far as the industries that use it."""
    held = {id_ for e in index.all("industry", "venue") if e.record.state in COMPLETE_STATES for id_ in owners(e.record)}
    for entry in index.entries:
        if ((entry.owner or entry.id) in held) is not draft:
            for path, text in entry.texts():
                if text.startswith(TO_WRITE):
                    field = next((part for part in reversed(path) if isinstance(part, str)), "")
                    yield Finding(entry, path, f"{entry.id} 的 {field} 还是“{TO_WRITE}”。")


_OPEN = "写上内容；现在写不了的，先删去这一条，写得出再加。"
RULES = (
    Rule("filler", "要求里没有空话。", "写成当场看得见、量得出的一件事。", _filler),
    Rule("negation", "要求用肯定句写，说应当是什么样子。", "改成肯定说法，否定的一面写进 problem。", _negation),
    Rule("two-requirements", "一条只有一个要求。", "拆成两条，各用一个编号。", _two_requirements),
    Rule(
        "unit",
        "数字后面有单位。",
        "补上单位，例如 ≥1.1m、≤10Ω；单位没有写错的，加进 data/vocab/units.yml。",
        _units,
        needs=frozenset({"vocab"}),
    ),
    Rule("near-duplicate", "条目之间不重复。", "并到已有的一条；范围不同就写进 applies。", _twins),
    Rule("no-clause", "依据写到条款。", "查到原文后补 clause；没有把握就先空着。", _no_clause, "warning"),
    Rule(
        UNWRITTEN,
        "参考稿里没有“待写”，引用的共用模块里也没有。",
        _OPEN,
        lambda index: _unwritten(index, draft=False),
        needs=frozenset({"industry"}),
    ),
    Rule(
        "to-write-draft",
        "编制中的行业里留着“待写”的，写成参考稿以前要写上。",
        _OPEN,
        lambda index: _unwritten(index, draft=True),
        "warning",
        needs=frozenset({"industry"}),
    ),
)
