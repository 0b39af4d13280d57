"""Phrases of a phrasebook → regular expressions, each compiled once; and the words that no claim can do without."""

import re
from collections.abc import Iterable
from functools import cache

from tolltrace.knowledge import WordLanguage

WORD_END = r"(?![\w’'])"
ANY_ENDING = r"[\w’'-]*"
APOSTROPHE = "['’ʼ]"


def phrase_pattern(phrases: Iterable[str]) -> str:
    """An alternation of phrases, the longest first; `*` stands for any ending, a space for any white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(map(read_phrase, ordered))


def read_phrase(phrase: str) -> str:
    """One phrase as a pattern; its apostrophe stands for any."""
    plain = re.escape(phrase).replace("'", APOSTROPHE)
    return plain.replace(r"\ ", r"\s+").replace(r"\*", ANY_ENDING)


@cache
def compile_phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these phrases, as whole words; nothing where there is none."""
    pattern = phrase_pattern(phrases)
    return re.compile(rf"(?<![\w’'])(?:{pattern}){WORD_END}" if pattern else r"(?!)", re.IGNORECASE)


@cache
def claim_words(language: WordLanguage) -> re.Pattern[str]:
    """Finds a word that a claim, or a sentence about one, cannot do without."""
    zeros, phrases = language.book.zeros, []
    for harm in language.book.harms.values():
        phrases += [*harm.happens, *harm.happens_to_one, *harm.done, *harm.lost, *harm.are, *harm.tolls]
    told = (*zeros.denied, *zeros.withheld, *zeros.unconfirmed, *language.book.saying.about_this)
    return compile_phrases((*phrases, *told))
