"""Step 4, render checks: catalog -> data/check/: what the self-check page asks, a file for each industry. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from macros import applies, checklist
from macros.catalog import Catalog
from macros.models.form import Form, points
from macros.models.industry import Criterion, GridPoint, Industry
from macros.models.item import Item
from macros.models.registry import Term
from macros.pages import PARTS

FORMAT = "anbiao-sheets"
LOOKBACK = "lookback"
# Word list of the answers by kind of sheet.
_ANSWERS = {"checklist": "check-answers", "criteria": "check-answers", "grid": "grid-answers", LOOKBACK: "check-answers"}

Row = dict[str, Any]


def files(c: Catalog) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the index and of the sheets of every industry that is written, then of the look-back forms."""
    made = {s.id: _file(c, _sector(c, s), _sheets(c, s)) for s in c.sectors.values() if c.has_content(s)}
    if c.lookbacks:
        head = {
            "id": LOOKBACK,
            "title": "“回头看”",
            "kind": LOOKBACK,
            **{key: [] for key in ("trades", "workshops", "sizes", "facets")},
        }
        made[LOOKBACK] = _file(c, {**head, "tiers": {}}, (_lookback(c, f) for f in c.lookbacks))
    yield "data/check/index.json", _json(_index(c, list(made.values())))
    yield from ((f"data/check/{name}.json", _json(one)) for name, one in made.items())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _edition(c: Catalog) -> dict[str, str]:
    return {"id": c.edition.id, "title": c.edition.title, "date": c.edition.date}


def _index(c: Catalog, made: list[dict[str, Any]]) -> dict[str, Any]:
    """What can be checked, without the rows."""
    sheets = [
        {**{key: sheet[key] for key in ("id", "title", "kind", "path")}, "sector": one["sector"]["id"], "count": len(sheet["rows"])}
        for one in made
        for sheet in one["sheets"]
    ]
    sectors = [{"id": one["sector"]["id"], "title": one["sector"]["title"]} for one in made]
    answers = {kind: [term.id for term in c.vocab[vocab].values] for kind, vocab in _ANSWERS.items()}
    return {"edition": _edition(c), "answers": answers, "sectors": sectors, "sheets": sheets}


def _file(c: Catalog, sector: dict[str, Any], sheets: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"format": FORMAT, "edition": _edition(c), "sector": sector, "sheets": [s for s in sheets if s["rows"]]}


def _sector(c: Catalog, sector: Industry) -> dict[str, Any]:
    """The industry, and what its filters choose from."""
    tiers = {t.id: c.tier(sector, t.id) for t in c.vocab["tiers"].values}
    return {
        "id": sector.id, "title": sector.title, "kind": c.kind(sector), "tiers": tiers,
        "trades": [{"id": t.id, "title": t.title} for t in sector.trades],
        "workshops": [{"id": w.id, "title": w.title} for w in c.workshops_of(sector)],
        "sizes": _named(c.vocab["sizes"].values), "facets": _named(applies.facets(c, sector)),
        "hazards": {t.id: t.label for t in c.vocab["hazards"].values},
    }  # fmt: skip


def _named(terms: Iterable[Term]) -> list[dict[str, str]]:
    return [{"id": term.id, "title": term.label} for term in terms]


def _sheet(c: Catalog, id_: str, kind: str, title: str, path: str, rows: Iterable[Row]) -> dict[str, Any]:
    answers = [{"id": term.id, "label": term.label} for term in c.vocab[_ANSWERS[kind]].values]
    return {"id": id_, "kind": kind, "title": title, "path": path, "answers": answers, "rows": list(rows)}


def _sheets(c: Catalog, sector: Industry) -> Iterator[dict[str, Any]]:
    root = f"{c.kind(sector)}/{sector.id}/"
    for kind, rows in (("checklist", _checklist(c, sector)), ("grid", (_grid_row(c, g) for g in c.grid_of(sector)))):
        yield _sheet(c, f"{sector.id}/{kind}", kind, PARTS[kind], f"{root}{kind}/", rows)
    for size, found in c.criteria_of(sector):
        rows = (_criterion(c, row) for row in found)
        yield _sheet(c, f"{sector.id}/criteria-{size}", "criteria", c.criteria_title(size), f"{root}criteria/", rows)


def _checklist(c: Catalog, sector: Industry) -> Iterator[Row]:
    """The items as the page of the checklist lists them."""
    reached: dict[str, list[str]] = {}
    for workshop in c.workshops_of(sector):
        for item in c.reached(sector, workshop):
            reached.setdefault(item.id, []).append(workshop.id)
    for group in checklist.groups(c, sector):
        for element, items in checklist.by_element(c, group.items):
            yield from (_item(c, item, group.title, element.label, reached.get(item.id, [])) for item in items)


def _item(c: Catalog, item: Item, group: str, element: str, workshops: list[str]) -> Row:
    methods = "、".join(c.label("methods", m) for m in item.method)
    remedy = {"kind": item.remedy.kind, "label": c.label("remedies", item.remedy.kind), "how": item.remedy.how}
    return {
        "id": item.id, "revision": item.revision, "group": group, "element": element, "title": item.title, "text": item.statement,
        "problem": item.problem, "how": f"{methods}：{item.evidence}", "remedy": remedy, "hazard": item.hazard,
        "basis": _basis(c, item), "asks": applies.row(c, item), "workshops": workshops, "tiers": list(item.tiers),
    }  # fmt: skip


def _basis(c: Catalog, item: Item) -> str:
    """What an item rests on as one line of text."""

    def cited(std: str, clause: str | None) -> str:
        unsure = "（待核）" if c.standards[std].confidence == "likely" else ""
        return f"{c.cite(c.standards[std])} {clause or ''}".rstrip() + unsure

    return "；".join(cited(b.std, b.clause) for b in item.basis)


def _criterion(c: Catalog, row: Criterion) -> Row:
    element = c.label("elements", c.element(row).parent or row.element)
    held = {"score": row.score, "scoring": row.scoring, "skip": row.skip, "veto": row.veto}
    return {
        "id": row.id, "revision": row.revision, "group": element, "element": element,
        "title": row.title, "text": "", **{key: value for key, value in held.items() if value is not None},
    }  # fmt: skip


def _grid_row(c: Catalog, row: GridPoint) -> Row:
    held = {
        "look": row.look,
        "ask": row.ask,
        "photo": row.photo,
        "whistle": row.whistle,
        "reportTo": c.label("report-to", row.report_to),
    }
    asks = {"asks": "trade:" + ",trade:".join(row.trades)} if row.trades else {}
    shown = {key: value for key, value in held.items() if value is not None}
    return {"id": row.id, "revision": row.revision, "group": "", "title": row.title, "text": "", **shown, **asks}


def _lookback(c: Catalog, form: Form) -> dict[str, Any]:
    rows = (
        {
            "id": f"{form.id}-{point.no:02}", "revision": point.revision, "group": group, "title": point.label,
            "text": "\n".join(text for line in point.lines for text in line.cells.values()),
        }
        for group, point in points(form)
    )  # fmt: skip
    return _sheet(c, f"{LOOKBACK}/{form.id}", LOOKBACK, form.brief or form.title, f"forms/{form.id}/", rows)
