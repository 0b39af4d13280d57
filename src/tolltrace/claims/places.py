"""Where the harm came about: the most specific place that the sentence, or else the one before, gives → Place."""

import re
from collections.abc import Sequence

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.place_names import Located, PlacePhrase, find_place_phrases
from tolltrace.claims.speakers import words_of
from tolltrace.claims.syntax import steps_between
from tolltrace.claims.victims import Victims
from tolltrace.knowledge import Knowledge, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Link, Place, Reading

# tuned on the development gold, in steps of the parse; they move together
MAX_SUBJECT_STEPS = 3  # a subject farther away is the place of something else
COUNTRY_COST = 2.5
BEFORE_COST = 0.5
LOCATED_COST = 1.5
OWN_COST = -6
MAX_THERE = 3  # tokens from the harm to `there`

NO_PLACE = (None, Rule.PLACE_NONE.reading())
LED_BY = {
    Located.SURELY: Rule.PLACE_LED_TO,
    Located.BY_EVENT: Rule.PLACE_EVENT,
    Located.AS_SUBJECT: Rule.PLACE_SUBJECT,
    Located.BY_NAME: Rule.PLACE_NAME,
}


def find_place(
    passage: Passage, harmed: Harmed, taken: Sequence[tuple[int, int]], side: str | None, knowledge: Knowledge
) -> tuple[Place | None, Reading]:
    """The place phrase that stands nearest to the harm in the parse; of nested ones (`Machh, Pakistan`) the first.

    `taken` are spans of the sentence that name speakers or victims: a country there is no place of the harm, nor is the
    subject that is the victims' own `side`. Where the sentence names none, the one before in its paragraph may.
    """
    named = find_place_phrases(passage, knowledge)
    if there := said_there(passage, named, harmed):
        return read_phrase(there, Rule.PLACE_THERE, passage, named)
    free = [phrase for phrase in named if not any(start <= phrase.start < end for start, end in taken)]
    here = [phrase for phrase in free if side is None or not is_own_side(phrase, side, knowledge)]
    if phrase := best_phrase(passage, here, harmed):
        return read_phrase(phrase, LED_BY[phrase.located], passage, here)
    if unnamed := unnamed_place(passage):
        return unnamed
    if passage.before is None or passage.before.sentence.paragraph != passage.sentence.paragraph:
        return NO_PLACE
    unsure = {Located.NOT, Located.BY_NAME}
    earlier = [p for p in find_place_phrases(passage.before, knowledge) if p.located not in unsure]
    best = min(earlier, key=lambda p: (p.located.value, p.country, p.start), default=None)
    return read_phrase(best, Rule.PLACE_BEFORE, passage.before, earlier) if best else NO_PLACE


def read_phrase(
    phrase: PlacePhrase, rule: Rule, passage: Passage, among: Sequence[PlacePhrase]
) -> tuple[Place, Reading]:
    """One phrase of a passage as the place, and why; `among` are those that it was chosen from."""
    rivals = sum(each.located is not Located.NOT and each is not phrase for each in among)
    words = passage.span(phrase.start, phrase.end)
    return Place(phrase.text), rule.reading(words, note=phrase.lead, rivals=rivals)


def unnamed_place(passage: Passage) -> tuple[Place, Reading] | None:
    """`in a disputed border area`, `near the border with Yemen`: a place without a name of its own."""
    match = compile_pattern(passage.language.lexicon.places.unnamed_pattern).search(passage.text)
    if match is None:
        return None
    words = passage.span(*match.span("place"))
    return Place(re.sub(r"^(?:the|an?)\s+", "", words.text)), Rule.PLACE_UNNAMED.reading(words)


def said_there(passage: Passage, named: Sequence[PlacePhrase], harmed: Harmed) -> PlacePhrase | None:
    """`sends troops to South Kivu after 37 people are killed there`: the place that `there` goes back to."""
    trigger, there = harmed.trigger, passage.language.lexicon.places.there
    after = passage.doc[trigger.i + 1 : trigger.i + 1 + MAX_THERE]
    if not any(token.lower_ in there and token.pos_ == "ADV" for token in after):
        return None
    return max((p for p in named if p.start < trigger.idx), key=lambda p: p.start, default=None)


def is_own_side(phrase: PlacePhrase, side: str, knowledge: Knowledge) -> bool:
    """`Russia lost 200 men`: Russia is whose people they are, not where."""
    return phrase.located is Located.AS_SUBJECT and knowledge.sides.get(phrase.text.lower()) == side


def best_phrase(passage: Passage, phrases: Sequence[PlacePhrase], harmed: Harmed) -> PlacePhrase | None:
    """The nearest in the parse, first within the same stretch between semicolons; a country only where nothing narrower
    is nearly as near."""
    at = harmed.trigger.idx
    own_place = compile_pattern(passage.language.lexicon.places.own_place_pattern)

    def steps(phrase: PlacePhrase) -> int:
        return steps_between(passage.token_at(phrase.start), harmed.trigger)

    def cost(phrase: PlacePhrase) -> tuple[float, int]:
        wide = COUNTRY_COST if phrase.country else 0
        behind = 0 if phrase.start > at else BEFORE_COST
        own = OWN_COST if own_place.fullmatch(passage.text[harmed.mention.end : phrase.start]) else 0
        return steps(phrase) + wide + behind + own + phrase.located.value * LOCATED_COST, abs(phrase.start - at)

    located = [
        phrase
        for phrase in phrases
        if phrase.located in {Located.SURELY, Located.BY_EVENT}
        or (phrase.located is Located.AS_SUBJECT and steps(phrase) <= MAX_SUBJECT_STEPS)
    ]
    located = located or [phrase for phrase in phrases if phrase.located is Located.BY_NAME and not phrase.country]
    near = [phrase for phrase in located if ";" not in passage.text[min(phrase.start, at) : max(phrase.start, at)]]
    return min(near or located, key=cost, default=None)


def reporting_place(
    chain: Sequence[Link], victims: Victims, passage: Passage, knowledge: Knowledge
) -> tuple[Place, Reading] | None:
    """`Japan reports five deaths`: a state or district that reports its own toll is speaker and place."""
    reports = compile_pattern(passage.language.lexicon.saying.reports_own_pattern)
    for link in chain if victims.side is None else ():
        entity = next((ent for ent in passage.doc.ents if ent.text.endswith(link.name)), None)
        is_place = link.name.lower() in knowledge.states or (entity is not None and entity.label_ == "GPE")
        if is_place and reports.search(link.cue or ""):
            return Place(link.name), Rule.PLACE_REPORTER.reading(words_of(link, passage))
    return None
