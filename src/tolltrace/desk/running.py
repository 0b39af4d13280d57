"""A desk that runs: its threads, its signals, its lease on what it does; until it is stopped, or once."""

import logging
import os
import random
import signal
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tolltrace.desk.config import Plan
from tolltrace.desk.health import serve_health
from tolltrace.desk.mailing import Mailing
from tolltrace.desk.rounds import Desk
from tolltrace.digests import Every
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.ledger_place import LedgerPlace
from tolltrace.settings import Settings

LOG = logging.getLogger("tolltrace.desk")
# Makes and sends a digest, unless it is stopped: how many mails were taken, and of how many the server said “later”.
Post = Callable[[Ledger, Every, datetime, Callable[[], bool]], tuple[int, int]]
SIGNALS = (signal.SIGTERM, signal.SIGINT)
CLOSING_SECONDS = 20.0  # that visits are waited for at the end; systemd waits 30 (deploy/tolltrace-watch.service)


def watch(
    plan: Plan,
    place: LedgerPlace,
    settings: Settings,
    *,
    once: bool = False,
    announce: Callable[[str], None] = lambda _: None,
    post: Post | None = None,
) -> Desk:
    """Watch until SIGTERM or SIGINT; with `once` until nothing is due. Gives back the desk as it was at its end.

    `post` sends digests by mail, where the plan says at what time.

    Raises LedgerError where the ledger cannot be read or written any more: what is noted there is gone on with.
    """
    settings = replace(settings, **plan.fetching)
    stop = threading.Event()
    with (
        open_ledger(place) as ledger,
        stopped_by_signals(stop),
        ThreadPoolExecutor(plan.fetchers + len(plan.subscribers) + 1, "desk") as pool,
    ):
        name = identity()
        ledger.desk.free_leases(is_dead_here)
        desk = Desk(
            ledger,
            plan,
            load_knowledge(),
            settings,
            pool,
            name,
            sleep=lambda seconds: _sleep(stop, seconds),
            roll=random.random,
        )
        if plan.digests_at is not None and post is not None:
            desk.mailing = Mailing(
                lambda every, now: post(ledger, every, now, stop.is_set), plan.digests_at, desk.clock, desk.roll
            )
        desk.open()
        with serve_health(desk, plan.listen, announce):
            LOG.info("watching %s sources", len(plan.sources), extra={"about": name, "sources": len(plan.sources)})
            try:
                turn(desk, stop, once=once)
            finally:
                close(desk)
    LOG.info("stopped", extra={"about": name, **desk.counts})
    return desk


def turn(desk: Desk, stop: threading.Event, *, once: bool) -> None:
    """Step after step."""
    while not stop.is_set():
        if desk.step():
            continue
        if once and desk.is_idle():
            return
        seconds = desk.seconds_to_wait()
        if desk.flying:
            wait(desk.flying, timeout=min(seconds, 0.5), return_when="FIRST_COMPLETED")
        else:
            stop.wait(seconds)


def close(desk: Desk) -> None:
    """End cleanly: what is in flight is waited for, for some seconds, and kept; all leases are given back."""
    wait(desk.flying, timeout=CLOSING_SECONDS)
    desk.close()


def _sleep(stop: threading.Event, seconds: float) -> None:
    """A pause of another thread: it ends when the desk is stopped."""
    stop.wait(seconds)


@contextmanager
def stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT ask us to stop; a second one is obeyed at once. Only in the main thread are they caught."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def asked(number: int, _: object) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        stop.set()

    for number in SIGNALS:
        signal.signal(number, asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# ── who we are, among desks ──────────────────────────────────────────────────────────────────────────────────────────


def identity() -> str:
    """Under what we take leases: machine, process, and what tells us from a process that had this number before."""
    return f"{socket.gethostname()} {os.getpid()} {uuid.uuid4().hex[:12]}"


def is_dead_here(by: str) -> bool:
    """Whether a lease's holder ran on this machine and does not run any more; of others nothing is known.

    The holder with our own number is dead: we are new.
    """
    machine, _, rest = by.partition(" ")
    number = rest.partition(" ")[0]
    if machine != socket.gethostname() or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return True
    if Path("/proc").is_dir():
        return not Path("/proc", number).exists()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
