"""Asking: one source or one item, over the network or in a folder. What comes of it is for `watch` to keep.

What asks over the network runs in a thread of its own and touches no database but to ask what is known.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tolltrace.desk.config import Source
from tolltrace.desk.listing import address_of
from tolltrace.pages import Visitor, read_sources
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Rejected
from tolltrace.visits import Outcome, Visit
from tolltrace.watching import Due, Entry, Item, Kind

MOST_PAGES_BACK = 50  # of a channel: about a thousand messages
MESSAGE = re.compile(r"https://t\.me/\w{1,64}/(\d{1,18})")
SETTLED_SECONDS = 2.0  # since a file was written last: before, its writer may not be done

Known = Callable[[Sequence[str]], Mapping[str, str]]


def visit_source(visitor: Visitor, source: Source, due: Due, known: Known) -> Visit:
    """One look at a source. A channel is read backwards to what is known, where something between may be missing."""
    links = source.links if source.kind is Kind.SECTION else None
    visit = visitor.visit(source.watched.place, due.marks, links=links)
    if source.kind is not Kind.TELEGRAM or due.read_at is None:
        return visit
    pages, last = visit.pages, visit
    for _ in range(MOST_PAGES_BACK):
        numbers = {address: int(found[1]) for address in addresses_of(last) if (found := MESSAGE.fullmatch(address))}
        if not numbers or known(list(numbers)):
            break
        last = visitor.visit(f"{source.watched.place}?before={min(numbers.values())}")
        if last.outcome is not Outcome.READ:
            break  # what is missing is not asked for again: what we have is worth more than a gap that is told
        pages += last.pages
    return replace(visit, pages=pages)


def addresses_of(visit: Visit) -> list[str]:
    """The addresses of the messages on a page."""
    return [address for page in visit.pages if isinstance(page, Page) and (address := address_of(page))]


def visit_item(visitor: Visitor, item: Item) -> Visit:
    """One look at a report, or at a list below a source."""
    return visitor.visit(item.address, item.marks)


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def list_folder(source: Source, now: float) -> tuple[list[Entry], str | None]:
    """The files of a folder, each with when and how large it was written; and what is wrong with it, if anything is."""
    folder = Path(source.watched.place)
    if not folder.is_dir():
        return [], f"{folder}: no such folder; make it, or mend the configuration"
    errors: list[OSError] = []
    entries: list[Entry] = []
    for here, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            entry = look_at_file(Path(here, name), source, now) if not name.startswith(".") else None
            entries += [entry] if entry else []
    return entries, f"cannot be read: {errors[0]}" if errors else None


def look_at_file(path: Path, source: Source, now: float) -> Entry | None:
    """A file that nobody is writing; None for what is none, as a pipe."""
    try:
        stat = path.stat()
    except OSError:
        return None  # it is gone again
    written = stat.st_mtime
    if not path.is_file() or 0 <= now - written < SETTLED_SECONDS:
        return None
    return Entry(str(path), source.watched.host, f"{stat.st_mtime_ns} {stat.st_size}")


def read_file(item: Item, settings: Settings) -> Visit:
    """The pages of a file."""
    pages: tuple[Page | Rejected | Failed, ...] = tuple(read_sources([Path(item.address)], settings))
    return Visit(Outcome.READ, item.address, pages=pages)
