"""What hangs on the wall: the boards of enterprise and workshops, the map of four colours, the notice of each post; and the
handbook of risk points behind them. Pure.

Nothing is cut to fit: a sheet takes the largest letters at which it stays on its page, then fewer of the measures (the
handbook has all), and only after that a second page. Heights are reckoned in mm from the widths of the style sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from macros import signs
from macros.catalog import Catalog
from macros.models.industry import Industry, Post, Trade, Workshop
from macros.models.item import RiskPoint
from macros.problem import RefusedError

MAIN = 3
LEADING = 1.4
MM = 25.4 / 72
# A3 board: room for rows on its first and on every further page, what a row takes besides text, the two empty rows at its end,
# the width that its columns of text share. It is read from 2 m: 14 pt; in a workshop, from nearer, 12.
BOARD_FIRST, BOARD_REST, BOARD_PAD, BOARD_SPARE, BOARD_TEXT = 195, 256, 3.4, 29, 252
BOARD_SIZES, SHEET_SIZES = (20, 18, 16, 15, 14), (20, 18, 16, 15, 14, 13, 12)
# Numbers beside the map: their height, what a row takes besides text, a numbered empty row, width of a name.
MAP_ROOM, MAP_PAD, MAP_SPARE, MAP_NAME = 216, 1.7, 6, 60
MAP_SIZES = (13, 12, 11.5, 11, 10.5, 10, 9.5, 9)
# A4 notice: signs on a line, its width, letters of the labels; equipment on a line, width of the steps.
SIGNS_A_LINE, SIGNS_WIDTH, SIGN_LABEL, PPE_A_LINE, STEPS = 10, 182, 10, 8, 185


@dataclass(frozen=True, slots=True)
class Layout:
    """A4 notice: room for its table and steps, what a row takes besides text, widths of the columns, letters to try."""

    room: float
    pad: float
    head: float
    widths: tuple[float, float, float]
    sizes: tuple[float, ...]


# Letters are 11 pt or more; only a post with so many risk points that they would run over gets a denser page.
OPEN = Layout(160, 3.4, 17, (36, 62, 74), (18, 17, 16, 15, 14, 13, 12, 11.5, 11))
DENSE = Layout(184, 2.2, 6, (42, 80, 50), (11, 10.5, 10))


@dataclass(frozen=True, slots=True)
class Row:
    """A risk point as it stands on a board: its number there and on the map, and the measures that are shown."""

    no: int
    point: RiskPoint
    measures: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Notice:
    """The page of a post: its worst suggested level, its risk points and how large they are set."""

    post: Post
    place: Workshop | None
    level: str
    rows: tuple[Row, ...]
    size: float
    dense: bool = False

    @property
    def more(self) -> bool:
        """Whether the handbook has measures that this page does not show."""
        return any(len(row.measures) < len(row.point.measures) for row in self.rows)


def notices(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Three levels of boards and the map, in the order in which they are printed."""
    boards = [board for trade in sector.trades or (None,) if (board := _enterprise(c, sector, trade)).rows]
    return {
        "boards": boards, "maps": [(board, _numbers(board.rows)) for board in boards], "accidents": partial(accidents, c),
        "places": [_workshop(c, sector, place) for place in c.workshops_of(sector) if place.risk_points],
        "notices": [_notice(c, post) for post in c.posts_of(sector) if post.risk_points],
        "sign": signs.sign, "hatch": signs.hatch, "grid": signs.grid, "patterns": signs.PATTERNS,
    }  # fmt: skip


def risks(c: Catalog, sector: Industry) -> dict[str, Any]:
    """Every risk point under each workshop where it stands, then those that stand nowhere; and the items that check it."""
    points = c.risk_points_of(sector)
    places = [(place, by_level(c, [c.risk_points[r] for r in place.risk_points])) for place in c.workshops_of(sector)]
    placed = {point.id for _, mine in places for point in mine}
    items = c.items_of(sector)
    return {
        "places": [(place, mine) for place, mine in places if mine],
        "elsewhere": by_level(c, [point for point in points if point.id not in placed]),
        "levels": [(level, [p for p in points if p.level == level.id]) for level in c.vocab["risk-levels"].values],
        "checks": {point.id: [item.id for item in items if point.id in item.controls] for point in points},
        "methods": [c.methods[one] for one in ("four-colours", "dual-prevention") if one in c.methods],
        "hatch": signs.hatch, "patterns": signs.PATTERNS, "accidents": partial(accidents, c),
    }  # fmt: skip


def accidents(c: Catalog, point: RiskPoint) -> str:
    """What may happen, by name. “其他” says nothing, beside another as little as alone (an illness is no accident)."""
    return "、".join(c.label("accident-types", a) for a in point.accidents if a != "other")


def by_level(c: Catalog, points: list[RiskPoint]) -> list[RiskPoint]:
    """The worst suggested level first."""
    return sorted(points, key=lambda point: list(c.index.words["risk-levels"]).index(point.level))


def _rows(points: list[RiskPoint], most: int) -> tuple[Row, ...]:
    return tuple(Row(no, point, point.measures[:most]) for no, point in enumerate(points, 1))


def _enterprise(c: Catalog, sector: Industry, trade: Trade | None) -> Board:
    """What an enterprise of a trade hangs at its gate."""
    mine = [p for p in c.risk_points_of(sector) if trade is None or not p.trades or trade.id in p.trades]
    return Board(*_spread(c, by_level(c, mine), BOARD_SIZES), trade)


def _workshop(c: Catalog, sector: Industry, place: Workshop) -> Board:
    points = by_level(c, [c.risk_points[r] for r in place.risk_points])
    found = _largest(points, MAIN, SHEET_SIZES, lambda rows, size: _pages(c, rows, size) == 1)
    posts = tuple(post for post in c.posts_of(sector) if post.workshop == place.id)
    return Board(*(found or _spread(c, points, SHEET_SIZES)), place=place, posts=posts)


def _spread(c: Catalog, points: list[RiskPoint], sizes: tuple[float, ...]) -> tuple[tuple[Row, ...], float]:
    """The main measures on as few pages as the smallest letters allow, at the largest letters that need no more."""
    rows = _rows(points, MAIN)
    least = _pages(c, rows, sizes[-1])
    return rows, next(size for size in sizes if _pages(c, rows, size) <= least)


def _numbers(rows: tuple[Row, ...]) -> Numbers:
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
    return sum(lines(row.point.title, size, MAP_NAME) * size * MM * 1.15 + MAP_PAD for row in rows)


def _notice(c: Catalog, post: Post) -> Notice:
    points = by_level(c, [c.risk_points[r] for r in post.risk_points])
    place = c.workshops[post.workshop] if post.workshop else None
    for layout in (OPEN, DENSE):
        if found := _largest(points, 1, layout.sizes, partial(_fits, c, post, layout)):
            return Notice(post, place, points[0].level, *found, layout is DENSE)
    return Notice(post, place, points[0].level, _rows(points, MAIN), OPEN.sizes[-1])


def _largest(
    points: list[RiskPoint], fewest: int, sizes: tuple[float, ...], fits: Callable[[tuple[Row, ...], float], bool]
) -> tuple[tuple[Row, ...], float] | None:
    """All measures at the largest letters that fit, else the most that fit at any size, down to the ``fewest``."""
    most = max(len(point.measures) for point in points)
    tries = ((_rows(points, count), size) for count in range(max(most, fewest), fewest - 1, -1) for size in sizes)
    return next(((rows, size) for rows, size in tries if fits(rows, size)), None)


def _pages(c: Catalog, rows: tuple[Row, ...], size: float) -> int:
    """How many A3 pages a board takes at letters of ``size`` pt."""
    pages, room = 1, float(BOARD_FIRST)
    for row in rows:
        height = _board_height(c, row, size)
        if height > room:
            pages, room = pages + 1, float(BOARD_REST)
        room -= height
    return pages + (room < BOARD_SPARE)


def _widths(size: float) -> tuple[float, float, float, float]:
    """Columns of a board for names, accidents, measures, emergency: as many letters of a name on a line at any size."""
    name, accident = 2.5 * size, 2.2 * size
    rest = BOARD_TEXT - name - accident
    return round(name, 1), round(accident, 1), round(rest * 0.42, 1), round(rest * 0.58, 1)


def _board_height(c: Catalog, row: Row, size: float) -> float:
    measures, emergency = "；".join(row.measures), "；".join(row.point.emergency)
    texts = row.point.title, accidents(c, row.point) or row.point.hazards, measures, emergency
    cells = [lines(text, size, width) for text, width in zip(texts, _widths(size), strict=True)]
    return max(cells[0] + 1, *cells) * size * MM * LEADING + BOARD_PAD


def _fits(c: Catalog, post: Post, by: Layout, rows: tuple[Row, ...], size: float) -> bool:
    """Whether a notice's table, the steps under it and further lines of signs and equipment stay on its page."""
    table = sum(_danger_height(c, row, size, by) for row in rows)
    steps = sum(lines(text, size, STEPS - 1.5 * size * MM) for text in post.emergency) * size * MM * LEADING
    further = 8 * (len(post.ppe) > PPE_A_LINE) + 5 * any(len(row.measures) < len(row.point.measures) for row in rows)
    return table + steps + _signs_height(c, post) + further <= by.room


def _signs_height(c: Catalog, post: Post) -> float:
    """Signs are as wide as they are many; a long label then takes a second or third line."""
    if not post.signs:
        return 0
    many = min(max(len(post.signs), 6), SIGNS_A_LINE)
    label = max(lines(c.label("signs", sign), SIGN_LABEL, SIGNS_WIDTH / many) for sign in post.signs)
    return -(-len(post.signs) // SIGNS_A_LINE) * ((20 if many == 6 else 17) + 1.6 + label * SIGN_LABEL * MM * 1.2) + 3


def _danger_height(c: Catalog, row: Row, size: float, by: Layout) -> float:
    name, danger, measures = by.widths
    point, line = row.point, size * MM * LEADING
    cells = (lines(point.title, size * 1.15, name) * 1.15 * line + by.head,
             (lines(accidents(c, point), size, danger) + lines(point.hazards, size, danger)) * line,
             sum(lines(text, size, measures - size * MM) for text in row.measures) * line)  # fmt: skip
    return max(cells) + by.pad


def lines(text: str, size: float, width: float) -> int:
    """Lines that a text takes at letters of ``size`` pt in ``width`` mm; half a letter a line is lost at its end."""
    letters = sum(1 if ord(sign) > 0x2000 else 0.6 for sign in text)
    return max(1, -int(-letters // (width / (size * MM) - 0.5)))
