"""Who says so, quoting whom: the words of saying in a sentence and who stands beside them → the chain."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tolltrace.claims.shallow.periods import find_time_phrases
from tolltrace.claims.shallow.phrases import claim_words, compile_phrases
from tolltrace.claims.shallow.sentences import DASH, Passage
from tolltrace.knowledge import WordLanguage
from tolltrace.rules import Rule
from tolltrace.values import Link

RANKS = {  # from the first speaker to the last relay
    Rule.SPEAKER_CITED: 0,
    Rule.SPEAKER_ACCORDING: 0,
    Rule.SPEAKER_SAYS: 1,
    Rule.SPEAKER_SILENT: 1,
    Rule.SPEAKER_ALONE: 1,
    Rule.SPEAKER_RELAYS: 2,
}
SOURCES = frozenset(
    {Rule.SPEAKER_CITED, Rule.SPEAKER_ACCORDING}
)  # whose word is passed on: no verb of theirs is printed
WORD = re.compile(r"[\w’'-]+")
MAX_WORDS = 12  # in a name with its role
MAX_NEGATION = 8  # characters between a negation and its verb, and its own
MAX_LABEL = 5  # words before the colon of a headline
MAX_NAME = 3  # words in the name of a person
MAX_DASHED = 8  # words behind the dash that closes a headline
SAME_START = 2  # letters that case may change at the end of a surname
PATRONYMIC = re.compile(r"\w+(?:вич|вна|вича|вны|вни|вичем|вной|вною)")
QUOTED = re.compile(r"\s*[«„“\"]([^»”“\"]{2,60})[»”“\"]")  # an outlet's name
STOPS = re.compile(r"[,;:()«»„“”\"!?]|\.(?=\s|$)|(?<=\s)[–—‒-](?=\s)")


@dataclass(frozen=True, slots=True)
class Said:
    """One speaker of a sentence. `start`, `end` cover cue and name: no place or count is looked for there."""

    link: Link
    rank: int
    start: int
    end: int
    rule: Rule
    modality: str | None = None
    about_before: bool = False  # "Про це повідомив …": it speaks of the sentence before

    @property
    def is_carried(self) -> bool:
        """Whether it is the speaker before: `за його словами`."""
        return self.rule is Rule.SPEAKER_PRONOUN


@dataclass(frozen=True, slots=True)
class SayingWords:
    """The patterns of a language's speakers, compiled."""

    verbs: re.Pattern[str]
    relays: re.Pattern[str]
    according: re.Pattern[str]
    citing: re.Pattern[str]
    about_this: re.Pattern[str]
    his_words: re.Pattern[str]
    pronouns: re.Pattern[str]
    roles: re.Pattern[str]
    bodies: re.Pattern[str]
    skipped: re.Pattern[str]
    prepositions: re.Pattern[str]
    withheld: re.Pattern[str]
    negated: re.Pattern[str]  # right before a verb


@cache
def saying_of(language: WordLanguage) -> SayingWords:
    """Compiled once a language."""
    saying, clauses, withheld = language.book.saying, language.book.clauses, language.book.zeros.withheld
    fields = (saying.verbs, saying.relays, saying.according, saying.citing, saying.about_this, saying.his_words)
    more = (saying.pronouns, saying.roles, saying.bodies, saying.skipped, clauses.prepositions, withheld)
    negated = re.compile(rf"{compile_phrases(clauses.negations).pattern}\s+$", re.IGNORECASE)
    return SayingWords(*[*map(compile_phrases, (*fields, *more)), negated])


def find_said(passage: Passage, heard: Sequence[Link]) -> tuple[Said, ...]:
    """Everybody whom a sentence names as saying something, the first speaker first."""
    words, text = saying_of(passage.language), passage.text
    about = any(not text[: match.start()].strip(' –—"«') for match in words.about_this.finditer(text))
    found: list[Said] = []
    for pattern, rule in ((words.citing, Rule.SPEAKER_CITED), (words.according, Rule.SPEAKER_ACCORDING)):
        for match in pattern.finditer(text):
            found += said_by(passage, match, name_behind(passage, match.end()), rule, heard)
    for match in words.his_words.finditer(text):
        if heard:
            found.append(said_again(heard[-1], match, match.end(), Rule.SPEAKER_ACCORDING))
    for match in words.withheld.finditer(text):  # who will not say is the speaker of a silence
        found += said_before(passage, match, match.start(), Rule.SPEAKER_SILENT, heard)
    for pattern, rule in ((words.verbs, Rule.SPEAKER_SAYS), (words.relays, Rule.SPEAKER_RELAYS)):
        for match in pattern.finditer(text):
            found += read_verb(passage, match, rule, heard)
    found += name_behind_dash(passage, heard) if not found else []
    found.sort(key=lambda said: (said.rank, said.start))
    return tuple(replace(said, about_before=about) for said in unlike(found))


def unlike(found: Sequence[Said]) -> Iterator[Said]:
    """Each speaker once, the first time."""
    seen: set[str] = set()
    for said in found:
        if said.link.name.lower() not in seen:
            seen.add(said.link.name.lower())
            yield said


def said_again(link: Link, cue: re.Match[str], end: int, rule: Rule) -> Said:
    """A speaker to whom a pronoun goes back: `за його словами`, `він додав`."""
    modality = None if rule in SOURCES else cue[0].lower()
    carried = replace(link, start=None, end=None, cue=cue[0])
    return Said(carried, RANKS[rule], cue.start(), end, Rule.SPEAKER_PRONOUN, modality)


def read_verb(passage: Passage, verb: re.Match[str], rule: Rule, heard: Sequence[Link]) -> Iterator[Said]:
    """Who a verb of saying speaks of: behind it (`повідомив мер`), else before it (`мер повідомив`)."""
    words, text = saying_of(passage.language), passage.text
    if words.negated.search(text, max(0, verb.start() - MAX_NEGATION), verb.start()):
        return
    following = WORD.match(text, verb.end() + 1)
    if following and heard and words.pronouns.fullmatch(following[0]):
        yield said_again(heard[-1], verb, following.end(), rule)
        return
    behind = list(said_by(passage, verb, name_behind(passage, verb.end()), rule, heard))
    if behind:
        yield from behind
        return
    yield from said_before(passage, verb, verb.start(), rule, heard)


def said_before(passage: Passage, verb: re.Match[str], end: int, rule: Rule, heard: Sequence[Link]) -> Iterator[Said]:
    """Who stands before a verb of saying: `мер повідомив`, `він додав`."""
    words, text = saying_of(passage.language), passage.text
    start = max((stop.end() for stop in STOPS.finditer(text, 0, end)), default=0)
    harms = [match.end() for match in claim_words(passage.language).finditer(text, start, end)]
    span = trim_front(passage, max([start, *harms]), end)
    pronoun = words.pronouns.search(text, start, end)
    if pronoun and heard and not text[pronoun.end() : end].strip():
        yield said_again(heard[-1], verb, verb.end(), rule)
    elif span:
        yield from said_by(passage, verb, span, rule, heard, modality=verb[0].lower())


def said_by(
    passage: Passage,
    cue: re.Match[str],
    span: tuple[int, int] | None,
    rule: Rule,
    heard: Sequence[Link],
    modality: str | None = None,
) -> Iterator[Said]:
    """The speaker in a span beside a cue; nobody where the span holds no name, office or institution."""
    if span is None or not names_a_speaker(passage, span):
        return
    name, role = split_role(passage, span)
    text = passage.text[name[0] : name[1]]
    full = resolve(text, heard)
    link = Link(full, passage.text[role[0] : role[1]].strip() or None if role else None, cue[0], name[0], name[1])
    said = (
        cue[0].lower()
        if rule not in SOURCES and cue[0].replace(" ", "").isalpha() and not cue[0].endswith(":")
        else None
    )
    start, end = min(cue.start(), span[0]), max(cue.end(), span[1])
    yield Said(link, RANKS[rule], start, end, rule, modality or said)


# ── who stands beside a cue ──────────────────────────────────────────────────────────────────────────────────────────


def name_behind(passage: Passage, start: int) -> tuple[int, int] | None:
    """The noun phrase right behind a cue, without the time, the adverbs and the preposition that lead to it."""
    words, text = saying_of(passage.language), passage.text
    if named := QUOTED.match(text, start):
        return named.span(1)
    times = (time for time in find_time_phrases(passage) if time.start >= start)
    start = next((time.end for time in times if not text[start : time.start].strip()), start)
    stop = STOPS.search(text, start)
    end = stop.start() if stop else len(text)
    first: int | None = None
    last = start
    for n, match in enumerate(WORD.finditer(text, start, end)):
        if first is None and (words.skipped.fullmatch(match[0]) or is_lead(passage, match)):
            continue
        if words.prepositions.fullmatch(match[0]) or n >= MAX_WORDS or words.verbs.fullmatch(match[0]):
            break
        first = match.start() if first is None else first
        last = match.end()
    return (first, last) if first is not None else None


def is_lead(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a preposition leads to an institution: `повідомили | у | ДСНС`."""
    words, text = saying_of(passage.language), passage.text
    following = WORD.search(text, match.end())
    return bool(
        words.prepositions.fullmatch(match[0])
        and following
        and (words.bodies.match(text, following.start()) or (following[0].isupper() and len(following[0]) > 1))
    )


def trim_front(passage: Passage, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase that ends right before a verb: `У ДСНС | повідомили`, `раніше губернатор | заявив`."""
    words, text = saying_of(passage.language), passage.text
    start = max([start, *(time.end for time in find_time_phrases(passage) if start <= time.start and time.end <= end)])
    found = list(WORD.finditer(text, start, end))
    while found and words.skipped.fullmatch(found[-1][0]):
        found.pop()
    while found and (words.skipped.fullmatch(found[0][0]) or words.prepositions.fullmatch(found[0][0])):
        found.pop(0)
    inner = next((n for n, match in enumerate(found) if words.prepositions.fullmatch(match[0])), None)
    found = found[:inner] if inner else found
    return (found[0].start(), found[-1].end()) if found and len(found) <= MAX_WORDS else None


def name_behind_dash(passage: Passage, heard: Sequence[Link]) -> Iterator[Said]:
    """`5 загиблих у Харкові – ОВА`: a speaker alone behind the last dash of a headline or a quotation."""
    text = passage.text.rstrip(" .!")
    dash = max((text.rfind(f" {mark} ") for mark in DASH), default=-1)
    words = WORD.findall(text, dash + 3) if dash > 0 else []
    colon = re.match(r"([^:]{2,60}):\s", text)
    if 0 < len(words) <= MAX_DASHED and is_name_alone(passage, dash + 3, len(text)):
        match = re.compile("[–—‒-]").search(text, dash)
        yield from said_by(passage, match, (dash + 3, len(text)), Rule.SPEAKER_ALONE, heard) if match else ()
    elif colon and is_label(passage, colon.end(1)):
        yield from said_by(passage, colon, (0, colon.end(1)), Rule.SPEAKER_ALONE, heard)


def is_label(passage: Passage, end: int) -> bool:
    """Whether a headline starts with a speaker and a colon, and not with a sentence: `Офіс генпрокурора: …`."""
    is_short = len(WORD.findall(passage.text, 0, end)) <= MAX_LABEL
    lead = saying_of(passage.language).prepositions.search(passage.text, 0, end)
    return is_short and lead is None and is_name_alone(passage, 0, end)


def is_name_alone(passage: Passage, start: int, end: int) -> bool:
    """Whether a run of words is a speaker and nothing else: it begins with an office, an institution."""
    words = saying_of(passage.language)
    if words.roles.match(passage.text, start, end) or words.bodies.match(passage.text, start, end):
        return True
    name = WORD.findall(passage.text, start, end)
    behind_dash = passage.text[:start].rstrip().endswith(tuple(DASH))
    is_name = len(name) <= MAX_NAME and all(word[0].isupper() for word in name)
    return behind_dash and is_name and not place_named(name[-1], passage.language)


def names_a_speaker(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a span holds an office, an institution, or a name."""
    words, text = saying_of(passage.language), passage.text
    if words.roles.search(text, *span) or words.bodies.search(text, *span):
        return True
    first = text[span[0]]
    return first.isupper() and not any(letter.isdigit() for letter in text[span[0] : span[1]])


def split_role(passage: Passage, span: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """Name and office: `голова ОВА | Олег Прикладенко`; an office alone, or an institution, is the name."""
    text, words = passage.text, saying_of(passage.language)
    run: list[re.Match[str]] = []
    for match in reversed(list(WORD.finditer(text, *span))):
        if not (match[0][0].isupper() and not (match[0].isupper() and len(match[0]) > 1)):
            break
        run.append(match)
    wanted = 3 if run and PATRONYMIC.fullmatch(run[0][0]) else 2
    person = list(reversed(run[:wanted]))
    is_office = bool(words.roles.search(text, span[0], person[0].start() if person else span[1]))
    if len(person) < 2 or not is_office or person[0].start() == span[0]:
        return span, None
    if place_named(person[0][0], passage.language):
        person = person[1:]
    return (person[0].start(), span[1]), (span[0], person[0].start())


def place_named(word: str, language: WordLanguage) -> bool:
    """Whether a word is a place that the phrasebook knows: `президент | Росії | Прикладенко`."""
    return any(compile_phrases(phrases).fullmatch(word) for phrases in language.book.places.names.values())


def resolve(name: str, heard: Sequence[Link]) -> str:
    """The full name that a surname stands for: `Прикладенко` → `Олег Прикладенко`, as printed before."""
    if " " in name or len(name) <= SAME_START + 2 or not name[0].isupper() or name.isupper():
        return name
    stem = name[: len(name) - SAME_START]
    return next(
        (link.name for link in reversed(heard) if " " in link.name and link.name.split()[-1].startswith(stem)), name
    )
