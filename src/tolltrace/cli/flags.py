"""The flags by which commands choose claims, said once: a filter has one name, one form and one help everywhere."""

from datetime import date
from typing import Annotated

import typer


def read_day(text: str) -> date:
    """A day as ISO 8601 has it. Raises BadParameter, which ends the program with exit code 2."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; expected one like 2023-05-01") from None


def read_harm(harm: str | None) -> str | None:
    """A harm that we know. Raises BadParameter, which names them all."""
    if harm is None:
        return None
    from tolltrace.knowledge import load_knowledge

    known = load_knowledge().harms
    if harm not in known:
        raise typer.BadParameter(f"{harm!r} is no harm that we know; known: {', '.join(known)}")
    return harm


def read_language(code: str | None) -> str | None:
    """A language that we read, by its code. Raises BadParameter, which names them all."""
    if code is None:
        return None
    from tolltrace.knowledge import load_knowledge

    known = load_knowledge().tells
    if code not in known:
        names = ", ".join(f"{one} ({known[one].name})" for one in sorted(known))
        raise typer.BadParameter(f"{code!r} is no language that we read; known: {names}")
    return code


HarmFlag = Annotated[
    str | None, typer.Option(metavar="HARM", callback=read_harm, help="killed, wounded, missing, … exactly.")
]
SideFlag = Annotated[str | None, typer.Option(metavar="NAME", help="Whose people the victims are.")]
PlaceFlag = Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the place, or its name.")]
SpeakerFlag = Annotated[str | None, typer.Option(metavar="WORDS", help="Words of any speaker in the chain.")]
OutletFlag = Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the outlet's name.")]
LanguageFlag = Annotated[
    str | None, typer.Option(metavar="CODE", callback=read_language, help="In this language alone: en, uk, ru.")
]
SinceFlag = Annotated[
    date | None, typer.Option(metavar="DAY", parser=read_day, help="Published on this day or later: 2023-05-01.")
]
UntilFlag = Annotated[
    date | None, typer.Option(metavar="DAY", parser=read_day, help="Published on this day or before.")
]
TextFlag = Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the sentence or the title, all.")]
LimitFlag = Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")]
AsOfFlag = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        parser=read_day,
        help="Only what could be known on that day: from reports that had appeared by then, as they stood.",
    ),
]
