"""What is left of a ledger whose program is killed (SIGKILL) at random moments: loading, reviewing, upgrading.

    python benchmarks/ledger_kills.py [--rounds 50] [--server]

Each round a program does one of the three, telling what was acknowledged to it, and is killed after some milliseconds.
Then: is all there that was acknowledged, is anything doubled or there in parts, does the log verify, does the next
program go on? Prints one line for each of the three. With `--server` on PostgreSQL, a server of the tests' own.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from tests.builders import a_traced
from tests.servers import a_server

from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.ledger.copying import COPIED, copy_batch
from tolltrace.ledger.database import backend_of, ledger_place, make_engine, writing

ROOT = Path(__file__).parents[1]
OLDER = "0005"  # the schema that is upgraded
REPORTS = 400  # of a ledger that is reviewed, or upgraded
CLAIMS = 3  # of each report
SAME = 5  # rounds in one ledger
MOST_TRIES = 20  # then it is upgraded undisturbed

PROGRAMS = {
    "load": """
import sys
from tests.builders import a_traced
from tolltrace.ledger import loading, open_ledger
loading.CLAIMS_AT_ONCE = 150
with open_ledger(sys.argv[1]) as ledger:
    first = sum(1 for _ in ledger.reports())
    print("began", flush=True)
    for done in ledger.load(a_traced(id=f"r{number}") for number in range(first, first + 20_000)):
        print(done.reports, flush=True)
""",
    "review": """
import itertools, random, sys, uuid
from tolltrace.ledger import open_ledger
with open_ledger(sys.argv[1]) as ledger:
    ids = [one.claim.id for one in ledger.claims(limit=300)]
    print("began", flush=True)
    for number in itertools.count():
        word = uuid.uuid4().hex
        ledger.decide(random.choice(ids), by="Ana", verdict="accepted", why=word)
        print(word, flush=True)
""",
    "upgrade": """
import sys
print("began", flush=True)
from tolltrace.ledger import open_ledger
open_ledger(sys.argv[1]).close()
print("done", flush=True)
""",
}


def kill_at_random(program: str, where: str, longest: float) -> list[str]:
    """Run one of the programs and kill it; what it told."""
    chance = random.Random()  # noqa: S311 - nothing secret
    paths = os.pathsep.join([str(ROOT), *sys.path])
    arguments = [sys.executable, "-c", PROGRAMS[program], where]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": paths}) as run:
        assert run.stdout  # noqa: S101 - it is a pipe
        run.stdout.readline()
        time.sleep(chance.uniform(0, longest))
        run.send_signal(signal.SIGKILL)
        return run.stdout.read().split()


def load_round(where: str) -> str | None:
    """What went wrong; None where nothing did."""
    with open_ledger(where) as ledger:
        before = sum(1 for _ in ledger.reports())
    told = sum(map(int, kill_at_random("load", where, 1.5)))
    with open_ledger(where) as ledger:
        found = Counter(report.id for report in ledger.reports())
        claims = Counter(claim.report_id for claim in ledger.claims())
        if len(found) < before + told:
            return f"{before + told - len(found)} acknowledged reports lost"
        if max(found.values(), default=1) > 1 or set(claims.values()) - {CLAIMS}:
            return "reports doubled, or there in parts"
        if ledger.verify().broken:
            return "the log does not verify"
        return None if ledger.record(a_traced(id=f"r{len(found)}")).reports == 1 else "the next report is not recorded"


def review_round(where: str) -> str | None:
    """The same."""
    told = kill_at_random("review", where, 1.0)
    with open_ledger(where) as ledger:
        kept = Counter(event.why for event in ledger.events() if event.kind == "accepted")
        if lost := [word for word in told if word not in kept]:
            return f"{len(lost)} acknowledged decisions lost"
        if max(kept.values(), default=1) > 1:
            return "decisions doubled"
        return "the log does not verify" if ledger.verify().broken else None


def upgrade_round(where: str) -> str | None:
    """The same. Until it is upgraded, it is killed again and again."""
    for _ in range(MOST_TRIES):
        if "done" in kill_at_random("upgrade", where, 3.0):
            break
    with open_ledger(where) as ledger:
        if sum(1 for _ in ledger.claims()) != REPORTS * CLAIMS:
            return "claims are missing from lists, or doubled"
        if sum(1 for _ in ledger.claims(ClaimQuery(text="people"))) == 0:
            return "claims are not found by their words"
        return "the log does not verify" if ledger.verify().broken else None


def make_older(where: str, newest: str) -> None:
    """A ledger of an older schema with the rows of a new one."""
    place = ledger_place(where)
    backend, engine = backend_of(place), make_engine(place, 30)
    backend.prepare_for_tables(engine)
    config = Config()
    config.set_main_option("script_location", "tolltrace.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine, durable=False) as connection:
        backend.mark(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, OLDER)
    with open_ledger(newest) as ledger, ledger._engine.connect() as origin:
        for table in COPIED:
            rows = origin.execute(table.select()).all()
            if rows:
                copy_batch(engine, table, rows)
    engine.dispose()


def measure(name: str, rounds: int, one: Callable[[str], str | None], where: Callable[[], str]) -> bool:
    """So many rounds of one kind; whether all went well."""
    wrong = [found for found in (one(where()) for _ in range(rounds)) if found]
    print(f"{name:>10}: killed {rounds} times, {len(wrong)} times something was wrong {wrong[:1] or ''}", flush=True)
    return not wrong


@contextmanager
def places(in_a_server: bool) -> Iterator[Callable[[], str]]:
    """Hands out places for ledgers."""
    if in_a_server:
        with a_server() as server:
            yield server.new_database
        return
    with tempfile.TemporaryDirectory() as folder:
        yield lambda: str(Path(folder) / f"{time.time_ns()}.db")


def cycle_of(place: Callable[[], str]) -> Callable[[], str]:
    """The same place some times, then another: a ledger of many rounds takes long to look through."""
    each = (where for where in iter(place, None) for _ in range(SAME))
    return lambda: next(each)


def main() -> int:
    """Measure, and end with 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--server", action="store_true")
    arguments = parser.parse_args()
    with places(arguments.server) as place:
        reviewed, loaded = place(), cycle_of(place)
        with open_ledger(reviewed) as ledger:
            list(ledger.load(a_traced(id=f"r{number}") for number in range(REPORTS)))
        newest = place()
        with open_ledger(newest) as ledger:
            list(ledger.load(a_traced(id=f"r{number}") for number in range(REPORTS)))

        def older() -> str:
            where = place()
            make_older(where, newest)
            return where

        fine = [
            measure("loading", arguments.rounds, load_round, loaded),
            measure("reviewing", arguments.rounds, review_round, lambda: reviewed),
            measure("upgrading", arguments.rounds, upgrade_round, older),
        ]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
