"""Reports and claims as JSON: the codebook's shape, and the way back."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_claim, a_full_article, a_published, a_traced, an_article
from tolltrace.errors import SourceError
from tolltrace.records import claim_from_json, claim_to_json, report_to_json
from tolltrace.values import READ_FIELDS, Claim, Figure, Hedge, Link, Period, Place, Reading, Repair, Span, Stance

# the codebook's record, in its order; fields may be added, never renamed
RECORD = """id claim mention evidence low high value hedge fraction part_of about harm victims side status demographic
place period aspect rate background chain stance modality quoted"""
FIELDS = RECORD.split()


def test_a_claim_has_the_fields_of_the_codebook_in_its_order():
    record = claim_to_json(a_claim(period=Period("on Monday", "2024-03-04", 1)))

    assert [name for name in record if name in FIELDS] == FIELDS
    assert list(record["mention"]) == list(record["evidence"]) == ["text", "start", "end"]
    assert list(record["place"]) == ["text", "name", "geonames_id", "lat", "lon", "where_prec"]
    assert list(record["period"]) == ["text", "edtf", "date_prec"]
    assert record["said"] is None
    assert [list(link) for link in record["chain"]] == [["name", "role", "cue", "start", "end"]]


def test_a_side_has_its_item_behind_it_where_items_are_asked_for():
    items = {"Ostrava Front": "Q1"}

    with_item = claim_to_json(a_claim(side="Ostrava Front"), wikidata=items)
    without = claim_to_json(a_claim(side="Another Front"), wikidata=items)

    assert list(with_item)[list(with_item).index("side") + 1] == "side_wikidata"
    assert (with_item["side_wikidata"], without["side_wikidata"]) == ("Q1", None)
    assert claim_to_json(a_claim(side=None), wikidata=items)["side_wikidata"] is None
    assert "side_wikidata" not in claim_to_json(a_claim(side="Ostrava Front"))
    assert claim_from_json(with_item) == a_claim(side="Ostrava Front")


def test_figure_place_and_number_lie_where_the_codebook_puts_them():
    record = claim_to_json(a_claim(number=7, figure=Figure(20000, None, 20000, Hedge.MORE_THAN)))

    figure = {name: record[name] for name in ("low", "high", "value", "hedge", "fraction")}
    assert figure == {"low": 20000, "high": None, "value": 20000, "hedge": "more_than", "fraction": None}
    assert (record["claim"], record["place"]["lat"], record["place"]["lon"]) == (7, 1.5, -2.25)
    assert (record["status"], record["aspect"], record["stance"]) == ("unknown", "event", "asserted")


def test_a_silence_has_no_figure_and_says_so():
    record = claim_to_json(a_claim(figure=Figure(), place=None, chain=(), stance=Stance.NOT_PROVIDED))

    assert {record[name] for name in ("low", "high", "value", "fraction", "place", "period")} == {None}
    assert (record["hedge"], record["chain"], record["stance"]) == ("exact", [], "not_provided")


def test_a_report_carries_its_article_and_what_read_it():
    repair = Repair("2024-18-04", "2024-03-04", "minutes stand in the month's place")
    traced = a_traced(published=a_published(repairs=(repair,)))

    report = report_to_json(traced)

    assert json.loads(json.dumps(report)) == report
    assert (report["id"], report["source"]) == (traced.article.id, traced.article.source)
    article = report["article"]
    assert (article["title"], article["outlet"], article["language"]) == (
        traced.article.title,
        "The Karvel Courier",
        "en",
    )
    assert (article["published"], article["published_from"]) == ("2024-03-04T18:30:00+00:00", "byline")
    assert article["repairs"] == [{"printed": repair.printed, "read_as": repair.read_as, "why": repair.why}]
    assert (article["authors"], article["tags"]) == (["A. Writer"], ["Lake Dravo", "ferries"])
    assert [claim["claim"] for claim in report["claims"]] == [1, 2, 3]
    assert report["method"]["code"] == "0.1.0"


def test_a_report_says_all_that_its_page_says():
    traced = a_traced(article=a_full_article())

    report = report_to_json(traced)["article"]

    assert json.loads(json.dumps(report)) == report
    assert (report["modified"], report["modified_from"]) == ("2024-03-05T07:00:00+00:00", "byline")
    assert (report["wire"], report["dateline"], report["section"]) == ("Andes Wire", "PORT KARVEL", "World")
    assert report["standfirst"] == "Rescuers searched the lake all night."
    assert report["headlines"][0] == {"text": "Ferry fire kills dozens", "from": "OpenGraph"}
    assert (report["captions"], len(report["notes"]), len(report["archived"])) == (["The ferry on Monday."], 1, 1)
    assert (report["forwarded_from"], report["post_of"]) == ("Lake Channel", "https://karvel.example/live/ferry-fire")
    assert report["captured_at"] == "2024-03-06T12:00:30+00:00"
    assert [repair["read_as"] for repair in report["repairs"]] == ["2024-03-04"]


@pytest.mark.parametrize(("published", "iso"), [(None, None), (a_published(date(2024, 3, 4)), "2024-03-04")])
def test_a_report_says_no_more_of_its_day_than_is_known(published, iso):
    article = report_to_json(a_traced(article=an_article(published=published)))["article"]

    assert article["published"] == iso


words = st.text(max_size=20)
maybe_words = st.none() | words
offsets = st.integers(0, 10**6)
whole = st.none() | st.integers(-(2**63), 2**63)
finite = st.none() | st.floats(allow_nan=False)
claims = st.builds(
    Claim,
    mention=st.builds(Span, words, offsets, offsets),
    evidence=st.builds(Span, words, offsets, offsets),
    figure=st.builds(Figure, whole, whole, whole, st.sampled_from(Hedge), finite),
    place=st.none() | st.builds(Place, words, maybe_words, whole, finite, finite, whole),
    period=st.none() | st.builds(Period, words, maybe_words, whole),
    said=st.none() | st.builds(Period, words, maybe_words, whole),
    part_of=whole,
    about=whole,
    chain=st.lists(st.builds(Link, words, maybe_words, maybe_words, whole, whole), max_size=3).map(tuple),
    confidence=finite,
    readings=st.lists(
        st.builds(
            Reading,
            st.sampled_from(READ_FIELDS),
            words,
            st.none() | st.builds(Span, words, offsets, offsets),
            maybe_words,
            offsets,
            finite,
            finite,
        ),
        unique_by=lambda reading: reading.field,
        max_size=3,
    ).map(tuple),
)


@given(claims)
def test_a_claim_comes_back_from_json_as_it_was(claim):
    assert claim_from_json(json.loads(json.dumps(claim_to_json(claim, why=True)))) == claim


def test_without_its_reasons_a_record_keeps_the_confidences_alone():
    place = Reading("place", "led_to", Span("Lake Dravo", 5, 15), "on", rivals=2, confidence=0.8)
    record = claim_to_json(a_claim(readings=(Reading("figure", "number"), place), confidence=0.97))

    assert (record["confidence"], record["field_confidence"]) == (0.97, {"place": 0.8})
    assert "why" not in record
    assert claim_from_json(record) == a_claim(confidence=0.97)


def test_what_a_later_tolltrace_adds_is_passed_over():
    record = claim_to_json(a_claim()) | {"field_confidence": {"place": 0.5}, "figure": "x", "number": 7}

    assert claim_from_json(record) == a_claim()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"low": "12"}, r"Expected `int \| null`, got `str` - at `\$\.low`"),
        ({"claim": None}, r"Expected `int`, got `null` - at `\$\.claim`"),
        ({"hedge": "roughly"}, r"Invalid enum value 'roughly' - at `\$\.hedge`"),
        ({"mention": "12"}, r"Expected `object`, got `str` - at `\$\.mention`"),
        ({"place": {"text": "here", "lat": "north"}}, r".*at `\$\.place\.lat`"),
        ({"chain": ["Kirby"]}, r".*at `\$\.chain\[0\]`"),
        ({"confidence": "high"}, r".*at `\$\.confidence`"),
        ({"why": {"place": "near it"}}, r".*at `\$\.readings\[0\]`"),
    ],
)
def test_a_record_that_is_none_names_the_field(change, says):
    with pytest.raises(SourceError, match=f"claim '{a_claim().id}': {says}"):
        claim_from_json(claim_to_json(a_claim()) | change)


@pytest.mark.parametrize("name", ["id", "claim", "mention", "evidence", "harm"])
def test_a_record_without_a_field_that_it_needs_is_refused(name):
    record = claim_to_json(a_claim())
    del record[name]

    with pytest.raises(SourceError, match=f"missing required field `{name}`"):
        claim_from_json(record)
