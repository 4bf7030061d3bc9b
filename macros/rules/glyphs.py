"""Rule on print: every character is in the fonts of the books."""

from __future__ import annotations

from collections.abc import Iterator

from macros.fonts import coverage
from macros.index import Index
from macros.rules.base import Finding, Rule


def _glyphs(index: Index) -> Iterator[Finding]:
    known = coverage()
    for entry in index.entries:
        for path, text in entry.texts():
            missing = sorted({c for c in text if ord(c) not in known and c != "\n"})
            if missing:
                listed = "、".join(f"{c}（U+{ord(c):04X}）" for c in missing)
                yield Finding(entry, path, f"印书的字体里没有：{listed}。")


RULES = (Rule("print-glyph", "每个字符印得出来。", "换成常用的字符；表情符号一律不用。", _glyphs),)
