"""Whose people the victims are: a state, an armed group or a nationality."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Knowledge, Language, compile_pattern
from tolltrace.rules import Rule

if TYPE_CHECKING:
    from tolltrace.parse import Token

MAX_VERBS = 3  # steps up from a harm to the verb that says whose it is
MAX_OWN_CHARS = 12  # between `its` and a number
MAX_SIDE_WORDS = 7  # "Islamic State of Iraq and the Levant"
MAX_NAME = 3  # words in a side's name, and tokens of a phrase that can hold one
PLACE_NAMES = frozenset({"GPE", "LOC", "FAC", "DATE"})


def find_side(phrase: str, knowledge: Knowledge, language: Language) -> str | None:
    """The state, group or nationality that a phrase names, in its normal form; the longest name wins.

    None for what a state only leads (`Saudi-led coalition`).
    """
    words = re.findall(r"[\w.'’-]+", phrase.lower())
    for size in range(MAX_NAME, 0, -1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size]).removesuffix("'s").removesuffix("’s")
            side = knowledge.sides.get(name) or knowledge.sides.get(name.rstrip("."))
            if side is not None:
                return side
            leader, dash, rest = name.partition("-")
            if size == 1 and dash and leader in knowledge.sides and rest.split("-")[-1] in language.lexicon.people.led:
                return None
    return None


def suffering_side(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`Russia has suffered more than 100,000 casualties` → Russia."""
    subject = who_suffered(harmed, language)
    return find_side(" ".join(t.text for t in subject.subtree), knowledge, language) if subject is not None else None


def who_suffered(harmed: Harmed, language: Language) -> "Token | None":
    """The subject of `has suffered`, `lost`: a side, or the words for one named before (`the front`)."""
    clauses = language.lexicon.clauses
    for verb in (harmed.trigger, *islice(harmed.trigger.ancestors, MAX_VERBS)):
        subject: Token | None = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if verb.lemma_ in clauses.suffers | clauses.loses and subject is not None:
            return subject
    return None


def side_named_before(harmed: Harmed, sides: Iterable[str | None], language: Language) -> str | None:
    """`the front has suffered 1,200 casualties` → the Río Negro Front, which an earlier claim named."""
    subject = who_suffered(harmed, language)
    if subject is None:
        return None
    return next((side for side in sides if side and side.split()[-1].lower() == subject.lower_), None)


def is_own(passage: Passage, harmed: Harmed) -> bool:
    """`two of its soldiers`, `its own 12 dead`: the people of whoever speaks."""
    if harmed.noun is None or harmed.noun.lower_ not in passage.language.people:
        return False  # `Japan reports its first death`: whose, nobody says
    start = max(0, harmed.mention.start - MAX_OWN_CHARS)
    end = max(harmed.noun.idx, harmed.mention.end)
    around = passage.text[harmed.mention.end : end]
    own = compile_pattern(passage.language.lexicon.people.own_pattern)
    return bool(own.search(around) or own.search(passage.text[start : harmed.mention.start].rpartition(",")[2]))


def side_of_army(passage: Passage, harmed: Harmed, speaker: str | None, knowledge: Knowledge) -> str | None:
    """`attacked a Pakistan Army post, killing nine soldiers`; `the Egyptian army says that nine soldiers were killed`:
    soldiers without a name for their army are of the one whose post it was, or that tells of its own."""
    people, language = passage.language.lexicon.people, passage.language
    if harmed.noun is None or harmed.noun.lower_ not in people.soldiers:
        return None
    for post in compile_pattern(people.post_pattern).finditer(passage.text):
        if side := find_side(post["side"].lower(), knowledge, language):
            return side
    tells_of_its_own = harmed.rule in {Rule.HARM_SUBJECT, Rule.HARM_DESCRIBES, Rule.HARM_BEHIND}
    if speaker and tells_of_its_own and compile_pattern(people.army_pattern).search(speaker):
        return find_side(speaker, knowledge, language)
    return None


def side_of_group(passage: Passage, harmed: Harmed, knowledge: Knowledge) -> str | None:
    """`airstrikes hit Islamic State positions, killing 23 militants`: militants are of the one armed group that their
    sentence names before them, unless that group does the harm."""
    language, noun, trigger = passage.language, harmed.noun, harmed.trigger
    if noun is None or noun.lower_ not in language.lexicon.people.militants:
        return None
    before = passage.text[: harmed.mention.start]
    groups = {side for side in sides_in(before, knowledge) if side.lower() not in knowledge.states}
    if len(groups) != 1:
        return None
    agents = [child for child in trigger.children if child.dep_ in {"nsubj", "agent"}]
    doers = {side for agent in agents for side in sides_in(" ".join(t.text for t in agent.subtree), knowledge)}
    return None if groups & doers else groups.pop()


def sides_in(text: str, knowledge: Knowledge) -> Iterator[str]:
    """Every side that a text names, in its normal form."""
    words = re.findall(r"[\w.'’-]+", text.lower())
    for at in range(len(words)):
        for size in range(MAX_SIDE_WORDS, 0, -1):
            name = re.sub(r"['’]s$|\.$", "", " ".join(words[at : at + size]))
            if side := knowledge.sides.get(name):
                yield side
                break


def side_beside_name(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`Rania Salem, a Jordanian girl`: the side in the apposition to a name."""
    noun = harmed.noun
    if noun is None or noun.ent_type_ != "PERSON":
        return None
    beside = (child for child in noun.subtree if child.dep_ == "appos" and child.i > noun.i)
    words = (" ".join(token.text for token in child.doc[child.left_edge.i : child.i + 1]) for child in beside)
    return next((side for text in words if (side := find_side(text, knowledge, language))), None)


def side_they_are_from(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`half of the dead are from the Wagner group` → Wagner Group."""
    for verb in islice(harmed.trigger.ancestors, MAX_VERBS):
        for child in verb.children if verb.lemma_ in language.lexicon.clauses.copulas else ():
            behind = child.dep_ in {"prep", "attr"} and child.i > harmed.trigger.i
            if behind and child.lower_ in language.lexicon.people.from_words:
                last = list(child.subtree)[-MAX_NAME:]
                return find_side(" ".join(token.text for token in last), knowledge, language)
    return None


def side_behind(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`74 members of Boko Haram`, `six divers from India`: the side in the phrase behind the people."""
    noun, people = harmed.noun, language.lexicon.people
    if noun is None or noun.lower_ not in language.people:
        return None
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in people.of_group and child.i == noun.i + 1:
            words = " ".join(t.text for t in child.subtree if t.i > child.i and t.i <= child.i + 4)
            if side := find_side(words.lower(), knowledge, language):
                return side
    return None


def named_group(harmed: Harmed, language: Language) -> str | None:
    """`Río Negro Front fighters`, `fighters of the Río Negro Front` → the name as printed, where no list knows it."""
    noun, people = harmed.noun, language.lexicon.people
    if noun is None or noun.lower_ not in people.combatant or noun.lower_ in people.any_members:
        return None
    behind = [
        t for child in noun.rights if child.dep_ == "prep" and child.lower_ in people.of_group for t in child.children
    ]
    for head in (token for token in (*behind, *noun.lefts) if token.pos_ == "PROPN"):
        name = proper_name(head)
        if noun.doc[name[0]].idx >= harmed.mention.end:
            words = noun.doc[name[0] : name[1]]
            is_general = words.text.lower() in language.lexicon.saying.speakers  # `Army soldiers`
            if not is_general and not any(ent.label_ in PLACE_NAMES for ent in words.ents):
                return str(words.text)
    return None


def proper_name(head: "Token") -> tuple[int, int]:
    """The tokens of a proper name, from its first part to its head."""
    parts = [token for token in head.subtree if token.pos_ == "PROPN" and token.i <= head.i]
    return (parts[0].i, parts[-1].i + 1) if parts else (head.i, head.i + 1)
