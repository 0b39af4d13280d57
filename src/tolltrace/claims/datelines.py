"""The dateline that opens a report (`KYIV, Ukraine (AP) —`): where its words were said, and so on which day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from tolltrace.claims.localities import named_countries, outlet_of
from tolltrace.claims.time_phrases import find_time_phrases
from tolltrace.knowledge import Knowledge, Language
from tolltrace.values import Article

MAX_LINES = 3  # of the body: a byline or a note may stand before it
MAX_HEAD, MAX_CHARS = 2000, 100  # of the body that is looked at, of each line
DATELINE = re.compile(
    r"(?P<where>[^\W\d_][^\n()—–:\"“]{1,60}?)"
    r"(?:\s*\((?P<agency>[^()\n]{2,40})\)\s*(?:[—–:]|--?)|\s*—|\s+(?:–|--?)\s|(?P<colon>:)\s|\.\s/[A-Z]{3,12}/\.)"
)
LATEST = timedelta(days=1)  # a dateline's day may be after the outlet's own
EARLIEST = timedelta(days=7)  # or before it: a report is taken over, or brought up to date


@dataclass(frozen=True, slots=True)
class Dateline:
    """Its words: the place, and what stands behind it between commas (a wider place, a day)."""

    place: str
    behind: tuple[str, ...]


def said_on(article: Article, knowledge: Knowledge) -> date | None:
    """The day on which a report's words were said; None where it has no date.

    That is the day that its dateline prints, or else the day at the dateline's place when the report appeared: `today`
    in Tokyo is not New York's. Without a dateline whose clock we know, it is the day at the outlet's own clock.
    """
    published = article.published
    dateline = find_dateline(article.body) if published else None
    if published is None or dateline is None:
        return published.on if published else None
    zone = find_zone(dateline, article, knowledge)
    if zone is None:
        return published.on
    language = knowledge.languages.get(article.language)
    if language and (printed := printed_day(dateline, published.on, language)):
        return printed
    at = published.at
    if at is not None and at.tzinfo is None:  # printed without a zone: by the outlet's own clock
        outlet = outlet_of(article, knowledge)
        at = at.replace(tzinfo=ZoneInfo(outlet.time_zone)) if outlet and outlet.time_zone else None
    return at.astimezone(ZoneInfo(zone)).date() if at else published.on


def find_dateline(body: str) -> Dateline | None:
    """The dateline of a report's first lines. Behind a colon, only a place in capitals is one (`ISLAMABAD: …`)."""
    lines = (line.strip() for line in body[:MAX_HEAD].split("\n"))
    for line in islice(filter(None, lines), MAX_LINES):
        match = DATELINE.match(line[:MAX_CHARS])
        if match is None or (match["colon"] and not match["where"].isupper()):
            continue
        place, *behind = (part.strip() for part in match["where"].split(","))
        return Dateline(place.partition("/")[0], tuple(behind))  # GAZA/JERUSALEM
    return None


def find_zone(dateline: Dateline, article: Article, knowledge: Knowledge) -> str | None:
    """The clock of a dateline's place, by its IANA name; None where nobody knows the place or which clock it has."""
    gazetteer = knowledge.gazetteer
    wider = next((part for part in dateline.behind if not re.search(r"\d", part)), None)
    if wider is not None:
        place = gazetteer.find_in(dateline.place, wider)
    else:
        place = gazetteer.find(dateline.place)
        if place is not None and place.name.casefold() != dateline.place.casefold():
            # a name that it has beside its own: Chattogram was called Islamabad
            place = gazetteer.find(dateline.place, named_countries(article, knowledge))
    return gazetteer.time_zone(place) if place else None


def printed_day(dateline: Dateline, published_on: date, language: Language) -> date | None:
    """The day that a dateline prints (`GAZA, Oct 12 (Reuters) -`), if it is that of the report and of no other."""
    for part in dateline.behind:
        for phrase in find_time_phrases(part, published_on + LATEST, language):
            if phrase.reading == "full_date" and phrase.period.edtf:
                day = date.fromisoformat(phrase.period.edtf)
                return day if published_on - EARLIEST <= day <= published_on + LATEST else None
    return None
