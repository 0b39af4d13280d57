"""Which mentions are one claim, which is part of which or denies which, and the id of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tolltrace.claims.numbering import MAX_COMPARED, make_id
from tolltrace.claims.shallow.harms import Harmed
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.values import Article, Aspect, Claim, Stance, Status


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its number and id are known."""

    claim: Claim
    passage: Passage
    harmed: Harmed | None  # None for a zero or a silence
    is_of_day: bool = False  # what one day added


@dataclass
class Seen:
    """What has been numbered so far, kept so that no claim has to look through all before it."""

    highest: int = 0
    alike: dict[object, list[tuple[Draft, int]]] = field(default_factory=dict)  # by harm and bounds
    wholes: dict[str | None, tuple[Draft, int]] = field(default_factory=dict)  # the latest of each harm; of any: None
    told: dict[str | None, list[tuple[Draft, int]]] = field(default_factory=dict)  # claims that may be denied


def number_claims(drafts: Sequence[Draft], article: Article) -> Iterator[Claim]:
    """Give mentions of one claim one number, link parts and denials, and make the ids.

    A denial of nothing that was claimed before is no record.
    """
    seen, ids, content = Seen(), Counter[str](), article.content_sha256
    for draft in drafts:
        claim, about = draft.claim, None
        if draft.harmed is None and claim.stance is Stance.DENIED:
            if (denied := find_denied(claim, seen)) is None:
                continue
            about, claim = denied[1], replace(claim, harm=claim.harm or denied[0].claim.harm)
        number = number_of(draft, claim, seen)
        whole = find_whole(draft, seen)
        keep(draft, number, seen)
        key = f"{content}\0{claim.mention.start}\0{claim.mention.end}\0{claim.harm}"
        ids[key] += 1
        part_of = whole[1] if whole and whole[1] != number else None
        claim = inherit(claim, whole[0].claim) if whole else claim
        yield replace(claim, id=make_id(key, ids[key]), number=number, part_of=part_of, about=about)


def number_of(draft: Draft, claim: Claim, seen: Seen) -> int:
    """The number of an earlier mention of the same claim, else the next."""
    bounds = (claim.harm, claim.figure.low, claim.figure.high, claim.aspect is Aspect.INCREMENT)
    others = seen.alike.setdefault(bounds, [])
    number = next((number for other, number in others[:MAX_COMPARED] if is_same_claim(draft, other)), seen.highest + 1)
    seen.highest = max(seen.highest, number)
    others.append((draft, number))
    return number


def keep(draft: Draft, number: int, seen: Seen) -> None:
    """Remember a claim for the parts and denials behind it."""
    if draft.harmed is None:
        return
    if not draft.harmed.is_part and not draft.harmed.count.added:
        seen.wholes[draft.claim.harm] = seen.wholes[None] = (draft, number)
    if draft.claim.stance is not Stance.DENIED:
        for harm in (draft.claim.harm, None):
            seen.told.setdefault(harm, []).append((draft, number))


def is_same_claim(one: Draft, other: Draft) -> bool:
    """Two mentions are one claim when figure, harm and first speaker agree and no side nor place in it differs."""
    a, b = one.claim, other.claim
    if one.passage is other.passage or one.harmed is None or other.harmed is None:
        return False
    if one.harmed.is_part or other.harmed.is_part or (a.side and b.side and a.side != b.side):
        return False
    if (a.chain[0].name if a.chain else None) != (b.chain[0].name if b.chain else None):
        return False
    titled = one.passage.sentence.in_title or other.passage.sentence.in_title
    points = (a.place and a.place.geonames_id, b.place and b.place.geonames_id)
    return titled or None in points or points[0] == points[1]


def find_whole(draft: Draft, seen: Seen) -> tuple[Draft, int] | None:
    """The claim that a part is of: the latest that is no part, of the same harm if there is one."""
    if draft.harmed is None or not draft.harmed.is_part:
        return None
    return seen.wholes.get(draft.claim.harm) or seen.wholes.get(None)


def inherit(part: Claim, whole: Claim) -> Claim:
    """A part keeps what is said of its whole where it says nothing of its own."""
    return replace(
        part,
        side=part.side or whole.side,
        status=whole.status if part.status is Status.UNKNOWN and whole.status is Status.COMBATANT else part.status,
        aspect=whole.aspect if part.aspect is Aspect.EVENT else part.aspect,
        place=part.place or whole.place,
    )


def find_denied(claim: Claim, seen: Seen) -> tuple[Draft, int] | None:
    """The claim that a denial without a figure is about: the latest by somebody else, of its harm if there is one."""
    denier = claim.chain[0].name if claim.chain else None
    for harm in (claim.harm, None) if claim.harm else (None,):
        for told in reversed(seen.told.get(harm, [])[-MAX_COMPARED:]):
            chain = told[0].claim.chain
            if denier is None or not chain or chain[0].name != denier:
                return told
    return None
