"""岗位安全责任清单 and 应急处置卡: the sheet that a post signs, and what it does first when something goes wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from macros.catalog import Catalog
from macros.models.industry import Industry, Post
from macros.models.item import RiskPoint

# Measured on the A6 page, in mm: what is set on a face, and what its parts take; posts.css says the same.
FACE, PHONES = 128.0, 28.0
NAME_LINE, NAME_CHARACTERS, HEAD, OWN_HEAD = 8.5, 12, 10.0, 8.0
BACK_LINE, BACK_CHARACTERS = 6.5, 17
RISK_HEAD, RISK_LINE, RISK_GAP, RISK_CHARACTERS = 8.0, 4.8, 0.7, 22
STEP_GAP = 1.3


class Size(NamedTuple):
    """A type in which a post's own steps may be set: its class in posts.css, the height and the characters of a line."""

    word: str
    line: float
    characters: int


PLAIN = Size("plain", 6.1, 18)
SIZES = (Size("huge", 8.2, 13), Size("large", 7.2, 14), Size("big", 6.6, 16), PLAIN)


@dataclass(frozen=True, slots=True)
class Block:
    """The steps for one risk point that the post's own steps do not say already."""

    risk: RiskPoint
    steps: tuple[str, ...]

    @property
    def height(self) -> float:
        return RISK_HEAD + sum(_lines(s, RISK_CHARACTERS) * RISK_LINE + RISK_GAP for s in self.steps)


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a card: which of the post's own steps (``start`` is the number of the first), then risk points."""

    start: int = 1
    own: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """An A6 card: its faces by turns front and back; the telephones stand on the first.

    ``size``: the type of the own steps, as large as the first face leaves room for.
    """

    post: Post
    size: str
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
    return {"groups": shown, "single": single, "double": double, "carded": {card.post.id for card in cards}}


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
    """The steps of its risk points, each step once, in the order of the points."""
    said = set(post.emergency)
    found = []
    for risk in (c.risk_points[r] for r in post.risk_points):
        steps = tuple(step for step in risk.emergency if step not in said)
        said.update(steps)
        found.append(Block(risk, steps))
    return [block for block in found if block.steps]


def card_of(c: Catalog, post: Post) -> Card:
    """The card with its steps shared out to as many faces as they need."""
    name = HEAD + _lines(post.title, NAME_CHARACTERS) * NAME_LINE
    back = FACE - HEAD - _lines(post.title, BACK_CHARACTERS) * BACK_LINE
    faces = tuple(_faces(post.emergency, blocks(c, post), FACE - PHONES - name, back))
    room = FACE - PHONES - name - sum(block.height for block in faces[0].blocks)
    size = next((size for size in SIZES if _own(faces[0].own, size) <= room), PLAIN)
    return Card(post, size.word, faces)


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
        if block.height <= room:
            found.append(block)
            room -= block.height
    return found


def _own(steps: tuple[str, ...], size: Size = PLAIN) -> float:
    """The height of a post's own steps."""
    return sum(_lines(step, size.characters) * size.line + STEP_GAP for step in steps) + (OWN_HEAD if steps else 0.0)


def _lines(text: str, characters: int) -> int:
    return -(-len(text) // characters)
