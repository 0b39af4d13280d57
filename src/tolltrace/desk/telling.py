"""Telling who asked: a webhook with a signed body, or a command. The ledger's log is the outbox.

Who is told has a place in the log; it moves on when they have it. So nothing is lost, and nothing is sent twice but
what was sent in the moment of a kill; its `id` is then the same.
"""

import hashlib
import hmac
import json
import logging
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tolltrace.desk.config import Subscriber
from tolltrace.desk.news import find_news, is_for, news_to_json
from tolltrace.desk.rhythm import try_again
from tolltrace.errors import LedgerError, SourceError
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import Ledger
from tolltrace.pages import Visitor
from tolltrace.printable import clean
from tolltrace.watching import Happening, Telling

LOG = logging.getLogger("tolltrace.desk")

EVENTS_AT_ONCE = 200  # of the log that are looked at under one lease
LEASE = timedelta(minutes=5)
MAX_ERROR = 500  # characters of what a command or a site says of its failure
FOR_GOOD = frozenset({400, 404, 405, 410, 413, 415, 422})  # who answers so will not take this body later either
REFUSALS = 5  # of one event in these ways, before it is set aside


class UntoldError(Exception):
    """Somebody could not be told. `wait_seconds`: how long they ask us to wait; `refused`: that they do not want it."""

    def __init__(self, said: str, wait_seconds: float | None = None, *, refused: bool = False) -> None:
        super().__init__(clean(said)[:MAX_ERROR])
        self.wait_seconds = wait_seconds
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Teller:
    """What it takes to tell."""

    ledger: Ledger
    knowledge: Knowledge
    visitor: Callable[[Subscriber], Visitor]
    clock: Callable[[], datetime]
    roll: Callable[[], float]
    by: str

    def tell(self, telling: Telling, subscriber: Subscriber) -> int:
        """Tell somebody what they do not have yet, in the order of the log; how much was sent."""
        book, sent = self.ledger.desk, 0
        last, found = book.happenings(telling.event, EVENTS_AT_ONCE)
        try:
            for happening in found:
                try:
                    was_sent = self._tell_one(happening, subscriber)
                except UntoldError as error:
                    self._postpone(telling, subscriber, happening, error, fresh=sent > 0)
                    return sent
                if was_sent:
                    sent += 1
                    book.told(subscriber.name, self.by, happening.event, self.clock(), was_sent=True)
            book.told(subscriber.name, self.by, last, self.clock(), was_sent=False)
        finally:
            book.stop_telling(subscriber.name, self.by)
        return sent

    def _tell_one(self, happening: Happening, subscriber: Subscriber) -> bool:
        """Send one event, where it is news for them. Raises UntoldError."""
        try:
            news = find_news(self.ledger, happening)
            if news is None or not is_for(news, subscriber):
                return False
            body = json.dumps(news_to_json(news, self.knowledge), ensure_ascii=False).encode()
        except LedgerError as error:
            raise UntoldError(str(error)) from error
        except Exception as error:
            LOG.exception("telling %s of event %s", subscriber.name, happening.event)
            raise UntoldError(f"{type(error).__name__}: {error}. This is a fault of tolltrace", refused=True) from error
        send(self.visitor(subscriber), subscriber, news.id, body, self.clock())
        return True

    def _postpone(
        self, telling: Telling, subscriber: Subscriber, happening: Happening, error: UntoldError, *, fresh: bool
    ) -> None:
        """Try again later, or set it aside where it was tried for too long: what comes after it is worth more."""
        book, now, tries = self.ledger.desk, self.clock(), 1 if fresh else telling.tries + 1
        waited = sum((try_again(each, 0.5) for each in range(1, tries)), timedelta())  # whatever clocks said meanwhile
        if waited >= subscriber.give_up_after or (error.refused and tries >= REFUSALS):
            book.give_up(subscriber.name, self.by, happening.event, str(error), now)
            return
        wait = timedelta(seconds=error.wait_seconds) if error.wait_seconds else try_again(tries, self.roll())
        book.could_not_tell(subscriber.name, self.by, str(error), now + wait)


def send(visitor: Visitor, subscriber: Subscriber, news_id: str, body: bytes, now: datetime) -> None:
    """Send one body. Raises UntoldError."""
    if subscriber.webhook is None:
        run_command(subscriber, body)
        return
    assert subscriber.secret is not None  # noqa: S101 - the configuration is not read without
    headers = sign(subscriber.secret, body, now) | {
        "Content-Type": "application/json; charset=utf-8",
        "Tolltrace-News": news_id,
    }
    try:
        status, reason, wait = visitor.send(subscriber.webhook, body, headers)
    except SourceError as error:
        raise UntoldError(str(error)) from error
    if not 200 <= status < 300:
        said = f"the webhook answered {status} {reason}; expected 2xx"
        raise UntoldError(said, wait, refused=status in FOR_GOOD)


def sign(secret: bytes, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which a receiver knows that we sent this, and when: HMAC-SHA256 over "TIMESTAMP.BODY".

    Who receives computes the same, compares in constant time, and refuses what is older than some minutes.
    """
    stamp = str(int(now.timestamp()))
    signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"Tolltrace-Timestamp": stamp, "Tolltrace-Signature": f"v1={signature}"}


def run_command(subscriber: Subscriber, body: bytes) -> None:
    """Run a command, without a shell, with the news as JSON on its standard input. Raises UntoldError."""
    try:
        done = subprocess.run(  # noqa: S603 - the configuration's own words, and nothing of a page among them
            list(subscriber.command),
            input=body + b"\n",
            capture_output=True,
            timeout=subscriber.timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UntoldError(f"the command did not end within {subscriber.timeout_seconds:g} s") from error
    except OSError as error:
        raise UntoldError(f"the command cannot be run ({error.strerror}): {subscriber.command[0]}") from error
    if done.returncode:
        said = done.stderr[-MAX_ERROR:].decode("utf-8", "replace").strip()
        raise UntoldError(f"the command ended with {done.returncode}" + (f": {said}" if said else ""))
