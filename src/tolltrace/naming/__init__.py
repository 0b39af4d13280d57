"""Whose names are a private person's: `find_private_names(texts, links, knowledge)` (docs/decisions/0019)."""

from tolltrace.naming.private import Said, find_private_names

__all__ = ["Said", "find_private_names"]
