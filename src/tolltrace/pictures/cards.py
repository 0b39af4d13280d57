"""A statement as a card, shown where its address is shared: the figure never without its hedge, and who said it."""

from tolltrace.phrasing import counted, counts_people, day_words, figure_words
from tolltrace.pictures.svg import LETTER_PIXELS, cut_to, element, text_at, words, wrap_to
from tolltrace.relays import Statement
from tolltrace.text import squeeze

WIDTH, HEIGHT, LEFT = 1200, 630, 72  # what networks show uncut
ROOM = WIDTH - 2 * LEFT
INK, SOFT, MOVED = "#1b1b1f", "#5d5d68", "#a8371f"
USUAL = 12.0  # pixels: the letters that LETTER_PIXELS is of
BIG, MEDIUM, SMALL = 88.0, 40.0, 28.0
MOST_FIGURE_LINES = 2
FOOT = "A claim, not a fact: nothing here says that the figure is true."
NOBODY = "nobody named"


def draw_card(statement: Statement) -> str:
    """An SVG document of 1200 by 630 pixels, in light colours wherever it is shown."""
    parts = [element("rect", fill="#ffffff", width=WIDTH, height=HEIGHT)]
    parts.append(text_at(LEFT, 92, "tolltrace", font_size=30, font_weight=700, font_family="Georgia, serif"))
    y = 108.0
    for line in wrapped(figure_line(statement), BIG, MOST_FIGURE_LINES):
        y += BIG * 1.08
        parts.append(text_at(LEFT, y, line, font_size=BIG, font_weight=700, font_family="Georgia, serif"))
    for line, size, colour in rest_of(statement):
        for shown in wrapped(line, size, 1):
            y += size * (1.7 if size == MEDIUM else 1.5)
            parts.append(text_at(LEFT, y, shown, font_size=size, fill=colour))
    parts.append(text_at(LEFT, HEIGHT - 40, FOOT, font_size=24, fill=SOFT))
    title = tell_card(statement)
    extent = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": WIDTH, "height": HEIGHT}
    content = [
        element("title", words(title)),
        element("g", "\n".join(parts), font_family="system-ui, sans-serif", fill=INK),
    ]
    return element(
        "svg", "\n".join(content), xmlns="http://www.w3.org/2000/svg", **extent, role="img", aria_label=title
    )


def figure_line(statement: Statement) -> str:
    """ "“over 20,000” killed": the words as they were printed."""
    printed = squeeze(statement.reference.claim.mention.text)
    between = " " if counts_people(statement.figure) else " · "
    return f"“{cut_to(printed, 60 * LETTER_PIXELS)}”{between}{statement.harm}"


def rest_of(statement: Statement) -> list[tuple[str, float, str]]:
    """The lines below: who, of whom, what the words mean, how far it went."""
    about = (statement.side, statement.place.text if statement.place else None)
    on = f", {day_words(statement.said_on)}" if statement.said_on else ""
    printed, read = statement.reference.claim.mention.text, figure_words(statement.figure)
    moved = list(dict.fromkeys(each.field for each in statement.drift))
    stance = "" if statement.stance == "asserted" else f" · {statement.stance.value.replace('_', ' ')}"
    spread = f"{counted(len(statement.reports), 'report')} · {counted(statement.origins, 'origin')}"
    lines = [
        (f"{statement.speaker or NOBODY}{on}{stance}", MEDIUM, INK),
        (f"about {' · '.join(each for each in about if each)}" if any(about) else "", SMALL, INK),
        (f"read as {read}" if read.casefold() not in (squeeze(printed).casefold(), "no figure") else "", SMALL, SOFT),
        (spread, SMALL, SOFT),
        (f"◆ moved on the way: {', '.join(moved)}" if moved else "", SMALL, MOVED),
    ]
    return [each for each in lines if each[0]]


def wrapped(line: str, size: float, lines: int) -> tuple[str, ...]:
    """Words in letters of a size, on so many lines."""
    return wrap_to(line, ROOM * USUAL / size, lines)


def tell_card(statement: Statement) -> str:
    """The card in words: what a link to the statement is called where it is shared."""
    on = f", {day_words(statement.said_on)}" if statement.said_on else ""
    stance = "says" if statement.stance == "asserted" else f"{statement.stance.value.replace('_', ' ')}:"
    return f"{figure_line(statement)}, {stance} {statement.speaker or NOBODY}{on}"
