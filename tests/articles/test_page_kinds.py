"""Pages that are no article are told apart, and for a person; articles stay."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.page_kinds import Declared, tell_kind
from tolltrace.knowledge import load_knowledge

STORY = (
    "<p>At least 12 people died when the roof of a market hall fell in on Monday, the mayor of Grenzau said. </p>"
    "<p>Rescuers were still looking for two more under the beams in the evening, and the hospital asked for blood.</p>"
)
LINKS = "".join(f"<li><a href=/{n}>Council talks about the {n}th bridge over the river</a></li>" for n in range(40))
PAYWALL = "the beginning of an article behind a paywall"


@pytest.mark.parametrize(
    ("html", "declared", "sure", "kind"),
    [
        pytest.param(STORY, Declared("Roof falls in", "article"), 0.95, None, id="article"),
        pytest.param(STORY, Declared("Roof falls in"), 0.95, None, id="article-that-declares-nothing"),
        pytest.param(STORY + LINKS, Declared("Roof falls in"), 0.95, None, id="article-beside-many-links"),
        pytest.param(
            STORY + LINKS,
            Declared("Grenzau Herald", address="https://herald.example/"),
            0.7,
            "an index of links",
            id="front-page",
        ),
        pytest.param(
            STORY + LINKS,
            Declared("Grenzau", address="https://web.archive.org/web/2020/https://herald.example/"),
            0.7,
            "an index of links",
            id="front-page-in-an-archive",
        ),
        pytest.param(STORY + LINKS, Declared("Weather"), 0.3, "an index of links", id="section-page"),
        pytest.param(
            STORY + LINKS,
            Declared("Weather", types=("CollectionPage", "ListItem")),
            0.9,
            "an index of links",
            id="collection",
        ),
        pytest.param(STORY, Declared("Page not found | Herald"), 0.9, "an error page", id="error-by-its-title"),
        pytest.param(
            "<h1>Sorry, we couldn't find that page</h1>" + STORY,
            Declared("Herald"),
            0.9,
            "an error page",
            id="error-by-its-heading",
        ),
        pytest.param(STORY, Declared("Errors cost 12 lives, says report"), 0.9, None, id="a-title-like-an-error's"),
        pytest.param(STORY, Declared("Sign in to your account"), 0.9, "a page to log in", id="login"),
        pytest.param(
            STORY, Declared("Search results for 'roof'"), 0.9, "a list of search results", id="search-results"
        ),
        pytest.param(STORY, Declared("Search for survivors goes on", "article"), 0.9, None, id="a-search-that-is-news"),
        pytest.param(
            "<p>We and our partners store information on a device.</p>",
            Declared("Herald"),
            0.9,
            "a consent wall",
            id="consent",
        ),
        pytest.param(
            STORY + "<div>Subscribe to continue reading</div>", Declared("Roof", "article"), 0.9, PAYWALL, id="paywall"
        ),
        pytest.param(
            STORY * 4 + "<div>Subscribe to continue reading</div>",
            Declared("Roof", "article"),
            0.9,
            None,
            id="several-paragraphs-before-a-paywall",
        ),
        pytest.param(STORY, Declared("Roof", "article", is_free=False), 0.9, PAYWALL, id="declared-paywall"),
        pytest.param(
            STORY * 4, Declared("Roof", "article", is_free=False), 0.9, None, id="whole-text-behind-a-paywall"
        ),
        pytest.param(STORY, Declared("Roof", "video.other"), 0.9, "a video or a recording", id="video"),
        pytest.param(STORY, Declared("Roof tiles", "product"), 0.9, "a page of a shop", id="shop"),
        pytest.param("<p>x</p>", Declared("x"), 0.1, "no run of prose on the page", id="nothing"),
    ],
)
def test_a_page_that_is_no_article_is_told_by_its_kind(
    html: str, declared: Declared, sure: float, kind: str | None
) -> None:
    page = read_blocks(LexborHTMLParser(html))
    kept = [number for number, block in enumerate(page.blocks) if block.box.tag == "p"]

    assert tell_kind(page, kept, [sure] * len(page.blocks), declared, load_knowledge().signs) == kind


def test_a_page_of_which_nothing_is_kept_has_a_kind() -> None:
    page = read_blocks(LexborHTMLParser(LINKS))

    assert tell_kind(page, [], [0.0] * len(page.blocks), Declared("Roof", "article"), load_knowledge().signs) == (
        "an index of links"
    )
