"""What an export did not take along, counted as it is written, and the receipt that says so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Generic

from tolltrace.exports.export import Export, Loss, Record
from tolltrace.exports.losses import QUOTES
from tolltrace.grades import UNGRADED
from tolltrace.ledger import ClaimQuery, RecordedClaim
from tolltrace.records import method_to_json
from tolltrace.relays import Statement
from tolltrace.values import Method

REJECTED = "rejected"
REJECTED_SAYS = "A person rejected them: they are no claims."
DUPLICATE = "duplicate"
DUPLICATE_SAYS = "A person found that they say another claim once more."
UNLISTED = (REJECTED, DUPLICATE)
DECISIONS = "decisions"
DECISIONS_SAYS = "What people decided on claims of the statement."
GRADES = "grades"
GRADES_SAYS = "How people grade the statement's speaker and the claim nearest to them."
SELECTING = (
    "harm", "side", "place", "speaker", "outlet", "since", "until", "text", "language", "report", "max_confidence",
    "all_versions", "limit", "by_doubt", "doubted",
)  # fmt: skip


@dataclass(slots=True)
class Tally(Generic[Record]):
    """Counts records on their way to a file. Each is counted once: as exported, or under one reason as left out."""

    export: Export[Record]
    quotes: bool
    decisions: Mapping[str, str] = field(default_factory=dict)
    exported: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    read_by: Counter[Method] = field(default_factory=Counter)

    def keep(self, records: Iterable[Record]) -> Iterator[Record]:
        """Those that the format can hold, as they come."""
        for record in records:
            if reason := self.reason_to_leave(record):
                self.left_out[reason] += 1
                continue
            self.exported += 1
            self.lost.update(self.losses_of(record))
            self.beside.update(names_of(self.export.beside, record))
            if isinstance(record, RecordedClaim):
                self.read_by[record.method] += 1
            yield record

    def reason_to_leave(self, record: Record) -> str | None:
        """The first that there is."""
        if isinstance(record, RecordedClaim) and record.decision and record.decision.verdict.value in UNLISTED:
            return record.decision.verdict.value
        return next(names_of(self.export.leaves_out, record), None)

    def losses_of(self, record: Record) -> Iterator[str]:
        """The names of what is lost of a record that is written."""
        yield from names_of(self.export.loses, record)
        if self.export.holds_quotes and not self.quotes:
            yield QUOTES.name
        if isinstance(record, Statement) and not self.export.holds_decisions:
            yield from [DECISIONS] if self.is_decided(record) else []
            yield from [GRADES] if record.grade != UNGRADED else []

    def is_decided(self, statement: Statement) -> bool:
        """Whether people decided on any of its claims."""
        return any(relay.claim.id in self.decisions for relay in statement.relays)

    @property
    def all(self) -> int:
        """How many there were."""
        return self.exported + self.left_out.total()

    def told(self) -> dict[str, Any]:
        """The counts with what each means."""
        meanings = {QUOTES.name: QUOTES.says, DECISIONS: DECISIONS_SAYS, GRADES: GRADES_SAYS}
        meanings |= {loss.name: loss.says for loss in self.export.loses}
        reasons = {REJECTED: REJECTED_SAYS, DUPLICATE: DUPLICATE_SAYS}
        reasons |= {loss.name: loss.says for loss in self.export.leaves_out}
        return {
            "counts": {
                "unit": self.export.unit.value,
                "all": self.all,
                "exported": self.exported,
                "left_out": self.left_out.total(),
            },
            "left_out": lines(self.left_out, reasons),
            "losses": lines(self.lost, meanings),
            "held_in_our_columns_alone": lines(self.beside, {loss.name: loss.says for loss in self.export.beside}),
            "always_empty": list(self.export.always_empty),
            "read_by": [method_to_json(method) | {"records": count} for method, count in self.read_by.items()],
        }


def names_of(losses: Sequence[Loss[Record]], record: Record) -> Iterator[str]:
    """The losses that touch a record."""
    return (loss.name for loss in losses if loss.touches(record))


def lines(counts: Counter[str], meanings: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each that touched anything, in the order of the format's own table."""
    return [{"what": name, "says": says, "records": counts[name]} for name, says in meanings.items() if counts[name]]


def told_query(query: ClaimQuery) -> dict[str, Any]:
    """The filters that were given, in JSON types."""
    given = {each.name: getattr(query, each.name) for each in fields(query) if each.name in SELECTING}
    return {name: plain(value) for name, value in given.items() if value not in (None, False)}


def plain(value: Any) -> Any:
    """A day as ISO 8601 has it; all else is JSON already."""
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written, and what was not: `NAME.losses.json` beside the file NAME."""

    format: str
    about: str
    file: str
    made_at: datetime
    made_by: Method
    filters: dict[str, Any] = field(hash=False)
    as_of: date | None
    quotes: bool
    told: dict[str, Any] = field(hash=False)
    files: tuple[dict[str, Any], ...] = field(hash=False, default=())

    @property
    def exported(self) -> int:
        """How many records are in it."""
        return int(self.told["counts"]["exported"])

    @property
    def left_out(self) -> int:
        """How many are not."""
        return int(self.told["counts"]["left_out"])


def receipt_to_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt in JSON types. Fields may be added here, never renamed: programs read them."""
    record = asdict(receipt)
    told = record.pop("told")
    files = record.pop("files")
    return record | {
        "made_at": receipt.made_at.isoformat(),
        "made_by": method_to_json(receipt.made_by),
        "as_of": plain(receipt.as_of),
        **told,
        "files": list(files),
    }
