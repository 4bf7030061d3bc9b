"""``anbiao new``: the stub of a record, with the next free id, at the place where it belongs. Pure.

What has to be right from the start (a title, a word from a list, a reference) is asked for; running text may say 待写.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import BaseModel

from macros import notation, numbering
from macros.catalog import Catalog
from macros.choices import Choices
from macros.columns import KEPT, Column, columns, gaps
from macros.index import kind_models
from macros.models.industry import Industry
from macros.models.registry import Standard
from macros.notation import UnreadableError
from macros.patch import Edit, Put
from macros.problem import RefusedError
from macros.rules.honesty import TO_WRITE
from macros.workbook import owner_of

# What a record that nobody has worked on yet says of itself.
_AT_FIRST = {"state": "drafting", "confidence": "likely", "revision": "1", "change": "added"}
_OWN_FILE = {
    "industry": "data/industries/{}/industry.yml",
    "venue": "data/venues/{}/industry.yml",
    "standard": "data/standards/{}.yml",
}
_ASKED = {"title", "statement"}
_LISTED = 30


def stub(c: Catalog, kind: str, words: list[str]) -> tuple[Edit, str]:
    """(the edit that adds the record, its id) from ``--field text`` words; raises RefusedError where one is missing or wrong."""
    models: dict[str, type[BaseModel]] = {**kind_models(Industry), "industry": Industry, "venue": Industry, "standard": Standard}
    if (model := models.get(kind := kind.replace("-", "_"))) is None:
        raise RefusedError(f"没有“{kind}”这种记录。\n可以写：{'、'.join(models).replace('_', '-')}。")
    table = list(columns(model, c.index.words))
    given = _given(words, table, own_file=kind in _OWN_FILE)
    owner = given.pop("owner", "")
    said = {**_AT_FIRST, "updated": c.edition.date, **given}
    said |= {one.key: _placeholder(one) for one in table if _may_wait(one) and one.key not in said}
    known = {one.key: one for one in table}
    if missing := _missing(c, owner, table, said, own_file=kind in _OWN_FILE):
        raise RefusedError("还要写：\n" + "\n".join(missing))
    puts = [_put(one, said[key], Choices(c)) for key, one in known.items() if key in said]
    if kind in _OWN_FILE:
        return Edit(_file(c, kind, given["id"]), (), tuple(puts)), given["id"]
    prefix = owner_of(c, owner).prefix
    if kind not in kind_models(type(owner_of(c, owner))):
        raise RefusedError(f"共用模块里不放这种记录（{kind}）。\n--owner 写行业或场所。")
    fields = {put.path[-1]: put.value for put in puts}
    id_ = next(numbering.free(c.index, kind, numbering.head(kind, prefix, fields)))
    file, name, number = numbering.home(c, kind, owner, tuple(fields.get("trades") or ()))
    return Edit(file, (name, number), (Put(("id",), id_), *puts)), id_


def _given(words: Iterable[str], table: list[Column], *, own_file: bool) -> dict[str, str]:
    """The texts by key; a field given again is another line. Both ``--title`` and ``--标题`` are understood."""
    keys = {name: one.key for one in table for name in (one.key, one.head)} | ({} if own_file else {"owner": "owner"})
    closed = {"revision", "updated", "change"} | (set() if own_file else {"id"})
    lists, out = {one.key for one in table if one.many}, dict[str, str]()
    rest = iter(words)
    for word in rest:
        name, sign, text = word.removeprefix("--").partition("=")
        key = keys.get(name, "")
        if not word.startswith("--") or not key or key in closed:
            listed = "\n".join(f"  --{one.key}  {one.head}" for one in table if one.key not in closed)
            raise RefusedError(
                f"没有“{word}”这一项。可以写：\n" + ("" if own_file else "  --owner  属于哪个行业、场所或模块\n") + listed
            )
        text = text if sign else next(rest, "")
        if key in out and key not in lists:
            raise RefusedError(f"--{name} 只有一个，写了两次。\n留一个。")
        out[key] = f"{out[key]}\n{text}" if key in out else text
    return out


def _may_wait(column: Column) -> bool:
    """Running text that has to be there, but nothing else leans on it."""
    asked = column.path in KEPT or column.key in _ASKED
    return column.needed and not asked and all(slot.limit and not slot.marker for slot in column.slots)


def _placeholder(column: Column) -> str:
    return " | ".join(TO_WRITE for _ in column.slots)


def _missing(c: Catalog, owner: str, table: list[Column], said: dict[str, str], *, own_file: bool) -> list[str]:
    """A line for each field that only the author can say."""
    wanted = gaps(table, {one.path for one in table if said.get(one.key, "").strip()})
    if own_file and not said.get("id"):
        wanted.insert(0, table[0])
    lines = [] if owner or own_file else [f"  --owner  属于哪个行业、场所或模块：{'、'.join([*c.sectors, *c.modules][:_LISTED])}……"]
    return lines + [f"  --{one.key}  {one.head}：{one.about}{_offer(c, owner, one)}" for one in wanted]


def _offer(c: Catalog, owner: str, column: Column) -> str:
    marker = column.slots[0].marker
    offered = Choices(c).near(marker, owner) if marker else []
    return f" 可以写：{'、'.join(offered[:_LISTED])}{'……' if len(offered) > _LISTED else ''}" if offered else ""


def _put(column: Column, text: str, choices: Choices) -> Put:
    try:
        return Put(column.path, notation.read(column, text, choices), column.flow)
    except UnreadableError as error:
        raise RefusedError(f"--{column.key}（{column.head}）：{error.args[0]}\n{error.args[1]}") from error


def _file(c: Catalog, kind: str, id_: str) -> str:
    """The file of a record that has one of its own; the id becomes a path, so it is looked at first."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_):
        raise RefusedError(f"编号“{id_}”写法不对。\n用小写字母、数字和连字符，例如 gb-15577-2018。")
    if any(c.index.get(one, id_) for one in ({kind} if kind == "standard" else {"industry", "venue", "module"})):
        raise RefusedError(f"编号“{id_}”已经有了。\n换一个编号，或改那一份。")
    return _OWN_FILE[kind].format(id_)
