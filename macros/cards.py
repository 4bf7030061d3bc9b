"""岗位安全检查卡片: which checks stand on which face of which card. Pure.

A card has a front and a back of 25 × 35.5 em. Checks come first, then the grid to tick, then what to do first when it goes
wrong; each piece stands on the first face after the one before it where it has room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from macros.catalog import Catalog
from macros.clipboards import DAYS
from macros.lines import line_count
from macros.models.industry import Industry, Post
from macros.models.item import Item

CARDS_PER_SHEET = 4
# In lines of a face (1.25 em each): what front and back hold under their heads, and what the pieces take beside their text.
FRONT = 22.5
BACK = 23.0
GAP = 0.24
ROW = 0.75
GRID_HEAD = 1.9
TAIL_HEAD = 3.6
PPE = 1.4
# Full-width characters on a line: beside the number of a check, and of a step.
CHECK_LINE = 18.3
STEP_LINE = 20.3
# A post's name: characters on a line of its front, and the lines of the face that each further line takes.
NAME_LINE = 11
NAME_ROOM = 1.8


@dataclass(slots=True)
class Face:
    """One side of a card: checks with their numbers, rows of the grid (0 = none), steps of an emergency with theirs."""

    room: float
    checks: list[tuple[int, Item]] = field(default_factory=list)
    rows: int = 0
    steps: list[tuple[int, str]] = field(default_factory=list)
    tail: bool = False

    @property
    def used(self) -> bool:
        return bool(self.checks or self.rows or self.steps or self.tail)

    def take(self, lines: float) -> bool:
        """Whether so many lines still fit; they are then taken."""
        if lines > self.room:
            return False
        self.room -= lines
        return True


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a post; ``part`` counts from 1 when a post needs several."""

    post: Post
    part: int
    roles: tuple[str, ...]
    front: Face
    back: Face


def sheets(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Four cards a sheet."""
    return {"sheets": fours(_cards(c, sector)), "four": True, "days": len(DAYS)}


def singles(c: Catalog, sector: Industry) -> dict[str, Any]:
    """A card on a page of its own size, front then back."""
    return {"sheets": [([card], [card]) for card in _cards(c, sector)], "four": False, "days": len(DAYS)}


def fours(cards: list[Any]) -> list[tuple[list[Any], list[Any]]]:
    """Sheets of four, fronts then backs; backs are mirrored so that they meet in duplex."""
    every = [cards[n : n + CARDS_PER_SHEET] for n in range(0, len(cards), CARDS_PER_SHEET)]
    return [(four, mirrored(four)) for four in every]


def mirrored(sheet: list[Any]) -> list[Any]:
    """The order of the backs of a two-column sheet that is turned over its long edge; None = an empty place."""
    full = [*sheet, *[None] * (CARDS_PER_SHEET - len(sheet))]
    return [full[1], full[0], full[3], full[2]]


def _cards(c: Catalog, sector: Industry) -> list[Card]:
    """The cards of every post that has something to check."""
    return [card for post in c.posts_of(sector) if (items := c.reached(sector, post)) for card in _cards_of(c, sector, post, items)]


def _cards_of(c: Catalog, sector: Industry, post: Post, items: list[Item]) -> list[Card]:
    faces = _faces(items, post)
    faces += [_next(faces, post)] * (len(faces) % 2)
    roles = tuple(dict.fromkeys(c.role(sector, i.tiers["post"].role) for i in items))
    return [Card(post, n // 2 + 1, roles, faces[n], faces[n + 1]) for n in range(0, len(faces), 2)]


def _faces(items: list[Item], post: Post) -> list[Face]:
    faces = [_next([], post)]
    for number, item in enumerate(items, 1):
        _on(faces, post, lines_of(item)).checks.append((number, item))
    _on(faces, post, GRID_HEAD + ROW * len(items)).rows = len(items)
    if len(faces) == 1:
        faces.append(_next(faces, post))
    _emergency(faces, post)
    return faces


def _emergency(faces: list[Face], post: Post) -> None:
    """On one face together where that has room, else flowing from a new face to the next; the telephones end it."""
    steps = [(n, text, line_count(text, STEP_LINE) + GAP) for n, text in enumerate(post.emergency, 1)]
    ends = TAIL_HEAD + bool(post.ppe) * PPE
    if sum(lines for _, _, lines in steps) + ends > faces[-1].room:
        faces.append(_next(faces, post))
    faces[-1].take(ends)
    for number, text, lines in steps:
        _on(faces, post, lines).steps.append((number, text))
    faces[-1].tail = True


def _on(faces: list[Face], post: Post, lines: float) -> Face:
    """The last face, or a new one where these lines do not fit it."""
    if not faces[-1].take(lines):
        faces.append(_next(faces, post))
        faces[-1].take(lines)
    return faces[-1]


def _next(faces: list[Face], post: Post) -> Face:
    """An empty face after these: fronts and backs take turns."""
    more = (len(post.title) - 1) // NAME_LINE
    return Face(room=BACK if len(faces) % 2 else FRONT - NAME_ROOM * more)


def lines_of(item: Item) -> float:
    """Lines of a check; its number and id take two beside the text."""
    marks = "重大" * (item.hazard == "major") + "停" * (item.remedy.kind == "stop")
    return max(2, line_count(marks + item.statement, CHECK_LINE)) + GAP
