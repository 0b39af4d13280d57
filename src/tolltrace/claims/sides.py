"""Whose people the victims are: a state, an armed group or a nationality."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Knowledge, Language, compile_pattern

if TYPE_CHECKING:
    from tolltrace.parse import Token

MAX_VERBS = 3  # steps up from a harm to the verb that says whose it is
MAX_OWN_CHARS = 12  # between `its` and a number
MAX_SIDE_WORDS = 7  # "Islamic State of Iraq and the Levant"
MAX_NAME = 3  # tokens of a phrase that can hold one
MAX_BESIDE = 4  # tokens to what stands beside a common noun: `one person, a Jordanian`
MAX_BEHIND = 9  # tokens behind "members of" that can hold one
ASIDE = frozenset({"advcl", "relcl"})  # clauses whose verb is not that of the harm
CLOSING = frozenset({"prep", "punct", "relcl"})  # of a phrase that holds a side: `members of NATO in Kabul`
PLURALS = frozenset({"NNS", "NNPS"})
PLACE_NAMES = frozenset({"GPE", "LOC", "FAC", "DATE"})


def find_side(phrase: str, knowledge: Knowledge, language: Language) -> str | None:
    """The state, group or nationality that a phrase names, in its normal form; the longest name wins, and a nationality
    before the international force that it serves in (`NATO Canadian soldiers`).

    None for what a state only leads (`Saudi-led coalition`).
    """
    words = re.findall(r"[\w.'’-]+", phrase.lower())
    force = None
    for size in range(MAX_SIDE_WORDS, 0, -1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size]).removesuffix("'s").removesuffix("’s")
            side = knowledge.sides.get(name) or knowledge.sides.get(name.rstrip("."))
            if side is not None and side not in knowledge.forces:
                return side
            force = force or side
            leader, dash, rest = name.partition("-")
            if size == 1 and dash and leader in knowledge.sides and rest.split("-")[-1] in language.lexicon.people.led:
                return force
    return force


def suffering_side(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`Russia has suffered more than 100,000 casualties` → Russia."""
    subject = who_suffered(harmed, language)
    return find_side(" ".join(t.text for t in subject.subtree), knowledge, language) if subject is not None else None


def side_of_measured(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`Chadian losses amounted to 900`, `Chad's casualties total 900`: the name right before what is measured."""
    trigger = harmed.trigger
    if not harmed.toll or trigger.lower_ not in language.lexicon.tolls.measured:
        return None
    before = re.split(r"[,;:.(]\s", trigger.doc.text[: trigger.idx])[-1]
    return find_side(" ".join(before.split()[-MAX_NAME:]), knowledge, language)


def who_suffered(harmed: Harmed, language: Language) -> "Token | None":
    """The subject of `has suffered`, `lost`: a side, or the words for one named before (`the front`)."""
    clauses, below = language.lexicon.clauses, harmed.trigger
    for verb in (harmed.trigger, *islice(harmed.trigger.ancestors, MAX_VERBS)):
        if below.dep_ in ASIDE and below is not verb:
            return None  # `take a town, killing 15 soldiers`: nobody takes those
        below = verb
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


def sides_in(text: str, knowledge: Knowledge) -> Iterator[str]:
    """Every side that a text names, in its normal form; of nested names the longest."""
    words = [re.sub(r"['’]s$", "", word) for word in re.findall(r"[\w.'’-]+", text.lower())]
    at = 0
    while at < len(words):
        names = ((size, " ".join(words[at : at + size])) for size in range(MAX_SIDE_WORDS, 0, -1))
        known = ((size, knowledge.sides.get(name) or knowledge.sides.get(name.rstrip("."))) for size, name in names)
        size, side = next(((size, side) for size, side in known if side), (1, None))
        if side:
            yield side
        at += size


def side_beside_name(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`Rania Salem, a Jordanian girl`, `an Italian, Ugo Neri`, `Abu Omar, the leader of Hamas`: the side in what stands
    beside a name."""
    noun = harmed.noun
    is_one = harmed.mention.figure.value == 1
    if noun is None or not (noun.ent_type_ == "PERSON" or (is_one and noun.lower_ in language.people)):
        return None
    beside = [child for child in noun.subtree if child.dep_ == "appos" and child.i > noun.i]
    if noun.ent_type_ != "PERSON":
        beside = [child for child in beside if child.i - noun.i <= MAX_BESIDE]
    if noun.dep_ == "appos" and noun.head.i < noun.i and noun.head.tag_ not in PLURALS:
        beside.append(noun.head)
    for token in beside:
        if side := find_side(noun.doc[token.left_edge.i : token.i + 1].text, knowledge, language):
            return side
        if token.lower_ in language.lexicon.people.leads:
            behind = noun.doc[token.i + 1 : token.right_edge.i + 1].text.partition(",")[0]
            army = language.lexicon.people.named_lead_pattern + language.lexicon.people.services[0].kept_pattern
            is_army = compile_pattern(army).search(behind)
            if side := next((s for s in sides_in(behind, knowledge) if is_army or is_group(s, knowledge)), None):
                return side
    return None


def is_group(side: str, knowledge: Knowledge) -> bool:
    """Whether a side is an armed group: no state, and no force of several."""
    return side.lower() not in knowledge.states and side not in knowledge.forces


def side_they_are_from(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`half of the dead are from the Wagner group` → Wagner Group."""
    for verb in islice(harmed.trigger.ancestors, MAX_VERBS):
        for child in verb.children if verb.lemma_ in language.lexicon.clauses.copulas else ():
            behind = child.dep_ in {"prep", "attr"} and child.i > harmed.trigger.i
            if behind and child.lower_ in language.lexicon.people.from_words:
                last = list(child.subtree)[-MAX_NAME:]
                return find_side(" ".join(token.text for token in last), knowledge, language)
    return None


def side_of_share(passage: Passage, harmed: Harmed, knowledge: Knowledge) -> str | None:
    """`half of them from the Wagner group`, `12 of them members of Hamas`."""
    end = harmed.mention.end
    if points := compile_pattern(passage.language.lexicon.parts.pointing_pattern).match(passage.text, end):
        end = points.end()
    behind = compile_pattern(passage.language.lexicon.people.from_behind_pattern).match(passage.text, end)
    return find_side(behind["who"], knowledge, passage.language) if behind else None


def side_behind(harmed: Harmed, knowledge: Knowledge, language: Language) -> str | None:
    """`74 members of Boko Haram`, `six divers from India`: the side in the phrase behind the people."""
    noun, people = harmed.noun, language.lexicon.people
    kin = language.lexicon.singles.kin
    if noun is None or noun.lower_ not in language.people or noun.lemma_ in kin:
        return None  # `relatives of the Angolan minister`
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in people.of_group and child.i == noun.i + 1:
            behind = list(noun.doc[child.i + 1 : min(child.right_edge.i, child.i + MAX_BEHIND) + 1])
            groups = (side for side in sides_in(words_of(behind), knowledge) if is_group(side, knowledge))
            closes = (
                n for n, token in enumerate(behind) if token.dep_ in CLOSING and token.lower_ not in people.of_group
            )
            own = words_of(behind[: next(closes, len(behind))])
            if side := next(groups, None) or find_side(own, knowledge, language):
                return side
    return None


def words_of(tokens: Sequence["Token"]) -> str:
    """Tokens in a row as printed."""
    return tokens[0].doc[tokens[0].i : tokens[-1].i + 1].text if tokens else ""


def side_of_all(passage: Passage, harmed: Harmed, knowledge: Knowledge) -> str | None:
    """`four people, all British nationals, were killed`; `33 are dead. All are Chinese tourists.`"""
    people, noun = passage.language.lexicon.people, harmed.noun
    if noun is not None:
        said = compile_pattern(people.said_of_all_pattern).match(
            passage.text, max(noun.idx + len(noun), harmed.mention.end)
        )
        if said and (side := find_side(said["who"], knowledge, passage.language)):
            return side
    text = passage.article.text
    said = compile_pattern(people.said_next_pattern).match(text, passage.sentence.end)
    return find_side(said["who"], knowledge, passage.language) if said else None


def named_group(harmed: Harmed, language: Language) -> str | None:
    """`Río Negro Front fighters`, `fighters of the Río Negro Front` → the name as printed, where no list knows it."""
    noun, people = harmed.noun, language.lexicon.people
    if noun is None or noun.lower_ not in people.combatant or noun.lower_ in people.any_members:
        return None
    behind = [
        t for child in noun.rights if child.dep_ == "prep" and child.lower_ in people.of_group for t in child.children
    ]
    for head in (token for token in (*behind, *noun.lefts) if token.pos_ == "PROPN"):
        name = proper_name(head, noun, harmed.mention.end)
        if noun.doc[name[0]].idx >= harmed.mention.end:
            words = noun.doc[name[0] : name[1]]
            is_general = words.text.lower() in language.lexicon.saying.speakers  # `Army soldiers`
            if not is_general and not any(ent.label_ in PLACE_NAMES for ent in words.ents):
                return str(words.text)
    return None


def proper_name(head: "Token", noun: "Token", after: int) -> tuple[int, int]:
    """The tokens of a proper name, from its first part to its head.

    With the words in capitals around it that the parser took for something else: `Río Negro Front fighters`. Before it
    they tell nothing in a headline whose nouns have capitals, too.
    """
    parts = [token for token in head.subtree if token.pos_ == "PROPN" and token.i <= head.i]
    start, end = (parts[0].i, parts[-1].i + 1) if parts else (head.i, head.i + 1)
    while not _is_capital(noun) and start > 0 and head.doc[start - 1].idx >= after and _is_capital(head.doc[start - 1]):
        start -= 1
    while end < len(head.doc) and end != noun.i and _is_capital(head.doc[end]):
        end += 1
    return start, end


def _is_capital(token: "Token") -> bool:
    return token.text[:1].isupper()
