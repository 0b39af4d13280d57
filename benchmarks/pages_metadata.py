"""How often title, authors and dates of coded pages are right, and what of their furniture stands in the body.

    python benchmarks/pages_metadata.py FOLDER [--errors WORDS]

FOLDER holds the unpacked source packages that ship the pages; training/pages/README.md lists them, and says who coded
the pages. Three tables: the pages whose bodies were coded, all of which were worked with (the rules were made with them
in sight, and the models learned from them), so that their figures show what a change does, not what to expect of other
pages; those of them that packages of news ship; and the pages, all news, of which title, authors, dates and tags were
coded before anybody looked at what tolltrace says of them: with TOLLTRACE_DATA, most are from the half of
article-extraction-benchmark that bodies are learned from. `--errors caption` names the pages where tolltrace errs in
the rows of that name. Without the folder it says so and exits 0.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from coded_pages import Coded, hash_of, plain, read_coded
from page_readers import NO_PEER, read_ours, trafilatura
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.values import Page

BAD = ("in the body", "where there are none")  # what the rows end with in which less is better
SHOWN_CHARS = 90
MARKS = (  # in the order printed
    "article, and one read of it",
    "no article, and none read of it",
    "title exact",
    "authors exact",
    "  where there are any",
    "  invented where there are none",
    "tags, F1 of a page that has any",
    "tags invented where there are none",
    "day",
    "minute with zone",
    "minute, where no zone is printed",
    "caption in the body",
    "title again in the body",
    "byline in the body",
    "standfirst kept, in its field or the body",
    "first paragraph kept",
    "last paragraph kept",
)
Sums = dict[str, float]
FEWEST_WORDS = 3  # of a title or a caption that is looked for: fewer may stand in a sentence by chance


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader makes of a page."""

    title: str | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    day: str | None
    at: datetime | None
    lines: tuple[str, ...]  # of the body, in plain words
    below_title: str  # standfirst and body, in plain words


def main() -> int:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", metavar="WORDS", help="of the row whose errors are named")
    chosen = parser.parse_args()
    pages = list(read_coded(chosen.folder))
    if not pages:
        print("skipped: FOLDER holds none of the packages that training/pages/README.md lists")
        return 0
    if trafilatura is None:
        print(NO_PEER)
    knowledge = load_knowledge()
    readers = {"tolltrace": lambda page: read_with_ours(page, knowledge)}
    if trafilatura is not None:
        readers["trafilatura"] = read_with_theirs
    tables: dict[str, dict[str, Sums]] = defaultdict(lambda: {who: defaultdict(float) for who in readers})
    for page in pages:
        for who, read in readers.items():
            found = read(page)
            marks = dict(judge(page, found))
            for table in tables_of(page):
                for mark, holds in marks.items():
                    tables[table][who][mark] += holds
                    tables[table][who][f"of {mark}"] += 1
            if who == "tolltrace" and chosen.errors:
                show_error(chosen.errors, page, found, marks)
    for title, counts in tables.items():
        show(title, counts)
    return 0


def tables_of(page: Coded) -> list[str]:
    """The tables that a page counts in."""
    if page.blind:
        return ["coded before anybody looked at what tolltrace says"]
    return ["worked with", *(["of them, from packages of news"] if page.is_news else [])]


def show(title: str, counts: Mapping[str, Sums]) -> None:
    """A row a mark, a column a reader."""
    print(f"{title:52} pages" + "".join(f"{who:>13}" for who in counts))
    for mark in MARKS:
        given = int(next(iter(counts.values()))[f"of {mark}"])
        if given:
            shares = "".join(f"{one[mark] / given:13.3f}" for one in counts.values())
            print(f"{mark:52} {given:5}{shares}")
    print()


def judge(page: Coded, found: Found | None) -> Iterator[tuple[str, float]]:
    """Which marks can be given to a page, and whether they are earned. An article that is not read earns none."""
    if not page.is_article:
        yield "no article, and none read of it", found is None
        return
    yield "article, and one read of it", found is not None
    if page.title is not None:
        yield "title exact", found is not None and hash_of(plain(found.title)) == page.title
    if page.authors is not None:
        named = hashed(found.authors if found else ())
        yield "authors exact", found is not None and named == page.authors
        if page.authors:
            yield "  where there are any", named == page.authors
        else:
            yield "  invented where there are none", bool(named)
    if page.tags is not None:
        tags = hashed(found.tags if found else ())
        if page.tags:
            yield "tags, F1 of a page that has any", 2 * len(tags & page.tags) / (len(tags) + len(page.tags))
        else:
            yield "tags invented where there are none", bool(tags)
    if page.published:
        minute = dict(judge_minute(page.published, found))  # the same instant may be of another day by another clock
        yield "day", found is not None and (found.day == page.published[:10] or minute.get("minute with zone", False))
        yield from minute.items()
    if page.blocks:
        yield from judge_body(page, found.lines if found else (), found.below_title if found else "")


def hashed(words: Collection[str]) -> frozenset[str]:
    """As the codes keep them."""
    return frozenset(hash_of(one) for word in words if (one := plain(word)))


def judge_minute(published: str, found: Found | None) -> Iterator[tuple[str, bool]]:
    """The minute, with its zone where the coder has one."""
    if len(published) <= len("2024-03-04"):
        return
    true, at = datetime.fromisoformat(published), found.at if found else None
    if true.tzinfo is None:
        yield "minute, where no zone is printed", at is not None and is_near(at.replace(tzinfo=None), true)
    else:
        yield "minute with zone", at is not None and at.tzinfo is not None and is_near(at, true)


def is_near(one: datetime, other: datetime) -> bool:
    """Whether they are within a minute: seconds are printed in one place and left out in another."""
    return abs(one - other) < timedelta(minutes=1)


def judge_body(page: Coded, lines: Collection[str], below_title: str) -> Iterator[tuple[str, bool]]:
    """What stands in the body and should not, and what should be there; an article that is not read has lost it all."""
    own, whole = f" {' '.join(page.blocks['body'])} ", f" {' '.join(lines)} "
    captions = [one for one in page.blocks["captions"] if is_telling(one) and f" {one} " not in own]
    if captions:
        yield "caption in the body", any(f" {one} " in whole for one in captions)
    title = page.title_words
    if is_telling(title) and title not in page.blocks["body"]:
        yield "title again in the body", title in lines
    bylines = set(page.blocks["byline"]).difference(page.blocks["body"], [""])
    if bylines:
        yield "byline in the body", bool(bylines.intersection(lines))
    if standfirst := [one for one in page.blocks["standfirst"] if one]:
        yield "standfirst kept, in its field or the body", all(one in below_title for one in standfirst)
    if paragraphs := [one for one in page.blocks["body"] if is_telling(one)]:
        yield "first paragraph kept", paragraphs[0] in below_title
        yield "last paragraph kept", paragraphs[-1] in below_title


def is_telling(words: str) -> bool:
    """Whether these words will hardly stand elsewhere by chance."""
    return len(words.split()) >= FEWEST_WORDS


def show_error(asked: str, page: Coded, found: Found | None, marks: Mapping[str, float]) -> None:
    """What we made of a page that errs in the row asked for."""
    for mark, holds in marks.items():
        wrong = holds > 0 if mark.endswith(BAD) else holds < 1
        if asked not in mark or not wrong:
            continue
        values = ""
        if found and mark.startswith("title exact"):
            values = f": found {(found.title or '')[:SHOWN_CHARS]!r}, coded {page.title_words!r}"
        elif found and mark.startswith(("day", "minute")):
            values = f": found {found.at.isoformat() if found.at else found.day}, coded {page.published}"
        elif found and "tags" in mark:
            values = f": {holds:.2f}, found {found.tags}"
        elif found and asked in "authors invented where there are any":
            values = f": found {found.authors}"
        print(f"{mark.strip()}: {page.name}{values if found else ': no article'}")


# ── who reads ────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_with_ours(page: Coded, knowledge: Knowledge) -> Found | None:
    """tolltrace; the posts of a live blog as one."""
    reading = read_ours(Page("html", page.content, page.name), knowledge)
    if not reading.articles:
        return None
    first = reading.articles[0]
    return Found(
        title=first.title,
        authors=first.authors,
        tags=first.tags,
        day=first.published.on.isoformat() if first.published else None,
        at=first.published.at if first.published else None,
        lines=tuple(plain(line) for line in reading.body.split("\n")),
        below_title=plain(reading.standfirst_and_body),
    )


def read_with_theirs(page: Coded) -> Found | None:
    """trafilatura, which tells a day and no minute."""
    read = trafilatura.bare_extraction(page.content, with_metadata=True, include_comments=False)
    if read is None:
        return None
    text = read.text or ""
    names = tuple(name for one in (read.author or "").split(";") if (name := one.strip()))
    tags = tuple(tag for one in read.tags or () for tag in one.split(","))
    return Found(read.title, names, tags, read.date, None, tuple(plain(line) for line in text.split("\n")), plain(text))


if __name__ == "__main__":
    sys.exit(main())
