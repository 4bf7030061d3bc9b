"""Benchmarks of the site: how fast pages are made and how fast they answer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

from macros import edit, pages, site
from macros.catalog import Catalog
from macros.check import check
from macros.navigation import nav
from macros.page import Page
from tests.project import CHROMIUM, CHROMIUM_WORDS, copy_project, serving

Line = tuple[str, str, str, str]
LIST = "industries/building-materials/checklist/"
KEYS = "有限空间 动火作业审批 GB 15577 灭火器 特种设备 电瓶车充电 安全生产责任制 应急预案演练 煤气 粉尘"
# From a keystroke to the matches drawn, with every shard read.
KEYSTROKES = """async (texts) => {
  await window.anbiao.search("安全");
  const input = document.querySelector(".md-header input[name=q]");
  const times = [];
  for (const text of texts) for (let end = 1; end <= text.length; end += 1) {
    const start = performance.now();
    input.value = text.slice(0, end);
    input.dispatchEvent(new Event("input"));
    await new Promise((go) => setTimeout(go));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}"""
# From a tick to the frame that shows what is left.
TICK = """async () => {
  const start = performance.now();
  document.querySelector("[name=hazard]").click();
  await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  return performance.now() - start;
}"""


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def answering(folder: Path) -> Iterator[Line]:
    """The finished site in the browser: typing into the search, and the longest checklist on a slow phone."""
    with serving(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_WORDS)
        page = browser.new_page()
        page.goto(f"{address}industries/building-materials/")
        times: list[float] = page.evaluate(KEYSTROKES, KEYS.split())
        yield ("搜索，每次按键到列出结果，p95", f"{times[len(times) * 95 // 100]:.0f} ms",
               f"中位 {times[len(times) // 2]:.0f} ms", "≤ 50 ms")  # fmt: skip
        yield _slowed(browser.new_page(viewport={"width": 390, "height": 844}), address)
        browser.close()


def _slowed(page: Tab, address: str) -> Line:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def opened() -> None:
        page.goto(address + LIST)
        page.locator("[data-filters]:visible").wait_for()

    first = timed(opened)
    return "最长的检查清单，手机宽，处理器慢 4 倍：打开", f"{first:.1f} s", f"再勾“只看重大” {page.evaluate(TICK):.0f} ms", "能用"


def making(folder: Path) -> Iterator[Line]:
    """All generated pages, cold, against Zensical with the same fragments in its Markdown."""
    root = copy_project(folder / "pages")
    c = Catalog(check(root)[0])
    _exported(folder / "zensical", {page.path: page for page in pages.pages(c, {})})
    ours = timed(lambda: site.build(root, folder / "made", c, "", edit.Links(c.index), {}))
    command: list[str | Path] = [Path(sys.executable).with_name("zensical"), "build", "--config-file", "mkdocs.yml"]
    theirs = timed(lambda: subprocess.run(command, cwd=folder / "zensical", check=True, capture_output=True))
    count = len(list((folder / "zensical/site").rglob("index.html")))
    shutil.rmtree(root)
    yield f"网页 {count} 个，冷 / Zensical", f"{ours / theirs:.2f}", f"{ours:.1f} s / {theirs:.1f} s", "≤ 0.5"


def _exported(root: Path, found: dict[str, Page]) -> None:
    """A project of Zensical with the same pages, navigation and theme, without search."""
    for page in found.values():
        file = root / "docs" / page.path / "index.md"
        file.parent.mkdir(parents=True)
        head = json.dumps({"title": page.title}, ensure_ascii=False)
        # A blank line would end the block of HTML and begin Markdown.
        body = "\n".join(line for line in page.html.splitlines() if line.strip())
        file.write_text(f"---\n{head}\n---\n\n<div>{body}</div>\n", encoding="utf-8")
    for name in ("index", "contributing"):
        (root / f"docs/{name}.md").write_text("# 安标\n", encoding="utf-8")
    features = ["navigation.tabs", "navigation.indexes", "navigation.prune"]
    theme = {"name": "material", "language": "zh", "font": False, "features": features}
    settings = {"site_name": "安标", "theme": theme, "nav": nav(found), "plugins": []}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
