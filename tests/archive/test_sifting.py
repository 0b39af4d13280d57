"""What is skipped before the parse, and what must not be."""

import time

import pytest

from tolltrace.archive.sifting import NO_WORDS, OTHER_LANGUAGE, TOO_SHORT, Sieve, find_lines
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Original, Page

TOLL = "At least 12 people were killed when a depot burned in Karvel, the governor said."
DULL = "The council of Karvel agreed on a budget for the coming year after a debate that went on until late."
UKRAINIAN = "Щонайменше 12 людей загинули внаслідок вибуху на складі в місті, повідомив губернатор області."
RUSSIAN = "По меньшей мере 12 человек погибли при взрыве на складе, сообщил губернатор области в пятницу."
GERMAN = (
    "Bei einem Brand in einem Lager sind am Montag nach Angaben der Polizei mindestens 12 Menschen ums Leben gekommen, "
    "und die Feuerwehr war mit vielen Wagen vor Ort. Der Bürgermeister sagte, dass die Stadt den Familien helfen wird. "
) * 3


@pytest.fixture(scope="module")
def sieve():
    return Sieve(load_knowledge())


def a_page(*lines: str, head: str = "", **more: object) -> Page:
    body = "".join(f"<p>{line}</p>" for line in lines)
    content = f"<html><head><title>News</title>{head}</head><body><ul><li>Menu</li></ul>{body}</body></html>"
    return Page("html", content.encode(), "page.html", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(a_page(DULL, TOLL), id="a-toll"),
        pytest.param(a_page(DULL, TOLL.replace("killed", "kil<b>led</b>")), id="across-inline-tags"),
        pytest.param(a_page(DULL, TOLL.replace(" ", "\n")), id="across-line-ends-of-the-source"),
        pytest.param(a_page(DULL, TOLL.replace("12 people", "12&nbsp;people")), id="an-entity-between"),
        pytest.param(a_page(DULL, "".join(f"&#{ord(letter)};" for letter in TOLL)), id="every-letter-an-entity"),
        pytest.param(a_page(DULL, UKRAINIAN), id="ukrainian"),
        pytest.param(a_page(DULL, RUSSIAN), id="russian"),
        pytest.param(
            Page("html", a_page(DULL, RUSSIAN).content.decode().encode("cp1251"), "page", charset="windows-1251"),
            id="windows-1251-declared-by-the-server",
        ),
        pytest.param(
            Page("html", a_page(RUSSIAN, head='<meta charset="koi8-r">').content.decode().encode("koi8-r"), "page"),
            id="koi8-declared-by-the-page",
        ),
        pytest.param(Page("html", a_page(RUSSIAN).content.decode().encode("cp1251"), "page"), id="undeclared-unjudged"),
        pytest.param(Page("html", a_page(DULL).content.decode().encode("utf-16"), "page"), id="utf-16-unjudged"),
        pytest.param(
            Page("html", a_page(DULL + "\xe9" * 90).content.decode().encode("latin-1"), "p", charset="no-such"),
            id="an-encoding-that-nobody-knows",
        ),
        pytest.param(a_page(DULL, head='<meta property="og:title" content="12 people killed">'), id="only-a-summary"),
        pytest.param(a_page("<h1>Fire kills 12</h1>", DULL), id="a-short-headline"),
        pytest.param(
            a_page(DULL, head=f'<script type="application/ld+json">{{"articleBody": "{TOLL}"}}</script>'), id="json-ld"
        ),
        pytest.param(a_page(DULL, f"<script>never closed {TOLL}"), id="a-script-that-never-closes"),
        pytest.param(Page("jsonl", b'{"text": "a budget"}', "lines.jsonl:1"), id="of-another-kind"),
        pytest.param(Page("text", DULL.encode(), "a.pdf", original=Original("pdf", b"%PDF")), id="made-of-a-pdf"),
        pytest.param(a_page(DULL, "The mayor declined to give a figure for the losses of his own men on the front."),
                     id="a-refusal"),
    ],
)  # fmt: skip
def test_what_may_hold_a_claim_is_traced(sieve, page):
    assert sieve.why_skipped(page) is None


@pytest.mark.parametrize(
    ("page", "why"),
    [
        pytest.param(a_page(DULL, DULL), NO_WORDS, id="nobody-harmed"),
        pytest.param(a_page(DULL, "<a href='/x'>Two killed in Dravo</a>"), NO_WORDS, id="only-a-link-in-a-menu"),
        pytest.param(a_page(DULL, f"<script>var teaser = '{TOLL}'</script>"), NO_WORDS, id="only-in-a-program"),
        pytest.param(a_page(DULL, "The chief executive spoke of 12 people and a stable year, before the deadline ran."),
                     NO_WORDS, id="words-that-begin-alike"),
        pytest.param(a_page(GERMAN, "<p>12 people were killed in another fire, says a line in English.</p>"),
                     OTHER_LANGUAGE, id="german"),
        pytest.param(Page("html", b"<html></html>", "pixel.html"), TOO_SHORT, id="nothing-there"),
        pytest.param(Page("text", DULL.encode(), "a.txt"), NO_WORDS, id="plain-text"),
    ],
)  # fmt: skip
def test_what_cannot_is_skipped(sieve, page, why):
    assert sieve.why_skipped(page) == why


@pytest.mark.parametrize(
    "text",
    ["<script", "<script>", "<!--", "<", "<a ", "&#", "<meta ", "<svg></script>", "\\u04", "<title>", "<h1", "a. "],
)
def test_a_hostile_page_takes_no_longer_than_it_is_long(text):
    begun = time.process_time()

    list(find_lines(text * (400_000 // len(text))))

    assert time.process_time() - begun < 2
