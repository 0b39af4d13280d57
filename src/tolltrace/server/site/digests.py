"""The archive of digests: all that were sent, each a page of its own; and their feed."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from tolltrace.digests import Digest, Every
from tolltrace.ledger import Ledger
from tolltrace.phrasing import counted, day_words
from tolltrace.server.answers import Anybody, answer
from tolltrace.server.asking import AsOf
from tolltrace.server.mail.choosing import digest_line, digest_to_json, tell_digest
from tolltrace.server.mail.posting import can_send
from tolltrace.server.site.feeding import Entry
from tolltrace.server.site.feeds import send_feed
from tolltrace.server.site.frame import Reader, show
from tolltrace.server.site.tables import table

router = APIRouter()
MOST = 60  # digests of one page: two months of days
MAX_KEY = 2**53
COLUMNS = ("digest", "every", "since", "until", "statements")
Name = Annotated[str, Path(pattern=r"^\d{4}-(\d\d-\d\d|W\d\d)$")]


class DigestsAsking(AsOf):
    """A page of the archive."""

    before: int | None = None  # the key of the last one of the page before


@router.get("/digests")
async def digests(asked: Reader, said: Annotated[DigestsAsking, Query()]) -> Response:
    """All digests, and how to get them."""
    ledger, sends = asked.desk.ledger, can_send(asked.desk.settings)

    def read(_: object) -> dict[str, Any]:
        found = list_digests(ledger, said)
        return {"digests": found, "more": found[-1].key if len(found) == MOST else None, "sends": sends}

    return await show(asked, said, "digests.html", read, twins=("json", "csv"))


@router.get("/digests.json")
async def digests_record(asked: Anybody, said: Annotated[DigestsAsking, Query()]) -> Response:
    """The same for programs."""
    return await answer(
        asked,
        lambda: list_digests(asked.desk.ledger, said),
        lambda found: {
            "items": [digest_line(each) for each in found],
            "next": f"/digests.json?before={found[-1].key}" if len(found) == MOST else None,
        },
    )


@router.get("/digests.csv")
async def digests_table(asked: Anybody, said: Annotated[DigestsAsking, Query()]) -> Response:
    """The same, a line each."""

    def read() -> Iterator[tuple[object, ...]]:
        for each in list_digests(asked.desk.ledger, said):
            yield each.name, each.every.value, each.since.isoformat(), each.until.isoformat(), len(each.statements)

    return await table(asked, COLUMNS, read, "digests.csv")


@router.get("/digests.atom")
@router.get("/digests.feed.json")
async def digests_feed(asked: Anybody, said: Annotated[DigestsAsking, Query()]) -> Response:
    """Digests to follow without a mail."""

    def read(base: str) -> Iterator[Entry]:
        return (entry_of(each, base) for each in list_digests(asked.desk.ledger, said))

    return await send_feed(asked, said, "Digests", read)


@router.get("/digests/{name}.json")
async def digest_record(asked: Anybody, name: Name, said: Annotated[AsOf, Query()]) -> Response:
    """One digest for programs."""
    ledger = asked.desk.ledger
    return await answer(
        asked, lambda: tell_digest(ledger, ledger.mailing.digest(name), as_of=said.as_of), digest_to_json
    )


@router.get("/digests/{name}")
async def digest(asked: Reader, name: Name, said: Annotated[AsOf, Query()]) -> Response:
    """One digest, with what its statements say as the ledger now shows them."""
    ledger, sends = asked.desk.ledger, can_send(asked.desk.settings)
    return await show(
        asked,
        said,
        "digest.html",
        lambda _: {"told": tell_digest(ledger, ledger.mailing.digest(name), as_of=said.as_of), "sends": sends},
        twins=("json",),
    )


def list_digests(ledger: Ledger, said: DigestsAsking) -> tuple[Digest, ...]:
    """Those that there were on a day, the newest first."""
    before = min(said.before, MAX_KEY) if said.before is not None else None
    found = ledger.mailing.digests(before=before, limit=MOST)
    until = datetime.combine(said.as_of, time.max, UTC) if said.as_of else None
    return tuple(each for each in found if until is None or each.until <= until)


def title_of(digest: Digest) -> str:
    """ "23 November 2026", "The week to 23 November 2026"."""
    until = day_words(digest.until.date())
    return until if digest.every is Every.DAILY else f"The week to {until}"


def entry_of(digest: Digest, base: str) -> Entry:
    """One of their feed."""
    text = f"{counted(len(digest.statements), 'statement')}. Claims, never facts."
    return Entry("digest", digest.name, title_of(digest), f"{base}/digests/{digest.name}", digest.until, text)
