"""Articles a minute and core from article to claims, beside the parser alone on the same articles in the same run.

    TOLLTRACE_DATA=../shared/data python benchmarks/claims_speed.py

Prints, for each set of articles, both rates in CPU time and their ratio. Without the data it says so and exits 0.
"""

import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tolltrace.claims import extract_claims_of
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.knowledge.parsing import load_model
from tolltrace.pipeline import MAX_ARTICLES
from tolltrace.values import Article

SETS = {
    "a general mix": "article_extraction_bench.jsonl.gz",
    "conflict news": "wikievents_life.jsonl",
    "short items with tolls": "claims_dev.jsonl",
}
ROUNDS = 3


def main() -> int:
    """Print the table."""
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if not all((data / name).exists() for name in SETS.values()):
        print("skipped: TOLLTRACE_DATA does not name the folder that holds the articles")
        return 0
    knowledge, parser = load_knowledge(), load_model()
    print(f"{'':24} articles  words  parser alone/min  tolltrace/min  ratio  by the rules alone  ratio")
    for name, file in SETS.items():
        articles = [article for article in read_articles(data / file) if article.body]
        texts = [article.text for article in articles]
        ours, rules, alone = best_times(
            lambda articles=articles: trace_all(articles, knowledge),
            lambda articles=articles: trace_all(articles, knowledge.by_rules()),
            lambda texts=texts: list(parser.pipe(texts, batch_size=16)),
        )
        words = sum(len(text.split()) for text in texts) // len(texts)
        rate, rate_of_rules, rate_alone = (60 * len(articles) / seconds for seconds in (ours, rules, alone))
        print(
            f"{name:24} {len(articles):8} {words:6} {rate_alone:17,.0f} {rate:14,.0f} {alone / ours:6.2f}"
            f" {rate_of_rules:19,.0f} {alone / rules:6.2f}",
            flush=True,
        )
    return 0


def trace_all(articles: Sequence[Article], knowledge: Knowledge) -> int:
    """How many claims there are, read as many articles at a time as the program does."""
    batches = (articles[at : at + MAX_ARTICLES] for at in range(0, len(articles), MAX_ARTICLES))
    return sum(len(claims) for batch in batches for claims in extract_claims_of(batch, knowledge))


def best_times(*works: Callable[[], object]) -> list[float]:
    """Seconds of CPU time that each takes, the best of a few rounds; the first warms up.

    They take turns, as a shared machine is now slow and now fast.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            start = time.process_time()
            work()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in times]


def read_articles(path: Path) -> Iterable[Article]:
    """The bodies in a JSON Lines file as articles."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    for number, line in enumerate(filter(None, text.split("\n"))):
        report = json.loads(line)
        yield Article(str(number), report.get("title"), report["text"], "en", path.name, "")


if __name__ == "__main__":
    sys.exit(main())
