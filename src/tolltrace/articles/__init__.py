"""Page → Articles."""

from tolltrace.articles.extract import extract_articles

__all__ = ["extract_articles"]
