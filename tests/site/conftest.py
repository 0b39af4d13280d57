"""A made-up ledger as a site: the fixtures of the server's tests, and pages as a browser asks for them."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import anyio.from_thread
import httpx
import pytest
from lxml import etree, html

from tests.server.conftest import Questions, file_book, portal, serving, settings_for, the_ledger  # noqa: F401
from tests.statements.stories import a_report, says
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.server import make_app
from tolltrace.values import Link, Place

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
Get = Callable[..., httpx.Response]


def parse(answered: httpx.Response) -> html.HtmlElement:
    """A page, parsed."""
    return html.document_fromstring(answered.text)


def words_of(element: etree._Element) -> str:
    """All text in an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def main_of(answered: httpx.Response) -> str:
    """All words of a page's main part."""
    assert answered.status_code == 200, answered.text
    return words_of(parse(answered).find(".//main"))


@pytest.fixture(scope="session")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """A page as a browser asks for it. `{briefing}` stands for the id of the spokeswoman's statement."""
    path = tmp_path_factory.mktemp("site") / "l.db"
    with open_ledger(path) as ledger:
        ledger.record(the_ledger())
    app = make_app(path, settings=settings_for(""))
    with anyio.from_thread.start_blocking_portal() as own:
        asking = Questions(own, app, {})
        told = asking("statements?text=Dravian&speaker=Ana%20Veld").json()["items"]
        briefing = next(one["id"] for one in told if one["words"] == "more than 9,000")

        def ask(path: str, **more: Any) -> httpx.Response:
            headers = BROWSER | more.pop("headers", {})
            return asking(path.replace("{briefing}", briefing), headers=headers, **more)

        yield ask
    app.state.desk.ledger.close()


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x="',
    "template": "{{ 7 * 7 }}{% raw %}",
    "bidi": "\u202e9 dellik\u2066",
    "control": "a\x1b[31m\x85\x9bb",
    "half": "\ud800",
    "long": "W" * 200_000,
}


@pytest.fixture(params=sorted(HOSTILE.keys() - {"half"}))  # no ledger takes half a character
def hostile_book(request, tmp_path) -> Iterator[Ledger]:
    """A report in which every word that a page may print is hostile."""
    words = HOSTILE[request.param]
    sentence = f"{words} said 12 people died at {words}, quoting {words}."
    link = Link(words, role=words, cue=words)
    claim = says(sentence, "12", side=words[:400], place=Place(words, words), victims=words)
    relay = a_report(
        "hostile",
        says(f"{words}: 12", "12", chain=(link,)),
        dataclasses.replace(claim, chain=(link, link)),
        title=f"{words}: 12",
        outlet=words,
        url=f"https://hostile.example/{words[:50]}",
    )
    with open_ledger(tmp_path / "hostile.db") as ledger:
        ledger.record([relay])
        yield ledger
