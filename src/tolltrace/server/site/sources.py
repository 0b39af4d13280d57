"""The sources that desks watch: how each is, and what became of what it listed (docs/desk.md)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, Query, Response

from tolltrace.phrasing import counted
from tolltrace.server.answers import RECORDS, Anybody, Asked
from tolltrace.server.asking import Asking
from tolltrace.server.site.feeding import EPOCH, Entry, Feed, media_of, write_feed
from tolltrace.server.site.frame import HEADERS, HTML, Reader, base_of, frame_of, render, signed_in
from tolltrace.server.site.tables import CSV, saved_as, write_table
from tolltrace.watching import Fate, SourceState

router = APIRouter()
WELL = ("read", "unchanged", "new")
WORDS = {  # of a state, for a reader
    "new": "not read yet",
    "read": "read",
    "unchanged": "read, nothing new",
    "failed": "could not be read",
    "busy": "asked us to come later",
    "forbidden": "does not let us read it",
    "gone": "gone for good",
}
COLUMNS = (
    "name", "kind", "place", "state", "failures", "error", "checked_at", "read_at", "news_at", "next_at",
    "traced", "claims",
)  # fmt: skip
FRESH = {"Cache-Control": "no-store"}  # it changes with every visit of a desk, and the ledger's own state does not


class SourcesAsking(Asking):
    """Nothing can be chosen."""


def read_sources(asked: Asked) -> list[SourceState]:
    """Each source, those in trouble first. Without what is not for everybody: folders, queries, what an error says."""
    found = asked.desk.ledger.desk.sources()
    shown = found if asked.is_trusted else map(without_secrets, found)
    return sorted(shown, key=lambda one: (one.state in WELL, one.name))


def without_secrets(source: SourceState) -> SourceState:
    """What anybody may see of a source."""
    return replace(source, place=public_place(source.place), error=None, moved_to=None)


def public_place(place: str) -> str:
    """An address without what may be a key in it; nothing of a folder."""
    parts = urlsplit(place)
    return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.scheme in ("http", "https") else ""


@router.get("/sources")
async def sources(asked: Reader, said: Annotated[SourcesAsking, Query()]) -> Response:
    """All sources."""
    state = await asked.desk.state()
    token: str = asked.request.state.token
    frame = replace(frame_of(asked, said, state, ("json", "csv")), **signed_in(asked.admitted, token))

    def make() -> bytes:
        told = {"sources": read_sources(asked), "words": WORDS, "well": WELL, "is_private": True}
        return render("sources.html", frame, told)

    return Response(await asked.desk.run(make), 200, {**FRESH, **HEADERS}, media_type=HTML)


@router.get("/sources.json")
async def sources_record(asked: Anybody, said: Annotated[SourcesAsking, Query()]) -> Response:
    """The same for programs."""
    found = await asked.desk.run(lambda: read_sources(asked))
    body = msgspec.json.encode({"items": [source_to_json(one) for one in found]})
    return Response(body, 200, FRESH, media_type=RECORDS)


@router.get("/sources.csv")
async def sources_table(asked: Anybody, said: Annotated[SourcesAsking, Query()]) -> Response:
    """The same, a line each."""
    found = await asked.desk.run(lambda: read_sources(asked))
    body = write_table(COLUMNS, (row_of(one) for one in found))
    return Response(body, 200, {**FRESH, **saved_as("sources.csv")}, media_type=CSV)


def row_of(source: SourceState) -> tuple[object, ...]:
    """One source, in the order of COLUMNS."""
    told = source_to_json(source) | {"traced": source.items.get(Fate.TRACED, 0)}
    return tuple(str(each) if isinstance(each, datetime) else each for each in map(told.get, COLUMNS))


@router.get("/sources.atom")
@router.get("/sources.feed.json")
async def sources_feed(asked: Anybody, said: Annotated[SourcesAsking, Query()]) -> Response:
    """Each source, by when it last had something new."""
    base, path = base_of(asked), asked.request.url.path
    entries = tuple(entry_of(one, base) for one in await asked.desk.run(lambda: read_sources(asked)))
    newest = max((each.updated for each in entries), default=EPOCH)
    feed = Feed("Sources · tolltrace", f"{base}/sources", f"{base}{path}", newest, entries)
    return Response(write_feed(feed, path), 200, FRESH, media_type=media_of(path))


def entry_of(source: SourceState, base: str) -> Entry:
    """A source."""
    updated = source.news_at or source.read_at or source.checked_at or EPOCH
    brought = f"{counted(source.items.get(Fate.TRACED, 0), 'report')}, {counted(source.claims, 'claim')}"
    text = f"{WORDS.get(source.state, source.state)}; {brought}."
    return Entry("source", source.name, source.name, f"{base}/sources", updated, text)


def source_to_json(source: SourceState) -> dict[str, Any]:
    """One source."""
    return {
        "name": source.name,
        "kind": source.kind,
        "place": source.place or None,
        "state": source.state,
        "failures": source.failures,
        "error": source.error,
        "moved_to": source.moved_to,
        "checked_at": source.checked_at,
        "read_at": source.read_at,
        "news_at": source.news_at,
        "next_at": source.next_at,
        "items": source.items,
        "claims": source.claims,
    }
