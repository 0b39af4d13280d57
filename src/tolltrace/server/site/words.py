"""Values → words of a page: the filters of the templates. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from tolltrace.phrasing import MONTHS, bounds, convention, counted, counts_people, day_words, figure_words
from tolltrace.printable import clean
from tolltrace.relays import Drift, Relay, Statement
from tolltrace.summaries import Summary
from tolltrace.values import Published, Stance
from tolltrace.veil import BLOCK

MOST_CHARS = 2000  # of one word or sentence of a page: what is longer is cut, whoever wrote it
NAME_CHARS = 120  # of a name
QUOTE_CHARS = 400  # of a quotation: publishers own their texts
SHORT_ID = 11
NOT_XML = dict.fromkeys((0xFFFE, 0xFFFF))  # what neither HTML nor a feed may hold
NOBODY, WITHHELD = "nobody named", "name withheld"
_HASH = re.compile(r"[0-9a-f]{64}")
_SPACES = re.compile(r"\s+")


def harmless(value: Any) -> Any:
    """A value as a template may print it: without characters that steer, and not longer than anybody reads."""
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if len(value) <= MOST_CHARS and value.isprintable():  # nothing to be taken out is
        return value
    return shorten(clean(value[: 2 * MOST_CHARS]).translate(NOT_XML), MOST_CHARS)


def shorten(text: str, chars: int) -> str:
    """As much as fits, with an ellipsis where that is not all."""
    return text if len(text) <= chars else text[: chars - 1].rstrip() + "…"


def name(text: str | None) -> Markup:
    """A name on its own: its direction turns nothing around it."""
    is_named = bool(text) and not is_withheld(text or "")
    kind = "name" if is_named else "name nobody"
    return Markup(f'<bdi class="{kind}">{escape(called(text))}</bdi>')  # noqa: S704 - Markup.format is slow


def called(text: str | None) -> str:
    """A name that fits; in words where there is none, or one is withheld: nobody listens to a row of blocks."""
    if not text:
        return NOBODY
    return WITHHELD if is_withheld(text) else shorten(clean(text[: 2 * NAME_CHARS]), NAME_CHARS)


def is_withheld(text: str) -> bool:
    """Whether a name is nothing but blocks."""
    return not text.replace(BLOCK, "").strip()


def quotation(text: str, chars: int = QUOTE_CHARS) -> str:
    """Words of a report, on one line and short."""
    return shorten(_SPACES.sub(" ", clean(text[: 4 * chars])).strip(), chars)


def day(value: date | datetime | Published | None) -> Markup:
    """ "1 May 2023", as a machine reads it, too."""
    if value is None:
        return Markup('<span class="soft">undated</span>')
    if isinstance(value, Published):
        return _time(value.iso, value.on)
    on = value.date() if isinstance(value, datetime) else value
    return _time(value.isoformat(), on)


def _time(iso: str, on: date) -> Markup:
    return Markup(f'<time datetime="{escape(iso)}">{escape(day_words(on))}</time>')  # noqa: S704


def when(published: Published | None) -> str:
    """A day and, where it is known, the hour: "1 May 2023, 19:29 UTC-04:00"."""
    if published is None:
        return "undated"
    at = published.at
    zone = f" {at.tzname()}" if at and at.tzinfo else ""
    return day_words(published.on) + (f", {at:%H:%M}{zone}" if at else "")


def spread(statement: Statement | Summary) -> str:
    """ "31 reports · 1 origin"; "31 reports in 4 texts", where some share theirs."""
    reports = counted(len(statement.reports), "report")
    if statement.lineages < len(statement.reports):
        reports += f" in {counted(statement.lineages, 'text')}"
    independent = f" · {statement.independent:,} independent" if statement.independent else ""
    return f"{reports} · {counted(statement.origins, 'origin')}{independent}"


def stance(value: Stance) -> str:
    """ "none reported"."""
    return value.value.replace("_", " ")


def moved(statement: Statement | Summary) -> tuple[str, ...]:
    """The fields that moved on the way, each once."""
    return statement.moved


def moved_in(statement: Statement, report: str) -> tuple[Drift, ...]:
    """What moved in one report."""
    return tuple(each for each in statement.drift if each.report == report)


def outlet(relay: Relay) -> str:
    """Who published it: the outlet, else the report's id."""
    return publisher(relay.carrier.outlet, relay.carrier.id)


def publisher(named: str | None, report_id: str) -> str:
    """The outlet, else the report's id, of which a hash is told by its beginning."""
    return named or (f"report {report_id[:SHORT_ID]}" if _HASH.fullmatch(report_id) else report_id)


def subject(statement: Statement | Summary) -> tuple[str, ...]:
    """Whose people, where, when, as far as it says so."""
    parts = (
        statement.side,
        statement.demographic and statement.demographic.replace("_", " "),
        statement.place.text if statement.place else None,
        statement.period.text if statement.period else None,
    )
    return tuple(shorten(clean(each[:400]), NAME_CHARS) for each in parts if each)


def title(statement: Statement | Summary) -> str:
    """ "John Kirby: “over 20,000” killed, Russia", for a heading, a tab, a citation.

    Never without what makes it another statement: "Ilo Marr (denied): “9,000” killed".
    """
    speaker = called(statement.speaker)
    if statement.stance is not Stance.ASSERTED:
        speaker += f" ({stance(statement.stance)})"
    between = " " if counts_people(statement.figure) else " · "
    said = f"{speaker}: “{quotation(statement.nearest.words, NAME_CHARS)}”{between}{statement.harm}"
    return ", ".join((said, *subject(statement)[:2]))


def rate(statement: Statement) -> str:
    """ "per day", "running total", "added"; nothing for one incident."""
    named = {"cumulative": "running total", "increment": "added to a total", "event": ""}
    return f"per {statement.rate}" if statement.rate else named.get(statement.aspect, statement.aspect)


def joined(parts: Sequence[object]) -> Markup:
    """Parts that are there, each short and with a direction of its own, with dots between."""
    shown = [quotation(each, NAME_CHARS) if isinstance(each, str) else each for each in parts if each]
    return Markup(" · ".join(f"<bdi>{escape(each)}</bdi>" for each in shown))  # noqa: S704


def lines(text: str) -> Markup:
    """Several lines as they stand, each harmless."""
    return Markup("\n").join(escape(harmless(each)) for each in text.split("\n"))


def month(value: str) -> str:
    """ "May 2023" for "2023-05"."""
    year, _, number = value.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def month_end(value: str) -> str:
    """ "2023-05-31" for "2023-05"."""
    year, _, number = value.partition("-")
    return f"{value}-{monthrange(int(year), int(number))[1]}"


def percent(value: float | None) -> str:
    """ "93%", and never 100."""
    return f"{min(value * 100, 99):.0f}%" if value is not None else "not estimated"


def said_value(value: Any) -> str:
    """A field of a claim's record as reviewers gave it: "12", "Karvel", "Ana Veld → wire", "nothing"."""
    match value:
        case None | [] | "":
            return "nothing"
        case list():
            return " → ".join(quotation(str(each.get("name", "")), NAME_CHARS) for each in value[:20])
        case dict():
            shown = dict.fromkeys(str(value[each]) for each in ("text", "name", "edtf") if value.get(each))
            return quotation(", ".join(shown), NAME_CHARS)
    return quotation(str(value), NAME_CHARS)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "bounds": bounds,
    "convention": convention,
    "counted": counted,
    "counts_people": counts_people,
    "day": day,
    "day_words": day_words,
    "figure": figure_words,
    "joined": joined,
    "lines": lines,
    "month": month,
    "month_end": month_end,
    "moved": moved,
    "moved_in": moved_in,
    "name": name,
    "outlet": outlet,
    "percent": percent,
    "quotation": quotation,
    "rate": rate,
    "said_value": said_value,
    "short": lambda text: text[:SHORT_ID],
    "spread": spread,
    "stance": stance,
    "subject": subject,
    "title_of": title,
    "when": when,
}
