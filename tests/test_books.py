"""Facts in the printed PDFs: text, pages, tags, outline, codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from macros import boards, downloads, notices
from macros.catalog import Catalog
from macros.qr import address
from macros.templates import JOINER
from tests.project import ROOT, SITE_URL, page_sizes, pdf_text, squeezed

BOOK = "books/building-materials.pdf"
SIZES = {BOOK: (210, 297), "books/building-materials-workshops.pdf": (297, 210),
         "books/building-materials-grid.pdf": (148, 210), "forms/quarterly-1.pdf": (420, 297)}  # fmt: skip


@pytest.fixture(scope="module")
def records(built: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((built / "data/catalog.json").read_text(encoding="utf-8"))
    return read


def test_books_say_every_item(built: Path, catalog: Catalog) -> None:
    """Text extraction gives back what the data say of every industry and venue, character by character."""
    whole = [(s, built / "books" / ("venues" if c == "venues" else "") / f"{s.id}.pdf")
             for c, all_ in (("industries", catalog.industries), ("venues", catalog.venues))
             for s in all_.values() if catalog.has_content(s)]  # fmt: skip
    assert len(whole) >= 4
    for sector, path in whole:
        text = squeezed(pdf_text(path, "-raw"))
        for item in catalog.items_of(sector):
            assert item.id in text, (sector.id, item.id)
            for said in (item.title, item.statement, item.evidence, item.remedy.how):
                assert squeezed(said) in text, (sector.id, item.id, said)


def test_book_has_the_four_parts_in_its_outline(built: Path) -> None:
    with pikepdf.open(built / BOOK) as pdf, pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    for part in ("安全生产检查清单", "标准化运行提升指南", "达标细则", "网格员检查导则"):
        assert part in titles


def test_parts_open_on_right_hand_pages(built: Path) -> None:
    pages = pdf_text(built / BOOK, "-layout").split("\f")
    for part in ("安全生产检查清单", "标准化运行提升指南", "达标细则", "网格员检查导则"):
        first = next(
            n for n, text in enumerate(pages, 1) if n > 3 and text.lstrip().splitlines()[:1] and part in "".join(text.split())[:40]
        )
        assert first % 2 == 1, (part, first)


def test_heads_repeat_and_pages_are_numbered(built: Path) -> None:
    pages = [p for p in pdf_text(built / BOOK, "-layout").split("\f") if p.strip()]
    with pikepdf.open(built / BOOK) as pdf:
        count = len(pdf.pages)
    assert f"{count} / {count}" in pages[-1]
    listing = [p for p in pages if "TY-0" in p and "怎么查" in p]
    assert len(listing) >= 3
    assert all("参考稿" in p or "编制中" in p for p in pages)


@pytest.mark.parametrize(("path", "size"), SIZES.items())
def test_page_size(built: Path, path: str, size: tuple[int, int]) -> None:
    assert set(page_sizes(built / path)) == {size}


def test_no_kangxi_radicals_joiners_or_unknown_glyphs(built: Path) -> None:
    for path in SIZES:
        text = pdf_text(built / path)
        assert not [c for c in text if 0x2E80 <= ord(c) <= 0x2FDF or c in {"\ufffd", JOINER}], path


def test_fonts_are_embedded_subsets(built: Path) -> None:
    for path in SIZES:
        lines = subprocess.run(["pdffonts", str(built / path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        assert lines
        assert all("Noto" in line and " yes yes " in line for line in lines), lines


def test_code_on_paper_leads_to_the_item(built: Path, tmp_path: Path) -> None:
    """A phone reads the printed code: the permanent address with the edition in it."""
    page = next(n for n, text in enumerate(pdf_text(built / BOOK).split("\f"), 1) if "TY-0001" in text and n > 3)
    subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "-f", str(page), "-l", str(page), str(built / BOOK), str(tmp_path / "p")], check=True
    )
    with Image.open(next(tmp_path.glob("*.png"))) as image:
        read = {code.text for code in zxingcpp.read_barcodes(image)}
    assert f"{SITE_URL}items/TY-0001/?e=2026-1" in read
    assert address(SITE_URL, "2026-1", "TY-0001") in read
    assert (built / "items/TY-0001/index.html").is_file()


def test_cards_hold_at_most_ten(built: Path, records: dict[str, Any]) -> None:
    assert all(len(post["items"]) <= 10 for post in records["posts"])
    _holds(built, records, "posts", "cards")


def test_workshop_book_has_every_reached_item(built: Path, records: dict[str, Any]) -> None:
    assert _holds(built, records, "workshops", "workshops") >= {
        "building-materials",
        "city-gas",
        "elderly-care",
        "small-restaurant",
    }


def _holds(built: Path, records: dict[str, Any], kind: str, suffix: str) -> set[str]:
    """Every place of every industry and venue stands in its book with its items; the owners that were looked at."""
    venues = {v["id"] for v in records["venues"]}
    owners = {place["owner"] for place in records[kind]} & (venues | {s["id"] for s in records["industries"]})
    for owner in sorted(owners):
        folder = "books/venues" if owner in venues else "books"
        text = squeezed(pdf_text(built / folder / f"{owner}-{suffix}.pdf", "-raw"))
        for place in (p for p in records[kind] if p["owner"] == owner and p["items"]):
            assert place["title"] in text
            assert [i for i in place["items"] if i not in text] == [], place["id"]
    return owners


def test_a_continued_sheet_holds_four_rows(built: Path) -> None:
    """One or two rows on a sheet of their own are overlooked, and waste it."""
    found = sorted((built / "books").rglob("*-workshops.pdf"))
    pages = [(file.name, page) for file in found for page in pdf_text(file, "-layout").split("\f")]
    rows = [
        (name, len(re.findall(r"^ {0,6}[A-Z]{2}-\d{4}\b", page, re.MULTILINE))) for name, page in pages if "（续）" in page[:300]
    ]
    assert len(rows) > 50
    assert [(name, count) for name, count in rows if count < 4] == []


def test_form_pdf_has_the_multi_level_head(built: Path, records: dict[str, Any]) -> None:
    text = squeezed(pdf_text(built / "forms/quarterly-1.pdf", "-raw"))
    for word in (
        "企业底数（家）",
        "四色安全风险分级动态监管",
        "橙色风险企业（家）",
        "达标类型",
        "国标",
        "省标",
        "地标",
        "一星企业",
    ):
        assert word in text


_MANY = """
from macros.pdf import Job, render_all
if __name__ == "__main__":
    jobs = [Job(f"{n}.pdf", f"<!doctype html><html lang='zh-CN'><title>{n}</title><p>{n}</p>") for n in range(24)]
    print(sorted(job.path for job, data in render_all(jobs, 2) if data.startswith(b"%PDF")) == sorted(j.path for j in jobs))
"""


def test_more_papers_than_the_workers_of_one_batch_take(tmp_path: Path) -> None:
    """Recycled workers are replaced: the run ends, with every paper."""
    script = tmp_path / "many.py"
    script.write_text(_MANY, encoding="utf-8")
    run = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.stdout.strip() == "True", run.stderr


def test_a_shop_has_its_whole_list_on_two_sheets(built: Path, catalog: Catalog) -> None:
    shop = catalog.venues["small-restaurant"]
    asked = [item.id for item in catalog.items_of(shop)]
    assert 20 <= len(asked) <= 35
    file = built / "books/venues/small-restaurant-small.pdf"
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 2
    text = squeezed(pdf_text(file, "-raw"))
    assert [one for one in asked if text.count(one) != 1] == []


def test_notices_maps_and_boards_take_the_pages_reckoned(built: Path, catalog: Catalog) -> None:
    """A4: what to print, then a page a post. A3: boards on the pages that their letters were chosen for, a page a map."""
    found = [(s, d.path) for s in catalog.sectors.values() for d in downloads.books(catalog, s) if d.kind == "-notices"]
    assert len(found) >= 4
    for sector, path in found:
        shown = notices.notices(catalog, sector)
        walls = [*shown["boards"], *shown["places"]]
        wide = sum(boards.pages(catalog, board.rows, board.size, board.posts) for board in walls) + len(shown["maps"])
        assert page_sizes(built / path) == [(210, 297), *[(420, 297)] * wide, *[(210, 297)] * len(shown["notices"])], sector.id
        kickers = [squeezed(text).count("三级公告之") for text in pdf_text(built / path, "-raw").split("\f")]
        assert kickers[: 1 + wide] == [0] * (1 + wide)
        assert set(kickers[1 + wide : -1]) == {1}, sector.id


def test_a_continued_section_says_so(built: Path) -> None:
    pages = pdf_text(built / BOOK, "-layout").split("\f")
    assert sum("（续）" in text.lstrip()[:120] for text in pages) > 50
    sheets = pdf_text(built / "books/building-materials-workshops.pdf", "-layout").split("\f")
    assert any("检查（续）" in text for text in sheets)
