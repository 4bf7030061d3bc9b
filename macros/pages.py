"""Step 4, render pages: catalog -> every generated web page as (path, title, HTML fragment). Pure.

Paths end in ``/``; MkDocs only wraps the fragments into the theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from macros import amendment, applies, campaign, checklist, fields, itempages, offices, pictures
from macros.catalog import Catalog
from macros.downloads import BESIDE, downloads, form_files, pocket
from macros.models.industry import Industry
from macros.models.module import Module
from macros.page import Page, Sizes, page, size
from macros.rules import RULES
from macros.templates import render

PARTS = {
    "mine": "哪些适用于我",
    "checklist": "安全生产检查清单",
    "guide": "标准化运行提升指南",
    "criteria": "达标细则",
    "grid": "网格员检查导则",
    "workshops": "安全检查表册",
    "posts": "岗位安全检查卡片",
    "risks": "风险点",
    "cases": "重大隐患对照",
    "changes": "本版修订",
}
HIDDEN_LISTS = {"fields", "filler", "negations", "obligations", "connectives", "units"}


def pages(c: Catalog, sizes: Sizes) -> Iterator[Page]:
    """Every generated page, parents before children; ``sizes`` of finished files are said beside their links."""
    yield page(c, "industries/", "行业", "industries", sectors=list(c.industries.values()), numbered=True,
                lead="泉安委〔2021〕18号附件2 的 46 个行业（领域）。没有写好的如实标“编制中”。")  # fmt: skip
    yield page(c, "venues/", "九小场所", "industries", section="industries/", sectors=list(c.venues.values()), numbered=False,
                lead="九类小型场所，由属地乡镇（街道）负责。")  # fmt: skip
    yield page(c, "mine/", "哪些适用于我", "choose", section="industries/", parent="industries/")
    yield page(c, "check/", "自查", "check", section="industries/", parent="industries/")
    for sector in c.sectors.values():
        yield from _sector(c, sector, sizes)
    yield from _modules(c)
    holders: list[Module | Industry] = [*c.modules.values(), *c.sectors.values()]
    owners = [(o, [e.record for e in c.index.owned("item", o.id)]) for o in holders]
    yield page(c, "items/", "全部条目", "items", owners=[(o, items) for o, items in owners if items])
    yield from _registry(c)
    yield from offices.pages(c)
    yield page(c, "campaign/assignments/", "行业分工", "assignments", section="campaign/")
    yield page(c, "campaign/targets/", "任务指导数", "targets", section="campaign/",
                tables=[(t, pictures.tops(t)) for t in c.target_tables.values()])  # fmt: skip
    yield from campaign.pages(c, sizes)
    ready = [s for s in (*c.venues.values(), *c.industries.values()) if c.grid_of(s)]
    pockets = [(d, size(sizes, d.path)) for d in pocket(c)]
    yield page(c, "grid/", "网格员", "grid-home", ready=ready, downloads=pockets)
    yield page(c, "search/", "搜索", "search")
    yield page(c, "offline/", "离线用", "offline", ready=[s for s in c.sectors.values() if c.has_content(s)])
    yield page(c, "glossary/", "词汇", "glossary", vocabs=[v for v in c.vocab.values() if v.id not in HIDDEN_LISTS])


def _modules(c: Catalog) -> Iterator[Page]:
    yield page(c, "modules/", "共用模块", "modules", section="industries/")
    for module in c.modules.values():
        users = [s for s in c.sectors.values() if module.id in s.modules and c.has_content(s)]
        yield page(c, f"modules/{module.id}/", module.title, "module", section="industries/", parent="modules/",
                    m=module, users=users, elements=checklist.by_element(c, c.live_of(module)))  # fmt: skip


def _sector(c: Catalog, sector: Industry, sizes: Sizes) -> Iterator[Page]:
    root = f"{c.kind(sector)}/{sector.id}/"
    content = c.has_content(sector)
    counts = {
        "items": len(c.items_of(sector)), "guides": len(c.guides_of(sector)), "grid": len(c.grid_of(sector)),
        "criteria": sum(len(rows) for _, rows in c.criteria_of(sector)), "workshops": len(c.workshops_of(sector)),
        "posts": len(c.posts_of(sector)), "risks": len(c.risk_points_of(sector)),
        "cases": sum(len(rows) for _, rows in checklist.answers(c, sector)),
    }  # fmt: skip
    parent = f"{c.kind(sector)}/"
    files = [(d, size(sizes, d.path)) for d in downloads(c, sector)]
    shown: dict[str, Any] = {
        "sector": sector,
        "content": content,
        "counts": counts,
        "rows": c.assignments_of(sector),
        "downloads": files,
        "beside": BESIDE,
        "forms": [(c.forms[f], [(d, size(sizes, d.path)) for d in form_files(c.forms[f])]) for f in sector.forms],
        "matrix": pictures.matrix(c, sector),
        "colours": pictures.colours(c, c.risk_points_of(sector)),
    }
    yield page(c, root, sector.title, "sector", section="industries/", parent=parent, **shown)
    for part, name in PARTS.items() if content else ():
        title = c.tier(sector, "workshop") + name if part == "workshops" else name
        yield page(c, f"{root}{part}/", f"{sector.title}：{title}", part, section="industries/", parent=root, short=title,
                    sector=sector, prints=applies.prints(sector, files), **_PART_CONTEXT[part](c, sector))  # fmt: skip


def checklist_context(c: Catalog, sector: Industry) -> dict[str, Any]:
    """The checklist in its parts and elements, with its counts."""
    items = c.items_of(sector)
    groups = [(group, checklist.by_element(c, group.items)) for group in checklist.groups(c, sector)]
    return {
        "groups": groups,
        "facets": applies.facets(c, sector),
        "lengths": checklist.lengths(c, sector),
        "total": len(items),
        "major": sum(i.hazard == "major" for i in items),
    }


def _places(c: Catalog, sector: Industry, places: list[Any]) -> dict[str, Any]:
    return {"places": [(p, [c.risk_points[r] for r in p.risk_points], c.reached(sector, p)) for p in places]}


def _risks(c: Catalog, sector: Industry) -> dict[str, Any]:
    items = c.items_of(sector)
    points = c.risk_points_of(sector)
    return {"risks": {r.id: [i for i in items if r.id in i.controls] for r in points}, "colours": pictures.colours(c, points)}


_PART_CONTEXT: dict[str, Callable[[Catalog, Industry], dict[str, Any]]] = {
    "mine": lambda c, s: {"facets": applies.facets(c, s), "tally": applies.tally(c, s)},
    "checklist": lambda c, s: {**checklist_context(c, s), "asks": applies.row},
    "guide": lambda c, s: {"guides": c.guides_of(s)},
    "criteria": lambda c, s: {"sets": c.criteria_of(s)},
    "grid": lambda c, s: {"points": c.grid_of(s)},
    "workshops": lambda c, s: _places(c, s, c.workshops_of(s)),
    "posts": lambda c, s: {**_places(c, s, c.posts_of(s)), "shared": [m for m in map(c.modules.get, s.modules) if m and m.posts]},
    "risks": _risks,
    "cases": lambda c, s: {"criteria": checklist.answers(c, s)},
    "changes": lambda c, s: {"amendment": amendment.since(c, s)},
}


def _registry(c: Catalog) -> Iterator[Page]:
    kinds = [(t, [s for s in c.standards.values() if s.kind == t.id]) for t in c.vocab["standard-kinds"].values]
    yield page(c, "standards/", "标准与法规", "standards", kinds=[(t, found) for t, found in kinds if found])
    for standard in c.standards.values():
        sectors = [s for s in c.sectors.values() if standard.id in {*s.criteria, *s.basis}]
        yield page(c, f"standards/{standard.id}/", standard.title, "standard", section="standards/",
                    s=standard, whole=c.citing(standard.id, None), sectors=sectors)  # fmt: skip


def home(c: Catalog) -> str:
    """The fragment of the home page."""
    ready = [s for s in c.sectors.values() if c.has_content(s)]
    changes = Counter(item.change for item in c.items.values())
    said = [(t, changes[t.id]) for t in c.vocab["changes"].values if changes[t.id]]
    reviewed = [s for s in c.sectors.values() if c.reviews(s)]
    return render("pages/home.html", c, ready=ready, changes=said, reviewed=reviewed)


def rules_table(c: Catalog) -> str:
    """Every rule with its sentence and tip, for the contributors' page."""
    return render("pages/rules.html", c, rules=RULES)


def fields_table(c: Catalog) -> str:
    """Every field of the data files, for the contributors' pages."""
    return render("pages/fields.html", c, "../", tables=fields.tables(c))


def item_pages(c: Catalog) -> Iterator[tuple[str, str]]:
    """(path, HTML) of the lean permanent page of every item, retired ones included."""
    about = itempages.about(c)
    for item in c.items.values():
        yield f"items/{item.id}/index.html", render("items/item.html", c, "../../", i=item, about=about[item.id])
