"""The title as printed, and the other wordings that the page holds."""

import re
from collections import Counter
from collections.abc import Sequence

from tolltrace.articles.blocks import Blocks, Box
from tolltrace.articles.head import TITLE, Head
from tolltrace.articles.lines import SEPARATORS
from tolltrace.articles.linked import Linked, fold, texts_of
from tolltrace.articles.urls import title_in
from tolltrace.text import squeeze
from tolltrace.values import Headline

WORDS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
MAX_TITLE_CHARS = 500
LIKE, BARELY_LIKE = 0.5, 0.2  # how much of two wordings must agree: of any block; of the page's only h1
MIN_H1_WORDS = 3
KICKER_WORDS = 6  # before or behind the title, in one heading with it
MAX_HEADINGS = 60
MAX_INNER_BOXES = 20  # in one h1


def find_offered(head: Head, article: Linked) -> list[str]:
    """What the page gives out as its title, the surest first, without the browser's."""
    marked = [mark.value or mark.text for mark in head.marked(TITLE)][:1]
    offered = [*texts_of(article.get("headline")), *texts_of(article.get("name")), *marked]
    offered += head.metas_of("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "title")
    return list(dict.fromkeys(text[:MAX_TITLE_CHARS] for text in offered if text))


def find_title(head: Head, article: Linked, blocks: Blocks, outlets: Sequence[str]) -> tuple[str | None, int | None]:
    """The headline as printed, and the number of its block; where none is printed, what the page offers."""
    given = [*find_offered(head, article), head.browser_title]
    offered = list(dict.fromkeys(text for one in given if (text := drop_outlet(one, outlets))))
    names = {fold(name) for name in outlets}
    headings = find_headings(blocks, names)
    found = choose_heading(headings, offered) or find_same(blocks, offered, names)
    if found is None:
        return (offered[0] if offered else None), None
    at, text = found
    return squeeze(cut_kicker(text, offered)), at


def find_headings(blocks: Blocks, names: set[str]) -> list[tuple[int, str]]:
    """The page's h1, in order, each in one piece however many boxes are in it; without the outlet's own name."""
    numbers = [box.number for box in blocks.boxes if box.tag == "h1"]
    if not numbers:
        return []
    low, high = numbers[0], numbers[-1] + MAX_INNER_BOXES
    found: list[tuple[int, str]] = []
    last: Box | None = None
    for at, block in enumerate(blocks.blocks):
        box = heading_of(block.box) if low <= block.box.number <= high else None
        if box is None:
            continue
        if box is last:
            found[-1] = (found[-1][0], f"{found[-1][1]} {block.text}")
        else:
            found.append((at, block.text))
        last = box
        if len(found) > MAX_HEADINGS:
            break
    return [(at, text[:MAX_TITLE_CHARS]) for at, text in found if fold(text) not in names]


def heading_of(box: Box) -> Box | None:
    """The h1 that a box is or stands in, at most three steps up."""
    for _ in range(4):
        if box.tag == "h1":
            return box
        if box.parent is None:
            return None
        box = box.parent
    return None


def choose_heading(headings: Sequence[tuple[int, str]], offered: Sequence[str]) -> tuple[int, str] | None:
    """The h1 that is most like what the page offers; where it offers nothing, the first."""
    if not offered:
        return headings[0] if headings else None
    wanted = {fold(one) for one in offered}
    if exact := next((one for one in headings if fold(one[1]) in wanted), None):
        return exact
    scored = [(max(likeness(text, one) for one in offered), -at, text) for at, text in headings]
    best = max(scored, default=(0.0, 0, ""))
    long_enough = len(WORDS.findall(best[2])) >= MIN_H1_WORDS
    if best[0] >= LIKE or (best[0] > BARELY_LIKE and long_enough and len(headings) == 1):
        return -best[1], best[2]
    return None


def find_same(blocks: Blocks, offered: Sequence[str], names: set[str]) -> tuple[int, str] | None:
    """Any block that prints what the page offers: the title may stand in an h2 or in a plain box."""
    wanted = {folded for text in offered if len(folded := fold(text)) > 3} - names
    longest = max(map(len, offered), default=0) + 10
    near: tuple[float, int, str] = (0.0, 0, "")
    for at, block in enumerate(blocks.blocks):
        if len(block.text) > longest * 2 or block.linked * 2 > len(block.text):
            continue
        if len(block.text) <= longest and fold(block.text) in wanted:
            return at, block.text
        if block.box.tag in ("h2", "h3") or "title" in block.box.names.lower() or "headline" in block.box.names.lower():
            score = max((likeness(block.text, text) for text in offered), default=0.0)
            near = max(near, (score, -at, block.text))
    return (-near[1], near[2]) if near[0] >= LIKE + 0.2 else None


def likeness(one: str, other: str) -> float:
    """How much two wordings agree, 0 to 1: words in both, against all words."""
    mine, theirs = words_of(one), words_of(other)
    both = sum((mine & theirs).values())
    return 2 * both / (mine.total() + theirs.total()) if both else 0.0


def words_of(text: str) -> Counter[str]:
    """The words of a text, in lower case."""
    return Counter(WORDS.findall(text[:MAX_TITLE_CHARS].casefold()))


def cut_kicker(text: str, offered: Sequence[str]) -> str:
    """The title alone, where its heading holds a few words more before it: "Flood Two dead in valley"."""
    for one in offered:
        if len(one) < len(text) and text.endswith(one) and len(WORDS.findall(one)) >= MIN_H1_WORDS:
            rest = text.removesuffix(one)
            if len(rest.split()) <= KICKER_WORDS and (rest[-1:].isspace() or not rest[-1:].isalnum()):
                return one
    return text


def drop_outlet(title: str | None, outlets: Sequence[str]) -> str | None:
    """ "Title - Outlet" without the outlet. What is not the outlet's name goes only after a bar."""
    if not title:
        return None
    names = {fold(name) for name in outlets}
    parts, separators = SEPARATORS.split(title), SEPARATORS.findall(title)
    while len(parts) > 1:
        last = fold(parts[-1])
        is_outlet = any(name and (name in last or (len(last) > 3 and last in name)) for name in names)
        rest = sum(map(len, parts[:-1]))
        if not is_outlet and (separators[-1].strip() not in {"|", "•", "»"} or len(parts[-1]) > rest):
            break
        parts.pop()
        separators.pop()
    if len(parts) > 1 and fold(parts[0]) in names:
        return title[len(parts[0]) + len(separators[0]) :].strip() or None
    return title[: sum(map(len, parts)) + sum(map(len, separators))].strip() or None


def find_headlines(
    head: Head, article: Linked, url: str | None, title: str | None, outlets: Sequence[str]
) -> tuple[Headline, ...]:
    """The other wordings, each once, where more than marks and case differ from the title."""
    wordings = [
        *((drop_outlet(text, outlets), "JSON-LD headline") for text in texts_of(article.get("headline"))),
        *((drop_outlet(text, outlets), "OpenGraph") for text in head.metas_of("og:title")),
        *((drop_outlet(text, outlets), "Twitter card") for text in head.metas_of("twitter:title")),
        (drop_outlet(head.browser_title, outlets), "browser title"),
        (title_in(url), "address"),
    ]
    seen = {fold(title or "")}
    found: list[Headline] = []
    for text, known_from in wordings:
        if text and (folded := fold(text)) not in seen:
            seen.add(folded)
            found.append(Headline(text[:MAX_TITLE_CHARS], known_from))
    return tuple(found)
