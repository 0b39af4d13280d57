"""Which word of harm a count or a person belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tolltrace.claims.shallow.counts import Count, find_counts
from tolltrace.claims.shallow.harm_words import HarmWord, closes, clues_of, is_stop, stripped
from tolltrace.claims.shallow.lending import word_around
from tolltrace.claims.shallow.people import Group, find_ones, read_group
from tolltrace.claims.shallow.sentences import DASH, Passage
from tolltrace.rules import Rule
from tolltrace.values import Figure, Reading

DONE = frozenset({"done", "lost"})  # whoever does it, or loses them, stands before it
BOTH = frozenset({"killed", "wounded"})
MAX_BETWEEN = 6  # words between a count or a person and the word of harm in its segment
MAX_BETWEEN_ONE = 4
MAX_PART_WORDS = 2  # between "серед них" and the part
WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Harmed:
    """People who came to one harm: a count or one person, and who they are."""

    count: Count
    harm: str
    why: Reading  # of the harm
    word: HarmWord | None  # None where it is taken over from the people before
    group: Group | None = None
    is_total: bool = False
    is_part: bool = False


# ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_harmed(passage: Passage, words: Sequence[HarmWord], earlier: Harmed | None = None) -> list[Harmed]:
    """Everybody who came to harm in a sentence, left to right.

    `earlier` are the people of the sentence before, whom a sentence that begins with `серед них` takes apart.
    """
    counts = find_counts(passage)
    earlier = earlier if clues_of(passage.language).parts.match(passage.text) else None
    harmed: list[Harmed] = []
    for count in counts:
        harmed += link_count(passage, count, counts, words, harmed[-1] if harmed else earlier)
    harmed += find_single_victims(passage, words, counts, harmed, earlier)
    return sorted(harmed, key=lambda each: each.count.start)


def link_count(
    passage: Passage, count: Count, counts: Sequence[Count], words: Sequence[HarmWord], before: Harmed | None
) -> Iterator[Harmed]:
    """A count with the harm of its segment, else of a neighbouring one; nothing where it counts no people harmed."""
    at = passage.segment_at(count.bare)
    segment = passage.segments[at]
    group = read_group(passage, count.end, segment.end)
    here = [word for word in words if segment.start <= word.start < segment.end]
    rivals = [other for other in counts if other is not count and segment.start <= other.bare < segment.end]
    fitting = fitting_words(passage, count, here, rivals)
    word, rule = (fitting[0], Rule.HARM_NEAREST) if fitting else (None, Rule.HARM_LENT)
    is_part = is_part_here(passage, count) or bool(word and word.of_these and word.start < count.start)
    is_part = is_part or bool(word and before and before.word is word and is_base(before, word, count))
    if word is None and not here:
        word = word_around(passage, at, count, counts, words)
    if word is not None and is_people(passage, count, group, word):
        others = sum(other.harm != word.harm for other in fitting)
        why = why_harm(Rule.HARM_TOLL if word.is_total else rule, passage, word, count, rivals=others)
        yield from with_joined(Harmed(count, word.harm, why, word, group, word.is_total, is_part), passage, words)
    elif word is None and before is not None and goes_on(passage, count, group, before, is_part=is_part):
        is_part = is_part or before.is_part or segment.opened_by == ":"
        yield Harmed(count, before.harm, why_same(before, is_part=is_part), None, group, before.is_total, is_part)


def is_base(before: Harmed, word: HarmWord, count: Count) -> bool:
    """`Із 12 поранених троє …`: a count behind the people that another one counts is a part of them."""
    return before.count.end <= word.start < word.end <= count.start and not is_increment(count, [before.count])


def why_harm(rule: Rule, passage: Passage, word: HarmWord, count: Count, *, rivals: int = 0) -> Reading:
    """Why a word of harm is that of a count or a person."""
    note = passage.text[count.start : count.end]
    return rule.reading(passage.span(word.start, word.end), note=note, rivals=rivals)


def why_same(before: Harmed, *, is_part: bool) -> Reading:
    """Why a harm is that of the people before."""
    return (Rule.HARM_PART if is_part else Rule.HARM_LISTED).reading(before.why.words)


def fitting_words(passage: Passage, count: Count, words: Sequence[HarmWord], rivals: Sequence[Count]) -> list[HarmWord]:
    """The words of harm of a count's own segment with no other count between: nearest first, one behind it before."""
    found: list[tuple[int, bool, HarmWord]] = []
    for word in words:
        is_behind = word.start >= count.end
        if word.kinds <= DONE and is_behind:
            continue  # who does it stands before it
        between = (count.end, word.start) if is_behind else (word.end, count.start)
        gap = len(WORD.findall(passage.text[between[0] : between[1]]))
        blocked = any(between[0] <= other.start < between[1] for other in rivals) and not is_increment(count, rivals)
        if (gap > MAX_BETWEEN and not word.is_total) or blocked:
            continue
        found.append((gap, not is_behind, word))
    return [word for _, _, word in sorted(found, key=lambda one: one[:2])]


def is_increment(count: Count, rivals: Sequence[Count]) -> bool:
    """Whether a count and the others of its segment are a total and what was added to it."""
    return any(each.added or each.former or each.moved_to for each in (count, *rivals))


def with_joined(harmed: Harmed, passage: Passage, words: Sequence[HarmWord]) -> Iterator[Harmed]:
    """`12 загиблих і поранених`, `убито и ранено 12`: killed and wounded, undivided."""
    word, clues = harmed.word, clues_of(passage.language)
    for other in words:
        first, last = sorted((word, other), key=lambda one: one.start) if word else (other, other)
        between = passage.text[first.end : last.start].strip()
        if other is not word and {first.harm, last.harm} == BOTH and clues.joins.fullmatch(between):
            outer = passage.text[first.start : last.end]
            if harmed.count.start >= last.end or harmed.count.end <= first.start or not outer:
                why = Rule.HARM_JOINED.reading(passage.span(first.start, last.end), note=harmed.why.note)
                yield replace(harmed, harm="casualties", why=why)
                return
    yield harmed


def is_part_here(passage: Passage, count: Count) -> bool:
    """Whether `серед них` stands right before a count, in its segment."""
    at, clues = passage.segment_at(count.bare), clues_of(passage.language)
    if clues.parts.match(passage.text, count.end + 1):  # "11 з яких"
        return True
    start = passage.segments[at - (at > 0 and passage.segments[at].is_dashed)].start  # "серед них – дитина"
    return any(
        len(WORD.findall(passage.text[match.end() : count.start])) <= MAX_PART_WORDS
        for match in clues.parts.finditer(passage.text, start, count.start)
    )


def is_people(passage: Passage, count: Count, group: Group | None, word: HarmWord) -> bool:
    """Whether a count with a word of harm counts people: a noun says so, or no noun says otherwise."""
    if group is not None:
        return True
    if passage.language.book.harms[word.harm].needs_people:
        return word.is_total and "tolls" in word.kinds
    segment = passage.segments[passage.segment_at(count.bare)]
    following = WORD.search(passage.text, count.end, segment.end)
    if following is None or word.start <= following.start() < word.end:
        return True
    if passage.language.book.clauses.prepositions and is_stop(passage, following):
        return True
    gap = passage.text[word.end : count.start].split() if word.start < count.start else ["", ""]
    behind = passage.text[count.end : word.start].split() if word.start > count.start else ["", "", ""]
    return not word.kinds & DONE and (not gap or len(behind) == 1 or word.is_total)


def goes_on(passage: Passage, count: Count, group: Group | None, before: Harmed, *, is_part: bool) -> bool:
    """Whether a count without a harm of its own goes on with that of the people before: `троє жінок та двоє дітей`."""
    if is_part:
        return True
    at = passage.segment_at(count.bare)
    leads = not passage.text[passage.segments[at].start : max(passage.segments[at].start, count.start)].strip()
    near = at - passage.segment_at(before.count.bare) == 1
    listed = passage.segments[at].opened_by not in DASH
    return group is not None and leads and near and listed and closes(passage, group)


# ── one person ───────────────────────────────────────────────────────────────────────────────────────────────────────


def find_single_victims(
    passage: Passage,
    words: Sequence[HarmWord],
    counts: Sequence[Count],
    harmed: Sequence[Harmed],
    earlier: Harmed | None,
) -> Iterator[Harmed]:
    """Victims without a number: `загинула жінка`, `серед них дитина`, `двоє чоловіків та дитина`."""
    taken = [(each.count.start, each.group.end if each.group else each.count.end) for each in harmed]
    taken += [
        (count.start, group.end) for count in counts if (group := read_group(passage, count.end, len(passage.text)))
    ]
    found: list[Harmed] = []
    for one in find_ones(passage):
        if any(start <= one.start < end for start, end in taken):
            continue
        before = [each for each in (*harmed, *found) if each.count.start < one.start]
        each = link_one(passage, one, words, counts, max(before, key=lambda e: e.count.start, default=earlier))
        if each is not None:
            found.append(each)
    yield from found


def link_one(
    passage: Passage, one: Group, words: Sequence[HarmWord], counts: Sequence[Count], before: Harmed | None
) -> Harmed | None:
    """One person with the harm that befell them, or that of the people before; None where none did."""
    at = passage.segment_at(one.start)
    segment = passage.segments[at]
    count = Count(Figure(1, 1, 1), one.start, one.end, one.start)
    is_part = is_part_here(passage, count)
    near: list[tuple[int, HarmWord]] = []
    for word in words:
        if not segment.start <= word.start < segment.end or word.is_total:
            continue
        is_behind = word.start >= one.end
        between = (one.end, word.start) if is_behind else (word.end, one.start)
        fits = "happens_to_one" in word.kinds or (bool(word.kinds & DONE) and not is_behind) or word.of_these
        fits = fits or ("happens" in word.kinds and is_listed(passage, at, counts))
        blocked = any(between[0] <= other.start < between[1] for other in counts)
        gap = len(WORD.findall(passage.text[between[0] : between[1]]))
        if fits and not blocked and gap <= MAX_BETWEEN_ONE:
            near.append((gap, word))
    if near:
        word = min(near, key=lambda each: (each[1].harm != "killed", each[0]))[1]  # "помер поранений чоловік"
        others = len({other.harm for _, other in near} - {word.harm})
        why = why_harm(Rule.HARM_SINGLE, passage, word, count, rivals=others)
        return Harmed(count, word.harm, why, word, one, is_part=is_part or word.of_these)
    leads = not passage.text[segment.start : one.start].strip()
    joined = clues_of(passage.language).joins.fullmatch(segment.opened_by) or segment.opened_by in {",", ":"}
    if before is None or any(segment.start <= word.start < segment.end for word in words):
        return None
    distance = at - passage.segment_at(before.count.bare)
    follows = leads and bool(joined) and distance == 1 and before.group is not None and closes(passage, one)
    if is_part or follows:
        is_part = is_part or before.is_part or segment.opened_by == ":"
        return Harmed(count, before.harm, why_same(before, is_part=is_part), None, one, before.is_total, is_part)
    return None


def is_listed(passage: Passage, at: int, counts: Sequence[Count]) -> bool:
    """Whether a conjunction and other people follow a segment: `загинули водій | і двоє пасажирів`."""
    if at + 1 >= len(passage.segments):
        return False
    joined = clues_of(passage.language).joins.fullmatch(passage.segments[at + 1].opened_by)
    start, end = stripped(passage, at + 1)
    ones = (one.start for one in find_ones(passage) if one.end <= end)
    return bool(joined) and start in {*ones, *(count.start for count in counts)}
