"""Refusals and denials without a figure: records of their own, never a zero."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from tolltrace.claims.passages import Passage
from tolltrace.claims.sides import find_side
from tolltrace.knowledge import Knowledge, Language, any_of, compile_pattern
from tolltrace.values import Stance

MAX_NEGATED = 80  # characters before a denial that can say that it is none
MAX_SIDE = 60  # characters behind a refusal that can say whose toll is refused


class Reach(Enum):
    """How far back a denial can be from what it denies."""

    ANY = "any claim before"
    NEAR = "its own sentence or the one before"
    EVENT = "each claim of one of these: it did not happen at all"


@dataclass(frozen=True, slots=True)
class Silence:
    """A refusal to give a figure, or a denial of one; offsets count in the sentence.

    `harm` is None for a denial that names none: it has that of the claim denied. `has_content` says that the denial's
    own words tell what is denied (`denied reports that prisoners had died`).
    """

    start: int
    end: int
    harm: str | None
    side: str | None
    stance: Stance
    reach: Reach = Reach.ANY
    has_content: bool = False
    is_of_other: bool = False  # its own words tell of something else: `denied reports that a deal was offered`


def find_silences(passage: Passage, knowledge: Knowledge) -> Iterator[Silence]:
    """`did not provide casualty numbers for Ukraine` → casualties, Ukraine; `called the toll fabricated` → denied."""
    text, language = passage.text, passage.language
    yield from (
        each for match in refusals(language).finditer(text) if (each := read_refusal(match, knowledge, language))
    )
    taken = 0
    for match, reach in sorted(find_denials(text, language), key=lambda found: found[0].start("cue")):
        describes = passage.token_at(match.start("cue")).dep_ == "amod"  # `a disputed report`
        is_none = is_negated(match, language)
        if match.start("cue") >= taken and not describes and not is_none and not re.search(r"\d", match["cue"]):
            yield read_denial(match, reach, language)
            taken = match.end("cue")


def read_refusal(match: re.Match[str], knowledge: Knowledge, language: Language) -> Silence | None:
    """One refusal, with harm and side as its own words or those right behind name them: `a figure on Chadian losses`.

    None where an estimate of something else is refused.
    """
    behind = refused_of(language).match(match.string, match.end())
    of = behind["of"] if behind else ""
    harm = harm_refused(f"{match[0]} {of}", language)
    anything = language.lexicon.silences.objects_of_anything
    if harm is None and match[0].split()[-1].lower() in anything:
        return None
    rest = match.string[match.end() :][:MAX_SIDE]
    side = next((s for words in (match[0], of, rest) if (s := find_side(words, knowledge, language))), None)
    return Silence(match.start(), match.end(), harm or "casualties", side, Stance.NOT_PROVIDED)


def harm_refused(text: str, language: Language) -> str | None:
    """`killed or wounded` are casualties, `killed or captured` losses; else the first harm that is named."""
    named = {harm_named(word, language) for word in re.findall(r"[\w-]+", text)}
    if {"killed", "wounded"} <= named:
        return "casualties"
    return "losses" if {"killed", "captured"} <= named else harm_named(text, language)


def find_denials(text: str, language: Language) -> Iterator[tuple[re.Match[str], Reach]]:
    """Every denial of a sentence."""
    for reach in Reach:
        for pattern in denials(language)[reach]:
            yield from ((match, reach) for match in pattern.finditer(text))


def is_negated(match: re.Match[str], language: Language) -> bool:
    """`did not dispute the figure`, `nobody denies it`, `neither confirmed nor denied it`: nobody denies anything."""
    at = match.start("cue")
    pattern = compile_pattern(language.lexicon.silences.undenied_pattern)
    return pattern.search(match.string, max(0, at - MAX_NEGATED), at) is not None


def read_denial(match: re.Match[str], reach: Reach, language: Language) -> Silence:
    """One denial, or doubt; with the harm that its own words name."""
    silences = language.lexicon.silences
    content = compile_pattern(silences.denied_content_pattern).match(match.string, match.end("cue"))
    harm = harm_named(content["content"], language) if content else None
    stance = Stance.DISPUTED if set(match["cue"].lower().split()) & silences.dispute else Stance.DENIED
    told = harm is not None
    is_of_other = content is not None and not told and content["that"] is not None
    return Silence(*match.span("cue"), harm, None, stance, reach, has_content=told, is_of_other=is_of_other)


@cache
def refusals(language: Language) -> re.Pattern[str]:
    """The cue of a refusal with its object: `did not say how many soldiers died`."""
    silences = language.lexicon.silences
    harms = any_of({*language.harm_states, *language.harm_counts, *language.harm_verbs})
    return compile_pattern(
        silences.refusal_pattern, cue="|".join(silences.cue_patterns), object=any_of(silences.objects), harm=harms
    )


@cache
def refused_of(language: Language) -> re.Pattern[str]:
    """What a toll is of, behind its refusal."""
    harms = any_of({*language.harm_states, *language.harm_counts})
    return compile_pattern(language.lexicon.silences.refused_of_pattern, harm=harms)


@cache
def denials(language: Language) -> Mapping[Reach, Sequence[re.Pattern[str]]]:
    """The verbs of denials with what they deny, by how far back that can be: `called the estimate fabricated`."""
    words = language.lexicon.silences
    slots = {"deny": any_of(words.deny), "denied": any_of(words.denied), "call": any_of(words.call)}
    patterns = {
        Reach.ANY: words.denial_patterns,
        Reach.NEAR: words.near_denial_patterns,
        Reach.EVENT: words.event_denial_patterns,
    }
    return {reach: [compile_pattern(pattern, **slots) for pattern in each] for reach, each in patterns.items()}


def harm_named(text: str, language: Language) -> str | None:
    """The first harm that a phrase names by a noun, a state or a verb."""
    for word in re.findall(r"[\w-]+", text.lower()):
        if harm := language.harm_counts.get(word) or language.harm_states.get(word):
            return harm
        if forms := language.harm_verbs.get(word):
            return forms[0].harm
    return None
