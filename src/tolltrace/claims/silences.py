"""Refusals and denials without a figure: records of their own, never a zero."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tolltrace.claims.figures import any_of
from tolltrace.claims.passages import Passage
from tolltrace.claims.victims import find_side
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Stance


@dataclass(frozen=True, slots=True)
class Silence:
    """A refusal to give a figure, or a denial of one; offsets count in the sentence."""

    start: int
    end: int
    harm: str
    side: str | None
    stance: Stance


def find_silences(passage: Passage, knowledge: Knowledge, language: Language) -> Iterator[Silence]:
    """`did not provide casualty numbers for Ukraine` → casualties, Ukraine, not provided; `called the estimate fabricated` → denied."""
    text = passage.text
    for pattern, stance in silence_patterns(language):
        for match in pattern.finditer(text):
            if stance is Stance.NOT_PROVIDED:
                harm = harm_named(match[0], language) or "casualties"
                yield Silence(match.start(), match.end(), harm, find_side(text[match.end() :][:60], knowledge), stance)
            elif not re.search(r"\d", match[0]):
                harm = harm_named(text, language) or "casualties"
                yield Silence(match.start(), match.end(), harm, None, stance)


@cache
def silence_patterns(language: Language) -> tuple[tuple[re.Pattern[str], Stance], ...]:
    """The cue of a refusal with its object, and the verb of a denial with what it denies."""
    reading = language.lexicon.reading
    objects = any_of(reading.silence_objects)
    harms = any_of(language.harm_states | language.harm_counts | dict.fromkeys(language.harm_verbs))
    refusal = (
        rf"\b(?:{'|'.join(reading.silence)})\b(?:\s+[\w’'-]+){{0,4}}?\s+"
        rf"(?:how\s+many(?:\s+[\w’'-]+){{1,7}}?\s+(?:{harms})\b|(?:{objects})\b(?:\s+(?:{objects})\b)*)"
    )
    denial = rf"\b(?:{any_of(reading.deny)})\s+(?:[\w'’-]+\s+){{0,4}}?(?:{any_of(reading.denied)})\b"
    return (
        (re.compile(refusal, re.IGNORECASE), Stance.NOT_PROVIDED),
        (re.compile(denial, re.IGNORECASE), Stance.DENIED),
    )


def harm_named(text: str, language: Language) -> str | None:
    """The harm that a phrase names by its noun."""
    for word in re.findall(r"[\w-]+", text.lower()):
        if harm := language.harm_counts.get(word) or language.harm_states.get(word):
            return harm
    return None
