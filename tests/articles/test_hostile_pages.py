"""Markup that is made to cost time or memory, damaged markup and tricks with characters: bounded, and never a crash."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tolltrace import knowledge
from tolltrace.articles import extract_articles, read_articles
from tolltrace.articles.blocks import Blocks, read_blocks
from tolltrace.articles.keeping import judge_blocks, keep_blocks, load_judge
from tolltrace.articles.page_kinds import Declared, tell_kind
from tolltrace.articles.traits import Hints
from tolltrace.articles.tree import may_cost_much, read_tree, rewrite
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Article, Failed, Page, Rejected

LONGER = int(os.environ.get("TOLLTRACE_FUZZ", "1"))  # by hand: longer, so many times
CHARS = 300_000
MODELS = Path(knowledge.__file__).parent / "models"
STORY = (
    "<html lang=en><head><title>Roof falls in | Herald</title></head><body>"
    "<nav><a href=/>Home</a></nav><h1>Roof falls in</h1>"
    "<p>At least 12 people died when the roof of a market hall fell in on Monday, the mayor of Grenzau said.</p>"
    "<p>Rescuers were still looking for two more under the beams, and the hospital asked <b>everyone</b> for blood.</p>"
    "<footer>© Herald</footer></body></html>"
)


def repeat(unit: str) -> str:
    return unit * (CHARS // len(unit))


def count(unit: Callable[[int], str], chars: int = CHARS) -> str:
    parts: list[str] = []
    left, number = chars, 0
    while left > 0:
        parts.append(unit(number))
        left -= len(parts[-1])
        number += 1
    return "".join(parts)


ATTACKS = {
    "deep-boxes": repeat("<div>"),
    "deep-lists": repeat("<ul><li>"),
    "deep-tables": repeat("<table><tr><td>x"),
    "bold-in-every-paragraph": count(lambda n: f"<p><b a={n}>x"),
    "few-bold-in-many-paragraphs": count(lambda n: f"<b a={n}>", 30_000) + repeat("<p>x"),
    "bold-that-seems-closed": "<!--" + "</b>" * 9000 + "-->" + count(lambda n: f"<p><b a={n}>x"),
    "misnested": repeat("<font a=i>") + repeat("</div>"),
    "adopted": repeat("<a><b><div>"),
    "attributes": "<p " + count(lambda n: f"a{n} ") + ">",
    "attributes-with-ends-in-quotes": "<p " + count(lambda n: f"a{n}='>' ") + ">",
    "attributes-with-both-quotes": "<p " + count(lambda n: f'a{n}=">" b{n}=\'"\'') + ">",
    "attributes-behind-a-quote-that-is-none": '<p ="' + count(lambda n: f"a{n} ") + '">',
    "attributes-of-one-letter": "<p "
    + count(lambda n: chr(0x4E00 + n % 20_000) + chr(0x4E00 + n // 20_000) + " ")
    + ">",
    "attributes-of-the-body": count(lambda n: f"<body a{n}=1>"),
    "attributes-hidden-in-a-script": "<svg><script><p " + count(lambda n: f"a{n} ") + "></script>",
    "open-tags": repeat("<a"),
    "open-comments": repeat("<!--"),
    "open-quotes": repeat('<p a="'),
    "nothing-but-quotes": repeat('="'),
    "one-block": repeat("12 people died. "),
    "blanks": "a<br>" + repeat(" ") + "<br>b",
    "the-same-block": repeat("<p>At least 12 people died there on Monday.</p>"),
    "blocks": repeat("<p>x"),
    "a-title": f"<title>{repeat('word ')}</title>" + "<p>Some words of a text.</p>" * 1000,
    "piled-marks": "<p>a" + "\u0301" * CHARS,
    "classes": f"<div class='{repeat('ab ')}'>x</div>",
    "a-style": f"<div style='display{repeat(' ')}'>x",
}


def read_whole(html: str) -> tuple[Blocks, list[int]] | str:
    """All that is done with a page's body."""
    tree = read_tree(html)
    if isinstance(tree, str):
        return tree
    head = tree.css_first("title")
    title = head.text() if head else ""
    signs = load_knowledge().signs
    page = read_blocks(tree)
    likely = judge_blocks(page, Hints(title, title), load_judge(MODELS, "pages"), signs).likely
    kept = keep_blocks(page, likely)
    tell_kind(page, kept, likely.tolist(), Declared(title), signs)
    return page, kept


@pytest.mark.parametrize("html", [pytest.param(html, id=name) for name, html in ATTACKS.items()])
def test_no_markup_takes_longer_than_its_size_warrants(html: str) -> None:
    began = time.process_time()
    read_whole(html)

    # Some seconds where coverage is measured; where the time grew with the square of the length, minutes.
    assert time.process_time() - began < 20


@pytest.mark.parametrize("html", [pytest.param(html, id=name) for name, html in ATTACKS.items()])
def test_what_is_written_anew_is_shallow_and_stays_as_it_is(html: str) -> None:
    page, tags = rewrite(html[:100_000])
    boxes = read_blocks(LexborHTMLParser(page)).boxes

    assert max(box.depth for box in boxes) <= 2 * 256  # the parser adds parts of tables
    assert len(boxes) <= 2 * tags + 1
    assert max(len(node.attributes) for node in LexborHTMLParser(page).root.traverse()) <= 60


def test_a_page_written_anew_reads_the_same() -> None:
    html = f"""<!doctype html><!-- <p>no --><title>A &amp; B < C</title>
        <script>if (a<b) {{ "<p>no</p>" }}</script>
        <script type='application/ld+json'>{{"headline": "<b>A</b>"}}</script><p>One<p>Two <b>bold <i>both</b> on</i>
        1 < 2
        <ul><li>Three<li>Four <a href='x>y' class="c">link</a></ul>
        <table><tr><td>Five<td>Six</table><form><p>Seven</form>
        <img alt="a > b">Eight &lt;p&gt; {STORY}"""
    before, after = (LexborHTMLParser(page) for page in (html, rewrite(html)[0]))

    def blocks(tree: LexborHTMLParser) -> list[tuple[str, str, int]]:
        return [(block.text, block.box.names, block.linked) for block in read_blocks(tree).blocks]

    assert before.css_first("title").text() == after.css_first("title").text() == "A & B < C"
    assert after.css_first("script").text() == '{"headline": "\\u003cb>A\\u003c/b>"}'
    assert blocks(before) == blocks(after)


def test_ordinary_pages_are_not_written_anew() -> None:
    script = "<script>" + "for(x=0;x<n;x++)a[x]=b(c,'d e');" * 900 + "</script>"
    page = (
        STORY.replace("</h1>", f"</h1>{script}{script}")
        + "<p class='a b' id=c>Text <i>and</i> <a href='/x?a=b'>more</a></p>" * 100
    )

    assert not may_cost_much(page, page.count("<"))


def test_more_tags_than_any_page_has_are_said_to_a_person() -> None:
    assert read_tree("<br>x" * 300_000) == "300,000 tags; a page has at most 250,000"


@pytest.mark.parametrize(
    ("printed", "stored"),
    [
        pytest.param("1\u200b2 dead", "12 dead", id="zero-width-space-in-a-number"),
        pytest.param("1&#8203;2 dead", "12 dead", id="the-same-as-an-entity"),
        pytest.param("\u202e21\u202c dead", "21 dead", id="reordered-on-the-screen"),
        pytest.param("\u20671\u20692 dead", "12 dead", id="isolates"),
        pytest.param("1\u00ad2 dead", "12 dead", id="soft-hyphen"),
        pytest.param("1\x002 dead", "12 dead", id="nul"),
        pytest.param("12\u00a0dead", "12 dead", id="hard-blank"),
        pytest.param("12 de\u0301ad", "12 d\u00e9ad", id="composed"),
        pytest.param("\ud83d12 dead", "12 dead", id="half-a-character"),
        pytest.param("12 dead \U0001f1fa\U0001f1e6", "12 dead \U0001f1fa\U0001f1e6", id="beyond-16-bits"),
    ],
)
def test_no_character_hides_what_a_reader_sees(printed: str, stored: str) -> None:
    tree = read_tree(f"<p>{printed}</p>")
    assert not isinstance(tree, str)

    assert [block.text for block in read_blocks(tree).blocks] == [stored]


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        pytest.param(STORY.encode("utf-8"), "iso-8859-1", id="utf-8-declared-latin-1"),
        pytest.param(STORY.encode("cp1252"), "utf-8", id="windows-declared-utf-8"),
        pytest.param(STORY.encode("utf-16"), None, id="utf-16-with-a-mark"),
        pytest.param(STORY.encode() + "<p>Café déjà vu</p>".encode("latin-1"), "utf-8", id="two-encodings"),
        pytest.param(STORY.encode() + b"\xed\xa0\xbd\x00\xff", "no-such-charset", id="halves-and-nul"),
    ],
)
def test_a_wrong_charset_loses_no_figure(content: bytes, charset: str | None) -> None:
    (article,) = extract_articles(Page("html", content, "page.html", charset=charset), load_knowledge())

    assert isinstance(article, Article)
    assert "At least 12 people died" in article.body


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='a' id=b>",
            "</div>",
            "<b>",
            "</b>",
            "<table>",
            "<td>",
            "</table>",
            "<script>",
            "<br>",
        ),
        *(
            "</script>",
            "<!--",
            "-->",
            "<svg>",
            "<title>",
            "</title>",
            "<a href=x>",
            "</a>",
            "&#0;",
            "&#xD800;",
            "\0",
            "<",
        ),
        *(">", '"', "'", "=", "<body", "<html>", "<form>", "</form>", "<select>", "12 people died.", " ", "<template>"),
        *("\u202e", "é", "\ud83d"),
    ]
)
MARKUP = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """An article with pieces put in and taken out."""
    page = STORY
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(page)))
        page = page[:at] + draw(MARKUP) + page[at + draw(st.integers(0, 30)) :]
    return page


@settings(max_examples=100 * LONGER, deadline=None)
@given(html=st.one_of(MARKUP, damaged()))
def test_any_markup_is_read(html: str) -> None:
    assert read_whole(html)
    page, _ = rewrite(html)
    assert read_whole(page)
    assert (
        max(
            (box.depth for box in read_blocks(LexborHTMLParser(page.encode("utf-8", "replace").decode())).boxes),
            default=0,
        )
        <= 2 * 256
    )


@settings(max_examples=40 * LONGER, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), damaged().map(lambda page: page.encode("utf-8", "replace"))))
def test_any_bytes_come_to_one_result(content: bytes) -> None:
    results = list(extract_articles(Page("html", content, "page.html"), load_knowledge()))

    assert len(results) == 1
    assert isinstance(results[0], Article | Rejected | Failed)


@pytest.mark.parametrize("url", ["https://]karvel.example/fire", "http://[::1/fire", "https://karvel.example]"])
def test_an_address_that_is_none_costs_no_article(url):
    body = "<p>" + "At least 12 people died in the fire on Lake Dravo, the governor said. " * 12 + "</p>"
    page = Page(
        "html", f"<title>Fire on Lake Dravo</title><h1>Fire on Lake Dravo</h1>{body}".encode(), "a.html", url=url
    )

    (article,) = read_articles(page, load_knowledge())

    assert article.title == "Fire on Lake Dravo"
