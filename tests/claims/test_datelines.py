"""Datelines: the day on which a report's words were said."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tests.builders import a_published, an_article
from tolltrace.claims import extract_claims
from tolltrace.claims.datelines import Dateline, find_dateline, said_on
from tolltrace.values import Published

EARLY_TUESDAY = datetime(2024, 3, 12, 1, 30, tzinfo=UTC)  # still Monday in the Americas
LATE_MONDAY = datetime(2024, 3, 11, 22, 30, tzinfo=UTC)  # Tuesday already, from Moscow eastwards
MONDAY, TUESDAY = date(2024, 3, 11), date(2024, 3, 12)


@pytest.mark.parametrize(
    ("body", "place", "behind"),
    [
        pytest.param("TOKYO (AP) — Nine died.", "TOKYO", (), id="agency"),
        pytest.param("KYIV, Ukraine — Nine died.", "KYIV", ("Ukraine",), id="wider-place"),
        pytest.param("BERLIN -- Nine died.", "BERLIN", (), id="two-hyphens"),
        pytest.param("SEOUL (Reuters) - Nine died.", "SEOUL", (), id="hyphen"),
        pytest.param("GAZA/JERUSALEM, March 11 (Reuters) - Nine died.", "GAZA", ("March 11",), id="two-places-and-day"),
        pytest.param("Kabul, March 11 (Xinhua) -- Nine died.", "Kabul", ("March 11",), id="small-letters"),
        pytest.param("ISLAMABAD: Nine died.", "ISLAMABAD", (), id="colon"),
        pytest.param("MOSCOW, March 11. /TASS/. Nine died.", "MOSCOW", ("March 11",), id="slashes"),
        pytest.param("By Ada Example\n\nLAGOS, Nigeria (AP) — Nine died.", "LAGOS", ("Nigeria",), id="behind-a-byline"),
        pytest.param("МОСКВА, 11 мар — Nine died.", "МОСКВА", ("11 мар",), id="cyrillic"),
    ],
)
def test_a_dateline_opens_the_report(body, place, behind):
    assert find_dateline(body) == Dateline(place, behind)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Nine people died in Tokyo on Monday.", id="none"),
        pytest.param("Tokyo: nine died.", id="a-colon-behind-small-letters"),
        pytest.param("(AP) — Nine died.", id="an-agency-alone"),
        pytest.param("A.\n\nB.\n\nC.\n\nTOKYO (AP) — Nine died.", id="too-far-down"),
        pytest.param("", id="empty"),
        pytest.param("A" * 10_000 + " — nine", id="too-long"),
    ],
)
def test_what_is_no_dateline(body):
    assert find_dateline(body) is None


@pytest.mark.parametrize(
    ("body", "at", "day"),
    [
        pytest.param("TOKYO (AP) — Nine died.", LATE_MONDAY, TUESDAY, id="east"),
        pytest.param("MEXICO CITY (AP) — Nine died.", EARLY_TUESDAY, MONDAY, id="west"),
        pytest.param("LONDON (AP) — Nine died.", EARLY_TUESDAY, TUESDAY, id="the-same-day"),
        pytest.param("Nine died.", EARLY_TUESDAY, TUESDAY, id="no-dateline"),
        pytest.param("KARVEL (AP) — Nine died.", EARLY_TUESDAY, TUESDAY, id="a-place-that-nobody-knows"),
        pytest.param("ATHENS, Ga. (AP) — Nine died.", LATE_MONDAY, MONDAY, id="not-the-well-known-namesake"),
        pytest.param("PARIS, Texas (AP) — Nine died.", EARLY_TUESDAY, MONDAY, id="the-namesake-in-its-state"),
        pytest.param("ISLAMABAD: Nine died in Pakistan.", LATE_MONDAY, TUESDAY, id="a-name-that-others-had"),
        pytest.param("SINAI, Egypt — Nine died.", LATE_MONDAY, TUESDAY, id="a-region-by-its-nearest-town"),
        pytest.param("RUSSIA — Nine died.", LATE_MONDAY, MONDAY, id="a-state-of-many-clocks"),
        pytest.param("JAPAN — Nine died.", LATE_MONDAY, TUESDAY, id="a-state-of-one-clock"),
        pytest.param("GAZA, March 11 (Reuters) - Nine died.", EARLY_TUESDAY, MONDAY, id="the-day-that-it-prints"),
        pytest.param("GAZA, March 9 (Reuters) - Nine died.", TUESDAY, date(2024, 3, 9), id="taken-over-days-later"),
        pytest.param("GAZA, Feb. 1 (Reuters) - Nine died.", TUESDAY, TUESDAY, id="a-day-of-something-else"),
        pytest.param("TOKYO (AP) — Nine died.", MONDAY, MONDAY, id="without-a-time"),
        pytest.param("TOKYO (AP) — Nine died.", datetime(2024, 3, 11, 22, 30), MONDAY, id="without-a-zone"),
    ],
)
def test_words_were_said_on_the_day_at_the_datelines_place(body, at, day, knowledge):
    article = an_article(title=None, body=body, published=a_published(at))

    assert said_on(article, knowledge) == day


def test_a_time_without_a_zone_is_by_the_outlets_clock(knowledge):
    """22:30 of Monday in London is Tuesday in Tokyo."""
    printed = a_published(datetime(2024, 3, 11, 22, 30))
    article = an_article(
        body="TOKYO — Nine died.", published=printed, outlet="BBC News", url="https://www.bbc.com/news/1"
    )

    assert said_on(article, knowledge) == TUESDAY


def test_without_a_dateline_it_is_the_day_at_the_outlets_clock(knowledge):
    """The page prints UTC; `on` is already the outlet's own day."""
    published = Published(MONDAY, EARLY_TUESDAY.astimezone(timezone(timedelta(hours=-4))), "", "byline")

    assert said_on(an_article(body="Nine died.", published=published), knowledge) == MONDAY


def test_a_report_without_a_date_has_no_day(knowledge):
    assert said_on(an_article(body="TOKYO (AP) — Nine died.", published=None), knowledge) is None


@pytest.mark.parametrize(
    ("body", "language", "at", "edtf"),
    [
        pytest.param("TOKYO (AP) — A fire killed nine on Tuesday.", "en", LATE_MONDAY, "2024-03-12", id="weekday"),
        pytest.param("LIMA, Peru (AP) — A fire killed nine today.", "en", EARLY_TUESDAY, "2024-03-11", id="today"),
        pytest.param(
            "LIMA, Peru (AP) — A fire killed nine overnight.",
            "en",
            EARLY_TUESDAY,
            "2024-03-10/2024-03-11",
            id="overnight",
        ),
        pytest.param("ТОКІО — Сьогодні загинули дев'ять людей.", "uk", LATE_MONDAY, "2024-03-12", id="ukrainian"),
    ],
)
def test_periods_are_anchored_on_that_day(body, language, at, edtf, knowledge):
    article = an_article(title=None, body=body, language=language, published=a_published(at))

    (claim,) = extract_claims(article, knowledge)

    assert claim.period.edtf == edtf
