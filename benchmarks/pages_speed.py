"""Pages a second and core from HTML to an article with its metadata, beside trafilatura and a parse alone.

    TOLLTRACE_DATA=../shared/data python benchmarks/pages_speed.py

All read the same pages in the same run, taking turns; times are of the CPU. Prints rates, their ratios to ours, and
what the slowest page took: a page that takes minutes stops a queue. Without the data it says so and exits 0.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence

os.environ.setdefault("OMP_NUM_THREADS", "1")

from selectolax.lexbor import LexborHTMLParser

from page_readers import BenchPage, open_bench, trafilatura
from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Page

ROUNDS = 3

Work = Callable[[BenchPage, Page], object]


def main() -> int:
    """Print the table."""
    pages, knowledge = open_bench(), load_knowledge()
    if pages is None:
        return 0
    megabytes = sum(len(page.page.content) for page in pages) / 1e6
    works: dict[str, Work] = {"tolltrace, with metadata": lambda _, page: list(extract_articles(page, knowledge))}
    if trafilatura is not None:
        works["trafilatura, with metadata"] = lambda one, _: trafilatura.bare_extraction(one.html, with_metadata=True)
        works["trafilatura, without"] = lambda one, _: trafilatura.bare_extraction(one.html, with_metadata=False)
    works["a lexbor parse alone"] = lambda _, page: LexborHTMLParser(page.content)
    rounds = [{who: time_each(work, pages) for who, work in works.items()} for _ in range(ROUNDS)]
    print(
        f"{len(pages)} pages, {megabytes:.0f} MB       pages/s   MB/s   tolltrace has so many times   slowest page, ms"
    )
    best = {who: min(sum(one[who]) for one in rounds) for who in works}
    for who, seconds in best.items():
        slowest = max(min(times) for times in zip(*(one[who] for one in rounds), strict=True))
        ratio = seconds / best["tolltrace, with metadata"]
        print(f"{who:26} {len(pages) / seconds:7,.0f} {megabytes / seconds:6.1f} {ratio:29.2f} {1000 * slowest:18.1f}")
    return 0


def time_each(work: Work, pages: Sequence[BenchPage]) -> list[float]:
    """Seconds of CPU time that each page takes. What the page comes to is freed within them."""
    times = []
    for one in pages:
        page = one.page
        start = time.process_time()
        work(one, page)
        times.append(time.process_time() - start)
    return times


if __name__ == "__main__":
    sys.exit(main())
