"""What a ledger of a million claims costs: loading it, loading it again, lists, facets, search. On one engine a run.

    python benchmarks/ledger_scale.py [--claims N] [--server] [--keep FILE]

Made-up news (`statements_scale.py`), with four claims a report, as many as reports with tolls hold on average. Loading
is told as claims per second of CPU time, this program's and, with `--server`, that of all the server's processes: a
PostgreSQL of the tests' own, made for the run, with a server's usual settings. Questions are told in milliseconds, the
median and the slowest of twenty, as the clock has it, each of another place or word.
"""

import argparse
import os
import random
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.servers import a_server
from tests.statements.stories import a_report, says

from statements_scale import ENDS, PLACES, SPEAKERS, STEMS, WHAT
from tolltrace.ledger import ClaimQuery, Ledger, open_ledger
from tolltrace.ledger.lists import page_of_claims
from tolltrace.ledger.searching import find_matches
from tolltrace.values import Traced

USUAL = {"shared_buffers": "1GB", "max_connections": "60"}  # the disk is waited for, as it is in use
AT_ONCE = 20
SENTENCES = (
    ("A {what} {place} killed {figure} people{said}.", "killed"),
    ("The {what} wounded {figure} more{said}.", "wounded"),
    ("Some {figure} are missing after the {what}{said}.", "missing"),
    ("It displaced {figure} families {place}{said}.", "displaced"),
)


def make_reports(claims: int) -> Iterator[Traced]:
    """So many claims in the order of their days, four a report, in sentences with words of their own."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    for number in range(claims // len(SENTENCES)):
        place, what, speaker = chance.choice(PLACES), chance.choice(WHAT), chance.choice(SPEAKERS)
        told = []
        for sentence, harm in SENTENCES:
            figure = int(chance.paretovariate(0.7)) % 50_000 + 1
            said = f", {speaker} said" if speaker else ""
            own = " ".join(chance.choice(STEMS) + chance.choice(ENDS) for _ in range(6)).capitalize()
            text = f"{own}: " + sentence.format(what=what, place=place.text, figure=figure, said=said)
            side = chance.choice(("Upland", "Lowland", None))
            told.append(says(text, str(figure), by=speaker or (), place=place, harm=harm, side=side))
        yield a_report(f"r{number}", *told, on=date(2002, 1, 1) + timedelta(days=number // 40))


def seconds_of(processes: Callable[[], list[int]]) -> float:
    """CPU time of this program and of others, by their numbers."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = own.ru_utime + own.ru_stime
    ticks = os.sysconf("SC_CLK_TCK")
    for process in processes():
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # ended: its time is then its parent's
            continue
        total += sum(map(int, fields[11:15])) / ticks
    return total


def head_of(ledger: Ledger) -> str | None:
    """The newest seal's hash: that of all that was ever written."""
    with ledger.browsing() as view:
        return view.state().head


def measure_load(ledger: Ledger, claims: int, processes: Callable[[], list[int]]) -> None:
    """Load into an empty ledger, then the same again."""
    spent, loaded, indexed = 0.0, 0, 0.0
    made = make_reports(claims)
    batches = ledger.load(timed(made))
    began = seconds_of(processes)
    while True:
        before = seconds_of(processes)
        recorded = next(batches, None)
        if recorded is None:
            indexed = seconds_of(processes) - before
            break
        spent, loaded = spent + seconds_of(processes) - before, loaded + recorded.claims
    whole = seconds_of(processes) - began - MADE[0]
    spent -= MADE[0]
    print(f"{loaded:>9,} claims loaded: {loaded / spent:8,.0f} a second of CPU time", flush=True)
    print(f"{'':>9} indexes and words: {indexed:6.1f} s; with them {loaded / whole:,.0f} claims a second", flush=True)
    some = min(claims, 20_000)
    head = head_of(ledger)
    again = sum(one.claims + one.versions for one in ledger.load(make_reports(some)))
    is_same = head_of(ledger) == head
    print(f"{'':>9} {some:,} of them again: {again} changes, log {'as it was' if is_same else 'LONGER'}", flush=True)


MADE = [0.0]
DATABASE: list[float] = []


def timed(reports: Iterator[Traced]) -> Iterator[Traced]:
    """Reports, noting the CPU time that it takes to make them up."""
    while True:
        began = time.process_time()
        report = next(reports, None)
        MADE[0] += time.process_time() - began
        if report is None:
            return
        yield report


def measure_questions(ledger: Ledger) -> None:
    """Each question twenty times, of another place, day or word."""
    chance = random.Random(2)  # noqa: S311 - nothing secret
    newest = next(iter(ledger.claims(limit=1))).published
    assert newest  # noqa: S101 - all are dated
    places = [chance.choice(PLACES).name or "" for _ in range(AT_ONCE)]
    months = [newest.on - timedelta(days=chance.randrange(30, 300)) for _ in range(AT_ONCE)]
    own = [(chance.choice(STEMS) + chance.choice(ENDS)) for _ in range(AT_ONCE)]

    def page(query: ClaimQuery) -> int:
        with ledger.browsing() as view:
            return len(view.claims(query, None, 50).items)

    def page_in_the_database(query: ClaimQuery) -> int:
        with ledger.browsing() as view:
            connection = view._connection  # what the question costs without its claims being made of the rows
            asked = page_of_claims(query, find_matches(connection, query), None, 50).compile(connection)
            names, bound = asked.positiontup, asked.construct_params()
            began = time.perf_counter()
            rows = connection.exec_driver_sql(str(asked), tuple(bound[n] for n in names) if names else bound).all()
            DATABASE.append(1000 * (time.perf_counter() - began))
            return len(rows)

    def facets(query: ClaimQuery) -> int:
        with ledger.browsing() as view:
            return view.facets(query).claims

    common = ("killed", "people", "the", "after") * 5
    speakers = ("police", "governor", "rescuers", "Veld") * 5
    questions: dict[str, list[Callable[[], int]]] = {
        "the newest 50": [lambda: page(ClaimQuery())] * AT_ONCE,
        "50 of a place before a day": [
            (lambda p=p, m=m: page(ClaimQuery(place=p, until=m))) for p, m in zip(places, months, strict=True)
        ],
        "the same, of the database alone": [
            (lambda p=p, m=m: page_in_the_database(ClaimQuery(place=p, until=m)))
            for p, m in zip(places, months, strict=True)
        ],
        "facets of a place": [(lambda p=p: facets(ClaimQuery(place=p))) for p in places],
        "50 with a rare pair of words": [
            (lambda a=a, b=b: page(ClaimQuery(text=f"{a} {b}"))) for a, b in zip(own, own[1:] + own[:1], strict=True)
        ],
        "50 with a common word": [(lambda w=w: page(ClaimQuery(text=w))) for w in common],
        "50 of a place with a common word": [(lambda p=p: page(ClaimQuery(place=p, text="killed"))) for p in places],
        "50 of a speaker": [(lambda s=s: page(ClaimQuery(speaker=s))) for s in speakers],
    }
    for name, asked in questions.items():
        times, found = [], 0
        DATABASE.clear()
        for ask in asked:
            began = time.perf_counter()
            found += ask()
            times.append(1000 * (time.perf_counter() - began))
        print(
            f"{name:>34}: median {statistics.median(times):7.1f} ms, slowest {max(times):7.1f} ms ({found:,} found)",
            flush=True,
        )


def measure_together(place: str, seconds: float) -> None:
    """One writer and twenty readers at once: how much each did, and whether anything failed or was lost."""
    until = time.monotonic() + seconds
    asked, failed = [0] * AT_ONCE, []

    def read(number: int) -> None:
        with open_ledger(place) as ledger:
            chance = random.Random(number)  # noqa: S311 - nothing secret
            while time.monotonic() < until:
                try:
                    with ledger.browsing() as view:
                        view.claims(ClaimQuery(place=chance.choice(PLACES).name), None, 50)
                    asked[number] += 1
                except Exception as error:  # noqa: BLE001 - counted, and printed
                    failed.append(repr(error))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(AT_ONCE)]
    for reader in readers:
        reader.start()
    written, stamp = [], time.time_ns()
    with open_ledger(place) as ledger:
        while time.monotonic() < until:
            report = a_report(f"new{stamp}-{len(written)}", says("A fire in Karvel killed 12 people.", "12"))
            ledger.record(report)
            written.append(report.article.id)
        kept = sum(1 for one in written if next(iter(ledger.reports(ClaimQuery(report=one))), None))
    for reader in readers:
        reader.join()
    print(
        f"{seconds:g} s of one writer and {AT_ONCE} readers: {sum(asked):,} pages, {len(written):,} reports written, "
        f"{len(written) - kept} lost, {len(failed)} failed{' ' + failed[0] if failed else ''}"
    )


def measure(place: str, claims: int, seconds: float, processes: Callable[[], list[int]]) -> None:
    """One engine."""
    with open_ledger(place) as ledger:
        if next(iter(ledger.reports(ClaimQuery(limit=1))), None) is None:
            measure_load(ledger, claims, processes)
        measure_questions(ledger)
    measure_together(place, seconds)


def server_processes(folder: Path) -> Callable[[], list[int]]:
    """The server that keeps its data there, and all that it started."""

    def found() -> list[int]:
        first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        family, everyone = [first], {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                everyone[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
        return family + [number for number, parent in everyone.items() if parent == first]

    return found


def main() -> None:
    """Measure one engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--server", action="store_true", help="on PostgreSQL")
    parser.add_argument("--keep", type=Path, help="a file to keep the ledger in, for a second run without loading")
    parser.add_argument("--seconds", type=float, default=60, help="of one writer and twenty readers")
    arguments = parser.parse_args()
    if arguments.server:
        with a_server(USUAL) as server:
            processes = server_processes(server.socket)
            measure(server.new_database(), arguments.claims, arguments.seconds, processes)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "ledger.db"
        measure(str(path), arguments.claims, arguments.seconds, list)
        print(f"{path.stat().st_size / 1e6:,.0f} MB")
        with open_ledger(path) as ledger:
            print(f"log: {'whole' if ledger.verify().broken is None else 'BROKEN'}")


if __name__ == "__main__":
    main()
