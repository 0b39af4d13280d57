"""Figures and days in the plain words of findings and explanations."""

from datetime import date

from tolltrace.relays import Statement
from tolltrace.values import Figure, Hedge

# strftime's %B would follow the machine's locale
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_BEFORE = {
    Hedge.MORE_THAN: "more than ",
    Hedge.AT_LEAST: "at least ",
    Hedge.LESS_THAN: "less than ",
    Hedge.AT_MOST: "at most ",
    Hedge.ABOUT: "about ",
}


def day_words(day: date) -> str:
    """ "1 May 2023", the same in every locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def figure_words(figure: Figure) -> str:
    """ "more than 20,000", "15 to 20", "0.5 of the whole", "24 to 99 (a vague word)"."""
    before = _BEFORE.get(figure.hedge, "")
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


def heads_words(statement: Statement) -> str:
    """What a statement counts: "more than 20,000 killed", "3 killed (children)"."""
    kinds = [statement.demographic, statement.status if statement.status in ("civilian", "combatant") else None]
    named = ", ".join(filter(None, kinds))
    return f"{figure_words(statement.figure)} {statement.harm}" + (f" ({named})" if named else "")


def who_and_when(statement: Statement) -> str:
    """ "John Kirby, 1 May 2023"."""
    day = day_words(statement.said_on) if statement.said_on else "no day known"
    return f"{statement.speaker or 'no speaker named'}, {day}"


def told(statement: Statement) -> str:
    """A statement in one breath: "more than 20,000 killed (John Kirby, 1 May 2023)"."""
    return f"{heads_words(statement)} ({who_and_when(statement)})"


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
