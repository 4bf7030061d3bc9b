"""Risk notices and the handbook: every post, every risk point, a missing picture, a post without risk points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from macros import boards, books, notices, risks, signs
from macros.catalog import Catalog
from macros.downloads import books as offered
from macros.lines import MM, line_count_in
from macros.models.industry import Industry, Post
from macros.problem import RefusedError
from macros.templates import runs
from tests.project import SITE_URL, squeezed


def page(c: Catalog, sector: Industry, kind: str) -> html.HtmlElement:
    download = next(one for one in offered(c, sector) if one.kind == kind)
    return html.fromstring(books.book(c, sector, download, SITE_URL).html)


def written(c: Catalog) -> Iterator[Industry]:
    yield from (sector for sector in c.sectors.values() if c.has_content(sector) and c.risk_points_of(sector))


def said(element: html.HtmlElement) -> str:
    return squeezed(element.text_content())


def test_every_post_with_risk_points_has_its_notice(catalog: Catalog) -> None:
    for sector in written(catalog):
        tree = page(catalog, sector, "-notices")
        found = {one.get("id"): one for one in tree.xpath('//section[contains(@class, "notice")]')}
        assert list(found) == [post.id for post in catalog.posts_of(sector) if post.risk_points]
        for post in (catalog.posts[one] for one in found):
            text = said(found[post.id])
            assert all("".join(catalog.risk_points[r].hazards.split()) in text for r in post.risk_points), post.id
            assert all("".join(step.split()) in text for step in post.emergency), post.id
            drawn = found[post.id].xpath('.//div[starts-with(@class, "signs")]//*[local-name()="svg"]/*[1][local-name()="title"]')
            assert [one.text for one in drawn] == [catalog.label("signs", s) for s in post.signs], post.id


def test_boards_and_maps_hold_every_risk_point(catalog: Catalog) -> None:
    """Each trade has its board and map, each workshop its board; a number on the map is the number on the board."""
    order = [level.id for level in catalog.vocab["risk-levels"].values]
    for sector in written(catalog):
        context = notices.notices(catalog, sector)
        shown = {row.point.id for board in context["boards"] for row in board.rows}
        assert shown == {point.id for point in catalog.risk_points_of(sector)}
        for board in context["boards"]:
            assert [order.index(row.point.level) for row in board.rows] == sorted(order.index(r.point.level) for r in board.rows)
        assert [board.place for board in context["places"]] == [p for p in catalog.workshops_of(sector) if p.risk_points]
        for board in context["places"]:
            assert {row.point.id for row in board.rows} == set(board.place.risk_points)


def test_every_risk_point_is_in_the_handbook_once_with_its_items(catalog: Catalog) -> None:
    """Its text stands once; each workshop where it stands has a row of its own to grade it, with the page of the text."""
    for sector in written(catalog):
        tree = page(catalog, sector, "-risks")
        items = catalog.items_of(sector)
        rows = {row.get("id"): said(row) for row in tree.xpath('//table[@class="risks"]/tbody/tr')}
        assert sorted(rows) == sorted(f"full-{point.id}" for point in catalog.risk_points_of(sector))
        for point in catalog.risk_points_of(sector):
            text = rows[f"full-{point.id}"]
            assert all("".join(part.split()) in text for part in (point.reasoning, *point.measures, *point.emergency)), point.id
            assert runs(item.id for item in items if point.id in item.controls) in text, point.id
        for place in (place for place in catalog.workshops_of(sector) if place.risk_points):
            graded = tree.xpath(f'//section[@id="{place.id}"]//td/a/@href')
            assert sorted(graded) == sorted(f"#full-{one}" for one in place.risk_points), place.id
        assert set(tree.xpath('//table[@class="register"]//a/@href')) == {f"#{one}" for one in rows}


def test_supplied_air_is_on_the_sign_where_it_is_worn(catalog: Catalog) -> None:
    """A dust mask or a filter on the sign of a post without oxygen would kill."""
    for post in catalog.posts.values():
        assert ("respirator" in post.ppe) == ("must-supplied-air" in post.signs), post.id


def test_a_notice_says_the_address_and_a_board_has_room_to_add(catalog: Catalog) -> None:
    for sector in written(catalog):
        tree = page(catalog, sector, "-notices")
        sheets = tree.xpath('//section[contains(@class, "notice") or contains(@class, "wall")]')
        assert all("单位" in said(sheet) and "报警说地址" in said(sheet) for sheet in sheets)
        boards = tree.xpath('//section[contains(@class, "wall")]')
        assert all(len(board.xpath('.//tr[@class="spare"]')) == 2 for board in boards)
        shop = catalog.tier(sector, "enterprise")
        assert f"本{shop}评定" in said(tree)
        assert shop == "企业" or "本企业评定" not in said(tree)
        assert all(one.xpath('.//tr[@class="spare"]') for one in tree.xpath('//section[contains(@class, "map")]'))


def test_other_is_not_an_accident_to_read(catalog: Catalog) -> None:
    for point in catalog.risk_points.values():
        assert "其他" not in risks.accidents(catalog, point).split("、")


def test_columns_of_a_board_fill_its_sheet(catalog: Catalog) -> None:
    """What the style sheet leaves to the text is what the heights are reckoned with."""
    style = (signs.FOLDER.parent / "book/notices.css").read_text(encoding="utf-8")
    fixed = sum(int(width) for width in re.findall(r"table\.board \.b\d \{ width: (\d+)mm", style))
    assert 0 <= 420 - 2 * 12 - (fixed + 9 * 4 + boards.BOARD_TEXT) <= 3  # padding is besides the width, 2 mm a side; and the lines
    for size in boards.SHEET_SIZES:
        assert sum(boards.Board((), size).widths) == pytest.approx(boards.BOARD_TEXT, abs=0.3)
    assert min(board.size for sector in written(catalog) for board in notices.notices(catalog, sector)["boards"]) >= 14


def test_every_sign_has_its_picture(catalog: Catalog) -> None:
    for term in catalog.vocab["signs"].values:
        drawn = signs.sign(term.id, term.label)
        assert drawn.startswith("<svg")
        assert f"><title>{term.label}</title>" in drawn
        assert drawn.count("<title>") == 1


def test_missing_or_unreadable_picture_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "FOLDER", tmp_path)
    with pytest.raises(RefusedError, match=r"标志“当心触电”还没有图：缺文件 overrides/signs/warn-electric\.svg"):
        signs.sign("warn-electric", "当心触电")
    (tmp_path / "warn-hand.svg").write_text("画", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"“当心伤手”.*warn-hand\.svg"):
        signs.sign("warn-hand", "当心伤手")


class Changed(Catalog):
    """A catalog whose first post of 建材 is another."""

    def posts_of(self, sector: Industry) -> list[Post]:
        first, *rest = super().posts_of(sector)
        return [first.model_copy(update=_CHANGE), *rest]


_CHANGE: dict[str, object] = {}


def test_post_without_risk_points_has_no_notice(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_CHANGE, "risk_points", ())
    changed = Changed(catalog.index)
    sector = changed.industries["building-materials"]
    left = page(changed, sector, "-notices").xpath('//section[contains(@class, "notice")]/@id')
    assert left == [post.id for post in changed.posts_of(sector)[1:]]


def test_bare_post_and_long_name_still_make_a_page(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """No signs, no equipment, no steps, no workshop, the longest name that the data allow."""
    for field in ("signs", "ppe", "emergency"):
        monkeypatch.setitem(_CHANGE, field, ())
    monkeypatch.setitem(_CHANGE, "workshop", None)
    monkeypatch.setitem(_CHANGE, "title", "长" * 40)
    changed = Changed(catalog.index)
    first = page(changed, changed.industries["building-materials"], "-notices").xpath('//section[contains(@class, "notice")]')[0]
    assert "长" * 40 in said(first)
    assert first.xpath('.//div[starts-with(@class, "signs")]') == []


def test_letters_shrink_before_measures_go(catalog: Catalog) -> None:
    """Measures are left out from the end only, and the page then says where the others stand."""
    for sector in written(catalog):
        for notice in notices.notices(catalog, sector)["notices"]:
            assert all(row.measures == row.point.measures[: len(row.measures)] and row.measures for row in notice.rows)
            assert notice.size >= (10 if notice.dense else 11)
            if notice.more:
                text = replace(notice, rows=tuple(replace(row, measures=row.point.measures) for row in notice.rows))
                assert not text.more


def test_a_line_holds_what_its_width_holds() -> None:
    assert line_count_in("字" * 10, 10, 10 * 10 * MM + 2) == 1
    assert line_count_in("字" * 11, 10, 10 * 10 * MM + 2) == 2
    assert line_count_in("", 10, 50) == 1
