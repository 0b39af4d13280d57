"""Text in the forms in which it is compared and found."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

MAX_WORD = 200  # letters of one that is searched for; PostgreSQL keeps 2,046 bytes
MAX_WORDS = 2000  # of one sentence

PLAIN_CHARS = 2 * MAX_WORDS - 1  # which hold no more words than that

_words_in = re.compile(r"[^\W_]+").findall


def fold(text: str) -> str:
    """The form in which names are compared without case."""
    return text.casefold()


def words_of(*texts: str | None) -> list[str]:
    """The words by which texts are found, each once, without case."""
    found = _words_in(unicodedata.normalize("NFC", fold(" ".join(text for text in texts if text))))
    return [word[:MAX_WORD] for word in dict.fromkeys(found[:MAX_WORDS])]


def has_words(sentence: str, title: str | None, asked: str) -> bool:
    """Whether each of some words, as `words_of` gives them, begins one of these texts."""
    text = f"{sentence} {title}" if title else sentence
    if len(text) <= PLAIN_CHARS and text.isascii():  # the same, many times as fast: lists ask it of thousands of claims
        lowered = text.lower()
        return all(begins(lowered) for begins in _begins(asked))
    told = " " + " ".join(words_of(sentence, title))
    return all(f" {word}" in told for word in asked.split())


@lru_cache(maxsize=256)
def _begins(asked: str) -> tuple[Callable[[str], Any], ...]:
    """For each of some words, what finds it at the beginning of a word of an ASCII text."""
    return tuple(re.compile(rf"(?<![a-z0-9]){re.escape(word)}").search for word in asked.split())
