"""Which executor is meant."""

import os
from pathlib import Path

from tolltrace.archive.engines import Engine, EngineOf
from tolltrace.archive.plan import Plan
from tolltrace.errors import ArchiveError

ENGINES = ("local", "ray")


def engine_of(name: str, *, processes: int | None = None, address: str | None = None) -> EngineOf:
    """What makes an engine for a run. `processes` bounds how many units are read at once. Raises ArchiveError."""
    if name == "ray":
        from tolltrace.archive.on_ray import OnRay

        return lambda root, plan: OnRay(root, plan, processes, address)
    if name != "local":
        raise ArchiveError(f"{name!r} is no engine that we know; known: {', '.join(ENGINES)}")
    from tolltrace.archive.local import Local

    def make(root: Path, plan: Plan) -> Engine:
        return Local(root, plan, processes or os.cpu_count() or 1)

    return make


def chosen(engine: EngineOf | str, processes: int | None, address: str | None) -> EngineOf:
    """The engine that is meant, by its name or as it is."""
    return engine_of(engine, processes=processes, address=address) if isinstance(engine, str) else engine
