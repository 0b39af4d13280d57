"""An article given as a line of JSON, by a user or by a reader of feeds, tables and messengers: see `Record`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

import msgspec

from tolltrace.articles.credits import add_credits
from tolltrace.articles.dates import Candidate, find_stamps, read_published
from tolltrace.articles.fragment import read_fragment
from tolltrace.articles.names import read_authors
from tolltrace.articles.quotations import set_apart
from tolltrace.knowledge import Knowledge
from tolltrace.text import squeeze
from tolltrace.values import Article, Failed, Outlet, Page, Published, Reason, Rejected

SHOWN_CHARS = 80  # of a value that is not as it must be
EXPECTED = (
    'expected {"text": "…"} or {"html": "…"}, and where known "id", "title", "publisher", "published", "url", '
    '"description", "modified", "section", "wire", "forwarded_from", "captured_at", each a string, '
    'and "authors" and "tags", each a string or a list of them'
)


class Record(msgspec.Struct, frozen=True):
    """What a line may say; other keys are left alone.

    `html` is read where there is no `text`. `feed` is the title of the feed that it came in, which names the outlet
    where neither `publisher` nor `url` does.
    """

    text: str | None = None
    html: str | None = None
    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    authors: str | tuple[str, ...] | None = None
    tags: str | tuple[str, ...] | None = None
    description: str | None = None
    modified: str | None = None
    section: str | None = None
    wire: str | None = None
    forwarded_from: str | None = None
    captured_at: str | None = None
    feed: str | None = None


class UnreadableError(ValueError):
    """A value of a record that is not what its key promises; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a record, and what stood beside it."""

    text: str
    captions: tuple[str, ...] = ()
    quoted: frozenset[str] = frozenset()


def extract(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected | Failed]:
    """The one article of a line, its text exactly as given: offsets that others made in it must hold."""
    try:
        record = msgspec.json.decode(page.content, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Failed(page.source, f"{error}; {EXPECTED}")
        return
    if record.text is None and record.html is None:
        yield Failed(page.source, f"Object holds neither `text` nor `html`; {EXPECTED}")
        return
    body = read_body(record)
    if not body.text.strip():
        yield Rejected(page.source, Reason.EMPTY, "its text is empty")
        return
    try:
        article = build_article(record, body, page, knowledge)
    except UnreadableError as error:
        yield Failed(page.source, str(error))
        return
    signed = record.authors if isinstance(record.authors, str) else " and ".join(article.authors)
    yield set_apart(add_credits(article, knowledge, byline=signed), body.quoted)


def build_article(record: Record, body: Body, page: Page, knowledge: Knowledge) -> Article:
    """The article that a record gives. Raises UnreadableError where a date of it is none."""
    outlet = knowledge.outlets.named(record.publisher) or knowledge.outlets.at_url(record.url)
    known = outlet or knowledge.outlets.named(record.feed)
    return Article(
        id=record.id or record.url or page.sha256,
        title=record.title or None,
        body=body.text,
        language="",
        source=page.source,
        page_sha256=page.sha256,
        outlet=record.publisher or (known.name if known else record.feed),
        url=record.url,
        published=read_date(record.published, "published", known, knowledge),
        description=squeeze(record.description or "") or None,
        authors=read_names(record.authors, knowledge),
        tags=read_tags(record.tags),
        modified=read_date(record.modified, "modified", known, knowledge),
        wire=squeeze(record.wire or "") or None,
        section=squeeze(record.section or "") or None,
        captions=body.captions,
        forwarded_from=squeeze(record.forwarded_from or "") or None,
        captured_at=instant_of(read_date(record.captured_at, "captured_at", None, knowledge)),
    )


def read_body(record: Record) -> Body:
    """The text as given, or the paragraphs of the HTML."""
    if record.text is not None:
        return Body(record.text)
    found = read_fragment(record.html or "")
    return Body("\n\n".join(found.paragraphs), found.captions, found.quoted)


def read_date(printed: str | None, key: str, outlet: Outlet | None, knowledge: Knowledge) -> Published | None:
    """The date under a key, None where there is none. Raises UnreadableError where it is no date."""
    if not printed:
        return None
    candidates = [Candidate(stamp, "given with the article") for stamp in find_stamps(printed, knowledge.signs)]
    if read := read_published(candidates, outlet=outlet, signs=knowledge.signs):
        return read
    found = printed[:SHOWN_CHARS]
    raise UnreadableError(f"{key}: found {found!r}, expected a date such as 2023-05-01 or 2023-05-01T19:29:00Z")


def instant_of(captured: Published | None) -> datetime | None:
    """When a copy was made, in UTC: a bare time is taken for that, as crawlers write it; of a day, its beginning."""
    if captured is None:
        return None
    at = captured.at or datetime.combine(captured.on, time())
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def read_names(given: str | tuple[str, ...] | None, knowledge: Knowledge) -> tuple[str, ...]:
    """Who signs: a list names each of them; a string is a byline, "By Ann Example and Bob Example"."""
    if isinstance(given, str):
        return read_authors(squeeze(given), knowledge)
    return distinct(given or ())


def read_tags(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Each of a list; a string holds them with commas between."""
    return distinct(given.split(",") if isinstance(given, str) else given or ())


def distinct(printed: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Each on one line, once, in the order given, without blanks."""
    return tuple(dict.fromkeys(text for one in printed if (text := squeeze(one))))
