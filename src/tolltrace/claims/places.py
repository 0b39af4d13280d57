"""Where the harm came about: the most specific place that the sentence, or else the one before, gives for it → Place."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.periods import tree_distance
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Place

if TYPE_CHECKING:
    from spacy.tokens import Token

PLACE_LABELS = {"GPE", "LOC", "FAC"}
DIRECTIONS = frozenset(
    ["northern", "southern", "eastern", "western", "central", "northeastern", "northwestern", "southeastern", "southwestern", "north", "south", "east", "west", "north-eastern", "north-western", "south-eastern", "south-western", "upper", "lower", "downtown", "mid", "northeast", "northwest", "southeast", "southwest"]
)
LOCATIVE = frozenset(
    ["in", "at", "near", "outside", "around", "on", "off", "across", "throughout", "over", "inside", "within", "into", "along", "between", "by", "for", "of", "towards", "toward", "through"]
)
AWAY = frozenset(["from", "to", "against", "with", "via", "than", "as"])


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A place, or several joined, where they stand in a sentence."""

    text: str
    start: int
    end: int
    located: bool  # a preposition of place leads to it
    country: bool


def find_place(
    passage: Passage, harmed: Harmed, taken: tuple[tuple[int, int], ...], knowledge: Knowledge, language: Language
) -> Place | None:
    """The place phrase that stands nearest to the harm in the parse; of nested ones (`Machh, Pakistan`) the first.

    `taken` are spans of the sentence that name speakers or victims: a country there is no place of the harm.
    """
    phrases = [
        p for p in find_place_phrases(passage, knowledge, language) if not any(s <= p.start < e for s, e in taken)
    ]
    phrases = [p for p in phrases if p.located] or []
    if phrases:
        return Place(best_phrase(passage, phrases, harmed).text)
    if passage.before is not None and not passage.before.sentence.in_title:
        earlier = [p for p in find_place_phrases(passage.before, knowledge, language) if p.located]
        if earlier:
            return Place(min(earlier, key=lambda p: (p.country, p.start)).text)
    return None


def best_phrase(passage: Passage, phrases: list[PlacePhrase], harmed: Harmed) -> PlacePhrase:
    """The nearest in the parse; a country only where nothing narrower is as near by more than two steps."""

    def cost(phrase: PlacePhrase) -> tuple[float, int]:
        far = tree_distance(passage, phrase.start, harmed) + (2.5 if phrase.country else 0)
        behind = 0 if phrase.start > harmed.trigger.idx else 0.5
        return far + behind, abs(phrase.start - harmed.trigger.idx)

    return min(phrases, key=cost)


def find_place_phrases(passage: Passage, knowledge: Knowledge, language: Language) -> tuple[PlacePhrase, ...]:
    """Every place that the parser or our list of states knows, with its directions and kinds, joined where `and` joins them."""
    spans = [
        place_span(ent.start, ent.end, passage, language) for ent in passage.doc.ents if ent.label_ in PLACE_LABELS
    ]
    spans = [span for span in spans if span[1] > span[0]]
    spans += [
        place_span(token.i, token.i + 1, passage, language)
        for token in passage.doc
        if token.lower_ in knowledge.states and not any(s <= token.i < e for s, e in spans)
    ]
    spans += [
        span for span in kinds_of_place(passage, language) if not any(s < span[1] and span[0] < e for s, e in spans)
    ]
    merged = merge(sorted(set(spans)), passage)
    return tuple(phrase_of(start, end, first_end, passage, knowledge) for start, end, first_end in merged)


def kinds_of_place(passage: Passage, language: Language) -> list[tuple[int, int]]:
    """`Shan State`, `Camilo Daza International Airport`: capitals that end in a kind of place, whatever the parser says."""
    found = []
    doc = passage.doc
    for token in doc:
        if (
            token.lower_ in language.lexicon.places.kinds
            and token.i
            and doc[token.i - 1].text[:1].isupper()
            and doc[token.i - 1].pos_ == "PROPN"
        ):
            start = token.i
            while start > 0 and doc[start - 1].text[:1].isupper() and doc[start - 1].pos_ == "PROPN":
                start -= 1
            found.append((start, token.i + 1))
    return found


def place_span(start: int, end: int, passage: Passage, language: Language) -> tuple[int, int]:
    """An entity without its article and possessive, with its direction (`northern Mexico`) and kind (`Kunar province`)."""
    doc = passage.doc
    while start < end and (doc[start].lower_ in {"the", "'s", "’s"} or doc[start].is_punct):
        start += 1
    while end > start and (doc[end - 1].lower_ in {"'s", "’s", "'"} or doc[end - 1].is_punct):
        end -= 1
    while start > 0 and doc[start - 1].lower_ in DIRECTIONS and end > start:
        start -= 1
    if (
        end < len(doc)
        and end > start
        and doc[end].lower_ in language.lexicon.places.kinds
        and doc[end - 1].lower_ not in {"the"}
    ):
        end += 1
    if end < len(doc) and doc[end - 1].lower_ in {"'s", "’s"}:
        end -= 1
    return start, end


def merge(spans: list[tuple[int, int]], passage: Passage) -> list[tuple[int, int, int]]:
    """Join `Baghdad and Anbar Province`; of `Machh, Pakistan` and `Homs in Syria` keep the first. → start, end, end of the first."""
    doc = passage.doc
    merged: list[tuple[int, int, int]] = []
    last_end = -1
    for start, end in spans:
        if merged and start < last_end:
            continue
        gap = doc[last_end:start].text.lower().strip() if merged and last_end <= start else None
        if merged and gap in {"and", ", and", "&"}:
            merged[-1] = (merged[-1][0], end, merged[-1][2])
        elif (
            merged and gap is not None and re.fullmatch(r",|, in|in|'s|’s|in the|of the", gap) and not gap.endswith("s")
        ):
            pass  # nested in the one before
        else:
            merged.append((start, end, end))
        last_end = end
    return merged


def phrase_of(start: int, end: int, first_end: int, passage: Passage, knowledge: Knowledge) -> PlacePhrase:
    """A span of tokens as a phrase."""
    words = passage.doc[start:end]
    name = re.sub(r"^(?:\w+ern )", "", words.text.lower())
    return PlacePhrase(
        words.text,
        words.start_char,
        words.end_char,
        is_located(passage.doc[start], passage.doc[end - 1]),
        name in knowledge.states,
    )


def is_located(first: "Token", last: "Token") -> bool:
    """Whether the words before lead to a place: `in`, `near the town of`, `Egypt's city of`; not `from`, not a subject."""
    doc = first.doc
    for token in reversed(list(doc[max(0, first.i - 7) : first.i])):
        if token.lower_ in AWAY:
            return False
        if token.lower_ in LOCATIVE:
            return True
        if (
            token.pos_ in {"VERB", "AUX"}
            or token.text in {";", ":"}
            or (token.is_punct and token.text not in {"-", ",", '"'})
        ):
            break
    return last.dep_ in {"pobj", "appos"} and last.head.lower_ not in AWAY
