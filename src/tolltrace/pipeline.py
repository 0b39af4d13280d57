"""The mission, in one page: a page comes in, its articles and their claims come out.

`trace_page` is pure: the CLI, the tests and a cluster's workers call it alike.
"""

import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from tolltrace.articles import extract_articles
from tolltrace.claims import extract_claims
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.pages import read_sources
from tolltrace.settings import Settings, load_settings
from tolltrace.values import Article, Failed, Page, Rejected, Result, Traced


def trace_page(page: Page, knowledge: Knowledge) -> Iterator[Result]:
    """All that one page tells us: one result per article in it."""
    for article in extract_articles(page, knowledge):
        match article:
            case Article():
                yield Traced(article, extract_claims(article, knowledge), knowledge.method)
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
    """`trace` for pages that are already read."""
    for page in pages:
        if isinstance(page, Rejected | Failed):
            yield page
            continue
        try:
            yield from trace_page(page, knowledge)
        except Exception as error:  # noqa: BLE001 - the one place where a bug of ours costs one page and not the run
            detail = f"{type(error).__name__}: {error}. This is a fault of tolltrace: please report it with the page"
            yield Failed(page.source, detail, traceback.format_exc())
