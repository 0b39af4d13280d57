"""Encodings, languages, and pages that are not as they should be."""

import json
import time

import pytest

from tolltrace.articles import extract_articles
from tolltrace.articles.decode import decode
from tolltrace.knowledge import load_knowledge
from tolltrace.text import normalise_text, squeeze
from tolltrace.values import Article, Page, Reason, Rejected

NEWS = "The mayor said “at least twelve” people – all of them miners – were killed at the Café Zoë in Exampletown."
CYRILLIC = "Не менее двенадцати человек погибли при обстреле рынка в Примерске, сообщил губернатор области."


def read(content, kind="text", **fields):
    (result,) = extract_articles(
        Page(kind, content if isinstance(content, bytes) else content.encode(), "page", **fields), load_knowledge()
    )
    return result


def says(charset):
    return f'<!doctype html><meta charset="{charset}"><p>{NEWS}</p>'


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        pytest.param(NEWS.encode(), None, id="utf-8-undeclared"),
        pytest.param(NEWS.encode(), "iso-8859-1", id="utf-8-declared-latin-1-by-the-server"),
        pytest.param(says("iso-8859-1").encode(), None, id="utf-8-declared-latin-1-by-the-page"),
        pytest.param(NEWS.encode("utf-8-sig"), None, id="utf-8-after-a-mark"),
        pytest.param(NEWS.encode("utf-16"), None, id="utf-16"),
        pytest.param(NEWS.encode("cp1252"), None, id="windows-1252-undeclared"),
        pytest.param(NEWS.encode("cp1252"), "utf-8", id="windows-1252-declared-utf-8"),
        pytest.param(NEWS.encode("cp1252"), "iso-8859-1", id="windows-1252-declared-latin-1"),
        pytest.param(NEWS.encode("mac-roman"), "macintosh", id="macintosh-declared"),
        pytest.param(says("windows-1252").encode("cp1252"), "no-such-charset", id="declared-by-the-page-alone"),
        pytest.param(NEWS.encode("cp1252"), "base64", id="declared-as-what-is-no-text"),
        pytest.param((NEWS + " \\ud800 \\x1b").encode("cp1252"), "unicode_escape", id="declared-as-what-is-of-no-page"),
    ],
)
def test_text_is_read_in_its_encoding_whatever_is_declared(content, charset):
    assert NEWS in decode(content, charset=charset)


def test_a_damaged_character_costs_only_itself():
    assert decode((NEWS * 3).encode()[:-1] + b"\xe2\x80") == (NEWS * 3)[:-1] + "\ufffd"


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_an_encoding_that_is_not_declared_is_guessed(codec):
    assert decode((CYRILLIC * 3).encode(codec)) == CYRILLIC * 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "Най-малко дванадесет души загинаха при обстрела на пазара в Примерск, съобщи губернаторът на областта.",
            "Bulgarian",
            id="bulgarian",
        ),
        pytest.param("При ударот во Примерово загинаа 5 луѓе, изјави градоначалникот.", "Macedonian", id="macedonian"),
        pytest.param(
            "Најмање дванаест људи је погинуло у нападу на пијацу, рекао је гувернер.", "Serbian", id="serbian"
        ),
        pytest.param(
            "Пры абстрэле горада загінулі не менш за 12 чалавек, паведаміў губернатар.", "Belarusian", id="be"
        ),
        pytest.param("Шабуыл кезінде он екі адам қаза тапты деп хабарлады облыс әкімі.", "Kazakh", id="kazakh"),
        pytest.param(
            "Заводдогу жарылуудан беш адам каза болуп, он эки адам жаракат алды, деп билдирди милиция.",
            "Kyrgyz",
            id="kyrgyz",
        ),
        pytest.param("Зах зээлд болсон дэлбэрэлтээр арван хоёр хүн нас баржээ.", "Cyrillic script", id="mongolian"),
        pytest.param("قتل ما لا يقل عن اثني عشر شخصا في البلدة يوم الاثنين.", "Arabic script", id="arabic"),
        pytest.param(
            "ქალაქში თორმეტი ადამიანი დაიღუპა, განაცხადა ქალაქის მერმა.", "no language that we can name", id="georgian"
        ),
        pytest.param("在周一的袭击中至少有十二人死亡，市长说。救援人员仍在废墟中搜寻。", "Cjk script", id="chinese"),
        pytest.param(
            "Bei dem Angriff auf die Stadt sind mindestens zwölf Menschen getötet worden, sagte der Bürgermeister.",
            "German",
            id="german",
        ),
        pytest.param(
            "Al menos doce personas murieron en el ataque contra la ciudad, dijo el alcalde de la villa.",
            "Spanish",
            id="spanish",
        ),
        pytest.param(
            "Au moins douze personnes ont été tuées dans la ville, selon le maire et la police.",
            "French",
            id="french",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_another_language_is_rejected_by_name(text, found, kind):
    rejected = read(f"<!doctype html><article><h1>12</h1><p>{text}</p></article>" if kind == "html" else text, kind)

    assert isinstance(rejected, Rejected)
    assert rejected.reason == Reason.LANGUAGE
    assert found in rejected.detail
    assert rejected.detail.endswith(", ".join(sorted(tells.name for tells in load_knowledge().tells.values())))


@pytest.mark.parametrize(
    "text",
    [
        "12 dead in Exampletown",
        "At least 12 people were killed in Exampletown, the mayor said.",
        "Der Spiegel: 12 killed in Frankfurt an der Oder.",
        "José, María and Ángel de la Cruz died in El Salvador.",
        "La Plata, Le Pic and De Bilt: 3 dead.",
    ],
)
def test_a_short_english_note_is_an_article(text):
    article = read(text)

    assert isinstance(article, Article)
    assert (article.title, article.body, article.language) == (None, text, "en")


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        pytest.param("", "html", Reason.EMPTY, id="nothing"),
        pytest.param(" \r\n\t ", "text", Reason.EMPTY, id="blanks"),
        pytest.param("\u200b\ufeff", "text", Reason.EMPTY, id="invisible"),
        pytest.param("<!doctype html>", "html", Reason.NO_ARTICLE, id="a-page-without-elements"),
        pytest.param("<html><body></body></html>", "html", Reason.NO_ARTICLE, id="an-empty-body"),
        pytest.param("<html><frameset><frame src=x></frameset></html>", "html", Reason.NO_ARTICLE, id="frames"),
        pytest.param("<div>" * 100_000, "html", Reason.NO_ARTICLE, id="boxes-without-end"),
        pytest.param(
            "<nav><a href=/>Home</a></nav><script>var dead = 12;</script>",
            "html",
            Reason.NO_ARTICLE,
            id="menu-and-script",
        ),
        pytest.param("Home\nWorld\nSport\nOpinion\nSign in\nVideo\n", "text", Reason.NO_ARTICLE, id="a-menu-as-text"),
        pytest.param(
            "body { color: red }\n.dead { width: 12px }\n" * 20, "text", Reason.NO_ARTICLE, id="a-style-sheet"
        ),
    ],
)
def test_what_is_no_article_is_rejected(content, kind, reason):
    rejected = read(content, kind)

    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason


@pytest.mark.parametrize(
    ("page", "canonical", "identity"),
    [
        pytest.param(None, "https://news.example/a/1?utm_source=x#top", "https://news.example/a/1", id="canonical"),
        pytest.param(
            "https://news.example/a/1?id=2&fbclid=3", "", "https://news.example/a/1?id=2", id="where-it-was-fetched"
        ),
        pytest.param("https://www.news.example/a/1", "/b/2", "https://www.news.example/b/2", id="relative"),
        pytest.param(
            "https://m.news.example/a/1", "https://news.example/a/1", "https://news.example/a/1", id="the-same-site"
        ),
        pytest.param(
            "https://copy.example/a/1",
            "https://news.example/a/1",
            "https://copy.example/a/1",
            id="another-site-s-is-not-taken",
        ),
        pytest.param(
            "https://news.example/a/1",
            "https://news.example/",
            "https://news.example/a/1",
            id="a-front-page-is-no-article",
        ),
        pytest.param("https://news.example/a/1", "javascript:void(0)", "https://news.example/a/1", id="no-address"),
        pytest.param("https://news.example/a/1", "https://[", "https://news.example/a/1", id="no-url"),
    ],
)
def test_the_id_is_the_canonical_url(page, canonical, identity):
    article = read(
        f'<html><head><link rel="canonical" href="{canonical}"></head><body><p>{NEWS}</p></body></html>',
        "html",
        url=page,
    )

    assert article.id == identity


@pytest.mark.parametrize(
    ("head", "title"),
    [
        pytest.param(
            "<title>Twelve dead - Example Herald</title><meta property=og:site_name content='Example Herald'>",
            "Twelve dead",
            id="the-outlet-after-a-dash",
        ),
        pytest.param("<title>Twelve dead | World</title>", "Twelve dead", id="a-section-after-a-bar"),
        pytest.param(
            "<title>Exampletown - a town in mourning</title>",
            "Exampletown - a town in mourning",
            id="a-dash-of-its-own",
        ),
        pytest.param("<meta property=og:title content='Twelve dead'><title>x</title>", "Twelve dead", id="open-graph"),
        pytest.param("", None, id="none"),
    ],
)
def test_a_page_without_a_printed_headline_takes_its_title_without_the_outlet(head, title):
    assert read(f"<html><head>{head}</head><body><p>{NEWS}</p></body></html>", "html").title == title


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 50_000, '{"@type": "NewsArticle", "headline": 12, "datePublished": {"a": []}}', '"text"', "null"],
)
def test_damaged_json_ld_costs_only_itself(script):
    page = f'<html><head><script type="application/ld+json">{script}</script></head><body><p>{NEWS}</p></body></html>'

    assert read(page, "html").body == NEWS


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("text", f"{NEWS}\n\n{'a' * 400_000}", id="one-endless-word"),
        pytest.param("text", f"{NEWS}\n\na" + "\u0301\u0316" * 200_000, id="piled-marks"),
        pytest.param(
            "html", f"<script type='application/ld+json'>{' ' * 400_000}x</script><p>{NEWS}", id="blanks-in-json"
        ),
        pytest.param("html", "<meta name=x content=y>" * 120_000 + f"<p>{NEWS}", id="one-meta-element-all-over"),
        pytest.param(
            "html",
            f"<article><p>{NEWS}</p><p>{'<span>1</span> ' * 100_000}</p></article>",
            id="small-elements-without-end",
        ),
        pytest.param("jsonl", json.dumps({"text": NEWS, "url": f"https://{'a.' * 100_000}"}), id="a-host-of-labels"),
    ],
)
def test_a_page_made_to_be_slow_takes_no_longer_than_its_length_asks(kind, content):
    begun = time.monotonic()

    assert isinstance(read(content, kind), Article)
    assert time.monotonic() - begun < 10  # where the time grew with the square of the length, these took minutes


@pytest.mark.parametrize(
    ("field", "value"),
    [("headline", "Fire"), ("author", "Ann Author"), ("url", "https://news.example/a"), ("description", "A fire.")],
)
def test_half_a_character_in_json_ld_is_left_out(field, value):
    linked = {"@type": "NewsArticle", field: f"{value}\ud800"}
    page = f'<script type="application/ld+json">{json.dumps(linked)}</script><p>{NEWS}'

    article = read(page, "html")

    assert article.content_sha256  # what is hashed and stored must be text
    assert value in repr(article)
    assert "\\ud800" not in repr(article)


def test_text_is_normalised_once_for_all():
    assert normalise_text("Cafe\u0301\u00a0Zoe\u0308\r\n12\u2028dead\u200b\u202e\x07") == "Café Zoë\n12\ndead"
    assert squeeze(" 12 \n\u2009 dead ") == "12 dead"
    assert normalise_text("e\u200b\u0301 \ud800") == "é "


@pytest.mark.parametrize("kind", ["text", "jsonl"])
def test_a_text_longer_than_any_report_is_rejected(kind):
    body = f"{NEWS} " * 6000
    result = read(json.dumps({"text": body}) if kind == "jsonl" else body, kind)

    assert isinstance(result, Rejected)
    assert result.reason is Reason.TOO_LARGE
    assert "500,000" in result.detail
