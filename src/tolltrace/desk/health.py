"""Health and metrics over HTTP, for who watches the watcher: `/health`, `/metrics` (Prometheus)."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tolltrace.desk.rounds import Desk
from tolltrace.errors import LedgerError, SettingsError

STUCK_AFTER = timedelta(minutes=5)  # without a step: one that traces a large file takes less
INSTALL = "metrics take one more package ({}); install it: pip install 'tolltrace[desk]', or leave out `listen`"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"


@contextmanager
def serve_health(desk: Desk, listen: tuple[str, int] | None, announce: Callable[[str], None]) -> Iterator[None]:
    """Answer while the desk runs. Raises SettingsError where nothing can listen there."""
    if listen is None:
        yield
        return
    metrics = make_metrics(desk)

    class Handler(Answering):
        answers = {"/health": lambda: read_health(desk), "/metrics": lambda: (200, PLAIN, metrics())}  # noqa: RUF012

    try:
        server = ThreadingHTTPServer(listen, Handler)
    except OSError as error:
        raise SettingsError(f"nothing can listen at {listen[0]}:{listen[1]} ({error.strerror or error})") from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    announce(f"http://{server.server_address[0]!s}:{server.server_address[1]}/health")
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Answering(BaseHTTPRequestHandler):
    """GET of a few addresses, and of nothing else."""

    answers: dict[str, Callable[[], tuple[int, str, bytes]]] = {}  # noqa: RUF012 - one for each server
    timeout = 10
    server_version = "tolltrace"
    sys_version = ""

    def do_GET(self) -> None:
        """One answer."""
        answer = self.answers.get(self.path.partition("?")[0])
        status, kind, body = answer() if answer else (404, "text/plain", b"/health and /metrics are here\n")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Nothing: who asks every ten seconds is not worth a line."""


def read_health(desk: Desk) -> tuple[int, str, bytes]:
    """200 where the desk goes on; 503 where it did not for long, or cannot reach its ledger."""
    turned, now = desk.turned_at, desk.clock()
    said: dict[str, Any] = {"turned_at": turned.isoformat() if turned else None, "in_flight": len(desk.flying)}
    is_well = turned is not None and now - turned < STUCK_AFTER
    try:
        states = [one.state for one in desk.ledger.desk.sources() if one.name in desk.names]
        said["sources"] = {state: states.count(state) for state in sorted(set(states))}
    except LedgerError as error:
        is_well, said["error"] = False, str(error)
    body = json.dumps({"status": "well" if is_well else "stuck", **said}).encode() + b"\n"
    return 200 if is_well else 503, "application/json", body


def make_metrics(desk: Desk) -> Callable[[], bytes]:
    """What Prometheus is given, read when it asks. Raises SettingsError where its library is not installed."""
    try:
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
    except ModuleNotFoundError as error:
        raise SettingsError(INSTALL.format(error)) from error

    class Collector:
        def collect(self) -> Iterator[Any]:
            counted = CounterMetricFamily("tolltrace_desk", "What this desk did since it was started", labels=["what"])
            for name, value in sorted(desk.counts.items()):
                counted.add_metric([re.sub(r"\W", "_", name)], value)
            yield counted
            flying = GaugeMetricFamily("tolltrace_desk_in_flight", "What is being asked, or told, at this moment")
            flying.add_metric([], len(desk.flying))
            yield flying
            yield from gauges_of_sources(desk, GaugeMetricFamily)
            yield from gauges_of_tellings(desk, GaugeMetricFamily)

    registry = CollectorRegistry()
    registry.register(Collector())
    return lambda: generate_latest(registry)


def gauges_of_sources(desk: Desk, gauge: Any) -> Iterator[Any]:
    """Of each source: failures in a row, when it was last there, what it listed."""
    failures = gauge("tolltrace_source_failures", "Failures since it was last read", labels=["source"])
    read = gauge("tolltrace_source_read_timestamp_seconds", "When it was last there", labels=["source"])
    items = gauge("tolltrace_source_items", "What it listed, by what became of it", labels=["source", "fate"])
    for one in desk.ledger.desk.sources():
        if one.name in desk.names:
            failures.add_metric([one.name], one.failures)
            if one.read_at:
                read.add_metric([one.name], one.read_at.timestamp())
            for fate, many in sorted(one.items.items()):
                items.add_metric([one.name, fate], many)
    yield from (failures, read, items)


def gauges_of_tellings(desk: Desk, gauge: Any) -> Iterator[Any]:
    """Of each who is told: what waits, what failed, what was given up."""
    told = {one.name for one in desk.plan.subscribers}
    waiting = gauge("tolltrace_telling_waiting", "Events of the log that were not looked at for them", labels=["to"])
    tries = gauge("tolltrace_telling_failures", "Tries that failed in a row", labels=["to"])
    untold = gauge("tolltrace_telling_given_up", "Events that were given up", labels=["to"])
    for one in desk.ledger.desk.tellings():
        if one.name in told:
            waiting.add_metric([one.name], one.waiting)
            tries.add_metric([one.name], one.tries)
            untold.add_metric([one.name], one.untold)
    yield from (waiting, tries, untold)
