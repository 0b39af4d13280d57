"""A server on 127.0.0.1 that plays outlets: each path answers as the test says, and every question is noted."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2024-03-0{day}T10:00:00+00:00"></head>
<body><article><h1>{title}</h1><p>{text}</p>
<p>The ferry had left Port Karvel in the morning with more passengers than it was built for, residents said.
It was not known what had caused the fire, and the owners of the ferry could not be reached.</p></article>
</body></html>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Karvel Courier</title>{}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate></item>"
MONDAY = "Mon, 04 Mar 2024 10:00:00 GMT"


def a_report(title: str, text: str, day: int = 4) -> bytes:
    return PAGE.format(title=title, text=text, day=day).encode()


def a_feed(*links: str, titles: dict[str, str] | None = None, guid: str | None = None, date: str = MONDAY) -> bytes:
    """A feed that only names its reports."""
    titles = titles or {}
    items = (ITEM.format(title=titles.get(one, "Ferry fire"), link=one, guid=guid or one, date=date) for one in links)
    return RSS.format("".join(items)).encode()


Answer = tuple[int, bytes, dict[str, str]]


@dataclass
class Outlets:
    """What is answered at each path: bytes, a status, or a function of the headers that were sent."""

    address: str
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, less the rules."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        found = self.answers.get(path, 404)
        if isinstance(found, Callable):  # type: ignore[arg-type]
            found = found(headers)
        if isinstance(found, int):
            return found, b"", {}
        if isinstance(found, bytes):
            return 200, found, {}
        return found


@contextmanager
def open_outlets() -> Iterator[Outlets]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = dict(self.headers)
            outlets.asked.append((self.path, headers))
            self.give(*outlets.answer(self.path, headers))

        def do_POST(self) -> None:
            headers = dict(self.headers)
            body = self.rfile.read(int(headers["Content-Length"]))
            outlets.posted.append((self.path, headers, body))
            self.give(*outlets.answer(self.path, headers))

        def give(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    outlets = Outlets(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield outlets
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
