"""What stands behind a claim that was imported: a record of somebody's file, where other claims have a page."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imported:
    """One record, by the file that it came in. `claims` are the ids of those that were made of it.

    A record that comes back from another ledger keeps the file that it first came in.
    """

    claims: tuple[str, ...]
    format: str  # a name in IMPORTS
    dataset: str  # the name under which records are the same from file to file: "economist"
    file: str  # its name, without folders
    sha256: str  # of the whole file, in hexadecimal
    record: str  # for a person to find it: "row 7", "econ-001"
    address: str | None = None  # on the web, where the record names one
    decision: str | None = None  # the verdict of a person where it was exported from


def find_imported(records: Sequence[Imported], claim_id: str) -> Imported | None:
    """The record behind a claim; of a claim that a person added, that of its report where there is only one."""
    for each in records:
        if claim_id in each.claims:
            return each
    return records[0] if len(records) == 1 else None
