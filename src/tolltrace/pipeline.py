"""The mission, in one page: a page comes in, its articles and their claims come out.

`trace_page` is pure: the CLI, the tests and a cluster's workers call it alike.
"""

import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from tolltrace.articles import extract_articles, read_articles
from tolltrace.claims import extract_claims_of
from tolltrace.errors import TolltraceError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.pages import read_again, read_sources
from tolltrace.settings import Settings, load_settings
from tolltrace.values import Article, Failed, Page, Rejected, Result, Traced
from tolltrace.workers import work_through

MAX_ARTICLES = 128  # that are read together: more of them gain little (benchmarks/claims_speed.py)
MAX_PAGES = 64  # that one of several processes is given at once
MAX_SIZE = 1_000_000  # characters or bytes of either, so that memory stays bounded
MAX_KEPT = 32 * 1024 * 1024  # bytes of pages that wait with their articles for the ledger
MAX_WAIT_SECONDS = 0.5  # that one waits for others before it is read with those that are there


class Extracted(NamedTuple):
    """An article and the page that it was read from, None where nobody wants that any more."""

    article: Article
    page: Page | None


Each = TypeVar("Each", bound=Page | Extracted | Rejected | Failed)


def trace_page(page: Page, knowledge: Knowledge) -> Iterator[Result]:
    """All that one page tells us: one result per article in it.

    The copy of a PDF or of mail that a ledger kept is read anew.
    """
    for again in read_again(page):
        if not isinstance(again, Page):
            yield again
            continue
        for article in extract_articles(again, knowledge):
            match article:
                case Article():
                    yield Traced(article, extract_claims_of([article], knowledge)[0], knowledge.method, again)
                case Rejected() | Failed():
                    yield article


def trace(
    *sources: str | Path,
    knowledge: Knowledge | None = None,
    settings: Settings | None = None,
    processes: int = 1,
    by_rules: bool = False,
) -> Iterator[Result]:
    """Read files, folders, glob patterns, URLs and "-", and yield what each article or page came to, as it is read.

    Pages read = traced + rejected + failed. One bad page never stops a run: an unforeseen exception costs that page,
    which comes out as Failed with the trace back. Several processes give the same results in the same order; a program
    that asks for them needs `if __name__ == "__main__":`, as each imports it anew, and loads its own knowledge. Raises
    WorkerError where one of them dies. `by_rules` leaves the trained linker out: two to three times as fast on news of
    war, with fewer places and speakers right. Each Traced holds its page, of which a ledger keeps a copy, unless the
    settings want no `snapshots`.
    """
    if processes > 1 and knowledge is not None:
        raise ValueError("knowledge= goes with processes=1: each of several processes loads its own")
    settings = settings or load_settings()
    pages = read_sources(sources, settings)
    if processes > 1:
        pieces = gather(pages, MAX_PAGES)
        work = partial(trace_piece, by_rules=by_rules, with_pages=settings.snapshots)
        for results in work_through(work, pieces, processes, name_piece):
            yield from results
    else:
        knowledge = choose_knowledge(knowledge, by_rules=by_rules)
        yield from trace_pages(pages, knowledge, with_pages=settings.snapshots)


def read(
    *sources: str | Path, knowledge: Knowledge | None = None, settings: Settings | None = None
) -> Iterator[Article | Rejected | Failed]:
    """Read sources as `trace` does, and yield their articles, in whatever language, without looking for claims."""
    known = knowledge or load_knowledge()
    for page in read_sources(sources, settings or load_settings()):
        if not isinstance(page, Page):
            yield page
            continue
        try:
            yield from read_articles(page, known)
        except Exception as error:  # noqa: BLE001 - a bug of ours costs one page and not the run, as below
            yield our_fault(page.source, error)


def choose_knowledge(knowledge: Knowledge | None = None, *, by_rules: bool) -> Knowledge:
    """What a run knows: ours, if it brings none."""
    known = knowledge or load_knowledge()
    return known.by_rules() if by_rules else known


def trace_piece(
    pages: Sequence[Page | Rejected | Failed], *, by_rules: bool = False, with_pages: bool = True
) -> list[Result]:
    """What some pages come to: the work of one of several processes."""
    return list(trace_pages(pages, choose_knowledge(by_rules=by_rules), with_pages=with_pages))


def name_piece(pages: Sequence[Page | Rejected | Failed]) -> str:
    """Some pages, for a person."""
    return pages[0].source if len(pages) == 1 else f"{pages[0].source} to {pages[-1].source}"


def trace_pages(
    pages: Iterable[Page | Rejected | Failed], knowledge: Knowledge, *, with_pages: bool = True
) -> Iterator[Result]:
    """`trace` for pages that are already read. Some articles are read ahead: together they take half the time."""
    for articles in gather(extract_all(pages, knowledge, with_pages=with_pages), MAX_ARTICLES):
        yield from trace_articles(articles, knowledge)


def gather(read: Iterable[Each], most: int) -> Iterator[list[Each]]:
    """Some pages or articles at a time: not many, nor large together, nor for long. What came before an error is given
    before it is raised."""
    left = iter(read)
    ahead: list[Each] = []
    size, began = 0.0, time.monotonic()
    error: TolltraceError | None = None
    while True:
        try:
            each = next(left)
        except StopIteration:
            break
        except TolltraceError as raised:
            error = raised
            break
        ahead.append(each)
        size += share_of(each)
        is_late = time.monotonic() - began >= MAX_WAIT_SECONDS  # a slow source: what is read shall be seen
        if len(ahead) >= most or size >= 1 or is_late:
            yield ahead
            ahead, size, began = [], 0.0, time.monotonic()
    if ahead:
        yield ahead
    if error is not None:
        raise error


def share_of(each: Page | Extracted | Rejected | Failed) -> float:
    """How much it takes of what may be held at once."""
    match each:
        case Page():
            return max(len(each.content) / MAX_SIZE, len(each.was_read.content) / MAX_KEPT)
        case Extracted(article, page):
            return max(len(article.body) / MAX_SIZE, len(page.was_read.content) / MAX_KEPT if page else 0)
        case _:
            return 0


def extract_all(
    pages: Iterable[Page | Rejected | Failed], knowledge: Knowledge, *, with_pages: bool
) -> Iterator[Extracted | Rejected | Failed]:
    """The articles of some pages, as they are read."""
    for page in pages:
        if isinstance(page, Rejected | Failed):
            yield page
            continue
        try:
            for article in extract_articles(page, knowledge):
                kept = page if with_pages else None
                yield Extracted(article, kept) if isinstance(article, Article) else article
        except Exception as error:  # noqa: BLE001 - a bug of ours costs one page and not the run, as below
            yield our_fault(page.source, error)


def trace_articles(articles: Sequence[Extracted | Rejected | Failed], knowledge: Knowledge) -> Iterator[Result]:
    """What some articles come to, read together; one by one where that fails."""
    together = [each.article for each in articles if isinstance(each, Extracted)]
    try:
        claims = iter(extract_claims_of(together, knowledge))
    except Exception:  # noqa: BLE001 - one of them is at fault, and only that one shall pay
        yield from (trace_article(*each, knowledge) if isinstance(each, Extracted) else each for each in articles)
        return
    yield from (
        Traced(each.article, next(claims), knowledge.method, each.page) if isinstance(each, Extracted) else each
        for each in articles
    )


def trace_article(article: Article, page: Page | None, knowledge: Knowledge) -> Result:
    """One article by itself."""
    try:
        return Traced(article, extract_claims_of([article], knowledge)[0], knowledge.method, page)
    except Exception as error:  # noqa: BLE001 - a bug of ours costs one page and not the run
        return our_fault(article.source, error)


def our_fault(source: str, error: Exception) -> Failed:
    """A page that an unforeseen exception cost; called while it is handled."""
    detail = f"{type(error).__name__}: {error}. This is a fault of tolltrace: please report it with the page"
    return Failed(source, detail, "".join(traceback.format_exception(error)))
