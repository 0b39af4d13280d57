"""Where the harm came about: the most specific place that the sentence, or else the one before, gives for it → Place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.periods import tree_distance
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Place

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PLACE_LABELS = {"GPE", "LOC", "FAC"}
NO_PLACE_LABELS = {"DATE", "TIME", "MONEY", "CARDINAL", "ORDINAL", "EVENT", "LANGUAGE", "LAW"}
DIRECTIONS = frozenset(
    "northern southern eastern western central northeastern northwestern southeastern southwestern north-eastern "
    "north-western south-eastern south-western upper lower downtown northeast northwest southeast southwest".split()
)
STRONGLY_LOCATIVE = frozenset("in near at outside around inside within".split())
LOCATIVE = STRONGLY_LOCATIVE | frozenset("on off across throughout over along between of".split())
AWAY = frozenset("from to into against with via than as by for through towards toward".split())
EVENTS = frozenset(
    "attack attacks siege massacre earthquake earthquakes tsunami flood floods flooding crash fire outbreak bombing "
    "bombings shooting shootings explosion explosions blast blasts clash clashes war conflict battle crisis disaster "
    "storm hurricane epidemic uprising protest protests airstrike airstrikes landslide landslides collapse area region".split()
)
STRIKING = frozenset("hit strike rock shake batter devastate ravage bomb shell attack sweep".split())
NAMED_AFTER_PLACES = frozenset("earthquake tsunami massacre siege floods flood landslide wildfire".split())
SHORT_STATES = {
    "us": "united states",
    "u.s.": "united states",
    "uk": "united kingdom",
    "u.k.": "united kingdom",
    "britain": "united kingdom",
    "america": "united states",
    "uae": "united arab emirates",
    "burma": "myanmar",
}


class Located(Enum):
    """How surely the words around a name lead to it as the place; the lower the surer."""

    SURELY = 0
    BY_EVENT = 1
    AS_SUBJECT = 2
    NOT = 9


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A place, or several joined, where they stand in a sentence."""

    text: str
    start: int
    end: int
    located: Located
    country: bool


def find_place(
    passage: Passage,
    harmed: Harmed,
    taken: tuple[tuple[int, int], ...],
    side: str | None,
    knowledge: Knowledge,
    language: Language,
) -> Place | None:
    """The place phrase that stands nearest to the harm in the parse; of nested ones (`Machh, Pakistan`) the first.

    `taken` are spans of the sentence that name speakers or victims: a country there is no place of the harm, nor is the
    subject that is the victims' own `side`. Where the sentence names none, the one before in its paragraph may.
    """
    named = find_place_phrases(passage, knowledge, language)
    if there := said_there(passage, named, harmed):
        return Place(there.text)
    here = [p for p in named if not any(s <= p.start < e for s, e in taken)]
    here = [
        p
        for p in here
        if p.located is not Located.AS_SUBJECT or side is None or knowledge.sides.get(p.text.lower()) != side
    ]
    if phrase := best_phrase(passage, here, harmed):
        return Place(phrase.text)
    if passage.before is None or passage.before.sentence.paragraph != passage.sentence.paragraph:
        return None
    earlier = [p for p in find_place_phrases(passage.before, knowledge, language) if p.located is not Located.NOT]
    if not earlier:
        return None
    return Place(min(earlier, key=lambda p: (p.located.value, p.country, p.start)).text)


def said_there(passage: Passage, named: Sequence[PlacePhrase], harmed: Harmed) -> PlacePhrase | None:
    """`sends troops to South Kivu after 37 people are killed there`: the place that `there` goes back to."""
    after = passage.doc[harmed.trigger.i + 1 : harmed.trigger.i + 4]
    if not any(token.lower_ == "there" and token.pos_ == "ADV" for token in after):
        return None
    return max((p for p in named if p.start < harmed.trigger.idx), key=lambda p: p.start, default=None)


def best_phrase(passage: Passage, phrases: list[PlacePhrase], harmed: Harmed) -> PlacePhrase | None:
    """The nearest in the parse, first within the same stretch between semicolons; a country only where nothing narrower
    is nearly as near."""
    at = harmed.trigger.idx
    located = [p for p in phrases if p.located is not Located.NOT]
    located = [
        p for p in located if p.located is not Located.AS_SUBJECT or tree_distance(passage, p.start, harmed) <= 3
    ]
    near = [p for p in located if ";" not in passage.text[min(p.start, at) : max(p.start, at)]] or located

    def cost(phrase: PlacePhrase) -> tuple[float, int]:
        far = tree_distance(passage, phrase.start, harmed) + (2.5 if phrase.country else 0)
        behind = 0 if phrase.start > at else 0.5
        return far + behind + phrase.located.value * 1.5, abs(phrase.start - at)

    return min(near, key=cost, default=None)


def find_place_phrases(passage: Passage, knowledge: Knowledge, language: Language) -> tuple[PlacePhrase, ...]:
    """Every place that the parser or our list of states knows, and every name that a preposition of place leads to;
    with directions (`northern Mexico`) and kinds (`Kunar province`), joined where `and` joins them."""
    doc = passage.doc
    found = [(ent.start, ent.end) for ent in doc.ents if ent.label_ in PLACE_LABELS]
    found += [
        (start, start + size)
        for size in (1, 2, 3)
        for start in range(len(doc) - size + 1)
        if doc[start : start + size].text.lower() in knowledge.states and doc[start].text[0].isupper()
    ]
    found += list(names_after_prepositions(passage, language))
    found += list(names_with_a_kind(passage, language))
    spans: list[tuple[int, int]] = []
    for start, end in sorted((widen(s, e, passage, language) for s, e in found), key=lambda span: (span[0], -span[1])):
        words = doc[start:end].text.lower()
        topic = end < min(len(doc), 7) and any(t.text == ":" for t in doc[end : end + 4])  # "Iraq War: At least 43 …"
        if end > start and not topic and (not spans or start >= spans[-1][1]) and not is_other_name(words, knowledge):
            spans.append((start, end))
    return tuple(phrase_of(start, end, passage, knowledge) for start, end in merge(spans, passage))


def is_other_name(words: str, knowledge: Knowledge) -> bool:
    """Whether a name is an adjective of a state (`Syrian`) or a group and no place."""
    return (
        words in knowledge.sides
        and words not in knowledge.states
        and knowledge.sides[words].lower() not in SHORT_STATES.get(words, "")
    )


def names_after_prepositions(passage: Passage, language: Language) -> Iterator[tuple[int, int]]:
    """`in the southern city of Daraa`, `near Bosnek, Pernik Province`: names in a place's position, whatever the parser
    takes them for."""
    doc = passage.doc
    for token in doc:
        named = token.pos_ == "PROPN" and token.ent_type_ not in NO_PLACE_LABELS
        if not named or (token.i and doc[token.i - 1].pos_ == "PROPN"):
            continue
        lead = doc[token.i - 1] if token.i else token
        while lead.i and (lead.lower_ in {"the", "occupied", "nearby"} or lead.lower_ in DIRECTIONS):
            lead = doc[lead.i - 1]
        kind_of = lead.lower_ == "of" and lead.i and doc[lead.i - 1].lower_ in language.lexicon.places.kinds
        kind_plural = (
            lead.lower_ == "of" and lead.i and doc[lead.i - 1].lower_.rstrip("s") in language.lexicon.places.kinds
        )
        joined = lead.lower_ in {"and", ","} and lead.i and doc[lead.i - 1].pos_ == "PROPN"
        if not (lead.lower_ in STRONGLY_LOCATIVE or kind_of or kind_plural or joined):
            continue
        end = token.i + 1
        while end < len(doc) and (
            (doc[end].pos_ == "PROPN" and doc[end].ent_type_ not in NO_PLACE_LABELS)
            or (doc[end].text in {"-", "'s", "’s"} and end + 1 < len(doc) and doc[end + 1].pos_ == "PROPN")
        ):
            end += 1
        modifies = doc[end - 1].dep_ in {"compound", "nmod", "amod"} and doc[end - 1].head.i >= end
        if not modifies or doc[end - 1].head.lower_ in {*language.lexicon.places.kinds, "center", "centre", "mall"}:
            yield token.i, end


def names_with_a_kind(passage: Passage, language: Language) -> Iterator[tuple[int, int]]:
    """`Camilo Daza International Airport`, `Loveland Pass`: names that end in a kind of place."""
    doc = passage.doc
    for token in doc[1:]:
        if token.lower_ in language.lexicon.places.kinds and token.text[0].isupper():
            start = token.i
            while start and doc[start - 1].pos_ == "PROPN" and doc[start - 1].ent_type_ not in NO_PLACE_LABELS:
                start -= 1
            if start < token.i and (token.i + 1 == len(doc) or doc[token.i + 1].lower_ != "of"):
                yield start, token.i + 1


def widen(start: int, end: int, passage: Passage, language: Language) -> tuple[int, int]:
    """A name without its article and possessive, with its direction and its kind."""
    doc = passage.doc
    while start < end and (doc[start].lower_ in {"the", "'s", "’s"} or doc[start].is_punct):
        start += 1
    while end > start and (doc[end - 1].lower_ in {"'s", "’s", "'"} or doc[end - 1].is_punct):
        end -= 1
    if end <= start:
        return start, end
    while start > 0 and doc[start - 1].lower_ in DIRECTIONS:
        start -= 1
        if start > 1 and doc[start - 1].text == "-" and doc[start - 2].lower_ in {"north", "south"}:
            start -= 2  # south-western
    kinds = language.lexicon.places.kinds
    while (
        end < len(doc)
        and (doc[end].lower_ in kinds or doc[end].lower_ in {"international", "center", "centre", "industrial"})
        and (end + 1 == len(doc) or doc[end + 1].lower_ != "of")
        and doc[start].ent_type_ != "NORP"
    ):
        end += 1
    return start, end


def merge(spans: list[tuple[int, int]], passage: Passage) -> list[tuple[int, int]]:
    """Join `Baghdad and Anbar Province`; of `Machh, Pakistan` and `Homs in Syria` keep the first."""
    doc = passage.doc
    merged: list[tuple[int, int]] = []
    last_end = -1
    for start, end in spans:
        gap = doc[last_end:start].text.lower().strip() if merged else None
        if gap in {"and", ", and", "&"} or (gap == "," and is_listed(start, end, spans, doc)):
            merged[-1] = (merged[-1][0], end)
        elif gap is None or not re.fullmatch(r",|(?:, ?)?in(?: the(?: \w+)?)?|", gap):
            merged.append((start, end))
        last_end = end
    return merged


def is_listed(start: int, end: int, spans: list[tuple[int, int]], doc: "Doc") -> bool:
    """Whether a name after a comma is one of a list (`A, B, and C`) and not the wider place of the one before."""
    following = next((span for span in spans if span[0] >= end), None)
    return following is not None and doc[end : following[0]].text.lower().strip() in {", and", "and"}


def phrase_of(start: int, end: int, passage: Passage, knowledge: Knowledge) -> PlacePhrase:
    """A span of tokens as a phrase."""
    words = passage.doc[start:end]
    name = re.sub(r"^(?:the )?(?:\w+ern )?", "", words.text.lower())
    country = name in knowledge.states or name in SHORT_STATES
    return PlacePhrase(
        words.text, words.start_char, words.end_char, locate(passage.doc[start], passage.doc[end - 1]), country
    )


def locate(first: "Token", last: "Token") -> Located:
    """Whether the words around lead to a place: `in`, `near the town of`, `Egypt's city of`; `the Beslan siege` and a
    subject (`Sudan`) less surely; `from` and an agent not at all."""
    doc = first.doc
    for token in reversed(list(doc[max(0, first.i - 7) : first.i])):
        if token.lower_ in AWAY:
            return Located.NOT
        if token.lower_ in LOCATIVE and not (token.lower_ == "of" and token.i and doc[token.i - 1].pos_ == "PROPN"):
            if token.lower_ == "of" and any(t.lower_ == "from" for t in doc[max(0, token.i - 3) : token.i]):
                return Located.NOT
            return Located.SURELY
        if token.pos_ in {"VERB", "AUX"} or (token.is_punct and token.text not in {"-", ",", '"'}):
            break
    if last.dep_ in {"compound", "nmod", "poss"} and last.head.pos_ in {"NOUN", "PROPN"} and last.head.lower_ in EVENTS:
        return Located.BY_EVENT
    if (
        last.dep_ == "compound"
        and last.head.lower_ in NAMED_AFTER_PLACES
        and last.ent_type_ not in {"ORG", "PERSON", "NORP"}
    ):
        return Located.BY_EVENT
    if last.dep_ == "dobj" and last.head.lemma_ in STRIKING:
        return Located.BY_EVENT
    if last.dep_ == "poss":
        return Located.BY_EVENT if last.head.lower_ in EVENTS else Located.NOT
    if last.dep_ in {"pobj", "appos"} and last.head.lower_ not in AWAY:
        return Located.SURELY
    return Located.AS_SUBJECT if last.dep_ == "nsubj" and last.ent_type_ == "GPE" else Located.NOT
