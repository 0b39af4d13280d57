"""Values → words for a person. Pure, plain text: what is bold or dim is printing's to say.

Everything that comes from a page passes through `clean` before it reaches a terminal.
"""

from datetime import date

from tolltrace.printable import clean as clean
from tolltrace.values import Aspect, Claim, Figure, Hedge, Link, Published, Repair

ARROW = " → "
# strftime's %B would follow the machine's locale
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ASPECTS = {Aspect.EVENT: "", Aspect.CUMULATIVE: "in total", Aspect.INCREMENT: "added"}


def clean_or_empty(text: str | None) -> str:
    """`clean`, and nothing for None."""
    return clean(text) if text else ""


def figure_note(claim: Claim) -> str:
    """What the printed figure does not say: the convention for a vague count, the whole that it is part of."""
    notes = [
        convention(claim.figure),
        f"part of claim {claim.part_of}" if claim.part_of is not None else "",
        f"about claim {claim.about}" if claim.about is not None else "",
        "background" if claim.background else "",
    ]
    return ", ".join(filter(None, notes))


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


def aspect_note(claim: Claim) -> str:
    """ "in total", "added", "per day"; empty for one incident."""
    if claim.aspect is Aspect.RATE:
        return f"per {clean(claim.rate)}" if claim.rate else "as a rate"
    return _ASPECTS[claim.aspect]


def stance_words(claim: Claim) -> str:
    """The stance with spaces: "none reported"."""
    return claim.stance.value.replace("_", " ")


def link_names(chain: tuple[Link, ...]) -> list[str]:
    """The speakers, first to last, without the report itself."""
    return [clean(link.name) for link in chain]


def day_words(day: date) -> str:
    """ "1 May 2023", the same in every locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def published_words(published: Published | None) -> str:
    """When a report appeared, and how we know: "1 May 2023, 19:29 UTC-04:00 (byline: “Monday, …”)"."""
    if published is None:
        return "no date of publication found"
    at = published.at
    zone = f" {at.tzname()}" if at and at.tzinfo else ""
    clock = f", {at:%H:%M}{zone}" if at else ""
    return f"{day_words(published.on)}{clock} ({clean(published.known_from)}: “{clean(published.printed)}”)"


def repair_words(repair: Repair) -> str:
    """One repaired value: what was printed, what we read, why."""
    return f"“{clean(repair.printed)}” read as {clean(repair.read_as)}: {clean(repair.why)}"


NOT_ESTIMATED = "not estimated"  # how sure a reading is, in a language that none of the coded reports is in


def percent(confidence: float | None) -> str:
    """ "93%", and never 100; empty where nobody estimated it."""
    return f"{min(confidence * 100, 99):.0f}%" if confidence is not None else ""


def counted(number: int, noun: str) -> str:
    """ "1 report", "1,200 reports"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
