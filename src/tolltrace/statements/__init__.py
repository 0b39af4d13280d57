"""Claims → Statements → Series: which claims relay one act of saying, what moved on the way, what adds up."""

from tolltrace.statements.following import follow, load_statements, regroup
from tolltrace.statements.store import Store

__all__ = ["Store", "follow", "load_statements", "regroup"]
