"""Grouping in steps that can be done apart, by many processes or machines: what `following` does in one store.

Claims are compared under a figure that both have, and under no other condition than what both themselves tell. So what
agrees can be found a figure at a time, each by itself; what hangs together follows from all those pairs; and of what
hangs together the statements are made by themselves again. Every step is a function of what it is given, whatever its
order (docs/decisions/0012, 0028).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tolltrace.knowledge import Knowledge
from tolltrace.relays import Carrier, Relay, Statement
from tolltrace.statements.build import Family, build_statements
from tolltrace.statements.echoes import NumberedSets, Sets, by_day, find_agreements, part
from tolltrace.statements.likeness import LIKE_FROM, MOST_COPIES, find_bands, share_of_text, sketch_text
from tolltrace.statements.traits import Traits, find_traits, pack_traits, unpack_traits


class Compared(NamedTuple):
    """What a claim is compared by; of one that denies a figure there are two."""

    claim: str  # its id
    figures: tuple[str, ...]  # under which it meets others
    day: int | None  # an ordinal
    traits: bytes


class Apart:
    """The steps. Nothing is kept between them but what they give."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def compared(self, relays: Sequence[Relay], text: str) -> list[Compared]:
        """First: of all claims of one report, what they are compared by. `text` is what stands below its title."""
        if not relays:
            return []
        ordered = sorted((relay.claim for relay in relays), key=lambda claim: claim.mention.start)
        found = find_traits(relays[0].carrier, ordered, self._knowledge, text)
        return [Compared(each.claim, each.keys, each.day, pack_traits(each)) for each in found]

    def sketch(self, carrier: Carrier, text: str) -> bytes:
        """And its text, as it is told whether others copy it."""
        return b"" if carrier.imported else sketch_text(text)  # of an imported one we hold pieces

    def agreeing(self, block: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int]]:
        """Second: pairs that tie together all that agrees among the claims of one figure, by their numbers.

        They come by day, those of no day first; each with its traits.
        """
        sets = Sets[int]()
        unpacked = ((number, unpack_traits(traits)) for number, traits in block)
        for one, other, _ in find_agreements(by_day(unpacked), lambda a, b: sets.find(a) == sets.find(b)):
            sets.join(one, other)
            yield one, other

    def together(self, count: int, pairs: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Third: for each of so many claims, numbered from 0, the smallest number of those that it hangs together
        with."""
        sets = NumberedSets(0, count - 1)
        for one, other in pairs:
            sets.join(one, other)
        return map(sets.find, range(count))

    def statements(self, members: Iterable[tuple[bytes, Relay, bytes]]) -> tuple[Statement, ...]:
        """Fourth: the statements of all that hangs together; of each claim its traits, itself, and its report's sketch.

        What others decide is not in them: what they bring up to date, are about, or are a part of.
        """
        relays: dict[str, Relay] = {}
        sketches: dict[str, bytes] = {}
        traits: list[Traits] = []
        for packed, relay, sketch in members:
            traits.append(unpack_traits(packed))
            relays[relay.claim.id] = relay
            sketches[relay.carrier.id] = sketch
        groups = part(traits)
        alike = frozenset(find_alike(sketches) if len(groups) < len(traits) else ())
        return build_statements(Family(groups, relays, alike=alike))


def find_alike(sketches: dict[str, bytes]) -> Iterator[frozenset[str]]:
    """Pairs of reports that share their text, each compared with some at most that come before it by id."""
    of_band: dict[int, list[str]] = defaultdict(list)
    place = {report: at for at, report in enumerate(sorted(sketches))}
    for report in place:
        if not sketches[report]:
            continue
        own = find_bands(sketches[report])
        near = {other for band in own for other in of_band[band][:MOST_COPIES]}
        for other in sorted(near, key=place.__getitem__)[:MOST_COPIES]:
            if share_of_text(sketches[report], sketches[other]) >= LIKE_FROM:
                yield frozenset((report, other))
        for band in dict.fromkeys(own):
            of_band[band].append(report)
