"""The Economist's table of what others say of losses in Ukraine, a JSON object a line.

A row is an estimate of a running total by a speaker: `date`, and under `gold` (or beside it) `first_speaker`, `via`,
`quantity` (deaths or casualties), `low`, `high`, `point`, `victims` ("russia military"), `url`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tolltrace.imports import cells
from tolltrace.imports.figures import figure_words, make_figure
from tolltrace.imports.importing import CellError, Import, ImportFile, Made, Outcome, refused
from tolltrace.imports.lines import read_lines
from tolltrace.imports.reports import BETWEEN, Heading, Part, make_report
from tolltrace.imports.spool import Spool
from tolltrace.knowledge import Knowledge
from tolltrace.values import Aspect, Claim, Figure, Link, Span, Status

OUTLET = "The Economist"
HARMS = {"deaths": "killed", "casualties": "casualties"}  # their quantities → ours
STATUSES = {"military": Status.COMBATANT, "soldiers": Status.COMBATANT, "civilian": Status.CIVILIAN}
SIGNS = (b'"first_speaker"', b'"quantity"', b'"victims"')
COUNTS = ("low", "high", "point")


def accepts(filename: str, head: bytes) -> bool:
    """By the names in its first line."""
    first = head.lstrip().partition(b"\n")[0]
    return first.startswith(b"{") and all(sign in first for sign in SIGNS)


def read(file: ImportFile) -> Iterator[Made | Outcome]:
    """A report a row."""
    with Spool() as seen:
        for found in read_lines(file):
            if isinstance(found, Outcome):
                yield found
                continue
            name, line, record = found
            given = record.get("gold")
            values = {**record, **given} if isinstance(given, Mapping) else record
            try:
                own = cells.name(cells.plain_text(values.get("id"))) or name
                if earlier := seen.meet(own, name):
                    yield refused(name, "id", f"{own} is that of {earlier} too; expected one row for each")
                    continue
                yield read_row(own, line, values, file)
            except RowError as error:
                yield refused(f"{name} ({cells.plain_text(values.get('id'))})", error.column, error)
            except CellError as error:
                yield refused(name, "id", error)


class RowError(ValueError):
    """What is wrong in a column of a row."""

    def __init__(self, column: str, why: CellError) -> None:
        super().__init__(f"{why}")
        self.column = column


def read_row(name: str, line: bytes, values: Mapping[str, Any], file: ImportFile) -> Made:
    """The report of one row. Raises RowError."""
    given = {key: cell_of(key, value) for key, value in values.items() if not isinstance(value, Mapping | list)}
    given = {key: value for key, value in given.items() if value}
    figure = read_figure(values)
    speaker = read_cell(given, "first_speaker", cells.name, needed=True)
    quantity = read_cell(given, "quantity", cells.one_of(HARMS), needed=True)
    victims = read_cell(given, "victims", cells.name, needed=True)
    published = read_cell(
        given, "date", lambda day: cells.published(day, "the date that the record gives"), needed=True
    )
    via = read_cell(given, "via", cells.name)
    address = cells.find_address(given.get("url", ""))  # with a remark behind it, or none: the cell keeps all
    shown = [*filter(None, (speaker, via)), figure_words(figure), quantity, victims]
    claim = make_claim(shown, [*filter(None, (speaker, via))], figure, quantity, victims, file.knowledge)
    part = Part(name, line, BETWEEN.join(shown), [*given.items()], [claim], address)
    heading = Heading(f"{file.dataset}:{name}", language="en", outlet=OUTLET, url=address, published=published)
    try:
        return make_report(heading, [part], file, IMPORT.name)
    except CellError as error:
        raise RowError("text", error) from None


def cell_of(key: str, value: object) -> str:
    """A value on one line."""
    try:
        return cells.plain_text(value)
    except CellError as error:
        raise RowError(key, error) from None


def read_cell(given: Mapping[str, str], key: str, reader: Any, *, needed: bool = False) -> Any:
    """What a column says, None where it is empty. Raises RowError where that may not be."""
    try:
        if key in given:
            return reader(given[key])
        if needed:
            raise CellError(None, "a value")
    except CellError as error:
        raise RowError(key, error) from None
    return None


def read_figure(values: Mapping[str, Any]) -> Figure:
    """Bounds as given, with the point where there is one. Raises RowError."""
    counts = {key: read_count(key, values.get(key)) for key in COUNTS}
    if all(count is None for count in counts.values()):
        raise RowError("point", CellError(None, "a number in point, low or high"))
    try:
        return make_figure(counts["low"], counts["high"], counts["point"])
    except CellError as error:
        raise RowError("point", error) from None


def read_count(key: str, value: object) -> int | None:
    """A number of people; a number in quotation marks is one, too."""
    try:
        return None if value is None or value == "" else cells.count(cells.plain_text(value))
    except CellError as error:
        raise RowError(key, error) from None


def make_claim(
    shown: list[str], speakers: list[str], figure: Figure, quantity: str, victims: str, knowledge: Knowledge
) -> Claim:
    """The claim of a row, where it stands in what is shown of it."""
    starts = [sum(len(each) + len(BETWEEN) for each in shown[:at]) for at in range(len(shown))]
    at, words = starts[len(speakers)], shown[len(speakers)]
    whole = BETWEEN.join(shown)
    links = zip(speakers, starts, strict=False)
    named = re.findall(r"[\w'’-]+", victims.casefold())
    return Claim(
        id="",
        number=1,
        mention=Span(words, at, at + len(words)),
        evidence=Span(whole, 0, len(whole)),
        figure=figure,
        harm=HARMS[quantity],
        victims=victims,
        side=next((knowledge.sides[word] for word in named if word in knowledge.sides), None),
        status=next((STATUSES[word] for word in named if word in STATUSES), Status.UNKNOWN),
        aspect=Aspect.CUMULATIVE,
        chain=tuple(Link(name, start=start, end=start + len(name)) for name, start in links),
    )


IMPORT = Import(
    name="economist",
    about="The Economist's table of estimates of losses in Ukraine, in JSON Lines",
    accepts=accepts,
    read=read,
    dataset="economist",
)
