"""Traces the casualty figures in news reports back to who first said them.

In Python:

    from tolltrace import trace, open_ledger

    with open_ledger("bakhmut.db") as ledger:
        ledger.record(trace("page.html", "archive/*.html"))
        for record in ledger.claims(harm="killed", side="Russia"):
            print(record.claim.mention.text, record.claim.chain)
"""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tolltrace.ledger import open_ledger
    from tolltrace.pipeline import read, trace

__all__ = ["__version__", "open_ledger", "read", "trace"]
__version__ = version("tolltrace")


def __getattr__(name: str) -> Any:
    """Import a door when it is first used: `tolltrace --help` must not wait for a parser and a database."""
    if name == "open_ledger":
        from tolltrace.ledger import open_ledger

        return open_ledger
    if name == "trace":
        from tolltrace.pipeline import trace

        return trace
    if name == "read":
        from tolltrace.pipeline import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
