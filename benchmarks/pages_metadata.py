"""How often title, authors and dates of coded pages are right, and what of their furniture stands in the body.

    python benchmarks/pages_metadata.py FOLDER [--errors WORDS]

FOLDER holds the unpacked source packages that ship the pages; training/pages/README.md lists them, and says who coded
the pages. All of them were worked with: the rules were made with them in sight, and the models learned from them. So
these figures are for seeing what a change does, not for what to expect of other pages. `--errors caption` names the
pages where tolltrace errs in the row of that name. Without the folder it says so and exits 0.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from page_readers import NO_PEER, read_ours, trafilatura
from shingles import WORDS
from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.decode import decode
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.values import Page

CODES = Path(__file__).parent.parent / "training" / "pages" / "codes.jsonl"
ARTICLES = {"article", "liveblog"}
BAD = ("in the body", "where there are none")  # what the rows end with in which less is better
SHOWN_CHARS = 90
MARKS = (  # in the order printed
    "article, and one read of it",
    "no article, and none read of it",
    "title exact",
    "authors exact",
    "  where there are any",
    "  invented where there are none",
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
FEWEST_WORDS = 3  # of a title or a caption that is looked for: fewer may stand in a sentence by chance


@dataclass(frozen=True, slots=True)
class Coded:
    """What the coder of a page wrote down, its blocks as plain words; None or empty where the page has none."""

    name: str
    content: bytes
    is_article: bool
    title: str | None = None
    authors: frozenset[str] = frozenset()  # hashed
    published: str | None = None  # ISO 8601, as far as the page tells it
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader makes of a page."""

    title: str | None
    authors: tuple[str, ...]
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
    counts: dict[str, Counter[str]] = {who: Counter() for who in readers}
    for page in pages:
        for who, read in readers.items():
            found = read(page)
            marks = dict(judge(page, found))
            for mark, holds in marks.items():
                counts[who][mark] += holds
                counts[who][f"of {mark}"] += 1
            if who == "tolltrace" and chosen.errors:
                show_error(chosen.errors, page, found, marks)
    show(counts)
    return 0


def show(counts: Mapping[str, Counter[str]]) -> None:
    """A row a mark, a column a reader."""
    print(f"{'':52} pages" + "".join(f"{who:>13}" for who in counts))
    for mark in MARKS:
        given = next(iter(counts.values()))[f"of {mark}"]
        shares = "".join(f"{one[mark] / given:13.3f}" for one in counts.values()) if given else ""
        print(f"{mark:52} {given:5}{shares}")


def judge(page: Coded, found: Found | None) -> Iterator[tuple[str, bool]]:
    """Which marks can be given to a page, and whether they are earned. An article that is not read earns none."""
    if not page.is_article:
        yield "no article, and none read of it", found is None
        return
    yield "article, and one read of it", found is not None
    if page.title is not None:
        yield "title exact", found is not None and plain(found.title) == page.title
    named = frozenset(hash_of(plain(name)) for name in found.authors) if found else frozenset()
    yield "authors exact", found is not None and named == page.authors
    if page.authors:
        yield "  where there are any", named == page.authors
    else:
        yield "  invented where there are none", bool(named)
    if page.published:
        yield "day", found is not None and found.day == page.published[:10]
        yield from judge_minute(page.published, found)
    yield from judge_body(page, found.lines if found else (), found.below_title if found else "")


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
    if page.title and is_telling(page.title) and page.title not in page.blocks["body"]:
        yield "title again in the body", page.title in lines
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


def show_error(asked: str, page: Coded, found: Found | None, marks: Mapping[str, bool]) -> None:
    """What we made of a page that errs in the row asked for."""
    for mark, holds in marks.items():
        if asked not in mark or holds != mark.endswith(BAD):
            continue
        values = ""
        if found and mark.startswith("title exact"):
            values = f": found {(found.title or '')[:SHOWN_CHARS]!r}, coded {page.title!r}"
        elif found and mark.startswith(("day", "minute")):
            values = f": found {found.at.isoformat() if found.at else found.day}, coded {page.published}"
        elif found and asked in "authors invented":
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
    return Found(read.title, names, read.date, None, tuple(plain(line) for line in text.split("\n")), plain(text))


# ── what was coded ───────────────────────────────────────────────────────────────────────────────────────────────────


def read_coded(folder: Path) -> Iterator[Coded]:
    """The coded pages that lie in a folder; how many do not is told."""
    missing = lost = 0
    for line in CODES.read_text(encoding="utf-8").splitlines():
        code = json.loads(line)
        path = folder / code["page"]
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != code["sha256"]:
            missing += 1
            continue
        page = LexborHTMLParser(decode(content, charset=None))
        texts = {hash_of(block.text): block.text for block in read_blocks(page).blocks}
        page_lost, coded = name_blocks(code, content, texts)
        lost += page_lost
        yield coded
    if missing:
        print(f"{missing} pages are not in the folder as they were coded: they are left out", file=sys.stderr)
    if lost:
        print(f"{lost} coded blocks are no blocks as tolltrace now reads pages: code them anew", file=sys.stderr)


def name_blocks(code: Mapping[str, object], content: bytes, texts: Mapping[str, str]) -> tuple[int, Coded]:
    """A code with the words of its blocks, and how many of these are not on the page."""
    blocks: dict[str, tuple[str, ...]] = {}
    lost = 0
    for kind in ("body", "captions", "byline", "standfirst"):
        hashes = as_list(code.get(kind))
        blocks[kind] = tuple(plain(texts[one]) for one in hashes if one in texts)
        lost += len(hashes) - len(blocks[kind])
    title = str(code.get("title", ""))
    return lost + bool(title and title not in texts), Coded(
        name=str(code["page"]),
        content=content,
        is_article=code["kind"] in ARTICLES,
        title=plain(texts[title]) if title in texts else None,
        authors=frozenset(as_list(code.get("authors"))),
        published=str(code["published"]) if code.get("published") else None,
        blocks=blocks,
    )


def as_list(value: object) -> Collection[str]:
    """A list of hashes; none where the code has none."""
    return [str(one) for one in value] if isinstance(value, list) else []


def plain(text: str | None) -> str:
    """Its words in lower case, a blank between: as names were hashed."""
    return " ".join(WORDS.findall((text or "").casefold()))


def hash_of(text: str) -> str:
    """As codes.jsonl writes it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
