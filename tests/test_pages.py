"""What each kind of page offers to those who come for it: links within one tap, numbers as drawn, large type, printing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import cssselect2
import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from macros import offices, pictures
from macros.catalog import Catalog
from macros.downloads import downloads, form_files
from macros.models.item import Item
from macros.pages import PARTS
from tests.project import flaws, pdf_text, squeezed

# One page of each kind; the parts of an industry from the smallest, since axe takes its time over long pages.
KINDS = (
    "", "industries/", "industries/building-materials/", "industries/airport/", "venues/", "venues/small-restaurant/",
    *(f"venues/small-restaurant/{part}/" for part in PARTS), "grid/", "departments/", "departments/qz-yingji/",
    "departments/na-gongxin/", "standards/", "standards/gongmao-zhongda-10/", "campaign/assignments/", "campaign/targets/",
    "campaign/documents/", "campaign/documents/nanan-2025/", "campaign/methods/", "campaign/methods/four-colours/", "forms/",
    "forms/quarterly-1/", "forms/notice-2025/", "modules/", "modules/general/", "glossary/", "contributing/", "fields/", "items/",
    "items/JC-0001/", "items/JC-0013/",
)  # fmt: skip
# As tall as the side navigation, for what a scrolled list hides is not too small.
SIZES = ((1280, 2000), (390, 844))
LARGE = "localStorage.setItem('anbiao.large', '1')"


def _tree(built: Path, path: str) -> Any:
    return lxml.html.document_fromstring((built / path / "index.html").read_bytes())


def _all(tree: Any, selector: str) -> list[Any]:
    return [found.etree_element for found in cssselect2.ElementWrapper.from_html_root(tree).query_all(selector)]


def _text(element: Any) -> str:
    return squeezed(element.text_content())


def _leads(built: Path, path: str) -> set[str]:
    """Where the links of a page's own text lead, from the site's root."""
    root = (built / path).resolve()
    (article,) = _all(_tree(built, path), "article")
    hrefs = [a.get("href") for a in _all(article, "a[href]")]
    found = {(str((root / href.partition("#")[0]).resolve().relative_to(built.resolve())), href) for href in hrefs}
    return {target + (f"#{href.partition('#')[2]}" if "#" in href else "") for target, href in found}


def test_home_says_what_it_is_and_where_to_go(built: Path, catalog: Catalog) -> None:
    leads = _leads(built, "")
    assert {"industries", "departments", "grid"} <= leads
    assert {f"{catalog.kind(s)}/{s.id}" for s in catalog.sectors.values()} <= leads
    text = _text(_all(_tree(built, ""), "article")[0])
    for sector in catalog.sectors.values():
        said = f"{len(catalog.items_of(sector))}条" if catalog.has_content(sector) else "编制中"
        assert squeezed(sector.title) + said in text, sector.id
    assert f"新增{sum(i.change == 'added' for i in catalog.items.values())}条" in text
    assert ("部门审定了的" in text) == any(catalog.reviews(s) for s in catalog.sectors.values())


def test_home_groups_industries_by_their_department(built: Path, catalog: Catalog) -> None:
    found = {
        _all(part, "h3")[0].get("id"): [a.get("href") for a in _all(part, "li a")]
        for part in _all(_tree(built, ""), ".leads section")
    }
    assert found == {d.id: [f"industries/{s.id}/" for s in sectors] for d, sectors in catalog.by_lead()}


def test_all_of_an_industry_is_one_tap_away(built: Path, catalog: Catalog) -> None:
    for sector in catalog.sectors.values():
        root = f"{catalog.kind(sector)}/{sector.id}"
        leads = _leads(built, root)
        assert {d.path for d in downloads(catalog, sector)} <= leads, sector.id
        assert {f"forms/{f}" for f in sector.forms} <= leads
        assert {d.path for f in sector.forms for d in form_files(catalog.forms[f])} <= leads
        assert {f"standards/{s}" for s in (*sector.criteria, *sector.basis)} <= leads
        assert {f"modules/{m}" for m in sector.modules} <= leads
        if catalog.has_content(sector):
            assert {f"{root}/{part}" for part in ("checklist", "guide", "criteria", "grid")} <= leads
            assert {f"{root}/workshops#{w.id}" for w in catalog.workshops_of(sector)} <= leads
            assert {f"{root}/posts#{w.id}" for w in catalog.posts_of(sector)} <= leads
            assert f"{root}/risks" in leads or not catalog.risk_points_of(sector)
            assert f"{root}/cases" in leads or not sector.criteria


def test_every_file_of_an_industry_says_its_size(built: Path, catalog: Catalog) -> None:
    sector = catalog.industries["building-materials"]
    lines = _all(_tree(built, "industries/building-materials"), ".downloads li")
    said = {a.get("href").removeprefix("../../"): _text(li) for li in lines for a in _all(li, "a")}
    for file in downloads(catalog, sector):
        assert re.search(r"\d+页，\d+KB" if file.path.endswith(".pdf") else r"\d+KB", said[file.path]), file.path


def test_matrix_counts_each_item_once(built: Path, catalog: Catalog) -> None:
    for sector in filter(catalog.has_content, catalog.sectors.values()):
        (table,) = _all(_tree(built, f"{catalog.kind(sector)}/{sector.id}"), "table.matrix")
        cells = [int(a.text) for a in _all(table, "tbody td a")]
        feet = [int(td.text) for td in _all(table, "tfoot td")]
        assert sum(cells) == sum(feet) == len(catalog.items_of(sector))
        shades = {int(td.get("class")[-1]) for td in _all(table, "tbody td") if _all(td, "a")}
        assert min(shades) >= 1
        assert max(shades) == pictures.SHADES


def test_colours_are_drawn_as_long_as_their_numbers(catalog: Catalog) -> None:
    for sector in filter(catalog.has_content, catalog.sectors.values()):
        points = catalog.risk_points_of(sector)
        found = pictures.colours(catalog, points)
        assert [p for colour in found for p in colour.points] == sorted(points, key=lambda p: _rank(catalog, p.level))
        ends = [(x.start, x.start + x.length) for x in found]
        assert [end for _, end in ends] == pytest.approx([*(start for start, _ in ends[1:]), 100])
        assert [x.length for x in found] == pytest.approx([100 * len(x.points) / len(points) for x in found])


def _rank(c: Catalog, level: str) -> int:
    return [t.id for t in c.vocab["risk-levels"].values].index(level)


def test_time_line_stands_where_the_dates_are(built: Path, catalog: Catalog) -> None:
    document = catalog.documents["nanan-2025"]
    axis = pictures.axis(document.stages)
    assert axis
    assert axis.years == [(0.0, 2025)]
    assert [(round(at * 365), no) for at, no, _ in axis.marks] == [(24, 1), (89, 2), (272, 3), (333, 4), (364, 5)]
    (drawn,) = _all(_tree(built, "campaign/documents/nanan-2025"), ".axis svg")
    assert all(f"{s.title} {s.deadline}" in drawn.get("aria-label") for s in document.stages)
    assert pictures.axis(document.stages[:1]) is None


def test_department_lists_exactly_what_is_its_own(built: Path, catalog: Catalog) -> None:
    for d in catalog.departments.values():
        tree = _tree(built, f"departments/{d.id}")
        rows = [[_text(td) for td in _all(tr, "td")][:2] for tr in _all(tree, "table.rows tbody tr")]
        assert rows == [[catalog.label("jurisdictions", t.jurisdiction), str(r.no)] for t, r in catalog.rows_of(d)], d.id
        industries = [a.get("href").split("/")[-2] for a in _all(tree, "table.mine tbody td:first-child a")]
        assert sorted(industries) == sorted({i for _, r in catalog.rows_of(d) for i in r.industries})
        drafts = [catalog.is_draft(catalog.industries[i]) for i in industries]
        assert drafts == sorted(drafts, reverse=True)
        gaps = [_text(li) for li in _all(tree, "table.mine details li")]
        assert sorted(gaps) == sorted(squeezed(g) for i in industries for g in catalog.industries[i].gaps)


def test_department_is_asked_for_the_papers_of_its_own_documents(built: Path, catalog: Catalog) -> None:
    asked = {d.id: [doc.id for doc, _ in offices.papers_of(catalog, d)] for d in catalog.departments.values()}
    assert asked["qz-yingji"] == ["fujian-2017", "quanzhou-2021"]
    assert sorted(asked["na-gongxin"]) == ["fujian-2017", "nanan-2025", "nanan-lookback-2024"]
    for d, documents in asked.items():
        rows = [_text(tr) for tr in _all(_tree(built, f"departments/{d}"), "table.papers tbody tr")]
        wanted = [r for x in documents for r in catalog.documents[x].reports if "department" in r.who]
        assert len(rows) == len(wanted)
        assert all(squeezed(r.title + r.due) in row for r, row in zip(wanted, rows, strict=True))


def _values(c: Catalog, item: Item) -> Iterator[str]:
    """The text of every field of an item that is not empty."""
    yield from (
        item.id,
        item.title,
        item.statement,
        item.problem,
        item.evidence,
        item.remedy.how,
        item.updated,
        f"第{item.revision}次",
    )
    yield from (c.label("methods", m) for m in item.method)
    yield from (c.cite(c.standards[b.std]) + (b.clause or "") for b in item.basis)
    yield from (c.label("hazards", item.hazard), c.label("remedies", item.remedy.kind), c.label("changes", item.change))
    yield from (c.risk_points[r].title for r in item.controls)
    for tier, duty in item.tiers.items():
        yield c.label("tiers", tier) + c.label("frequencies", duty.frequency) + "·" + c.label("roles", duty.role)
    yield c.element(item).label
    yield from (c.label("sizes", s) for s in item.applies.sizes)
    yield from (c.trade(t).title for t in item.applies.trades)
    yield from (c.label("facets", f) for f in item.applies.facets)
    if item.retired:
        yield from (item.retired.reason, item.retired.edition, *(f"{s}{c.items[s].title}" for s in item.retired.successors))


def test_item_page_says_all_of_its_record(built: Path, catalog: Catalog) -> None:
    for item in catalog.items.values():
        text = _text(_all(_tree(built, f"items/{item.id}"), "main")[0])
        missing = [value for value in _values(catalog, item) if squeezed(value) not in text]
        assert not missing, item.id


def test_item_page_is_light(built: Path) -> None:
    assert max(file.stat().st_size for file in built.glob("items/*/index.html")) <= 15_000


def test_item_page_leads_to_all_that_uses_it(built: Path, catalog: Catalog) -> None:
    rest: dict[str, set[str]] = {}
    for entry in catalog.index.all("guide", "criterion", "grid_point"):
        for one in entry.record.rests_on:
            rest.setdefault(one.item, set()).add(entry.id)
    for item in catalog.items.values():
        hrefs = [a.get("href") for a in _all(_tree(built, f"items/{item.id}"), "main a")]
        assert rest.get(item.id, set()) <= {href.rpartition("#")[2] for href in hrefs}, item.id
        used = [s for s in catalog.sectors_of(item) if catalog.has_content(s) and not item.retired]
        assert {f"../../{catalog.kind(s)}/{s.id}/checklist/#{item.id}" for s in used} <= set(hrefs)
        for successor in item.retired.successors if item.retired else ():
            assert any(a.get("href") == f"../../items/{item.id}/" for a in _all(_tree(built, f"items/{successor}"), "main a"))


def test_neighbours_lead_there_and_back_through_all(built: Path, catalog: Catalog) -> None:
    """From the first item of a part, «下一条» visits each live item of the part once, and «上一条» undoes each step."""
    steps = {}
    for item in catalog.items.values():
        tree = _tree(built, f"items/{item.id}")
        found = {a.get("rel"): a.get("href").split("/")[-2] for a in _all(tree, "nav a")}
        steps[item.id] = (found.get("prev"), found.get("next"))
    for owner in (*catalog.modules, *catalog.sectors):
        live = {e.id for e in catalog.index.owned("item", owner) if not e.record.retired}
        first = [i for i in live if steps[i][0] is None]
        assert len(first) == bool(live), owner
        seen, at = [], first[0] if first else None
        while at:
            after = steps[at][1]
            assert after is None or steps[after][0] == at
            seen.append(at)
            at = after
        assert sorted(seen) == sorted(live)
    assert all(steps[i.id] == (None, None) for i in catalog.items.values() if i.retired)


def test_clauses_name_exactly_the_items_that_rest_on_them(built: Path, catalog: Catalog) -> None:
    for standard in catalog.standards.values():
        tree = _tree(built, f"standards/{standard.id}")
        for no in [x.no for x in standard.clauses] + [x.no for x in standard.cases]:
            (section,) = [s for s in _all(tree, "section.clause") if _text(_all(s, "h3 a")[0]) == squeezed(no)]
            assert {_text(i) for i in _all(section, ".id")} == {i.id for i in catalog.citing(standard.id, no)}


def test_standards_are_narrowed(browser: Browser, address: str, catalog: Catalog) -> None:
    page = browser.new_page()
    page.goto(address + "standards/")
    rows = page.locator("table.standards tbody tr:visible")
    assert rows.count() == len(catalog.standards)
    page.check("[name=used]")
    assert rows.count() == sum(bool(catalog.cited_count(s)) for s in catalog.standards)
    page.uncheck("[name=used]")
    page.check("[name=current]")
    assert rows.count() == sum(not catalog.is_superseded(s) for s in catalog.standards)
    page.select_option("[name=kind]", "law")
    assert rows.count() == sum(s.kind == "law" and not catalog.is_superseded(s.id) for s in catalog.standards.values())
    assert page.locator("section[data-kind]:visible").count() == 1
    page.select_option("[name=kind]", "")
    page.fill("[name=text]", "gb 33000")
    assert rows.all_inner_texts() != []
    assert all("33000" in line for line in rows.all_inner_texts())
    page.close()


def _columns(page: Page) -> list[list[int]]:
    """The numbers of the towns' table, column by column, as the rows stand now; the merged cell belongs to no town."""
    script = """table => [...table.tBodies[0].rows].map(row =>
      [...row.querySelectorAll('td:not([rowspan])')].map(cell => parseInt(cell.firstChild.textContent)))"""
    rows: list[list[int]] = page.locator("#towns ~ table").first.evaluate(script)
    return [list(column) for column in zip(*rows, strict=True)]


def test_targets_are_sorted_by_keyboard_and_finger(browser: Browser, address: str, catalog: Catalog) -> None:
    page = browser.new_page()
    page.goto(address + "campaign/targets/")
    towns = catalog.target_tables["towns"].targets
    table = page.locator("#towns ~ table").first
    table.get_by_role("button", name="企业底数").focus()
    page.keyboard.press("Enter")
    down = sorted((t.values["enterprises"] for t in towns), reverse=True)
    assert _columns(page)[1] == down
    assert table.locator("th[aria-sort=descending]").inner_text().startswith("企业底数")
    merged = table.locator("tbody tr:first-child td[rowspan]")
    assert merged.count() == table.locator("td[rowspan]").count() == 1
    assert merged.evaluate("cell => cell.cellIndex") == 3
    page.keyboard.press("Space")
    assert _columns(page)[1] == down[::-1]
    table.get_by_role("button", name="达标岗位数").click()
    assert _columns(page)[4] == sorted((t.values["posts"] for t in towns), reverse=True)
    assert table.locator("th[aria-sort]").count() == 1
    names = {t.name: t.values["posts"] for t in towns}
    assert [names[name] for name in table.locator("tbody th").all_inner_texts()] == _columns(page)[4]
    table.get_by_role("button", name="序号").click()
    assert _columns(page)[0] == list(range(1, len(towns) + 1))
    page.close()


def test_bars_are_as_long_as_their_numbers(browser: Browser, address: str, catalog: Catalog) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + "campaign/targets/")
    drawn = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('table.targets tbody tr')].map(row =>
      [row.id, [...row.querySelectorAll('.bar')].map(bar =>
        bar.firstElementChild.getBoundingClientRect().width / bar.getBoundingClientRect().width)]))""")
    page.close()
    for table in catalog.target_tables.values():
        tops = pictures.tops(table)
        for row in table.targets:
            wanted = [row.values[x.id] / tops[x.id] for x in table.columns if x.merged is None and x.id in row.values]
            assert drawn[row.id] == pytest.approx(wanted, abs=0.002), row.id


def test_large_type_is_kept_on_the_device(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    small = page.evaluate(size)
    button = page.get_by_role("button", name="大字")
    button.click()
    assert page.evaluate(size) >= 1.25 * small
    for path in ("grid/", "items/JC-0001/"):
        page.goto(address + path)
        assert button.get_attribute("aria-pressed") == "true"
        assert page.evaluate("document.documentElement.className.split(' ').includes('large')")
    assert context.cookies() == []
    button.focus()
    page.keyboard.press("Enter")
    page.goto(address)
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate(size) == small
    context.close()


def test_large_type_fits_a_phone_on_every_kind_of_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(LARGE)
    page = context.new_page()
    for path in KINDS:
        answer = page.goto(address + path)
        assert answer
        assert answer.ok, path
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 24, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    context.close()


def test_grid_pages_are_large_by_themselves_and_for_thumbs(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address + "venues/small-restaurant/grid/")
    assert page.locator(".gridpoints dd").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 19
    page.locator(".contents summary").click()
    touched = page.locator(".contents summary, .field .jump a, .gridpoints .rests a").all()
    page.goto(address + "grid/")
    assert len(touched) > 10
    assert all((box := tile.bounding_box()) and box["height"] >= 44 for tile in page.locator(".tiles a").all())
    page.goto(address + "venues/small-restaurant/grid/")
    page.locator(".contents summary").click()
    assert all((box := one.bounding_box()) and box["height"] >= 44 for one in touched)
    page.close()


@pytest.mark.parametrize("path", KINDS)
def test_accessible(browser: Browser, address: str, path: str) -> None:
    """axe finds nothing, light and dark, on a desk and in the hand."""
    for scheme, (width, height) in product(("light", "dark"), SIZES):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        # In the dark only colours differ; the rest is slow to look at again.
        rules = [] if scheme == "light" else ["color-contrast"]
        assert flaws(page, *rules) == [], (scheme, width)
        context.close()


def test_printing_leaves_out_what_is_to_be_clicked(browser: Browser, address: str, tmp_path: Path, catalog: Catalog) -> None:
    """A printed page begins with its title and says its edition; no tab, button or neighbour is on it."""
    page = browser.new_page()
    edition = squeezed(f"{catalog.edition.title}·{catalog.label('states', catalog.edition.state)}")
    for path in KINDS:
        page.goto(address + path)
        clicked = [squeezed(text) for text in page.locator(".md-tabs, main > nav").all_inner_texts()]
        title = squeezed(page.locator("h1").inner_text())
        file = tmp_path / "page.pdf"
        page.pdf(path=file, format="A4")
        text = squeezed(pdf_text(file))
        assert text[: text.index(title)] in {"", edition}, path
        assert edition in text, path
        assert all(words and words not in text for words in clicked), path
    page.close()
