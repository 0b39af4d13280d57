"""Page → Articles."""

from tolltrace.articles.extract import extract_articles, read_articles

__all__ = ["extract_articles", "read_articles"]
