"""Printed books are accessible: the machine-checkable part of PDF/UA-1, heads for every cell, names for every picture."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest


@pytest.fixture(scope="module")
def books(built: Path) -> list[Path]:
    found = sorted((built / "books").rglob("*.pdf"))
    assert len(found) >= 20
    return found


def test_pdfua_finds_no_error(books: list[Path]) -> None:
    def checked(pdf: Path) -> str:
        command: list[str | Path] = [Path(sys.executable).with_name("pdfua"), "check", "--min-severity", "error", pdf]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        return f"{pdf.name}: {run.stdout}" if run.returncode else ""

    with ThreadPoolExecutor(2) as pool:
        assert [wrong for wrong in pool.map(checked, books) if wrong] == []


def test_every_book_is_tagged_named_and_in_chinese(books: list[Path]) -> None:
    for path in books:
        with pikepdf.open(path) as pdf:
            assert pdf.Root.MarkInfo.Marked, path.name
            assert str(pdf.Root.Lang).startswith("zh"), path.name
            assert str(pdf.docinfo["/Title"]), path.name
            assert pdf.Root.ViewerPreferences.DisplayDocTitle, path.name


def test_every_cell_names_its_heads_and_every_picture_itself(books: list[Path]) -> None:
    cells = figures = 0
    for path in books:
        with pikepdf.open(path) as pdf:
            tags = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o]
            for tag in tags:
                if tag.S == "/TD":
                    cells += 1
                    assert "/Headers" in tag.A, path.name
                elif tag.S == "/Figure":
                    figures += 1
                    assert str(tag.Alt), path.name
    assert cells > 5000
    assert figures > 100


def test_long_books_have_an_outline(books: list[Path]) -> None:
    for path in books:
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
            assert len(pdf.pages) < 4 or outline.root, path.name
