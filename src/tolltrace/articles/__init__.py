"""Page → Articles."""

from tolltrace.articles.extract import extract_articles, read_articles
from tolltrace.articles.language import guess_language

__all__ = ["extract_articles", "guess_language", "read_articles"]
