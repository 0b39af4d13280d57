"""The mission, in one page: a page comes in, its articles and their claims come out.

`trace_page` is pure: the CLI, the tests and a cluster's workers call it alike.
"""

import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tolltrace.articles import extract_articles
from tolltrace.claims import extract_claims_of
from tolltrace.errors import TolltraceError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.pages import read_sources
from tolltrace.settings import Settings, load_settings
from tolltrace.values import Article, Failed, Page, Rejected, Result, Traced

MAX_AHEAD = 128  # articles that are read together: more of them gain little (benchmarks/claims_speed.py)
MAX_CHARS = 1_000_000  # that they have together, so that memory stays bounded
MAX_WAIT_SECONDS = 0.5  # that an article waits for others before it is read with those that are there


def trace_page(page: Page, knowledge: Knowledge) -> Iterator[Result]:
    """All that one page tells us: one result per article in it."""
    for article in extract_articles(page, knowledge):
        match article:
            case Article():
                yield Traced(article, extract_claims_of([article], knowledge)[0], knowledge.method)
            case Rejected() | Failed():
                yield article


def trace(
    *sources: str | Path, knowledge: Knowledge | None = None, settings: Settings | None = None
) -> Iterator[Result]:
    """Read files, folders, glob patterns, URLs and "-", and yield what each article or page came to, as it is read.

    Pages read = traced + rejected + failed. One bad page never stops a run: an unforeseen exception costs that page,
    which comes out as Failed with the trace back.
    """
    knowledge = knowledge or load_knowledge()
    yield from trace_pages(read_sources(sources, settings or load_settings()), knowledge)


def trace_pages(pages: Iterable[Page | Rejected | Failed], knowledge: Knowledge) -> Iterator[Result]:
    """`trace` for pages that are already read. Some articles are read ahead: together they take half the time."""
    for articles in gather(extract_all(pages, knowledge)):
        yield from trace_articles(articles, knowledge)


def gather(articles: Iterator[Article | Rejected | Failed]) -> Iterator[list[Article | Rejected | Failed]]:
    """Some articles at a time: not many, nor for long. What came before an error is given before it is raised."""
    ahead: list[Article | Rejected | Failed] = []
    chars, began, error = 0, time.monotonic(), None
    while error is None:
        try:
            ahead.append(next(articles))
        except StopIteration:
            break
        except TolltraceError as raised:
            error = raised
        is_late = time.monotonic() - began >= MAX_WAIT_SECONDS  # a slow source: what is read shall be seen
        chars += len(ahead[-1].text) if ahead and isinstance(ahead[-1], Article) else 0
        if len(ahead) >= MAX_AHEAD or chars >= MAX_CHARS or is_late:
            yield ahead
            ahead, chars, began = [], 0, time.monotonic()
    if ahead:
        yield ahead
    if error is not None:
        raise error


def extract_all(
    pages: Iterable[Page | Rejected | Failed], knowledge: Knowledge
) -> Iterator[Article | Rejected | Failed]:
    """The articles of some pages, as they are read."""
    for page in pages:
        if isinstance(page, Rejected | Failed):
            yield page
            continue
        try:
            yield from extract_articles(page, knowledge)
        except Exception as error:  # noqa: BLE001 - a bug of ours costs one page and not the run, as below
            yield our_fault(page.source, error)


def trace_articles(articles: Sequence[Article | Rejected | Failed], knowledge: Knowledge) -> Iterator[Result]:
    """What some articles come to, read together; one by one where that fails."""
    together = [each for each in articles if isinstance(each, Article)]
    try:
        claims = iter(extract_claims_of(together, knowledge))
    except Exception:  # noqa: BLE001 - one of them is at fault, and only that one shall pay
        yield from (trace_article(each, knowledge) if isinstance(each, Article) else each for each in articles)
        return
    yield from (
        Traced(each, next(claims), knowledge.method) if isinstance(each, Article) else each for each in articles
    )


def trace_article(article: Article, knowledge: Knowledge) -> Result:
    """One article by itself."""
    try:
        return Traced(article, extract_claims_of([article], knowledge)[0], knowledge.method)
    except Exception as error:  # noqa: BLE001 - a bug of ours costs one page and not the run
        return our_fault(article.source, error)


def our_fault(source: str, error: Exception) -> Failed:
    """A page that an unforeseen exception cost; called while it is handled."""
    detail = f"{type(error).__name__}: {error}. This is a fault of tolltrace: please report it with the page"
    return Failed(source, detail, "".join(traceback.format_exception(error)))
