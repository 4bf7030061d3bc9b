"""Pictures of our own on notices: the signs of ``overrides/signs/``, and the four patterns that survive a grey printer."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from macros.problem import RefusedError
from macros.templates import FOLDER as OVERRIDES

FOLDER = OVERRIDES / "signs"
# How each colour is drawn where there is no colour, and the ink that shows on it; the name also tells a hand with one pen.
PATTERNS = {"red": "交叉线", "orange": "斜线", "yellow": "圆点", "blue": "横线"}
_INK = {"red": "#fff", "orange": "#1a1c20", "yellow": "#1a1c20", "blue": "#fff"}
_STEP = 4
_OPENING = re.compile(r"<svg\b[^>]*>")


def sign(id_: str, label: str) -> Markup:
    """The picture of a sign, inline, with its label as alternative text."""
    return _drawn(FOLDER / f"{id_}.svg", label)


@cache
def _drawn(file: Path, label: str) -> Markup:
    if not file.is_file():
        raise RefusedError(f"标志“{label}”还没有图：缺文件 overrides/signs/{file.name}")
    text = file.read_text(encoding="utf-8")
    opening = _OPENING.search(text)
    if opening is None:
        raise RefusedError(f"标志“{label}”的图读不出来：overrides/signs/{file.name} 里没有 <svg>")
    body = re.sub(r"<title>.*?</title>", "", text[opening.end() :], flags=re.DOTALL).strip()
    return Markup(f"{opening[0]}<title>{escape(label)}</title>{body}")  # noqa: S704  our own drawings


def hatch(level: str, width: int, height: int) -> Markup:
    """The pattern of a colour on a piece of ``width`` × ``height`` mm; the colour itself is its background's."""
    shape = _dots(width, height, _STEP) if level == "yellow" else _lines(level, width, height)
    weight = 1.3 if level == "yellow" else 0.45
    return _svg(width, height, PATTERNS[level], f'<path d="{shape}" stroke="{_INK[level]}" stroke-width="{weight}"/>')


def grid(width: int, height: int) -> Markup:
    """Light dots every 10 mm to draw a plan on."""
    return _svg(
        width, height, "画平面图的空白，点距10毫米", f'<path d="{_dots(width, height, 10)}" stroke="#8a93a3" stroke-width=".6"/>'
    )


def _svg(width: int, height: int, title: str, body: str) -> Markup:
    style = f'style="width:{width}mm;height:{height}mm"'
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {style} fill="none" stroke-linecap="round">'
    return Markup(f"{frame}<title>{title}</title>{body}</svg>")  # noqa: S704  numbers and constants


def _dots(width: int, height: int, step: int) -> str:
    places = ((x, y) for y in range(step // 2, height, step) for x in range(step // 2, width, step))
    return "".join(f"M{x} {y}h.01" for x, y in places)


def _lines(level: str, width: int, height: int) -> str:
    if level == "blue":
        return "".join(f"M0 {y}h{width}" for y in range(_STEP // 2, height, _STEP))
    rising = "".join(f"M{x} {height}l{height} {-height}" for x in range(-height, width, _STEP))
    falling = "".join(f"M{x} 0l{height} {height}" for x in range(-height, width, _STEP))
    return rising + falling if level == "red" else rising
