"""Who came to harm: the words, whose people they are, combatant or civilian, and which of a few groups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed, by_clause, has_object, is_passive
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Figure, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

CARRYING = frozenset({"others", "other", "more"})


@dataclass(frozen=True, slots=True)
class Victims:
    """The people of one claim. `words` is None for an ellipsis (`and 30 wounded`)."""

    words: str | None = None
    side: str | None = None
    status: Status = Status.UNKNOWN
    demographic: str | None = None
    span: tuple[int, int] = (0, 0)  # in the sentence, for what else must not be read into it


def read_victims(passage: Passage, harmed: Harmed, knowledge: Knowledge, language: Language) -> Victims:
    """The victims of one claim, from its own noun phrase and, for losses and casualties, from who suffered them."""
    words, start, end = victim_words(passage, harmed)
    text = words or ""
    side = find_side(text, knowledge) or suffering_side(harmed, knowledge) or side_they_are_from(harmed, knowledge)
    side = side or named_group(harmed, language)
    head = harmed.noun.lower_ if harmed.noun is not None else ""
    status = read_status(head, text, language)
    if status is Status.UNKNOWN and re.match(
        r"[\w\s]{0,12}\bin action\b", passage.text[harmed.trigger.idx + len(harmed.trigger) :]
    ):
        status = Status.COMBATANT  # killed, wounded or missing in action
    return Victims(words, side, status, read_demographic(text, head, language), (start, end))


def victim_words(passage: Passage, harmed: Harmed) -> tuple[str | None, int, int]:
    """The noun phrase as printed, without its number: `Turkish police officers`."""
    if harmed.noun is None:
        return described_by_harm(passage, harmed)
    start = max(harmed.mention.end, harmed.mention.number_end)
    end = harmed.noun.idx + len(harmed.noun)
    if end <= start:  # a single victim: the mention is the phrase
        text = passage.text[harmed.mention.start : harmed.mention.end]
        stripped = re.sub(r"^(?:an?|the|his|her|their|one)\s+", "", text, flags=re.IGNORECASE)
        return stripped, harmed.mention.start, harmed.mention.end
    text = re.sub(
        r"^[\s-]*(?:of\s+)?(?:the\s+|these\s+|its\s+|their\s+|his\s+|our\s+|other\s+)*", "", passage.text[start:end]
    )
    return text or None, start, end


def described_by_harm(passage: Passage, harmed: Harmed) -> tuple[str | None, int, int]:
    """`three Palestinian bodies`, `40 civilian deaths`: the words that describe the people stand before the harm's noun."""
    start, end = harmed.mention.end, harmed.trigger.idx + len(harmed.trigger)
    between = passage.text[start : harmed.trigger.idx].strip()
    if not between or start > harmed.trigger.idx or len(between) > 40 or not re.fullmatch(r"[\w'’ -]+", between):
        return None, 0, 0
    adjectives = [t for t in harmed.trigger.lefts if t.idx >= start and t.dep_ in {"amod", "compound", "nmod"}]
    return (passage.text[start:end].strip(), start, end) if adjectives else (None, 0, 0)


def side_they_are_from(harmed: Harmed, knowledge: Knowledge) -> str | None:
    """`half of the dead are from the Wagner group` → Wagner Group."""
    token = harmed.trigger
    for verb in list(token.ancestors)[:3]:
        if verb.lemma_ == "be":
            for child in verb.children:
                if (
                    child.dep_ in {"prep", "attr"}
                    and child.i > token.i
                    and child.lower_ in {"from", "members", "fighters", "soldiers"}
                ):
                    return find_side(" ".join(t.text for t in list(child.subtree)[-3:]), knowledge)
    return None


def find_side(text: str, knowledge: Knowledge) -> str | None:
    """The state, group or nationality in a noun phrase, in its normal form; the longest name wins."""
    words = re.findall(r"[\w.'’-]+", text.lower())
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            phrase = " ".join(words[at : at + size]).removesuffix("'s").removesuffix("’s")
            for form in (phrase, phrase.rstrip(".")):
                if form in knowledge.sides:
                    return knowledge.sides[form]
            if (
                size == 1
                and "-" in phrase
                and phrase.split("-")[0] in knowledge.sides
                and phrase.split("-")[-1] in {"led"}
            ):
                return None
    return None


def named_group(harmed: Harmed, language: Language) -> str | None:
    """`Río Negro Front fighters`, `fighters of the Río Negro Front` → the name as printed, where no list knows it."""
    noun = harmed.noun
    if noun is None or noun.lower_ not in language.lexicon.people.combatant or noun.lower_ in {"members", "member"}:
        return None
    of = [t for child in noun.rights if child.dep_ == "prep" and child.lower_ in {"of", "from"} for t in child.children]
    for head in (*[t for t in of if t.pos_ == "PROPN"], *[t for t in noun.lefts if t.pos_ == "PROPN"]):
        words = [t for t in head.subtree if t.pos_ == "PROPN" and t.i <= head.i] or [head]
        name = noun.doc[words[0].i : words[-1].i + 1]
        if words[0].idx >= harmed.mention.end and not any(
            ent.label_ in {"GPE", "LOC", "FAC", "DATE"} for ent in name.ents
        ):
            return name.text
    return None


def suffering_side(harmed: Harmed, knowledge: Knowledge) -> str | None:
    """`Russia has suffered more than 100,000 casualties` → Russia."""
    token = harmed.trigger
    for verb in [token, *token.ancestors][:4]:
        if verb.lemma_ in {"suffer", "sustain", "lose", "incur"}:
            for child in verb.children:
                if child.dep_ == "nsubj":
                    return find_side(" ".join(t.text for t in child.subtree), knowledge)
    return None


def read_status(head: str, text: str, language: Language) -> Status:
    """Combatant or civilian, only by the words that the codebook rules on."""
    people = language.lexicon.people
    words = set(re.findall(r"[\w-]+", text.lower()))
    phrase = text.lower()
    if words & {"suspected", "alleged", "presumed"} or (
        head == "general" and words & {"consul", "attorney", "secretary", "director", "governor"}
    ):
        return Status.UNKNOWN
    if "civilian" in words or "civilians" in words:
        return Status.CIVILIAN
    if head in people.civilian or any(group in phrase for group in people.demographics["aid_workers"]):
        return Status.CIVILIAN
    if head in {"personnel", "member", "members", "forces"}:
        military = {
            "military",
            "army",
            "coalition",
            "security",
            "command",
            "force",
            "navy",
            "taliban",
            "guard",
            "militia",
            "gang",
        }
        return Status.COMBATANT if words & (military | {"forces"}) - {head} or head == "forces" else Status.UNKNOWN
    if "military" in words or (head in people.combatant):
        return Status.COMBATANT
    return Status.UNKNOWN


def read_demographic(text: str, head: str, language: Language) -> str | None:
    """One of the codebook's groups, by the head noun before the words beside it."""
    phrase = text.lower()
    demographics = language.lexicon.people.demographics
    for name, words in demographics.items():
        if any(" " in word and word in phrase for word in words):
            return name
    for name, words in demographics.items():
        if head in words:
            return name
    tokens = set(re.findall(r"[\w-]+", phrase))
    for name in ("police", "foreigners", "elderly"):
        if tokens & set(demographics[name]):
            return name
    return None


# ── victims without a number ─────────────────────────────────────────────────────────────────────────────────────────


def find_single_victims(passage: Passage, taken: tuple[Harmed, ...], language: Language) -> Iterator[Harmed]:
    """`a soldier was killed`, `killing a passenger and a motorcyclist`, `including an infant` → 1 each."""
    covered = {harmed.noun.i for harmed in taken if harmed.noun is not None}
    for token in passage.doc:
        if token.i in covered or not is_single_person(token, language) or has_number(token) or is_reflexive(token):
            continue
        answer = by_clause(token, language)
        if answer is None or not suffers(token, answer[1], language):
            continue
        harm, trigger, toll = answer
        if (
            toll
            or trigger.i == token.i
            or (harm in {"losses", "missing", "captured", "displaced"} and token.ent_type_ == "PERSON")
        ):
            continue
        if is_obituary(token, trigger, passage):
            continue
        start, end = single_span(named_in_apposition(token) or token)
        yield Harmed(FigureMention(Figure(1, 1, 1), start, end, start, end), harm, trigger, token)
    yield from find_first_deaths(passage, language)


def find_first_deaths(passage: Passage, language: Language) -> Iterator[Harmed]:
    """`their first death` → 1; `first deaths` are no number."""
    for token in passage.doc[1:]:
        harm = language.harm_counts.get(token.lower_)
        before = passage.doc[token.i - 1]
        if harm and token.lower_ in {"death", "fatality"} and before.lower_ == "first":
            start, end = before.idx, token.idx + len(token)
            yield Harmed(FigureMention(Figure(1, 1, 1), start, end, start, end), harm, token, token)


def named_in_apposition(token: "Token") -> "Token | None":
    """`the ambassador, Ana Pérez` → the name."""
    doc = token.doc
    for child in token.subtree:
        apposed = child.dep_ == "appos" and child.ent_type_ == "PERSON" and child.i > token.i
        if apposed and doc[child.left_edge.i - 1].text == ",":
            return child
    return None


def is_single_person(token: "Token", language: Language) -> bool:
    """Whether a token heads a phrase for one person."""
    if token.tag_ in {"NNS", "NNPS"}:
        return False
    if token.ent_type_ == "PERSON" and token.pos_ == "PROPN":
        return token.dep_ not in {"compound", "poss", "nmod", "flat"}
    if token.lower_ in {"someone", "somebody"}:
        return True
    if (
        token.lower_.endswith(("-year-old", "year-old"))
        and token.pos_ in {"NOUN", "PROPN"}
        and token.dep_ not in {"amod", "compound", "nmod"}
    ):
        return True
    singular = (
        token.lower_ in language.people
        and token.pos_ in {"NOUN", "PROPN"}
        and token.dep_ not in {"compound", "poss", "nmod", "amod"}
    )
    return (
        singular
        and any(child.dep_ in {"det", "poss"} or child.ent_type_ == "PERSON" for child in token.children)
        and token.lower_ not in {"people", "police", "crew", "staff", "family", "personnel", "couple", "life"}
    )


def has_number(token: "Token") -> bool:
    """Whether a phrase already has a figure, or is denied one (`no soldier`)."""
    return any(
        child.dep_ == "nummod" or child.like_num or child.lower_ in {"no", "every", "each", "any", "many"}
        for child in token.children
    )


def is_reflexive(token: "Token") -> bool:
    """`himself` and the like."""
    return token.lower_.endswith("self")


def suffers(token: "Token", trigger: "Token", language: Language) -> bool:
    """Whether the person is on the suffering side of the word of harm, and it did happen."""
    if is_denied_or_unreal(trigger):
        return False
    if token.dep_ == "nsubj" and token.head == trigger and not is_passive(trigger):
        return any(not form.takes for form in language.harm_verbs.get(trigger.lower_, ())) or (
            not has_object(trigger) and trigger.lower_ in language.harm_states
        )
    return True


def is_denied_or_unreal(trigger: "Token") -> bool:
    """`was not killed`, `could have killed`, `planned to kill`, `if … died`."""
    for token in [trigger, *list(trigger.ancestors)[:2]]:
        for child in token.children:
            if child.dep_ == "neg" and child.i < trigger.i and token == trigger:
                return True
            if (
                token == trigger
                and child.dep_ == "aux"
                and child.lower_ in {"could", "would", "might", "may", "should", "will", "can", "shall"}
            ):
                return True
            if token == trigger and child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"}:
                return True
    if trigger.pos_ in {"NOUN", "ADJ"}:  # `it could have been a winter with dozens of deaths`
        above = next((t for t in trigger.ancestors if t.pos_ in {"VERB", "AUX"}), None)
        if above is not None and any(
            t.dep_ == "aux" and t.lower_ in {"could", "would", "might"} for t in above.children
        ):
            return True
    verb = trigger.head
    return (
        trigger.dep_ in {"xcomp", "ccomp", "pcomp", "acl"}
        and verb.lemma_ in UNREAL
        and "to" in {c.lower_ for c in trigger.children} | {"to" if trigger.dep_ == "pcomp" else ""}
    )


UNREAL = frozenset(
    [
        "plan",
        "intend",
        "want",
        "try",
        "attempt",
        "threaten",
        "vow",
        "plot",
        "order",
        "conspire",
        "seek",
        "mean",
        "prepare",
        "refuse",
        "urge",
        "offer",
        "swear",
        "call",
        "fail",
    ]
)


def is_obituary(token: "Token", trigger: "Token", passage: Passage) -> bool:
    """A natural death of one person is no claim: `died` of one who is named, without a cause that makes it a toll."""
    if trigger.lemma_ not in {"die", "dead", "death", "succumb"}:
        return False
    cause = re.search(
        r"\b(?:covid|virus|crash|attack|bomb|blast|explosion|shot|shoot|shooting|fire|flood|earthquake|storm|clash|strike|wounds?|injur|accident|collid|drown|kill|stab|avalanche|collapse|ebola|outbreak|protest|custody|war|battle|fight|shell|missile|drone|hit by|beaten|fell|disaster|landslide)",
        passage.text,
        re.IGNORECASE,
    )
    return cause is None


def single_span(token: "Token") -> tuple[int, int]:
    """The phrase from its article to its head, a named person's name whole."""
    doc = token.doc
    start = token.left_edge.i
    while start < token.i and doc[start].pos_ in {"ADP", "PRON", "CCONJ"}:  # "among them a woman"
        start += 1
    for left in reversed(list(doc[start : token.i])):  # nothing from before a comma or a clause
        if left.is_punct and left.text not in {"-", "–", "'", "’", ".", '"'}:
            start = left.i + 1
            break
    end = token.i + 1
    while (
        end < len(doc) and doc[end].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I" and token.ent_type_ == "PERSON"
    ):
        end += 1
    if end < len(doc) and doc[end].text == "-" and end + 1 < len(doc) and doc[end + 1].lower_ == "old":
        end += 2
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
