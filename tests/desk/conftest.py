import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk.outlets import Outlets, open_outlets
from tolltrace.desk.config import Plan, make_plan
from tolltrace.desk.rounds import Desk
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.settings import Settings

MORNING = datetime(2024, 3, 4, 12, 0, tzinfo=UTC)
DESK = """
[desk]
contact = "desk@newsroom.example"
allow_private_addresses = true
seconds_between_requests = 0
"""


class HereAndNow(Executor):
    """Does at once what it is given: a step is over when it returns."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as a pool does
            future.set_exception(error)
        return future


class Clock:
    """A clock that tests move. Whoever sleeps moves it, too."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge().by_rules()


@pytest.fixture
def outlets() -> Iterator[Outlets]:
    with open_outlets() as outlets:
        yield outlets


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as ledger:
        yield ledger


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "only.db") as ledger:
        yield ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_plan(text: str, folder: Path, environment: dict[str, str] | None = None) -> Plan:
    return make_plan(tomllib.loads(DESK + text), folder / "desk.toml", environment or {})


@pytest.fixture
def a_desk(tmp_path: Path, clock: Clock, knowledge: Knowledge) -> Callable[..., Desk]:
    """A desk over a ledger that does everything at once, by a clock of the test's."""

    def make(ledger: Ledger, text: str, *, by: str = "desk one", env: dict[str, str] | None = None) -> Desk:
        plan = a_plan(text, tmp_path, env)
        settings = replace(Settings(), **plan.fetching)
        desk = Desk(ledger, plan, knowledge, settings, HereAndNow(), by, clock, clock.sleep)
        desk.open()
        return desk

    return make


def run(desk: Desk, most: int = 200) -> None:
    """Step until there is nothing to do now."""
    for _ in range(most):
        if not desk.step() and not desk.flying:
            due = desk.ledger.desk.next_due(desk.names, desk.clock())
            if due is None or due > desk.clock():
                return
    raise AssertionError(f"still something to do after {most} steps")
