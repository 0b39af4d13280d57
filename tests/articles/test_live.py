"""Live blogs that list their posts in their markup alone: an article each; and pages that only look so: one article."""

import time

import pytest

from tolltrace.articles import read_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Article, Page, Reason

URL = "https://karvel.example/live/ferry-fire"
HEAD = f"""<!doctype html><html lang=en><head><title>Ferry fire: live updates | Karvel Post</title>
<link rel=canonical href={URL}></head><body><nav><a href=/>Home</a><a href=/live>Live</a></nav>
<main><h1>Ferry fire: live updates</h1>"""
FOOT = "</main><footer>© Karvel Post</footer></body></html>"
SAYS = (
    "At least three people died when the ferry caught fire off Karvel on Monday evening, the coast guard says.",
    "Twelve more passengers are in hospital, a doctor on duty told our reporter. Two of them are badly burnt.",
    "The harbour master says that nobody else was on the car deck when the fire broke out behind the lorries.",
    "Divers have found a fourth body, the coast guard now says. The search of the cabins goes on until nightfall.",
)


def post(number, build, says=None):
    hour = 20 - number
    return build.format(n=number, hour=hour, iso=f"2024-03-12T{hour}:05:00+01:00", says=says or SAYS[number])


def page(build, *, head=HEAD, around=("<div class=feed>", "</div>"), beside="", foot=FOOT):
    posts = "\n".join(post(number, build) for number in range(len(SAYS)))
    return f"{head}{beside}{around[0]}{posts}{around[1]}{foot}"


def read(html):
    content = html.encode()
    return list(read_articles(Page("html", content, "saved.html"), load_knowledge()))


BUILDS = {
    "article-with-time": "<article id=p{n}><h2><time datetime={iso}>{hour}:05</time> News {n}</h2>"
    "<p>{says}</p></article>",
    "list": "<li id=p{n}><time datetime={iso}>{hour}:05</time><h3>News {n}</h3><p>{says}</p><a href=/x>Share</a></li>",
    "box-in-box": "<div class=wrap><div class=row><div id=p{n} class=entry><header><span><time datetime={iso}>"
    "{hour}:05</time></span></header><h3>News {n}</h3><div class=text><p>{says}</p></div></div></div></div>",
    "anchor-alone": "<div class=post id=p{n}><b>{hour}:05</b><h3>News {n}</h3><p>{says}</p></div>",
}


@pytest.mark.parametrize("build", [pytest.param(build, id=name) for name, build in BUILDS.items()])
def test_each_post_is_an_article_tied_to_its_page(build):
    posts = read(page(build))

    assert [one.body for one in posts] == list(SAYS)
    assert [one.title for one in posts] == [f"News {number}" for number in range(4)]
    assert {one.post_of for one in posts} == {URL}
    assert len({one.id for one in posts}) == 4


@pytest.mark.parametrize("name", ["article-with-time", "list", "box-in-box"])
def test_a_post_has_its_own_time_not_that_of_the_page(name):
    posts = read(page(BUILDS[name]))

    assert [one.published.iso for one in posts] == [f"2024-03-12T{20 - n}:05:00+01:00" for n in range(4)]
    assert {one.published.known_from for one in posts} == {"time element"}


def test_a_post_is_named_by_its_anchor_so_that_new_posts_do_not_rename_it():
    posts = read(page(BUILDS["list"]))

    assert [one.id for one in posts] == [f"{URL}#p{number}" for number in range(4)]


def test_posts_parted_by_day_are_posts_all_the_same():
    build = BUILDS["list"]
    days = [f"<ul class=day>{post(n, build)}{post(n + 1, build)}</ul>" for n in (0, 2)]

    assert len(read(HEAD + "".join(days) + FOOT)) == 4


def test_what_stands_above_the_posts_is_an_article_of_the_page():
    summary = (
        "<p>A fire on the evening ferry from Karvel has killed several people and hurt a dozen more, and the search "
        "of the ship goes on. Here is what we know so far: the fire broke out on the car deck a mile off the "
        "harbour, and the crew put three boats to water before the coast guard came, the company "
        "that runs the ferry says.</p>"
    )
    more = (
        "<p>The company had no number at first, and its spokesman spoke of “a few”. It is post number {n} of this "
        "page, and tells where, and when, and who has said so to the reporters who wait at the harbour "
        "since the evening.</p>"
    )
    build = BUILDS["article-with-time"].replace("</article>", more + "</article>")
    whole, *posts = read(page(build, beside=summary))

    assert (whole.id, whole.post_of, len(posts)) == (URL, None, 4)
    assert whole.body.startswith("A fire on the evening ferry")


def test_a_post_without_headline_has_the_page_s():
    posts = read(page("<li id=p{n}><time datetime={iso}>{hour}:05</time><p>{says}</p></li>"))

    assert {one.title for one in posts} == {"Ferry fire: live updates"}


STORY = "".join(f"<p>{says}</p>" for says in SAYS)
TIMED = "<div id=c{n} class={name}><b>Ann</b><time datetime={iso}>{hour}:05</time><p>{says}</p></div>"
PLAIN = HEAD.replace(": live updates", " kills three").replace("/live/", "/news/")
REMARKS = [
    f"I was on that ferry last week, number {n}, and nobody checked the lorries. Shame on them all." for n in range(4)
]


def timed(name, says):
    return "".join(
        TIMED.format(n=n, name=name, hour=20 - n, iso=f"2024-03-12T{20 - n}:05:00+01:00", says=one)
        for n, one in enumerate(says)
    )


TEASERS = [f"<a href=/news/{n}>Another report {n} of the day that is no part of this one</a>" for n in range(4)]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(PLAIN + STORY + timed("comment", REMARKS) + FOOT, id="comments"),
        pytest.param(HEAD + STORY + timed("comment", REMARKS) + FOOT, id="comments-below-what-says-that-it-is-live"),
        pytest.param(PLAIN + STORY + timed("card", TEASERS) + FOOT, id="teasers"),
        pytest.param(HEAD + STORY + timed("card", TEASERS) + FOOT, id="teasers-below-what-says-that-it-is-live"),
        pytest.param(page(BUILDS["list"], head=PLAIN), id="a-page-that-does-not-say-that-it-is-live"),
        pytest.param(HEAD + f"<div id=p1>{STORY}</div><div id=p2><p>{REMARKS[0]}</p></div>" + FOOT, id="two-boxes"),
        pytest.param(
            HEAD + "".join(f"<p id=p{n}>{one}</p>" for n, one in enumerate(SAYS)) + FOOT, id="paragraphs-with-ids"
        ),
    ],
)
def test_what_is_only_built_like_a_live_blog_stays_one_article(html):
    (article,) = read(html)

    assert isinstance(article, Article)
    assert article.post_of is None
    assert SAYS[1] in article.body


def test_an_index_that_says_live_is_rejected_all_the_same():
    teaser = (
        "<li id=p{n}><a href=/news/{n}><h3>Something happened there today, number {n}</h3></a><time datetime={iso}>"
    )
    (rejected,) = read(
        page(teaser + "{hour}:05</time><p>{says}</p></li>", head=HEAD.replace("h1>Ferry fire", "h1>All that is new"))
    )

    assert rejected.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    "unit",
    [
        "<li id=p{n}><time datetime=2024-03-12T10:05:00Z>x</time><p>Five people died on Monday, he said.</p></li>",
        "<div class=post><time datetime=2024-03-12>",
        "<section><time datetime=x></section>",
        "<div class=post id=p{n}>x</div>",
        "<article><div><div><div><div><div><time datetime={n}>1</time>",
    ],
)
def test_posts_without_end_take_time_in_step_with_their_number(unit):
    html = HEAD + "".join(unit.format(n=n) for n in range(20_000)) + FOOT
    began = time.process_time()

    assert len(read(html)) <= 1001

    assert time.process_time() - began < 20
