"""The channel that a message was forwarded from: whoever it quotes, that channel passed the words on."""

from collections.abc import Sequence
from dataclasses import replace

from tolltrace.rules import Rule
from tolltrace.values import Article, Claim, Link, Reading


def pass_on(claims: Sequence[Claim], article: Article) -> tuple[Claim, ...]:
    """The claims of a report; of one that was forwarded, each chain goes on to the channel that it came from."""
    channel = article.forwarded_from
    return tuple(claims) if channel is None else tuple(add_relay(claim, channel) for claim in claims)


def add_relay(claim: Claim, channel: str) -> Claim:
    """The claim with the channel as its last relay. The forward is of a messenger's making: no words show it."""
    if claim.chain and claim.chain[-1].name.casefold() == channel.casefold():
        return claim
    told = {"chain": Rule.CHAIN_FORWARDED}
    if not claim.chain:
        told["speaker"] = Rule.SPEAKER_FORWARDED
    return replace(
        claim,
        chain=(*claim.chain, Link(channel)),
        readings=tuple(retell(each, told.get(each.field)) for each in claim.readings),
    )


def retell(reading: Reading, rule: Rule | None) -> Reading:
    """The reading by another rule, as sure as it was: the messenger itself says who forwarded what."""
    return reading if rule is None else replace(rule.reading(), confidence=reading.confidence)
