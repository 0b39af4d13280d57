"""Values → words for a person. Pure, plain text: what is bold or dim is printing's to say.

Everything that comes from a page passes through `clean` before it reaches a terminal.
"""

from tolltrace.phrasing import bounds as bounds
from tolltrace.phrasing import convention as convention
from tolltrace.phrasing import counted as counted
from tolltrace.phrasing import counts_people as counts_people
from tolltrace.phrasing import day_words
from tolltrace.printable import clean as clean
from tolltrace.values import Aspect, Claim, Link, Published, Repair

ARROW = " → "
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
