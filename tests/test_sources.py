"""The papers of the source documents against tests/golden/sources/, which was transcribed from the documents themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from macros.catalog import Catalog
from macros.exports import catalog_json
from tests.project import golden_rows, squeezed


def by_form(name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in golden_rows(name):
        found.setdefault(row["form"], []).append(row)
    return found


@pytest.fixture(scope="module")
def data(catalog: Catalog) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(catalog_json(catalog))
    return parsed


@pytest.fixture(scope="module")
def held(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in data["forms"]}


def test_documents(data: dict[str, Any]) -> None:
    found = {d["id"]: d for d in data["documents"]}
    rows = golden_rows("documents")
    assert len(rows) == 5
    for row in rows:
        document = found[row["id"]]
        assert document.get("number", "") == row["number"]
        assert document.get("date", "") == row["date"]
        assert row["title"] in document["title"]
        assert row["issuer"] in document["issuer"]


def section(text: str) -> str:
    """A section with brackets of one kind."""
    return text.replace("(", "（").replace(")", "）")


def test_stages(data: dict[str, Any]) -> None:
    found = [(s["document"], section(s["section"]), s["title"], s.get("deadline", "")) for s in data["stages"]]
    rows = [(row["document"], section(row["section"]), row["title"], row["deadline"]) for row in golden_rows("stages")]
    assert sorted(found) == sorted(rows)
    assert len(rows) == 13


def test_every_dated_duty_is_said(data: dict[str, Any]) -> None:
    """Each day that a document names stands in its stages, goals, reports or tasks, in figures or in words."""
    for row in golden_rows("dates"):
        document = next(d for d in data["documents"] if d["id"] == row["document"])
        year, month, day = (int(part) for part in row["date"].split("-"))
        words = (row["date"], f"{year}年{month}月{day}日", f"{year}年{month}月底", f"{year}年底", f"{month}月底")
        text = json.dumps(document, ensure_ascii=False)
        assert any(word in text for word in words), row


def test_annexes(data: dict[str, Any]) -> None:
    found = {(d["id"], squeezed(a["title"])) for d in data["documents"] for a in d["annexes"]}
    missing = [row for row in golden_rows("annexes") if (row["document"], squeezed(row["title"])) not in found]
    assert missing == []


# Forms


def columns_of(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(path of labels, start of accumulation) of every leaf column."""
    for part in form["parts"]:
        yield from _leaves(part["columns"], ())


def _leaves(columns: list[dict[str, Any]], above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for column in columns:
        path = (*above, column["label"])
        if column["columns"]:
            yield from _leaves(column["columns"], path)
        else:
            yield " / ".join(path), column.get("since", "")


@pytest.mark.parametrize("form", sorted(by_form("form-columns")))
def test_columns(held: dict[str, dict[str, Any]], form: str) -> None:
    """Every printed column in its place, with the month from which it accumulates; what we add stands behind them."""
    printed = [(row["path"], row["since"]) for row in by_form("form-columns")[form]]
    found = list(columns_of(held[form]))
    assert found[: len(printed)] == printed
    assert len(found) - len(printed) <= (1 if form == "benchmark-experience" else 0)


def test_counts_of_columns() -> None:
    counts = {form: len(rows) for form, rows in by_form("form-columns").items() if form.startswith(("quarterly", "lookback-s"))}
    assert counts == {"quarterly-1": 33, "quarterly-2": 23, "quarterly-3": 30, "quarterly-4": 50, "lookback-statistics": 15}


def rows_of(form: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """(row, line, printed cell) of a form whose rows are not nested."""
    for part in form["parts"]:
        for row in part["rows"]:
            yield row["label"], 1, row["label"]
            for number, line in enumerate(row["lines"], 1):
                yield from ((row["label"], number, text) for text in line["cells"].values())


@pytest.mark.parametrize("form", sorted(by_form("form-rows")))
def test_rows(held: dict[str, dict[str, Any]], form: str) -> None:
    printed = [(row["row"], int(row["line"]), row["text"]) for row in by_form("form-rows")[form]]
    assert sorted(rows_of(held[form])) == sorted(printed)


@pytest.mark.parametrize("form", sorted(by_form("form-marks")))
def test_title_head_signatures_notes_copies(held: dict[str, dict[str, Any]], form: str) -> None:
    record = held[form]
    rows = by_form("form-marks")[form]
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["kind"], []).append(squeezed(row["text"]))
    assert squeezed(record["title"]) == said["title"][0]
    heads, signs = ([squeezed(blank["label"]) for blank in record[kind]] for kind in ("head", "signatures"))
    assert [h for h in said.get("head", []) if not any(one.startswith(h) for one in heads)] == []
    assert [s for s in said.get("signature", []) if s not in signs] == []
    assert len(record["notes"]) == int(said.get("notes", [str(len(record["notes"]))])[0])
    assert len(record["copies"]) == int(said.get("copies", ["0"])[0])


@pytest.mark.parametrize("form", ["lookback-departments", "lookback-enterprises"])
def test_look_back_points_one_by_one(data: dict[str, Any], form: str) -> None:
    points = [point for point in data["points"] if point["form"] == form]
    found = [(point["group"], point["no"], len(point["checks"])) for point in points]
    printed = [(row["group"], int(row["no"]), int(row["checks"])) for row in by_form("lookback-points")[form]]
    assert found == printed
    assert len(found) == {"lookback-departments": 15, "lookback-enterprises": 20}[form]
    assert [point["id"] for point in points] == [f"{form}-{number:02}" for number in range(1, len(points) + 1)]
    assert all(point["revision"] >= 1 for point in points)


def test_points_of_the_benchmark_enterprise(held: dict[str, dict[str, Any]]) -> None:
    (part,) = (part for part in held["benchmark-experience"]["parts"] if part["rows"])
    found = []
    for row in part["rows"]:
        numbers = [int(cells["seq"]) for line in row["lines"] if "seq" in (cells := line["cells"])]
        span = "-".join(dict.fromkeys([str(numbers[0]), str(numbers[-1])]))
        found.append((squeezed(row["label"]), span, len(row["lines"])))
    assert found == [(row["element"], row["numbers"], int(row["rows"])) for row in golden_rows("benchmark-points")]


# Methods


def test_members_of_the_methods(data: dict[str, Any]) -> None:
    """Each member of a slogan, as the documents print it, stands on the page of a method of that name."""
    pages = [(m["name"], json.dumps(m, ensure_ascii=False)) for m in data["methods"]]
    missing = [row for row in golden_rows("methods") if not any(row["member"] in text for _, text in pages)]
    assert missing == []


def test_every_method_says_what_it_asks_of_whom_and_where(data: dict[str, Any]) -> None:
    documents = {d["id"] for d in data["documents"]}
    assert len(data["methods"]) >= 30
    for method in data["methods"]:
        assert method["asks"], method["id"]
        assert {s["document"] for s in method["sources"]} <= documents


def test_forms_by_format(data: dict[str, Any]) -> None:
    """Every form prints; tables also come as spreadsheets, letters and texts as documents."""
    formats = [form["formats"] for form in data["forms"]]
    counts = {kind: sum(kind in one for one in formats) for kind in ("pdf", "xlsx", "docx")}
    assert counts["pdf"] == len(formats) >= 60
    assert counts["xlsx"] >= 20
    assert counts["docx"] >= 30
    assert all(len(one) > 1 for one in formats)
