"""The whole flow in one place: 1 load, 2 check, 3 catalog, 4 render, 5 publish."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from macros import (
    books,
    checkpapers,
    checks,
    exports,
    feeds,
    links,
    names,
    offline,
    pages,
    papers,
    publish,
    revision,
    search,
    site,
    system,
)
from macros.cache import Cache, shaped
from macros.catalog import Catalog
from macros.check import check
from macros.downloads import downloads
from macros.edit import Links
from macros.pdf import Job, render_all
from macros.problem import ANBIAO, Problem, RefusedError, errors

SITE = "site"
_SHAPED_BY = ("overrides", "content", "macros")
Say = Callable[[str], None]
Track = Callable[[Iterable[tuple[Job, bytes]], int], Iterable[tuple[Job, bytes]]]


class DataError(Exception):
    """The data are not sound: ``args[0]`` holds the problems."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to build: ``industries`` and ``only`` empty = everything; ``workers`` processes for books."""

    root: Path
    out: Path
    industries: tuple[str, ...] = ()
    only: str = ""
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Size:
    """Of a finished file: bytes, and pages of a PDF (0 of others)."""

    bytes: int
    pages: int


def build(options: Options, say: Say, track: Track) -> list[Problem]:
    """Make and publish ``options.out``; returns the warnings.

    Raises DataError, RefusedError or a MkDocs error; the published folder is then untouched.
    """
    say("1 load、2 check：读数据、检查")
    index, problems = check(options.root)
    if errors(problems):
        raise DataError(problems)
    say("3 catalog：编目")
    catalog = Catalog(index, revision.previous(options.root, index, lambda why: say(f"  提醒：{why}")))
    options = replace(options, industries=tuple(names.sector(catalog.sectors, said) for said in options.industries))
    source = system.source(options.root, catalog.edition.date)
    os.environ["SOURCE_DATE_EPOCH"] = str(source.seconds)
    url = site.site_url(options.root)
    with publish.staging(options.out) as place:
        folder = place / "whole"
        folder.mkdir()
        say("4 render：生成数据、册子、网页")
        edits = site.edits(site.configure(options.root), catalog, source)
        _render(options, catalog, source, url, edits, folder, say, track)
        say("5 publish：核对、发布")
        _verify(folder, url)
        publish.exchange(folder, options.out)
    return problems


def _render(
    options: Options, c: Catalog, source: system.Source, url: str, edits: Links, folder: Path, say: Say, track: Track
) -> None:
    """Fill ``folder``: what was asked for is made, the rest taken over where its inputs are current."""
    if not url:
        say("  提醒：还没有设置网址（ANBIAO_SITE_URL），纸上只印编号，不印二维码。")
    made = {
        **dict(exports.exports(c)),
        **dict(search.files(c)),
        **dict(checks.files(c)),
        **dict(checkpapers.files(c)),
        **dict(feeds.files(c)),
    }
    jobs = {job.path: job for job in (*books.jobs(c, url), *papers.jobs(c))}
    inputs = {path: publish.digest(data) for path, data in made.items()} | {path: job.key for path, job in jobs.items()}
    wanted = _wanted(options, c, inputs)
    wants_site = options.only in {"", SITE}
    keeper = _Keeper(options.out, folder)
    stale = [path for path in sorted(inputs) if path not in wanted and not keeper.keep(path, inputs[path])]
    if stale:
        # Whatever made these stale changed the pages too: the site's key covers the same data and templates.
        raise _stale(stale if wants_site else [*stale, SITE])
    for path in sorted(wanted & made.keys()):
        publish.write(folder, path, made[path])
    _print(options, [jobs[path] for path in sorted(wanted & jobs.keys())], folder, track)
    held = sizes(folder, inputs)
    inputs[SITE] = _site_key(options.root, inputs[exports.CATALOG], source, url, edits, held, c.before is not None)
    if wants_site:
        site.build(options.root, folder.parent / "pages", c, source.label, edits, held)
        publish.merge(folder.parent / "pages", folder)
        for path, text in pages.item_pages(c):
            publish.write(folder, path, edits.put(text).encode())
    elif not keeper.keep_site(inputs):
        raise _stale([SITE])
    offline.write(c, folder)
    _manifest(folder, c, source, inputs)


def _stale(paths: list[str]) -> RefusedError:
    """A partial build would publish outputs of two revisions."""
    named = "".join(f"\n  {path}" for path in paths)
    return RefusedError(f"这些成果已过期，只做一部分会让发布的内容不一致；请做完整的 {ANBIAO} build：{named}")


def _wanted(options: Options, c: Catalog, paths: Iterable[str]) -> set[str]:
    """Those of the outputs that the run was asked to make; what belongs to no industry is always among them."""
    owners = {d.path: s.id for s in c.sectors.values() for d in downloads(c, s)}
    return {path for path in paths if options.only in {"", _kind(path)} and _asked(options, owners.get(path))}


def _kind(path: str) -> str:
    folder = path.split("/", 1)[0]
    return folder if folder in {"books", "forms"} else "exports"


def _asked(options: Options, owner: str | None) -> bool:
    return owner is None or not options.industries or owner in options.industries


def _print(options: Options, jobs: list[Job], folder: Path, track: Track) -> None:
    """PDFs from the cache where the same inputs were printed before, else from worker processes."""
    cache = Cache(options.root / ".cache" / "pdf")
    fresh = []
    for job in jobs:
        held = cache.get(job.key)
        if held is None:
            fresh.append(job)
        else:
            publish.write(folder, job.path, held)
    for job, data in track(render_all(fresh, options.workers), len(fresh)):
        publish.write(folder, job.path, data)
        cache.put(job.key, data)
    cache.shrink()


class _Keeper:
    """Takes over outputs of the published folder whose inputs have not changed."""

    def __init__(self, site_: Path, folder: Path) -> None:
        held = publish.manifest(site_)
        self.site, self.folder = site_, folder
        self.inputs, self.sha256 = held["inputs"], held["sha256"]

    def keep(self, path: str, key: str) -> bool:
        """Copy ``path`` if it was made from ``key`` and is still what was written."""
        if self.inputs.get(path) != key:
            return False
        return self._copy(path)

    def keep_site(self, inputs: dict[str, str]) -> bool:
        """Copy every page and asset if the site unit is current."""
        if self.inputs.get(SITE) != inputs[SITE]:
            return False
        return all(self._copy(path) for path in self.sha256 if path not in self.inputs)

    def _copy(self, path: str) -> bool:
        source, target = self.site / path, self.folder / path
        if not source.is_file() or publish.digest(source.read_bytes()) != self.sha256.get(path):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return True


def sizes(folder: Path, paths: Iterable[str]) -> dict[str, Size]:
    """Bytes and pages of the outputs that stand in ``folder``."""
    found = ((path, folder / path) for path in sorted(paths))
    return {path: _size(file) for path, file in found if file.is_file()}


def _size(file: Path) -> Size:
    if file.suffix != ".pdf":
        return Size(file.stat().st_size, 0)
    with pikepdf.open(file) as pdf:
        return Size(file.stat().st_size, len(pdf.pages))


def _site_key(
    root: Path, catalog: str, source: system.Source, url: str, edits: Links, held: dict[str, Size], compared: bool
) -> str:
    """Hash of all that the web pages depend on: ``catalog``, of catalog.json; ``compared``, whether the last edition was there."""
    parts = (catalog, shaped(root, *_SHAPED_BY), source.label, sorted(held.items()), url, edits.state(), compared)
    return publish.digest(repr(parts).encode())


def _verify(folder: Path, url: str) -> None:
    wrong = list(links.broken(folder, url))
    if wrong:
        shown = "\n".join(f"  {line}" for line in wrong[:40])
        raise RefusedError(f"发布前核对，有 {len(wrong)} 处链接不通：\n{shown}")


def _manifest(folder: Path, c: Catalog, source: system.Source, inputs: dict[str, str]) -> None:
    """``data/build.json``: edition, revision, counts, the hash of every other output; no clock."""
    edition = {"id": c.edition.id, "title": c.edition.title, "state": c.edition.state, "date": c.edition.date}
    held = publish.digests(folder)
    counts = exports.counts((folder / exports.CATALOG).read_bytes())
    record = {
        "edition": edition, "revision": source.commit, "changed": source.changed, "counts": counts,
        "pages": sum(path.endswith(".html") for path in held), "sha256": held, "inputs": dict(sorted(inputs.items())),
    }  # fmt: skip
    publish.write(folder, "data/build.json", (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
