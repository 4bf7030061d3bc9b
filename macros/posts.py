"""岗位安全责任清单 and 应急处置卡: the sheet that a post signs, and what it does first when something goes wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from macros.catalog import Catalog
from macros.models.industry import Industry, Post
from macros.models.item import RiskPoint

# Measured on the A6 page, in mm: what is set on a face, and what its parts take; posts.css says the same.
FACE, PHONES = 128.0, 37.0
NAME_LINE, NAME_CHARACTERS, HEAD, OWN_HEAD = 8.5, 12, 10.0, 8.0
BACK_LINE, BACK_CHARACTERS = 6.5, 17
BLOCK_GAP, LEVEL_CHARACTERS, STEP_GAP = 2.8, 4, 1.3
# The same on the A4 sheet: the page, what is on every sheet, and what may be on it.
SHEET, EVERY_SHEET, ABOUT_CHARACTERS, ABOUT_LINE, ABOUT_GAP = 263.0, 81.0, 44, 5.3, 3.0
FACTS, FACTS_LINE = 26, 7.5
DUTY_CHARACTERS, DUTY_LINE, DUTY_GAP, DUTY_LEAST = 16, 5.2, 3.6, 13.1
RECORD, RECORDS, LEAST_RECORDS = 12.3, 7, 4


class Size(NamedTuple):
    """A type in which steps may be set: its class in posts.css, the height and the characters of a line, of a title."""

    word: str
    line: float
    characters: int
    title: float = 0.0


PLAIN = Size("plain", 6.1, 18)
SIZES = (Size("huge", 8.2, 13), Size("large", 7.2, 14), Size("big", 6.6, 16), PLAIN)
SMALL = Size("least", 5.3, 20, 5.6)
MORE = (Size("huge", 7.7, 13, 7.9), Size("large", 7.0, 15, 7.2), Size("big", 6.3, 17, 6.5), Size("fair", 5.8, 18, 6.0), SMALL)


@dataclass(frozen=True, slots=True)
class Block:
    """The steps for one risk point that the post's own steps do not say already."""

    risk: RiskPoint
    steps: tuple[str, ...]

    def height(self, size: Size = SMALL) -> float:
        title = _lines(self.risk.title + " " * LEVEL_CHARACTERS, size.characters) * size.title
        return BLOCK_GAP + title + sum(_lines(s, size.characters) * size.line + STEP_GAP for s in self.steps)


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a card: which of the post's own steps (``start`` is the number of the first), then risk points.

    ``size`` and ``more``: the types of the two, as large as the face has room for.
    """

    start: int = 1
    own: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    size: str = PLAIN.word
    more: str = SMALL.word


@dataclass(frozen=True, slots=True)
class Card:
    """An A6 card: its faces by turns front and back; the telephones stand on the first."""

    post: Post
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that stand together in the contents: those that every enterprise has, those of a trade."""

    title: str
    posts: list[Post]


def posts(c: Catalog, sector: Industry) -> dict[str, Any]:
    """The sheets in the order of the contents, then the cards: those of one face first, so that the rest meet in duplex."""
    shown = groups(c, sector)
    cards = [card_of(c, post) for group in shown for post in group.posts if has_card(c, post)]
    single = [card for card in cards if len(card.faces) == 1]
    double = [card for card in cards if len(card.faces) > 1]
    return {
        "groups": shown,
        "single": single,
        "double": double,
        "carded": {card.post.id for card in cards},
        "spare": spare,
        "records": lambda post: records(c, post),
    }


def records(c: Catalog, post: Post) -> int:
    """How many rows of assessments end the sheet: a page full, or a few where the page is full of duties."""
    duties = sum(_row(duty.text, duty.standard) for duty in post.duties) + spare(post) * DUTY_LEAST
    points = "".join(c.risk_points[r].title + " " * 6 for r in post.risk_points)
    worn = "、".join(c.label("ppe", x) for x in post.ppe)
    about = sum(_lines(" " * 8 + said, ABOUT_CHARACTERS) * ABOUT_LINE + ABOUT_GAP for said in (points, worn) if said)
    head = "".join(c.trade(t).title for t in post.trades) + (c.workshops[post.workshop].title if post.workshop else "")
    facts = (_lines(head + " " * FACTS, ABOUT_CHARACTERS) - 1) * FACTS_LINE
    room = SHEET - EVERY_SHEET - facts - duties - about - (ABOUT_LINE if points else 0.0)
    return max(LEAST_RECORDS, min(RECORDS, int(room / RECORD)))


def spare(post: Post) -> int:
    """The empty rows for duties that an enterprise adds."""
    return 1 if len(post.duties) > 5 else 2


def _row(*cells: str) -> float:
    return max(DUTY_LEAST, max(_lines(cell, DUTY_CHARACTERS) for cell in cells) * DUTY_LINE + DUTY_GAP)


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


def has_card(c: Catalog, post: Post) -> bool:
    """Whether anything is said of an emergency at the post."""
    return bool(post.emergency or blocks(c, post))


def blocks(c: Catalog, post: Post) -> list[Block]:
    """The steps of its risk points, the worst first, each step once; a point that the card has said is left out."""
    order = list(c.index.words["risk-levels"])
    said, found = list(post.emergency), []
    for risk in sorted((c.risk_points[r] for r in post.risk_points), key=lambda r: order.index(r.level)):
        steps = tuple(step for step in risk.emergency if step not in said)
        if not clauses(steps) <= clauses(said):
            found.append(Block(risk, steps))
            said += steps
    return found


def clauses(steps: Iterable[str]) -> set[str]:
    """What steps say, clause by clause."""
    return {clause for step in steps for clause in re.split("[，；。]", step) if clause}


def card_of(c: Catalog, post: Post) -> Card:
    """The card with its steps shared out to as many faces as they need."""
    name = HEAD + _lines(post.title, NAME_CHARACTERS) * NAME_LINE
    back = FACE - HEAD - _lines(post.title, BACK_CHARACTERS) * BACK_LINE
    first = FACE - PHONES - name
    found = blocks(c, post)
    plans = [list(_faces(post.emergency, found, first, back))]
    if post.emergency and found:
        own = list(_faces(post.emergency, [], first, back))
        plans.append([*own, *_faces((), found, back, back)])
    sized = [tuple(_sized(face, back if n else first) for n, face in enumerate(plan)) for plan in plans]
    return Card(post, min(sized, key=_worth))


def _worth(faces: tuple[Face, ...]) -> tuple[int, list[int]]:
    """Few faces, then no small type."""
    own = [[size.word for size in SIZES].index(face.size) for face in faces if face.own]
    more = [[size.word for size in MORE].index(face.more) for face in faces if face.blocks]
    return len(faces), sorted(own + more, reverse=True)


def _sized(face: Face, room: float) -> Face:
    """The post's own steps as large as the face has room for, then those of its risk points."""
    least = sum(block.height() for block in face.blocks)
    size = next((size for size in SIZES if _own(face.own, size) <= room - least), PLAIN)
    left = room - _own(face.own, size)
    more = next((more for more in MORE if sum(block.height(more) for block in face.blocks) <= left), SMALL)
    return replace(face, size=size.word, more=more.word)


def _faces(own: tuple[str, ...], waiting: list[Block], first: float, other: float) -> Iterator[Face]:
    """Steps face by face in their order, at least one a face; the steps of a risk point stay together."""
    start, room = 1, first
    while start <= len(own) and _own(own[start - 1 :]) > room:
        fit = next((n for n in range(len(own) - start, 1, -1) if _own(own[start - 1 :][:n]) <= room), 1)
        yield Face(start, own[start - 1 :][:fit])
        start, room = start + fit, other
    rest = own[start - 1 :]
    room -= _own(rest)
    while waiting:
        taken = _fitting(waiting, room) or waiting[: not rest and room == other]
        yield Face(start, rest, tuple(taken))
        start, rest, waiting, room = start + len(rest), (), [b for b in waiting if b not in taken], other
    if rest:
        yield Face(start, rest)


def _fitting(waiting: list[Block], room: float) -> list[Block]:
    """Every block, in their order, that the room left by those before it holds."""
    found = []
    for block in waiting:
        if block.height() <= room:
            found.append(block)
            room -= block.height()
    return found


def _own(steps: tuple[str, ...], size: Size = PLAIN) -> float:
    """The height of a post's own steps."""
    return sum(_lines(step, size.characters) * size.line + STEP_GAP for step in steps) + (OWN_HEAD if steps else 0.0)


def _lines(text: str, characters: int) -> int:
    return -(-len(text) // characters)
