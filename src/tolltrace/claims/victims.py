"""Who came to harm: the words, whose people they are, combatant or civilian, and which of a few groups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.sides import (
    find_side,
    named_group,
    side_behind,
    side_beside_name,
    side_of_measured,
    side_they_are_from,
    suffering_side,
)
from tolltrace.knowledge import Knowledge, Language, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Figure, Hedge, Reading, Status

if TYPE_CHECKING:
    from tolltrace.parse import Token

MAX_DESCRIPTION = 40  # characters between a number and the harm's own noun that can describe its people
BESIDE_THE_NOUN = ("police", "foreigners", "elderly")  # groups that an adjective can name: "foreign workers"
SHARE_OF = re.compile(r"\bof\s+", re.IGNORECASE)
MOST = Figure(hedge=Hedge.VAGUE)
MODIFIERS = frozenset({"amod", "compound", "nmod"})


@dataclass(frozen=True, slots=True)
class Victims:
    """The people of one claim. `words` is None for an ellipsis (`and 30 wounded`)."""

    words: str | None = None
    side: str | None = None
    status: Status = Status.UNKNOWN
    demographic: str | None = None
    span: tuple[int, int] = (0, 0)  # in the sentence, for what else must not be read into it
    readings: tuple[Reading, ...] = ()  # of victims, side and status, where they are stated


def read_victims(passage: Passage, harmed: Harmed, knowledge: Knowledge) -> Victims:
    """The victims of one claim, from its own noun phrase and, for losses and casualties, from who suffered them."""
    language = passage.language
    by_rule, words, start, end = victim_words(passage, harmed)
    text, at = (words or "").lower(), passage.text.find(words, start) if words else -1
    printed = passage.span(at, at + len(words or "")) if at >= 0 else None
    ways = ways_to_side(text, harmed, knowledge, language)
    by_side, side = next(((rule, side) for rule, side in ways if side is not None), (Rule.SIDE_NONE, None))
    last_word = text.rpartition(" ")[2]
    head = harmed.noun.lower_ if harmed.noun is not None else last_word if last_word in language.people else ""
    if harmed.mention.people:
        head = text = ""  # `a couple and their two children` are not all children
    by_status, status = Rule.STATUS_WORDS, read_status(head, text, language)
    if status is Status.UNKNOWN and is_in_action(passage, harmed.trigger):
        by_status, status = Rule.STATUS_IN_ACTION, Status.COMBATANT
    if status is Status.UNKNOWN:
        by_status = Rule.STATUS_NONE
    readings = (
        by_rule.reading(printed),
        by_side.reading(printed if by_side is Rule.SIDE_WORDS else None),
        by_status.reading(printed if by_status is Rule.STATUS_WORDS else None),
    )
    return Victims(words, side, status, read_demographic(head, text, language), (start, end), readings)


def ways_to_side(
    text: str, harmed: Harmed, knowledge: Knowledge, language: Language
) -> Iterator[tuple[Rule, str | None]]:
    """Every way to the side of the victims whose words are `text`, the surest first."""
    yield Rule.SIDE_WORDS, find_side(text, knowledge, language)
    yield Rule.SIDE_SUFFERED, suffering_side(harmed, knowledge, language)
    yield Rule.SIDE_SUFFERED, side_of_measured(harmed, knowledge, language)
    yield Rule.SIDE_ARE_FROM, side_they_are_from(harmed, knowledge, language)
    yield Rule.SIDE_BEHIND, side_behind(harmed, knowledge, language)
    yield Rule.SIDE_BESIDE_NAME, side_beside_name(harmed, knowledge, language)
    yield Rule.SIDE_GROUP, named_group(harmed, language)


def is_in_action(passage: Passage, trigger: "Token") -> bool:
    """`killed, wounded or missing in action`."""
    pattern = compile_pattern(passage.language.lexicon.people.in_action_pattern)
    return pattern.match(passage.text, trigger.idx + len(trigger)) is not None


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def victim_words(passage: Passage, harmed: Harmed) -> tuple[Rule, str | None, int, int]:
    """The noun phrase as printed, without its number (`Turkish police officers`), and where it stands."""
    people, mention = passage.language.lexicon.people, harmed.mention
    if mention.people:
        words = compile_pattern(people.single_lead_pattern).sub("", passage.text[mention.number_start : mention.end])
        return Rule.VICTIMS_MENTION, words, mention.number_start, mention.end
    if harmed.noun is None:
        return described_by_harm(passage, harmed)
    if harmed.noun.lower_ in passage.language.lexicon.clauses.many_lives:
        return Rule.VICTIMS_NONE, None, 0, 0  # `claimed nine lives`
    start, end = max(mention.end, mention.number_end), harmed.noun.idx + len(harmed.noun)
    if (mention.figure.fraction is not None or mention.figure == MOST) and (
        base := SHARE_OF.search(passage.text, mention.number_start, mention.end)
    ):
        words = passage.text[base.end() : mention.end]  # `half of the dead`: the dead
        return Rule.VICTIMS_BASE, words, base.end(), mention.end
    if end <= start:  # a single victim: the mention is the phrase
        lead = compile_pattern(people.single_lead_pattern)
        words = lead.sub("", passage.text[mention.start : mention.end])
        return Rule.VICTIMS_MENTION, words, mention.start, mention.end
    words = compile_pattern(people.lead_pattern).sub("", passage.text[start:end])
    words = compile_pattern(people.mostly_pattern).sub("", words)
    return (Rule.VICTIMS_NOUN, words, start, end) if words else (Rule.VICTIMS_NONE, None, start, end)


def described_by_harm(passage: Passage, harmed: Harmed) -> tuple[Rule, str | None, int, int]:
    """`three Palestinian bodies`, `40 civilian deaths`: the words before the harm's own noun describe the people.

    Bodies and casualties are people without them, too; deaths and injuries are not, nor are those that are none.
    """
    people, trigger = passage.language.lexicon.people, harmed.trigger
    start, end = harmed.mention.end, trigger.idx + len(trigger)
    between = passage.text[start : trigger.idx].strip()
    before = set(between.lower().split())
    describes = len(between) <= MAX_DESCRIPTION and re.fullmatch(r"[\w'’ -]*", between)
    modified = before - people.not_describing and any(t.idx >= start and t.dep_ in MODIFIERS for t in trigger.lefts)
    are_people = trigger.lower_ in people.counted_bodies and before <= people.not_describing
    if not describes or not (modified or are_people) or harmed.mention.figure.value == 0 or trigger.idx < start:
        return Rule.VICTIMS_NONE, None, 0, 0
    if between.rpartition(" ")[2].lower() in passage.language.people and trigger.pos_ != "NOUN":
        end = trigger.idx  # `Rebel Fighters Dead`: the fighters
    return Rule.VICTIMS_DESCRIBED, passage.text[start:end].strip(), start, end


# ── what the words say ───────────────────────────────────────────────────────────────────────────────────────────────


def read_status(head: str, phrase: str, language: Language) -> Status:
    """Combatant or civilian, only by the words that the codebook rules on; `head` is the noun of the phrase."""
    people = language.lexicon.people
    words = set(re.findall(r"[\w-]+", phrase))
    if words & people.doubted or words & people.titles.get(head, frozenset()):
        return Status.UNKNOWN  # "suspected militants", "a consul general"
    if words & people.called_civilian or head in people.civilian:
        return Status.CIVILIAN
    if any(group in phrase for group in people.demographics["aid_workers"]):
        return Status.CIVILIAN
    if head in people.forces:
        return Status.COMBATANT
    if head in people.members:
        return Status.COMBATANT if words & people.affiliations - {head} else Status.UNKNOWN
    return Status.COMBATANT if words & people.called_military or head in people.combatant else Status.UNKNOWN


def read_demographic(head: str, phrase: str, language: Language) -> str | None:
    """One of the codebook's groups: by a phrase (`aid workers`), by the head noun, by a word beside it (`foreign`)."""
    demographics = language.lexicon.people.demographics
    by_phrase = (name for name, words in demographics.items() if any(" " in w and w in phrase for w in words))
    by_head = (name for name, words in demographics.items() if head in words)
    beside = set(re.findall(r"[\w-]+", phrase))
    by_word = (name for name in BESIDE_THE_NOUN if beside & set(demographics[name]))
    return next(by_phrase, None) or next(by_head, None) or next(by_word, None)
