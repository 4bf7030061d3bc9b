"""What stands differently in two published editions of an item, field by field, from their catalog.json. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from macros.edition import Edition
from macros.words import Run, marked, numbers


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not what it was, under its head in the tables, word by word."""

    head: str
    runs: tuple[Run, ...]


def differences(item: str, then: Edition, now: Edition) -> list[Difference]:
    """Nothing of an item that is not in both."""
    if item not in then.items or item not in now.items:
        return []
    old, new = (dict(_cells(e, e.items[item])) for e in (then, now))
    pattern = numbers(_units(now))
    return [Difference(head, marked(pattern, old[head], new[head])) for head in new if old[head] != new[head]]


def _units(edition: Edition) -> list[str]:
    held: list[dict[str, Any]] = next((v["values"] for v in edition.catalog["vocab"] if v["id"] == "units"), [])
    return [value["label"] for value in held]


def _cells(e: Edition, item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The item as an enterprise reads it; the tables have the same heads."""
    yield "标题", item["title"]
    yield "检查要求", item["statement"]
    yield "不合格写", item["problem"]
    yield "检查方法", _listed(e, "methods", item["method"])
    yield "看什么", item["evidence"]
    yield "依据", "；".join(f"{e.titles['standards'][b['std']]} {b.get('clause') or ''}".strip() for b in item["basis"])
    yield "隐患级别", e.label("hazards", item["hazard"])
    yield "谁查", "；".join(_duty(e, item, tier) for tier in item["tiers"])
    yield "整改", f"{e.label('remedies', item['remedy']['kind'])}：{item['remedy']['how']}"
    applies = item["applies"]
    yield "适用规模", _listed(e, "sizes", applies["sizes"]) or "全部"
    yield "细分行业", "、".join(e.titles["trades"][trade] for trade in applies["trades"]) or "全部"
    yield "特殊情形", _listed(e, "facets", applies["facets"]) or "没有"


def _listed(e: Edition, vocab: str, ids: list[str]) -> str:
    return "、".join(e.label(vocab, one) for one in ids)


def _duty(e: Edition, item: dict[str, Any], tier: str) -> str:
    role, often = e.label("roles", item["role"][tier]), e.label("frequencies", item["frequency"][tier])
    return f"{e.label('tiers', tier)} {role} {often}"
