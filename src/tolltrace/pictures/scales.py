"""From days and heads to pixels, and where the axes are labelled so that no two labels touch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tolltrace.pictures.svg import width_of

LARGEST = 10**15  # more heads than this are drawn as this
ROOM = 14  # pixels between two labels
# steps in months, and how a day is shown: the year, the month, the day
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000)
DAY_STEPS = (1, 2, 7, 14)


@dataclass(frozen=True, slots=True)
class Days:
    """The horizontal scale."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Where a day stands; the only day of all in the middle."""
        span = (self.last - self.first).days
        if not span:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (day - self.first).days / span

    def ticks(self) -> list[tuple[float, str]]:
        """As many labels as stand apart, the finest that do."""
        for marks in (*(self._days(step) for step in DAY_STEPS), *(self._months(step) for step in MONTH_STEPS)):
            found: list[tuple[float, str]] = []
            for x, label in marks:
                if found and x - found[-1][0] < width_of(label) + ROOM:
                    break  # too fine
                found.append((x, label))
            else:
                if found:
                    return found
        return [(self.at(self.first), str(self.first.year))]

    def _days(self, step: int) -> Iterator[tuple[float, str]]:
        day = self.first
        while day <= self.last:
            yield self.at(day), day.isoformat()
            if (date.max - day).days < step:
                return
            day += timedelta(days=step)

    def _months(self, step: int) -> Iterator[tuple[float, str]]:
        number = -(-(self.first.year * 12 + self.first.month - 1 + (self.first.day > 1)) // step) * step
        while number // 12 <= min(self.last.year, date.max.year):
            day = date(number // 12, number % 12 + 1, 1)
            if day > self.last:
                return
            yield self.at(day), f"{day:%Y}" if step % 12 == 0 else f"{day:%Y-%m}"
            number += step


@dataclass(frozen=True, slots=True)
class Heads:
    """The vertical scale, from nobody at the bottom."""

    most: int
    top: float
    bottom: float

    def at(self, heads: int) -> float:
        """Where so many stand."""
        return self.bottom - (self.bottom - self.top) * min(heads, self.most) / self.most

    def ticks(self) -> list[tuple[float, str]]:
        """Nobody, the most, and round numbers between."""
        step = round_step(self.most)
        return [(self.at(heads), short(heads)) for heads in range(0, self.most + 1, step)]


def round_step(most: int) -> int:
    """1, 2 or 5 and zeros: the least that makes four steps or fewer."""
    size: int = 10 ** max(0, len(str(most)) - 2)
    return next(size * times for times in (1, 2, 5, 10, 20, 50) if most <= 4 * size * times)


def fit_heads(most: int, top: float, bottom: float) -> Heads:
    """A scale that ends at a round number."""
    most = max(1, min(most, LARGEST))
    step = round_step(most)
    return Heads(-(-most // step) * step, top, bottom)


def short(heads: int) -> str:
    """ "12,000", "1.5 million": for an axis, whose numbers are round."""
    heads = min(heads, LARGEST)
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if heads >= size:
            return f"{heads / size:,.6g} {name}"
    return f"{heads:,}"
