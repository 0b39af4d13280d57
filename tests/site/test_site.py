"""What each page must say: the figures, who gave them, what moved; and hostile words shown harmlessly."""

import csv
import io

import pytest
from lxml import etree

from tests.site.conftest import BROWSER, HOSTILE, main_of, parse, words_of
from tolltrace.server.site.quoting import Mark, marked
from tolltrace.server.site.words import MOST_CHARS, QUOTE_CHARS, called, harmless
from tolltrace.values import Span


def test_the_front_page_shows_what_is_new_what_moved_and_what_was_denied(get):
    page = parse(get("/"))
    sections = {each.get("aria-labelledby"): words_of(each) for each in page.iter("section")}

    assert "12 killed" in sections["newest"]
    assert "police" in sections["newest"]
    assert "4 reports · 1 origin ◆" not in sections["newest"]  # the mark is the style sheet's
    assert "more than 9,000 killed" in sections["drifted"]
    assert "moved: " in sections["drifted"]
    assert "Ilo Marr" in sections["denied"]
    assert "declined · losses not provided" in sections["denied"]


def test_a_statement_tells_its_way(get):
    told = main_of(get("/statements/{briefing}"))

    for words in (
        "more than 9,000 killed", "Ana Veld, White House spokeswoman, 4 March 2024",
        "“Since January more than 9,000 Dravian soldiers were killed,”",
        "more than 9,000, running total", "Dravia",
        "The same as a table", "Radio Lume",
        "place added", "Port Lume", "harm changed", "losses", "hedge lost",
        "Denied, disputed, refused", "Ilo Marr", "declined",
        "How to cite it", "@misc{tolltrace-s",
    ):  # fmt: skip
        assert words in told, words


def test_a_statement_is_drawn_for_every_screen(get):
    page = parse(get("/statements/{briefing}"))
    addresses = page.xpath("//picture//@srcset | //picture//@src")

    assert len(addresses) == 3
    for address in addresses:
        picture = get(address)
        assert picture.headers["content-type"] == "image/svg+xml"
        assert "style-src 'sha256-" in picture.headers["content-security-policy"]
        assert "Radio Lume" in picture.text


def test_a_citation_leads_back_to_what_it_cites(get):
    page = parse(get("/statements/{briefing}"))
    address = page.xpath("//section[@aria-labelledby='cite']//a/@href")[0]

    assert address.startswith("http://localhost/statements/s")
    assert "as_of=" in address
    assert "more than 9,000 killed" in main_of(get(address.removeprefix("http://localhost")))
    bibtex = words_of(page.xpath("//pre")[1])
    assert bibtex.startswith("@misc{tolltrace-s")
    assert bibtex.count("{") == bibtex.count("}")


def test_a_statement_as_of_a_day_shows_what_had_appeared(get):
    told = main_of(get("/statements/{briefing}?as_of=2024-03-04"))

    assert "2 reports" in told
    assert "portal" not in told
    assert get("/statements/{briefing}?as_of=2024-03-01").status_code == 404


def test_a_report_shows_its_claims_and_not_its_text(get):
    page = parse(get("/report?id=wire"))
    told = words_of(page.find(".//main"))

    assert [words_of(each) for each in page.iter("mark")] == ["more than 9,0001", "declined2"]
    assert "Ana Veld → wire" in told
    assert "4 reports · 1 origin" in told or "reports" in told
    assert "© wire" in told
    assert "the text belongs to who published it" in told


def test_a_headline_is_held_against_the_text(serving, tmp_path):
    from tests.statements.stories import a_report, says
    from tolltrace.ledger import open_ledger

    report = a_report(
        "paper",
        says("9,000 die in Port Lume", "9,000", by="Ana Veld"),
        says("Ana Veld said that more than 9,000 people had died since January.", "more than 9,000", by="Ana Veld"),
        title="9,000 die in Port Lume",
    )
    with open_ledger(tmp_path / "paper.db") as ledger:
        ledger.record([report])
        page = parse(serving(ledger)("/report?id=paper", headers=BROWSER))

    assert [words_of(each) for each in page.find(".//h1").iter("mark")] == ["9,0001"]
    against = words_of(page.xpath("//section[@aria-labelledby='headline']")[0])
    assert "figure: 9,000 / more than 9,000" in against


def test_a_claim_leads_to_where_it_stands(get):
    one = get("/api/v1/claims?speaker=Ana%20Veld&text=declined").json()["items"][0]
    answered = get(f"/claims/{one['id']}")

    assert answered.status_code == 303
    address, _, anchor = answered.headers["location"].partition("#")
    assert anchor in parse(get(address)).xpath("//mark/@id")


def test_a_rejected_claim_has_a_page_of_its_own(serving, file_book):
    own = next(iter(file_book.claims()))
    file_book.decide(own.claim.id, verdict="rejected", by="R. Coder", why="A street's number.")
    ask = serving(file_book)
    told = main_of(ask(f"/claims/{own.claim.id}", headers=BROWSER))

    assert "A person rejected this claim" in told
    assert "A street's number." in told
    assert "R. Coder" not in told
    corrections = main_of(ask("/corrections", headers=BROWSER))
    assert "A street's number." in corrections
    assert "R. Coder" not in corrections


def test_search_narrows_and_counts(get):
    page = parse(get("/claims?text=dravian"))
    facets = words_of(page.xpath("//section[@aria-labelledby='narrow']")[0])

    assert "Dravia 4" in facets
    assert "March 2024" in facets
    narrowed = page.xpath("//section[@aria-labelledby='narrow']//a[text()='Dravia']/@href")[0]
    assert narrowed == "/claims?text=dravian&side=Dravia"
    assert "4 claims found" in main_of(get(narrowed))
    every = int(main_of(get("/claims")).partition(" claims found")[0].rsplit(" ", 1)[-1])
    assert every == len(get("/api/v1/claims?limit=200").json()["items"])


@pytest.mark.parametrize("what", ["statements", "claims", "reports"])
def test_pages_follow_each_other(get, what):
    address, found = f"/{what}?limit=3", []
    while address:
        page = parse(get(address))
        found += page.xpath("//ol[@class='sayings']//a/@href | //section[@aria-labelledby='found']//tbody//th//a/@href")
        following = page.xpath("//a[@rel='next']/@href")
        address = following[0] if following else None

    assert len(found) == len(set(found)) == len(get(f"/api/v1/{what}?limit=50").json()["items"])


def test_explain_tells_who_gave_a_figure(get):
    told = main_of(get("/explain?text=12%20people%20killed%20in%20Karvel"))

    assert "police" in told
    assert "no casualty figure found" in main_of(get("/explain?text=Nothing.")).lower()


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/claims.csv?harm=killed", "claim"),
        ("/statements.csv", "statement"),
        ("/reports.csv", "report"),
        ("/statements/{briefing}.csv", "statement"),
        ("/report.csv?id=wire", "claim"),
    ],
)
def test_tables_can_be_taken_along(get, path, first):
    answered = get(path)
    rows = list(csv.reader(io.StringIO(answered.text.removeprefix("\ufeff"))))

    assert answered.headers["content-type"] == "text/csv; charset=utf-8"
    assert rows[0][0] == first
    assert len(rows) > 2
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_search_can_be_followed_as_a_feed(get):
    page = parse(get("/statements?speaker=Ana%20Veld"))
    address = page.xpath("//link[@type='application/atom+xml']/@href")[0]
    answered = get(address)
    feed = etree.fromstring(answered.content)
    atom = {"a": "http://www.w3.org/2005/Atom"}

    assert answered.headers["content-type"].startswith("application/atom+xml")
    titles = feed.xpath("//a:entry/a:title/text()", namespaces=atom)
    assert "Ana Veld: “more than 9,000” killed, Dravia, since January" in titles
    ids = feed.xpath("//a:id/text()", namespaces=atom)
    assert len(ids) == len(set(ids))
    assert ids[0].startswith("http://localhost/statements.atom?")
    assert all(each.startswith("urn:uuid:") for each in ids[1:])
    assert feed.xpath("//a:updated/text()", namespaces=atom) == sorted(
        feed.xpath("//a:updated/text()", namespaces=atom), reverse=True
    )


# ── hostile words ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hostile_words_are_shown_harmlessly(serving, hostile_book):
    ask = serving(hostile_book)
    statement = ask("/api/v1/statements").json()["items"][0]["id"]
    etree.fromstring(ask("/statements.atom").content)
    paths = ("/", "/statements", "/claims", "/reports", f"/statements/{statement}", "/report?id=hostile")
    for path in paths:
        answered = ask(path, headers=BROWSER)
        page = parse(answered)
        assert answered.status_code == 200, answered.text[:2000]
        assert page.xpath("//script[not(starts-with(@src, '/static/'))] | //@onmouseover") == []
        assert page.xpath("//a[starts-with(@href, 'javascript')]") == []
        assert ("{{ 7 * 7 }}" in answered.text) == (HOSTILE["template"] in hostile_book.claim(statement[1:]).outlet)
        assert not {"\u202e", "\u2066", "\x1b", "\x9b", "\x85"} & set(answered.text)
        assert len(answered.content) < 200_000, path


@pytest.mark.parametrize("words", list(HOSTILE.values()), ids=list(HOSTILE))
def test_hostile_questions_are_answered_harmlessly(get, words):
    for path in ("/statements", "/claims", "/explain"):
        answered = get(path, params={"text": words[:400].encode("utf-8", "replace").decode()})
        assert answered.status_code in (200, 303, 422)
        if answered.status_code != 303:
            assert parse(answered).xpath("//script[not(starts-with(@src, '/static/'))] | //@onmouseover") == []


def test_words_are_cut_and_freed_of_what_steers():
    assert harmless("a\u202eb\nc") == "ab c"
    assert harmless(None) == ""
    assert harmless(12) == 12
    assert len(harmless("x" * 10**6)) == MOST_CHARS


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, "nobody named"),
        ("███ ██", "name withheld"),
        ("Ana Veld", "Ana Veld"),
        ("A. ████", "A. ████"),
        ("N" * 1000, "N" * 119 + "…"),
    ],
)
def test_a_name_is_told_so_that_it_can_be_listened_to(name, shown):
    assert called(name) == shown


@pytest.mark.parametrize(
    ("text", "marks", "shown"),
    [
        pytest.param("At least 12 died.", [(0, 11)], "<mark>At least 12</mark> died.", id="one"),
        pytest.param(
            "12 died & 3 hurt", [(0, 2), (10, 11)], "<mark>12</mark> died &amp; <mark>3</mark> hurt", id="two"
        ),
        pytest.param("No one died", [(0, 6), (0, 6)], "<mark>No one</mark> died", id="same-words"),
        pytest.param("12 of 15 died", [(0, 8), (6, 8)], "<mark>12 of 15</mark> died", id="one-in-another"),
        pytest.param("<b>12</b>", [(3, 5)], "&lt;b&gt;<mark>12</mark>&lt;/b&gt;", id="markup"),
        pytest.param("none", [(7, 9)], "none", id="elsewhere"),
    ],
)
def test_figures_are_marked_where_they_stand(text, marks, shown):
    at = 100  # sentences stand somewhere in a text
    sentence = Span(text, at, at + len(text))

    assert str(marked(sentence, [Mark(at + start, at + end) for start, end in marks])) == shown


def test_a_long_sentence_is_quoted_around_its_figures():
    text = "a " * 500 + "12 died" + " b" * 3000 + " and 7 hurt" + " c" * 500
    second = text.index("7 hurt")
    words = marked(Span(text, 0, len(text)), [Mark(1000, 1002), Mark(second, second + 1)])

    assert words.count("<mark>") == 2
    assert "[…]" in words
    assert len(words) < 2 * QUOTE_CHARS
