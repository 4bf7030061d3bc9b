"""Step 4, render feeds: of each department the changes in its industries (Atom), and the days that it confirmed (iCalendar). Pure.

A day enters the calendar only where the data name the paper by which the department confirmed it: never one that is reckoned.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event
from lxml import etree
from lxml.builder import ElementMaker

from macros import amendment, offices
from macros.catalog import Catalog
from macros.models.campaign import Confirmed, Department, Report
from macros.models.industry import Industry

ATOM = "http://www.w3.org/2005/Atom"
_E = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
_ZONE = timezone(timedelta(hours=8))
_SITE = "https://anbiao.invalid/"  # only to make identifiers from, the same wherever the site stands


def files(c: Catalog) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) beside the page of each department; a calendar only where there is a day."""
    for department in c.departments.values():
        yield f"departments/{department.id}/feed.atom", atom(c, department)
        if confirmed(c, department):
            yield f"departments/{department.id}/duties.ics", calendar(c, department)


def confirmed(c: Catalog, department: Department) -> list[tuple[Report, Confirmed]]:
    """What it owes by days that it has confirmed."""
    reports = [report for _, found in offices.papers_of(c, department) for report in found]
    return [(report, one) for report in reports for one in report.confirmed if one.department == department.id]


def atom(c: Catalog, department: Department) -> bytes:
    """One entry for each of its industries that has content and something to say of this edition."""
    told = [(s, said) for s in offices.industries_of(c, department) if c.has_content(s) and (said := _said(c, s))]
    feed = _E.feed(
        _E.id(_urn(department.id)), _E.title(f"{department.title}：行业修订"), _E.updated(_moment(c)), _E.author(_E.name("安标")),
        _E.link(rel="self", href="feed.atom", type="application/atom+xml"), _E.link(href="./", type="text/html"),
        *(_entry(c, sector, said) for sector, said in told),
    )  # fmt: skip
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    out: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return out


def _entry(c: Catalog, sector: Industry, said: list[str]) -> etree._Element:
    page = f"../../{c.kind(sector)}/{sector.id}/changes/"
    return _E.entry(
        _E.id(_urn(sector.id, c.edition.id)), _E.title(f"{sector.title}：{c.edition.title}，{said[0]}"), _E.updated(_moment(c)),
        _E.link(href=page, type="text/html"), _E.content("\n".join(said), type="text"),
    )  # fmt: skip


def _said(c: Catalog, sector: Industry) -> list[str]:
    """The counts, then what changed, line by line; of a first edition how much there is; nothing where nothing changed."""
    found = amendment.since(c, sector)
    if not found:
        return [f"第一版，{len(c.items_of(sector))} 条"]
    if not found.changes and not found.others:
        return []
    return [found.counts(), *(f"{found.label(change.kind)}　{change.id} {change.title}" for change in found.changes)]


def calendar(c: Catalog, department: Department) -> bytes:
    """A whole-day event for each confirmed day; bytes are the same in every run."""
    out = Calendar()
    out.add("prodid", "-//anbiao//anbiao//ZH")
    out.add("version", "2.0")
    out.add("x-wr-calname", f"{department.title}：要报的材料")
    for report, one in confirmed(c, department):
        for day in one.days:
            out.add_component(_event(c, report, one, date.fromisoformat(day)))
    found: bytes = out.to_ical()
    return found


def _event(c: Catalog, report: Report, one: Confirmed, day: date) -> Event:
    event = Event()
    event.add("uid", _urn(report.id, one.department, day.isoformat()))
    event.add("dtstamp", _start(c).astimezone(UTC))
    event.add("dtstart", day)
    event.add("summary", f"报送：{report.title}")
    event.add("description", f"报给{report.to}。{report.asks}\n期限由{c.departments[one.department].title}{one.number}确认。")
    event.add("transp", "TRANSPARENT")
    return event


def _urn(*names: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, _SITE + '/'.join(names))}"


def _start(c: Catalog) -> datetime:
    """The edition's day where it is made."""
    return datetime.combine(date.fromisoformat(c.edition.date), datetime.min.time(), _ZONE)


def _moment(c: Catalog) -> str:
    return _start(c).isoformat()
