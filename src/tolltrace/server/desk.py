"""Where requests meet the ledger: what runs where, how much at once, what need not be asked again."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from tolltrace import __version__
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import Ledger
from tolltrace.paging import State
from tolltrace.server.problems import RETRY_SECONDS, ProblemError
from tolltrace.settings import Settings

T = TypeVar("T")
THREADS = 4  # for what takes longer than a moment; more of them fight over one interpreter
MOST_WAITING = 100  # for a thread; who comes then is asked to come again
KEPT_BYTES = 32 * 1024 * 1024
MOST_RECALLED = 100
KEPT_AT_MOST = 1024 * 1024  # of one answer


@dataclass(slots=True)
class Kept:
    """Answers as they were sent, while the ledger stays what it was: the latest used, in so many bytes."""

    _state: State = field(default_factory=State)
    _bytes: int = 0
    _answers: OrderedDict[tuple[str, ...], bytes] = field(default_factory=OrderedDict)

    def find(self, state: State, key: tuple[str, ...]) -> bytes | None:
        """What was answered to the same question about the same state."""
        if state != self._state:
            return None
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def keep(self, state: State, key: tuple[str, ...], body: bytes) -> None:
        """Remember an answer."""
        if len(body) > KEPT_AT_MOST:
            return
        if state != self._state:
            self._state, self._bytes = state, 0
            self._answers.clear()
        self._bytes += len(body) - len(self._answers.pop(key, b""))
        self._answers[key] = body
        while self._bytes > KEPT_BYTES:
            self._bytes -= len(self._answers.popitem(last=False)[1])


@dataclass(slots=True)
class Desk:
    """One for an application."""

    ledger: Ledger
    knowledge: Knowledge
    settings: Settings
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    kept: Kept = field(default_factory=Kept)
    recalled: tuple[State, dict[object, Any]] = field(default_factory=lambda: (State(), {}))
    _threads: anyio.CapacityLimiter | None = None
    _parser: anyio.CapacityLimiter | None = None
    _waiting: int = 0

    @property
    def version(self) -> str:
        """What answers: another program or other knowledge may answer otherwise."""
        return f"{__version__} {self.knowledge.method.knowledge_sha256}"

    def mark(self, state: State, *about: str) -> str:
        """A weak entity tag: what is sent packed and unpacked has the same."""
        said = "\n".join((self.version, str(state.events), str(state.head), *about))
        return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:20]}"'

    async def run(self, work: Callable[[], T], *, quick: bool = False, alone: bool = False) -> T:
        """What `work` gives. What is quick is done at once where the ledger is a file: a thread would cost more.

        `alone`: one such at a time, beside all else. Reading figures in a text takes a parser, which knows no threads.
        """
        if quick and isinstance(self.ledger.path, Path):
            return work()
        if self._waiting >= MOST_WAITING:
            wait = {"Retry-After": str(RETRY_SECONDS)}
            raise ProblemError(503, "Too many are asking for what takes long; come again in a moment.", wait)
        if self._threads is None or self._parser is None:
            self._threads, self._parser = anyio.CapacityLimiter(THREADS), anyio.CapacityLimiter(1)
        self._waiting += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._parser if alone else self._threads)
        finally:
            self._waiting -= 1

    def recall(self, state: State, key: object, make: Callable[[], T]) -> T:
        """What `make` gave for the same question about the same state: for what many pages show alike."""
        if self.recalled[0] != state:
            self.recalled = (state, {})
        values = self.recalled[1]
        if key not in values:
            if len(values) >= MOST_RECALLED:
                values.clear()
            values[key] = make()
        found: T = values[key]
        return found

    async def state(self) -> State:
        """Which moment of the ledger this is."""
        return await self.run(self.ledger.state, quick=True)
