"""A workbook that somebody sends: refused whole where it is no honest workbook, else read as texts with their faults.

What a cell shows is text; where Excel holds something else (a formula, a date, a merged cell), the fault says so.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl

from macros.problem import ANBIAO, RefusedError

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS, MAX_COLUMNS = 5000, 80
_FORMULA = 30
_OLD = b"\xd0\xcf\x11\xe0"
_AGAIN = f"用 {ANBIAO} sheet export 重新导出一份，把改动抄过去。"


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; ``fault`` says why it cannot be taken as it is, ``tip`` what to do about it."""

    text: str
    fault: str = ""
    tip: str = ""


Row = tuple[int, tuple[Cell, ...]]


def sheets(blob: bytes) -> dict[str, list[Row]]:
    """(number, cells) of every row that is not empty, by sheet; raises RefusedError."""
    _guard(blob)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(blob))
        return {page.title: list(_rows(page)) for page in book.worksheets}
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError(f"这个文件坏了，读不出来（{type(error).__name__}）。\n{_AGAIN}") from error


def _guard(blob: bytes) -> None:
    """Nothing is unpacked before its size is known."""
    if len(blob) > MAX_BYTES:
        raise RefusedError(f"文件超过 {MAX_BYTES >> 20} MB。\n删去粘进去的图片和多余的表。")
    if blob.startswith(_OLD):
        raise RefusedError("这是旧格式（xls）或者加了密码的文件。\n去掉密码，另存为“Excel 工作簿（*.xlsx）”。")
    try:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise RefusedError(f"文件解开以后太大（上限 {MAX_UNPACKED >> 20} MB），不像一份清单。\n{_AGAIN}")
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise RefusedError("文件里有宏。\n另存为“Excel 工作簿（*.xlsx）”，不带宏。")
            texts = (part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml")))
            if any(b"<!DOCTYPE" in (said := archive.read(part)) or b"<!ENTITY" in said for part in texts):
                raise RefusedError(f"文件里有不该有的东西（DOCTYPE）。\n{_AGAIN}")
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError(f"这不是 xlsx 文件，或者文件坏了。\n另存为“Excel 工作簿（*.xlsx）”；还是不行，{_AGAIN}") from error


def _rows(page: Any) -> Iterator[Row]:
    if page.max_row > MAX_ROWS or page.max_column > MAX_COLUMNS:
        size = f"{page.max_row} 行、{page.max_column} 栏"
        raise RefusedError(f"表“{page.title}”有 {size}，上限 {MAX_ROWS} 行、{MAX_COLUMNS} 栏。\n删去表尾和右边的空行、空栏。")
    merged = [(area.min_row, area.max_row, area.min_col, area.max_col) for area in page.merged_cells.ranges]
    for y, row in enumerate(page.iter_rows(), 1):
        cells = tuple(_cell(one, merged) for one in row)
        if any(cell.text or cell.fault for cell in cells):
            yield y, cells


def _cell(one: Any, merged: list[tuple[int, int, int, int]]) -> Cell:
    at = one.coordinate
    if any(top <= one.row <= low and left <= one.column <= right for top, low, left, right in merged):
        return Cell(_text(one.value), f"{at} 和别的格合并了，不知道哪一行写了什么。", "取消合并，每一格写全。")
    if one.data_type == "f":
        said = str(getattr(one.value, "text", one.value))[:_FORMULA]
        how = f"复制 {at}，在原处“选择性粘贴”，选“数值”（粘贴为数值）；要写以“=”开头的字，前面加一个单引号“'”。"
        return Cell("", f"{at} 是公式 {said}，不是写好的字。", how)
    if one.data_type == "e":
        return Cell("", f"{at} 是出错的结果（{one.value}）。", "写上要写的字。")
    if isinstance(one.value, bool | date | datetime) or (isinstance(one.value, float) and not one.value.is_integer()):
        kind = "是/否" if isinstance(one.value, bool) else "日期" if isinstance(one.value, date) else "小数"
        return Cell("", f"{at} 被 Excel 当成了{kind}，原来的写法可能已经变了。", "把格式改成“文本”，重新写一次。")
    return Cell(_text(one.value))


def _text(value: object) -> str:
    """White space at the ends and the line ends of another system are nobody's meaning."""
    if value is None:
        return ""
    said = str(int(value)) if isinstance(value, float) else str(value)
    return said.replace("\r\n", "\n").replace("\r", "\n").strip()
