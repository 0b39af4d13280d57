"""Asking for digests on the site, saying yes, ending it; and the archive. As a browser without scripts does it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.mail.conftest import SITE, subscribe
from tests.site.conftest import main_of, parse
from tests.site.test_review import PASSWORD, Tab
from tolltrace.digests import Every, Wish
from tolltrace.server import make_app, send_digest
from tolltrace.server.mail.links import read_wish, sign_wish
from tolltrace.settings import Settings

ADDRESS = "reader@paper.example"
FORM = "/digests/sign-up"


@pytest.fixture
def tab(portal, file_book, settings):
    app = make_app(file_book.path, settings=settings)
    yield Tab(portal, app)
    app.state.desk.ledger.close()


def ask_for(tab, address=ADDRESS, **more):
    tab.open(FORM)
    return tab.send(FORM, address=address, every=more.pop("every", "weekly"), **more)


def link_in(office, number=-1):
    text = office.taken[number][1].get_body(("plain",)).get_content()
    return re.search(rf"{SITE}(/digests/confirm\?token=\S+)", text)[1]


def test_nobody_gets_digests_who_did_not_say_yes_from_their_mailbox(tab, office, file_book):
    asked = ask_for(tab, sides="Dravia; Karvel")
    assert "Look into your mailbox" in main_of(asked)
    assert office.to() == [ADDRESS]
    assert file_book.mailing.counts()["weekly"] == 0

    shown = tab.open(link_in(office))
    assert "Do you want the weekly digest" in main_of(shown)
    assert file_book.mailing.counts()["weekly"] == 0  # a link that is only opened says nothing

    assert "You get the digest" in main_of(tab.send("/digests/confirm"))
    digest = file_book.mailing.publish(Every.WEEKLY, datetime.now(UTC), datetime.now(UTC), [], by="x")
    (one,) = file_book.mailing.waiting(digest)
    assert one.wish == Wish(ADDRESS, Every.WEEKLY, ("Dravia", "Karvel"))


def test_the_answer_is_one_whether_an_address_is_known(tab, office, file_book):
    subscribe(file_book, ADDRESS)

    known = main_of(ask_for(tab)).replace(ADDRESS, "")
    unknown = main_of(ask_for(tab, "another@paper.example")).replace("another@paper.example", "")

    assert known == unknown
    first, second = (each.get_body(("plain",)).get_content() for _, each in office.taken)
    assert re.sub(r"token=\S+", "", first) == re.sub(r"token=\S+", "", second)


def test_nobodys_mailbox_is_filled_from_here(tab, office):
    answers = {main_of(ask_for(tab)) for _ in range(4)}

    assert len(answers) == 1
    assert office.to() == [ADDRESS, ADDRESS]


def test_one_place_asks_for_so_many_mails_a_day(tab, office):
    for number in range(22):
        ask_for(tab, f"a{number}@paper.example")

    assert len(office.taken) == 20


def test_saying_yes_again_takes_the_place_of_what_was_chosen(tab, office, file_book):
    for every in ("weekly", "daily"):
        ask_for(tab, every=every)
        tab.open(link_in(office))
        tab.send("/digests/confirm")

    assert file_book.mailing.counts() == {"daily": 1, "weekly": 0}


SECRET = b"s" * 32
NOW = datetime(2024, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "later"),
    [
        pytest.param(lambda token: token, timedelta(hours=48), id="too-late"),
        pytest.param(lambda token: "x" + token, timedelta(), id="changed"),
        pytest.param(lambda token: token[:-1], timedelta(), id="cut"),
        pytest.param(lambda token: "." + token.rpartition(".")[2], timedelta(), id="empty"),
        pytest.param(lambda token: "\u2028" * 20_000, timedelta(), id="long"),
    ],
)
def test_a_link_that_is_not_ours_or_has_ended_says_nothing(change, later):
    wish = Wish(ADDRESS, Every.DAILY, ("Dravia",), ("Порт-Люме",))
    token = sign_wish(wish, SECRET, NOW)

    assert read_wish(token, SECRET, NOW + timedelta(hours=47)) == wish
    with pytest.raises(ValueError, match="This link has ended"):
        read_wish(change(token), SECRET, NOW + later)
    with pytest.raises(ValueError, match="This link has ended"):
        read_wish(token, b"t" * 32, NOW)


def test_a_wrong_link_is_told_so(tab):
    assert tab.open("/digests/confirm?token=abc.def").status_code == 422


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"address": "nobody"}, "is no address", id="address"),
        pytest.param({"address": "a@p.example\r\nBcc: b@p.example"}, "is no address", id="header"),
        pytest.param({"every": "hourly"}, "Choose daily or weekly", id="kind"),
        pytest.param({"sides": "x" * 61}, "no name of a side", id="side"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_written(tab, office, fields, says):
    tab.open(FORM)
    asked = dict(tab.form(FORM).form_values()) | {"address": ADDRESS, "every": "daily", "places": "Karvel"} | fields
    answered = tab.post(FORM, asked)

    assert (answered.status_code, office.taken) == (422, [])
    assert says in answered.text
    assert 'value="Karvel"' in answered.text


@pytest.mark.parametrize("path", [FORM, "/digests/confirm"])
def test_forms_of_others_are_refused(tab, office, path):
    tab.open(FORM)
    token = dict(tab.form(FORM).form_values())["csrf"]
    said = {"address": ADDRESS, "every": "daily"}

    assert tab.post(path, said | {"csrf": token}, origin="https://evil.example").status_code == 403
    assert tab.post(path, said | {"csrf": "x"}).status_code == 403
    assert office.taken == []


def test_one_click_ends_it_and_erases_the_address(tab, office, file_book, settings):
    """RFC 8058: a POST to the address of the header, from no page and with no cookie; a GET alone ends nothing."""
    subscribe(file_book, ADDRESS, "other@paper.example")
    send_digest(file_book, settings, Every.DAILY, datetime.now(UTC))
    header = next(each for to, each in office.taken if to == ADDRESS)["List-Unsubscribe"]
    path = header.strip("<>").removeprefix(SITE)

    assert "No more digests?" in main_of(tab.open(path))
    assert file_book.mailing.counts()["daily"] == 2
    tab.client.cookies.clear()
    done = tab.post(path, {"List-Unsubscribe": "One-Click"}, origin=None)
    assert done.status_code == 200
    assert file_book.mailing.counts()["daily"] == 1
    assert main_of(tab.post(path, {}, origin=None)) == main_of(done)  # nor is it told whether there was one
    assert "No more digests" in main_of(tab.post(path.replace("=", "=x"), {}, origin=None))
    assert file_book.mailing.counts()["daily"] == 1


def test_the_button_of_the_page_ends_it_too(tab, file_book):
    one = file_book.mailing.subscribe(Wish(ADDRESS, Every.DAILY))
    path = f"/digests/unsubscribe?reader={one.id}"
    tab.open(path)

    assert "is erased" in main_of(tab.send(path))
    assert file_book.mailing.counts()["daily"] == 0


@pytest.mark.parametrize(
    ("path", "field", "value"), [("/tag?side=Dravia", "sides", "Dravia"), ("/place?name=Karvel", "places", "Karvel")]
)
def test_pages_of_a_side_and_a_place_lead_to_the_form_with_it_filled_in(tab, path, field, value):
    (link,) = (each for each in parse(tab.open(path)).xpath("//main//a/@href") if each.startswith(FORM))
    tab.open(link)

    assert dict(tab.form(FORM).form_values())[field] == value


def test_where_only_accounts_may_read_nobody_else_gets_the_digest(portal, file_book, settings, office):
    app = make_app(file_book.path, settings=replace(settings, serve_publicly=False))
    tab = Tab(portal, app)
    file_book.people.open_account("R. Reader", "reader", by="A. Admin", why="works here", password=PASSWORD)

    assert tab.open(FORM).status_code == 401
    assert tab.post(FORM, {"address": ADDRESS, "every": "daily"}).status_code == 401
    assert tab.open("/digests").status_code == 401
    tab.sign_in("R. Reader")
    assert "Look into your mailbox" in main_of(ask_for(tab))
    assert office.to() == [ADDRESS]
    app.state.desk.ledger.close()


def test_without_a_server_for_mails_there_is_no_form(portal, file_book):
    app = make_app(file_book.path, settings=Settings())
    tab = Tab(portal, app)

    assert tab.open(FORM).status_code == 404
    assert "/digests/sign-up" not in tab.open("/digests").text
    app.state.desk.ledger.close()


def test_the_archive_has_each_digest_as_a_page_a_record_and_in_feeds(tab, file_book, settings):
    sent = send_digest(file_book, settings, Every.DAILY, datetime.now(UTC))
    name = sent.digest.name

    assert f'href="/digests/{name}"' in tab.open("/digests").text
    assert "Said for the first time" in main_of(tab.open(f"/digests/{name}"))
    record = tab.open(f"/digests/{name}.json").json()
    assert (record["name"], len(record["fresh"]), record["further"]) == (name, 2, [])
    assert tab.open("/digests.json").json()["items"][0]["statements"] == 2
    assert tab.open("/digests.feed.json").json()["items"][0]["url"].endswith(f"/digests/{name}")
    assert f"/digests/{name}" in tab.open("/digests.atom").text
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    assert name not in main_of(tab.open(f"/digests?as_of={yesterday}"))
    for path in (f"/digests/{name}?as_of={yesterday}", "/digests/2001-01-01", "/digests/2001-W01.json"):
        assert tab.open(path).status_code == 404, path
    assert tab.open("/digests/anything").status_code in (404, 422)


def test_pages_of_one_reader_are_kept_nowhere(tab, file_book):
    one = file_book.mailing.subscribe(Wish(ADDRESS, Every.DAILY))

    for path in (FORM, f"/digests/unsubscribe?reader={one.id}"):
        assert tab.open(path).headers["cache-control"] == "no-store"
