"""An industry: its places and posts, and the 规范 that rest on items: guide, criteria, grid points."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from macros.models.base import Code, Count, Name, Prefix, Record, Ref, Revision, Slug, Text, Word, short
from macros.models.item import Controls, Element, Item, RiskPoint, Trades


class Trade(Record):
    """细分行业 within an industry."""

    id: Slug
    title: Name
    about: Text | None = None


class NotApplicable(Record):
    """A case of the criteria that cannot occur in an industry, and why: shown, never silently left out."""

    std: Annotated[str, Ref("standard")]
    clauses: Annotated[tuple[Annotated[str, short(30)], ...], Field(min_length=1)]
    reason: Text


class Industry(Record):
    """One of the 46 rows of 泉安委〔2021〕18号 附件2, or one of the nine small venues.

    ``picks``: of the modules only these items are asked, in this order; none = all of them. A shop has room for few.
    ``forms`` are the papers that it is asked for first.
    """

    id: Slug
    prefix: Prefix
    title: Name
    scope: Text
    state: Annotated[str, Word("states")]
    tier_names: dict[Annotated[str, Word("tiers")], Name] = Field(default_factory=dict)
    trades: tuple[Trade, ...] = ()
    modules: tuple[Annotated[str, Ref("module")], ...] = ()
    picks: tuple[Annotated[str, Ref("item")], ...] = ()
    criteria: tuple[Annotated[str, Ref("standard")], ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    basis: tuple[Annotated[str, Ref("standard")], ...] = ()
    forms: tuple[Annotated[str, Ref("form")], ...] = ()
    gaps: tuple[Text, ...] = ()
    revision: Revision = 1


class Workshop(Record):
    """车间 or area; it is reached by the items that control its risk points."""

    id: Code
    title: Name
    trades: Trades = ()
    about: Text
    risk_points: Controls
    revision: Revision = 1


class PostDuty(Record):
    """One duty of 一岗一清单 and the standard by which it is assessed."""

    text: Annotated[str, short(100)]
    standard: Annotated[str, short(100)]


class Post(Record):
    """岗位: duties with assessment, risk points, signs, PPE, and what to do first when it goes wrong."""

    id: Code
    title: Name
    trades: Trades = ()
    sizes: tuple[Annotated[str, Word("sizes")], ...] = ()
    workshop: Annotated[str, Ref("workshop")] | None = None
    duties: Annotated[tuple[PostDuty, ...], Field(min_length=1)]
    risk_points: Controls = ()
    signs: tuple[Annotated[str, Word("signs")], ...] = ()
    ppe: tuple[Annotated[str, Word("ppe")], ...] = ()
    emergency: tuple[Annotated[str, short(100)], ...] = ()
    revision: Revision = 1


class Rest(Record):
    """The item, at the revision that was read, on which a derived record rests."""

    item: Annotated[str, Ref("item")]
    revision: Revision


class Guide(Record):
    """A section of 标准化运行提升指南, by first-level element."""

    id: Code
    element: Annotated[str, Word("elements", depth=1)]
    title: Name
    trades: Trades = ()
    required: Annotated[tuple[Text, ...], Field(min_length=1)]
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    records: tuple[Annotated[str, short(120)], ...] = ()
    mistakes: tuple[Annotated[str, short(160)], ...] = ()
    rests_on: tuple[Rest, ...] = ()
    revision: Revision = 1


class Criterion(Record):
    """A row of 达标细则; 规上 rows carry no score, since their graded standard is the department's to name."""

    id: Code
    size: Annotated[str, Word("sizes")]
    element: Element
    title: Annotated[str, short(80)]
    score: Count | None = None
    scoring: Annotated[str, short(160)]
    skip: Annotated[str, short(80)] | None = None
    veto: Annotated[str, short(80)] | None = None
    rests_on: tuple[Rest, ...] = ()
    revision: Revision = 1


class GridPoint(Record):
    """A thing that a non-expert can see or ask, and when to whistle; a grid worker reports and orders nothing."""

    id: Code
    title: Name
    trades: Trades = ()
    look: Annotated[str, short(100)]
    ask: Annotated[str, short(100)] | None = None
    photo: Annotated[str, short(60)] | None = None
    whistle: Annotated[str, short(100)]
    report_to: Annotated[str, Word("report-to")]
    rests_on: tuple[Rest, ...] = ()
    revision: Revision = 1


class Risks(Record):
    """data/…/risk_points.yml"""

    risk_points: tuple[RiskPoint, ...]


class Workshops(Record):
    """data/…/workshops.yml"""

    workshops: tuple[Workshop, ...]


class Posts(Record):
    """data/…/posts.yml"""

    posts: tuple[Post, ...]


class Items(Record):
    """data/…/items.yml, or items-<part>.yml when one file grows too long."""

    items: tuple[Item, ...]


class Guides(Record):
    """data/…/guide.yml"""

    guides: tuple[Guide, ...]


class Criteria(Record):
    """data/…/criteria.yml"""

    criteria: tuple[Criterion, ...]


class Grid(Record):
    """data/…/grid.yml"""

    grid_points: tuple[GridPoint, ...]


PARTS: dict[str, Any] = {
    "risk_points": Risks,
    "workshops": Workshops,
    "posts": Posts,
    "items": Items,
    "guide": Guides,
    "criteria": Criteria,
    "grid": Grid,
}
