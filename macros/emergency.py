"""应急处置卡: what a post does first when something goes wrong, step by step on the faces of an A6 card. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from macros.catalog import Catalog
from macros.lines import line_count
from macros.models.industry import Post
from macros.models.item import RiskPoint

# Measured on the A6 page, in mm: what is set on a face, and what its parts take; posts.css says the same.
FACE, PHONES = 128.0, 37.0
NAME_LINE, NAME_CHARACTERS, HEAD, OWN_HEAD = 8.5, 12.5, 10.0, 8.0
BACK_LINE, BACK_CHARACTERS = 6.5, 17.5
BLOCK_GAP, LEVEL_CHARACTERS, STEP_GAP = 2.8, 4, 1.3


class Size(NamedTuple):
    """A type in which steps may be set: its class in posts.css, the height and the characters of a line, of a title."""

    word: str
    line: float
    characters: float
    title: float = 0.0


PLAIN = Size("plain", 6.1, 18.5)
SIZES = (Size("huge", 8.2, 13.5), Size("large", 7.2, 14.5), Size("big", 6.6, 16.5), PLAIN)
SMALL = Size("least", 5.3, 20.5, 5.6)
MORE = (
    Size("huge", 7.7, 13.5, 7.9),
    Size("large", 7.0, 15.5, 7.2),
    Size("big", 6.3, 17.5, 6.5),
    Size("fair", 5.8, 18.5, 6.0),
    SMALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """The steps for one risk point that the post's own steps do not say already."""

    risk: RiskPoint
    steps: tuple[str, ...]

    def height(self, size: Size = SMALL) -> float:
        title = line_count(self.risk.title + "　" * LEVEL_CHARACTERS, size.characters) * size.title
        return BLOCK_GAP + title + sum(line_count(s, size.characters) * size.line + STEP_GAP for s in self.steps)


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
    name = HEAD + line_count(post.title, NAME_CHARACTERS) * NAME_LINE
    back = FACE - HEAD - line_count(post.title, BACK_CHARACTERS) * BACK_LINE
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
    return sum(line_count(step, size.characters) * size.line + STEP_GAP for step in steps) + (OWN_HEAD if steps else 0.0)
