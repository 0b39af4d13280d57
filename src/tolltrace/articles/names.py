"""Names as pages print them: who signs, who publishes."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from tolltrace.articles.dates import find_stamps
from tolltrace.articles.lines import SEPARATORS, alternatives
from tolltrace.knowledge import Knowledge, PageSigns
from tolltrace.text import squeeze

MAX_CHARS = 400  # of a byline
MAX_NAMES = 20
NAME_WORDS = 5
DOMAIN = re.compile(r"\w{3}\.[a-z]{2,3}$", re.IGNORECASE)
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
HAN = re.compile(r"[\u3400-\u9fff·]+")
WIDE_CHARS, HAN_CHARS = 8, 4  # of a name in a script without blanks
BRACKETED = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]")
AND = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)
OWNS = re.compile(r"['’](?:s\b|\s)")
COMMAS = re.compile(r"\s*[,;/、，；]\s*")
LONGEST_ACRONYM = 6


def read_authors(printed: str, knowledge: Knowledge, *, sure: bool = False) -> tuple[str, ...]:
    """The names of a byline, without roles, outlets, agencies and dates; empty where it names nobody.

    `sure`: the page says that it is an author: then a nickname in lower case may be one.
    """
    signs = knowledge.signs
    text = printed[:MAX_CHARS]
    stamps = find_stamps(text, signs)
    text = text[: stamps[0].start] if stamps and stamps[0].start else text[stamps[0].end :] if stamps else text
    text = BRACKETED.sub("", strip_labels(text, signs))
    names: list[str] = []
    parts = [part for part in SEPARATORS.split(text) if part.strip()]
    for part in split_names(parts[0] if parts else "", signs):
        name = read_name(strip_labels(part, signs), signs, sure=sure)
        while name and name.count(" ") > 1 and knowledge.outlets.named(name.rpartition(" ")[2]):
            name = name.rpartition(" ")[0]  # "Ann B. Lee Reuters"
        if name and not knowledge.outlets.named(name):
            names.append(name)
    return tuple(dict.fromkeys(names))


@cache
def labels_before(signs: PageSigns) -> re.Pattern[str]:
    """Finds "Written by:", "Von", "作者：", "Posted by: By" at the beginning of a byline."""
    before = alternatives((*signs.labels.byline, *signs.bylines.signed))
    return re.compile(rf"\W*(?:(?:{before})(?:\s*[:：;]\s*|\s+|$))+", re.IGNORECASE)


@cache
def labels_behind(signs: PageSigns) -> re.Pattern[str]:
    """Finds "Published:" at the end of one."""
    behind = alternatives((*signs.labels.published, *signs.labels.updated))
    return re.compile(rf"\b(?:{behind})\b:?\s*$", re.IGNORECASE)


@cache
def joining(signs: PageSigns) -> re.Pattern[str]:
    """Finds "and" between names."""
    return re.compile(rf"\s+(?:{alternatives(signs.bylines.joining)}|&)\s+", re.IGNORECASE)


def strip_labels(text: str, signs: PageSigns) -> str:
    """A byline without what labels it as one."""
    text = text.strip()
    if label := labels_before(signs).match(text):
        text = text[label.end() :]
    return labels_behind(signs).sub("", text).strip()


def split_names(text: str, signs: PageSigns) -> list[str]:
    """The parts of a byline that may be names.

    Without "and", what follows a comma is a role or an outlet, unless it looks like one more name; before an "and", it
    is one more name.
    """
    first, *more = joining(signs).split(text)[:MAX_NAMES]
    if more and not all(len(part.split()) > 1 for part in (first, *more)) and not AND.search(text):
        first, more = text, []  # "Ortega y Gasset", "Filip i Novak": a joining word may be part of a name
    parts = COMMAS.split(first)[:MAX_NAMES]
    if not more:
        parts = [part for at, part in enumerate(parts) if at == 0 or looks_like_one_more(part, signs)]
    return [*parts, *(COMMAS.split(part)[0] for part in more)]


def looks_like_one_more(part: str, signs: PageSigns) -> bool:
    """Whether what follows a comma is a name: two to four words with capitals, none of them a role or an outlet's."""
    words = part.split()
    if WIDE.search(part):
        return len(words) == 1 and 2 <= len(part) <= 4
    bylines = signs.bylines
    known = bylines.roles | bylines.organisations
    fits = all(is_capital(word) or word.lower() in bylines.particles for word in words)
    return 2 <= len(words) <= 4 and fits and not known & set(part.lower().split())


def read_name(printed: str, signs: PageSigns, *, sure: bool = False) -> str | None:
    """A person's name, None where the words are none: one to five, each with a capital or a particle, no figure."""
    bylines = signs.bylines
    name = printed.strip(" .:;|*-–—·'\"“”")
    words = drop_role(name.split(), signs)
    name = " ".join(words).strip(" .,:;")
    if not name or len(words) > NAME_WORDS or re.search(r"[/@_<>{}=]|https?:", name):
        return None
    lower = name.lower()
    if lower in signs.labels.nobody or bylines.organisations & set(re.findall(r"\w+", lower)):
        return None
    if WIDE.search(name):
        if re.search(r"[A-Za-z]", name):
            return None  # an account's: "IT样例"
        longest = HAN_CHARS if HAN.fullmatch(name) else WIDE_CHARS
        fits = len(words) == 1 and 2 <= len(name) <= longest
        return name if fits and not any(word in name for word in bylines.within) else None
    if len(words) == 1 and (sure and name.isalnum() and len(name) > 2 and not name.isupper() and not name.isdigit()):
        return name
    if re.search(r"\d", name) or (len(words) == 1 and name.isupper() and len(name) <= LONGEST_ACRONYM):
        return None
    fits = all(is_capital(word) or word.lower() in bylines.particles for word in words)
    return name if fits and is_capital(words[-1]) else None


def drop_role(words: list[str], signs: PageSigns) -> list[str]:
    """The words up to the first that begins a role, or the name of a newspaper: "Ann Lee Senior Correspondent"."""
    bylines = signs.bylines
    for at, word in enumerate(words):
        lower = word.lower().strip(".,")
        if at > 0 and (
            lower in bylines.roles or DOMAIN.search(word) or (word[:1].islower() and lower not in bylines.particles)
        ):
            return words[:at]
    return words


def is_capital(word: str) -> bool:
    """Whether a word begins as a name does: in a script without capitals, any; "d'Arc", "al-Masri" too."""
    letter = next(filter(str.isalpha, word), "")
    return bool(letter) and (not letter.islower() or any(char.isupper() for char in word[:4]))


def is_outlet_name(name: str, outlets: Collection[str]) -> bool:
    """Whether a name in an author's place is the publisher's own: equal to one of its names, or made from it."""
    folded = fold_name(name)
    for outlet in outlets:
        other = fold_name(outlet)
        if folded == other or (len(other) > 3 and folded.startswith(other)):
            return True
        if len(folded) > 3 and other.startswith(folded) and len(name.split()) > 1 and not OWNS.match(outlet, len(name)):
            return True  # but "Ann Pattern" may well sign in "Ann Pattern's Weblog"
    return False


def fold_name(name: str) -> str:
    """Letters and figures alone, without case."""
    return "".join(filter(str.isalnum, name.casefold()))


def find_owners(text: str, title: str | None) -> Iterator[str]:
    """The owner that a line of copyright names; the outlet in a line "Title - Outlet" or "Outlet: Title"."""
    if found := re.search(r"(?:©|\(c\)|copyright)[\s©]*(?:(?:19|20)\d\d)?(?:\s*[-–]\s*(?:19|20)\d\d)?\s*", text, re.I):
        owner = re.split(r"\.\s|\.$|,?\s+all rights|\s*[|•·]", text[found.end() :], maxsplit=1, flags=re.I)[0]
        if owner.strip() and len(owner.split()) <= 6:
            yield re.sub(r"^by\s+", "", owner.strip(" .,"), flags=re.I)
    if title and text.startswith(title) and (found := SEPARATORS.match(text, len(title))):
        yield text[found.end() :].strip()
    elif title and text.endswith(title) and (found := re.fullmatch(r"(.+?)(?::| [|–—-]) ", text[: -len(title)])):
        yield found[1]


def names_in(printed: Iterator[str], outlets: Collection[str], knowledge: Knowledge, *, sure: bool) -> tuple[str, ...]:
    """The persons in these bylines, without the outlet's own names."""
    names = [name for text in printed for name in read_authors(squeeze(text), knowledge, sure=sure)]
    names = [without_outlet(name, outlets) for name in names]
    return unique([name for name in names if not is_outlet_name(name, outlets)])


def without_outlet(name: str, outlets: Collection[str]) -> str:
    """ "Ann Pattern CNBC" without the outlet that the page is of."""
    own = {fold_name(outlet) for outlet in outlets}
    while name.count(" ") > 1 and fold_name(name.rpartition(" ")[2]) in own:
        name = name.rpartition(" ")[0]
    return name


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each person once, whatever the case."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold_name(name), name)
    return tuple(found.values())


def full_names(names: Sequence[str]) -> tuple[str, ...]:
    """Those of two words at least, or in a script without blanks: what is less may be any word."""
    return tuple(name for name in names if len(name.split()) > 1 or not name.isascii())
