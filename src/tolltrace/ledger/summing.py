"""What grouping keeps of statements for lists (docs/decisions/0022). Derived, as all of `grouping`."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from tolltrace.ledger.recording import batches
from tolltrace.ledger.tables_grouping import relays, summaries
from tolltrace.relays import Kept
from tolltrace.summaries import Summed

KEPT = (relays.c.key, relays.c.report, relays.c.component, relays.c.statement, relays.c.traits)


class Summing:
    """One transaction's view of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def statements_in(self, report_keys: Sequence[int]) -> set[str]:
        """The statements that the relays of these reports stand in."""
        found: set[str] = set()
        for some in batches(report_keys):
            asked = select(relays.c.statement).where(relays.c.report.in_(some), relays.c.statement.is_not(None))
            found |= set(self._connection.execute(asked).scalars())
        return found

    def members_of(self, statements: Collection[str]) -> list[Kept]:
        """All relays of some statements."""
        found: list[Kept] = []
        for some in batches(sorted(statements)):
            asked = select(*KEPT).where(relays.c.statement.in_(some)).order_by(relays.c.component, relays.c.key)
            found += [Kept(*row) for row in self._connection.execute(asked)]
        return found

    def summed_up(self, statements: Collection[str]) -> dict[str, tuple[int, int]]:
        """Those of these statements that are kept: how large the group is, how many origins it has."""
        told = (summaries.c.statement, summaries.c.size, summaries.c.origins)
        found: dict[str, tuple[int, int]] = {}
        for some in batches(sorted(statements)):
            asked = select(*told).where(summaries.c.statement.in_(some))
            found |= {row.statement: (row.size, row.origins) for row in self._connection.execute(asked)}
        return found

    def summaries(self, statements: Collection[str]) -> list[Summed]:
        """These statements as they are kept."""
        found: list[Summed] = []
        for some in batches(sorted(statements)):
            asked = select(summaries).where(summaries.c.statement.in_(some))
            found += [Summed(*row) for row in self._connection.execute(asked)]
        return found

    def shown(self, statements: Collection[str]) -> list[bytes]:
        """What lists show of these statements, packed."""
        found: list[bytes] = []
        for some in batches(sorted(statements)):
            asked = select(summaries.c.shown).where(summaries.c.statement.in_(some))
            found += self._connection.execute(asked).scalars()
        return found

    def keep_summaries(self, found: Sequence[Summed]) -> None:
        """Write what lists show of statements."""
        rows = [
            {"statement": one.statement, "size": one.size, "origins": one.origins, "shown": one.shown, "told": one.told}
            for one in found
        ]
        if rows:
            self._connection.execute(insert(summaries), rows)

    def forget_summaries(self, statements: Collection[str]) -> None:
        """Take it out."""
        for some in batches(sorted(statements)):
            self._connection.execute(delete(summaries).where(summaries.c.statement.in_(some)))

    def count_summaries(self) -> int:
        """How many statements are kept."""
        return self._connection.execute(select(func.count()).select_from(summaries)).scalar_one()
