"""A list as a feed, in Atom (RFC 4287) and as JSON Feed 1.1. Pure.

An entry's id is its record's: it stays the same wherever the ledger is served.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

import msgspec

from tolltrace.text import squeeze

ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
NOT_XML = dict.fromkeys((0xFFFE, 0xFFFF))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORMS = (".atom", ".feed.json")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a list. `kind` and `key` name it whatever site shows it."""

    kind: str  # "statement", "claim", "report", "digest", …
    key: str
    title: str
    address: str  # whole
    updated: datetime
    text: str
    tags: tuple[str, ...] = ()
    language: str | None = None
    image: str | None = None

    @property
    def id(self) -> str:
        """What stays when the site moves."""
        named = f"tolltrace:{self.kind}:{self.key}".encode("utf-8", "replace").decode()
        return f"urn:uuid:{uuid5(NAMESPACE_URL, named)}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A list to follow."""

    title: str
    home: str  # the page that shows it, whole
    own: str  # its own address, whole
    updated: datetime
    entries: Sequence[Entry]


def write_feed(feed: Feed, path: str) -> bytes:
    """As the address that it is asked under wants it."""
    write: Callable[[Feed], str] = write_atom if path.endswith(".atom") else write_json_feed
    return write(feed).encode("utf-8", "replace")


def media_of(path: str) -> str:
    """What that is called."""
    return ATOM if path.endswith(".atom") else JSON_FEED


def page_of(path: str) -> str:
    """The path of the page that a feed is of."""
    return path.removesuffix(".atom").removesuffix(".feed.json")


def write_json_feed(feed: Feed) -> str:
    """As JSON Feed 1.1."""
    items = [
        {
            "id": each.id,
            "url": each.address,
            "title": each.title,
            "content_text": each.text,
            "date_modified": stamp(each.updated),
        }
        | ({"language": each.language} if each.language else {})
        | ({"image": each.image} if each.image else {})
        | ({"tags": list(each.tags)} if each.tags else {})
        for each in feed.entries
    ]
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": "en",
        "items": items,
    }
    return msgspec.json.encode(clean(told)).decode()


def clean(value: object) -> object:
    """What JSON can hold: half a character becomes a question mark."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {name: clean(each) for name, each in value.items()}
        case list():
            return [clean(each) for each in value]
    return value


def write_atom(feed: Feed) -> str:
    """As Atom."""
    entries = "\n".join(map(write_entry, feed.entries))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<id>{xml_text(feed.own)}</id>\n<title>{xml_text(feed.title)}</title>\n"
        f"<updated>{stamp(feed.updated)}</updated>\n<author><name>tolltrace</name></author>\n"
        f'<link rel="self" type="{ATOM}" href={quoteattr(feed.own)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(feed.home)}/>\n{entries}\n</feed>\n'
    )


def write_entry(entry: Entry) -> str:
    """One thing of it."""
    tags = "".join(f"<category term={quoteattr(squeeze(each).translate(NOT_XML))}/>" for each in entry.tags)
    lines = "\n".join(xml_text(line) for line in entry.text.splitlines())
    return (
        f"<entry><id>{entry.id}</id><title>{xml_text(entry.title)}</title><updated>{stamp(entry.updated)}</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(entry.address)}/>{tags}'
        f'<content type="text">{lines}</content></entry>'
    )


def xml_text(text: str) -> str:
    """Words as XML holds them."""
    return escape(squeeze(text).translate(NOT_XML))


def stamp(moment: datetime) -> str:
    """ "2023-05-01T23:29:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
