"""What a statement is about, and what it is a part of: other claims of its reports, wherever these stand by now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from tolltrace.relays import Relay
from tolltrace.statements.traits import DENIALS, Traits

Kin = Mapping[tuple[str, int, bool], str]  # where a report's claims stand: report, number, denied → statement


class Ties(msgspec.Struct, frozen=True, array_like=True):
    """Claims that those of a statement refer to, by the report and the number that they have in it."""

    denied: tuple[tuple[str, int], ...] = ()  # whose figure a denial carries in order to deny it
    about: tuple[tuple[str, int], ...] = ()
    part_of: tuple[tuple[str, int], ...] = ()

    @property
    def reports(self) -> frozenset[str]:
        """Of whose claims it must be known where they stand."""
        return frozenset(report for each in (self.denied, self.about, self.part_of) for report, _ in each)

    def links(self, own: str, kin: Kin) -> "Links":
        """The ids of the other statements."""
        denied = (kin.get((*each, True)) for each in self.denied)
        whom = next((place for place in denied if place and place != own), None)
        about = whom or most_linked([(kin.get((*each, True)), kin.get((*each, False))) for each in self.about], own)
        return Links(about, most_linked([(kin.get((*each, False)),) for each in self.part_of], own))


class Links(NamedTuple):
    """The other statements, by the fields that hold their ids."""

    about: str | None
    part_of: str | None


def find_ties(group: Sequence[Traits], relays: Sequence[Relay]) -> Ties:
    """What the claims of a group refer to; `relays` are these claims, in order."""
    spoken = {each.claim for each in group if not each.denied}
    place = {each.claim.id: at for at, each in enumerate(relays)}
    denials = sorted((place[each.claim], each.denied, each.report, each.number) for each in group if denies(each))
    return Ties(
        tuple((report, number) for *_, report, number in denials),
        tuple((each.carrier.id, each.claim.about) for each in relays if each.claim.about is not None),
        tuple(
            (each.carrier.id, each.claim.part_of)
            for each in relays
            if each.claim.part_of is not None and each.claim.id in spoken
        ),
    )


def denies(traits: Traits) -> bool:
    """Whether it is a denial: it may carry the figure that it denies."""
    return traits.stance in DENIALS


def most_linked(found: Sequence[tuple[str | None, ...]], own: str) -> str | None:
    """The statement that most of some claims lead to, of each the first place that is another's."""
    counts: Counter[str] = Counter()
    for places in found:
        other = next((place for place in places if place and place != own), None)
        if other:
            counts[other] += 1
    return min(counts, key=lambda each: (-counts[each], each)) if counts else None
