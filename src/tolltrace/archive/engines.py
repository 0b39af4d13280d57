"""What every executor is: somewhere to read units, several at once. What a unit comes to is the same in all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tolltrace.archive.plan import Plan, Unit


@dataclass(frozen=True, slots=True)
class Ended:
    """A unit that nobody reads any more. What it came to, its manifest says."""

    unit: Unit
    error: str | None  # for a person; None where it is done
    is_final: bool = False  # whether to try again would give the same


class Engine(Protocol):
    """Reads units."""

    @property
    def name(self) -> str:
        """As in `--engine`."""

    def room(self) -> int:
        """How many units more it can take now."""

    def start(self, unit: Unit) -> None:
        """Begin to read one."""

    def ended(self, seconds: float) -> list[Ended]:
        """Those that ended since the last time; waits for one, so long at most."""

    def stop(self, unit: Unit) -> None:
        """End one that goes on for too long, by force; it ends with an error."""

    def close(self) -> None:
        """End all."""


EngineOf = Callable[[Path, Plan], Engine]  # makes one for a folder and what is done in it
