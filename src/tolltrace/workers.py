"""The same work in several processes, its results in the order of what was asked.

A process is started anew (`spawn`), on every system alike: it shares nothing with this one and loads what it needs.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from tolltrace.errors import TolltraceError, WorkerError

UNDER_WAY = 2  # pieces of work for each process, one in hand and one at hand, so that memory stays bounded

Work = TypeVar("Work")
Done = TypeVar("Done")


def work_through(
    do: Callable[[Work], Done], pieces: Iterable[Work], processes: int, name: Callable[[Work], str]
) -> Iterator[Done]:
    """What `do`, a function of a module, makes of each piece of work, in their order.

    Where asking for a piece raises a TolltraceError, what came before is given first. Raises WorkerError where a
    process dies; `name` says over what. Who stops asking, or presses Ctrl-C, ends them after what they have in hand.
    """
    executor = ProcessPoolExecutor(processes, get_context("spawn"), initializer=leave_ctrl_c_to_the_program)
    under_way: deque[tuple[str, Future[Done]]] = deque()
    left, error = iter(pieces), None
    try:
        while error is None:
            try:
                piece = next(left)
                under_way.append((name(piece), executor.submit(do, piece)))
            except StopIteration:
                break
            except BrokenProcessPool:
                break  # the piece that it died over is under way, and says so
            except TolltraceError as raised:
                error = raised
            while under_way and (len(under_way) >= UNDER_WAY * processes or under_way[0][1].done()):
                yield result_of(*under_way.popleft())
        while under_way:
            yield result_of(*under_way.popleft())
        if error is not None:
            raise error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def result_of(name: str, future: "Future[Done]") -> Done:
    """What a piece of work came to. Raises WorkerError where its process died."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise WorkerError(
            f"{name}: a process died while it read these, or others at the same time; often for want of memory. Run "
            "again with fewer processes: with one, the page at fault shows itself"
        ) from error


def leave_ctrl_c_to_the_program() -> None:
    """Ctrl-C reaches every process of a terminal; one alone shall answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
