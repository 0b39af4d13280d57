"""Who looks at a list is told when something new is in it: one look at the ledger for all readers of a process.

The newest event's number is asked for every other second, while somebody reads; only when it moved is anything
counted, once for each question, one after the other. Another process may write the ledger: it moves there, too.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tolltrace.errors import TolltraceError
from tolltrace.following import group_recorded
from tolltrace.ledger import ClaimQuery
from tolltrace.paging import State
from tolltrace.server.desk import Desk
from tolltrace.server.problems import ProblemError, log

POLL_SECONDS = 2.0
SETTLE_SECONDS = 5.0  # after something new: who records a thousand reports is not told of each
BEAT_SECONDS = 20.0  # a line without meaning, so that nobody on the way takes the connection for dead
STREAM_SECONDS = 300.0  # then the browser asks anew, and whoever may no longer read is refused
AGAIN_MS = 5000  # after which it does
OF_AN_ADDRESS = 50  # a newsroom behind one; more would starve all others
MOST_TOLD = 100  # of what is new
MOST_COUNTS = 1000  # questions whose answers are remembered


class Question(NamedTuple):
    """What somebody looks at: which list, by which filters, and up to which event."""

    what: str  # "statements", "claims", "reports"
    query: ClaimQuery
    behind: int
    statement: str = ""  # what carries this one alone


@dataclass(slots=True)
class Live:
    """One for an application."""

    desk: Desk
    most: int  # readers
    _by_address: Counter[str] = field(default_factory=Counter)
    _counts: dict[Question, asyncio.Task[int]] = field(default_factory=dict)
    _state: State | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: asyncio.Task[None] | None = None
    _counting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _is_closed: bool = False

    @property
    def readers(self) -> int:
        """How many are told at this moment."""
        return self._by_address.total()

    def has_room(self, address: str) -> bool:
        """Whether one more may be told."""
        return not self._is_closed and self.readers < self.most and self._by_address[address] < OF_AN_ADDRESS

    def close(self) -> None:
        """End every stream: the server stops."""
        self._is_closed = True
        self._wake()

    async def follow(self, question: Question, address: str, tell: Callable[[int], str]) -> AsyncIterator[str]:
        """A stream of events: how many are new whenever that changed, in the words of `tell`; "" for none."""
        if not self.has_room(address):
            return
        self._by_address[address] += 1
        if self._poller is None:
            self._poller = asyncio.create_task(self._poll())
        try:
            yield f"retry: {AGAIN_MS}\n\n"
            async for count in self._news(question):
                yield ": \n\n" if count is None else f"data: {tell(count)}\n\n"
        finally:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]
            if not self.readers and self._poller:
                self._poller.cancel()
                self._poller = None

    async def _news(self, question: Question) -> AsyncIterator[int | None]:
        """The count whenever it changed; None for a beat."""
        told, ends = 0, time.monotonic() + STREAM_SECONDS
        while not self._is_closed and time.monotonic() < ends:
            changed = self._changed
            count = await self._count(question)
            yield None if count in (None, told) else count
            told = told if count is None else count
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                continue

    async def _count(self, question: Question) -> int | None:
        """How many are new; None where the ledger does not tell just now."""
        if len(self._counts) >= MOST_COUNTS:
            self._counts.clear()
        if question not in self._counts:
            self._counts[question] = asyncio.create_task(self._ask(question))
        try:
            return await asyncio.shield(self._counts[question])  # others may wait for the same when one goes
        except (TolltraceError, ProblemError) as error:
            log.warning("nobody is told what is new: %s", error)
            return None

    async def _ask(self, question: Question) -> int:
        async with self._counting:
            return await self.desk.run(lambda: self._read(question))

    def _read(self, question: Question) -> int:
        if question.what == "statements" or question.statement:
            group_recorded(self.desk.ledger)
        with self.desk.ledger.browsing() as view:
            what, statement = question.what, question.statement
            return view.arrived(question.query, what, question.behind, MOST_TOLD, statement=statement)

    async def _poll(self) -> None:
        while True:
            try:
                moved = self._look(await self.desk.state())
            except (TolltraceError, ProblemError) as error:  # it may be back in a moment
                log.warning("the ledger does not say what is new: %s", error)
                moved = False
            await asyncio.sleep(SETTLE_SECONDS if moved else POLL_SECONDS)

    def _look(self, state: State) -> bool:
        if state == self._state:
            return False
        self._state = state
        self._counts.clear()
        self._wake()
        return True

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
