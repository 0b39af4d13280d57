"""Names as pages print them: who signs, who publishes."""

import re
from collections.abc import Iterator

from tolltrace.articles.dates import find_stamps
from tolltrace.articles.lines import SEPARATORS, alternatives
from tolltrace.knowledge import Knowledge


def read_authors(printed: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The names of a byline, without roles, outlets, agencies and dates; empty where it names nobody."""
    stamps = find_stamps(printed, knowledge.signs)
    rest = printed[: stamps[0].start] if stamps else printed
    labels = knowledge.signs.labels
    rest = re.sub(rf"^(?:{alternatives(labels.byline)})\b:?\s*", "", rest, flags=re.IGNORECASE)
    rest = re.sub(rf"\b(?:{alternatives((*labels.published, *labels.updated))})\b:?\s*$", "", rest, flags=re.IGNORECASE)
    rest = SEPARATORS.split(rest)[0]
    first, *more = re.split(r"\s+(?:and|&)\s+", rest)
    # Without "and", what follows a comma is a role or an outlet; before an "and", it is one more name.
    parts = [*(first.split(",") if more else first.split(",")[:1]), *(one.split(",")[0] for one in more)]
    names = (read_name(part, labels.nobody) for part in parts)
    return tuple(name for name in names if name and not knowledge.outlets.named(name))


def read_name(printed: str, nobody: tuple[str, ...]) -> str | None:
    """A person's name, None where the words are none: one to five, the first and the last capitalised, no figure.

    `nobody` are the words that sign for no person."""
    name = printed.strip(" .:;|")
    words = name.split()
    if name.lower() in nobody:
        return None
    if not 1 <= len(words) <= 5 or re.search(r"[\d/@]", name):
        return None
    return name if words[0][:1].isupper() and words[-1][:1].isupper() else None


def find_owners(text: str, title: str | None) -> Iterator[str]:
    """The owner that a line of copyright names; the outlet in a line "Title - Outlet" or "Outlet: Title"."""
    if found := re.search(r"(?:©|\(c\)|copyright)[\s©]*(?:(?:19|20)\d\d)?(?:\s*[-–]\s*(?:19|20)\d\d)?\s*", text, re.I):
        owner = re.split(r"\.\s|\.$|,?\s+all rights|\s*[|•·]", text[found.end() :], maxsplit=1, flags=re.I)[0]
        if owner.strip() and len(owner.split()) <= 6:
            yield re.sub(r"^by\s+", "", owner.strip(" .,"), flags=re.I)
    if title and text.startswith(title) and (found := SEPARATORS.match(text, len(title))):
        yield text[found.end() :].strip()
    elif title and text.endswith(title) and (found := re.fullmatch(r"(.+?)(?::| [|–—-]) ", text[: -len(title)])):
        yield found[1]
