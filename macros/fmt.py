"""``anbiao fmt``: one way to write the data: indentation and field order of the models; comments and quotes stay."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from macros import load
from macros.models import shape_of
from macros.shape import record_in


def run(root: Path, *, write: bool) -> list[str]:
    """The files that are not in canonical form, rewritten if ``write``. Unreadable files are left to ``check``."""
    changed = []
    for raw in load.read(root):
        path = root / raw.file
        if raw.problems:
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
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(text)
    model = shape_of(file)
    if model is not None:
        _order(tree, model)
    out = io.StringIO()
    yaml.dump(tree, out)
    result = "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
    if _value(text) != _value(result):
        raise ValueError(file)
    return result


def _value(text: str) -> Any:
    raw = load.Raw("")
    load.parse(text, raw)
    return raw.value


def _order(node: Any, kind: Any) -> None:
    """Fields in the order of the model, all the way down."""
    if isinstance(node, CommentedMap) and isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields
        if [k for k in fields if k in node] != list(node):
            for name in [k for k in fields if k in node]:
                node.move_to_end(name)
        for name, value in node.items():
            if name in fields:
                _order(value, fields[name].annotation)
    elif isinstance(node, CommentedSeq):
        for value in node:
            _order(value, record_in(kind))
    elif isinstance(node, CommentedMap):
        for value in node.values():
            _order(value, record_in(kind))
