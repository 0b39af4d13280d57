"""A statement as lists show it: what can be kept of it, and read without its claims. Values, as those of `relays`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tolltrace.relays import Nearest, Relay, Statement
from tolltrace.values import Claim, Figure, Headline, Period, Place, Stance


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim of a statement, and its report, by their ids; whether it is denied, say; and who stands in its chain."""

    report: str
    claim: str
    stance: Stance
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A statement as lists show it, without the claims themselves: it can be kept, and read without them."""

    id: str
    speaker: str | None
    said_on: date | None
    figure: Figure
    harm: str
    stance: Stance
    side: str | None
    demographic: str | None
    place: Place | None
    period: Period | None
    nearest: Nearest
    carried: tuple[Carried, ...]  # by time of publication
    moved: tuple[str, ...]  # the fields that moved on the way, each once
    drifted: int  # how often one did, in any report
    lineages: int
    origins: int
    independent: int
    published_on: date | None  # the newest of its reports
    changed_at: datetime | None  # when the newest of its reports appeared, or was first seen, whichever is later

    @property
    def reports(self) -> tuple[str, ...]:
        """The ids of the reports that carry it, the earliest first."""
        return tuple(dict.fromkeys(each.report for each in self.carried))

    @property
    def chained(self) -> frozenset[str]:
        """The names of all who stand in the chains of its claims."""
        return frozenset(name for each in self.carried for name in each.names)


def summarise(statement: Statement) -> Summary:
    """What lists show of a statement."""
    return Summary(
        id=statement.id,
        speaker=statement.speaker,
        said_on=statement.said_on,
        figure=statement.figure,
        harm=statement.harm,
        stance=statement.stance,
        side=statement.side,
        demographic=statement.demographic,
        place=statement.place,
        period=statement.period,
        nearest=statement.nearest,
        carried=tuple(map(_carried, statement.relays)),
        moved=statement.moved,
        drifted=len(statement.drift),
        lineages=statement.lineages,
        origins=statement.origins,
        independent=statement.independent,
        published_on=max((one.carrier.published.on for one in statement.relays if one.carrier.published), default=None),
        changed_at=_changed_at(statement.relays),
    )


def _carried(relay: Relay) -> Carried:
    return Carried(relay.carrier.id, relay.claim.id, relay.claim.stance, tuple(link.name for link in relay.claim.chain))


def _changed_at(relays: Iterable[Relay]) -> datetime | None:
    seen = [each.carrier.seen_at.astimezone(UTC) for each in relays if each.carrier.seen_at]
    published = [each.carrier.published.on for each in relays if each.carrier.published]
    return max((*seen, *(datetime.combine(each, time(), UTC) for each in published)), default=None)


@dataclass(frozen=True, slots=True)
class Summed:
    """A statement as it is kept beside its claims: packed by `statements`."""

    statement: str
    size: int  # of its group: claims, and figures that are denied
    origins: int
    shown: bytes  # a Summary
    told: bytes  # the rest, less the claims


@dataclass(frozen=True, slots=True)
class Retold:
    """One of a page's other headlines and the claims in it, and all claims that the report itself has."""

    report: str
    headline: Headline
    claims: Sequence[Claim]
    of_report: Sequence[Claim]
