"""One unit of work, from a file to its rows, the same in every executor. Read twice, it gives the same bytes.

Nothing here asks a clock, nor in which order others end; articles are read together in batches that hang on the file
alone.
"""

import contextlib
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from tolltrace.archive.folder import Folder, publish, publish_bytes
from tolltrace.archive.manifest import Counts, Entry, File, entry_bytes, hash_file
from tolltrace.archive.plan import READING, Options, Plan, Unit, check_same
from tolltrace.archive.rows import Skipped, Tables, claim_row, rejection_row, report_row
from tolltrace.archive.sifting import Sieve
from tolltrace.archive.sources import Source
from tolltrace.articles import extract_articles
from tolltrace.errors import ArchiveError
from tolltrace.knowledge import Knowledge
from tolltrace.pages import read_sources
from tolltrace.pipeline import Extracted, choose_knowledge, our_fault, trace_articles
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Rejected, Result, Traced

MAX_ARTICLES = 64  # that are read together
MAX_CHARS = 500_000  # of them, so that memory stays bounded
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")  # where a value lies in memory, in the words of an exception

Found = Extracted | Rejected | Failed | Skipped


@cache
def knowledge_of(options: Options) -> Knowledge:
    """What a process knows, loaded once."""
    return choose_knowledge(by_rules=options.by_rules)


def trace_unit(root: Path, unit: Unit, plan: Plan) -> Entry:
    """Read a unit and publish its files, its manifest last. Raises what its source raises; nothing is left then."""
    knowledge = knowledge_of(plan.options)
    check_same(plan, knowledge.method)
    folder = Folder(root)
    with folder.work_folder(unit.name) as work, Mark(folder.running / unit.name) as mark:
        tables = Tables(work, unit.name)
        counts = write_rows(trace_source(unit.source, plan.options, knowledge, mark), tables)
        files = tuple(
            File(name, each.count, each.path.stat().st_size, hash_file(each.path))
            for name, each in sorted(tables.files.items())
        )
        entry = Entry(unit.name, unit.source, counts, files)
        for file in files:
            publish(work / file.path, folder.root / file.path)
        publish_bytes(entry_bytes(entry), folder.manifests / f"{unit.name}.json", work)
    return entry


def read_unit(root: Path, unit: Unit, plan: Plan) -> tuple[str, bool] | None:
    """The same for an executor: None where it is done, else why not, and whether it would be so again."""
    try:
        work_of(plan)(root, unit, plan)
    except ArchiveError as error:
        return str(error), True
    except OSError as error:
        return f"{type(error).__name__}: {error}", isinstance(error, FileNotFoundError | IsADirectoryError)
    except Exception as error:  # noqa: BLE001 - a fault outside any page costs the unit, and not the run
        return f"{type(error).__name__}: {error}\n{traceback.format_exc()}", False
    return None


def work_of(plan: Plan) -> Callable[[Path, Unit, Plan], object]:
    """What is done with its units."""
    if plan.work == READING:
        return trace_unit
    from tolltrace.archive.steps import take_step

    return take_step


class Mark:
    """Tells others which record is being read: a line in a file, which outlives the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0

    def __enter__(self) -> "Mark":
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)
        with contextlib.suppress(OSError):
            self._path.unlink()

    def step(self, source: str) -> None:
        """A record more. The line is of one length, so that a shorter one leaves nothing of a longer one."""
        self._count += 1
        line = f"{self._count} {source}".encode("utf-8", "backslashreplace")[:400]
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, line.ljust(400) + b"\n")


def trace_source(
    source: str, options: Options, knowledge: Knowledge, mark: Mark
) -> Iterator[tuple[date | None, Result | Skipped]]:
    """What each record of a file comes to, with the day of its capture; one that says none has that before it."""
    found = find_articles(source, options, knowledge, mark)
    for batch in batches(found):
        days = [day for day, _ in batch]
        skipped = [each for _, each in batch if isinstance(each, Skipped)]
        if len(skipped) == len(batch):
            yield from zip(days, skipped, strict=True)
            continue
        traced = trace_articles([each for _, each in batch if not isinstance(each, Skipped)], knowledge)
        for day, each in batch:
            yield day, each if isinstance(each, Skipped) else next(traced)


def find_articles(
    source: str, options: Options, knowledge: Knowledge, mark: Mark
) -> Iterator[tuple[date | None, Found]]:
    """The articles of the pages that may hold a claim, and what became of all others."""
    sieve = Sieve(knowledge) if options.sift else None
    settings = Settings(max_page_bytes=options.max_page_bytes)
    day: date | None = None
    for page in read_sources([Source(source)], settings):
        mark.step(page.source)
        if not isinstance(page, Page):
            yield day, page
            continue
        day = page.captured_at.date() if page.captured_at else day
        why = sieve.why_skipped(page) if sieve else None
        if why:
            yield day, Skipped(page.source, why)
            continue
        try:
            for article in extract_articles(page, knowledge):
                yield day, Extracted(article, None) if isinstance(article, Article) else article
        except Exception as error:  # noqa: BLE001 - a bug of ours costs one page, and neither the unit nor the run
            yield day, our_fault(page.source, error)


def batches(found: Iterable[tuple[date | None, Found]]) -> Iterator[list[tuple[date | None, Found]]]:
    """Some results at a time, by their number and length alone: the clock has no say, as it has in `trace`."""
    batch: list[tuple[date | None, Found]] = []
    articles = chars = 0
    for each in found:
        batch.append(each)
        if isinstance(each[1], Extracted):
            articles, chars = articles + 1, chars + len(each[1].article.body)
        if articles >= MAX_ARTICLES or chars >= MAX_CHARS or len(batch) >= 16 * MAX_ARTICLES:
            yield batch
            batch, articles, chars = [], 0, 0
    if batch:
        yield batch


def write_rows(results: Iterable[tuple[date | None, Result | Skipped]], tables: Tables) -> Counts:
    """The rows of a unit, and what they add up to."""
    reports = with_claims = claims = rejected = failed = 0
    skipped: dict[str, int] = {}
    for day, result in results:
        if isinstance(result, Traced):
            tables.add("reports", day, report_row(result, reports))
            for claim in result.claims:
                tables.add("claims", day, claim_row(claim, result.article, reports))
            reports, with_claims = reports + 1, with_claims + bool(result.claims)
            claims += len(result.claims)
            continue
        if isinstance(result, Failed):
            result = replace(result, detail=ADDRESS.sub("0x…", result.detail))
            failed += 1
        elif isinstance(result, Rejected):
            rejected += 1
        else:
            skipped[result.why] = skipped.get(result.why, 0) + 1
        tables.add("rejections", day, rejection_row(result))
    tables.close()
    return Counts(reports, with_claims, claims, rejected, failed, dict(sorted(skipped.items())))
