"""Which mentions are one claim, which is part of which or denies which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tolltrace.claims.drafts import read_as
from tolltrace.claims.numbering import MAX_COMPARED, join_mentions, number_alike
from tolltrace.claims.shallow.harms import Harmed
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.rules import Rule
from tolltrace.values import Article, Aspect, Claim, Reading, Stance, Status


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its number and id are known."""

    claim: Claim
    passage: Passage
    harmed: Harmed | None  # None for a zero or a silence
    is_of_day: bool = False  # what one day added
    denied: "Draft | None" = None  # the claim that a denial is about


def number_claims(drafts: Sequence[Draft], article: Article) -> Iterator[Claim]:
    """Give mentions of one claim one number, link parts and denials, and make the ids.

    A denial of nothing that was claimed before is no record.
    """
    drafts = tuple(settle_denials(drafts))
    numbers = number_alike([draft.claim for draft in drafts], lambda n, m: is_same_claim(drafts[n], drafts[m]))
    of_claim = {id(draft): number for draft, number in zip(drafts, numbers, strict=True)}
    wholes: dict[str | None, Draft] = {}  # the latest that is no part, of each harm; of any: None
    claims: list[Claim] = []
    for draft, number in zip(drafts, numbers, strict=True):
        whole = find_whole(draft, wholes)
        if draft.harmed and not draft.harmed.is_part and not draft.harmed.count.added:
            wholes[draft.claim.harm] = wholes[None] = draft
        part_of = of_claim[id(whole)] if whole and of_claim[id(whole)] != number else None
        claim = inherit(draft.claim, whole.claim) if whole else draft.claim
        why = read_as(claim.readings, read_part(draft, part_of))
        about = of_claim[id(draft.denied)] if draft.denied else None
        claims.append(replace(claim, number=number, part_of=part_of, about=about, readings=why))
    yield from join_mentions(claims, article)


def is_same_claim(one: Draft, other: Draft) -> bool:
    """Two mentions are one claim when figure, harm and first speaker agree and no side nor place in it differs.

    Places are compared by their points: case endings make their words differ.
    """
    a, b = one.claim, other.claim
    if one.passage is other.passage or one.harmed is None or other.harmed is None:
        return False
    if one.harmed.is_part or other.harmed.is_part or (a.side and b.side and a.side != b.side):
        return False
    if (a.aspect is Aspect.INCREMENT) != (b.aspect is Aspect.INCREMENT):
        return False
    if (a.chain[0].name if a.chain else None) != (b.chain[0].name if b.chain else None):
        return False
    titled = one.passage.sentence.in_title or other.passage.sentence.in_title
    points = (a.place and a.place.geonames_id, b.place and b.place.geonames_id)
    return titled or None in points or points[0] == points[1]


# ── another claim ────────────────────────────────────────────────────────────────────────────────────────────────────


def find_whole(draft: Draft, wholes: dict[str | None, Draft]) -> Draft | None:
    """The claim that a part is of: the latest that is no part, of the same harm if there is one."""
    if draft.harmed is None or not draft.harmed.is_part:
        return None
    return wholes.get(draft.claim.harm) or wholes.get(None)


def read_part(draft: Draft, part_of: int | None) -> Reading:
    """Why a claim is a part of another, or of none."""
    if part_of is None or draft.harmed is None:
        return Rule.PART_OF_NONE.reading()
    is_share = draft.claim.figure.fraction is not None
    return (Rule.PART_OF_SHARE if is_share else Rule.PART_OF_LIST).reading()


def inherit(part: Claim, whole: Claim) -> Claim:
    """A part keeps what is said of its whole where it says nothing of its own."""
    takes_side = part.side is None and whole.side is not None
    takes_status = part.status is Status.UNKNOWN and whole.status is Status.COMBATANT
    takes_place = part.place is None and whole.place is not None
    return replace(
        part,
        side=whole.side if takes_side else part.side,
        status=whole.status if takes_status else part.status,
        place=whole.place if takes_place else part.place,
        readings=read_as(
            part.readings,
            Rule.SIDE_WHOLE.reading(whole.mention) if takes_side else None,
            Rule.STATUS_WHOLE.reading(whole.mention) if takes_status else None,
            Rule.PLACE_WHOLE.reading(whole.mention) if takes_place else None,
        ),
    )


def settle_denials(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts with the claim that each denial without a figure is about; one of nothing that was claimed is left out."""
    told: dict[str | None, list[Draft]] = {}  # claims that may be denied, by harm; of any: None
    for draft in drafts:
        if draft.harmed is None and draft.claim.stance is Stance.DENIED:
            denied = find_denied(draft.claim, told)
            if denied is not None:
                yield replace(draft, claim=with_harm(draft.claim, denied.claim), denied=denied)
            continue
        if draft.harmed is not None and draft.claim.stance is not Stance.DENIED:
            for harm in (draft.claim.harm, None):
                told.setdefault(harm, []).append(draft)
        yield draft


def find_denied(claim: Claim, told: dict[str | None, list[Draft]]) -> Draft | None:
    """The claim that a denial without a figure is about: the latest by somebody else, of its harm if there is one."""
    denier = claim.chain[0].name if claim.chain else None
    for harm in (claim.harm, None) if claim.harm else (None,):
        for draft in reversed(told.get(harm, [])[-MAX_COMPARED:]):
            chain = draft.claim.chain
            if denier is None or not chain or chain[0].name != denier:
                return draft
    return None


def with_harm(denial: Claim, denied: Claim) -> Claim:
    """A denial that names no harm has that of the claim that it is about."""
    if denial.harm:
        return denial
    why = read_as(denial.readings, Rule.HARM_DENIED.reading(denied.mention))
    return replace(denial, harm=denied.harm, readings=why)
