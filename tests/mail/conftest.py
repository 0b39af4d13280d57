"""A server for mails on this machine, and a ledger with something to tell."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.server.conftest import portal, serving  # noqa: F401
from tests.statements.stories import KARVEL, a_report, says
from tolltrace.digests import Every, Wish
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.settings import Settings
from tolltrace.values import Place, Traced

SITE = "https://tolls.example"
PORT_LUME = Place("at Port Lume", "Port Lume", 4712, 10.5, 20.1, 1)


@dataclass
class Office:
    """What came to it: to whom, and what. `answers` says what it tells of an address; "" breaks the connection."""

    port: int = 0
    from_us: str = "250 yes"
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)

    def to(self) -> list[str]:
        return [address for address, _ in self.taken]


class Clerk(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        office: Office = self.server.office  # type: ignore[attr-defined]
        self.say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "MAIL":
                self.say(office.from_us)
            elif verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self.say(office.answers.get(to, "250 yes"))
            elif verb == "DATA":
                self.say("354 go on")
                body = b""
                while (said := self.rfile.readline()) != b".\r\n":
                    body += said.removeprefix(b".") if said.startswith(b"..") else said
                told = office.after_data.get(to, "250 taken")
                if told.startswith("250") or not told:
                    office.taken.append((to, message_from_bytes(body, policy=default)))
                if not told:
                    return
                self.say(told)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")


class Hall(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def office() -> Iterator[Office]:
    with Hall(("127.0.0.1", 0), Clerk) as server:
        server.office = Office(server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.office  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(office: Office) -> Settings:
    return Settings(
        site_address=SITE,
        mail_host="127.0.0.1",
        mail_port=office.port,
        mail_security="none",
        mail_from="digest@tolls.example",
        serve_requests_per_minute=0,
    )


def first_news() -> list[Traced]:
    """Of today: one about Dravia's people at Port Lume, one about Karvel's."""
    today = datetime.now(UTC).date()
    lume = says("At least 12 Dravian sailors died at Port Lume, the harbour office said.", "At least 12",
                by="harbour office", side="Dravia", place=PORT_LUME)  # fmt: skip
    karvel = says("Some 30 people were killed in Karvel, the governor said.", "30", by="governor", side="Karvel",
                  place=KARVEL)  # fmt: skip
    return [
        a_report("https://radio.example/lume", lume, on=today, outlet="Radio Lume", url="https://radio.example/lume"),
        a_report("https://paper.example/karvel", karvel, on=today, outlet="The Paper"),
    ]


def an_echo() -> Traced:
    """Of the first, from another outlet."""
    told = says("At least 12 Dravian sailors died at Port Lume, the harbour office said on Monday.", "At least 12",
                by="harbour office", side="Dravia", place=PORT_LUME)  # fmt: skip
    return a_report("https://site.example/echo", told, on=datetime.now(UTC).date(), outlet="A Site")


def subscribe(ledger: Ledger, *addresses: str, every: Every = Every.DAILY, **chosen: tuple[str, ...]) -> None:
    for address in addresses:
        ledger.mailing.subscribe(Wish(address, every, **chosen))


@pytest.fixture
def book(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as ledger:
        ledger.record(first_news())
        yield ledger


@pytest.fixture
def file_book(tmp_path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.record(first_news())
        yield ledger
