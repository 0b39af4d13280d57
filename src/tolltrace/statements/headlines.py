"""What a page's other headlines (OpenGraph, the browser's, the address) say otherwise than its text → Drift."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tolltrace.relays import Drift, How, Relay, Statement
from tolltrace.statements.drift import find_drift
from tolltrace.statements.traits import DENIALS
from tolltrace.summaries import Retold
from tolltrace.values import Claim

ADDRESS = "address"  # `Headline.known_from` of the words of an address: lower case, without marks and long numbers


def compare_headlines(statement: Statement, retold: Sequence[Retold]) -> tuple[Drift, ...]:
    """What moved in a headline alone: neither the page's text nor its printed title shows it.

    `Drift.claim` is the claim of the report that the headline words otherwise.
    """
    known = {(each.report, each.field, each.how) for each in statement.drift}
    mended = {(each.report, each.field) for each in statement.revisions}
    found: dict[tuple[str, str, How], Drift] = {}
    for one in retold:
        own = [relay for relay in statement.relays if relay.carrier.id == one.report]
        for drift in drift_of(one, own, statement.reference):
            key = (drift.report, drift.field, drift.how)
            if key in found:
                places = dict.fromkeys((*(found[key].headline or "").split(", "), one.headline.known_from))
                found[key] = replace(found[key], headline=", ".join(places))
            elif key not in known and key[:2] not in mended:
                found[key] = drift
    return tuple(found.values())


def drift_of(one: Retold, own: Sequence[Relay], reference: Relay) -> Iterator[Drift]:
    """What one headline moved of the statement, where the page's text has it right."""
    for claim in one.claims:
        relay = find_own(claim, one, own)
        if relay is None:
            continue
        carrier = replace(relay.carrier, body_start=claim.mention.end)
        said = Relay(as_worded(claim, one), carrier)
        in_text = next((each for each in own if not each.in_headline), reference)
        apart = {each.field for each in find_drift(said, in_text, (None, None))}
        for drift in find_drift(said, reference, (None, None)):
            if drift.field in apart:
                yield replace(drift, claim=relay.claim.id, headline=one.headline.known_from)


def as_worded(claim: Claim, one: Retold) -> Claim:
    """The claim without what the words of an address cannot tell: a place that is none we know may be cut wrongly."""
    is_cut = one.headline.known_from == ADDRESS and claim.place is not None and claim.place.name is None
    return replace(claim, place=None) if is_cut else claim


def find_own(claim: Claim, one: Retold, own: Sequence[Relay]) -> Relay | None:
    """Which relay of the page a claim of its headline words again: the one with its figure, else the only one it can
    be."""
    alike = [each for each in own if may_be_same(claim, each.claim)]
    rest = [each for each in one.of_report if each.id not in {relay.claim.id for relay in own}]
    if any(figure_of(each) == figure_of(claim) and each.harm == claim.harm for each in rest):
        return None
    same = [each for each in alike if figure_of(each.claim) == figure_of(claim)]
    if same:
        return next((each for each in same if each.claim.harm == claim.harm), same[0])
    alike = [each for each in alike if each.claim.harm == claim.harm]
    rivals = [each for each in (*one.claims, *rest) if each is not claim and each.harm == claim.harm]
    titled = [each for each in alike if each.in_headline]
    if titled:  # against the printed title, what stands in the text alone is no rival
        end = titled[0].carrier.body_start
        rivals = [each for each in rivals if each in one.claims or each.mention.end <= end]
    return (titled or alike)[0] if alike and not rivals and not is_cut_short(claim, one, alike[0]) else None


def may_be_same(claim: Claim, other: Claim) -> bool:
    """Whether nothing but what drifts tells two claims apart."""
    return (
        (claim.stance in DENIALS) == (other.stance in DENIALS)
        and (claim.rate, claim.demographic, claim.background) == (other.rate, other.demographic, other.background)
        and (claim.figure.fraction is None) == (other.figure.fraction is None)
    )


def figure_of(claim: Claim) -> tuple[float | None, ...]:
    """The number that it prints, else the bounds of its words."""
    figure = claim.figure
    if figure.value is not None or figure.fraction is not None:
        return (figure.value, figure.fraction)
    return (figure.low, figure.high)


def is_cut_short(claim: Claim, one: Retold, own: Relay) -> bool:
    """Whether an address has more of the number than its words: "20-000-dead" is read as 20."""
    digits = re.sub(r"\D", "", claim.mention.text)
    return one.headline.known_from == ADDRESS and (
        not digits or re.search(rf"(?<!\d){digits}[-_.,]\d{{3}}(?!\d)", own.carrier.url or "") is not None
    )
