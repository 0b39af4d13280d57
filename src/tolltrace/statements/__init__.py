"""Claims → Statements: which claims relay one act of saying, what moved on the way, who took it from whom."""

from tolltrace.statements.following import follow, load_as_of, load_statements, regroup

__all__ = ["follow", "load_as_of", "load_statements", "regroup"]
