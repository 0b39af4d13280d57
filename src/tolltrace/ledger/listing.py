"""The tables that lists, counts and searches look at: made of the others with every change (docs/decisions/0020)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select

from tolltrace.ledger.database import continue_keys, copy_in
from tolltrace.ledger.folding import fold, words_of
from tolltrace.ledger.hiding import claim_is_shown
from tolltrace.ledger.recorded import LEFT_OUT
from tolltrace.ledger.tables import (
    articles,
    claims,
    decisions,
    links,
    listings,
    places,
    reports,
    supersessions,
    versions,
    words,
)

BATCH = 1000

LISTED = (
    claims.c.key,
    claims.c.version,
    claims.c.newest,
    claims.c.mention_start,
    claims.c.harm,
    claims.c.side_folded,
    claims.c.place_text,
    claims.c.place_name,
    articles.c.published_on,
    versions.c.report,
    links.c.speaker,
)

Row = Mapping[str, Any]


def listing_row(row: Row, place: int | None) -> dict[str, Any]:
    """What a list needs of a claim, from a row with the columns of LISTED and the key of its place."""
    return {
        "claim": row["key"],
        "report": row["report"],
        "version": row["version"],
        "newest": row["newest"],
        "start": row["mention_start"],
        "day": row["published_on"].isoformat() if row["published_on"] else "",
        "harm": row["harm"],
        "side_folded": row["side_folded"],
        "place": place,
        "speaker": row["speaker"],
    }


def place_words(row: Row) -> str | None:
    """What a claim's place is found by; None where it has none."""
    if row["place_text"] is None:
        return None
    return _folded(row["place_text"], row["place_name"] or "")


@lru_cache(maxsize=4096)  # the same places come again and again
def _folded(text: str, name: str) -> str:
    return fold(f"{text}\n{name}")


def keys_of_places(connection: Connection, rows: Sequence[Row]) -> list[int | None]:
    """The key of each row's place, inserted where there is none; None where it names no place."""
    found_by = list(map(place_words, rows))
    names = {place: row["place_name"] for place, row in zip(found_by, rows, strict=True) if place}
    keys: dict[str, int] = {}
    asked = sorted(names)
    for at in range(0, len(asked), BATCH):
        found = select(places.c.words, places.c.key).where(places.c.words.in_(asked[at : at + BATCH]))
        keys |= {row.words: row.key for row in connection.execute(found)}
    missing = [place for place in asked if place not in keys]
    if missing:
        first = (connection.execute(select(func.max(places.c.key))).scalar_one() or 0) + 1
        keys |= {place: key for key, place in enumerate(missing, first)}
        copy_in(connection, places, [{"key": keys[one], "words": one, "name": names[one]} for one in missing])
        continue_keys(connection, [places])
    return [keys[place] if place else None for place in found_by]


def refresh_listings(connection: Connection, report_keys: Iterable[int]) -> None:
    """List anew the claims of some reports, as lists are to show them from now on."""
    wanted = sorted(report_keys)
    for at in range(0, len(wanted), BATCH):
        some = wanted[at : at + BATCH]
        connection.execute(delete(listings).where(listings.c.report.in_(some)))
        rows = [row._asdict() for row in connection.execute(_listed().where(versions.c.report.in_(some)))]
        keys = keys_of_places(connection, rows)
        if rows:
            connection.execute(insert(listings), list(map(listing_row, rows, keys)))


def list_new(connection: Connection, rows: Sequence[Row]) -> None:
    """List claims of reports that are all new."""
    copy_in(connection, listings, list(map(listing_row, rows, keys_of_places(connection, rows))))


def index_words(connection: Connection) -> None:
    """Make findable by their words what was recorded since the last time."""
    last = last_indexed(connection)
    while True:
        asked = (
            select(claims.c.key, claims.c.evidence_exact, articles.c.title)
            .join(articles, articles.c.version == claims.c.version)
            .where(claims.c.key > last)
            .order_by(claims.c.key)
            .limit(BATCH)
        )
        rows = connection.execute(asked).all()
        if not rows:
            return
        last = rows[-1].key
        insert_words(connection, ((row.key, words_of(row.evidence_exact, row.title)) for row in rows))


def insert_words(connection: Connection, found: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Words of claims, by their keys."""
    if connection.dialect.name == "postgresql":
        quoted = [{"claim": key, "words": " ".join(f"'{word}'" for word in each)} for key, each in found]
        copy_in(connection, words, quoted)
        return
    rows = [(key, " ".join(each)) for key, each in found]
    connection.exec_driver_sql("INSERT INTO words (rowid, said) VALUES (?, ?)", rows)


def last_indexed(connection: Connection) -> int:
    """The newest claim row whose words are known; 0 for none."""
    if connection.dialect.name == "postgresql":
        return connection.execute(select(func.max(words.c.claim))).scalar_one() or 0
    return connection.exec_driver_sql("SELECT max(id) FROM words_docsize").scalar_one() or 0


def fill(connection: Connection) -> None:
    """Make all of it, where a ledger was upgraded or copied."""
    connection.execute(delete(listings))
    last = 0
    while True:
        page = select(reports.c.key).where(reports.c.key > last).order_by(reports.c.key).limit(BATCH)
        keys = list(connection.execute(page).scalars())
        if not keys:
            break
        last = keys[-1]
        refresh_listings(connection, keys)
    index_words(connection)


@cache  # to build it takes longer than to ask it
def _listed() -> Any:
    """Claims as lists show them: the current ones of each report's latest edition, not left out, not taken down."""
    later, newest, theirs = versions.alias("later"), decisions.alias("newest"), decisions.alias("theirs")
    last = select(func.max(theirs.c.key)).where(theirs.c.claim == claims.c.key).scalar_subquery()
    return (
        select(*LISTED)
        .join(versions, versions.c.key == claims.c.version)
        .join(articles, articles.c.version == claims.c.version)
        .outerjoin(links, and_(links.c.claim == claims.c.key, links.c.position == 1))
        .outerjoin(supersessions, supersessions.c.claim == claims.c.key)
        .outerjoin(newest, newest.c.key == last)
        .where(
            supersessions.c.event.is_(None),
            claim_is_shown(),
            ~exists().where(later.c.report == versions.c.report, later.c.edition > versions.c.edition),
            or_(newest.c.verdict.is_(None), newest.c.verdict.not_in(LEFT_OUT)),
        )
        .order_by(claims.c.key)
    )
