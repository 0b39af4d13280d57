"""Records → a small report of their own: their words are its text, so that claims have spans as everywhere.

Of each record the paragraph that shows its figures comes first, then all its cells, a line each: `harm: killed`.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tolltrace.imported import Imported
from tolltrace.imports.importing import CellError, ImportFile, Made, import_method
from tolltrace.values import Article, Claim, Page, Published, Span, Traced

RECORD = "record"  # the kind of page that a ledger keeps of it: the record's bytes
BETWEEN = " · "  # the values of a record that are shown as its evidence
MAX_CHARS = 500_000  # of a report, as of one that is read from a page


@dataclass(frozen=True, slots=True)
class Part:
    """One record of a report. Its claims' spans count in `shown`; in the report's title where `in_title`."""

    record: str
    content: bytes  # the record as it stood in the file, or all that was read of it
    shown: str
    cells: Sequence[tuple[str, str]]
    claims: Sequence[Claim]
    address: str | None = None
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over the records of a report."""

    id: str
    title: str | None = None
    language: str = "und"
    outlet: str | None = None
    url: str | None = None
    published: Published | None = None
    description: str | None = None


def make_report(heading: Heading, parts: Sequence[Part], file: ImportFile, format_name: str) -> Made:
    """The report of some records. Raises CellError where it is longer than any report."""
    content = b"\n".join(part.content for part in parts)
    start = len(heading.title) + 2 if heading.title else 0
    paragraphs: list[str] = []
    claims: list[Claim] = []
    owners: list[int] = []  # of each claim, which part it is of
    for number, part in enumerate(parts):
        at = 0 if part.in_title else start + sum(len(each) + 2 for each in paragraphs)
        claims += [shift(claim, at) for claim in part.claims]
        owners += [number] * len(part.claims)
        shown = () if part.in_title else (part.shown,)
        paragraphs += [*shown, "\n".join(f"{name}: {value}" for name, value in part.cells)]
    body = "\n\n".join(paragraphs)
    if len(body) > MAX_CHARS:
        raise CellError(len(body), f"at most {MAX_CHARS:,} characters for all records of one report")
    source = file.source(parts[0].record)
    article = Article(
        id=heading.id,
        title=heading.title,
        body=body,
        language=heading.language,
        source=source,
        page_sha256=hashlib.sha256(content).hexdigest(),
        outlet=heading.outlet,
        url=heading.url,
        published=heading.published,
        description=heading.description,
        imported=tuple(reference(part, (), file, format_name) for part in parts),  # the hash asks whether there are any
    )
    named = name_claims(claims, article)
    ids = [tuple(each.id for each, owner in zip(named, owners, strict=True) if owner == n) for n in range(len(parts))]
    records = tuple(reference(part, own, file, format_name) for part, own in zip(parts, ids, strict=True))
    traced = Traced(
        replace(article, imported=records),
        tuple(sorted(named, key=lambda claim: claim.mention.start)),
        import_method(file.knowledge),
        Page(RECORD, content, source, heading.url),
    )
    return Made(tuple(part.record for part in parts), (traced,))


def reference(part: Part, claims: tuple[str, ...], file: ImportFile, format_name: str) -> Imported:
    """Where a record came from."""
    return Imported(claims, format_name, file.dataset, file.name, file.sha256, part.record, part.address)


def shift(claim: Claim, by: int) -> Claim:
    """A claim whose words stand farther behind."""
    return replace(
        claim,
        mention=move(claim.mention, by),
        evidence=move(claim.evidence, by),
        chain=tuple(
            replace(link, start=link.start + by, end=link.end + by)
            if link.start is not None and link.end is not None
            else link
            for link in claim.chain
        ),
        readings=tuple(
            replace(each, words=move(each.words, by)) if each.words is not None else each for each in claim.readings
        ),
    )


def move(span: Span, by: int) -> Span:
    """The same words, farther behind."""
    return Span(span.text, span.start + by, span.end + by)


def name_claims(claims: Sequence[Claim], article: Article) -> list[Claim]:
    """With ids that are the same on every machine, as those of claims that were read from a page."""
    content, seen = article.content_sha256, Counter[str]()
    named: list[Claim] = []
    for claim in claims:
        key = f"{content}\0{claim.mention.start}\0{claim.mention.end}\0{claim.harm}"
        seen[key] += 1
        told_apart = hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:16]
        named.append(replace(claim, id=told_apart))
    return named
