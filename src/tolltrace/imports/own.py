"""Our own JSON Lines, as `tolltrace export jsonl` writes them: claims with the words of their report at their places.

A report's text is not in it. So a report is imported as the pieces that its records quote, each where it stood, and
`[…]` between: all offsets hold, and claims keep their ids.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from packaging.version import InvalidVersion, Version

from tolltrace.errors import SourceError
from tolltrace.imported import Imported
from tolltrace.imports import cells
from tolltrace.imports.importing import CellError, Fate, Import, ImportFile, Made, Outcome, refused
from tolltrace.imports.lines import read_lines
from tolltrace.imports.pieces import MAX_TEXT_CHARS, ConflictError, Pieces
from tolltrace.imports.reports import RECORD
from tolltrace.imports.spool import Spool
from tolltrace.records import claim_from_json
from tolltrace.values import Article, Claim, Method, Page, Published, Span, Traced

SIGNS = (b'"mention"', b'"evidence"', b'"report"', b'"harm"')
OF_THE_LEDGER = ("recorded_at", "current")  # what a record says of the ledger that it was in, and not of the claim
FREE_CHARS = 16 * 1024 * 1024  # of blanks that any file may make
MAX_GROWTH = 200  # times its own size, beyond that
MAX_SMALL = 2**31 - 1  # what a ledger holds of numbers that are no people
MAX_RECORDS = 5000  # of one report


def accepts(filename: str, head: bytes) -> bool:
    """By the names in its first line."""
    first = head.lstrip(b"\xef\xbb\xbf \r\n").partition(b"\n")[0]
    return first.startswith(b"{") and all(sign in first for sign in SIGNS)


class Report(msgspec.Struct, frozen=True):
    """What a record says of its report."""

    id: str
    version: int = 1
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    language: str = "und"
    published_on: str | None = None
    published_printed: str | None = None
    published_from: str | None = None
    source: str | None = None


class First(msgspec.Struct, frozen=True):
    """The record that another ledger had imported it from."""

    format: str
    dataset: str
    file: str
    sha256: str
    record: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """One record, read."""

    name: str
    content: bytes
    claim: Claim
    has_sentence: bool
    report: Report
    method: Method
    first: First | None
    decision: str | None


def read(file: ImportFile) -> Iterator[Made | Outcome]:
    """A report at a time, the last in the file first: a later export then lists them in the same order."""
    size = budget = 0
    with Spool() as spool:
        for found in read_lines(file):
            if isinstance(found, Outcome):
                yield found
                continue
            name, line, record = found
            size += len(line)
            report = record.get("report")
            report_id = report.get("id") if isinstance(report, Mapping) else None
            if not isinstance(report_id, str) or not report_id.strip():
                yield refused(name, "report.id", "found none; expected a line of `tolltrace export jsonl`")
                continue
            spool.keep(report_id, name, canonical(record))
        for report_id, rows in spool.reports(backwards=True):
            readable: list[Given] = []
            for name, content in rows[:MAX_RECORDS]:
                given = read_record(name, content, file)
                if isinstance(given, Outcome):
                    yield given
                else:
                    readable.append(given)
            yield from (
                refused(name, None, f"more than {MAX_RECORDS} of report {report_id}") for name, _ in rows[MAX_RECORDS:]
            )
            for made in make_report(readable, file):
                if isinstance(made, Made):
                    budget += len(made.traced[0].article.body)
                    if budget > FREE_CHARS and budget > MAX_GROWTH * size:
                        raise SourceError(
                            f"{file.path}: would grow more than {MAX_GROWTH}-fold; it is no export of ours"
                        )
                yield made


def canonical(record: Mapping[str, Any]) -> bytes:
    """A record in one form, whatever the order of its keys, without what is not the claim's."""
    kept = {name: value for name, value in record.items() if name not in OF_THE_LEDGER}
    return msgspec.json.encode(kept, order="deterministic")


# ── one record ───────────────────────────────────────────────────────────────────────────────────────────────────────


def read_record(name: str, content: bytes, file: ImportFile) -> Given | Outcome:
    """One line, checked, or why it is refused."""
    record = msgspec.json.decode(content)
    try:
        evidence = record.get("evidence")
        has_sentence = not (isinstance(evidence, dict) and evidence.get("text") is None)
        if not has_sentence:
            record["evidence"] = {**evidence, "text": ""}
        claim = claim_from_json(record)
        check_claim(claim, has_sentence, file)
        report = msgspec.convert(record["report"], Report)
        if not 1 <= report.version <= MAX_SMALL:
            raise CellError(report.version, "a version from 1 up")
        read_published(report)
        method = msgspec.convert(record.get("method"), Method)
        Version(method.code)
        first = msgspec.convert(record.get("imported"), First | None)
        decision = record.get("decision")
        if decision not in (None, "accepted", "corrected"):
            raise CellError(decision, "accepted, corrected or null")
    except SourceError as error:
        return refused(name, None, error)
    except (CellError, msgspec.ValidationError) as error:
        return refused(name, None, error)
    except InvalidVersion as error:
        return refused(name, "method.code", error)
    return Given(name, content, claim, has_sentence, report, method, first, decision)


def check_claim(claim: Claim, has_sentence: bool, file: ImportFile) -> None:
    """Raise CellError for what no ledger could hold, or would hold wrongly."""
    figure, place = claim.figure, claim.place
    for count in (figure.low, figure.high, figure.value):
        if count is not None and not 0 <= count <= cells.MAX_COUNT:
            raise CellError(count, "a number of people from 0 up")
    numbers = [claim.number, claim.part_of, claim.about, place.where_prec if place else None]
    numbers += [period.date_prec if period else None for period in (claim.period, claim.said)]
    if any(each is not None and not 0 <= each <= MAX_SMALL for each in numbers):
        raise CellError(numbers, "whole numbers from 0 up")
    if place and not (abs(place.latitude or 0) <= 90 and abs(place.longitude or 0) <= 180):
        raise CellError(f"{place.latitude}, {place.longitude}", "degrees")
    if place and not 0 <= (place.geonames_id or 0) <= cells.MAX_COUNT:
        raise CellError(place.geonames_id, "an id of GeoNames")
    if claim.harm not in file.knowledge.harms:
        raise CellError(claim.harm, f"a harm: {', '.join(file.knowledge.harms)}")
    if not claim.id.strip() or not claim.mention.text:
        raise CellError(claim.id, "a claim with an id and with words of its figure")
    spans = [claim.mention, *([claim.evidence] if has_sentence else [])]
    for span in spans:
        if span.start < 0 or span.end - span.start != len(span.text) or span.end > MAX_TEXT_CHARS:
            raise CellError(f"{span.start}–{span.end}", f"{len(span.text)} characters below {MAX_TEXT_CHARS:,}")
    if (
        not 0
        <= claim.evidence.start
        <= claim.mention.start
        <= claim.mention.end
        <= claim.evidence.end
        <= MAX_TEXT_CHARS
    ):
        raise CellError(f"{claim.evidence.start}–{claim.evidence.end}", "evidence around the figure")
    for link in claim.chain:
        if any(each is not None and not 0 <= each <= MAX_TEXT_CHARS for each in (link.start, link.end)):
            raise CellError(f"{link.start}–{link.end}", f"places below {MAX_TEXT_CHARS:,}")


def read_published(report: Report) -> Published | None:
    """When the report appeared, and how that was known. Raises CellError."""
    if report.published is None:
        return None
    found = cells.published(report.published)
    on = cells.published(report.published_on).on if report.published_on else found.on
    printed = report.published if report.published_printed is None else report.published_printed
    return Published(on, found.at, printed, report.published_from or cells.GIVEN)


# ── one report ───────────────────────────────────────────────────────────────────────────────────────────────────────


def make_report(given: Sequence[Given], file: ImportFile) -> Iterator[Made | Outcome]:
    """The report of some records, and those of them that do not fit."""
    kept: dict[str, Given] = {}
    pieces: Pieces | None = None
    for each in sorted(given, key=lambda each: -each.report.version):  # the newest says what the report is
        if each.claim.id in kept:
            same = kept[each.claim.id].content == each.content
            said = f"claim {each.claim.id} is in {kept[each.claim.id].name} too"
            yield Outcome(Fate.REPEATED, (each.name,)) if same else refused(each.name, "id", f"{said}, otherwise")
            continue
        pieces = pieces or Pieces(each.report.title or "")
        try:
            pieces.add([each.claim.mention, *([each.claim.evidence] if each.has_sentence else [])], each.claim.evidence)
        except ConflictError as error:
            yield refused(each.name, "mention", error)
            continue
        kept[each.claim.id] = each
    if kept and pieces:
        order = {each.name: at for at, each in enumerate(given)}
        yield build(sorted(kept.values(), key=lambda each: order[each.name]), pieces, file)


def build(given: Sequence[Given], pieces: Pieces, file: ImportFile) -> Made:
    """What is recorded: a reading for each method, the oldest first, each with all that was read up to it.

    So each claim is found first by the method that had found it.
    """
    report = max((each.report for each in given), key=lambda report: report.version)
    title, body = pieces.title, pieces.body()
    content = b"\n".join(each.content for each in given)
    source = report.source or file.source(given[0].name)
    page = Page(RECORD, content, source, report.url)
    article = Article(
        id=report.id,
        title=title or None,
        body=body,
        language=report.language,
        source=source,
        page_sha256=page.sha256,
        outlet=report.outlet,
        url=report.url,
        published=read_published(report),
        imported=tuple(reference(each, file) for each in given),
    )
    claims = {each.claim.id: with_sentence(each, article.text) for each in given}
    counts = Counter(each.method for each in given)
    place = {each.claim.id: at for at, each in enumerate(given)}
    traced: list[Traced] = []
    found: set[str] = set()
    for method in sorted(
        counts, key=lambda method: (Version(method.code), method.code_sha256, method.knowledge_sha256)
    ):
        found |= {each.claim.id for each in given if each.method == method}
        own = tuple(sorted((claims[each] for each in found), key=lambda claim: (claim.mention.start, place[claim.id])))
        traced.append(Traced(article, own, method, page, report.version - 1))
    return Made(tuple(each.name for each in given), tuple(traced))


def with_sentence(given: Given, text: str) -> Claim:
    """The claim; without quotations its sentence is what we hold of it: the figure."""
    evidence = given.claim.evidence
    return replace(given.claim, evidence=Span(text[evidence.start : evidence.end], evidence.start, evidence.end))


def reference(given: Given, file: ImportFile) -> Imported:
    """The record in this file, or the one that it first came from."""
    first = given.first or First(IMPORT.name, file.dataset, file.name, file.sha256, given.name)
    return Imported((given.claim.id,), **msgspec.structs.asdict(first), decision=given.decision)


IMPORT = Import(
    name="jsonl",
    about="claims as `tolltrace export jsonl` writes them",
    accepts=accepts,
    read=read,
    dataset="tolltrace",
)
