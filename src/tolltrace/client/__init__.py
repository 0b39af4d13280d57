"""A ledger that somebody serves, from Python: `tolltrace.connect(url)`."""

from tolltrace.client.client import RemoteLedger, connect

__all__ = ["RemoteLedger", "connect"]
