"""What can still be read without a connection, and what is never kept."""

import time

import pytest

from tests.browser.demo import PASSWORD

WAIT_SECONDS = 8.0


@pytest.fixture
def page(opened, own):
    shown = opened(at=own.address)
    shown.goto("/")
    shown.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return shown


def kept(page, name="tolltrace-pages"):
    return page.evaluate(
        "async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)", name
    )


def wait_until_kept(page, path):
    """Behind the answer: the page is shown before it is kept."""
    until = time.monotonic() + WAIT_SECONDS
    while path not in kept(page):
        assert time.monotonic() < until, (path, kept(page))
        time.sleep(0.05)


def test_the_last_pages_are_read_without_a_connection(page, own):
    trouble = []
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    for path in ("/statements", "/method"):
        page.goto(own.address + path)
        wait_until_kept(page, path)
    assert trouble == []
    own.site.go_away()

    page.goto(f"{own.address}/statements")
    assert "There is no connection. This page is as you saw it on" in page.inner_text(".lookback")
    assert page.inner_text("h1") == "Statements"
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).borderBottomStyle") == "solid"

    page.goto(f"{own.address}/tags")
    assert page.inner_text("h1") == "There is no connection"
    page.wait_for_selector("#kept a")
    assert "/offline" not in kept(page)
    assert {"Statements", "Method"} <= set(page.locator("#kept a").all_inner_texts())
    page.click("#kept a >> text=Method")
    assert page.inner_text("h1") == "Method"


def test_what_the_network_has_comes_first_and_few_pages_are_kept(page, own):
    for number in range(35):
        page.goto(f"{own.address}/statements?text=w{number}")
        assert page.locator(".lookback").count() == 0
    page.goto(f"{own.address}/method")
    wait_until_kept(page, "/method")

    assert len(kept(page)) <= 31


def test_nothing_of_who_is_signed_in_is_kept_and_signing_out_forgets_all(page, own):
    page.goto(f"{own.address}/method")
    wait_until_kept(page, "/method")
    page.goto(f"{own.address}/sign-in")
    page.fill("#name", "A. Coder")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/review")
    page.goto(f"{own.address}/tags")
    page.goto(f"{own.address}/statements")

    assert "A. Coder" in page.inner_text(".person")
    assert not {"/tags", "/statements", "/review", "/sign-in"} & set(kept(page))
    page.click(".person button")
    page.wait_for_url(f"{own.address}/")
    wait_until_kept(page, "/")
    assert set(kept(page)) == {"/"}
    assert page.evaluate("async () => (await (await caches.match('/offline')).text()).includes('A. Coder')") is False
