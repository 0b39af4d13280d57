"""The verb, participle or state that the people of a noun phrase stand in → their harm."""

from typing import TYPE_CHECKING

from tolltrace.claims.syntax import SUBJECTS, VERBS, has_object, has_own_subject, is_passive
from tolltrace.knowledge import Language, compile_pattern

if TYPE_CHECKING:
    from tolltrace.parse import Token

    Named = tuple[str, Token]  # a harm and the word that names it

MAX_HEADS = 6  # steps up through lists and appositions
MAX_CAUGHT = 8  # tokens from `take` to `hostage`
MAX_INSERTED = 12  # tokens of what stands between commas there
MAX_LEFT = 6  # tokens from the people to what a verb leaves them (`left 334 people dead`)
PEOPLE = frozenset({"NOUN", "PROPN", "NUM", "PRON", "ADJ"})
JOINED = frozenset({"conj", "appos"})
OBJECTS = frozenset({"dobj", "attr", "oprd", "dative"})
INSIDE = frozenset({"acl", "amod", "relcl", "oprd", "appos", "dep", "acomp", "advcl"})
STATES = frozenset({"acomp", "attr", "oprd", "xcomp", "advmod", "ccomp", "prep", "advcl"})


def by_clause(people: "Token", language: Language) -> "Named | None":
    """The harm of the clause that people stand in, from their noun up through lists, appositions and `of`."""
    head: Token | None = people
    for _ in range(MAX_HEADS):
        if head is None:
            return None
        if named := by_right_side(head, language) or by_governor(head, language) or by_list(head, language):
            return named
        head = outer_noun(head, language)
    return None


def harm_of_shooting(harm: str, verb: "Token", language: Language) -> str:
    """`shot dead`, `fatally stabbed`, `shot and killed`, `shot three to death` → killed; else its own harm."""
    clauses = language.lexicon.clauses
    if verb.lower_ not in clauses.shoots:
        return harm
    if any(child.lower_ in clauses.fatally for child in verb.children):
        return "killed"
    is_dead = compile_pattern(clauses.dead_behind_pattern).match(verb.doc.text, verb.idx + len(verb))
    return "killed" if is_dead else harm


def by_list(noun: "Token", language: Language) -> "Named | None":
    """`30 wounded, five of them children`: the noun above names the harm itself."""
    is_list = is_joined(noun) and noun.head.lower_ not in language.lexicon.singles.deaths
    harm = language.harm_counts.get(noun.head.lower_) if is_list else None
    return (harm, noun.head) if harm else None


def is_joined(noun: "Token") -> bool:
    """Whether a noun stands in a list or an apposition to another."""
    return noun.dep_ in JOINED and noun.head.pos_ in PEOPLE


def outer_noun(noun: "Token", language: Language) -> "Token | None":
    """The noun whose clause a noun shares: of a list, of `dozens of people`, of `six, including two women`."""
    clauses = language.lexicon.clauses
    if is_joined(noun):
        return noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ in clauses.of | clauses.lists and noun.head.head.pos_ in PEOPLE:
        outer = noun.head.head
        is_count = outer.pos_ == "NUM" or outer.lower_ in language.people | clauses.collectives
        return outer if is_count or noun.head.lower_ not in clauses.of else None
    return noun.head if noun.dep_ in {"nummod", "dep"} else None


def by_governor(noun: "Token", language: Language) -> "Named | None":
    """`12 were killed`, `killing 44`, `left 334 people dead`, `28 people are still missing`, `deaths of dozens`."""
    if noun.dep_ in SUBJECTS:
        return by_subject(noun, noun.head, language)
    if noun.dep_ in OBJECTS:
        return by_object(noun, noun.head, language)
    if noun.dep_ == "pobj" and noun.head.lower_ in language.lexicon.clauses.of:
        harm = language.harm_of.get(noun.head.head.lower_)
        return (harm, noun.head.head) if harm else None
    return None


# ── inside the phrase ────────────────────────────────────────────────────────────────────────────────────────────────


def by_right_side(noun: "Token", language: Language) -> "Named | None":
    """`people killed`, `11 people missing`, `others seriously injured`: what follows the noun inside its own phrase."""
    for child in noun.rights:
        if child.dep_ in INSIDE and not is_of_some(child, language) and (harm := harm_behind(child, language)):
            return harm, child
    return None


def is_of_some(clause: "Token", language: Language) -> bool:
    """`one of whom also died`: of some of the people only."""
    of = language.lexicon.clauses.of
    subjects = (child for child in clause.children if child.dep_ in SUBJECTS)
    return clause.dep_ == "relcl" and any(c.lower_ in of and c.i > s.i for s in subjects for c in s.children)


def harm_behind(word: "Token", language: Language) -> str | None:
    """The harm of one word behind a noun: `killed`, `who died`, `held hostage`; not of `who killed`."""
    clauses = language.lexicon.clauses
    if harm := harm_of_phrase(word, language):
        return harm
    if word.lower_ in clauses.caught and any(token.lower_ in clauses.captives for token in word.children):
        return "abducted"
    is_active_clause = word.dep_ == "relcl" and not is_passive(word)
    if harm := language.harm_states.get(word.lower_):
        return None if is_active_clause else harm
    for form in language.harm_verbs.get(word.lower_, ()):
        if form.takes and form.shape == "past" and not has_object(word) and not is_active_clause:
            return form.harm
        if not form.takes and word.dep_ == "relcl":
            return form.harm
    return None


def harm_of_phrase(verb: "Token", language: Language) -> str | None:
    """`were treated for cuts`, `have been driven from their homes`: a verb with the words after it."""
    text = verb.doc.text
    be = compile_pattern("(?:" + "|".join(sorted(language.lexicon.clauses.be)) + ") ").match(text, verb.idx)
    starts = (verb.idx, be.end()) if be else (verb.idx,)
    matches = (harm for at in starts for pattern, harm in language.harm_phrases if pattern.match(text, at))
    return next(matches, None)


# ── the subject ──────────────────────────────────────────────────────────────────────────────────────────────────────


def by_subject(noun: "Token", verb: "Token", language: Language) -> "Named | None":
    """What became of the subject of a verb; a verb joined by `and` shares it."""
    shared = [other for other in verb.conjuncts if other.i > verb.i and not has_own_subject(other)]
    for each in (verb, *shared):
        if harm := harm_of_phrase(each, language) or harm_of_subject(noun, each, language):
            return harm, each
        if (injuries := injuries_suffered(each, language)) is not None:
            return "wounded", injuries
        if each.lemma_ in language.lexicon.clauses.stays or noun.dep_ == "nsubjpass" or is_passive(each):
            named = state_of(noun, each, language)
            if named is not None:
                return named
    return None


def harm_of_subject(noun: "Token", verb: "Token", language: Language) -> str | None:
    """The harm that a verb says of its subject: `died`, `were killed`, `lost their lives`."""
    clauses = language.lexicon.clauses
    passive, objects = is_passive(verb), [child for child in verb.children if child.dep_ == "dobj"]
    for form in language.harm_verbs.get(verb.lower_, ()):
        if not form.takes:
            return form.harm
        if form.base in clauses.claims and noun.lower_ not in clauses.many_lives:
            continue  # `was earlier claimed to be`
        itself = any(child.lower_.endswith(language.lexicon.singles.reflexive) for child in objects)
        suffers = noun.dep_ == "nsubjpass" or passive or (itself and form.harm == "killed") or not has_object(verb)
        if form.shape == "past" and suffers and (passive or verb.lower_ not in clauses.not_of_subject):
            return form.harm
    if (harm := language.harm_states.get(verb.lower_)) and (passive or not has_object(verb)):
        return harm
    if verb.lemma_ in clauses.loses and any(child.lower_ in clauses.lives for child in objects):
        return "killed"
    if passive and verb.lemma_ in clauses.recovers and noun.lower_ in clauses.victims:
        return "killed"
    if verb.lemma_ in clauses.holds and any(token.lower_ in clauses.captives for token in verb.subtree):
        return "abducted"
    return None


def injuries_suffered(verb: "Token", language: Language) -> "Token | None":
    """`sustained injuries`: the injuries."""
    clauses = language.lexicon.clauses
    if verb.lemma_ not in clauses.suffers | clauses.receives:
        return None
    objects = (child for child in verb.children if child.dep_ == "dobj")
    return next((child for child in objects if language.harm_counts.get(child.lower_) == "wounded"), None)


def state_of(noun: "Token", verb: "Token", language: Language) -> "Named | None":
    """`28 people are still missing`, `12 were found dead`: what the subject is said to be."""
    for child in verb.children:
        if child.dep_ not in STATES or child.i < noun.i or (child.dep_ == "advcl" and child.tag_ != "JJ"):
            continue
        for token in (child, *child.children):
            if harm := language.harm_states.get(token.lower_):
                return harm, token
            forms = language.harm_verbs.get(token.lower_, ())
            if any(form.shape == "past" for form in forms) and not has_object(token):
                return forms[0].harm, token
    return None


# ── the object ───────────────────────────────────────────────────────────────────────────────────────────────────────


def by_object(noun: "Token", verb: "Token", language: Language) -> "Named | None":
    """The harm that a verb does to its object."""
    if verb.pos_ not in VERBS | {"NOUN", "PROPN"} and verb.lower_ not in language.harm_verbs:
        return None
    clauses = language.lexicon.clauses
    if harm := harm_done(noun, verb, language):
        return harm, verb
    if noun.lower_ in clauses.victims and verb.lemma_ in clauses.recovers:
        return "killed", verb
    treated = verb.doc[noun.i : noun.i + MAX_CAUGHT]
    if verb.lemma_ in clauses.treats and any(token.lower_ in clauses.treated_for for token in treated):
        return "wounded", verb
    if verb.lower_ in clauses.leaves and (named := state_left(noun, verb, language)):
        return named
    if noun.lower_ in clauses.many_lives and verb.lemma_ in clauses.takes_lives:
        return "killed", verb
    following = verb.doc[verb.i + 1 : verb.i + MAX_CAUGHT]
    if verb.lemma_ in clauses.takes and any(t.lower_ in clauses.captives | clauses.prisoners for t in following):
        return "abducted", verb
    return None


def harm_done(noun: "Token", verb: "Token", language: Language) -> str | None:
    """`killed 12`; `lost 40 men` and `lost 40`, not `lost 40 seats`; `claimed 12 lives`, not `claimed 12 soldiers`."""
    clauses = language.lexicon.clauses
    if verb.lower_ in clauses.shoots and any(child.lower_ in clauses.shot_down for child in verb.children):
        return None  # a plane, a plan
    counts_people = noun.like_num or noun.lower_ in language.people or noun.ent_type_ == "NORP"
    for form in language.harm_verbs.get(verb.lower_, ()):
        if not form.takes or noun.i < verb.i or (form.harm == "losses" and not counts_people):
            continue
        if form.base in clauses.claims:
            if noun.lower_ in clauses.many_lives:
                return form.harm
        elif form.base in clauses.loses and noun.lower_ in clauses.lives:
            return "killed"
        elif not is_passive(verb):
            return form.harm
    return None


def state_left(noun: "Token", verb: "Token", language: Language) -> "Named | None":
    """`left 334 people dead`, `shoot dead two migrants`."""
    doc = verb.doc
    behind = list(doc[noun.i + 1 : noun.i + MAX_LEFT])
    if behind and behind[0].text == ",":  # `leaving 25 others, mostly children, injured`
        closing = next((t.i for t in doc[noun.i + 2 : noun.i + MAX_INSERTED] if t.text == ","), noun.i)
        behind = list(doc[closing + 1 : closing + 2])
    for token in behind:
        if token.is_punct and token.text != "-":
            break
        if harm := language.harm_states.get(token.lower_):
            return harm, token
    between = doc[verb.i + 1 : noun.i]
    return next((("killed", token) for token in between if token.lower_ in language.lexicon.clauses.dead), None)
