"""The data of a git revision: taken out of the repository into a folder of its own, read, never run."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from macros import check
from macros.catalog import Catalog
from macros.index import Index
from macros.problem import RefusedError, errors, render
from macros.rules import links

_SHOWN, _SHORT = 20, 7
NOW = "现在的文件"
# Rules without which records lead nowhere; what else today's rules think of old data stands in nobody's way.
_SOUND = {"unknown-word", "broken-ref"}


def data_of(root: Path, name: str) -> Index:
    """The records of the revision ``name`` of the repository at ``root``; "" = the files as they stand.

    Raises RefusedError with a Chinese message when there is no such revision, or its data cannot be read today.
    """
    if not name:
        return _sound(root, NOW)
    blob = _git(root, "archive", "--format=tar", commit(root, name), "--", "data", why=f"版本 {name} 里没有 data 文件夹。")
    with tempfile.TemporaryDirectory(prefix="anbiao-") as folder:
        _unpack(blob, Path(folder), name)
        return _sound(Path(folder), f"版本 {name}")


def previous(root: Path, index: Index, say: Callable[[str], None]) -> Catalog | None:
    """The last published edition, which is a git tag of its id; None, and why, where its data cannot be had."""
    names = [entry.record.previous for entry in index.all("edition") if entry.record.previous]
    try:
        return Catalog(data_of(root, f"refs/tags/{names[0]}")) if names else None
    except RefusedError as error:
        say(f"取不到上一版 {names[0]}，“本版修订”没有对照表。{error}")
        return None


def called(root: Path, name: str) -> str:
    """A revision as people call it: «上次提交（2026-12-01 的提交 1a2b3c4）»."""
    if not name:
        return NOW
    at = commit(root, name)
    day = _git(root, "log", "-1", "--format=%cs", at, why=f"版本 {name} 没有日期。").decode().strip()
    told = f"{day} 的提交 {at[:_SHORT]}"
    return told if at.startswith(name) else f"{'上次提交' if name == 'HEAD' else name}（{told}）"


def uncommitted(root: Path, files: Sequence[str]) -> list[str] | None:
    """Those of the files that are not as they were committed; None where there is no repository to ask."""
    try:
        said = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *files, why="")
    except RefusedError:
        return None
    return [line[3:] for line in said.decode().split("\0") if line]


def commit(root: Path, name: str) -> str:
    """The full hash of a revision; a name is never taken for an option."""
    _git(root, "rev-parse", "--git-dir", why=f"{root} 不是 git 仓库，取不到别的版本。")
    why = f"没有“{name}”这个版本。可以写标签、分支或提交，例如 HEAD~1；标签不全时先运行 git fetch --tags。"
    return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", why=why).decode().strip()


def _git(root: Path, *words: str, why: str) -> bytes:
    try:
        run = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True)  # noqa: S603, S607
    except FileNotFoundError:
        raise RefusedError("没有装 git，取不到别的版本。") from None
    except subprocess.CalledProcessError:
        raise RefusedError(why) from None
    return run.stdout


def _unpack(blob: bytes, folder: Path, name: str) -> None:
    """Only plain files with safe names are written; anything else that stands for data refuses the revision."""
    with tarfile.open(fileobj=io.BytesIO(blob)) as held:
        for member in held:
            path = PurePosixPath(member.name)
            if member.isdir():
                continue
            file = held.extractfile(member) if member.isreg() else None
            if file is None or path.is_absolute() or ".." in path.parts:
                raise RefusedError(f"版本 {name} 的 {member.name} 不是普通文件。")
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read())


def _sound(root: Path, said: str) -> Index:
    """Its records, if every file can be read and leads to what is there."""
    index, problems = check.read(root)
    sound = (rule for rule in links.RULES if rule.id in _SOUND and not rule.waits(index, None))
    found = sorted({*errors(problems), *(problem for rule in sound for _, problem in rule.run(index))})
    if found:
        more = f"\n上面是前 {_SHOWN} 个，一共 {len(found)} 个。" if len(found) > _SHOWN else ""
        raise RefusedError(f"{said}的数据读不了，不能对照：\n{render(found[:_SHOWN])}{more}")
    return index
