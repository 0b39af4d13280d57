"""How fast the site answers on a large ledger: 20 readers at once, one process of the server; cold, and again.

    python benchmarks/site_speed.py N [--keep FOLDER | --ledger FILE] [--readers 20] [--seconds 10] [--addresses 400]
                                      [--only "statement" "report" ...] [--json]

N made-up claims (`ledger_scale.py`), loaded and grouped; with --keep the ledger stays in FOLDER for another run.
--ledger takes a grouped ledger that is there, as `statements_scale.py 1000000 --keep FOLDER` makes; nothing is
recorded in it. Then, one after another: the front page, statements, reports, series, searches; bare figures as JSON,
claims with all that is known of them as JSON, and a table of claims as HTML, beside Datasette, where it is installed,
which serves the `claims` table of the same file. Every address is asked once, which is told first: nothing is kept
that answers it. Then the same are asked “again”: while the ledger stays what it is, their answers are kept. The front
page is one address: how long it takes to make is told apart, where something may be recorded. What the server
remembers beside: the names that are withheld in reports that were shown before. Where others use the machine, the CPU
time tells more than the waiting.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import httpx
from tests.statements.stories import a_report, says

from api_speed import cpu_seconds, served
from ledger_scale import make_reports
from tolltrace.following import group_recorded, regroup
from tolltrace.ledger import ClaimQuery, RecordedClaim, open_ledger

ROWS = 50  # of the pages that are compared with Datasette's
FRESH = 10  # times that the front page is made anew
CHOICE = 20  # claims of a day, of which one is chosen
ASKED = "Accept: */*\r\nAccept-Encoding: gzip\r\n"
TIMES = 10  # as many addresses of the lean page, which is answered so much sooner
WARM = 5  # answers of each kind before any is counted

COMPARED = (
    ("figures as JSON", "Datasette, JSON"),
    ("claims as JSON", "Datasette, JSON"),
    ("claims as HTML", "Datasette, HTML"),
)

Measured = dict[str, float]


def make_ledger(path: Path, claims: int) -> None:
    """A ledger of so many made-up claims, grouped, unless it is there."""
    if path.exists():
        return
    with open_ledger(path) as ledger:
        began = time.process_time()
        for _ in ledger.load(make_reports(claims)):
            pass
        loaded = time.process_time()
        regroup(ledger)
        grouped = time.process_time()
    print(f"{claims:,} claims loaded in {loaded - began:,.0f} s, grouped in {grouped - loaded:,.0f} s", flush=True)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def addresses_of(path: Path, url: str, count: int) -> dict[str, list[str]]:
    """So many different addresses of each kind of page, from claims all over the ledger."""
    chance = random.Random(3)  # noqa: S311 - nothing secret
    claims = sampled(path, chance, count)
    reports = dict.fromkeys(each.report_id for each in claims)
    return {
        "front": ["/"],
        "statement": [f"/statements/{each.claim.id}" for each in claims],
        "report": [f"/report?{urlencode({'id': each})}" for each in reports],
        "series": [
            f"/series?{urlencode({'place': place, 'harm': harm})}"
            for place, harm in dict.fromkeys((place_of(each), each.claim.harm) for each in claims)
        ],
        "search": [f"/statements?{urlencode(each)}" for each in unlike(search(one, chance) for one in claims)],
        "figures as JSON": following(url, f"/api/v1/figures?limit={ROWS}", TIMES * count),
        "claims as JSON": following(url, f"/api/v1/claims?limit={ROWS}", count),
        "claims as HTML": [
            each.replace("/api/v1/claims", "/claims")
            for each in following(url, f"/api/v1/claims?limit={ROWS + 1}", count)
        ],
    }


def sampled(path: Path, chance: random.Random, count: int) -> list[RecordedClaim]:
    """Claims of different days, and so of different reports."""
    found: dict[str, RecordedClaim] = {}
    with open_ledger(path) as ledger, ledger.browsing() as view:
        newest = view.claims(ClaimQuery(), None, 1).items[0]
        last = newest.published.on if newest.published else date.today()
        oldest = next(iter(ledger.claims(ClaimQuery(until=date(2002, 1, 31), limit=1))), newest)
        first = oldest.published.on if oldest.published else last
        for _ in range(4 * count):
            day = first + timedelta(days=chance.randint(0, (last - first).days))
            page = view.claims(ClaimQuery(since=day, until=day), None, CHOICE).items
            one = chance.choice(page) if page else newest
            found.setdefault(one.report_id, one)
            if len(found) >= count:
                break
    return list(found.values())


def place_of(recorded: RecordedClaim) -> str:
    """Where it is said to have happened."""
    place = recorded.claim.place
    return (place.name or place.text) if place else ""


def unlike(questions: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Each question once."""
    return [dict(each) for each in dict.fromkeys(tuple(one.items()) for one in questions)]


def search(recorded: RecordedClaim, chance: random.Random) -> dict[str, str]:
    """What a reader may look for who finds this claim: two rare words; a place with a common word, or with a harm; a
    harm in some month."""
    words = [each for each in recorded.claim.evidence.text.split() if each.isalpha()]
    month = f"{recorded.published.on:%Y-%m}" if recorded.published else "2002-01"
    return chance.choice(
        [
            {"text": " ".join(words[:2])},
            {"text": chance.choice(("killed", "people", "wounded")), "place": place_of(recorded)},
            {"place": place_of(recorded), "harm": recorded.claim.harm},
            {"harm": recorded.claim.harm, "since": f"{month}-01", "until": f"{month}-28"},
        ]
    )


def following(url: str, first: str, count: int) -> list[str]:
    """A list's pages, one after another, looked up as our own client does, so that no answer is kept for them."""
    found: list[str] = [first]
    with httpx.Client(base_url=url, headers={"Accept": "application/vnd.tolltrace.values+json"}, timeout=60) as client:
        while len(found) < count and (next_one := client.get(found[-1]).json()["next"]):
            found.append(next_one)
    return found


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def ask(url: str, addresses: list[str], readers: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds. Where there is more than one address, each is asked once.

    By bare connections: a client's library would take more of the machine's time than some of these answers.
    """
    left = iter(addresses) if len(addresses) > 1 else cycle(addresses)
    waits: list[float] = []
    at = httpx.URL(url)
    until = time.perf_counter() + seconds

    async def reader() -> None:
        receiving, sending = await asyncio.open_connection(at.host, at.port)
        for each in left:
            begun = time.perf_counter()
            if begun > until:
                break
            sending.write(f"GET {each} HTTP/1.1\r\nHost: {at.netloc.decode()}\r\n{ASKED}\r\n".encode())
            await read_answer(receiving, each)
            waits.append(time.perf_counter() - begun)
        sending.close()

    await asyncio.gather(*(reader() for _ in range(readers)))
    return waits


async def read_answer(receiving: asyncio.StreamReader, address: str) -> None:
    """All of an answer, whose length is said before it, or piece by piece."""
    head = await receiving.readuntil(b"\r\n\r\n")
    if head[9:12] != b"200":
        raise RuntimeError(f"{address}: {head.decode(errors='replace')}")
    if length := re.search(rb"(?i)content-length: (\d+)", head):
        await receiving.readexactly(int(length[1]))
        return
    while size := int(await receiving.readline(), 16):
        await receiving.readexactly(size + len(b"\r\n"))
    await receiving.readline()


def measure(
    url: str, process: int, addresses: list[str], readers: int, seconds: float, *, warm: int = WARM
) -> Measured:
    """One kind of page, after some of it that are not counted."""
    asyncio.run(ask(url, addresses[:warm], 1, seconds))
    addresses = addresses[warm:] or addresses
    before, begun = cpu_seconds(process), time.perf_counter()
    waits = asyncio.run(ask(url, addresses, readers, seconds))
    took = time.perf_counter() - begun
    return {
        "requests": len(waits),
        "per_second": len(waits) / took,
        "cpu_ms": 1000 * (cpu_seconds(process) - before) / len(waits),
        "p50_ms": 1000 * statistics.median(waits),
        "p95_ms": 1000 * statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else 1000 * waits[0],
    }


def measure_fresh(url: str, process: int, path: Path) -> Measured:
    """The front page after each of some new reports: nothing kept answers it."""
    waits, spent = [], 0.0
    with open_ledger(path) as ledger, httpx.Client(base_url=url, timeout=60) as client:
        for number in range(FRESH):
            sentence = f"A fire in Karvel killed {number + 2} people."
            ledger.record(a_report(f"new{time.time_ns()}", says(sentence, str(number + 2))))
            group_recorded(ledger)
            before, begun = cpu_seconds(process), time.perf_counter()
            client.get("/").raise_for_status()
            waits.append(time.perf_counter() - begun)
            spent += cpu_seconds(process) - before
    return {
        "requests": FRESH,
        "per_second": FRESH / sum(waits),
        "cpu_ms": 1000 * spent / FRESH,
        "p50_ms": 1000 * statistics.median(waits),
        "p95_ms": 1000 * max(waits),
    }


# ── Datasette ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def datasette(path: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of a Datasette that serves the same file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(path), "--port", str(port), "--host", "127.0.0.1"]
    server = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"{url}/-/versions.json")
                break
            time.sleep(0.5)
        yield url, server.pid
    finally:
        server.terminate()
        server.wait()


def measure_datasette(path: Path, count: int, readers: int, seconds: float) -> dict[str, Measured]:
    """Its pages of the same table: as lean as it has them, and as it shows them to whoever comes."""
    with open_ledger(path) as ledger, ledger.browsing() as view:
        claims = view.count(ClaimQuery(), 2**62)
    chance = random.Random(4)  # noqa: S311 - nothing secret
    starts = chance.sample(range(1, claims), min(2 * count, claims - 1))
    table = f"/{path.stem}/claims"
    lean = [
        f"{table}.json?_size={ROWS}&_nocount=1&_nofacet=1&_nosuggest=1&_shape=array&_next={n}" for n in starts[:count]
    ]
    shown = [f"{table}?_size={ROWS}&_next={n}" for n in starts[count:]]
    with datasette(path) as (url, process):
        return {
            "Datasette, JSON": measure(url, process, lean, readers, seconds),
            "Datasette, HTML": measure(url, process, shown, readers, seconds),
        }


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def print_measured(found: dict[str, Measured], readers: int) -> None:
    """A line a page, and the ratios."""
    print(f"{readers} readers, one process of the server; “again”: the same addresses a second time, from what is kept")
    print(f"{'':24}{'requests':>9}{'requests/s':>12}{'CPU ms each':>13}{'p50 ms':>9}{'p95 ms':>9}")
    for name, each in found.items():
        figures = f"{each['per_second']:12,.1f}{each['cpu_ms']:13.1f}{each['p50_ms']:9.1f}{each['p95_ms']:9.1f}"
        print(f"{name:24}{each['requests']:9,.0f}{figures}")
    for ours, theirs in COMPARED:
        if theirs in found and ours in found:
            times = found[ours]["per_second"] / found[theirs]["per_second"]
            spent = found[theirs]["cpu_ms"] / max(found[ours]["cpu_ms"], 0.01)
            print(f"{ours}: {times:.1f} times the requests a second of {theirs}; by CPU time {spent:.1f} times")


def measure_site(path: Path, given: argparse.Namespace) -> dict[str, Measured]:
    """Every kind of page, each address once, and once again."""
    found = {}
    with served(str(path)) as (host, port, process):
        url = f"http://{host}:{port}"
        for name, addresses in addresses_of(path, url, given.addresses).items():
            if given.only and name not in given.only:
                continue
            once = measure(url, process, addresses, given.readers, given.seconds)
            asked = addresses[WARM : WARM + int(once["requests"])] or addresses
            found[name] = once
            found[f"{name}, again"] = measure(url, process, asked, given.readers, given.seconds, warm=0)
        if not given.ledger:
            found["front, made anew"] = measure_fresh(url, process, path)
    return found


def main() -> None:
    """Make a ledger, serve it, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("claims", type=int, nargs="?", default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder to keep the ledger in, for a second run")
    parser.add_argument("--ledger", type=Path, help="a grouped ledger's file that is there; nothing is recorded in it")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10, help="of each kind of page at most")
    parser.add_argument("--addresses", type=int, default=400, help="of each kind of page")
    parser.add_argument("--only", nargs="*", help="these kinds of pages alone: front, statement, ...")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.ledger or (given.keep or Path(folder)) / f"claims-{given.claims}.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        make_ledger(path, given.claims)
        found = measure_site(path, given)
        try:
            found |= {} if given.only else measure_datasette(path, given.addresses, given.readers, given.seconds)
        except httpx.HTTPError as error:
            print(f"Datasette was not asked ({error!r}); python -m pip install datasette")
    if given.json:
        print(json.dumps(found))
    else:
        print_measured(found, given.readers)


if __name__ == "__main__":
    main()
