"""An open ledger: its transactions, and finding the record that is meant. What it shows and takes in: `ledger`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row

from tolltrace.errors import AbsentError, UnfitError
from tolltrace.ledger.database import at_once, reading, told_plainly, writing
from tolltrace.ledger.figures import Quick
from tolltrace.ledger.hiding import read_hidden
from tolltrace.ledger.judgements import Judgements
from tolltrace.ledger.listing import index_words, refresh_listings
from tolltrace.ledger.loading import finish_load
from tolltrace.ledger.queries import article_of, claims_whose_id_starts_with
from tolltrace.ledger.recorded import RecordedClaim
from tolltrace.ledger.recording import read_chains
from tolltrace.ledger.rows import read_recorded_claim
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import claims
from tolltrace.ledger.withholding import Withholding
from tolltrace.ledger_place import LedgerPlace

SHOWN_MATCHES = 5
MOST_MATCHES = 500  # rows that the beginning of an id is looked for in


class Opened:
    """A ledger's database."""

    def __init__(self, path: LedgerPlace, engine: Engine, wait_seconds: float) -> None:
        self.path = path
        self._engine = engine
        self._wait_seconds = wait_seconds
        self._is_finished = False  # whether no load is left half done: nobody looked yet
        self._is_loading = False
        self._quick = Quick(engine) if isinstance(path, Path) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file, or the connections, back. Closing twice does no harm."""
        self._engine.dispose()

    @property
    def is_quick(self) -> bool:
        """Whether what is asked with every request is told at once, without waiting for a server."""
        return self._quick is not None

    def _find_article(self, connection: Connection, report_id: str, version: int | None) -> Row[Any]:
        row = connection.execute(article_of(report_id, version)).first()
        if row is None:
            wanted = f"report {report_id!r}" + (f", version {version}" if version is not None else "")
            raise AbsentError(f"{self.path}: no {wanted}; `tolltrace reports` lists what there is")
        read_hidden(connection).check_report(report_id)
        return row

    def _find(self, connection: Connection, claim_id: str, as_of: date | None = None) -> Row[Any]:
        """The row that an id means: the current one, else the one that was superseded last."""
        if not claim_id.strip():
            raise UnfitError("an empty claim id; give the id that `tolltrace claims` shows, or its beginning")
        asked = claims_whose_id_starts_with(claim_id.strip(), as_of)
        rows = connection.execute(asked.where(claims.c.id == claim_id.strip())).all()
        begun = () if rows else connection.execute(asked.limit(MOST_MATCHES + 1)).all()
        if len(begun) > MOST_MATCHES:  # of a million claims one letter begins sixty thousand
            raise UnfitError(f"{self.path}: {claim_id!r} begins more than {MOST_MATCHES} ids; add characters")
        rows = rows or begun
        if as_of and not rows:
            later = self._find(connection, claim_id)
            raise AbsentError(f"{self.path}: claim {later.id} was not known on {as_of}: {known_since(later)}")
        rows = [row for row in rows if row.superseded_by is None] or rows
        hidden = read_hidden(connection)
        if rows and all(hidden.of_claim(row.report_id, row.id) for row in rows):
            raise hidden.refusal(rows[-1].report_id, rows[-1].id)
        rows = [row for row in rows if not hidden.of_claim(row.report_id, row.id)]
        matches = list(dict.fromkeys((row.id, row.report_id) for row in rows))
        if not matches:
            hidden.check_report(claim_id.strip())
            raise AbsentError(
                f"{self.path}: no claim {claim_id!r}; `tolltrace claims` and `reports` list what there is"
            )
        if len(matches) > 1:
            shown = ", ".join(f"{match} ({report})" for match, report in matches[:SHOWN_MATCHES])
            more = f" and {len(matches) - SHOWN_MATCHES} more" if len(matches) > SHOWN_MATCHES else ""
            raise UnfitError(f"{self.path}: {claim_id!r} begins {len(matches)} ids; add characters: {shown}{more}")
        return rows[-1]

    def _with_chains(
        self,
        connection: Connection,
        rows: Iterable[Row[Any]],
        withholding: Withholding | None = None,
        judgements: Judgements | None = None,
    ) -> list[RecordedClaim]:
        """Claims as they are shown, with what people think of them."""
        rows = list(rows)
        chains = read_chains(connection, [row.key for row in rows])
        found = [read_recorded_claim(row, chains.get(row.key, ())) for row in rows]
        judged = (judgements or Judgements(connection)).add_to(found)
        return (withholding or Withholding(connection)).claims(judged)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that this thread reads inside is of one moment; what it records itself there is seen after it."""
        with self._told_plainly(), at_once(self._engine):
            yield

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._told_plainly(), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self, *, durable: bool) -> Iterator[Writer]:
        """One transaction, which is sealed before it is committed."""
        with self._told_plainly(), self._begun(durable=durable) as connection:
            writer = Writer(connection)
            yield writer
            writer.seal(datetime.now(UTC))
            refresh_listings(connection, writer.touched)
            if not self._is_loading:
                index_words(connection)

    @contextmanager
    def _begun(self, *, durable: bool) -> Iterator[Connection]:
        """One transaction that writes; what a load that was killed left undone is done first."""
        if not self._is_finished and not self._is_loading:
            finish_load(self._engine)
            self._is_finished = True
        with writing(self._engine, durable=durable) as connection:
            yield connection

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        with told_plainly(self.path, self._wait_seconds):
            yield


def known_since(row: Row[Any]) -> str:
    """From which day on a claim could be known, for who asks about an earlier one."""
    seen = (row.captured_at or row.recorded_at).date()
    told = f"its report appeared on {row.published_on}" if row.published_on else "its report is undated"
    if row.edition > 1:
        told += f", and its page was first seen to say so on {seen}"
    elif not row.published_on:
        told += f", and was first seen on {seen}"
    return f"{told}; give that day or a later one"
