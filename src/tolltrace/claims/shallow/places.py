"""Where: a place phrase of the sentence, as printed, and the point that the gazetteer has for its bare name → Place."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.knowledge import Knowledge, WordLanguage
from tolltrace.values import Article, Place

WORD = re.compile(r"[\w’'-]+")
MAX_NAME = 3  # words
MAX_FORMS = 12  # of one word, in other cases
WELL_KNOWN = 100_000  # people, in a town that its name alone stands for, whichever countries the report names
EXACT, NEAR, DISTRICT, REGION = 1, 2, 3, 4  # UCDP's where_prec
GAP = re.compile(r"[\s.«\"“„]*")


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A place where it stands in a sentence."""

    place: Place
    start: int
    end: int
    led_by: str | None = None  # the preposition; None for what opens a headline


@dataclass(frozen=True, slots=True)
class Known:
    """What the gazetteer knows of a name; the words are those looked up."""

    place: Place
    country: str
    population: int


@dataclass(frozen=True, slots=True)
class Name:
    """One name inside a place phrase: its words, and the kind behind it (`області`)."""

    words: tuple[str, ...]
    kind: str
    start: int
    end: int
    has_kind: bool  # a word for its kind stands before it


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The patterns of a language's places, compiled."""

    prepositions: re.Pattern[str]
    kinds: re.Pattern[str]
    kinds_after: re.Pattern[str]
    districts: re.Pattern[str]
    names: tuple[tuple[re.Pattern[str], str], ...]


@cache
def places_of(language: WordLanguage) -> PlaceWords:
    """Compiled once a language."""
    places = language.book.places
    return PlaceWords(
        compile_phrases(places.prepositions),
        compile_phrases(places.kinds),
        compile_phrases(places.kinds_after),
        compile_phrases(places.districts),
        tuple((compile_phrases(phrases), name) for name, phrases in places.names.items()),
    )


def find_place_phrases(passage: Passage, countries: Sequence[str], knowledge: Knowledge) -> tuple[PlacePhrase, ...]:
    """Every place that a preposition leads to, left to right, and one that a headline names before its colon."""
    words, text = places_of(passage.language), passage.text
    starts = [(match.end(), match[0]) for match in words.prepositions.finditer(text)]
    head = re.match(r"[^\s:]+(?: [^\s:]+){0,2}:", text)
    found: list[PlacePhrase] = []
    for start, led_by in [(0, None), *starts] if head else starts:
        if found and start < found[-1].end:
            continue
        if phrase := read_place(passage, start, countries, knowledge):
            found.append(replace(phrase, led_by=led_by))
    return tuple(found)


def read_place(passage: Passage, start: int, countries: Sequence[str], knowledge: Knowledge) -> PlacePhrase | None:
    """The place phrase that starts right here; None where no name that we know or no kind of place says it is one."""
    names = tuple(read_names(passage, start))
    if not names:
        return None
    language = passage.language
    known = [find_known(name, names[n + 1 :], countries, language, knowledge) for n, name in enumerate(names)]
    name, start, end = names[0], names[0].start, names[-1].end
    text = passage.text[start:end]
    if known[0] is not None:
        return PlacePhrase(replace(known[0].place, text=text), start, end)
    if not name.kind and not name.has_kind:
        return None
    wider = next((each.place for each in known[1:] if each), Place(text))
    where_prec = max(precision_of(name, language), wider.where_prec or 0) if name.kind or wider.where_prec else None
    return PlacePhrase(Place(text, None, None, wider.latitude, wider.longitude, where_prec), start, end)


def precision_of(name: Name, language: WordLanguage) -> int:
    """UCDP's where_prec of a place that only its kind is known of."""
    if places_of(language).districts.fullmatch(name.kind):
        return DISTRICT
    return REGION if name.kind else NEAR


def look_up(name: str, countries: Sequence[str], knowledge: Knowledge) -> Known | None:
    """What the gazetteer has for one spelling."""
    found = knowledge.gazetteer.find(name, countries)
    if found is None:
        return None
    place = Place(name, found.name, found.geonames_id, found.latitude, found.longitude, found.where_prec)
    return Known(place, found.country, found.population)


def read_names(passage: Passage, start: int) -> Iterator[Name]:
    """The names of one place phrase, the narrowest first: `місті Куп'янськ | Харківської області`."""
    words, text, at = places_of(passage.language), passage.text, start
    first: int | None = None  # where the phrase starts: a kind, or the name
    collected: list[str] = []
    name_start, last_start, end, has_kind = start, start, start, False
    count = 0
    for match in WORD.finditer(text, start):
        if not GAP.fullmatch(text[at : match.start()]) or count > 9:
            break
        count += 1
        at = match.end()
        word = match[0]
        if words.kinds.fullmatch(word) and not word[0].isupper():
            if collected:
                break
            first, has_kind = match.start() if first is None else first, True
        elif collected and words.kinds_after.fullmatch(word):
            if collected[:-1]:  # "селі Приютівка | Бахмутського району"
                yield Name(tuple(collected[:-1]), "", name_start, last_start, has_kind)
                name_start, has_kind = last_start, False
            yield Name((collected[-1],), word, name_start, match.end(), has_kind)
            collected, has_kind, first = [], False, None
        elif word[0].isupper() and not (word.isupper() and len(word) > 1) and len(collected) < MAX_NAME:
            if not collected:
                name_start = match.start() if first is None else first
            collected.append(word)
            last_start, end = match.start(), match.end()
        elif (
            word.islower() and count <= 2 and not collected and first is None and looks_ahead(words, text, match.end())
        ):
            continue
        else:
            break
    if collected:
        yield Name(tuple(collected), "", name_start, end, has_kind)


def looks_ahead(words: PlaceWords, text: str, at: int) -> bool:
    """Whether a kind of place follows: `прифронтовому | місті Харкові`."""
    following = WORD.search(text, at)
    return bool(following and words.kinds.fullmatch(following[0]))


def find_known(
    name: Name, wider: Sequence[Name], countries: Sequence[str], language: WordLanguage, knowledge: Knowledge
) -> Known | None:
    """The gazetteer's place for a name in any case, among the countries that the phrase or the report names."""
    printed = " ".join((*name.words, name.kind)).strip()
    for pattern, normal in places_of(language).names:
        if pattern.fullmatch(printed):
            return look_up(normal, (), knowledge)
    if name.kind:
        return None
    around = [find_known(each, (), (), language, knowledge) for each in wider]
    near = tuple(each.country for each in around if each and each.country)
    for form in forms_of(name.words, language):
        famous = None if near else look_up(form, (), knowledge)
        if famous and famous.population >= WELL_KNOWN:
            return famous
        known = look_up(form, (*near, *countries), knowledge)
        if known and known.place.where_prec == EXACT and known.country in (*near, *countries):
            return known
    return None


def forms_of(words: tuple[str, ...], language: WordLanguage) -> Iterator[str]:
    """A name as printed, then with each ending of a case taken for that of the name itself."""
    forms = []
    for word in words:
        of_word = [word]
        first, hyphen, rest = word.partition("-")  # "Ростове-на-Дону"
        for ending, own in language.book.places.endings:
            if word.endswith(ending) and len(word) > len(ending):
                of_word.append(word[: len(word) - len(ending)] + own)
            if hyphen and first.endswith(ending) and len(first) > len(ending):
                of_word.append(first[: len(first) - len(ending)] + own + hyphen + rest)
        forms.append(list(dict.fromkeys(of_word))[:MAX_FORMS])
    for each in product(*forms):
        yield " ".join(each)


def named_countries(article: Article, language: WordLanguage, knowledge: Knowledge) -> tuple[str, ...]:
    """The countries whose regions or own names a report prints, the most named first; then the language's own."""
    named: Counter[str] = Counter()
    for pattern, normal in places_of(language).names:
        hits = sum(1 for _ in pattern.finditer(article.text))
        place = look_up(normal, (), knowledge) if hits else None
        if place and place.country:
            named[place.country] += hits
    found = [country for country, _ in named.most_common()]
    return (*found, *(one for one in language.book.places.countries if one not in found))
