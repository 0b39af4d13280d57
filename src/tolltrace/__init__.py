"""Traces the casualty figures in news reports back to who first said them.

    from tolltrace import trace, open_ledger

    with open_ledger("bakhmut.db") as ledger:
        ledger.record(trace("page.html", "archive/*.html"))
        for record in ledger.claims(harm="killed", side="Russia"):
            print(record.claim.mention.text, record.claim.chain)
"""

from importlib.metadata import version

from tolltrace.ledger import open_ledger
from tolltrace.pipeline import trace

__all__ = ["__version__", "open_ledger", "trace"]
__version__ = version("tolltrace")
