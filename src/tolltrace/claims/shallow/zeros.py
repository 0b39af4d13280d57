"""Nobody harmed, nobody reported, nothing said: zeros and silences, by their own phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tolltrace.claims.shallow.harm_words import HarmWord, clues_of
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.knowledge import WordLanguage
from tolltrace.values import Stance

MAX_WORDS = 4  # between a word of harm and the word that takes it away
MAX_SILENT = 6  # words of a silence behind its verb
WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Absence:
    """A zero (`stance` asserted or none_reported), or a silence (not_provided or denied): where it stands, of what."""

    harm: str
    start: int
    end: int
    stance: Stance
    words: tuple[int, int] | None = None  # the word of harm that it takes away


@dataclass(frozen=True, slots=True)
class AbsenceWords:
    """The patterns of a language's zeros and silences, compiled."""

    nobody: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    reports: re.Pattern[str]
    unreported: re.Pattern[str]
    withheld: re.Pattern[str]
    denied: re.Pattern[str]
    unconfirmed: re.Pattern[str]


@cache
def absences_of(language: WordLanguage) -> AbsenceWords:
    """Compiled once a language."""
    zeros = language.book.zeros
    fields = (zeros.before, zeros.after, zeros.reports, zeros.unreported, zeros.withheld, zeros.denied)
    return AbsenceWords(
        compile_phrases(language.book.numbers.nobody), *map(compile_phrases, (*fields, zeros.unconfirmed))
    )


def find_zeros(passage: Passage, words: Sequence[HarmWord]) -> tuple[Absence, ...]:
    """Every zero, left to right, one for each harm. `words` are those of harm, the negated ones among them."""
    found: dict[tuple[int, str], Absence] = {}
    for word in words:
        zero = nobody_before(passage, word) or reported_none(passage, word) or taken_away(passage, word)
        if zero is not None:
            found.setdefault((zero.start, zero.harm), zero)
            for harm in joined_harms(passage, word, words):
                found.setdefault((zero.start, harm), Absence(harm, zero.start, zero.end, zero.stance, zero.words))
    return tuple(sorted(found.values(), key=lambda zero: zero.start))


def nobody_before(passage: Passage, word: HarmWord) -> Absence | None:
    """`ніхто не постраждав`, `нікого не поранено`: nobody, a negation, the harm."""
    text, clues = passage.text, clues_of(passage.language)
    if not clues.negation.search(text[max(0, word.start - 20) : word.start]):
        return None
    segment = passage.segments[passage.segment_at(word.start)]
    for match in absences_of(passage.language).nobody.finditer(text, segment.start, segment.end):
        if abs(len(WORD.findall(text[match.end() : word.start]))) <= MAX_WORDS + 1:
            return Absence(word.harm, *match.span(), Stance.ASSERTED, (word.start, word.end))
    return None


def reported_none(passage: Passage, word: HarmWord) -> Absence | None:
    """`інформації про постраждалих немає`: none is reported, which is no zero, and the stance says so."""
    text, words = passage.text, absences_of(passage.language)
    before = re.compile(rf"{words.reports.pattern}\s*$", re.IGNORECASE).search(
        text[max(0, word.start - 60) : word.start]
    )
    if before is None:
        return None
    segment_end = next_bound(passage, word.end)
    for match in words.unreported.finditer(text, word.end, segment_end):
        if len(WORD.findall(text[word.end : match.start()])) <= MAX_WORDS:
            return Absence(word.harm, *match.span(), Stance.NONE_REPORTED, (word.start, word.end))
    ahead = text[max(0, word.start - 60) : word.start - len(before[0])]
    if found := re.compile(rf"{words.unreported.pattern}\s*$", re.IGNORECASE).search(ahead):
        at = max(0, word.start - 60) + found.start()
        return Absence(word.harm, at, at + len(found[0].rstrip()), Stance.NONE_REPORTED, (word.start, word.end))
    return None


def taken_away(passage: Passage, word: HarmWord) -> Absence | None:
    """`без постраждалих`, `постраждалих немає`."""
    if "are" not in word.kinds:
        return None
    text, words = passage.text, absences_of(passage.language)
    window = text[max(0, word.start - 40) : word.start]
    if match := re.compile(rf"{words.before.pattern}\s*$", re.IGNORECASE).search(window):
        at = word.start - len(window) + match.start()
        return Absence(word.harm, at, at + len(match[0].rstrip()), Stance.ASSERTED, (word.start, word.end))
    for match in words.after.finditer(text, word.end, next_bound(passage, word.end)):
        if len(WORD.findall(text[word.end : match.start()])) <= MAX_WORDS:
            return Absence(word.harm, *match.span(), Stance.ASSERTED, (word.start, word.end))
    return None


def next_bound(passage: Passage, start: int) -> int:
    """Where the words that belong to one statement end: the next comma or the like, not a conjunction."""
    clues = clues_of(passage.language)
    for segment in passage.segments:
        if segment.start >= start and not clues.joins.fullmatch(segment.opened_by) and not segment.is_dashed:
            return segment.start
    return len(passage.text)


def joined_harms(passage: Passage, word: HarmWord, words: Sequence[HarmWord]) -> Iterator[str]:
    """The harms that share a zero with this one: `загиблих | та поранених | немає`."""
    joins = clues_of(passage.language).joins
    for other in words:
        first, last = sorted((word, other), key=lambda one: one.start)
        if other is not word and joins.fullmatch(passage.text[first.end : last.start].strip()):
            yield other.harm


def find_silences(passage: Passage, words: Sequence[HarmWord]) -> Iterator[Absence]:
    """A refusal to say, with the harm that it is about, or a denial; its harm is "" where the sentence names none."""
    text, known = passage.text, absences_of(passage.language)
    if words and (match := known.withheld.search(text)):
        at = match.start()
        word = min(words, key=lambda one: abs(one.start - at))
        yield Absence(word.harm, at, silent_end(passage, match), Stance.NOT_PROVIDED, (word.start, word.end))
    elif match := known.denied.search(text):
        yield Absence(words[0].harm if words else "", match.start(), silent_end(passage, match), Stance.DENIED)


def silent_end(passage: Passage, match: re.Match[str]) -> int:
    """Just behind what a silence is about: the words behind its verb, up to the next bound."""
    end = next((stop.start for stop in passage.segments if stop.start > match.end()), len(passage.text))
    segment = passage.segments[passage.segment_at(match.start())]
    last = match.end()
    for n, word in enumerate(WORD.finditer(passage.text, match.end(), min(end, segment.end))):
        if n == MAX_SILENT:
            break
        last = word.end()
    return last
