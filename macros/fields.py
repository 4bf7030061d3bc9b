"""The table of all fields for who edits the data: meaning, what may stand there, an example of the data and a wrong one. Pure.

Shape comes from the models, words from the word lists, meanings from the list «fields», good examples from the records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from macros.catalog import Catalog
from macros.examples import Samples, bare, is_list, samples_of, written, wrong
from macros.index import Index
from macros.models import MODELS
from macros.models.base import Ref, Word, record_in
from macros.models.registry import Term
from macros.shape import FORMS

_WORDS = "fields"
_LONG = 160


@dataclass(frozen=True, slots=True)
class Row:
    """A field: its name in the file and in Chinese, and what may stand there; ``inside`` is the table of its own fields."""

    name: str
    label: str
    meaning: str
    needed: bool
    allowed: str
    vocab: str
    inside: str
    good: str
    bad: str
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """The fields of one kind of record, or of the file itself (``level`` 2)."""

    id: str
    title: str
    about: str
    level: int
    rows: tuple[Row, ...]


def tables(c: Catalog) -> list[Table]:
    """Every file and what stands inside it, each kind of record once."""
    samples = samples_of(c.index)
    found: dict[type[BaseModel], Table] = {}
    for model in MODELS:
        term = c.index.words[_WORDS][f"file-{_slug(model)}"]
        _add(found, model, term.label, term.description or "", 2, c.index, samples)
    return list(found.values())


def term_of(words: dict[str, Term], model: type[BaseModel], field: str) -> Term:
    """What the word list says of a field, first of this record's own. Raises KeyError where it says nothing."""
    name = field.replace("_", "-")
    own = (f"{anchor(model)}-{name}", f"{_slug(model)}-{name}")
    return next((words[one] for one in own if one in words), None) or words[name]


def _slug(model: type[BaseModel]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", model.__name__).lower()


def _add(
    found: dict[type[BaseModel], Table], model: type[BaseModel], title: str, about: str, level: int, index: Index, samples: Samples
) -> None:
    if model in found:
        return
    rows = tuple(_row(index, model, name, info, samples) for name, info in model.model_fields.items())
    found[model] = Table(anchor(model), title, about, level, rows)
    for name, info in model.model_fields.items():
        inner = record_in(info.annotation)
        if inner is not None:
            label = term_of(index.words[_WORDS], model, name).label
            _add(found, inner, label if level == 2 else f"{title} › {label}", "", 3, index, samples)


def anchor(model: type[BaseModel]) -> str:
    """Where its table stands: two records may share a name, but not their module too."""
    return f"{model.__module__.rpartition('.')[2]}-{_slug(model)}"


def _row(index: Index, model: type[BaseModel], name: str, info: FieldInfo, samples: Samples) -> Row:
    term, inner = term_of(index.words[_WORDS], model, name), record_in(info.annotation)
    meaning, _, told = (term.description or "").partition("例如：")
    held = samples.get((model, name))
    good = written(name, held) if held is not None else f"{name}: {told}"
    value, why = wrong(index, model, name)
    vocab = next((m.vocab for m in bare(info)[1] if isinstance(m, Word)), "")
    return Row(
        name, term.label, meaning, info.is_required(), allowed(info), vocab, anchor(inner) if inner else "",
        "" if inner and (held is None or len(good) > _LONG) else good, written(name, value), why,
    )  # fmt: skip


def allowed(info: FieldInfo) -> str:
    """What may stand in a field, in a few Chinese words."""
    kind, marks = bare(info)
    many = "列表，每个是" if is_list(info) else ""
    if get_origin(kind) is Literal:
        return f"{many}这几个词之一：{'、'.join(get_args(kind))}"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"{many}一组字段"
    if get_origin(kind) is dict:
        return "几个“名称: 值”"
    if get_origin(kind) is tuple:
        return "列表的列表"
    return many + (_bounds(kind, marks) if kind in {int, bool} else _text(marks))


def _bounds(kind: Any, marks: tuple[Any, ...]) -> str:
    if kind is bool:
        return "true 或 false"
    low, high = (next((getattr(m, key) for m in marks if hasattr(m, key)), None) for key in ("ge", "le"))
    return "整数" + (f"，不小于 {low}" if low is not None else "") + (f"，不大于 {high}" if high is not None else "")


def _text(marks: tuple[Any, ...]) -> str:
    for mark in marks:
        if isinstance(mark, Word):
            return "词表里的 id"
        if isinstance(mark, Ref):
            return "已有记录的编号"
        if (pattern := getattr(mark, "pattern", None)) in FORMS:
            return FORMS[str(pattern)].partition("，例如")[0]
    limit = next((m.max_length for m in marks if hasattr(m, "max_length")), None)
    return f"文字，最多 {limit} 个字" if limit else "文字"
