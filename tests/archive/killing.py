"""Programs that are killed at random moments, and what is left of them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

SPAWNED = b"spawn_main"


def begin(*arguments: str | Path, env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    """`tolltrace archive …` as a program of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tolltrace", "archive", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})},
    )  # fmt: skip


def finished(*arguments: str | Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    """The same, to its end: its exit code and what it printed."""
    program = begin(*arguments, env=env)
    out, err = program.communicate(timeout=500)
    return program.returncode, out + err


def children_of(pid: int) -> list[int]:
    """The processes that a program began to read with."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((each / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            if parent == pid and SPAWNED in (each / "cmdline").read_bytes():
                found.append(int(each.name))
    return found


def wait_for(what, seconds: float = 60.0) -> bool:
    """Look again and again until something is so."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected does not."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    return False


def kill(pid: int) -> None:
    """At once, as `kill -9` does."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def dataset_of(folder: Path) -> dict[str, bytes]:
    """Every file of a dataset with its bytes, its manifests too; not what only tells how a run went."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        name: path.read_bytes()
        for path in sorted(files)
        if (name := path.relative_to(folder).as_posix()) not in {"_log.jsonl", "_lock", "plan.json"}
    }
