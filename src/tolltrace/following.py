"""Follow figures through a ledger: group what was recorded, and find the statements, their echoes and their drift.

`statements` knows the rules and no database, `ledger` keeps things and knows no rule: here they meet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tolltrace.claims import extract_claims
from tolltrace.errors import LedgerError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.reckoning import asked_of, build_series, check_series, explain_figure, find_findings, line_up
from tolltrace.relays import Explanation, Finding, LineUp, Statement
from tolltrace.statements import follow, load_as_of, load_statements
from tolltrace.statements import regroup as regroup_store
from tolltrace.values import Article, Claim


def group_recorded(ledger: Ledger, knowledge: Knowledge | None = None) -> int:
    """Group what was recorded or decided since the last time; how many reports that was.

    `tolltrace trace` does it for each report; what a run that was killed left undone is done before anything is asked.
    """
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


def find_statements(
    ledger: Ledger, query: ClaimQuery | None = None, *, as_of: date | None = None, **filters: Any
) -> Iterator[Statement]:
    """The statements with a claim that a query lists, the newest first; all for None.

    Filters are ClaimQuery's: `find_statements(ledger, side="Russia")`.

    `as_of`: only from reports that had appeared by the end of that day, as they stood, grouped as they would have been
    then; in the order of their ids, and all in memory.
    """
    query = query or (ClaimQuery(**filters) if filters else None)
    if as_of is not None:
        with ledger.grouping(write=False) as store:
            listed = store.listed(replace(query, as_of=as_of)) if query else None
            for statement in load_as_of(store, load_knowledge(), as_of):
                if listed is None or any(relay.claim.id in listed for relay in statement.relays):
                    yield statement
        return
    group_recorded(ledger)
    with ledger.grouping(write=False) as store:
        components = store.components_of(query or ClaimQuery())
        wanted = store.statements_of(query) if query else None
        yield from load_statements(store, components, wanted)


def find_statement(ledger: Ledger, statement_id: str, *, as_of: date | None = None) -> Statement:
    """The statement with this id, or with the only one that begins so; a claim's id means the statement it stands in.

    Raises LedgerError where there is none, or more than one.
    """
    group_recorded(ledger)
    wanted = statement_id.strip()
    with ledger.grouping(write=False) as store:
        components = sorted(store.component_of(wanted)) if wanted else []
        if as_of is None:
            loaded = load_statements(store, components)
        else:
            reports = sorted({each.report for each in store.members(components)})
            loaded = load_as_of(store, load_knowledge(), as_of, reports)
        found = [
            statement
            for statement in loaded
            if statement.id.startswith(wanted) or any(relay.claim.id.startswith(wanted) for relay in statement.relays)
        ]
    exact = [one for one in found if wanted in (one.id, *(relay.claim.id for relay in one.relays))]
    found = exact or found
    if not found:
        known_by = f" as of {as_of}" if as_of else ""
        raise LedgerError(f"{ledger.path}: no statement {statement_id!r}{known_by}; `tolltrace statements` lists them")
    if len(found) > 1 and not any(one.id == wanted for one in found):
        # a denial carries the figure that it denies: the claim stands in both, and its own is meant
        own = [one for one in found if any(relay.claim.stance is one.stance for relay in one.relays)]
        ids = ", ".join(one.id for one in found[:5])
        if len(own) != 1:
            raise LedgerError(f"{ledger.path}: {statement_id!r} begins {len(found)} statements; add characters: {ids}")
        found = own
    return found[0]


def find_family(ledger: Ledger, statement: Statement, *, as_of: date | None = None) -> tuple[Statement, ...]:
    """A statement with all others that its reports carry: what its figures can be held against."""
    with ledger.grouping(write=False) as store:
        if as_of is not None:
            reports = store.keys_of(statement.reports)
            return tuple(load_as_of(store, load_knowledge(), as_of, reports))
        placed = store.placed(statement.reports)
        components = store.components_with({each.statement for each in placed if each.statement})
        found = load_statements(store, sorted(components))
        return tuple(one for one in found if set(one.reports) & set(statement.reports))


def check_statement(ledger: Ledger, statement: Statement, *, as_of: date | None = None) -> tuple[Finding, ...]:
    """What does not add up between a statement and the others that its reports carry, as far as it takes part."""
    findings = find_findings(find_family(ledger, statement, as_of=as_of))
    return tuple(finding for finding in findings if statement.id in finding.statements)


def find_series(
    ledger: Ledger,
    query: ClaimQuery | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
) -> tuple[LineUp, tuple[Finding, ...]]:
    """The series of the statements that a query finds, side by side over one window; what in them does not add up."""
    series = build_series(find_statements(ledger, query, as_of=as_of), load_knowledge())
    lined_up = line_up(series, since, until)
    findings = (finding for one in lined_up.series for finding in check_series(one))
    return lined_up, tuple(dict.fromkeys(findings))


def explain_text(ledger: Ledger, text: str, *, as_of: date | None = None) -> Explanation:
    """Where the figures of a text come from: statements of the ledger that give them, sums that do, what comes near.

    Raises LedgerError where no figure is found in the text.
    """
    claims = [claim for claim in read_figures(text) if claim.figure.value is not None or claim.figure.low is not None]
    if not claims:
        raise LedgerError(f"no casualty figure found in {text!r}; write it as a report would: “12 killed in Karvel”")
    return explain_figure([asked_of(claim) for claim in claims], tuple(find_statements(ledger, as_of=as_of)))


def read_figures(text: str) -> Sequence[Claim]:
    """The claims in a few pasted words. A line without a verb is read as a headline is."""
    knowledge = load_knowledge()
    pasted = Article(id="pasted", title=None, body=text, language="en", source="pasted", page_sha256="")
    return extract_claims(pasted, knowledge) or extract_claims(replace(pasted, title=text, body=""), knowledge)
