"""What can be searched for: every record as the fields that are searched and the facets by which results are narrowed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from macros.catalog import Catalog
from macros.models.form import Form, leaves
from macros.models.industry import Industry
from macros.models.item import Item
from macros.pages import PARTS
from macros.relations import anchor

Values = dict[str, str]
# The four norms of an industry, by the names of their pages.
_NORMS = ("checklist", "guide", "criteria", "grid")

# kind -> (label, its pages); in the order in which equal results stand. Tools are not given cases: engine.js, search.
KINDS = {
    "industry": ("行业", "industries/{}/"), "venue": ("九小场所", "venues/{}/"), "method": ("工作方法", "campaign/methods/{}/"),
    "form": ("表单", "forms/{}/"),
    "standard": ("标准", "standards/{}/"), "item": ("条目", "items/{}/"), "clause": ("条款", "standards/{}"),
    "case": ("判定情形", "standards/{}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Find:
    """A record: ``texts`` begin with what it says first; ``number`` and ``alias`` are other names of it.

    ``basis`` are the (kind, id) of what it rests on, ``path`` stands in its address where the id does not.
    """

    kind: str
    id: str
    title: str
    texts: tuple[str, ...] = ()
    number: str = ""
    alias: str = ""
    path: str = ""
    owner: str = ""
    basis: tuple[tuple[str, str], ...] = ()
    retired: bool = False
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _words(vocab: str, c: Catalog) -> Values:
    return {term.id: term.label for term in c.vocab[vocab].values}


# key -> (label, its values with their labels). Without kind, which every record is.
FACETS: dict[str, tuple[str, Callable[[Catalog], Values]]] = {
    "norm": ("规范", lambda _: {norm: PARTS[norm] for norm in _NORMS}),
    "hazard": ("隐患", partial(_words, "hazards")),
    "tier": ("层级", partial(_words, "tiers")),
    "size": ("规模", partial(_words, "sizes")),
    "industry": ("行业", lambda c: {s.id: s.title for s in c.sectors.values()}),
    "department": ("牵头部门", lambda c: {d.id: d.title for d in c.departments.values()}),
}


def finds(c: Catalog) -> Iterator[Find]:
    """Every record that can be found, kind by kind."""
    users = _users(c)
    asking = _asking(c, users)
    for sector in c.sectors.values():
        kind = "industry" if c.kind(sector) == "industries" else "venue"
        labels = dict.fromkeys(row.label for _, row in c.assignments_of(sector) if row.label != sector.title)
        texts = (sector.scope, *(text for t in sector.trades for text in (t.title, t.about) if text), *labels)
        yield Find(kind, sector.id, sector.title, texts, owner=kind, facets=_of(c, [sector.id]))
    for method in c.methods.values():
        texts = (method.says, *method.parts, *(ask.what for ask in method.asks), method.beware or "", *method.history)
        yield Find("method", method.id, method.name, _some(texts), owner="method")
    for form in c.forms.values():
        mine = [s.id for s in c.sectors.values() if form.id in s.forms]
        yield Find("form", form.id, form.title, _form_texts(form), owner="form", facets=_of(c, mine))
    for s in c.standards.values():
        own = [x.id for x in c.sectors.values() if s.id in x.basis or s.id in x.criteria]
        mine = [x for x in c.sectors if x in own or x in asking.get(s.id, ())]
        alias = c.cite(s)
        yield Find("standard", s.id, s.title, number=s.number or "", alias=alias * (alias != s.number), facets=_of(c, mine))
    yield from _items(c, users)
    for entry in c.index.all("clause", "case"):
        rule, std = entry.record, entry.owner
        yield Find(entry.kind, entry.id, "", (rule.gist,), rule.no, path=f"{std}/#{anchor(rule.no)}", owner=std,
                   basis=(("standard", std),), facets=_of(c, asking.get(entry.id, ())))  # fmt: skip


def _items(c: Catalog, users: dict[str, list[str]]) -> Iterator[Find]:
    norms = {
        norm: {rest.item for e in c.index.all(kind) for rest in e.record.rests_on}
        for norm, kind in (("guide", "guide"), ("criteria", "criterion"), ("grid", "grid_point"))
    }
    norms["checklist"] = set(users)
    for item in c.items.values():
        facets = {
            **_of(c, users.get(item.id, ())),
            "norm": tuple(norm for norm in _NORMS if item.id in norms[norm]),
            "hazard": (item.hazard,),
            "tier": tuple(item.tiers),
            "size": item.applies.sizes or tuple(_words("sizes", c)),
        }
        texts = (item.statement, item.problem, item.evidence, item.remedy.how)
        yield Find("item", item.id, item.title, texts, owner=c.owner(item).id, basis=_basis(c, item),
                   retired=bool(item.retired), facets=facets)  # fmt: skip


def _users(c: Catalog) -> dict[str, list[str]]:
    """Item -> the industries and venues whose checklist asks it."""
    out: dict[str, list[str]] = {}
    for sector in c.sectors.values():
        for item in c.items_of(sector) if c.has_content(sector) else ():
            out.setdefault(item.id, []).append(sector.id)
    return out


def _asking(c: Catalog, users: dict[str, list[str]]) -> dict[str, list[str]]:
    """Standard, or clause -> the industries and venues with an item that cites it."""
    out: dict[str, dict[str, None]] = {}
    for item, sectors in users.items():
        for kind, ref in _basis(c, c.items[item]):
            for one in {ref, ref if kind == "standard" else ref.split("#", 1)[0]}:
                out.setdefault(one, {}).update(dict.fromkeys(sectors))
    return {ref: list(found) for ref, found in out.items()}


def _basis(c: Catalog, item: Item) -> tuple[tuple[str, str], ...]:
    refs = [(f"{b.std}#{b.clause}" if b.clause else b.std) for b in item.basis]
    return tuple(("standard" if "#" not in ref else "case" if c.index.get("case", ref) else "clause", ref) for ref in refs)


def _of(c: Catalog, sectors: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The facets that follow from the industries of a record."""
    found: list[Industry] = [c.sectors[one] for one in dict.fromkeys(sectors)]
    leads = dict.fromkeys(d.id for sector in found for _, d in c.leads_of(sector))
    return {"industry": tuple(s.id for s in found), "department": tuple(leads)}


def _some(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _form_texts(form: Form) -> tuple[str, ...]:
    """All that is printed on a form: labels of columns, rows and blanks, paragraphs, cells, notes."""
    labels = (leaf.label for part in form.parts for leaf in leaves(part.columns))
    return _some((form.about, *labels, *_printed(form.model_dump(exclude={"id", "title", "about"}))))


_UNPRINTED = {
    "id", "kind", "group", "document", "wording", "who", "formats", "layout", "words", "side", "since", "merged", "none", "forms",
    "index_of", "labels_of",
}  # fmt: skip


def _printed(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from () if name in _UNPRINTED else _printed(one, name)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _printed(one, key)
    elif isinstance(value, str):
        yield value
