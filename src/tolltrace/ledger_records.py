"""What a ledger gives as JSON: reports, events, reviews, pages. Fields may be added here, never renamed."""

from collections.abc import Sequence
from typing import Any

from tolltrace.knowledge import Knowledge
from tolltrace.ledger import Event, RecordedReport
from tolltrace.paging import Facets
from tolltrace.records import article_to_json, claim_to_json, method_to_json
from tolltrace.relays import Ruling
from tolltrace.reviews import Review, find_differences
from tolltrace.values import Article, Claim


def recorded_report_to_json(report: RecordedReport, article: Article) -> dict[str, Any]:
    """A report as the list shows it, and what is known of its article."""
    return {
        "id": report.id,
        "version": report.version,
        "versions": report.versions,
        "claims": report.claims,
        **article_to_json(article),
        "source": report.source,
        "page_kept": report.page_kept,
        "recorded_at": report.recorded_at.isoformat(),
        "method": method_to_json(report.method),
    }


def event_to_json(event: Event) -> dict[str, Any]:
    """One event with all that it holds."""
    return {
        "event": event.number or None,
        "at": event.at.isoformat(),
        "actor_kind": event.actor_kind,
        "actor": event.actor,
        "kind": event.kind,
        "report": event.report or None,
        "claim": event.claim,
        "account": event.account,
        "taken_down": event.taken_down,
        "why": event.why,
        "detail": event.detail,
    }


def reviews_to_json(reviews: Sequence[Review]) -> dict[str, Any]:
    """Each reviewer's newest word, and the fields in which they differ: field → reviewer → value."""
    return {
        "reviews": [
            {
                "by": each.by,
                "verdict": each.verdict,
                "at": each.at.isoformat(),
                "why": each.why,
                "duplicate_of": each.duplicate_of,
            }
            for each in reviews
        ],
        "differences": find_differences(reviews),
    }


def with_reasons(record: dict[str, Any], claim: Claim, knowledge: Knowledge) -> dict[str, Any]:
    """A claim's record with `why`, and in each reason the sentence that a person is told."""
    why = claim_to_json(claim, why=True)["why"]
    told = {each.field: knowledge.tell(each) for each in claim.readings}
    return record | {"why": {field: reason | {"told": told[field]} for field, reason in why.items()}}


def facets_to_json(facets: Facets) -> dict[str, Any]:
    """How many claims have which value; `cut` names the fields of which only the most frequent are here."""
    fields = ("harms", "sides", "speakers", "months")
    return {
        "claims": facets.claims,
        **{name: [{"value": value, "claims": count} for value, count in getattr(facets, name)] for name in fields},
        "cut": list(facets.cut),
    }


def ruling_to_json(ruling: Ruling) -> dict[str, Any]:
    """A person's word on two claims."""
    return {
        "claim": ruling.claim,
        "other": ruling.other,
        "together": ruling.together,
        "by": ruling.by,
        "why": ruling.why,
    }
