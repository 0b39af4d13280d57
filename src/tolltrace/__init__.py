"""Traces the casualty figures in news reports back to who first said them.

In Python:

    from tolltrace import explain_text, find_statements, open_ledger, trace

    with open_ledger("bakhmut.db") as ledger:
        ledger.record(trace("page.html", "archive/*.html"))
        for record in ledger.claims(harm="killed", side="Russia"):
            print(record.claim.mention.text, record.claim.chain)
        for statement in find_statements(ledger, side="Russia"):
            print(statement.speaker, statement.reports, statement.drift)
        print(explain_text(ledger, "1,259 killed and 4,146 injured in Gaza").answers)

`connect("http://127.0.0.1:8350")` asks a ledger that `tolltrace serve` serves, by the same methods.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tolltrace.client import connect
    from tolltrace.following import explain_text, find_series, find_statements
    from tolltrace.ledger import open_ledger
    from tolltrace.pipeline import read, trace

DOORS = {
    "connect": "client",
    "explain_text": "following",
    "find_series": "following",
    "find_statements": "following",
    "open_ledger": "ledger",
    "read": "pipeline",
    "trace": "pipeline",
}

__all__ = [
    "connect",
    "explain_text",
    "find_series",
    "find_statements",
    "open_ledger",
    "read",
    "trace",
]
__version__ = version("tolltrace")


def __getattr__(name: str) -> Any:
    """Import a door when it is first used: `tolltrace --help` must not wait for a parser and a database."""
    if name in DOORS:
        return getattr(import_module(f"tolltrace.{DOORS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
