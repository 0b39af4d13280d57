"""How a speaker is named: in full where the report does so anywhere, with the role as printed."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Knowledge, Language, any_of, compile_pattern
from tolltrace.values import Article, Link

if TYPE_CHECKING:
    from tolltrace.parse import Phrase, Token

YEAR = re.compile(r"(?:19|20)\d\d")
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


def name_speaker(head: "Token", passage: Passage, heard: Heard, knowledge: Knowledge) -> Link | None:
    """The speaker whose phrase has this head, with role; None for what cannot speak, and for `I` and `we`."""
    language, saying = passage.language, passage.language.lexicon.saying
    if head.lower_ in saying.first_person:
        return None
    if any(child.dep_ == "nummod" and not YEAR.fullmatch(child.text) for child in head.children):
        return None  # `citing over 200 civilians killed`
    if (maker := maker_of(head, passage)) is not None:
        return name_speaker(maker, passage, heard, knowledge)
    if head.lower_ in saying.pronouns:
        known = heard.person if head.lower_ in saying.persons else heard.anyone
        return replace(known, start=None, end=None) if known is not None else None
    start, end = phrase_of(head, language)
    words = passage.doc[start:end]
    at = passage.span(words.start_char, words.end_char)
    if (person := find_person(head, passage)) is not None:
        role = strip_article(passage.doc[start : person.start].text, language) if start < person.start else ""
        name = full_name(re.sub(r"['’]s$", "", person.text), passage)
        return Link(name, role or None, None, at.start, max(at.end, passage.sentence.start + person.end_char))
    if not can_speak(head, passage, knowledge):
        return None
    split = split_role(strip_article(without_lead(words.text, language), language), language)
    is_surname = (
        head.pos_ == "PROPN" and not names_agency(split[1], language) and split[1].lower() not in knowledge.sides
    )
    name = full_name(split[1], passage) if is_surname and head.ent_type_ not in PLACED else split[1]
    return Link(name, split[0], None, at.start, at.end) if name else None


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
    for child in head.rights:
        seated = (
            head.pos_ == "NOUN" and child.lower_ in language.lexicon.saying.seated and child.right_edge.pos_ == "PROPN"
        )
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
    return None


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
    match = role_and_name(language).match(name)
    return (match["role"], match["name"]) if match else (None, name)


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
    while len(words) > 2 and (words[0].lower() in saying.articles or lead.fullmatch(words[0])):
        words = words[1:]
    return " ".join(words)


def full_name(name: str, passage: Passage) -> str:
    """`Kirby` → `John Kirby` where the article has both."""
    name = " ".join(name.split())
    return name if " " in name else full_name_in(passage.article, name, passage.language)


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
