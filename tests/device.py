"""A device with the self-check on it: opened, answered, looked into past the page's own code, given files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from tests.project import flaws as found_flaws

SHOP = "small-restaurant"


def flaws(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds once nothing moves any more."""
    page.evaluate("scrollTo(0, 0)")
    if page.evaluate("innerWidth") > 1219:
        page.locator(".md-tabs:not([hidden])").wait_for()
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    return found_flaws(page)


def opened(page: Page, address: str, search: str) -> None:
    page.goto(f"{address}check/{search}")
    page.wait_for_selector(".row, .choices, .kept, .told:not([hidden])")


def row_of(page: Page, id_: str) -> Any:
    return page.locator(f"article[id='{id_}']")


def tap(page: Page, id_: str, answer: str) -> None:
    row_of(page, id_).locator(f".choice label[data-v='{answer}']").click()


def units(page: Page) -> list[dict[str, Any]]:
    """What the device holds, read past our own code."""
    found: list[dict[str, Any]] = page.evaluate("""() => new Promise((done, fail) => {
      const asked = indexedDB.open('anbiao');
      asked.onerror = () => fail(asked.error);
      asked.onsuccess = () => {
        const all = asked.result.transaction('units').objectStore('units').getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result); };
      };
    })""")
    return found


def photos(page: Page) -> int:
    found: int = page.evaluate("""() => new Promise((done) => {
      const asked = indexedDB.open('anbiao');
      asked.onsuccess = () => {
        const all = asked.result.transaction('photos').objectStore('photos').count();
        all.onsuccess = () => { asked.result.close(); done(all.result); };
      };
    })""")
    return found


def kept(page: Page, ready: Callable[[list[dict[str, Any]]], object]) -> list[dict[str, Any]]:
    """The units once they are as wanted; the page keeps by itself, we only wait for it."""
    for _ in range(100):
        if ready(found := units(page)):
            return found
        page.wait_for_timeout(20)
    raise AssertionError(found)


def named(page: Page, name: str) -> None:
    page.locator(".who-of summary").click()
    page.get_by_label("车间、班组或场所").fill(name)


def save(page: Page) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=re.compile("^存成文件")).click()
    return Path(started.value.path()).read_bytes()


def give(page: Page, data: bytes | Path) -> None:
    """Give the page a file, and wait until it has said something of it."""
    page.evaluate("document.querySelectorAll('.told[role=alert], .incoming').forEach((one) => one.remove())")
    chosen: Any = data if isinstance(data, Path) else {"name": "自查.json", "mimeType": "application/json", "buffer": data}
    page.locator("label.file input").set_input_files(chosen)


def picture(side: int, exif: bytes = b"") -> bytes:
    """A photo that does not compress well."""
    noise = Image.effect_noise((side, side * 3 // 4), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def filled(page: Page, address: str) -> dict[str, Any]:
    """A saved file with a bit of everything, as the page itself wrote it."""
    opened(page, address, f"?s={SHOP}/checklist&new=1&size=small")
    named(page, "后厨")
    rows = page.locator(".row")
    rows.nth(0).locator("label[data-v=pass]").click()
    rows.nth(1).locator("label[data-v=fail]").click()
    rows.nth(1).locator("textarea").fill("软管<b>裂</b>了\n两处")
    rows.nth(1).get_by_label("整改责任人").fill("王五")
    rows.nth(1).locator(".file input").first.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(400)})
    rows.nth(1).locator("img").wait_for()
    found: dict[str, Any] = json.loads(save(page))
    return found
