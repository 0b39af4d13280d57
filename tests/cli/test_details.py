"""What a person is told of a report beside its title, outlet and day."""

import pytest

from tests.builders import a_full_article, a_published, an_article
from tolltrace.cli.details import detail_fields, other_headlines
from tolltrace.cli.printing import heading_view
from tolltrace.values import Headline

TITLE = "Ferry fire kills at least 12, governor says"


@pytest.mark.parametrize(
    ("text", "known_from"),
    [
        pytest.param("Ferry fire kills 12, governor says", "OpenGraph", id="without-the-hedge"),
        pytest.param("Ferry fire kills at least 12", "JSON-LD headline", id="without-the-speaker"),
        pytest.param("Ferry fire kills at least 14, governor says", "browser title", id="another-figure"),
        pytest.param("ferry fire kills 14", "address", id="another-figure-in-the-address"),
    ],
)
def test_a_headline_that_says_another_thing_is_told(text, known_from):
    headline = Headline(text, known_from)

    assert other_headlines(an_article(title=TITLE, headlines=(headline,))) == [headline]


@pytest.mark.parametrize(
    ("text", "known_from"),
    [
        pytest.param(f"{TITLE} | World | The Karvel Courier", "browser title", id="with-the-site"),
        pytest.param("FERRY FIRE kills at least 12; governor says", "OpenGraph", id="case-and-marks"),
        pytest.param("Ferry fire kills at least…", "OpenGraph", id="cut-off"),
        pytest.param("ferry fire kills 12 governor", "address", id="small-words-left-out-of-an-address"),
        pytest.param("– ! –", "browser title", id="no-words"),
    ],
)
def test_a_headline_that_repeats_the_title_is_not_told(text, known_from):
    assert other_headlines(an_article(title=TITLE, headlines=(Headline(text, known_from),))) == []


def test_a_headline_that_stands_in_two_places_is_told_once():
    twice = (Headline("Dozens dead", "OpenGraph"), Headline("Dozens dead!", "browser title"))

    assert other_headlines(an_article(headlines=twice)) == [twice[0]]


def test_a_page_that_says_no_more_adds_no_line():
    assert detail_fields(an_article(modified=a_published())) == []


def test_the_heading_of_a_report_tells_what_weighs():
    lines = heading_view(a_full_article()).plain.splitlines()

    assert "credits Andes Wire · dateline PORT KARVEL · changed 5 March 2024, 07:00 UTC (byline: “" in lines[2]
    assert lines[2].endswith("· forwarded from Lake Channel")
    assert lines[3:5] == [
        "also headed: “Ferry fire kills dozens” (OpenGraph)",
        "note: Correction: an earlier version gave a toll of 14.",
    ]


def test_what_a_page_says_cannot_steer_a_terminal():
    hostile = a_full_article(wire="A\x1b[31mP", notes=("a\nb\x07",), headlines=(Headline("\u202ex", "O\x1bG"),))

    told = dict(detail_fields(hostile))
    assert (told["credits"], told["note"], told["also headed"]) == ("A[31mP", "a b", "“x” (OG)")
