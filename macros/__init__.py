"""anbiao: one set of YAML data -> checked catalogue -> site, books, cards, forms, exports.

The steps, one module each: load (load.py), check (check.py, rules/), catalog (catalog.py),
render (pages.py, books.py, forms.py, exports.py), publish (publish.py);
build.py runs them; desk.py brings changes in (workbooks, new records).
MkDocs is touched in site.py alone, WeasyPrint in pdf.py alone.
"""

from __future__ import annotations

from typing import Any


def define_env(env: Any) -> None:
    """What pages under ``content/`` may call; the fragments themselves are put in after Markdown by site.py."""

    @env.macro  # type: ignore[untyped-decorator]
    def fragment(name: str) -> str:
        """A place for the rendered fragment ``name``; an unknown name fails the build there."""
        return f'<div data-fragment="{name}"></div>'
