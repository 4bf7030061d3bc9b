"""Cards on paper: nothing runs into the foot, every size is exact, fronts and backs meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from macros import cards
from macros.catalog import Catalog
from tests.project import page_sizes, pdf_text, squeezed

SIZES = {"cards": (210, 297), "cards-a6": (105, 148), "cards-a5": (148, 210)}
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def _words(pdf: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Of each page, its words: left, top, right, bottom in points, and the text."""
    pages = pdf_text(pdf, "-bbox").split("<page ")[1:]
    return [[(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in WORD.findall(page)] for page in pages]


def _sectors(built: Path) -> list[str]:
    return sorted(p.name.removesuffix("-cards-a6.pdf") for p in (built / "books").rglob("*-cards-a6.pdf"))


@pytest.mark.parametrize(("kind", "size"), SIZES.items())
def test_a_card_is_exactly_its_size(built: Path, kind: str, size: tuple[int, int]) -> None:
    pages = page_sizes(built / f"books/building-materials-{kind}.pdf")
    assert set(pages) == {size}
    assert len(pages) % 2 == 0


def test_no_text_leaves_its_card(built: Path) -> None:
    """On every face of every industry the foot is the lowest line and nothing passes the right edge."""
    found = list((built / "books").rglob("*-cards-a6.pdf"))
    assert len(found) >= 4
    for pdf in found:
        for number, words in enumerate(_words(pdf), 1):
            if not words:
                continue
            foot = next(w for w in words if w[4].startswith("岗位安全检查卡片"))
            body = [w for w in words if w[1] < foot[1] - 1]
            assert max(w[3] for w in body) <= foot[1] + 1.5, (pdf.name, number)
            assert max(w[2] for w in words) <= 105 / 25.4 * 72 - 8, (pdf.name, number)


def test_the_sizes_carry_the_same_cards(built: Path) -> None:
    for name in _sectors(built):
        folder = next((built / "books").rglob(f"{name}-cards.pdf")).parent
        texts = ["".join(sorted(squeezed(pdf_text(folder / f"{name}-{kind}.pdf", "-raw")))) for kind in SIZES]
        assert texts[0] == texts[1] == texts[2], name


def test_every_check_has_its_row_to_tick(catalog: Catalog) -> None:
    for sector in catalog.sectors.values():
        for post in catalog.posts_of(sector):
            items = catalog.reached(sector, post)
            faces = cards._faces(items, post)
            assert [item.id for face in faces for _, item in face.checks] == [item.id for item in items]
            assert [face.rows for face in faces if face.rows] == ([len(items)] if items else [])
            assert [text for face in faces for _, text in face.steps] == list(post.emergency)
            assert [face.tail for face in faces].count(True) == 1
            assert all(face.room >= 0 for face in faces), post.id


def test_backs_are_mirrored() -> None:
    assert cards.mirrored(["a", "b", "c"]) == ["b", "a", None, "c"]
