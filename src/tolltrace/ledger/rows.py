"""Values ⇄ rows. Pure: no statement is sent from here."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row

from tolltrace.ledger.recorded import Decision, Event, RecordedClaim, RecordedReport, Selector, Verdict
from tolltrace.values import (
    Article,
    Aspect,
    Claim,
    Figure,
    Headline,
    Hedge,
    Link,
    Method,
    Period,
    Place,
    Published,
    Reading,
    Repair,
    Span,
    Stance,
    Status,
)

CONTEXT_CHARS = 32  # of prefix and suffix, as Web Annotation clients keep them

PLAIN = ("harm", "victims", "side", "demographic", "rate", "part_of", "about", "background", "modality", "quoted")
NUMBERS = ("low", "high", "value", "fraction")
PLACE = tuple(f.name for f in fields(Place))
PERIOD = tuple(f.name for f in fields(Period))
WORDS = ("wire", "dateline", "section", "forwarded_from", "post_of")  # of an article's details
LISTS = ("captions", "notes", "archived")


def fold(text: str) -> str:
    """The form in which names are compared without case."""
    return text.casefold()


def newest(published: Published | None) -> str:
    """Orders reports by publication, as text: the instant in UTC; the day alone stands before that day's instants."""
    if published is None:
        return ""
    if published.at is None:
        return published.on.isoformat()
    at = published.at.astimezone(UTC).replace(tzinfo=None) if published.at.tzinfo else published.at
    return at.isoformat(timespec="seconds")


def article_row(article: Article) -> dict[str, Any]:
    """An article as a row, less its version."""
    published = article.published
    return {
        "title": article.title,
        "body": article.body,
        "language": article.language,
        "outlet": article.outlet,
        "url": article.url,
        "published_on": published.on if published else None,
        "published_iso": published.iso if published else None,
        "published_printed": published.printed if published else None,
        "published_from": published.known_from if published else None,
        "newest": newest(published),
        "repairs": [[r.printed, r.read_as, r.why] for r in published.repairs] if published else [],
        "description": article.description,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "standfirst": article.standfirst,
        "details": details_cell(article) or None,
    }


def details_cell(article: Article) -> dict[str, Any]:
    """What else a page says of its article, without what it does not say: most say little."""
    cell = {
        "headlines": [[each.text, each.known_from] for each in article.headlines],
        "modified": _date_cell(article.modified) if article.modified else None,
        **{name: getattr(article, name) for name in WORDS},
        **{name: list(getattr(article, name)) for name in LISTS},
        "quotations": [[each.start, each.end] for each in article.quotations],
    }
    return {name: value for name, value in cell.items() if value}


def read_details(cell: dict[str, Any] | None) -> dict[str, Any]:
    """Back from `details_cell`: an article's fields."""
    if cell is None:
        return {}
    read = {name: cell[name] for name in WORDS if name in cell}
    read |= {name: tuple(cell[name]) for name in LISTS if name in cell}
    if "headlines" in cell:
        read["headlines"] = tuple(Headline(*each) for each in cell["headlines"])
    if "modified" in cell:
        read["modified"] = _read_date(**cell["modified"])
    return read


def _date_cell(modified: Published) -> dict[str, Any]:
    return {
        "on": modified.on.isoformat(),
        "iso": modified.iso,
        "printed": modified.printed,
        "known_from": modified.known_from,
        "repairs": [[r.printed, r.read_as, r.why] for r in modified.repairs],
    }


def _read_date(on: str, iso: str, printed: str, known_from: str, repairs: list[list[str]]) -> Published:
    at = datetime.fromisoformat(iso) if iso != on else None
    return Published(date.fromisoformat(on), at, printed, known_from, tuple(Repair(*each) for each in repairs))


def read_published(row: Row[Any]) -> Published | None:
    """Back from the columns `published_…` and `repairs`."""
    on: date | None = row.published_on
    if on is None:
        return None
    at = datetime.fromisoformat(row.published_iso) if row.published_iso != on.isoformat() else None
    repairs = tuple(Repair(*repair) for repair in row.repairs)
    return Published(on, at, row.published_printed, row.published_from, repairs)


def read_article(row: Row[Any]) -> Article:
    """Back from a row of articles with its version and report."""
    article = Article(
        id=row.report_id,
        title=row.title,
        body=row.body,
        language=row.language,
        source=row.source,
        page_sha256=row.page_sha256,
        outlet=row.outlet,
        url=row.url,
        published=read_published(row),
        description=row.description,
        authors=tuple(row.authors),
        tags=tuple(row.tags),
        standfirst=row.standfirst,
        captured_at=row.captured_at,
        **read_details(row.details),
    )
    text = article.text
    spans = [Span(text[start:end], start, end) for start, end in (row.details or {}).get("quotations", ())]
    return replace(article, quotations=tuple(spans)) if spans else article


def claim_row(claim: Claim, article: Article) -> dict[str, Any]:
    """A claim as a row, less what wrote it and its chain."""
    return {
        "id": claim.id,
        "number": claim.number,
        "newest": newest(article.published),
        **_selector_columns("mention", claim.mention, article.text),
        **_selector_columns("evidence", claim.evidence, article.text),
        **{name: getattr(claim.figure, name) for name in NUMBERS},
        "hedge": claim.figure.hedge.value,
        **{name: getattr(claim, name) for name in PLAIN},
        "side_folded": fold(claim.side) if claim.side is not None else None,
        "status": claim.status.value,
        "aspect": claim.aspect.value,
        "stance": claim.stance.value,
        **{f"place_{name}": getattr(claim.place, name, None) for name in PLACE},
        **{f"period_{name}": getattr(claim.period, name, None) for name in PERIOD},
        **{f"said_{name}": getattr(claim.said, name, None) for name in PERIOD},
        "confidence": claim.confidence,
        "why": {each.field: _reading_cell(each) for each in claim.readings} or None,
    }


def read_claim(row: Row[Any], chain: Sequence[Link]) -> Claim:
    """Back from a row of claims and its links in order."""
    columns = row._mapping
    return Claim(
        id=row.id,
        number=row.number,
        mention=Span(row.mention_exact, row.mention_start, row.mention_end),
        evidence=Span(row.evidence_exact, row.evidence_start, row.evidence_end),
        figure=Figure(**{name: columns[name] for name in NUMBERS}, hedge=Hedge(row.hedge)),
        status=Status(row.status),
        aspect=Aspect(row.aspect),
        stance=Stance(row.stance),
        place=Place(**{n: columns[f"place_{n}"] for n in PLACE}) if row.place_text is not None else None,
        period=Period(**{n: columns[f"period_{n}"] for n in PERIOD}) if row.period_text is not None else None,
        said=Period(**{n: columns[f"said_{n}"] for n in PERIOD}) if row.said_text is not None else None,
        chain=tuple(chain),
        confidence=row.confidence,
        readings=tuple(_read_reading(field, cell) for field, cell in (row.why or {}).items()),
        **{name: columns[name] for name in PLAIN},
    )


def read_recorded_claim(row: Row[Any], chain: Sequence[Link]) -> RecordedClaim:
    """Back from a row of `queries.claims_with_reports`."""
    return RecordedClaim(
        claim=read_claim(row, chain),
        report_id=row.report_id,
        version=row.version_number,
        title=row.title,
        outlet=row.outlet,
        published=read_published(row),
        url=row.url,
        language=row.language,
        source=row.source,
        recorded_at=row.recorded_at,
        method=read_method(row),
        decision=Decision(Verdict(row.verdict), row.decided_by, row.decided_at, row.decided_why)
        if row.verdict
        else None,
        current=row.superseded_by is None,
        mention=_read_selector("mention", row),
        evidence=_read_selector("evidence", row),
    )


def read_recorded_report(row: Row[Any]) -> RecordedReport:
    """Back from a row of `queries.reports_with_counts`."""
    return RecordedReport(
        id=row.report_id,
        version=row.version_number,
        versions=row.version_count,
        claims=row.claim_count,
        title=row.title,
        outlet=row.outlet,
        published=read_published(row),
        url=row.url,
        language=row.language,
        source=row.source,
        recorded_at=row.recorded_at,
        method=read_method(row),
        page_sha256=row.page_sha256,
        page_kept=row.page_kept,
    )


def read_event(row: Row[Any]) -> Event:
    """Back from a row of events with the report's id."""
    about = (row.key, row.report_id, row.claim)
    return Event(row.at, row.actor_kind, row.actor, row.kind, row.why, row.detail, *about)


def read_method(row: Row[Any]) -> Method:
    """Back from the columns of methods."""
    return Method(row.code, row.code_sha256, row.knowledge_sha256)


def _reading_cell(reading: Reading) -> dict[str, Any]:
    """What a reading states, and nothing for what it does not: most of the twelve of a claim state little."""
    words = reading.words
    cell = {
        "rule": reading.rule,
        "words": [words.text, words.start, words.end] if words else None,
        "note": reading.note,
        "rivals": reading.rivals or None,
        "score": reading.score,
        "confidence": reading.confidence,
    }
    return {name: value for name, value in cell.items() if value is not None}


def _read_reading(field: str, cell: dict[str, Any]) -> Reading:
    words = Span(*cell["words"]) if "words" in cell else None
    return Reading(field, **(cell | {"words": words}))


def _selector_columns(name: str, span: Span, text: str) -> dict[str, Any]:
    return {
        f"{name}_exact": span.text,
        f"{name}_prefix": text[max(0, span.start - CONTEXT_CHARS) : span.start],
        f"{name}_suffix": text[span.end : span.end + CONTEXT_CHARS],
        f"{name}_start": span.start,
        f"{name}_end": span.end,
    }


def _read_selector(name: str, row: Row[Any]) -> Selector:
    return Selector(**{f.name: row._mapping[f"{name}_{f.name}"] for f in fields(Selector)})
