"""What can be killed or lost without anybody coming to harm: animals, tanks, seats, days, jobs."""

from itertools import islice
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.sides import find_side
from tolltrace.claims.syntax import NAMES
from tolltrace.knowledge import Knowledge, Language

if TYPE_CHECKING:
    from tolltrace.parse import Token

MAX_HEADS = 4  # steps up from `calves` to the elephants that they are among


def is_thing(harmed: Harmed, passage: Passage, knowledge: Knowledge) -> bool:
    """Whether what is counted is no people: 40 cows, `losses of 28 tanks`, a share of the herd."""
    language, noun = passage.language, harmed.noun
    word = noun.lower_ if noun is not None else ""
    if harmed.mention.figure.fraction is not None:
        word = passage.text[harmed.mention.start : harmed.mention.end].rpartition(" ")[2].lower()
    if word in language.people:
        return False
    if (
        noun is not None
        and word in language.lexicon.reading.animals
        and (is_name(noun) or is_group(noun, knowledge, language))
    ):
        return False
    if noun is not None and not is_known_thing(word, language):
        return is_of_things(noun, language) or is_among_animals(noun, language)
    return is_known_thing(word, language) or (noun is None and is_of_things(harmed.trigger, language))


def is_known_thing(word: str, language: Language) -> bool:
    """Whether a noun is one for things: `tanks`, `snow-leopards`."""
    return word in language.things or word.rpartition("-")[2] in language.things


def is_name(noun: "Token") -> bool:
    """`Navy SEALs`, `Ana Fox`: no animals."""
    is_short = noun.text[1:] != noun.text[1:].lower() and not noun.text.isupper()
    return is_short or (noun.text[0].isupper() and noun.ent_type_ == "PERSON")


def is_group(noun: "Token", knowledge: Knowledge, language: Language) -> bool:
    """`Tamil Tigers`: a side that has the name of animals."""
    words = noun.doc.text[noun.doc[max(0, noun.i - 1)].idx : noun.idx + len(noun)]
    side = find_side(words, knowledge, language)
    return side is not None and side.lower().endswith(noun.lower_)


def is_of_things(noun: "Token", language: Language) -> bool:
    """`dog corpses`, `job losses`, `the bodies of 14 dogs`, `the death toll of dolphins`."""
    counted = language.lexicon.tolls.nouns | set(language.harm_counts)
    if noun.pos_ not in NAMES or noun.lower_ not in counted:
        return False
    animals, is_loss = language.lexicon.reading.animals, language.harm_counts.get(noun.lower_) == "losses"
    for child in noun.children:
        if child.i == noun.i - 1 and child.lower_ in (language.things if is_loss else animals) - language.people:
            return True
        if child.lower_ in language.lexicon.clauses.of:
            objects = [each for each in child.children if each.dep_ == "pobj"]
            if any(each.lower_ in animals and not is_name(each) for each in objects):
                return True
    return False


def is_among_animals(noun: "Token", language: Language) -> bool:
    """`26 elephants, including four young`: animals like those they are listed under."""
    lists = language.lexicon.clauses.lists | language.lexicon.clauses.of
    for token in islice((noun, *noun.ancestors), MAX_HEADS):
        if token.dep_ == "pobj" and token.head.lower_ in lists:
            outer = token.head.head
            if outer.lower_ in language.lexicon.reading.animals and not is_name(outer):
                return True
    return False


def is_animal(token: "Token", language: Language) -> bool:
    """`Karel, a lion`, `the lion Karel`, `a lion named Karel`: a name of no person."""
    animals = language.lexicon.reading.animals
    if token.lower_ in animals:
        return not is_name(token)
    if token.pos_ != "PROPN":
        return False  # `a soldier, a cow and two goats`
    is_beside = any(each.dep_ in {"appos", "compound", "nmod"} and each.text in animals for each in token.children)
    above = token.head if token.dep_ in {"appos", "oprd"} else token
    above = above.head if above.dep_ in {"acl", "relcl"} else above
    return is_beside or (above is not token and above.text in animals)
