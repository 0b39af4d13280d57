"""Values ⇄ rows. Pure: no statement is sent from here."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from tolltrace.anchors import CONTEXT_CHARS, Selector
from tolltrace.imported import Imported, find_imported
from tolltrace.ledger.folding import fold
from tolltrace.ledger.recorded import Decision, Event, RecordedClaim, RecordedReport, Verdict
from tolltrace.relays import Carrier
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

PLAIN = ("harm", "victims", "side", "demographic", "rate", "part_of", "about", "background", "modality", "quoted")
NUMBERS = ("low", "high", "value", "fraction")
PLACE = tuple(f.name for f in fields(Place))
PERIOD = tuple(f.name for f in fields(Period))
PLACE_COLUMNS = tuple(f"place_{name}" for name in PLACE)
PERIOD_COLUMNS = tuple(f"period_{name}" for name in PERIOD)
SAID_COLUMNS = tuple(f"said_{name}" for name in PERIOD)
NO_PLACE, NO_PERIOD = (None,) * len(PLACE), (None,) * len(PERIOD)
MENTION, EVIDENCE = (  # a selector's columns
    tuple(f"{name}_{part}" for part in ("exact", "prefix", "suffix", "start", "end"))
    for name in ("mention", "evidence")
)
CLAIM = (  # the columns of `claim_row`, in the order in which it gives them
    *("id", "number", "newest", *MENTION, *EVIDENCE, *NUMBERS, "hedge", *PLAIN),
    *(*PLACE_COLUMNS, *PERIOD_COLUMNS, *SAID_COLUMNS, "side_folded", "status", "aspect", "stance", "confidence", "why"),
)
WORDS = ("wire", "dateline", "section", "forwarded_from", "post_of")  # of an article's details
LISTS = ("captions", "notes", "archived")
_plain_of, _numbers_of = attrgetter(*PLAIN), attrgetter(*NUMBERS)  # at once: several times as fast as one by one
_details_of = attrgetter("headlines", "modified", *WORDS, *LISTS, "quotations", "imported")
_place_of, _period_of = attrgetter(*PLACE), attrgetter(*PERIOD)


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
    if not any(_details_of(article)):
        return {}
    cell = {
        "headlines": [[each.text, each.known_from] for each in article.headlines],
        "modified": _date_cell(article.modified) if article.modified else None,
        **{name: getattr(article, name) for name in WORDS},
        **{name: list(getattr(article, name)) for name in LISTS},
        "quotations": [[each.start, each.end] for each in article.quotations],
        "imported": [list(astuple(each)) for each in article.imported],
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
    if "imported" in cell:
        read["imported"] = read_imported(cell["imported"])
    return read


def read_imported(cell: list[list[Any]] | None) -> tuple[Imported, ...]:
    """Back from what `details_cell` keeps of records."""
    return tuple(Imported(tuple(claims), *others) for claims, *others in cell or ())


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


def read_article(row: Row[Any], *, quotes: bool = True) -> Article:
    """Back from a row of articles with its version and report; without `quotes` where the row has no text."""
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
    if not quotes:
        return article
    text = article.text
    spans = [Span(text[start:end], start, end) for start, end in (row.details or {}).get("quotations", ())]
    return replace(article, quotations=tuple(spans)) if spans else article


def claim_row(claim: Claim, text: str, order: str) -> dict[str, Any]:
    """A claim as a row, less what wrote it and its chain. `text` is its article's, `order` its `newest`."""
    cells = (
        *(claim.id, claim.number, order),
        *_selector_cells(claim.mention, text),
        *_selector_cells(claim.evidence, text),
        *_numbers_of(claim.figure),
        claim.figure.hedge.value,
        *_plain_of(claim),
        *(_place_of(claim.place) if claim.place else NO_PLACE),
        *(_period_of(claim.period) if claim.period else NO_PERIOD),
        *(_period_of(claim.said) if claim.said else NO_PERIOD),
        fold(claim.side) if claim.side is not None else None,
        *(claim.status.value, claim.aspect.value, claim.stance.value, claim.confidence),
        {each.field: _reading_cell(each) for each in claim.readings} or None,
    )
    return dict(zip(CLAIM, cells, strict=True))


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
        decision=read_decision(row),
        current=row.superseded_by is None,
        mention=_read_selector(MENTION, row._mapping),  # type: ignore[arg-type]  # SQLAlchemy's keys are typed wider
        evidence=_read_selector(EVIDENCE, row._mapping),  # type: ignore[arg-type]
        imported=find_imported(read_imported(row.imported), row.id) if row.imported else None,
    )


def read_carrier(row: Row[Any]) -> Carrier:
    """A report, from a row of `grouping._claims_by_report`."""
    details = read_details(row.details)
    return Carrier(
        id=row.report_id,
        outlet=row.outlet,
        published=read_published(row),
        title=row.title,
        url=row.url,
        language=row.language,
        wire=details.get("wire"),
        forwarded_from=details.get("forwarded_from"),
        seen_at=row.captured_at or row.recorded_at,
        body_start=len(row.title) + 2 if row.title else 0,
        headlines=details.get("headlines", ()),
        imported=next(iter(details.get("imported", ())), None),
    )


def read_decision(row: Row[Any]) -> Decision | None:
    """Back from a claim's newest decision; None where nobody decided."""
    if not row.verdict:
        return None
    return Decision(Verdict(row.verdict), row.decided_by, row.decided_at, row.decided_why, row.duplicate_of)


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
        imported=bool(row.imported),
    )


def read_event(row: Row[Any]) -> Event:
    """Back from a row of events with the report's id."""
    about = (row.key, row.report_id, row.claim)
    return Event(row.at, row.actor_kind, row.actor, row.kind, row.why, row.detail, *about)


def read_act(row: Row[Any]) -> Event:
    """Back from a row of acts: an event about an account, or a speaker who was graded."""
    return Event(row.at, row.actor_kind, row.actor, row.kind, row.why, row.detail, account=row.about)


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


def _selector_cells(span: Span, text: str) -> tuple[str, str, str, int, int]:
    before, after = text[max(0, span.start - CONTEXT_CHARS) : span.start], text[span.end : span.end + CONTEXT_CHARS]
    return span.text, before, after, span.start, span.end


def _read_selector(columns: Sequence[str], row: Mapping[str, Any]) -> Selector:
    return Selector(*(row[column] for column in columns))
