"""The Excel round trip: what comes back unchanged touches nothing, one cell changes one value, what is wrong is told in place."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from macros import cli, columns, desk, fmt, intake, load, notation, patch, received, workbook
from macros.catalog import Catalog
from macros.check import check
from macros.choices import Choices
from macros.index import kind_models
from macros.models.base import Word
from macros.models.industry import Industry
from macros.models.module import Module
from macros.models.registry import Standard
from macros.problem import RefusedError
from macros.taken import listed
from tests.conftest import BASE
from tests.project import edit, office
from tests.test_publish import commit, git

ITEMS, NOW = "检查清单", "本次修订"
LAMP = "data/industries/lamp"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the base data, in canonical form."""
    shutil.copytree(BASE, tmp_path / "project")
    fmt.run(tmp_path / "project", write=True)
    return tmp_path / "project"


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p.relative_to(root)): (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(root.rglob("*")) if p.is_file()}


def texts(root: Path) -> dict[str, str]:
    return {name: blob.decode() for name, (blob, _) in files(root).items()}


def catalog_of(root: Path) -> Catalog:
    index, problems = check(root)
    assert [p for p in problems if p.level == "error"] == []
    return Catalog(index)


def sent(root: Path, change: Callable[[Workbook], None], owner: str = "lamp", **options: str) -> str:
    """Export, let ``change`` edit the workbook, import: what the command says."""
    book = openpyxl.load_workbook(io.BytesIO(desk.export(root, owner)))
    change(book)
    path = root.parent / "filled.xlsx"
    book.save(path)
    return desk.bring_in(root, path, **options)


def refused(root: Path, change: Callable[[Workbook], None], owner: str = "lamp") -> str:
    """The same for a workbook that is not taken: the message; no file is touched."""
    before = files(root)
    with pytest.raises(RefusedError) as error:
        sent(root, change, owner)
    assert files(root) == before
    return str(error.value)


def page(book: Workbook, name: str = ITEMS) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def put(book: Workbook, row: int, head: str, text: Any, name: str = ITEMS) -> None:
    """Write a cell; a text stays a text, whatever it begins with."""
    sheet = page(book, name)
    (x,) = [cell.column for cell in sheet[1] if cell.value == head]
    cell = sheet.cell(row, x)
    cell.value = text
    if isinstance(text, str):
        cell.data_type = "s"


def changes(*cells: tuple[int, str, Any], name: str = ITEMS) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for row, head, text in cells:
            put(book, row, head, text, name)

    return change


untouched = changes()


def test_unchanged_touches_nothing_for_every_owner(catalog: Catalog) -> None:
    for owner in [*catalog.sectors, *catalog.modules]:
        taken = intake.take(catalog, workbook.export(catalog, owner))
        assert (taken.edits, taken.problems, taken.gone) == ([], [], []), owner


def test_unchanged_touches_no_file(root: Path) -> None:
    before = files(root)
    for owner in ("lamp", "rope", "common"):
        assert sent(root, untouched, owner) == "没有改动，一个文件也没有动。"
    assert files(root) == before


def test_saved_by_libreoffice_touches_nothing(catalog: Catalog, root: Path, tmp_path: Path) -> None:
    edit(root, f"{LAMP}/items.yml", "title: 胶桶加盖", "title: '=1+1'")
    (tmp_path / "lamp.xlsx").write_bytes(desk.export(root, "lamp"))
    (tmp_path / "city-gas.xlsx").write_bytes(workbook.export(catalog, "city-gas"))
    for name, c in (("lamp", catalog_of(root)), ("city-gas", catalog)):
        folder = tmp_path / f"saved-{name}"
        folder.mkdir()
        taken = intake.take(c, office(tmp_path / f"{name}.xlsx", "xlsx:Calc MS Excel 2007 XML", folder).read_bytes())
        assert (taken.edits, taken.problems, taken.gone) == ([], [], [])


def other(column: columns.Column, choices: Choices, record: Any) -> str:
    """Another text for a cell, readable and of the same kind."""
    slot = column.slots[0]
    now = notation.text(column, record, choices)
    if slot.marker:
        shown = [one for one in choices.shown(slot.marker).values() if one not in now]
        more = " | 2" if any(s.whole for s in column.slots) else ""
        if not shown:
            return now.partition("\n")[2] if column.needed else ""
        return f"{now}\n{shown[0]}{more}".strip() if column.many else shown[0]
    if slot.whole:
        return str(int(now or "0") + 1)
    return f"{now}\n新的一行 | 怎么考核" if len(column.slots) > 1 else f"{now}\n新的一行" if column.many else f"{now}改"


def value_of(text: str) -> Any:
    raw = load.Raw("")
    load.parse(text, raw)
    assert not raw.problems
    return raw.value


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def exported(root: Path, owner: str = "lamp") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(desk.export(root, owner)))


@pytest.mark.parametrize("owner", ["lamp", "common"])
def test_one_cell_changes_one_value_and_the_revision(owner: str, base_catalog: Catalog) -> None:
    """Every column of every kind: the field, and what the programme says of the record itself."""
    choices = Choices(base_catalog)
    blob = workbook.export(base_catalog, owner)
    for sheet in (one for one in workbook.sheets(base_catalog, owner) if one.entries):
        entry = sheet.entries[-1]
        filled = {one.path for one, said in zip(sheet.columns, workbook.cells(sheet, entry.record, choices), strict=True) if said}
        stamp = {"revision", *({"updated", "change"} if sheet.kind == "item" else set())}
        for column in (one for one in sheet.columns if one.path not in columns.KEPT and one.path != ("change-now",)):
            book = openpyxl.load_workbook(io.BytesIO(blob))
            row, said = len(sheet.entries) + 1, other(column, choices, entry.record)
            if column.needed and not said:
                continue  # the small data have no second risk point to name
            put(book, row, column.head, said, sheet.name)
            beside = [one for one in columns.gaps(sheet.columns, filled | {column.path}) if one.path[:-1] == column.path[:-1]]
            for one in beside:
                put(book, row, one.head, other(one, choices, entry.record), sheet.name)
            if sheet.kind == "item":
                put(book, row, NOW, "停用" if column.path[0] == "retired" else "文字")
            taken = intake.take(base_catalog, saved(book))
            assert taken.problems == []
            (asked,) = taken.edits
            assert {".".join(one.path) for one in asked.puts} == {".".join(one.path) for one in (column, *beside)} | stamp
            text = (BASE / asked.file).read_text(encoding="utf-8")
            name, number = asked.loc
            old, new = ([*value_of(one)[name]] for one in (text, patch.patched(text, asked.file, [asked])))
            was, now = old.pop(int(number)), new.pop(int(number))
            assert old == new
            assert now["revision"] == was.get("revision", 1) + 1
            assert {k for k in {*was, *now} if was.get(k) != now.get(k)} - stamp == {column.path[0]}
            found = notation.read(column, said, choices)
            assert columns.value(now, column.path) == (tuple(found) if isinstance(found, list) else found)


def test_import_writes_only_the_lines_that_change(root: Path) -> None:
    edit(root, f"{LAMP}/items.yml", "    title: 烘灯房分隔\n", "    # 注一\n    title: 烘灯房分隔  # 注二\n")
    before = texts(root)
    said = sent(root, changes((2, "标题", "烘灯房隔开"), (2, NOW, "文字")))
    assert said.split("\n")[0] == "ZD-0001：标题"
    old = ["title: 烘灯房分隔  # 注二", "revision: 1", "updated: '2026-05-01'", "change: added"]
    new = ["title: 烘灯房隔开  # 注二", "revision: 2", "updated: '2026-06-30'", "change: wording"]
    (name,) = (name for name, text in texts(root).items() if before[name] != text)
    pairs = zip(before[name].split("\n"), texts(root)[name].split("\n"), strict=True)
    assert [(was.strip(), now.strip()) for was, now in pairs if was != now] == list(zip(old, new, strict=True))
    assert fmt.run(root, write=False) == []
    assert "要重读：表“网格员检查导则”第 2 行“所依条目”：ZD-0001 已是第 2 次修订，这里读的是第 1 次。" in said
    assert sent(root, untouched) == "没有改动，一个文件也没有动。"


def test_lists_keep_the_comments_of_what_stays(root: Path) -> None:
    old = "      - {std: zd-cases, clause: 第1项}\n"
    edit(root, f"{LAMP}/items.yml", old, f"{old.rstrip()}  # 留\n    # 也留\n")
    sent(root, changes((2, "依据", "zd-cases | 第1项\nzd-rule-2024 | 4.1"), (2, NOW, "文字")))
    text = texts(root)[f"{LAMP}/items.yml"]
    assert "- {std: zd-cases, clause: 第1项}  # 留\n" in text
    assert "- {std: zd-rule-2024, clause: '4.1'}\n    # 也留\n    hazard" in text
    sent(root, changes((2, "依据", "zd-cases | 第1项"), (2, NOW, "文字")))
    assert "- {std: zd-cases, clause: 第1项}  # 留\n    # 也留\n    hazard" in texts(root)[f"{LAMP}/items.yml"]


def test_a_new_last_field_leaves_the_comment_to_the_next_record(root: Path) -> None:
    edit(root, f"{LAMP}/items.yml", "    change: added\n", "    change: added\n  # 下一条的话\n")
    book = exported(root)
    changes((2, NOW, "停用"), (2, "停用原因", "并入别处。"), (2, "停用版本", "2026-1"))(book)
    (asked,) = intake.take(catalog_of(root), saved(book)).edits
    text = patch.patched(texts(root)[asked.file], asked.file, [asked])
    assert "      edition: '2026-1'\n  # 下一条的话\n  - id: ZD-0002" in text


def test_new_row_gets_the_next_id_and_its_file(root: Path) -> None:
    row = {
        "标题": "竹篾存放", "检查要求": "竹篾堆离烘灯房≥2m", "不合格写": "竹篾贴着烘灯房堆放",
        "检查方法": "on-site", "看什么": "卷尺量", "依据": "zd-rule-2024 | 4.1", "车间频次": "weekly",
        "车间检查人": "workshop-head",        "整改方式": "now", "整改做法": "搬开竹篾", "要素": "e2-1", "适用规模": "above-scale",
    }  # fmt: skip
    said = sent(root, changes(*((9, head, text) for head, text in row.items())), day="2026-06-01")
    assert said.split("\n")[0] == "ZD-0003（新）：竹篾存放"
    item = catalog_of(root).items["ZD-0003"]
    assert (item.statement, item.revision, item.updated, item.change) == (row["检查要求"], 1, "2026-06-01", "added")
    assert [(b.std, b.clause) for b in item.basis] == [("zd-rule-2024", "4.1")]
    assert fmt.run(root, write=False) == []
    assert "      workshop: {frequency: weekly, role: workshop-head}\n" in texts(root)[f"{LAMP}/items.yml"]


def test_new_row_of_an_industry_without_files(root: Path) -> None:
    before = texts(root)
    sent(root, changes((2, "标题", "搓绳间"), (2, "说明", "搓绳的地方。"), (2, "风险点", "GY-R01"), name="车间"), "rope")
    after, prefix = texts(root), catalog_of(root).industries["rope"].prefix
    name = "data/industries/rope/workshops.yml"
    assert {*after} - {*before} == {name}
    assert after[name].startswith("# yaml-language-server: $schema=../../schema/workshops.json\nworkshops:\n")
    assert f"- id: {prefix}-W01" in after[name]
    assert fmt.run(root, write=False) == []


def test_file_imported_twice_adds_nothing_twice(root: Path) -> None:
    book = exported(root, "rope")
    path = root.parent / "twice.xlsx"
    changes((2, "标题", "搓绳间"), (2, "说明", "搓绳的地方。"), (2, "风险点", "GY-R01"), name="车间")(book)
    book.save(path)
    desk.bring_in(root, path)
    before = files(root)
    said = desk.bring_in(root, path)
    assert re.fullmatch(r"这些行已经导入过，和数据一样，没有再动：.*-W01。\n没有改动，一个文件也没有动。", said)
    assert files(root) == before


def test_row_imported_twice_says_so_and_the_file_goes_on(root: Path) -> None:
    """What is to be read again can be said in the same file."""
    book, path = exported(root), root.parent / "twice.xlsx"
    changes((2, "标题", "烘灯房隔开"), (2, NOW, "文字"))(book)
    book.save(path)
    desk.bring_in(root, path)
    before = files(root)
    again = "这些行已经导入过，和数据一样，没有再动：ZD-0001。"
    assert desk.bring_in(root, path) == f"{again}\n没有改动，一个文件也没有动。"
    assert files(root) == before
    changes((2, "所依条目", "ZD-0001 烘灯房隔开 | 2"), name="网格员检查导则")(book)
    book.save(path)
    said = desk.bring_in(root, path)
    assert again in said
    assert said.startswith("ZD-N01：所依条目\n")
    assert "要重读" not in said


def test_copied_row_is_told_which_it_copies(root: Path) -> None:
    def copy(book: Workbook) -> None:
        for to in (9, 10):
            for x, cell in enumerate(page(book)[3], 1):
                page(book).cell(to, x).value = cell.value if x > 1 else None
        for row in (9, 11):
            put(book, row, "标题", "新的", "车间")

    said = refused(root, copy)
    assert "表“检查清单”第 9 行：和第 3 行（ZD-0002）一样。" in said
    assert "表“检查清单”第 10 行：和第 3 行（ZD-0002）一样。" in said
    assert "表“车间”第 11 行：和第 9 行一样。" in said


def test_kind_that_the_change_is_not_is_refused_in_its_column(root: Path) -> None:
    for kind, change in (("新增", (2, "车间频次", "每班")), ("放宽", (2, "车间频次", "每班")), ("合并", (2, "标题", "墙"))):
        said = refused(root, changes(change, (2, NOW, kind)))
        assert f"表“检查清单”第 2 行“本次修订”：ZD-0001 写的是“{kind}”" in said
        assert "按差别应写：" in said
        assert not re.search("[a-z]", said.partition("按差别应写：")[2])
    row = {"标题": "篾", "检查要求": "竹篾堆离烘灯房≥2m", "不合格写": "竹篾贴着烘灯房", "检查方法": "现场", "看什么": "卷尺量"}
    row |= {"依据": "zd-rule-2024 | 4.1", "企业频次": "每月", "企业检查人": "owner", "整改方式": "now", "整改做法": "搬开"}
    said = refused(root, changes(*((9, head, text) for head, text in row.items()), (9, "要素", "e2-1"), (9, NOW, "加严")))
    assert "表“检查清单”第 9 行“本次修订”：ZD-0003 写的是“加严”" in said
    assert "按差别应写：新增。" in said


def test_merged_in_two_imports_is_judged_from_the_last_commit(root: Path) -> None:
    file = root / LAMP / "items.yml"
    first, _, _ = file.read_text(encoding="utf-8").partition("  - id: ZD-0002")
    third = first.removeprefix("items:\n").replace("ZD-0001", "ZD-0003")
    third = third.replace("烘灯房与纸卷库之间隔着砖墙", "晾架靠墙放稳，上面挂着荷载牌")
    file.write_text(file.read_text(encoding="utf-8") + third, encoding="utf-8")
    git(root, "init", "--quiet")
    commit(root, "first")
    sent(root, changes((4, NOW, "停用"), (4, "停用原因", "并入。"), (4, "停用版本", "2026-1"), (4, "接替的条目", "ZD-0001")))
    assert "ZD-0001：标题\n" in sent(root, changes((2, "标题", "房"), (2, NOW, "合并")))
    commit(root, "second")
    assert "写的是“合并”" in refused(root, changes((2, "标题", "烘房"), (2, NOW, "合并")))
    assert "被并、被拆的条目停用" in refused(root, changes((2, "标题", "烘房"), (2, NOW, "拆分")))


def test_retired_without_reason_is_asked_for_it(root: Path) -> None:
    said = refused(root, changes((3, NOW, "停用")))
    assert "表“检查清单”第 3 行“停用原因”：ZD-0002 选了“停用”，没有填停用原因和停用版本。" in said
    assert "（本版是 2026-1）" in said


def test_kinds_are_listed_once_with_what_they_mean(catalog: Catalog) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.export(catalog, "city-gas")))
    changes((2, "标题", "甲"), (3, "标题", "乙"))(book)
    said = "\n".join(listed(intake.take(catalog, saved(book)).problems))
    assert said.count("加严：原来符合的企业，现在可能需要再做一些事。") == 1
    assert said.count("选一个：（同上）") == 1
    assert "新增：" not in said
    (note,) = [cell.comment.text for cell in page(book)[1] if cell.value == NOW and cell.comment]
    for kind in ("移位：", "合并：几条并成一条，", "拆分：一条拆成几条，"):
        assert kind in said
        assert kind in note


def test_messages_name_columns_not_fields(root: Path) -> None:
    long = refused(root, changes((2, "空项", "长" * 200), name="达标细则"))
    assert "表“达标细则”第 2 行“空项”：“空项”有 200 个字" in long
    scores = refused(root, changes((3, "标准分", "41"), name="达标细则"))
    assert "→ 调整各行的标准分。" in scores
    major = refused(root, changes((3, "隐患级别", "重大隐患"), (3, NOW, "加严")))
    assert "或改为一般隐患。" in major


def test_problem_outside_the_file_names_the_record(root: Path) -> None:
    said = sent(root, changes((2, "标题", "新标题"), (2, NOW, "文字")), "common")
    assert re.search(r"要重读：data/industries/lamp/guide\.yml 第 \d+ 行（纸灯制作的运行提升指南 ZD-G\d+）：GY-", said), said
    assert ".venv/bin/anbiao check --since HEAD" in said
    assert ".venv/bin/anbiao diff HEAD" in said


def test_cover_says_where_the_file_goes(base_catalog: Catalog) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.export(base_catalog, "lamp")))
    said = "\n".join(str(cell.value) for (cell,) in book[workbook.COVER].iter_rows(max_col=1))
    for words in ("发回给发来这份表的人", "灰色的栏锁住了", ".venv/bin/anbiao sheet import 文件", "make check"):
        assert words in said


def test_row_that_is_gone_is_not_deleted_but_told(root: Path) -> None:
    before = files(root)
    said = sent(root, lambda book: page(book).delete_rows(3))
    assert files(root) == before
    assert "表里少了 1 行，数据里没有删：ZD-0002。" in said
    assert "“停用”" in said


RISKY = (
    "=1+1", "+1", "-1", "@SUM(A1)", "'=1", "甲|乙", "a\\nb", "\\|", "_x0041_", "<b>&amp;", "# 注",
    "1.10", "NO", "null", "a: b", "~",
)  # fmt: skip


def test_risky_texts_come_back_as_they_are(root: Path) -> None:
    for text in RISKY:
        (path,) = (root / LAMP).glob("posts.yml")
        quoted = text.replace("'", "''")
        old = path.read_text(encoding="utf-8")
        path.write_text(old.replace("text: 收工前把胶桶盖紧", f"text: '{quoted}'"), encoding="utf-8")
        c = catalog_of(root)
        blob = workbook.export(c, "lamp")
        book = openpyxl.load_workbook(io.BytesIO(blob))
        assert [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
        assert intake.take(c, blob).edits == []
        changes((3, "标题", text), (3, NOW, "文字"))(book)
        (asked,) = intake.take(c, saved(book)).edits
        after = value_of(patch.patched(texts(root)[asked.file], asked.file, [asked]))
        assert after["items"][1]["title"] == text
        path.write_text(old, encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "place", "words"),
    [
        ([(2, "隐患级别", "很大"), (2, NOW, "文字")], "第 2 行“隐患级别”", "没有“很大”"),
        ([(3, "依据", "zd-rule-9 | 4.1"), (3, NOW, "文字")], "第 3 行“依据”", "没有“zd-rule-9”"),
        ([(3, "依据", "zd-rule-2024 | 4.1 | 又"), (3, NOW, "文字")], "第 3 行“依据”", "“|”多了"),
        ([(3, "标题", "盖子")], "第 3 行“本次修订”", "没有选修订类型"),
        ([(3, NOW, "文字")], "第 3 行“本次修订”", "别的格没有改"),
        ([(3, "标题", 1.5), (3, NOW, "文字")], "第 3 行“标题”", "小数"),
        ([(3, "编号", "ZD-0009")], "第 3 行“编号”", "没有编号 ZD-0009"),
        ([(3, "编号", "ZD-0001")], "第 3 行“编号”", "和第 2 行的编号都是 ZD-0001"),
        ([(3, "修订次数", "7")], "第 3 行“修订次数”", "由程序写"),
        ([(9, "标题", "半条")], "第 9 行“检查要求”", "不能空着：检查要求、"),
        ([(1, "标题", "名称")], "第 1 行", "少了“标题”、多了“名称”"),
        ([(3, "检查要求", "胶桶加强管理"), (3, NOW, "文字")], "第 3 行“检查要求”", "“加强管理”是空话"),
        ([(3, "检查要求", "长" * 111), (3, NOW, "文字")], "第 3 行“检查要求”", "上限 110 个"),
        ([(3, "依据", "zd-rule-2024 | 9.9"), (3, NOW, "文字")], "第 3 行“依据”", "没有登记“9.9”"),
        ([(3, "岗位频次", ""), (3, NOW, "文字")], "第 3 行“岗位频次”", "不能空着：岗位频次。"),
        ([(3, "岗位频次", ""), (3, "岗位检查人", ""), (3, NOW, "文字")], "第 3 行“企业频次”", "不能空着：企业频次。"),
        ([(3, "标题", ""), (3, NOW, "文字")], "第 3 行“标题”", "不能空着：标题。"),
        ([(3, NOW, "停用"), (3, "停用原因", "不要了")], "第 3 行“停用版本”", "不能空着：停用版本。"),
        ([(3, "停用原因", "不要了"), (3, "停用版本", "2026-1"), (3, NOW, "文字")], "第 3 行“本次修订”", "没有选“停用”"),
    ],
)
def test_bad_cell_is_told_in_place(root: Path, cells: list[tuple[int, str, Any]], place: str, words: str) -> None:
    said = refused(root, changes(*cells))
    told = [line for line in said.split("\n") if line.startswith(f"表“{ITEMS}”{place}") and words in line]
    assert told, said
    assert said.endswith("处，什么也没有写。")


def test_all_bad_cells_at_once(root: Path) -> None:
    def spoil(book: Workbook) -> None:
        changes((2, "隐患级别", "很大"), (3, "检查方法", "闻"))(book)
        put(book, 2, "标准分", "六十", "达标细则")
        page(book)["D2"] = "=1+1"
        page(book, "岗位").merge_cells("B2:C2")
        page(book, "车间")["D2"] = "#REF!"

    said = refused(root, spoil)
    for line in (
        "表“检查清单”第 2 行“不合格写”：D2 是公式 =1+1，",
        "表“检查清单”第 3 行“检查方法”：没有“闻”。",
        "表“达标细则”第 2 行“标准分”：“六十”不是整数。",
        "表“岗位”第 2 行“标题”：B2 和别的格合并了",
        "表“车间”第 2 行“说明”：D2 是出错的结果（#REF!）",
    ):
        assert line in said


def test_fault_of_the_whole_is_told_where_it_stands(root: Path) -> None:
    """Scores that no longer sum up are an error of a row that nobody edited."""
    said = refused(root, changes((3, "标准分", "41"), name="达标细则"))
    assert "表“达标细则”第 2 行“标准分”：中等企业达标细则的标准分合计 101，应为 100。" in said


def test_record_changed_meanwhile_is_named(root: Path) -> None:
    book = exported(root)
    path = root.parent / "late.xlsx"
    edit(root, "data/edition.yml", "id: '2026-1'", "id: '2026-2'")
    edit(root, f"{LAMP}/items.yml", "evidence: 胶桶\n", "evidence: 胶桶和盖\n")
    for cells, said in (((), "没有改动"), ([(2, "标题", "烘灯房隔开"), (2, NOW, "文字")], "ZD-0001：标题")):
        changes(*cells)(book)
        book.save(path)
        assert desk.bring_in(root, path).startswith(said)
    book = openpyxl.load_workbook(path)
    changes((3, "标题", "胶桶盖紧"), (3, NOW, "文字"))(book)
    book.save(path)
    before = files(root)
    with pytest.raises(RefusedError, match="ZD-0002 在导出（版本 2026-1）以后，数据里已经改过（现在是版本 2026-2）"):
        desk.bring_in(root, path)
    assert files(root) == before


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return out.getvalue()


def parts_of(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_file_that_is_no_honest_workbook_is_refused(base_catalog: Catalog) -> None:
    good = workbook.export(base_catalog, "lamp")
    parts = parts_of(good)
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    book = openpyxl.load_workbook(io.BytesIO(good))
    del book[workbook.MEMORY]
    for blob, words in (
        (b"", "不是 xlsx"),
        (b"abc", "不是 xlsx"),
        (good[:-2000], "不是 xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "旧格式（xls）或者加了密码"),
        (zipped({"a.txt": b"1"}), "文件坏了"),
        (zipped({**parts, "xl/vbaProject.bin": b"1"}), "文件里有宏"),
        (zipped({**parts, "xl/worksheets/sheet1.xml": bytes(received.MAX_UNPACKED + 1)}), "解开以后太大"),
        (zipped({**parts, "xl/workbook.xml": parts["xl/workbook.xml"][:500]}), "文件坏了"),
        (zipped({**parts, "xl/workbook.xml": entity + parts["xl/workbook.xml"]}), "DOCTYPE"),
        (bytes(received.MAX_BYTES + 1), "超过 20 MB"),
        (saved(Workbook()), "不是 .venv/bin/anbiao sheet export 导出的"),
        (saved(book), "不是 .venv/bin/anbiao sheet export 导出的"),
    ):
        with pytest.raises(RefusedError, match=words):
            intake.take(base_catalog, blob)


def test_cut_at_any_place_is_refused_or_unchanged(base_catalog: Catalog) -> None:
    """Bytes flipped all over the file: never anything but a refusal, a problem in a cell, or nothing to do."""
    good = workbook.export(base_catalog, "lamp")
    refusals = 0
    for at in range(10, len(good), len(good) // 40):
        bad = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        try:
            taken = intake.take(base_catalog, bad)
        except RefusedError:
            refusals += 1
        else:
            assert taken.edits == []
    assert refusals > 20


def test_too_many_rows_and_missing_sheet(root: Path) -> None:
    assert "上限 5000 行" in refused(root, changes((6000, "标题", "远")))
    assert "表“岗位”第 1 行：这张表不见了。" in refused(root, lambda book: book.remove(book["岗位"]))


def test_export_is_the_same_in_every_run_and_says_how_to_fill_it(base_catalog: Catalog) -> None:
    blob = workbook.export(base_catalog, "lamp")
    assert blob == workbook.export(base_catalog, "lamp")
    book = openpyxl.load_workbook(io.BytesIO(blob))
    hidden = [sheet.title for sheet in book if sheet.sheet_state != "visible"]
    assert hidden == [workbook.LISTS, workbook.MEMORY]
    for sheet in workbook.sheets(base_catalog, "lamp"):
        shown = page(book, sheet.name)
        assert tuple(cell.value for cell in shown[1]) == sheet.heads
        assert shown.protection.sheet
        assert shown.freeze_panes == "C2"
        for x, column in enumerate(sheet.columns, 1):
            assert shown.cell(2, x).protection.locked == (column.path in columns.KEPT)
            assert shown.cell(len(sheet.entries) + 5, x).protection.locked == (column.path in columns.KEPT)
        drops = {str(rule.sqref).split("2:")[0]: rule for rule in shown.data_validations.dataValidation if rule.type == "list"}
        for x, column in enumerate(sheet.columns, 1):
            marker = column.slots[0].marker
            if column.many or column.path in columns.KEPT or not isinstance(marker, Word):
                continue
            where = drops[get_column_letter(x)].formula1
            first, _, last = where.removeprefix(f"{workbook.LISTS}!").replace("$", "").partition(":")
            offered = [cell.value for (cell,) in book[workbook.LISTS][f"{first}:{last}"]]
            assert offered == list(Choices(base_catalog).shown(marker).values())


def test_every_field_is_explained_with_an_example_that_can_be_read(catalog: Catalog) -> None:
    choices = Choices(catalog)
    models: list[type[BaseModel]] = [*kind_models(Industry).values(), *kind_models(Module).values(), Industry, Standard]
    for model in models:
        table = list(columns.columns(model, catalog.index.words))
        assert len({one.head for one in table}) == len(table)
        for column in table:
            about, _, example = column.about.partition("例如：")
            assert about.endswith("。"), column.key
            assert notation.read(column, example, choices), column.key
    book = openpyxl.load_workbook(io.BytesIO(workbook.export(catalog, "city-gas")))
    notes = [cell.comment.text for sheet in book for cell in (sheet[1] if sheet.protection.sheet else ()) if cell.comment]
    assert len(notes) == sum(len(sheet.columns) for sheet in workbook.sheets(catalog, "city-gas"))
    assert all("例如：" in note for note in notes)
    assert any("可以写：一般隐患、重大隐患。" in note for note in notes)


def test_command(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "lamp.xlsx"
    head = ["--root", str(root), "sheet"]
    assert cli.main([*head, "export", "lamp", "--out", str(out)]) == 0
    assert out.read_bytes() == desk.export(root, "lamp")
    assert cli.main([*head, "import", str(out)]) == 0
    assert "没有改动" in capsys.readouterr().out
    for words, said in (
        (["export", "lampp", "--out", str(out)], "没有这个行业、场所或模块：lampp。\n相近的有：lamp（"),
        (["export", "lamp", "--out", "a.xls"], "--out 的后缀要是 xlsx"),
        (["export", "lamp", "--out", str(tmp_path / "no" / "a.xlsx")], "没有这个文件夹"),
        (["import", str(tmp_path / "none.xlsx")], "没有这个文件"),
        (["import", str(tmp_path)], "读不了"),
    ):
        assert cli.main([*head, *words]) == 1
        assert said in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main([*head, "import", str(out), "--date", "2026-13-01"])
    (root / "data/edition.yml").write_text("id: 1\n", encoding="utf-8")
    assert cli.main([*head, "import", str(out)]) == 1
    assert "数据本身有错误，先改好" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ((2, "检查方法", "现场、资料"), ["“现场、资料”里有 2 个。", "一行写一个（格里换行按 Alt+Enter）：“现场”“资料”。"]),
        ((2, "检查方法", "现场 资料"), ["“现场 资料”里有 2 个。", "：“现场”“资料”。"]),
        ((3, "适用规模", "中等,小微"), ["：“中等”“小微”。"]),
        ((3, "适用规模", "中等;很小"), ["“中等;很小”里有 2 个。", "：“中等”“很小”。"]),
        ((2, "管住的风险点", "ZD-R01 烘灯房 ZD-R02 库"), ["里有 2 个。", "：“ZD-R01 烘灯房”“ZD-R02 库”。"]),
        ((2, "管住的风险点", "ZD-R01 烘灯房、ZD-R01"), ["里有 2 个。", "：“ZD-R01 烘灯房”“ZD-R01”。"]),
        ((2, "隐患级别", "一般隐患、重大隐患"), ["“一般隐患、重大隐患”里有 2 个。", "这一栏只写一个。"]),
        ((3, "依据", "zd-rule-2024 4.1"), ["“zd-rule-2024 4.1”里没有“|”。", "用“|”隔开：zd-rule-2024 | 4.1。"]),
        ((3, "依据", "zd-rule-2024，4.1"), ["用“|”隔开：zd-rule-2024 | 4.1。"]),
        ((3, "依据", "zd-rule-2024；zd-cases 第1项"), ["里有 2 个。", "：“zd-rule-2024”“zd-cases | 第1项”。"]),
        ((3, "依据", "zd-rule-2024 | 4.1；zd-cases | 第1项"), ["里有 2 个。", "：“zd-rule-2024 | 4.1”“zd-cases | 第1项”。"]),
    ],
)
def test_several_values_in_a_line_are_told_apart(root: Path, cell: tuple[int, str, str], words: list[str]) -> None:
    said = refused(root, changes(cell, (cell[0], NOW, "文字")))
    assert f"表“{ITEMS}”第 {cell[0]} 行“{cell[1]}”：" in said
    for one in words:
        assert one in said
