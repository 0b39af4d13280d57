"""Which mentions are one claim, which is part of which or denies which, and the id of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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


def number_claims(drafts: Sequence[Draft], article: Article) -> Iterator[Claim]:
    """Give mentions of one claim one number, link parts and denials, and make the ids."""
    numbers: list[int] = []
    alike: dict[object, list[int]] = {}
    content, seen = article.content_sha256, Counter[str]()
    for n, draft in enumerate(drafts):
        claim = draft.claim
        figure = claim.figure
        others = alike.setdefault((claim.harm, figure.low, figure.high, claim.aspect is Aspect.INCREMENT), [])
        same = next((numbers[m] for m in others[:MAX_COMPARED] if is_same_claim(draft, drafts[m])), None)
        numbers.append(same or max(numbers, default=0) + 1)
        others.append(n)
        whole = find_whole(n, drafts) if draft.harmed and draft.harmed.is_part else None
        key = f"{content}\0{claim.mention.start}\0{claim.mention.end}\0{claim.harm}"
        seen[key] += 1
        part_of = numbers[whole] if whole is not None and numbers[whole] != numbers[n] else None
        about = find_denied(n, drafts)
        yield replace(
            claim if whole is None else inherit(claim, drafts[whole].claim),
            id=make_id(key, seen[key]),
            number=numbers[n],
            part_of=part_of,
            about=None if about is None else numbers[about],
        )


def is_same_claim(one: Draft, other: Draft) -> bool:
    """Two mentions are one claim when figure, harm and first speaker agree and no side nor place in it differs."""
    a, b = one.claim, other.claim
    if one.passage is other.passage or one.harmed is None or other.harmed is None:
        return False
    if one.harmed.is_part or other.harmed.is_part or (a.side and b.side and a.side != b.side):
        return False
    titled = one.passage.sentence.in_title or other.passage.sentence.in_title
    if not titled and (a.chain[0].name if a.chain else None) != (b.chain[0].name if b.chain else None):
        return False
    points = (a.place and a.place.geonames_id, b.place and b.place.geonames_id)
    return titled or None in points or points[0] == points[1]


def find_whole(n: int, drafts: Sequence[Draft]) -> int | None:
    """The claim that a part is of: the nearest before it that is no part, of the same harm if there is one."""
    part = drafts[n]
    wholes = [m for m in range(n) if (harmed := drafts[m].harmed) and not harmed.is_part and not harmed.count.added]
    alike = [m for m in wholes if drafts[m].claim.harm == part.claim.harm]
    found = alike or wholes
    return found[-1] if found else None


def inherit(part: Claim, whole: Claim) -> Claim:
    """A part keeps what is said of its whole where it says nothing of its own."""
    return replace(
        part,
        side=part.side or whole.side,
        status=whole.status if part.status is Status.UNKNOWN and whole.status is Status.COMBATANT else part.status,
        aspect=whole.aspect if part.aspect is Aspect.EVENT else part.aspect,
        place=part.place or whole.place,
    )


def find_denied(n: int, drafts: Sequence[Draft]) -> int | None:
    """The claim that a denial without a figure is about: the latest before it by somebody else."""
    if drafts[n].claim.stance is not Stance.DENIED:
        return None
    claim, found = drafts[n].claim, []
    for m in range(n - 1, -1, -1):
        other = drafts[m].claim
        by_same = claim.chain and other.chain and claim.chain[0].name == other.chain[0].name
        if drafts[m].harmed is not None and other.stance is not Stance.DENIED and not by_same:
            found.append(m)
    alike = [m for m in found if drafts[m].claim.harm == claim.harm]
    return next(iter(alike or found), None)
