"""Follow figures through a ledger: group what was recorded, and find the statements, their echoes and their drift.

`statements` knows the rules and no database, `ledger` keeps things and knows no rule: here they meet.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, Protocol

from tolltrace.claims import extract_claims
from tolltrace.errors import AbsentError, LedgerError, TakenDownError, UnfitError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.paging import Page, Position
from tolltrace.reckoning import asked_of, build_series, check_series, explain_figure, find_findings, line_up
from tolltrace.relays import Explanation, Finding, LineUp, Statement
from tolltrace.statements import Statements, Updates, follow, is_followed
from tolltrace.statements import regroup as regroup_store
from tolltrace.summaries import Summary, summarise
from tolltrace.values import Article, Claim
from tolltrace.veil import Takedown, veil

ID_CHARS = 17  # "s", and the smallest id of a claim in it
MOST_BEGUN = 20  # statements that are loaded to find the one whose id begins so
TOGETHER = 100  # statements whose reports are looked through at once


class Withheld(Protocol):
    """What the ledger does not show of statements."""

    def summary(self, found: Summary) -> Summary:
        """What lists show of a statement, as it is shown."""

    def statement(self, found: Statement) -> Statement:
        """A statement as it is shown."""

    def names_in_all(self, report_ids: Iterable[str]) -> frozenset[str]:
        """The names that are withheld in some reports."""


def group_recorded(ledger: Ledger, knowledge: Knowledge | None = None) -> int:
    """Group what was recorded or decided since the last time; how many reports that was.

    `tolltrace trace` does it for each report; what a run that was killed left undone is done before anything is asked.
    """
    with ledger.grouping(write=False) as store:
        if store.recalled("followed", lambda: is_followed(store)):
            return 0
    knowledge = knowledge or load_knowledge()
    total = 0
    while True:
        with ledger.grouping() as store:
            count = follow(store, knowledge)
        if count == 0:
            return total
        total += count


def regroup(ledger: Ledger, knowledge: Knowledge | None = None) -> int:
    """Group the whole ledger anew, with the same result as recording gave; how many reports hold claims.

    Needed after an upgrade that groups otherwise. What reviewers ruled stays.
    """
    with ledger.grouping() as store:
        return regroup_store(store, knowledge or load_knowledge())


def take_down(ledger: Ledger, record_id: str, *, by: str, why: str) -> tuple[Takedown, ...]:
    """Take down a claim, a report, or with a statement all claims that relay it; and group anew what is left.

    What comes later and relays the same statement is not taken down with it: it has an id of its own.
    """
    try:
        found: tuple[Takedown, ...] = (ledger.take_down(record_id, by=by, why=why),)
    except TakenDownError:
        raise
    except AbsentError:
        statement = find_statement(ledger, record_id)
        found = ()
        for claim_id in dict.fromkeys(relay.claim.id for relay in statement.relays):
            with suppress(TakenDownError):  # with another of the same report
                found += (ledger.take_down(claim_id, by=by, why=why, statement=statement.id),)
    group_recorded(ledger)
    return found


def find_statements(
    ledger: Ledger, query: ClaimQuery | None = None, *, as_of: date | None = None, **filters: Any
) -> Iterator[Statement]:
    """The statements with a claim that a query lists, the newest first; all for None.

    Filters are ClaimQuery's: `find_statements(ledger, side="Russia")`; its `limit` counts statements.

    `as_of`: only from reports that had appeared by the end of that day, as they stood, grouped as they would have been
    then; in the order of their ids, and all in memory.
    """
    query = query or ClaimQuery(**filters)
    grade_of = ledger.gradebook(as_of=as_of or query.as_of).grade_of_statement
    with closing(_statements_of(ledger, query, as_of or query.as_of)) as found:
        shown = (withholding.statement(replace(one, grade=grade_of(one))) for one, withholding in found)
        yield from islice((one for one in shown if _still_answers(one, query)), query.limit)


def _statements_of(
    ledger: Ledger, query: ClaimQuery, as_of: date | None, *, updates: Updates = Updates.ALL
) -> Generator[tuple[Statement, Withheld]]:
    """All with a claim that a query lists, as they are in the ledger, names and all; and what of them is withheld."""
    query = replace(query, limit=None, as_of=None)
    chooses = query != ClaimQuery()
    if as_of is None:
        group_recorded(ledger)
    with ledger.grouping(write=False) as store:
        if as_of is not None:
            listed = store.listed(replace(query, as_of=as_of)) if chooses else None
            for statement in Statements(store).as_of(load_knowledge(), as_of):
                if listed is None or any(relay.claim.id in listed for relay in statement.relays):
                    yield statement, store.withholding
            return
        ids = store.named_in(store.components_of(query))
        wanted = store.statements_of(query) if chooses else None
        found = Statements(store).whole([one for one in ids if wanted is None or one in wanted], updates=updates)
        while some := list(islice(found, TOGETHER)):
            store.withholding.look_through(report for one in some for report in one.reports)
            yield from ((statement, store.withholding) for statement in some)


def _still_answers(shown: Statement | Summary, query: ClaimQuery) -> bool:
    """Whether a speaker who was asked for is shown: a name is not to be found by asking for it."""
    if not (query.speaker or query.speakers):
        return True
    relays = shown.relays if isinstance(shown, Statement) else ()
    names = {link.name for relay in relays for link in relay.claim.chain}
    names |= shown.chained if isinstance(shown, Summary) else set()
    if query.speakers and not names & set(query.speakers):
        return False
    asked = (query.speaker or "").casefold()
    return any(asked in name.casefold() for name in names)


def page_statements(
    ledger: Ledger, query: ClaimQuery, *, after: Position | None = None, limit: int = 50, updates: Updates = Updates.ALL
) -> Page[Statement]:
    """Some of the statements with a claim that a query lists: those with the newest such claim first, then by id.

    With `as_of` in the query, as `find_statements` has them, in the order of their ids.
    """
    if query.as_of is not None:
        found = sorted(find_statements(ledger, query, as_of=query.as_of), key=lambda one: one.id)
        found = [one for one in found if after is None or one.id > str(after[0])]
        return Page(tuple(found[:limit]), (found[limit - 1].id,) if len(found) > limit else None)
    group_recorded(ledger)
    with ledger.browsing() as view:
        page = view.statements(query, after, limit)
    items = load_by_id(ledger, page.items, updates=updates)
    return Page(tuple(one for one in items if _still_answers(one, query)), page.next)


def load_by_id(ledger: Ledger, ids: Sequence[str], *, updates: Updates = Updates.ALL) -> tuple[Statement, ...]:
    """The statements with these ids, in their order; those that are there."""
    grade_of = ledger.gradebook().grade_of_statement
    with ledger.grouping(write=False) as store:
        loaded = tuple(Statements(store).whole(ids, updates=updates))
        store.withholding.look_through(report for one in loaded for report in one.reports)
        return tuple(store.withholding.statement(replace(one, grade=grade_of(one))) for one in loaded)


def page_summaries(
    ledger: Ledger, query: ClaimQuery, *, after: Position | None = None, limit: int = 50
) -> Page[Summary]:
    """What lists show of the same statements as `page_statements` has, in the same order, and much sooner."""
    if query.as_of is not None:
        whole = page_statements(ledger, query, after=after, limit=limit)
        return Page(tuple(map(summarise, whole.items)), whole.next)
    group_recorded(ledger)
    with ledger.browsing() as view:
        page = view.statements(query, after, limit)
    items = summaries_of(ledger, page.items)
    return Page(tuple(one for one in items if _still_answers(one, query)), page.next)


def summaries_of(ledger: Ledger, ids: Sequence[str]) -> tuple[Summary, ...]:
    """What lists show of the statements with these ids, in their order; of those that are there."""
    with ledger.grouping(write=False) as store:
        found = Statements(store).summaries(ids)
        store.withholding.look_through(report for one in found.values() for report in one.reports)
        return tuple(store.withholding.summary(found[each]) for each in ids if each in found)


def find_statement(ledger: Ledger, statement_id: str, *, as_of: date | None = None) -> Statement:
    """The statement with this id, or with the only one that begins so; a claim's id means the statement it stands in.

    So does an id from before others came to it, which may be cited. Raises LedgerError for none, or more than one.
    """
    group_recorded(ledger)
    wanted, grade_of = statement_id.strip(), ledger.gradebook(as_of=as_of).grade_of_statement
    with ledger.grouping(write=False) as store:
        loaded: Iterable[Statement]
        ids = store.statements_begun_by(wanted) if wanted and as_of is None else []
        components = sorted(store.component_of(wanted)) if wanted and as_of else []
        if len(ids) + len(components) > MOST_BEGUN:
            raise UnfitError(f"{ledger.path}: {statement_id!r} begins many statements; add characters")
        if as_of is None:
            loaded = Statements(store).whole(ids)
        else:
            reports = sorted({each.report for each in store.members(components)})
            loaded = Statements(store).as_of(load_knowledge(), as_of, reports)
        found = [
            statement
            for statement in loaded
            if statement.id.startswith(wanted) or any(relay.claim.id.startswith(wanted) for relay in statement.relays)
        ]
        found = [store.withholding.statement(replace(one, grade=grade_of(one))) for one in found]
        down = [
            each
            for each in store.withholding.hidden.claims.values()
            if wanted and (each.statement or "").startswith(wanted)
        ]
    exact = [one for one in found if wanted in (one.id, *(relay.claim.id for relay in one.relays))]
    found = exact or found
    if not found:
        _check_taken_down(ledger, wanted)
        if down:
            raise TakenDownError(f"statement {down[0].statement}", down[0].at, down[0].why)
        if wanted[:1] == "s" and len(wanted) == ID_CHARS:
            return find_statement(ledger, wanted[1:], as_of=as_of)
        sought = f"{statement_id!r} as of {as_of}" if as_of else repr(statement_id)
        raise AbsentError(f"{ledger.path}: no statement {sought}; `tolltrace statements` lists them")
    if len(found) > 1 and not any(one.id == wanted for one in found):
        # a denial carries the figure that it denies: the claim stands in both, and its own is meant
        own = [
            one
            for one in found
            if any(relay.claim.id.startswith(wanted) and relay.claim.stance is one.stance for relay in one.relays)
        ]
        some = ", ".join(one.id for one in found[:5])
        if len(own) != 1:
            raise UnfitError(f"{ledger.path}: {statement_id!r} begins {len(found)} statements; add characters: {some}")
        found = own
    return found[0]


def _check_taken_down(ledger: Ledger, claim_id: str) -> None:
    """Raise TakenDownError where this is a claim that was."""
    try:
        ledger.claim(claim_id)
    except TakenDownError:
        raise
    except LedgerError:  # none, or the beginning of several
        return


def find_statements_of(ledger: Ledger, claim_ids: Sequence[str], *, as_of: date | None = None) -> dict[str, Summary]:
    """What lists show of the statement in which each of some claims stands, by the claim's id: of its own, where it
    denies another one's. As far as they are grouped already: nothing is grouped, or written, for this.
    """
    wanted, found = frozenset(claim_ids), dict[str, Summary]()
    with ledger.grouping(write=False) as store:
        if not store.recalled("followed so far", lambda: is_followed(store, so_far=True)):
            return {}
        kept = store.of_claims(wanted)
        if as_of is None:
            own = dict.fromkeys(each.statement for each in kept if each.statement)
            summaries = list(Statements(store).summaries(tuple(own)).values())
            store.withholding.look_through(report for one in summaries for report in one.reports)
            shown = [store.withholding.summary(one) for one in summaries]
        else:
            components = sorted({each.component for each in kept if each.component is not None})
            reports = sorted({each.report for each in store.members(components)})
            loaded = Statements(store).as_of(load_knowledge(), as_of, reports)
            shown = [summarise(store.withholding.statement(one)) for one in loaded]
        for one in sorted(shown, key=lambda each: each.id):
            for each in one.carried:
                if each.claim in wanted and (each.claim not in found or each.stance is one.stance):
                    found[each.claim] = one
    return found


def find_family(ledger: Ledger, statement: Statement, *, as_of: date | None = None) -> tuple[Statement, ...]:
    """A statement with all others that its reports carry: what its figures can be held against."""
    return carried_by(ledger, statement.reports, as_of=as_of)


def carried_by(ledger: Ledger, reports: Sequence[str], *, as_of: date | None = None) -> tuple[Statement, ...]:
    """All statements that these reports (their ids) carry; now, without what they bring up to date."""
    return tuple(shown for _, shown in _read_carried(ledger, reports, as_of)[0])


def _read_carried(
    ledger: Ledger, reports: Sequence[str], as_of: date | None
) -> tuple[list[tuple[Statement, Statement]], frozenset[str]]:
    """Each as it is in the ledger, names and all, and as it is shown; and the names that are withheld."""
    with ledger.grouping(write=False) as store:
        if as_of is not None:
            found = list(Statements(store).as_of(load_knowledge(), as_of, store.keys_of(reports)))
        else:
            ids = store.in_order({each.statement for each in store.placed(reports) if each.statement})
            found = list(Statements(store).whole(ids, updates=Updates.NONE))
        names = store.withholding.names_in_all(report for one in found for report in one.reports)
        return [(one, store.withholding.statement(one)) for one in found], names


def check_statement(ledger: Ledger, statement: Statement, *, as_of: date | None = None) -> tuple[Finding, ...]:
    """What does not add up between a statement and the others that its reports carry, as far as it takes part."""
    return check_family(ledger, statement, as_of=as_of)[1]


def check_family(
    ledger: Ledger, statement: Statement, *, as_of: date | None = None
) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Both at once: a statement's family, and what does not add up between them and it."""
    family, names = _read_carried(ledger, statement.reports, as_of)
    findings = find_findings(tuple(one for one, _ in family))
    told = tuple(finding for finding in findings if statement.id in finding.statements)
    return tuple(shown for _, shown in family), veil(told, names)


def find_series(
    ledger: Ledger,
    query: ClaimQuery | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
) -> tuple[LineUp, tuple[Finding, ...]]:
    """The series of the statements that a query finds, side by side over one window; what in them does not add up."""
    names: set[str] = set()
    query = query or ClaimQuery()
    found = _statements_of(ledger, query, as_of or query.as_of, updates=Updates.AMONG)
    series = build_series(_noting_names(found, names, query), load_knowledge())
    lined_up = line_up(series, since, until)
    findings = (finding for one in lined_up.series for finding in check_series(one))
    return veil((lined_up, tuple(dict.fromkeys(findings))), names)


def _noting_names(
    found: Iterator[tuple[Statement, Withheld]], names: set[str], query: ClaimQuery
) -> Iterator[Statement]:
    """Statements to reckon with, names and all, that no two private persons are taken for one; their names beside."""
    for statement, withholding in found:
        asks_for_one = query.speaker or query.speakers  # else it answers whoever speaks in it
        if not asks_for_one or _still_answers(withholding.statement(statement), query):
            names |= withholding.names_in_all(statement.reports)
            yield statement


def explain_text(
    ledger: Ledger, text: str, query: ClaimQuery | None = None, *, as_of: date | None = None
) -> Explanation:
    """Where the figures of a text come from: statements of the ledger that give them, sums that do, what comes near.

    With a query, from the statements that it finds alone. Raises LedgerError where no figure is found in the text.
    """
    claims = [claim for claim in read_figures(text) if claim.figure.value is not None or claim.figure.low is not None]
    if not claims:
        raise UnfitError(f"no casualty figure found in {text!r}; write it as a report would: “12 killed in Karvel”")
    names: set[str] = set()
    query = query or ClaimQuery()
    statements = tuple(
        _noting_names(_statements_of(ledger, query, as_of or query.as_of, updates=Updates.NONE), names, query)
    )
    return veil(explain_figure([asked_of(claim) for claim in claims], statements), names)


def read_figures(text: str) -> Sequence[Claim]:
    """The claims in a few pasted words. A line without a verb is read as a headline is."""
    knowledge = load_knowledge()
    pasted = Article(id="pasted", title=None, body=text, language="en", source="pasted", page_sha256="")
    return extract_claims(pasted, knowledge) or extract_claims(replace(pasted, title=text, body=""), knowledge)
