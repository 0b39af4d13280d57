import pytest

from tolltrace.pages.follow import Follower
from tolltrace.pages.reader import Reference
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Reason, Rejected

URL = "https://news.example/{}"


def refer(*names):
    return [Reference(f"feed.xml:{name}", URL.format(name), "the entry holds only a summary") for name in names]


def follow(found, site, **settings):
    """What is found where each address holds what `site` says, and which addresses were asked for."""
    asked = []

    def read(url):
        asked.append(url)
        return site.get(url.rpartition("/")[2], [Failed(url, "answered 404")])

    return list(Follower(read, Settings(**{"follow": True, **settings})).follow(found)), asked


PAGE = Page("html", b"<p>12 dead", "1")


def test_a_reference_is_followed_in_its_place():
    before, after = Page("html", b"", "before"), Page("html", b"", "after")

    results, asked = follow([before, *refer("1"), after], {"1": [PAGE]})

    assert (results, asked) == ([before, PAGE, after], [URL.format("1")])


def test_nothing_is_fetched_unless_that_is_asked_for():
    results, asked = follow(refer("1"), {"1": [PAGE]}, follow=False)

    assert asked == []
    assert results == [
        Rejected("feed.xml:1", Reason.LINK, f"the entry holds only a summary; --follow fetches {URL.format(1)}")
    ]


@pytest.mark.parametrize(
    ("found", "site", "settings", "asked", "why"),
    [
        pytest.param(refer("1", "1"), {"1": [PAGE]}, {}, 1, "was fetched already in this run", id="twice"),
        pytest.param(refer("1"), {"1": refer("1")}, {}, 1, "was fetched already in this run", id="a-ring"),
        pytest.param(refer("1", "2"), {"1": [PAGE]}, {"max_followed": 1}, 1, "max_followed allows no more", id="many"),
        pytest.param(
            refer("1"), {"1": refer("2"), "2": refer("3")}, {}, 2, "trace it by its address", id="a-chain-without-end"
        ),
    ],
)
def test_following_ends(found, site, settings, asked, why):
    results, fetched = follow(found, site, **settings)

    (rejected,) = (one for one in results if isinstance(one, Rejected))
    assert (len(fetched), rejected.reason) == (asked, Reason.LINK)
    assert why in rejected.detail


def test_what_cannot_be_fetched_fails_and_the_rest_goes_on():
    results, _ = follow(refer("1", "2"), {"2": [PAGE]})

    assert results == [Failed(URL.format("1"), "answered 404"), PAGE]
