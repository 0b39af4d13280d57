"""What changed between two versions of a report: its claims, for everybody; its text, for who is signed in."""

from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tolltrace.ledger import ClaimQuery, Ledger, RecordedReport
from tolltrace.server import views
from tolltrace.server.answers import Anybody, Asked, answer
from tolltrace.server.asking import MAX_ID_CHARS, AsOf
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.differing import Changed, ClaimChange, compare_claims, compare_texts, compare_words
from tolltrace.server.site.frame import Reader, show
from tolltrace.values import Claim

router = APIRouter()
MOST_SHOWN = 200
NONE_BEFORE = "Report {!r} has no version {}; its page lists those there are."


class ChangesAsking(AsOf):
    """Two versions of a report."""

    id: str = Field(min_length=1, max_length=MAX_ID_CHARS, description="The report's id, whole.")
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="The later one; else the newest.")
    before: int | None = Field(None, ge=1, le=2**31 - 1, description="The earlier one; else the one before it.")


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed; `texts` is None for who may not read them."""

    was: RecordedReport | None  # None where there is but one version
    now: RecordedReport
    title: Changed | None
    claims: tuple[ClaimChange, ...]
    texts: tuple[Changed, ...] | None
    more: int


@router.get("/report/changes")
async def changes(asked: Reader, said: Annotated[ChangesAsking, Query()]) -> Response:
    """The page of what changed."""
    return await show(asked, said, "changes.html", lambda _: {"told": read_changes(asked, said)}, twins=("json",))


@router.get("/report/changes.json")
async def changes_record(asked: Anybody, said: Annotated[ChangesAsking, Query()]) -> Response:
    """The changes of claims for programs."""
    return await answer(asked, lambda: read_changes(asked, said), changes_to_json)


def read_changes(asked: Asked, said: ChangesAsking) -> Changes:
    """Both versions, held against each other. Raises ProblemError for one that is not there."""
    ledger, trusted = asked.desk.ledger, asked.is_trusted
    now = views.show_report(ledger, said.id, said.version, said.as_of, trusted=trusted)
    before = earlier(ledger, said, now.report.version)
    if before is None:
        return Changes(None, now.report, None, (), () if trusted else None, 0)
    was = views.show_report(ledger, said.id, before, said.as_of, trusted=trusted)
    titles = was.article.title or "", now.article.title or ""
    claims = compare_claims(was.claims, now.claims, (len(titles[0]), len(titles[1])))
    texts = list(islice(read_texts(ledger, said.id, was, now), MOST_SHOWN + 1)) if trusted else None
    return Changes(
        was.report,
        now.report,
        compare_words(*titles) if titles[0] != titles[1] else None,
        claims[:MOST_SHOWN],
        None if texts is None else tuple(texts[:MOST_SHOWN]),
        max(0, len(claims) - MOST_SHOWN),
    )


def read_texts(ledger: Ledger, report: str, was: views.Report, now: views.Report) -> Any:
    """The sentences below the title that changed."""
    one, other = (ledger.article(report, each.report.version) for each in (was, now))
    return compare_texts(one.text[one.body_start :], other.text[other.body_start :])


def earlier(ledger: Ledger, said: ChangesAsking, version: int) -> int | None:
    """The number of the earlier version; None where there is none."""
    with ledger.browsing() as view:
        query = ClaimQuery(report=said.id, all_versions=True, as_of=said.as_of)
        known = sorted(each.version for each, _ in view.reports(query, None, views.MOST_VERSIONS).items)
    if said.before is not None:
        if said.before not in known:
            raise ProblemError(404, NONE_BEFORE.format(said.id[:200], said.before))
        return said.before
    return max((each for each in known if each < version), default=None)


def changes_to_json(told: Changes) -> dict[str, Any]:
    """Each claim that changed, as it was and as it is. Fields may be added here, never renamed."""
    return {
        "report": told.now.id,
        "before": told.was.version if told.was else None,
        "version": told.now.version,
        "claims": [
            {
                "was": claim_to_json(each.was.claim) if each.was else None,
                "now": claim_to_json(each.now.claim) if each.now else None,
                "in_headline": each.in_headline,
                "told": list(each.told),
            }
            for each in told.claims
        ],
    }


def claim_to_json(claim: Claim) -> dict[str, Any]:
    """Enough to find it and to see its figure."""
    return {"claim": claim.id, "words": claim.mention.text, "harm": claim.harm, "sentence": claim.evidence.text}
