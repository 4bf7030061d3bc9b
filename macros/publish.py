"""Step 5, publish: build beside ``site/``, verify, exchange. What stands in ``site/`` is always whole."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from macros.problem import RefusedError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def staging(site: Path) -> Iterator[Path]:
    """A fresh folder beside ``site``, gone at the end; what a killed run leaves, the next one clears.

    Raises RefusedError while another run holds the place, or where ``site`` is a folder of something else.
    """
    _own(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    with (site.parent / f".{site.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(f"另一个生成正在写 {site.name}/，等它结束再来。") from None
        recover(site)
        folder = Path(tempfile.mkdtemp(prefix=f".{site.name}.new-", dir=site.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _own(site: Path) -> None:
    """Only what an earlier run published is ever replaced: never a folder with other files in it."""
    held = site / "data/build.json"
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise RefusedError(f"{site} 不是普通文件夹，不往那里发布。")
    if site.is_dir() and any(site.iterdir()) and not held.is_file():
        raise RefusedError(f"{site} 里有别的文件，不是以前发布的网站；换一个空的或没有的文件夹。")


def recover(site: Path) -> None:
    """Finish or undo what a killed run left: a site moved aside is put back, unfinished folders go."""
    aside = _aside(site)
    if aside.is_dir() and not site.exists():
        aside.rename(site)
    for left in (*site.parent.glob(f".{site.name}.new-????????"), aside):
        shutil.rmtree(left, ignore_errors=True)


def _aside(site: Path) -> Path:
    return site.parent / f".{site.name}.old"


def exchange(new: Path, site: Path) -> None:
    """Put ``new`` in place of ``site``; the old content then stands in ``new``.

    One step where the system can exchange folders, else two renames that ``recover`` completes.
    """
    new.chmod(0o755)
    if not site.exists():
        new.rename(site)
        return
    if not _swap(new, site):
        aside = _aside(site)
        site.rename(aside)
        new.rename(site)
        aside.rename(new)


def _swap(one: Path, other: Path) -> bool:
    """renameat2 with exchange; False where the system or file system has none."""
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    done = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE))
    return bool(done == 0)


def write(folder: Path, path: str, data: bytes) -> None:
    """One output; raises RefusedError when two steps claim the same path."""
    _claim(folder / path, path).write_bytes(data)


def merge(pages: Path, folder: Path) -> None:
    """Move every file of ``pages`` into ``folder``; raises RefusedError for a path that is taken."""
    for file in sorted(p for p in pages.rglob("*") if p.is_file()):
        path = file.relative_to(pages).as_posix()
        file.rename(_claim(folder / path, path))


def _claim(target: Path, path: str) -> Path:
    if target.exists():
        raise RefusedError(f"{path} 被生成了两次。")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every file under ``folder`` by its path, but of build.json itself."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    named = {p.relative_to(folder).as_posix(): p for p in files}
    return {name: digest(path.read_bytes()) for name, path in named.items() if name != "data/build.json"}


def manifest(site: Path) -> dict[str, dict[str, str]]:
    """The ``sha256`` and ``inputs`` tables of what is published; empty ones where there is none or it is damaged."""
    try:
        read = json.loads((site / "data/build.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        read = None
    tables = {name: read.get(name) if isinstance(read, dict) else None for name in ("sha256", "inputs")}
    return {name: table if isinstance(table, dict) else {} for name, table in tables.items()}
