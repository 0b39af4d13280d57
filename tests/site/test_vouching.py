"""Signing in on the site by another service: the tests' own (tests/test_sign_in.py), with a browser's cookies."""

from urllib.parse import urlencode

import pytest

from tests.server.conftest import BY
from tests.site.conftest import main_of, parse, words_of
from tests.site.test_review import PASSWORD, Tab, quick_hashes  # noqa: F401
from tests.test_sign_in import Provider, provider  # noqa: F401
from tolltrace.errors import SettingsError
from tolltrace.server import make_app
from tolltrace.settings import Settings
from tolltrace.sign_in import Begun


@pytest.fixture
def app(serving, file_book, provider):  # noqa: F811
    provider.back = "http://127.0.0.1/signed-in"
    file_book.people.open_account("R. Viewer", "reviewer", email="r@newsroom.example", password=PASSWORD, **BY)
    service = {"oidc_issuer": provider.issuer, "oidc_client_id": "tolls", "oidc_client_secret": "secret"}
    return serving(file_book, **service)._app


@pytest.fixture
def tab(app, portal):
    return Tab(portal, app)


def leave(tab):
    """Press the link; where the browser is sent."""
    answered = tab._portal.call(lambda: tab.client.get("/sign-in/service"))
    assert answered.status_code == 303
    return answered


def vouch(tab, provider: Provider, **changes):  # noqa: F811
    """There and back, where the service's person agrees."""
    answer = provider.visit(Begun(leave(tab).headers["location"], "", "", ""))
    return tab.open(f"/signed-in?{urlencode(answer | changes)}")


def test_a_person_signs_in_by_the_service(tab, provider):  # noqa: F811
    tab.open("/sign-in")
    link = parse(tab.shown).xpath("//main//a[@href='/sign-in/service']")
    assert [words_of(each) for each in link] == ["Sign in by 127.0.0.1"]

    vouch(tab, provider)
    assert words_of(parse(tab.shown).find(".//form[@class='person']")) == "Review R. Viewer Sign out"
    assert tab.open("/review").status_code == 200


def test_what_was_begun_is_kept_where_no_script_reads_it_and_good_once(tab, provider):  # noqa: F811
    cookie = leave(tab).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie

    answer = provider.visit(Begun(leave(tab).headers["location"], "", "", ""))
    tab.open(f"/signed-in?{urlencode(answer)}")
    tab.client.cookies.delete("tolltrace-session")
    assert tab.open(f"/signed-in?{urlencode(answer)}").status_code == 422
    assert "not begun in this browser" in words_of(parse(tab.shown).find(".//main"))


@pytest.mark.parametrize(
    ("says", "changes", "status", "told"),
    [
        ({}, {"state": "another"}, 422, "belongs to another sign-in"),
        ({}, {"error": "access_denied"}, 422, "The service refused"),
        ({}, {"code": "guessed"}, 422, "gave no token"),
        ({"nonce": "another"}, {}, 422, "not as it must be"),
        ({"email": "stranger@elsewhere.example"}, {}, 403, "no account here is yours"),
        ({"email_verified": False}, {}, 403, "no account here is yours"),
    ],
)
def test_who_is_not_vouched_for_stays_outside(tab, provider, says, changes, status, told):  # noqa: F811
    provider.says = says

    assert vouch(tab, provider, **changes).status_code == status
    assert told in words_of(parse(tab.shown).find(".//main"))
    assert "tolltrace-session" not in tab.client.cookies
    assert tab.open("/").status_code == 200
    assert parse(tab.shown).find(".//form[@class='person']") is None


def test_another_persons_answer_signs_nobody_in(app, portal, provider):  # noqa: F811
    """Somebody lures a browser to come back with their own answer: it did not begin it."""
    theirs, lured = Tab(portal, app), Tab(portal, app)
    answer = provider.visit(Begun(leave(theirs).headers["location"], "", "", ""))

    assert lured.open(f"/signed-in?{urlencode(answer)}").status_code == 422
    leave(lured)
    assert lured.open(f"/signed-in?{urlencode(answer)}").status_code == 422
    assert "tolltrace-session" not in lured.client.cookies


@pytest.mark.parametrize("query", ["state=1&state=2", "&".join(f"p{n}=1" for n in range(30)), f"code={'x' * 5000}"])
def test_what_no_service_answers_is_refused(tab, query):
    leave(tab)

    assert tab.open(f"/signed-in?{query}").status_code == 422


def test_a_service_that_is_away_is_told(tab, provider):  # noqa: F811
    provider.server.shutdown()
    provider.server.server_close()
    try:
        assert tab.open("/sign-in/service").status_code == 503
        assert "could not be asked" in words_of(parse(tab.shown).find(".//main"))
        assert parse(tab.shown).xpath("//input[@name='password']")
    finally:
        provider.close = lambda: provider.thread.join()


def test_by_plain_http_from_elsewhere_nobody_is_sent_anywhere(app, portal):
    tab = Tab(portal, app, "http://tolls.example")

    assert tab.open("/sign-in/service").status_code in (403, 421)


def test_without_a_service_there_is_no_link(serving, file_book, portal):
    tab = Tab(portal, serving(file_book)._app)

    assert "/sign-in/service" not in tab.open("/sign-in").text
    assert "Sign in" in main_of(tab.shown)
    assert tab.open("/sign-in/service").status_code == tab.open("/signed-in?code=1").status_code == 404


def test_a_service_that_is_none_is_told_when_the_server_begins(file_book):
    with pytest.raises(SettingsError, match="begins with https"):
        make_app(file_book.path, settings=Settings(oidc_issuer="http://elsewhere.example", oidc_client_id="tolls"))
    with pytest.raises(SettingsError, match="oidc_client_id"):
        make_app(file_book.path, settings=Settings(oidc_issuer="https://elsewhere.example"))
