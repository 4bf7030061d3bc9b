"""A module: items, risk points, posts, guide and grid points written once and included by industries."""

from __future__ import annotations

from typing import Annotated

from macros.models.base import Name, Prefix, Record, Slug, Text, Word
from macros.models.industry import GridPoint, Guide, Post
from macros.models.item import Item, RiskPoint


class Module(Record):
    """A shared module (data/modules/<id>.yml); ``facets`` bind all of its items, none = the items are for everyone."""

    id: Slug
    prefix: Prefix
    title: Name
    about: Text
    facets: tuple[Annotated[str, Word("facets")], ...] = ()
    risk_points: tuple[RiskPoint, ...] = ()
    posts: tuple[Post, ...] = ()
    items: tuple[Item, ...] = ()
    guides: tuple[Guide, ...] = ()
    grid_points: tuple[GridPoint, ...] = ()
