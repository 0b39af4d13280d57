"""Where things lie in the folder of a run, and how a file gets there whole or not at all.

    plan.json                                 what is read, and how
    reports/day=2023-05-01/UNIT.parquet       the dataset: three tables, partitioned by the day of capture (UTC)
    claims/…  rejections/…
    _manifest/UNIT.json                       a unit is done when this is there: its counts, its files, their hashes
    _aside/UNIT.json                          a unit that was given up, with its error
    _running/UNIT                             how far a unit is, while a process reads it
    _temporary/                               what is being written
    _log.jsonl _lock                          when what began and ended; who runs it

Readers of Parquet pass over names that begin with an underscore.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tolltrace.errors import ArchiveError

try:
    import fcntl
except ImportError:  # Windows: two runs at once are the person's to avoid
    fcntl = None  # type: ignore[assignment]

TABLES = ("reports", "claims", "rejections")


class Folder:
    """The paths of one run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.plan = root / "plan.json"
        self.manifests = root / "_manifest"
        self.aside = root / "_aside"
        self.running = root / "_running"
        self.temporary = root / "_temporary"
        self.log = root / "_log.jsonl"
        self.lock = root / "_lock"

    def make(self) -> None:
        """Lay the folders down."""
        for each in (self.root, self.manifests, self.aside, self.running, self.temporary):
            each.mkdir(parents=True, exist_ok=True)

    def names_in(self, folder: Path) -> set[str]:
        """The units that a folder has a file of."""
        return {path.name.removesuffix(".json") for path in folder.glob("*") if not path.name.startswith(".")}

    @contextmanager
    def work_folder(self, unit: str) -> Iterator[Path]:
        """A folder of its own for who writes a unit, also where another process writes the same one."""
        path = Path(tempfile.mkdtemp(prefix=f"{unit}.", dir=self.temporary))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def is_locked(self) -> bool:
        """Whether somebody runs it."""
        try:
            with self.locked():
                return False
        except (ArchiveError, OSError):
            return self.lock.exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else runs it meanwhile. The system lets go of the lock however a process ends. Raises ArchiveError."""
        with self.lock.open("ab") as file:
            if fcntl is not None:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    raise ArchiveError(
                        f"{self.root}: another process runs it; see how far: tolltrace archive status {self.root}"
                    ) from None
            yield


def publish(written: Path, target: Path) -> None:
    """Put a written file in its place: who looks finds it whole, or not at all, also after a power cut."""
    with written.open("rb+") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    written.replace(target)
    sync_folder(target.parent)


def publish_bytes(content: bytes, target: Path, temporary: Path) -> None:
    """The same for a little content."""
    handle, name = tempfile.mkstemp(dir=temporary)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    publish(Path(name), target)


def sync_folder(path: Path) -> None:
    """Have the system write down which names a folder holds, where it can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
