"""What was taken down: the conditions that keep it out of every question; what is shown of it (docs/decisions/0019).

A claim is taken down with its sentence: all that the sentence says, in every version of its report, past and to come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, select

from tolltrace.anchors import Selector
from tolltrace.errors import TakenDownError
from tolltrace.imported import Imported
from tolltrace.ledger.recorded import Event, RecordedClaim
from tolltrace.ledger.tables import claims, events, reports, versions
from tolltrace.ledger.tables_restraint import lifts, takedowns
from tolltrace.relays import Carrier
from tolltrace.values import Article
from tolltrace.veil import Takedown, veil, withhold

T = TypeVar("T")

TAKEN_DOWN, RESTORED = "taken down", "restored"
OPENED, WITHHELD = "names opened", "names withheld"
TRACES = (TAKEN_DOWN, RESTORED)  # kinds of events that stay in the log, whatever they are about

hidden = claims.alias("hidden")  # a row that was taken down
_stands = ~exists().where(lifts.c.takedown == takedowns.c.key)


@lru_cache(64)
def report_is_shown(report: ColumnElement[Any]) -> ColumnElement[bool]:
    """Condition on the key of a report in an outer statement."""
    return ~exists().where(takedowns.c.report == report, takedowns.c.claim.is_(None), _stands)


@lru_cache(1)
def sentence_is_shown() -> ColumnElement[bool]:
    """Condition on `claims` joined with `versions` in an outer statement: that nobody took its sentence down."""
    theirs = (
        select(takedowns.c.key)
        .join(hidden, hidden.c.key == takedowns.c.claim)
        .where(takedowns.c.report == versions.c.report, hidden.c.evidence_exact == claims.c.evidence_exact, _stands)
        .correlate(claims, versions)
    )
    return ~theirs.exists()


@lru_cache(1)
def claim_is_shown() -> ColumnElement[bool]:
    """Likewise: neither its sentence nor its report."""
    return and_(report_is_shown(versions.c.report), sentence_is_shown())


@dataclass(frozen=True, slots=True)
class Hidden:
    """All that is taken down at one moment, by the ids of reports and claims."""

    reports: dict[str, Takedown]
    claims: dict[tuple[str, str], Takedown]  # report and claim
    sentences: dict[str, tuple[str, ...]]  # of a report

    def check_report(self, report: str) -> None:
        """Raise TakenDownError for a report that is."""
        if down := self.reports.get(report):
            raise TakenDownError(report, down.at, down.why)

    def check_page(self, report: str) -> None:
        """Raise TakenDownError for the page of a report that is, or of which a sentence is: the page would show it."""
        self.check_report(report)
        down = next((one for (of, _), one in self.claims.items() if of == report), None)
        if down:
            raise TakenDownError(f"a claim of {report}", down.at, down.why)

    def of_claim(self, report: str, claim: str | None) -> Takedown | None:
        """By what a claim is hidden; None where it is shown."""
        return self.reports.get(report) or (self.claims.get((report, claim)) if claim is not None else None)

    def refusal(self, report: str, claim: str) -> TakenDownError:
        """What to raise for a claim that is hidden."""
        down = self.reports.get(report) or self.claims[report, claim]
        return TakenDownError(f"claim {claim}", down.at, down.why)

    def shown(self, value: T, report: str) -> T:
        """A value of a report without the sentences of it that are taken down."""
        return veil(value, self.sentences[report]) if report in self.sentences else value

    def shown_claim(self, recorded: RecordedClaim) -> RecordedClaim:
        """A claim that is shown, without what stood around its sentence where some of that is taken down."""
        if recorded.report_id not in self.sentences:
            return recorded
        comments = tuple(replace(each, selector=_alone(each.selector)) for each in recorded.comments)
        alone = replace(
            recorded, mention=_alone(recorded.mention), evidence=_alone(recorded.evidence), comments=comments
        )
        if alone.imported:
            made_of = self._shown_imported([alone.imported], recorded.report_id)
            alone = replace(alone, imported=next(iter(made_of), None))
        return self.shown(alone, recorded.report_id)

    def shown_article(self, article: Article) -> Article:
        """An article likewise. What a page says around its text may say the same in other words: it is left out."""
        if article.id not in self.sentences:
            return article
        around: dict[str, Any] = {"imported": self._shown_imported(article.imported, article.id)}
        around |= {"description": None, "headlines": (), "captions": (), "quotations": (), "notes": ()}
        return self.shown(replace(article, **around), article.id)

    def shown_carrier(self, carrier: Carrier) -> Carrier:
        """A report as its claims know it, likewise."""
        if carrier.id not in self.sentences:
            return carrier
        imported = next(iter(self._shown_imported([carrier.imported], carrier.id)), None) if carrier.imported else None
        return self.shown(replace(carrier, headlines=(), imported=imported), carrier.id)

    def _shown_imported(self, records: Sequence[Imported], report: str) -> tuple[Imported, ...]:
        """The records of a report without the ids of claims that are hidden; those of no other are left out."""
        shown = [
            replace(each, claims=tuple(one for one in each.claims if not self.of_claim(report, one)))
            for each in records
        ]
        return tuple(new for new, old in zip(shown, records, strict=True) if new.claims or not old.claims)

    def shown_event(self, event: Event) -> Event:
        """An event as the log shows it: that it was stays, what it was about does not. A takedown stays whole."""
        if event.kind in TRACES:
            return event
        if self.of_claim(event.report, event.claim):
            return replace(event, report="", claim=None, why="", detail={}, taken_down=True)
        gone = {claim for report, claim in self.claims if report == event.report}
        if not gone:
            return event
        said = {name: _without(value, gone) for name, value in event.detail.items()}
        return replace(event, detail=veil(said, self.sentences.get(event.report, ())))


def _alone(selector: Selector) -> Selector:
    return replace(selector, prefix=withhold(selector.prefix), suffix=withhold(selector.suffix))


def _without(value: Any, gone: set[str]) -> Any:
    if isinstance(value, list):
        return [each for each in value if each not in gone]
    return withhold(value) if isinstance(value, str) and value in gone else value


def read_hidden(connection: Connection) -> Hidden:
    """All that is taken down now."""
    found: Hidden = Hidden({}, {}, {})
    sisters = claims.alias("sisters")
    others = versions.alias("others")
    rows = connection.execute(standing()).all()
    for row in rows:
        down = read_takedown(row)
        if row.claim is None:
            found.reports[row.report_id] = down
            continue
        found.sentences[row.report_id] = (*found.sentences.get(row.report_id, ()), row.evidence_exact)
        same = (
            select(sisters.c.id)
            .join(others, others.c.key == sisters.c.version)
            .where(others.c.report == row.report, sisters.c.evidence_exact == row.evidence_exact)
        )
        found.claims.update(dict.fromkeys(((row.report_id, one) for one in connection.execute(same).scalars()), down))
    return found


def standing() -> Select[Any]:
    """Every takedown that stands, with its event; of a claim, with its row."""
    return (
        select(takedowns, reports.c.id.label("report_id"), hidden.c.id.label("claim_id"), hidden.c.evidence_exact)
        .add_columns(events.c.at, events.c.actor, events.c.why, events.c.detail, events.c.claim.label("asked"))
        .join(reports, reports.c.key == takedowns.c.report)
        .join(events, events.c.key == takedowns.c.event)
        .outerjoin(hidden, hidden.c.key == takedowns.c.claim)
        .where(_stands)
        .order_by(takedowns.c.key)
    )


def read_takedown(row: Row[Any]) -> Takedown:
    """Back from a row of `standing`."""
    return Takedown(row.report_id, row.claim_id, row.detail.get("statement"), row.at, row.actor, row.why)
