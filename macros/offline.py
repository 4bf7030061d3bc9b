"""Step 5, offline: which files an industry needs without signal, each with its hash, for the small worker ``sw.js``.

Written last, over finished files: the worker takes a file only if it is byte for byte of its own version.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from macros.catalog import Catalog
from macros.downloads import books
from macros.models.industry import Industry

WORKER = "sw.js"
FOLDER = "offline"
_BUILD = re.compile(r"^const BUILD = .*;$", re.MULTILINE)
# What is kept with the first industry: the pages that lead to it, and what all pages load.
_PAGES = ("", "industries/", "venues/", "mine/", "search/", "check/", "grid/", f"{FOLDER}/")
_SHARED = ("assets/**/*", "data/check/index.json", "manifest.webmanifest")
# The theme's own search is not used, and source maps are for who looks into scripts.
_UNUSED = re.compile(r"\.map$|^assets/javascripts/(lunr|workers)/")
# What any industry needs beside its own: search, and the official papers that its results fill.
_COMMON = ("data/search/*", "data/check/papers/*", "data/check/lookback.json")

File = tuple[str, str, int]


def lists(c: Catalog, site: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(id, list) of every industry and venue that has content: the addresses of what it needs, and its printed books apart."""
    common = list(_matching(site, _COMMON))
    for sector in filter(c.has_content, c.sectors.values()):
        found = dict.fromkeys([*_needs(c, sector, site), *common])
        papers = [d.path for d in books(c, sector)]
        yield sector.id, {"id": sector.id, "title": sector.title, "files": list(found), "papers": papers}


def _needs(c: Catalog, sector: Industry, site: Path) -> Iterator[str]:
    """Its own pages, those of what its items rest on and of its forms, and the packs with the items themselves."""
    root = f"{c.kind(sector)}/{sector.id}"
    yield from (f"{file.parent.relative_to(site).as_posix()}/" for file in sorted((site / root).rglob("index.html")))
    items = c.items_of(sector)
    standards = dict.fromkeys([*sector.criteria, *sector.basis, *(b.std for item in items for b in item.basis)])
    yield from (f"standards/{id_}/" for id_ in standards)
    yield from (f"forms/{id_}/" for id_ in sector.forms)
    yield from dict.fromkeys(_pack(c.owner(item).id) for item in items)
    own = f"data/check/{sector.id}.json"
    if (site / own).is_file():
        yield own


def packs(c: Catalog) -> Iterator[tuple[str, list[str]]]:
    """(path, addresses of the pages in it): the items of an owner together, many small pages that are alike."""
    owned = defaultdict(list)
    for item in c.items.values():
        owned[c.owner(item).id].append(f"items/{item.id}/")
    for owner, pages in owned.items():
        yield _pack(owner), [*([f"modules/{owner}/"] if owner in c.modules else []), *pages]


def _pack(owner: str) -> str:
    return f"{FOLDER}/packs/{owner}.json"


def _matching(site: Path, patterns: Iterable[str]) -> Iterator[str]:
    for pattern in patterns:
        paths = (file.relative_to(site).as_posix() for file in sorted(site.glob(pattern)) if file.is_file())
        yield from (path for path in paths if not _UNUSED.search(path))


def write(c: Catalog, site: Path) -> None:
    """The packs, the lists and the worker of a finished site."""
    (site / FOLDER / "packs").mkdir(parents=True, exist_ok=True)
    for path, pages in packs(c):
        (site / path).write_bytes(_json(dict.fromkeys(pages, "")))
    for id_, found in lists(c, site):
        (site / FOLDER / f"{id_}.json").write_bytes(_json(found))
    seal(site)


def seal(site: Path, *beside: str) -> None:
    """Every hash anew, once nothing else will change; ``beside`` are files out of the folder that its pages load.

    An edition that was published without a worker stays without one.
    """
    worker = site / WORKER
    if not worker.is_file():
        return
    for place in sorted((site / FOLDER / "packs").glob("*.json")):
        packed = {path: _on_disk(site, path).read_text(encoding="utf-8") for path in json.loads(place.read_bytes())}
        place.write_bytes(_json(packed))
    sealed = {}
    for place in sorted((site / FOLDER).glob("*.json")):
        found = json.loads(place.read_bytes())
        for part in ("files", "papers"):
            paths = [one if isinstance(one, str) else one[0] for one in found[part]]
            # A page of an older edition may have been dropped with its PDFs.
            found[part] = [_file(site, path) for path in paths if _on_disk(site, path).is_file()]
        place.write_bytes(_json(found))
        sealed[found["id"]] = _file(site, place.relative_to(site).as_posix())
    pages = [path for path in _PAGES if _on_disk(site, path).is_file()]
    shell = [_file(site, path) for path in (*pages, *_matching(site, _SHARED), *beside)]
    text = worker.read_text(encoding="utf-8")
    version = hashlib.sha256(repr((_BUILD.sub("", text), shell, sealed)).encode()).hexdigest()[:16]
    build = _json({"version": version, "shell": shell, "lists": sealed}).decode()
    worker.write_text(_BUILD.sub(lambda _: f"const BUILD = {build};", text), encoding="utf-8")


def _on_disk(site: Path, path: str) -> Path:
    return site / path / "index.html" if not path or path.endswith("/") else site / path


def _file(site: Path, path: str) -> File:
    """A row of a list: the address in the folder, its hash as ``fetch`` takes it, its bytes."""
    data = _on_disk(site, path).read_bytes()
    return path, f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}", len(data)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
