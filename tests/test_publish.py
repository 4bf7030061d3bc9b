"""Editions in a published branch: two of the small project, then a third; a browser switches between them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from macros import editions, links, publish
from macros.problem import RefusedError
from macros.release import Options, release
from tests.project import SITE_URL, anbiao, edit, serving

ITEMS = "data/modules/electrical.yml"
CHANGED, RETIRED, SAME, FREE = "YD-0010", "YD-0020", "YD-0012", "YD-0011"  # nothing rests on the last, retired before
BOOK = "books/building-materials.pdf"
CHECKLIST = "industries/building-materials/checklist/"
SELF = {f"GIT_{who}_{what}": word for who in ("AUTHOR", "COMMITTER") for what, word in
        (("NAME", "甲"), ("EMAIL", "a@example.org"), ("DATE", "2026-11-22T08:00:00+08:00"))}  # fmt: skip


def git(folder: Path, *words: str) -> str:
    run = subprocess.run(["git", *words], cwd=folder, env={**os.environ, **SELF}, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def commit(project: Path, tag: str) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", tag)
    git(project, "tag", tag)


def next_edition(project: Path, before: str, after: str, day: str) -> None:
    """The edition's record moved on."""
    year, number = after.split("-")
    text = (project / "data/edition.yml").read_text(encoding="utf-8")
    title = re.search(r"^title: .*$", text, re.MULTILINE)
    date = re.search(r"^date: .*$", text, re.MULTILINE)
    assert title
    assert date
    kept = re.sub(r"^previous: .*\n", "", text, flags=re.MULTILINE)
    kept = kept.replace(f"id: '{before}'", f"id: '{after}'").replace(title[0], f"title: {year}年第{number}版")
    kept = kept.replace(date[0], f"date: '{day}'") + f"previous: '{before}'\n"
    (project / "data/edition.yml").write_text(kept, encoding="utf-8")


def change_item(project: Path, item: str, **fields: str) -> None:
    """Put other lines in place of an item's own."""
    text = (project / ITEMS).read_text(encoding="utf-8")
    start = text.index(f"- id: {item}\n")
    end = text.find("\n  - id: ", start)
    record = text[start:end]
    for name, value in fields.items():
        found = re.findall(rf"^    {name}: .*$", record, re.MULTILINE)
        assert len(found) == 1, (item, name)
        record = record.replace(found[0], f"    {name}: {value}")
    (project / ITEMS).write_text(text[:start] + record + text[end:], encoding="utf-8")


@dataclass(frozen=True)
class Published:
    """The project, its bare repository, and what of the branch was checked out after each edition."""

    project: Path
    repo: Path
    first: Path
    second: Path


def build_and_publish(project: Path, repo: Path, out: Path, *words: str) -> Path:
    run = anbiao(project, "build")
    assert run.returncode == 0, run.stdout
    run = anbiao(project, "publish", "--repo", str(repo), *words)
    assert run.returncode == 0, run.stdout
    git(repo, "worktree", "add", "--quiet", "--detach", str(out), "gh-pages")
    return out


@pytest.fixture(scope="session")
def published(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """2026-1, then 2027-1 with one item changed and one retired."""
    place = tmp_path_factory.mktemp("published")
    project = shutil.copytree(small, place / "project", ignore=shutil.ignore_patterns(".site.lock"))
    repo = place / "pages.git"
    git(place, "init", "--quiet", "--bare", str(repo))
    git(project, "init", "--quiet")
    (project / ".gitignore").write_text("/site/\n/.site.*\n/.cache/\n__pycache__/\n", encoding="utf-8")
    commit(project, "2026-1")
    first = build_and_publish(project, repo, place / "first")
    next_edition(project, "2026-1", "2027-1", "2026-11-23")
    change_item(project, CHANGED, revision="2", updated="'2026-11-23'", change="strengthened", title="潮湿和积水处开关插座")
    retired = "retired\n    retired:\n      reason: 并入别的条目。\n      edition: '2027-1'\n      successors: [YD-0010]"
    change_item(project, RETIRED, change=retired)
    for file in (ITEMS, "data/industries/building-materials/criteria.yml"):
        text = (project / file).read_text(encoding="utf-8")
        (project / file).write_text(text.replace(f"      - {{item: {RETIRED}, revision: 1}}\n", ""), encoding="utf-8")
    (project / "content/once.md").write_text("# 只在这一版\n", encoding="utf-8")
    commit(project, "2027-1")
    return Published(project, repo, first, build_and_publish(project, repo, place / "second"))


@pytest.fixture(scope="session")
def host(published: Published) -> Iterator[str]:
    """The second checkout on a plain file server."""
    with serving(published.second) as url:
        yield url


@pytest.fixture
def project(published: Published, tmp_path: Path) -> Path:
    """A copy of the project as the second edition left it."""
    return shutil.copytree(published.project, tmp_path / "project", symlinks=True)


def head(repo: Path) -> str:
    return git(repo, "rev-parse", "gh-pages")


def test_each_edition_is_one_commit_that_anyone_can_repeat(published: Published, project: Path, tmp_path: Path) -> None:
    assert git(published.repo, "rev-list", "--count", "gh-pages") == "2"
    again = tmp_path / "again.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(published.repo), str(again))
    git(again, "update-ref", "refs/heads/gh-pages", "gh-pages~1")
    run = anbiao(project, "publish", "--repo", str(again), TZ="Pacific/Auckland", GIT_COMMITTER_NAME="乙")
    assert run.returncode == 0, run.stdout
    assert head(again) == head(published.repo)
    run = anbiao(project, "publish", "--repo", str(again))
    assert run.returncode == 0
    assert "没有变化" in run.stdout
    assert head(again) == head(published.repo)


def _follows(path: str) -> bool:
    """Pages say which editions there are, and what keeps pages without signal knows each by its hash."""
    return path.endswith(".html") or path == "sw.js" or path.startswith("offline/")


def test_addresses_stay(published: Published) -> None:
    """Books and data of an edition never change, items stand at the root, latest is the newest, every link leads somewhere."""
    old = {p: h for p, h in publish.digests(published.first / "2026-1").items() if not _follows(p)}
    now = publish.digests(published.second / "2026-1")
    assert {p.rsplit(".", 1)[-1] for p in old} >= {"pdf", "xlsx", "docx", "csv", "json"}
    assert {p: now.get(p) for p in old} == old
    assert publish.digests(published.second / "latest") == publish.digests(published.second / "2027-1")
    assert not any(p.is_symlink() for p in published.second.rglob("*"))
    built = json.loads((published.second / "2027-1/data/build.json").read_text(encoding="utf-8"))
    assert now[BOOK] != publish.digests(published.second / "latest")[BOOK] == built["sha256"][BOOK]
    versions = json.loads((published.second / "versions.json").read_text(encoding="utf-8"))
    assert [(v["version"], v["aliases"]) for v in versions] == [("2027-1", ["latest"]), ("2026-1", [])]
    for tree in (published.first, published.second):
        assert list(links.broken(tree, SITE_URL)) == []
        ids = [i["id"] for i in json.loads((tree / "2026-1/data/catalog.json").read_text(encoding="utf-8"))["items"]]
        assert all((tree / "items" / item / "index.html").is_file() for item in ids)


def test_a_browser_switches_between_editions(browser: Browser, host: str) -> None:
    page = browser.new_page()
    page.goto(host)
    page.wait_for_url(host + "latest/")
    page.goto(f"{host}latest/{CHECKLIST}")
    assert page.locator(".edition-notice").count() == 0
    page.locator(".edition-choice summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{host}2026-1/{CHECKLIST}")
    notice = page.locator(".edition-notice")
    assert notice.inner_text() == "这是 2026年第1版，已有新版：2027年第1版的这一页"
    notice.get_by_role("link").click()
    page.wait_for_url(f"{host}latest/{CHECKLIST}")
    page.goto(f"{host}editions/")
    assert page.locator("h2 a").all_inner_texts() == ["2027年第1版", "2026年第1版"]
    page.goto(f"{host}items/")
    page.wait_for_url(f"{host}latest/items/")
    page.close()


def test_search_and_choice_work_inside_an_edition(browser: Browser, host: str) -> None:
    """Nothing in an edition reaches out of its folder for what it loads."""
    page = browser.new_page()
    seen: list[str] = []
    page.on("request", lambda r: seen.append(r.url))
    page.on("pageerror", lambda e: pytest.fail(str(e)))
    page.on("console", lambda m: pytest.fail(f"{m.text} {m.location}") if m.type in {"error", "warning"} else None)
    page.goto(f"{host}2026-1/search/")
    assert page.evaluate("async () => (await window.anbiao.search('配电箱', {})).length") > 0
    page.goto(f"{host}2026-1/{CHECKLIST}")
    page.wait_for_load_state("networkidle")
    assert all(u.startswith((f"{host}2026-1/", f"{host}editions/", "data:")) for u in seen), seen
    page.close()


@pytest.mark.parametrize(("item", "edition", "said"), [
    (CHANGED, "2026-1", "你手上的是2026年第1版。这一条后来改了 1 次，最近一次是“加严”，请照下面现行的写法检查。"),
    (SAME, "2026-1", "你手上的是2026年第1版。这一条没有改过，纸上的还能用。"),
    (RETIRED, "2026-1", "你手上的是2026年第1版。这一条已停用，不再检查：并入别的条目。"),
    (FREE, "2026-1", "你手上的是2026年第1版。这一条在那一版已经停用。"),
    (CHANGED, "2027-1", ""),
    (CHANGED, "<b>x</b>", ""),
])  # fmt: skip
def test_the_code_on_paper_says_what_became_of_the_item(browser: Browser, host: str, item: str, edition: str, said: str) -> None:
    page = browser.new_page()
    page.on("console", lambda m: pytest.fail(f"{m.text} {m.location}") if m.type in {"error", "warning"} else None)
    page.goto(f"{host}items/{item}/?e={edition}")
    assert page.locator("[data-held]").inner_text() == said
    page.locator(".edition-item summary").click()
    assert len(page.locator(".edition-item li").all()) == 2
    page.get_by_role("link", name="2026年第1版", exact=True).click()
    page.wait_for_url(f"{host}2026-1/items/{item}/")
    page.locator(".edition-notice a").click()
    page.wait_for_url(f"{host}items/{item}/?e=2026-1")
    page.close()


def test_without_scripts_nothing_is_lost(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}2026-1/")
    page.locator(".edition-notice a").click()
    page.wait_for_url(f"{host}latest/")
    page.locator(".edition-choice summary").click()
    page.get_by_role("link", name="全部版本").click()
    page.wait_for_url(f"{host}editions/")
    page.goto(f"{host}items/{CHANGED}/?e=2026-1")
    page.locator(".edition-item summary").click()
    assert "后来改了 1 次" in page.locator(".edition-item").inner_text()
    context.close()


def _axe(page: Page) -> list[str]:
    """What axe finds in what publishing added, or on the whole of a page that is publishing's own."""
    added = [name for name in (".edition-notice", ".edition-choice", ".edition-item") if page.locator(name).count()]
    whole = page.locator(".edition-page").count()
    assert added or whole
    found = Axe().run(page, context=None if whole else {"include": [[name] for name in added]}).response["violations"]
    return [f"{v['id']}: {n['html'][:200]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notice_choice_and_pages_are_accessible(browser: Browser, host: str, scheme: str) -> None:
    for width in (390, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = context.new_page()
        for path in (f"2026-1/{CHECKLIST}", f"2026-1/items/{CHANGED}/", f"items/{CHANGED}/?e=2026-1", "editions/"):
            page.goto(host + path)
            for summary in page.locator(".edition-choice summary, .edition-item summary").all():
                summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert _axe(page) == [], path
            for target in page.locator("[class^=edition-] a, [class^=edition-] summary").all():
                box = target.bounding_box()
                assert box is None or box["height"] >= 24, path
        context.close()


def test_a_third_edition_keeps_the_pdfs_of_two_and_every_item(
    browser: Browser, published: Published, project: Path, tmp_path: Path
) -> None:
    repo = tmp_path / "pages.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(published.repo), str(repo))
    next_edition(project, "2027-1", "2028-1", "2026-11-24")
    edit(project, ITEMS, f"  - id: {FREE}\n", "  - id: YD-0999\n")
    (project / "content/once.md").unlink()
    commit(project, "2028-1")
    tree = build_and_publish(project, repo, tmp_path / "third", "--keep", "2")
    assert list((tree / "2026-1").rglob("*.pdf")) == []
    for kept in ("2027-1", "2028-1", "latest"):
        assert (tree / kept / BOOK).is_file()
    now, then = publish.digests(tree / "2026-1"), publish.digests(published.second / "2026-1")
    data = {p for p in then if not _follows(p) and not p.endswith(".pdf")}
    assert {p: now[p] for p in data} == {p: then[p] for p in data}
    assert list(links.broken(tree, SITE_URL)) == []
    with serving(tree) as host:
        page = browser.new_page()
        page.goto(f"{host}2026-1/industries/building-materials/")
        page.locator(".downloads a", has_text="整本").click()
        page.wait_for_url(f"{host}2026-1/dropped/#{BOOK}")
        row = page.locator(f'[id="{BOOK}"]')
        assert then[BOOK] in row.inner_text()
        assert row.get_by_role("link").get_attribute("href") == f"../../latest/{BOOK}"
        page.goto(f"{host}2027-1/{CHECKLIST}")
        assert "2028年第1版的这一页" in page.locator(".edition-notice").inner_text()
        page.goto(f"{host}items/{RETIRED}/?e=2026-1")
        assert len(page.locator(".edition-item li").all()) == 3
        page.goto(f"{host}items/{FREE}/?e=2027-1")
        assert page.locator("[data-held]").inner_text() == "你手上的是2027年第1版。现行版没有这一条了。"
        assert page.locator(".edition-item summary").inner_text() == "2 版有这一条，现行版没有"
        assert page.locator("header a").get_attribute("href") == "../../2027-1/"
        page.goto(f"{host}items/YD-0999/")
        assert page.locator(".edition-item summary").inner_text() == "1 版有这一条"
        page.goto(f"{host}2027-1/once/")
        page.get_by_role("link", name="2028年第1版（没有这一页，到首页）").first.click()
        page.wait_for_url(f"{host}latest/")
        page.close()


def _refused(project: Path, repo: Path, *words: str) -> str:
    """What a refusal says; the repository stays as it was and nothing is left beside the site."""
    before = git(repo, "for-each-ref")
    run = anbiao(project, "publish", "--repo", str(repo), *words)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout
    assert git(repo, "for-each-ref") == before
    assert not list(project.glob(".site.new-*"))
    return run.stdout


def test_a_site_that_is_not_whole_is_refused(published: Published, project: Path) -> None:
    site = project / "site"
    (site / "books/extra.pdf").write_bytes(b"x")
    (site / BOOK).write_bytes(b"x")
    said = _refused(project, published.repo)
    assert "有 2 个文件对不上" in said
    assert BOOK in said
    (site / "data/build.json").write_text("{}", encoding="utf-8")
    assert "不是生成好的网站" in _refused(project, published.repo)


def test_only_a_clean_tagged_revision_is_published(published: Published, project: Path) -> None:
    record = project / "site/data/build.json"
    built = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**built, "changed": True}), encoding="utf-8")
    assert "不是从干净的提交生成的" in _refused(project, published.repo)
    record.write_text(json.dumps(built), encoding="utf-8")
    git(project, "tag", "--delete", "2027-1")
    assert "标签要和 data/edition.yml 的版本编号 2027-1 相同，这个提交没有标签" in _refused(project, published.repo)
    git(project, "tag", "v2")
    assert "这个提交的标签是 v2" in _refused(project, published.repo)


def test_what_is_published_is_never_changed_or_overtaken(published: Published, project: Path) -> None:
    """The same id with other content, an edition older than the newest, a branch that holds something else, no repository."""
    record = project / "site/data/build.json"
    built = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(built), encoding="utf-8")
    assert "2027-1 已经发布过，内容和这次的不同" in _refused(project, published.repo)
    built["edition"] |= {"id": "2026-2", "date": "2026-11-22"}
    record.write_text(json.dumps(built), encoding="utf-8")
    git(project, "tag", "2026-2")
    assert "已经发布的 2027-1 比 2026-2 新" in _refused(project, published.repo)
    git(project, "branch", "other")
    assert "里有别的东西" in _refused(project, project, "--branch", "other")
    run = anbiao(project, "publish", "--repo", "nowhere")
    assert run.returncode == 1
    assert "git ls-remote 没有做成" in run.stdout
    git(project, "update-ref", "refs/remotes/origin/gh-pages", "HEAD")
    assert "git fetch origin gh-pages:gh-pages" in _refused(project, project)


def test_who_published_meanwhile_is_not_overwritten(
    published: Published, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch moves on while an edition is made ready: the push is refused, the other's commit stays."""
    repo = tmp_path / "pages.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(published.repo), str(repo))
    git(repo, "update-ref", "refs/heads/gh-pages", "gh-pages~1")
    other = git(repo, "commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "other")

    def furnish(tree: Path, keep: int) -> str:
        git(repo, "update-ref", "refs/heads/gh-pages", other)
        return made(tree, keep)

    made = editions.furnish
    monkeypatch.setattr(editions, "furnish", furnish)
    with pytest.raises(RefusedError, match="git push 没有做成"):
        release(Options(project, project / "site", str(repo), "gh-pages", 4))
    assert head(repo) == other
