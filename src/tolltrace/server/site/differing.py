"""Two versions of a report side by side: which words changed, and what became of each claim. Pure, and bounded."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup

from tolltrace.ledger import RecordedClaim
from tolltrace.phrasing import figure_words
from tolltrace.printable import clean
from tolltrace.server.site.words import QUOTE_CHARS, shorten
from tolltrace.values import Claim, Figure

MOST_SENTENCES = 1500  # of each version: what is longer is compared so far
MOST_WORDS = 400  # of a sentence that is compared word by word
MOST_PAIRS = 40_000  # of claims that may be the same
MOST_CHARS = 2000  # of a sentence that is shown to who may read the text
SPEAKER = 0.3
ALIKE = 0.5  # of the words of two sentences; what shares less is another claim
# what ends a sentence, for this page alone: claims have their own
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORDS = re.compile(r"\w+|[^\w\s]|\s+")
TAGS = {"del": Markup("<del>{}</del>"), "ins": Markup("<ins>{}</ins>")}
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Changed:
    """Sentences that were replaced, taken out or put in; "" for none."""

    was: Markup
    now: Markup


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """What became of one claim. `told` says it in words; empty where it came or went whole."""

    was: RecordedClaim | None
    now: RecordedClaim | None
    in_headline: bool
    told: tuple[str, ...]
    words: Changed


def compare_texts(was: str, now: str) -> Iterator[Changed]:
    """The sentences that changed, in the order of the text."""
    before, after = (_ENDS.split(each)[:MOST_SENTENCES] for each in (was, now))
    matcher = SequenceMatcher(None, before, after)  # with its shortcut for what stands often: it bounds the work
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            yield compare_words(" ".join(before[i:j]), " ".join(after[k:m]), MOST_CHARS)


def compare_words(was: str, now: str, chars: int = QUOTE_CHARS) -> Changed:
    """Two wordings with what went and what came marked; whole where they are long."""
    was, now = (shorten(clean(each[: 2 * chars]), chars) for each in (was, now))
    before, after = _WORDS.findall(was), _WORDS.findall(now)
    if not before or not after or max(len(before), len(after)) > 2 * MOST_WORDS:
        return Changed(whole("del", was), whole("ins", now))
    left, right = [], []
    for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        left.append(piece(kind, "del", before[i:j]))
        right.append(piece(kind, "ins", after[k:m]))
    return Changed(Markup("").join(left), Markup("").join(right))


def piece(kind: str, tag: str, words: Sequence[str]) -> Markup:
    """Some words, marked where they are not in both."""
    return Markup("{}").format("".join(words)) if kind == "equal" else whole(tag, "".join(words))


def whole(tag: str, text: str) -> Markup:
    """All of it marked; nothing for nothing."""
    return TAGS[tag].format(text) if text else Markup("")


# ── claims ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def compare_claims(
    was: Sequence[RecordedClaim], now: Sequence[RecordedClaim], titles: tuple[int, int]
) -> tuple[ClaimChange, ...]:
    """What became of the claims of a version in another; `titles` are where their headlines end."""
    kept = {each.claim.id: each for each in now}
    pairs: list[tuple[RecordedClaim | None, RecordedClaim | None]] = []
    pairs += [(each, kept[each.claim.id]) for each in was if each.claim.id in kept]
    known = {one.claim.id for one, _ in pairs if one}
    gone = [each for each in was if each.claim.id not in known]
    came = [each for each in now if each.claim.id not in known]
    for one, other in likely_pairs(gone, came, titles):
        gone.remove(one)
        came.remove(other)
        pairs.append((one, other))
    pairs += [(each, None) for each in gone] + [(None, each) for each in came]
    changes = (change(one, other, titles) for one, other in pairs)
    return tuple(sorted((each for each in changes if each), key=place_on_page))


def place_on_page(change: ClaimChange) -> tuple[bool, int]:
    """The headline first, then in the order of the text."""
    shown = change.now or change.was
    return not change.in_headline, shown.claim.mention.start if shown else 0


def likely_pairs(
    gone: Sequence[RecordedClaim], came: Sequence[RecordedClaim], titles: tuple[int, int]
) -> Iterator[tuple[RecordedClaim, RecordedClaim]]:
    """Which claims are most likely one whose words changed: of one harm and place on the page, the likest first."""
    if len(gone) * len(came) > MOST_PAIRS:
        return
    before, after = (list(map(words_of, each)) for each in (gone, came))
    rated = [
        (likeness(before[i], after[k]) + speaks_alike(one.claim, other.claim), i, k)
        for i, one in enumerate(gone)
        for k, other in enumerate(came)
        if one.claim.harm == other.claim.harm and is_title(one, titles[0]) == is_title(other, titles[1])
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    for rate, i, k in sorted(rated, key=lambda each: (-each[0], each[1], each[2])):
        if rate >= ALIKE and i not in taken[0] and k not in taken[1]:
            taken[0].add(i)
            taken[1].add(k)
            yield gone[i], came[k]


def is_title(recorded: RecordedClaim, end: int) -> bool:
    """Whether a claim stands in the headline."""
    return recorded.claim.mention.end <= end


def words_of(recorded: RecordedClaim) -> frozenset[str]:
    """The words of a claim's sentence."""
    return frozenset(clean(recorded.claim.evidence.text[:MOST_CHARS]).lower().split())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of their words two sentences share, from 0 to 1."""
    return len(one & other) / max(1, min(len(one), len(other)))


def speaks_alike(one: Claim, other: Claim) -> float:
    """What the same first speaker is worth beside the words."""
    same = bool(one.chain) and bool(other.chain) and one.chain[0].name == other.chain[0].name
    return SPEAKER if same else 0.0


def change(was: RecordedClaim | None, now: RecordedClaim | None, titles: tuple[int, int]) -> ClaimChange | None:
    """What became of a claim; None where nothing did."""
    in_headline = bool(now and is_title(now, titles[1])) or bool(was and not now and is_title(was, titles[0]))
    if was is None or now is None:
        words = compare_words(was.claim.evidence.text if was else "", now.claim.evidence.text if now else "")
        return ClaimChange(was, now, in_headline, (), words)
    told = tuple(tell(was.claim, now.claim, "the headline" if in_headline else "the text"))
    words = compare_words(was.claim.evidence.text, now.claim.evidence.text)
    return ClaimChange(was, now, in_headline, told, words) if told else None


def tell(was: Claim, now: Claim, where: str) -> Iterable[str]:
    """ "killed rose to 45 from 41", "the headline lost “at least”", "place: in Karvel became Port Lume"."""
    numbers = number_of(was.figure), number_of(now.figure)
    if was.figure != now.figure and numbers[0] != numbers[1]:
        if None in numbers:
            yield f"{now.harm}: {figure_words(was.figure)} became {figure_words(now.figure)}"
        else:
            went = "rose" if (numbers[1] or 0) > (numbers[0] or 0) else "fell"
            yield f"{now.harm} {went} to {numbers[1]:,} from {numbers[0]:,}"
    lost, gained = hedging(was.mention.text, now.mention.text)
    if was.figure.hedge != now.figure.hedge:
        if lost or not gained:
            yield f"{where} lost “{lost}”" if lost else f"the hedge became {now.figure.hedge.value.replace('_', ' ')}"
        if gained:
            yield f"{where} gained “{gained}”"
    fields = {
        "harm": (was.harm, now.harm),
        "side": (was.side, now.side),
        "place": (was.place and was.place.text, now.place and now.place.text),
        "period": (was.period and was.period.text, now.period and now.period.text),
        "stance": (was.stance.value, now.stance.value),
        "first speaker": (was.chain[0].name if was.chain else None, now.chain[0].name if now.chain else None),
    }
    for name, (one, other) in fields.items():
        if one != other:
            said = [shorten(clean(each[:400]), 120) if each else "not said" for each in (one, other)]
            yield f"{name}: {said[0]} became {said[1]}"


def number_of(figure: Figure) -> int | None:
    """The one number that a figure is told by, where there is one."""
    if figure.value is not None:
        return figure.value
    return figure.low if figure.low is not None else figure.high


def hedging(was: str, now: str) -> tuple[str, str]:
    """The words beside the number that went, and that came."""
    before, after = ([each for each in clean(text[:200]).split() if not _DIGIT.search(each)] for text in (was, now))
    return (
        " ".join(each for each in before if each not in after),
        " ".join(each for each in after if each not in before),
    )
