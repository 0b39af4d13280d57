"""The desk itself: take what is due, ask, trace, record, note, tell; and again.

One thread decides, traces and writes; others only wait for the network. What is noted is noted after it is recorded:
whoever is killed between the two looks again, and finds it unchanged. Time, chance and threads are handed in.
"""

import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tolltrace.desk.config import Plan, Source, Subscriber
from tolltrace.desk.keeping import Keeper
from tolltrace.desk.listing import find_inline, list_entries, what_is_wrong
from tolltrace.desk.looking import list_folder, read_file, visit_item, visit_source
from tolltrace.desk.mailing import Mailing
from tolltrace.desk.rhythm import FORBIDDEN_FOR, MOST_TRIES, look_again, poll_again, spread, try_again
from tolltrace.desk.telling import LEASE, Teller
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import Ledger
from tolltrace.pages import Visitor
from tolltrace.settings import Settings
from tolltrace.visits import Outcome, Visit
from tolltrace.watching import LOCAL, Due, Fate, Item, ItemNote, SourceNote, Task

LOG = logging.getLogger("tolltrace.desk")
LEASED_FOR = timedelta(minutes=15)  # of one visit: its time limits and waits are shorter
MOST_VISITORS = 512  # sites whose rules and turns are remembered
SOON = timedelta(seconds=30)  # a host whose turn comes so soon is waited for, also by a single run
LONGEST_SLEEP = 5.0  # seconds; then others may have brought news
FORGET_EVERY = timedelta(hours=6)
DIGESTS = "digests by mail"


@dataclass(slots=True)
class Flying:
    """Something that is being done in another thread."""

    future: "Future[Any]"
    task: Task | None  # None: somebody is being told
    about: str


@dataclass(slots=True)
class Desk:
    """Watches the sources of a plan, over one ledger."""

    ledger: Ledger
    plan: Plan
    knowledge: Knowledge
    settings: Settings
    pool: Executor
    by: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = lambda _: None
    roll: Callable[[], float] = lambda: 0.5
    mailing: Mailing | None = None  # who sends digests; None: nobody here
    counts: Counter[str] = field(default_factory=Counter)
    turned_at: datetime | None = None  # when the last step was: health looks at it
    _flying: list[Flying] = field(default_factory=list)
    _visitors: OrderedDict[str, Visitor] = field(default_factory=OrderedDict)
    _forgot_at: datetime | None = None

    def open(self) -> None:
        """Remember what is watched, and who is told."""
        now = self.clock()
        self.ledger.desk.watch([one.watched for one in self.plan.sources], now)
        self.ledger.desk.tell([one.name for one in self.plan.subscribers], now)

    @property
    def names(self) -> list[str]:
        """The sources of this desk."""
        return [one.name for one in self.plan.sources]

    # ── one step ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def step(self) -> bool:
        """Keep what came, begin what is due; whether there was any of it."""
        now = self.turned_at = self.clock()
        done = self._collect()
        free = self.plan.fetchers - len(self._flying)
        tasks = self.ledger.desk.take(self.by, self.names, now, now + LEASED_FOR, free) if free > 0 else ()
        for task in tasks:
            self._begin(task)
        telling = self._begin_telling(now) + self._begin_mailing(now)
        if self._forgot_at is None or now - self._forgot_at > FORGET_EVERY:
            self._forgot_at = now
            self.ledger.desk.forget(now - self.plan.forget_after)
        return bool(done or tasks or telling)

    def seconds_to_wait(self) -> float:
        """Until something may be due; what is being done meanwhile may be done earlier."""
        now = self.clock()
        due = self.ledger.desk.next_due(self.names, now)
        left = (due - now).total_seconds() if due else LONGEST_SLEEP
        return min(max(left, 0.05), LONGEST_SLEEP)

    @property
    def flying(self) -> "list[Future[Any]]":
        """What is being done in other threads."""
        return [one.future for one in self._flying]

    def is_idle(self) -> bool:
        """Whether nothing is being done, and nothing is due: a single run is over."""
        if self._flying:
            return False
        now = self.clock()
        has_to_send = self.mailing is not None and self.mailing.is_due(now)
        return not (self.ledger.desk.is_due(self.names, now, SOON) or self._has_to_tell(now) or has_to_send)

    def close(self) -> None:
        """Keep what was asked for, when it came; give back the rest."""
        for one in self._flying:
            one.future.cancel()
        self._collect(to_the_end=True)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, task: Task) -> None:
        if task.host.startswith(LOCAL):
            self._look_here(task)
            return
        visitor = self._visitor(task.host)
        if task.source is not None:
            source, due = self.plan.source(task.source.name), task.source
            future = self.pool.submit(visit_source, visitor, source, due, self.ledger.desk.stamps)
            self._flying.append(Flying(future, task, source.name))
        elif task.items:
            future = self.pool.submit(visit_item, visitor, task.items[0])
            self._flying.append(Flying(future, task, task.items[0].address))
        else:  # another desk did it in between
            self.ledger.desk.give_back(task.host, self.by, None)

    def _visitor(self, host: str) -> Visitor:
        """Whoever asks a host: one at a time, as the host is leased."""
        visitor = self._visitors.get(host)
        if visitor is None:
            clock = self.clock
            visitor = Visitor(self.settings, clock=lambda: clock().timestamp(), sleep=self.sleep)
            self._visitors[host] = visitor
        self._visitors.move_to_end(host)
        if len(self._visitors) > MOST_VISITORS:
            self._visitors.popitem(last=False)
        return visitor

    def _collect(self, *, to_the_end: bool = False) -> int:
        """Keep what other threads brought."""
        done = [one for one in self._flying if to_the_end or one.future.done()]
        self._flying = [one for one in self._flying if one not in done]
        for one in done:
            if one.task is not None:
                self._keep(one.task, self._result(one))
            elif not one.future.cancelled() and one.future.exception() is None:
                self.counts["told"] += one.future.result()
            elif not one.future.cancelled():
                LOG.error("telling failed", exc_info=one.future.exception(), extra={"about": one.about})
        if done:
            self._keeper.group()
        return len(done)

    def _result(self, one: Flying) -> Visit | None:
        """What a visit came to; None where it was not made any more. A fault of ours costs this visit alone."""
        if one.future.cancelled():
            return None
        error = one.future.exception()
        if error is None:
            visit: Visit = one.future.result()
            return visit
        LOG.error("a visit failed by a fault of ours", exc_info=error, extra={"about": one.about})
        said = f"{type(error).__name__}: {error}. This is a fault of tolltrace: please report it"
        return Visit(Outcome.FAILED, one.about, said)

    def _keep(self, task: Task, visit: Visit | None) -> None:
        """Note what a visit came to, and give the host back until its next turn."""
        now = self.clock()
        turn_at = None
        if visit is not None:
            self.counts[f"visits {visit.outcome.value}"] += 1
            left = self._visitors[task.host].seconds_left(task.host) if task.host in self._visitors else 0.0
            turn_at = now + timedelta(seconds=left)
            if visit.outcome is Outcome.BUSY:
                failures = task.source.failures if task.source else task.items[0].tries
                asked = timedelta(seconds=visit.wait_seconds) if visit.wait_seconds is not None else None
                turn_at = max(turn_at, now + (try_again(failures + 1, self.roll()) if asked is None else asked))
            if task.source is not None:
                self._keep_source(self.plan.source(task.source.name), task.source, visit, now, turn_at)
            else:
                self._keep_item(task.items[0], visit, now, turn_at)
        self.ledger.desk.give_back(task.host, self.by, turn_at)

    def _keep_source(self, source: Source, due: Due, visit: Visit, now: datetime, turn_at: datetime) -> None:
        """What a visit to a source came to: what it holds is traced, what it names is listed."""
        if visit.outcome not in (Outcome.READ, Outcome.UNCHANGED):
            self._note_trouble(source, due, visit, now, turn_at)
            return
        entries = list(list_entries(visit.listed, source, due.read_at, now))
        inline = find_inline(visit, source)
        known = self.ledger.desk.stamps([one.entry.address for one in inline])
        for one in inline:
            if known.get(one.entry.address) != one.entry.stamp:
                kept = self._keeper.keep([one.page], source.name)
                entries.append(replace(one.entry, claims=kept.claims))
        error = what_is_wrong(visit, source) if visit.outcome is Outcome.READ else None
        is_wrong = error is not None and not entries and not inline
        failures = due.failures + 1 if is_wrong else 0
        state = Outcome.FAILED.value if is_wrong else visit.outcome.value
        next_at = now + poll_again(source.every, failures, self.roll())
        note = SourceNote(source.name, state, next_at, visit.marks, failures, error, visit.moved_to)
        news = self.ledger.desk.note_source(note, now, entries)
        self.counts["listed"] += news
        self._log(source.name, state, news=news, error=error)

    def _note_trouble(self, source: Source, due: Due, visit: Visit, now: datetime, turn_at: datetime) -> None:
        """A source that could not be read."""
        failures, roll = due.failures + 1, self.roll()
        next_at: datetime | None = now + poll_again(source.every, failures, roll)
        if visit.outcome is Outcome.GONE:
            next_at = None
        elif visit.outcome is Outcome.FORBIDDEN:
            next_at = now + spread(FORBIDDEN_FOR, roll)
        elif visit.outcome is Outcome.BUSY:
            next_at = max(turn_at, now + poll_again(source.every, 0, roll))
        state = visit.outcome.value
        note = SourceNote(source.name, state, next_at, due.marks, failures, visit.detail, visit.moved_to)
        self.ledger.desk.note_source(note, now)
        self._log(source.name, state, error=visit.detail)

    def _keep_item(self, item: Item, visit: Visit, now: datetime, turn_at: datetime) -> None:
        """What a visit to a report, or to a list below a source, came to."""
        source = self.plan.source(item.source)
        if visit.outcome is Outcome.READ and item.depth:
            read_at = None if item.looks == 0 else now
            entries = list(list_entries(visit.listed, source, read_at, now, item.depth))
            self.counts["listed"] += self.ledger.desk.list_more(source.name, entries, now)
            note = ItemNote(item.key, Fate.TRACED, None, visit.marks, was_read=True)
        elif visit.outcome is Outcome.READ:
            note = self._keep_pages(item, source, visit, now)
        elif visit.outcome is Outcome.UNCHANGED:
            again = look_again(item.listed_at, now, source.look_again, self.roll())
            note = ItemNote(item.key, Fate.TRACED, again, visit.marks, was_read=True)
        else:
            note = self._missed(item, visit, now, turn_at)
        self.ledger.desk.note_items([note], now)
        self._log(item.address, note.fate.value, source=item.source, claims=note.claims, error=note.error)

    def _keep_pages(self, item: Item, source: Source, visit: Visit, now: datetime) -> ItemNote:
        """A report that was read."""
        kept = self._keeper.keep(visit.pages, source.name)
        again = look_again(item.listed_at, now, source.look_again, self.roll())
        if kept.error is not None and not kept.traced:
            tries = item.tries + 1
            retry = now + try_again(tries, self.roll()) if tries < MOST_TRIES else None
            return ItemNote(item.key, Fate.FAILED, retry, tries=tries, error=kept.error)
        fate = Fate.TRACED if kept.traced else Fate.REJECTED
        error = kept.error or (None if kept.traced else kept.rejected or "no article on it")
        return ItemNote(
            item.key, fate, again if kept.traced else None, visit.marks, was_read=True, claims=kept.claims, error=error
        )

    def _missed(self, item: Item, visit: Visit, now: datetime, turn_at: datetime) -> ItemNote:
        """A report that could not be read."""
        if visit.outcome is Outcome.GONE:
            return ItemNote(item.key, Fate.GONE, None, item.marks, error=visit.detail)
        if visit.outcome is Outcome.FORBIDDEN:
            return ItemNote(item.key, Fate.FORBIDDEN, None, item.marks, error=visit.detail)
        tries = item.tries + 1
        was_read = item.looks > 0
        fate = Fate.TRACED if was_read else Fate.WAITING
        next_at: datetime | None = max(turn_at, now + try_again(tries, self.roll()))
        if tries >= MOST_TRIES:
            fate, next_at = (Fate.TRACED if was_read else Fate.FAILED), None
        return ItemNote(item.key, fate, next_at, item.marks, tries=tries, error=visit.detail)

    # ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _look_here(self, task: Task) -> None:
        """A folder, or some of its files: read at once, as no network is waited for."""
        now = self.clock()
        if task.source is not None:
            source = self.plan.source(task.source.name)
            entries, error = list_folder(source, now.timestamp())
            failures = task.source.failures + 1 if error else 0
            state = "failed" if error else "read"
            next_at = now + poll_again(source.every, failures, self.roll())
            news = self.ledger.desk.note_source(
                SourceNote(source.name, state, next_at, failures=failures, error=error), now, entries
            )
            if news or error:
                self._log(source.name, state, news=news, error=error)
        notes = [
            replace(self._keep_pages(item, self.plan.source(item.source), read_file(item, self.settings), now))
            for item in task.items
        ]
        for item, note in zip(task.items, notes, strict=True):
            self._log(item.address, note.fate.value, source=item.source, claims=note.claims, error=note.error)
        self.ledger.desk.note_items([self._without_looks(note) for note in notes], now)
        self._keeper.group()
        self.ledger.desk.give_back(task.host, self.by, now)

    def _without_looks(self, note: ItemNote) -> ItemNote:
        """A file is read again when its time or size changes, which listing tells."""
        return replace(note, next_at=None) if note.was_read else note

    # ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin_telling(self, now: datetime) -> int:
        """Tell whoever has something waiting; each in a thread."""
        begun = 0
        told = {one.about for one in self._flying if one.task is None}
        subscribers = {one.name: one for one in self.plan.subscribers if one.name not in told}
        while subscribers:
            telling = self.ledger.desk.take_telling(self.by, list(subscribers), now, now + LEASE)
            if telling is None:
                break
            future = self.pool.submit(self._teller.tell, telling, subscribers.pop(telling.name))
            self._flying.append(Flying(future, None, telling.name))
            begun += 1
        return begun

    def _begin_mailing(self, now: datetime) -> int:
        """Send the digests whose time has come, in a thread."""
        if self.mailing is None or not self.mailing.is_due(now) or any(one.about is DIGESTS for one in self._flying):
            return 0
        self._flying.append(Flying(self.pool.submit(self.mailing.send), None, DIGESTS))
        return 1

    def _has_to_tell(self, now: datetime) -> bool:
        names = {one.name for one in self.plan.subscribers}
        return any(
            one.waiting and (one.next_at is None or one.next_at <= now)
            for one in self.ledger.desk.tellings()
            if one.name in names
        )

    @property
    def _teller(self) -> Teller:
        def visitor(subscriber: Subscriber) -> Visitor:
            settings = replace(
                self.settings,
                fetch_timeout_seconds=subscriber.timeout_seconds,
                allow_private_addresses=subscriber.allow_private_addresses,
            )
            return Visitor(settings)

        return Teller(self.ledger, self.knowledge, visitor, self.clock, self.roll, self.by)

    @property
    def _keeper(self) -> Keeper:
        return Keeper(self.ledger, self.knowledge, self.settings, self.plan.keeps_all, self.counts)

    def _log(self, about: str, state: str, **said: object) -> None:
        """One line for what was done."""
        level = logging.WARNING if said.get("error") else logging.INFO
        LOG.log(level, "%s: %s", about, state, extra={"about": about, "state": state, **_given(said)})


def _given(said: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if value is not None}
