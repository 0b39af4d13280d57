"""An article → its claims, the way its language is read."""

from tolltrace.claims.assemble import read_by_parse
from tolltrace.claims.shallow import read_by_words
from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Claim


def extract_claims(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every attributed toll claim in an article, in the order of the mentions. Pure: same article, same claims."""
    if language := knowledge.word_languages.get(article.language):
        return read_by_words(article, language, knowledge)
    return read_by_parse(article, knowledge.languages[article.language], knowledge)
