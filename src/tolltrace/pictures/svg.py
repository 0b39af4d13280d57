"""Pieces of SVG: elements with escaped words, the colours of both schemes, how wide words are."""

import hashlib
import unicodedata
from base64 import b64encode
from html import escape

from tolltrace.text import squeeze

NOT_XML = dict.fromkeys((0xFFFE, 0xFFFF))  # what XML cannot hold and normalising leaves
# on the wide side for the fonts that `system-ui` stands for: what is cut too early is still read by its title
LETTER_PIXELS = 6.9
NARROWEST = 280  # a picture, in pixels: less holds no words

COLOURS = """
  svg { --paper: #ffffff; --ink: #1b1b1f; --soft: #5d5d68; --grid: #e4e4ea; --figure: #1f5fa8; --silence: #a8371f;
        --gap: #d9d9e2; --card: #f5f6f9; font: 12px system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #16171a; --ink: #ececf1; --soft: #a6a6b2; --grid: #2e3036; --figure: #7ab4f5; --silence: #f08a6c;
          --gap: #33353d; --card: #202227; }
  }
  text { fill: var(--ink); } .soft { fill: var(--soft); } .name { font-weight: 600; }
  .paper { fill: var(--paper); } .grid { stroke: var(--grid); } .axis { stroke: var(--soft); }
  .gap { fill: var(--gap); } .figure { stroke: var(--figure); fill: var(--figure); }
  .open { stroke: var(--figure); fill: var(--paper); } .line { stroke: var(--figure); fill: none; }
  .band { fill: var(--figure); fill-opacity: .35; stroke: var(--figure); stroke-width: .5; }
  .old { opacity: .55; }
  .silence { stroke: var(--silence); fill: var(--paper); } .cross { stroke: var(--silence); fill: none; }
  .figure, .open, .line, .silence, .cross { stroke-width: 1.4; }
  .card { fill: var(--card); stroke: var(--grid); } .start { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }
  .outside { fill: var(--paper); stroke: var(--soft); stroke-dasharray: 4 3; }
  .way { fill: none; stroke: var(--soft); shape-rendering: crispEdges; }
  .tip { fill: var(--soft); } .dashed { stroke-dasharray: 5 4; }
  .moved { stroke: var(--silence); stroke-width: 2; fill: none; } .sign { fill: var(--silence); }
  .change { fill: var(--silence); font-weight: 600; } .mend { fill: var(--figure); font-weight: 600; }
  .sea { fill: var(--card); } .land { fill: var(--gap); stroke: none; } .graticule { stroke: var(--grid); fill: none; }
  .area { fill: var(--figure); stroke: var(--figure); stroke-width: 1; }
  .placename { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
"""


def style_source() -> str:
    """The colours as a content security policy names what it lets pass: "sha256-…"."""
    return f"sha256-{b64encode(hashlib.sha256(COLOURS.encode()).digest()).decode()}"


def bare(picture: str) -> str:
    """A picture for a page that has its colours (the site's pictures.css), in an element of the class `drawn`."""
    return picture.replace(element("style", COLOURS), "", 1)


def words(text: str) -> str:
    """Words of a page, safe inside an element or an attribute."""
    return escape(squeeze(text).translate(NOT_XML))


def element(name: str, content: str = "", **attributes: object) -> str:
    """`<name a="1">content</name>`; `_` stands for `-` in names, one at the end for nothing. Content is as it is."""
    shown = "".join(f' {key.rstrip("_").replace("_", "-")}="{attribute(it)}"' for key, it in attributes.items())
    return f"<{name}{shown}>{content}</{name}>" if content else f"<{name}{shown}/>"


def attribute(value: object) -> str:
    """A number with one decimal at most, or words."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return words(str(value))


def text_at(x: float, y: float, text: str, **attributes: object) -> str:
    """One line of words."""
    return element("text", words(text), x=x, y=y, **attributes)


def width_of(text: str) -> float:
    """About how many pixels words take."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return LETTER_PIXELS * (len(text) + 0.8 * wide)


def cut_to(text: str, pixels: float) -> str:
    """As much of the words as fits, with an ellipsis where that is not all."""
    text = squeeze(text)
    if width_of(text) <= pixels:
        return text
    return text[: fitting(text, pixels - LETTER_PIXELS)].rstrip() + "…"


def fitting(text: str, pixels: float) -> int:
    """How many letters of it fit."""
    used = 0.0
    for count, letter in enumerate(text):
        used += width_of(letter)
        if used > pixels + 0.01:  # a sum of floats: what fits exactly fits
            return count
    return len(text)


def wrap_to(text: str, pixels: float, lines: int) -> tuple[str, ...]:
    """The words on so many lines at most, broken at blanks; a word that fits no line is broken; then an ellipsis."""
    rest = squeeze(text)
    wrapped: list[str] = []
    while rest and len(wrapped) < lines - 1 and (fits := fitting(rest, pixels)) < len(rest):
        blank = rest.rfind(" ", 0, fits + 1)
        at = blank if blank > 0 else max(1, fits)
        wrapped.append(rest[:at])
        rest = rest[at:].lstrip()
    return (*wrapped, cut_to(rest, pixels)) if rest else tuple(wrapped)


def document(width: int, height: float, title: str, description: str, content: str) -> str:
    """The whole file. The ids are its own, so that several pictures can stand in one page."""
    own = hashlib.sha256(f"{title}{description}{width}".encode()).hexdigest()[:8]
    return (
        element(
            "svg",
            "\n".join(
                [
                    element("title", words(title), id=f"title-{own}"),
                    element("desc", words(description), id=f"desc-{own}"),
                    element("style", COLOURS),
                    element("rect", class_="paper", width=width, height=round(height)),
                    content,
                ]
            ),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width} {round(height)}",
            width=width,
            height=round(height),
            role="img",
            aria_labelledby=f"title-{own} desc-{own}",
        )
        + "\n"
    )
