"""How to cite a statement: in plain words and as BibTeX, with what pins it down. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tolltrace.paging import State
from tolltrace.phrasing import counted, day_words
from tolltrace.relays import Statement
from tolltrace.server.site.words import NAME_CHARS, quotation, title

TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
SEAL_CHARS = 16


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement as others can cite it."""

    address: str  # shows the same again, whatever is recorded later of earlier days
    plain: str
    bibtex: str


def days_of(statement: Statement, state: State | None) -> Iterator[date]:
    """Days by whose ends all of it was known: of the newest seal, and of reports, which may say a later one."""
    if state and state.at:
        yield state.at.date()
    yield from (relay.carrier.published.on for relay in statement.relays if relay.carrier.published)


def cite(statement: Statement, base: str, state: State | None, as_of: date | None) -> Citation:
    """`as_of` is the day that the page looks back from; else it is the newest that the page can tell of."""
    day = as_of or max(days_of(statement, state), default=None)
    address = f"{base}/statements/{statement.id}" + (f"?as_of={day}" if day else "")
    said = f", said on {day_words(statement.said_on)}" if statement.said_on else ""
    carried = f"carried by {counted(len(statement.reports), 'report')}, first in " + quotation(
        statement.relays[0].carrier.outlet or statement.relays[0].carrier.id, NAME_CHARS
    )
    seen = f"As of {day_words(day)}" if day else "As recorded"
    seal = f", ledger seal {state.head[:SEAL_CHARS]}" if state and state.head else ""
    plain = f"{title(statement)}{said}; {carried}. A claim, no verified fact. tolltrace. {seen}{seal}. {address}"
    year = statement.said_on.year if statement.said_on else day.year if day else None
    fields = {
        "title": f"{{{title(statement).translate(TEX)}}}",
        "author": f"{{{(statement.speaker or 'nobody named')[:NAME_CHARS].translate(TEX)}}}",
        "year": f"{year}" if year else "",
        "howpublished": f"\\url{{{address}}}",
        "note": f"Statement as relayed by {counted(len(statement.reports), 'report')}, from the ledger of tolltrace. "
        f"{seen}{seal}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return Citation(address, plain, f"@misc{{tolltrace-{statement.id},\n{lines}\n}}")
