"""A file into a ledger: every record comes to something, and what was imported once is not imported again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tolltrace.errors import SourceError, UnfitError
from tolltrace.following import group_recorded
from tolltrace.imports.importing import Fate, ImportFile, Made, Outcome, hash_file
from tolltrace.imports.table import find_import, read_head
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger, Recorded

GROUPED_AT_ONCE = 1000  # reports that are recorded before their claims are grouped


def import_file(
    ledger: Ledger,
    path: str | Path,
    format_name: str | None = None,
    *,
    dataset: str | None = None,
    snapshots: bool = True,
) -> Iterator[Outcome]:
    """Import a file, and yield what became of each of its records, as they are recorded.

    Records are the same from file to file where dataset and id are; None is the usual name of the format's, else the
    file's name. `snapshots` keeps the records' own bytes. A second import of the same changes nothing; a record that
    changed is a new version. Memory does not grow with the file. Raises SourceError where it cannot be read, or where
    it is not plain which format it is in.
    """
    path = Path(path)
    form = find_import(format_name, path)
    read_head(path)
    knowledge = load_knowledge()
    name = (dataset or form.dataset or path.stem).strip() or form.name
    waiting = 0
    try:
        for found in form.read(ImportFile(path, hash_file(path), name, knowledge)):
            yield found if isinstance(found, Outcome) else record_made(ledger, found, snapshots=snapshots)
            waiting += isinstance(found, Made)
            if waiting >= GROUPED_AT_ONCE:
                group_recorded(ledger, knowledge)
                waiting = 0
    except OSError as error:
        raise SourceError(f"{path}: cannot be read further ({error.strerror or error}); import it again") from error
    group_recorded(ledger, knowledge)


def record_made(ledger: Ledger, made: Made, *, snapshots: bool) -> Outcome:
    """Record the report of some records, unless the ledger holds it as a page has it, or just so."""
    newest = made.traced[-1]
    there = next(ledger.reports(ClaimQuery(report=newest.article.id)), None)
    if there and not there.imported:
        detail = f"report {there.id} was read from its page"
        return Outcome(Fate.HELD, made.records, detail, there.claims)
    if there and there.page_sha256 == newest.article.page_sha256 and there.method == newest.method:
        return Outcome(Fate.KNOWN, made.records, claims=there.claims)
    recorded = Recorded()
    try:
        for traced in made.traced:
            recorded += ledger.record(traced if snapshots else replace(traced, page=None))
    except UnfitError as error:
        return Outcome(Fate.REFUSED, made.records, f"{error}")
    return Outcome(fate_of(recorded), made.records, "", len(newest.claims), recorded.superseded)


def fate_of(recorded: Recorded) -> Fate:
    """What became of a report's records."""
    if recorded.reports:
        return Fate.NEW
    if recorded.versions or recorded.claims or recorded.superseded:
        return Fate.CHANGED
    return Fate.OUTDATED if recorded.outdated else Fate.KNOWN
