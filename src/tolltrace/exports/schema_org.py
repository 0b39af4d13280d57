"""schema.org as JSON-LD: a statement is a Claim, its reports NewsArticles in which it appears, what is quoted a
Quotation. How claims relate, and figures with their hedges, schema.org has no words for: these are in our vocabulary.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tolltrace.days import read_days
from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.linked import VOCABULARY, address, bare, figure_terms, report_name, urn, write_graph
from tolltrace.exports.wording import in_words
from tolltrace.imported import Imported
from tolltrace.relays import Carrier, Drift, Relay, Statement
from tolltrace.values import Period, Place

OWN = "jsonl"  # the format of imports that holds words of the reports themselves
CONTEXT = {
    "@vocab": "https://schema.org/",
    "tolltrace": VOCABULARY,
    "tolltrace:about": {"@type": "@id"},
    "tolltrace:partOf": {"@type": "@id"},
    "tolltrace:updates": {"@type": "@id"},
    "tolltrace:relays": {"@type": "@id"},
}


def nodes_of(statement: Statement, context: Context) -> Iterator[dict[str, Any]]:
    """The statement with the reports that it appears in, then what they quote."""
    yield claim_node(statement)
    if context.quotes:
        yield from (quotation(relay, statement) for relay in statement.relays if relay.claim.quoted)


def claim_node(statement: Statement) -> dict[str, Any]:
    """A statement. Each report is written out where it is named: who reads the file joins them by their @id."""
    place, speaker = statement.place, statement.speaker
    carriers = {relay.carrier.id: relay.carrier for relay in statement.relays}
    reports = [article_node(carrier) for carrier in carriers.values()]
    return bare(
        {
            "@type": "Claim",
            "@id": urn("statement", statement.id),
            "name": in_words(
                statement.figure,
                statement.harm,
                statement.stance,
                statement.side,
                place.text if place else None,
                speaker,
            ),
            "author": {"name": speaker, "alternateName": list(statement.speakers)} if speaker else None,
            "dateCreated": statement.said_on.isoformat() if statement.said_on else None,
            "spatialCoverage": place_node(place) if place else None,
            "temporalCoverage": interval(statement.period),
            "appearance": reports,
            "firstAppearance": {"@id": reports[0]["@id"]} if reports else None,
            **figure_terms(statement.figure),
            "tolltrace:words": statement.reference.claim.mention.text,
            "tolltrace:harm": statement.harm,
            "tolltrace:side": statement.side,
            "tolltrace:status": statement.status,
            "tolltrace:demographic": statement.demographic,
            "tolltrace:aspect": str(statement.aspect),
            "tolltrace:rate": statement.rate,
            "tolltrace:stance": statement.stance.value,
            "tolltrace:period": statement.period.text if statement.period else None,
            "tolltrace:edtf": statement.period.edtf if statement.period else None,
            "tolltrace:datePrec": statement.period.date_prec if statement.period else None,
            "tolltrace:about": urn("statement", statement.about) if statement.about else None,
            "tolltrace:partOf": urn("statement", statement.part_of) if statement.part_of else None,
            "tolltrace:updates": [urn("statement", each) for each in statement.updates],
            "tolltrace:origins": statement.origins,
            "tolltrace:lineages": statement.lineages,
            "tolltrace:independent": statement.independent,
            "tolltrace:restsOnOneOrigin": statement.independent == 0,
            "tolltrace:drift": [drift_node(each) for each in statement.drift],
        }
    )


def article_node(carrier: Carrier) -> dict[str, Any]:
    """A report, less its text; a record of somebody's file is no news article."""
    record = carrier.imported
    return bare(
        {
            "@type": "CreativeWork" if record and record.format != OWN else "NewsArticle",
            "@id": report_name(carrier.id),
            "headline": carrier.title,
            "datePublished": carrier.published.iso if carrier.published else None,
            "publisher": {"@type": "Organization", "name": carrier.outlet} if carrier.outlet else None,
            "url": address(carrier.url),
            "inLanguage": carrier.language,
            "isBasedOn": record_node(record) if record else None,
        }
    )


def record_node(record: Imported) -> dict[str, Any]:
    """The record that a report was imported from, in its file."""
    return bare(
        {
            "@type": "DataDownload",
            "name": record.file,
            "sha256": record.sha256,
            "identifier": record.record,
            "url": address(record.address),
            "isPartOf": {"@type": "Dataset", "name": record.dataset},
            "encodingFormat": record.format,
        }
    )


def quotation(relay: Relay, statement: Statement) -> dict[str, Any]:
    """What a report prints as somebody's own words, by its sentence."""
    chain = relay.claim.chain
    return bare(
        {
            "@type": "Quotation",
            "@id": urn("claim", relay.claim.id),
            "text": relay.claim.evidence.text,
            "spokenByCharacter": {"name": chain[0].name} if chain else None,
            "isPartOf": {"@id": report_name(relay.carrier.id)},
            "tolltrace:relays": urn("statement", statement.id),
        }
    )


def place_node(place: Place) -> dict[str, Any]:
    """The words, or the name where there is one, and the point."""
    point = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    is_known = place.latitude is not None and place.longitude is not None
    return bare(
        {
            "@type": "Place",
            "name": place.name or place.text,
            "alternateName": place.text if place.name else None,
            "sameAs": f"https://sws.geonames.org/{place.geonames_id}/" if place.geonames_id is not None else None,
            "geo": point if is_known else None,
            "tolltrace:wherePrec": place.where_prec,
        }
    )


def interval(period: Period | None) -> str | None:
    """A period in ISO 8601, as far as its ends are known; that they are approximate stands in tolltrace:edtf alone."""
    days = read_days(period)
    if days is None:
        return None
    first = days.first.isoformat() if days.first else ".."
    last = days.last.isoformat()
    return first if first == last else f"{first}/{last}"


def drift_node(drift: Drift) -> dict[str, Any]:
    """What moved in which report."""
    return bare(
        {
            "tolltrace:in": {"@id": report_name(drift.report)},
            "tolltrace:field": drift.field,
            "tolltrace:how": drift.how.value,
            "tolltrace:was": drift.was,
            "tolltrace:now": drift.now,
        }
    )


def write(records: Iterable[Statement], path: Path, context: Context) -> None:
    """One document."""
    write_graph(CONTEXT, (node for each in records for node in nodes_of(each, context)), path)


EXPORT = Export(
    name="schema-org",
    about="statements as schema.org's Claim, NewsArticle and Quotation, in JSON-LD",
    file_name="tolltrace-schema-org.jsonld",
    unit=Unit.STATEMENTS,
    write=write,
    loses=(
        losses.LossOfStatement(
            "unquoted",
            "The sentences of claims that are not in quotation marks: publishers own them.",
            lambda each: any(not relay.claim.quoted for relay in each.relays),
        ),
        losses.RELAY_DETAILS,
        losses.STATEMENT_SURENESS,
        losses.STATEMENT_SAID,
        losses.LossOfStatement(
            "drift_place", "Where in a report it moved, and why it counts.", lambda each: bool(each.drift)
        ),
        losses.WAY,
        losses.JOINS,
    ),
    holds_quotes=True,
    holds_decisions=False,
)
