"""What is handed out: a post's sheet and card, the short list of a small enterprise, the grid worker's pocket book."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from macros import books, brief, downloads, emergency, pdf, pocket, posts
from macros.catalog import Catalog
from macros.models.industry import Industry
from tests.project import SITE_URL, page_sizes, squeezed

PAGES_OF_BRIEF = 12
MANY_POSTS = 50
A4, CARD = (210, 297), (105, 148)


@pytest.fixture(scope="module")
def jobs(catalog: Catalog) -> dict[str, pdf.Job]:
    return {job.path: job for job in books.jobs(catalog, SITE_URL)}


def _sectors(catalog: Catalog) -> list[Industry]:
    return [s for s in catalog.sectors.values() if catalog.has_content(s)]


def _of(catalog: Catalog, jobs: dict[str, pdf.Job], kind: str) -> list[tuple[Industry, pdf.Job]]:
    """The book of a kind of every industry that has one."""
    held = [(s, d) for s in _sectors(catalog) for d in downloads.books(catalog, s) if d.kind == kind]
    return [(s, jobs[d.path]) for s, d in held]


def _said(job: pdf.Job) -> str:
    """Its text without any markup or white space."""
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", job.html, flags=re.DOTALL)
    return squeezed(unescape(re.sub(r"<[^>]*>", "", body)))


def test_a_shop_is_offered_its_two_sheets_first(catalog: Catalog) -> None:
    offered = {s.id: downloads.books(catalog, s)[0].kind for s in _sectors(catalog)}
    assert offered == {s.id: "-small" if s.picks else "" for s in _sectors(catalog)}


def test_sizes_stand_in_the_order_of_the_vocabulary(catalog: Catalog) -> None:
    order = list(catalog.index.words["sizes"])
    found = [[order.index(size) for size, _ in catalog.criteria_of(sector)] for sector in _sectors(catalog)]
    assert any(len(one) == len(order) for one in found)
    assert all(one == sorted(one) for one in found)


def test_every_post_has_its_sheet(catalog: Catalog, jobs: dict[str, pdf.Job]) -> None:
    for sector, job in _of(catalog, jobs, "-posts"):
        sheets = re.findall(r'id="duty-([^"]+)"', job.html)
        assert sorted(sheets) == sorted(post.id for post in catalog.duties_of(sector)), sector.id
        text = _said(job)
        for duty in (duty for post in catalog.duties_of(sector) for duty in post.duties):
            assert squeezed(duty.text) in text
            assert squeezed(duty.standard) in text


def test_every_emergency_step_is_on_the_card_of_its_post(catalog: Catalog) -> None:
    for sector in _sectors(catalog):
        shown = posts.posts(catalog, sector)
        cards = {card.post.id: card for card in (*shown["single"], *shown["double"])}
        for post in catalog.duties_of(sector):
            wanted = [*post.emergency, *(s for r in post.risk_points for s in catalog.risk_points[r].emergency)]
            said = _steps(cards[post.id]) if post.id in cards else []
            assert set(said) <= set(wanted), post.id
            assert len(said) == len(set(said)), post.id
            assert emergency.clauses(said) == emergency.clauses(wanted), post.id
            assert said[: len(post.emergency)] == list(dict.fromkeys(post.emergency)), post.id


def test_the_worst_risk_of_a_post_comes_first(catalog: Catalog) -> None:
    order = list(catalog.index.words["risk-levels"])
    for post in (post for sector in _sectors(catalog) for post in catalog.duties_of(sector)):
        levels = [order.index(block.risk.level) for block in emergency.blocks(catalog, post)]
        assert levels == sorted(levels), post.id


def test_a_card_does_not_say_a_risk_point_twice(catalog: Catalog) -> None:
    """What the front says clause by clause is not said again on a back, so that the card needs none."""
    post = next(p for s in _sectors(catalog) for p in catalog.posts_of(s) if p.emergency and p.risk_points)
    every = tuple(step for r in post.risk_points for step in catalog.risk_points[r].emergency)
    said = post.model_copy(update={"emergency": tuple(f"{step}，喊人" for step in every)})
    assert emergency.blocks(catalog, post)
    assert not emergency.blocks(catalog, said)


def test_steps_are_as_large_as_their_face_allows(catalog: Catalog) -> None:
    post = next(p for s in _sectors(catalog) for p in catalog.posts_of(s) if p.emergency and not p.risk_points)
    sizes = [emergency.card_of(catalog, post.model_copy(update={"emergency": ("撤" * 20,) * n})).faces[0].size for n in (1, 5)]
    assert sizes[0] == emergency.SIZES[0].word
    assert sizes[1] != sizes[0]


def test_sheets_have_room_for_assessments(catalog: Catalog) -> None:
    for post in (post for sector in _sectors(catalog) for post in catalog.duties_of(sector)):
        assert posts.LEAST_RECORDS <= posts.records(catalog, post) <= posts.RECORDS, post.id
        short = post.model_copy(update={"duties": post.duties[:1], "risk_points": (), "ppe": ()})
        assert posts.records(catalog, short) == posts.RECORDS


def test_every_card_has_the_address_to_read_out(catalog: Catalog, jobs: dict[str, pdf.Job]) -> None:
    for sector, job in _of(catalog, jobs, "-posts"):
        assert job.html.count('地　址<i class="long">') == job.html.count('class="face front"'), sector.id
    for sector, job in _of(catalog, jobs, "-small"):
        assert sector.picks or "报警说地址" in job.html, sector.id


def _steps(card: emergency.Card) -> list[str]:
    own = [step for face in card.faces for step in face.own]
    return [*own, *(step for face in card.faces for block in face.blocks for step in block.steps)]


def test_cards_are_true_a6_and_meet_in_duplex(built: Path, catalog: Catalog, jobs: dict[str, pdf.Job]) -> None:
    """As many pages as faces: no text ran over; the cards of two sides have even numbers of faces."""
    for sector, job in _of(catalog, jobs, "-posts"):
        sizes = page_sizes(built / job.path)
        faces = job.html.count('class="face ')
        assert sizes.count(CARD) == faces, sector.id
        assert sizes == [A4] * (len(sizes) - faces) + [CARD] * faces, sector.id
        shown = posts.posts(catalog, sector)
        assert (faces - len(shown["single"])) % 2 == 0, sector.id
        # A sheet a page; the contents take one, or two where there are many posts.
        sheets = len(catalog.duties_of(sector))
        assert sizes.count(A4) - sheets in ((1,) if sheets < MANY_POSTS else (1, 2)), sector.id


def test_cards_on_a4_are_the_same_and_meet_in_duplex(built: Path, catalog: Catalog, jobs: dict[str, pdf.Job]) -> None:
    """Four a sheet, behind each front its own back: what the A6 card says, or the record of exercises."""
    for sector, job in _of(catalog, jobs, "-posts-a4"):
        cards = [*(shown := posts.posts(catalog, sector))["single"], *shown["double"]]
        assert sorted(re.findall(r'id="card-([^"]+)"', job.html)) == sorted(card.post.id for card in cards), sector.id
        text = _said(job)
        assert all(squeezed(step) in text for card in cards for step in _steps(card)), sector.id
        assert set(page_sizes(built / job.path)) == {A4}
        pages = job.html.split('<div class="page">')[1:]
        assert len(pages) == len(page_sizes(built / job.path))
        for front, back in zip(pages[::2], pages[1::2], strict=True):
            places = [dict(re.findall(r'class="slot at(\d)">.*?　([A-Z]{2}-P\d+)', page, re.DOTALL)) for page in (front, back)]
            assert {str(int(place) ^ 1): post for place, post in places[0].items()} == places[1], sector.id


@pytest.mark.parametrize("step", [1, 9])
def test_a_card_of_long_steps_takes_more_faces(catalog: Catalog, step: int) -> None:
    post = next(p for s in _sectors(catalog) for p in catalog.posts_of(s) if p.emergency and p.risk_points)
    long = post.model_copy(update={"emergency": tuple(f"{n}" + "撤" * 98 for n in range(step))})
    card = emergency.card_of(catalog, long)
    assert len(card.faces) > 1
    assert _steps(card)[:step] == list(long.emergency)
    assert [face.start for face in card.faces if face.own] == sorted({face.start for face in card.faces if face.own})


def test_brief_is_the_small_list_of_each_trade(catalog: Catalog) -> None:
    for sector in (s for s in _sectors(catalog) if not s.picks):
        shown = brief.parts(catalog, sector)
        common = [i.id for part in shown if not part.trade for i in part.items]
        for trade in (t.id for t in sector.trades) if sector.trades else (None,):
            own = [i.id for part in shown if part.trade and part.trade == trade for i in part.items]
            assert sorted([*common, *own]) == sorted(i.id for i in catalog.small_list(sector, trade)), (sector.id, trade)


def test_brief_fits_twelve_pages_and_says_every_item(built: Path, catalog: Catalog, jobs: dict[str, pdf.Job]) -> None:
    for sector, job in _of(catalog, jobs, "-small"):
        if sector.picks:
            continue
        assert len(page_sizes(built / job.path)) <= PAGES_OF_BRIEF, sector.id
        text = _said(job)
        for item in (i for part in brief.parts(catalog, sector) for i in part.items):
            assert item.id in text
            assert squeezed(item.statement) in text, item.id


def test_brief_names_every_case_that_adds_items(catalog: Catalog) -> None:
    for sector in (s for s in _sectors(catalog) if not s.picks):
        named = {case.facet.id for case in brief.cases(catalog, sector)}
        small = [i for i in catalog.items_of(sector) if not i.applies.sizes or "small" in i.applies.sizes]
        reached = [i for i in small if not i.applies.trades or set(i.applies.trades) & {t.id for t in sector.trades}]
        assert named == {facet for i in reached for facet in catalog.facets_of(i)}, sector.id
        assert all(case.places for case in brief.cases(catalog, sector)), sector.id


def test_pocket_has_every_grid_point_once(built: Path, catalog: Catalog, jobs: dict[str, pdf.Job]) -> None:
    points = {entry.id: entry.record for entry in catalog.index.all("grid_point")}
    shown = [p.id for group in pocket.groups(catalog) for chapter in group.chapters for p in chapter.points]
    assert sorted(shown) == sorted(points)
    job = jobs["books/pocket.pdf"]
    text = _said(job)
    for point in points.values():
        assert job.html.count(f'id="{point.id}"') == 1
        for said in (point.look, point.ask, point.photo, point.whistle):
            assert squeezed(said or "") in text, point.id
    assert set(page_sizes(built / job.path)) == {CARD}
