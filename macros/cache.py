"""Rendered files kept between builds, by the hash of all that they were made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from macros.page import Page
from macros.publish import digest

# What the cache may hold, in bytes: several times the PDFs of all industries.
LIMIT = 2 << 30
_TOOLS = ("mkdocs", "mkdocs-material", "mkdocs-macros-plugin", "markdown", "jinja2", "pymdown-extensions")


@dataclass(frozen=True, slots=True)
class Cache:
    """``folder/<key>.<sha256 of the content>``: a file that is not what was written is never handed out."""

    folder: Path

    def get(self, key: str) -> bytes | None:
        """What was kept under the key; None when nothing whole is there."""
        for file in self.folder.glob(f"{key}.*"):
            data = file.read_bytes()
            if file.suffix == f".{digest(data)}":
                os.utime(file)
                return data
            file.unlink(missing_ok=True)
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data``; a kill leaves either the whole file or none under its name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"part-{os.getpid()}"
        part.write_bytes(data)
        part.replace(self.folder / f"{key}.{digest(data)}")

    def shrink(self, limit: int = LIMIT) -> None:
        """Drop what was used longest ago until the rest is within the limit."""
        files = sorted((f for f in self.folder.glob("*") if f.is_file()), key=lambda f: f.stat().st_mtime_ns, reverse=True)
        held = 0
        for file in files:
            held += file.stat().st_size
            if held > limit:
                file.unlink(missing_ok=True)


def shaped(root: Path, *folders: str) -> str:
    """Hash of mkdocs.yml, of every file of these folders by name and content, and of the tools that make pages."""
    files = sorted(p for folder in folders for p in (root / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    state = hashlib.sha256(repr([version(name) for name in _TOOLS]).encode())
    for file in [*files, root / "mkdocs.yml"]:
        state.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return state.hexdigest()


def page_keys(found: Mapping[str, Page], root: Path, shared: list[Any]) -> dict[str, str]:
    """Of each generated page, the hash of all that shapes it: its fragment, the navigation, theme, tools and settings."""
    names = [(page.path, page.short, page.parent, page.section) for page in found.values()]
    shell = digest(repr((names, shared, shaped(root, "overrides/theme", "macros"))).encode())
    return {path: digest(repr((shell, page)).encode()) for path, page in found.items()}
