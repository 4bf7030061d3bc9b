"""Step 2b, check the content: all rules in one list, and the run that keeps exceptions honest."""

from __future__ import annotations

from dataclasses import replace

from macros.index import Index
from macros.problem import Problem
from macros.rules import glyphs, history, honesty, ids, links, papers, reading, reviews, upkeep, whole
from macros.rules.base import Finding, Rule

EXCEPTION_RULE = Rule("unused-exception", "例外只留用得着的。", "删去 data/exceptions.yml 里的这一条。")
RULES: tuple[Rule, ...] = (
    *reading.RULES, *links.RULES, *ids.RULES, *honesty.RULES, *whole.RULES, *upkeep.RULES, *history.RULES, *reviews.RULES,
    *papers.RULES, *glyphs.RULES, EXCEPTION_RULE,
)  # fmt: skip


def run(index: Index, before: Index | None = None) -> list[Problem]:
    """Every problem that no exception accepts, and every exception that accepts nothing.

    While the exceptions cannot be read, nobody knows what they accept: the rules wait. Exceptions to rules that
    compare with an earlier revision are judged where there is one.
    """
    if "exception" in index.lost:
        return []
    accepted = {entry.id: entry for entry in index.all("exception")}
    used: set[str] = set()
    problems: list[Problem] = []
    waiting = {rule.id for rule in RULES if rule.waits(index, before)}
    for rule in (r for r in RULES if r.id not in waiting):
        for record_id, problem in rule.run(index, before):
            key = f"{rule.id}@{record_id}"
            if key in accepted:
                used.add(key)
            else:
                problems.append(problem)
    if index.lost:
        return problems
    left = [entry for key, entry in accepted.items() if key not in used and entry.record.rule not in waiting]
    unused = [Finding(e, ("rule",), f"没有用到这条例外：{e.record.rule}，{e.record.at}。") for e in left]
    return problems + [p for _, p in replace(EXCEPTION_RULE, check=lambda _: unused).run(index)]
