"""This machine: a process a unit at a time, each by itself, so that one that dies takes nothing with it.

No pool: `multiprocessing.Pool` waits for ever for the work of a process that was killed, and that of
`concurrent.futures` ends all others with it.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from tolltrace.archive.engines import Ended
from tolltrace.archive.plan import Plan, Unit

DIED = "its process died (exit code {}); often for want of memory, or a page that a library cannot bear"
GRACE_SECONDS = 5.0


Life = Callable[["Connection[tuple[str, bool] | None, Unit | None]", Path, Plan], None]  # a function of a module


@dataclass(slots=True)
class Worker:
    """One process, and what it reads."""

    process: SpawnProcess
    pipe: "Connection[Unit | None, tuple[str, bool] | None]"
    unit: Unit | None = None


class Local:
    """Processes of this machine."""

    name = "local"

    def __init__(self, root: Path, plan: Plan, processes: int, life: "Life | None" = None) -> None:
        self._life = life or serve
        self._root = root
        self._plan = plan
        self._most = processes
        self._workers: list[Worker] = []
        self._context = get_context("spawn")

    def room(self) -> int:
        """How many units more it can take now."""
        return self._most - sum(worker.unit is not None for worker in self._workers)

    def start(self, unit: Unit) -> None:
        """Begin to read one, in a process that has nothing to do, or a new one."""
        worker = next((each for each in self._workers if each.unit is None), None) or self._begin()
        worker.unit = unit
        with contextlib.suppress(OSError):  # it died meanwhile: `ended` finds out
            worker.pipe.send(unit)

    def ended(self, seconds: float) -> list[Ended]:
        """Those that ended since the last time; waits for one, so long at most."""
        wait([each for worker in self._workers for each in (worker.pipe, worker.process.sentinel)], seconds)
        return [end for worker in list(self._workers) if (end := self._look_at(worker))]

    def stop(self, unit: Unit) -> None:
        """Kill the process that reads it."""
        for worker in self._workers:
            if worker.unit == unit:
                worker.process.kill()

    def close(self) -> None:
        """End all processes: those that read nothing at once, the others by force."""
        for worker in self._workers:
            if worker.unit is None:
                with contextlib.suppress(OSError):
                    worker.pipe.send(None)
            else:
                worker.process.kill()
        for worker in self._workers:
            worker.process.join(GRACE_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()
        self._workers = []

    def pids(self) -> list[int]:
        """The processes, for tests that kill some."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    def _begin(self) -> Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._life, args=(theirs, self._root, self._plan), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(Worker(process, ours))
        return self._workers[-1]

    def _look_at(self, worker: Worker) -> Ended | None:
        """What came of a worker's unit, if it ended; a process that died is let go."""
        unit = worker.unit
        try:
            if worker.pipe.poll():
                error = worker.pipe.recv()
                worker.unit = None
                return None if unit is None else _ended(unit, error)
        except (EOFError, OSError):
            worker.process.join(GRACE_SECONDS)
        if worker.process.is_alive():
            return None
        self._workers.remove(worker)
        worker.pipe.close()
        return Ended(unit, DIED.format(worker.process.exitcode)) if unit else None


def _ended(unit: Unit, error: "tuple[str, bool] | None") -> Ended:
    return Ended(unit, *error) if error else Ended(unit, None)


def serve(pipe: "Connection[tuple[str, bool] | None, Unit | None]", root: Path, plan: Plan) -> None:
    """The life of a process: units as they come, until there are none, or until the program that began it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; one alone shall answer
    threading.Thread(target=leave_with_the_program, daemon=True).start()
    from tolltrace.archive.worker import knowledge_of, read_unit

    knowledge_of(plan.options)
    with contextlib.suppress(EOFError, OSError):
        while (unit := pipe.recv()) is not None:
            pipe.send(read_unit(root, unit, plan))


def leave_with_the_program() -> None:
    """A run that was killed leaves nobody behind who goes on reading."""
    program = parent_process()
    if program is not None:
        program.join()
        os._exit(1)
