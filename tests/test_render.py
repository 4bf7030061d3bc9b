"""Pure renderers: facts of their output, without building a site."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
from pathlib import Path

import pytest
from markupsafe import Markup

from macros import books, cells, checklist, csp, pages, qr, templates
from macros.catalog import Catalog
from macros.check import check
from macros.index import Index
from macros.models.form import Column, Line, Part, Row
from macros.models.item import Retired
from macros.navigation import safe
from tests.conftest import BASE
from tests.project import squeezed


def _with_retired(catalog: Catalog, item: str, successor: str) -> Catalog:
    """The catalog in which one item has retired in favour of another."""
    gone = Retired(reason="规则换了", edition="2026-1", successors=(successor,))
    entries = [
        dataclasses.replace(e, record=e.record.model_copy(update={"retired": gone, "change": "retired"}))
        if e.kind == "item" and e.id == item
        else e
        for e in catalog.index.entries
    ]
    return Catalog(Index(entries))


def test_a_retired_item_keeps_its_page_and_leaves_the_lists(catalog: Catalog) -> None:
    after = _with_retired(catalog, "JC-0001", "JC-0002")
    page = dict(pages.item_pages(after))["items/JC-0001/index.html"]
    assert "本条已停用：规则换了" in page
    assert 'href="../../items/JC-0002/"' in page
    stone = after.industries["building-materials"]
    assert "JC-0001" not in [i.id for i in after.items_of(stone)]
    assert all("JC-0001" not in [i.id for i in after.reached(stone, p)] for p in after.posts_of(stone))
    assert "JC-0001" in after.items


def test_reach_goes_through_the_risk_point(catalog: Catalog) -> None:
    stone = catalog.industries["building-materials"]
    for post in catalog.posts_of(stone):
        found = catalog.reached(stone, post)
        assert all("post" in i.tiers and set(i.controls) & set(post.risk_points) for i in found)
        missed = [
            i for i in catalog.items_of(stone) if i not in found and "post" in i.tiers and set(i.controls) & set(post.risk_points)
        ]
        assert all(i.applies.trades and not set(i.applies.trades) & set(post.trades) for i in missed)


def test_what_is_asked_of_workshops_and_of_no_one_risk_is_asked_in_each(catalog: Catalog) -> None:
    stone = catalog.industries["building-materials"]
    tidy = {i.id for i in catalog.items_of(stone) if set(i.tiers) == {"workshop"} and not i.controls}
    assert "WS-0003" in tidy
    assert all(tidy <= {i.id for i in catalog.reached(stone, place)} for place in catalog.workshops_of(stone))


def test_superseded_is_judged_at_the_editions_date(catalog: Catalog) -> None:
    assert catalog.is_superseded("gbt-33000-2016")
    assert not catalog.is_superseded("gbt-33000-2025")
    # The 2026 edition of this guide is published and takes effect only on 2027-02-01, after this edition.
    assert not catalog.is_superseded("gbt-13869-2017")


def test_every_industry_of_the_city_has_a_lead(catalog: Catalog) -> None:
    assert len(catalog.industries) == 46
    assert all(catalog.leads_of(i) for i in catalog.industries.values())
    assert [d.name for d in (catalog.departments[x] for x in catalog.table("quanzhou").assignments[42].departments)] == [
        "泉州港口发展中心", "湄洲湾港口发展中心",
    ]  # fmt: skip


def test_titles_are_safe_for_templates_and_macros() -> None:
    assert safe("</title>{{ 1+1 }}\"'") == "&lt;/title&gt;&#123;&#123; 1+1 &#125;&#125;&quot;&#x27;"


def test_policy_needs_its_place_and_hashes_each_script() -> None:
    with pytest.raises(ValueError, match="no place"):
        csp.seal("<head></head>")
    page = csp.seal(f'{csp.MARK}<script>a()</script><script src="x.js"></script><script type="application/json">{{}}</script>')
    assert page.count("sha256-") == 1
    assert "unsafe" not in page


def test_code_is_drawn_only_with_an_address() -> None:
    assert qr.maker("", "2026-1")("JC-0001") == Markup("")
    assert "<svg" in qr.maker("https://a.example/", "2026-1")("JC-0001")
    assert qr.address("https://a.example/", "2026-1", "JC-0001") == "https://a.example/items/JC-0001/?e=2026-1"


def _part() -> Part:
    grades = Column(
        id="grades",
        label="等级",
        columns=(Column(id="one", label="一级", per_line=True), Column(id="two", label="二级", per_line=True)),
    )
    columns = (
        Column(id="who", label="单位", row=1),
        Column(id="kind", label="类型", per_line=True),
        grades,
        Column(id="sum", label="合计"),
    )
    lines = (Line(cells={"kind": "国标"}), Line(cells={"kind": "地标"}, merged=(("one", "two"),)))
    return Part(columns=columns, rows=(Row(label="市直单位", lines=lines),), blank_rows=1)


def test_form_cells_span_as_printed() -> None:
    part = _part()
    assert [[(h.label, h.leaves, h.depth) for h in row] for row in cells.heads(part.columns)] == [
        [("单位", 1, 2), ("类型", 1, 2), ("等级", 2, 1), ("合计", 1, 2)],
        [("一级", 1, 1), ("二级", 1, 1)],
    ]
    assert [[(b.text, b.lines, b.leaves, b.head) for b in row] for row in cells.body(part)] == [
        [("市直单位", 2, 1, True), ("国标", 1, 1, False), ("", 1, 1, False), ("", 1, 1, False), ("", 2, 1, False)],
        [("地标", 1, 1, False), ("", 1, 2, False)],
        [("", 1, 1, False)] * 5,
    ]


def test_rows_inside_rows_have_their_names_where_the_columns_say() -> None:
    """A point spans its checks, a group spans its points, and the group's name may stand behind a number."""
    columns = (
        Column(id="no", label="序号", per_line=True), Column(id="group", label="项目", row=1),
        Column(id="point", label="内容", row=2), Column(id="check", label="细则", per_line=True), Column(id="note", label="备注"),
    )  # fmt: skip
    lines = tuple(Line(cells={"no": str(n), "check": f"查{n}"}) for n in (1, 2))
    group = Row(label="组", rows=(Row(label="甲", no=1, lines=lines), Row(label="乙", no=2, lines=(Line(none=("note",)),))))
    rows = cells.body(Part(columns=columns, rows=(group,)))
    assert [[(b.text, b.lines, b.head, b.column is not None) for b in row] for row in rows] == [
        [("1", 1, False, False), ("组", 3, True, False), ("1. 甲", 2, True, False), ("查1", 1, False, False), ("", 2, False, True)],
        [("2", 1, False, False), ("查2", 1, False, False)],
        [("", 1, False, True), ("2. 乙", 1, True, False), ("", 1, False, True), ("—", 1, False, False)],
    ]


def test_check_needs_a_data_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check(tmp_path)


def test_the_whole_book_says_its_duties_cases_and_lengths(catalog: Catalog) -> None:
    """Every duty, emergency step and case that belongs to the industry, what is open, and how long its lists are."""
    sector = catalog.industries["building-materials"]
    job = next(j for j in books.jobs(catalog, "") if j.path == "books/building-materials.pdf")
    text = squeezed(html.unescape(re.sub(r"<[^>]+>", "", job.html)))
    said = [d.text for post in catalog.duties_of(sector) for d in post.duties]
    said += [step for post in catalog.duties_of(sector) for step in post.emergency]
    said += [step for guide in catalog.guides_of(sector) for step in guide.steps]
    said += [answer.case.gist for _, rows in checklist.answers(catalog, sector) for answer in rows if answer.items]
    said += [one.reason for one in sector.not_applicable]
    said += [s.open_cases for s, _ in checklist.answers(catalog, sector) if s.open_cases]
    said += [f"{x.least}条{x.most}条" for x in checklist.lengths(catalog, sector)]
    assert len(said) > 500
    assert [one for one in said if squeezed(one) not in text] == []


def test_permit_checks_stand_once_and_all_others_in_their_workshop(catalog: Catalog) -> None:
    sector = catalog.industries["building-materials"]
    job = next(j for j in books.jobs(catalog, "") if j.path == "books/building-materials-workshops.pdf")
    assert job.html.count(">YX-0003<") == 1
    assert job.html.count(">YD-0014<") > 10
    assert all(place.title in job.html for place in catalog.workshops_of(sector))


def test_a_shop_is_asked_only_what_it_picks_of_modules(base_catalog: Catalog, tmp_path: Path) -> None:
    """Items, list and item page agree; guides and grid points of the modules stay away, their risk points come along."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "data/industries/rope/industry.yml"
    file.write_text(file.read_text(encoding="utf-8") + "picks: [GY-0002]\n", encoding="utf-8")
    index, problems = check(tmp_path)
    assert problems == []
    c = Catalog(index)
    rope, item = c.sectors["rope"], c.items["GY-0002"]
    assert [i.id for i in base_catalog.items_of(base_catalog.sectors["rope"])] == ["GY-0001", "GY-0002"]
    assert [i.id for i in c.items_of(rope)] == ["GY-0002"]
    assert [i.id for group in checklist.groups(c, rope) for i in group.items] == ["GY-0002"]
    assert [s.id for s in c.sectors_of(item)] == ["lamp", "rope"]
    assert [s.id for s in c.sectors_of(c.items["GY-0001"])] == ["lamp"]
    assert {r.id for r in c.risk_points_of(rope)} == set(item.controls)
    assert c.guides_of(rope) == []
    assert c.grid_of(rope) == []


def test_who_checks_is_said_as_the_industry_says_it(catalog: Catalog) -> None:
    home, stone = catalog.industries["elderly-care"], catalog.industries["building-materials"]
    assert catalog.role(home, "workshop-head") == "部门负责人"
    assert catalog.role(stone, "workshop-head") == "车间负责人"
    assert catalog.role(home, "electrician") == "电工"


def test_ids_that_count_on_are_drawn_together() -> None:
    assert (
        templates.runs(["FH-0001", "FH-0002", "FH-0003", "FH-0007", "TY-0008", "TY-0009"])
        == "FH-0001～0003、FH-0007、TY-0008～0009"
    )
    assert templates.runs(["XF-0099", "XF-0100"]) == "XF-0099～0100"
    assert templates.runs([]) == ""
