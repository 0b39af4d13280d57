"""Valid values with some things changed: `an_article(title="…")`, `a_claim(harm="wounded")`, `a_traced(id="r1")`."""

import dataclasses
import hashlib
import re
from datetime import UTC, date, datetime
from typing import Any

from tolltrace.values import (
    Article,
    Claim,
    Figure,
    Headline,
    Hedge,
    Link,
    Method,
    Page,
    Place,
    Published,
    Repair,
    Span,
    Traced,
)

TITLE = "Ferry fire at Lake Dravo kills at least 12"
BODY = (
    "At least 12 people were killed and 30 wounded when a ferry burned on Lake Dravo on Monday, the governor said.\n\n"
    'The health ministry told Radio Karvel that "up to 40" passengers were missing.\n\n'
    "Neither figure could be confirmed."
)


def a_published(at: datetime | date = datetime(2024, 3, 4, 18, 30, tzinfo=UTC), **changes: Any) -> Published:
    """Published at an instant or on a day, as the byline says."""
    instant = at if isinstance(at, datetime) else None
    on = at.date() if isinstance(at, datetime) else at
    return dataclasses.replace(Published(on=on, at=instant, printed=at.isoformat(), known_from="byline"), **changes)


def an_article(**changes: Any) -> Article:
    """A report of a made-up fire. Its page's bytes follow its content, unless `page_sha256` is given."""
    article = Article(
        id="https://karvel.example/news/ferry-fire",
        title=TITLE,
        body=BODY,
        language="en",
        source="pages/ferry-fire.html",
        page_sha256="",
        outlet="The Karvel Courier",
        url="https://karvel.example/news/ferry-fire",
        published=a_published(),
        description="A ferry burned on Lake Dravo.",
        authors=("A. Writer",),
        tags=("Lake Dravo", "ferries"),
    )
    article = dataclasses.replace(article, **changes)
    if not article.page_sha256:
        page = repr((article.id, article.title, article.body, article.published)).encode()
        article = dataclasses.replace(article, page_sha256=hashlib.sha256(page).hexdigest())
    return article


def a_full_article(**changes: Any) -> Article:
    """The made-up report with all that an article can have."""
    repair = Repair("2024-18-04", "2024-03-04", "minutes stand in the month's place")
    everything: dict[str, Any] = {
        "standfirst": "Rescuers searched the lake all night.",
        "headlines": (Headline("Ferry fire kills dozens", "OpenGraph"), Headline("ferry fire", "address")),
        "modified": a_published(datetime(2024, 3, 5, 7, 0, tzinfo=UTC), repairs=(repair,)),
        "wire": "Andes Wire",
        "dateline": "PORT KARVEL",
        "section": "World",
        "captions": ("The ferry on Monday.",),
        "quotations": (Span("Rescuers searched", len(TITLE) + 2, len(TITLE) + 19),),
        "notes": ("Correction: an earlier version gave a toll of 14.",),
        "archived": ("https://archive.example/20240305/ferry-fire",),
        "forwarded_from": "Lake Channel",
        "post_of": "https://karvel.example/live/ferry-fire",
        "captured_at": datetime(2024, 3, 6, 12, 0, 30, tzinfo=UTC),
    }
    return an_article(**(everything | changes))


def a_page(content: bytes = b"<title>Ferry fire</title><p>At least 12 people died.", **changes: Any) -> Page:
    """The made-up report as it was sent."""
    return dataclasses.replace(Page("html", content, "pages/ferry-fire.html"), **changes)


def a_claim(words: str = "At least 12", *, article: Article | None = None, **changes: Any) -> Claim:
    """A claim whose mention is the first such words in the article, with the sentence that holds them as evidence.

    Its id follows, as the real one does, from the article, the mention and the harm.
    """
    article = article or an_article()
    start = article.text.index(words)
    mention = Span(words, start, start + len(words))
    harm = changes.get("harm", "killed")
    told_apart = repr((article.id, article.text, mention, harm)).encode()
    claim = Claim(
        id=hashlib.sha256(told_apart).hexdigest()[:16],
        number=1,
        mention=mention,
        evidence=sentence_around(article.text, mention),
        figure=Figure(low=12, value=12, hedge=Hedge.AT_LEAST),
        harm=harm,
        victims="people",
        place=Place("on Lake Dravo", name="Lake Dravo", geonames_id=1, latitude=1.5, longitude=-2.25, where_prec=2),
        chain=(Link("governor", cue="said"),),
    )
    return dataclasses.replace(claim, **changes)


def sentence_around(text: str, mention: Span) -> Span:
    """Near enough for tests: from one full stop or line break to the next."""
    before = [match.end() for match in re.finditer(r"[.\n]\s*", text[: mention.start])]
    start = before[-1] if before else 0
    after = re.search(r"\.|\n|$", text[mention.end :])
    end = mention.end + (after.end() if after and after.group() == "." else after.start() if after else 0)
    return Span(text[start:end], start, end)


def the_claims(article: Article) -> tuple[Claim, ...]:
    """What the made-up report claims: 12 killed, 30 wounded, up to 40 missing."""
    told = (Link("health ministry", cue="told"), Link("Radio Karvel"))
    return (
        a_claim("At least 12", article=article, number=1),
        a_claim("30", article=article, number=2, harm="wounded", figure=Figure(30, 30, 30), victims=None, place=None),
        a_claim(
            "up to 40",
            article=article,
            number=3,
            harm="missing",
            figure=Figure(None, 40, 40, Hedge.AT_MOST),
            victims="passengers",
            side="Karvel",
            place=None,
            chain=told,
            quoted=True,
        ),
    )


def a_method(code: str = "0.1.0", **changes: Any) -> Method:
    """A released version; its code's hash follows from it."""
    method = Method(code, code_sha256=hashlib.sha256(code.encode()).hexdigest(), knowledge_sha256="b" * 64)
    return dataclasses.replace(method, **changes)


def a_traced(
    *,
    claims: tuple[Claim, ...] | None = None,
    method: Method | None = None,
    article: Article | None = None,
    page: Page | None = None,
    **changes: Any,
) -> Traced:
    """The made-up report, traced. Other keywords change its article: `a_traced(id="r1", title="…")`.

    Without `claims` it holds the three that its body makes (the body must then be the made-up one, or hold its words).
    With `page` its article was read from that.
    """
    if page:
        changes["page_sha256"] = page.sha256
    article = dataclasses.replace(article, **changes) if article else an_article(**changes)
    return Traced(article, the_claims(article) if claims is None else claims, method or a_method(), page)
