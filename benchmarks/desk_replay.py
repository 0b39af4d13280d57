"""A day of news, 5,000 items of 20 made-up outlets, replayed at a desk: how long that takes, and whether all is told.

    python benchmarks/desk_replay.py [--items N] [--server]

Each outlet has an address of its own on this machine and a feed; one report in thirty holds a toll, as in the news at
large; of those one in five is changed after it was read, and looked at again. Some answer 500, 429 or 404 at first. The
desk asks without pauses, as no outlet is bothered. Beside it runs the server that plays the outlets, in a process of
its own. Prints items a second, CPU seconds an item, memory, and what was recorded and told against what was given. With
`--server` the ledger lies on PostgreSQL, a server of the tests' own.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from tests.desk.outlets import a_feed, a_report
from tests.servers import a_server

from tolltrace.desk.config import make_plan
from tolltrace.desk.rounds import Desk
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.settings import Settings

OUTLETS = 20
ONE_IN = 30  # reports holds a toll …
CHANGED_ONE_IN = 5  # … and of those changes
BUSY = {11: 500, 23: 429, 37: 503}  # items of an outlet that answer so the first time


def host_of(outlet: int) -> str:
    return f"127.0.0.{outlet + 10}"


def has_toll(number: int) -> bool:
    return number % ONE_IN == 0


def changes(number: int) -> bool:
    return has_toll(number) and number // ONE_IN % CHANGED_ONE_IN == 0


def report(outlet: int, number: int, *, is_later: bool) -> bytes:
    town = f"Karvel-{outlet}-{number}"
    if not has_toll(number):
        text = (
            f"The council of {town} met on Monday to speak about the new bridge, and the mayor said it would be built."
        )
        return a_report(f"Council of {town} speaks about the bridge", text)
    toll = number + (5 if is_later and changes(number) else 0) + 12
    return a_report(f"Fire in {town}", f"At least {toll} people were killed in {town} on Monday, the governor said.")


def play(items: int, pipe: Connection) -> None:
    """The outlets, until they are told to end. A word from the other side makes reports change."""
    seen: set[tuple[int, int]] = set()
    later = [False]
    port = [0]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            outlet = int(self.headers["Host"].split(":")[0].rsplit(".", 1)[1]) - 10
            status, body = 200, b""
            if self.path == "/feed":
                body = a_feed(*(f"http://{host_of(outlet)}:{port[0]}/{n}" for n in range(items // OUTLETS)))
            elif self.path[1:].isdigit():
                number = int(self.path[1:])
                is_first = (outlet, number) not in seen
                seen.add((outlet, number))
                status = BUSY.get(number, 200) if is_first else 200
                body = report(outlet, number, is_later=later[0]) if status == 200 else b""
            else:
                status = 404
            self.send_response_only(status)
            if status == 429:
                self.send_header("Retry-After", "60")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # noqa: S104 - all of 127.0.0.0/8, an address an outlet
    port[0] = server.server_address[1]
    import threading

    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(port[0])
    while pipe.recv() == "later":
        later[0] = True


def make_desk_plan(port: int, folder: Path) -> str:
    sources = "".join(
        f'[[source]]\nname = "outlet {n}"\nfeed = "http://{host_of(n)}:{port}/feed"\nevery = "30d"\n'
        for n in range(OUTLETS)
    )
    told = f'[[tell]]\nname = "all"\ncommand = ["/usr/bin/tee", "-a", "{folder}/told"]\n'
    return (
        '[desk]\ncontact = "desk@newsroom.example"\nallow_private_addresses = true\nseconds_between_requests = 0\n'
        f'look_again = ["1h"]\n{sources}{told}'
    )


class Ahead:
    """The real clock, set forward."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


def work_off(desk: Desk) -> None:
    while True:
        if not desk.step():
            if desk.is_idle():
                return
            time.sleep(0.005)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--server", action="store_true")
    given = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    outlets = multiprocessing.get_context("spawn").Process(target=play, args=(given.items, theirs), daemon=True)
    outlets.start()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = stack.enter_context(a_server({})).new_database() if given.server else str(folder / "a.db")
        ledger = stack.enter_context(open_ledger(place))
        plan = make_plan(tomllib.loads(make_desk_plan(ours.recv(), folder)), folder / "desk.toml", {})
        pool = stack.enter_context(ThreadPoolExecutor(16))
        clock = Ahead()
        settings = replace(Settings(), **plan.fetching)
        desk = Desk(ledger, plan, load_knowledge(), settings, pool, "replay", clock)
        desk.open()
        began, cpu = time.monotonic(), time.process_time()
        for _ in range(4):  # an outlet that is busy is left alone for a minute, with all that it lists
            work_off(desk)
            clock.by += timedelta(minutes=5)
        first = time.monotonic() - began
        ours.send("later")
        clock.by += timedelta(hours=1, minutes=20)
        again = time.monotonic()
        work_off(desk)
        second = time.monotonic() - again
        used = time.process_time() - cpu
        tell(given.items, ledger, folder, first, second, used)
        ours.send("end")


def tell(items: int, ledger: object, folder: Path, first: float, second: float, used: float) -> None:
    per_outlet = items // OUTLETS
    tolls = OUTLETS * sum(has_toll(n) for n in range(per_outlet))
    changed = OUTLETS * sum(changes(n) for n in range(per_outlet))
    claims = len(list(ledger.claims(ClaimQuery(all_versions=True))))  # type: ignore[attr-defined]
    told = [json.loads(line) for line in (folder / "told").read_text("utf-8").splitlines()]
    kinds = [one["kind"] for one in told]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{items:,} items of {OUTLETS} outlets: {first:.0f} s, {items / first:.0f} items/s; "
        f"looked at again: {second:.0f} s"
    )
    print(f"CPU of the desk: {used:.0f} s, {1000 * used / (2 * items):.1f} ms a look; at most {peak:.0f} MB")
    print(f"claims recorded: {claims} of {tolls + changed}")
    print(f"told: {kinds.count('report')} of {tolls} reports, {kinds.count('changed')} of {changed} changes, twice: "
          f"{len(told) - len({one['id'] for one in told})}")  # fmt: skip
    is_all = claims == tolls + changed and kinds.count("report") == tolls and kinds.count("changed") == changed
    sys.exit(0 if is_all else 1)


if __name__ == "__main__":
    main()
