"""Harm that is no toll: what did not happen (yet), is made up, what a disease does at any time, natural deaths."""

from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import NAMES, SUBJECTS, VERBS, has_object, is_passive
from tolltrace.knowledge import Language, compile_pattern

if TYPE_CHECKING:
    from tolltrace.parse import Token

MAX_CLAUSE = 120  # characters behind a figure that can say that its people were found
COMPLEMENTS = frozenset({"xcomp", "ccomp", "pcomp", "acl"})
ASIDE = frozenset({"relcl", "appos", "acl"})  # who somebody was, beside what became of them
PRESENT = frozenset({"VBZ", "VBP"})
TOLD_AS_DONE = frozenset({"VBD", "VBN", "VBG"})


# ── what did not happen ──────────────────────────────────────────────────────────────────────────────────────────────


def is_denied_or_unreal(trigger: "Token", language: Language) -> bool:
    """`was not killed`, `could have killed`, `if … died`, `planned to kill`, `a winter that could have had deaths`."""
    singles = language.lexicon.singles
    for child in trigger.children:
        if child.dep_ == "neg" and child.i < trigger.i:
            return True
        if child.dep_ == "aux" and child.lower_ in singles.modals and not is_guess(trigger, child, language):
            return True
        if child.dep_ == "mark" and child.lower_ in singles.conditions:
            return True
    if trigger.pos_ in {"NOUN", "ADJ"}:
        verb = next((token for token in trigger.ancestors if token.pos_ in VERBS), None)
        if verb is not None and has_unreal_modal(verb, language):
            return True
    if has_to(trigger, language) and trigger.dep_ == "advcl" and has_unreal_modal(trigger.head, language):
        return True  # `to kill 12, they would have to`
    return is_intended(trigger, language) or is_wished(trigger, language) or is_by_anyone(trigger, language)


def is_guess(verb: "Token", modal: "Token", language: Language) -> bool:
    """`may have been killed`: what somebody holds for likely did happen, unlike `could have killed`."""
    singles = language.lexicon.singles
    is_done = any(child.dep_ == "aux" and child.lemma_ in language.lexicon.aspects.perfect for child in verb.children)
    return modal.lower_ in singles.guesses and is_done


def has_unreal_modal(verb: "Token", language: Language) -> bool:
    """`could have killed`; not `the toll could be 200`, which is told as an estimate."""
    modals, copulas = language.lexicon.reading.unreal_modals, language.lexicon.clauses.copulas
    if verb.lemma_ in copulas and not any(child.lemma_ in language.lexicon.aspects.perfect for child in verb.children):
        modals = modals - language.lexicon.reading.estimating_modals
    return any(child.dep_ == "aux" and child.lower_ in modals for child in verb.children)


def has_to(verb: "Token", language: Language) -> bool:
    """`to kill`."""
    return any(child.lower_ in language.lexicon.singles.to for child in verb.children)


def is_intended(verb: "Token", language: Language) -> bool:
    """`planned to kill`, `is to be executed`, `a plot to kill`, and `a plan to bomb a station and kill 12`."""
    first = verb
    while (
        first.dep_ == "conj" and first.head.pos_ in VERBS and first.head.i < first.i and first.tag_ == first.head.tag_
    ):
        first = first.head
    unreal = language.lexicon.unreal
    to = has_to(first, language)
    at = next((child.i for child in first.lefts if child.lower_ in language.lexicon.singles.to), 0)
    if to and first.doc[at - 1].lower_ in unreal.plots:  # right before, whatever the parse hangs it on
        return True
    is_intended = first.dep_ in COMPLEMENTS and first.head.lemma_ in language.lexicon.singles.intends
    return is_intended and (first.dep_ == "pcomp" or to)


def is_wished(noun: "Token", language: Language) -> bool:
    """`orders the death of`, `calls for the death of`, `the execution was postponed`, `attempted murder of`."""
    unreal = language.lexicon.unreal
    if noun.lower_ in language.lexicon.clauses.lives and noun.dep_ in {"dobj", "nsubjpass"}:
        return noun.head.lemma_ in unreal.saves  # `saved the lives of 12`
    if noun.pos_ not in NAMES or noun.lower_ not in unreal.deeds:
        return False
    if any(child.lower_ in unreal.attempted for child in noun.children):
        return True
    if noun.dep_ in {"dobj", "nsubjpass"}:
        verb = noun.head
        is_known = any(child.dep_ == "det" for child in noun.children)
        if verb.lemma_ in unreal.prevents:
            return not is_known
        is_told = verb.tag_ in TOLD_AS_DONE and noun.dep_ == "dobj"  # `convicted of ordering the killing of 40`
        return verb.lemma_ in unreal.wishes and (not is_told or noun.lower_ in unreal.deeds_ordered)
    if noun.dep_ != "pobj":
        return False
    above, word = noun.head.head, noun.head.lower_
    is_called_for = word in unreal.calls_for and above.lemma_ in unreal.calls and not is_passive(above)
    return is_called_for or (word in unreal.wished_for and above.lower_ in unreal.plots)


def is_by_anyone(verb: "Token", language: Language) -> bool:
    """`whoever captures a soldier`, `any fighter who kills a soldier`: nobody did."""
    anyone = language.lexicon.unreal.anyone
    if verb.pos_ not in VERBS or not has_object(verb):
        return False
    who = [child for child in verb.children if child.dep_ in SUBJECTS]
    if verb.dep_ == "relcl":
        who.append(verb.head)
    return any(each.lower_ in anyone or any(c.lower_ in anyone for c in each.lefts) for each in who)


def is_made_up(passage: Passage) -> bool:
    """`In the film, a soldier kills his brother`, `an exercise simulated an earthquake that killed 500`."""
    return compile_pattern(passage.language.lexicon.unreal.made_up_pattern).search(passage.text) is not None


# ── what did, but is none to record ──────────────────────────────────────────────────────────────────────────────────


def is_of_all_time(harmed: Harmed, passage: Passage) -> bool:
    """`kills 50% of those affected`: what a disease does, whenever."""
    if harmed.mention.figure.fraction is None or harmed.trigger.tag_ not in PRESENT:
        return False
    printed = passage.text[harmed.mention.start :]
    return compile_pattern(passage.language.lexicon.unreal.sick_pattern).match(printed) is not None


def is_unharmed(harmed: Harmed, passage: Passage) -> bool:
    """`three missing hikers were found alive`; `the keeper was injured in the final`, hurt in play."""
    unreal, text = passage.language.lexicon.unreal, passage.text
    if harmed.harm == "missing":
        behind = text[harmed.mention.end : harmed.mention.end + MAX_CLAUSE]
        found = compile_pattern(unreal.found_pattern).search(behind)
        return found is not None and not compile_pattern(unreal.clause_end_pattern).search(behind, 0, found.start())
    if harmed.harm != "wounded" or harmed.noun is None:
        return False
    plays = harmed.noun.ent_type_ == "PERSON" or harmed.noun.lower_ in unreal.players
    return plays and compile_pattern(unreal.in_play_pattern).search(text) is not None


def is_arrest(verb: "Token", person: "Token | None", language: Language) -> bool:
    """`captured by police`, `two suspects were captured`: arrested."""
    if person is not None and person.lower_ in language.lexicon.unreal.sought:
        return True
    by = (each for child in verb.children if child.dep_ == "agent" for each in child.children)
    who = (child for child in verb.children if child.dep_ == "nsubj")
    return any(each.lower_ in language.lexicon.unreal.arrests for each in (*by, *who))


def is_obituary(trigger: "Token", person: "Token", passage: Passage) -> bool:
    """A natural death of one person is no claim: `died` without a cause in the sentence that makes it a toll.

    Where the sentence says that the death was natural, or at what age, causes beside it count nothing: who fought in a
    war did not die in it.
    """
    singles, unreal = passage.language.lexicon.singles, passage.language.lexicon.unreal
    forms = passage.language.harm_verbs.get(trigger.lower_, ())
    if trigger.lemma_ not in singles.dies and not any(form.base in singles.dies for form in forms):
        return False
    causes, no_causes = compile_pattern(singles.causes_pattern), compile_pattern(unreal.no_cause_pattern)
    text, is_natural = no_causes.sub("", passage.text), compile_pattern(unreal.natural_pattern).search(passage.text)
    if not causes.search(text):
        is_found = compile_pattern(singles.found_dead_pattern).search(passage.text, 0, trigger.idx)
        return is_natural is not None or not (is_found or is_somebody(person, passage.language))
    if not is_natural:
        return False
    return not causes.search(no_causes.sub("", without_asides(trigger, person, passage)))


def is_somebody(person: "Token", language: Language) -> bool:
    """`a man`, `another boy`: no name, so no obituary."""
    indefinite = language.lexicon.singles.indefinite
    is_indefinite = any(child.dep_ == "det" and child.lower_ in indefinite for child in person.children)
    if person.dep_ == "appos" and person.head.pos_ == "PROPN":
        return False  # `Ana Pérez, a survivor of the shipwreck`
    return is_indefinite and person.ent_type_ != "PERSON" and not any(c.ent_type_ == "PERSON" for c in person.subtree)


def without_asides(trigger: "Token", person: "Token", passage: Passage) -> str:
    """The words of the clause of a death, without those that only say who died."""
    clause = next((t for t in (trigger, *trigger.ancestors) if t.dep_ == "relcl"), None)
    inside = set(clause.subtree) if clause is not None else set(passage.doc)
    for token in (person, *person.children):
        if token.dep_ in ASIDE and token is not clause and token is not person:
            inside -= (
                set(token.subtree) - {trigger, *trigger.subtree} if trigger in token.subtree else set(token.subtree)
            )
    return " ".join(token.text for token in passage.doc if token in inside)
