"""Claims → Statements: which claims relay one act of saying, what moved on the way, who took it from whom."""

from tolltrace.statements.apart import Apart
from tolltrace.statements.following import follow, is_followed, regroup
from tolltrace.statements.headlines import compare_headlines
from tolltrace.statements.loading import Statements, Updates

__all__ = ["Apart", "Statements", "Updates", "compare_headlines", "follow", "is_followed", "regroup"]
