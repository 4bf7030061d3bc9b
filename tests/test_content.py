"""What the first industry and the shared part must hold, counted on the repository's own data."""

from __future__ import annotations

from collections import Counter

import pytest

from macros import checklist, relations
from macros.catalog import Catalog
from macros.models.industry import Industry
from macros.models.item import Item
from tests.project import golden_rows

# 建材 at full depth: the model that later industries copy.
LEAST = {"item": 50, "workshop": 8, "post": 14, "risk_point": 16}
TRADES = {"stone-processing", "ceramics", "cement"}
MODULES = (
    "fire-safety", "electrical", "special-equipment-use", "cranes", "forklifts", "pressure-vessels", "boilers",
    "confined-space", "hot-work", "work-at-height", "lifting-work", "temporary-power", "maintenance", "machine-guarding",
    "plant-traffic", "stacking", "contractors", "chemicals", "gas-use", "lithium-batteries", "dormitories",
    "occupational-health", "severe-weather",
)  # fmt: skip


@pytest.fixture(scope="module")
def flagship(catalog: Catalog) -> Industry:
    return catalog.industries["building-materials"]


def own(catalog: Catalog, flagship: Industry) -> list[Item]:
    return relations.live(catalog.index, flagship.id)


@pytest.mark.parametrize(("kind", "least"), LEAST.items())
def test_flagship_is_deep(catalog: Catalog, flagship: Industry, kind: str, least: int) -> None:
    assert flagship.state == "reference"
    found = catalog.owned(kind, flagship) if kind != "item" else own(catalog, flagship)
    assert len(found) >= least


@pytest.mark.parametrize("trade", sorted(TRADES))
def test_each_trade_has_its_places(catalog: Catalog, flagship: Industry, trade: str) -> None:
    for kind in ("workshop", "post", "risk_point"):
        assert [r for r in catalog.owned(kind, flagship) if trade in r.trades], (trade, kind)
    assert len([i for i in own(catalog, flagship) if trade in i.applies.trades]) >= 20


def test_guide_covers_the_eight_elements(catalog: Catalog, flagship: Industry) -> None:
    first = {t.id for t in catalog.vocab["elements"].values if t.parent is None}
    assert {g.element for g in catalog.guides_of(flagship)} == first


def test_criteria_sets_and_grid(catalog: Catalog, flagship: Industry) -> None:
    assert {size for size, _ in catalog.criteria_of(flagship)} == {"medium", "small", "above-scale"}
    for size, rows in catalog.criteria_of(flagship):
        assert len({catalog.element(r).parent for r in rows}) >= (8 if size != "small" else 6), size
    assert 12 <= len(catalog.grid_of(flagship)) <= 20


@pytest.mark.parametrize("trade", sorted(TRADES))
def test_small_list_is_short(catalog: Catalog, flagship: Industry, trade: str) -> None:
    """A 小微 enterprise that ticks nothing: a list one can do, but still one with its trade's dangers in it."""
    items = relations.small_list(catalog.index, flagship, trade)
    assert len(items) <= relations.SMALL_LIMIT
    assert len([i for i in items if trade in i.applies.trades]) >= 8


def test_every_case_is_answered_or_said_not_to_occur(catalog: Catalog, flagship: Industry) -> None:
    rows = [answer for _, found in checklist.answers(catalog, flagship) for answer in found]
    assert {row.case.no for row in rows} >= {"第三条(一)", "第三条(二)", "第六条(一)", "第十一条(一)", "第十三条(一)", "4.7a"}
    assert [row.case.no for row in rows if not row.items and not row.reason] == []


def test_most_own_items_name_a_clause(catalog: Catalog, flagship: Industry) -> None:
    items = own(catalog, flagship)
    assert sum(any(b.clause for b in i.basis) for i in items) / len(items) >= 0.7


@pytest.mark.parametrize("module", MODULES)
def test_module_is_worth_including(catalog: Catalog, flagship: Industry, module: str) -> None:
    items = catalog.live_of(catalog.modules[module])
    assert module in flagship.modules
    assert len(items) >= 6
    assert len({i.title for i in items}) == len(items)


def test_general_items_cover_every_second_level_element(catalog: Catalog, flagship: Industry) -> None:
    asked = {i.element for m in flagship.modules if not catalog.modules[m].facets for i in catalog.live_of(catalog.modules[m])}
    second = {t.id for t in catalog.vocab["elements"].values if t.parent}
    assert second - asked <= {"e5-2"}  # 重大危险源 goes with the chemicals that make one


def test_general_items_tell_sizes_apart(catalog: Catalog) -> None:
    said = Counter(i.applies.sizes for i in catalog.live_of(catalog.modules["general"]))
    assert said[("above-scale", "medium")] >= 10
    assert 5 <= sum(n for sizes, n in said.items() if not sizes or "small" in sizes) <= 12


def test_everyone_has_a_list_of_duties(catalog: Catalog) -> None:
    """全员安全生产责任制 as 一岗一清单, from 主要负责人 to 一线员工, agency workers and trainees too."""
    posts = {post.title: post for post in catalog.modules["responsibilities"].posts}
    for name in ("主要负责人", "安全生产管理人员", "班组长", "一线员工", "被派遣劳动者", "实习学生"):
        assert any(name in title for title in posts), name
    assert all(len(post.duties) >= 4 for post in posts.values())


# The registry against the research


def test_every_researched_standard_is_registered_once(catalog: Catalog) -> None:
    numbers = Counter(s.number for s in catalog.standards.values() if s.number)
    assert [number for number, times in numbers.items() if times > 1] == []
    by = {s.number: s for s in catalog.standards.values()}
    for row in golden_rows("standards"):
        standard = by[row["number"]]
        assert standard.confidence == "verified" or row["confidence"] == "likely", row["number"]
        if row["superseded"]:
            assert catalog.is_superseded(standard.id), row["number"]


def test_every_verified_case_is_registered(catalog: Catalog) -> None:
    held = {(e.owner, e.record.no): e.record for e in catalog.index.all("case")}
    for row in golden_rows("cases"):
        assert held[row["standard"], row["case"]].confidence == "verified"


def test_criteria_without_all_cases_say_so(catalog: Catalog) -> None:
    bare = [s.id for s in catalog.standards.values() if s.kind == "criteria" and not s.cases and not s.open_cases]
    assert [s for s in bare if not catalog.is_superseded(s)] == []


def test_bands_of_lec_and_ls_go_down_through_the_colours(catalog: Catalog) -> None:
    for vocab in ("lec-bands", "ls-bands"):
        groups = [t.group for t in catalog.vocab[vocab].values if t.group]
        assert list(dict.fromkeys(groups)) == [t.id for t in catalog.vocab["risk-levels"].values]


def test_every_case_of_city_gas_is_asked_or_excused(catalog: Catalog) -> None:
    """建城规〔2023〕4号 has 22 cases; the last one, «other cases», cannot be asked."""
    gas = catalog.industries["city-gas"]
    cases = {case.no for case in catalog.standards["crit-gas-2023"].cases}
    asked = {b.clause for item in own(catalog, gas) for b in item.basis if b.std == "crit-gas-2023"}
    assert len(cases) == 22
    assert cases - asked == {"第十条"}


@pytest.mark.parametrize("name", ["city-gas", "elderly-care", "small-restaurant"])
def test_pilots_of_another_nature_are_whole(catalog: Catalog, name: str) -> None:
    pilot = catalog.sectors[name]
    assert pilot.state == "reference"
    mine = own(catalog, pilot)
    assert sum(any(b.clause for b in item.basis) for item in mine) / len(mine) >= 0.9
    assert catalog.guides_of(pilot)
    assert catalog.grid_of(pilot)
    assert catalog.posts_of(pilot)


def test_nine_venues_have_their_frame(catalog: Catalog) -> None:
    """What a town needs before the list is written: whose it is, what to hand out, what is known and what is missing."""
    assert len(catalog.venues) == 9
    for venue in catalog.venues.values():
        assert {"notice-2025", "pledge-2025", "grid-survey"} <= set(venue.forms), venue.id
        assert venue.modules, venue.id
        assert venue.basis, venue.id
        assert venue.gaps, venue.id
        assert not catalog.leads_of(venue), "属地乡镇（街道）"
