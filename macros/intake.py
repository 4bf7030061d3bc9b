"""``anbiao sheet import``, the reading half: a filled workbook against the catalogue -> edits, or all that is wrong. Pure."""

from __future__ import annotations

from macros import received, workbook
from macros.catalog import Catalog
from macros.choices import Choices
from macros.problem import ANBIAO, RefusedError
from macros.received import Row
from macros.rows import Reader
from macros.taken import CellProblem, Intake


def take(c: Catalog, blob: bytes, day: str = "") -> Intake:
    """Read a workbook; ``day`` is the date of revision, else the edition's. Raises RefusedError for a file that is none."""
    pages = received.sheets(blob)
    facts, known = _memory(pages.get(workbook.MEMORY, []))
    if facts.get("format") != workbook.FORMAT:
        raise RefusedError(f"这不是 {ANBIAO} sheet export 导出的文件，或者是旧格式。\n重新导出一份，把改动抄过去。")
    intake, choices = Intake(facts.get("owner", "")), Choices(c)
    for sheet in workbook.sheets(c, intake.owner):
        if sheet.name not in pages:
            intake.problems.append(CellProblem(sheet.name, 1, "", "这张表不见了。", "重新导出一份；表不能删，也不能改名。"))
            continue
        mine = {id_: mark for (kind, id_), mark in known.items() if kind == sheet.kind}
        Reader(c, sheet, intake, mine, choices, facts.get("edition", ""), day or c.edition.date).read(pages[sheet.name])
    return intake


def _memory(rows: list[Row]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """(facts about the file, fingerprint of each row as it left)."""
    said = [[cell.text for cell in cells] for _, cells in rows]
    facts = {one[0]: one[1] for one in said if len(one) > 1 and (len(one) < 4 or not one[3])}
    return facts, {(one[0], one[1]): one[3] for one in said if len(one) > 3 and one[3]}
