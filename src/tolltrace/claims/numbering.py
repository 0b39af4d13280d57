"""Which mentions are one claim, which claim is part of which or denies which, and the id of each."""

import hashlib
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace

from tolltrace.claims.drafts import Draft, read_as
from tolltrace.claims.lists import fits
from tolltrace.claims.parts import UNDIVIDED
from tolltrace.claims.sides import find_side
from tolltrace.claims.speaker_names import same_name
from tolltrace.knowledge import Knowledge, Language
from tolltrace.rules import Rule
from tolltrace.values import Article, Aspect, Claim, Reading, Status

HERE = 4  # claims behind one that can be its whole
ADDING = frozenset({"another", "other", "others", "second", "more"})
FEW = 5  # people of whom a text says who each was
ANYBODY = frozenset(
    {"people", "person", "one", "two", "three", "four", "five", "other", "another", "victim", "dead", "body", "bodie"}
    | {"man", "men", "woman", "women", "death", "fatality", "casualty", "casualtie", "more", "individual", "him", "her"}
)
MAX_COMPARED = 50  # earlier mentions of one figure that another is compared with: a live blog repeats itself


def number_claims(drafts: Sequence[Draft], article: Article, knowledge: Knowledge) -> Iterator[Claim]:
    """Give mentions of one claim one number, link parts to wholes and denials to what they deny, and make the ids."""
    drafted = [draft.claim for draft in drafts]
    numbers = number_alike(drafted, lambda n, m: is_same_claim(drafts[n], drafts[m], knowledge))
    wholes = {id(draft.harmed.mention): number for draft, number in zip(drafts, numbers, strict=True) if draft.harmed}
    claims: list[Claim] = []
    for n, draft in enumerate(drafts):
        part_of = find_whole(n, drafts, numbers, wholes)
        part_of = part_of if part_of != numbers[n] else None
        about = wholes.get(id(draft.denied)) if draft.denied is not None else None
        why = read_as(draft.claim.readings, read_part(draft, part_of))
        claims.append(replace(draft.claim, number=numbers[n], part_of=part_of, about=about, readings=why))
    yield from join_mentions(claims, article)


# ── however a language is read ───────────────────────────────────────────────────────────────────────────────────────


def number_alike(claims: Sequence[Claim], is_same: Callable[[int, int], bool]) -> list[int]:
    """The number of each claim, from 1; mentions of one share it. `is_same` is asked of two places in the sequence, and
    only where harm and figure are the same."""
    numbers: list[int] = []
    alike: dict[object, list[int]] = {}
    highest = 0
    for n, claim in enumerate(claims):
        others = alike.setdefault((claim.harm, number_of(claim)), [])
        same = next((numbers[m] for m in others[:MAX_COMPARED] if is_same(n, m)), None)
        numbers.append(same or highest + 1)
        highest = max(highest, numbers[-1])
        others.append(n)
    return numbers


def join_mentions(claims: Sequence[Claim], article: Article) -> Iterator[Claim]:
    """Claims that have their numbers with their ids, and with one aspect for all mentions of one."""
    mentions: dict[int, list[Claim]] = {}
    for claim in claims:
        mentions.setdefault(claim.number, []).append(claim)
    content, seen = article.content_sha256, Counter[str]()
    for claim in claims:
        key = f"{content}\0{claim.mention.start}\0{claim.mention.end}\0{claim.harm}"
        seen[key] += 1
        aspect, why = joint_aspect(claim, mentions[claim.number], wholes_of(claim, mentions))
        yield replace(claim, id=make_id(key, seen[key]), aspect=aspect, readings=read_as(claim.readings, why))


def wholes_of(claim: Claim, mentions: Mapping[int, Sequence[Claim]]) -> Sequence[Claim]:
    """The mentions of what a claim is part of; of a part of a part, those of its whole, if the part is no total."""
    wholes = mentions.get(claim.part_of or 0, [])
    if wholes and wholes[0].aspect is Aspect.EVENT and wholes[0].part_of not in {None, claim.number}:
        return mentions.get(wholes[0].part_of or 0, []) or wholes
    return wholes


def number_of(claim: Claim) -> tuple[int | None, int | None, float | None]:
    """What makes two figures the same: the number printed, whatever hedge was lost or added; else the bounds."""
    figure = claim.figure
    return (
        (figure.value, figure.value, None) if figure.value is not None else (figure.low, figure.high, figure.fraction)
    )


def make_id(key: str, nth: int) -> str:
    """The same for the nth same mention and harm in the same version of a report, on every machine, by every method."""
    return hashlib.sha256(f"{key}\0{nth}".encode()).hexdigest()[:16]


def joint_aspect(claim: Claim, mentions: Sequence[Claim], wholes: Sequence[Claim]) -> tuple[Aspect, Reading | None]:
    """One aspect for all mentions of a claim, a running total if one of them is; a part of an event has its whole's.

    With the reason, where it is not the claim's own.
    """
    own = claim.aspect
    total = next((each for each in mentions if each.aspect is Aspect.CUMULATIVE), None)
    if total is not None:
        return total.aspect, Rule.ASPECT_MENTIONS.reading(total.mention) if own is not total.aspect else None
    if wholes and own is Aspect.EVENT and wholes[0].aspect is not own:
        return wholes[0].aspect, Rule.ASPECT_WHOLE.reading(wholes[0].mention)
    return own, None


# ── one claim ────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_same_claim(one: Draft, other: Draft, knowledge: Knowledge) -> bool:
    """Two mentions are one claim when figure, harm and first speaker agree, and no side nor place in it differs."""
    a, b = one.claim, other.claim
    stands_alone = one.harmed and other.harmed and not one.whole and not other.whole
    if not stands_alone or one.passage is other.passage or a.harm != b.harm or number_of(a) != number_of(b):
        return False
    if (a.side and b.side and a.side != b.side) or not same_first_speaker(a, b, knowledge, one.passage.language):
        return False
    if are_others(a, b, one.passage.language):
        return False
    titled = one.passage.sentence.in_title or other.passage.sentence.in_title
    return titled or a.place is None or b.place is None or same_name(a.place.text, b.place.text)


def are_others(a: Claim, b: Claim, language: Language) -> bool:
    """Whether two small counts are of other people, by their words: `a guard` and `the gunman`, not `two` and `two`.

    Of many, a text counts the same ones again under another word (`12 people`, `12 passengers`).
    """
    if a.figure.value is None or a.figure.value > FEW:
        return False
    if (a.status is Status.COMBATANT) != (b.status is Status.COMBATANT):  # `one person died … the gunman was shot`
        return True
    if any(word in ADDING for each in (a, b) for word in each.mention.text.casefold().split()):
        return True  # `a child was killed … another child`
    one, other = (head_of(each, language) for each in (a, b))
    return one is not None and other is not None and one != other


def head_of(claim: Claim, language: Language) -> str | None:
    """The last word of whom a claim counts, in the singular; None where that may be anybody."""
    words = (claim.victims or claim.mention.text).casefold().split()
    head = words[-1].strip("’'.,") if words else ""
    head = head[:-1] if head.endswith("s") and not head.endswith("ss") else head
    return None if not head or head in ANYBODY or head.isdigit() else head


def same_first_speaker(a: Claim, b: Claim, knowledge: Knowledge, language: Language) -> bool:
    """The same first speaker, or a shorter name for the same: `US` and `United States intelligence`."""
    if not a.chain or not b.chain:
        return not a.chain and not b.chain
    one, other = a.chain[0].name, b.chain[0].name
    if same_name(one, other):
        return True
    side = find_side(one, knowledge, language)
    is_short = one.lower() in knowledge.sides or other.lower() in knowledge.sides
    return is_short and side is not None and side == find_side(other, knowledge, language)


# ── another claim ────────────────────────────────────────────────────────────────────────────────────────────────────


def read_part(draft: Draft, part_of: int | None) -> Reading:
    """Why a claim is a part of another, or of none."""
    if part_of is None:
        return Rule.PART_OF_NONE.reading()
    return (Rule.PART_OF_LIST if draft.whole is not None else Rule.PART_OF_SHARE).reading()


def find_whole(n: int, drafts: Sequence[Draft], numbers: Sequence[int], wholes: Mapping[int, int]) -> int | None:
    """The number of the claim that a draft is a part of; `wholes` holds that of each mention, by its identity."""
    draft = drafts[n]
    if draft.whole is not None:
        return wholes.get(id(draft.whole))
    if draft.shares:
        here = (m for m in range(n + 1, min(n + HERE, len(drafts))) if drafts[m].passage is draft.passage)
        before = range(n - 1, -1, -1)  # `two were among the 17 killed`: else in the same sentence
        near = [*before, *here]
        harm = draft.base or draft.claim.harm
        exact = next((numbers[m] for m in near if is_whole_of(draft, drafts[m], {harm})), None)
        if exact is None and harm in UNDIVIDED:
            return next((numbers[m] for m in near if is_whole_of(draft, drafts[m], UNDIVIDED)), None)
        return exact
    return None


def is_whole_of(share: Draft, other: Draft, harms: Container[str]) -> bool:
    """Whether a claim before a share can be what it is a share of, which is of one of some harms."""
    is_whole = other.harmed is not None and not other.shares and other.claim.harm in harms
    if not is_whole or share.harmed is None or other.harmed is None:
        return is_whole
    return fits(share.harmed.mention, other.harmed.mention)  # `at least 60 of the dead`, not of 22
