"""Words and patterns of a lexicon → regular expressions, each compiled once."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first, that lets any white space stand for a space."""
    return join_any(frozenset(words))


@lru_cache(maxsize=512)
def join_any(words: frozenset[str]) -> str:
    """`any_of`, made once for the same words."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@cache
def compile_pattern(pattern: str, **slots: str) -> re.Pattern[str]:
    """A pattern of a lexicon, with capitals ignored, white space for each space, and its `{slots}` filled."""
    pattern = pattern.replace(" ", r"\s+")
    for name, alternatives in slots.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{alternatives})")
    return re.compile(pattern, re.IGNORECASE)
