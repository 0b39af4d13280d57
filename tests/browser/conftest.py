"""One browser and one served ledger for all tests of a process; a window of its own for each test.

The browser is Debian's Chromium, told what to do by Playwright. Neither is part of the development environment, as
`make test` is to start soon on a fresh machine, and Playwright's wheel is 40 MB (165 MB unpacked): `.ci/run` installs
both, and fails where these tests are skipped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.demo import BY, PASSWORD, Served, Site, demo_site, serve
from tests.browser.driving import WIDE, NoBrowserError, Window, a_browser, signed_in, watch
from tests.mail.conftest import Office, office  # noqa: F401
from tests.server.conftest import the_ledger
from tests.statements.stories import a_report
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.settings import Settings
from tolltrace.values import Claim

MILLISECONDS = 10_000  # until something counts as not happening
Open = Callable[..., Window]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser that is started for the first test that asks for one."""
    starting = a_browser()
    try:
        browser = starting.__enter__()
    except NoBrowserError as reason:
        pytest.skip(f"The pages are not looked at in a browser: {reason}")
    yield browser
    starting.__exit__(None, None, None)


@pytest.fixture(scope="session")
def site(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo's ledger, served. The browser comes first: without one, nothing need be recorded."""
    with demo_site(tmp_path_factory.mktemp("demo")) as served:
        yield served


@pytest.fixture(scope="session")
def session(chromium: Any, site: Site) -> Any:
    """Of a reviewer."""
    return signed_in(chromium, site.address)


@dataclass(frozen=True, slots=True)
class Own:
    """A small ledger for one test, which may write to it, and its site, which may go away."""

    ledger: Ledger
    site: Served
    settings: Settings

    @property
    def address(self) -> str:
        """Of the site."""
        return self.site.address

    def record(self, report: str, *claims: Claim, **said: Any) -> None:
        """One more report, while somebody reads."""
        self.ledger.record([a_report(report, *claims, **said)])


PEOPLE = (("R. Reader", "reader"), ("A. Coder", "reviewer"), ("E. Editor", "editor"))


@pytest.fixture
def own(chromium: Any, tmp_path: Any, office: Office) -> Iterator[Own]:  # noqa: F811
    """The briefing and its way, with an account for each role, and a post office."""
    path = tmp_path / "own.db"
    settings = replace(
        Settings(), mail_host="127.0.0.1", mail_port=office.port, mail_security="none", mail_from="d@tolls.example"
    )
    with open_ledger(path) as ledger:
        ledger.record(the_ledger())
        for name, role in PEOPLE:
            ledger.people.open_account(name, role, password=PASSWORD, **BY)
        with serve(path, settings) as served:
            yield Own(ledger, served, replace(settings, site_address=served.address))


@pytest.fixture
def opened(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open windows: `opened()`, `opened(scripts=False)`, `opened(person=True)`; each with its own cookies.

    `opened(at=own.address)` is of another site than the demo's.

    A window keeps in `faults` what went wrong in it: errors, what was refused, what was asked of other hosts.
    """
    contexts = []

    def open_window(*, person: bool = False, scripts: bool = True, viewport: Any = WIDE, at: str = "") -> Window:
        state = request.getfixturevalue("session") if person else None
        address = at or request.getfixturevalue("site").address
        context = chromium.new_context(
            base_url=address, viewport=viewport, storage_state=state, java_script_enabled=scripts
        )
        contexts.append(context)
        context.set_default_timeout(MILLISECONDS)
        window = context.new_page()
        window.faults = watch(window, urlsplit(address).netloc)
        return window

    yield open_window
    for context in contexts:
        context.close()
