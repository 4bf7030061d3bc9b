"""The repository's own data: sound, canonical, and the same as the tables that it was copied from."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from macros import fmt, load, schema
from macros.catalog import Catalog
from macros.exports import catalog_json
from macros.index import Index
from macros.problem import Problem, errors
from tests.conftest import BASE, ROOT
from tests.project import golden_rows

LISTS = (
    "items", "modules", "industries", "venues", "workshops", "posts", "risk_points", "criteria", "grid_points", "guides",
    "standards", "clauses", "cases", "departments", "assignments", "documents", "stages", "reports", "targets", "target_tables",
    "forms", "points", "methods", "vocab",
)  # fmt: skip
REVISED = (
    "items", "criteria", "grid_points", "posts", "workshops", "risk_points", "guides", "clauses", "cases", "standards",
    "forms", "points", "methods",
)  # fmt: skip
FLAGSHIP = "building-materials"
PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")  # not inside the code of an address


@pytest.fixture(scope="module")
def data(catalog: Catalog) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(catalog_json(catalog))
    return parsed


def source(name: str) -> list[dict[str, str]]:
    """The rows of a table as the source document prints it, without its line of totals."""
    return [row for row in golden_rows(name) if row.get("no") != "合计"]


def totals(name: str) -> dict[str, str]:
    return next(row for row in golden_rows(name) if row["no"] == "合计")


def test_no_errors(real_check: tuple[Index, list[Problem]]) -> None:
    assert errors(real_check[1]) == []


def test_schema_is_current() -> None:
    assert schema.run(ROOT, write=False) == []


def test_data_is_canonical() -> None:
    assert fmt.run(ROOT, write=False) == []


# The tables of the source documents


@pytest.mark.parametrize(("table", "rows"), [("quanzhou", 46), ("nanan", 36)])
def test_assignments(data: dict[str, Any], table: str, rows: int) -> None:
    names = {d["id"]: d["name"] for d in data["departments"]}
    found = [
        (row["no"], row["label"], [names[d] for d in row["departments"]]) for row in data["assignments"] if row["table"] == table
    ]
    printed = source(f"{table}-assignments")
    assert found == [(int(row["no"]), row["label"], (row.get("departments") or row["department"]).split(";")) for row in printed]
    assert len(found) == rows


def target_rows(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return [row for row in data["targets"] if row["table"] == table]


def target_totals(data: dict[str, Any], table: str) -> dict[str, int]:
    columns = next(t["columns"] for t in data["target_tables"] if t["id"] == table)
    return {column["id"]: column["total"] for column in columns}


def numbers(row: dict[str, str], columns: tuple[str, ...]) -> dict[str, int]:
    """The cells of a printed row by column id; an empty cell is left out."""
    return {name: int(cell) for name in columns if (cell := row[name.replace("-", "_")])}


def test_towns(data: dict[str, Any]) -> None:
    columns = ("enterprises", "model-towns", "benchmark", "assessed", "posts")
    found = target_rows(data, "towns")
    assert [(row["label"], row["values"]) for row in found] == [(row["town"], numbers(row, columns)) for row in source("towns")]
    assert len(found) == 27
    assert target_totals(data, "towns") == numbers(totals("towns"), columns)
    assert list(target_totals(data, "towns").values()) == [9498, 5, 30, 242, 2388]


def test_industry_targets(data: dict[str, Any]) -> None:
    columns = ("benchmark", "assessed", "posts")
    rows = {row["id"]: row for row in data["assignments"]}
    names = {d["id"]: d["name"] for d in data["departments"]}
    found = [
        (rows[t["assignment"]]["no"], t["label"], t["values"], [names[d] for d in rows[t["assignment"]]["departments"]])
        for t in target_rows(data, "industries")
    ]
    assert found == [(int(r["no"]), r["label"], numbers(r, columns), [r["department"]]) for r in source("industries")]
    assert len(found) == 36
    assert target_totals(data, "industries") == numbers(totals("industries"), columns)
    assert list(target_totals(data, "industries").values()) == [36, 33, 36]


# What the flagship industry must hold, and what no file may hold


def test_flagship_covers_its_parts(data: dict[str, Any]) -> None:
    """Each workshop and post has items, and each table of scores has rows."""
    places = [p for kind in ("workshops", "posts") for p in data[kind] if p["owner"] == FLAGSHIP]
    assert [p["id"] for p in places if not p["items"]] == []
    assert {row["size"] for row in data["criteria"] if row["owner"] == FLAGSHIP} >= {"medium", "small"}


@pytest.mark.parametrize("folder", ["data", "content"])
def test_no_phone_number(folder: str) -> None:
    files = [path for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    assert files
    assert [(path.name, found[0]) for path in files if (found := PHONE.search(path.read_bytes().decode(errors="replace")))] == []


def test_sources_are_public() -> None:
    """«Where it was read» names what a reader can look for, not notes of the authors' own."""
    private = re.compile(r"facts/|seeds?/|find_string|file id|/work/|/tmp/|own knowledge")
    said = [(path.name, found[0]) for path in (ROOT / "data").rglob("*.yml") if (found := private.search(path.read_text("utf-8")))]
    assert said == []


# The contract of catalog.json


def test_contract_lists(data: dict[str, Any]) -> None:
    assert set(data) == {"edition", *LISTS}
    assert data["edition"]["id"]


@pytest.mark.parametrize("name", LISTS)
def test_contract_ids(data: dict[str, Any], name: str) -> None:
    ids = [record["id"] for record in data[name]]
    assert all(ids)
    assert [i for i, times in Counter(ids).items() if times > 1] == []


@pytest.mark.parametrize("name", REVISED)
def test_contract_revisions(data: dict[str, Any], name: str) -> None:
    assert all(isinstance(record["revision"], int) and record["revision"] >= 1 for record in data[name])


@pytest.mark.parametrize("name", sorted(set(LISTS) - {"venues"}))
def test_contract_lists_are_filled(data: dict[str, Any], name: str) -> None:
    assert data[name]


# anbiao fmt


def disorder(path: Path, chance: random.Random) -> list[str]:
    """Shuffle the fields of a data file and add comments to it; returns all of its comments."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=4, sequence=6, offset=3)
    tree = yaml.load(path)
    _shuffle(tree, chance)
    out = io.StringIO()
    yaml.dump(tree, out)
    lines = [""]
    for number, line in enumerate(out.getvalue().splitlines()):
        key = re.match(r"\s*[a-z_]+:", line)
        if key and chance.random() < 0.1 and not re.search(r"[\]}]\s*(#.*)?$", lines[-1]):
            lines.append(f"{' ' * (len(line) - len(line.lstrip()))}# 前注{number}")
        lines.append(f"{line}  # 行注{number}" if key and line.rstrip() != key[0] and chance.random() < 0.2 else line)
    text = "\n".join(lines[1:]) + "\n"
    path.write_text(text, encoding="utf-8")
    return comments(text)


_FREE = {"tiers", "tier_names", "values", "cells"}  # groups keyed by id; their order is the writer's


def _shuffle(node: object, chance: random.Random, name: str = "") -> None:
    if isinstance(node, CommentedMap):
        keys = list(node)
        if name not in _FREE:
            chance.shuffle(keys)
        for key in keys:
            node.move_to_end(key)
        for key, one in node.items():
            _shuffle(one, chance, key)
    elif isinstance(node, CommentedSeq):
        for one in node:
            _shuffle(one, chance)


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"# .*", text))


def value(path: Path) -> object:
    raw = load.Raw(path.name)
    load.parse(path.read_text(encoding="utf-8"), raw)
    assert raw.problems == []
    return raw.value


FORMATTED = (
    "data/edition.yml", "data/exceptions.yml", "data/vocab/elements.yml", "data/modules/*.yml", "data/forms/*.yml",
    f"data/industries/{FLAGSHIP}/*.yml", "data/assignments/*.yml", "data/campaign/*/*.yml",
)  # fmt: skip


@pytest.mark.parametrize("pattern", FORMATTED)
def test_fmt_restores_order_and_keeps_comments(pattern: str, tmp_path: Path) -> None:
    chance = random.Random(pattern)  # noqa: S311  a test's shuffle
    kept: dict[Path, tuple[str, list[str]]] = {}
    for path in sorted(ROOT.glob(pattern)):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
        kept[copy] = (path.read_text(encoding="utf-8"), disorder(copy, chance))
    assert kept
    fmt.run(tmp_path, write=True)
    assert fmt.run(tmp_path, write=False) == []
    for copy, (before, noted) in kept.items():
        text = copy.read_text(encoding="utf-8")
        assert comments(text) == noted, copy
        assert without_comments(text) == without_comments(before), copy


def without_comments(text: str) -> list[str]:
    lines = (re.sub(r"(^|\s+)# .*", "", line) for line in text.splitlines())
    return [line for line in lines if line.strip()]


def formatted(tmp_path: Path, old: str, new: str) -> str:
    """The lamp items of the base data after an edit and ``fmt``."""
    file = "data/industries/lamp/items.yml"
    text = (BASE / file).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    fmt.run(tmp_path, write=True)
    assert fmt.run(tmp_path, write=False) == []
    return path.read_text(encoding="utf-8")


def test_fmt_is_stable_after_a_moved_comment(tmp_path: Path) -> None:
    new = "  - applies: {sizes: [small]}\n    # 注\n    id: ZD-0001\n"
    assert "# 注" in formatted(tmp_path, "  - id: ZD-0001\n", new)


def test_fmt_orders_optional_records(tmp_path: Path) -> None:
    text = formatted(tmp_path, "change: wording", "change: retired\n    retired:\n      edition: 2026-1\n      reason: 规则换了")
    assert "retired:\n      reason: 规则换了\n      edition: 2026-1\n" in text


def test_fmt_leaves_impossible_dates(tmp_path: Path) -> None:
    assert "updated: 2026-13-45" in formatted(tmp_path, "updated: '2026-06-30'", "updated: 2026-13-45")


def test_fmt_keeps_spaces_in_blocks(tmp_path: Path) -> None:
    assert "盖紧  \n" in formatted(tmp_path, "how: 盖紧，移到阴凉处", "how: |-\n        盖紧  \n        移到阴凉处")
