"""What a rule is: an id, one sentence, a tip, and a small function that yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from macros.index import Entry, Index
from macros.load import Loc
from macros.problem import Level, Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach: at which field of which record, and what is wrong; ``tip`` replaces the rule's own."""

    entry: Entry
    path: Loc
    message: str
    tip: str = ""


Check = Callable[[Index], Iterable[Finding]]
Since = Callable[[Index, Index], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """``sentence`` says what is asked, ``tip`` what to do; rules of reading and shape have no ``check`` here.

    ``needs``: kinds of records without which it would say what is not so; while a file that may hold one of them
    cannot be read, the rule waits. ``since`` compares an earlier revision with this one; without one, it waits too.
    """

    id: str
    sentence: str
    tip: str
    check: Check | None = None
    level: Level = "error"
    needs: frozenset[str] = frozenset()
    since: Since | None = None

    def waits(self, index: Index, before: Index | None) -> bool:
        """Whether what it looks at cannot be read."""
        return bool(self.needs & index.lost) or (self.since is not None and before is None)

    def run(self, index: Index, before: Index | None = None) -> Iterator[tuple[str, Problem]]:
        """(id of the record, problem) for each finding."""
        looked = self.check(index) if self.check else self.since(before, index) if self.since and before else ()
        for found in looked:
            line, column = found.entry.mark(found.path)
            problem = Problem(found.entry.raw.file, line, column, self.id, found.message, found.tip or self.tip, self.level)
            yield found.entry.id, problem
