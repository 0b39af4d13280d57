"""W3C Web Annotations: a claim is an annotation of its report, found again by its words and by where they stand.

Positions count in the text as the ledger keeps it (title, standfirst and body), which no reader of the page has: an
annotation client finds the words by the quotation and what stands around it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tolltrace.comments import Comment, CommentKind
from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.files import write_json_document
from tolltrace.exports.linked import address, report_name, urn
from tolltrace.exports.own_claims import chain_words
from tolltrace.exports.wording import in_words
from tolltrace.grades import grade_to_json
from tolltrace.ledger import RecordedClaim
from tolltrace.printable import json_text
from tolltrace.records import claim_to_json, imported_to_json
from tolltrace.relay_records import corroboration_to_json

MOTIVATIONS = {
    CommentKind.CORRECTION: "editing",
    CommentKind.NEW_SOURCE: "linking",
    CommentKind.TRANSLATION: "describing",
    CommentKind.CONTEXT: "commenting",
}
CONTEXT = "http://www.w3.org/ns/anno.jsonld"  # the standard asks for just this; nothing here fetches it


def annotation(recorded: RecordedClaim, context: Context) -> dict[str, Any]:
    """One claim: in words, as the codebook's record, and as tags; on the words that it stands in."""
    claim = recorded.claim
    place = claim.place.text if claim.place else None
    record = {name: value for name, value in claim_to_json(claim).items() if name != "mention"}  # the target says it
    published = recorded.published
    if not context.quotes:
        record["evidence"]["text"] = None
    record |= {
        "words": claim.mention.text,
        "decision": recorded.verdict,
        "imported": imported_to_json(recorded.imported),
        "grade": grade_to_json(recorded.grade, who=False),
        "statement": corroboration_to_json(recorded.corroboration) if recorded.corroboration else None,
        "report": {
            "id": recorded.report_id,
            "version": recorded.version,
            "title": recorded.title,
            "outlet": recorded.outlet,
            "published": published.iso if published else None,
            "language": recorded.language,
        },
    }
    told = in_words(claim.figure, claim.harm, claim.stance, claim.side, place, chain_words(recorded))
    return {
        "id": urn("annotation", claim.id),
        "type": "Annotation",
        "motivation": "describing",
        "created": recorded.recorded_at.isoformat(),
        "generator": {
            "id": urn("program", recorded.method.code),
            "type": "Software",
            "name": f"tolltrace {recorded.method.code}",
        },
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": told, "language": "en"},
            {"type": "TextualBody", "purpose": "tagging", "value": claim.harm},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": json_text(record),
            },
        ],
        "target": target(recorded, quotes=context.quotes),
    }


def target(recorded: RecordedClaim, *, quotes: bool) -> dict[str, Any]:
    """The figure as printed, by its words and by where they stand: two ways to the same."""
    mention = recorded.claim.mention
    by_words = {"type": "TextQuoteSelector", "exact": mention.text}
    if quotes:
        by_words |= {"prefix": recorded.mention.prefix, "suffix": recorded.mention.suffix}
    return {
        "type": "SpecificResource",
        "source": source_of(recorded),
        "selector": [by_words, {"type": "TextPositionSelector", "start": mention.start, "end": mention.end}],
    }


def source_of(recorded: RecordedClaim) -> str:
    """What an annotation is of: the page where it has an address, else the report by our name."""
    return address(recorded.url) or report_name(recorded.report_id)


def remark(comment: Comment, source: str, *, quotes: bool) -> dict[str, Any]:
    """A person's comment, without their name. One whose words are gone from the report has them alone, and no place."""
    selector, span = comment.selector, comment.span
    by_words = {"type": "TextQuoteSelector", "exact": selector.exact}
    if quotes:
        by_words |= {"prefix": selector.prefix, "suffix": selector.suffix}
    where = [{"type": "TextPositionSelector", "start": span.start, "end": span.end}] if span else []
    why = MOTIVATIONS[comment.kind]
    return {
        "id": urn("comment", comment.id),
        "type": "Annotation",
        "motivation": why,
        "created": comment.at.isoformat(),
        "body": [
            {"type": "TextualBody", "purpose": why, "format": "text/plain", "value": comment.text},
            {"type": "TextualBody", "purpose": "tagging", "value": comment.kind.value},
        ],
        "target": {"type": "SpecificResource", "source": source, "selector": [by_words, *where]},
    }


def items(records: Iterable[RecordedClaim], context: Context) -> Iterator[dict[str, Any]]:
    """Each claim, with the comments on its words; then the other comments on reports that were among them."""
    sources: dict[str, str] = {}
    written: set[str] = set()
    for recorded in records:
        source = source_of(recorded)
        yield annotation(recorded, context)
        yield from (remark(e, source, quotes=context.quotes) for e in recorded.comments if e.id not in written)
        written |= {each.id for each in recorded.comments}
        if recorded.report_id in context.comments:
            sources[recorded.report_id] = source
    for report_id, source in sources.items():
        others = (each for each in context.comments[report_id] if each.id not in written)
        yield from (remark(each, source, quotes=context.quotes) for each in others)


def write(records: Iterable[RecordedClaim], path: Path, context: Context) -> None:
    """One page of annotations."""
    head = {"@context": CONTEXT, "id": "urn:tolltrace:annotations", "type": "AnnotationPage"}
    write_json_document(head, "items", items(records, context), path)


EXPORT = Export(
    name="annotations",
    about="claims as W3C Web Annotations of their reports",
    file_name="tolltrace-annotations.jsonld",
    unit=Unit.CLAIMS,
    write=write,
    loses=(
        losses.EVIDENCE_AROUND,
        losses.READINGS,
        losses.SOURCE_AT_ALL,
        losses.URL,
        losses.PUBLISHED,
        losses.METHOD_DETAILS,
        losses.DECISION,
        losses.GRADE_DETAILS,
        losses.COMMENT_DETAILS,
    ),
    holds_quotes=True,
    holds_comments=True,
)
