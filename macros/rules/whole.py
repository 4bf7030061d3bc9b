"""Rules on the whole: cases covered or said not to occur, scores summed, lists and cards short, parts complete."""

from __future__ import annotations

from collections.abc import Iterator

from macros.index import Entry, Index
from macros.relations import CARD_LIMIT, COMPLETE_STATES, SMALL_LIMIT, binding_cases, excused, items_of, lent, reached, small_list
from macros.rules.base import Finding, Rule

_CASES = frozenset({"standard", "case"})
_ITEMS = frozenset({"item", "module"})
FULL_SCORE = 100
GRID_LIMIT = 20
_ENTERPRISE = "enterprise"
_SCORED = {"medium": "中等企业", "small": "小微企业"}
PARTS = {"item": "检查清单", "guide": "运行提升指南", "criterion": "达标细则", "grid_point": "网格员检查导则",
          "workshop": "车间", "post": "岗位", "risk_point": "风险点"}  # fmt: skip


def _sectors(index: Index, *, finished: bool = False) -> list[Entry]:
    found = index.all("industry", "venue")
    return [e for e in found if not finished or e.record.state in COMPLETE_STATES]


def _major(index: Index) -> Iterator[Finding]:
    for entry in index.all("item"):
        cases = [index.get("case", f"{b.std}#{b.clause}") for b in entry.record.basis]
        verified = [c for c in cases if c and c.record.confidence == "verified"]
        if entry.record.hazard == "major" and not verified:
            yield Finding(entry, ("hazard",), f"{entry.id} 标了重大，依据里没有已核实的判定情形。")


def _uncovered(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index, finished=True):
        known = {(b.std, b.clause) for item in items_of(index, entry.record) for b in item.basis} | set(excused(entry.record))
        for std, case in binding_cases(index, entry.record):
            if (std, case.no) not in known:
                yield Finding(entry, ("criteria",), f"{std} {case.no} 没有条目对应：{case.gist}")


def _excuses(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index):
        binding = {(std, case.no) for std, case in binding_cases(index, entry.record)}
        cited = {(b.std, b.clause): item.id for item in items_of(index, entry.record) for b in item.basis}
        for number, one in enumerate(entry.record.not_applicable):
            for place, clause in enumerate(one.clauses):
                at = ("not_applicable", number, "clauses", place)
                if (one.std, clause) not in binding:
                    yield Finding(entry, at, f"{one.std} 没有约束本行业的情形“{clause}”。")
                elif (one.std, clause) in cited:
                    yield Finding(entry, at, f"{one.std} {clause} 写了不适用，条目 {cited[one.std, clause]} 又引用了它。")


def _small(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index, finished=True):
        for trade in entry.record.trades or (None,):
            count = len(small_list(index, entry.record, trade.id if trade else None))
            if count > SMALL_LIMIT:
                name = trade.title if trade else entry.record.title
                yield Finding(entry, ("modules",), f"{name}的小微企业什么情形都不勾也有 {count} 条，上限 {SMALL_LIMIT} 条。")


def _incomplete(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index, finished=True):
        for kind, name in PARTS.items():
            if not index.owned(kind, entry.id):
                yield Finding(entry, ("state",), f"{entry.record.title}已不是编制中，还没有{name}。")


def _scores(index: Index) -> Iterator[Finding]:
    for entry in _sectors(index):
        rows = index.owned("criterion", entry.id)
        for size, name in _SCORED.items():
            mine = [e for e in rows if e.record.size == size]
            total = sum(e.record.score or 0 for e in mine)
            if mine and total != FULL_SCORE:
                yield Finding(mine[0], ("score",), f"{name}达标细则的标准分合计 {total}，应为 {FULL_SCORE}。")
        for row in rows:
            if (row.record.size in _SCORED) != (row.record.score is not None):
                yield Finding(row, ("score",), "中等、小微的行要有标准分，规上的行没有标准分。")


def _cards(index: Index) -> Iterator[Finding]:
    for entry in index.all("post"):
        sector = index.sector(entry.owner)
        count = len(reached(items_of(index, sector.record), entry.record)) if sector else 0
        if count > CARD_LIMIT:
            yield Finding(entry, ("risk_points",), f"{entry.record.title}的卡片有 {count} 条，上限 {CARD_LIMIT} 条。")


def _unreached(index: Index) -> Iterator[Finding]:
    for entry in index.all("post", "workshop"):
        sector = index.sector(entry.owner)
        finished = sector is not None and sector.record.state in COMPLETE_STATES
        if not sector or not finished or not entry.record.risk_points:
            continue
        # What every workshop is asked says nothing of this one.
        if not any(item.controls for item in reached(items_of(index, sector.record), entry.record)):
            yield Finding(entry, ("risk_points",), f"没有一条条目落到{entry.record.title}。")


def _unprinted(index: Index) -> Iterator[Finding]:
    """Items of no enterprise list that also reach no sheet and no card, wherever a finished industry asks them."""
    asked: set[str] = set()
    printed: set[str] = set()
    for entry in _sectors(index, finished=True):
        items = items_of(index, entry.record)
        asked |= {item.id for item in items if _ENTERPRISE not in item.tiers}
        for place in (*index.owned("workshop", entry.id), *index.owned("post", entry.id)):
            printed |= {item.id for item in reached(items, place.record)}
    for id_ in sorted(asked - printed):
        found = index.get("item", id_)
        if found:
            yield Finding(found, ("tiers",), f"{id_} 写的层级里，没有一张表册或卡片印它。")


def _grid(index: Index) -> Iterator[Finding]:
    """A grid worker stands in a firm of one trade: the longest trade counts."""
    for entry in _sectors(index):
        points = [*lent(index, entry.record, "grid_point"), *index.owned("grid_point", entry.id)]
        trades: list[str] = [t.id for t in entry.record.trades] or [""]
        longest = max(([p for p in points if not p.record.trades or t in p.record.trades] for t in trades), key=len)
        if len(longest) > GRID_LIMIT:
            yield Finding(longest[GRID_LIMIT], ("id",), f"网格员检查导则有 {len(longest)} 点，上限 {GRID_LIMIT} 点。")


RULES = (
    Rule(
        "major-case",
        "标重大的条目，依据里有已核实的判定情形。",
        "补上判定标准的情形，或改为 general。",
        _major,
        needs=_CASES,
    ),
    Rule(
        "uncovered-case",
        "参考稿以后，每个适用的判定情形都有条目。",
        "补条目；本行业不会有的情形写进 not_applicable，说明理由。",
        _uncovered,
        needs=_ITEMS,
    ),
    Rule(
        "not-applicable",
        "写了不适用的情形确实约束本行业，又没有条目引用。",
        "改情形号，或删去这一条。",
        _excuses,
        needs=_ITEMS | _CASES,
    ),
    Rule(
        "small-list",
        "参考稿以后，小微企业不勾特殊情形时最多六十条。",
        "把次要的条目限给规上和中等（applies.sizes），或归到特殊情形。",
        _small,
        needs=_ITEMS,
    ),
    Rule(
        "incomplete",
        "参考稿以后，四项规范和车间、岗位、风险点齐全。",
        "补齐，或把 state 改回 drafting。",
        _incomplete,
        needs=frozenset(PARTS),
    ),
    Rule("score-sum", "达标细则的标准分合计 100。", "调整各行的 score。", _scores),
    Rule("card-length", "一张岗位卡片最多十条。", "把次要的条目移到车间一级，或把岗位的风险点分细。", _cards),
    Rule(
        "unreached",
        "参考稿以后，每个岗位和车间都有条目。",
        "给条目补 controls 和 tiers。",
        _unreached,
        needs=_ITEMS,
    ),
    Rule(
        "unprinted",
        "参考稿以后，每一条在它写的某个层级印得出来。",
        "给条目补 controls，或给车间、岗位补风险点，或写上 enterprise 一级。",
        _unprinted,
        "warning",
        needs=_ITEMS | {"workshop", "post"},
    ),
    Rule("grid-length", "网格员检查导则不超过二十点。", "只留不懂专业的人也看得见、问得到的。", _grid),
)
