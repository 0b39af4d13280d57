"""Claims and reports as JSON, in the shape that the codebook fixes (§6). Fields may be added here, never renamed."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tolltrace.errors import SourceError
from tolltrace.imported import Imported
from tolltrace.values import Article, Claim, Link, Method, Period, Place, Published, Reading, Span, Traced

FIGURE_FIELDS = ("low", "high", "value", "hedge", "fraction")
RENAMED = {"claim": "number", "lat": "latitude", "lon": "longitude"}  # JSON's name → the value's


def report_to_json(traced: Traced, *, wikidata: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One line of `tolltrace trace --json`. Holds JSON types only; the keys stand in the codebook's order.

    `wikidata` is as for `claim_to_json`.
    """
    return {
        "id": traced.article.id,
        "source": traced.article.source,
        "article": article_to_json(traced.article),
        "claims": [claim_to_json(claim, wikidata=wikidata) for claim in traced.claims],
        "method": method_to_json(traced.method),
    }


def claim_to_json(claim: Claim, *, why: bool = False, wikidata: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One record of the codebook. Figure and its hedge lie flat in it, and `claim` is the claim's number.

    Behind the codebook's fields stand the confidences; with `why`, also how each field was read. `wikidata` is a side's
    normal form → its item: with it, the record has the side's, which no claim holds as it follows from the side.
    """
    figure = claim.figure
    record = {
        "id": claim.id,
        "claim": claim.number,
        "mention": _span_to_json(claim.mention),
        "evidence": _span_to_json(claim.evidence),
        "low": figure.low,
        "high": figure.high,
        "value": figure.value,
        "hedge": figure.hedge.value,
        "fraction": figure.fraction,
        "part_of": claim.part_of,
        "about": claim.about,
        "harm": claim.harm,
        "victims": claim.victims,
        "side": claim.side,
        **({} if wikidata is None else {"side_wikidata": wikidata.get(claim.side or "")}),
        "status": claim.status.value,
        "demographic": claim.demographic,
        "place": _place_to_json(claim.place),
        "period": _period_to_json(claim.period),
        "said": _period_to_json(claim.said),
        "aspect": claim.aspect.value,
        "rate": claim.rate,
        "background": claim.background,
        "chain": [_link_to_json(link) for link in claim.chain],
        "stance": claim.stance.value,
        "modality": claim.modality,
        "quoted": claim.quoted,
        "confidence": claim.confidence,
        "field_confidence": {each.field: each.confidence for each in claim.readings if each.confidence is not None},
    }
    if why:
        record["why"] = {each.field: _reading_to_json(each) for each in claim.readings}
    return record


def claim_from_json(record: Mapping[str, Any]) -> Claim:
    """The way back from `claim_to_json`. Unknown fields are passed over; absent ones take their defaults.

    How the fields were read, and their confidence, come back from a record with `why` alone. Raises SourceError, which
    names the field, where a field that a claim needs is absent or holds another type.
    """
    fields = _with_our_names(record)
    fields["figure"] = {name: record[name] for name in FIGURE_FIELDS if name in record}
    if isinstance(why := fields.pop("why", None), Mapping):
        fields["readings"] = [
            {**each, "field": name} if isinstance(each, Mapping) else each for name, each in why.items()
        ]
    if isinstance(fields.get("place"), Mapping):
        fields["place"] = _with_our_names(fields["place"])
    try:
        return msgspec.convert(fields, Claim)
    except msgspec.ValidationError as error:
        shown = str(error).replace("$.figure.", "$.")
        for printed, ours in RENAMED.items():
            shown = shown.replace(f"{ours}`", f"{printed}`")
        raise SourceError(f"claim {record.get('id')!r}: {shown}; a record of the codebook was expected (§6)") from None


def _reading_to_json(reading: Reading) -> dict[str, Any]:
    return {
        "rule": reading.rule,
        "words": _span_to_json(reading.words) if reading.words else None,
        "note": reading.note,
        "rivals": reading.rivals,
        "score": reading.score,
        "confidence": reading.confidence,
    }


def method_to_json(method: Method) -> dict[str, Any]:
    """What read a report."""
    return {"code": method.code, "code_sha256": method.code_sha256, "knowledge_sha256": method.knowledge_sha256}


IMPORTED_FIELDS = ("format", "dataset", "file", "sha256", "record", "address")


def imported_to_json(imported: Imported | None) -> dict[str, Any] | None:
    """The record that stands behind a claim, where no page does."""
    return {name: getattr(imported, name) for name in IMPORTED_FIELDS} if imported else None


def _with_our_names(record: Mapping[str, Any]) -> dict[str, Any]:
    return {RENAMED.get(name, name): value for name, value in record.items() if name not in RENAMED.values()}


def article_to_json(article: Article) -> dict[str, Any]:
    """What is known of an article, less its text."""
    return {
        "title": article.title,
        "outlet": article.outlet,
        **_date_to_json("published", article.published),
        "repairs": [
            {"printed": repair.printed, "read_as": repair.read_as, "why": repair.why}
            for date in (article.published, article.modified)
            for repair in (date.repairs if date else ())
        ],
        "url": article.url,
        "language": article.language,
        "description": article.description,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "page_sha256": article.page_sha256,
        **_date_to_json("modified", article.modified),
        "wire": article.wire,
        "dateline": article.dateline,
        "section": article.section,
        "standfirst": article.standfirst,
        "headlines": [{"text": each.text, "from": each.known_from} for each in article.headlines],
        "captions": list(article.captions),
        "notes": list(article.notes),
        "archived": list(article.archived),
        "forwarded_from": article.forwarded_from,
        "post_of": article.post_of,
        "captured_at": article.captured_at.isoformat() if article.captured_at else None,
        "imported": [{"claims": list(each.claims), **(imported_to_json(each) or {})} for each in article.imported],
        "published_others": [
            {"printed": other.printed, "read_as": other.read_as, "from": other.known_from}
            for other in (article.published.others if article.published else ())
        ],
    }


def _date_to_json(name: str, date: Published | None) -> dict[str, Any]:
    return {
        name: date.iso if date else None,
        f"{name}_printed": date.printed if date else None,
        f"{name}_from": date.known_from if date else None,
    }


def _span_to_json(span: Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start, "end": span.end}


def _place_to_json(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "text": place.text,
        "name": place.name,
        "geonames_id": place.geonames_id,
        "lat": place.latitude,
        "lon": place.longitude,
        "where_prec": place.where_prec,
    }


def _period_to_json(period: Period | None) -> dict[str, Any] | None:
    return {"text": period.text, "edtf": period.edtf, "date_prec": period.date_prec} if period else None


def _link_to_json(link: Link) -> dict[str, Any]:
    return {"name": link.name, "role": link.role, "cue": link.cue, "start": link.start, "end": link.end}
