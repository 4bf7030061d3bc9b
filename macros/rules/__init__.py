"""Step 2b, check the content: all rules in one list, and the run that keeps exceptions honest."""

from __future__ import annotations

from dataclasses import replace

from macros.index import Index
from macros.problem import Problem
from macros.rules import glyphs, honesty, ids, links, papers, reading, upkeep, whole
from macros.rules.base import Finding, Rule

EXCEPTION_RULE = Rule("unused-exception", "例外只留用得着的。", "删去 data/exceptions.yml 里的这一条。")
RULES: tuple[Rule, ...] = (
    *reading.RULES, *links.RULES, *ids.RULES, *honesty.RULES, *whole.RULES, *upkeep.RULES, *papers.RULES, *glyphs.RULES,
    EXCEPTION_RULE,
)  # fmt: skip


def run(index: Index) -> list[Problem]:
    """Every problem that no exception accepts, and every exception that accepts nothing.

    While the exceptions cannot be read, nobody knows what they accept: the rules wait.
    """
    if "exception" in index.lost:
        return []
    accepted = {entry.id: entry for entry in index.all("exception")}
    used: set[str] = set()
    problems: list[Problem] = []
    for rule in (r for r in RULES if not r.needs & index.lost):
        for record_id, problem in rule.run(index):
            key = f"{rule.id}@{record_id}"
            if key in accepted:
                used.add(key)
            else:
                problems.append(problem)
    if index.lost:
        return problems
    left = [entry for key, entry in accepted.items() if key not in used]
    unused = [Finding(e, ("rule",), f"没有用到这条例外：{e.record.rule}，{e.record.at}。") for e in left]
    return problems + [p for _, p in replace(EXCEPTION_RULE, check=lambda _: unused).run(index)]
