"""Without signal: a real browser on a server that can be cut off, changed under its hands, and cut off again."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Page, expect

from macros import offline
from macros.catalog import Catalog
from macros.downloads import books
from tests.project import CHROMIUM, CHROMIUM_WORDS, ROOT, flaws, until
from tests.project import Host as Site

SMALL = "venues/small-restaurant/"
ID = "small-restaurant"
OTHER = "departments/"
BUILD = re.compile(r"^const BUILD = (.*);$", re.MULTILINE)
KEPT = "已存，可离线用"


class Host(Site):
    """A site that changes under its readers' hands."""

    def release(self, path: str, old: str, new: str) -> None:
        """Another version: one file changed, everything sealed anew."""
        file = self.site / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        offline.seal(self.site)


@pytest.fixture
def host(built: Path, tmp_path: Path) -> Iterator[Host]:
    """A copy of the site, without most of what is printed."""
    skip = shutil.ignore_patterns("*.docx", "*.xlsx", "building-materials*.pdf", "city-gas*.pdf", "elderly-care*.pdf", "pocket.pdf")
    host = Host(Path(shutil.copytree(built, tmp_path / "site", ignore=skip)))
    offline.seal(host.site)
    host.up()
    yield host
    host.cut()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.close()


def line(page: Page) -> Any:
    return page.locator(f"[data-keep={ID}]")


def kept(page: Page, address: str) -> None:
    """Open a page of the small restaurant and wait until it has kept itself."""
    page.goto(address + SMALL)
    expect(line(page)).to_contain_text(KEPT, timeout=40_000)


def build_of(site: Path) -> dict[str, Any]:
    found = BUILD.search((site / "sw.js").read_text(encoding="utf-8"))
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


CACHED = """async () => {
  const held = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return held.flat().map(({ url }) => url);
}"""


def cached(page: Page) -> list[str]:
    """Addresses of everything that any cache of the origin holds."""
    found: list[str] = page.evaluate(CACHED)
    return found


# What is listed


def test_every_listed_file_is_there_with_its_hash(built: Path) -> None:
    build = build_of(built)
    lists = [json.loads((built / path).read_bytes()) for path, _, _ in build["lists"].values()]
    rows = [*build["shell"], *build["lists"].values(), *(row for one in lists for row in one["files"] + one["papers"])]
    assert len(rows) > 200
    for path, integrity, size in rows:
        file = built / path / "index.html" if not path or path.endswith("/") else built / path
        data = file.read_bytes()
        assert (integrity, size) == (f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}", len(data)), path


def test_an_industry_has_all_that_its_pages_lead_to(built: Path, catalog: Catalog) -> None:
    """Its pages, items, standards and forms, search, self-check, and what the pages load; nothing printed unless asked."""
    build = build_of(built)
    assert set(build["lists"]) == {s.id for s in catalog.sectors.values() if catalog.has_content(s)}
    shell = {path for path, _, _ in build["shell"]}
    shared = {f"{part}/{file.name}" for part in ("data/search", "data/check/papers") for file in (built / part).iterdir()}
    for id_, (path, _, _) in build["lists"].items():
        listed = json.loads((built / path).read_bytes())
        files = {path for path, _, _ in listed["files"]}
        packed = {one for path in files if "/packs/" in path for one in json.loads((built / path).read_bytes())}
        sector = catalog.sectors[id_]
        assert {f"items/{item.id}/" for item in catalog.items_of(sector)} <= packed
        assert shared | {f"data/check/{id_}.json", "data/check/lookback.json"} <= files
        assert not {path for path in shell | files if path.endswith((".pdf", ".map", ".docx"))}
        assert {path for path, _, _ in listed["papers"]} == {book.path for book in books(catalog, sector)}
        for page in (path for path in files if path.startswith(f"{catalog.kind(sector)}/{id_}/")):
            assert _loaded(built, page) <= shell, page


def _loaded(built: Path, page: str) -> set[str]:
    """What a page loads, by its place in the site."""
    text = (built / page / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<(?:script|link rel="(?:stylesheet|icon|manifest)")[^>]* (?:src|href)="([^"]+)"', text)
    assert len(found) > 10
    return {(built / page / one).resolve().relative_to(built.resolve()).as_posix() for one in found}


def test_sealing_again_changes_nothing(built: Path, host: Host) -> None:
    before = {path: path.read_bytes() for path in [host.site / "sw.js", *(host.site / "offline").rglob("*.json")]}
    offline.seal(host.site)
    assert {path: path.read_bytes() for path in before} == before
    host.release("index.html", "安标", "安标网")
    assert (host.site / "sw.js").read_bytes() != before[host.site / "sw.js"]


# Opened once, then without signal


def test_an_industry_opened_once_works_without_signal(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    kept(page, host.url)
    host.cut()
    page.goto(f"{host.url}{SMALL}checklist/?size=small#top")
    assert page.locator("table.items tbody tr").count() > 20
    page.reload()
    page.locator("table.items .id").first.click()
    page.wait_for_url("**/items/**")
    assert page.locator("main h1").count() == 1
    page.goto(f"{host.url}search/?q=灶")
    assert page.evaluate("async () => (await window.anbiao.search('灭火器', {})).length") > 0
    page.goto(f"{host.url}venues/small-restaurant")
    assert page.url == f"{host.url}{SMALL}"
    host.up()


def test_a_check_goes_on_without_signal(context: BrowserContext, host: Host) -> None:
    """Begun with signal, gone on with none, opened anew in the middle; a second one begun without any."""
    page = context.new_page()
    kept(page, host.url)
    page.goto(f"{host.url}check/?s={ID}/checklist")
    rows = page.locator("article.row")
    rows.nth(0).locator("[data-v=pass]").click()
    host.cut()
    rows.nth(1).locator("[data-v=fail]").click()
    page.wait_for_function("location.search.includes('u=')")
    page.wait_for_timeout(1_000)
    page.reload()
    expect(page.locator("[data-check-app]")).to_contain_text("已查 2/", timeout=20_000)
    page.goto(f"{host.url}check/?s={ID}/grid")
    rows.first.wait_for()
    page.goto(f"{host.url}check/?s=city-gas/checklist")
    expect(page.locator("[data-check-app]")).to_contain_text("没有存到这台设备上")
    assert not any("?" in url for url in cached(page))
    host.up()


def test_a_page_that_is_not_kept_says_so_and_leads_back(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    kept(page, host.url)
    host.cut()
    page.goto(f"{host.url}{OTHER}?x=1#y")
    page.wait_for_url("**/offline/?from=*")
    expect(page.locator("[data-from]")).to_contain_text("没有存在这台设备上")
    assert flaws(page) == []
    host.up()
    page.get_by_role("link", name="再试一次").click()
    page.wait_for_url(f"{host.url}{OTHER}?x=1#y")
    for bad in ("https://example.org/", "javascript:alert(1)", "//example.org/", ""):
        page.goto(f"{host.url}offline/?from={bad}")
        expect(page.locator("[data-from]")).to_be_hidden()


def test_chosen_taken_away_and_left_away(context: BrowserContext, host: Host) -> None:
    """By the button on «离线用»; with the printed books when asked; «删去» holds until the visitor says otherwise."""
    page = context.new_page()
    page.goto(f"{host.url}offline/")
    line(page).get_by_role("button", name="存到这台设备").click()
    expect(line(page)).to_contain_text(KEPT, timeout=40_000)
    assert not any(url.endswith(".pdf") for url in cached(page))
    line(page).get_by_role("button", name="连同册子 PDF").click()
    expect(line(page)).to_contain_text("连同册子）", timeout=40_000)
    papers = json.loads((host.site / f"offline/{ID}.json").read_bytes())["papers"]
    assert sum(url.endswith(".pdf") for url in cached(page)) == len(papers) > 0
    host.cut()
    got = page.evaluate("async path => (await (await fetch('../' + path)).arrayBuffer()).byteLength", papers[0][0])
    assert got == papers[0][2]
    page.goto(host.url + SMALL)
    link = page.locator(f".downloads a[href$='{papers[0][0]}']")
    expect(link).not_to_have_attribute("download", re.compile(""))
    with page.expect_response(lambda answer: answer.url.endswith(".pdf")) as opened:
        link.click()
    assert (opened.value.status, opened.value.from_service_worker) == (200, True)
    page.wait_for_url("**/*.pdf")
    host.up()
    page.goto(f"{host.url}offline/")
    line(page).get_by_role("button", name="删去").click()
    expect(line(page).get_by_role("button", name="存到这台设备")).to_be_visible()
    shell = {host.url + path for path, _, _ in build_of(host.site)["shell"]}
    assert set(cached(page)) == {*shell, f"{host.url}offline/kept"}
    page.goto(host.url + SMALL)
    page.wait_for_timeout(6_000)
    expect(line(page).get_by_role("button", name="存到这台设备")).to_be_visible()
    assert set(cached(page)) == {*shell, f"{host.url}offline/kept"}


def test_a_download_that_was_cut_off_goes_on(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    page.goto(f"{host.url}offline/")
    place = page.locator("[data-keep=building-materials]")
    place.get_by_role("button").click()
    expect(place).to_contain_text(re.compile(r"正在存 [1-9]\d*/\d{3}"), timeout=40_000)
    host.cut()
    expect(place).to_contain_text("没有存全：网断了", timeout=40_000)
    done = len(cached(page))
    page.reload()
    expect(place).to_contain_text(re.compile(r"没有存全（[1-9]\d*/\d{3}）"))
    host.up()
    host.asked.clear()
    place.get_by_role("button", name="接着存").click()
    expect(place).to_contain_text(KEPT, timeout=60_000)
    total = len(json.loads((host.site / "offline/building-materials.json").read_bytes())["files"])
    assert 0 < len([path for path in host.asked if path != "/sw.js"]) < total
    assert done < len(cached(page))


def test_a_full_device_is_told(context: BrowserContext, host: Host) -> None:
    """What does not fit is said; with room again it goes on. Answers of checks are not touched by any of it."""
    page = context.new_page()
    page.goto(f"{host.url}check/?s={ID}/grid")
    page.locator("article.row [data-v=pass]").first.click()
    until(page, "location.search.includes('u=')")
    check = page.url
    page.goto(f"{host.url}offline/")
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.url.rstrip("/"), "quotaSize": 2_500_000})
    line(page).get_by_role("button").first.click()
    expect(line(page)).to_contain_text("空间不够", timeout=40_000)
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.url.rstrip("/")})
    line(page).get_by_role("button", name="再试").click()
    expect(line(page)).to_contain_text(KEPT, timeout=40_000)
    line(page).get_by_role("button", name="删去").click()
    expect(line(page).get_by_role("button", name="存到这台设备")).to_be_visible()
    page.goto(check)
    expect(page.locator("[data-check-app]")).to_contain_text("已查 1/")


def test_another_file_than_the_listed_one_is_not_kept(context: BrowserContext, host: Host) -> None:
    """A host that changes pages on the way, or one half way through a new version."""
    page = context.new_page()
    page.goto(f"{host.url}offline/")
    file = host.site / SMALL / "grid/index.html"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("</body>", "<!-- --></body>"), encoding="utf-8")
    line(page).get_by_role("button").click()
    expect(line(page)).to_contain_text("没有存全：网断了，或网站正在换版", timeout=40_000)
    assert f"{host.url}{SMALL}grid/" not in cached(page)
    file.write_text(whole, encoding="utf-8")
    line(page).get_by_role("button", name="再试").click()
    expect(line(page)).to_contain_text(KEPT, timeout=40_000)


# A new version

NEW = (f"{SMALL}index.html", "<h1>小餐饮", "<h1>新的小餐饮")


def notice(page: Page) -> Any:
    return page.locator(".new-version")


def test_a_new_version_is_announced_and_taken_by_a_click(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    kept(page, host.url)
    page.evaluate("Promise.all(['other', 'anbiao:/2026-1/:abc', 'anbiao:/2026-1:abc'].map(name => caches.open(name)))")
    host.release(*NEW)
    host.asked.clear()
    page.reload()
    expect(notice(page)).to_contain_text("有了新版本", timeout=20_000)
    # Fetched was only what changed, the page and its list, and the worker; what is the same came from the old cache.
    fresh = {path for path in host.asked if not path.startswith("/sw.js")}
    assert fresh == {f"/{SMALL}", f"/offline/{ID}.json", "/assets/offline/files.js"}
    page.goto(host.url + SMALL)
    assert page.locator("h1").inner_text() == "小餐饮"
    assert flaws(page) == []
    notice(page).get_by_role("button", name="以后再说").click()
    page.reload()
    page.wait_for_timeout(1_500)
    expect(notice(page)).to_have_count(0)
    page.goto(f"{host.url}offline/")
    with page.expect_navigation():
        notice(page).get_by_role("button", name="换到新版").click()
    host.cut()
    page.goto(host.url + SMALL)
    assert page.locator("h1").inner_text() == "新的小餐饮"
    names = {"other", "anbiao:/2026-1/:abc", "anbiao:/2026-1:abc", f"anbiao:/:{build_of(host.site)['version']}"}
    assert set(page.evaluate("caches.keys()")) == names
    host.up()


def test_a_check_is_never_interrupted(context: BrowserContext, host: Host) -> None:
    """While a check is open, here or in another window, one click does not change the version; a second one does."""
    page, check = context.new_page(), context.new_page()
    kept(page, host.url)
    check.goto(f"{host.url}check/?s={ID}/checklist")
    check.locator("article.row [data-v=fail]").first.click()
    note = check.locator("article.row textarea").first
    note.fill("后门")
    check.evaluate("window.same = true")
    host.release(*NEW)
    page.reload()
    expect(notice(page)).to_contain_text("有了新版本", timeout=20_000)
    expect(notice(check)).to_contain_text("有了新版本", timeout=20_000)
    notice(check).get_by_role("button", name="换到新版").click()
    expect(notice(check)).to_contain_text("正在自查。已填的都存在这台设备上")
    assert flaws(check) == []
    notice(check).get_by_role("button", name="查完再换").click()
    notice(page).get_by_role("button", name="换到新版").click()
    expect(notice(page)).to_contain_text("另有 1 个窗口开着自查")
    assert check.evaluate("window.same")
    assert note.input_value() == "后门"
    with page.expect_navigation():
        notice(page).get_by_role("button", name="仍然换到新版").click()
    assert page.locator("h1").inner_text() == "新的小餐饮"
    expect(notice(check)).to_contain_text("已在另一个窗口换到新版")
    assert check.evaluate("window.same")
    note.fill("后门被货架挡住")
    check.locator("article.row [data-v=pass]").nth(1).click()
    check.wait_for_timeout(1_000)
    notice(check).get_by_role("button", name="重新打开本页").click()
    expect(check.locator("article.row textarea").first).to_have_value("后门被货架挡住", timeout=20_000)
    expect(check.locator("[data-check-app]")).to_contain_text("已查 2/")


def test_a_version_for_which_there_is_no_room_comes_after_the_old_one(context: BrowserContext, host: Host) -> None:
    """Two versions do not fit at once: the new one takes over with what all pages load, and fetches the rest when it may."""
    page = context.new_page()
    kept(page, host.url)
    used = page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.url.rstrip("/"), "quotaSize": int(used * 1.5)})
    host.release(*NEW)
    page.reload()
    expect(notice(page)).to_contain_text("有了新版本", timeout=30_000)
    with page.expect_navigation():
        notice(page).get_by_role("button", name="换到新版").click()
    expect(line(page)).to_contain_text("没有存全")
    # The browser gives the room of the old one free when it likes.
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.url.rstrip("/")})
    page.reload()
    expect(line(page)).to_contain_text(KEPT, timeout=40_000)
    host.cut()
    page.goto(host.url + SMALL)
    assert page.locator("h1").inner_text() == "新的小餐饮"
    host.up()


def test_a_page_from_the_network_gets_its_own_files(context: BrowserContext, host: Host) -> None:
    """An old worker never mixes what it holds into a page of a newer version."""
    page = context.new_page()
    kept(page, host.url)
    host.release("assets/applies.css", "", "body { --of-now: 1; }\n")
    host.asked.clear()
    page.goto(host.url + OTHER)
    assert "/assets/applies.css" in host.asked
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--of-now')").strip() == "1"
    page.goto(host.url + SMALL)
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--of-now')").strip() == ""


def test_the_live_preview_clears_up(context: BrowserContext, host: Host) -> None:
    """``make serve`` at an address where a built site was looked at before: its worker goes, with its caches."""
    page = context.new_page()
    kept(page, host.url)
    (host.site / "sw.js").write_bytes((ROOT / "overrides/theme/sw.js").read_bytes())
    page.goto(host.url)
    until(page, "async () => !(await navigator.serviceWorker.getRegistration()) && !(await caches.keys()).length")
    page.goto(host.url + SMALL)
    page.wait_for_timeout(5_000)
    expect(line(page).get_by_role("button", name="存到这台设备")).to_be_visible()
    assert page.evaluate("caches.keys()") == []


# Where it cannot be


WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) MicroMessenger/8.0"


@pytest.mark.parametrize(("agent", "said"), [
    (WECHAT, "微信里不能离线保存。请点右上角“…”，选“在浏览器打开”，再存。"),
    ("Mozilla/5.0 (Linux; Android 5) Old/1", "这个浏览器不能离线保存。请换一个新一些的浏览器，无痕窗口也不行。"),
])  # fmt: skip
def test_a_browser_without_workers_says_so(browser: Browser, address: str, agent: str, said: str) -> None:
    context = browser.new_context(user_agent=agent)
    page = context.new_page()
    page.on("pageerror", lambda e: pytest.fail(str(e)))
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(address + SMALL)
    assert line(page).inner_text() == said
    context.close()


def test_a_browser_that_forbids_storage_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda e: pytest.fail(str(e)))
    page.add_init_script("""for (const name of ["register", "getRegistration"]) {
      ServiceWorkerContainer.prototype[name] = () => Promise.reject(new DOMException("no", "SecurityError"));
    }""")
    page.goto(f"{address}offline/")
    line(page).get_by_role("button").click()
    expect(line(page)).to_contain_text("浏览器不许本站保存")
    context.close()


def test_plain_http_works_but_for_this(browser: Browser, address: str) -> None:
    """No service worker there; the page says why, and nothing fails."""
    port = address.rstrip("/").rsplit(":", 1)[1]
    words = [*CHROMIUM_WORDS, "--host-resolver-rules=MAP anbiao.test 127.0.0.1"]
    plain = browser.browser_type.launch(executable_path=CHROMIUM, args=words)
    page = plain.new_page()
    page.on("pageerror", lambda e: pytest.fail(str(e)))
    page.on("console", lambda m: pytest.fail(m.text) if m.type == "error" else None)
    page.goto(f"http://anbiao.test:{port}/{SMALL}")
    assert page.evaluate("isSecureContext") is False
    assert "不是 https" in line(page).inner_text()
    page.goto(f"http://anbiao.test:{port}/offline/")
    assert page.locator(".keeps .keep", has_text="不是 https").count() == page.locator(".keeps li").count()
    plain.close()


def test_without_scripts_the_page_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}offline/")
    assert page.locator("noscript").count() == 1
    assert "没有打开" in page.content()
    context.close()


# Installable, accessible


def test_the_site_can_be_installed(browser: Browser, built: Path, address: str) -> None:
    manifest = json.loads((built / "manifest.webmanifest").read_bytes())
    assert (manifest["name"], manifest["start_url"], manifest["scope"]) == ("安标", ".", ".")
    svg = (built / "assets/icon.svg").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": 512, "height": 512})
    for icon in manifest["icons"]:
        with Image.open(built / icon["src"]) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
            if icon.get("purpose") == "maskable":
                assert image.convert("RGBA").getpixel((0, 0)) == (20, 58, 111, 255)
            elif image.width == 512:
                page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:512px}}</style>{svg}")
                drawn = Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")
                assert max(_spread(drawn, image)) <= 8
    page.goto(address)
    session = page.context.new_cdp_session(page)
    # A test's own window is a private one, and that alone stands in the way.
    assert [one["errorId"] for one in session.send("Page.getInstallabilityErrors")["installabilityErrors"]] == ["in-incognito"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_states_are_accessible(browser: Browser, host: Host, scheme: str) -> None:
    """Offered, at work, kept, failed; at both widths, in large type; targets as large as a thumb."""
    for width in (390, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = context.new_page()
        page.goto(f"{host.url}offline/")
        expect(line(page).get_by_role("button")).to_be_visible()
        _sound(page, width)
        page.get_by_role("button", name="大字").click()
        _sound(page, width)
        line(page).get_by_role("button").click()
        expect(line(page)).to_contain_text(KEPT, timeout=40_000)
        _sound(page, width)
        context.close()


def _sound(page: Page, width: int) -> None:
    assert flaws(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in page.locator(".keep button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44


def _spread(one: Image.Image, other: Image.Image) -> list[Any]:
    """By channel, the greatest difference of two pictures."""
    return [band.getextrema()[1] for band in ImageChops.difference(one, other.convert("RGBA")).split()]
