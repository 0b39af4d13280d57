"""Digests by mail: asked for by a form, confirmed by the link that comes, ended by one press; also without scripts."""

import re
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from tests.statements.stories import says
from tolltrace.digests import Every
from tolltrace.server import send_digest

ADDRESS = "one@paper.example"
WAIT_SECONDS = 8.0


def mail_number(office, number):
    """The text of the mail that came so many-th, once it came."""
    until = time.monotonic() + WAIT_SECONDS
    while len(office.taken) < number:
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.05)
    to, letter = office.taken[number - 1]
    assert to == ADDRESS
    return letter


def link_in(letter, path):
    """An address of this site that a mail holds."""
    found = re.search(rf"\S*{path}\?\S+", letter.get_body(("plain",)).get_content())
    return urlsplit(found[0])._replace(scheme="", netloc="").geturl()


def heading(window):
    return window.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_a_digest_is_asked_for_confirmed_and_ended(opened, own, office, scripts):
    window = opened(at=own.address, scripts=scripts)
    window.goto("/digests")
    window.get_by_role("main").get_by_role("link", name=re.compile("mail")).first.click()
    window.wait_for_url("**/digests/sign-up*")
    window.get_by_label("Your address").fill(ADDRESS)
    window.get_by_label("How often").select_option("daily")
    window.get_by_label("Only about these people").fill("Dravia")
    window.get_by_role("button", name="Mail me a link").click()
    assert heading(window) == "Look into your mailbox"
    assert own.ledger.mailing.counts()["daily"] == 0

    window.goto(link_in(mail_number(office, 1), "/digests/confirm"))
    assert heading(window) == "Do you want the daily digest?"
    assert own.ledger.mailing.counts()["daily"] == 0  # what opens links by itself says yes to nothing
    window.get_by_role("button", name="Yes, send it").click()
    assert heading(window) == "You get the digest"
    assert ADDRESS in window.get_by_role("main").inner_text()
    assert own.ledger.mailing.counts()["daily"] == 1

    today = datetime.now(UTC).date()
    own.record("new", says("At least 12 died, the harbour said.", "At least 12", by="harbour", side="Dravia"), on=today)
    send_digest(own.ledger, own.settings, Every.DAILY, datetime.now(UTC))
    letter = mail_number(office, 2)
    assert "At least 12" in letter.get_body(("plain",)).get_content()

    window.goto(link_in(letter, "/digests/unsubscribe"))
    window.get_by_role("button", name="No more mails").click()
    assert heading(window) == "No more digests"
    assert own.ledger.mailing.counts()["daily"] == 0
    assert window.faults == []


def test_what_is_wrong_with_a_form_is_said_and_nothing_typed_is_lost(opened, own, office):
    window = opened(at=own.address)
    window.goto("/digests/sign-up?place=Karvel")
    window.locator("form.sign-up").evaluate("form => (form.noValidate = true)")
    window.get_by_label("Your address").fill("nobody at all")
    window.get_by_role("button", name="Mail me a link").click()

    assert window.get_by_role("alert").is_visible()
    assert window.get_by_label("Your address").input_value() == "nobody at all"
    assert window.get_by_label("Only at these places").input_value() == "Karvel"
    assert office.taken == []
