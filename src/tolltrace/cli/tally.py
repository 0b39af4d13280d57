"""What a run came to, in numbers that add up: pages read = traced + rejected + failed."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tolltrace.cli.words import clean, counted
from tolltrace.ledger_place import LedgerPlace
from tolltrace.values import Failed, Reason, Rejected, Result, Traced

if TYPE_CHECKING:
    from tolltrace.ledger import Recorded


@dataclass(slots=True)
class Tally:
    """Counts as a run goes on. `ledger` is None where nothing is recorded."""

    ledger: LedgerPlace | None
    traced: int = 0
    failed: int = 0
    claims: int = 0
    rejected: Counter[Reason] = field(default_factory=Counter)
    recorded: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result, changes: "Recorded | None") -> None:
        """Count one result, and what recording it changed."""
        match result:
            case Traced():
                self.traced += 1
                self.claims += len(result.claims)
            case Rejected():
                self.rejected[result.reason] += 1
            case Failed():
                self.failed += 1
        if changes is not None:
            self._add_changes(changes)

    def _add_changes(self, changes: "Recorded") -> None:
        if changes.outdated:
            kind = "outdated"
        elif changes.reports:
            kind = "new"
        elif changes.versions:
            kind = "changed"
        else:
            kind = "known"
        self.recorded[kind] += 1
        self.recorded["claims"] += changes.claims
        self.recorded["superseded"] += changes.superseded
        self.recorded["copies"] += changes.copies

    def lines(self) -> list[str]:
        """The closing summary, one sentence a line, safe to print."""
        return list(filter(None, (self._pages(), self._claims(), self._ledger())))

    def _pages(self) -> str:
        rejected = self.rejected.total()
        reasons = ", ".join(f"{count:,} {reason.value}" for reason, count in self.rejected.most_common())
        read = self.traced + rejected + self.failed
        named = f" ({reasons})" if reasons else ""
        return f"Pages read {read:,} = {self.traced:,} traced + {rejected:,} rejected{named} + {self.failed:,} failed"

    def _claims(self) -> str:
        return f"{counted(self.claims, 'claim')} found in {counted(self.traced, 'report')}"

    def _ledger(self) -> str:
        if self.ledger is None:
            return "Nothing was recorded (--no-ledger)"
        new = f"{counted(self.recorded['new'], 'report')}, {counted(self.recorded['claims'], 'claim')} new"
        changed, known, outdated, superseded, copies = (
            self.recorded[kind] for kind in ("changed", "known", "outdated", "superseded", "copies")
        )
        told = [
            new,
            f"{counted(changed, 'report')} changed since, kept as new versions" if changed else "",
            f"{counted(superseded, 'claim')} superseded" if superseded else "",
            f"{counted(known, 'report')} already there" if known else "",
            f"{counted(outdated, 'report')} left as newer code had read them" if outdated else "",
            f"{counted(copies, 'page')} kept" if copies else "",
        ]
        return f"Ledger {clean(str(self.ledger))}: {'; '.join(filter(None, told))}"
