"""What every record shares: strict frozen shape, and the annotations that say what a text points to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError


class Record(BaseModel):
    """A frozen record: unknown fields and silent conversions are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Word:
    """The text is the id of a value in the vocabulary ``data/vocab/<vocab>.yml``; ``depth`` 2 wants one with a parent."""

    vocab: str
    depth: int = 0

    def admits(self, parent: str | None) -> bool:
        """Whether a value with this parent is of the wanted level."""
        return not self.depth or (parent is not None) == (self.depth == 2)


@dataclass(frozen=True, slots=True)
class Ref:
    """The text is the id of a record of this kind."""

    kind: str


def _calendar(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("calendar", "not a day of the calendar") from error
    return text


def short(limit: int) -> Any:
    """The constraint of a non-empty text of at most ``limit`` characters."""
    return Field(min_length=1, max_length=limit, pattern=r"^\S(?:[\s\S]*\S)?$")


# Running text of letters and notes may be as long as an issued one; more is a paragraph too many.
PASSAGE = 2000
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(?:.*\S)?$")]
Text = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^\S(?:[\s\S]*\S)?$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z]?[0-9]{2,4}$")]
ItemId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}$")]
Prefix = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Day = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_calendar),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Count = Annotated[int, Field(ge=0)]
Revision = Annotated[int, Field(ge=1)]
Confidence = Literal["verified", "likely"]

Marker = Word | Ref
Path = tuple[str | int, ...]


def pointers(record: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Marker, str]]:
    """Every text in ``record`` that points somewhere: (path, what it points to, the text)."""
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if value is not None and value != ():
            yield from _walk(info.annotation, tuple(info.metadata), value, (*path, name))


def _walk(kind: Any, meta: tuple[Any, ...], value: Any, path: Path) -> Iterator[tuple[Path, Marker, str]]:
    if isinstance(value, str):
        yield from ((path, m, value) for m in (*meta, *markers(kind)) if isinstance(m, Word | Ref))
    elif isinstance(value, BaseModel):
        yield from pointers(value, path)
    elif isinstance(value, tuple):
        inner = _inner(kind, tuple)
        for index, one in enumerate(value):
            yield from _walk(inner[0], (), one, (*path, index))
    elif isinstance(value, dict):
        of_key, of_value = _inner(kind, dict)
        for key, one in value.items():
            yield from _walk(of_key, (), key, (*path, key))
            yield from _walk(of_value, (), one, (*path, key))


def records_in(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The model and every record inside it, by class name."""
    found = {model.__name__: model}
    for info in model.model_fields.values():
        inner = record_in(info.annotation)
        if inner is not None and inner is not model:
            found |= records_in(inner)
    return found


def word_of(info: FieldInfo) -> Word | None:
    """The word list that a field names, if any."""
    return next((m for m in (*info.metadata, *markers(info.annotation)) if isinstance(m, Word)), None)


def record_in(kind: Any) -> type[BaseModel] | None:
    """The record type inside an annotation: of a tuple, a dict, an optional."""
    if isinstance(kind, type):
        return kind if issubclass(kind, BaseModel) else None
    return next((found for arg in get_args(kind) if (found := record_in(arg))), None)


def markers(kind: Any) -> tuple[Any, ...]:
    """The markers inside ``Annotated[...]``, also when it is one side of ``X | None``."""
    if get_origin(kind) is Annotated:
        return get_args(kind)[1:]
    return tuple(m for arg in get_args(kind) for m in (markers(arg) if arg is not type(None) else ()))


def _inner(kind: Any, container: type) -> tuple[Any, ...]:
    """The element types of a tuple or dict annotation, looking through Annotated and ``| None``."""
    if get_origin(kind) is container:
        return get_args(kind)
    for arg in get_args(kind):
        if found := _inner(arg, container):
            return found
    return ()
