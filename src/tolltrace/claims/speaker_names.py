"""How a speaker is named: in full where the report does so anywhere, with the role as printed."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Knowledge, Language, any_of, compile_pattern
from tolltrace.values import Article, Link, Period

if TYPE_CHECKING:
    from tolltrace.parse import Phrase, Token

YEAR = re.compile(r"(?:19|20)\d\d")
MODIFIES = frozenset({"compound", "amod", "nmod"})
ACRONYM = re.compile(r"[A-Z]{3,6}")
WITHIN_NAME = r"(?:[\s-][a-z]{2,3}){0,2}"  # the small words of a name, which give no initial
NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
PLACED = frozenset({"GPE", "NORP"})  # names that are whole as they stand; a surname alone passes for an ORG
NO_SPEAKERS = frozenset({"DATE", "EVENT", "LOC", "FAC", "TIME"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What the article has said so far about who speaks: for pronouns, surnames and open quotations."""

    person: Link | None = None
    anyone: Link | None = None
    quoting: tuple[Link, ...] = ()  # the chain of the quotation that is still open, or was the last
    paragraph: int = -1
    named: tuple[Link, ...] = ()  # everybody, the latest first
    said: tuple[tuple[str, Period], ...] = ()  # when each who is named with a day spoke last


def name_speaker(
    head: "Token", passage: Passage, heard: Heard, knowledge: Knowledge, *, speaks: bool = False
) -> Link | None:
    """The speaker whose phrase has this head, with role; None for what cannot speak, and for `I` and `we`.

    Whoever `speaks`, as their words stand behind `says that`, can: the sentence shows it.
    """
    language, saying = passage.language, passage.language.lexicon.saying
    if head.lower_ in saying.first_person:
        return None
    is_counted = any(child.dep_ == "nummod" and not YEAR.fullmatch(child.text) for child in head.children)
    if is_counted and head.lower_ not in saying.speakers:
        return None  # `citing over 200 civilians killed`; not `two officials said`
    if (maker := maker_of(head, passage)) is not None:
        return name_speaker(maker, passage, heard, knowledge)
    if head.lower_ in saying.pronouns:
        known = heard.person if head.lower_ in saying.persons else heard.anyone
        if known is None and head.lower_ in saying.persons:
            known = person_before(passage, knowledge)
        return replace(known, start=None, end=None) if known is not None else None
    start, end = phrase_of(head, language)
    words = passage.doc[start:end]
    at = passage.span(words.start_char, words.end_char)
    if (person := find_person(head, passage)) is not None:
        role = strip_article(passage.doc[start : person.start].text, language) if start < person.start else ""
        role = role or role_behind(person.root, language) or ""
        name = full_name(re.sub(r"['’]s$", "", person.text), passage)
        return Link(name, role or None, None, at.start, max(at.end, passage.sentence.start + person.end_char))
    if (name_behind := named_behind(head)) is not None:
        return name_speaker(name_behind, passage, heard, knowledge)
    if not can_speak(head, passage, knowledge) and not (speaks and is_any_speaker(head, language)):
        return None
    split = split_role(strip_article(without_lead(words.text, language), language), language)
    is_surname = (
        head.pos_ == "PROPN" and not names_agency(split[1], language) and split[1].lower() not in knowledge.sides
    )
    name = full_name(split[1], passage) if is_surname and head.ent_type_ not in PLACED else split[1]
    if passage.doc[start].lower_ in saying.articles and name.islower():
        name = next((link.name for link in heard.named if is_fuller(link.name, name)), name)
    return Link(name, split[0], None, at.start, at.end) if name else None


def is_any_speaker(head: "Token", language: Language) -> bool:
    """A common noun with words of its own (`the tracker says that`); the official toll is nobody's."""
    return head.pos_ == "NOUN" and not head.ent_type_ and head.lower_ not in language.lexicon.tolls.nouns


def person_before(passage: Passage, knowledge: Knowledge) -> Link | None:
    """`Reyes visited the valley. He said …`: the person whom the sentence before is about."""
    if passage.before is None:
        return None
    subjects = (t for t in passage.before.doc if t.dep_ == "nsubj" and t.head.dep_ == "ROOT")
    subject = next((t for t in subjects if t.ent_type_ == "PERSON"), None)
    return name_speaker(subject, passage.before, Heard(), knowledge) if subject is not None else None


def named_behind(head: "Token") -> "Token | None":
    """`a rebel group, the Valley Front,`, `the opposition Valley Observatory`: the name in apposition."""
    if head.pos_ != "NOUN":
        return None
    names = (c for c in head.rights if c.dep_ == "appos" and c.pos_ == "PROPN")
    return next((c for c in names if c.ent_type_ == "ORG" or c.left_edge.i == head.i + 1), None)


def is_fuller(full: str, name: str) -> bool:
    """`Chadian army`, `army of Chad`, `health ministry`: whom a later `the army`, `the ministry` means."""
    return full.lower().endswith(f" {name}") or full.lower().startswith((f"{name} of ", f"{name} for "))


def maker_of(head: "Token", passage: Passage) -> "Token | None":
    """`a statement by airport officials`, `a survey from Gallup`: who speaks through it, where the text names them."""
    saying = passage.language.lexicon.saying
    if head.lower_ not in saying.works:
        return None
    for child in head.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in saying.works_by:
            maker = next((t for t in child.children if t.dep_ == "pobj"), None)
            if maker is not None and (maker.ent_type_ in {"ORG", "PERSON"} or maker.lower_ in saying.speakers):
                return maker
    return None


def phrase_of(head: "Token", language: Language) -> tuple[int, int]:
    """The tokens of a speaker's noun phrase: with `of …` and `for …` behind it, without clauses and appositions."""
    end = head.i + 1
    if head.dep_ in MODIFIES and head.head.i == end and head.head.lower_ in language.saying_verbs:
        ent = next((ent for ent in head.doc.ents if ent.start <= head.i < ent.end), None)
        start = ent.start if ent is not None else head.head.left_edge.i  # a verb that is taken for a noun
        colons = [t.i + 1 for t in head.doc[start:end] if t.text == ":"]
        return (colons[-1] if colons else start), end
    for child in head.rights:
        places = [t for t in child.children if t.dep_ == "pobj" and t.pos_ == "PROPN"]
        seated = head.pos_ == "NOUN" and child.lower_ in language.lexicon.saying.seated and places
        if child.dep_ == "prep" and child.i <= end + 1 and (seated or child.lower_ in language.lexicon.saying.of):
            behind = head.doc[child.i : child.right_edge.i + 1]
            end = next((t.i for t in behind if t.text in {",", "("} or t.dep_ == "relcl"), behind.end)
        elif child.dep_ in {"flat", "compound"}:
            end = child.i + 1
    return head.left_edge.i, end


def find_person(head: "Token", passage: Passage) -> "Phrase | None":
    """The person that the head names, or whose role it is: `Chief of General Staff`, in apposition to a name."""
    people = [ent for ent in passage.doc.ents if ent.label_ == "PERSON"]
    for ent in people:
        if ent.start <= head.i < ent.end:
            return ent
    for ent in people:
        if ent.root.head == head and ent.root.dep_ == "appos" and ent.start <= head.right_edge.i:
            return ent
    return next((ent for ent in people if is_of_whom(head, ent, passage)), None)


def is_of_whom(head: "Token", person: "Phrase", passage: Passage) -> bool:
    """`the head of Wagner, Omar Deby,`: the name belongs to the role, wherever the parse hangs it."""
    saying, of = passage.language.lexicon.saying, person.root.head
    is_beside = person.root.dep_ == "appos" and person.start > 0 and passage.doc[person.start - 1].text == ","
    is_named = of.pos_ == "PROPN" and of.ent_type_ != "PERSON" and of.dep_ == "pobj"
    return (
        is_beside and is_named and head.lower_ in saying.roles and of.head.head == head and of.head.lower_ in saying.of
    )


def role_behind(person: "Token", language: Language) -> str | None:
    """`Omar Deby, the head of Wagner,` → `head of Wagner`."""
    roles = language.lexicon.saying.roles
    beside = next((child for child in person.rights if child.dep_ == "appos" and child.lower_ in roles), None)
    if beside is None:
        return None
    start, end = phrase_of(beside, language)
    return strip_article(person.doc[start:end].text, language)


def can_speak(head: "Token", passage: Passage, knowledge: Knowledge) -> bool:
    """Whether a noun names somebody who can speak: a name, or one of the words for officials, media and the like."""
    language = passage.language
    if head.lower_ in language.lexicon.saying.speakers or head.lower_ in knowledge.sides:
        return True
    if head.lower_ in language.people and head.tag_ == "NNS":
        return True  # `villagers say`, `survivors reported`
    return head.ent_type_ in NAMED or (head.pos_ == "PROPN" and head.ent_type_ not in NO_SPEAKERS)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def split_role(name: str, language: Language) -> tuple[str | None, str]:
    """`Chilean Minister of National Defense Ana Pérez Soto` → role and name, where the parser sees no person.

    At least two capitalised words must follow the role and what the role is of.
    """
    if match := role_and_name(language).match(name):
        return match["role"], match["name"]
    saying, words = language.lexicon.saying, name.split()
    for n, (word, following) in enumerate(pairwise(words), start=1):  # `state broadcaster Valley TV`
        if word in saying.speakers and following[0].isupper() and following.lower() not in saying.roles:
            return " ".join(words[:n]), " ".join(words[n:])
    return None, name


@cache
def role_and_name(language: Language) -> re.Pattern[str]:
    """A role in whatever letters, and a name in capitalised words."""
    saying = language.lexicon.saying
    role = compile_pattern(saying.role_pattern, role=any_of(saying.roles)).pattern
    return re.compile(rf"(?P<role>(?i:{role}))\s(?P<name>[A-ZÀ-Þ][\w'’.-]+(?:\s[A-ZÀ-Þ][\w'’.-]+){{1,3}})$")


def names_agency(name: str, language: Language) -> bool:
    """Whether a name, without its article, is that of a news agency or the like."""
    saying = language.lexicon.saying
    return any(form in saying.agencies for form in (name.lower(), *(f"{a} {name.lower()}" for a in saying.articles)))


def strip_article(name: str, language: Language) -> str:
    """Without `the` and outer marks."""
    words = name.strip(" ,\"“”'’").split()
    while words and words[0].lower() in language.lexicon.saying.articles:
        words = words[1:]
    return re.sub(r"\s*\($", "", " ".join(words))


def without_lead(name: str, language: Language) -> str:
    """`The British-based Syrian Observatory` → `Syrian Observatory`: a describing word before a name is none of it."""
    saying, words = language.lexicon.saying, name.split()
    lead = compile_pattern(saying.lead_pattern)
    if name[-1:].islower() and words[-1:] and words[-1].islower():
        return name  # `the Hamas-run health ministry`: there is no name behind it
    while len(words) > 2 and (words[0].lower() in saying.articles or lead.fullmatch(words[0])):
        words = words[1:]
    return " ".join(words)


def full_name(name: str, passage: Passage) -> str:
    """`Kirby` → `John Kirby`, `MSF` → what it is short for, where the article has both."""
    name = " ".join(name.split())
    if ACRONYM.fullmatch(name):
        return spelt_out(passage.article, name)
    return name if " " in name else full_name_in(passage.article, name, passage.language)


@lru_cache(maxsize=256)
def spelt_out(article: Article, name: str) -> str:
    """What an acronym is short for, where the article has words with its initials; else the acronym."""
    words = rf"{WITHIN_NAME}[\s-]".join(rf"{letter}\w+" for letter in name)
    match = re.search(rf"\b{words}\b", article.text)
    return " ".join(match[0].split()) if match else name


@lru_cache(maxsize=256)
def full_name_in(article: Article, name: str, language: Language) -> str:
    """A surname as the article has it in full anywhere; the surname alone where it has not."""
    saying = language.lexicon.saying
    for match in re.finditer(rf"((?:[A-Z][\w.’'-]+ ){{1,3}}){re.escape(name)}\b", article.text):
        words = match[1].split()
        while words and (words[0].lower().strip(".") in saying.roles or words[0].lower() in saying.articles):
            words = words[1:]
        words = words[-1:] if len(words) > 2 else words  # a first name; of more words the others are no part of it
        if words and not words[-1].endswith(".") and words[0].lower() not in saying.honorifics:
            return " ".join([*words, name])
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, or one is a shorter form of the other."""
    a, b = set(one.lower().split()), set(other.lower().split())
    return a <= b or b <= a
