"""Signing in: with scripts and without, what it opens, what it leaves behind."""

import pytest

from tests.browser.demo import PASSWORD
from tests.browser.driving import sign_in


def report_of(own):
    return f"/report?id={next(iter(own.ledger.claims(speaker='Ana Veld'))).report_id}"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_who_signs_in_reads_the_whole_text_until_they_sign_out(opened, own, scripts):
    window = opened(at=own.address, scripts=scripts)
    address = report_of(own)
    whole = window.get_by_role("heading", name="The article as it was read")
    window.goto(address)
    assert not whole.is_visible()

    sign_in(window, "R. Reader")
    window.goto(address)
    assert whole.is_visible()
    account = window.get_by_role("form", name="Your account")
    assert "R. Reader" in account.inner_text()
    assert account.get_by_role("link").count() == 0  # a reader neither reviews nor moderates
    (cookie,) = (each for each in window.context.cookies() if each["httpOnly"])
    assert (cookie["sameSite"], cookie["path"]) == ("Lax", "/")
    assert window.faults == []

    account.get_by_role("button", name="Sign out").click()
    window.goto(address)
    assert not whole.is_visible()
    window.go_back()
    assert "R. Reader" not in window.content()


def test_a_wrong_password_says_so_and_tells_nothing_of_who_has_an_account(opened, own):
    window = opened(at=own.address)
    told = []
    for name in ("R. Reader", "N. Nobody"):
        sign_in(window, name, "not this one")
        told.append(window.get_by_role("alert").inner_text())
        assert window.get_by_label("Name").input_value() == name
        assert window.get_by_label("Password").input_value() == ""

    assert told[0] == told[1]


@pytest.mark.parametrize("path", ["/review", "/comment?claim=x"])
def test_a_page_for_who_has_an_account_asks_for_it(opened, own, path):
    window = opened(at=own.address)
    window.goto(path)

    assert window.get_by_label("Password").is_visible()


def test_each_role_is_led_to_its_own_desk(opened, own):
    for name, desks in {"A. Coder": ["Review"], "E. Editor": ["Review", "Comments"]}.items():
        window = opened(at=own.address)
        sign_in(window, name, PASSWORD)
        window.goto("/")
        assert window.get_by_role("form", name="Your account").get_by_role("link").all_inner_texts() == desks
