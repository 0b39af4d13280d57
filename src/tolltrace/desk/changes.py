"""What an outlet changed between two versions of a report: the claims of one beside those of the other. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tolltrace.phrasing import counted, figure_words
from tolltrace.values import Claim, Hedge

MOST_CLAIMS = 300  # of one version that are compared
WORD = re.compile(r"[^\W\d_]{3,}")
ENOUGH = 6.0  # of what `likeness` adds up: tuned on the tables of tests/desk/test_changes.py


class Way(StrEnum):
    """How something changed."""

    ROSE = "rose"
    FELL = "fell"
    LOST = "lost"
    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"  # the claim is not made any more


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `claim` and `before` are the ids of the claims, `was` and `now` what they print or say."""

    field: (
        str  # "figure", "hedge", "harm", "side", "place", "period", "speaker", "stance", "status"; "claim" as a whole
    )
    way: Way
    was: str | None
    now: str | None
    words: str  # for a person: 'the toll of killed rose to 45 from 41'
    claim: str | None
    before: str | None
    in_headline: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The claims of one version, and what its headline is."""

    claims: tuple[Claim, ...]
    headline_ends: int  # a mention before that stands in the headline

    def in_headline(self, claim: Claim) -> bool:
        """Whether a claim stands there."""
        return claim.mention.end <= self.headline_ends


def find_changes(before: Version, after: Version) -> tuple[Change, ...]:
    """What moved, in the order of the newer text; then what is said no more. Nothing where only other words moved."""
    pairs, new, gone = pair(before, after)
    found: list[Change] = []
    for was, now in pairs:
        found += compare(was, now, in_headline=after.in_headline(now))
    told = {(one.claim) for one in found}
    for claim in new:
        if claim.id not in told:
            words = f"{where(after.in_headline(claim))} now says {say(claim)}"
            found.append(Change("claim", Way.ADDED, None, say(claim), words, claim.id, None, after.in_headline(claim)))
    for claim in gone:
        words = f"{where(before.in_headline(claim))} says no more: {say(claim)}"
        found.append(Change("claim", Way.WITHDRAWN, say(claim), None, words, None, claim.id, before.in_headline(claim)))
    return tuple(found)


def pair(before: Version, after: Version) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """Which claim became which: the most alike first, each once. And which are new, which are gone."""
    olds, news = list(before.claims[:MOST_CLAIMS]), list(after.claims[:MOST_CLAIMS])
    scored = [
        (likeness(old, new, same_part=before.in_headline(old) == after.in_headline(new)), -abs(i - j), i, j)
        for i, old in enumerate(olds)
        for j, new in enumerate(news)
    ]
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, _, i, j in sorted(scored, reverse=True):
        if score < ENOUGH:
            break
        if i not in taken and j not in partner:
            partner[j] = i
            taken.add(i)
    pairs = [(olds[partner[j]], news[j]) for j in sorted(partner)]
    return (
        pairs,
        [new for j, new in enumerate(news) if j not in partner],
        [old for i, old in enumerate(olds) if i not in taken],
    )


def likeness(old: Claim, new: Claim, *, same_part: bool) -> float:
    """How alike two claims are; below ENOUGH they are two. Another headline is no other paragraph."""
    same_harm = old.harm == new.harm
    same_figure = old.figure == new.figure
    if not (same_harm or same_figure):
        return 0.0
    score = 2.5 * same_harm + 1.5 * same_figure + 2.0 * same_part
    for name, weight in (("side", 1.5), ("status", 0.5), ("demographic", 1.5), ("aspect", 1.0), ("fraction", 1.0)):
        was, now = _of(old, name), _of(new, name)
        score += weight if was == now else -weight if was is not None and now is not None else 0.0
    if (old.part_of is None) != (new.part_of is None):
        score -= 1.5
    score += 0.5 * (first_speaker(old) == first_speaker(new))
    one, other = words_of(old), words_of(new)
    return score + 3.0 * len(one & other) / (len(one | other) or 1)


def compare(was: Claim, now: Claim, *, in_headline: bool) -> Iterator[Change]:
    """What differs between two claims that are one and the same in two versions."""

    def changed(field: str, way: Way, before: str | None, after: str | None, words: str) -> Change:
        return Change(field, way, before, after, words, now.id, was.id, in_headline)

    part, harm = where(in_headline), now.harm.replace("_", " ")
    old, new = size(was), size(now)
    printed = was.mention.text, now.mention.text
    if old is None or new is None:
        if was.figure != now.figure:
            words = f"{part} now says {say(now)}; it said “{was.mention.text}”"
            yield changed("figure", Way.CHANGED, *printed, words)
    else:
        if old != new:
            way = Way.ROSE if new > old else Way.FELL
            subject = "the headline’s number" if in_headline else "the number"
            yield changed("figure", way, *printed, f"{subject} of {harm} {way.value} to {new:,} from {old:,}")
        if was.figure.hedge != now.figure.hedge:
            way, words = hedge_words(was, now, part)
            yield changed("hedge", way, *printed, words)
    if was.harm != now.harm:
        told = f"{part} says “{now.harm}” where it said “{was.harm}”"
        yield changed("harm", Way.CHANGED, was.harm, now.harm, told)
    for field in ("side", "place", "period", "speaker", "status", "stance"):
        one, other = told_of(was, field), told_of(now, field)
        if one == other or (one is None and other is None):
            continue
        way = Way.ADDED if one is None else Way.LOST if other is None else Way.CHANGED
        yield changed(field, way, one, other, field_words(part, field, way, one, other))


def hedge_words(was: Claim, now: Claim, part: str) -> tuple[Way, str]:
    """ "the headline lost “at least”"."""
    old, new = hedge_of(was), hedge_of(now)
    if new is None:
        return Way.LOST, f"{part} lost “{old}”"
    if old is None:
        return Way.ADDED, f"{part} added “{new}”"
    return Way.CHANGED, f"{part} says “{new}” where it said “{old}”"


def field_words(part: str, field: str, way: Way, was: str | None, now: str | None) -> str:
    """One field's change, for a person."""
    name = {"side": "whose people they were", "period": "when it was", "speaker": "who says so"}.get(
        field, f"the {field}"
    )
    if way is Way.ADDED:
        return f"{part} now tells {name}: {now}"
    if way is Way.LOST:
        return f"{part} tells no more {name} (it was {was})"
    return f"{part} changed {name} to {now} from {was}"


# ── of one claim ─────────────────────────────────────────────────────────────────────────────────────────────────────


def where(in_headline: bool) -> str:
    """What of a report is spoken of."""
    return "the headline" if in_headline else "the text"


def say(claim: Claim) -> str:
    """ "at least 12 killed"."""
    harm = claim.harm.replace("_", " ")
    if claim.stance.value == "not_provided":
        return f"no figure of {harm} is given"
    return f"{figure_words(claim.figure)} {harm}"


def size(claim: Claim) -> int | None:
    """The printed number, by which two figures are compared; None for a range, a share, a vague word, none at all."""
    return claim.figure.value if claim.figure.fraction is None else None


def hedge_of(claim: Claim) -> str | None:
    """The words of a hedge as they are printed; None where there is none."""
    if claim.figure.hedge is Hedge.EXACT:
        return None
    printed = re.sub(r"\d[\d.,\s]*", "", claim.mention.text).strip(" –-")
    return printed or claim.figure.hedge.value.replace("_", " ")


def told_of(claim: Claim, field: str) -> str | None:
    """A field as words."""
    match field:
        case "place":
            return (claim.place.name or claim.place.text) if claim.place else None
        case "period":
            return (claim.period.edtf or claim.period.text) if claim.period else None
        case "speaker":
            return first_speaker(claim)
        case "status":
            return None if claim.status.value == "unknown" else claim.status.value
        case "stance":
            return claim.stance.value.replace("_", " ")
    return claim.side


def first_speaker(claim: Claim) -> str | None:
    """Who is said to have said it first."""
    return claim.chain[0].name if claim.chain else None


def words_of(claim: Claim) -> frozenset[str]:
    """The words of its sentence, without figures."""
    return frozenset(word.casefold() for word in WORD.findall(claim.evidence.text))


def _of(claim: Claim, name: str) -> object:
    if name == "fraction":
        return claim.figure.fraction
    if name == "status":
        return None if claim.status.value == "unknown" else claim.status
    return getattr(claim, name)


def summary(changes: Sequence[Change]) -> str:
    """All of it in one line: the first words, and how many more there are."""
    if not changes:
        return ""
    more = f"; and {counted(len(changes) - 1, 'more change')}" if len(changes) > 1 else ""
    return f"{changes[0].words}{more}"
