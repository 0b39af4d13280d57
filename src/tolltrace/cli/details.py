"""What a page says of its report beside title, outlet and day → words for a person. Pure, plain text."""

import re
from datetime import datetime

from tolltrace.cli.words import clean, published_words
from tolltrace.phrasing import day_words
from tolltrace.values import Article, Headline

WORD = re.compile(r"\w+")
CUT_OFF = ("…", "...")
FROM_ADDRESS = "address"  # the words of a URL: mostly the title's, less the small ones


def detail_fields(article: Article) -> list[tuple[str, str]]:
    """Names and values of what the page states, and nothing for what it does not; safe to print."""
    modified = article.modified
    changed = modified is not None and (article.published is None or modified.iso != article.published.iso)
    fields = [
        ("credits", clean(article.wire or "")),
        ("dateline", clean(article.dateline or "")),
        ("changed", published_words(modified) if changed else ""),
        ("forwarded", f"from {clean(article.forwarded_from)}" if article.forwarded_from else ""),
        ("post of", clean(article.post_of or "")),
        ("captured", instant_words(article.captured_at) if article.captured_at else ""),
        *(("also headed", f"“{clean(each.text)}” ({clean(each.known_from)})") for each in other_headlines(article)),
        *(("note", clean(note)) for note in article.notes),
    ]
    return [(name, value) for name, value in fields if value]


def instant_words(at: datetime) -> str:
    """ "6 March 2024, 12:00 UTC"."""
    return f"{day_words(at.date())}, {at:%H:%M} {at.tzname()}"


def other_headlines(article: Article) -> list[Headline]:
    """The headlines that say another thing than the title does: that may be a finding, such as a hedge that is lost.

    The title with the name of the site around it is none, nor one that was cut off, nor an address made of its words.
    """
    title = words_of(article.title or "")
    seen = {title}
    others: list[Headline] = []
    for headline in article.headlines:
        words = words_of(headline.text)
        if words and words not in seen and not repeats(headline, words, title):
            others.append(headline)
        seen.add(words)
    return others


def repeats(headline: Headline, words: tuple[str, ...], title: tuple[str, ...]) -> bool:
    """Whether a headline has the title's words, and no others that matter."""
    if not title:
        return False
    if headline.known_from == FROM_ADDRESS and set(words) <= set(title):
        return True
    if headline.text.rstrip().endswith(CUT_OFF) and words == title[: len(words)]:
        return True
    return f" {' '.join(title)} " in f" {' '.join(words)} "


def words_of(text: str) -> tuple[str, ...]:
    """Its words without case and marks."""
    return tuple(WORD.findall(text.casefold()))
