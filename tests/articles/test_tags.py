"""The tags of an article, list by list, on made-up pages."""

import pytest

from tests.articles.made_pages import PROSE, TITLE, news, read

LONG = "<p>Two people died in a flood at Patternville on Sunday, when the river Sample burst its banks.</p>"
KEYWORDS = "<meta name=keywords content='{}'>"


@pytest.mark.parametrize(
    ("head", "body", "tags"),
    [
        pytest.param(KEYWORDS.format("flood, Patternville,flood"), "", ("flood", "Patternville"), id="keywords"),
        pytest.param(KEYWORDS.format("洪水，样例"), f"<p>{'样例的洪水，' * 9}</p>", ("洪水", "样例"), id="wide-commas"),
        pytest.param(KEYWORDS.format("洪水 样例 河流 市长"), f"<p>{'样例的洪水和河流，' * 9}市长说。</p>",
                     ("洪水", "样例", "河流", "市长"), id="blanks-where-words-have-none"),
        pytest.param("<meta property=article:tag content=flood><meta property=article:tag content=river>", "",
                     ("flood", "river"), id="one-meta-each"),
        pytest.param("<meta property=article:tag content='Sea, Rivers'><meta property=article:tag content=Mayor>", "",
                     ("Sea, Rivers", "Mayor"), id="a-comma-within-one-of-several"),
        pytest.param("<meta name=news_keywords content='flood;river'>" * 2, "", ("flood", "river"), id="said-twice"),
        pytest.param("", "<a rel=tag>flood</a> <a rel='tag nofollow'>#river</a>", ("flood", "river"), id="rel"),
        pytest.param("<meta property=og:site_name content=Gazette>"
                     + KEYWORDS.format("Gazette, section:world, smg2_world, Section: News:World, flood, news"), "",
                     ("flood",), id="no-codes-no-outlet-nothing-that-suits-all"),
        pytest.param(KEYWORDS.format("two, dead, in, flood, patternville"), "", (), id="the-title-word-by-word"),
        pytest.param(KEYWORDS.format("celebrities, football, lottery, horoscope"), LONG, (), id="the-site-s-own"),
        pytest.param(KEYWORDS.format("celebrities, football, lottery"), LONG + "<a rel=tag>river</a>", ("river",),
                     id="links-before-the-site-s-own"),
        pytest.param("", "<ul class=article-tags-list><li>Topics</li><li><a>flood</a></li><li><a>river</a></li></ul>",
                     ("flood", "river"), id="a-box-of-links"),
        pytest.param("", "<div class='sidebar'><div class=tags><a>football</a></div></div>", (), id="a-box-elsewhere"),
        pytest.param("", f"<div class=tags><a>football</a></div><h1>{TITLE}</h1>", (), id="a-box-above-the-title"),
        pytest.param("", f"<div class=tags>{PROSE * 3}<a>river</a></div>", (), id="a-box-of-prose"),
        pytest.param("", "<p>Tags: flood, river</p>", ("flood", "river"), id="a-labelled-line"),
        pytest.param("", "<p>Етикети: наводнение, река</p>", ("наводнение", "река"), id="labelled-in-another-language"),
        pytest.param("<meta name=sailthru.tags content='flood,river'>", "", ("flood", "river"), id="for-mails"),
    ],
)  # fmt: skip
def test_tags_are_words_for_readers(head, body, tags):
    assert read(body, head).tags == tags


def test_what_is_given_to_news_services_stands_before_a_program_s_codes():
    head = "<meta name=news_keywords content='flood,river'>"

    assert read(head=head, linked=news(keywords=["flood", "big stories", "layout-left"])).tags == ("flood", "river")
