"""What in and above a text is none of it: captions, lines that sign, the standfirst."""

import numpy as np
import pytest

from tolltrace.articles import extract_articles
from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.keeping import Judged, keep_blocks
from tolltrace.articles.parts import Parts, Pictures, find_parts, is_labelled, load_part_judge
from tolltrace.articles.traits import Hints
from tolltrace.articles.tree import read_tree
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Article, Page

PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "A landslide killed nine people in Sample Valley on Monday, the district office said.",
        "Rescuers were looking for four more, its spokeswoman told reporters at the scene.",
        "The road to the valley had been closed for a week, because the rain had washed out two bridges.",
        "Help came late, since helicopters could not land before noon, a farmer who lost his house said.",
    )
)
LAST = "<p>The office will say more on Tuesday, when the families have been told of it.</p>"


def page_of(*, above="", within="", below=""):
    """A made-up page with a line somewhere in it."""
    story = f"<div class='story-body'>{PROSE}{within}{LAST}{below}</div>"
    head = "<title>Landslide kills nine in Sample Valley</title>"
    return f"<html><head>{head}</head><body><h1>Landslide kills nine in Sample Valley</h1>{above}{story}</body></html>"


def article_of(html):
    (article,) = extract_articles(Page("html", html.encode(), "test.html"), load_knowledge())
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("<figure><img src=a.jpg><figcaption>The valley on Monday</figcaption></figure>", id="figure"),
        pytest.param("<div class='picBox'><img src=a.jpg><p>The valley on Monday</p></div>", id="box-of-a-picture"),
        pytest.param("<div><img src=a.jpg><p class='wp-caption-text'>The valley on Monday</p></div>", id="name"),
    ],
)
def test_a_caption_is_apart_from_the_body(line):
    article = article_of(page_of(within=line))

    assert "The valley on Monday" not in article.body
    assert article.captions == ("The valley on Monday",)
    assert article.body.endswith("have been told of it.")


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("Photo credit: Example Pictures", True),
        ("Header image: The valley as the village saw it on Monday evening.", True),
        ("Titelbild: Das Tal am Montag.", True),
        ("图：样例", True),
        ("The photo that everybody shared shows one thing: the road is gone.", False),
        ("The road is gone: the photo shows it.", False),
        ("She told Reuters: nobody had warned the village.", False),
        ("Photographer Ann Example: nobody had warned the village.", False),
        ("The big picture: nine people are dead.", False),
        ("Nobody had seen the photo.", False),
    ],
)
def test_a_line_that_is_labelled_as_of_a_picture_is_a_caption(line, is_caption):
    assert is_labelled(line, load_knowledge().signs) == is_caption


def test_a_labelled_line_is_apart_from_the_body_wherever_it_stands():
    article = article_of(page_of(within="<p>Photo credit: Example Pictures</p>"))

    assert "Example Pictures" not in article.body
    assert "Photo credit: Example Pictures" in article.captions


@pytest.mark.parametrize(
    "line",
    [
        "The Associated Press contributed to this report.",
        "Additional reporting by Ann Example in Sampleton",
        "(Reporting by Ann Example; Editing by Ben Sample)",
        "Con información de Ann Example y Ben Sample.",
    ],
)
def test_a_line_of_credits_is_no_part_of_the_body(line):
    assert article_of(page_of(below=f"<p>{line}</p>")).body.endswith("have been told of it.")


def test_an_agency_is_credited_though_its_line_is_taken_out():
    assert article_of(page_of(below="<p>The Associated Press contributed to this report.</p>")).wire == "AP"


def test_a_sentence_that_names_who_reports_stays():
    told = "<p>The agency that gave the first count was the Associated Press, whose reporters were there.</p>"

    assert "whose reporters were there" in article_of(page_of(within=told)).body


@pytest.mark.parametrize(
    ("above", "standfirst"),
    [
        pytest.param(
            "<p class='standfirst'>The rain had been foretold, and nobody had left the valley</p>",
            "The rain had been foretold, and nobody had left the valley",
            id="named",
        ),
        pytest.param("", None, id="none"),
        pytest.param("<p class='byline'>By Ann Example</p>", None, id="byline"),
    ],
)
def test_the_standfirst_is_what_sums_up_below_the_title(above, standfirst):
    article = article_of(page_of(above=above))

    assert article.standfirst == standfirst
    assert article.body.startswith("A landslide killed nine")


def test_without_its_files_nothing_is_judged(tmp_path):
    page = read_blocks(read_tree(page_of()))
    nothing = Judged(np.zeros(len(page.blocks), dtype=np.float32), [], np.empty((0, 0), dtype=np.float32))

    judge = load_part_judge(tmp_path)

    assert judge is None
    assert find_parts(page, [1], nothing, Hints(), judge, load_knowledge().signs) == Parts()


def test_a_picture_is_near_what_stands_in_its_box_and_not_in_the_next():
    page = read_blocks(read_tree("<div><div><img src=a.jpg><p>Caption</p></div><p>Text</p></div>"))

    (caption_level, *_), (text_level, *_) = (Pictures(page).measure(number) for number in (0, 1))

    assert (caption_level, text_level) == (1, 1)
    assert Pictures(page).measure(0)[1:3] == (False, False)  # nobody else in the picture's box
    assert Pictures(page).measure(1)[1] is True


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        pytest.param("It was the worst of the landslides of the year.", [0, 1], id="a-sentence-in-the-same-box"),
        pytest.param("More stories of the valley and of its people", [0], id="no-sentence"),
        pytest.param("It rained.", [0], id="too-short"),
    ],
)
def test_one_more_paragraph_may_end_the_text(below, kept):
    page = read_blocks(read_tree(f"<div><p>{'Nine people died there. ' * 12}</p><p>{below}</p></div>"))

    assert keep_blocks(page, np.array([0.9, 0.2], dtype=np.float32)) == kept
