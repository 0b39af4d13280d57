"""What people think of claims, as far as it is shown beside them: grades and comments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, exists, select

from tolltrace.grades import make_gradebook
from tolltrace.ledger import commenting, grading
from tolltrace.ledger.database import recalled
from tolltrace.ledger.recorded import RecordedClaim
from tolltrace.ledger.tables_judged import comments, credibilities, reliabilities

ANY = select(*(exists().select_from(table) for table in (reliabilities, credibilities, comments)))


class Judgements:
    """What people think, in one view of the ledger; what there is nothing of is asked about once.

    `as_of`: what they had said by the end of a day.
    """

    def __init__(self, connection: Connection, as_of: date | None = None) -> None:
        self._connection = connection
        self._as_of = as_of
        speakers, self._of_claims, self._comments = recalled(
            connection, "judged", lambda: tuple(connection.execute(ANY).one())
        )
        self._speakers = grading.find_reliabilities(connection, as_of) if speakers else []

    def add_to(self, found: Sequence[RecordedClaim]) -> list[RecordedClaim]:
        """Claims with their grades and comments."""
        graded = list(found)
        if self._speakers or self._of_claims:
            ids = [each.claim.id for each in found]
            told = grading.find_credibilities(self._connection, ids, self._as_of) if self._of_claims else []
            book = make_gradebook(self._speakers, told, grading.identify)
            graded = [replace(each, grade=book.grade_of(each.claim)) for each in found]
        return commenting.with_comments(self._connection, graded, self._as_of) if self._comments else graded
