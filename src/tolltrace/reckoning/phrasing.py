"""Statements in the plain words of findings and explanations."""

from tolltrace.phrasing import day_words, figure_words
from tolltrace.relays import Statement


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
