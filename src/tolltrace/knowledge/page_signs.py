"""What tells the parts of a page apart: whose words it uses, and the lines that are furniture."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.dates import DateWords
from tolltrace.knowledge.load import load_toml
from tolltrace.knowledge.tells import PageWords

OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


class LineWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that mark a line: by being all of it, by beginning it, by standing anywhere in it."""

    whole: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before a date, the tags, the authors, the title."""

    published: tuple[str, ...]
    updated: tuple[str, ...]
    captured: tuple[str, ...]
    tags: tuple[str, ...]
    byline: tuple[str, ...]
    title: tuple[str, ...]
    nobody: tuple[str, ...]


class Bylines(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """How pages sign in all languages, and what in a byline is no name."""

    signed: tuple[str, ...]  # before the names, where the page says that a byline stands: "von", "作者"
    joining: tuple[str, ...]  # "and"
    particles: frozenset[str]  # words in lower case within a name
    roles: frozenset[str]  # where one follows a name, the name is over
    organisations: frozenset[str]  # no person's name holds one
    within: tuple[str, ...]  # the same, in scripts without blanks


class BoxNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of the names that the makers of pages give to boxes."""

    dates: tuple[str, ...]
    updated: tuple[str, ...]
    bylines: tuple[str, ...]
    elsewhere: tuple[str, ...]  # comments, teasers of other stories, what stands beside


class TagWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands before the tags that an article links, and tags that would suit any report."""

    labels: tuple[str, ...]  # beside those of Labels, which sort lines too
    generic: tuple[str, ...]


class PartWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of lines under pictures and of lines that sign; `within` in scripts without blanks."""

    pictures: frozenset[str]
    pictures_within: tuple[str, ...]
    picture_labels: frozenset[str]  # that stand before a colon
    signers: frozenset[str]
    signers_within: tuple[str, ...]


class KindWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of pages that are no article: how their titles begin; `paywall` and `consent` also what lines hold.

    `live` is what the title of a live blog holds, whose posts are an article each.
    """

    error: tuple[str, ...]
    login: tuple[str, ...]
    search: tuple[str, ...]
    consent: tuple[str, ...]
    paywall: tuple[str, ...]
    live: tuple[str, ...]


class TimeZones(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Abbreviation → offset from UTC ("-04:00"); abbreviation → IANA name."""

    offsets: dict[str, str]
    zones: dict[str, str]

    def named(self, word: str) -> timezone | ZoneInfo | None:
        """The clock that an abbreviation means; None where it means none or several."""
        if word in self.zones:
            return ZoneInfo(self.zones[word])
        return read_offset(self.offsets[word]) if word in self.offsets else None


class QuotationMarks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pairs of marks, each two characters: those of every language, and those that only some have."""

    every: tuple[str, ...]
    only: dict[str, tuple[str, ...]]  # by code

    def of(self, language: str) -> Mapping[str, str]:
        """A mark that opens → all that may close it."""
        closes: dict[str, str] = {}
        for pair in (*self.every, *self.only.get(language, ())):
            closes[pair[0]] = closes.get(pair[0], "") + pair[1]
        return closes


class PageSigns(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """All of `page_signs.toml`, and with `with_words_of` what the languages' folders say of their pages.

    One is the same as another only if it is that very object, so that patterns can be kept for each.
    """

    stop_words: dict[str, str]
    language_names: dict[str, str]
    furniture: LineWords
    ends: LineWords
    kinds: KindWords
    quotation_marks: QuotationMarks
    labels: Labels
    bylines: Bylines
    line_words: PartWords
    boxes: BoxNames
    tags: TagWords
    time_zones: TimeZones
    dates: DateWords = DateWords()  # no field of the file

    def with_words_of(self, pages: Iterable[PageWords], dates: DateWords) -> "PageSigns":
        """The same with the labels of these languages besides, and with how they print a date."""
        pages, labels = tuple(pages), self.labels
        more = {
            name: (*getattr(labels, name), *(word for page in pages for word in getattr(page, name)))
            for name in ("published", "updated", "byline", "tags")
        }
        return msgspec.structs.replace(self, labels=msgspec.structs.replace(labels, **more), dates=dates)

    def stop_words_of(self) -> Mapping[str, frozenset[str]]:
        """Language code → its commonest words."""
        return {code: frozenset(words.split()) for code, words in self.stop_words.items()}


def read_offset(printed: str) -> timezone | None:
    """ "-04:00" as a clock; None where it is no offset."""
    found = OFFSET.fullmatch(printed)
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset)


def load_page_signs(path: Path) -> PageSigns:
    """The file, checked. Raises KnowledgeError that says where it is not as it must be."""
    signs = load_toml(path, PageSigns)
    groups = {
        "furniture": (*signs.furniture.whole, *signs.furniture.begins, *signs.furniture.holds),
        "ends": (*signs.ends.whole, *signs.ends.begins, *signs.ends.holds),
        "kinds": tuple(word for name in KindWords.__struct_fields__ for word in getattr(signs.kinds, name)),
        "labels": tuple(word for name in Labels.__struct_fields__ for word in getattr(signs.labels, name)),
        "bylines": tuple(word for name in Bylines.__struct_fields__ for word in getattr(signs.bylines, name)),
        "line_words": tuple(word for name in PartWords.__struct_fields__ for word in getattr(signs.line_words, name)),
        "boxes": tuple(word for name in BoxNames.__struct_fields__ for word in getattr(signs.boxes, name)),
        "stop_words": tuple(signs.stop_words.values()),
    }
    for group, phrases in groups.items():
        for phrase in phrases:
            if not phrase or phrase != phrase.lower().strip():
                raise KnowledgeError(f"{path}: [{group}]: {phrase!r} must be lower case, without outer spaces")
    if missing := set(signs.stop_words) - set(signs.language_names):
        raise KnowledgeError(f"{path}: [language_names]: no name for {', '.join(sorted(missing))}")
    for word, printed in signs.time_zones.offsets.items():
        if read_offset(printed) is None:
            raise KnowledgeError(f"{path}: [time_zones.offsets] {word}: found {printed!r}, expected such as '-04:00'")
    for word, name in signs.time_zones.zones.items():
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise KnowledgeError(f"{path}: [time_zones.zones] {word}: {name!r} is no IANA name") from error
    return signs
