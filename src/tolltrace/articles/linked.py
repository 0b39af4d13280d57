"""JSON-LD: what a page says of itself to search engines, however damaged."""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

import msgspec

from tolltrace.text import squeeze

Linked = Mapping[str, Any]

LD_CHARS = 4_000_000  # of one script; what is longer is not read
LD_DEPTH = 6  # how deep an article may be wrapped
LD_OBJECTS = 500
LD_OPENS, LD_CLOSES = ("//", "<!--", "<![CDATA["), ("-->", "]]>", "//")  # outermost first
WRAPS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")
ARTICLE_TYPES = re.compile(r"(?:article|blogposting|report|newsitem|liveblogposting)$", re.IGNORECASE)
BARE_CONTROLS = re.compile(r"[\x00-\x1f]")
LAST_COMMA = re.compile(r",(?=\s*[}\]])")
MAX_TEXTS = 200  # of one value: authors, keywords
decode_json = msgspec.json.Decoder().decode


def read_objects(scripts: Iterable[str]) -> tuple[Linked, ...]:
    """Every object that the page describes itself with: at the top, in lists and graphs, as main entity."""
    waiting: deque[tuple[Any, int]] = deque((read_json(script), 0) for script in scripts)
    found: list[Linked] = []
    while waiting and len(found) < LD_OBJECTS:
        one, depth = waiting.popleft()
        if isinstance(one, list) and depth < LD_DEPTH:
            waiting.extend((inner, depth + 1) for inner in one[:LD_OBJECTS])
        elif isinstance(one, dict):
            found.append(one)
            if depth < LD_DEPTH:
                waiting.extend((one[key], depth + 1) for key in WRAPS if isinstance(one.get(key), (dict, list)))
    return tuple(found)


def read_json(text: str) -> Any:
    """What a script holds; None where it is beyond mending.

    Pages wrap it in comments, print line ends within strings and a comma after the last member.
    """
    text = text.strip()
    if not text or len(text) > LD_CHARS:
        return None
    try:
        return decode_json(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    for wrap in LD_OPENS:
        text = text.removeprefix(wrap).strip()
    for wrap in LD_CLOSES:
        text = text.removesuffix(wrap).strip()
    text = LAST_COMMA.sub("", BARE_CONTROLS.sub(" ", text)).rstrip(";").strip()
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]  # what stands behind the object is no part of it
    except (ValueError, RecursionError):
        return None


def is_article(one: Linked) -> bool:
    """Whether an object is of a type of article."""
    return any(ARTICLE_TYPES.search(kind) for kind in texts_of(one.get("@type")))


def choose_article(objects: Sequence[Linked], titles: Sequence[str], addresses: Sequence[str]) -> Linked:
    """The object that is the page's own article: the one with its title or its address; else the first; {} for none.

    Where it lacks what another object of the same title says (authors, dates), that one fills it in.
    """
    articles = [one for one in objects if is_article(one)]
    if len(articles) < 2:
        return articles[0] if articles else {}
    wanted, known = {fold(title) for title in titles}, {address.rstrip("/") for address in addresses}

    def likeness(one: Linked) -> int:
        headlines = [fold(text) for text in texts_of(one.get("headline")) or texts_of(one.get("name"))]
        ids = {text.rstrip("/") for key in ("url", "@id", "mainEntityOfPage") for text in ids_of(one.get(key))}
        return 2 * any(text and text in wanted for text in headlines) + bool(ids & known)

    best = max(articles, key=likeness)
    same = [one for one in articles if one is not best and likeness(one) and likeness(best)]
    merged = dict(best)
    for one in same:
        merged.update({key: value for key, value in one.items() if not merged.get(key)})
    return merged


def fold(text: str) -> str:
    """Only letters and figures, without case: to hold two prints of one title against each other."""
    return "".join(filter(str.isalnum, text.casefold()))


def ids_of(value: Any) -> Iterator[str]:
    """The addresses in a value: a string, an object's id."""
    for one in value if isinstance(value, list) else [value]:
        inner = one.get("@id") or one.get("url") if isinstance(one, dict) else one
        if isinstance(inner, str):
            yield inner


def texts_of(value: Any, *, squeezed: bool = True) -> list[str]:
    """The strings of a value: a string, an object's name, or a list of these."""
    found: list[str] = []
    for one in value[:MAX_TEXTS] if isinstance(value, list) else [value]:
        inner = one.get("name") or one.get("@value") if isinstance(one, dict) else one
        for text in inner[:MAX_TEXTS] if isinstance(inner, list) else [inner]:
            if isinstance(text, str) and text.strip():
                plain = unescape(text) if "&" in text else text  # JSON needs no entities, and pages print them there
                found.append(squeeze(plain) if squeezed else plain)
    return found


def resolve(value: Any, objects: Sequence[Linked]) -> list[Any]:
    """The members of a value, each `{"@id": …}` that only points replaced by the object that it points at."""
    members = value[:MAX_TEXTS] if isinstance(value, list) else [value]
    return [pointed_at(one, objects) for one in members if one]


def pointed_at(one: Any, objects: Sequence[Linked]) -> Any:
    """The object with that id in the page; itself where it says more than an id."""
    if not isinstance(one, dict) or "name" in one or not one.get("@id"):
        return one
    return next((other for other in objects if other.get("@id") == one["@id"] and "name" in other), one)
