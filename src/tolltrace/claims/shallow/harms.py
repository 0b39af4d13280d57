"""The words of harm in a sentence, and which of them a count or a person belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tolltrace.claims.shallow.counts import Count, find_counts
from tolltrace.claims.shallow.people import Group, find_ones, read_group
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.sentences import DASH, Passage
from tolltrace.knowledge import WordLanguage
from tolltrace.values import Figure

TOLD_BEFORE = frozenset({"are", "tolls"})  # what may stand far before its count: "втрати … склали"
DONE = frozenset({"done", "lost"})  # whoever does it, or loses them, stands before it
BOTH = frozenset({"killed", "wounded"})
QUOTES = '«»„“”"'
MAX_BETWEEN = 6  # words between a count or a person and the word of harm in its segment
MAX_BETWEEN_ONE = 4
MAX_PART_WORDS = 2  # between "серед них" and the part
WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class HarmWord:
    """One word or phrase of harm: what can be said with it, and whether it counts a running total."""

    harm: str
    kinds: frozenset[str]  # the fields of the phrasebook's table that hold it
    start: int
    end: int
    is_total: bool = False
    of_these: bool = False  # "серед загиблих": what follows is a part of them


@dataclass(frozen=True, slots=True)
class Harmed:
    """People who came to one harm: a count or one person, and who they are."""

    count: Count
    harm: str
    word: HarmWord | None  # None where it is taken over from the people before
    group: Group | None = None
    is_total: bool = False
    is_part: bool = False
    same_as_before: bool = False  # its harm is that of the people before


@dataclass(frozen=True, slots=True)
class Clues:
    """The patterns of a language's clauses, compiled."""

    harms: tuple[tuple[str, str, re.Pattern[str]], ...]
    totals: re.Pattern[str]
    unreal: re.Pattern[str]
    negation: re.Pattern[str]
    parts: re.Pattern[str]
    among: re.Pattern[str]
    asides: re.Pattern[str]
    predicates: re.Pattern[str]
    joins: re.Pattern[str]


@cache
def clues_of(language: WordLanguage) -> Clues:
    """Compiled once a language."""
    book = language.book
    fields = ("happens", "happens_to_one", "done", "lost", "are", "tolls")
    return Clues(
        harms=tuple(
            (harm, field, compile_phrases(getattr(words, field)))
            for harm, words in book.harms.items()
            for field in fields
            if getattr(words, field)
        ),
        totals=compile_phrases(book.clauses.totals),
        unreal=compile_phrases(book.clauses.unreal),
        negation=re.compile(rf"{compile_phrases(book.clauses.negations).pattern}\s*$", re.IGNORECASE),
        parts=compile_phrases(book.clauses.parts),
        among=compile_phrases(book.clauses.among),
        asides=compile_phrases(book.clauses.asides),
        predicates=compile_phrases(book.clauses.predicates),
        joins=compile_phrases(book.clauses.joins),
    )


def find_harm_words(passage: Passage, *, also_denied: bool = False) -> tuple[HarmWord, ...]:
    """Every word of harm that is said to have come about, left to right; of two that overlap the longer."""
    clues, text = clues_of(passage.language), passage.text
    found: dict[tuple[int, int, str], set[str]] = {}
    for harm, field, pattern in clues.harms:
        for match in pattern.finditer(text):
            found.setdefault((match.start(), match.end(), harm), set()).add(field)
    kept: list[HarmWord] = []
    for start, end, harm in sorted(found, key=lambda key: (key[0], -key[1])):
        if kept and start < kept[-1].end:
            continue
        kept.append(HarmWord(harm, frozenset(found[start, end, harm]), start, end))
    return tuple(read_around(word, passage) for word in kept if is_real(word, passage, also_denied=also_denied))


def is_real(word: HarmWord, passage: Passage, *, also_denied: bool) -> bool:
    """Whether a harm is said to have come about: not `міг загинути`, not `не загинув`."""
    clues, text = clues_of(passage.language), passage.text
    segment = passage.segments[passage.segment_at(word.start)]
    if clues.unreal.search(text, segment.start, segment.end):
        return False
    return also_denied or word.kinds == {"are"} or not clues.negation.search(text[max(0, word.start - 20) : word.start])


def read_around(word: HarmWord, passage: Passage) -> HarmWord:
    """A word of harm with what stands before it in its segment: `кількість загиблих`, `серед загиблих`."""
    clues = clues_of(passage.language)
    segment = passage.segments[passage.segment_at(word.start)]
    before = passage.text[max(segment.start, word.start - 40) : word.start]
    last = before.split()[-1:] if before.strip() else []
    return replace(
        word,
        is_total="tolls" in word.kinds or bool(clues.totals.search(before)),
        of_these=bool(last and clues.among.fullmatch(last[0])),
    )


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
    word = nearest_word(passage, count, here, rivals)
    is_part = is_part_here(passage, count) or bool(word and word.of_these and word.start < count.start)
    is_part = is_part or bool(word and before and before.word is word and is_base(before, word, count))
    if word is None and not here:
        word = word_around(passage, at, count, counts, words)
    if word is not None and is_people(passage, count, group, word):
        yield from with_joined(Harmed(count, word.harm, word, group, word.is_total, is_part), passage, words)
    elif word is None and before is not None and goes_on(passage, count, group, before, is_part=is_part):
        is_part = is_part or before.is_part or segment.opened_by == ":"
        yield Harmed(count, before.harm, None, group, before.is_total, is_part, same_as_before=True)


def is_base(before: Harmed, word: HarmWord, count: Count) -> bool:
    """`Із 12 поранених троє …`: a count behind the people that another one counts is a part of them."""
    return before.count.end <= word.start < word.end <= count.start and not is_increment(count, [before.count])


def nearest_word(passage: Passage, count: Count, words: Sequence[HarmWord], rivals: Sequence[Count]) -> HarmWord | None:
    """The word of harm of a count's own segment: the nearest with no other count between, the one behind it first."""
    best: tuple[int, int, HarmWord] | None = None
    for word in words:
        is_behind = word.start >= count.end
        if word.kinds <= DONE and is_behind:
            continue  # who does it stands before it
        between = (count.end, word.start) if is_behind else (word.end, count.start)
        gap = len(WORD.findall(passage.text[between[0] : between[1]]))
        blocked = any(between[0] <= other.start < between[1] for other in rivals) and not is_increment(count, rivals)
        if (gap > MAX_BETWEEN and not word.is_total) or blocked:
            continue
        key = (gap, not is_behind)
        if best is None or key < best[:2]:
            best = (*key, word)
    return best[2] if best else None


def is_increment(count: Count, rivals: Sequence[Count]) -> bool:
    """Whether a count and the others of its segment are a total and what was added to it."""
    return any(each.added or each.former or each.moved_to for each in (count, *rivals))


def word_around(
    passage: Passage, at: int, count: Count, counts: Sequence[Count], words: Sequence[HarmWord]
) -> HarmWord | None:
    """The word of harm that a neighbouring segment lends: `Загиблих – 5`, `загинули, за даними поліції, 5 осіб`,
    `ще троє – поранені`, `двоє чоловіків та жінка загинули`, `зросла на чотири, до 45`, `близько 900 (+40)`."""
    segments, clues = passage.segments, clues_of(passage.language)
    segment = segments[at]
    group = read_group(passage, count.end, segment.end)

    def own(n: int) -> list[HarmWord]:
        return [word for word in words if segments[n].start <= word.start < segments[n].end]

    def counted(n: int) -> bool:
        return any(segments[n].start <= other.bare < segments[n].end for other in counts)

    leads = not passage.text[segment.start : max(segment.start, count.start)].strip(" +~≈")
    moved = count.added or count.moved_to or count.former

    def passed(n: int) -> bool:
        is_aside = clues.asides.match(passage.text, *stripped(passage, n))
        return not own(n) and bool(is_aside or (segments[n].opened_by in QUOTES and not counted(n)))

    back = at - 1
    while back >= 0 and passed(back):
        back -= 1
    if back >= 0 and (told := own(back)):
        last = told[-1]
        rest = passage.text[last.end : segments[back].end].strip()
        beside = segment.is_dashed or (segments[back + 1].is_dashed and back == at - 1) or back < at - 1
        if moved and last.is_total:
            return last
        if segment.opened_by in QUOTES and last.kinds & TOLD_BEFORE and not counted(back) and group:
            return last  # "втрати угруповання «Приклад» склали 40 бійців"
        if leads and beside and not counted(back) and (last.is_total or len(rest.split()) <= MAX_BETWEEN):
            return last
    joined_back = back == at - 1 and clues.joins.fullmatch(segment.opened_by)
    if joined_back and leads and group and own(back) and closes(passage, group):
        return own(back)[-1]  # "знищили 3 танки та 15 окупантів"
    if at >= 2 and moved and own(at - 2) and own(at - 2)[-1].is_total:
        return own(at - 2)[-1]
    ahead = at + 1
    while ahead < len(segments) and not own(ahead) and clues.asides.match(passage.text, *stripped(passage, ahead)):
        ahead += 1
    if ahead < len(segments) and (told := own(ahead)):
        first = told[0]
        opens = not passage.text[segments[ahead].start : first.start].strip()
        is_said = "happens" in first.kinds or "happens_to_one" in first.kinds or segments[ahead].is_dashed
        if is_said and not counted(ahead) and opens and (segments[ahead].is_dashed or ahead > at + 1):
            return first
        joined = clues.joins.fullmatch(segments[ahead].opened_by)
        if joined and leads and "happens" in first.kinds and group:
            return first
    return None


def stripped(passage: Passage, at: int) -> tuple[int, int]:
    """Where the words of a segment start and end."""
    segment = passage.segments[at]
    text = passage.text[segment.start : segment.end]
    return segment.start + len(text) - len(text.lstrip()), segment.end


def with_joined(harmed: Harmed, passage: Passage, words: Sequence[HarmWord]) -> Iterator[Harmed]:
    """`12 загиблих і поранених`, `убито и ранено 12`: killed and wounded, undivided."""
    word, clues = harmed.word, clues_of(passage.language)
    for other in words:
        first, last = sorted((word, other), key=lambda one: one.start) if word else (other, other)
        between = passage.text[first.end : last.start].strip()
        if other is not word and {first.harm, last.harm} == BOTH and clues.joins.fullmatch(between):
            outer = passage.text[first.start : last.end]
            if harmed.count.start >= last.end or harmed.count.end <= first.start or not outer:
                yield replace(harmed, harm="casualties")
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


def is_stop(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a word is a preposition, or one that says who is spoken of (`з них`)."""
    return bool(compile_phrases(passage.language.book.clauses.prepositions).fullmatch(match[0]))


def goes_on(passage: Passage, count: Count, group: Group | None, before: Harmed, *, is_part: bool) -> bool:
    """Whether a count without a harm of its own goes on with that of the people before: `троє жінок та двоє дітей`."""
    if is_part:
        return True
    at = passage.segment_at(count.bare)
    leads = not passage.text[passage.segments[at].start : max(passage.segments[at].start, count.start)].strip()
    near = at - passage.segment_at(before.count.bare) == 1
    listed = passage.segments[at].opened_by not in DASH
    return group is not None and leads and near and listed and closes(passage, group)


def closes(passage: Passage, group: Group) -> bool:
    """Whether nothing more is said of people in their segment, but where and when: not `та 12 людей евакуйовано`."""
    end = passage.segments[passage.segment_at(group.start)].end
    following = WORD.search(passage.text, group.end, end)
    return following is None or not clues_of(passage.language).predicates.fullmatch(following[0])


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
        return Harmed(count, word.harm, word, one, is_part=is_part or word.of_these)
    leads = not passage.text[segment.start : one.start].strip()
    joined = clues_of(passage.language).joins.fullmatch(segment.opened_by) or segment.opened_by in {",", ":"}
    if before is None or any(segment.start <= word.start < segment.end for word in words):
        return None
    distance = at - passage.segment_at(before.count.bare)
    follows = leads and bool(joined) and distance == 1 and before.group is not None and closes(passage, one)
    if is_part or follows:
        return Harmed(
            count,
            before.harm,
            None,
            one,
            before.is_total,
            is_part or before.is_part or segment.opened_by == ":",
            same_as_before=True,
        )
    return None


def is_listed(passage: Passage, at: int, counts: Sequence[Count]) -> bool:
    """Whether a conjunction and other people follow a segment: `загинули водій | і двоє пасажирів`."""
    if at + 1 >= len(passage.segments):
        return False
    joined = clues_of(passage.language).joins.fullmatch(passage.segments[at + 1].opened_by)
    start, end = stripped(passage, at + 1)
    ones = (one.start for one in find_ones(passage) if one.end <= end)
    return bool(joined) and start in {*ones, *(count.start for count in counts)}
