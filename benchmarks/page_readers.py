"""Pages with their true text, and who reads them: tolltrace, and trafilatura where it is installed."""

import gzip
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from lxml import etree, html

from tolltrace.articles import read_articles
from tolltrace.articles.extract import check_language
from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Page

try:
    import trafilatura
except ImportError:
    trafilatura = None

FILE = "article_extraction_bench.jsonl.gz"
NO_DATA = f"skipped: TOLLTRACE_DATA does not name the folder that holds {FILE}"
NO_PEER = "trafilatura is not installed: it is left out (pip install trafilatura)"
UNPRINTED = {"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "head"}
BLOCKS = {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
    ),
    *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("header", "hr", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody"),
    *("td", "tfoot", "th", "thead", "tr", "ul"),
}


@dataclass(frozen=True, slots=True)
class BenchPage:
    """A page of article-extraction-benchmark with its true text."""

    id: str
    html: str
    text: str

    @property
    def kept_apart(self) -> bool:
        """Whether it is of the half that nobody looked at while the rules and models were made."""
        return int(self.id[:8], 16) % 2 == 1

    @property
    def page(self) -> Page:
        """As it comes from a server that declares its encoding: the benchmark stores it decoded."""
        return Page("html", self.html.encode("utf-8", "replace"), self.id, charset="utf-8")


@dataclass(frozen=True, slots=True)
class Reading:
    """What tolltrace makes of a page. `refusal` is why it would have no article of it, "" where it has one."""

    articles: tuple[Article, ...]
    refusal: str = ""

    @property
    def body(self) -> str:
        """The text that claims are read from, without title and standfirst; of a live blog, that of all its posts."""
        return "\n\n".join(article.body for article in self.articles)

    @property
    def standfirst_and_body(self) -> str:
        """All that stands below the title."""
        return "\n\n".join(article.text[article.body_start :] for article in self.articles)


def open_bench() -> list[BenchPage] | None:
    """Every page of the benchmark; None where it is not there, which is said, as is an absent peer."""
    path = Path(os.environ.get("TOLLTRACE_DATA", ".")) / FILE
    if not path.exists():
        print(NO_DATA)
        return None
    if trafilatura is None:
        print(NO_PEER)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [BenchPage(one["id"], one["html"], one["text"]) for one in records]


def read_ours(page: Page, knowledge: Knowledge) -> Reading:
    """Every article of a page, in whatever language: the check that turns languages away is only asked, not obeyed."""
    results = list(read_articles(page, knowledge))
    articles = tuple(result for result in results if isinstance(result, Article))
    if not articles:
        return Reading((), getattr(results[0], "reason", "failed") if results else "nothing")
    checked = [check_language(article, knowledge) for article in articles]
    refused = [one.reason for one in checked if not isinstance(one, Article)]
    return Reading(articles, refused[0] if len(refused) == len(checked) else "")


def read_theirs(text: str, *, precisely: bool) -> str:
    """What trafilatura keeps, set as the authors of the benchmark set it: without comments."""
    kept = trafilatura.extract(text, include_comments=False, favor_precision=precisely)
    return kept or ""


def flatten(text: str) -> list[str]:
    """All that a page prints and what it hides, furniture included, a line a block; made apart from our own reading."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    pieces: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if element.tag in BLOCKS:
            pieces.append("\n")
        if event == "end":
            pieces.append(joined(element.tail))
        elif element.tag in UNPRINTED:
            walk.skip_subtree()
        else:
            pieces.append(joined(element.text))
    return [line for one in "".join(pieces).split("\n") if (line := joined(one).strip())]


def joined(text: str | None) -> str:
    """On one line, each run of blanks one blank: line ends of the source are none of the page."""
    words = " ".join((text or "").split())
    before, after = ((text or "?")[end].isspace() for end in (0, -1))
    return f"{' ' * before}{words}{' ' * after}" if words else " " * before


def as_html(lines: Sequence[str]) -> str:
    """Lines as the plainest page there is, for a reader that takes no text."""
    return f"<html><body>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</body></html>"
