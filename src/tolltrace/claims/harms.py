"""To which harm a figure belongs: the word that names it, found over the parse, then by the order of the words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tolltrace.claims.figures import FigureMention
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Language

if TYPE_CHECKING:
    from spacy.tokens import Token

JOINED = {"conj", "appos"}
SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
# words that may stand between people and what became of them: "12 people were reportedly also shot and …"
BETWEEN = frozenset(
    [
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "having",
        "also",
        "reportedly",
        "still",
        "seriously",
        "severely",
        "critically",
        "badly",
        "lightly",
        "slightly",
        "now",
        "already",
        "either",
        "later",
        "confirmed",
        "reported",
        "said",
        "feared",
        "believed",
        "presumed",
        "thought",
        "known",
        "to",
        "have",
        "as",
        "and",
        "others",
        "other",
        "more",
        "people",
        "there",
        "left",
        "found",
        "including",
        "officially",
        "apparently",
        "allegedly",
        "all",
        "get",
        "got",
        "remain",
        "remained",
        "remains",
        "went",
        "gone",
        "go",
        "listed",
        "declared",
        "pronounced",
        "'",
    ]
)
LEAVING = frozenset(
    [
        "leave",
        "leaves",
        "left",
        "leaving",
        "find",
        "finds",
        "found",
        "finding",
        "report",
        "reported",
        "reporting",
        "shoot",
        "shot",
        "shooting",
    ]
)
SUFFERING = frozenset(["suffer", "sustain", "receive", "incur"])
RECOVERING = frozenset("find recover identify retrieve pull dig".split())
MIXED_HARMS = ({"killed", "wounded"}, {"killed", "missing"}, {"killed", "captured"}, {"wounded", "captured"})


@dataclass(frozen=True, slots=True)
class Harmed:
    """A figure and the harm that its people came to, in one passage."""

    mention: FigureMention
    harm: str
    trigger: "Token"  # the word that names the harm
    noun: "Token | None"  # the noun for the people, where there is one ("soldiers"); the harm's own noun never
    toll: bool = False  # the figure of a death toll or the like


def find_harms(passage: Passage, mention: FigureMention, language: Language) -> tuple[Harmed, ...]:
    """The harm of one figure: none where it counts something else; several for a zero or a list ("no one died or was hurt")."""
    number = number_token(passage, mention)
    noun = counted_noun(number, language)
    answer = (
        by_next_state(noun, language)
        or by_toll(number, language)
        or by_toll_before(passage, mention)
        or by_own_noun(number, noun, language)
        or by_clause(noun or number, language)
        or (by_clause(number, language) if noun is not None else None)
        or by_order(number, noun, language)
    )
    if answer is None:
        return ()
    harm, trigger, toll = answer
    people = noun if noun is not None and noun.lower_ not in language.harm_counts else None
    return tuple(
        Harmed(mention, each, trigger, people, toll) for each in mixed_harms(harm, trigger, mention, toll, language)
    )


Answer = tuple[str, "Token", bool]


# ── the noun that is counted ─────────────────────────────────────────────────────────────────────────────────────────


def number_token(passage: Passage, mention: FigureMention) -> "Token":
    """The last token of the number itself."""
    return passage.token_at(mention.number_end - 1)


def counted_noun(number: "Token", language: Language) -> "Token | None":
    """The head of the noun phrase that a number counts: `soldiers` of `nine Angolan soldiers`, `people` of `dozens of people`."""
    doc = number.doc
    after = number.i + 1
    while after < len(doc) and doc[after].lower_ in {
        "more",
        "other",
        "additional",
        "or",
        "so",
        "+",
        "of",
        "the",
        "these",
        "those",
        "our",
        "their",
        "his",
        "its",
        "them",
    }:
        after += 1
    for chunk in doc.noun_chunks:
        if chunk.start <= number.i < chunk.end and chunk.root.i > number.i:
            return chunk.root
        if (
            chunk.start <= after < chunk.end
            and after > number.i
            and (chunk.start > number.i)
            and is_plain_gap(number, after)
        ):
            return chunk.root
    head = number.head
    if (
        number.dep_ in {"nummod", "quantmod", "det", "amod", "compound"}
        and head.i > number.i
        and head.pos_ in {"NOUN", "PROPN", "ADJ"}
    ):
        return head
    if after < len(doc) and (doc[after].pos_ in {"NOUN", "PROPN"} or doc[after].lower_ in language.people):
        return doc[after]
    return None


def is_plain_gap(number: "Token", after: int) -> bool:
    """Whether only small words stand between a number and what it counts."""
    return after - number.i <= 4


# ── four ways to the harm ────────────────────────────────────────────────────────────────────────────────────────────


def by_next_state(noun: "Token | None", language: Language) -> Answer | None:
    """`28 people missing`, `three others missing and presumed dead`: the state right behind the people."""
    if noun is None or noun.i + 1 >= len(noun.doc) or noun.lower_ not in language.people:
        return None
    following = noun.doc[noun.i + 1]
    harm = language.harm_states.get(following.lower_)
    return (harm, following, False) if harm in {"missing"} and not has_object(following) else None


def by_toll(number: "Token", language: Language) -> Answer | None:
    """`the death toll … rises to 21`, `bringing the number of dead to ten`, `a toll of 12`."""
    verb = number
    hops: list[Token] = []
    for _ in range(5):
        hops.append(verb)
        verb = verb.head
        toll = toll_phrase(verb, language)
        if toll:
            return toll[0], toll[1], True
        if verb.pos_ in {"VERB", "AUX"}:
            break
    if verb.pos_ not in {"VERB", "AUX"} or (
        number.dep_ in {"nummod"} and number.head.lower_ in language.people and False
    ):
        return None
    for child in verb.children:
        if child in hops or child.dep_ not in {"nsubj", "nsubjpass", "dobj", "attr"}:
            continue
        if toll := toll_phrase(child, language):
            return toll[0], toll[1], True
        if verb.lemma_ == "put" and child.dep_ == "dobj" and (harm := language.harm_counts.get(child.lower_)):
            return harm, child, True  # `put its own dead at two`
    return None


def by_toll_before(passage: Passage, mention: FigureMention) -> Answer | None:
    """`the death toll from … rises to six`, `the death toll to 15,229`, where the parse has lost the thread."""
    match = re.search(
        r"\b(?P<toll>toll)\b(?:(?!\b(?:toll|injur\w+|wound\w+|missing|;)\b)[^;\d])*?\s(?:to|at|of|reach\w*|is|was|now|hits?|stands? at)\s+(?:now\s+)?$",
        passage.text[: mention.start],
        re.IGNORECASE,
    )
    return ("killed", passage.token_at(match.start("toll")), True) if match and len(match[0]) < 160 else None


def toll_phrase(token: "Token", language: Language) -> tuple[str, "Token"] | None:
    """The harm whose total a noun holds: `toll` of `the death toll`, `number` of `the number of people killed`."""
    if token.lower_ not in language.lexicon.reading.toll_words:
        return None
    words = [t.lower_ for t in token.subtree]
    text = " ".join(words)
    for harm, lexicon in language.lexicon.harms.items():
        if any(phrase in text for phrase in lexicon.tolls):
            return harm, token
    if token.lower_ == "toll":
        return "killed", token
    if token.lower_ == "number":
        for t in token.subtree:
            if t.i > token.i and (harm := language.harm_states.get(t.lower_) or language.harm_counts.get(t.lower_)):
                return harm, token
    return None


def by_own_noun(number: "Token", noun: "Token | None", language: Language) -> Answer | None:
    """`25 deaths`, `100,000 casualties`, `16 dead`, `12 wounded`, `no injuries`."""
    if noun is None:
        following = next_word(number)
        if following is not None and (harm := language.harm_counts.get(following.lower_)):
            return harm, following, False
        return None
    if harm := language.harm_counts.get(noun.lower_):
        return harm, noun, False
    for token in noun.doc[
        number.i + 1 : noun.i
    ]:  # "250,000 displaced people", "28 missing men", "four COVID-19 deaths"
        if harm := language.harm_states.get(token.lower_):
            return harm, token, False
    return None


def by_clause(noun: "Token", language: Language) -> Answer | None:
    """The verb, participle or state that the people of a noun phrase stand in."""
    head = noun
    for _ in range(6):
        if answer := by_right_side(head, language):
            return answer
        if answer := by_governor(head, language):
            return answer
        if head.dep_ in JOINED and head.head.pos_ in {"NOUN", "PROPN", "NUM", "PRON", "ADJ"}:
            if own := language.harm_counts.get(head.head.lower_):
                return own, head.head, False
            head = head.head
        elif (
            head.dep_ == "pobj"
            and head.head.lower_ in {"of", "including", "like"}
            and head.head.head.pos_ in {"NOUN", "PROPN", "NUM", "PRON", "ADJ"}
        ):
            outer = head.head.head
            if head.head.lower_ == "of" and (harm := language.harm_of.get(outer.lower_)):
                return harm, outer, False
            if head.head.lower_ == "of" and outer.pos_ not in {"NUM"} and outer.lower_ not in language.people:
                return None
            head = outer
        elif head.dep_ == "nummod" or head.dep_ == "dep":
            head = head.head
        else:
            return None
    return None


def by_right_side(noun: "Token", language: Language) -> Answer | None:
    """`people killed`, `11 people missing`, `others seriously injured`: what follows the noun inside its own phrase."""
    for child in noun.rights:
        if child.dep_ in {"acl", "amod", "relcl", "oprd", "appos", "dep", "acomp", "advcl"}:
            if answer := by_phrase(child, language):
                return answer
            if child.lower_ in {"held", "taken"} and any(t.lower_ in {"hostage", "captive"} for t in child.children):
                return "abducted", child, False
            if harm := language.harm_states.get(child.lower_):
                if child.dep_ == "relcl" and not is_passive(child):
                    continue
                return harm, child, False
            for form in language.harm_verbs.get(child.lower_, ()):
                if (
                    form.shape == "past"
                    and form.takes
                    and not has_object(child)
                    and (child.dep_ != "relcl" or is_passive(child))
                ):
                    return form.harm, child, False
                if not form.takes and child.dep_ == "relcl":
                    return form.harm, child, False
    return None


def by_governor(noun: "Token", language: Language) -> Answer | None:
    """`12 were killed`, `killing 44`, `left 334 people dead`, `28 people are still missing`, `deaths of dozens`."""
    verb = noun.head
    if noun.dep_ in SUBJECTS:
        return by_subject(noun, verb, language)
    if noun.dep_ in {"dobj", "attr", "oprd", "dative", "nsubj"}:
        return by_object(noun, verb, language)
    if noun.dep_ == "pobj" and verb.lower_ == "of" and (harm := language.harm_of.get(verb.head.lower_)):
        return harm, verb.head, False
    return None


def by_subject(noun: "Token", verb: "Token", language: Language) -> Answer | None:
    """What became of the subject of a verb; a verb joined by `and` shares it."""
    for each in (verb, *(child for child in verb.conjuncts if child.i > verb.i and not own_subject(child))):
        if answer := by_phrase(each, language) or suffered_by_subject(noun, each, language):
            return answer
        if noun.dep_ == "nsubjpass" or is_passive(each) or each.lemma_ in {"be", "remain", "go", "lie"}:
            for child in each.children:
                if child.dep_ in {"acomp", "attr", "oprd", "xcomp", "advmod", "ccomp", "prep"} and child.i > noun.i:
                    for token in (child, *child.children):
                        if harm := language.harm_states.get(token.lower_):
                            return harm, token, False
                        if any(
                            form.shape == "past" for form in language.harm_verbs.get(token.lower_, ())
                        ) and not has_object(token):
                            return language.harm_verbs[token.lower_][0].harm, token, False
    return None


def by_phrase(verb: "Token", language: Language) -> Answer | None:
    """`were treated for cuts`, `have been driven from their homes`: a verb with the words after it."""
    text = verb.doc.text
    for pattern, harm in language.harm_phrases:
        if pattern.match(text, verb.idx):
            return harm, verb, False
    following = re.match(r"(?:is|are|was|were)\s+", text[verb.idx :])
    for pattern, harm in language.harm_phrases if following else ():
        if pattern.match(text, verb.idx + following.end()):
            return harm, verb, False
    return None


def suffered_by_subject(noun: "Token", verb: "Token", language: Language) -> Answer | None:
    """The harm that a verb says of its subject."""
    for form in language.harm_verbs.get(verb.lower_, ()):
        if not form.takes:
            return form.harm, verb, False
        if form.shape == "past" and (noun.dep_ == "nsubjpass" or is_passive(verb) or not has_object(verb)):
            if verb.lower_ in {"lost", "claimed", "hurt"} and not is_passive(verb):
                continue
            return form.harm, verb, False
    if harm := language.harm_states.get(verb.lower_):
        if not has_object(verb) or is_passive(verb):
            return harm, verb, False
    if verb.lemma_ == "lose" and any(
        child.dep_ == "dobj" and child.lower_ in {"lives", "life"} for child in verb.children
    ):
        return "killed", verb, False
    if verb.lemma_ in SUFFERING:
        for child in verb.children:
            if child.dep_ == "dobj" and (harm := language.harm_counts.get(child.lower_)) and harm == "wounded":
                return harm, child, False
    if noun.lower_ in {"victim", "victims"} and verb.lemma_ in RECOVERING and is_passive(verb):
        return "killed", verb, False
    if verb.lemma_ == "hold" and any(token.lower_ in {"hostage", "captive"} for token in verb.subtree):
        return "abducted", verb, False
    return None


def by_object(noun: "Token", verb: "Token", language: Language) -> Answer | None:
    """The harm that a verb does to its object."""
    if verb.pos_ not in {"VERB", "AUX", "NOUN", "PROPN"} and verb.lower_ not in language.harm_verbs:
        return None
    for form in language.harm_verbs.get(verb.lower_, ()):
        if (
            form.takes
            and noun.i > verb.i
            and not (form.harm == "losses" and not counts_people(noun, language) and not noun.like_num)
        ):
            if verb.lemma_ == "claim" or verb.lower_.startswith("claim"):
                if noun.lower_ != "lives":
                    continue
            elif verb.lower_ in {"lost", "lose", "losing", "loses"} and noun.lower_ in {"lives", "life"}:
                return "killed", verb, False
            elif is_passive(verb):
                continue
            return form.harm, verb, False
    if noun.lower_ in {"victim", "victims"} and verb.lemma_ in RECOVERING:
        return "killed", verb, False
    if verb.lower_ in LEAVING:
        for token in verb.doc[noun.i + 1 : noun.i + 6]:
            if token.is_punct and token.text not in {"-"}:
                break
            if harm := language.harm_states.get(token.lower_):
                return harm, token, False
        for token in verb.doc[verb.i + 1 : noun.i]:
            if token.lower_ == "dead":  # "shoot dead two migrants"
                return "killed", token, False
    if noun.lower_ == "lives" and verb.lemma_ in {"claim", "take", "cost"}:
        return "killed", verb, False
    if verb.lemma_ == "take" and any(
        token.lower_ in {"hostage", "captive", "prisoner"} for token in verb.doc[verb.i + 1 : verb.i + 8]
    ):
        return "abducted", verb, False
    return None


def by_order(number: "Token", noun: "Token | None", language: Language) -> Answer | None:
    """Where the parse went astray: a harm right after the people, or a verb of harm right before the number."""
    doc = number.doc
    if noun is not None and not counts_people(noun, language) and noun.pos_ != "PROPN":
        return None
    at = (noun.i if noun is not None else number.i) + 1
    for token in doc[at : at + 7]:
        if harm := language.harm_states.get(token.lower_):
            if (
                has_object(token)
                and token.i + 1 < len(doc)
                and doc[token.i + 1].lower_ not in {"and", "or", ",", "in", "by", "."}
            ):
                return None
            return harm, token, False
        for form in language.harm_verbs.get(token.lower_, ()):
            if not form.takes or (form.shape == "past" and not has_object(token)):
                return form.harm, token, False
        if token.lower_ not in BETWEEN:
            break
    start = leftmost(number, noun)
    for token in reversed(list(doc[max(0, start - 3) : start])):
        for form in language.harm_verbs.get(token.lower_, ()):
            if (
                form.takes
                and form.shape in {"gerund", "third", "base"}
                and form.harm != "losses"
                and not token.lower_.startswith("claim")
            ):
                return form.harm, token, False
            if (
                form.takes
                and form.shape == "past"
                and not is_passive(token)
                and form.harm in {"killed", "wounded"}
                and token.pos_ == "VERB"
                and counts_people_or_bare(noun, language)
            ):
                return form.harm, token, False
        if token.lower_ not in {
            "at",
            "least",
            "more",
            "than",
            "over",
            "about",
            "around",
            "some",
            "nearly",
            "almost",
            "up",
            "to",
            "as",
            "many",
            "another",
            "an",
            "estimated",
            "the",
            "a",
            "all",
            "and",
        }:
            break
    return None


# ── small questions ──────────────────────────────────────────────────────────────────────────────────────────────────


def next_word(token: "Token") -> "Token | None":
    """The token after this one, over an adverb."""
    doc = token.doc
    for following in doc[token.i + 1 : token.i + 3]:
        if following.pos_ != "ADV":
            return following
    return None


def leftmost(number: "Token", noun: "Token | None") -> int:
    """Where the phrase of a number begins."""
    edge = number.left_edge.i
    return min(edge, number.i) if number.i - edge < 8 else number.i


def own_subject(verb: "Token") -> bool:
    """Whether a verb has a subject of its own."""
    return any(child.dep_ in SUBJECTS for child in verb.children)


def is_passive(verb: "Token") -> bool:
    """Whether a verb has a passive auxiliary."""
    return any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)


def has_object(verb: "Token") -> bool:
    """Whether a verb has a direct object."""
    return any(child.dep_ == "dobj" and child.i > verb.i for child in verb.children)


def counts_people(noun: "Token", language: Language) -> bool:
    """Whether a noun is one for people."""
    return noun.lower_ in language.people or noun.ent_type_ == "NORP"


def counts_people_or_bare(noun: "Token | None", language: Language) -> bool:
    """Whether a noun is one for people, or there is none."""
    return noun is None or counts_people(noun, language)


def mixed_harms(harm: str, trigger: "Token", mention: FigureMention, toll: bool, language: Language) -> Iterator[str]:
    """`killed or wounded` on one figure is `casualties`; on a zero it is one record for each harm."""
    other = joined_harm(trigger, language)
    if other is None or other == harm:
        yield harm
    elif mention.figure.value == 0 and not mention.figure.fraction:
        yield from (harm, other)
    elif {harm, other} == {"killed", "wounded"}:
        yield "casualties"
    elif "captured" in {harm, other}:
        yield "losses"
    else:
        yield harm


def joined_harm(trigger: "Token", language: Language) -> str | None:
    """The other harm of `killed or wounded`, `dead and injured`, where no figure stands between."""
    doc = trigger.doc
    if trigger.i + 2 >= len(doc) or doc[trigger.i + 1].lower_ not in {"and", "or", "and/or", "nor", "/"}:
        return None
    for token in doc[trigger.i + 2 : trigger.i + 4]:
        if token.like_num:
            return None
        harm = language.harm_states.get(token.lower_) or language.harm_counts.get(token.lower_)
        verbs = [form for form in language.harm_verbs.get(token.lower_, ()) if form.shape == "past"]
        if harm or verbs:
            if has_object(token) and not is_passive(token):
                return None
            return harm or verbs[0].harm
        if token.pos_ not in {"ADV", "AUX"}:
            return None
    return None
