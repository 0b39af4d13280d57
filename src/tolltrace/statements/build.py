"""Claims that relay one act of saying → the Statement: its origin, its echoes, what moved, who took it from whom."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TypeVar

from tolltrace.relays import Join, Relay, Ruling, Statement
from tolltrace.statements.drift import find_drift, find_revisions, gather_drift
from tolltrace.statements.echoes import Sets, tell_joins
from tolltrace.statements.hops import find_hops
from tolltrace.statements.ties import find_ties
from tolltrace.statements.traits import DENIALS, Traits, said_on

UNDATED = date.max

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Family:
    """The acts of saying of one component, and the claims of their reports, by id."""

    groups: Sequence[Sequence[Traits]]
    relays: Mapping[str, Relay]
    rulings: Sequence[Ruling] = ()
    alike: frozenset[frozenset[str]] = frozenset()  # pairs of reports that share their text
    # where the claims of these reports stand, in this component or another: report, number, denied → statement
    kin: Mapping[tuple[str, int, bool], str] = field(default_factory=dict)


def build_statements(family: Family, wanted: Container[str] | None = None) -> tuple[Statement, ...]:
    """Its statements, or those of them that are wanted. A figure that is only denied, and that nobody is known to have
    given, makes none."""
    return tuple(
        build_statement(
            sorted(group, key=lambda each: (by_publication(family.relays[each.claim]), each.denied)), family, others
        )
        for group, others in count_others(family.groups)
        if wanted is None or statement_id(group) in wanted
    )


def build_statement(group: Sequence[Traits], family: Family, others: int) -> Statement:
    """One of them. `others` counts the other speakers who gave the same figure of the same."""
    relays = sorted({each.claim: family.relays[each.claim] for each in group}.values(), key=by_publication)
    nearest = min(group, key=lambda each: distance_to_speaker(each, family.relays[each.claim]))
    reference = family.relays[nearest.claim]
    claim = reference.claim
    revisions = find_revisions(relays, family.alike)
    drift = [
        each
        for member in group
        for each in find_drift(
            family.relays[member.claim],
            reference,
            (nearest.base[0] if nearest.base else None, member.base[0] if member.base else None),
        )
        if not any(r.report == each.report and r.field == each.field for r in revisions)
    ]
    kept = gather_drift(drift)
    on, how = tell_day(relays, reference, group)
    own = statement_id(group)
    links = find_ties(group, relays).links(own, family.kin)
    return Statement(
        id=own,
        speaker=name_speaker(nearest, reference),
        said_on=on,
        said_from=how,
        figure=claim.figure,
        harm=claim.harm,
        stance=claim.stance,
        side=claim.side or first(relay.claim.side for relay in relays),
        place=claim.place,
        period=claim.period or first(relay.claim.period for relay in relays),
        reference=reference,
        relays=tuple(relays),
        aspect=claim.aspect,
        status=claim.status,
        demographic=claim.demographic,
        rate=claim.rate,
        speakers=tuple(dict.fromkeys(name for each in group for name in printed_speakers(each, family))),
        about=links.about,
        part_of=links.part_of,
        joins=tell(group, nearest, family.rulings),
        drift=kept,
        revisions=revisions,
        hops=find_hops(relays, kept, revisions, family.alike),
        lineages=count_lineages(relays, family.alike),
        origins=1 + others,
        independent=1 + others if others else 0,
    )


def count_lineages(relays: Sequence[Relay], alike: frozenset[frozenset[str]]) -> int:
    """How many texts its reports are: near-copies are one, and so is all that credits, or comes from, one wire."""
    sets = Sets[str]()
    carriers = {relay.carrier.id: relay.carrier for relay in relays}
    for pair in alike:
        if pair <= carriers.keys():
            sets.join(*sorted(pair))
    wires = {carrier.wire.casefold() for carrier in carriers.values() if carrier.wire}
    first_of: dict[str, str] = {}
    for carrier in carriers.values():
        wire = (carrier.wire or "").casefold() or (carrier.outlet or "").casefold()
        if wire in wires:
            sets.join(first_of.setdefault(wire, carrier.id), carrier.id)
    return len(sets.of(carriers))


def statement_id(group: Sequence[Traits]) -> str:
    """The same on every machine and in every order: after the smallest id of its claims."""
    return "s" + min(each.id for each in group if not each.denied)


def name_group(group: Sequence[Traits]) -> str:
    """A statement's id; of a figure that is only denied, one that no statement has."""
    return statement_id(group) if not all(each.denied for each in group) else f"~{min(each.id for each in group)}"


def by_publication(relay: Relay) -> tuple[object, ...]:
    """Orders relays by the instant, the undated last, then by report and place in its text.

    A time without a zone is taken for UTC, a day alone for its start.
    """
    carrier = relay.carrier
    published = carrier.published
    on = published.on if published else UNDATED
    at = published.at if published and published.at else datetime.combine(on, time.min)
    return (
        at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC),
        carrier.id,
        relay.claim.mention.start,
        relay.claim.id,
    )


def distance_to_speaker(traits: Traits, relay: Relay) -> tuple[object, ...]:
    """Orders claims by how near they stand to who said it: in the speaker's words, in the text, at first hand."""
    return (
        traits.denied,
        traits.in_headline,
        bool(traits.media and traits.speakers and traits.media != traits.speakers),
        not traits.quoted,
        not traits.speakers,
        *by_publication(relay),
    )


def name_speaker(nearest: Traits, reference: Relay) -> str | None:
    """The first speaker by name, as printed; who may be anybody only where nobody else is named.

    A share without a speaker has that of its whole.
    """
    chain = reference.claim.chain
    proper = [
        link.name for link in chain if link.name.casefold() != link.name
    ]  # "downgraded intelligence" names nobody
    if proper or chain:
        return (proper or [chain[0].name])[0]
    return nearest.speakers[0].title() if nearest.speakers else None


def printed_speakers(traits: Traits, family: Family) -> tuple[str, ...]:
    """The names of a claim's chain, as printed; none of the denier's where it is the figure denied, nor an outlet's
    that it only came through."""
    if traits.denied:
        return ()
    through = traits.media if traits.speakers != traits.media else ()
    names = (link.name for link in family.relays[traits.claim].claim.chain)
    return tuple(name for name in names if name.casefold() not in through)


def tell_day(relays: Sequence[Relay], reference: Relay, group: Sequence[Traits]) -> tuple[date | None, str | None]:
    """When it was said: the day that most reports give, else no later than the first of them appeared."""
    spoken = {each.claim for each in group if not each.denied}
    told = [(day, relay) for relay in relays if relay.claim.id in spoken and (day := said_on(relay.claim)) is not None]
    if told:
        often = Counter(day for day, _ in told)
        day, relay = min(told, key=lambda each: (-often[each[0]], each[0]))
        words = relay.claim.said.text if relay.claim.said else ""
        return day, f"“{words}” in {relay.carrier.outlet or relay.carrier.id}"
    dated = [relay for relay in relays if relay.claim.id in spoken and relay.carrier.published]
    if not dated:
        return None, None
    earliest = min(dated, key=by_publication)
    assert earliest.carrier.published  # noqa: S101 - they are the dated ones
    return earliest.carrier.published.on, f"published by {earliest.carrier.outlet or earliest.carrier.id}"


def tell(group: Sequence[Traits], nearest: Traits, rulings: Sequence[Ruling]) -> tuple[Join, ...]:
    """Why each claim stands here: a reviewer's word, else what it agrees in with another."""
    members = {each.id for each in group}
    joins = [
        Join(ruling.claim, ruling.other, 0.0, (f"{ruling.by} put them together",), ruling.by)
        for ruling in rulings
        if ruling.together and {ruling.claim, ruling.other} <= members
    ]
    for member, (other, agreement) in sorted(tell_joins(group, nearest.id).items()):
        joins.append(Join(member.rstrip("~"), other.rstrip("~"), round(agreement.score, 2), agreement.reasons))
    return tuple(joins)


def count_others(groups: Iterable[Sequence[Traits]]) -> list[tuple[Sequence[Traits], int]]:
    """The groups that make statements, each with how many others gave the same figure of the same, by speakers who
    neither cite nor speak for this one's."""
    spoken = [(group, corroborates(group)) for group in groups if not all(each.denied for each in group)]
    subjects = Counter(subject for _, subject in spoken if subject)
    return [(group, subjects[subject] - 1 if subject and not denies(group) else 0) for group, subject in spoken]


def corroborates(group: Sequence[Traits]) -> tuple[object, ...] | None:
    """What a group counts; None where nobody is named who gave it."""
    return subject_of(group) if any(each.speakers for each in group) else None


def denies(group: Sequence[Traits]) -> bool:
    """Whether a denial stands in it."""
    return any(each.stance in DENIALS for each in group)


def subject_of(group: Sequence[Traits]) -> tuple[object, ...]:
    """What a group counts."""
    return (
        min(each.keys[0] for each in group),
        min(each.harm for each in group),
        min((each.side for each in group if each.side), default=None),
        min(each.stance for each in group),
    )


def first(values: Iterable[T | None]) -> T | None:
    """The first that is there."""
    return next((value for value in values if value is not None), None)
