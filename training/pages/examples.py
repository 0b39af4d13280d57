"""The pages to learn from, the benchmark's and those coded by reading, each with which blocks are the article's."""

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from tolltrace.articles.blocks import Block, Blocks, Box, read_blocks
from tolltrace.articles.body import hints_of
from tolltrace.articles.decode import decode
from tolltrace.articles.head import read_head
from tolltrace.articles.heading import read_heading
from tolltrace.articles.line_traits import LineTraits
from tolltrace.articles.lines import Line, Sort, read_line
from tolltrace.articles.traits import Hints
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Page

KNOWLEDGE = load_knowledge()
WORDS = re.compile(r"\w+")
BENCH_WEIGHT = 1.5
# The weight of pages that are not news, or in scripts that we do not read yet.
ELSEWHERE = {"gne-0.4.3": 0.5, "htmldate-1.3.2": 0.4, "trafilatura-1.1.0": 0.7, "article_extractor-0.5.9": 0.7}
CODED_PARTS = ("captions", "byline", "standfirst")  # as PARTS of tolltrace.articles.parts has them
SAME_TEXT = 0.75  # of a block's 4-grams: with so many in the true text it is the article's


@dataclass(frozen=True, slots=True)
class Example:
    """One page: its blocks, which of them are the article's, and the true text."""

    name: str
    page: Blocks
    hints: Hints
    own: np.ndarray
    gold: str
    parts: np.ndarray | None = (
        None  # of each block: 0, or the place of what it is in PARTS, from 1; None where not coded
    )
    weight: float = 1.0
    tested: bool = False  # of the half that is only tested on
    beside: LineTraits | None = None  # where it is flattened


def read_bench(path: Path) -> Iterator[Example]:
    """The benchmark's pages; those with odd ids are only tested on."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            page, hints = read_page(record["html"], record["id"])
            own = find_own(page.blocks, record["text"])
            tested = int(record["id"][:8], 16) % 2 == 1
            yield Example(f"bench {record['id']}", page, hints, own, record["text"], weight=BENCH_WEIGHT, tested=tested)


def read_coded(folder: Path) -> Iterator[Example]:
    """The coded pages that lie in a folder; one that is missing or another is named and left out."""
    for line in (Path(__file__).parent / "codes.jsonl").read_text(encoding="utf-8").splitlines():
        code = json.loads(line)
        if not code.get("body") or code["kind"] not in {"article", "liveblog"}:
            continue
        path = folder / code["page"]
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != code["sha256"]:
            print(f"left out: {code['page']} is not in the folder as it was coded", file=sys.stderr)
            continue
        page, hints = read_page(decode(content, charset=None), code["page"])
        own = np.zeros(len(page.blocks))
        hashes = [hashlib.sha256(block.text.encode()).hexdigest()[:12] for block in page.blocks]
        at = 0
        for wanted in code["body"]:
            if wanted in hashes[at:]:
                at = hashes.index(wanted, at) + 1
                own[at - 1] = 1
        parts = np.zeros(len(page.blocks), dtype=int)
        for place, part in enumerate(CODED_PARTS, start=1):
            coded = set(code.get(part, ()))
            parts[[number for number, one in enumerate(hashes) if one in coded and not own[number]]] = place
        gold = "\n".join(block.text for block, is_own in zip(page.blocks, own, strict=True) if is_own)
        weight = ELSEWHERE.get(code["page"].partition("/")[0], 1.0)
        yield Example(code["page"], page, hints, own, gold, parts, weight)


def flatten(example: Example) -> Example:
    """The same page as lines of text, all furniture in it."""
    box = Box(0, None, "body", "", hidden=False, depth=0, own=len(example.page.blocks))
    lines = [Block(box, block.text, 0, 0, 0) for block in example.page.blocks]
    read = [read_line(line.text, KNOWLEDGE.signs) or Line(line.text, Sort.FURNITURE, 0) for line in lines]
    return replace(example, page=Blocks(lines, [box]), hints=Hints(), beside=LineTraits(read))


def read_page(html: str, name: str) -> tuple[Blocks, Hints]:
    """The blocks of a page, and what its heading offers."""
    tree = LexborHTMLParser(html)
    head = read_head(tree)
    page = read_blocks(tree)
    return page, hints_of(read_heading(head, page, Page("html", b"", name), KNOWLEDGE))


def find_own(blocks: Sequence[Block], gold: str) -> np.ndarray:
    """Which blocks the true text is made of: long ones by their words, short ones where they stand between these."""
    true, grams = f" {' '.join(WORDS.findall(gold))} ", grams_of(gold)
    own = np.zeros(len(blocks))
    places: dict[int, tuple[int, int]] = {}
    words = [WORDS.findall(block.text) for block in blocks]
    at = 0
    for number, one in enumerate(words):
        if len(one) < 8:
            continue
        joined = f" {' '.join(one)} "
        found = true.find(joined, max(0, at - 1))
        found = found if found >= 0 else true.find(joined)
        if found >= 0:
            at = found + len(joined) - 1
            own[number], places[number] = 1, (found, at)
        elif share_of(grams_of(blocks[number].text), grams) > SAME_TEXT:
            own[number] = 1
    first: dict[tuple[int, int], int] = {}
    for number in sorted(places):  # of a text that the page holds twice, the one in the longer run
        other = first.setdefault(places[number], number)
        if other != number:
            kept, left = (number, other) if near(own, number) > near(own, other) else (other, number)
            own[left], first[places[number]] = 0, kept
    add_short(own, places, words, true)
    return own


def near(own: np.ndarray, number: int) -> float:
    """How many blocks around one are the article's."""
    return float(own[max(0, number - 6) : number + 7].sum())


def add_short(own: np.ndarray, places: dict[int, tuple[int, int]], words: Sequence[Sequence[str]], true: str) -> None:
    """Short blocks, where the true text has them between the long ones around them."""
    for number, one in enumerate(words):
        if len(one) >= 8 or not one:
            continue
        before = max((other for other in places if other < number and own[other]), default=None)
        after = min((other for other in places if other > number and own[other]), default=None)
        far_behind = before is not None and number - before > 25
        far_above = before is None and after is not None and after - number > 6
        if far_behind or far_above:
            continue
        low = places[before][1] - 1 if before is not None else 0
        high = places[after][0] + 1 if after is not None else len(true)
        joined = f" {' '.join(one)} "
        found = true.find(joined, low, high + 1) if high > low else -1
        if 0 <= found - low < 400:
            own[number], places[number] = 1, (found, found + len(joined) - 1)


def grams_of(text: str) -> Counter[tuple[str, ...]]:
    """The 4-grams of a text, as article-extraction-benchmark has them."""
    words = WORDS.findall(text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)) if words)


def share_of(some: Counter[tuple[str, ...]], of_all: Counter[tuple[str, ...]]) -> float:
    """Which share of the first stands in the second."""
    return sum((some & of_all).values()) / (sum(some.values()) or 1)
