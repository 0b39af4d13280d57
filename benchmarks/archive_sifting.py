"""How many pages are skipped before the parse, and how many claims are lost by that.

    TOLLTRACE_DATA=../shared/data python benchmarks/archive_sifting.py [--items 2000]

Each coded report, and some of the uncoded short ones, is made a page of four builds (plain; in the furniture of a site;
in Windows-1252 or -1251; with every letter beyond ASCII as an entity) and traced with and without the sieve. What of
the share of claims is lost must be at most MAX_LOST. The pages of article-extraction-benchmark, real ones on anything,
tell what is skipped. Without the data it says so and exits 0.
"""

import argparse
import gzip
import html
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tolltrace.archive.sifting import Sieve
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.pipeline import trace_page
from tolltrace.values import Page, Traced

MAX_LOST = 0.005
CODED = ("claims_dev.jsonl", "kirby_dev.jsonl", "wikievents_life.jsonl", "wikinews_attributions.jsonl")
SHORT = "current_events_2002_2021.jsonl.gz"
MIXED = "article_extraction_bench.jsonl.gz"
OURS = Path(__file__).parent.parent / "examples" / "uk-and-ru-short-reports.jsonl"
MENU = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("News", "World", "Sport", "Culture", "Weather"))


def main() -> int:
    """Print both shares; 1 where too many claims are lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=2000, help="how many of the uncoded short reports")
    items = parser.parse_args().items
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if not (data / CODED[0]).exists():
        print("skipped: TOLLTRACE_DATA does not name the folder that holds the reports")
        return 0
    knowledge = load_knowledge()
    is_lossy = False
    sets = {**{name: list(read_lines(data / name)) for name in CODED}, OURS.name: list(read_lines(OURS))}
    lines = list(read_lines(data / SHORT))
    sets[f"{SHORT}, {items} of them"] = lines[:: max(1, len(lines) // items)]
    print(f"{'reports as pages':48} {'pages':>6} {'claims':>7} {'skipped':>8} {'lost':>6}")
    found = lost = 0
    for name, reports in sets.items():
        all_claims, lost_claims, pages, skipped = measure(reports, knowledge)
        print(f"{name:48} {pages:6} {all_claims:7} {skipped:8} {lost_claims:6}", flush=True)
        found, lost = found + all_claims, lost + lost_claims
    share = lost / max(1, found)
    is_lossy = share > MAX_LOST
    print(f"claims lost by skipping: {lost} of {found} ({100 * share:.2f} %), at most {100 * MAX_LOST} % asked")
    tell_mixed(data / MIXED, knowledge)
    return 1 if is_lossy else 0


def measure(reports: list[dict[str, Any]], knowledge: Knowledge) -> tuple[int, int, int, int]:
    """Claims, claims lost, pages and pages skipped."""
    sieve = Sieve(knowledge)
    claims = lost = pages = skipped = 0
    for report in reports:
        judged = [bool(sieve.why_skipped(page)) for page in pages_of(report)]
        pages, skipped = pages + len(judged), skipped + sum(judged)
        plain = next(pages_of(report))
        here = sum(len(each.claims) for each in trace_page(plain, knowledge) if isinstance(each, Traced))
        claims += here * len(judged)
        lost += here * sum(judged)
    return claims, lost, pages, skipped


def pages_of(report: dict[str, Any]) -> Iterator[Page]:
    """The same report in several builds."""
    title, text = report.get("title") or "", report["text"]
    body = "".join(f"<p>{html.escape(each)}</p>" for each in text.split("\n\n"))
    plain = (
        f"<html><head><title>{html.escape(title)}</title></head><body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )
    dressed = plain.replace("<h1>", f"<nav><ul>{MENU}</ul></nav><script>var a={{b:1}};</script><article><h1>").replace(
        "</body>", "</article><footer>All rights reserved</footer></body>"
    )
    page = Page("html", plain.encode(), "page.html")
    yield page
    yield Page("html", dressed.encode(), "page.html", charset="utf-8")
    for codec in ("cp1252", "cp1251"):
        try:
            yield Page("html", dressed.encode(codec), "page.html", charset=codec)
        except UnicodeEncodeError:
            continue
        break
    yield Page("html", dressed.encode("ascii", "xmlcharrefreplace"), "page.html")


def tell_mixed(path: Path, knowledge: Knowledge) -> None:
    """What is skipped of pages on anything, what is lost, and what it costs."""
    sieve, reasons = Sieve(knowledge), Counter[str]()
    claims = lost = count = 0
    sifting = tracing = spared = 0.0
    for report in read_lines(path):
        page = Page("html", report["html"].encode(), "page.html")
        begun = time.process_time()
        why = sieve.why_skipped(page)
        between = time.process_time()
        here = sum(len(each.claims) for each in trace_page(page, knowledge) if isinstance(each, Traced))
        ended = time.process_time()
        count, claims, lost = count + 1, claims + here, lost + (here if why else 0)
        sifting, tracing = sifting + between - begun, tracing + ended - between
        spared += ended - between if why else 0
        reasons[why or "traced"] += 1
    print(f"{count} pages on anything: {dict(reasons)}; {claims} claims, {lost} of them on skipped pages")
    print(f"{1000 * sifting / count:.2f} ms a page to sift, {1000 * tracing / count:.1f} ms to trace; "
          f"{100 * spared / tracing:.0f} % of tracing spared")  # fmt: skip


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON Lines, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    sys.exit(main())
