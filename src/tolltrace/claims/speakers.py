"""Who says it, quoting whom → the chain, first speaker first. Only links that the report's own words support."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tolltrace.claims.harms import Harmed, is_passive
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Link

if TYPE_CHECKING:
    from spacy.tokens import Token

PRONOUNS = frozenset(["he", "she", "it", "they", "who"])
FIRST_PERSON = frozenset(["i", "we"])
NAMED = {"PERSON", "ORG", "GPE", "NORP"}
TRAILERS = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday"]
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says something in a sentence. Offsets of the link count in the article."""

    link: Link
    verb: "Token"  # the word that says so
    source: tuple[int, int]  # tokens of the speaker's own phrase
    depth: int  # of the verb in the parse: the deeper of two is the first speaker
    inner: bool = False  # `citing X`: X said it before the one who cites
    relay: Link | None = None  # `told Reuters`: Reuters passes it on


@dataclass(frozen=True, slots=True)
class Heard:
    """What the article has said so far about who speaks: for pronouns, surnames and open quotations."""

    person: Link | None = None
    anyone: Link | None = None
    quoting: tuple[Link, ...] = ()  # the chain of the quotation that is still open, or was the last
    paragraph: int = -1


def find_chain(passage: Passage, harmed: Harmed, attributions: Sequence[Attribution], heard: Heard) -> tuple[Link, ...]:
    """The speakers of one claim, first speaker first, last relay last; empty where the report says it itself."""
    reaching = [each for each in attributions if reaches(each, harmed, passage)]
    if not reaching:
        quoted = passage.sentence.opens_quoted or passage.text[:1] in '"“'
        return heard.quoting if quoted and heard.paragraph == passage.sentence.paragraph else ()
    ordered = sorted(reaching, key=lambda each: (not each.inner, -each.depth, each.verb.i))
    links: list[Link] = []
    for each in ordered:
        for link in (each.link, each.relay):
            if link is not None and not any(same_name(link.name, other.name) for other in links):
                links.append(link)
    return tuple(links)


def reaches(attribution: Attribution, harmed: Harmed, passage: Passage) -> bool:
    """Whether what somebody says covers a claim: the whole sentence, both sides of `and`, not past a semicolon."""
    start, end = attribution.source
    at = passage.token_at(harmed.mention.number_start)
    if start <= at.i < end:
        return False
    low, high = sorted((attribution.verb.i, at.i))
    if any(token.text == ";" for token in passage.doc[low:high]):
        return False
    return True


# ── who speaks in a sentence ─────────────────────────────────────────────────────────────────────────────────────────


def find_attributions(
    passage: Passage, heard: Heard, article_text: str, knowledge: Knowledge, language: Language
) -> tuple[Attribution, ...]:
    """Everybody who is said to say something in a sentence."""
    found = [
        *said_by_subject(passage, heard, article_text, knowledge, language),
        *according_to(passage, heard, article_text, knowledge, language),
    ]
    found += citing(passage, heard, article_text, knowledge, language)
    if passage.sentence.in_title and not found:
        found += title_speaker(passage, knowledge, language)
    return tuple(found)


def said_by_subject(
    passage: Passage, heard: Heard, article_text: str, knowledge: Knowledge, language: Language
) -> Iterator[Attribution]:
    """`X said`, `said X`, `X has reported that`, `he added`."""
    for verb in passage.doc:
        base = language.saying_verbs.get(verb.lower_)
        if base is None or not speaks(verb):
            continue
        subject = find_subject(verb)
        if subject is None or (base in language.lexicon.saying.only_with_content and not has_content(verb)):
            continue
        if base == "claim" and any(
            child.dep_ == "dobj" and child.lower_ in {"lives", "life", "responsibility"} for child in verb.children
        ):
            continue
        link = name_speaker(subject, passage, heard, article_text, knowledge, language)
        if link is None:
            continue
        relay = hearer(verb, passage, knowledge, language) if base == "tell" else None
        yield Attribution(replace(link, cue=cue_of(verb)), verb, phrase_of(subject), depth_of(verb), relay=relay)


def according_to(
    passage: Passage, heard: Heard, article_text: str, knowledge: Knowledge, language: Language
) -> Iterator[Attribution]:
    """`according to X`, `in a document seen by X`."""
    doc = passage.doc
    for token in doc[:-1]:
        if token.lower_ == "according" and doc[token.i + 1].lower_ == "to":
            names = [t for t in doc[token.i + 2 :] if t.dep_ == "pobj" and t.head.i == token.i + 1] or [
                next_noun(doc[token.i + 1])
            ]
            if names[0] is not None and (
                link := name_speaker(names[0], passage, heard, article_text, knowledge, language)
            ):
                yield Attribution(replace(link, cue="according to"), token, phrase_of(names[0]), depth_of(token.head))


def citing(
    passage: Passage, heard: Heard, article_text: str, knowledge: Knowledge, language: Language
) -> Iterator[Attribution]:
    """`citing X`, `quoted X as saying`: X said it first."""
    for token in passage.doc:
        if token.lower_ in language.lexicon.saying.citing:
            objects = [child for child in token.children if child.dep_ in {"dobj", "nsubj"} and child.i > token.i]
            if objects and (link := name_speaker(objects[0], passage, heard, article_text, knowledge, language)):
                yield Attribution(
                    replace(link, cue=token.text), token, phrase_of(objects[0]), depth_of(token), inner=True
                )
            subject = find_subject(token)
            if token.lower_ == "quoted" and subject is not None and not is_passive(token):
                if link := name_speaker(subject, passage, heard, article_text, knowledge, language):
                    yield Attribution(replace(link, cue=token.text), token, phrase_of(subject), depth_of(token))


def title_speaker(passage: Passage, knowledge: Knowledge, language: Language) -> Iterator[Attribution]:
    """`US: Over 20,000 …`, `20 dead in blast - police`: a headline's colon or closing dash names the speaker."""
    text = passage.text
    head = re.match(r"(?P<name>[\w.’' -]{2,40}?):\s", text)
    tail = re.search(r"\s[-–—]\s(?P<name>[\w.’' -]{2,40})$|,\s(?P<name2>[\w.’' -]{2,40}?)\s(?:says?|said)$", text)
    for match in (head, tail):
        if match is None:
            continue
        group = "name" if match["name"] else "name2"
        name = strip_article(match[group], language)
        words = name.lower().split()
        if (
            name.lower() in knowledge.sides
            or (words and words[-1] in language.lexicon.saying.speakers)
            or name.lower() in language.lexicon.saying.agencies
        ):
            start = passage.sentence.start + match.start(group)
            token = passage.token_at(match.start(group))
            last = passage.token_at(match.end(group) - 1)
            yield Attribution(Link(name, None, ":", start, start + len(match[group])), token, (token.i, last.i + 1), 0)


def speaks(verb: "Token") -> bool:
    """Whether a form of a verb of saying has an active, finite sense: `with X believed to be …` has none."""
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if subject is not None and subject.left_edge.i and verb.doc[subject.left_edge.i - 1].lower_ == "with":
        return False
    if verb.pos_ not in {"VERB", "AUX"} or is_passive(verb) or verb.dep_ in {"amod", "compound", "acl"}:
        return False
    return (
        verb.tag_ != "VBN"
        or any(child.dep_ == "aux" for child in verb.children)
        or verb.dep_ in {"ROOT", "ccomp", "conj", "parataxis"}
    )


def find_subject(verb: "Token") -> "Token | None":
    """Who says it; the antecedent for `who`; the subject of the first of two verbs that `and` joins."""
    for each in (verb, *(verb.conjuncts if verb.dep_ == "conj" else ())):
        for child in each.children:
            if child.dep_ == "nsubj":
                if child.lower_ == "who" and each.dep_ == "relcl":
                    return each.head
                return None if child.lower_ in {"that", "which", "what", "there", "this"} else child
        if each.dep_ == "xcomp":  # `claims to have killed`: the verb above has the subject
            break
    if verb.dep_ == "xcomp" and verb.head.dep_ != "ROOT":
        return None
    return None


def has_content(verb: "Token") -> bool:
    """Whether a verb has a clause under it, or a phrase that names a harm (`accuses … of killing`)."""
    return any(child.dep_ in {"ccomp", "xcomp"} for child in verb.children) or any(
        child.dep_ == "prep" and child.lower_ == "of" and any(t.dep_ == "pcomp" for t in child.children)
        for child in verb.children
    )


def hearer(verb: "Token", passage: Passage, knowledge: Knowledge, language: Language) -> Link | None:
    """The agency that was told something and passes it on; reporters in general are no link."""
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.i > verb.i:
            start, end = phrase_of(child)
            words = passage.doc[start:end]
            name = strip_article(words.text, language)
            if (
                name.lower() in language.lexicon.saying.agencies
                or f"the {name.lower()}" in language.lexicon.saying.agencies
                or child.ent_type_ == "ORG"
            ):
                return Link(
                    name,
                    None,
                    verb.text,
                    passage.sentence.start + words.start_char,
                    passage.sentence.start + words.end_char,
                )
    return None


def cue_of(verb: "Token") -> str:
    """The words that make somebody a speaker: `has reported`, `told reporters`."""
    doc = verb.doc
    start = verb.i
    while start > 0 and doc[start - 1].dep_ in {"aux", "advmod"} and doc[start - 1].head == verb:
        start -= 1
    end = verb.i + 1
    if end < len(doc) and doc[end].lower_ in {"reporters", "journalists"}:
        end += 1
    return str(doc[start:end].text)


def depth_of(token: "Token") -> int:
    """How deep a token lies in the parse."""
    return sum(1 for _ in token.ancestors)


def next_noun(token: "Token") -> "Token | None":
    """The next noun to the right."""
    return next((t for t in token.doc[token.i + 1 :] if t.pos_ in {"NOUN", "PROPN"}), None)


# ── how a speaker is named ───────────────────────────────────────────────────────────────────────────────────────────


def phrase_of(head: "Token") -> tuple[int, int]:
    """The tokens of a speaker's noun phrase: with `of …` and `for …` behind it, without relative clauses and appositions."""
    start = head.left_edge.i
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in {"of", "for"} and child.i <= end + 1:
            end = child.right_edge.i + 1
            cut = next((t.i for t in head.doc[child.i : end] if t.text in {",", "("} or t.dep_ == "relcl"), None)
            end = cut if cut is not None else end
        elif child.dep_ in {"flat", "compound"}:
            end = child.i + 1
    return start, end


def name_speaker(
    head: "Token", passage: Passage, heard: Heard, article_text: str, knowledge: Knowledge, language: Language
) -> Link | None:
    """A speaker with role, named in full where the article does so anywhere; None for what cannot speak."""
    if head.lower_ in FIRST_PERSON:
        return None
    if head.lower_ in PRONOUNS:
        known = heard.person if head.lower_ in {"he", "she"} else heard.anyone
        return replace(known, start=None, end=None) if known is not None else None
    start, end = phrase_of(head)
    words = passage.doc[start:end]
    begin, finish = passage.sentence.start + words.start_char, passage.sentence.start + words.end_char
    person = next((ent for ent in passage.doc.ents if ent.label_ == "PERSON" and ent.start <= head.i < ent.end), None)
    if person is None:
        person = person_beside(head, passage)
    if person is not None:
        role = role_of(
            passage.doc[start : person.start].text if start < person.start else "", passage, person, language
        )
        return Link(
            full_name(re.sub(r"['’]s$", "", person.text), article_text, language),
            role,
            None,
            begin,
            max(finish, passage.sentence.start + person.end_char),
        )
    if not can_speak(head, passage, knowledge, language):
        return None
    name = strip_article(without_lead(words.text, language), language)
    role, name = split_role(name, language)
    return Link(name, role, None, begin, finish) if name else None


def split_role(name: str, language: Language) -> tuple[str | None, str]:
    """`Chilean Minister of National Defense Ana Pérez Soto` → role and name, where the parser sees no person.

    At least two capitalised words must follow the role and what the role is of.
    """
    match = re.match(
        rf"(?P<role>(?i:(?:[\w'’.-]+\s)*?(?:{'|'.join(language.lexicon.saying.roles)})(?:\s(?:of|for)\s(?:the\s)?\w+(?:\s\w+)?)?))\s"
        r"(?P<name>[A-ZÀ-Þ][\w'’.-]+(?:\s[A-ZÀ-Þ][\w'’.-]+){1,3})$",
        name,
    )
    return (match["role"], match["name"]) if match else (None, name)


def person_beside(head: "Token", passage: Passage) -> "object | None":
    """The person whose role is the head: `Chief of General Staff` in apposition to a name."""
    for ent in passage.doc.ents:
        if ent.label_ == "PERSON" and (
            ent.root.head == head and ent.root.dep_ == "appos" and ent.start <= head.right_edge.i
        ):
            return ent
    return None


def role_of(before: str, passage: Passage, person: "object", language: Language) -> str | None:
    """The words before a name, or the apposition behind it, where they are a role."""
    role = strip_article(before.strip(" ,"), language)
    return role or None


def can_speak(head: "Token", passage: Passage, knowledge: Knowledge, language: Language) -> bool:
    """Whether a noun names somebody who can speak: a name, or one of the words for officials, media and the like."""
    if head.lower_ in language.lexicon.saying.speakers or head.lower_ in knowledge.sides:
        return True
    return head.ent_type_ in NAMED or (
        head.pos_ == "PROPN" and head.ent_type_ not in {"DATE", "EVENT", "LOC", "FAC", "TIME"}
    )


def strip_article(name: str, language: Language) -> str:
    """Without `the` and possessive."""
    words = name.strip(" ,\"“”'’").split()
    while words and words[0].lower() in language.lexicon.saying.articles:
        words = words[1:]
    return re.sub(r"\s*\($", "", " ".join(words))


def without_lead(name: str, language: Language) -> str:
    """`The British-based Syrian Observatory` → `Syrian Observatory`: a describing word before a capitalised name is none of it."""
    words = name.split()
    while len(words) > 2 and (
        words[0].lower() in language.lexicon.saying.articles
        or re.fullmatch(r"\w+-(?:based|led|backed|run|owned)", words[0])
    ):
        words = words[1:]
    return " ".join(words)


def full_name(name: str, article_text: str, language: Language) -> str:
    """`Kirby` → `John Kirby` where the article has both."""
    name = " ".join(name.split())
    if " " in name:
        return name
    for match in re.finditer(rf"((?:[A-Z][\w.’'-]+ ){{1,3}}){re.escape(name)}\b", article_text):
        words = match[1].split()
        while words and (
            words[0].lower().strip(".") in language.lexicon.saying.roles
            or words[0].lower() in language.lexicon.saying.articles
        ):
            words = words[1:]
        words = words[-1:] if len(words) > 2 else words
        if words and not re.search(r"[.]$", words[-1]) and words[0].lower() not in {"mr", "mrs", "ms"}:
            return " ".join([*words, name])
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, or one is a shorter form of the other."""
    a, b = set(one.lower().split()), set(other.lower().split())
    return a <= b or b <= a


# ── what the next sentences can lean on ──────────────────────────────────────────────────────────────────────────────


def remember(heard: Heard, passage: Passage, attributions: Sequence[Attribution]) -> Heard:
    """Who spoke last, after this sentence."""
    for each in attributions:
        is_person = any(
            ent.label_ == "PERSON" and each.source[0] <= ent.start < each.source[1] for ent in passage.doc.ents
        )
        pronoun = passage.doc[each.source[0]].lower_ in {"he", "she"}
        heard = replace(heard, anyone=each.link, person=each.link if is_person or pronoun else heard.person)
    if attributions and any(mark in passage.text for mark in '"“”'):
        heard = replace(heard, quoting=(attributions[-1].link,), paragraph=passage.sentence.paragraph)
    return heard
