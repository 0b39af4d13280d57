"""What still answers a question once names are withheld: none is found, nor counted, by asking for it."""

from dataclasses import replace

from sqlalchemy import Connection, select

from tolltrace.ledger.database import recalled
from tolltrace.ledger.folding import fold, has_words, words_of
from tolltrace.ledger.lists import listed_claims, listed_keys, looks_beyond_listings
from tolltrace.ledger.recorded import ClaimQuery, RecordedReport
from tolltrace.ledger.recording import read_chains
from tolltrace.ledger.rows import read_recorded_claim
from tolltrace.ledger.searching import Matches, find_matches
from tolltrace.ledger.tables import listings, reports
from tolltrace.ledger.withholding import Withholding

MOST_CHECKED = 500  # claims; of more the words are common, and tell of nobody …
MOST_TRIED = 20  # … unless not one of so many answers as it is shown: then a name was asked for that many reports hold
NONE = Matches(())


def still_found(connection: Connection, withholding: Withholding, query: ClaimQuery) -> Matches | None:
    """The claims that have a query's words; where few have them and its speaker, those that still do as shown."""
    return recalled(connection, ("found", query), lambda: _found(connection, withholding, query))


def _found(connection: Connection, withholding: Withholding, query: ClaimQuery) -> Matches | None:
    matches = find_matches(connection, query)
    if not (query.text or query.speaker or query.speakers):
        return matches
    asked = replace(query, limit=MOST_CHECKED + 1, by_doubt=False)
    if looks_beyond_listings(query):
        return _checked(connection, withholding, query, asked, matches)
    few = listed_keys(asked, matches).limit(MOST_CHECKED + 1).subquery()
    told = select(few.c.claim, reports.c.id).join(listings, listings.c.claim == few.c.claim)
    rows = connection.execute(told.join(reports, reports.c.key == listings.c.report)).all()
    if len(rows) > MOST_CHECKED:
        tried = Matches(tuple(row.claim for row in rows[:MOST_TRIED]))
        return matches if _checked(connection, withholding, query, asked, tried) != NONE else NONE
    withholding.look_through(row.id for row in rows)
    if not any(_may_be_withheld(withholding, each, query) for each in {row.id for row in rows}):
        return Matches(tuple(row.claim for row in rows))
    return _checked(connection, withholding, query, asked, matches)


def _checked(
    connection: Connection, withholding: Withholding, query: ClaimQuery, asked: ClaimQuery, matches: Matches | None
) -> Matches | None:
    """Those that answer as they are shown; all where they are many, and some of them do."""
    rows = connection.execute(listed_claims(asked, matches)).all()
    are_many = len(rows) > MOST_CHECKED
    rows = rows[:MOST_TRIED] if are_many else rows
    chains = read_chains(connection, [row.key for row in rows])
    shown = withholding.claims([read_recorded_claim(row, chains.get(row.key, ())) for row in rows])
    kept = [row.key for row, one in zip(rows, shown, strict=True) if withholding.still_answers(one, query)]
    return matches if are_many and kept else Matches(tuple(kept))


def report_answers(connection: Connection, withholding: Withholding, shown: RecordedReport, query: ClaimQuery) -> bool:
    """Whether a report that a list found for a query's words or speaker does so as it is shown."""
    if not _asks_for_withheld(withholding, shown.id, query):
        return True
    words = " ".join(words_of(query.text))
    if words and not (query.speaker or query.speakers) and has_words(shown.title or "", None, words):
        return True
    its = replace(query, report=shown.id, limit=None)
    found = still_found(connection, withholding, its)
    return connection.execute(listed_claims(its, found).limit(1)).first() is not None


def _may_be_withheld(withholding: Withholding, report: str, query: ClaimQuery) -> bool:
    """Whether what a query asks for can be, in part, what is withheld in a claim of a report."""
    names = withholding.names_found_in(report)
    if report in withholding.hidden.sentences or (names and (query.speaker or query.speakers)):
        return True
    return any(part.startswith(word) for name in names for part in words_of(name) for word in words_of(query.text))


def _asks_for_withheld(withholding: Withholding, report: str, query: ClaimQuery) -> bool:
    """Whether the words or the speaker of a query may be withheld in a report: then it is looked at more closely."""
    asks = query.text or query.speaker or query.speakers
    if report in withholding.hidden.sentences and asks:
        return True
    names = withholding.names_in(report) if asks else ()
    return any(
        (query.speaker and fold(query.speaker) in fold(name))
        or any(fold(name) in fold(each) or fold(each) in fold(name) for each in query.speakers)
        or any(part.startswith(word) for part in words_of(name) for word in words_of(query.text))
        for name in names
    )
