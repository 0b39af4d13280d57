"""What a digest tells: the statements that reports came to carry since the last one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from tolltrace.digests import Digest, Wish
from tolltrace.errors import AbsentError
from tolltrace.following import carried_by, find_statement, group_recorded, load_by_id
from tolltrace.ledger import Event, Ledger
from tolltrace.relay_records import statement_to_json
from tolltrace.relays import Statement
from tolltrace.server import views

MOST_EVENTS = 50_000  # of the log, for one digest
MOST_LISTED = 200  # statements of one digest: nobody reads more, and the site has them all
OLD_DAYS = 31  # a report that appeared longer before is no news, whenever it is recorded
AT_ONCE = 200  # reports whose statements are loaded
READ_ANEW = ("recorded", "reread")


@dataclass(frozen=True, slots=True)
class Told:
    """A digest with what its statements say as the ledger now shows them. What was taken down is not among them."""

    digest: Digest
    fresh: tuple[Statement, ...]  # said for the first time
    further: tuple[Statement, ...]  # known before, and carried by another report

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All."""
        return (*self.fresh, *self.further)

    def chosen(self, wish: Wish) -> "Told":
        """With what somebody wished for alone."""
        return replace(
            self,
            fresh=tuple(filter(wish.wants, self.fresh)),
            further=tuple(filter(wish.wants, self.further)),
        )


def choose(ledger: Ledger, since: datetime, until: datetime) -> tuple[str, ...]:
    """The ids of the statements that reports recorded in this time carry, the newest first; at most MOST_LISTED."""
    group_recorded(ledger)
    reports = tuple(dict.fromkeys(_reports_of(ledger, since, until)))
    found: dict[str, Statement] = {}
    for start in range(0, len(reports), AT_ONCE):
        for one in carried_by(ledger, reports[start : start + AT_ONCE]):
            found[one.id] = one
    asked = set(reports)
    oldest = until.date() - timedelta(days=OLD_DAYS)
    ordered = sorted(found.values(), key=lambda one: (newest_day(one), len(one.reports), one.id), reverse=True)
    return tuple(one.id for one in ordered if _is_news(one, asked, oldest))[:MOST_LISTED]


def _reports_of(ledger: Ledger, since: datetime, until: datetime) -> Iterator[str]:
    """Those that were read in this time for the first time, or in which a page that changed said something new."""
    with closing(ledger.events(MOST_EVENTS)) as events:  # type: ignore[type-var]
        for event in events:
            if event.at <= since:
                return
            if event.at <= until and event.report and not event.taken_down and _tells_news(event):
                yield event.report


def _tells_news(event: Event) -> bool:
    detail: Mapping[str, Any] = event.detail
    if event.kind == "recorded":
        return True
    return event.kind == "reread" and bool(detail.get("new")) and detail.get("method") == detail.get("previous_method")


def _is_news(statement: Statement, reports: set[str], oldest: date) -> bool:
    """Whether one of the new reports that carry it is of these days."""
    new = (each.carrier for each in statement.relays if each.carrier.id in reports)
    return any(each.published is None or each.published.on >= oldest for each in new)


def newest_day(statement: Statement) -> str:
    """When a report last carried it; "" where no report says."""
    return max(
        (each.carrier.published.on.isoformat() for each in statement.relays if each.carrier.published), default=""
    )


def tell_digest(ledger: Ledger, digest: Digest, *, as_of: date | None = None) -> Told:
    """A digest as it is shown to everybody. Raises AbsentError where it came after a day that is looked back from."""
    if as_of is None:
        group_recorded(ledger)
        found: Sequence[Statement] = load_by_id(ledger, digest.statements)
    else:
        if digest.until.date() > as_of:
            raise AbsentError(f"the digest {digest.name} was not there yet on {as_of}")
        found = tuple(_as_of(ledger, digest.statements, as_of))
    shown = tuple(map(views.shown(trusted=False), found))
    fresh = tuple(each for each in shown if _is_fresh(each, digest.since))
    return Told(digest, fresh, tuple(each for each in shown if not _is_fresh(each, digest.since)))


def _as_of(ledger: Ledger, ids: Sequence[str], as_of: date) -> Iterator[Statement]:
    for each in ids:
        with suppress(AbsentError):
            yield find_statement(ledger, each, as_of=as_of)


def _is_fresh(statement: Statement, since: datetime) -> bool:
    return all(each.carrier.seen_at is None or each.carrier.seen_at > since for each in statement.relays)


def digest_to_json(told: Told) -> dict[str, Any]:
    """A digest as programs read it."""
    return digest_line(told.digest) | {
        "fresh": [statement_to_json(each) for each in told.fresh],
        "further": [statement_to_json(each) for each in told.further],
    }


def digest_line(digest: Digest) -> dict[str, Any]:
    """A digest in a list. How many statements it had, not which: some may be taken down since."""
    return {
        "name": digest.name,
        "every": digest.every.value,
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat(),
        "statements": len(digest.statements),
    }
