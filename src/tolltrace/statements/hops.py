"""Who took a statement from whom, as far as reports say so or their texts show it → Hops."""

from collections.abc import Sequence

from tolltrace.relays import Drift, Hop, Relay, Revision
from tolltrace.values import Stance

DENIED = frozenset({Stance.DENIED, Stance.DISPUTED, Stance.RETRACTED})


def find_hops(
    relays: Sequence[Relay], drift: Sequence[Drift], revisions: Sequence[Revision], alike: frozenset[frozenset[str]]
) -> tuple[Hop, ...]:
    """One way into each report, the best-shown: an outlet that it cites, a wire, a forward, shared text, the speaker.

    `relays` are in the order of publication; a report can only have taken from an earlier one. A relay that
    denies, in a statement that does not, carries the figure that it denies.
    """
    denials = DENIED if not all(relay.claim.stance in DENIED for relay in relays) else frozenset()
    hops: list[Hop] = []
    seen: list[Relay] = []  # the first claim of each report so far
    for report in dict.fromkeys(relay.carrier.id for relay in relays):
        own = sorted((each for each in relays if each.carrier.id == report), key=lambda each: each.in_headline)
        source, evidence = find_source(own, seen, alike, denials)
        was = {each.field for each in drift if each.report == source}
        moved = [each.field for each in drift if each.report == report and each.field not in was]
        moved += [each.field for each in revisions if each.report == report and each.revises == source]
        hops.append(Hop(source, report, evidence, tuple(dict.fromkeys(moved))))
        seen.append(own[0])
    return tuple(hops)


def find_source(
    own: Sequence[Relay], seen: Sequence[Relay], alike: frozenset[frozenset[str]], denials: frozenset[Stance]
) -> tuple[str | None, str]:
    """Whom a report has it from, and what shows that; None where it does not say.

    `own` are its claims, the headline's last, as its text tells more; `seen` the reports before it; `denials` the
    stances of claims whose speaker did not give the figure.
    """
    carrier = own[0].carrier
    by_outlet = {each.carrier.outlet.casefold(): each.carrier.id for each in reversed(seen) if each.carrier.outlet}
    for relay in own:
        for link in reversed(relay.claim.chain):
            if link.name.casefold() in by_outlet and link.name.casefold() != (carrier.outlet or "").casefold():
                return by_outlet[link.name.casefold()], f"it says: {link.name} {link.cue or ''}".strip()
    earlier = next((each.carrier for each in reversed(seen) if frozenset((each.carrier.id, carrier.id)) in alike), None)
    if earlier and earlier.outlet == carrier.outlet is not None:
        return earlier.id, "the same outlet's earlier report"
    if carrier.wire:
        return by_outlet.get(carrier.wire.casefold(), carrier.wire), f"it credits {carrier.wire}"
    if carrier.forwarded_from:
        name = carrier.forwarded_from
        return by_outlet.get(name.casefold(), name), f"it forwards a message of {name}"
    if earlier:
        return earlier.id, "it shares that report's text"
    for relay in own:
        if relay.claim.chain and relay.claim.stance not in denials:
            link = relay.claim.chain[-1]
            return link.name, f"it says: {link.name} {link.cue or ''}".strip()
    if all(relay.claim.stance in denials for relay in own) and seen:
        denier = speakers_of(own)
        return seen[0].carrier.id, f"it tells that {denier} denies the figure, and not whose report the figure is from"
    return None, "it does not say where it has this from"


def speakers_of(own: Sequence[Relay]) -> str:
    """Who denies it, by name."""
    return next((relay.claim.chain[0].name for relay in own if relay.claim.chain), "somebody")
