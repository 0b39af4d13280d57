"""A Ray cluster: a task a unit, and Ray as nothing but their scheduler. The only module that imports it.

Not Ray Data: its checkpoints go by what was written, and outputs as small as ours are written at the end, all at once.
Each node needs tolltrace of the same version, and the run's folder under the same name (docs/decisions/0026).
"""

import os
from pathlib import Path
from typing import Any

import msgspec

from tolltrace.archive.engines import Ended
from tolltrace.archive.plan import Plan, Unit
from tolltrace.errors import ArchiveError

MISSING = "--engine ray: Ray is not installed: pip install 'tolltrace[ray]'"
LOST = "its process, or the machine that it ran on, was lost ({})"
ROOM_SECONDS = 5.0  # how long an answer about the size of the cluster is believed
QUIET = {"RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "RAY_USAGE_STATS_ENABLED": "0"}


class OnRay:
    """Tasks on a cluster, one core each."""

    name = "ray"

    def __init__(self, root: Path, plan: Plan, most: int | None, address: str | None) -> None:
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        try:
            import ray
        except ImportError:
            raise ArchiveError(MISSING) from None
        self._ray: Any = ray
        self._most = most
        self._root = str(root.absolute())
        self._begin(address, most)
        self._plan = self._ray.put(msgspec.json.encode(plan))
        task = self._ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")
        self._task = task(read_task)
        self._under_way: dict[Any, Unit] = {}

    def _begin(self, address: str | None, most: int | None) -> None:
        """Join a cluster, or begin one of this machine. Raises ArchiveError where it does not answer."""
        try:
            self._ray.init(
                address=address or "local", num_cpus=None if address else most, log_to_driver=False,
                include_dashboard=None if address else False, logging_level="ERROR", namespace="tolltrace",
            )  # fmt: skip
        except Exception as error:  # whatever Ray raises: it has no root of its own for this
            raise ArchiveError(
                f"--address {address or 'local'}: the Ray cluster cannot be joined ({type(error).__name__}: {error}). "
                "It was expected to run the same Ray and Python, and, with RAY_AUTH_MODE=token, to have the same token"
            ) from error

    def room(self) -> int:
        """How many units more it can take now; nodes come and go."""
        cores = int(self._ray.cluster_resources().get("CPU", 0))
        return min(self._most or cores, cores) - len(self._under_way)

    def start(self, unit: Unit) -> None:
        """Send one."""
        self._under_way[self._task.remote(self._root, unit.name, unit.source, self._plan)] = unit

    def ended(self, seconds: float) -> list[Ended]:
        """Those that ended since the last time; waits for one, so long at most."""
        if not self._under_way:
            return []
        waiting = list(self._under_way)
        ready, _ = self._ray.wait(waiting, num_returns=1, timeout=seconds)
        if ready:
            ready, _ = self._ray.wait(waiting, num_returns=len(waiting), timeout=0)
        return [self._result_of(each) for each in ready]

    def _result_of(self, ref: Any) -> Ended:
        unit = self._under_way.pop(ref)
        try:
            error = self._ray.get(ref)
        except self._ray.exceptions.RayError as lost:
            return Ended(unit, LOST.format(f"{type(lost).__name__}: {str(lost).splitlines()[0]}"))
        return Ended(unit, *error) if error else Ended(unit, None)

    def stop(self, unit: Unit) -> None:
        """End the task that reads it, with its process."""
        for ref, each in self._under_way.items():
            if each == unit:
                self._ray.cancel(ref, force=True)

    def close(self) -> None:
        """Leave the cluster; what is under way is cancelled."""
        for ref in self._under_way:
            self._ray.cancel(ref, force=True)
        self._ray.shutdown()


def read_task(root: str, name: str, source: str, plan: bytes) -> tuple[str, bool] | None:
    """What a node does: the same as a process of this machine. It gets plain values, and loads its own code."""
    os.environ["OMP_NUM_THREADS"] = "1"  # a task has one core
    from tolltrace.archive.worker import read_unit

    return read_unit(Path(root), Unit(name, source), msgspec.json.decode(plan, type=Plan))
