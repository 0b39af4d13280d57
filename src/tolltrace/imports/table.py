"""The formats there are, and which of them a file is in."""

from pathlib import Path

from tolltrace.errors import SourceError
from tolltrace.imports import claimreview, economist, own, sheet
from tolltrace.imports.importing import Import

HEAD_BYTES = 64 * 1024
IMPORTS: tuple[Import, ...] = (own.IMPORT, sheet.IMPORT, claimreview.IMPORT, economist.IMPORT)


def find_import(name: str | None, path: Path) -> Import:
    """The format of this name; for None the one that a file is in. Raises SourceError, which names them all."""
    known = "; ".join(f"{each.name} ({each.about})" for each in IMPORTS)
    if name is not None:
        found = next((each for each in IMPORTS if each.name == name), None)
        if found is None:
            raise SourceError(f"{name!r} is no format that is imported; known: {known}")
        return found
    head = read_head(path)
    accepting = [each for each in IMPORTS if each.accepts(path.name, head)]
    if len(accepting) != 1:
        raise SourceError(f"{path}: not plain which format it is in; say so by --as FORMAT. Known: {known}")
    return accepting[0]


def read_head(path: Path) -> bytes:
    """The first bytes of a file. Raises SourceError where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error}); give a file to import") from error
