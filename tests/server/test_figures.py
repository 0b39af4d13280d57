"""The lean page: the same rows by the short way and by the route, nothing that is withheld, nothing that is hidden."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.statements.stories import a_report, says
from tolltrace.ledger import open_ledger
from tolltrace.server import make_app
from tolltrace.settings import Settings

PATH = "/api/v1/figures"
TOLD = (("A fire in Karvel killed 12 people, Ana Veld said.", "12"), ("A flood in Orlow killed 7 people.", "7"))


@pytest.fixture
def served(tmp_path):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        for number in range(5):
            text, figure = TOLD[number % 2]
            ledger.record(a_report(f"r{number}", says(text, figure, by="Ana Veld" if number % 2 == 0 else ())))
    app = make_app(str(path), settings=Settings(serve_requests_per_minute=0))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client, Path(path)


def rows_of(client, address):
    """All rows, a page after another."""
    found = []
    while address:
        told = client.get(address).json()
        found += told["rows"]
        address = told["next"]
    return found


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"{PATH}?limit=2", id="short-way"),
        pytest.param(f"{PATH}?limit=2&since=1990-01-01", id="route"),
        pytest.param(f"{PATH}?limit=2&harm=killed", id="route-by-harm"),
    ],
)
def test_pages_hold_every_claim_once_in_the_order_of_claims(served, address):
    client, _ = served
    claims = [each["id"] for each in client.get("/api/v1/claims?limit=200").json()["items"]]

    assert [row[0] for row in rows_of(client, address)] == claims


def test_both_ways_send_the_same_bytes(served):
    client, _ = served
    plain = client.get(f"{PATH}?limit=2")
    by_the_route = client.get(f"{PATH}?limit=%32")  # the short way reads no escapes

    assert (plain.status_code, by_the_route.status_code) == (200, 200)
    assert (plain.content, plain.headers["etag"]) == (by_the_route.content, by_the_route.headers["etag"])
    assert client.get(PATH, headers={"If-None-Match": plain.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param("limit=0", 422, id="no-rows"),
        pytest.param("limit=201", 422, id="too-many"),
        pytest.param("cursor=zzzz", 422, id="no-cursor"),
        pytest.param("limit=2&limit=3", 422, id="said-twice"),
        pytest.param("text=fire", 422, id="words-are-no-filter"),
        pytest.param("speaker=Ana", 422, id="nor-is-a-speaker"),
    ],
)
def test_what_cannot_be_asked_is_told(served, asked, status):
    client, _ = served

    assert client.get(f"{PATH}?{asked}").status_code == status


def test_no_words_of_a_report_are_in_it(served):
    client, _ = served
    told = client.get(PATH).text

    assert "Veld" not in told
    assert "fire" not in told


def test_what_is_taken_down_is_gone_at_once(served):
    client, path = served
    first = client.get(PATH)
    one = first.json()["rows"][0][0]
    with open_ledger(path) as ledger:
        ledger.take_down(one, by="A. Editor", why="it names a child")

    after = client.get(PATH, headers={"If-None-Match": first.headers["etag"]})

    assert after.status_code == 200
    assert one not in [row[0] for row in after.json()["rows"]]
