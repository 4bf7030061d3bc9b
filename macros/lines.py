"""How many lines a text takes on paper, reckoned before it is printed. Pure."""

from __future__ import annotations

MM = 25.4 / 72
# Height of a line on boards and notices, in sizes of its letters.
LEADING = 1.4
# Latin letters and digits are narrower than Han, and so much of a line is lost at its end, in letters.
NARROW, LOST = 0.6, 0.5


def line_count(text: str, letters: float) -> int:
    """Lines of ``letters`` Han letters each; an empty text takes one."""
    wide = sum(1 if ord(sign) > 0x2000 else NARROW for sign in text)
    return max(1, -int(-wide // (letters - LOST)))


def line_count_in(text: str, size: float, width: float) -> int:
    """Lines at letters of ``size`` pt in ``width`` mm."""
    return line_count(text, width / (size * MM))
