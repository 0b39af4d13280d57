"""When an article appeared, by what nobody is meant to read it from: its first line, scripts, addresses of pictures.

Asked only of a page that says it nowhere else.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from tolltrace.articles.around import Around
from tolltrace.articles.dates import Candidate, find_stamps

LINES_BELOW = 12  # the title: where the text begins
DATELINE_CHARS, PLACE_CHARS = 120, 60
DASHES = ("—", "–", "-", "--")
MAX_BYTES = 2_000_000  # of a page
MAX_PICTURES = 500
AGREEING = 2  # pictures: one may be an old one
SCRIPT_TIME = re.compile(
    rb"""(?<![A-Za-z])(?P<name>date_?published|publish(?:ed)?_?(?:time|date|at|on)|publication_?date|pub_?(?:date|time)|ct)"""
    rb"""["']?\s{0,5}[:=]\s{0,5}["']?"""
    rb"""(?:(?P<stamp>(?:19|20)\d\d[-/]\d\d?[-/]\d\d?(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)"""
    rb"""|(?P<seconds>1\d{9})(?:\d{3})?(?!\d))""",
    re.IGNORECASE,
)
PICTURE = re.compile(rb"""<img\s[^<>]{0,300}?src=["']?([^"'> ]{1,500})""", re.IGNORECASE)
PICTURE_DAY = re.compile(rb"[/_]((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-])")


def find_undeclared(content: bytes, around: Around) -> Iterator[Candidate]:
    """The stamps that may be it, the surest first."""
    yield from find_dateline(around)
    start = content[:MAX_BYTES]
    yield from find_scripted(start, around)
    yield from find_pictured(start, around)


def find_dateline(around: Around) -> Iterator[Candidate]:
    """The day in "EXAMPLETOWN, 2 July 2014 — …", as press releases begin."""
    first = 0 if around.title_at is None else around.title_at + 1
    for block in around.blocks.blocks[first : first + LINES_BELOW]:
        head = block.text[:DATELINE_CHARS]
        for stamp in find_stamps(head, around.signs)[:1]:
            if 0 < stamp.start < PLACE_CHARS and head[stamp.end :].lstrip(" )").startswith(DASHES):
                yield Candidate(stamp, "dateline")
                return


def find_scripted(content: bytes, around: Around) -> Iterator[Candidate]:
    """The first time that a script keeps under a name for it, as a date or in seconds since 1970."""
    for found in SCRIPT_TIME.finditer(content):
        if found["seconds"]:
            stamp = datetime.fromtimestamp(int(found["seconds"]), UTC).isoformat()
        elif found["name"].lower() == b"ct":  # so one platform calls its seconds; with a date it is something else
            continue
        else:
            stamp = found["stamp"].decode("ascii")
        for one in find_stamps(stamp, around.signs)[:1]:
            yield Candidate(one, f"script, {found['name'].decode('ascii')}")
            return


def find_pictured(content: bytes, around: Around) -> Iterator[Candidate]:
    """The day that most pictures name in their addresses: the day on which they were put there."""
    days = Counter[bytes]()
    for number, found in enumerate(PICTURE.finditer(content)):
        if number >= MAX_PICTURES:
            break
        if day := PICTURE_DAY.search(found[1]):
            days[b"-".join(day.groups())] += 1
    ranked = days.most_common(2)
    if not ranked or ranked[0][1] < AGREEING or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return
    for stamp in find_stamps(ranked[0][0].decode("ascii"), around.signs)[:1]:
        yield Candidate(stamp, "addresses of pictures")
