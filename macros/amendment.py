"""Step 4, render what changed: the 修订对照表 of one industry or of all, as a page, a printed insert and JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache

from macros.catalog import Catalog
from macros.compare import Change, Comparison
from macros.models.industry import Industry
from macros.pdf import Job
from macros.records import Other
from macros.rules.whole import PARTS
from macros.templates import render, runs, styles
from macros.words import Run

# How much is told: all texts; only those that somebody must act on; titles; ids alone.
LEVELS = ("all", "act", "titles", "ids")
_QUIET = {"weakened", "moved", "wording", "retired"}
_OPEN = ("待定", "从数据看不出是加严还是放宽，由改的人在 change 里写明。")


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one kind; ``full``: with their texts."""

    label: str
    about: str
    changes: tuple[Change, ...]
    full: bool


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed for ``sector`` (None = for all) from the revision that people call ``before`` to ``after``.

    ``review``: for those who may still mend it, with what is wrong.
    """

    comparison: Comparison
    before: str
    after: str
    sector: Industry | None = None
    review: bool = True

    @property
    def title(self) -> str:
        return f"{self.sector.title}　修订对照表" if self.sector else "修订对照表"

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.comparison.of(self.sector) if self.sector else self.comparison.changes

    @property
    def others(self) -> tuple[Other, ...]:
        return self.comparison.others_of(self.sector) if self.sector else self.comparison.others

    def groups(self, level: str = "all") -> list[Group]:
        held: dict[str, list[Change]] = {}
        for change in self.changes:
            held.setdefault(change.kind, []).append(change)
        told = {"all": set(held), "act": held.keys() - _QUIET}.get(level, set())
        return [Group(*self._said(kind), tuple(changes), kind in told) for kind, changes in held.items()]

    def told(self, level: str) -> bool:
        """Whether any texts stand side by side."""
        return any(group.full for group in self.groups(level)) or (level == LEVELS[0] and bool(self.others))

    def _said(self, kind: str) -> tuple[str, str]:
        term = self.comparison.new.term("changes", kind) if kind else None
        return (term.label, term.description or "") if term else _OPEN

    def label(self, kind: str) -> str:
        return self._said(kind)[0]

    def counts(self) -> str:
        """«加严 2 条，新增 1 条»."""
        said = [f"{group.label} {len(group.changes)} 条" for group in self.groups()]
        return "，".join([*said, *([f"指南、细则等 {len(self.others)} 处"] if self.others else [])]) or "没有变化"

    def marks(self, old: str, new: str) -> tuple[Run, ...]:
        """The two texts of a field or a line, word by word."""
        return self.comparison.lexicon.marks(old, new)

    def where(self, change: Change) -> str:
        """The industries whose lists hold the item, where the table is of all."""
        return "" if self.sector else "、".join(self.comparison.known[id_].title for id_ in change.sectors)

    def remarks(self, change: Change) -> list[str]:
        """What a reader must know besides the texts."""
        told = {
            f"接替 {runs(change.origins)}": change.origins,
            f"接替的条目：{runs(change.successors)}": change.successors,
            change.note: change.note,
        }
        return [*(self._wrong(change) if self.review else ()), *(text for text, holds in told.items() if holds)]

    def _wrong(self, change: Change) -> Iterator[str]:
        """What an editor must mend first."""
        if change.id not in self.comparison.new.items:
            yield "编号不见了；改了编号的改回来，不再要求的停用，不删"
        elif change.contradicted:
            real = f"按差别是“{self.label(change.real)}”" if change.real else "按差别不能这样写"
            yield f"写的是“{self.label(change.declared)}”，{real}"
        elif not change.declared and not change.note:
            yield "revision 没有加，change 没有写"

    def other_ids(self) -> list[tuple[str, list[str]]]:
        """The ids of the records beside the items, by what they are."""
        held: dict[str, list[str]] = {}
        for other in self.others:
            held.setdefault(self.kind_of(other), []).append(other.id)
        return list(held.items())

    def kind_of(self, other: Other) -> str:
        state = {"added": "（新增）", "retired": "（删去）"}.get(other.change, "")
        return f"{PARTS[other.kind]}{state}"


@lru_cache(maxsize=1)
def comparison(c: Catalog) -> Comparison | None:
    return Comparison(c.before, c) if c.before else None


def since(c: Catalog, sector: Industry) -> Amendment | None:
    """What changed for an industry since the last published edition, where its data can be had."""
    found = comparison(c)
    return Amendment(found, found.old.edition.title, c.edition.title, sector, review=False) if found else None


def as_json(a: Amendment) -> str:
    """Everything for other programs, texts as they stand."""
    c = a.comparison
    record = {
        "before": a.before, "after": a.after, "industry": a.sector.id if a.sector else None,
        "changes": [asdict(change) for change in a.changes], "others": [asdict(other) for other in a.others],
        "industries": {s.id: [{"kind": change.kind, "id": change.id} for change in c.of(s)] for s in c.sectors},
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def document(a: Amendment) -> str:
    """A whole HTML document to read on a screen, with everything."""
    return _document(a, "all", "amendment", "amendment-screen")


def insert(a: Amendment, path: str, level: str) -> Job:
    """The same for print, to be put into a book."""
    return Job(path, _document(a, level, "amendment"))


def _document(a: Amendment, level: str, *sheets: str) -> str:
    return render("book/amendment.html", a.comparison.new, title=a.title, styles=styles(*sheets), a=a, level=level)
