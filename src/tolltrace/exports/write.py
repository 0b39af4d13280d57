"""A ledger into a file of one format, with its receipt beside it."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tolltrace.comments import Comment
from tolltrace.corroboration import with_corroboration
from tolltrace.errors import ExportError
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.receipt import Receipt, Tally, receipt_to_json, told_query
from tolltrace.exports.table import EXPORTS
from tolltrace.following import find_statements, group_recorded
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.relays import Statement

RECEIPT_END = ".losses.json"
CHUNK_BYTES = 1024 * 1024


def find_export(name: str) -> Export[Any]:
    """The format of this name. Raises ExportError, which names them all."""
    for export in EXPORTS:
        if export.name == name:
            return export
    raise ExportError(f"{name!r} is no format that we write; known: {', '.join(each.name for each in EXPORTS)}")


def write_export(
    ledger: Ledger, name: str, to: Path | None = None, query: ClaimQuery | None = None, *, quotes: bool = True
) -> Receipt:
    """Write what a query lists in the format of this name, and what was lost beside it; both whole or not at all.

    `to` is a file, or a folder for a file of the usual name; None is this folder. Without `quotes` no sentence of a
    report is written. Memory does not grow with the ledger, save with the number of claims that people decided on,
    and for statements `as_of` a day, which are found in memory. Raises ExportError where it cannot be written so.
    """
    export, query = find_export(name), query or ClaimQuery()
    target = target_of(export, to)
    decisions = read_decisions(ledger, query) if export.unit is Unit.STATEMENTS else {}
    comments = read_comments(ledger) if export.holds_comments else {}
    context = Context(load_knowledge(), quotes, decisions, comments, lambda: statements_of(ledger, query))
    tally: Tally[Any] = Tally(export, quotes, decisions)
    made_at = datetime.now(UTC)
    try:
        with tempfile.TemporaryDirectory(prefix=".tolltrace-", dir=target.parent) as folder:
            written = Path(folder) / target.name
            export.write(tally.keep(records_of(ledger, export, query)), written, context)
            receipt = Receipt(
                export.name, export.about, target.name, made_at, context.knowledge.method, told_query(query),
                query.as_of, quotes, tally.told(), tuple(told_files(written)),
            )  # fmt: skip
            told = written.with_name(target.name + RECEIPT_END)
            told.write_text(json.dumps(receipt_to_json(receipt), ensure_ascii=False, indent=2) + "\n", "utf-8")
            written.replace(target)
            told.replace(target.with_name(told.name))
    except OSError as error:
        raise ExportError(f"{target}: {error.strerror or error}; give a path that you may write, with room") from error
    return receipt


def target_of(export: Export[Any], to: Path | None) -> Path:
    """The file to write. Raises ExportError where its name would hide what it is, or where something stands there."""
    to = Path() if to is None else to
    is_for_it = to.is_dir() and not (export.is_folder and to.name == export.file_name)
    target = to / export.file_name if is_for_it else to
    if export.named not in target.name:
        raise ExportError(
            f"{target}: a file of this format has “{export.named}” in its name, so that nobody takes it for the "
            f"original; for instance {target.with_name(export.file_name)}"
        )
    if export.is_folder and target.exists():
        raise ExportError(f"{target}: is there already; a folder is not written over: remove it, or give another name")
    if not export.is_folder and target.is_dir():
        raise ExportError(f"{target}: is a folder; a file was expected")
    if not target.parent.is_dir():
        raise ExportError(f"{target.parent}: there is no such folder; make it first")
    return target


def records_of(ledger: Ledger, export: Export[Any], query: ClaimQuery) -> Iterator[Any]:
    """What the format counts: claims, with those rejected so that they are counted; or statements."""
    if export.unit is Unit.STATEMENTS:
        yield from statements_of(ledger, query)
    else:
        group_recorded(ledger)
        yield from with_corroboration(ledger, ledger.claims(replace(query, with_rejected=True)), as_of=query.as_of)


def statements_of(ledger: Ledger, query: ClaimQuery) -> Iterator[Statement]:
    """The statements with a claim that a query lists, all their relays with them."""
    asked = replace(query, as_of=None)
    yield from find_statements(ledger, None if asked == ClaimQuery() else asked, as_of=query.as_of)


def read_decisions(ledger: Ledger, query: ClaimQuery) -> dict[str, str]:
    """What people decided on claims, by their ids: a statement brings relays along that no filter was about."""
    claims = ledger.claims(ClaimQuery(as_of=query.as_of))
    return {each.claim.id: each.verdict for each in claims if each.verdict}


def read_comments(ledger: Ledger) -> dict[str, list[Comment]]:
    """What people remarked, by report: people write few."""
    found: dict[str, list[Comment]] = {}
    for comment in ledger.comments():
        found.setdefault(comment.report_id, []).append(comment)
    return found


def told_files(written: Path) -> Iterator[dict[str, Any]]:
    """Each file with its size and hash, so that a receipt is known to be of it."""
    files = sorted(path for path in written.rglob("*") if path.is_file()) if written.is_dir() else [written]
    for path in files:
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
        name = path.relative_to(written.parent).as_posix()
        yield {"name": name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}
