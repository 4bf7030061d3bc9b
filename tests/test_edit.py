"""The way back to the data: links to the lines of records, the table of fields, the preview while data have errors."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from macros import fields, load, pages
from macros.catalog import Catalog
from macros.edit import Links, address
from macros.models import MODELS
from macros.models.base import records_in
from macros.problem import RefusedError
from macros.publish import manifest
from macros.shape import complaint
from tests.conftest import ROOT
from tests.project import anbiao, copy_project, edit
from tests.small import FLAGSHIP, trim

HOST = "https://github.com/anquan/anbiao"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LINK = re.compile(
    r'<span class="edit"><a href="(?P<head>[^"]*?)(?P<file>data/[^"#]*)#L(?P<line>\d+)" aria-label="修改 (?P<id>[^"\s]+)'
)
MARKED = re.compile(r"<!--/?edit")


@pytest.mark.parametrize(("url", "branch", "head"), [
    (HOST, "", f"{HOST}/blob/{COMMIT}/"),
    (f"{HOST}.git", "main", f"{HOST}/edit/main/"),
    ("https://gitee.com/anquan/anbiao/", "main", "https://gitee.com/anquan/anbiao/edit/main/"),
    ("https://gitee.com/anquan/anbiao", "", f"https://gitee.com/anquan/anbiao/blob/{COMMIT}/"),
    ("https://gitlab.com/a/b/c", "", f"https://gitlab.com/a/b/c/-/blob/{COMMIT}/"),
    ("gitlab+https://git.example.cn/a/b", "2026/秋", "https://git.example.cn/a/b/-/edit/2026/%E7%A7%8B/"),
    ("", "main", ""),
])  # fmt: skip
def test_address_on_each_host(url: str, branch: str, head: str) -> None:
    assert address(url, branch, COMMIT) == head


def test_no_address_without_branch_and_commit() -> None:
    with pytest.raises(RefusedError, match="ANBIAO_REPO_BRANCH"):
        address(HOST, "", "")


@pytest.mark.parametrize(
    "url", ["https://git.example.cn/a/b", "github.com/a/b", "svn+https://a.cn/b/c", "https://github.com/", "file:///github/x"]
)
def test_address_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="ANBIAO_REPO_URL"):
        address(url, "main", COMMIT)


@pytest.fixture(scope="module")
def made(catalog: Catalog) -> dict[str, str]:
    """Every page as rendered, with its marks."""
    lean = {path.removesuffix("index.html"): text for path, text in pages.item_pages(catalog)}
    return {page.path: page.html for page in pages.pages(catalog, {})} | lean


def _links(catalog: Catalog, text: str) -> dict[str, tuple[str, str]]:
    """By id, (head of the address, text of the line that it leads to)."""
    found = LINK.finditer(Links(catalog.index, f"{HOST}/blob/{COMMIT}/").put(text))
    return {m["id"]: (m["head"], _line(m["file"], int(m["line"]))) for m in found}


def _line(file: str, number: int) -> str:
    return (ROOT / file).read_text(encoding="utf-8").splitlines()[number - 1]


def test_every_item_leads_to_its_line(catalog: Catalog, made: dict[str, str]) -> None:
    for item in catalog.items:
        assert _links(catalog, made[f"items/{item}/"]) == {item: (f"{HOST}/blob/{COMMIT}/", f"  - id: {item}")}


@pytest.mark.parametrize(("part", "held"), [
    ("checklist", Catalog.items_of), ("posts", Catalog.posts_of), ("workshops", Catalog.workshops_of),
    ("risks", Catalog.risk_points_of), ("guide", Catalog.guides_of), ("grid", Catalog.grid_of),
])  # fmt: skip
def test_every_row_of_an_industry_leads_to_its_line(catalog: Catalog, made: dict[str, str], part: str, held: Any) -> None:
    for sector in filter(catalog.has_content, catalog.sectors.values()):
        found = _links(catalog, made[f"{catalog.kind(sector)}/{sector.id}/{part}/"])
        assert found.keys() == {record.id for record in held(catalog, sector)}
        assert all(line == f"  - id: {id_}" for id_, (_, line) in found.items())


def test_every_part_column_and_row_of_a_form_leads_to_its_line(catalog: Catalog, made: dict[str, str]) -> None:
    for form in catalog.forms.values():
        text = Links(catalog.index, "https://github.com/a/b/edit/main/").put(made[f"forms/{form.id}/"])
        lines = [_line(m["file"], int(m["line"])) for m in LINK.finditer(text)]
        rows = [r for part in form.parts for row in part.rows for r in (row, *row.rows)]
        columns = [column for part in form.parts for column in part.columns]
        assert len(lines) == 1 + len(form.parts) + len(columns) + len(rows)
        said = "\n".join(lines)
        assert all(one.label in said for one in rows), form.id


def test_without_a_host_nothing_is_left(catalog: Catalog, made: dict[str, str], built: Path) -> None:
    assert sum(len(MARKED.findall(text)) for text in made.values()) > 1000
    links = Links(catalog.index)
    assert not [path for path, text in made.items() if MARKED.search(links.put(text)) or "改这张表单" in links.put(text)]
    left = [
        file for file in built.rglob("*.html") if MARKED.search(text := file.read_text(encoding="utf-8")) or 'class="edit"' in text
    ]
    assert left == []


def test_a_shifted_line_changes_links_and_no_kept_page(small: Path, tmp_path: Path) -> None:
    root = tmp_path / "small"
    subprocess.run(["cp", "-r", small, root], check=True)
    words = {"ANBIAO_REPO_URL": HOST, "ANBIAO_REPO_BRANCH": "main"}
    run = anbiao(root, "build", "--only", "site", **words)
    assert run.returncode == 0, run.stdout
    kept, before = _kept(root), _linked(root)
    file = root / FLAGSHIP / "items.yml"
    file.write_text("# 一行注释\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    run = anbiao(root, "build", "--only", "site", **words)
    assert run.returncode == 0, run.stdout
    after = _linked(root)
    assert len(before) > 10
    assert after == {id_: line + 1 for id_, line in before.items()}
    assert _kept(root) == kept
    assert manifest(root / "site")["inputs"]


def _kept(root: Path) -> set[str]:
    return {file.name for file in (root / ".cache/pages").iterdir()}


def _linked(root: Path) -> dict[str, int]:
    """The lines that the flagship's checklist leads to, of its own items."""
    text = (root / "site/industries/building-materials/checklist/index.html").read_text(encoding="utf-8")
    return {m["id"]: int(m["line"]) for m in LINK.finditer(text) if m["file"] == f"{FLAGSHIP}/items.yml"}


def test_a_host_that_is_none_refuses_the_build(small: Path) -> None:
    run = anbiao(small, "build", "--only", "site", ANBIAO_REPO_URL="https://git.example.cn/a/b", ANBIAO_REPO_BRANCH="main")
    assert run.returncode == 1
    assert "ANBIAO_REPO_URL 看不懂" in run.stdout
    assert "Traceback" not in run.stdout


def test_every_field_of_every_model_is_described(catalog: Catalog) -> None:
    words = catalog.index.words["fields"]
    shown = {(table.id, row.name) for table in fields.tables(catalog) for row in table.rows}
    for model in {m for file in MODELS for m in records_in(file).values()}:
        for name in model.model_fields:
            assert fields.term_of(words, model, name).description, (model.__name__, name)
            assert (fields.anchor(model), name) in shown


def test_examples_of_fields_are_right_and_wrong(catalog: Catalog) -> None:
    models = {fields.anchor(m): m for file in MODELS for m in records_in(file).values()}
    for table in fields.tables(catalog):
        for row in table.rows:
            assert row.why, (table.id, row.name)
            good, bad = _read(row.good) if row.good else {}, _read(row.bad)
            assert row.good or row.inside, (table.id, row.name)
            for name, value in good.items():
                assert complaint(models[table.id], (name,), value) == ("", ""), (table.id, row.good)
            if "写编号" in row.why or "词表里的 id" in row.why:
                assert not str(bad[row.name]).isascii(), (table.id, row.bad)
            elif "空话" not in row.why:
                assert complaint(models[table.id], (row.name,), bad[row.name])[0], (table.id, row.bad)


def _read(text: str) -> dict[str, Any]:
    raw = load.Raw("example.yml")
    load.parse(text, raw)
    assert not raw.problems, raw.problems
    assert isinstance(raw.value, dict)
    return raw.value


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def _preview(root: Path) -> Iterator[tuple[str, Path]]:
    """``mkdocs serve`` as ``make serve`` runs it: its address, and the file with all that it says."""
    port, said = _free_port(), root / "said.txt"
    line = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with said.open("w") as out:
        env = {**os.environ, "ANBIAO_SITE_URL": ""}
        process = subprocess.Popen(line, cwd=root, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield f"http://127.0.0.1:{port}/", said
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def test_preview_says_what_is_wrong_and_mends_itself(tmp_path: Path, browser: Browser) -> None:
    """From a start with an unclosed quote: problems at every address, then the site by itself, and once more."""
    root, file = trim(copy_project(tmp_path)), f"{FLAGSHIP}/industry.yml"
    edit(root, file, "title: 建材\n", "title: '建材\n")
    with _preview(root) as (url, said):
        page = browser.new_page()
        page.set_default_timeout(120_000)
        for _ in range(480):
            if "Serving on" in said.read_text():
                break
            page.wait_for_timeout(500)
        assert "Serving on" in said.read_text(), said.read_text()
        page.goto(url)
        expect(page.locator(".problems")).to_contain_text("的引号没有收尾")
        expect(page.locator(".problems .place")).to_contain_text(file)
        expect(page.locator(".problems pre")).to_have_text("title: '建材")
        edit(root, file, "title: '建材\n", "title: 建材\n")
        page.wait_for_selector(".md-header")
        page.goto(f"{url}industries/building-materials/checklist/")
        item = page.locator("table.items tr[id]").first.get_attribute("id")
        edit(root, file, "title: 建材\n", "title: 建材\ncolour: <b>red</b>\n")
        expect(page.locator(".problems pre")).to_have_text("colour: <b>red</b>", timeout=120_000)
        lean = browser.new_page()
        lean.goto(f"{url}items/{item}/")
        expect(lean.locator(".problems")).to_contain_text("没有“colour”这个字段")
        edit(root, file, "colour: <b>red</b>\n", "")
        page.wait_for_selector("table.items")
        expect(lean.locator(".statement")).to_be_visible(timeout=120_000)
        page.close()
        lean.close()
        told = said.read_text()
    assert f"{file}:" in told
    assert told.count("数据有错误，改好存盘就接着走") == 2
    assert told.count("数据改好了") == 2
    assert "Traceback" not in told
