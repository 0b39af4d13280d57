"""Debian's Chromium, told what to do by Playwright: for the tests here, and for scripts/make_screenshots.py."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from tests.browser.demo import PASSWORD, REVIEWERS

# A page of another host that frames one of ours stands for one out in the world: the last of them lets it.
FLAGS = ("--no-sandbox", "--disable-quic", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Window = Any  # playwright.sync_api.Page, which need not be installed


class NoBrowserError(Exception):
    """Why there is none to look with."""


@contextmanager
def a_browser() -> Iterator[Any]:
    """It shows no window. Raises NoBrowserError where something that it takes is not installed."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    for package in ("playwright", "axe_playwright_python"):
        if find_spec(package) is None:
            raise NoBrowserError(f"no {package}; pip install playwright axe-playwright-python")
    if program is None:
        raise NoBrowserError("no chromium on the path; on Debian: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def watch(window: Window, host: str) -> list[str]:
    """What goes wrong in a window from now on. A refusal by the content security policy is an error of the console."""
    faults: list[str] = []

    def asked(request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != host:
            faults.append(f"asked another host: {request.url}")

    window.on("request", asked)
    window.on("pageerror", lambda error: faults.append(f"error: {error}"))
    window.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    return faults


def sign_in(window: Window, name: str = REVIEWERS[0], password: str = PASSWORD) -> None:
    """By the form."""
    window.goto("/sign-in")
    window.get_by_label("Name").fill(name)
    window.get_by_label("Password").fill(password)
    window.get_by_role("main").get_by_role("button", name="Sign in").click()


def signed_in(browser: Any, address: str) -> Any:
    """The cookies of a reviewer who signed in."""
    context = browser.new_context(base_url=address)
    sign_in(context.new_page())
    kept = context.storage_state()
    context.close()
    return kept
