"""A page's markup as a tree, in bounded time and memory whatever the markup is.

The time that the parser takes grows with the square of some things: how deep elements stand in one another, how many
attributes one tag has; and elements of bold or italics that are never closed are begun anew in every paragraph, so that
100 kB come to millions of them. A page that may hold too many of these is written anew before it is parsed, from what
we read in it ourselves: with the elements that it opens closed in order, and no more of anything than a page has.
Ordinary pages are looked at (0.06 ms) and parsed as they are.
"""

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

MAX_TAGS = 250_000  # of any kind; the longest of live pages has 30,000
HOPELESS_TAGS = 2_000_000  # a page of so many is not even written anew
MANY_TAGS = 10_000  # from here on the depth of a page may cost a second
FEW_TAGS = 3_000  # and below this no formatting can
MAX_REPEATED = 1_000_000  # elements of formatting in all paragraphs
LARGE_CHARS = 600_000
WINDOW = 8192  # characters: where each holds the end of a tag, none is longer than two of them
WINDOW_OF_LARGE = 1024
LOOKS = 8  # at so many of a window's ends we look
QUOTED_CHARS = 32_768  # of a value: we look no further back for the quote that opens it
MAX_COMPARED = 500_000_000  # attributes with others of their tag, over a page: a second
MAX_NAMES = 500_000  # what could be so many attributes is not even counted
MAX_DEPTH = 256
MAX_ATTRIBUTES = 60

FORMATTING = re.compile(r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE)
SEPARATORS = " \n\t\r\f/="
WORD = re.compile(r"[^ \t\n\f\r/]++")
TAG_START = re.compile(r"<[a-zA-Z]")
SPACE = r"[ \t\n\f\r]"
# Nothing of it is ever tried twice, and it matches whatever follows: linear on every text.
MARKUP = re.compile(
    r"<(?:(!--)|(/?)([a-zA-Z][^ \t\n\f\r/>]*+)"
    rf"((?:[^>\"'=]++|={SPACE}*+\"[^\"]*+\"|={SPACE}*+'[^']*+'|[\"'=])*+)>?|[!?/][^>]*+>?)"
)
ATTRIBUTE = re.compile(
    rf"([^ \t\n\f\r/>=]++)(?:{SPACE}*+={SPACE}*+(?:\"([^\"]*+)\"|'([^']*+)'|([^ \t\n\f\r>\"']++)))?+"
)
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_:.-]{0,60}")
VOID = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
])  # fmt: skip
RAW = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in (
        "script",
        "style",
        "textarea",
        "title",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "svg",
        "math",
    )
}
ONCE = frozenset(("html", "head", "body"))  # a second one gives its attributes to the first
LEFT_OUT = frozenset(
    ("frameset", "frame", "template", "plaintext", "select", "option", "optgroup", "applet", "marquee")
)
RENAMED = {"form": "div", "image": "img"}  # a form's end takes out the form and leaves what stands in it open
# What begins where another of its kind stands open ends that one, unless something of the second kind is between.
ENDS_ITSELF = {
    "p": ({"p"}, {"div", "td", "li", "section", "article", "blockquote", "button", "dd"}),
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "a": ({"a"}, {"td", "th"}),
    "nobr": ({"nobr"}, {"td", "th"}),
}
LOOK_UP = 8  # elements
MAX_QUOTED = 1000


def read_tree(text: str) -> LexborHTMLParser | str:
    """The page; or, where no page is so large, how large this one is, for a person."""
    tags = text.count("<")
    if tags > HOPELESS_TAGS:
        return too_large(tags)
    if may_cost_much(text, tags):
        text, tags = rewrite(text)
    if tags > MAX_TAGS:
        return too_large(tags)
    page = LexborHTMLParser(text)
    if "<q" in text or "<Q" in text:
        print_marks(page)
    return page


def print_marks(page: LexborHTMLParser) -> None:
    """Quotation marks around each `q`: they are printed, though they stand in no text."""
    for node in page.css("q")[:MAX_QUOTED]:
        node.insert_before("“")
        node.insert_after("”")


def too_large(tags: int) -> str:
    """What a person is told."""
    return f"{tags:,} tags; a page has at most {MAX_TAGS:,}"


def may_cost_much(text: str, tags: int) -> bool:
    """Whether anything that the parser's time grows with more than in step may stand in a page."""
    if tags > MANY_TAGS:
        return True
    if tags > FEW_TAGS and len(FORMATTING.findall(text)) * tags > MAX_REPEATED:
        return True
    return has_long_tag(text)


def has_long_tag(text: str) -> bool:
    """Whether one tag may have very many attributes.

    A tag cannot reach over a ">" that no quoted value can hold, and a look at the quotes before it tells. So it is
    enough to find one such in each window of the page; what is left are long scripts, and these pages.
    """
    size = len(text)
    window = WINDOW if size < LARGE_CHARS else WINDOW_OF_LARGE
    ends = [find_end(text, start, start + window) for start in range(0, size, window)]
    if None not in ends:
        return False
    parts: list[tuple[int, int]] = []  # without such an end
    number = 0
    while number < len(ends):
        if ends[number] is not None:
            number += 1
            continue
        first = number
        while number < len(ends) and ends[number] is None:
            number += 1
        begin = (find_last_end(text, (first - 1) * window, first * window) or (first - 1) * window) if first else 0
        end = (ends[number] if number < len(ends) else None) or size
        if tag := TAG_START.search(text, begin, end):
            parts.append((tag.start(), end))
    if sum((end - start) ** 2 for start, end in parts) <= MAX_COMPARED:
        return False
    bounds = [bound_names(text, start, end) for start, end in parts]
    if sum(names**2 for names in bounds) <= MAX_COMPARED:
        return False
    if sum(bounds) > MAX_NAMES:
        return True
    return sum(compare(text, start, end) for start, end in parts) > MAX_COMPARED


def bound_names(text: str, start: int, end: int) -> int:
    """How many attributes some text may be at the most."""
    return sum(text.count(mark, start, end) for mark in SEPARATORS) + 1


def compare(text: str, start: int, end: int) -> int:
    """How often the parser compares two names, if some text is all attributes of one tag."""
    names = WORD.findall(text, start, end)
    after_values = text.count("=", start, end)  # after a closing quote no blank is needed
    return (len(names) + after_values) * (len(set(names)) + after_values)


def find_end(text: str, start: int, stop: int) -> int | None:
    """The first ">" in a window that ends a tag or stands outside of all; None where the first few may be quoted."""
    at = start - 1
    for _ in range(LOOKS):
        at = text.find(">", at + 1, stop)
        if at < 0:
            return None
        if not may_be_quoted(text, at):
            return at
    return None


def find_last_end(text: str, start: int, stop: int) -> int | None:
    """The last such, from behind."""
    at = stop
    for _ in range(LOOKS):
        at = text.rfind(">", start, at)
        if at < 0:
            return None
        if not may_be_quoted(text, at):
            return at
    return None


def may_be_quoted(text: str, at: int) -> bool:
    """Whether a character may stand in an attribute's quoted value: whether the last quote before it may open one."""
    for quote in "\"'":
        last = text.rfind(quote, max(0, at - QUOTED_CHARS), at)
        if last < 0 and at > QUOTED_CHARS:
            return True
        if last >= 0 and text[max(0, last - 40) : last].rstrip(" \t\n\f\r")[-1:] in ("=", ""):
            return True
    return False


def rewrite(text: str) -> tuple[str, int]:
    """The page in markup of our own, of which every parser makes the same; and how many elements there are.

    Without comments, scripts other than JSON, and what is never printed. What stands too deep stands where the last
    element that is not too deep does.
    """
    return Rewriting(text).write()


class Rewriting:
    """Where we are in a page, and which elements are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.open: list[str] = []
        self.counted: dict[str, int] = {}  # of the open ones, by name
        self.once: set[str] = set()
        self.tags = 0

    def write(self) -> tuple[str, int]:
        """From the beginning to the end."""
        text, at = self.text, 0
        while found := MARKUP.search(text, at):
            if found.start() > at:
                self.out.append(text[at : found.start()].replace("<", "&lt;"))
            at = found.end()
            if found[1]:
                end = text.find("-->", found.start() + 2)
                at = len(text) if end < 0 else max(end + 3, at)
            elif found[3]:
                name = found[3].lower()
                name = RENAMED.get(name, name)
                if not NAME.fullmatch(name) or name in LEFT_OUT:
                    continue
                if found[2]:
                    self.end(name)
                elif name in RAW:
                    at = self.skip(name, found[4], at)
                else:
                    self.start(name, found[4])
        self.out.append(text[at:].replace("<", "&lt;"))
        self.close(0)
        return "".join(self.out), self.tags

    def start(self, name: str, attributes: str) -> None:
        """One tag that opens an element."""
        if name in ONCE:
            if name not in self.once:
                self.once.add(name)
                self.tag(name, attributes)
            return
        if name in ENDS_ITSELF:
            same, between = ENDS_ITSELF[name]
            for depth in range(len(self.open) - 1, max(-1, len(self.open) - 1 - LOOK_UP), -1):
                if self.open[depth] in same:
                    self.close(depth)
                    break
                if self.open[depth] in between:
                    break
        if name in VOID:
            self.tag(name, attributes)
        elif len(self.open) < MAX_DEPTH:
            self.tag(name, attributes)
            self.open.append(name)
            self.counted[name] = self.counted.get(name, 0) + 1

    def tag(self, name: str, attributes: str) -> None:
        """Its name and its first attributes, quoted."""
        self.tags += 1
        self.out.append(f"<{name}")
        for one in islice(ATTRIBUTE.finditer(attributes), MAX_ATTRIBUTES):
            if NAME.fullmatch(one[1]):
                value = next((value for value in one.groups()[1:] if value is not None), "")
                self.out.append(f' {one[1]}="{value.replace(chr(34), "&quot;")}"')
        self.out.append(">")

    def end(self, name: str) -> None:
        """One tag that closes an element: the last of that name, with all that is open in it."""
        if self.counted.get(name):
            depth = len(self.open) - 1
            while self.open[depth] != name:
                depth -= 1
            self.close(depth)

    def close(self, depth: int) -> None:
        """End all elements from one on inwards."""
        while len(self.open) > depth:
            name = self.open.pop()
            self.counted[name] -= 1
            self.out.append(f"</{name}>")

    def skip(self, name: str, attributes: str, at: int) -> int:
        """What is no markup within: kept of the title and of data, else left out. Where it ends."""
        found = RAW[name].search(self.text, at)
        end = found.start() if found else len(self.text)
        if name == "title" or (name == "script" and "json" in attributes.lower()):
            content = self.text[at:end].replace("<", "&lt;" if name == "title" else "\\u003c")
            self.tag(name, attributes)
            self.out.append(f"{content}</{name}>")
        stop = self.text.find(">", end)
        return len(self.text) if stop < 0 else stop + 1
