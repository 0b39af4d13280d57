"""Verbs of saying: whether a form of one makes somebody a speaker, whom, and of what."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import NAMES, VERBS, is_passive
from tolltrace.knowledge import Language, compile_pattern

if TYPE_CHECKING:
    from tolltrace.parse import Token

FINITE_DEPS = frozenset({"ROOT", "ccomp", "conj", "parataxis"})
DESCRIBING = frozenset({"amod", "compound", "acl"})


def speaks(verb: "Token", passage: Passage) -> bool:
    """Whether a form of a verb of saying is active and finite: `with X believed to be …` is not."""
    if verb.pos_ not in VERBS or is_passive(verb) or verb.dep_ in DESCRIBING or is_beside(verb, passage):
        return False
    has_auxiliary = any(child.dep_ == "aux" for child in verb.children)
    return verb.tag_ != "VBN" or has_auxiliary or verb.dep_ in FINITE_DEPS


def unparsed_subject(verb: "Token", passage: Passage) -> "Token | None":
    """Who speaks where the parser misses it: `state television reports that`, `a report stating that`."""
    saying = passage.language.lexicon.saying
    if not compile_pattern(saying.content_pattern).match(passage.text, verb.idx + len(verb)) or not verb.i:
        return None
    if verb.dep_ == "acl" and verb.head.dep_ == "ROOT" and verb.tag_ == "VBN" and verb.i == verb.head.i + 1:
        return verb.head  # `The ministry boasted of killing 12`
    if verb.dep_ == "acl" and verb.head.lower_ in saying.works:
        issuer = next((child for child in verb.head.head.children if child.dep_ == "nsubj"), None)
        return issuer or verb.head
    before = verb.doc[verb.i - 1]
    is_name = before.pos_ in NAMES or before.lower_ in saying.speakers
    return before if verb.pos_ == "NOUN" and is_name else None


def closing_subject(verb: "Token", passage: Passage) -> "Token | None":
    """`The flood killed 31, the governor of Karvel said.`: who speaks at the end of a sentence, wherever the parse
    hangs the name."""
    if not verb.i or (verb.i + 1 < len(verb.doc) and not verb.doc[verb.i + 1].is_punct):
        return None
    last = verb.doc[verb.i - 1]
    for noun in (last, *last.ancestors):
        if noun.i > last.i or noun.right_edge.i > last.i:
            return None
        opens = noun.left_edge.i > 0 and verb.doc[noun.left_edge.i - 1].text == ","
        if opens and noun.lower_ in passage.language.lexicon.saying.speakers and noun.pos_ in NAMES:
            return noun
    return None


def is_beside(verb: "Token", passage: Passage) -> bool:
    """`with X believed to be …`."""
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    start = subject.left_edge.i if subject is not None else 0
    return start > 0 and verb.doc[start - 1].lower_ in passage.language.lexicon.saying.beside


def find_subject(verb: "Token", passage: Passage) -> "Token | None":
    """Who says it; the antecedent for `who`; the subject of the first of two verbs that `and` joins."""
    saying = passage.language.lexicon.saying
    for each in (verb, *(verb.conjuncts if verb.dep_ == "conj" else ())):
        subject = next((child for child in each.children if child.dep_ == "nsubj"), None)
        if subject is not None:
            if subject.lower_ in saying.who and each.dep_ == "relcl":
                antecedent: Token = each.head
                return antecedent
            return None if subject.lower_ in saying.not_subjects else subject
        if each.dep_ == "xcomp":  # `claims to have killed`: the verb above has the subject
            return None
    if verb.dep_ == "advcl" and verb.tag_ == "VBG":  # `denied the figure, saying that four had died`
        return next((child for child in verb.head.children if child.dep_ == "nsubj"), None)
    return None


def has_content(verb: "Token", passage: Passage) -> bool:
    """Whether a verb has a clause under it, or names a harm (`accuses … of killing`, `records 82 deaths`)."""
    language = passage.language
    of, is_finding = language.lexicon.clauses.of, verb.lemma_ in language.lexicon.saying.finds
    for child in verb.children:
        if child.dep_ in {"ccomp", "xcomp"}:
            return True
        if child.dep_ == "dobj" and not is_finding and any(name_harm(child, language)):
            return True
        behind = child.children if child.dep_ == "prep" and child.lower_ in of else ()
        if any(t.dep_ == "pcomp" or (t.dep_ == "pobj" and any(name_harm(t, language))) for t in behind):
            return True
    return False


def name_harm(noun: "Token", language: Language) -> Iterator[bool]:
    """Whether each noun of a list is one of harm, or of people who came to it: `82 deaths`, `160 dead rebels`."""
    nouns = language.lexicon.tolls.nouns | frozenset(language.harm_counts)
    for each in (noun, *noun.conjuncts):
        around = (child for child in each.children if child.dep_ in {"amod", "acl", "compound"})
        yield each.lower_ in nouns or (
            any(child.dep_ == "nummod" for child in each.children)
            and any(child.lower_ in language.harm_states or child.lower_ in language.harm_verbs for child in around)
        )


def denying_verb(passage: Passage, harmed: Harmed) -> "Token | None":
    """The verb of `denies that 300 died`: denying is the nearest saying above. None for `denies any part in the blast
    that killed 16`, nor `denies the strike and says that six died`."""
    language = passage.language
    for token in harmed.trigger.ancestors:
        if token.dep_ == "relcl":
            return None
        if token.lower_ in language.saying_verbs:
            low, high = sorted((token.i, harmed.trigger.i))
            has_clause = any(child.dep_ == "ccomp" for child in token.children)
            is_apart = any(each.text == ";" for each in passage.doc[low:high])
            denies = token.lemma_ in language.lexicon.stances.denies and has_clause and not is_apart
            return token if denies else None
    return None


def cue_of(verb: "Token", passage: Passage) -> str:
    """The words that make somebody a speaker: `has reported`, `told reporters`."""
    doc, start, end = verb.doc, verb.i, verb.i + 1
    while start > 0 and doc[start - 1].dep_ == "aux" and doc[start - 1].head == verb:
        start -= 1
    if end < len(doc) and doc[end].lower_ in passage.language.lexicon.saying.hearers:
        end += 1
    return str(doc[start:end].text)
