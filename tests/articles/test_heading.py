"""What a page says of its article, mechanism by mechanism, on made-up pages."""

import json
import time
from datetime import date, datetime

import pytest

from tests.articles.made_pages import BOTH, OFFERED, PROSE, TITLE, news, read

# ── JSON-LD ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ANN = {"@type": "Person", "name": "Ann Pattern"}


@pytest.mark.parametrize(
    "linked",
    [
        pytest.param(news(author=ANN), id="plain"),
        pytest.param([news(author=ANN)], id="list"),
        pytest.param({"@graph": [{"@type": "WebSite"}, news(author=[ANN])]}, id="graph"),
        pytest.param({"@type": "WebPage", "mainEntity": news(author=ANN)}, id="main-entity"),
        pytest.param(
            {"@graph": [news(author={"@id": "#ann"}), {"@type": "Person", "@id": "#ann", "name": "Ann Pattern"}]},
            id="author-by-reference",
        ),
        pytest.param(
            [news(headline="Another story", author={"name": "Jo Other"}), news(author=ANN)], id="the-one-of-this-title"
        ),
        pytest.param([news(), news(author=ANN)], id="two-halves-of-one"),
        pytest.param(f"<!-- {json.dumps(news(author=ANN))} -->", id="in-a-comment"),
        pytest.param(f"//<![CDATA[\n{json.dumps(news(author=ANN))}\n//]]>", id="in-cdata"),
        pytest.param(json.dumps(news(author=ANN))[:-1] + ",}", id="comma-too-many"),
        pytest.param(json.dumps(news(author=ANN))[:-1] + ',"x":"a\nb"}', id="line-end-in-a-string"),
        pytest.param(json.dumps(news(author=ANN)) + ";\nmore", id="something-behind"),
    ],
)
def test_json_ld_is_read_however_it_is_wrapped(linked):
    assert read(linked=linked, head=f"<meta property=og:title content='{TITLE}'>").authors == ("Ann Pattern",)


def test_a_live_blog_gives_its_posts():
    posts = [
        {"@type": "BlogPosting", "headline": "Third body", "articleBody": "A third body was found.",
         "datePublished": "2024-03-12T10:05:00+01:00", "url": "/live#3"},
        {"@type": "BlogPosting", "headline": "Empty"},
    ]  # fmt: skip
    heading = read(linked={"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": posts})

    (post,) = heading.posts
    assert (heading.kind, post.title, post.body) == ("LiveBlogPosting", "Third body", "A third body was found.")
    assert post.published.iso == "2024-03-12T10:05:00+01:00"


# ── titles ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "head", "title"),
    [
        pytest.param(f"<h1>Sample Gazette</h1><h1>{TITLE}</h1>", f"<title>{TITLE}</title>", TITLE, id="offered"),
        pytest.param(
            f"<h1><span>Storm Ada </span>{TITLE}</h1>", OFFERED, TITLE, id="kicker"
        ),
        pytest.param(
            f"<h1>Gazette</h1><h2>{TITLE}</h2>", f"<title>{TITLE} | Gazette</title>", TITLE, id="set-as-second-heading"
        ),
        pytest.param("<h1>Home</h1>", f"<title>{TITLE} - Gazette</title><meta property=og:site_name content=Gazette>",
                     TITLE, id="printed-nowhere"),
        pytest.param("<h1><div>Two dead in flood</div><div>at Patternville</div></h1>", "", TITLE, id="boxes-in-h1"),
        pytest.param("<h1>Flood kills two by the river</h1>", f"<title>{TITLE}</title>", "Flood kills two by the river",
                     id="other-words-in-print"),
    ],
)  # fmt: skip
def test_the_title_is_the_printed_one(body, head, title):
    assert read(body, head).title == title


def test_what_cannot_be_seen_is_in_no_title_and_no_name():
    heading = read("<h1>Two de\u00adad in\u200b flood</h1><div class=byline>By A\u200bnn Pat\u00adtern</div>")

    assert (heading.title, heading.authors) == ("Two dead in flood", ("Ann Pattern",))


def test_other_wordings_are_kept_apart():
    heading = read(
        head="<title>Flood: 2 killed | Gazette</title><meta property=og:title content='Flood kills two'>"
        "<meta property=og:site_name content=Gazette>",
        linked=news(),
        url="https://gazette.example/2024/03/12/two-people-killed-in-flood-81234.html",
    )

    assert [(one.text, one.known_from) for one in heading.headlines] == [
        ("Flood kills two", "OpenGraph"),
        ("Flood: 2 killed", "browser title"),
        ("two people killed in flood", "address"),
    ]


# ── authors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "head", "authors"),
    [
        pytest.param("<div class=byline>By Ann Pattern and Jo Sample</div>", "", BOTH, id="two"),
        pytest.param("<div>Von Ann Pattern, Musterstadt</div>", "", ("Ann Pattern",), id="german"),
        pytest.param("<div>Por Ann Pattern y Jo Sample</div>", "", ("Ann Pattern", "Jo Sample"), id="spanish"),
        pytest.param("<div>Par ANN PATTERN</div>", "", ("ANN PATTERN",), id="french"),
        pytest.param("<div>作者：样例</div>", "", ("样例",), id="chinese"),
        pytest.param("<div>Автор: Анна Примерова</div>", "", ("Анна Примерова",), id="russian"),
        pytest.param("<div>Posted by: Ann Pattern</div>", "", ("Ann Pattern",), id="posted-by"),
        pytest.param("<p><a rel=author href=/a>Ann Pattern</a></p>", "", ("Ann Pattern",), id="rel"),
        pytest.param(
            "<p><a rel=author>Ann Pattern</a>, <a rel=author>Jo Sample</a></p>", "", BOTH, id="rels"
        ),
        pytest.param(
            "<div itemprop=author itemscope><img><span itemprop=name>Ann Pattern</span> Follow</div>", "",
            ("Ann Pattern",), id="microdata",
        ),
        pytest.param("<span class=author-name>Ann Pattern</span>", "", ("Ann Pattern",), id="class"),
        pytest.param("", "<meta name=author content='Ann Pattern'>", ("Ann Pattern",), id="meta"),
        pytest.param("", "<meta name=author content='Ann Pattern, Senior Editor'>", ("Ann Pattern",), id="role"),
        pytest.param("<div>By Ann Pattern Senior War Correspondent</div>", "", ("Ann Pattern",), id="role-behind"),
        pytest.param("<div>Von einem Augenzeugen</div>", "", (), id="nobody-is-named"),
        pytest.param("<div>By the river, two dead were found</div>", "", (), id="a-sentence"),
        pytest.param("", "<meta name=author content='Redacción'>", (), id="newsroom"),
        pytest.param("", "<meta name=author content='National Desk'>", (), id="desk"),
        pytest.param("", "<meta name=author content=XYZ>", (), id="letters-of-an-agency"),
        pytest.param("", "<meta name=author content=新样例网>", (), id="chinese-outlet"),
        pytest.param("", "<meta name=author content='https://social.example/ann'>", (), id="address"),
        pytest.param(
            "", "<meta name=author content='Sample Gazette'><meta property=og:site_name content='Sample Gazette'>", (),
            id="the-outlet",
        ),
        pytest.param("<div class=comments><a rel=author>Jo Reader</a></div>", "", (), id="who-comments"),
        pytest.param("<div class=related-stories><span class=byline>By Jo Other</span></div>", "", (), id="teaser"),
        pytest.param(
            "".join(f"<div class=item><span class=author>By Jo {one}</span></div>" for one in
                    ("Ash", "Beech", "Cedar", "Elm", "Fir", "Oak", "Pine", "Yew")), "", (), id="list-of-teasers",
        ),
    ],
)  # fmt: skip
def test_an_author_is_a_person_that_the_page_names_as_one(body, head, authors):
    assert read(body, head).authors == authors


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ({"@type": "Organization", "name": "Sample Gazette"}, ()),
        ({"@type": "Person", "name": "Redaktion"}, ()),
        ({"@type": "Person", "name": "By Ann Pattern"}, ("Ann Pattern",)),
        ({"@type": "Person", "name": "Ann Pattern and Jo Sample"}, ("Ann Pattern", "Jo Sample")),
        ({"@type": "Person", "givenName": "Ann", "familyName": "Pattern"}, ("Ann Pattern",)),
        ([{"@type": "Person", "name": ["Ann Pattern", "Jo Sample"]}], ("Ann Pattern", "Jo Sample")),
        ("Ann Pattern", ("Ann Pattern",)),
        ([ANN, ANN], ("Ann Pattern",)),
        (12, ()),
        ({"name": {"deep": ["Ann"]}}, ()),
    ],
)
def test_an_author_in_json_ld(author, authors):
    publisher = {"@type": "Organization", "name": "Sample Gazette"}

    assert read(linked=news(author=author, publisher=publisher)).authors == authors


def test_a_printed_byline_stands_in_for_an_organisation():
    linked = news(author={"@type": "Organization", "name": "Sample Gazette"})

    assert read("<p class=byline>By Ann Pattern</p>", linked=linked).authors == ("Ann Pattern",)


# ── days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "options", "iso", "known_from"),
    [
        pytest.param("<div>2024年3月12日 18:13 来源：样例</div>", {}, "2024-03-12T18:13:00", "line beside the headline",
                     id="chinese"),
        pytest.param("<div>2024. március 12., kedd 11:16</div>", {}, "2024-03-12T11:16:00", "line beside the headline",
                     id="hungarian"),
        pytest.param("<div>12.03.2024, 10:28</div>", {"lang": "de"}, "2024-03-12T10:28:00", "line beside the headline",
                     id="by-the-order-of-its-language"),
        pytest.param("<div>03/12/2024</div>", {"lang": "en-US"}, None, None, id="either-order"),
        pytest.param("<div>03/12/2024</div>", {"url": "https://gazette.example.co.uk/a/b"}, "2024-12-03",
                     "line beside the headline", id="by-the-country-of-its-address"),
        pytest.param(f"<h1>{TITLE}</h1>{PROSE * 20}<div class=pub-date>12 mars 2024</div>", {}, "2024-03-12",
                     "line named as a date", id="far-below-in-a-box-of-that-name"),
        pytest.param(f"<h1>{TITLE}</h1>{PROSE * 20}<div class=related><p class=date>12 mars 2024</div>", {}, None, None,
                     id="of-another-story"),
        pytest.param("<div class=date>Tuesday 12 March, 18:05</div>", {"url": "https://gazette.example/2024/world/flood"},
                     "2024-03-12T18:05:00", "line named as a date", id="year-from-the-address"),
        pytest.param("", {"url": "https://gazette.example/2024/world/3/12/flood.html"}, "2024-03-12", "URL",
                     id="address-in-parts"),
        pytest.param("<time datetime=2024-03-12T09:00:00+02:00>today</time>", {}, "2024-03-12T09:00:00+02:00",
                     "time element", id="time-element"),
        pytest.param("<div>12 mar 24 | 5h27</div>", {}, "2024-03-12T05:27:00", "line beside the headline",
                     id="year-of-two-digits"),
        pytest.param("<p>2024-03-12 18:13来源：样例新闻·样例号·政务·样例频道</p>", {}, "2024-03-12T18:13:00",
                     "line beside the headline", id="a-run-of-characters-is-a-word"),
        pytest.param("<div>Ann2024-04-07T17:27:31+02:00March 12th, 2024|Media</div>", {}, "2024-03-12",
                     "line beside the headline", id="what-a-reader-sees-beside-a-hidden-stamp"),
        pytest.param("<time datetime=2024-03-19T10:18:46Z>Published on 12 March 2024</time>", {}, "2024-03-12",
                     "time element, as printed", id="printed-days-before-its-attribute"),
        pytest.param("<time class='date published updated' datetime=2024-03-12T09:00:00+00:00>12 March</time>", {},
                     "2024-03-12T09:00:00+00:00", "time element", id="published-and-updated-in-one"),
        pytest.param("<p>12 March 2024</p><div class=instagram-media><time datetime=2023-01-05>x</time></div>", {},
                     "2024-03-12", "line beside the headline", id="not-of-an-embedded-post"),
        pytest.param("<p>14 March 2024, 10:00</p>", {"url": "https://gazette.example/2024/03/10/flood"}, "2024-03-10",
                     "URL", id="the-address-against-a-line-days-later"),
        pytest.param(f"{PROSE * 20}<p>Source VERÖFFENTLICHT AM 12.03.2024</p>", {"lang": "de"}, "2024-03-12",
                     "line named as a date", id="label-within-the-line"),
        pytest.param(f"{PROSE * 20}<p>Date 12.03.2024</p>", {"lang": "de"}, "2024-03-12", "line that is only a date",
                     id="a-line-that-is-only-a-date"),
        pytest.param("<p>Updated: March 12, 2024, 5:02 PM ET</p>", {}, "2024-03-12T17:02:00-04:00",
                     "line of the last change", id="the-last-change-where-there-is-nothing-else"),
        pytest.param("<abbr class=published title=2024-03-12T05:11:00-05:00>5:11 AM</abbr>", {},
                     "2024-03-12T05:11:00-05:00", "time element", id="abbr"),
        pytest.param(f"<div class=node-promoted><h1>{TITLE}</h1><p>Tue, 2024-03-12 13:49</p></div>", {},
                     "2024-03-12T13:49:00", "line beside the headline", id="a-box-around-the-title-hides-nothing"),
        pytest.param("<div class=comments><time datetime=2024-03-14>1 day ago</time></div>", {}, None, None,
                     id="a-comment-s-time"),
        pytest.param("<time class=updated datetime=2024-03-14></time><time datetime=2024-03-12></time>", {},
                     "2024-03-12", "time element", id="not-the-change"),
    ],
)  # fmt: skip
def test_the_day_is_found(body, options, iso, known_from):
    published = read(body, **options).published

    assert (published and published.iso, published and published.known_from) == (iso, known_from)


def test_an_instant_takes_its_zone_from_where_the_page_gives_it():
    meta = "<meta property=article:published_time content=2024-03-12T16:06:38+00:00>"

    published = read(head=meta, linked=news(datePublished="2024-03-12T18:06:38")).published

    assert published.at == datetime.fromisoformat("2024-03-12T16:06:38+00:00")


def test_the_page_s_dates_stand_in_for_the_article_s():
    dates = {"datePublished": "2024-03-12T10:49:24+00:00", "dateModified": "2024-03-13T08:00:00+00:00"}
    heading = read(linked={"@graph": [{"@type": "WebPage", **dates}, news()]})

    assert (heading.published.iso, heading.modified.iso) == ("2024-03-12T10:49:24+00:00", "2024-03-13T08:00:00+00:00")


def test_a_day_that_a_mailing_program_gives_is_asked_last():
    head = "<meta name=sailthru.date content=2024-03-13>"

    assert read("<p>By Ann Pattern on March 12, 2024 08:08 pm</p>", head).published.iso == "2024-03-12T20:08:00"


def test_the_dates_that_were_not_taken_are_kept():
    body = "<p>By Ann Pattern, 14 March 2024, 09:00</p><p>Posted 12 March 2024</p>"

    published = read(body, linked=news(datePublished="2024-03-12T10:00:00+00:00")).published

    assert [(one.printed, one.read_as, one.known_from) for one in published.others] == [
        ("14 March 2024, 09:00", "2024-03-14T09:00:00", "byline")
    ]


def test_a_change_is_no_day_of_publication():
    heading = read(linked=news(datePublished="2024-03-12T10:00:00Z", dateModified="2024-03-14T08:00:00Z"))

    assert (heading.published.on, heading.modified.on) == (date(2024, 3, 12), date(2024, 3, 14))


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("canonical", "url", "archived"),
    [
        ("https://web.archive.org/web/20240312101010/https://gazette.example/a/b?utm_source=x",
         "https://gazette.example/a/b", ("https://web.archive.org/web/20240312101010/https://gazette.example/a/b?utm_source=x",)),
        ("https://web.archive.org/web/20240312101010im_/gazette.example/a/b", "http://gazette.example/a/b",
         ("https://web.archive.org/web/20240312101010im_/gazette.example/a/b",)),
        ("https://gazette.example/a/b", "https://gazette.example/a/b", ()),
    ],
)  # fmt: skip
def test_an_archive_s_address_is_not_the_article_s(canonical, url, archived):
    heading = read(head=f"<link rel=canonical href='{canonical}'>")

    assert (heading.url, heading.archived) == (url, archived)


def test_section_language_and_description():
    head = "<meta property=article:section content=World><meta name=description content='A flood.'>"
    heading = read(head=head, lang="pt_BR")

    assert (heading.section, heading.language, heading.description) == ("World", "pt-BR", "A flood.")


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"linked": "[" * 100_000}, id="deep-list"),
        pytest.param({"linked": '{"@graph":' * 50_000 + "1" + "}" * 50_000}, id="deep-object"),
        pytest.param({"linked": json.dumps([news(headline=f"H{n}") for n in range(5000)])}, id="thousands-of-articles"),
        pytest.param({"linked": news(author=[{"@id": f"#{n}"} for n in range(20_000)])}, id="thousands-of-authors"),
        pytest.param({"linked": news(keywords="a," * 500_000)}, id="a-megabyte-of-tags"),
        pytest.param({"head": f"<meta name=author content='{'By ' * 500_000}'>"}, id="a-megabyte-of-labels"),
        pytest.param({"head": "".join(f"<meta name=m{n} content=1>" for n in range(30_000))}, id="many-metas"),
        pytest.param({"head": f"<title>{'a - ' * 200_000}</title>"}, id="endless-title"),
        pytest.param({"body": "<time datetime=2024-03-12>x</time>" * 10_000}, id="many-times"),
        pytest.param({"body": "<a rel=author>Jo Sample</a>" * 10_000}, id="many-authors"),
        pytest.param({"body": f"<h1>{'flood ' * 100_000}</h1>"}, id="endless-headline"),
        pytest.param({"body": "<h1>flood</h1>" * 10_000}, id="many-headlines"),
        pytest.param({"body": "<div class=author>" * 3000}, id="deep-bylines"),
        pytest.param({"body": "<p class=date>1 2 3 4 2024 2024 2024</p>" * 10_000}, id="many-dates"),
        pytest.param({"head": f"<link rel=canonical href='https://a.example/{'-a' * 500_000}'>"}, id="endless-address"),
    ],
)
def test_a_heading_made_to_be_slow_is_bounded(parts):
    begun = time.monotonic()

    assert read(**parts).title is not None
    assert time.monotonic() - begun < 20
