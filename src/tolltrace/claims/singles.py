"""Victims without a number: `a soldier was killed`, `killing a passenger and a motorcyclist`, `their first death`."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tolltrace.claims.clauses import by_clause, harm_of_shooting
from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import NAMES, VERBS, has_object, is_passive
from tolltrace.claims.things import is_animal
from tolltrace.claims.unreal import is_arrest, is_denied_or_unreal, is_obituary
from tolltrace.knowledge import Language, any_of, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Figure

if TYPE_CHECKING:
    from tolltrace.parse import Token

MAX_VERBS = 6  # steps up from `turning the gun on himself` to its subject
ORDINAL_TAGS = frozenset({"JJ", "RB"})  # "a third man" is one
PLURAL = frozenset({"NNS", "NNPS"})
INSIDE_A_NAME = frozenset({"compound", "poss", "nmod", "flat"})
MODIFYING = frozenset({"amod", "compound", "nmod"})
LED_BY_SMALL_WORDS = frozenset({"ADP", "PRON", "CCONJ"})
NOT_BY_NAME = frozenset({"losses", "missing", "captured", "displaced"})  # too often no toll: `Smith lost`
WITHIN_NAMES = frozenset({"-", "–", "'", "’", ".", '"'})


def find_single_victims(passage: Passage, taken: tuple[Harmed, ...]) -> Iterator[Harmed]:
    """Every single victim of a sentence, 1 each, whom no figure of those `taken` counts."""
    language = passage.language
    covered = {harmed.noun.i for harmed in taken if harmed.noun is not None}
    for token in passage.doc:
        if token.i in covered or not is_single_person(token, language) or has_number(token, language):
            continue
        if is_speaking(token, language) or is_animal(token, language):
            continue
        named = by_clause(counted_beside(token, passage) or token, language)
        if named is None or not suffers(token, named[1], language) or is_beside_others(token, named[1], language):
            continue
        harm, trigger = harm_of_shooting(*named, language), named[1]
        if token.dep_ == "appos" and is_single_person(token.head, language) and by_clause(token.head, language):
            continue  # `the ambassador, Ana Pérez` is one person
        if trigger.i == token.i or (harm in NOT_BY_NAME and token.ent_type_ == "PERSON"):
            continue
        if harm == "displaced" and token.lower_ in language.lexicon.people.demographics["attackers"]:
            continue  # `the shooter fled`
        if harm == "captured" and (
            token.lower_ not in language.lexicon.people.combatant or is_arrest(trigger, token, language)
        ):
            continue  # a suspect who is caught is arrested
        if not is_obituary(trigger, token, passage):
            mention = one_person(*single_span(named_in_apposition(token) or token, language))
            yield Harmed(mention, harm, trigger, token, rule=Rule.HARM_SINGLE)
    yield from find_self_harmed(passage, covered)
    yield from find_his_death(passage)
    yield from find_first_deaths(passage)
    yield from find_ordinals(passage)


def counted_beside(token: "Token", passage: Passage) -> "Token | None":
    """`in addition to the attacker, seven people were killed`: the people whose clause he shares."""
    pattern = compile_pattern(passage.language.lexicon.parts.besides_pattern)
    if token.dep_ != "pobj" or not pattern.search(passage.text, 0, token.doc[token.left_edge.i].idx):
        return None
    verb = next((each for each in token.ancestors if each.pos_ in VERBS), None)
    return next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None) if verb is not None else None


def find_self_harmed(passage: Passage, covered: set[int]) -> Iterator[Harmed]:
    """`the gunman then turned the gun on himself`: who kills himself comes to harm, too."""
    language = passage.language
    for match in compile_pattern(language.lexicon.singles.self_harm_pattern).finditer(passage.text):
        verb = passage.token_at(match.start())
        person = who_does(verb)
        if person is None or person.i in covered or person.tag_ in PLURAL:
            continue
        if person.lower_ not in language.people and not is_single_person(person, language):
            continue
        if not is_denied_or_unreal(verb, language) and not has_number(person, language):
            yield Harmed(
                one_person(*single_span(named_in_apposition(person) or person, language)),
                "killed",
                verb,
                person,
                rule=Rule.HARM_SINGLE,
            )


def find_his_death(passage: Passage) -> Iterator[Harmed]:
    """`his death`, of somebody named before, where this sentence or the one before tells of a cause."""
    singles = passage.language.lexicon.singles
    texts = (passage.text, passage.before.text if passage.before is not None else "")
    if any(compile_pattern(singles.causes_pattern).search(text) for text in texts):
        for match in compile_pattern(singles.his_death_pattern).finditer(passage.text):
            death = passage.token_at(match.start("death"))
            if not is_denied_or_unreal(death, passage.language):
                yield Harmed(one_person(*match.span("mention")), "killed", death, None, rule=Rule.HARM_FIRST)


def who_does(verb: "Token") -> "Token | None":
    """The subject of a verb, or of the one that it hangs on: `killed four before turning the gun on himself`."""
    for token in islice((verb, *verb.ancestors), MAX_VERBS):
        if token.dep_ == "relcl" and token.head.pos_ in NAMES:
            head: Token = token.head
            return head
        subject = next((child for child in token.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is not None:
            return subject
    return None


def find_ordinals(passage: Passage) -> Iterator[Harmed]:
    """`the ninth person to die`, `its 31st death`: a running total of as many."""
    language, singles = passage.language, passage.language.lexicon.singles
    pattern = compile_pattern(singles.ordinal_pattern, ordinal=any_of(singles.ordinals))
    for match in pattern.finditer(passage.text):
        nth = singles.ordinals[match["word"].lower()] if match["word"] else int(match["digits"].replace(",", ""))
        word = "harm" if match["harm"] else "state"
        trigger = passage.token_at(match.start(word))
        harm = language.harm_counts.get(match[word].lower()) or language.harm_states.get(match[word].lower())
        forms = language.harm_verbs.get(match[word].lower(), ())
        if (harm or forms) and not is_denied_or_unreal(trigger, language):
            start, end = match.span("mention")
            figure = FigureMention(Figure(nth, nth, nth), start, end, start, end)
            yield Harmed(figure, harm or forms[0].harm, trigger, None, toll=True, rule=Rule.HARM_ORDINAL)


def find_first_deaths(passage: Passage) -> Iterator[Harmed]:
    """`their first death` → 1; `first deaths` are no number."""
    language, singles = passage.language, passage.language.lexicon.singles
    for token in passage.doc[1:]:
        first = passage.doc[token.i - 1]
        harm = language.harm_counts.get(token.lower_)
        if harm and token.lower_ in singles.deaths and first.lower_ in singles.first:
            yield Harmed(one_person(first.idx, token.idx + len(token)), harm, token, token, rule=Rule.HARM_FIRST)


def one_person(start: int, end: int) -> FigureMention:
    """1, on the words from start to end."""
    return FigureMention(Figure(1, 1, 1), start, end, start, end)


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_single_person(token: "Token", language: Language) -> bool:
    """Whether a token heads a phrase for one person: `Ana Pérez`, `someone`, `a 12-year-old`, `a soldier`."""
    singles = language.lexicon.singles
    if token.tag_ in PLURAL or token.lower_.endswith(singles.reflexive):
        return False
    if token.ent_type_ == "PERSON" and token.pos_ == "PROPN":
        return token.dep_ not in INSIDE_A_NAME and not any(child.dep_ == "advmod" for child in token.lefts)
    if token.lower_ in singles.persons:
        return True
    if is_of_an_age(token, language):
        return True
    if token.pos_ not in NAMES or token.dep_ in MODIFYING:
        return False
    if token.lower_.endswith(singles.ages):
        return True
    if token.lower_ in singles.groups or token.dep_ == "poss":
        return False
    if token.pos_ == "PROPN" and token.ent_type_ in {"NORP", "GPE"}:  # "a Briton"
        return any(child.dep_ == "det" and child.lower_ in singles.indefinite for child in token.children)
    if token.lower_ not in language.people:
        return is_person_by_ending(token, language)
    return any(child.dep_ in {"det", "poss"} or child.ent_type_ == "PERSON" for child in token.children)


def is_of_an_age(token: "Token", language: Language) -> bool:
    """`a 34-year-old`, where it is no adjective: it suffers, behind an article."""
    is_head = token.dep_ in {"nsubj", "nsubjpass", "dobj", "conj", "pobj"} and any(
        c.dep_ == "det" for c in token.children
    )
    return (
        is_head and token.lower_ in language.lexicon.singles.old and token.i > 1 and token.doc[token.i - 1].text == "-"
    )


def is_person_by_ending(token: "Token", language: Language) -> bool:
    """`a rocket maker`: a noun that no list holds, with an ending of nouns for people, behind `a`, one who suffers."""
    singles = language.lexicon.singles
    is_indefinite = any(child.dep_ == "det" and child.lower_ in singles.indefinite for child in token.children)
    is_thing = token.lower_ in language.things
    suffering = token.dep_ in {"nsubjpass", "dobj", "conj"} and token.pos_ == "NOUN"
    return suffering and is_indefinite and not is_thing and token.lower_.endswith(singles.endings)


def is_speaking(token: "Token", language: Language) -> bool:
    """`…, including 20 dead," the general said`: who speaks is no victim."""
    if token.dep_ == "nsubj" and token.head.lower_ in language.saying_verbs:
        return True
    behind = token.doc[token.right_edge.i + 1 : token.right_edge.i + 3]
    words = [each.lower_ for each in behind]
    says = bool(words) and words[0] in language.saying_verbs and token.lower_ in language.lexicon.saying.speakers
    return says and (len(words) < 2 or (behind.end > behind.start and token.doc[behind.end - 1].is_punct))


def is_beside_others(token: "Token", trigger: "Token", language: Language) -> bool:
    """`three relatives of Ana Pérez`, `Ana Pérez's wife`: others came to harm, unless it is told inside the phrase."""
    if token.dep_ == "pobj" and token.head.lower_ in language.lexicon.clauses.of:
        outer = token.head.head
    elif token.dep_ == "poss":
        outer = token.head
    else:
        return False
    are_others = outer.lower_ in language.lexicon.singles.kin or (
        outer.tag_ in PLURAL and outer.lower_ in language.people
    )
    return are_others and trigger not in token.subtree


def has_number(token: "Token", language: Language) -> bool:
    """Whether a phrase already has a figure, or is denied one (`no soldier`)."""
    numbered = language.lexicon.singles.numbered
    before = [child for child in token.children if child.i < token.i and child.tag_ not in ORDINAL_TAGS]
    return any(child.dep_ == "nummod" or child.like_num or child.lower_ in numbered for child in before)


def named_in_apposition(token: "Token") -> "Token | None":
    """`the ambassador, Ana Pérez` → the name."""
    for child in token.subtree:
        is_name = child.dep_ == "appos" and child.ent_type_ == "PERSON" and child.i > token.i
        if is_name and token.doc[child.left_edge.i - 1].text == ",":
            return child
    return None


def single_span(token: "Token", language: Language) -> tuple[int, int]:
    """Where the phrase starts and ends in the sentence: from its article to its head, a person's name whole."""
    doc, start, end = token.doc, token.left_edge.i, token.i + 1
    while start < token.i and doc[start].pos_ in LED_BY_SMALL_WORDS:  # "among them a woman"
        start += 1
    breaks = [t.i for t in doc[start : token.i] if t.is_punct and t.text not in WITHIN_NAMES]
    start = breaks[-1] + 1 if breaks else start  # nothing from before a comma or a clause
    if token.ent_type_ == "PERSON":
        while end < len(doc) and doc[end].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I":
            end += 1
    if end + 1 < len(doc) and doc[end].text == "-" and doc[end + 1].lower_ in language.lexicon.singles.old:
        end += 2
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


# ── whether it did happen to them ────────────────────────────────────────────────────────────────────────────────────


def suffers(token: "Token", trigger: "Token", language: Language) -> bool:
    """Whether the person is on the suffering side of the word of harm, and it did happen."""
    if is_denied_or_unreal(trigger, language):
        return False
    if token.dep_ != "nsubj" or token.head != trigger or is_passive(trigger):
        return True
    dies = any(not form.takes for form in language.harm_verbs.get(trigger.lower_, ()))
    return dies or (not has_object(trigger) and trigger.lower_ in language.harm_states)
