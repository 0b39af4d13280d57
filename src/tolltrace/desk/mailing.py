"""When a desk sends digests by mail: once a day, from a time of day on. What they tell, and to whom, is handed in."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tolltrace.desk.rhythm import try_again
from tolltrace.digests import Every
from tolltrace.errors import TolltraceError
from tolltrace.printable import clean

LOG = logging.getLogger("tolltrace.desk")
NOT_NOW_FOR = timedelta(hours=1)  # until those are tried again whose server said “later”


@dataclass(slots=True)
class Mailing:
    """Both kinds of digest are looked at every day: a week's is made on Monday, or on the next day that a desk runs.

    `post` makes a digest unless it is there, and sends it to whom it was not sent yet: it may be asked again after a
    kill, and by several desks. It tells how many mails were taken, and of how many the server said “later”. Raises
    TolltraceError where it could not.
    """

    post: Callable[[Every, datetime], tuple[int, int]]
    at: time  # of day, UTC
    clock: Callable[[], datetime]
    roll: Callable[[], float]
    _done_on: date | None = None
    _tries: int = 0
    _next_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether there may be something to send."""
        today = now.astimezone(UTC)
        is_open = self._done_on != today.date() and today.time() >= self.at
        return is_open and (self._next_at is None or self._next_at <= now)

    def send(self) -> int:
        """Send what is due; how many mails were taken. A failure is logged, and tried again later."""
        now, taken, not_now = self.clock(), 0, 0
        self._tries += 1
        self._next_at = now + try_again(self._tries, self.roll())  # also where a fault of ours ends this
        try:
            for every in Every:
                were_taken, were_not = self.post(every, now)
                taken += were_taken
                not_now += were_not
        except TolltraceError as error:
            LOG.error("digests: failed", extra={"about": "digests", "error": clean(str(error))})
            return taken
        self._tries = 0
        self._next_at = now + NOT_NOW_FOR if not_now else None
        self._done_on = None if not_now else now.astimezone(UTC).date()
        LOG.info("digests: sent", extra={"about": "digests", "mails": taken, "later": not_now})
        return taken
