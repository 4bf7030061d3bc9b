"""Boards of enterprise and workshops and the map of four colours: A3, on as few pages as letters of a legible size allow. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from macros.catalog import Catalog
from macros.lines import LEADING, MM, line_count_in
from macros.models.industry import Industry, Post, Trade, Workshop
from macros.models.item import RiskPoint
from macros.problem import RefusedError
from macros.risks import Row, accidents, by_level, largest, rows_of

MAIN = 3
# A3 board: room for rows on its first and on every further page, what a row takes besides text, the two empty rows at its end,
# the width that its columns of text share. It is read from 2 m: 14 pt; in a workshop, from nearer, 12.
BOARD_FIRST, BOARD_REST, BOARD_PAD, BOARD_SPARE, BOARD_TEXT = 195, 256, 3.4, 29, 252
# The line that names the posts of a workshop above its board: letters, width, height.
POSTS_SIZE, POSTS_WIDTH, POSTS_LINE, POSTS_PAD = 12, 390, 6.4, 1.5
BOARD_SIZES, SHEET_SIZES = (20, 18, 16, 15, 14), (20, 18, 16, 15, 14, 13, 12)
# Numbers beside the map: their height, what a row takes besides text, a numbered empty row, width of a name.
MAP_ROOM, MAP_PAD, MAP_SPARE, MAP_NAME = 216, 1.7, 6, 60
MAP_SIZES = (13, 12, 11.5, 11, 10.5, 10, 9.5, 9)


@dataclass(frozen=True, slots=True)
class Board:
    """A board for one trade or one workshop, at letters of ``size`` pt."""

    rows: tuple[Row, ...]
    size: float
    trade: Trade | None = None
    place: Workshop | None = None
    posts: tuple[Post, ...] = ()

    @property
    def widths(self) -> tuple[float, float, float, float]:
        return _widths(self.size)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers beside a map: columns of rows, and the numbers left for what an enterprise adds."""

    columns: tuple[tuple[Row, ...], ...]
    size: float
    spare: tuple[int, ...]


def enterprise(c: Catalog, sector: Industry, trade: Trade | None) -> Board:
    """What an enterprise of a trade hangs at its gate."""
    mine = [p for p in c.risk_points_of(sector) if trade is None or not p.trades or trade.id in p.trades]
    return Board(*_spread(c, by_level(c, mine), BOARD_SIZES, ()), trade)


def workshop(c: Catalog, sector: Industry, place: Workshop) -> Board:
    points = by_level(c, [c.risk_points[r] for r in place.risk_points])
    posts = tuple(post for post in c.posts_of(sector) if post.workshop == place.id)
    found = largest(points, MAIN, SHEET_SIZES, lambda rows, size: pages(c, rows, size, posts) == 1)
    return Board(*(found or _spread(c, points, SHEET_SIZES, posts)), place=place, posts=posts)


def _spread(
    c: Catalog, points: list[RiskPoint], sizes: tuple[float, ...], posts: tuple[Post, ...]
) -> tuple[tuple[Row, ...], float]:
    """The main measures on as few pages as the smallest letters allow, at the largest letters that need no more."""
    rows = rows_of(points, MAIN)
    least = pages(c, rows, sizes[-1], posts)
    return rows, next(size for size in sizes if pages(c, rows, size, posts) <= least)


def numbers(rows: tuple[Row, ...]) -> Numbers:
    """The largest letters at which a column has four empty rows, else one; a second column only where none has."""
    for many, spare, size in product((1, 2, 3), (4, 1), MAP_SIZES):
        each = -(-len(rows) // many)
        columns = tuple(rows[start : start + each] for start in range(0, len(rows), each))
        left = min(MAP_ROOM - _column(column, size) for column in columns)
        if left >= spare * MAP_SPARE:
            room = MAP_ROOM - _column(columns[-1], size)
            return Numbers(columns, size, tuple(range(len(rows) + 1, len(rows) + 1 + int(room // MAP_SPARE))))
    raise RefusedError(f"四色图旁写不下{len(rows)}个风险点")


def _column(rows: tuple[Row, ...], size: float) -> float:
    return sum(line_count_in(row.point.title, size, MAP_NAME) * size * MM * 1.15 + MAP_PAD for row in rows)


def pages(c: Catalog, rows: tuple[Row, ...], size: float, posts: tuple[Post, ...]) -> int:
    """How many A3 pages a board takes at letters of ``size`` pt under the names of its posts."""
    count, room = 1, BOARD_FIRST - _posts_height(posts)
    for row in rows:
        height = _board_height(c, row, size)
        if height > room:
            count, room = count + 1, float(BOARD_REST)
        room -= height
    return count + (room < BOARD_SPARE)


def _posts_height(posts: tuple[Post, ...]) -> float:
    said = "　" * 8 + "、".join(post.title for post in posts)
    return line_count_in(said, POSTS_SIZE, POSTS_WIDTH) * POSTS_LINE + POSTS_PAD if posts else 0.0


def _widths(size: float) -> tuple[float, float, float, float]:
    """Columns of a board for names, accidents, measures, emergency: as many letters of a name on a line at any size."""
    name, accident = 2.5 * size, 2.2 * size
    rest = BOARD_TEXT - name - accident
    return round(name, 1), round(accident, 1), round(rest * 0.42, 1), round(rest * 0.58, 1)


def _board_height(c: Catalog, row: Row, size: float) -> float:
    measures, emergency = "；".join(row.measures), "；".join(row.point.emergency)
    texts = row.point.title, accidents(c, row.point) or row.point.hazards, measures, emergency
    cells = [line_count_in(text, size, width) for text, width in zip(texts, _widths(size), strict=True)]
    return max(cells[0] + 1, *cells) * size * MM * LEADING + BOARD_PAD
