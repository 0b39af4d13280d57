"""One host's turn: how long it is left alone between two questions, and when it asks to be."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tolltrace.errors import SourceError

MAX_WAIT_SECONDS = 60.0  # that we wait for one host: who asks for more is left alone, and its page fails
MAX_HOSTS = 10_000  # that are remembered, the latest; the turn of the first has long come when the last is asked
SECONDS_OF_A_DAY = 24 * 60 * 60


@dataclass(slots=True)
class Turn:
    """When a host may be asked again, by the clock of the pace, and how long it is left alone after that."""

    at: float = float("-inf")
    interval: float = 0.0


class Pace:
    """When each host may be asked. It waits by sleeping: pages are read one after the other."""

    def __init__(
        self,
        seconds_between: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds_between = seconds_between
        self._clock = clock
        self._sleep = sleep
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    def wait(self, host: str) -> None:
        """Return when it is our turn to ask a host. Raises SourceError where that is too far off."""
        turn = self._turn(host)
        left = turn.at - self._clock()
        if left > MAX_WAIT_SECONDS:
            raise SourceError(f"{host} asks to be left alone for {left:,.0f} seconds more; try again then")
        if left > 0:
            self._sleep(left)
        turn.at = self._clock() + max(self._seconds_between, turn.interval)

    def seconds_left(self, host: str) -> float:
        """Until a host's turn."""
        return max(0.0, self._turn(host).at - self._clock())

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave so many seconds between two questions from now on, or the most that we wait."""
        turn = self._turn(host)
        turn.interval = min(seconds, MAX_WAIT_SECONDS)
        turn.at = max(turn.at, self._clock() + turn.interval)

    def hold(self, host: str, seconds: float) -> None:
        """Ask nothing for so many seconds, a day at most."""
        turn = self._turn(host)
        turn.at = max(turn.at, self._clock() + min(seconds, SECONDS_OF_A_DAY))

    def _turn(self, host: str) -> Turn:
        """What is known of a host, from now on the latest."""
        turn = self._turns.setdefault(host, Turn())
        self._turns.move_to_end(host)
        if len(self._turns) > MAX_HOSTS:
            self._turns.popitem(last=False)
        return turn


def read_retry_after(printed: str, *, now: datetime) -> float | None:
    """The seconds to wait that a header `Retry-After` gives, as a number or as an instant; None where it gives none."""
    printed = printed.strip()[:64]
    if printed.isascii() and printed.isdigit():
        return float(printed[:9])  # 30 years: more digits say no more
    try:
        then = parsedate_to_datetime(printed)
    except (ValueError, OverflowError):
        return None
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
