"""What hangs on the wall: the boards of enterprise and workshops, the map of four colours, the notice of each post. Pure.

Nothing is cut to fit: a sheet takes the largest letters at which it stays on its page, then fewer of the measures (the
handbook has all), and only after that a second page. Heights are reckoned in mm from the widths of the style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from macros import signs
from macros.boards import MAIN, enterprise, numbers, workshop
from macros.catalog import Catalog
from macros.lines import LEADING, MM, line_count_in
from macros.models.industry import Industry, Post, Workshop
from macros.risks import Row, accidents, by_level, largest, rows_of

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
    boards = [board for trade in sector.trades or (None,) if (board := enterprise(c, sector, trade)).rows]
    return {
        "boards": boards, "maps": [(board, numbers(board.rows)) for board in boards], "accidents": partial(accidents, c),
        "places": [workshop(c, sector, place) for place in c.workshops_of(sector) if place.risk_points],
        "notices": [_notice(c, post) for post in c.posts_of(sector) if post.risk_points],
        "sign": signs.sign, "hatch": signs.hatch, "grid": signs.grid, "patterns": signs.PATTERNS,
    }  # fmt: skip


def _notice(c: Catalog, post: Post) -> Notice:
    points = by_level(c, [c.risk_points[r] for r in post.risk_points])
    place = c.workshops[post.workshop] if post.workshop else None
    for layout in (OPEN, DENSE):
        if found := largest(points, 1, layout.sizes, partial(_fits, c, post, layout)):
            return Notice(post, place, points[0].level, *found, layout is DENSE)
    return Notice(post, place, points[0].level, rows_of(points, MAIN), OPEN.sizes[-1])


def _fits(c: Catalog, post: Post, by: Layout, rows: tuple[Row, ...], size: float) -> bool:
    """Whether a notice's table, the steps under it and further lines of signs and equipment stay on its page."""
    table = sum(_danger_height(c, row, size, by) for row in rows)
    steps = sum(line_count_in(text, size, STEPS - 1.5 * size * MM) for text in post.emergency) * size * MM * LEADING
    further = 8 * (len(post.ppe) > PPE_A_LINE) + 5 * any(len(row.measures) < len(row.point.measures) for row in rows)
    return table + steps + _signs_height(c, post) + further <= by.room


def _signs_height(c: Catalog, post: Post) -> float:
    """Signs are as wide as they are many; a long label then takes a second or third line."""
    if not post.signs:
        return 0
    many = min(max(len(post.signs), 6), SIGNS_A_LINE)
    label = max(line_count_in(c.label("signs", sign), SIGN_LABEL, SIGNS_WIDTH / many) for sign in post.signs)
    return -(-len(post.signs) // SIGNS_A_LINE) * ((20 if many == 6 else 17) + 1.6 + label * SIGN_LABEL * MM * 1.2) + 3


def _danger_height(c: Catalog, row: Row, size: float, by: Layout) -> float:
    name, danger, measures = by.widths
    point, line = row.point, size * MM * LEADING
    cells = (line_count_in(point.title, size * 1.15, name) * 1.15 * line + by.head,
             (line_count_in(accidents(c, point), size, danger) + line_count_in(point.hazards, size, danger)) * line,
             sum(line_count_in(text, size, measures - size * MM) for text in row.measures) * line)  # fmt: skip
    return max(cells) + by.pad
