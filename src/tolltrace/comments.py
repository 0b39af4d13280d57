"""What people remark on the words of a report: a correction, a new source, a translation, context."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tolltrace.anchors import Selector
from tolltrace.values import Span


class CommentKind(StrEnum):
    """What a comment brings."""

    CORRECTION = "correction"
    NEW_SOURCE = "new source"
    TRANSLATION = "translation"
    CONTEXT = "context"


class Standing(StrEnum):
    """Whether a comment is shown: what readers write waits until an editor has read it."""

    HELD = "held"
    SHOWN = "shown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who took a comment back, when and why. The comment stays in the ledger."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark on words of a report.

    `selector` is how they stood in the version (by its number) that it was made on; `span` where they stand in the
    version that is shown: None where they are gone from it, and the comment is an orphan. `claim` is the id of the
    claim that it was made on, where there was one.
    """

    id: str  # the same on every machine that holds a copy of the ledger
    report_id: str
    version: int
    claim: str | None
    kind: CommentKind
    text: str
    by: str
    at: datetime
    selector: Selector
    span: Span | None
    withdrawn: Withdrawal | None = None
    standing: Standing = Standing.SHOWN


def comment_to_json(comment: Comment, *, who: bool = True) -> dict[str, Any]:
    """One comment; without `who`, not who made it. Fields may be added here, never renamed."""
    withdrawn = comment.withdrawn
    record: dict[str, Any] = {
        "id": comment.id,
        "report": comment.report_id,
        "version": comment.version,
        "claim": comment.claim,
        "kind": comment.kind.value,
        "text": comment.text,
        "at": comment.at.isoformat(),
        "exact": comment.selector.exact,
        "prefix": comment.selector.prefix,
        "suffix": comment.selector.suffix,
        "start": comment.span.start if comment.span else None,
        "end": comment.span.end if comment.span else None,
        "orphaned": comment.span is None,
    }
    if who:
        record["by"] = comment.by
        record["standing"] = comment.standing.value
        record["withdrawn"] = (
            {"by": withdrawn.by, "at": withdrawn.at.isoformat(), "why": withdrawn.why} if withdrawn else None
        )
    return record
