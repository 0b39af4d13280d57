"""A piece of HTML that holds a report's text and nothing else: the content of a feed's entry, of a line of JSON."""

import re
from dataclasses import dataclass

from lxml import etree, html

from tolltrace.text import normalise_text, squeeze

PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
CLOSED_EARLY = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)  # what stands behind would be dropped
IN_LINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
    *("kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
    *("tt", "u", "var", "wbr", "script", "style", "noscript", "template"),
}
LEFT_OUT = {
    *("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "form", "button", "select"),
    *("textarea", "title"),
}
CAPTION, QUOTATION, QUOTED = "figcaption", "blockquote", "q"


@dataclass(frozen=True, slots=True)
class Fragment:
    """Its paragraphs, and the captions of its pictures, each on one line."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    quoted: frozenset[str] = frozenset()  # the paragraphs that are set as quotations


def read_fragment(source: str) -> Fragment:
    """The text of some HTML, a paragraph a block; all of it is taken for the report's. Linear, and never fails."""
    # In a wrapper, so that bare text and an unclosed tag at the beginning are read like the rest.
    wrapped = f"<div>{CLOSED_EARLY.sub('', normalise_text(source))}</div>"
    try:
        tree = html.document_fromstring(wrapped.encode(), parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Fragment((), ())
    paragraphs: list[str] = []
    captions: list[str] = []
    quoted: set[str] = set()
    line: list[str] = []
    left_out = in_caption = in_quotation = 0

    def end_line() -> None:
        if text := squeeze("".join(line)):
            (captions if in_caption else paragraphs).append(text)
            if in_quotation:
                quoted.add(text)
        line.clear()

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name, starts = element.tag, event == "start"
        if name not in IN_LINE and not left_out:
            end_line()
        if name in LEFT_OUT:
            left_out += 1 if starts else -1
        if name == CAPTION:
            in_caption += 1 if starts else -1
        if name == QUOTATION:
            in_quotation += 1 if starts else -1
        if name == QUOTED and not left_out:
            line.append("“" if starts else "”")
        words = element.text if starts else element.tail
        if words and not left_out:
            line.append(words)
    end_line()
    return Fragment(tuple(paragraphs), tuple(captions), frozenset(quoted))
