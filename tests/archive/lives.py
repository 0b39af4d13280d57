"""Processes that come to grief over one page: what the local engine runs in place of its own."""

import os
import time
from pathlib import Path
from typing import Any

from tolltrace.archive import worker
from tolltrace.archive.local import serve

POISON = "00001.warc/13"  # the URL of one page of one archive ends so


def die_over(pipe: Any, root: Path, plan: Any) -> None:
    _come_to_grief(lambda: os._exit(11))
    serve(pipe, root, plan)


def hang_over(pipe: Any, root: Path, plan: Any) -> None:
    _come_to_grief(lambda: time.sleep(600))
    serve(pipe, root, plan)


def _come_to_grief(how: Any) -> None:
    before = worker.Mark.step

    def step(self: worker.Mark, source: str) -> None:
        before(self, source)
        if source.endswith(POISON):
            how()

    worker.Mark.step = step  # type: ignore[method-assign]
