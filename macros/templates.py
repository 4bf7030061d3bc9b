"""The one Jinja environment: everything is escaped, an undefined name is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from macros.catalog import Catalog
from macros.relations import anchor

FOLDER = Path(__file__).resolve().parent.parent / "overrides"
_NUMBER = re.compile(r"([≥≤±＜＞]?\d[\d.,～~×/]*(?:mg/m³|[A-Za-z%℃Ω°㎡³²]+|[\u4e00-\u9fff])?)")

_LAST = re.compile(r"[\u4e00-\u9fff]{2}[。；]?$")
# Holds its neighbours on one line. Of no width, and no part of the text that is taken out of a PDF; a span would cost a box.
JOINER = "\u2060"


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    env.filters["han"] = _unbroken
    env.filters["anchor"] = anchor
    env.filters["runs"] = runs
    env.filters["css"] = _css_string
    return env


def _unbroken(text: str) -> str:
    """Text for print whose numbers stay with their signs and units on one line, and whose last line is no lone character."""
    return _LAST.sub(_joined, _NUMBER.sub(_kept, text))


def _joined(found: re.Match[str]) -> str:
    return JOINER.join(found[0])


def runs(ids: Iterable[str]) -> str:
    """Ids in their order, neighbours that count on drawn together: FH-0001～0003、FH-0007."""
    found: list[tuple[str, str]] = []
    for one in ids:
        head = one.rstrip("0123456789")
        number = one[len(head) :]
        if found and found[-1][1] == f"{head}{int(number) - 1:0{len(number)}}":
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return "、".join(first if first == last else f"{first}～{last.rsplit('-', 1)[1]}" for first, last in found)


def _kept(number: re.Match[str]) -> str:
    """A number with its unit, held together only where a line could break inside: ASCII alone never breaks here."""
    return number[0] if number[0].lstrip("≥≤±").isascii() else _joined(number)


def _css_string(text: str) -> Markup:
    """A text as a string of a style sheet, every sign that could end it or the sheet escaped."""
    return Markup('"' + "".join(c if c.isalnum() or c in "　 " else f"\\{ord(c):X} " for c in text) + '"')  # noqa: S704


def render(template: str, catalog: Catalog | None, base: str = "", **context: Any) -> str:
    """HTML of ``overrides/<template>``; ``base`` leads from the page to the site's root (``../../``)."""
    text: str = _environment().get_template(template).render(c=catalog, base=base, **context)
    # On a web page joiners would stand in the way of who copies or searches.
    return text if template.startswith("book/") else text.replace(JOINER, "")


def fill(template: str, **context: Any) -> str:
    """``overrides/<template>`` of what stands around the editions, without a catalog."""
    return _environment().get_template(template).render(context)


def styles(*names: str) -> str:
    """The style sheets of a printed thing: what all share, then ``overrides/book/<name>.css``."""
    return "\n".join((FOLDER / "book" / f"{name}.css").read_text(encoding="utf-8") for name in ("base", *names))
