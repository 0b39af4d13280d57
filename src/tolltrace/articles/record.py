"""An article given as a line of JSON: `{"id", "title", "publisher", "published", "text", "url"}`, text required."""

from collections.abc import Iterator

import msgspec

from tolltrace.articles.dates import Candidate, find_stamps, read_published
from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Failed, Page, Published, Reason, Rejected

SHOWN_CHARS = 80  # of a value that is not as it must be
EXPECTED = 'expected {"text": "…"}, and where known "id", "title", "publisher", "published", "url", each a string'


class Record(msgspec.Struct, frozen=True):
    """What a line may say; other keys are left alone."""

    text: str
    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


def extract(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected | Failed]:
    """The one article of a line, its text exactly as given: offsets that others made in it must hold."""
    try:
        record = msgspec.json.decode(page.content, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Failed(page.source, f"{error}; {EXPECTED}")
        return
    if not record.text.strip():
        yield Rejected(page.source, Reason.EMPTY, "its text is empty")
        return
    outlet = knowledge.outlets.named(record.publisher) or knowledge.outlets.at_url(record.url)
    published: Published | None = None
    if record.published:
        stamps = find_stamps(record.published, knowledge.signs)
        candidates = [Candidate(stamp, "given with the article") for stamp in stamps]
        published = read_published(candidates, outlet=outlet, signs=knowledge.signs)
        if published is None:
            found = record.published[:SHOWN_CHARS]
            detail = f"published: found {found!r}, expected a date such as 2023-05-01 or 2023-05-01T19:29:00Z"
            yield Failed(page.source, detail)
            return
    yield Article(
        id=record.id or record.url or page.sha256,
        title=record.title or None,
        body=record.text,
        language="",
        source=page.source,
        page_sha256=page.sha256,
        outlet=record.publisher or (outlet.name if outlet else None),
        url=record.url,
        published=published,
    )
