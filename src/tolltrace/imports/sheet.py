"""A spreadsheet of claims that people coded, CSV or XLSX, with columns by the codebook's names.

Order and case of the columns make no difference. A row whose first cell begins with # is a note. What a row says in
columns that we do not know stays in its record.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tolltrace.errors import SourceError
from tolltrace.imports import cells
from tolltrace.imports.columns import SHOWN, Header, read_header
from tolltrace.imports.importing import CellError, Fate, Import, ImportFile, Made, Outcome, refused
from tolltrace.imports.reports import Heading, Part, make_report
from tolltrace.imports.rows import RowError, read_claim
from tolltrace.imports.spool import Spool
from tolltrace.imports.workbook import MAX_COLUMNS, ZIP, Formula, read_rows

NOTE = "#"
OF_THE_REPORT = ("title", "outlet", "published", "url", "language")
MAX_ROWS = 2000  # of one report

Cells = list[str | None]


def accepts(filename: str, head: bytes) -> bool:
    """A workbook, or a table whose first line names what a claim has."""
    if head.startswith(ZIP):
        return filename.lower().endswith((".xlsx", ".xlsm"))
    first = head.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0].lower()
    return b"harm" in first and not first.lstrip().startswith((b"{", b"[", b"<"))


def read(file: ImportFile) -> Iterator[Made | Outcome]:
    """First all rows, each for its report; then the reports, in the order of the rows."""
    with file.path.open("rb") as stream:
        rows = read_rows(file.path, stream.read(len(ZIP)))
    try:
        _, names = next(rows)
        if isinstance(names, str):
            raise CellError(None, "a row of names", told=names)
        header = read_header(tuple(name_of(each) for each in names[:MAX_COLUMNS]))
    except StopIteration:
        raise SourceError(f"{file.path}: empty; expected a row of names and rows of claims") from None
    except CellError as error:
        raise SourceError(f"{file.path}: row 1: {error}") from None
    yield from tell_header(header)
    with Spool() as spool:
        for number, row in rows:
            outcome = keep_row(number, row, header, spool)
            if outcome:
                yield outcome
        for report, found in spool.reports():
            yield from make_reports(report, found, header, file)


def tell_header(header: Header) -> Iterator[Outcome]:
    """What to know of a sheet's columns."""
    if header.unknown:
        names = ", ".join(header.unknown[:SHOWN])
        yield Outcome(Fate.NOTICE, (), f"columns that are not known stay in the record alone: {names}")
    if not header.holds("id") and not header.holds("report"):
        detail = (
            "no column id: a row is known by its number, so keep their order, or give each an id before the next import"
        )
        yield Outcome(Fate.NOTICE, (), detail)


def name_of(cell: Any) -> str:
    """A column's name, as printed."""
    try:
        return "" if isinstance(cell, Formula) else cells.plain_text(cell, cells.MAX_NAME_CHARS)
    except CellError:
        return ""


# ── one row ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def keep_row(number: int, row: Sequence[Any] | str, header: Header, spool: Spool) -> Outcome | None:
    """Put a row with its report, or say what became of it."""
    name = f"row {number}"
    if isinstance(row, str):
        return refused(name, None, row)
    try:
        texts = [cell_text(cell, at, header) for at, cell in enumerate(row)]
    except RowError as error:
        return refused(name, error.column, error)
    if not any(texts):
        return Outcome(Fate.EMPTY, (name,))
    first = next(text for text in texts if text)
    ids = [text for column, text in zip(header.columns, texts, strict=False) if column and column.name == "id"]
    if any((text or "").startswith(NOTE) for text in (first, *ids)):
        return Outcome(Fate.NOTE, (name,))
    if any(texts[len(header.names) :]):
        found = CellError(len(texts), f"{len(header.names)} cells, as the first row has names")
        return refused(name, None, f"{found}; mend its separators or quotation marks")
    texts = texts[: len(header.names)]
    texts += [None] * (len(header.names) - len(texts))
    given = {column.name: text for column, text in zip(header.columns, texts, strict=True) if column and text}
    if (own := given.get("id")) and (earlier := spool.meet(own, name)):
        return refused(name, "id", CellError(own, f"an id of its own: {earlier} has it too"))
    report = f"report {given['report']}" if "report" in given else f"id {own}" if own else name
    spool.keep(report, name, msgspec.json.encode(texts))
    return None


def cell_text(cell: Any, at: int, header: Header) -> str | None:
    """A cell on one line, None where it is empty. A formula is refused in a column that is read, else left out."""
    column = header.columns[at] if at < len(header.columns) else None
    name = header.names[at] if at < len(header.names) else f"{at + 1}"
    try:
        if isinstance(cell, Formula):
            if column is None:
                return None
            raise CellError(cell.printed, "a value: formulas are not evaluated; paste what it gives")
        return cells.plain_text(cell) or None
    except CellError as error:
        raise RowError(name, error) from None


# ── one report ───────────────────────────────────────────────────────────────────────────────────────────────────────


def make_reports(
    report: str, found: Sequence[tuple[str, bytes]], header: Header, file: ImportFile
) -> Iterator[Made | Outcome]:
    """The report of some rows, and those of them that are refused."""
    heading: dict[str, Any] | None = None
    coded: list[tuple[str, bytes, dict[str, Any]]] = []
    for name, content in found:
        try:
            if len(coded) >= MAX_ROWS:
                raise RowError("report", CellError(report, f"at most {MAX_ROWS} rows of one report"))
            values = read_values(msgspec.json.decode(content), header)
            own = {key: values.get(key) for key in OF_THE_REPORT}
            heading = agree(heading, own, coded)
            read_claim(values, file.knowledge)
            coded.append((name, content, values))
        except RowError as error:
            yield refused(name, error.column, error)
    kept, lost = check_numbers(coded)
    yield from lost
    if not kept or heading is None:
        return
    parts = [make_part(name, content, values, header, file) for name, content, values in kept]
    try:
        yield make_report(heading_of(report, heading, file), parts, file, IMPORT.name)
    except CellError as error:
        yield from (refused(part.record, "report", error) for part in parts)


def read_values(texts: Cells, header: Header) -> dict[str, Any]:
    """What each column that we know says. Raises RowError."""
    values: dict[str, Any] = {}
    for column, name, text in zip(header.columns, header.names, texts, strict=True):
        if column is not None and text:
            try:
                values[column.name] = column.read(text)
            except CellError as error:
                raise RowError(name, error) from None
    return values


def agree(heading: dict[str, Any] | None, own: dict[str, Any], coded: Sequence[tuple[str, Any, Any]]) -> dict[str, Any]:
    """What the rows of a report say of it: an empty cell says nothing. Raises RowError where two say otherwise."""
    if heading is None or not coded:
        return own
    for key, value in own.items():
        if value is not None and heading[key] is not None and value != heading[key]:
            first = f"what {coded[0][0]} of the same report has, or another report"
            raise RowError(key, CellError(getattr(value, "printed", value), first))
    return {key: heading[key] if heading[key] is not None else own[key] for key in heading}


def check_numbers(
    coded: Sequence[tuple[str, bytes, dict[str, Any]]],
) -> tuple[list[tuple[str, bytes, dict[str, Any]]], list[Outcome]]:
    """Rows with a number each, and those refused that refer to a claim which is not there."""
    taken = {values["claim"] for _, _, values in coded if "claim" in values}
    free = (number for number in range(1, len(coded) + len(taken) + 1) if number not in taken)
    numbered = [
        (name, content, {**values, "claim": values.get("claim") or next(free)}) for name, content, values in coded
    ]
    lost: list[Outcome] = []
    while True:  # a row that goes may be what another refers to
        numbers = {values["claim"] for _, _, values in numbered}
        bad = [(each, column) for each in numbered if (column := lost_reference(each[2], numbers))]
        if not bad:
            return numbered, lost
        lost += [refused(name, column, missing(values[column])) for (name, _, values), column in bad]
        numbered = [each for each in numbered if not lost_reference(each[2], numbers)]


def lost_reference(values: dict[str, Any], numbers: set[int]) -> str | None:
    """The column that names a claim which the report does not have, or the row's own."""
    others = numbers - {values["claim"]}
    return next((name for name in ("part_of", "about") if name in values and values[name] not in others), None)


def missing(number: int) -> CellError:
    """A number that no other row of the report has."""
    return CellError(number, "the number in the column claim of another row with the same report")


def make_part(name: str, content: bytes, values: dict[str, Any], header: Header, file: ImportFile) -> Part:
    """A row as a record of its report."""
    shown, claim = read_claim(values, file.knowledge)
    texts: Cells = msgspec.json.decode(content)
    own = [(label, text) for label, text in zip(header.names, texts, strict=True) if text]
    record = f"{name} ({values['id']})" if "id" in values else name
    kept = msgspec.json.encode(dict(own))
    return Part(record, kept, shown, own, [claim], values.get("url"), in_title=shown == values.get("title"))


def heading_of(report: str, heading: dict[str, Any], file: ImportFile) -> Heading:
    """What stands over the rows of a report."""
    return Heading(
        id=f"sheet:{file.dataset}:{report}",
        title=heading["title"],
        language=(heading["language"] or "und").casefold(),
        outlet=heading["outlet"],
        url=heading["url"],
        published=heading["published"],
    )


IMPORT = Import(
    name="sheet",
    about="a spreadsheet of coded claims, CSV or XLSX (--template writes an empty one)",
    accepts=accepts,
    read=read,
)
