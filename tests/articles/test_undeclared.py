"""The day of a page that tells it nowhere that a reader looks, on made-up pages."""

import time

import pytest

from tests.articles.made_pages import TITLE, read

PICTURES = "<img alt=x src=/files/2024/0312/a.jpg><img src='/photo_20240312_b.png'><img src=/files/2023/01/02/old.jpg>"


@pytest.mark.parametrize(
    ("body", "iso", "known_from"),
    [
        pytest.param("<p>EXAMPLETOWN, March 12, 2024 — Two people died, the mayor said.</p>", "2024-03-12", "dateline",
                     id="dateline"),
        pytest.param("<p>The flood of March 12, 2024 was the worst in memory.</p>", None, None,
                     id="a-day-in-a-sentence"),
        pytest.param("<script>var ct = '1710266400';</script>", "2024-03-12T18:00:00+00:00", "script, ct",
                     id="seconds"),
        pytest.param('<script>x({"publishedAt":1710266400000})</script>', "2024-03-12T18:00:00+00:00",
                     "script, publishedAt", id="milliseconds"),
        pytest.param('<script>page = {publish_date: "2024-03-12"}</script>', "2024-03-12", "script, publish_date",
                     id="a-date-in-a-script"),
        pytest.param('<script>ct = "2024-03-12", exact = 1710266400, product=1710266400</script>', None, None,
                     id="other-names"),
        pytest.param('<script>publish_date = "2024-13-45"</script>', None, None, id="no-day-of-any-month"),
        pytest.param(PICTURES, "2024-03-12", "addresses of pictures", id="the-day-of-most-pictures"),
        pytest.param("<img src=/files/2024/03/12/a.jpg>", None, None, id="one-picture"),
        pytest.param("<img src=/2024/03/12/a.jpg><img src=/2024/03/12/b.jpg>"
                     "<img src=/2024/03/13/a.jpg><img src=/2024/03/13/b.jpg>", None, None, id="pictures-of-two-days"),
        pytest.param(f"<p>12 March 2024</p><script>ct='1700000000'</script>{PICTURES}", "2024-03-12",
                     "line beside the headline", id="what-is-printed-is-surer"),
        pytest.param("<div class='timestamp updated' title=2024-03-12T1603Z>Mar 12, 4:03 PM</div>", "2024-03-12",
                     "time element, as it tells no other date", id="the-title-of-a-timestamp"),
    ],
)  # fmt: skip
def test_the_day_is_found_where_nobody_looks(body, iso, known_from):
    published = read(f"<h1>{TITLE}</h1>{body}").published

    assert (published and published.iso, published and published.known_from) == (iso, known_from)


@pytest.mark.parametrize(
    "body",
    [
        "<img " * 400_000,
        "<img src=" * 200_000,
        "ct = " * 400_000,
        "publish_date:     " * 100_000,
        "/2024/03/12/" * 100_000,
    ],
    ids=["pictures", "addresses", "names", "blanks", "days"],
)
def test_pages_made_to_be_slow_are_bounded(body):
    begun = time.monotonic()

    assert read(f"<h1>{TITLE}</h1><script>{body}</script>").published is None
    assert time.monotonic() - begun < 5
