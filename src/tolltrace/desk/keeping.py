"""What was read, traced and recorded: pages in, what came of them out."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tolltrace.errors import AbsentError, UnfitError
from tolltrace.following import group_recorded
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import Ledger
from tolltrace.pipeline import trace_pages
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Rejected, Traced

LOG = logging.getLogger("tolltrace.desk")


@dataclass(slots=True)
class Kept:
    """What some pages came to."""

    traced: int = 0
    claims: int = 0
    rejected: str | None = None  # why the last one that was
    error: str | None = None  # of the last that failed


@dataclass(frozen=True, slots=True)
class Keeper:
    """Traces and records."""

    ledger: Ledger
    knowledge: Knowledge
    settings: Settings
    keeps_all: bool
    counts: Counter[str]

    def keep(self, pages: Sequence[Page | Rejected | Failed], source: str) -> Kept:
        """Trace pages, and record the reports that hold claims; and those that held some when they were recorded."""
        kept = Kept()
        for result in trace_pages(pages, self.knowledge, with_pages=self.settings.snapshots):
            match result:
                case Traced():
                    kept.traced += 1
                    kept.claims += len(result.claims)
                    try:
                        self._record(result)
                    except UnfitError as error:
                        kept.error = f"{error}. This is a fault of tolltrace: please report it with the page"
                case Rejected():
                    kept.rejected = f"{result.reason.value}: {result.detail}" if result.detail else result.reason.value
                case Failed():
                    kept.error = result.detail
                    if result.trace:
                        LOG.error(
                            "a page failed by a fault of ours", extra={"about": result.source, "trace": result.trace}
                        )
            self.counts[f"pages {type(result).__name__.lower()}"] += 1
        return kept

    def _record(self, traced: Traced) -> None:
        if not (traced.claims or self.keeps_all or self._is_known(traced.article.id)):
            return
        recorded = self.ledger.record(traced)
        self.counts["reports"] += recorded.reports
        self.counts["versions"] += recorded.versions
        self.counts["claims"] += recorded.claims

    def _is_known(self, report_id: str) -> bool:
        """Whether the ledger holds it: a report that claims nothing any more is news."""
        try:
            self.ledger.article(report_id)
        except AbsentError:
            return False
        return True

    def group(self) -> None:
        """Put what was recorded among the statements."""
        group_recorded(self.ledger, self.knowledge)
