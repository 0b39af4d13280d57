"""Shares of a whole: `майже половина загиблих – діти` → a part of the killed, by its fraction."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tolltrace.claims.shallow.counts import Count, find_before, grammar_of
from tolltrace.claims.shallow.harm_words import HarmWord
from tolltrace.claims.shallow.harms import Harmed, why_harm
from tolltrace.claims.shallow.people import Group, read_group
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.knowledge import WordLanguage
from tolltrace.rules import Rule
from tolltrace.values import Figure, Hedge


@cache
def fractions_of(language: WordLanguage) -> tuple[tuple[re.Pattern[str], float], ...]:
    """Words for a share, the longer first, right before what it is a share of."""
    shares = sorted(language.book.fractions.items(), key=lambda share: -len(share[0]))
    return tuple(
        (re.compile(rf"{compile_phrases((words,)).pattern}\s+$", re.IGNORECASE), part) for words, part in shares
    )


def find_shares(passage: Passage, words: Sequence[HarmWord]) -> Iterator[Harmed]:
    """Every share of the dead, the wounded, …; the mention holds what it is a share of."""
    for word in words:
        if "are" not in word.kinds:
            continue
        for pattern, fraction in fractions_of(passage.language):
            start = find_before(pattern, passage.text, word.start)
            if start is not None:
                hedge, first = hedge_before(passage, start)
                count = Count(Figure(hedge=hedge, fraction=fraction), first, word.end, start)
                why = why_harm(Rule.HARM_SHARE, passage, word, count)
                yield Harmed(count, word.harm, why, word, told_behind(passage, word), is_part=True)
                break


def told_behind(passage: Passage, word: HarmWord) -> Group | None:
    """Who they are, behind a dash: `половина загиблих – | діти`."""
    at = passage.segment_at(word.start) + 1
    is_told = at < len(passage.segments) and passage.segments[at].is_dashed
    return read_group(passage, passage.segments[at].start, passage.segments[at].end) if is_told else None


def hedge_before(passage: Passage, at: int) -> tuple[Hedge, int]:
    """The hedge of a share and where it starts."""
    for pattern, hedge in grammar_of(passage.language).before:
        start = find_before(pattern, passage.text, at)
        if start is not None:
            return hedge, start
    return Hedge.EXACT, at
