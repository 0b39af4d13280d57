"""What must be remembered of a file of any length, on disk: memory stays flat. Gone when it is closed."""

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Self


class Spool:
    """Records by the report that they are of, and names that were met."""

    def __init__(self) -> None:
        self._disk = sqlite3.connect("")  # a file of its own that SQLite removes
        self._disk.execute("pragma journal_mode = off")
        self._disk.execute("create table records (n integer primary key, report text, name text, content blob)")
        self._disk.execute("create index of_report on records (report)")
        self._disk.execute("create table names (own text primary key, place text) without rowid")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._disk.close()

    def meet(self, own: str, place: str) -> str | None:
        """Where a name was met before; else None, and it is met now."""
        before = self._disk.execute("select place from names where own = ?", (own,)).fetchone()
        if before is None:
            self._disk.execute("insert into names values (?, ?)", (own, place))
            return None
        return str(before[0])

    def keep(self, report: str, name: str, content: bytes) -> None:
        """One record of a report."""
        self._disk.execute("insert into records (report, name, content) values (?, ?, ?)", (report, name, content))

    def reports(self, *, backwards: bool = False) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
        """Every report with its records, in the order in which reports, and records, came; or the last report first."""
        order = "desc" if backwards else "asc"
        found = self._disk.execute(f"select report from records group by report order by min(n) {order}")  # noqa: S608
        for (report,) in found:
            rows = self._disk.execute("select name, content from records where report = ? order by n", (report,))
            yield report, rows.fetchall()
