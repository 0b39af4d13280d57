"""How far a run is, on standard error; silent where that is no terminal, and while a run is short."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tolltrace.cli.words import clean

SHOWN_AFTER_SECONDS = 2.0


class RunProgress:
    """A bar that stays out of the way of what is printed. `total` is None where only reading tells how much."""

    def __init__(self, console: Console, total: int | None) -> None:
        columns = (
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[source]}", markup=False),
        )
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=total, source="")
        self._begun = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def step(self, source: str) -> None:
        """One more page is done."""
        self._bar.update(self._task, advance=1, source=clean(source)[-60:])
        if not self._shown and time.monotonic() - self._begun >= SHOWN_AFTER_SECONDS:
            self._shown = True
            self._bar.start()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar off the screen while something is printed."""
        if self._shown:
            self._bar.stop()
        try:
            yield
        finally:
            if self._shown:
                self._bar.start()
