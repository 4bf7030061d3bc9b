"""Write single values and new records into a data file; everything else of it, order and comments too, stays as it is."""

from __future__ import annotations

import difflib
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

from macros import fmt, load
from macros.load import Loc
from macros.models import shape_of
from macros.models.base import record_in
from macros.problem import RefusedError
from macros.remarks import give, remarks, take

# Clauses, editions and days are quoted, also where YAML would not ask for it: 8.1.5 next to '8.1' misleads.
_FIGURES = re.compile(r"[0-9][0-9.:-]*")


@dataclass(frozen=True, slots=True)
class Put:
    """``value`` at ``path`` of a record, None = the field goes away; ``flow`` = a list's elements are short, on one line."""

    path: tuple[str, ...]
    value: Any
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """What is put into the record at ``loc`` of a file; a record that is not there yet is added at the end of its list."""

    file: str
    loc: Loc
    puts: tuple[Put, ...]


def patched(text: str, file: str, edits: Iterable[Edit]) -> str:
    """The text of a file with the edits, in canonical form; "" is a file that is not there yet."""
    yaml = fmt.writer()
    tree = yaml.load(text) if text else _fresh(file)
    before = Counter(remarks(tree))
    for edit in edits:
        node, kind = _record(tree, edit)
        # What stands below the last value of a record is said of the next one.
        below = take((tree[edit.loc[0]], edit.loc[1])) if edit.loc else None
        for put in edit.puts:
            _put(node, put.path, put, kind)
        if edit.loc:
            give((tree[edit.loc[0]], edit.loc[1]), below)
    if lost := before - Counter(remarks(tree)):
        raise RefusedError(f"{file} 里的注释放不回原处：{next(iter(lost))}\n这个文件请用编辑器改。")
    out = io.StringIO()
    yaml.dump(tree, out)
    return fmt.canonical(out.getvalue(), file)


def _fresh(file: str) -> CommentedMap:
    """A new file: nothing but the line that tells an editor its schema."""
    tree, model = CommentedMap(), shape_of(file)
    assert model is not None, file
    up = "../" * (file.count("/") - 1)
    tree.yaml_set_start_comment(f"yaml-language-server: $schema={up}schema/{model.__name__.lower()}.json")
    return tree


def _record(tree: CommentedMap, edit: Edit) -> tuple[CommentedMap, Any]:
    """The record to write into, and its model."""
    model: Any = shape_of(edit.file)
    if not edit.loc:
        return tree, model
    name, number = edit.loc
    if name not in tree:
        _insert(tree, str(name), CommentedSeq(), tuple(model.model_fields))
    rows = tree[name]
    if number == len(rows):
        rows.append(CommentedMap())
    return rows[number], record_in(model.model_fields[str(name)].annotation)


def _put(node: CommentedMap, path: tuple[str, ...], put: Put, kind: Any) -> None:
    """``kind`` is the annotation of what ``node`` holds: a record, or a mapping by words, whose members have no order."""
    name, *rest = path
    record = record_in(kind)
    fields = record.model_fields if record and fmt.holds(kind, record) else {}
    if rest:
        if name not in node and put.value is None:
            return
        if name not in node:
            inner = CommentedMap()
            if not fields:
                inner.fa.set_flow_style()
            _insert(node, name, inner, tuple(fields))
        _put(node[name], tuple(rest), put, fields[name].annotation if fields else record)
        if not node[name]:
            del node[name]
    elif put.value is None:
        _drop(node, name)
    elif isinstance(put.value, list) and name in node:
        _relist(node[name], put)
    elif name in node:
        node[name] = _scalar(put.value, node[name])
    else:
        _insert(node, name, _made(put), tuple(fields))


def _made(put: Put) -> Any:
    if not isinstance(put.value, list):
        return _scalar(put.value)
    made = CommentedSeq(_element(one, flow=put.flow) for one in put.value)
    if put.flow and not any(isinstance(one, dict) for one in put.value):
        made.fa.set_flow_style()
    return made


def _element(one: Any, *, flow: bool) -> Any:
    if not isinstance(one, dict):
        return _scalar(one)
    made = CommentedMap((key, _scalar(inner)) for key, inner in one.items())
    if flow:
        made.fa.set_flow_style()
    return made


def _relist(rows: CommentedSeq, put: Put) -> None:
    """Only the elements that differ are written, so that comments of the others stay beside them."""
    before, after = ([repr(_plain(one)) for one in rows], [repr(one) for one in put.value])
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _, low, high, new_low, new_high in reversed([op for op in matcher.get_opcodes() if op[0] != "equal"]):
        shared = min(high - low, new_high - new_low)
        for number in reversed(range(low + shared, high)):
            _cut(rows, number)
        for number in range(shared):
            rows[low + number] = _changed(rows[low + number], put.value[new_low + number], flow=put.flow)
        for number in range(shared, new_high - new_low):
            rows.insert(low + number, _element(put.value[new_low + number], flow=put.flow))
            if low + number == len(rows) - 1 and number + low:
                give((rows, low + number), take((rows, low + number - 1)))


def _changed(old: Any, new: Any, *, flow: bool) -> Any:
    if not isinstance(old, CommentedMap) or not isinstance(new, dict):
        return _scalar(new, old) if not isinstance(new, dict) else _element(new, flow=flow)
    for key in [key for key in old if key not in new]:
        del old[key]
    for key, inner in new.items():
        old[key] = _scalar(inner, old.get(key))
    return old


def _plain(one: Any) -> Any:
    """An element as plain Python, to compare it."""
    return {str(k): _plain(v) for k, v in one.items()} if isinstance(one, dict) else one if isinstance(one, int) else str(one)


def _scalar(new: str | int, old: Any = None) -> Any:
    """The text in the quotes that the old one had, or in those that it needs to be taken for a text, by YAML and by readers."""
    if isinstance(new, int):
        return new
    if isinstance(old, SingleQuotedScalarString | DoubleQuotedScalarString):
        return type(old)(new)
    if "\n" in new:
        return LiteralScalarString(new)
    return new if load.is_text(new) and not _FIGURES.fullmatch(new) else SingleQuotedScalarString(new)


def _insert(node: CommentedMap, name: str, made: Any, fields: tuple[str, ...]) -> None:
    """Put a new field where the model has it."""
    later = [number for number, key in enumerate(node) if key in fields and fields.index(key) > fields.index(name)]
    keys = list(node)
    node.insert(later[0] if later else len(keys), name, made)
    if keys and not later:
        give((node, name), take((node, keys[-1])))


def _drop(node: CommentedMap, name: str) -> None:
    keys = list(node)
    if name in node:
        if len(keys) > 1 and keys[-1] == name:
            give((node, keys[-2]), take((node, name)))
        node.ca.items.pop(name, None)
        del node[name]


def _cut(rows: CommentedSeq, number: int) -> None:
    if number and number == len(rows) - 1:
        give((rows, number - 1), take((rows, number)))
    del rows[number]
