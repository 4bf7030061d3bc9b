"""The editors' JSON Schema, generated from the models and the vocabularies into data/schema/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from macros import load, shape
from macros.models import MODELS
from macros.models.base import records_in, word_of
from macros.models.registry import Vocabulary

_FOLDER = "data/schema"


def run(root: Path, *, write: bool) -> list[str]:
    """The schema files that are not current, rewritten if ``write``."""
    words = vocabularies(root)
    changed = []
    for model in MODELS:
        file = root / _FOLDER / f"{model.__name__.lower()}.json"
        text = json.dumps(schema(model, words), ensure_ascii=False, indent=1) + "\n"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            changed.append(file.relative_to(root).as_posix())
            if write:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
    return changed


def vocabularies(root: Path) -> dict[str, Vocabulary]:
    """The sound word lists of the data folder by id."""
    found = (shape.validate(raw) for raw in load.read(root) if raw.file.startswith("data/vocab/") and not raw.problems)
    return {v.id: v for v in found if isinstance(v, Vocabulary)}


def schema(model: type[BaseModel], words: dict[str, Vocabulary]) -> dict[str, Any]:
    """JSON Schema of a file, with the allowed words of closed lists spelled out for completion."""
    out = model.model_json_schema(mode="validation")
    for name, part in records_in(model).items():
        target = out if name == model.__name__ else out["$defs"].get(name, {})
        for field, info in part.model_fields.items():
            word = word_of(info)
            if word and word.vocab in words and field in target.get("properties", {}):
                _spell(target["properties"][field], [t.id for t in words[word.vocab].values if word.admits(t.parent)])
    return out


def _spell(node: dict[str, Any], ids: list[str]) -> None:
    if "items" in node:
        node["items"]["enum"] = ids
    elif "additionalProperties" in node:
        node["propertyNames"] = {"enum": ids}
    elif "anyOf" in node:
        node["anyOf"][0]["enum"] = ids
    else:
        node["enum"] = ids
