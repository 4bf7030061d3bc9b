"""Step 3, catalog: the checked records as one frozen object; what is computed is a method here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from macros import relations, reviews
from macros.index import Entry, Index
from macros.models.campaign import Assignment, AssignmentTable, Department, Document, Edition, Method, Target, TargetTable
from macros.models.form import Form, points
from macros.models.industry import Criterion, GridPoint, Guide, Industry, Post, Trade, Workshop
from macros.models.item import Item, RiskPoint
from macros.models.module import Module
from macros.models.registry import Standard, Term, Vocabulary
from macros.reviews import Signed

_BY_NUMBER = {"national-standard", "industry-standard", "technical-code"}


@dataclass(frozen=True)
class Catalog:
    """Everything that renderers may read; ``before``: the last published edition, where its data can be had."""

    index: Index
    before: Catalog | None = None

    @cached_property
    def edition(self) -> Edition:
        edition: Edition = self.index.all("edition")[0].record
        return edition

    @cached_property
    def items(self) -> dict[str, Item]:
        return self.index.records("item")

    @cached_property
    def live_items(self) -> dict[str, Item]:
        """Those that are still asked."""
        return {id_: item for id_, item in self.items.items() if not item.retired}

    @cached_property
    def modules(self) -> dict[str, Module]:
        """In the order in which industries include them."""
        order = list(dict.fromkeys(m for e in self.index.all("industry", "venue") for m in e.record.modules))
        found = self.index.records("module")
        return dict(sorted(found.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))

    @cached_property
    def industries(self) -> dict[str, Industry]:
        """In the order of the 46 rows of the 泉州 table."""
        order = [i for row in self.table("quanzhou").assignments for i in row.industries]
        found = self.index.records("industry")
        return dict(sorted(found.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))

    @cached_property
    def venues(self) -> dict[str, Industry]:
        return dict(sorted(self.index.records("venue").items(), key=lambda pair: pair[1].prefix))

    @cached_property
    def sectors(self) -> dict[str, Industry]:
        return {**self.industries, **self.venues}

    @cached_property
    def workshops(self) -> dict[str, Workshop]:
        return self.index.records("workshop")

    @cached_property
    def posts(self) -> dict[str, Post]:
        return self.index.records("post")

    @cached_property
    def risk_points(self) -> dict[str, RiskPoint]:
        return self.index.records("risk_point")

    @cached_property
    def standards(self) -> dict[str, Standard]:
        return dict(sorted(self.index.records("standard").items(), key=lambda p: (p[1].kind, p[1].number or "", p[0])))

    @cached_property
    def departments(self) -> dict[str, Department]:
        return self.index.records("department")

    @cached_property
    def documents(self) -> dict[str, Document]:
        return self.index.records("document")

    @cached_property
    def methods(self) -> dict[str, Method]:
        return self.index.records("method")

    @cached_property
    def forms(self) -> dict[str, Form]:
        return self.index.records("form")

    @cached_property
    def vocab(self) -> dict[str, Vocabulary]:
        return self.index.records("vocab")

    @cached_property
    def tables(self) -> dict[str, AssignmentTable]:
        """Assignment tables, the city's before its counties'."""
        order = list(self.index.words["jurisdictions"])
        found = self.index.records("assignment_table")
        return dict(sorted(found.items(), key=lambda pair: order.index(pair[1].jurisdiction)))

    @cached_property
    def target_tables(self) -> dict[str, TargetTable]:
        """In the order of the annexes that print them."""
        found = self.index.records("target_table")
        return dict(sorted(found.items(), key=lambda pair: (pair[1].document, pair[1].section)))

    @property
    def lookbacks(self) -> list[Form]:
        """The look-back forms that ask point by point."""
        return [f for f in self.forms.values() if f.group == "lookback" and any(points(f))]

    def table(self, id_: str) -> AssignmentTable:
        return self.tables[id_]

    def term(self, vocab: str, id_: str) -> Term:
        """A value of a word list; raises KeyError for a word that the checks would have refused."""
        return self.index.words[vocab][id_]

    def label(self, vocab: str, id_: str) -> str:
        label: str = self.term(vocab, id_).label
        return label

    def trade(self, id_: str) -> Trade:
        found: Trade = self._entry("trade", id_).record
        return found

    def kind(self, sector: Industry) -> str:
        """``industries`` or ``venues``: the folder of its data and of its pages."""
        return "industries" if sector.id in self.industries else "venues"

    def tier(self, sector: Industry, id_: str) -> str:
        """The name of a tier as this industry says it."""
        return sector.tier_names.get(id_, self.label("tiers", id_))

    def role(self, sector: Industry | None, id_: str) -> str:
        """Who checks, as this industry says it: the 车间负责人 of a care home is its 部门负责人."""
        label = self.label("roles", id_)
        return label.replace(self.label("tiers", "workshop"), self.tier(sector, "workshop")) if sector else label

    def has_content(self, sector: Industry) -> bool:
        return bool(relations.live(self.index, sector.id))

    @cached_property
    def _signed(self) -> dict[str, tuple[Signed, ...]]:
        return {sector.id: reviews.signed(self.index, sector) for sector in self.sectors.values()}

    def reviews(self, sector: Industry) -> tuple[Signed, ...]:
        """The sign-offs of its departments, the newest first, each with what changed since."""
        return self._signed[sector.id]

    def state(self, sector: Industry) -> str:
        """As its authors say until a department signs it off; then as long as the texts are those that were read."""
        return reviews.state(sector, self.reviews(sector))

    def is_draft(self, sector: Industry) -> bool:
        return self.state(sector) != reviews.APPROVED

    def standing(self, sector: Industry) -> str:
        """What paper says of an industry's texts: 参考稿 until a department has signed them off."""
        return self.label("states", self.state(sector) if self.reviews(sector) else "reference")

    def owned(self, kind: str, sector: Industry) -> list[Any]:
        """The records of a kind that an industry itself holds, by id, from however many files."""
        return sorted((e.record for e in self.index.owned(kind, sector.id)), key=lambda record: record.id)

    def items_of(self, sector: Industry) -> list[Item]:
        return relations.items_of(self.index, sector)

    def small_list(self, sector: Industry, trade: str | None) -> list[Item]:
        """What a 小微 enterprise of one trade is asked when it ticks no facet."""
        return relations.small_list(self.index, sector, trade)

    def element(self, record: Item | Criterion) -> Term:
        return self.term("elements", record.element)

    def live_of(self, module: Module) -> list[Item]:
        return relations.live(self.index, module.id)

    def facets_of(self, item: Item) -> tuple[str, ...]:
        return relations.facets_of(self.index, item)

    def owner(self, record: Item) -> Module | Industry:
        entry = self._entry("item", record.id)
        return self.modules[entry.owner] if entry.owner in self.modules else self.sectors[entry.owner]

    def _entry(self, kind: str, id_: str) -> Entry:
        entry = self.index.get(kind, id_)
        if entry is None:
            raise KeyError(f"{kind} {id_}")
        return entry

    def sectors_of(self, item: Item) -> list[Industry]:
        """The industries and venues whose checklist holds the item."""
        owner = self._entry("item", item.id).owner
        users = (s for s in self.sectors.values() if owner in s.modules and (not s.picks or item.id in s.picks))
        return [self.sectors[owner]] if owner in self.sectors else list(users)

    def workshops_of(self, sector: Industry) -> list[Workshop]:
        return self.owned("workshop", sector)

    def posts_of(self, sector: Industry) -> list[Post]:
        return self.owned("post", sector)

    def risk_points_of(self, sector: Industry) -> list[RiskPoint]:
        """Its own risk points, then those of its modules."""
        return [*self.owned("risk_point", sector), *self._of_modules("risk_point", sector)]

    def _of_modules(self, kind: str, sector: Industry) -> list[Any]:
        return [entry.record for entry in relations.lent(self.index, sector, kind)]

    def duties_of(self, sector: Industry) -> list[Post]:
        """一岗一清单: the posts of its modules, which every enterprise has, then its own."""
        return [*self._of_modules("post", sector), *self.owned("post", sector)]

    def reached(self, sector: Industry, place: Workshop | Post) -> list[Item]:
        return relations.reached(self.items_of(sector), place)

    def guides_of(self, sector: Industry) -> list[Guide]:
        """In the order of the eight elements, what all enterprises do before what is special."""
        order = list(self.index.words["elements"])
        found: list[Guide] = [*self._of_modules("guide", sector), *self.owned("guide", sector)]
        return sorted(found, key=lambda g: order.index(g.element))

    def criteria_of(self, sector: Industry) -> list[tuple[str, list[Criterion]]]:
        """(size class, rows in the order of the elements) for each set that exists, in the order of the vocabulary."""
        order = list(self.index.words["elements"])
        rows: list[Criterion] = sorted(self.owned("criterion", sector), key=lambda row: order.index(row.element))
        return [(size, mine) for size in self.index.words["sizes"] if (mine := [r for r in rows if r.size == size])]

    def criteria_title(self, size: str) -> str:
        """How the set of a size class is called: only 规上 has no points."""
        return self.label("sizes", size) + ("企业八要素自评表" if size == "above-scale" else "企业达标细则")

    def grid_of(self, sector: Industry) -> list[GridPoint]:
        """What is special to it first; the points of its modules after; none while it has none of its own."""
        own: list[GridPoint] = self.owned("grid_point", sector)
        return [*own, *self._of_modules("grid_point", sector)] if own else []

    @cached_property
    def _citing(self) -> dict[tuple[str, str | None], list[Item]]:
        out: dict[tuple[str, str | None], list[Item]] = {}
        for item in self.live_items.values():
            for basis in item.basis:
                out.setdefault((basis.std, basis.clause), []).append(item)
        return out

    def citing(self, std: str, clause: str | None) -> list[Item]:
        """«哪些条目依据本条»; clause None = items that cite the standard without one."""
        return self._citing.get((std, clause), [])

    def cited_count(self, std: str) -> int:
        return sum(len(items) for (s, _), items in self._citing.items() if s == std)

    def cite(self, standard: Standard) -> str:
        """How a list names a standard: standards by number, laws by title without the country and the amendment."""
        if standard.number and standard.kind in _BY_NUMBER:
            return standard.number
        return f"《{re.sub(r'^中华人民共和国|（[^（）]*(?:修正|修订|修改)[^（）]*）$', '', standard.title)}》"

    def is_superseded(self, std: str) -> bool:
        return relations.is_superseded(self.index, self._entry("standard", std))

    def assignments_of(self, sector: Industry) -> list[tuple[AssignmentTable, Assignment]]:
        """The rows of every jurisdiction that cover an industry."""
        return [(t, row) for t in self.tables.values() for row in t.assignments if sector.id in row.industries]

    def leads_of(self, sector: Industry) -> list[tuple[str, Department]]:
        """(jurisdiction label, department), each once."""
        found = [
            (self.label("jurisdictions", t.jurisdiction), self.departments[d])
            for t, row in self.assignments_of(sector)
            for d in row.departments
        ]
        return list(dict.fromkeys(found))

    def rows_of(self, department: Department) -> list[tuple[AssignmentTable, Assignment]]:
        return [(t, row) for t in self.tables.values() for row in t.assignments if department.id in row.departments]

    def assignment(self, id_: str) -> Assignment:
        row: Assignment = self._entry("assignment", id_).record
        return row

    def target_name(self, target: Target) -> str:
        return target.name or self.assignment(target.assignment or "").label

    def by_lead(self) -> list[tuple[Department, list[Industry]]]:
        """Industries grouped by their (first) leading department of 泉州, in the order of the table."""
        groups: dict[Department, list[Industry]] = {}
        for row in self.table("quanzhou").assignments:
            lead = self.departments[row.departments[0]]
            groups.setdefault(lead, []).extend(self.industries[i] for i in row.industries)
        return list(groups.items())
