"""Figures and days in plain words, the same wherever a person reads them and in every locale. Pure."""

from datetime import date

from tolltrace.values import Figure, Hedge

# strftime's %B would follow the machine's locale
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# by UCDP's where_prec: what the words name, and how many kilometres we let it reach on a map
PRECISIONS = {
    1: ("a spot or a town", 8),
    2: ("near a place", 25),
    3: ("a district", 50),
    4: ("a province", 130),
    5: ("a stretch of land", 220),
    6: ("a state", 350),
    7: ("a sea, or several states", 450),
}
BEFORE = {
    Hedge.MORE_THAN: "more than ",
    Hedge.AT_LEAST: "at least ",
    Hedge.LESS_THAN: "less than ",
    Hedge.AT_MOST: "at most ",
    Hedge.ABOUT: "about ",
}


def day_words(day: date) -> str:
    """ "1 May 2023", the same in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def figure_words(figure: Figure) -> str:
    """ "more than 20,000", "15 to 20", "0.5 of the whole", "24 to 99 (a vague word)"."""
    before = BEFORE.get(figure.hedge, "")
    if figure.fraction is not None:
        return f"{before}{figure.fraction:g} of the whole"
    if figure.value is not None:
        return f"{before}{figure.value:,}"
    low, high = figure.low, figure.high
    if low is None and high is None:
        return "no figure"
    if high is None:
        return f"{low:,} or more"
    span = f"{low or 0:,} to {high:,}"
    return f"{span} (a vague word)" if figure.hedge is Hedge.VAGUE else span


def counts_people(figure: Figure) -> bool:
    """Whether the printed words are a number of people, so that the harm may follow: "12 killed", "dozens killed"."""
    stated = (figure.low, figure.high, figure.value) != (None, None, None)
    return figure.fraction is None and (stated or figure.hedge is Hedge.VAGUE)


def convention(figure: Figure) -> str:
    """The bounds that the codebook gives a vague count ("dozens": 24–99), empty for every other figure."""
    if figure.hedge is not Hedge.VAGUE or figure.low is None:
        return ""
    return f"taken as {figure.low:,}–{figure.high:,}" if figure.high is not None else f"taken as {figure.low:,} or more"


def bounds(figure: Figure) -> str:
    """The interval in words: "more than 20,000", "15 to 20", "0.5 of it"; empty where nothing is counted."""
    if figure.fraction is not None:
        return f"{figure.fraction:g} of the whole"
    low, high = (f"{bound:,}" if bound is not None else "" for bound in (figure.low, figure.high))
    if not low and not high:
        return ""
    if low == high:
        return f"about {low}" if figure.hedge is Hedge.ABOUT else f"exactly {low}"
    if not high:
        return f"more than {low}" if figure.hedge is Hedge.MORE_THAN else f"at least {low}"
    if not low:
        return f"less than {high}" if figure.hedge is Hedge.LESS_THAN else f"at most {high}"
    return f"{low} to {high}"


def counted(number: int, noun: str) -> str:
    """ "1 report", "1,200 reports"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def precision_words(where_prec: int | None) -> str:
    """UCDP's where_prec in words; for a place without a point that it has none."""
    return PRECISIONS[where_prec][0] if where_prec in PRECISIONS else "not on a map"
