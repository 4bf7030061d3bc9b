"""Comments in a data file that ruamel has read: which there are, and whose they are when values come and go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.tokens import CommentToken

# A comment below the last value of a record belongs to what follows, but ruamel keeps it with that value.
Place = tuple[Any, Any]


def leaf(node: Any, key: Any) -> Place:
    """The place of the last value inside ``node[key]``."""
    inner = node[key]
    if isinstance(inner, CommentedMap) and inner and not inner.fa.flow_style():
        return leaf(inner, list(inner)[-1])
    if isinstance(inner, CommentedSeq) and inner and not inner.fa.flow_style():
        return leaf(inner, len(inner) - 1)
    return node, key


def take(place: Place) -> CommentToken | None:
    """Take away the lines below the last value inside a place; what stands beside it stays."""
    node, key = leaf(*place)
    slot = 2 if isinstance(node, CommentedMap) else 0
    tokens = node.ca.items.get(key)
    token = tokens[slot] if tokens else None
    if token is None:
        return None
    beside, line, below = token.value.partition("\n")
    if not below.strip():
        return None
    tokens[slot] = CommentToken(beside + line, token.start_mark, None) if beside.strip() else None
    return CommentToken("\n" + below, token.start_mark, None)


def give(place: Place, lines: CommentToken | None) -> None:
    """Put them below the last value inside a place; what stands beside that value stays."""
    if lines is None:
        return
    node, key = leaf(*place)
    slot = 2 if isinstance(node, CommentedMap) else 0
    tokens = node.ca.items.setdefault(key, [None] * 4)
    beside = tokens[slot].value.rstrip("\n") if tokens[slot] else ""
    tokens[slot] = CommentToken(beside + lines.value, lines.start_mark, None)


def remarks(node: Any) -> Iterator[str]:
    """Every comment in a tree."""
    if isinstance(node, CommentedMap | CommentedSeq):
        yield from _said(node.ca.comment)
        yield from _said(node.ca.end)
        yield from _said(list(node.ca.items.values()))
        for one in node.values() if isinstance(node, CommentedMap) else node:
            yield from remarks(one)


def _said(token: Any) -> Iterator[str]:
    if isinstance(token, list):
        for one in token:
            yield from _said(one)
    elif token is not None:
        yield from (line for part in token.value.split("\n") if (line := part.strip()))
