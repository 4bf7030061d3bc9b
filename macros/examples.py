"""Examples of fields: what the data hold, and what people write by mistake with what is said against it. Pure."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from macros.index import Index
from macros.models.base import Ref, Word
from macros.rules.honesty import ASKS
from macros.shape import FORMS, complaint

_WIDE = 10_000
# The modules of the models whose texts the rules on honest wording read.
_ASKING = {"macros.models.item", "macros.models.industry"}
Samples = dict[tuple[type[BaseModel], str], Any]


def is_list(info: FieldInfo) -> bool:
    return get_origin(_open(info.annotation, ())[0]) is tuple


def bare(info: FieldInfo) -> tuple[Any, tuple[Any, ...]]:
    """The type of a field, or of what its list holds, with all that is said of it; ``| None`` is looked through."""
    kind, marks = _open(info.annotation, tuple(info.metadata))
    if get_origin(kind) is tuple:
        kind, inner = _open(get_args(kind)[0], ())
        marks = (*marks, *inner)
    return kind, marks


def _open(kind: Any, marks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    while get_origin(kind) in {Annotated, Union, types.UnionType}:
        first, *more = (arg for arg in get_args(kind) if arg is not type(None))
        marks = (*marks, *more) if get_origin(kind) is Annotated else marks
        kind = first
    return kind, tuple(part for mark in marks for part in (mark.metadata if isinstance(mark, FieldInfo) else (mark,)))


def wrong(index: Index, model: type[BaseModel], name: str) -> tuple[Any, str]:
    """A value such as people write by mistake, and what is said against it."""
    info = model.model_fields[name]
    many, (kind, marks) = is_list(info), bare(info)
    said, why = _named(index, marks) or ("", "")
    if not said and name in ASKS and model.__module__ in _ASKING:
        said, why = next(iter(index.words["filler"].values())).label, "这是空话，两个人会查出两个结果。"
    if said:
        return [said] if many else said, why
    value = "写成一句话" if many else _misfit(kind, marks)
    return value, complaint(model, (name,), value)[0]


def _named(index: Index, marks: tuple[Any, ...]) -> tuple[str, str] | None:
    """The name of something in place of its id."""
    for mark in marks:
        if isinstance(mark, Word):
            label = next(term.label for term in index.words[mark.vocab].values() if mark.admits(term.parent))
            return label, "要写词表里的 id，不写中文名称。"
        if isinstance(mark, Ref):
            first = index.all(mark.kind)[0].record
            return next(getattr(first, n) for n in ("title", "name", "label") if hasattr(first, n)), "要写编号，不写名称。"
    return None


_MISWRITTEN = {"[A-Z]": "jc12", "[0-9]{2}-[0-9]{2}": "2026/11/22", "[0-9]{4}": "2026/11", "[a-z0-9]": "石材 加工", "〔": "12号"}


def _misfit(kind: Any, marks: tuple[Any, ...]) -> Any:
    """A value that the shape refuses."""
    if kind in {bool, int}:
        return "是" if kind is bool else "三"
    if kind is not str:
        return "其他" if get_origin(kind) is Literal else "写成一句话"
    pattern = next((str(mark.pattern) for mark in marks if getattr(mark, "pattern", None) in FORMS), "")
    return next((value for part, value in _MISWRITTEN.items() if part in pattern), "")


def written(name: str, value: Any) -> str:
    """A field as it stands in a file, on one line; of a list of records the first."""
    value = value[:1] if isinstance(value, list) and isinstance(value[0], dict) else value
    said = yaml.safe_dump(value, allow_unicode=True, width=_WIDE, default_flow_style=True, sort_keys=False)
    return f"{name}: {said.removesuffix('...' + chr(10)).strip()}"


def samples_of(index: Index) -> Samples:
    """The first value that the data give each field."""
    found: Samples = {}
    for entry in index.entries:
        for model, name, value in _values(entry.record):
            found.setdefault((model, name), value)
    return found


def _values(record: BaseModel) -> Iterator[tuple[type[BaseModel], str, Any]]:
    plain = record.model_dump(mode="json", exclude_unset=True)
    for name in (n for n in type(record).model_fields if n in record.model_fields_set):
        value = getattr(record, name)
        yield type(record), name, plain[name]
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield from _values(one)
