from collections import Counter

import pytest

from tolltrace.imports import import_file
from tolltrace.ledger import open_ledger


@pytest.fixture
def book(tmp_path):
    with open_ledger(tmp_path / "l.db") as book:
        yield book


@pytest.fixture
def bring_in(book):
    """Import a file; how many records came to what, and the outcomes."""

    def bring_in(path, *arguments, **options):
        outcomes = list(import_file(book, path, *arguments, **options))
        fates = Counter()
        for each in outcomes:
            fates[each.fate.name] += len(each.records)
        return {name: count for name, count in fates.items() if count}, outcomes

    return bring_in


def open_names(book) -> None:
    """Show who speaks: whom no record introduces is taken for a private person (docs/decisions/0019)."""
    for report in list(book.reports()):
        book.open_names(report.id, by="E. Ditor", why="they speak in public")
