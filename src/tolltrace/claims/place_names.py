"""The place phrases of a sentence, and how surely the words around each lead to it as a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import NAMES, VERBS
from tolltrace.knowledge import Knowledge, Language, compile_pattern

if TYPE_CHECKING:
    from tolltrace.parse import Token

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
NO_PLACE_LABELS = frozenset({"DATE", "TIME", "MONEY", "CARDINAL", "ORDINAL", "EVENT", "LANGUAGE", "LAW"})
MAX_NAME = 3  # words in a state's name
TOPIC_TOKENS = 7  # a name this near to the start, with a colon this near behind it, is a headline's topic
TOPIC_GAP = 4
MAX_LEAD = 7  # tokens between a preposition and the name that it leads to
MODIFIES = frozenset({"compound", "nmod", "amod"})
WITHIN_PHRASES = frozenset({"-", ",", '"'})

Tokens = tuple[int, int]  # from, up to


class Located(Enum):
    """How surely the words around a name lead to it as the place; the lower the surer."""

    SURELY = 0
    BY_EVENT = 1
    AS_SUBJECT = 2
    BY_NAME = 3  # nothing leads to it, and nothing away
    NOT = 9


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A place, or several joined, where they stand in a sentence."""

    text: str
    start: int
    end: int
    located: Located
    country: bool
    lead: str | None = None  # the word that leads to it, or that it is the place of


@lru_cache(maxsize=16)  # every claim of a sentence asks for the same
def find_place_phrases(passage: Passage, knowledge: Knowledge) -> tuple[PlacePhrase, ...]:
    """Every place that the parser or our list of states knows, and every name that a preposition of place leads to;
    with directions (`northern Mexico`) and kinds (`Kunar province`), joined where `and` joins them."""
    found = [
        *((ent.start, ent.end) for ent in passage.doc.ents if ent.label_ in PLACE_LABELS),
        *names_of_states(passage, knowledge),
        *names_after_prepositions(passage),
        *names_with_a_kind(passage),
    ]
    spans: list[Tokens] = []
    found = [span for span in found if not is_whose(span, passage, knowledge)]
    for start, end in sorted((widen(s, e, passage) for s, e in found), key=lambda span: (span[0], -span[1])):
        is_free = end > start and (not spans or start >= spans[-1][1])
        if is_free and not is_topic(end, passage) and not is_other_name(start, end, passage, knowledge):
            spans.append((start, end))
    return tuple(phrase_of(start, end, passage, knowledge) for start, end in merge(spans, passage))


def phrase_of(start: int, end: int, passage: Passage, knowledge: Knowledge) -> PlacePhrase:
    """Some tokens as a phrase; whether they name a country is asked without article and direction."""
    words, places = passage.doc[start:end], passage.language.lexicon.places
    name = compile_pattern(places.name_lead_pattern).sub("", words.text.lower())
    country = name in knowledge.states or name in places.short_states
    last = passage.doc[end - 1]
    located, lead = locate(passage.doc[start], last, passage.language)
    if country and last.dep_ in MODIFIES and last.head.lower_ not in places.events:
        located = Located.NOT  # `based on US intelligence`
    return PlacePhrase(words.text, words.start_char, words.end_char, located, country, lead.text if lead else None)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def names_of_states(passage: Passage, knowledge: Knowledge) -> Iterator[Tokens]:
    """`Turkey`, `South Sudan`, capitalised."""
    doc = passage.doc
    for start, token in enumerate(doc):
        if token.text[0].isupper():
            for end in range(start + 1, min(start + MAX_NAME, len(doc)) + 1):
                if doc.text[token.idx : doc.ends[end - 1]].lower() in knowledge.states:
                    yield start, end


def names_after_prepositions(passage: Passage) -> Iterator[Tokens]:
    """`in the southern city of Daraa`, `near Bosnek, Pernik Province`: names in a place's position, whatever the parser
    takes them for."""
    doc, places = passage.doc, passage.language.lexicon.places
    ends = {ent.end for ent in doc.ents if ent.label_ in PLACE_LABELS}  # behind which a list of places goes on
    for token in doc:
        if not is_name(token) or (token.i and doc[token.i - 1].pos_ == "PROPN") or not is_led_to(token, ends, passage):
            continue
        end = name_end(token)
        last = doc[end - 1]
        modifies = last.dep_ in MODIFIES and last.head.i >= end
        if not modifies or last.head.lower_ in places.kinds | places.kinds_modified:
            ends.add(end)
            yield token.i, end


def is_name(token: "Token") -> bool:
    """Whether a token may be part of a place's name."""
    return token.pos_ == "PROPN" and token.ent_type_ not in NO_PLACE_LABELS


def is_led_to(token: "Token", ends: set[int], passage: Passage) -> bool:
    """Whether `in`, `near the northern`, `the city of` or `Anbar and` stands before a name."""
    doc, places = passage.doc, passage.language.lexicon.places
    lead = doc[token.i - 1] if token.i else token
    while lead.i and (lead.lower_ in places.leads | places.directions or lead.pos_ == "ADJ" or lead.text == "-"):
        lead = doc[lead.i - 1]
    before = doc[lead.i - 1] if lead.i else None
    if lead.lower_ in places.surely | places.naming:
        return True
    if before is None:
        return False
    if lead.lower_ in places.origin and before.lower_ in places.told_from:
        return True
    if lead.lower_ in places.of_events and before.lower_ in places.fought_for:
        return True  # `the battle for`, `the siege of`
    if lead.lower_ in places.of:
        return before.lower_ in places.kinds | places.of_leads or before.lower_.rstrip("s") in places.kinds
    return lead.i in ends and lead.lower_ in places.listed_by


def name_end(token: "Token") -> int:
    """Just behind the last token of a name: over `-` and `'s` where a name goes on."""
    doc, end = token.doc, token.i + 1
    while end < len(doc):
        goes_on = doc[end].text in {"-", "'s", "’s"} and end + 1 < len(doc) and doc[end + 1].pos_ == "PROPN"
        if not goes_on and not is_name(doc[end]):
            break
        end += 1
    return end


def names_with_a_kind(passage: Passage) -> Iterator[Tokens]:
    """`Rosario Vega International Airport`, `Loveland Pass`: names that end in a kind of place."""
    doc, places = passage.doc, passage.language.lexicon.places
    for token in doc[1:]:
        if token.lower_ not in places.kinds or not token.text[0].isupper() or is_of_behind(token.i + 1, passage):
            continue
        start = token.i
        while start and is_name(doc[start - 1]):
            start -= 1
        if start < token.i:
            yield start, token.i + 1


def is_of_behind(at: int, passage: Passage) -> bool:
    """`City of`: the kind before a name that is still to come."""
    return at < len(passage.doc) and passage.doc[at].lower_ in passage.language.lexicon.places.of


def widen(start: int, end: int, passage: Passage) -> Tokens:
    """A name without its article and possessive, with its direction and its kind; none is left of an article alone."""
    doc, places = passage.doc, passage.language.lexicon.places
    while start < end and (doc[start].lower_ in places.articles | places.possessives or doc[start].is_punct):
        start += 1
    while end > start and (doc[end - 1].lower_ in places.possessives or doc[end - 1].is_punct):
        end -= 1
    if end <= start:
        return start, end
    while start > 0 and doc[start - 1].lower_ in places.directions:
        start -= 1
        if start > 1 and doc[start - 1].text == "-" and doc[start - 2].lower_ in places.direction_halves:
            start -= 2  # south-western
    while end < len(doc) and doc[end].lower_ in places.kinds | places.kinds_led and doc[start].ent_type_ != "NORP":
        end += 1
    return start, end


def is_whose(span: Tokens, passage: Passage, knowledge: Knowledge) -> bool:
    """`the Ukrainian city of …`, `the U.S. state of …`: whose the place is that is still to come."""
    doc, (start, end) = passage.doc, span
    while start < end and doc[start].lower_ in passage.language.lexicon.places.articles:
        start += 1
    if end + 1 < len(doc) and doc[end].text == "-" and doc[end + 1].tag_ == "VBN":
        return True  # `Kurdish-controlled`
    is_kind_of = (
        end < len(doc) and doc[end].lower_ in passage.language.lexicon.places.kinds and is_of_behind(end + 1, passage)
    )
    return is_kind_of and doc[start:end].text.lower() in knowledge.sides


def is_topic(end: int, passage: Passage) -> bool:
    """`Iraq War: At least 43 …`."""
    doc = passage.doc
    return end < min(len(doc), TOPIC_TOKENS) and any(token.text == ":" for token in doc[end : end + TOPIC_GAP])


def is_other_name(start: int, end: int, passage: Passage, knowledge: Knowledge) -> bool:
    """Whether a name is an adjective of a state (`Syrian`) or a group and no place."""
    words = passage.doc[start:end].text.lower()
    side = knowledge.sides.get(words)
    state = passage.language.lexicon.places.short_states.get(words)
    return side is not None and words not in knowledge.states and side.lower() != state


def merge(spans: list[Tokens], passage: Passage) -> list[Tokens]:
    """Join `Baghdad and Anbar Province`; of `Machh, Pakistan` and `Homs in Syria` keep the first."""
    doc, places = passage.doc, passage.language.lexicon.places
    merged: list[Tokens] = []
    last_end = -1
    for start, end in spans:
        gap = doc[last_end:start].text.lower().strip() if merged else None
        if gap in places.joins or (gap == "," and is_listed(end, spans, passage)):
            merged[-1] = (merged[-1][0], end)
        elif gap in places.possessives and merged[-1][1] == last_end:
            merged[-1] = (start, end)  # `Pakistan's Kunar province`: the narrower
        elif gap in places.possessives:
            pass
        elif gap is None or not compile_pattern(places.nested_pattern).fullmatch(gap):
            merged.append((start, end))
        last_end = end
    return merged


def is_listed(end: int, spans: list[Tokens], passage: Passage) -> bool:
    """Whether a name after a comma is one of a list (`A, B, and C`) and not the wider place of the one before."""
    following = next((start for start, _ in spans if start >= end), None)
    if following is None:
        return False
    return passage.doc[end:following].text.lower().strip() in passage.language.lexicon.places.joins_last


# ── whether it is a place here ───────────────────────────────────────────────────────────────────────────────────────


def locate(first: "Token", last: "Token", language: Language) -> "tuple[Located, Token | None]":
    """Whether the words around lead to a place: `in`, `near the town of`, `Egypt's city of`; `the Beslan siege` and a
    subject (`Sudan`) less surely; `from` and an agent not at all. With the word that says so."""
    located, lead = located_before(first, language)
    if located is not None:
        return located, lead
    return located_by_head(last, language), last.head


def located_by_head(last: "Token", language: Language) -> Located:
    """What the word that a name belongs to says, where no preposition stands before it."""
    places, head = language.lexicon.places, last.head
    if last.dep_ in {"compound", "nmod", "poss"} and head.pos_ in NAMES and head.lower_ in places.events:
        return Located.BY_EVENT
    is_agent = last.ent_type_ in {"ORG", "PERSON", "NORP"}
    if last.dep_ == "compound" and head.lower_ in places.named_after and not is_agent:
        return Located.BY_EVENT
    if last.dep_ == "dobj" and head.lemma_ in places.strikes:
        return Located.SURELY
    if last.dep_ == "poss":
        return Located.BY_EVENT if head.lower_ in places.events else Located.NOT
    if last.dep_ in {"pobj", "appos"} and head.lower_ not in places.away:
        return Located.SURELY
    clauses = language.lexicon.clauses
    if last.dep_ == "nsubj" and last.lower_ in language.lexicon.saying.seats and head.lower_ in language.saying_verbs:
        return Located.NOT  # `the Kremlin said`
    if last.dep_ == "nsubj" and last.ent_type_ == "GPE" and head.lemma_ not in clauses.suffers | clauses.loses:
        return Located.AS_SUBJECT
    is_whole = last.ent_type_ in PLACE_LABELS and last.dep_ not in {"compound", "nmod", "amod"}
    return Located.BY_NAME if is_whole else Located.NOT


def located_before(first: "Token", language: Language) -> "tuple[Located | None, Token | None]":
    """What the nearest preposition before a name says; None where there is none before a verb or a stop."""
    doc, places = first.doc, language.lexicon.places
    for token in reversed(list(doc[max(0, first.i - MAX_LEAD) : first.i])):
        if token.lower_ in places.into and token.head.lemma_ in places.crashes:
            return Located.SURELY, token  # `a bus crashes into the station`
        before = doc[token.i - 1].lower_ if token.i else ""
        if token.lower_ in places.of_events and before in places.fought_for:
            return Located.SURELY, token
        if token.lower_ in places.origin and before in places.told_from:
            return Located.SURELY, token  # `were reported from`
        if token.lower_ in places.away:
            return Located.NOT, token
        is_of = token.lower_ in places.of
        after_a_name = is_of and token.i and doc[token.i - 1].pos_ == "PROPN"  # "the University of"
        if token.lower_ in places.locative and not after_a_name:
            comes_from = is_of and any(each.lower_ in places.origin for each in doc[max(0, token.i - 3) : token.i])
            return Located.NOT if comes_from else Located.SURELY, token
        if token.pos_ in VERBS or token.dep_ == "mark" or (token.is_punct and token.text not in WITHIN_PHRASES):
            break
    return None, None
