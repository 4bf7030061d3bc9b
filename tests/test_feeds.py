"""What a department can subscribe to: the changes in its industries, and the days that it confirmed itself."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import lxml.etree
import pytest
from icalendar import Calendar

from macros import feeds, offices
from macros.catalog import Catalog
from macros.check import check
from tests.conftest import BASE
from tests.project import edit

ATOM = {"a": feeds.ATOM}
REPORT = """reports:
  - id: notice-2026-list
    title: 隐患清单
    section: 二（一）
    who: [department]
    to: 市安委办
    due: 每季度末月30日前
    asks: 查出来的隐患；逐条写，带照片。
    confirmed:
      - department: qz-dengju
        number: '灯安〔2027〕1号'
        days: ['2027-03-30', '2027-06-30']
tasks:
"""


def _catalog(folder: Path, *edits: tuple[str, str, str], before: Catalog | None = None) -> Catalog:
    """The small data set with some places changed."""
    root = Path(shutil.copytree(BASE, folder))
    for file, old, new in edits:
        edit(root, file, old, new)
    index, problems = check(root)
    assert [p for p in problems if p.rule == "confirmed-days"] == []
    return Catalog(index, before)


@pytest.fixture
def confirmed(tmp_path: Path) -> Catalog:
    return _catalog(tmp_path / "c", ("data/campaign/documents/notice-2026.yml", "tasks:\n", REPORT))


def test_no_confirmation_no_calendar(catalog: Catalog, built: Path) -> None:
    """Today nothing in data/ is confirmed, and no page links to a calendar."""
    held = {one.department for e in catalog.index.all("report") for one in e.record.confirmed}
    made = {path for path, _ in feeds.files(catalog)}
    assert {path for path in made if path.endswith(".ics")} == {f"departments/{id_}/duties.ics" for id_ in held}
    for department in catalog.departments:
        text = (built / f"departments/{department}/index.html").read_text(encoding="utf-8")
        assert ("duties.ics" in text) == (department in held) == (built / f"departments/{department}/duties.ics").is_file()


def test_a_calendar_holds_the_confirmed_days_alone(confirmed: Catalog) -> None:
    made = dict(feeds.files(confirmed))
    assert {path for path in made if path.endswith(".ics")} == {"departments/qz-dengju/duties.ics"}
    data = made["departments/qz-dengju/duties.ics"]
    assert data == dict(feeds.files(confirmed))["departments/qz-dengju/duties.ics"]
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    events = list(Calendar.from_ical(data).walk("VEVENT"))
    assert [e.decoded("dtstart") for e in events] == [date(2027, 3, 30), date(2027, 6, 30)]
    assert len({str(e["uid"]) for e in events}) == 2
    assert all(str(e["summary"]) == "报送：隐患清单" for e in events)
    assert "查出来的隐患；逐条写，带照片。" in str(events[0]["description"])
    assert "灯安〔2027〕1号确认" in str(events[0]["description"])
    assert all("rrule" not in e for e in events)


def test_the_page_links_to_what_is_there(confirmed: Catalog) -> None:
    found = {page.path: page.html for page in offices.pages(confirmed)}
    assert 'href="duties.ics"' in found["departments/qz-dengju/"]
    assert "2 个期限" in found["departments/qz-dengju/"]
    assert "duties.ics" not in found["departments/qz-shengju/"]


def test_a_feed_tells_the_changes_of_its_own_industries(base_catalog: Catalog, tmp_path: Path) -> None:
    """Of the first edition how much there is; of the next one what changed; nothing for who has nothing."""
    first = _entries(base_catalog, "qz-dengju")
    assert [title for title, _ in first] == [
        f"纸灯制作：{base_catalog.edition.title}，第一版，{len(base_catalog.items_of(base_catalog.sectors['lamp']))} 条"
    ]
    items = "data/industries/lamp/items.yml"
    after = _catalog(tmp_path / "next", (items, "胶桶用后随手盖紧", "胶桶用后随手盖严"), before=base_catalog)
    ((title, said),) = _entries(after, "qz-dengju")
    assert "1 条" in title
    assert "ZD-0" in said
    assert _entries(_catalog(tmp_path / "same", before=base_catalog), "qz-dengju") == []


def _entries(c: Catalog, department: str) -> list[tuple[str, str]]:
    feed = lxml.etree.fromstring(dict(feeds.files(c))[f"departments/{department}/feed.atom"])
    return [(e.findtext("a:title", "", ATOM), e.findtext("a:content", "", ATOM)) for e in feed.findall("a:entry", ATOM)]


def test_every_feed_is_whole(built: Path, catalog: Catalog) -> None:
    """What RFC 4287 asks of a feed and an entry; ids are its own, links lead to files."""
    ids: list[str] = []
    for department in catalog.departments:
        place = built / f"departments/{department}"
        feed = lxml.etree.parse(place / "feed.atom").getroot()
        assert feed.tag == f"{{{feeds.ATOM}}}feed"
        ids.append(feed.findtext("a:id", "", ATOM))
        for node in (feed, *feed.findall("a:entry", ATOM)):
            assert all(node.findtext(f"a:{name}", "", ATOM) for name in ("id", "title", "updated"))
            assert all((place / link.get("href", "")).exists() for link in node.findall("a:link", ATOM))
        assert feed.findtext("a:updated", "", ATOM) == f"{catalog.edition.date}T00:00:00+08:00"
        assert 'href="feed.atom"' in (place / "index.html").read_text(encoding="utf-8") or not offices.industries_of(
            catalog, catalog.departments[department]
        )
    assert len(set(ids)) == len(ids) > 10
