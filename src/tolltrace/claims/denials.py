"""What a denial or a doubt without a figure is about: the claim of somebody else that it speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tolltrace.claims.drafts import Draft
from tolltrace.claims.silences import Reach, Silence
from tolltrace.claims.speaker_names import same_name
from tolltrace.values import Claim, Stance, Status

DENYING = frozenset({Stance.DENIED, Stance.DISPUTED})
APART = (",", ";", ":", " -", " –", " —")  # behind a denial: the figure that follows is set against what is denied
MAX_COMPARED = 100  # claims on either side that a denial can be about: hostile pages must not make it slow
UNSAID = "casualties"  # the harm of a denial that names none, of a claim that names none either


def settle_denials(drafts: Sequence[Draft]) -> list[Draft]:
    """Give each denial the claim that it denies, and what it takes over from it.

    One that denies no claim is dropped, unless it says itself what is denied. One of a whole incident becomes a record
    for each harm that is told of it.
    """
    settled: list[Draft] = []
    for n, draft in enumerate(drafts):
        if draft.silence is None or draft.claim.stance not in DENYING:
            settled.append(deny_by_zero(n, drafts))
            continue
        denied = find_denied(n, draft.silence, drafts)
        settled += [deny(draft, other) for other in denied]
        if not denied and draft.silence.has_content:
            settled.append(draft)
    return settled


def deny_by_zero(n: int, drafts: Sequence[Draft]) -> Draft:
    """`denied that anyone had died`: a zero of its own, about the latest claim of that harm by somebody else."""
    draft = drafts[n]
    if draft.harmed is None or not draft.harmed.mention.denies:
        return draft
    others = (each for each in reversed(drafts[max(0, n - MAX_COMPARED) : n]) if each.harmed is not None)
    told = (each for each in others if each.claim.harm == draft.claim.harm and each.claim.figure.value != 0)
    other = next((each for each in told if not by_same(each.claim, draft.claim)), None)
    return replace(draft, denied=other.harmed.mention if other is not None and other.harmed else None)


def find_denied(n: int, silence: Silence, drafts: Sequence[Draft]) -> list[Draft]:
    """The claims that one denial is about: of its own sentence, else the latest before it; of a title, the first below.

    Who gives a figure beside the denial has a claim of their own, and no denial: `denies it and says that four died`.
    """
    denial = drafts[n]
    near = drafts[max(0, n - MAX_COMPARED) : n + MAX_COMPARED]
    claims = [other for other in near if other.harmed is not None]
    here = [other for other in claims if other.passage is denial.passage]
    if any(by_same(other.claim, denial.claim) for other in here):
        return []
    if here:
        behind = [other for other in here if other.claim.mention.start > denial.claim.mention.start]
        if behind and denial.passage.text[silence.end :].startswith(APART):
            return []
        return list(of_each_harm(here)) if silence.reach is Reach.EVENT else (behind[:1] or here[-1:])
    if silence.has_content or silence.is_of_other:
        return []
    return not_here(denial, silence, [other for other in claims if not by_same(other.claim, denial.claim)])


def not_here(denial: Draft, silence: Silence, claims: Sequence[Draft]) -> list[Draft]:
    """The claims of other sentences that a denial is about: theirs whose figures it names (`the army's figures`)."""
    before = [other for other in claims if other.claim.mention.start < denial.claim.mention.start]
    if silence.reach is not Reach.ANY:
        back = denial.passage.before.sentence.start if denial.passage.before else None
        before = [other for other in before if other.passage.sentence.start == back]
    if silence.reach is Reach.EVENT:
        return list(of_each_harm(before))
    if before:
        named = words_of(denial.claim.mention.text)
        theirs = [other for other in before if any(words_of(link.name) & named for link in other.claim.chain)]
        return [(theirs or before)[-1]]
    return list(claims[:1]) if denial.passage.sentence.in_title else []


def words_of(text: str) -> set[str]:
    """The words of a phrase, to be compared: `the rebels' figures` with `rebel`."""
    return {re.sub(r"(?:['’]s?|s)$", "", word) for word in re.findall(r"[\w'’]+", text.lower())}


def of_each_harm(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The first claim of each harm, no parts."""
    seen: set[str] = set()
    for draft in drafts:
        if draft.claim.harm not in seen and not draft.whole and not draft.shares:
            seen.add(draft.claim.harm)
            yield draft


def deny(denial: Draft, other: Draft) -> Draft:
    """A denial with the claim that it is about: with its side, status and place, and harm where it names none."""
    claim, of = denial.claim, other.claim
    harm = denial.silence.harm if denial.silence is not None else None
    return replace(
        denial,
        denied=other.harmed.mention if other.harmed is not None else None,
        claim=replace(
            claim,
            harm=harm or of.harm,
            side=claim.side or of.side,
            status=of.status if claim.status is Status.UNKNOWN else claim.status,
            demographic=claim.demographic or of.demographic,
            place=claim.place or of.place,
        ),
    )


def by_same(one: Claim, other: Claim) -> bool:
    """Whether two claims have the same first speaker, by name."""
    return bool(one.chain and other.chain and same_name(one.chain[0].name, other.chain[0].name))
