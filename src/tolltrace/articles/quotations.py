"""What an article prints as somebody's own words: between quotation marks, and in blocks that are set as quotations.

As printed, and no more: a name in marks (a ship, a newspaper) is among them. One pass over the marks of a text.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from tolltrace.knowledge import PageSigns
from tolltrace.values import Article, Span

MAX_QUOTATIONS = 2000  # of one article
MARKS = re.compile('["“”„‟‘’«»‹›「」『』〝〞〟＂]')
STRAIGHT = '"＂'
ANGLED = "«»‹›"  # French sets a blank within them
SINGLE_CLOSES = "’"  # also an apostrophe


def set_apart(article: Article, texts: Collection[str]) -> Article:
    """The article with those of its paragraphs as quotations that its page sets as such."""
    if not texts:
        return article
    found = [span for span in article.paragraphs if span.text in texts]
    return replace(article, quotations=tuple(found[:MAX_QUOTATIONS]))


def add_quotations(article: Article, signs: PageSigns) -> Article:
    """The article with what it prints in marks too, in the order of the text; none within another.

    A quotation ends with its paragraph, unless the next begins with the same mark again, as print has it.
    """
    closes = signs.quotation_marks.of(article.language.partition("-")[0])
    found = list(article.quotations)
    whole = {span.start for span in found}
    title = [Span(article.title, 0, len(article.title))] if article.title else []
    left: tuple[str, Span] | None = None  # a mark that is still open at the end of its paragraph, and what follows it
    for line in (*title, *article.paragraphs):
        if left and line.text.startswith(left[0]):
            found.append(left[1])
        left = None
        if line.start in whole and line.start >= article.body_start:
            continue
        spans, left = read_marks(line, closes)
        found += spans
        if len(found) >= MAX_QUOTATIONS:
            break
    if not found:
        return article
    return replace(article, quotations=tuple(sorted(found, key=lambda span: span.start)[:MAX_QUOTATIONS]))


def read_marks(line: Span, closes: Mapping[str, str]) -> tuple[list[Span], tuple[str, Span] | None]:
    """What stands between the marks of one paragraph, and what is left open. `closes` is a mark → what may close it."""
    text, found, opened = line.text, list[Span](), -1
    for mark in MARKS.finditer(text):
        at, sign = mark.start(), mark[0]
        if opened < 0:
            if sign in closes and may_open(text, at):
                opened = at
        elif sign in closes[text[opened]] and may_close(text, at):
            if words := text[opened + 1 : at].strip():
                start = line.start + text.index(words, opened + 1)
                found.append(Span(words, start, start + len(words)))
            opened = -1
    if opened < 0 or not (rest := text[opened + 1 :].strip()):
        return found, None
    start = line.start + text.index(rest, opened + 1)
    return found, (text[opened], Span(rest, start, start + len(rest)))


def may_open(text: str, at: int) -> bool:
    """Whether a quotation may begin with the mark there: not an inch, an apostrophe, nor what closes another."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not after or (after.isspace() and text[at] not in ANGLED):
        return False
    return not (text[at] in STRAIGHT + "‘" and before.isalnum())


def may_close(text: str, at: int) -> bool:
    """Whether a quotation may end with the mark there: an apostrophe goes on with a letter."""
    return not (text[at] in SINGLE_CLOSES and text[at + 1 : at + 2].isalpha())
