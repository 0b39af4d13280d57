from datetime import date

import pytest

from tolltrace.articles.dates import Candidate, find_stamps, read_published
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Outlet

SIGNS = load_knowledge().signs
AMERICAN = Outlet("us.example", "Example US", "US", "America/New_York")
BRITISH = Outlet("uk.example", "Example UK", "GB", "Europe/London")
INDIAN = Outlet("in.example", "Example India", "IN", "Asia/Kolkata")


def read(*texts, outlet=None):
    candidates = [Candidate(stamp, "byline") for text in texts for stamp in find_stamps(text)]
    return read_published(candidates, outlet=outlet, signs=SIGNS)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2023-05-01", "2023-05-01"),
        ("2023-05-01T19:29:00-04:00", "2023-05-01T19:29:00-04:00"),
        ("2023-05-01T23:29:00.000Z", "2023-05-01T23:29:00+00:00"),
        ("2023-05-01 23:29:00 +0000", "2023-05-01T23:29:00+00:00"),
        ("2023/05/01 23:29", "2023-05-01T23:29:00"),
        ("Monday, 01 May 2023 07:29 PM EDT", "2023-05-01T19:29:00-04:00"),
        ("Mon, 01 May 2023 19:29:00 GMT", "2023-05-01T19:29:00+00:00"),
        ("1 May 2023", "2023-05-01"),
        ("1st of May 2023", "2023-05-01"),
        ("May 1st, 2023, 7:29 p.m. ET", "2023-05-01T19:29:00-04:00"),
        ("Jan. 1, 2023 at 7 a.m. ET", "2023-01-01T07:00:00-05:00"),
        ("Sept. 9, 2022 | 12:05 AM", "2022-09-09T00:05:00"),
        ("12:05 pm BST, 9 September 2022", "2022-09-09T12:05:00+01:00"),
        ("0929 GMT (1729 HKT) May 1, 2023", "2023-05-01T09:29:00+00:00"),
        ("01.05.2023 09:29 (GMT+3)", None),
        ("25.12.2023 09:29 (GMT+3)", "2023-12-25T09:29:00+03:00"),
        ("25/12/2023", "2023-12-25"),
        ("01-May-2023 19:29 MSK", "2023-05-01T19:29:00+03:00"),
        ("1 May 2023 19:29 XYZ", "2023-05-01T19:29:00"),
        ("2023-02-30", None),
        ("31 June 2023", None),
        ("2023-29-01", None),
        ("1 May 2023 25:61", "2023-05-01"),
        ("page 12 of 2023", None),
        ("version 10.2.2023.4", None),
        ("in May 2023", None),
    ],
)
def test_a_stamp_is_read(printed, iso):
    published = read(printed)

    assert (published and published.iso) == iso


@pytest.mark.parametrize(
    ("printed", "outlet", "iso"),
    [
        pytest.param("12/04/2023", None, None, id="no-outlet-no-guess"),
        pytest.param("12/04/2023", AMERICAN, "2023-12-04", id="month-first-in-the-united-states"),
        pytest.param("12/04/2023", BRITISH, "2023-04-12", id="day-first-in-britain"),
        pytest.param("05/05/2023", None, "2023-05-05", id="both-orders-agree"),
    ],
)
def test_the_order_of_numbers_is_the_country_s(printed, outlet, iso):
    published = read(printed, outlet=outlet)

    assert (published and published.iso) == iso


def test_another_date_on_the_page_settles_the_order_of_numbers():
    published = read("12/04/2023 10:05", "2023-04-12")

    assert published.iso == "2023-04-12T10:05:00"
    assert [(one.printed, one.read_as) for one in published.repairs] == [("12/04/2023 10:05", "2023-04-12")]


@pytest.mark.parametrize(
    ("outlet", "iso"),
    [
        pytest.param(None, "2023-05-01T10:00:00", id="means-three-clocks"),
        pytest.param(INDIAN, "2023-05-01T10:00:00+05:30", id="is-the-outlet-s-own"),
        pytest.param(BRITISH, "2023-05-01T10:00:00", id="is-not-the-outlet-s"),
    ],
)
def test_an_abbreviation_of_several_clocks_needs_the_outlet(outlet, iso):
    assert read("1 May 2023 10:00 IST", outlet=outlet).iso == iso


def test_the_day_is_that_of_the_outlet_s_own_clock():
    published = read("2023-05-02T00:30:00Z", outlet=AMERICAN)

    assert published.on == date(2023, 5, 1)
    assert published.iso == "2023-05-02T00:30:00+00:00"


def test_a_day_is_made_more_precise_by_an_instant_of_the_same_day():
    assert read("2023-05-01", "2023-04-30T10:00:00Z", "2023-05-01T19:29:00Z").iso == "2023-05-01T19:29:00+00:00"


@pytest.mark.parametrize(
    ("readable", "stamp", "read_as", "why"),
    [
        pytest.param(
            "Monday, 01 May 2023 07:29 PM EDT",
            "2023-29-01",
            "2023-05-01",
            "minutes stand in the month slot: day and year agree with the readable date 07:29 PM, 01 May 2023",
            id="minutes-in-the-month-slot",
        ),
        pytest.param("1 May 2023 19:07", "2023-07-01", "2023-05-01", "minutes", id="minutes-that-could-be-a-month"),
        pytest.param("29 January 2023", "2023-29-01", "2023-01-29", "swapped", id="day-and-month-swapped"),
    ],
)
def test_a_stamp_that_cannot_stand_is_repaired_from_the_readable_date(readable, stamp, read_as, why):
    published = read(readable, stamp)

    (repair,) = published.repairs
    assert (repair.printed, repair.read_as) == (stamp, read_as)
    assert why in repair.why
    assert published.on.isoformat() == read_as


@pytest.mark.parametrize("other", ["2023-05-02", "2023-05-01", "2022-29-01", "2023-30-01", "2 May 2023"])
def test_another_date_is_no_repair(other):
    assert read("Monday, 01 May 2023 07:29 PM", other).repairs == ()
