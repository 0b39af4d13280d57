"""What we know: data wherever data can say it; code to load and check it."""

from tolltrace.knowledge.knowledge import Knowledge, load_knowledge

__all__ = ["Knowledge", "load_knowledge"]
