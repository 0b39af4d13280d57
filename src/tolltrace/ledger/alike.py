"""Reports that share their text: what grouping keeps to find and compare them. Derived, as all of `grouping`."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, or_, select

from tolltrace.ledger.recording import BATCH
from tolltrace.ledger.tables import reports
from tolltrace.ledger.tables_grouping import bands, likenesses, sketches


class Alike:
    """One transaction's view of these tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def forget_texts(self, report_keys: Sequence[int]) -> None:
        """Take out what is known of the texts of these reports."""
        for at in range(0, len(report_keys), BATCH):
            some = report_keys[at : at + BATCH]
            for table in (bands, sketches):
                self._connection.execute(delete(table).where(table.c.report.in_(some)))
            theirs = or_(likenesses.c.report.in_(some), likenesses.c.other.in_(some))
            self._connection.execute(delete(likenesses).where(theirs))

    def sharing(self, found: Sequence[int], most: int) -> dict[int, bytes]:
        """The reports with one of these bands, the oldest first and so many at most, and their sketches."""
        wanted = select(bands.c.report).where(bands.c.band.in_(tuple(found))).distinct().order_by(bands.c.report)
        statement = select(sketches).where(sketches.c.report.in_(wanted.limit(most)))
        return {row.report: row.sketch for row in self._connection.execute(statement)}

    def keep_text(self, report: int, sketch: bytes, found: Sequence[int], like: Mapping[int, float]) -> None:
        """Write what a report is found and compared by, and how much of its text others share (0 to 1)."""
        self._connection.execute(insert(sketches), {"report": report, "sketch": sketch})
        self._connection.execute(insert(bands), [{"band": band, "report": report} for band in dict.fromkeys(found)])
        pairs = [(*sorted((report, other)), share) for other, share in like.items()]
        if pairs:
            self._connection.execute(
                insert(likenesses), [{"report": one, "other": other, "share": share} for one, other, share in pairs]
            )

    def alike(self, report_ids: Sequence[str]) -> frozenset[frozenset[str]]:
        """Pairs of these reports that share their text."""
        one, two = reports.alias(), reports.alias()
        pairs: set[frozenset[str]] = set()
        for at in range(0, len(report_ids), BATCH):
            statement = (
                select(one.c.id, two.c.id)
                .select_from(likenesses)
                .join(one, one.c.key == likenesses.c.report)
                .join(two, two.c.key == likenesses.c.other)
                .where(one.c.id.in_(report_ids[at : at + BATCH]))
            )
            pairs |= {frozenset(row) for row in self._connection.execute(statement)}
        return frozenset(pairs)
