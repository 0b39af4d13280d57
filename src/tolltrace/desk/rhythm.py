"""When to ask again: pure sums. `roll` is a number from 0 to 1 that makes desks, and sources, not all come at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

SPREAD = 0.1  # of a wait, either way
FIRST_TRY_AGAIN = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 8  # of one report: about half a day
FORBIDDEN_FOR = timedelta(days=1)  # until a site's robots.txt is read again


def spread(wait: timedelta, roll: float) -> timedelta:
    """A wait, a tenth longer or shorter at most."""
    return wait * (1 + SPREAD * (2 * roll - 1))


def poll_again(every: timedelta, failures: int, roll: float) -> timedelta:
    """Until a source is asked again: twice as long with each failure, to six hours; or by its own rhythm, if slower."""
    waited = every * 2 ** min(failures, 16)
    return spread(min(waited, max(every, LONGEST_WAIT)), roll)


def try_again(tries: int, roll: float) -> timedelta:
    """Until something is tried once more that failed `tries` times: one minute, two, four, to six hours."""
    return spread(min(FIRST_TRY_AGAIN * 2 ** min(max(tries, 1) - 1, 16), LONGEST_WAIT), roll)


def look_again(listed_at: datetime, now: datetime, after: Sequence[timedelta], roll: float) -> datetime | None:
    """When a report is looked at for changes: at the next of the steps since it was listed; None after the last.

    A report that was read late, after days offline, is not looked at in vain for the steps that are over.
    """
    ahead = (step for step in sorted(after) if listed_at + step > now)
    step = next(ahead, None)
    return None if step is None else max(listed_at + spread(step, roll), now)
