"""Rules on sign-offs: states that are computed are not written, who signs leads the industry, what changed since is said."""

from __future__ import annotations

from collections.abc import Iterator

from macros.index import Entry, Index
from macros.problem import ANBIAO
from macros.relations import leads_of
from macros.reviews import WRITTEN_STATES, signed
from macros.rules.base import Finding, Rule

_NAMED = 12


def _written(index: Index) -> Iterator[Finding]:
    for entry in index.all("industry", "venue"):
        if entry.record.state not in WRITTEN_STATES:
            yield Finding(entry, ("state",), f"state 写了 {entry.record.state}，这是由审定记录算出来的。")


def _reviewed(index: Index) -> Iterator[Finding]:
    for entry in index.all("review"):
        sector = index.sector(entry.id)
        if sector is None:
            yield Finding(entry, ("id",), f"没有编号为“{entry.id}”的行业或场所。", "改成已有的编号。")
        elif sector.record.state == "drafting":
            yield Finding(entry, ("id",), f"{sector.record.title}还在编制中，不能审定。")


def _department(index: Index) -> Iterator[Finding]:
    for entry in index.all("review"):
        leads = leads_of(index, entry.id)
        names = [review.department for review in entry.record.reviews]
        for number, name in enumerate(names):
            if leads and name not in leads:
                yield Finding(entry, ("reviews", number, "department"), f"{name} 不是 {entry.id} 的主管部门。",
                              f"主管部门：{'、'.join(leads)}。")  # fmt: skip
            if name in names[:number]:
                yield Finding(entry, ("reviews", number, "department"), f"{name} 的审定写了两次。", "只留最近的一次。")


def _stale(index: Index) -> Iterator[Finding]:
    for entry, sector in ((e, index.sector(e.id)) for e in index.all("review")):
        for one in signed(index, sector.record) if sector else ():
            if not one.holds:
                number = entry.record.reviews.index(one.review)
                yield Finding(entry, ("reviews", number, "records"), _since(entry, one.review.number, one.changed))


def _since(entry: Entry, number: str, changed: tuple[str, ...]) -> str:
    more = f" 等 {len(changed)} 处" if len(changed) > _NAMED else ""
    return f"{number} 审定以后，{entry.id} 改了：{'、'.join(changed[:_NAMED])}{more}。"


RULES = (
    Rule("written-state", "行业的 state 只写编制中或参考稿；已审定、修订待审由 data/reviews/ 的审定记录算出。",
         f"改回 reference，用 {ANBIAO} review 记审定。", _written),
    Rule("reviewed-sector", "审定的是已经写成参考稿的行业或场所。", "等它写成参考稿再审定。", _reviewed,
         needs=frozenset({"industry"})),
    Rule("reviewing-department", "审定的部门在分工表里主管这个行业，一个部门只留最近的一次。", "改成主管部门。", _department,
         needs=frozenset({"assignment"})),
    Rule("review-stale", "审定以后改了文字的，等部门重新审定；在那以前显示“修订待审”。",
         f"部门看过改动后，再用 {ANBIAO} review 记一次。", _stale, "warning",
         needs=frozenset({"industry", "module", "item", "review"})),
)  # fmt: skip
