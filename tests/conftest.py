"""What all tests share: the repository's own data, checked once, and the small invented data set of tests/golden/base."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from macros.catalog import Catalog
from macros.check import check
from macros.index import Index
from macros.problem import Problem
from tests.project import CHROMIUM, CHROMIUM_WORDS, anbiao, copy_project, serving
from tests.small import trim

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
BASE = GOLDEN / "base"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite `expect` in tests/golden/rules/*.yml")


@pytest.fixture(scope="session")
def real_check() -> tuple[Index, list[Problem]]:
    return check(ROOT)


@pytest.fixture(scope="session")
def real_index(real_check: tuple[Index, list[Problem]]) -> Index:
    return real_check[0]


@pytest.fixture(scope="session")
def catalog(real_index: Index) -> Catalog:
    return Catalog(real_index)


@pytest.fixture(scope="session")
def base_catalog() -> Catalog:
    return Catalog(check(BASE)[0])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once for all tests in a copy of the project; nobody writes into it.

    What a build of the checkout has kept is used: by the hash of all that it was made from, as any second build would.
    """
    root = copy_project(tmp_path_factory.mktemp("built"))
    if (ROOT / ".cache").is_dir():
        shutil.copytree(ROOT / ".cache", root / ".cache")
    run = anbiao(root, "build")
    assert run.returncode == 0, run.stdout
    assert (root / "site/index.html").is_file()
    return root / "site"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project cut down to what prints in seconds, built once; tests copy it and build again."""
    root = trim(copy_project(tmp_path_factory.mktemp("small")))
    run = anbiao(root, "build")
    assert run.returncode == 0, run.stdout
    return root


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """The finished site on a loopback server."""
    with serving(built) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_WORDS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own, with nothing on it."""
    made = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
