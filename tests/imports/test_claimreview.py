"""ClaimReview in all its shapes: the claim's words are traced, who reviewed it and how stays in the record."""

import json

import pytest

from tests.imports.conftest import open_names
from tests.imports.files import a_review
from tolltrace.values import Stance

NOTHING = {"claimReviewed": "The moon over Karvel is made of cheese."}


def write(path, document):
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


SHAPES = {
    "one": lambda one: one,
    "list": lambda one: [{"@type": "WebPage"}, one],
    "graph": lambda one: {"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "x"}, one]},
    "feed": lambda one: {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [one]}]},
    "feed-of-single-items": lambda one: {"dataFeedElement": [{"item": one}, {"item": None}, 5]},
    "list-of-graphs": lambda one: [{"@graph": [one]}],
    "review-of-a-page": lambda one: {"@type": "WebPage", "review": one},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("kind", ["ClaimReview", ["Review", "ClaimReview"], "http://schema.org/ClaimReview"], ids=str)
def test_a_review_is_found_in_every_shape(book, bring_in, tmp_path, shape, kind):
    counts, _ = bring_in(write(tmp_path / "x.json", shape(a_review(**{"@type": kind}))), "claimreview")

    assert counts == {"NEW": 1}
    assert [each.claim.mention.text for each in book.claims()] == ["Over 900"]


def test_the_claims_words_are_read_and_the_review_stays_in_the_record(book, bring_in, tmp_path):
    bring_in(write(tmp_path / "x.json", a_review()))
    open_names(book)

    (recorded,) = book.claims()
    claim, article = recorded.claim, book.article(recorded.report_id)
    assert (claim.figure.low, claim.harm, claim.stance) == (900, "killed", Stance.ASSERTED)
    assert [link.name for link in claim.chain] == ["Ana Veld"]  # who made the claim, not who reviewed it
    assert (claim.said.edtf, recorded.published.iso) == ("2024-03-05", "2024-03-09")
    assert (recorded.outlet, recorded.url) == ("Karvel Facts", "https://checks.example/1")
    for line in ("author: Karvel Facts", "reviewRating.alternateName: False", "itemReviewed.author: Ana Veld"):
        assert line in article.text
    assert article.description == "A review of a claim, rated: False"


@pytest.mark.parametrize(
    ("words", "claimant", "chain", "stance"),
    [
        pytest.param(
            "Ilo Marr said over 900 soldiers were killed in Karvel.", "A widely shared post",
            ["Ilo Marr", "A widely shared post"], Stance.ASSERTED, id="who-quotes-another-relays-it",
        ),
        pytest.param(
            "Over 900 soldiers were killed in Karvel.", None, [], Stance.UNCONFIRMED,
            id="what-nobody-is-named-for-the-reviewer-does-not-say",
        ),
    ],
)  # fmt: skip
def test_who_made_the_claim_stands_behind_whom_its_words_name(book, bring_in, tmp_path, words, claimant, chain, stance):
    item = {"@type": "Claim", "author": {"name": claimant}} if claimant else None
    bring_in(write(tmp_path / "x.json", a_review(claimReviewed=words, itemReviewed=item)))
    open_names(book)

    (recorded,) = book.claims()
    assert [link.name for link in recorded.claim.chain] == chain
    assert recorded.claim.stance is stance


def test_every_review_of_a_feed_is_accounted_for(bring_in, tmp_path):
    reviews = [a_review(1), a_review(2, **NOTHING), a_review(3, claimReviewed=None), a_review(1), a_review(4)]
    feed = {"dataFeedElement": [{"item": [each]} for each in reviews]}
    counts, outcomes = bring_in(write(tmp_path / "x.json", feed))

    assert counts == {"NEW": 2, "NO_FIGURE": 1, "REFUSED": 1, "REPEATED": 1}
    (refused,) = (each for each in outcomes if each.fate.name == "REFUSED")
    assert refused.records == ("review 3",)
    assert "column claimReviewed: found nothing" in refused.detail


def test_two_reviewers_of_one_claim_are_two_reports_of_one_statement(book, bring_in, tmp_path):
    from tolltrace.following import find_statements

    reviews = [a_review(1), a_review(2, author={"name": "Lume Checks"})]
    bring_in(write(tmp_path / "x.json", reviews))
    open_names(book)

    (statement,) = find_statements(book)
    assert (statement.speaker, len(statement.reports)) == ("Ana Veld", 2)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        pytest.param('{"@type": "ClaimReview", "claimReviewed": ', "expected JSON-LD", id="broken-off"),
        pytest.param('[{"@type": "ClaimReview"}, {"claimReviewed": NaN', "expected JSON-LD", id="no-number"),
        pytest.param("[" * 5000 + '"ClaimReview"', "expected JSON-LD", id="nested-too-deep"),
        pytest.param(a_review(claimReviewed="x" * 30_000), "at most 20,000 characters", id="too-long"),
        pytest.param(a_review(claimReviewed={"a": [1]}), "claimReviewed: found nothing", id="no-words"),
    ],
)
def test_what_is_damaged_or_hostile_is_refused_with_a_reason(bring_in, tmp_path, document, says):
    counts, outcomes = bring_in(write(tmp_path / "x.json", document), "claimreview")

    assert counts["REFUSED"] >= 1
    assert any(says in each.detail for each in outcomes)


@pytest.mark.parametrize(
    "odd",
    [
        {"author": [{"name": ["A", "B"]}], "reviewRating": [], "itemReviewed": [{"author": "Ana Veld"}]},
        {"author": "Karvel Facts", "reviewRating": "False", "url": ["https://a.example/1"]},
        {"datePublished": "last week", "itemReviewed": {"datePublished": 5, "author": {"name": {"@value": "Ana"}}}},
        {"datePublished": "0001-01-01T00:00:00+14:00", "url": "javascript:alert(1)", "@id": 7},
        {"author": {"name": "\u202egnp.\u0000evil\u001b[2J"}},
    ],
    ids=["lists", "plain", "dates", "addresses", "characters"],
)
def test_odd_values_cost_no_review(book, bring_in, tmp_path, odd):
    counts, _ = bring_in(write(tmp_path / "x.json", a_review(**odd)), "claimreview")

    assert counts == {"NEW": 1}
    (recorded,) = book.claims()
    text = book.article(recorded.report_id).text
    assert not set(text) & set("\u202e\0\x1b")
    assert recorded.url is None or recorded.url.startswith("https://")
