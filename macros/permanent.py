"""The permanent pages of items at the root: of each item the newest edition's, with what every edition says of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.edition import LATEST, Edition
from macros.landing import Difference, differences
from macros.templates import fill

ITEMS = "items"
# A page of an edition names its assets and neighbours from two folders down; items stay beside each other.
_UP = re.compile(rf'((?:href|src)=")\.\./\.\./(?!{ITEMS}/\w)')


@dataclass(frozen=True, slots=True)
class Held:
    """An item as one edition has it; ``said`` and ``changes``, to today's, are for who holds that edition on paper."""

    edition: Edition
    revision: int
    said: str
    changes: list[Difference]


def place(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` at the place that the theme leaves for it; what stood there goes."""
    mark, end = f"<!--{name}-->", f"<!--/{name}-->"
    return re.sub(rf"{mark}.*?{end}", lambda _: f"{mark}{content}{end}", text, count=1, flags=re.DOTALL)


def write(tree: Path, editions: Sequence[Edition]) -> None:
    """``items/`` of ``tree`` anew: every item that any edition has, retired ones for ever."""
    shutil.rmtree(tree / ITEMS, ignore_errors=True)
    for item in sorted({item for e in editions for item in e.items}):
        held = list(_held(item, editions))
        newest = held[0].edition
        text = (newest.folder / ITEMS / item / "index.html").read_text(encoding="utf-8")
        base = LATEST if newest is editions[0] else newest.id
        text = _UP.sub(rf"\1../../{base}/", text)
        about = fill("editions/item.html", item=item, held=held, current=editions[0], root="../../")
        folder = tree / ITEMS / item
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(place(text, "notice", about), encoding="utf-8")


def _held(item: str, editions: Sequence[Edition]) -> Iterator[Held]:
    """The item in each edition that has it, the newest first."""
    current = editions[0]
    for edition in editions:
        if record := edition.items.get(item):
            yield Held(edition, record["revision"], _said(item, edition, current), differences(item, edition, current))


def _said(item: str, edition: Edition, current: Edition) -> str:
    """What became of the item since ``edition``, as far as the data say; "" of the current one."""
    then, now = edition.items[item], current.items.get(item)
    if edition is current:
        return ""
    if now is None:
        return "现行版没有这一条了。"
    if "retired" in then:
        return "这一条在那一版已经停用。"
    if "retired" in now:
        return f"这一条已停用，不再检查：{now['retired']['reason']}"
    steps = now["revision"] - then["revision"]
    if not steps:
        return "这一条没有改过，纸上的还能用。"
    kind = current.label("changes", now["change"])
    return f"这一条后来改了 {steps} 次，最近一次是“{kind}”，请照下面现行的写法检查。"
