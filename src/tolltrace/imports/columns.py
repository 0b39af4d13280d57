"""The columns of a spreadsheet of coded claims: the codebook's names, and what each cell may say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tolltrace.imports import cells
from tolltrace.imports.importing import CellError
from tolltrace.values import Aspect, Hedge, Stance, Status

SHOWN = 12  # names of columns in a message


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `read` raises CellError; `example` is a cell of the template."""

    name: str
    says: str  # for a person
    read: Callable[[str], Any]
    example: str = ""
    aliases: tuple[str, ...] = ()


def members(kind: Any) -> str:
    """The words that a cell may hold."""
    return ", ".join(each.value for each in kind)


COLUMNS = (
    Column("id", "What the row is known by: keep it when you change the row.", cells.name, "7", ("claim_id", "row_id")),
    Column(
        "report", "Your name for the report; rows with the same are claims of one report.", cells.name, "courier-0304"
    ),
    Column("title", "The report's headline.", cells.text, "Ferry fire kills at least 12", ("headline",)),
    Column("outlet", "Who published it.", cells.name, "The Karvel Courier", ("publisher", "source")),
    Column(
        "published",
        "When: 2024-03-04, or 2024-03-04T18:30:00Z.",
        cells.published,
        "2024-03-04",
        ("published_on", "date"),
    ),
    Column("url", "Its address.", cells.web_address, "https://karvel.example/news/ferry-fire", ("link",)),
    Column("language", "Its language, as BCP 47 has it: en, uk, ru.", cells.name, "en"),
    Column(
        "evidence",
        "The sentence that shows the claim, as printed.",
        cells.text,
        "At least 12 people were killed, the governor said.",
        ("sentence", "quote"),
    ),
    Column(
        "mention",
        "The figure with its hedge, as printed; it must stand in the sentence.",
        cells.name,
        "At least 12",
        ("words", "figure"),
    ),
    Column("low", "The lower bound that the words state, inclusive.", cells.count, "12", ("min",)),
    Column("high", "The upper bound that the words state, inclusive.", cells.count, "", ("max",)),
    Column("value", "The number printed.", cells.count, "12", ("number",)),
    Column("hedge", f"{members(Hedge)}; empty: as the bounds have it.", cells.member(Hedge), "at_least"),
    Column("fraction", "A share of another claim, 0 to 1: 0.5.", cells.real(0, 1)),
    Column("harm", "A harm of the codebook: killed, wounded, …", cells.name, "killed"),
    Column("victims", "Who they were, as printed.", cells.name, "people"),
    Column("side", "Whose people they are.", cells.name),
    Column("status", f"{members(Status)}.", cells.member(Status), "unknown"),
    Column("demographic", "children, women, men, medics, journalists, …", cells.name),
    Column("place", "Where, as printed.", cells.name, "on Lake Dravo"),
    Column("place_name", "The place's usual name.", cells.name, "Lake Dravo"),
    Column("place_geonames_id", "Its number in GeoNames.", cells.whole(1, cells.MAX_COUNT)),
    Column("place_lat", "Degrees north.", cells.real(-90, 90), "", ("latitude", "lat")),
    Column("place_lon", "Degrees east.", cells.real(-180, 180), "", ("longitude", "lon")),
    Column("place_where_prec", "UCDP's scale, 1 (exact) to 7.", cells.whole(1, 7), "", ("where_prec",)),
    Column("period", "When the harm came about, as printed.", cells.name, "on Monday"),
    Column("period_edtf", "The same in EDTF.", cells.edtf, "2024-03-04", ("edtf",)),
    Column("period_date_prec", "UCDP's scale, 1 (a day) to 5 (a year).", cells.whole(1, 5), "1", ("date_prec",)),
    Column("said", "When the speaker spoke, as printed.", cells.name),
    Column("said_edtf", "The same in EDTF.", cells.edtf),
    Column("said_date_prec", "UCDP's scale, 1 to 5.", cells.whole(1, 5)),
    Column(
        "chain",
        "Who says so, first speaker first: governor → Radio Karvel.",
        cells.text,
        "governor",
        ("speaker", "first_speaker", "speakers"),
    ),
    Column("aspect", f"{members(Aspect)}; empty: event.", cells.member(Aspect), "event"),
    Column("rate", "Of an aspect rate, the unit: day.", cells.name),
    Column("stance", f"{members(Stance)}; empty: asserted.", cells.member(Stance), "asserted"),
    Column("modality", "The speaker's word: said, estimates, alleges, …", cells.name, "said"),
    Column("quoted", "Whether the figure stands inside quotation marks: yes, no.", cells.yes_no, "no"),
    Column("background", "Whether it is history, told for comparison: yes, no.", cells.yes_no, "no"),
    Column("claim", "The claim's number within the report; mentions of one claim share it.", cells.whole(1, 9999), "1"),
    Column(
        "part_of", "The number of the claim of the same report that it is a share or part of.", cells.whole(1, 9999)
    ),
    Column("about", "The number of the claim that it denies.", cells.whole(1, 9999)),
)
BY_NAME: Mapping[str, Column] = {name: column for column in COLUMNS for name in (column.name, *column.aliases)}
FIGURES = ("low", "high", "value", "fraction")


def plain_name(name: str) -> str:
    """A column's name however it is written: "Place name", "PLACE-NAME"."""
    return "_".join(name.strip("\ufeff \"'").casefold().replace("-", " ").replace(".", " ").replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class Header:
    """Which column of a sheet is which; None for one that we do not know: its cells stay in the record."""

    names: tuple[str, ...]  # as printed
    columns: tuple[Column | None, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names that we do not know."""
        return tuple(name for name, column in zip(self.names, self.columns, strict=True) if column is None and name)

    def holds(self, name: str) -> bool:
        """Whether the sheet has this column."""
        return any(column is not None and column.name == name for column in self.columns)


def read_header(names: tuple[str, ...]) -> Header:
    """The first row of a sheet. Raises CellError where it holds no claims.

    Of two columns for one thing, that with our own name is read; the other stays in the record.
    """
    plain = [plain_name(name) for name in names]
    columns: list[Column | None] = []
    for at, name in enumerate(plain):
        column = BY_NAME.get(name)
        is_second = column is not None and (
            (name != column.name and column.name in plain) or any(each is column for each in columns)
        )
        columns.append(None if is_second or column is None else column)
        if is_second and column and name in plain[:at]:
            raise CellError(names[at], "each column once")
    found = {column.name for column in columns if column}
    if "harm" not in found or not found & {"mention", "stance", *FIGURES}:
        shown = ", ".join(name for name in names[:SHOWN] if name) or None
        raise CellError(shown, "columns named harm, and value, low, high or mention; --template writes such a sheet")
    return Header(names, tuple(columns))
