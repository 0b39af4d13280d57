"""Datasets of made-up reports, as a run leaves them: no page is read, and no sentence."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tolltrace.archive.folder import Folder, publish, publish_bytes
from tolltrace.archive.manifest import Entry, File, entry_bytes, hash_file
from tolltrace.archive.plan import Options, Plan, Unit, plan_bytes, writer
from tolltrace.archive.rows import Tables
from tolltrace.archive.running import method_of
from tolltrace.archive.worker import write_rows
from tolltrace.values import Traced


def write_dataset(root: Path, units: Sequence[Sequence[Traced]], *, more: int = 0) -> Path:
    """A run whose units came to these reports, captured on two days in turn; `more` units are not done."""
    folder = Folder(root)
    folder.make()
    named = [
        Unit(f"u{at}-{hashlib.sha256(str(at).encode()).hexdigest()[:8]}", f"{at}.warc") for at in range(len(units))
    ]
    undone = [Unit(f"v{at}", f"v{at}.warc") for at in range(more)]
    plan = Plan((*named, *undone), Options(), method_of(Options()), writer())
    publish_bytes(plan_bytes(plan), folder.plan, folder.temporary)
    for unit, reports in zip(named, units, strict=True):
        write_unit(folder, unit, reports)
    return root


def write_unit(folder: Folder, unit: Unit, reports: Sequence[Traced]) -> None:
    """One unit, published as a worker does."""
    with folder.work_folder(unit.name) as work:
        tables = Tables(work, unit.name)
        counts = write_rows(((date(2024, 3, 4 + at % 2), each) for at, each in enumerate(reports)), tables)
        files = tuple(
            File(name, each.count, each.path.stat().st_size, hash_file(each.path))
            for name, each in sorted(tables.files.items())
        )
        for file in files:
            publish(work / file.path, folder.root / file.path)
        entry = Entry(unit.name, unit.source, counts, files)
        publish_bytes(entry_bytes(entry), folder.manifests / f"{unit.name}.json", work)
