"""What the machine must have before anything is rendered, and what git says of the source."""

from __future__ import annotations

import ctypes
import ctypes.util
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from macros.fonts import FAMILIES, FontMissingError, path_of

_LIBRARIES = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}
_FONT_PACKAGE = "fonts-noto-cjk"


def missing() -> list[str]:
    """The Debian packages of libraries and fonts that are not there."""
    absent = [package for package, library in _LIBRARIES.items() if not _loads(library)]
    try:
        fonts = [_FONT_PACKAGE] if not all(path_of(family) for family in FAMILIES) else []
    except (FontMissingError, FileNotFoundError):
        fonts = ["fontconfig", _FONT_PACKAGE]
    return absent + fonts


def _loads(library: str) -> bool:
    name = ctypes.util.find_library(library) or f"lib{library}.so.0"
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def complaint(packages: list[str]) -> str:
    """One clear message that names what to install."""
    return f"印书要用的库或字体没有装：{'、'.join(packages)}。\nDebian 上运行：apt-get install {' '.join(packages)}"


@dataclass(frozen=True, slots=True)
class Source:
    """The revision that is built: its commit, whether files differ from it, and its time in seconds."""

    commit: str
    changed: bool
    seconds: int

    @property
    def label(self) -> str:
        """The commit in short, with a plus sign when files differ from it; "" without git."""
        return self.commit[:12] + ("+" if self.changed else "")


def source(root: Path, edition_day: str) -> Source:
    """What git says of ``root``; without git, no commit and the edition's day."""
    commit = _git(root, "rev-parse", "HEAD")
    if not commit:
        return Source("", False, int(datetime.fromisoformat(edition_day).replace(tzinfo=UTC).timestamp()))
    changed = bool(_git(root, "status", "--porcelain"))
    return Source(commit, changed, int(_git(root, "log", "-1", "--format=%ct")))


def _git(root: Path, *words: str) -> str:
    try:
        run = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.strip()
