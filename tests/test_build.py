"""Publishing: whole after every kind of end, the same twice, partial only when current, hostile text stays text."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from macros import books, publish, system
from macros.catalog import Catalog
from macros.check import check
from macros.cli import main
from macros.pdf import render
from macros.problem import RefusedError
from tests.project import anbiao, command, edit, pdf_text, serving, squeezed

ITEMS = "data/industries/building-materials/items.yml"


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """A copy of the small project with its site already built and its cache warm."""
    return shutil.copytree(small, tmp_path / "project", ignore=shutil.ignore_patterns(".site.lock"))


def test_two_builds_are_identical(small: Path, project: Path) -> None:
    """One edit on top of what was kept, and the same cold with another hash seed, clock zone and number of processes.

    Byte for byte the same, in every kind of output.
    """
    edit(project, "data/modules/general.yml", "title: 通用要求\n", "title: 通用的要求\n")
    assert anbiao(project, "build").returncode == 0
    held, manifest = publish.digests(project / "site"), (project / "site/data/build.json").read_bytes()
    assert {name.rsplit(".", 1)[-1] for name in held} >= {"html", "pdf", "xlsx", "docx", "csv", "json"}
    assert held != publish.digests(small / "site")
    shutil.rmtree(project / "site")
    shutil.rmtree(project / ".cache")
    run = anbiao(project, "build", "--jobs", "1", PYTHONHASHSEED="7", TZ="Pacific/Auckland")
    assert run.returncode == 0, run.stdout
    assert publish.digests(project / "site") == held
    assert (project / "site/data/build.json").read_bytes() == manifest


def _title(old: str, text: str) -> tuple[str, str]:
    return f"title: {old}\n", f"title: {json.dumps(text, ensure_ascii=False)}\n"


def test_hostile_text_stays_text(browser: Browser, project: Path) -> None:
    """HTML, Markdown and macros in fields and titles appear as text on page, in navigation and in PDF."""
    script, macro, heading = "</title><script>alert(1)</script>", "{{ 1+1 }}", "# x **y** [z](a)"
    edit(project, "data/industries/building-materials/industry.yml", *_title("建材", f"建材{macro}"))
    edit(project, "data/industries/city-gas/industry.yml", *_title("城镇燃气", script))
    quoted = "x\"><i>{{ c }}</i>' onload=alert(1)"
    edit(project, "data/modules/general.yml", *_title("通用要求", quoted))
    edit(project, "data/forms/hazard-list.yml", *_title("隐患清单", quoted))
    first = (project / ITEMS).read_text(encoding="utf-8").split("- id: JC-0001\n")[1]
    title = first.split("title: ")[1].split("\n")[0]
    statement = first.split("statement: ")[1].split("\n")[0]
    edit(project, ITEMS, *_title(title, "<b>{{7*7}}</b>"))
    edit(project, ITEMS, f"statement: {statement}\n", f"statement: {json.dumps(script + macro + heading, ensure_ascii=False)}\n")
    edit(project, "data/standards/gb-2894-2025.yml", *_title("安全色和安全标志", script + heading))
    # The texts break rules of content on purpose; the exceptions let them through.
    allow = "exceptions:\n  - {rule: unit, at: JC-0001, reason: 测试}\n"
    (project / "data/exceptions.yml").write_text(allow, encoding="utf-8")
    run = anbiao(project, "build")
    assert run.returncode == 0, run.stdout
    with serving(project / "site") as address:
        context = browser.new_context()
        page = context.new_page()
        page.on("dialog", lambda d: pytest.fail(d.message))
        page.goto(address + "industries/city-gas/")
        assert page.title() == f"{script} - 安标"
        assert page.locator("h1").inner_text() == script
        page.goto(address + "industries/building-materials/checklist/")
        assert page.title().startswith(f"建材{macro}")
        row = page.locator("#JC-0001")
        assert row.locator("b").first.text_content() == "<b>{{7*7}}</b>"
        assert script + macro + heading in (row.text_content() or "")
        nav = page.locator(".md-nav--primary").first.text_content() or ""
        assert script in nav
        assert f"建材{macro}" in nav
        assert f"建材{macro}" in (page.locator(".crumbs").text_content() or "")
        page.goto(address + "standards/gb-2894-2025/")
        assert page.locator("h1").inner_text() == script + heading
        page.goto(address + "forms/hazard-list/")
        assert page.locator("h1").inner_text() == quoted
        assert page.locator("[role=region]").get_attribute("aria-label") == quoted
        assert page.locator("article i").count() == 0
        page.goto(address + "items/JC-0001/")
        assert page.title().startswith("JC-0001 <b>{{7*7}}</b>")
        context.close()
    assert squeezed(quoted) in squeezed(pdf_text(project / "site/forms/hazard-list.pdf", "-raw"))
    text = squeezed(pdf_text(project / "site/books/building-materials.pdf", "-raw"))
    assert squeezed(quoted) in text
    assert squeezed(script + macro + heading) in text
    assert squeezed("<b>{{7*7}}</b>") in text
    assert squeezed(f"建材{macro}") in text


def test_bad_data_leave_the_site_alone(project: Path) -> None:
    before = publish.digests(project / "site")
    edit(project, "data/edition.yml", "title: 2026年第1版", "titel: 2026年第1版")
    run = anbiao(project, "build")
    assert run.returncode == 1
    assert "data/edition.yml:3:1: 错误 [unknown-field]" in run.stdout
    assert "Traceback" not in run.stdout
    assert publish.digests(project / "site") == before


def test_unprintable_or_unlinked_leaves_the_site_alone(project: Path) -> None:
    before = publish.digests(project / "site")
    (project / "content/extra.md").write_text('# x\n\n<a href="../nowhere/">x</a>\n', encoding="utf-8")
    run = anbiao(project, "build")
    assert run.returncode == 1
    assert "extra/index.html：../nowhere/ 没有这个文件" in run.stdout
    (project / "content/extra.md").write_text("# x\n\n{{ nothing }}\n", encoding="utf-8")
    assert anbiao(project, "build").returncode == 1
    (project / "content/extra.md").write_text('# x\n\n{{ fragment("nothing") }}\n', encoding="utf-8")
    run = anbiao(project, "build")
    assert run.returncode == 1
    assert "没有名为“nothing”的片段" in run.stdout
    assert publish.digests(project / "site") == before


@pytest.mark.parametrize(
    ("mark", "wait"),
    [("1 load", 0.0), ("4 render", 0.0), ("4 render", 1.5), ("4 render", 3.5), ("5 publish", 0.0), ("5 publish", 0.4)],
)
def test_killed_build_leaves_a_whole_site(small: Path, project: Path, mark: str, wait: float) -> None:
    old = publish.digests(small / "site")
    edit(project, "data/edition.yml", "2026年第1版", "2026年第2版")
    process = command(project, "build")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(mark):
            time.sleep(wait)
            break
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    process.stdout.close()
    now = publish.digests(project / "site")
    record = json.loads((project / "site/data/build.json").read_text(encoding="utf-8"))
    assert now == record["sha256"]
    assert (now == old) == (record["edition"]["title"] == "2026年第1版")


def test_next_build_clears_what_a_killed_one_left(project: Path) -> None:
    left = project / ".site.new-deadbeef"
    left.mkdir()
    (left / "x").write_text("x")
    assert anbiao(project, "build").returncode == 0
    assert not left.exists()
    assert not list(project.glob(".site.new*"))


def test_recovery_between_two_renames(tmp_path: Path) -> None:
    """Where the system cannot exchange, a run killed between the renames is mended at the next start."""
    aside = tmp_path / ".site.old"
    aside.mkdir()
    (aside / "index.html").write_text("old")
    publish.recover(tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text() == "old"
    assert not aside.exists()


@pytest.mark.parametrize("swap", [True, False])
def test_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: bool) -> None:
    if not swap:
        monkeypatch.setattr(publish, "_swap", lambda *_: False)
    for name in ("site", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    publish.exchange(tmp_path / "new", tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text() == "new"
    assert (tmp_path / "new/index.html").read_text() == "site"


def test_retiring_an_item_as_the_readme_says(project: Path) -> None:
    """It leaves the lists and keeps its page."""
    records = json.loads((project / "site/data/catalog.json").read_text(encoding="utf-8"))
    gone = [i["id"] for i in records["items"] if i["owner"] == "building-materials"][-1]
    for file in (project / ITEMS).parent.glob("*.yml"):  # what rests on it is read again first, as the check asks
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f"      - {{item: {gone}, revision: 1}}\n", ""), encoding="utf-8")
    head, tail = (project / ITEMS).read_text(encoding="utf-8").split(f"- id: {gone}\n")
    retired = "change: retired\n    retired: {reason: 并入别条, edition: 2026-1, successors: [JC-0001]}"
    (project / ITEMS).write_text(f"{head}- id: {gone}\n{tail.replace('change: added', retired, 1)}", encoding="utf-8")
    run = anbiao(project, "build")
    assert run.returncode == 0, run.stdout
    assert "本条已停用：并入别条" in (project / f"site/items/{gone}/index.html").read_text(encoding="utf-8")
    for path in ("checklist", "workshops", "posts"):
        assert gone not in (project / f"site/industries/building-materials/{path}/index.html").read_text(encoding="utf-8")
    assert gone not in pdf_text(project / "site/books/building-materials.pdf")


def test_cards_lose_nothing_when_texts_are_long(project: Path) -> None:
    """Ten statements at the limit of length: second cards, and the emergency steps still there."""
    records = json.loads((project / "site/data/catalog.json").read_text(encoding="utf-8"))
    post = next(p for p in records["posts"] if len(p["items"]) == 10)
    for number, name in enumerate(post["items"]):
        file = next(f for f in (project / "data").rglob("*.yml") if f"- id: {name}\n" in f.read_text(encoding="utf-8"))
        head, tail = file.read_text(encoding="utf-8").split(f"- id: {name}\n")
        lines = tail.split("\n")
        at = next(n for n, line in enumerate(lines) if line.strip().startswith("statement:"))
        lines[at] = "    statement: " + "".join(chr(0x4E00 + number * 110 + n) for n in range(105))
        file.write_text(f"{head}- id: {name}\n" + "\n".join(lines), encoding="utf-8")
    index, problems = check(project)
    assert {p.rule for p in problems if p.level == "error"} <= {"negation", "print-glyph", "near-duplicate"}
    c = Catalog(index)
    job = next(j for j in books.jobs(c, "") if j.path == "books/building-materials-cards.pdf")
    (project / "cards.pdf").write_bytes(render(job))
    text = squeezed(pdf_text(project / "cards.pdf", "-raw"))
    assert _clear_of_the_feet(pdf_text(project / "cards.pdf", "-bbox"))
    for name in post["items"]:
        assert squeezed(c.items[name].statement) in text, name
    for step in c.posts[post["id"]].emergency:
        assert squeezed(step) in text


def _clear_of_the_feet(boxes: str) -> bool:
    """No line of running text reaches into the foot of its card (the feet are set smaller)."""
    feet = [(10.5 + 138 * (row + 1) - 6) * 72 / 25.4 for row in (0, 1)]
    found = re.findall(r'yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)"', boxes)
    lines = [(float(top), float(bottom)) for top, bottom in found if float(bottom) - float(top) > 12]
    assert lines
    return not any(top < foot + 17 and bottom > foot + 2 for foot in feet for top, bottom in lines)


def test_a_stopped_build_takes_its_workers_along(project: Path) -> None:
    shutil.rmtree(project / ".cache")
    process = command(project, "build", "--jobs", "2")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("4 render"):
            break
    started = time.monotonic() + 30
    while len(mine := _below(process.pid)) < 2 and time.monotonic() < started:
        time.sleep(0.1)
    assert len(mine) >= 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 130
    process.stdout.close()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in mine) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not [pid for pid in mine if Path(f"/proc/{pid}").exists()]


def _below(parent: int) -> list[int]:
    """The processes that ``parent`` started."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == parent]


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.mark.parametrize("text", ["{}", "[]", "{", '{"inputs": 1, "sha256": []}'])
def test_a_damaged_manifest_does_not_stop_a_full_build(tmp_path: Path, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/build.json").write_text(text)
    assert publish.manifest(tmp_path) == {"sha256": {}, "inputs": {}}


def test_recovery_leaves_foreign_folders_alone(tmp_path: Path) -> None:
    (tmp_path / ".site-backup").mkdir()
    (tmp_path / ".other.new-abcdefgh").mkdir()
    with publish.staging(tmp_path / "site") as folder:
        assert folder.is_dir()
    assert (tmp_path / ".site-backup").is_dir()
    assert (tmp_path / ".other.new-abcdefgh").is_dir()
    assert not folder.exists()


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with (
        publish.staging(tmp_path / "site"),
        pytest.raises(RefusedError, match="另一个生成"),
        publish.staging(tmp_path / "site"),
    ):
        pass


@pytest.mark.parametrize("out", [".", "data", "content"])
def test_other_folders_are_never_replaced(project: Path, out: str) -> None:
    before = publish.digests(project)
    run = anbiao(project, "build", "--out", out)
    assert run.returncode == 1
    assert "不是以前发布的网站" in run.stdout
    assert {k: v for k, v in publish.digests(project).items() if not k.startswith((".cache", "."))} == {
        k: v for k, v in before.items() if not k.startswith(".cache")
    }


def test_unknown_industry_is_told(project: Path) -> None:
    run = anbiao(project, "build", "--industry", "building-material")
    assert run.returncode == 1
    assert "没有这个行业或场所：building-material。" in run.stdout
    assert "building-materials（建材）" in run.stdout


def test_interrupted_build_says_so(project: Path) -> None:
    before = publish.digests(project / "site")
    process = command(project, "build")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("4 render"):
            break
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert process.wait(timeout=60) == 130
    process.stdout.close()
    assert "已中断" in rest
    assert "Traceback" not in rest
    assert publish.digests(project / "site") == before
    assert not list(project.glob(".site.new*"))


def test_partial_builds(small: Path, project: Path) -> None:
    """Current outputs are taken over unchanged; a stale one is named and nothing is published."""
    both = ["--only", "books", "--industry", "city-gas"]
    kinds = [["--only", kind] for kind in ("books", "exports", "forms", "site")]
    for words in (*kinds, ["--industry", "building-materials"], both):
        run = anbiao(project, "build", *words)
        assert run.returncode == 0, run.stdout
        assert publish.digests(project / "site") == publish.digests(small / "site")
    edit(project, "data/edition.yml", "2026年第1版", "2026年第2版")
    before = publish.digests(project / "site")
    run = anbiao(project, "build", "--only", "site")
    assert run.returncode == 1
    assert "books/building-materials.pdf" in run.stdout
    assert "data/catalog.json" in run.stdout
    assert publish.digests(project / "site") == before
    run = anbiao(project, "build", "--only", "exports")
    assert run.returncode == 1
    assert "\n  site" in run.stdout
    assert anbiao(project, "build").returncode == 0


def test_a_damaged_output_is_not_taken_over(project: Path) -> None:
    (project / "site/books/building-materials.pdf").write_bytes(b"broken")
    run = anbiao(project, "build", "--only", "site")
    assert run.returncode == 1
    assert "books/building-materials.pdf" in run.stdout


def test_missing_font_or_library_is_told_before_rendering(monkeypatch: pytest.MonkeyPatch, capsys: Any, project: Path) -> None:
    monkeypatch.setattr(system, "FAMILIES", ("Nowhere Sans",))
    assert main(["--root", str(project), "build"]) == 1
    said = capsys.readouterr()
    assert "fonts-noto-cjk" in said.err
    assert "1 load" not in said.out
    monkeypatch.undo()
    monkeypatch.setitem(system._LIBRARIES, "libnowhere0", "nowhere-9.9")
    assert system.missing() == ["libnowhere0"]


def test_without_an_address_paper_carries_the_id_alone(project: Path) -> None:
    run = anbiao(project, "build", ANBIAO_SITE_URL="")
    assert run.returncode == 0
    assert "纸上只印编号" in run.stdout
    assert "example" not in pdf_text(project / "site/books/building-materials.pdf")
    assert "anbiao.example" not in (project / "site/index.html").read_text(encoding="utf-8")
