"""Which industry, venue or module is meant: by its id, its Chinese name, or a part of the name that no other has. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Protocol

from macros.catalog import Catalog
from macros.problem import RefusedError

_SHOWN = 6
# Of Chinese names two characters in common are much.
_NEAR = 0.4


class Named(Protocol):
    @property
    def title(self) -> str: ...


def sector(known: Mapping[str, Named], said: str) -> str:
    """The id of an industry or venue; raises RefusedError."""
    return _chosen(known, said, "行业或场所")


def owner(c: Catalog, said: str) -> str:
    """The id of an industry, venue or module; likewise."""
    return _chosen({**c.sectors, **c.modules}, said, "行业、场所或模块")


def near(said: str, words: list[str]) -> list[str]:
    """Those of ``words`` that may have been meant."""
    return difflib.get_close_matches(said, words, _SHOWN, _NEAR)


def _chosen(known: Mapping[str, Named], said: str, what: str) -> str:
    said = said.strip()
    if said in known:
        return said
    titles = {id_: one.title for id_, one in known.items()}
    found = [id_ for id_, title in titles.items() if title == said] or [
        id_ for id_, title in titles.items() if said and said in title
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusedError(f"“{said}”不止一个{what}：{_listed(titles, found)}。\n写其中一个的编号，或把名称写全。")
    told = near(said, [*titles, *titles.values()])
    if alike := [id_ for id_, title in titles.items() if {id_, title} & {*told}]:
        alike.sort(key=lambda id_: min(told.index(one) for one in (id_, titles[id_]) if one in told))
        raise RefusedError(f"没有这个{what}：{said}。\n相近的有：{_listed(titles, alike)}。编号、名称都可以写。")
    raise RefusedError(f"没有这个{what}：{said}。\n可以写编号，也可以写名称：{_listed(titles, titles)}。")


def _listed(titles: Mapping[str, str], ids: Mapping[str, str] | list[str]) -> str:
    return "、".join(f"{id_}（{titles[id_]}）" for id_ in ids)
