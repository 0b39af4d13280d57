"""How well articles are found in article-extraction-benchmark's pages, and in the same pages flattened to text.

    TOLLTRACE_DATA=../shared/data python benchmarks/pages_quality.py

Prints the benchmark's own figures for tolltrace, beside trafilatura on the same pages where that is installed: on the
half of the pages that was worked with, and on the half kept apart. Behind each peer, by how much the F1 of tolltrace is
above its own, with a paired bootstrap interval of 95 %: a difference whose interval holds 0 is noise. Then what of a
page's furniture stands in the body. Exits 1 where a figure of the half kept apart is below benchmarks/floors.toml.
Without the data it says so and exits 0.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from selectolax.lexbor import LexborHTMLParser

from page_readers import (
    BenchPage,
    Reading,
    as_html,
    flatten,
    open_bench,
    read_ours,
    read_theirs,
    trafilatura,
)  # fmt: skip
from shingles import WORDS, difference, mean_of, score_text
from tolltrace.articles.blocks import read_blocks
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.values import Page

SIGNS = r"by|words by|story by|written by|author|von|par|por|di|door|av|от|автор"  # before a name
BYLINE = re.compile(rf"(?i:{SIGNS})\b:? (?P<name>\S)")
BYLINE_WORDS = range(2, 13)
FEWEST_WORDS = 4  # of a title or a caption: fewer may stand in a sentence by chance
MOSTLY = 0.75  # of a paragraph's runs of words: with so many it is kept

Texts = Sequence[str]


def main() -> int:
    """Print the tables."""
    pages, knowledge = open_bench(), load_knowledge()
    if pages is None:
        return 0
    printed = [flatten(page.html) for page in pages]
    blocks = [[one.text for one in read_blocks(LexborHTMLParser(page.html)).blocks] for page in pages]
    as_pages = read_all([page.page for page in pages], [page.html for page in pages], knowledge)
    f1 = {"html": show("pages as HTML", pages, as_pages)}
    for name, lines in (("pages flattened, by lxml", printed), ("pages flattened, by our own blocks", blocks)):
        texts = ["\n".join(one) for one in lines]
        given = [
            Page("text", text.encode("utf-8", "replace"), page.id) for text, page in zip(texts, pages, strict=True)
        ]
        f1.setdefault(
            "text",
            show(name, pages, {**read_all(given, [as_html(one) for one in lines], knowledge), "all of it": texts}),
        )
    show_noise(pages, as_pages)
    return compare_with_floors(f1)


def compare_with_floors(f1: dict[str, float]) -> int:
    """1 where a figure is below its floor."""
    floors = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))["pages"]
    low = {kind: floor for kind, floor in floors.items() if f1[kind] < floor}
    for kind, floor in low.items():
        print(f"{kind}: F1 {f1[kind]:.4f} is below its floor of {floor} (benchmarks/floors.toml)", file=sys.stderr)
    return 1 if low else 0


def read_all(given: Sequence[Page], as_markup: Texts, knowledge: Knowledge) -> dict[str, Texts]:
    """Who reads → the text of each page."""
    ours = [read_ours(page, knowledge) for page in given]
    print(f"\nnot read by tolltrace: {tell_refusals(ours)}")
    texts: dict[str, Texts] = {
        "tolltrace": [one.body for one in ours],
        "tolltrace, with standfirst": [one.standfirst_and_body for one in ours],
    }
    if trafilatura is not None:
        texts["trafilatura, precision"] = [read_theirs(one, precisely=True) for one in as_markup]
        texts["trafilatura, default"] = [read_theirs(one, precisely=False) for one in as_markup]
    return texts


def tell_refusals(readings: Sequence[Reading]) -> str:
    """How many pages would come to no article, and why; those of another language are scored all the same."""
    refused = Counter(f"{one.refusal}{' (scored here)' * bool(one.articles)}" for one in readings if one.refusal)
    return ", ".join(f"{count} × {reason}" for reason, count in refused.most_common()) or "none"


def show(name: str, pages: Sequence[BenchPage], read: dict[str, Texts]) -> float:
    """One table a half, and one of all pages. The F1 of tolltrace on the half kept apart is given back."""
    scores = {
        who: [score_text(text, page.text) for text, page in zip(texts, pages, strict=True)]
        for who, texts in read.items()
    }
    halves: dict[str, Callable[[BenchPage], bool]] = {
        "worked with": lambda page: not page.kept_apart,
        "kept apart": lambda page: page.kept_apart,
        "all": lambda _: True,
    }
    for half, belongs in halves.items():
        chosen = [number for number, page in enumerate(pages) if belongs(page)]
        title = f"{name}, {half}: {len(chosen)}"
        print(f"\n{title:52} precision  recall     F1  exact  tolltrace is above by, 95 % interval")
        ours = [scores["tolltrace"][number] for number in chosen]
        for who, every in scores.items():
            theirs = [every[number] for number in chosen]
            means = mean_of(theirs)
            above = "" if who == "tolltrace" else "  {:+.4f}  {:+.4f} to {:+.4f}".format(*difference(ours, theirs))
            figures = f"{means.precision:9.3f} {means.recall:7.3f} {means.f1:6.4f} {means.exact:6.3f}"
            print(f"  {who:50} {figures}{above}", flush=True)
    kept_apart = [score for score, page in zip(scores["tolltrace"], pages, strict=True) if page.kept_apart]
    return mean_of(kept_apart).f1


# ── noise ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a page marks as something else than its text, in plain words; none of it stands in the true text."""

    titles: tuple[str, ...]
    captions: tuple[str, ...]
    true_lines: frozenset[str]


def show_noise(pages: Sequence[BenchPage], read: dict[str, Texts]) -> None:
    """Shares of pages; of titles and captions, of the pages that mark any."""
    furniture = [find_furniture(page) for page in pages]
    titled = sum(bool(one.titles) for one in furniture)
    captioned = sum(bool(one.captions) for one in furniture)
    print(f"\n{'noise in the body, and what is lost':52} captions  title again  byline  first kept  last kept")
    for who, texts in read.items():
        counts = Counter[str]()
        for text, page, one in zip(texts, pages, furniture, strict=True):
            lines = [plain(line) for line in text.split("\n")]
            whole = f" {' '.join(lines)} "
            counts["captions"] += any(f" {caption} " in whole for caption in one.captions)
            counts["titles"] += bool(set(one.titles).intersection(lines))
            counts["bylines"] += any(is_byline(line) and plain(line) not in one.true_lines for line in text.split("\n"))
            first, last = ends_of(page.text)
            counts["first"] += score_text(text, first).recall >= MOSTLY
            counts["last"] += score_text(text, last).recall >= MOSTLY
        print(
            f"  {who:50} {counts['captions'] / captioned:8.1%} {counts['titles'] / titled:12.1%}"
            f" {counts['bylines'] / len(pages):7.1%} {counts['first'] / len(pages):11.1%}"
            f" {counts['last'] / len(pages):10.1%}"
        )
    print(
        f"  of {captioned} pages with captions, {titled} with a title that the true text has not; {len(pages)} in all"
    )


def find_furniture(page: BenchPage) -> Furniture:
    """The captions and titles that the page marks up as such."""
    tree = html.document_fromstring(page.html.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    true_lines = frozenset(plain(line) for line in page.text.split("\n"))
    true_text = f" {plain(page.text)} "

    def marked(tag: str) -> tuple[str, ...]:
        texts = {plain(str(element.text_content())) for element in tree.iter(tag)}
        return tuple(text for text in texts if len(text.split()) >= FEWEST_WORDS and f" {text} " not in true_text)

    return Furniture(marked("h1"), marked("figcaption"), true_lines)


def is_byline(line: str) -> bool:
    """Whether it looks like one: "By Ann Example", in some languages."""
    found = BYLINE.match(line.strip())
    return bool(found and found["name"].isupper() and len(line.split()) in BYLINE_WORDS and not line.endswith("."))


def ends_of(text: str) -> tuple[str, str]:
    """The first and the last paragraph of some words; all of a text that has none."""
    paragraphs = [line for line in text.split("\n") if len(WORDS.findall(line)) >= FEWEST_WORDS] or [text]
    return paragraphs[0], paragraphs[-1]


def plain(text: str) -> str:
    """Its words in lower case, a blank between."""
    return " ".join(WORDS.findall(text.casefold()))


if __name__ == "__main__":
    sys.exit(main())
