"""Statements as they are kept beside their claims, so that whoever lists them need not put them together again.

What is kept follows from a statement's own group and nothing else, but for `origins`, which its component has a part
in. What others decide, its place among other claims of its reports and what it brings up to date, is looked up when it
is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tolltrace.relays import Drift, Hop, Join, Relay, Revision, Statement
from tolltrace.statements.ties import Kin, Ties, find_ties
from tolltrace.statements.traits import Traits
from tolltrace.summaries import Summary, Summed, summarise


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What a Statement holds beside its Summary and its claims."""

    said_from: str | None
    aspect: str
    status: str
    rate: str | None
    speakers: tuple[str, ...]
    joins: tuple[Join, ...]
    drift: tuple[Drift, ...]
    revisions: tuple[Revision, ...]
    hops: tuple[Hop, ...]
    ties: Ties


class Kept(msgspec.Struct, frozen=True):
    """A statement as it was kept, unpacked."""

    summary: Summary
    told: Told

    def with_claims(self, relays: Mapping[str, Relay], kin: Kin) -> Statement | None:
        """The statement with its claims, by id; None where one of them is no longer listed."""
        one, told = self.summary, self.told
        links = told.ties.links(one.id, kin)
        own = [relays.get(each.claim) for each in one.carried]
        if not all(own):
            return None
        return Statement(
            id=one.id,
            speaker=one.speaker,
            said_on=one.said_on,
            said_from=told.said_from,
            figure=one.figure,
            harm=one.harm,
            stance=one.stance,
            side=one.side,
            place=one.place,
            period=one.period,
            reference=relays[one.nearest.claim],
            relays=tuple(each for each in own if each),
            aspect=told.aspect,
            status=told.status,
            demographic=one.demographic,
            rate=told.rate,
            speakers=told.speakers,
            joins=told.joins,
            drift=told.drift,
            revisions=told.revisions,
            hops=told.hops,
            lineages=one.lineages,
            origins=one.origins,
            independent=one.independent,
            about=links.about,
            part_of=links.part_of,
        )


_ENCODER = msgspec.msgpack.Encoder()
_SUMMARY = msgspec.msgpack.Decoder(Summary)
_TOLD = msgspec.msgpack.Decoder(Told)


def pack(statement: Statement, group: Sequence[Traits]) -> Summed:
    """A statement to keep, and the group of claims that it was made of."""
    told = Told(
        statement.said_from,
        statement.aspect,
        statement.status,
        statement.rate,
        statement.speakers,
        statement.joins,
        statement.drift,
        statement.revisions,
        statement.hops,
        find_ties(group, statement.relays),
    )
    shown = _ENCODER.encode(summarise(statement))
    return Summed(statement.id, len(group), statement.origins, shown, _ENCODER.encode(told))


def unpack(summed: Summed) -> Kept:
    """A statement that was kept."""
    return Kept(_SUMMARY.decode(summed.shown), _TOLD.decode(summed.told))


def read_summaries(packed: Iterable[bytes]) -> list[Summary]:
    """What lists show, of what was kept."""
    return list(map(_SUMMARY.decode, packed))
