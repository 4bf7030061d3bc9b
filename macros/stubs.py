"""``anbiao new``: the stub of a record, with the next free id, at the place where it belongs. Pure.

What has to be right from the start (a title, a word from a list, a reference) is asked for; running text may say 待写.
All that is wrong is told at once: what is missing or cannot be read is put as something that can, so that the rules
have a whole record to look at; what they say of that is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from macros import names, notation, numbering, options
from macros.catalog import Catalog
from macros.choices import Choices
from macros.columns import Column, Steps, Words, columns
from macros.index import kind_models
from macros.load import Loc
from macros.models.base import Word
from macros.models.industry import Industry
from macros.models.registry import Standard
from macros.notation import UnreadableError
from macros.numbering import OWN_FILE
from macros.patch import Edit, Put
from macros.problem import Problem, RefusedError
from macros.rules.honesty import TO_WRITE
from macros.shape import complaint
from macros.workbook import owner_of

# What a record that nobody has worked on yet says of itself.
_AT_FIRST = {"state": "drafting", "confidence": "likely", "revision": "1", "change": "added"}
# A rule on the whole industry says what could be done to any item; this can be done to the new one.
_WAYS_OUT = {
    "small-list": "新的这一条可以加 --applies-sizes above-scale --applies-sizes medium，小微就不查；或 --applies-facets 特殊情形。"
}


@dataclass(frozen=True, slots=True)
class Stub:
    """``edit`` adds the record, None where it cannot even be tried; ``unsure`` are the fields that were put in for trial only."""

    id: str
    edit: Edit | None
    wrong: tuple[str, ...]
    unsure: frozenset[Steps]
    table: tuple[Column, ...]


def models() -> dict[str, type[BaseModel]]:
    """The kinds that can be made."""
    return {**kind_models(Industry), "industry": Industry, "venue": Industry, "standard": Standard}


def table_of(kind: str, words: Words) -> tuple[str, list[Column]]:
    """The kind as the program names it, and its columns; raises RefusedError."""
    if (model := models().get(kind := kind.replace("-", "_"))) is None:
        kinds = [one.replace("_", "-") for one in models()]
        guess = f"是不是想写 {near[0]}？" if (near := names.near(kind, kinds)) else ""
        raise RefusedError(f"没有“{kind}”这种记录。\n{guess}可以写：{'、'.join(kinds)}。")
    return kind, list(columns(model, words))


def stub(c: Catalog, kind: str, words: Sequence[str]) -> Stub:
    """The record made from ``--field text`` words; raises RefusedError for a kind that is none."""
    kind, whole = table_of(kind, c.index.words)
    own_file = kind in OWN_FILE
    table = options.open_to(whole, own_file=own_file)
    given = options.given(words, table, own_file=own_file)
    texts, wrong = {**given.texts}, [*given.wrong]
    owner = "" if own_file else _owner(c, kind, texts.pop("owner", ""), wrong)
    said = {**_AT_FIRST, "updated": c.edition.date, **texts}
    said |= {one.key: _placeholder(one) for one in table if options.may_wait(one) and one.key not in said}
    choices, unsure, puts = Choices(c), set[Steps](), list[Put]()
    missing = options.wanted(table, {one.path for one in table if said.get(one.key)})
    for one in whole:
        if one.key in said and (found := _value(one, said[one.key], choices, models()[kind], wrong)) is not None:
            puts.append(Put(one.path, found, one.flow))
        elif one.key in said or one in missing:
            unsure.add(one.path)
            puts.append(Put(one.path, _filler(one, owner, choices), one.flow))
    if lines := [options.line(one, table, _offer(one, owner, choices)) for one in missing]:
        wrong.append("还要写：\n" + "\n".join(lines))
    id_, edit = _placed(c, kind, owner, puts, wrong)
    triable = not any(put.path in unsure and complaint(models()[kind], put.path, put.value)[0] for put in puts)
    return Stub(id_, edit if triable else None, tuple(wrong), frozenset(unsure), tuple(table))


def _owner(c: Catalog, kind: str, said: str, wrong: list[str]) -> str:
    """Its id; "" where there is none, and then it is said."""
    if not said:
        wrong.append(f"还要写：\n  {options.OWNER}")
        return ""
    try:
        owner = names.owner(c, said)
    except RefusedError as error:
        wrong.append(f"--owner：{error}")
        return ""
    if owner in c.modules and kind not in kind_models():
        wrong.append(f"共用模块里不放这种记录（{kind}）。--owner 写行业或场所。")
        return ""
    return owner


def _value(column: Column, text: str, choices: Choices, model: type[BaseModel], wrong: list[str]) -> object | None:
    """What the text says; None where it cannot be read or does not fit, and then it is said."""
    if several := options.packed(column, text, choices):
        wrong.append(several)
        return None
    try:
        value: object = notation.read(column, text, choices)
    except UnreadableError as error:
        wrong.append(f"{options.name(column)}：{error.args[0]}\n    → {error.args[1]}")
        return None
    message, tip = complaint(model, column.path, value)
    if message:
        wrong.append(f"{options.name(column)}{re.sub('^“[a-z_]+”', '', message)}\n    → {tip}")
    return None if message else value


def _placeholder(column: Column) -> str:
    return " | ".join(TO_WRITE for _ in column.slots)


def _filler(column: Column, owner: str, choices: Choices) -> object:
    """Something that can stand there for a trial."""
    slot = column.slots[0]
    offered = (choices.near(slot.marker, owner) or list(choices.shown(slot.marker).values())) if slot.marker else []
    text = offered[0] if offered else "1" if slot.whole else _placeholder(column)
    return notation.read(column, text, choices)


def _offer(column: Column, owner: str, choices: Choices) -> list[str]:
    marker = column.slots[0].marker
    return choices.near(marker, owner) if marker and (owner or isinstance(marker, Word)) else []


def _placed(c: Catalog, kind: str, owner: str, puts: list[Put], wrong: list[str]) -> tuple[str, Edit | None]:
    """(the id, the edit); a record with a file of its own brings its id, which becomes a path and so is looked at first."""
    fields = {put.path[-1]: put.value for put in puts}
    if kind in OWN_FILE:
        id_ = str(fields["id"])
        if any(c.index.get(one, id_) for one in ({kind} if kind == "standard" else {"industry", "venue", "module"})):
            wrong.append(f"编号“{id_}”已经有了。换一个编号，或改那一份。")
        edit = Edit(OWN_FILE[kind][1].format(id_), (), tuple(puts)) if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) else None
        return id_, edit
    if not owner:
        return "", None
    prefix = owner_of(c, owner).prefix
    id_ = next(numbering.free(c.index, kind, numbering.head(kind, prefix, fields)))
    file, name, number = numbering.home(c, kind, owner, tuple(fields.get("trades") or ()))
    return id_, Edit(file, (name, number), (Put(("id",), id_), *puts))


def told(made: Stub, found: Iterable[tuple[Problem, Loc]], words: Words) -> Iterator[str]:
    """What the checks say, and where, in the options that wrote the record; a tip on several in a row is said once.

    What is about fields put in for trial is left out.
    """
    said = [(one, _tip(made, p, words)) for p, loc in found if (one := _message(made, p, loc))]
    for place, (message, tip) in enumerate(said):
        again = [tip] == [other for _, other in said[place + 1 : place + 2]]
        yield message if again else f"{message}\n    → {tip}"


def _message(made: Stub, found: Problem, loc: Loc) -> str:
    here = made.edit.loc if made.edit and found.file == made.edit.file else None
    if here is None or loc[: len(here)] != here:
        return f"{found.file} 第 {found.line} 行：{found.message}"
    inside = tuple(str(part) for part in loc[len(here) :])
    if inside and any(inside[: len(one)] == one[: len(inside)] for one in made.unsure):
        return ""
    column = next((one for one in made.table if inside[: len(one.path)] == one.path), None)
    return f"{options.name(column) + '：' if column else ''}{found.message}"


def _tip(made: Stub, found: Problem, words: Words) -> str:
    return options.in_options(found.tip, made.table, words) + _WAYS_OUT.get(found.rule, "")
