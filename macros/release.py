"""``anbiao publish``: the finished site as an edition of the published branch, in one commit or not at all.

mike keeps the folders, the alias and versions.json; it works in a clone of its own, and only a push reaches the repository.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mike import commands, git_utils

from macros import edition, editions, links, publish
from macros.problem import ANBIAO, RefusedError

# Nothing of a person's own settings shapes what is committed; -c words go before the command.
_PLAIN = ("-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "-c", "core.excludesFile=/dev/null")
_ID = re.compile(r"[0-9][0-9a-z-]*")


@dataclass(frozen=True, slots=True)
class Options:
    """Where the site and its source are, where it goes, and how many editions keep their PDFs."""

    root: Path
    site: Path
    repo: str
    branch: str
    keep: int


def release(options: Options) -> str:
    """Publish ``options.site``; the new commit, "" where everything was there already.

    Raises RefusedError; the repository is then untouched.
    """
    built = _whole(options.site)
    _tagged(options.root, built)
    with publish.staging(options.site) as place:
        tree = place / "tree"
        old = _clone(options, tree)
        _fits(tree, options, built)
        by = _signature(options.root, built["revision"])
        message = f"{built['edition']['id']} {built['edition']['title']}\n\n来源版本 {built['revision']}\n"
        _deploy(tree, options, built, message, by)
        _git(tree, "reset", "--quiet", "--hard", options.branch)
        _whole(tree / built["edition"]["id"])
        url = editions.furnish(tree, options.keep)
        if wrong := list(links.broken(tree, url)):
            raise RefusedError("\n  ".join([f"发布前核对，有 {len(wrong)} 处链接不通：", *wrong[:40]]))
        _git(tree, "add", "--all", "--force", ".")
        content = _git(tree, "write-tree")
        if old and content == _git(tree, "rev-parse", f"{old}^{{tree}}"):
            return ""
        parents = ("-p", old) if old else ()
        new = _git(tree, "commit-tree", content, *parents, "-m", message, **by)
        # No force: where somebody published meanwhile, git refuses.
        _git(tree, "push", "--quiet", _place(options), f"{new}:refs/heads/{options.branch}")
        return new


def _whole(site: Path) -> dict[str, Any]:
    """What build.json says, once every file is as it was written."""
    try:
        built: dict[str, Any] = json.loads((site / edition.BUILT).read_bytes())
        said = built["sha256"]
        _ = built["edition"]["id"], built["edition"]["title"], built["edition"]["date"], built["revision"], built["changed"]
    except (OSError, ValueError, KeyError, TypeError):
        raise RefusedError(f"{site} 不是生成好的网站（没有 {edition.BUILT} 或读不懂）。先运行 {ANBIAO} build。") from None
    found = publish.digests(site)
    if wrong := sorted(path for path in said.keys() | found.keys() if said.get(path) != found.get(path)):
        listed = "\n  ".join(wrong[:20])
        raise RefusedError(
            f"{site} 不完整，或生成以后被改过，有 {len(wrong)} 个文件对不上，请重新运行 {ANBIAO} build：\n  {listed}"
        )
    return built


def _tagged(root: Path, built: dict[str, Any]) -> None:
    """The site comes from a clean revision whose tag is the edition's id."""
    name = built["edition"]["id"]
    if not _ID.fullmatch(name):
        raise RefusedError(f"版本编号 {name} 不能作网址的一段：以数字开头，只用小写字母、数字和连字符，例如 2027-1。")
    if not built["revision"] or built["changed"]:
        raise RefusedError(f"网站不是从干净的提交生成的。先提交全部改动，打好标签，再运行 {ANBIAO} build。")
    tags = _git(root, "tag", "--points-at", built["revision"]).split()
    if name not in tags:
        said = f"这个提交的标签是 {'、'.join(tags)}" if tags else "这个提交没有标签"
        tip = f"git tag {name} {built['revision'][:12]}，或者改编号、提交、重新生成"
        raise RefusedError(f"标签要和 data/edition.yml 的版本编号 {name} 相同，{said}。\n→ {tip}。")


def _place(options: Options) -> str:
    """A folder is meant from the project's root, anything else is an address for git."""
    folder = options.root / options.repo
    return str(folder.resolve()) if folder.is_dir() else options.repo


def _clone(options: Options, tree: Path) -> str:
    """The branch in a clone without files; its commit, "" where the branch begins with this edition."""
    repo, branch = _place(options), options.branch
    found = _git(options.root, "ls-remote", "--heads", repo, f"refs/heads/{branch}")
    if not found:
        if repo == str(options.root) and _git(options.root, "for-each-ref", f"refs/remotes/*/{branch}"):
            raise RefusedError(
                f"远程仓库有分支 {branch}，这里没有，会丢掉已发布的版。\n→ git fetch origin {branch}:{branch}，再来。"
            )
        _git(options.root, "init", "--quiet", "--template=", "--initial-branch", branch, str(tree))
        return ""
    words = ("clone", "--quiet", "--template=", "--no-checkout", "--single-branch", "--no-tags", "--branch", branch)
    _git(options.root, *words, "--", repo, str(tree))
    return _git(tree, "rev-parse", "HEAD")


def _fits(tree: Path, options: Options, built: dict[str, Any]) -> None:
    """The branch is one of ours, and the edition is new, newest, or exactly the one that is there."""
    with _inside(tree):
        known = [str(info.version) for info in commands.list_versions(options.branch)]
        if not known and git_utils.has_branch(options.branch):
            raise RefusedError(f"分支 {options.branch} 里有别的东西（没有 versions.json），不往那里发布。换一个分支名。")
        held = {name: git_utils.read_file(options.branch, f"{name}/{edition.BUILT}") for name in known}
    mine = edition.Edition(options.site, built)
    for name, blob in held.items():
        other = edition.Edition(tree, json.loads(blob))
        if name == mine.id:
            if blob != (options.site / edition.BUILT).read_bytes():
                raise RefusedError(
                    f"{name} 已经发布过，内容和这次的不同。已发布的版不改。\n→ 换 data/edition.yml 的编号和日期，作为新版发布。"
                )
        elif other.age > mine.age:
            raise RefusedError(f"已经发布的 {name} 比 {mine.id} 新（{other.age[0]} 和 {mine.age[0]}）。只能在后面加新版。")


def _deploy(tree: Path, options: Options, built: dict[str, Any], message: str, by: Mapping[str, str]) -> None:
    """One commit by mike in the clone: the edition's folder, the alias, versions.json."""
    config = {"site_dir": str(options.site), "use_directory_urls": True}
    name, title = built["edition"]["id"], built["edition"]["title"]
    with _inside(tree, **by), commands.deploy(
        config, name, title, [edition.LATEST], True, commands.AliasType.copy,
        branch=options.branch, message=message, allow_empty=True,
    ):  # fmt: skip
        pass  # The site is there already; mike would have it built here.


@contextmanager
def _inside(tree: Path, **environment: str) -> Iterator[None]:
    """Git commands of mike work on the clone, whatever folder this runs in."""
    held = dict(os.environ)
    os.environ.update(environment, GIT_DIR=str(tree / ".git"))
    try:
        yield
    except git_utils.GitError as error:
        raise RefusedError(f"git 没有做成：{error}") from None
    finally:
        os.environ.clear()
        os.environ.update(held)


def _signature(root: Path, revision: str) -> dict[str, str]:
    """Who committed the source, and when: the published commit is the same whoever makes it."""
    name, mail, day = _git(root, "log", "-1", "--format=%cn%n%ce%n%cI", revision).splitlines()
    return {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
            (("NAME", name), ("EMAIL", mail), ("DATE", day))}  # fmt: skip


def _git(folder: Path, *words: str, **environment: str) -> str:
    run = subprocess.run(  # noqa: S603
        ["git", *_PLAIN, "-C", str(folder), *words],  # noqa: S607
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    if run.returncode:
        raise RefusedError(f"git {words[0]} 没有做成：{run.stderr.strip()}")
    return run.stdout.strip()
