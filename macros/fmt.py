"""``anbiao fmt``: one way to write the data: indentation and field order of the models; comments and quotes stay."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from macros import load, shape
from macros.models import shape_of
from macros.models.base import record_in


def run(root: Path, *, write: bool) -> list[str]:
    """The files that are not in canonical form, rewritten if ``write``. Unsound files are left to ``check``."""
    changed = []
    for raw in load.read(root):
        path = root / raw.file
        if raw.problems or shape.validate(raw) is None:
            continue
        before = path.read_text(encoding="utf-8")
        after = canonical(before, raw.file)
        if after != before:
            changed.append(raw.file)
            if write:
                path.write_text(after, encoding="utf-8", newline="\n")
    return changed


def canonical(text: str, file: str) -> str:
    """``text`` in canonical form; raises ValueError rather than change what the file says."""
    once = _written(text, file)
    # A comment that moves with its field can settle only when it is read again from its new place.
    result = _written(once, file)
    if _value(text) != _value(result):
        raise ValueError(file)
    return result


def writer() -> YAML:
    """What reads and writes data files so that comments, quotes and the one indentation stay."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _written(text: str, file: str) -> str:
    yaml = writer()
    tree = yaml.load(text)
    model = shape_of(file)
    if model is not None:
        _order(tree, model)
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _value(text: str) -> Any:
    raw = load.Raw("")
    load.parse(text, raw)
    return raw.value


def _order(node: Any, kind: Any) -> None:
    """Fields in the order of the model, all the way down."""
    record = record_in(kind)
    if isinstance(node, CommentedMap) and record is not None and holds(kind, record):
        fields = record.model_fields
        if [k for k in fields if k in node] != list(node):
            for name in [k for k in fields if k in node]:
                node.move_to_end(name)
        for name, value in node.items():
            if name in fields:
                _order(value, fields[name].annotation)
    elif isinstance(node, CommentedSeq | CommentedMap):
        for value in node if isinstance(node, CommentedSeq) else node.values():
            _order(value, record)


def holds(kind: Any, record: type[BaseModel]) -> bool:
    """Whether the annotation is the record itself, perhaps optional, and not a list or mapping of it."""
    return kind is record or (record in get_args(kind) and get_origin(kind) not in {tuple, dict})
