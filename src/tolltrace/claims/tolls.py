"""Running totals: `the death toll rises to 21`, `losses amounted to 900` take the harm of their noun."""

from typing import TYPE_CHECKING

from tolltrace.claims.figures import FigureMention
from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import VERBS
from tolltrace.knowledge import Language, compile_pattern

if TYPE_CHECKING:
    from tolltrace.claims.clauses import Named
    from tolltrace.parse import Token

MAX_HEADS = 5  # steps up from a number to the noun or verb of a total
MAX_CHARS = 160  # from the word "toll" to its number
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr"})


def by_toll(number: "Token", language: Language) -> "Named | None":
    """`the death toll … rises to 21`, `bringing the number of dead to ten`, `a toll of 12`, `put its dead at two`."""
    passed = []
    head = number
    for _ in range(MAX_HEADS):
        passed.append(head)
        head = head.head
        if head.lower_ in language.lexicon.tolls.beside:
            return None  # `rises to eight, with 97 people sick`
        if named := toll_of(head, language):
            return named
        if head.pos_ in VERBS:
            break
    if head.pos_ not in VERBS:
        return None
    for child in head.children:
        if child in passed or child.dep_ not in ARGUMENTS:
            continue
        if named := toll_of(child, language):
            return named
        harm = language.harm_counts.get(child.lower_)
        if harm and child.dep_ == "dobj" and head.lemma_ in language.lexicon.tolls.puts:
            return harm, child
    return None


def is_beside_toll(passage: Passage, mention: FigureMention) -> bool:
    """`rises to eight with 97 people sick`: what comes with a total, wherever the parse puts it."""
    return passage.text[: mention.start].rstrip().lower().endswith(tuple(passage.language.lexicon.tolls.beside))


def by_measure(number: "Token", language: Language) -> "Named | None":
    """`losses amounted to 100,000 people`, `deaths hit 90 a day`: the subject of the verb that measures is the harm."""
    tolls, head = language.lexicon.tolls, number
    for _ in range(MAX_HEADS):
        if head.pos_ in VERBS:
            break
        if head.dep_ == "prep" and head.lower_ not in tolls.up_to:
            return None  # `deaths were reported in 12 towns`
        head = head.head
    if head.lemma_ not in tolls.measures or head.i > number.i or ":" in number.doc[head.i : number.i].text:
        return None
    subjects = (child for child in head.children if child.dep_ == "nsubj" and child.lower_ in tolls.measured)
    return next(((language.harm_counts[child.lower_], child) for child in subjects), None)


def by_anaphor(passage: Passage, number: "Token") -> "Named | None":
    """`denies that 100 died and says that the number was at most 46`, `three more died, bringing the total to
    67`: the harm told before, here or a sentence ago."""
    tolls, language = passage.language.lexicon.tolls, passage.language
    verb = next((token for token in (number, *number.ancestors) if token.pos_ in VERBS), None)
    if verb is None or verb.lemma_ not in tolls.measures | tolls.brings or verb.i > number.i:
        return None
    dep = "dobj" if verb.lemma_ in tolls.brings else "nsubj"
    subject = next((c for c in verb.children if c.dep_ == dep and c.lower_ in tolls.anaphors), None)
    if subject is None or any(child.dep_ == "prep" for child in subject.children):
        return None  # `the number of houses`
    before = [*(passage.before.doc if passage.before is not None else ()), *passage.doc[: subject.i]]
    harms = ((language.harm_counts.get(t.lower_) or language.harm_states.get(t.lower_), t) for t in reversed(before))
    verbs = ((f.harm, t) for t in reversed(before) for f in language.harm_verbs.get(t.lower_, ()) if not f.takes)
    harm = next((harm for harm, _ in harms if harm), None) or next((harm for harm, _ in verbs), None)
    return (harm, subject) if harm else None


def by_toll_before(passage: Passage, mention: FigureMention) -> "Named | None":
    """`the death toll from … rises to six`, `the death toll to 15,229`, where the parse has lost the thread."""
    pattern = compile_pattern(passage.language.lexicon.tolls.toll_before_pattern)
    start = max(0, mention.start - MAX_CHARS)
    before = (passage.text[start:end] for end in (mention.start, mention.number_start))  # `climbs past` is a hedge, too
    match = next((found for text in before if (found := pattern.search(text))), None)
    if match:
        return "killed", passage.token_at(start + match.start("toll"))
    return by_number_before(passage, mention) or by_measure_before(passage, mention)


def by_measure_before(passage: Passage, mention: FigureMention) -> "Named | None":
    """`Karvel's losses since May amounted to 900 people, namely …`."""
    pattern = compile_pattern(passage.language.lexicon.tolls.measure_before_pattern)
    start = max(0, mention.start - MAX_CHARS)
    match = pattern.search(passage.text[start : mention.start])
    if match is None:
        return None
    return passage.language.harm_counts[match["measured"].lower()], passage.token_at(start + match.start("measured"))


def by_number_before(passage: Passage, mention: FigureMention) -> "Named | None":
    """`raising the number of soldiers killed in the past five days to 139`."""
    pattern = compile_pattern(passage.language.lexicon.tolls.number_before_pattern)
    start = max(0, mention.start - MAX_CHARS)
    match = pattern.search(passage.text[start : mention.start])
    if match is None:
        return None
    language, state = passage.language, match["state"].lower()
    harm = language.harm_states.get(state) or language.harm_counts.get(state) or "killed"  # `found`: bodies
    return harm, passage.token_at(start + match.start("state"))


def toll_of(noun: "Token", language: Language) -> "Named | None":
    """The harm whose total a noun holds: `toll` of `the death toll`, `number` of `the number of people killed`."""
    tolls = language.lexicon.tolls
    if noun.lower_ not in tolls.nouns:
        return None
    text = " ".join(token.lower_ for token in noun.subtree)
    for harm, words in language.lexicon.harms.items():
        if any(phrase in text for phrase in words.tolls):
            return harm, noun
    if noun.lower_ in tolls.of_deaths:
        return "killed", noun
    if noun.lower_ in tolls.of_named:
        for token in noun.subtree:
            named = language.harm_states.get(token.lower_) or language.harm_counts.get(token.lower_)
            if token.i > noun.i and named:
                return named, noun
    return None
