"""To which harm a figure belongs: the word that names it, found over the parse, then by the order of the words."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tolltrace.claims.clauses import OBJECTS, by_clause, by_governor, harm_of_shooting
from tolltrace.claims.figures import FigureMention
from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import NAMES, SUBJECTS, VERBS, has_object, is_passive, next_word, phrase_start
from tolltrace.claims.tolls import by_anaphor, by_measure, by_toll, by_toll_before, is_beside_toll
from tolltrace.knowledge import Language, compile_pattern
from tolltrace.rules import Rule

if TYPE_CHECKING:
    from tolltrace.claims.clauses import Named
    from tolltrace.parse import Token

MAX_GAP = 4  # tokens between a number and what it counts: "12 or so of the"
MAX_BEHIND = 7  # tokens from the people to their harm, where the parse fails
MAX_BEFORE = 3  # tokens from a verb of harm to the number, where the parse fails
LABEL = re.compile(r"(?:^|[.;,|(]\s?)(?P<word>\w+)\s?[:|]\s?$")
NUMBER_DEPS = frozenset({"nummod", "quantmod", "det", "amod", "compound"})


@dataclass(frozen=True, slots=True)
class Harmed:
    """A figure and the harm that its people came to, in one passage."""

    mention: FigureMention
    harm: str
    trigger: "Token"  # the word that names the harm
    noun: "Token | None"  # the noun for the people, where there is one ("soldiers"); the harm's own noun never
    toll: bool = False  # the figure of a death toll or the like
    rule: Rule = field(kw_only=True, compare=False)  # why it is this harm


def find_harms(passage: Passage, mention: FigureMention) -> tuple[Harmed, ...]:
    """The harm of one figure: none where it counts something else; several for a zero (`no one died or was hurt`)."""
    language = passage.language
    number = passage.token_at(mention.number_end - 1)
    if number.dep_ == "appos" and (number.head.ent_type_ == "PERSON" or is_one_person(number.head, language)):
        return ()  # `Ana Pérez, one of the leaders`: her name is the mention; `the mayor, 84, died`
    noun = counted_noun(passage, mention)
    if noun is not None and noun.i == number.i + 1 and is_intransitive(noun, language):
        noun = None  # `thousands flee`, `12 drown`: taken for a noun in a headline
    if noun is not None and (noun.pos_ == "PRON" or noun.idx + len(noun) <= mention.end) and noun.i > number.i:
        noun = None  # `injures 12 who were on the bus`, `45 more`
    if noun is not None and is_of_counted(noun, language):
        return ()
    if reports := by_reports_of(passage, mention):
        return (Harmed(mention, *reports, None, rule=Rule.HARM_NO_REPORTS),)
    ways = ways_to_harm(passage, mention, number, noun)
    rule, named = next(((rule, named) for rule, named in ways if named is not None), (None, None))
    if rule is None or named is None:
        return ()
    harm, trigger = named
    is_harm = noun is not None and (noun.lower_ in language.harm_counts or noun.lower_ in language.harm_states)
    is_beside = noun is not None and by_label(passage, mention, None) and not is_for_people(noun, language)
    is_state = noun is not None and by_condition(passage, mention) is not None and not is_for_people(noun, language)
    people = None if is_harm or is_beside or is_state else noun  # `four in a critical condition`
    harm = harm_of_shooting(harm, trigger, language)
    if harm == "losses" and noun is not None and noun.lower_ in language.lexicon.clauses.many_lives:
        harm = "killed"  # `27 lives were lost`
    harms = mixed_harms(harm, trigger, mention, language)
    rule = name_relation(noun or number, trigger) if rule is Rule.HARM_CLAUSE else rule
    is_total = rule is Rule.HARM_TOLL or (trigger.lower_ in language.lexicon.tolls.anaphors and trigger.dep_ == "dobj")
    return tuple(Harmed(mention, each, trigger, people, toll=is_total, rule=rule) for each in harms)


def ways_to_harm(
    passage: Passage, mention: FigureMention, number: "Token", noun: "Token | None"
) -> "Iterator[tuple[Rule, Named | None]]":
    """Every way to the harm of a figure, the surest first."""
    language = passage.language
    yield Rule.HARM_LABEL, by_label(passage, mention, noun)
    yield Rule.HARM_VERB_BEFORE, by_verb_before(passage, mention)
    yield Rule.HARM_BEHIND, by_next_state(noun, language)
    yield Rule.HARM_CLAUSE, by_copula(passage, mention, noun)
    toll = None
    if not is_beside_toll(passage, mention):
        toll = by_toll(number, language) or by_toll_before(passage, mention) or by_measure(number, language)
    own = by_own_noun(number, noun, language)
    yield Rule.HARM_TOLL, own if own and toll else toll  # `the death toll rises to 200 deaths and 700 injuries`
    is_people = noun is None or is_for_people(noun, language)
    yield Rule.HARM_ANAPHOR, by_anaphor(passage, number) if is_people else None
    yield Rule.HARM_COUNTED, own
    yield Rule.HARM_CLAUSE, by_clause(noun or number, language)
    yield Rule.HARM_CLAUSE, by_clause(number, language) if noun is not None else None
    yield Rule.HARM_ORDER, by_order(number, noun, language)
    yield Rule.HARM_HELD, by_held(passage, noun, language)
    yield Rule.HARM_ORDER, by_condition(passage, mention)


def name_relation(people: "Token", trigger: "Token") -> Rule:
    """How people stand to the word of their harm, where they stand right beside each other in the parse."""
    if people.head == trigger and people.dep_ in SUBJECTS:
        return Rule.HARM_SUBJECT
    if people.head == trigger and people.dep_ in OBJECTS:
        return Rule.HARM_OBJECT
    return Rule.HARM_DESCRIBES if trigger.head == people else Rule.HARM_CLAUSE


# ── the noun that is counted ─────────────────────────────────────────────────────────────────────────────────────────


def counted_noun(passage: Passage, mention: FigureMention) -> "Token | None":
    """The head of the phrase that a number counts: `soldiers` of `nine Angolan soldiers`, `dozens of soldiers`."""
    language = passage.language
    number = passage.token_at(mention.number_end - 1)
    doc, after = number.doc, number.i + 1
    while after < len(doc) and doc[after].lower_ in language.lexicon.reading.before_counted:
        after += 1
    for chunk in doc.noun_chunks:
        if chunk.start <= number.i < chunk.end and chunk.root.i > number.i:
            return chunk.root
        if number.i < chunk.start <= after < chunk.end and after - number.i <= MAX_GAP:
            return chunk.root
    head = number.head
    if number.dep_ in NUMBER_DEPS and head.i > number.i and head.pos_ in NAMES | {"ADJ"}:
        return head
    if after < len(doc) and (doc[after].pos_ in NAMES or doc[after].lower_ in language.people):
        return doc[after]
    return None


# ── ways to the harm, beside the toll and the clause ─────────────────────────────────────────────────────────────────


def by_verb_before(passage: Passage, mention: FigureMention) -> "Named | None":
    """`kills one guard and wounds 15`: a verb that takes people, right before their number, whatever the parse says."""
    at = bisect_right(passage.doc.ends, mention.start)
    if not at or mention.figure.value == 0:
        return None
    verb, clauses = passage.doc[at - 1], passage.language.lexicon.clauses
    for form in passage.language.harm_verbs.get(verb.lower_, ()):
        is_done = form.shape != "past" or (verb.pos_ in VERBS and not is_passive(verb))
        is_plain = form.harm in {"killed", "wounded", "abducted"} and form.base not in clauses.claims
        if form.takes and is_done and is_plain and verb.dep_ != "amod":
            return harm_of_shooting(form.harm, verb, passage.language), verb
    return None


def by_label(passage: Passage, mention: FigureMention, noun: "Token | None") -> "Named | None":
    """`Killed: 14, wounded: 30`, `Dead | 14`: a label right before its number."""
    label = LABEL.search(passage.text, 0, mention.start)
    if label is None or (noun is not None and noun.text.isalpha() and not is_for_people(noun, passage.language)):
        return None
    language, word = passage.language, label["word"].lower()
    harm = language.harm_states.get(word) or language.harm_counts.get(word)
    return (harm, passage.token_at(label.start("word"))) if harm else None


def by_reports_of(passage: Passage, mention: FigureMention) -> "Named | None":
    """`no immediate reports of casualties`: the harm that nobody reports."""
    language = passage.language
    lead = compile_pattern(language.lexicon.numbers.zero_reports_pattern).match(passage.text, mention.end)
    if lead is None or mention.figure.value != 0:
        return None
    token = passage.token_at(lead.end())
    harm = language.harm_counts.get(token.lower_)
    return (harm, token) if harm else None


def by_next_state(noun: "Token | None", language: Language) -> "Named | None":
    """`28 people missing`, `three others missing and presumed dead`: missing, right behind the people."""
    if noun is None or noun.i + 1 >= len(noun.doc) or noun.lower_ not in language.people:
        return None
    following = noun.doc[noun.i + 1]
    is_missing = language.harm_states.get(following.lower_) == "missing"
    return ("missing", following) if is_missing and not has_object(following) else None


def by_copula(passage: Passage, mention: FigureMention, noun: "Token | None") -> "Named | None":
    """`30 are missing`: a state right behind the people, whatever the parse says."""
    language = passage.language
    if noun is not None and not is_for_people(noun, language):
        return None
    end = noun.idx + len(noun) if noun is not None and noun.idx >= mention.number_end else mention.end
    match = compile_pattern(language.lexicon.clauses.copula_pattern).match(passage.text, end)
    if match is None:
        return None
    harm = language.harm_states.get(match["state"].lower())
    return (harm, passage.token_at(match.start("state"))) if harm else None


def by_condition(passage: Passage, mention: FigureMention) -> "Named | None":
    """`five remain in critical condition`, `two with severe wounds`."""
    match = compile_pattern(passage.language.lexicon.clauses.condition_pattern).match(passage.text, mention.end)
    return ("wounded", passage.token_at(mention.end + 1)) if match else None  # their first word: `remain`, `with`


def by_held(passage: Passage, noun: "Token | None", language: Language) -> "Named | None":
    """`release six foreign hostages`; `26 children were freed by their captors`: where nothing else is said of them."""
    clauses = language.lexicon.clauses
    if noun is None or noun.lower_ not in clauses.held:
        is_freed = noun is not None and noun.head.lemma_ in clauses.frees and noun.dep_ in OBJECTS | SUBJECTS
        is_freed = is_freed and noun is not None and is_for_people(noun, language)
        from_whom = compile_pattern(clauses.freed_from_pattern).search(passage.text) if is_freed else None
        return ("abducted", passage.token_at(from_whom.start())) if from_whom else None
    freed = {noun.head.lower_, noun.head.lemma_, *(child.lower_ for child in noun.rights)} & clauses.rescues
    return None if freed else ("abducted", noun)


def by_own_noun(number: "Token", noun: "Token | None", language: Language) -> "Named | None":
    """`25 deaths`, `100,000 casualties`, `16 dead`, `no injuries`; `250,000 displaced people`, `28 missing men`."""
    if noun is None:
        following = next_word(number)
        if following is not None and following.text == "+" and following.i + 1 < len(number.doc):
            following = number.doc[following.i + 1]  # `5,930+ killed`
        harm = language.harm_counts.get(following.lower_) if following is not None else None
        return (harm, following) if harm and following is not None else None
    if harm := language.harm_counts.get(noun.lower_) or language.harm_states.get(noun.lower_):
        return harm, noun
    for token in noun.doc[number.i + 1 : noun.i]:
        if harm := language.harm_states.get(token.lower_):
            told = by_governor(noun, language) if harm == "missing" else None
            return (
                told if told is not None and told[0] == "killed" else (harm, token)
            )  # `two missing men were found dead`
    return None


def by_order(number: "Token", noun: "Token | None", language: Language) -> "Named | None":
    """Where the parse went astray: a harm right after the people, or a verb of harm right before the number."""
    if noun is not None and not is_for_people(noun, language) and noun.pos_ != "PROPN":
        return None
    return by_order_behind(noun if noun is not None else number, language) or by_order_before(number, noun, language)


def by_order_behind(people: "Token", language: Language) -> "Named | None":
    """`12 people were reportedly also shot and wounded`: the first word of harm behind, over small words."""
    doc, clauses = people.doc, language.lexicon.clauses
    for token in doc[people.i + 1 : people.i + 1 + MAX_BEHIND]:
        if harm := language.harm_states.get(token.lower_):
            following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else None
            takes_another = has_object(token) and following and following not in clauses.after_state
            return None if takes_another else (harm, token)
        for form in language.harm_verbs.get(token.lower_, ()):
            is_past = form.shape == "past" and not has_object(token) and form.base not in clauses.claims
            if not form.takes or is_past:
                return form.harm, token
        if token.lower_ not in clauses.between:
            return None
    return None


def by_order_before(number: "Token", noun: "Token | None", language: Language) -> "Named | None":
    """`kills at least 12`: the last verb of harm before, over hedges and articles."""
    doc, clauses = number.doc, language.lexicon.clauses
    start = phrase_start(number)
    for token in reversed(list(doc[max(0, start - MAX_BEFORE) : start])):
        for form in language.harm_verbs.get(token.lower_, ()):
            if not form.takes:
                continue
            if form.shape != "past" and form.harm != "losses" and form.base not in clauses.claims:
                return form.harm, token
            killed_them = form.shape == "past" and form.harm in {"killed", "wounded"} and not is_passive(token)
            if killed_them and token.pos_ == "VERB" and (noun is None or is_for_people(noun, language)):
                return form.harm, token
        if token.lower_ not in clauses.before_number:
            return None
    return None


def is_of_counted(noun: "Token", language: Language) -> bool:
    """`three members of one family`: those who are counted are the members."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in language.lexicon.clauses.of:
        return False
    outer = noun.head.head
    counts = outer.lower_ in language.people and outer.lower_ not in language.lexicon.clauses.collectives
    return counts and any(child.dep_ == "nummod" for child in outer.children)


def is_intransitive(word: "Token", language: Language) -> bool:
    """Whether a word is a verb whose subject comes to harm: `flee`, `drown`."""
    return any(not form.takes and form.shape == "base" for form in language.harm_verbs.get(word.lower_, ()))


def is_one_person(noun: "Token", language: Language) -> bool:
    """Whether a noun is one for a person, in the singular, and for no group: `the mayor`, not `the crew`."""
    return noun.tag_ == "NN" and noun.lower_ in language.people - language.lexicon.singles.groups


def is_for_people(noun: "Token", language: Language) -> bool:
    """Whether a noun is one for people: `soldiers`, `Angolans`."""
    return noun.lower_ in language.people or noun.ent_type_ == "NORP"


# ── two harms on one figure ──────────────────────────────────────────────────────────────────────────────────────────


def mixed_harms(harm: str, trigger: "Token", mention: FigureMention, language: Language) -> Iterator[str]:
    """`killed or wounded` on one figure is `casualties`; on a zero it is one record for each harm."""
    other = joined_harm(trigger, language) or harm_joined_before(trigger, language)
    if other is None or other == harm:
        yield harm
    elif mention.figure.value == 0:
        yield from (harm, other)
    elif (shots := language.lexicon.clauses.shoots) & {trigger.lower_, trigger.doc[max(0, trigger.i - 2)].lower_}:
        yield other if trigger.lower_ in shots else harm  # `shot and killed`
    elif {harm, other} == {"killed", "wounded"}:
        yield "casualties"
    elif "captured" in {harm, other}:
        yield "losses"
    else:
        yield harm


def harm_joined_before(trigger: "Token", language: Language) -> str | None:
    """The other harm of `killing and injuring 15`: a verb in the same form, joined to it without an object between."""
    if trigger.i < 2 or trigger.doc[trigger.i - 1].lower_ not in language.lexicon.clauses.joins:
        return None
    verb = trigger.doc[trigger.i - 2]
    forms = language.harm_verbs.get(verb.lower_, ())
    return next((form.harm for form in forms if form.takes and verb.tag_ == trigger.tag_), None)


def joined_harm(trigger: "Token", language: Language) -> str | None:
    """The other harm of `killed or wounded`, `dead and injured`, where no figure stands between."""
    doc = trigger.doc
    if trigger.i + 2 >= len(doc) or doc[trigger.i + 1].lower_ not in language.lexicon.clauses.joins:
        return None
    for token in doc[trigger.i + 2 : trigger.i + 4]:
        if token.like_num or token.lower_ in language.lexicon.vague:
            return None
        past = [form.harm for form in language.harm_verbs.get(token.lower_, ()) if form.shape == "past"]
        harm = language.harm_states.get(token.lower_) or language.harm_counts.get(token.lower_)
        if harm or past:
            return None if has_object(token) and not is_passive(token) else harm or past[0]
        if token.pos_ not in {"ADV", "AUX"}:
            return None
    return None
