"""Unusual data on paper: the page still looks right, or nothing is printed; every kind of book of the small invented data set."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from macros import books, downloads, pdf
from macros.catalog import Catalog
from macros.check import check
from macros.problem import RefusedError, errors
from tests.conftest import BASE
from tests.project import pdf_text, squeezed

LAMP = "data/industries/lamp"
LONG = "烘灯房外的通道从门口到出口全程净宽≥1.2m，两侧的纸卷、胶桶、灯架都码在黄线以内，夜里也照得见"


def _catalog(folder: Path, *edits: tuple[str, str, str]) -> Catalog:
    """The small data set with (file, old text, new text) replaced."""
    shutil.copytree(BASE, folder)
    for name, old, new in edits:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    index, problems = check(folder)
    assert errors(problems) == []
    return Catalog(index)


def _printed(c: Catalog, folder: Path) -> dict[str, Path]:
    """Every book of the lamp makers by its kind, printed; WeasyPrint's warnings refuse a book."""
    out = {}
    for download in downloads.books(c, c.sectors["lamp"]):
        out[download.kind] = folder / f"lamp{download.kind}.pdf"
        out[download.kind].write_bytes(pdf.render(books.book(c, c.sectors["lamp"], download, "https://a.example/")))
    return out


def _leaves_its_page(path: Path) -> list[str]:
    """Words that pass an edge of their page."""
    wrong = []
    for page in pdf_text(path, "-bbox").split("<page ")[1:]:
        width, height = (float(x) for x in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        words = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)
        wrong += [w[4] for w in words if float(w[0]) < 0 or float(w[1]) < 0 or float(w[2]) > width or float(w[3]) > height]
    return wrong


def _whole(c: Catalog, folder: Path) -> dict[str, str]:
    """Texts of all books, none of which leaves its page."""
    printed = _printed(c, folder)
    assert {kind: _leaves_its_page(path) for kind, path in printed.items() if _leaves_its_page(path)} == {}
    return {kind: squeezed(pdf_text(path, "-raw")) for kind, path in printed.items()}


def test_the_longest_texts_stay_in_their_cells(tmp_path: Path) -> None:
    statement, how = f"{LONG}{LONG}"[:60], (LONG * 3)[:80]
    c = _catalog(
        tmp_path / "p",
        (f"{LAMP}/items.yml", "statement: 胶桶用后随手盖紧", f"statement: {statement}"),
        (f"{LAMP}/items.yml", "how: 盖紧，移到阴凉处", f"how: {how}"),
        (f"{LAMP}/items.yml", "evidence: 胶桶", f"evidence: {how}"),
        (f"{LAMP}/posts.yml", "title: 糊灯工", "title: 糊灯扎架兼烘灯房看火和纸卷库收发的人"),
        (f"{LAMP}/posts.yml", "      - 拉下总闸", "\n".join(f"      - 第{n}步，{how}" for n in range(12))),
    )
    texts = _whole(c, tmp_path)
    assert squeezed(statement) in texts[""]
    assert squeezed(statement) in texts["-cards"]
    for n in range(12):
        assert squeezed(f"第{n}步，{how}") in texts["-cards-a6"]


def test_an_item_with_twenty_bases(tmp_path: Path) -> None:
    clauses = "".join(
        f"  - no: '9.{n}'\n    gist: 第{n}种情形的做法\n    confidence: verified\n    read: 2024年文本第9.{n}条\n"
        for n in range(20)
    )
    bases = "\n".join(f"      - {{std: zd-rule-2024, clause: '9.{n}'}}" for n in range(20))
    c = _catalog(
        tmp_path / "p",
        ("data/standards/zd-rule-2024.yml", "clauses:\n", f"clauses:\n{clauses}"),
        (f"{LAMP}/items.yml", "      - {std: zd-rule-2024}", f"      - {{std: zd-rule-2024}}\n{bases}"),
    )
    text = _whole(c, tmp_path)[""]
    assert all(f"9.{n}" in text for n in range(20))


def test_an_empty_workshop_and_a_post_without_risks(tmp_path: Path) -> None:
    c = _catalog(
        tmp_path / "p",
        (
            f"{LAMP}/workshops.yml",
            "workshops:\n",
            "workshops:\n  - {id: ZD-W02, title: 空置车间, about: 没有设备的房间。, risk_points: []}\n",
        ),
        (f"{LAMP}/posts.yml", "    risk_points: [ZD-R01]\n    signs: [no-fire]\n", "    risk_points: []\n    signs: []\n"),
    )
    texts = _whole(c, tmp_path)
    assert "糊灯工" in texts["-posts"]
    assert "糊灯工" not in texts.get("-cards", "")


def test_a_missing_character_or_file_refuses_the_book() -> None:
    with pytest.raises(RefusedError, match=r"x\.pdf 印不好"):
        pdf.render(pdf.Job("x.pdf", "<html lang='zh-CN'><title>x</title><img src='https://a.example/x.png' alt='x'>"))
