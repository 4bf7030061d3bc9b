"""The one source of shape: frozen strict models; the editors' schema and the field tables are made from them."""

from __future__ import annotations

import re

from pydantic import BaseModel

from macros.models.campaign import AssignmentTable, Departments, Document, Edition, Method, TargetTable
from macros.models.form import Exceptions, Form
from macros.models.industry import PARTS, Industry
from macros.models.module import Module
from macros.models.registry import Standard, Vocabulary
from macros.models.review import Reviews

_FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    (r"edition\.yml", Edition),
    (r"exceptions\.yml", Exceptions),
    (r"vocab/[^/]+\.yml", Vocabulary),
    (r"standards/[^/]+\.yml", Standard),
    (r"modules/[^/]+\.yml", Module),
    (r"(?:industries|venues)/[^/]+/industry\.yml", Industry),
    (r"assignments/departments\.yml", Departments),
    (r"assignments/[^/]+\.yml", AssignmentTable),
    (r"campaign/documents/[^/]+\.yml", Document),
    (r"campaign/targets/[^/]+\.yml", TargetTable),
    (r"campaign/methods/[^/]+\.yml", Method),
    (r"forms/[^/]+\.yml", Form),
    (r"reviews/[^/]+\.yml", Reviews),
)
_PART = re.compile(r"data/(?:industries|venues)/[^/]+/(?P<part>[a-z_]+)(?:-[a-z0-9-]+)?\.yml")
MODELS: tuple[type[BaseModel], ...] = (*(model for _, model in _FILES), *PARTS.values())
PLACES = (
    "vocab/ standards/ modules/ industries/<id>/ venues/<id>/ assignments/ campaign/ forms/ reviews/ edition.yml exceptions.yml"
)


def shape_of(file: str) -> type[BaseModel] | None:
    """The model of the file at ``data/…`` (path from the repository root), or None for a place that holds no data."""
    for pattern, model in _FILES:
        if re.fullmatch(f"data/{pattern}", file):
            return model
    if found := _PART.fullmatch(file):
        part: type[BaseModel] | None = PARTS.get(found["part"])
        return part
    return None
