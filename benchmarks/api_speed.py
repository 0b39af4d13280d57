"""How fast the API answers `claims?limit=50`: requests a second and p95 at 20 readers, a server process of its own.

    api_speed.py [LEDGER] [--claims N] [--seconds S] [--readers N] [--json]

LEDGER is a file or a postgresql:// URL of a ledger that is there; without it one of N made-up claims is made in a
folder of its own. Four questions: the first page again and again, as readers of a front page ask; 400 pages, each asked
for once; claims, each once; "is it still so?", answered 304. Where others use the machine, too, the server's CPU time
tells more than the rate.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import httpx

from tolltrace.ledger import open_ledger
from tolltrace.values import Article, Claim, Figure, Link, Method, Place, Published, Span, Traced

HARMS = ("killed", "wounded", "missing", "displaced")
SIDES = ("Karvel", "Dravia", "Lume Militia")
SPEAKERS = ("health ministry", "governor", "police", "Ana Veld", "Oro Senn")
PLACES = ("Karvel", "Port Lume", "Orlow", "Tessen")
CLAIMS_A_REPORT = 5
VALUES = "application/vnd.tolltrace.values+json"
START = datetime(2020, 1, 1, tzinfo=UTC)


def made_up(number: int) -> Traced:
    """A report of five claims."""
    sentences = [
        f"In {PLACES[(number + n) % 4]} {number % 900 + n + 1} people were {HARMS[n % 4]}, the {SPEAKERS[n]} said."
        for n in range(CLAIMS_A_REPORT)
    ]
    at = START + timedelta(minutes=17 * number)
    published = Published(at.date(), at, at.isoformat(), "byline")
    title = f"Report {number}"
    article = Article(
        f"https://karvel.example/{number}", title, "\n\n".join(sentences), "en", f"{number}.html", f"{number:064x}",
        outlet=f"Courier {number % 40}", url=f"https://karvel.example/{number}", published=published,
    )  # fmt: skip
    claims = []
    for n, sentence in enumerate(sentences):
        start = article.text.index(sentence)
        count = number % 900 + n + 1
        at_word = start + sentence.index(str(count))
        claims.append(
            Claim(
                f"{number * CLAIMS_A_REPORT + n:016x}", n + 1, Span(str(count), at_word, at_word + len(str(count))),
                Span(sentence, start, start + len(sentence)), Figure(count, count, count), HARMS[n % 4],
                victims="people", side=SIDES[(number + n) % 3],
                place=Place(f"In {PLACES[(number + n) % 4]}", PLACES[(number + n) % 4], 1, 10.0, 20.0, 2),
                chain=(Link(SPEAKERS[n], cue="said"),), confidence=0.9,
            )
        )  # fmt: skip
    return Traced(article, tuple(claims), Method("0.1.0", "a" * 64, "b" * 64))


@contextlib.contextmanager
def served(ledger: str) -> Iterator[tuple[str, int, int]]:
    """Host, port and process of a server of its own."""
    settings = {"TOLLTRACE_SERVE_REQUESTS_PER_MINUTE": "0", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "tolltrace", "serve", "--ledger", ledger, "--port", "0"]
    server = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True)
    told = server.stdout.readline() if server.stdout else ""
    address = httpx.URL(next(word for word in told.split() if word.startswith("http")))
    try:
        yield address.host, address.port or 0, server.pid
    finally:
        server.terminate()
        server.wait()


def questions(url: str, pages: int) -> dict[str, list[bytes]]:
    """The requests of each measure. Addresses are looked up in another shape, so that no answer is kept for them."""
    page = "/api/v1/claims?limit=50"
    with httpx.Client(base_url=url, headers={"Accept": VALUES}) as client:
        tag = client.get(page, headers={"Accept": "*/*"}).headers["etag"]
        claims = [each["claim"]["id"] for each in client.get("/api/v1/claims?limit=200").json()["items"]]
        addresses: list[str] = [page]
        while len(addresses) < pages and (following := client.get(addresses[-1]).json()["next"]):
            addresses.append(following)
    return {
        "first page, again and again": [request(page)],
        "each page once": [request(address) for address in addresses],
        "one claim, each once": [request(f"/api/v1/claims/{each}") for each in claims],
        "304": [request(page, f"If-None-Match: {tag}\r\n")],
    }


def request(address: str, more: str = "") -> bytes:
    """As a browser sends it, in few words."""
    return f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


async def ask(host: str, port: int, requests: list[bytes], readers: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds. Where there is more than one request, each is sent once."""
    left = iter(requests) if len(requests) > 1 else cycle(requests)
    until = time.perf_counter() + seconds
    waits: list[float] = []

    async def reader() -> None:
        receiving, sending = await asyncio.open_connection(host, port)
        for each in left:
            begun = time.perf_counter()
            if begun > until:
                break
            sending.write(each)
            head = await receiving.readuntil(b"\r\n\r\n")
            if head[9:12] not in (b"200", b"304"):
                raise RuntimeError(head.decode())
            length = re.search(rb"content-length: (\d+)", head)
            if length:
                await receiving.readexactly(int(length[1]))
            waits.append(time.perf_counter() - begun)
        sending.close()

    await asyncio.gather(*(reader() for _ in range(readers)))
    return waits


def cpu_seconds(process: int) -> float:
    """That a process has used; 0 where the system does not say."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def measure(ledger: str, readers: int, seconds: float) -> dict[str, dict[str, float]]:
    """Each question by so many readers at once."""
    found = {}
    with served(ledger) as (host, port, process):
        for name, requests in questions(f"http://{host}:{port}", pages=400).items():
            before, begun = cpu_seconds(process), time.perf_counter()
            waits = asyncio.run(ask(host, port, requests, readers, seconds))
            took = time.perf_counter() - begun
            found[name] = {
                "requests": len(waits),
                "per_second": len(waits) / took,
                "cpu_ms": 1000 * (cpu_seconds(process) - before) / len(waits),
                "p50_ms": 1000 * statistics.median(waits),
                "p95_ms": 1000 * statistics.quantiles(waits, n=20)[-1],
            }
    return found


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", nargs="?")
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = given.ledger or str(Path(folder) / "made-up.db")
        if not given.ledger:
            with open_ledger(ledger) as book:
                book.record(made_up(number) for number in range(given.claims // CLAIMS_A_REPORT))
        found = measure(ledger, given.readers, given.seconds)
    if given.json:
        print(json.dumps(found))
        return
    print(f"{given.readers} readers, one process of the server")
    print(f"{'':30}{'requests/s':>12}{'CPU ms each':>13}{'p50 ms':>9}{'p95 ms':>9}")
    for name, each in found.items():
        print(f"{name:30}{each['per_second']:12,.0f}{each['cpu_ms']:13.2f}{each['p50_ms']:9.1f}{each['p95_ms']:9.1f}")


if __name__ == "__main__":
    main()
