"""Refusals and denials without a figure: records of their own, never a zero."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tolltrace.claims.passages import Passage
from tolltrace.claims.sides import find_side
from tolltrace.knowledge import Knowledge, Language, any_of, compile_pattern
from tolltrace.values import Stance

MAX_SIDE = 60  # characters behind a refusal that can say whose toll is refused


@dataclass(frozen=True, slots=True)
class Silence:
    """A refusal to give a figure, or a denial of one; offsets count in the sentence."""

    start: int
    end: int
    harm: str
    side: str | None
    stance: Stance


def find_silences(passage: Passage, knowledge: Knowledge) -> Iterator[Silence]:
    """`did not provide casualty numbers for Ukraine` → casualties, Ukraine; `called the toll fabricated` → denied."""
    text, language = passage.text, passage.language
    for match in refusals(language).finditer(text):
        harm = harm_named(match[0], language) or "casualties"
        side = find_side(text[match.end() :][:MAX_SIDE], knowledge, language)
        yield Silence(match.start(), match.end(), harm, side, Stance.NOT_PROVIDED)
    for match in denials(language).finditer(text):
        if not re.search(r"\d", match[0]):
            harm = harm_named(text, language) or "casualties"
            yield Silence(match.start(), match.end(), harm, None, Stance.DENIED)


@cache
def refusals(language: Language) -> re.Pattern[str]:
    """The cue of a refusal with its object: `did not say how many soldiers died`."""
    silences = language.lexicon.silences
    harms = any_of({*language.harm_states, *language.harm_counts, *language.harm_verbs})
    return compile_pattern(
        silences.refusal_pattern, cue="|".join(silences.cue_patterns), object=any_of(silences.objects), harm=harms
    )


@cache
def denials(language: Language) -> re.Pattern[str]:
    """The verb of a denial with what it denies: `called the estimate fabricated`."""
    silences = language.lexicon.silences
    return compile_pattern(silences.denial_pattern, deny=any_of(silences.deny), denied=any_of(silences.denied))


def harm_named(text: str, language: Language) -> str | None:
    """The first harm that a phrase names by a noun or a state."""
    words = re.findall(r"[\w-]+", text.lower())
    return next((h for w in words if (h := language.harm_counts.get(w) or language.harm_states.get(w))), None)
