"""The words of a requirement: numbers with sign and unit, negations, obligations; and two texts marked word by word. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

from macros.index import Index
from macros.models.registry import Term

Mark = Literal["same", "gone", "new"]
_FLOOR, _CEILING = {"≥", "＞", ">", "至少"}, {"≤", "＜", "<", "至多", "最多", "±"}
_NUMERALS = "一二三四五六七八九十百千万两半"
_NUMERAL = re.compile(f"[{_NUMERALS}]")
_DIGITS = {**{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}, "两": 2, "半": 0.5}
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_RATING = re.compile(r"[A-Za-z]+[0-9][A-Za-z0-9.]*")
# So few unchanged characters between two changes would only scatter the marks.
_SCRAP = 2


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stayed, went or came."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number as a text says it; ``way``: +1 where more of it asks more, -1 where less does, 0 where nobody can tell."""

    sign: str
    number: float
    unit: str
    way: int


@dataclass(frozen=True)
class Lexicon:
    """The closed lists by which two texts are compared."""

    index: Index

    @cached_property
    def _units(self) -> str:
        return either(t.label for t in self._terms("units"))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return numbers(t.label for t in self._terms("units"))

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile(rf"([{_NUMERALS}]+)({self._units})")

    def _terms(self, vocab: str) -> list[Term]:
        return list(self.index.words.get(vocab, {}).values())

    def measures(self, text: str) -> list[Measure]:
        """Every number of a text; one that says which things are meant (≥1.5m的坑) asks neither more nor less when it moves."""
        return [_measure(found) for found in self._pattern.finditer(text)]

    def frame(self, text: str) -> str:
        """The text without its numbers."""
        return self._pattern.sub(lambda found: f"{found['sign'] or ''}#{found['unit'] or ''}{found['of'] or ''}", text)

    def weights(self, text: str) -> Counter[str]:
        """What may not move when only the wording changes: numbers with units, negations, words of obligation."""
        said = Counter(f"{m.sign}{m.number}{m.unit}" for m in self.measures(text))
        said.update(_NUMERAL.findall(self._pattern.sub("", text)))
        said.update(_RATING.findall(text))
        for vocab in ("negations", "obligations"):
            rest = masked(text, self._terms(vocab))
            for term in sorted(self._terms(vocab), key=lambda t: -len(t.label)):
                said[term.label] += rest.count(term.label)
                rest = rest.replace(term.label, "＿")
        return +said

    def numbers(self, text: str) -> Counter[str]:
        """Numbers with their units, however they are compared."""
        return Counter(f"{m.number}{m.unit}" for m in self.measures(text))

    def shift(self, old: str, new: str) -> str:
        """The figures that are in one text alone: «48h → 72h»; "" where both say the same ones, in whatever order."""
        before, after = self._figures(old), self._figures(new)
        gone, came = ("、".join((one - other).elements()) or "没有" for one, other in ((before, after), (after, before)))
        return "" if before == after else f"{gone} → {came}"

    def _figures(self, text: str) -> Counter[str]:
        """Numbers with their units and ratings; 三年 is 3年."""
        said = [f"{m.number:g}{m.unit}" for m in self.measures(text)]
        return Counter([*said, *(f"{_value(sign):g}{unit}" for sign, unit in self._written.findall(text)), *_RATING.findall(text)])

    def marks(self, old: str, new: str) -> tuple[Run, ...]:
        """What went and what came, numbers with their signs and units whole, Chinese by the character."""
        return marked(self._pattern, old, new)


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


def numbers(units: Iterable[str]) -> re.Pattern[str]:
    """Finds a number with its sign and its unit."""
    return re.compile(
        rf"(?<![A-Za-z0-9.])(?P<sign>[≥≤±＜＞<>]|至少|至多|最多)?\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{either(units)})?(?P<of>的|以[上下内外])?"
    )


def marked(pattern: re.Pattern[str], old: str, new: str) -> tuple[Run, ...]:
    """Two texts, what ``pattern`` finds as one word."""
    before, after = list(_tokens(pattern, old)), list(_tokens(pattern, new))
    runs: list[Run] = []
    for tag, a, b, x, y in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = "".join(before[a:b]), "".join(after[x:y])
        runs += [Run("same", gone)] if tag == "equal" else [Run("gone", gone), Run("new", came)]
    return _joined([run for run in runs if run.text])


def _tokens(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    at = 0
    for found in pattern.finditer(text):
        yield from re.findall(r"[A-Za-z0-9]+|[\s\S]", text[at : found.start()])
        yield found[0]
        at = found.end()
    yield from re.findall(r"[A-Za-z0-9]+|[\s\S]", text[at:])


def _value(numeral: str) -> float:
    """一百二十 -> 120."""
    whole = part = 0.0
    for sign in numeral:
        if sign in _DIGITS:
            part += _DIGITS[sign]
        elif sign == "万":
            whole, part = (whole + part or 1) * _TIMES[sign], 0
        else:
            whole, part = whole + (part or 1) * _TIMES[sign], 0
    return whole + part


def masked(text: str, terms: list[Term]) -> str:
    """The text with the harmless compounds of a word list (不锈钢 beside 不) blotted out."""
    for word in sorted((s for t in terms for s in t.synonyms), key=len, reverse=True):
        text = text.replace(word, "＿" * len(word))
    return text


def _measure(found: re.Match[str]) -> Measure:
    sign = found["sign"] or ""
    way = 0 if found["of"] else (sign in _FLOOR) - (sign in _CEILING)
    return Measure(sign, float(found["number"]), found["unit"] or "", way)


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """Neighbours of one mark together, and a scrap that stayed between two changes counted to both."""
    gone = came = ""
    out: list[Run] = []
    for place, run in enumerate(runs):
        scrap = len(run.text) < _SCRAP and place + 1 < len(runs) and bool(gone and came)
        if run.mark == "same" and not scrap:
            out += [Run("gone", gone), Run("new", came), run]
            gone = came = ""
        else:
            gone += run.text * (run.mark != "new")
            came += run.text * (run.mark != "gone")
    return tuple(run for run in [*out, Run("gone", gone), Run("new", came)] if run.text)
