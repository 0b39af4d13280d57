"""Every page that is a list has its other forms: JSON, CSV, Atom and JSON Feed, each linked from it."""

import csv
import io
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.browser.demo import PAGES
from tests.server.conftest import BY
from tests.site.conftest import parse, words_of
from tolltrace.following import find_statements

FORMS = {
    "application/json": "json",
    "text/csv": "csv",
    "application/atom+xml": "atom",
    "application/feed+json": "feed.json",
}
ALL = {"json", "csv", "atom", "feed.json"}
FORMS_OF = {  # path → what it has; a page that is not named is no list
    "/statements": ALL,
    "/claims": ALL,
    "/reports": ALL,
    "/map": ALL,
    "/place": ALL,
    "/speaker": ALL,
    "/outlet": ALL,
    "/tag": ALL,
    "/corrections": ALL,
    "/digests": ALL,
    "/sources": ALL,
    "/series": ALL,
    "/report": ALL,
    "/statements/{statement}": ALL,
    "/": ALL - {"csv"},  # three lists: each leads to its own
    "/tags": {"json", "csv"},  # an index, nothing in it has a day; each tag has a feed
    "/explain": {"json"},  # an answer, which does not go on
    "/report/changes": {"json"},
    "/claims/{rejected}": {"json"},
}
ATOM = "{http://www.w3.org/2005/Atom}"
NO_LISTS = {"/search", "/claims/{claim}"}  # which lead to other pages
LISTS = [
    pytest.param(each.address, FORMS_OF.get(each.address.partition("?")[0], set()), id=each.name)
    for each in PAGES
    if each.status == 200 and not each.person and each.address.partition("?")[0] not in NO_LISTS
]
EMPTY = {"/explain", "/series", "/series/embed"}  # until something is asked, there is nothing to have
ROWS = "//main//table | //main//ol[contains(@class, 'sayings')]"
NO_LISTS_BUT_TABLES = {"/api", "/method", "/about/borders"}  # of words that are explained


@pytest.fixture
def ask(serving, file_book):
    """A page of the table, its ids filled in."""
    for name in ("A. Coder", "B. Coder"):
        file_book.people.open_account(name, "reviewer", **BY)
    moved = max(find_statements(file_book), key=lambda one: (len(one.reports), one.id))
    claims = list(file_book.claims())
    rejected = next(each for each in claims if each.report_id == "first")
    file_book.decide(rejected.claim.id, verdict="rejected", by="A. Coder", why="A street's number.")
    ids = {
        "statement": moved.id,
        "report": moved.reference.carrier.id,
        "claim": moved.reference.claim.id,
        "rejected": rejected.claim.id,
        "place": "Karvel",
        "speaker": moved.speaker,
        "outlet": moved.reference.carrier.outlet,
    }
    get = serving(file_book, site_address="https://tolls.example", mail_host="x", mail_from="d@tolls.example")
    return lambda path: get(
        path.format(**ids).replace("Daybreak Movement", "Dravia"), headers={"Accept": "text/html,*/*;q=0.8"}
    )


def forms_of(page):
    """The other forms that a page's head names, by their kinds."""
    links = page.xpath("//head/link[@rel='alternate']")
    return {FORMS[each.get("type")]: each.get("href") for each in links if each.get("type") in FORMS}


@pytest.mark.parametrize(("path", "forms"), LISTS)
def test_a_page_has_the_forms_that_it_should(ask, path, forms):
    answered = ask(path)
    page = parse(answered)
    found = forms_of(page)

    assert answered.status_code == 200
    if path in EMPTY:
        return
    assert found.keys() == forms
    assert forms or not page.xpath(ROWS) or path in NO_LISTS_BUT_TABLES, "a list: name its forms above"
    assert set(found.values()) <= set(page.xpath("//body//a/@href")), "people find them, too"
    for kind, address in found.items():
        look_at(kind, ask(address))


def look_at(kind, answered):
    """A form is what it says, and holds together."""
    assert answered.status_code == 200, answered.text
    media = answered.headers["content-type"].partition(";")[0]
    if kind == "json":
        assert media == "application/json"
        assert answered.json()
    elif kind == "csv":
        assert media == "text/csv"
        header, *rows = csv.reader(io.StringIO(answered.content.decode("utf-8-sig")))
        assert len(set(header)) == len(header) > 2
        assert {len(each) for each in rows} <= {len(header)}
    elif kind == "atom":
        assert media == "application/atom+xml"
        feed = etree.fromstring(answered.content)
        ids = [each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids)
        assert all(each.find(f"{ATOM}link").get("href").startswith("http") for each in feed.iter(f"{ATOM}entry"))
    else:
        assert media == "application/feed+json"
        feed = answered.json()
        assert urlsplit(feed["home_page_url"]).path == urlsplit(feed["feed_url"]).path.removesuffix(".feed.json") or (
            urlsplit(feed["home_page_url"]).path == "/"
        )
        assert all(words and each["url"] for each in feed["items"] for words in (each["title"], each["content_text"]))


def test_no_list_was_forgotten_here():
    paths = {each.address.partition("?")[0] for each in PAGES}

    assert FORMS_OF.keys() - paths == set()


def test_the_feed_of_a_map_has_what_the_map_shows_and_nothing_without_a_place(ask):
    every, some = ask("/map.feed.json").json()["items"], ask("/map.feed.json?harm=wounded").json()["items"]
    shown = words_of(parse(ask("/map")).find(".//main"))

    assert every
    assert len(some) < len(every)
    assert all(any(tag in shown for tag in each["tags"]) for each in every)
    assert ask("/map.atom?region=mars").status_code == 422


def test_the_feed_of_a_report_has_each_version(serving, file_book):
    get = serving(file_book)
    items = get("/report.feed.json?id=wire").json()["items"]

    assert [each["title"].partition(":")[0] for each in items] == ["1"]
    assert items[0]["url"].endswith("/report?id=wire&version=1")
    assert get("/report.atom?id=nowhere").status_code == 404
