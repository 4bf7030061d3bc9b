"""Data files: cells that no spreadsheet takes for a formula, heads and drop-downs, and the same bytes in every run."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from macros.catalog import Catalog
from macros.check import check
from macros.exports import exports
from macros.tables import HEADS, checklist_csv, checklist_xlsx, harmless
from tests.conftest import BASE, ROOT

RISKY = ("=1+1", "+1", "-1", "@SUM(A1)")


@pytest.fixture(params=RISKY)
def risky(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Catalog]:
    """A text that a spreadsheet would compute, and the base data with an item of this title."""
    title: str = request.param
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "data" / "industries" / "lamp" / "items.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: 胶桶加盖", f"title: '{title}'"), encoding="utf-8")
    index, problems = check(tmp_path)
    assert problems == []
    return title, Catalog(index)


def sheet(blob: bytes) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(blob)).active
    assert isinstance(found, Worksheet)
    return found


def formulas(page: Worksheet) -> list[str]:
    return [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def csv_rows(blob: bytes) -> list[list[str]]:
    assert blob.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(blob.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", [*RISKY, "\t1", "\r1", "=", "-"])
def test_risky_cell_is_neutralised(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1", "甲=乙", "≥1.1m", "JC-0001", " =1", "'=1"])
def test_harmless_cell_stays(cell: str) -> None:
    assert harmless(cell) == cell


def test_csv_has_no_formula(risky: tuple[str, Catalog]) -> None:
    title, c = risky
    rows = csv_rows(checklist_csv(c, c.sectors["lamp"]))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert [row[HEADS.index("标题")] for row in rows if row[0] == "ZD-0002"] == [f"'{title}"]


def test_xlsx_has_no_formula(risky: tuple[str, Catalog]) -> None:
    title, c = risky
    page = sheet(checklist_xlsx(c, c.sectors["lamp"]))
    assert formulas(page) == []
    assert title in {cell.value for row in page.iter_rows() for cell in row}


def test_csv_rows_are_the_items(base_catalog: Catalog) -> None:
    sector = base_catalog.sectors["lamp"]
    head, *rows = csv_rows(checklist_csv(base_catalog, sector))
    assert tuple(head) == HEADS
    assert [row[0] for row in rows] == ["ZD-0001", "ZD-0002", "GY-0001", "GY-0002"]
    assert {len(row) for row in rows} == {len(HEADS)}


def test_every_checklist(catalog: Catalog) -> None:
    """Of every industry with content: the head, a row for each item, the drop-down beside each, no formula."""
    for sector in (s for s in catalog.sectors.values() if catalog.has_content(s)):
        items = [item.id for item in catalog.items_of(sector)]
        page = sheet(checklist_xlsx(catalog, sector))
        head, *rows = page.iter_rows(values_only=True)
        assert head == HEADS
        assert [row[0] for row in rows] == items
        assert formulas(page) == []
        assert page.freeze_panes == "C2"
        assert [row[0] for row in csv_rows(checklist_csv(catalog, sector))[1:]] == items
        (choice,) = page.data_validations.dataValidation
        column = get_column_letter(HEADS.index("结果") + 1)
        assert (choice.type, choice.formula1) == ("list", '"合格,不合格,不适用"')
        assert str(choice.sqref) == f"{column}2:{column}{len(items) + 1}"


def test_paths_are_those_of_the_contract(base_catalog: Catalog) -> None:
    assert [path for path, _ in exports(base_catalog)] == [
        "data/catalog.json", "data/lamp.xlsx", "data/lamp.csv", "data/quality.csv", "data/quality.xlsx",
        "forms/letter.docx", "forms/monthly.xlsx",
    ]  # fmt: skip


_SUMS = """
import hashlib, sys
from pathlib import Path
from macros.catalog import Catalog
from macros.check import check
from macros.exports import exports
for path, blob in exports(Catalog(check(Path(sys.argv[1]))[0])):
    print(path, hashlib.sha256(blob).hexdigest())
"""


def sums_in_new_process(root: Path, seed: str) -> list[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai" if seed == "1" else "UTC"}
    run = subprocess.run([sys.executable, "-c", _SUMS, str(root)], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


@pytest.mark.parametrize("root", [BASE, ROOT], ids=["base", "real"])
def test_same_bytes_in_every_run(root: Path) -> None:
    """Here twice, and in processes with another hash seed and another time zone."""
    index = check(root)[0]
    first, second = ([f"{path} {hashlib.sha256(blob).hexdigest()}" for path, blob in exports(Catalog(index))] for _ in range(2))
    assert first == second
    for seed in ("0", "1"):
        assert sums_in_new_process(root, seed) == first
