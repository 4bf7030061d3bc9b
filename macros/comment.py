"""Step 4, render what changed for those who review it: plain text, and the Markdown of a comment. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from macros.affected import UNPRINTED, Affected
from macros.amendment import LEVELS, Amendment, Group
from macros.compare import Change
from macros.templates import runs
from macros.words import Run

# What the hosts of pull requests take as one comment, with room to spare.
LIMIT = 60_000
_PLAIN = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
_MARKED = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
_LEGEND = f"{_PLAIN['gone'].format('这样')} 是删去的字，{_PLAIN['new'].format('这样')} 是新加的字。"
_MARKUP = re.compile(r"[!-,/:-@\[-`{-~]|(?<!\d)\.|\.(?!\d)|\n")


def text(a: Amendment) -> str:
    """For the terminal: what went stands in [-…-], what came in {+…+}."""
    legend = [_LEGEND] if a.changes or a.others else []
    return "\n".join([f"{a.title}：{_span(a)}", a.counts(), *legend, *_lines(a)]) + "\n"


def _span(a: Amendment) -> str:
    return f"{a.before}→ {a.after}" if a.before.endswith("）") else f"{a.before} → {a.after}"


def _lines(a: Amendment) -> Iterator[str]:
    for group in a.groups():
        yield f"\n{group.label}（{len(group.changes)}）{group.about}"
        for change in group.changes:
            yield f"  {change.id} {change.title}" + "".join(f"　{said}" for said in (a.where(change), *a.remarks(change)) if said)
            yield from (f"    {f.head}：{_marked(a.marks(f.old, f.new), _PLAIN)}" for f in change.fields)
    if a.others:
        yield f"\n指南、细则等（{len(a.others)}）"
    for other in a.others:
        yield f"  {other.id} {other.title}　{a.kind_of(other)}"
        yield from (f"    {_marked(a.marks(*pair), _PLAIN)}" for pair in other.texts)


def _marked(found: Iterable[Run], frames: dict[str, str]) -> str:
    return "".join(frames[run.mark].format(run.text) for run in found)


def safe(said: str) -> str:
    """Text of the data as Markdown takes it for text alone: no markup, HTML, table, link, or name that is told of it."""
    return _MARKUP.sub(lambda found: "<br>" if found[0] == "\n" else _entity(found[0]), said)


def _entity(sign: str) -> str:
    # The comment keeps hosts from reading @name and #1 even after the entities are resolved.
    return f"&#{ord(sign)};" + "<!-- -->" * (sign in "@#")


def markdown(a: Amendment, affected: Affected) -> str:
    """For a comment on a pull request: as much as fits into one."""
    tail = "\n".join(_affected(affected))
    for level in LEVELS:
        body = "\n".join(_body(a, level))
        if len(body) + len(tail) <= LIMIT:
            break
    return f"{body}\n{tail}"


def _body(a: Amendment, level: str) -> Iterator[str]:
    yield f"## {safe(a.title)}：{safe(_span(a))}\n\n{a.counts()}。\n"
    if level != LEVELS[0]:
        yield "改动多，这里只写一部分；全部见 `anbiao diff`。\n"
    for group in a.groups(level):
        yield f"### {safe(group.label)}（{len(group.changes)}）\n\n{safe(group.about)}\n"
        yield runs(change.id for change in group.changes) if level == "ids" else "\n".join(_items(a, group))
        yield ""
    if a.others:
        yield f"### 指南、细则等（{len(a.others)}）\n"
        if level == LEVELS[0]:
            yield from _others(a)
        else:
            yield from (f"- {kind}：{runs(ids)}" for kind, ids in a.other_ids())


def _items(a: Amendment, group: Group) -> Iterator[str]:
    for change in group.changes:
        yield f"- **{change.id} {safe(change.title)}**{_asides(a, change)}"
        if group.full:
            yield from (f"  - {f.head}：{_marked(_safely(a.marks(f.old, f.new)), _MARKED)}" for f in change.fields)


def _asides(a: Amendment, change: Change) -> str:
    where = f"　{safe(a.where(change))}" if a.where(change) else ""
    return where + "".join(f"　**{safe(said)}**" for said in a.remarks(change))


def _safely(found: Iterable[Run]) -> Iterator[Run]:
    return (Run(run.mark, safe(run.text)) for run in found)


def _others(a: Amendment) -> Iterator[str]:
    for other in a.others:
        yield f"- **{other.id} {safe(other.title)}**　{a.kind_of(other)}"
        yield from (f"  - {_marked(_safely(a.marks(*pair)), _MARKED)}" for pair in other.texts)


def _affected(affected: Affected) -> Iterator[str]:
    yield "\n### 影响的册子\n"
    if affected.books:
        yield "| 行业 | 册子 | 页数 |\n|---|---|---|"
        yield from (f"| {safe(b.sector)} | {safe(b.title.removesuffix('（PDF）'))} | {b.pages} |" for b in affected.books)
        if any(UNPRINTED in b.pages for b in affected.books):
            yield f"\n“{UNPRINTED}”：这里没有印过这一版，不知道页数；运行 `make site` 以后再对照，就有了。"
    else:
        yield "没有。"
    yield f"\n影响的网页：{len(affected.pages)} 页" + (
        f"，例如 {'、'.join(f'`{path}`' for path in affected.pages[:5])}" if affected.pages else ""
    )
