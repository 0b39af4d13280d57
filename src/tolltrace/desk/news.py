"""What of a ledger's log is news, as one value: for webhooks, commands, and whoever else wants to tell it.

The log says what was written; what it says is asked of the ledger's door, so that what was taken down or is withheld
is in no news either, also where it waited to be told.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tolltrace.desk.changes import Change, Version, find_changes, summary
from tolltrace.desk.config import Subscriber
from tolltrace.errors import AbsentError
from tolltrace.exports import recorded_claim_to_json
from tolltrace.following import find_statements_of
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import ClaimQuery, Ledger, RecordedClaim, RecordedReport
from tolltrace.ledger_records import recorded_report_to_json
from tolltrace.phrasing import counted
from tolltrace.summaries import Summary
from tolltrace.values import Article
from tolltrace.watching import Happening

CHANGED, REPORT = "changed", "report"
WEB = ("http://", "https://")
MAX_SAID = 3  # claims that the words of a report name


@dataclass(frozen=True, slots=True)
class News:
    """One report that is new, or changed what it claims. `event` is its number in the ledger's log."""

    id: str  # the same however often it is told
    event: int
    kind: str  # "report", "changed"; "reread", "imported"
    at: datetime  # when it was recorded
    report: RecordedReport
    article: Article
    claims: tuple[RecordedClaim, ...]
    before: tuple[RecordedClaim, ...]  # those of the version that it changed from
    changes: tuple[Change, ...]
    statements: tuple[Summary, ...]  # in which the claims stand
    words: str  # for a person, one line


def find_news(ledger: Ledger, happening: Happening) -> News | None:
    """What happened, as news; None where it is none: no claims, nothing that differs, or it was taken down."""
    query = ClaimQuery(report=happening.report, all_versions=True)
    try:
        reports = {one.version: one for one in ledger.reports(query)}
        article = ledger.article(happening.report, happening.version)
    except AbsentError:
        return None
    report = reports.get(happening.version)
    if report is None:
        return None
    listed = sorted(ledger.claims(query), key=lambda one: (one.claim.mention.start, one.claim.id))
    claims = tuple(one for one in listed if one.version in happening.versions)
    before: tuple[RecordedClaim, ...] = ()
    changes: tuple[Change, ...] = ()
    kind = REPORT if happening.kind == "recorded" else happening.kind
    if happening.before:
        kind = CHANGED
        before = tuple(one for one in listed if one.version in happening.before)
        older = ledger.article(happening.report, max(happening.before))
        changes = find_changes(version_of(before, older), version_of(claims, article))
    if not (changes if kind == CHANGED else claims):
        return None
    statements = find_statements_of(ledger, [one.claim.id for one in claims])
    found = tuple({each.id: each for each in statements.values()}.values())
    named = uuid.uuid5(
        uuid.NAMESPACE_URL, f"{happening.report}\n{happening.version}\n{kind}\n{happening.at.isoformat()}"
    )
    words = summary(changes) or say_report(claims)
    return News(str(named), happening.event, kind, happening.at, report, article, claims, before, changes, found, words)


def version_of(claims: Sequence[RecordedClaim], article: Article) -> Version:
    """The claims of a version, and where its headline ends."""
    return Version(tuple(one.claim for one in claims), len(article.title) if article.title else 0)


def say_report(claims: Sequence[RecordedClaim]) -> str:
    """What a new report claims, in one line: the printed figures."""
    said = [f"{one.claim.mention.text} {one.claim.harm.replace('_', ' ')}" for one in claims]
    told = list(dict.fromkeys(said))
    more = f", and {counted(len(told) - MAX_SAID, 'more figure')}" if len(told) > MAX_SAID else ""
    return ", ".join(told[:MAX_SAID]) + more


def is_for(news: News, subscriber: Subscriber) -> bool:
    """Whether somebody asked for it: its kind, and a claim, now or before it changed, that meets all their filters."""
    return news.kind in subscriber.kinds and any(meets(one, subscriber) for one in (*news.claims, *news.before))


def meets(recorded: RecordedClaim, subscriber: Subscriber) -> bool:
    """Whether a claim is one of those that somebody asked for."""
    claim, figure = recorded.claim, recorded.claim.figure
    largest = max((each for each in (figure.value, figure.low, figure.high) if each is not None), default=0)
    place = f"{claim.place.text} {claim.place.name or ''}".casefold() if claim.place else ""
    return (
        (not subscriber.harms or claim.harm in subscriber.harms)
        and (not subscriber.sides or (claim.side or "").casefold() in subscriber.sides)
        and (not subscriber.places or any(one in place for one in subscriber.places))
        and largest >= subscriber.at_least
    )


def news_to_json(news: News, knowledge: Knowledge) -> dict[str, Any]:
    """What is told. Claims and report are as `tolltrace claims --json` and `reports --json` have them.

    Names of files of this machine are left out.
    """
    report = recorded_report_to_json(news.report, news.article)
    claims = [recorded_claim_to_json(one, knowledge) for one in news.claims]
    for record in (report, *(one["report"] for one in claims)):
        record["source"] = record["source"] if str(record["source"]).startswith(WEB) else None
    return {
        "id": news.id,
        "event": news.event,
        "kind": news.kind,
        "at": news.at.isoformat(),
        "words": news.words,
        "report": report,
        "changes": [change_to_json(one) for one in news.changes],
        "claims": claims,
        "statements": [{"id": one.id, "reports": len(one.reports), "drift": one.drifted} for one in news.statements],
    }


def change_to_json(change: Change) -> dict[str, Any]:
    """One difference between two versions."""
    return {
        "field": change.field,
        "how": change.way.value,
        "was": change.was,
        "now": change.now,
        "words": change.words,
        "claim": change.claim,
        "before": change.before,
        "in_headline": change.in_headline,
    }
