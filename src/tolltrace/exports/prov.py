"""PROV-O as JSON-LD: reports, claims and statements are entities; each reading of a report is an activity of a program.

A claim was quoted from a report and has its primary source in a statement; who passed it on has a role each; a report
that its outlet worded anew is a revision. Claims come first, as they are read; then what their statements add to them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.linked import (
    VOCABULARY,
    address,
    bare,
    figure_terms,
    place_terms,
    report_name,
    urn,
    write_graph,
)
from tolltrace.imported import Imported
from tolltrace.ledger import RecordedClaim
from tolltrace.relays import Corroboration, Statement
from tolltrace.values import Claim, Link, Method, Period, Stance

LINKS = (
    "wasQuotedFrom", "hadPrimarySource", "wasRevisionOf", "wasDerivedFrom", "wasGeneratedBy", "wasAttributedTo",
    "wasAssociatedWith", "used", "agent", "hadRole", "specializationOf",
)  # fmt: skip
OWN_LINKS = ("denies", "updates", "about", "partOf")
CONTEXT: dict[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "tolltrace": VOCABULARY,
    **{f"prov:{name}": {"@type": "@id"} for name in LINKS},
    **{f"tolltrace:{name}": {"@type": "@id"} for name in OWN_LINKS},
    "prov:generatedAtTime": {"@type": "xsd:dateTime"},
}
FIRST_SPEAKER, RELAY, PUBLISHER, READER = (
    f"tolltrace:{role}" for role in ("firstSpeaker", "relay", "publisher", "reader")
)
ROLES = (FIRST_SPEAKER, RELAY, PUBLISHER, READER)
AGAINST = (Stance.DENIED, Stance.DISPUTED)


def nodes_of(claims: Iterable[RecordedClaim], context: Context) -> Iterator[dict[str, Any]]:
    """All of them. What reads is named once; a report and its reading once, as its claims come together."""
    yield from ({"@id": role, "@type": "prov:Role"} for role in ROLES)
    methods: set[Method] = set()  # a handful: a ledger has one for each version of the program that wrote in it
    last = None
    for recorded in claims:
        if recorded.method not in methods:
            methods.add(recorded.method)
            yield from program_nodes(recorded.method)
        reading = (recorded.report_id, recorded.version, recorded.method)
        if reading != last:
            yield from report_nodes(recorded)
            last = reading
        if recorded.imported:
            yield record_node(recorded.imported)
        yield claim_node(recorded, quotes=context.quotes)
    for statement in context.statements():
        yield from statement_nodes(statement)


# ── what reads ───────────────────────────────────────────────────────────────────────────────────────────────────────


def program_name(method: Method) -> str:
    """A version of the program, its sources and its knowledge told apart."""
    return urn("program", f"{method.code}:{method.code_sha256[:12]}:{method.knowledge_sha256[:12]}")


def program_nodes(method: Method) -> Iterator[dict[str, Any]]:
    """The program with its version."""
    yield {
        "@id": program_name(method),
        "@type": "prov:SoftwareAgent",
        "rdfs:label": f"tolltrace {method.code}",
        "tolltrace:version": method.code,
        "tolltrace:codeSha256": method.code_sha256,
        "tolltrace:knowledgeSha256": method.knowledge_sha256,
    }


def version_name(recorded: RecordedClaim) -> str:
    """One version of a report: the one that was read."""
    return urn("report-version", f"{recorded.report_id}#{recorded.version}")


def reading_name(recorded: RecordedClaim) -> str:
    """One reading of it."""
    told_apart = f"{recorded.method.code_sha256[:12]}:{recorded.method.knowledge_sha256[:12]}"
    return urn("reading", f"{recorded.report_id}#{recorded.version}#{told_apart}")


def report_nodes(recorded: RecordedClaim) -> Iterator[dict[str, Any]]:
    """A report, the version of it that was read, and the reading."""
    published = recorded.published
    outlet = urn("outlet", recorded.outlet) if recorded.outlet else None
    attribution = {"@type": "prov:Attribution", "prov:agent": outlet, "prov:hadRole": PUBLISHER}
    if outlet:
        yield {"@id": outlet, "@type": "prov:Organization", "rdfs:label": recorded.outlet}
    yield bare(
        {
            "@id": report_name(recorded.report_id),
            "@type": ["prov:Entity", "tolltrace:Report"],
            "prov:wasAttributedTo": outlet,
            "prov:qualifiedAttribution": attribution if outlet else None,
        }
    )
    yield bare(
        {
            "@id": version_name(recorded),
            "@type": ["prov:Entity", "tolltrace:ReportVersion"],
            "prov:specializationOf": report_name(recorded.report_id),
            "rdfs:label": recorded.title,
            "tolltrace:version": recorded.version,
            "tolltrace:published": published.iso if published else None,
            "tolltrace:publishedOn": published.on.isoformat() if published else None,
            "tolltrace:publishedAsPrinted": published.printed if published else None,
            "tolltrace:publishedKnownFrom": published.known_from if published else None,
            "tolltrace:url": address(recorded.url),
            "tolltrace:language": recorded.language,
        }
    )
    yield {
        "@id": reading_name(recorded),
        "@type": ["prov:Activity", "tolltrace:Extraction"],
        "prov:used": version_name(recorded),
        "prov:wasAssociatedWith": program_name(recorded.method),
        "prov:qualifiedAssociation": {
            "@type": "prov:Association",
            "prov:agent": program_name(recorded.method),
            "prov:hadRole": READER,
        },
    }


def record_name(record: Imported) -> str:
    """A record of a file, wherever the file lies."""
    return urn("record", f"{record.sha256}#{record.record}")


def record_node(record: Imported) -> dict[str, Any]:
    """The record that a claim was imported from."""
    return bare(
        {
            "@id": record_name(record),
            "@type": ["prov:Entity", "tolltrace:Record"],
            "rdfs:label": record.record,
            "tolltrace:format": record.format,
            "tolltrace:dataset": record.dataset,
            "tolltrace:file": record.file,
            "tolltrace:sha256": record.sha256,
            "tolltrace:url": address(record.address),
        }
    )


# ── claims ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def claim_node(recorded: RecordedClaim, *, quotes: bool) -> dict[str, Any]:
    """A claim: from which report, by which reading, by way of whom; and what it says in our own vocabulary."""
    claim = recorded.claim
    return bare(
        {
            "@id": urn("claim", claim.id),
            "@type": ["prov:Entity", "tolltrace:Claim"],
            "prov:wasQuotedFrom": version_name(recorded),
            "prov:wasGeneratedBy": reading_name(recorded),
            "prov:wasDerivedFrom": record_name(recorded.imported) if recorded.imported else None,
            "prov:generatedAtTime": recorded.recorded_at.isoformat(),
            "prov:qualifiedAttribution": [attribution(link, number) for number, link in enumerate(claim.chain)],
            "prov:value": claim.evidence.text if quotes else None,
            **claim_terms(claim),
            "tolltrace:decision": recorded.verdict,
            "tolltrace:corroboration": corroboration_terms(recorded.corroboration),
        }
    )


def corroboration_terms(told: Corroboration | None) -> dict[str, Any] | None:
    """On how much it rests."""
    if told is None:
        return None
    return {
        "tolltrace:relays": {"@id": urn("statement", told.statement)},
        "tolltrace:reports": told.reports,
        "tolltrace:lineages": told.lineages,
        "tolltrace:origins": told.origins,
        "tolltrace:independent": told.independent,
        "tolltrace:restsOnOneOrigin": told.rests_on_one_origin,
    }


def claim_terms(claim: Claim) -> dict[str, Any]:
    """What a claim says."""
    return bare(
        {
            "tolltrace:words": claim.mention.text,
            "tolltrace:start": claim.mention.start,
            "tolltrace:end": claim.mention.end,
            "tolltrace:evidenceStart": claim.evidence.start,
            "tolltrace:evidenceEnd": claim.evidence.end,
            "tolltrace:number": claim.number,
            **figure_terms(claim.figure),
            "tolltrace:harm": claim.harm,
            "tolltrace:victims": claim.victims,
            "tolltrace:side": claim.side,
            "tolltrace:status": claim.status.value,
            "tolltrace:demographic": claim.demographic,
            **place_terms(claim.place),
            **period_terms("period", claim.period),
            **period_terms("said", claim.said),
            "tolltrace:aspect": claim.aspect.value,
            "tolltrace:rate": claim.rate,
            "tolltrace:partOfNumber": claim.part_of,
            "tolltrace:aboutNumber": claim.about,
            "tolltrace:background": claim.background,
            "tolltrace:stance": claim.stance.value,
            "tolltrace:modality": claim.modality,
            "tolltrace:quoted": claim.quoted,
            "tolltrace:confidence": claim.confidence,
        }
    )


def period_terms(name: str, period: Period | None) -> dict[str, Any]:
    """A period in our own vocabulary."""
    if period is None:
        return {}
    return bare(
        {
            f"tolltrace:{name}Words": period.text,
            f"tolltrace:{name}Edtf": period.edtf,
            f"tolltrace:{name}DatePrec": period.date_prec,
        }
    )


def attribution(link: Link, number: int) -> dict[str, Any]:
    """One speaker and what it did: the first one spoke, the others passed it on, in the order of their numbers."""
    return bare(
        {
            "@type": "prov:Attribution",
            "prov:agent": {"@id": urn("speaker", link.name), "@type": "prov:Agent", "rdfs:label": link.name},
            "prov:hadRole": RELAY if number else FIRST_SPEAKER,
            "tolltrace:position": number + 1,
            "tolltrace:roleAsPrinted": link.role,
            "tolltrace:cue": link.cue,
        }
    )


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────────


def statement_nodes(statement: Statement) -> Iterator[dict[str, Any]]:
    """A statement; then what it adds to claims and reports that have their own nodes, or are named here alone."""
    speaker = {"@id": urn("speaker", statement.speaker)} if statement.speaker else None
    name = urn("statement", statement.id)
    yield bare(
        {
            "@id": name,
            "@type": ["prov:Entity", "tolltrace:Statement"],
            "prov:qualifiedAttribution": {
                "@type": "prov:Attribution",
                "prov:agent": speaker | {"@type": "prov:Agent", "rdfs:label": statement.speaker},
                "prov:hadRole": FIRST_SPEAKER,
            }
            if speaker
            else None,
            "tolltrace:saidOn": statement.said_on.isoformat() if statement.said_on else None,
            "tolltrace:saidKnownFrom": statement.said_from,
            "tolltrace:harm": statement.harm,
            **figure_terms(statement.figure),
            "tolltrace:stance": statement.stance.value,
            "tolltrace:origins": statement.origins,
            "tolltrace:lineages": statement.lineages,
            "tolltrace:independent": statement.independent,
            "tolltrace:restsOnOneOrigin": statement.independent == 0,
            "tolltrace:about": urn("statement", statement.about) if statement.about else None,
            "tolltrace:partOf": urn("statement", statement.part_of) if statement.part_of else None,
            "tolltrace:updates": [urn("statement", each) for each in statement.updates],
        }
    )
    for relay in statement.relays:
        denies = relay.claim.stance in AGAINST and statement.stance not in AGAINST
        how = "tolltrace:denies" if denies else "prov:hadPrimarySource"
        yield {"@id": urn("claim", relay.claim.id), how: name}
    reports = set(statement.reports)
    for hop in statement.hops:
        if hop.source in reports and hop.taker in reports:
            yield {"@id": report_name(hop.taker), "prov:wasDerivedFrom": report_name(hop.source)}
    for report, revises in dict.fromkeys((each.report, each.revises) for each in statement.revisions):
        yield {"@id": report_name(report), "prov:wasRevisionOf": report_name(revises)}


def write(records: Iterable[RecordedClaim], path: Path, context: Context) -> None:
    """One document."""
    write_graph(CONTEXT, nodes_of(records, context), path)


EXPORT = Export(
    name="prov",
    about="where each claim comes from, as PROV-O in JSON-LD",
    file_name="tolltrace-prov.jsonld",
    unit=Unit.CLAIMS,
    write=write,
    loses=(
        losses.AROUND,
        losses.CHAIN_OFFSETS,
        losses.READINGS,
        losses.SURENESS,
        losses.SOURCE_AT_ALL,
        losses.URL,
        losses.PUBLISHED_REPAIRS,
        losses.DECISION,
        losses.GRADE,
        losses.COMMENTS,
        losses.LossOfClaim(
            "drift",
            "What moved on its way, and why claims were put together: the statements' own exports have it.",
            lambda _: True,
        ),
    ),
    holds_quotes=True,
)
