"""Forms as files: the same columns on web, paper and sheet; sheets that refuse what the form forbids; letters that carry values."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from docx import Document
from lxml import html
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from macros import answers, campaign, cells, forms, papers
from macros.catalog import Catalog
from macros.check import check
from macros.cli import main
from macros.models.form import Form, leaves, points
from macros.problem import RefusedError
from tests.conftest import BASE, ROOT
from tests.project import office, pdf_text, squeezed

CSV = "csv:Text - txt - csv (StarCalc):44,34,76"


def tables_of(form: Form) -> list[list[str]]:
    """Leaf labels of every table that the form's data describe."""
    return [[leaf.label for leaf in leaves(part.columns)] for part in form.parts if part.columns]


@pytest.fixture(scope="module")
def made(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The spreadsheets and letters of all forms, and the spreadsheets as LibreOffice reads them."""
    folder = tmp_path_factory.mktemp("papers")
    for path, blob in papers.files(catalog):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(blob)
    return folder / "forms"


def sheet(file: Path) -> Worksheet:
    found = openpyxl.load_workbook(file).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


# The same columns everywhere


def web_leaves(page: str) -> list[list[str]]:
    """Leaf labels of every table of a form's page, found through the spans of its head cells."""
    tree = html.fromstring(page)
    return [_leaves_of_head(table) for table in tree.xpath('//table[contains(@class, "form")]')]


def _leaves_of_head(table: html.HtmlElement) -> list[str]:
    grid: dict[tuple[int, int], str] = {}
    rows = table.xpath("./thead/tr")
    for y, row in enumerate(rows):
        x = 0
        for cell in row.xpath("./th"):
            while (y, x) in grid:
                x += 1
            for dy in range(int(cell.get("rowspan", "1"))):
                for dx in range(int(cell.get("colspan", "1"))):
                    grid[y + dy, x + dx] = cell.text_content()
    return [grid[len(rows) - 1, x] for x in range(1 + max(x for _, x in grid))]


def test_web_page_has_every_column(built: Path, catalog: Catalog) -> None:
    for form in catalog.forms.values():
        found = web_leaves((built / f"forms/{form.id}/index.html").read_text(encoding="utf-8"))
        drawn = [table for part in form.parts if (table := cells.table(catalog, part))]
        assert found == [[leaf.label for leaf in table.leaves] for table in drawn], form.id
        assert all(labels in found for labels in tables_of(form)), form.id


def test_paper_has_every_column(built: Path, catalog: Catalog) -> None:
    """The head cells stand on paper one after the other as the tree of columns gives them."""
    for form in catalog.forms.values():
        text = squeezed(pdf_text(built / f"forms/{form.id}.pdf", "-raw"))
        for part in form.parts:
            printed = squeezed("".join(head.label for row in cells.heads(part.columns) for head in row))
            assert printed in text, (form.id, printed)


def test_spreadsheet_has_every_column_under_merged_heads(made: Path, catalog: Catalog) -> None:
    for form in (f for f in catalog.forms.values() if "xlsx" in f.formats):
        page = sheet(made / f"{form.id}.xlsx")
        table = next(table for part in form.parts if (table := cells.table(catalog, part)))
        start = next(cell.row for row in page.iter_rows() for cell in row if cell.value == table.heads[0][0].label)
        last = start + len(table.heads) - 1
        assert [_through(page, last, x) for x in range(1, len(table.leaves) + 1)] == [leaf.label for leaf in table.leaves], form.id
        spans = {_span(page, r) for r in page.merged_cells.ranges}
        wanted = {(h.depth, h.leaves, h.label) for row in table.heads for h in row if h.depth * h.leaves > 1}
        assert wanted <= spans, form.id


def _span(page: Worksheet, r: CellRange) -> tuple[int, int, object]:
    """(rows, columns, text) of a merged cell."""
    return r.max_row - r.min_row + 1, r.max_col - r.min_col + 1, page.cell(r.min_row, r.min_col).value


def _through(page: Worksheet, row: int, column: int) -> str:
    """What a reader sees in a cell, through a merged one."""
    place = page.cell(row, column).coordinate
    span = next((r for r in page.merged_cells.ranges if place in r), None)
    return str((page.cell(span.min_row, span.min_col) if span else page.cell(row, column)).value)


def test_office_shows_the_quarterly_heads_merged(made: Path, catalog: Catalog, tmp_path: Path) -> None:
    """LibreOffice reads the sheet and writes it again: the same cells are merged, with the same labels."""
    for id_ in ("quarterly-1", "quarterly-2", "quarterly-3", "quarterly-4", "lookback-statistics"):
        ours, theirs = sheet(made / f"{id_}.xlsx"), sheet(office(made / f"{id_}.xlsx", "xlsx", tmp_path))
        assert {str(r) for r in theirs.merged_cells.ranges} == {str(r) for r in ours.merged_cells.ranges}
        for span in ours.merged_cells.ranges:
            assert theirs.cell(span.min_row, span.min_col).value == ours.cell(span.min_row, span.min_col).value


# What a filled sheet may hold


def rules(page: Worksheet) -> dict[str, str]:
    """The formula of the rule of every cell that has one of its own."""
    return {str(rule.sqref): str(rule.formula1) for rule in page.data_validations.dataValidation if rule.type == "custom"}


def top(page: Worksheet) -> int:
    """The first row that is to be filled."""
    found: list[int] = [page[place].row for place in rules(page)]
    return min(found)


def computed(page: Worksheet, values: dict[str, object], folder: Path, name: str) -> tuple[dict[str, str], str]:
    """(what LibreOffice computes for the rule of each filled cell, the line that says what is open)."""
    asked, row = rules(page), page.max_row + 5
    for place, value in values.items():
        page[place] = value  # type: ignore[assignment]
    for column, place in enumerate(values, 1):
        page.cell(row, column).value = f"={asked[place].removeprefix('=')}"
    assert page.parent is not None
    page.parent.save(folder / f"{name}.xlsx")
    with office(folder / f"{name}.xlsx", CSV, folder).open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    return dict(zip(values, read[row - 1] if values else (), strict=False)), read[0][0]


def test_sheet_refuses_what_the_form_forbids(made: Path, tmp_path: Path) -> None:
    page = sheet(made / "quarterly-1.xlsx")
    first = top(page)
    values = {f"{column}{first}": value for column, value in zip("BCDEFG", (5, 2, -1, 1.5, "无", 0), strict=True)}
    found, said = computed(page, values, tmp_path, "wrong")
    assert list(found.values()) == ["TRUE", "TRUE", "FALSE", "FALSE", "FALSE", "TRUE"]
    assert re.match(rf"还有\d+格没填，没有的填0。企业底数（家）总数（B{first}）与各项之和不等；", said)
    stops = [rule for rule in page.data_validations.dataValidation if rule.type == "custom"]
    assert all(rule.errorStyle in {None, "stop"} and not rule.allowBlank and rule.showErrorMessage for rule in stops)


COMPLETE = ("quarterly-1", "quarterly-2", "quarterly-3", "quarterly-4", "lookback-statistics")


@pytest.mark.parametrize("form", COMPLETE)
def test_line_above_the_sheet_says_what_is_open(form: str, made: Path, tmp_path: Path) -> None:
    """Nothing yet; a unit that fills its own row and leaves the other's; one cell of it left out; nothing of this prints."""
    file = made / f"{form}.xlsx"
    first = top(sheet(file))
    names = [r for r in sheet(file).merged_cells.ranges if r.min_col == 1 and r.min_row == first]
    last = names[0].max_row if names else first
    mine = [place for place in rules(sheet(file)) if first <= sheet(file)[place].row <= last]
    assert computed(sheet(file), {}, tmp_path, f"{form}-empty")[1] == "还没有填。"
    found, said = computed(sheet(file), dict.fromkeys(mine, 0), tmp_path, f"{form}-full")
    assert set(found.values()) == {"TRUE"}
    assert said == "填了的行都填满了。"
    assert computed(sheet(file), dict.fromkeys(mine[1:], 0), tmp_path, f"{form}-but-one")[1] == "还有1格没填，没有的填0。"
    assert str(sheet(file).print_area).split("!")[-1].startswith("$A$2:")


def test_empty_cells_are_empty(made: Path) -> None:
    """Excel takes an empty text for a text: counts see it and sums fail on it."""
    for file in made.glob("*.xlsx"):
        assert [c.coordinate for row in sheet(file).iter_rows() for c in row if c.value == ""] == [], file


def test_decimal_money_is_allowed_where_the_unit_is_money(made: Path, tmp_path: Path) -> None:
    page = sheet(made / "quarterly-3.xlsx")
    money = [place for place, formula in rules(page).items() if "INT(" not in formula]
    heads = {_through(page, row, page[money[0]].column) for row in range(4, page[money[0]].row)}
    assert "金额（万元）" in heads
    assert computed(page, {money[0]: 1.5}, tmp_path, "money")[0] == {money[0]: "TRUE"}


def test_choices_come_from_the_word_lists(made: Path, catalog: Catalog) -> None:
    for form in (f for f in catalog.forms.values() if "xlsx" in f.formats):
        for part in form.parts:
            for column in leaves(part.columns):
                if column.kind == "choice" and part.blank_rows:
                    wanted = cells.choices(catalog, column)
                    assert wanted in _lists(made / f"{form.id}.xlsx"), (form.id, column.id)


def _lists(file: Path) -> list[list[str]]:
    book = openpyxl.load_workbook(file)
    found = [str(r.formula1) for r in book.worksheets[0].data_validations.dataValidation if r.type == "list"]
    return [_list(book, formula) for formula in found]


def _list(book: openpyxl.Workbook, formula: str) -> list[str]:
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    name, _, place = formula.removeprefix("=").partition("!")
    return [str(row[0].value) for row in book[name][place.replace("$", "")]]


# Letters and texts


def command(*words: str) -> int:
    return main(["--root", str(ROOT), "form", *words])


def test_command_fills_a_letter_in_each_format(catalog: Catalog, tmp_path: Path) -> None:
    form = catalog.forms["notice-2025"]
    assert form.addressee
    words = ["--set", f"{form.addressee}=水头甲石材厂", "--set", "自评完成日期=2026-12-31"]
    for kind in ("docx", "pdf"):
        assert command(form.id, *words, "--out", str(tmp_path / f"letter.{kind}")) == 0
    paper = pdf_text(tmp_path / "letter.pdf", "-raw")
    word = pdf_text(office(tmp_path / "letter.docx", "pdf", tmp_path), "-raw")
    for text in (squeezed(paper), squeezed(word)):
        assert text.count("水头甲石材厂：") == len(form.copies) == 4
        assert text.count("2026年12月31日") == 4
        assert all(squeezed(copy) in text for copy in form.copies)


def test_command_fills_a_sheet(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert command("hazard-list", "--set", "单位名称=水头甲石材厂", "--out", str(out)) == 0
    said = [cell.value for cell in sheet(out)[2]]
    assert said.index("水头甲石材厂") > said.index("单位名称：")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["notice-2025", "--set", "单位=甲", "--out", "x.pdf"], "没有“单位”这一栏"),
        (["notice-2052", "--out", "x.pdf"], "没有编号为“notice-2052”的表单"),
        (["notice-2025", "--out", "x.xlsx"], "没有“xlsx”这种文件"),
        (["hazard-list", "--out", "x"], "没有“无后缀”这种文件"),
        (["risk-level", "--set", "单位名称=甲", "--set", "没有的栏=乙", "--out", "x.docx"], "没有“没有的栏”这一栏"),
        (["notice-2025", "--set", "自评完成日期=年底前", "--out", "x.docx"], "“自评完成日期”要填日期，这里是“年底前”"),
        (["drill-record", "--set", "参加人数=很多", "--out", "x.docx"], "“参加人数"),
        (["notice-2025", "--set", "单位名称=甲", "--set", " 单位名称 =乙", "--out", "x.docx"], "“单位名称”给了两次"),
        (["notice-2025", "--set", "单位名称=甲\x07", "--out", "x.pdf"], "控制字符"),
        (["告知书", "--out", "x.pdf"], "notice-2025（"),
        (["notice-2025", "--out", "none/x.pdf"], "没有这个文件夹"),
    ],
)
def test_command_says_what_is_allowed(words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                      capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert command(*words) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "可以" in error
    assert list(tmp_path.iterdir()) == []


def test_each_copy_of_a_letter_is_one_labelled_page(built: Path, catalog: Catalog, made: Path, tmp_path: Path) -> None:
    letters = [f for f in catalog.forms.values() if f.copies]
    assert len(letters) >= 6
    for form in letters:
        assert len(form.copies) == 4
        for file in (built / f"forms/{form.id}.pdf", office(made / f"{form.id}.docx", "pdf", tmp_path)):
            with pikepdf.open(file) as pdf:
                assert len(pdf.pages) == 4, file
            for number, copy in enumerate(form.copies, 1):
                page = squeezed(pdf_text(file, "-raw", "-f", str(number), "-l", str(number)))
                assert squeezed(copy) in page
                assert all(squeezed(s.label) in page for s in form.signatures if s.kind != "date-line")


def test_every_document_opens_and_holds_the_text(made: Path, catalog: Catalog) -> None:
    for form in (f for f in catalog.forms.values() if "docx" in f.formats):
        document = Document(str(made / f"{form.id}.docx"))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = squeezed("".join([*(p.text for p in document.paragraphs), *cells]))
        assert squeezed(form.title) in text
        for part in form.parts:
            assert all(squeezed(leaf.label) in text for leaf in leaves(part.columns)), form.id
            assert all(squeezed(blank.label) in text for blank in part.fields), form.id
            assert all(squeezed(one) in text for said in part.text for one in re.split(r"\{[^}]*\}", said)), form.id
        assert all(squeezed(note) in text for note in form.notes), form.id


def test_commands_of_the_readme_run(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"`\.venv/bin/anbiao form ([^`]+) --out ([^`]+)`", text)
    assert found
    for words, name in found:
        assert command(*words.split(), "--out", str(tmp_path / name)) == 0


def test_names_are_signed_by_hand(catalog: Catalog) -> None:
    """A value fills the head or a field of that label, never the place of a signature."""
    form = catalog.forms["enterprise-file"]
    label = next(s.label for s in form.signatures if s.kind == "sign")
    blank = next(s for s in form.signatures if s.label == label)
    assert forms.signed(blank, {label: "张三"}) == ""


def test_printed_words_of_a_date_stay(catalog: Catalog) -> None:
    blank = next(b for b in catalog.forms["lookback-statistics"].head if b.kind == "date-line")
    assert forms.said(blank, {}) == "填报时间：\u3000\u30002024年\u3000\u3000月\u3000\u3000日"
    assert forms.said(blank, {blank.label: "2024-11-30"}) == "填报时间：2024年11月30日"


# Whose wording it is


def test_issued_wording_takes_the_place_of_the_reference_by_data_alone(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "data/forms/letter.yml"
    before = Catalog(check(tmp_path)[0])
    assert forms.origin(before, before.forms["letter"]).startswith("参考文本")
    text = file.read_text(encoding="utf-8")
    text = text.replace("wording: reference", "wording: issued\nissued: {by: 东镇, number: 东镇〔2026〕1号, date: '2026-01-05'}")
    file.write_text(text.replace("请在", "兹定于").replace("（参考）", ""), encoding="utf-8")
    index, problems = check(tmp_path)
    assert problems == []
    c = Catalog(index)
    form = c.forms["letter"]
    assert forms.origin(c, form) == "部门印发文本　东镇　东镇〔2026〕1号　2026-01-05"
    (tmp_path / "letter.docx").write_bytes(papers.make(c, form, "docx"))
    document = Document(str(tmp_path / "letter.docx"))
    said = "".join(p.text for p in (*document.paragraphs, *document.sections[0].footer.paragraphs))
    (tmp_path / "letter.pdf").write_bytes(papers.make(c, form, "pdf"))
    paper = pdf_text(tmp_path / "letter.pdf", "-raw")
    page = next(one.html for one in campaign.pages(c, {}) if one.path == "forms/letter/")
    for one in (said, paper, page):
        assert "兹定于" in one
        assert "东镇〔2026〕1号" in one


def test_inspection_index_names_every_point_its_papers_and_forms(built: Path, catalog: Catalog) -> None:
    source = catalog.forms["lookback-enterprises"]
    text = squeezed(pdf_text(built / "forms/inspection-index.pdf", "-raw"))
    found = [point for _, point in points(source)]
    assert [point.no for point in found] == list(range(1, 21))
    for point in found:
        assert point.proof
        assert all(squeezed(paper) in text for paper in point.proof.papers)
        assert all(squeezed(catalog.forms[form].title) in text for form in point.proof.forms)
        assert text.count(squeezed(point.proof.box)) >= 2, point.proof.box


def test_several_choices_are_ticked_and_a_wrong_one_is_refused(catalog: Catalog) -> None:
    form = catalog.forms["permit-hot-work"]
    blank = next(b for part in form.parts for b in part.fields if b.kind == "choice")
    two = "、".join(blank.choices[:2])
    said = forms.said(blank, {blank.label: two})
    assert [one[0] for one in said.split("　")] == ["■", "■", *"□" * (len(blank.choices) - 2)]
    with pytest.raises(RefusedError, match="没有“第三种”这个选项"):
        answers.values_of(form, [(blank.label, f"{two}、第三种")])


def test_part_begins_on_a_page_of_its_own(catalog: Catalog, built: Path, made: Path, tmp_path: Path) -> None:
    """On paper and in Word alike."""
    found = [(form, part) for form in catalog.forms.values() for part in form.parts if part.new_page]
    assert found
    for form, part in found:
        assert part.title
        word = [office(made / f"{form.id}.docx", "pdf", tmp_path)] if "docx" in form.formats else []
        for file in (built / f"forms/{form.id}.pdf", *word):
            pages = pdf_text(file, "-raw").split("\f")
            assert [squeezed(page).startswith(squeezed(part.title)) for page in pages].count(True) == 1, file


def test_nothing_runs_off_the_paper(built: Path, catalog: Catalog) -> None:
    """Every word of every form stays 5 mm from the edges."""
    edge = 5 / 25.4 * 72
    for form in catalog.forms.values():
        tree = html.fromstring(pdf_text(built / f"forms/{form.id}.pdf", "-bbox").encode())
        pages = tree.xpath("//page")
        assert pages
        for page in pages:
            words = page.xpath("./word")
            assert words, form.id
            assert max(float(word.get("xmax")) for word in words) < float(page.get("width")) - edge, form.id
            assert max(float(word.get("ymax")) for word in words) < float(page.get("height")) - edge, form.id
