"""岗位安全检查卡片: which checks stand on which face of which card. Pure."""

from __future__ import annotations

from typing import Any

from macros.catalog import Catalog
from macros.models.industry import Industry, Post
from macros.models.item import Item

# Measured on the card of 97 × 138 mm at 11 pt: lines of a face under its head, characters of a line, what a number takes.
FACE_LINES = 19
BACK_LINES = 22
LINE_CHARACTERS = 19
ID_CHARACTERS = 6
# Of the back: the heads of its parts and the line of telephones, and how many names of protective equipment stand on a line.
TAIL_HEADS = 4
PPE_A_LINE = 4
CARDS_PER_SHEET = 4


def cards(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Four cards a sheet, fronts then backs; backs are mirrored so that they meet in duplex."""
    cards = [card for post in c.posts_of(sector) for card in _cards_of(c, sector, post)]
    sheets = [cards[n : n + CARDS_PER_SHEET] for n in range(0, len(cards), CARDS_PER_SHEET)]
    return {"sheets": [(sheet, mirrored(sheet)) for sheet in sheets]}


def mirrored(sheet: list[Any]) -> list[Any]:
    """The order of the backs of a two-column sheet that is turned over its long edge; None = an empty place."""
    full = [*sheet, *[None] * (CARDS_PER_SHEET - len(sheet))]
    return [full[1], full[0], full[3], full[2]]


def _cards_of(c: Catalog, sector: Industry, post: Post) -> list[dict[str, Any]]:
    """A post's card: checks on the front, what is left on the back above the emergency steps; a second card only where
    even that is too little room.
    """
    risks = [c.risk_points[r] for r in post.risk_points]
    tail = TAIL_HEADS + -(-len(risks) // 2) + -(-len(post.ppe) // PPE_A_LINE) + sum(_lines(text) for text in post.emergency)
    front, rest = _fit(c.reached(sector, post), FACE_LINES)
    back, rest = _fit(rest, BACK_LINES - tail)
    cards = [{"post": post, "front": front, "back": back, "risks": risks, "tail": True}]
    while rest:
        front, rest = _fit(rest, FACE_LINES)
        cards.append({"post": post, "front": front, "back": [], "risks": [], "tail": False})
    return cards


def _fit(items: list[Item], room: int) -> tuple[list[Item], list[Item]]:
    """(the first items whose lines fit the room, the others)."""
    for count, item in enumerate(items):
        room -= _lines(item.statement) + (1 if item.hazard == "major" else 0)
        if room < 0:
            return items[:count], items[count:]
    return items, []


def _lines(text: str) -> int:
    """Lines that a text with its number takes on a card at 11 pt."""
    return -(-(len(text) + ID_CHARACTERS) // LINE_CHARACTERS)
