"""Whether a text is worth reading at all, told by its words alone, in all languages at once."""

import re
from collections.abc import Iterable

from tolltrace.claims.shallow import claim_words
from tolltrace.knowledge import Knowledge

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+")  # roughly: a sentence cut in two at an abbreviation does no harm
CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def may_hold_claims(lines: Iterable[str], knowledge: Knowledge) -> bool:
    """Whether any sentence of these lines could tell of a toll, in any language that we read.

    Of a page of any length it is true if it holds claims, save of about one claim in a thousand
    (benchmarks/archive_sifting.py); of one that holds none it is often true as well.
    """
    parsed, by_words = tuple(knowledge.languages.values()), tuple(knowledge.word_languages.values())
    for line in lines:
        for sentence in SENTENCE_END.split(line):
            if any(language.may_tell_of_people(sentence) for language in parsed):
                return True
        if CYRILLIC.search(line) and any(claim_words(language).search(line) for language in by_words):
            return True
    return False
