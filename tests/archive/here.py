"""An engine that reads in this process, a unit after the other: for tests that kill nobody."""

from pathlib import Path

from tolltrace.archive.engines import Ended
from tolltrace.archive.plan import Plan, Unit
from tolltrace.archive.worker import read_unit


class Here:
    name = "here"

    def __init__(self, root: Path, plan: Plan) -> None:
        self._root = root
        self._plan = plan
        self._units: list[Unit] = []

    def room(self) -> int:
        return 1 - len(self._units)

    def start(self, unit: Unit) -> None:
        self._units.append(unit)

    def ended(self, seconds: float) -> list[Ended]:
        ends = []
        for unit in self._units:
            error = read_unit(self._root, unit, self._plan)
            ends.append(Ended(unit, *error) if error else Ended(unit, None))
        self._units = []
        return ends

    def stop(self, unit: Unit) -> None:
        raise AssertionError("it reads to the end")

    def close(self) -> None:
        self._units = []
