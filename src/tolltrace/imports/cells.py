"""What a cell says → a value of the right kind. Each raises CellError, which says what was expected."""

import math
import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from tolltrace.days import read_days
from tolltrace.imports.importing import CellError
from tolltrace.printable import FORMULA_STARTS
from tolltrace.text import squeeze
from tolltrace.values import Period, Published

MAX_COUNT = 2**63 - 1  # what a ledger holds
MAX_NAME_CHARS = 500
MAX_ADDRESS_CHARS = 4000
MAX_CHARS = 32_767  # of a cell, as spreadsheets have it
WHOLE = re.compile(r"\d{1,3}(?:[, '\u2019]\d{3})+|\d{1,19}")
REAL = re.compile(r"-?\d{1,10}(?:\.\d{1,17})?")
YES, NO = ("yes", "true", "1", "y", "x"), ("no", "false", "0", "n")
WEB = ("http://", "https://")
GIVEN = "given in the record"

E = TypeVar("E", bound=StrEnum)


def plain_text(value: object, most: int = MAX_CHARS) -> str:
    """A cell on one line, without characters that hide or reorder others. A day is as ISO 8601 has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return f"{int(value)}"
    text = "" if value is None else squeeze(f"{value}"[: most + 1])
    if len(text) > most:
        raise CellError(text, f"at most {most:,} characters")
    is_quoted = text.startswith("'") and text[1:].lstrip().startswith(FORMULA_STARTS)
    return text[1:] if is_quoted else text  # as exports write what a spreadsheet would run


def text(value: str) -> str:
    """Any words."""
    return value


def name(value: str) -> str:
    """A name, or other short words."""
    if len(value) > MAX_NAME_CHARS:
        raise CellError(value, f"at most {MAX_NAME_CHARS} characters")
    return value


def count(value: str) -> int:
    """People: a whole number from 0 up, its thousands parted or not."""
    if not WHOLE.fullmatch(value) or (number := int(re.sub(r"\D", "", value))) > MAX_COUNT:
        raise CellError(value, "a whole number from 0 up, such as 1200")
    return number


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two."""

    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,19}", value) or not least <= int(value) <= most:
            raise CellError(value, f"a whole number from {least} to {most}")
        return int(value)

    return read


def real(least: float, most: float) -> Callable[[str], float]:
    """A number between two."""

    def read(value: str) -> float:
        number = float(value) if REAL.fullmatch(value) else math.nan
        if not least <= number <= most:
            raise CellError(value, f"a number from {least:g} to {most:g}, with a point: 0.5")
        return number

    return read


def one_of(known: Collection[str]) -> Callable[[str], str]:
    """One word of some, however it is capitalised."""

    def read(value: str) -> str:
        found = value.casefold().replace(" ", "_").replace("-", "_")
        if found not in known:
            raise CellError(value, f"one of {', '.join(known)}")
        return found

    return read


def member(kind: type[E]) -> Callable[[str], E]:
    """One word of an enumeration."""
    read = one_of([each.value for each in kind])
    return lambda value: kind(read(value))


def yes_no(value: str) -> bool:
    """Yes or no; an empty cell is no."""
    found = value.casefold()
    if found not in (*YES, *NO):
        raise CellError(value, "yes or no")
    return found in YES


def web_address(value: str) -> str:
    """An address of the web."""
    if not value.lower().startswith(WEB) or " " in value:
        raise CellError(value, "an address that begins with http:// or https://")
    if len(value) > MAX_ADDRESS_CHARS:
        raise CellError(value, f"an address of at most {MAX_ADDRESS_CHARS:,} characters")
    return value


def find_address(value: str) -> str | None:
    """The address that a cell begins with, if any."""
    try:
        return web_address(value.partition(" ")[0])
    except CellError:
        return None


def edtf(value: str) -> str:
    """A date or an interval in EDTF."""
    if read_days(Period("", value)) is None:
        raise CellError(value, "a date or interval in EDTF, such as 2023-05-01, 2023-05 or 2022-12~/2023-05-01")
    return value


def published(value: str, known_from: str = GIVEN) -> Published:
    """A day, or an instant, in ISO 8601: 01/02/2023 may be two days."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise CellError(value, "a day such as 2023-05-01, or 2023-05-01T19:29:00Z") from None
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
    if not is_day and "T" not in value and " " not in value:
        raise CellError(value, "a day such as 2023-05-01, or 2023-05-01T19:29:00Z")
    return Published(at.date(), None if is_day else at, value, known_from)


def read_instant(value: Any) -> Published | None:
    """A date that another program wrote, if it is one; in UTC where it says so by Z."""
    if not isinstance(value, str):
        return None
    try:
        found = published(squeeze(value)[:40])
    except (CellError, OverflowError):
        return None
    return found if found.at is None or found.at.tzinfo is None else shifted(found)


def shifted(found: Published) -> Published:
    """An instant whose zone cannot move it out of the calendar; else its day alone."""
    try:
        assert found.at is not None  # noqa: S101 - the caller looked
        found.at.astimezone(UTC)
    except OverflowError:
        return Published(found.on, None, found.printed, found.known_from)
    return found
