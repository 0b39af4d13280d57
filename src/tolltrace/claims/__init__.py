"""Article → Claims."""

from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Claim


def extract_claims(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every attributed toll claim in an article, in the order of the mentions."""
    return ()


__all__ = ["extract_claims"]
