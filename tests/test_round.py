"""The whole round: an officer changes a threshold in Excel, and the next edition stands beside the one on the wall."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser

from macros import links, publish
from tests.project import SITE_URL, anbiao, pdf_text, serving, squeezed
from tests.test_publish import BOOK, CHECKLIST, build_and_publish, commit, git, next_edition

ITEM, OLD, NEW = "XF-0002", "其他疏散门净宽≥0.80m", "其他疏散门净宽≥0.90m"


def run(project: Path, *words: str) -> str:
    """What a command that succeeds has printed."""
    done = anbiao(project, *words)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def project(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project as a repository whose first edition is tagged."""
    place = shutil.copytree(small, tmp_path_factory.mktemp("round") / "project", ignore=shutil.ignore_patterns(".site.lock"))
    (place / ".gitignore").write_text("/site/\n/.site.*\n/.cache/\n__pycache__/\n", encoding="utf-8")
    git(place, "init", "--quiet")
    commit(place, "2026-1")
    return place


def raise_threshold(file: Path) -> None:
    """What the officer does in Excel: the number in the two texts, and the kind of the change."""
    book = openpyxl.load_workbook(file)
    sheet = book["检查清单"]
    assert isinstance(sheet, Worksheet)
    heads = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    (row,) = [n for n in range(2, sheet.max_row + 1) if sheet.cell(n, heads["编号"]).value == ITEM]
    for head in ("检查要求", "不合格写"):
        cell = sheet.cell(row, heads[head])
        cell.value = str(cell.value).replace("0.80m", "0.90m")
    sheet.cell(row, heads["本次修订"]).value = "加严"
    book.save(file)


def said_in(book: Path) -> tuple[bool, bool]:
    """Whether the old and the new threshold stand in a book."""
    text = squeezed(pdf_text(book))
    return OLD in text, NEW in text


def test_from_a_cell_to_two_editions(project: Path, browser: Browser, tmp_path: Path) -> None:
    repo, sheet = tmp_path / "pages.git", tmp_path / "消防.xlsx"
    git(tmp_path, "init", "--quiet", "--bare", str(repo))
    build_and_publish(project, repo, tmp_path / "first")

    next_edition(project, "2026-1", "2027-1", "2026-11-24")
    git(project, "commit", "--quiet", "--all", "--message", "2027-1 begins")
    run(project, "sheet", "export", "fire-safety", "--out", str(sheet))
    raise_threshold(sheet)
    run(project, "sheet", "import", str(sheet))
    assert git(project, "diff", "--name-only").split() == ["data/modules/fire-safety.yml"]
    lines = [x for x in git(project, "diff", "--unified=0").splitlines() if x[0] in "+-" and x[:3] not in {"+++", "---"}]
    assert len(lines) == 2 * 5  # statement, problem, revision, updated, change
    run(project, "check", "--since", "HEAD")
    changed = json.loads(run(project, "diff", "HEAD", "--format", "json"))["industries"]["building-materials"]
    assert changed == [{"kind": "strengthened", "id": ITEM}]

    commit(project, "2027-1")
    tree = build_and_publish(project, repo, tmp_path / "second")
    assert said_in(tree / "2026-1" / BOOK) == (True, False)
    assert said_in(tree / "latest" / BOOK)[1]
    kept = publish.digests(tmp_path / "first" / "2026-1")
    assert publish.digests(tree / "2026-1")[BOOK] == kept[BOOK]
    assert list(links.broken(tree, SITE_URL)) == []
    with serving(tree) as host:
        page = browser.new_page()
        page.goto(f"{host}2026-1/{CHECKLIST}#{ITEM}")
        assert OLD in (page.locator(f"#{ITEM}").text_content() or "")
        page.locator(".edition-notice a").click()
        page.wait_for_url(f"{host}latest/{CHECKLIST}")
        assert NEW in (page.locator(f"#{ITEM}").text_content() or "")
        page.goto(f"{host}latest/industries/building-materials/changes/")
        said = page.locator("article").text_content() or ""
        assert ITEM in said
        assert "加严" in said
        assert page.locator("del", has_text="0.80").count() == page.locator("ins", has_text="0.90").count() == 2
        page.close()
