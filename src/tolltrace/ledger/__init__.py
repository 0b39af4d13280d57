"""Keeps reports and claims, append-only: `with open_ledger() as ledger: ledger.record(…)`."""

from tolltrace.ledger.ledger import Ledger, open_ledger
from tolltrace.ledger.recorded import ClaimQuery, Event, Recorded, RecordedClaim, RecordedReport

__all__ = ["ClaimQuery", "Event", "Ledger", "Recorded", "RecordedClaim", "RecordedReport", "open_ledger"]
