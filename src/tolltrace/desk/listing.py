"""What a visit to a source lists, as it is to be remembered: what is fetched, what was there before we came. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urldefrag, urlsplit

import msgspec

from tolltrace.desk.config import Source
from tolltrace.values import Failed, Page, Rejected
from tolltrace.visits import Listed, Visit
from tolltrace.watching import Entry, Fate, Kind

MAX_DEPTH = 3  # of sitemaps in sitemaps
MOST_UNDATED_LISTS = 20  # of one sitemap that says of none when it changed: they are asked each time
MOST_OF_A_SECTION = 100  # links that are fetched when it is read for the first time
MAX_ADDRESS = 2000  # characters; no report needs more, and an index holds so many
EXPECTED = {Kind.FEED: "a feed", Kind.SITEMAP: "a sitemap", Kind.TELEGRAM: "a channel's public page"}


class Told(msgspec.Struct):
    """Of a record that a feed or a channel gives, what names it."""

    url: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Inline:
    """An entry that holds its report's text, and under what it is known."""

    entry: Entry
    page: Page


def list_entries(
    listed: Iterable[Listed], source: Source, read_at: datetime | None, now: datetime, depth: int = 0
) -> Iterator[Entry]:
    """What is to be fetched, and what is only noted, as it was there before we came.

    Of a sitemap that is what it dates before its last reading (less `newer_than`); where nobody read it yet
    (`read_at` None), also what it does not date. Of a section that nobody read yet, the links behind the first hundred.
    """
    is_sitemap, is_section = source.kind is Kind.SITEMAP, source.kind is Kind.SECTION
    cutoff = (read_at or now) - source.newer_than
    undated = count = 0
    for one in listed:
        address = urldefrag(one.address)[0]
        if len(address) > MAX_ADDRESS or (one.is_list and depth >= MAX_DEPTH):
            continue
        count += 1
        undated += one.is_list and one.dated is None
        is_old = is_sitemap and (
            is_older(one.dated, cutoff) or (one.dated is None and not one.is_list and read_at is None)
        )
        too_many = (one.is_list and undated > MOST_UNDATED_LISTS) or (
            is_section and read_at is None and count > MOST_OF_A_SECTION
        )
        stamp = f"{one.stamp}\n{now}" if one.is_list and one.dated is None else one.stamp  # asked again each time
        fate = Fate.NOTED if is_old or too_many else Fate.WAITING
        host = urlsplit(address).hostname or source.watched.host
        yield Entry(address, host, digest(stamp), depth + 1 if one.is_list else 0, fate)


def is_older(dated: str | None, cutoff: datetime) -> bool:
    """Whether a list says that something is older than that. What is not dated is not, nor what a fast clock dated."""
    if dated is None:
        return False
    try:
        said = datetime.fromisoformat(dated)
    except ValueError:
        return False
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    return said + timedelta(days=1 if "T" not in dated else 0) < cutoff


def find_inline(visit: Visit, source: Source) -> list[Inline]:
    """The entries that hold their text, each address once: the first, where a feed gives several under one."""
    found: dict[str, Inline] = {}
    for page in visit.pages:
        if isinstance(page, Page) and page.kind == "jsonl":
            sha = page.sha256
            address = address_of(page) or f"{source.watched.place}#{name_of(page) or sha[:32]}"
            found.setdefault(address, Inline(Entry(address, source.watched.host, sha[:32], fate=Fate.TRACED), page))
    return list(found.values())


def address_of(page: Page) -> str | None:
    """The address that a record gives for itself."""
    url = read_told(page).url
    return url if url and len(url) <= MAX_ADDRESS else None


def name_of(page: Page) -> str | None:
    """The id that a record without an address gives for itself, in a few characters."""
    return digest(read_told(page).id or "") or None


def read_told(page: Page) -> Told:
    """What names a record; nothing where it is none."""
    try:
        return msgspec.json.decode(page.content, type=Told)
    except msgspec.DecodeError:
        return Told()


def what_is_wrong(visit: Visit, source: Source) -> str | None:
    """What a person should know of a list that was read: damage, or that it is no such list."""
    for page in visit.pages:
        if isinstance(page, Failed):
            return page.detail
        if isinstance(page, Rejected):
            return f"{page.reason.value}: {page.detail}" if page.detail else page.reason.value
        if not page.content:
            return f"{visit.address} is empty; expected {EXPECTED.get(source.kind, 'a page')}"
        if page.kind != "jsonl" and source.kind in EXPECTED:
            found, expected = f"{visit.address} gives a page ({page.kind})", EXPECTED[source.kind]
            return f"{found}, and {expected} was expected; watch it as a section"
    return None


def digest(stamp: str) -> str:
    """A stamp in a few characters; "" stays."""
    return hashlib.sha256(stamp.encode("utf-8", "replace")).hexdigest()[:32] if stamp else ""
