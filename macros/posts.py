"""岗位安全责任清单: the sheet that a post signs; with the cards of what it does first when something goes wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macros import cards
from macros.catalog import Catalog
from macros.emergency import Card, card_of, has_card
from macros.lines import line_count
from macros.models.industry import Industry, Post

# In mm of the A4 sheet, posts.css says the same: the page, what is on every sheet, and what may be on it.
SHEET, EVERY_SHEET, ABOUT_CHARACTERS, ABOUT_LINE, ABOUT_GAP = 263.0, 81.0, 44.5, 5.3, 3.0
FACTS, FACTS_LINE = 26, 7.5
DUTY_CHARACTERS, DUTY_LINE, DUTY_GAP, DUTY_LEAST = 16.5, 5.2, 3.6, 13.1
RECORD, RECORDS, LEAST_RECORDS = 12.3, 7, 4


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that stand together in the contents: those that every enterprise has, those of a trade."""

    title: str
    posts: list[Post]


def posts(c: Catalog, sector: Industry) -> dict[str, Any]:
    """The sheets in the order of the contents, then the cards: those of one face first, so that the rest meet in duplex."""
    shown = groups(c, sector)
    every = _cards(c, shown)
    single = [card for card in every if len(card.faces) == 1]
    double = [card for card in every if len(card.faces) > 1]
    return {
        "groups": shown,
        "single": single,
        "double": double,
        "carded": {card.post.id for card in every},
        "spare": spare,
        "records": lambda post: records(c, post),
    }


def fours(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Four cards a sheet of A4, two faces each; a face that would stay empty is a record of exercises."""
    halves = [(card, n) for card in _cards(c, groups(c, sector)) for n in range(0, len(card.faces), 2)]
    return {"sheets": cards.fours(halves)}


def _cards(c: Catalog, shown: list[Group]) -> list[Card]:
    return [card_of(c, post) for group in shown for post in group.posts if has_card(c, post)]


def records(c: Catalog, post: Post) -> int:
    """How many rows of assessments end the sheet: a page full, or a few where the page is full of duties."""
    duties = sum(_row(duty.text, duty.standard) for duty in post.duties) + spare(post) * DUTY_LEAST
    points = "".join(c.risk_points[r].title + "　" * 6 for r in post.risk_points)
    worn = "、".join(c.label("ppe", x) for x in post.ppe)
    about = sum(line_count("　" * 8 + said, ABOUT_CHARACTERS) * ABOUT_LINE + ABOUT_GAP for said in (points, worn) if said)
    head = "".join(c.trade(t).title for t in post.trades) + (c.workshops[post.workshop].title if post.workshop else "")
    facts = (line_count(head + "　" * FACTS, ABOUT_CHARACTERS) - 1) * FACTS_LINE
    room = SHEET - EVERY_SHEET - facts - duties - about - (ABOUT_LINE if points else 0.0)
    return max(LEAST_RECORDS, min(RECORDS, int(room / RECORD)))


def spare(post: Post) -> int:
    """The empty rows for duties that an enterprise adds."""
    return 1 if len(post.duties) > 5 else 2


def _row(*cells: str) -> float:
    return max(DUTY_LEAST, max(line_count(cell, DUTY_CHARACTERS) for cell in cells) * DUTY_LINE + DUTY_GAP)


def groups(c: Catalog, sector: Industry) -> list[Group]:
    """Posts of modules, of the whole industry, then of each trade or company of trades."""
    own = c.posts_of(sector)
    mine = {post.id for post in own}
    shared = [post for post in c.duties_of(sector) if post.id not in mine]
    trades = dict.fromkeys(post.trades for post in own if post.trades)
    titles = {t.id: t.title for t in sector.trades}
    found = [
        Group("各单位都有的岗位", shared),
        Group(f"{sector.title}各企业的岗位", [post for post in own if not post.trades]),
        *(Group("、".join(titles[t] for t in some), [post for post in own if post.trades == some]) for some in trades),
    ]
    return [group for group in found if group.posts]
