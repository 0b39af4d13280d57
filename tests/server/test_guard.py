"""What keeps a server up and its readers safe: sizes, rates, host names, headers, deadlines; errors of one shape."""

import pytest

from tests.server.conftest import settings_for
from tests.statements.stories import a_report, says
from tolltrace.errors import LedgerError, SettingsError, SlowError
from tolltrace.ledger import open_ledger
from tolltrace.paging import State
from tolltrace.server import make_app
from tolltrace.server.app import listen, names_of
from tolltrace.server.desk import Kept
from tolltrace.server.guard import Rates, host_name
from tolltrace.settings import Settings

PROBLEM = "application/problem+json"


def is_problem(answered, status):
    told = answered.json()
    assert answered.status_code == told["status"] == status
    assert answered.headers["content-type"] == PROBLEM
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    assert "Traceback" not in answered.text
    assert answered.headers["x-content-type-options"] == "nosniff"
    return told


@pytest.mark.parametrize(
    ("path", "told"),
    [
        pytest.param("claims?hram=killed", "query.hram: there is no such parameter", id="misspelt"),
        pytest.param("claims?harm=killed&harm=wounded", "query.harm: said more than once", id="twice"),
        pytest.param("claims?harm=sad", "'sad' is no harm that we know; known: killed", id="harm"),
        pytest.param("claims?language=tlh", "'tlh' is no language that we read; known: en", id="language"),
        pytest.param("claims?since=soon", "query.since", id="day"),
        pytest.param("claims?since=1700000000", "query.since", id="a-number-is-no-day"),
        pytest.param("claims?since=2024-02-30", "query.since", id="no-such-day"),
        pytest.param("claims?since=2024-03-02&until=2024-03-01", "no day lies between", id="days-that-do-not-meet"),
        pytest.param("series?since=2024-03-02&until=2024-03-01", "no day lies between", id="window"),
        pytest.param("claims?limit=0", "query.limit", id="nothing"),
        pytest.param("claims?limit=201", "query.limit", id="too-many"),
        pytest.param("claims?text=" + "a" * 501, "query.text", id="long"),
        pytest.param("claims?text=" + "a%20" * 60, "50 words", id="many-words"),
        pytest.param("claims?cursor=%FF", "cursor", id="cursor-of-nothing"),
        pytest.param("claims?cursor=WzFd", "cursor", id="cursor-made-up"),
        pytest.param("explain?text=Nothing.", "no casualty figure", id="no-figure"),
        pytest.param("explain", "query.text", id="missing"),
    ],
)
def test_what_cannot_be_asked_is_told(ask_file, path, told):
    assert told in is_problem(ask_file(path), 422)["detail"]


def test_a_cursor_fits_its_own_list_alone(ask_file):
    cursor = ask_file("claims?limit=2").json()["next"].partition("cursor=")[2]

    for path in ("claims?harm=killed&", "events?", "claims?sort=doubt&"):
        assert "of another list" in is_problem(ask_file(f"{path}cursor={cursor}"), 422)["detail"]


@pytest.mark.parametrize("position", [["x", 1, 2, 3], ["2024", "x", 2, 3], ["2024", 2**70, 1, 1], ["2024"], [True] * 4])
def test_a_cursor_that_somebody_made_reaches_no_database(ask, position):
    from tolltrace.server.asking import ClaimsAsking
    from tolltrace.server.cursors import write_cursor

    answered = ask(f"claims?cursor={write_cursor(tuple(position), ClaimsAsking().said())}")

    assert answered.status_code in (200, 422)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/claims/zzzz", 404),
        ("GET", "/api/v1/report?id=zzzz", 404),
        ("GET", "/api/v1/statements/zzzz", 404),
        ("DELETE", "/api/v1/claims", 405),
        ("PUT", "/api/v1/claims/zzzz/decisions", 405),
    ],
)
def test_errors_have_one_shape(ask_file, method, path, status):
    answered = ask_file(path, method=method)

    is_problem(answered, status)
    assert ("allow" in answered.headers) == (status == 405)


def test_where_the_ledger_lies_is_not_told(ask_file, file_book):
    answers = [ask_file(path) for path in ("claims/zzzz", "statements/zzzz", "report?id=zzzz", "claims/%20")]

    assert [each for each in answers if str(file_book.path) in each.text] == []


def test_an_unforeseen_error_shows_nothing_of_the_program(ask_file, monkeypatch, caplog):
    def fail(*_, **__):
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr("tolltrace.server.views.list_claims", fail)
    answered = ask_file("claims")

    is_problem(answered, 500)
    assert "secret" not in answered.text
    assert "a secret of the program" in caplog.text


def test_a_ledger_that_is_gone_is_told(ask_file, monkeypatch, caplog):
    def fail(*_, **__):
        raise LedgerError("/a/secret/path: the disk did not read it")

    monkeypatch.setattr("tolltrace.server.views.list_claims", fail)
    answered = ask_file("claims")

    is_problem(answered, 503)
    assert "secret" not in answered.text
    assert int(answered.headers["retry-after"]) > 0


def test_a_large_body_is_refused(serving, file_book):
    ask = serving(file_book, serve_max_body_bytes=1000)

    told = is_problem(ask("rulings", method="POST", who="reviewer", content=b"x" * 1001), 413)
    assert "1,000 bytes" in told["detail"]

    async def drip():
        for _ in range(5):
            yield b'{"claim": "' + b"x" * 300

    is_problem(ask("rulings", method="POST", who="reviewer", content=drip()), 413)


def test_a_body_that_is_no_json_is_told(ask_file):
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"\xff\xfe", b'{"claim": ' + b"[" * 5000):
        answered = ask_file("rulings", method="POST", who="reviewer", content=body, headers=headers)
        assert answered.status_code in (400, 422)
        is_problem(answered, answered.status_code)


def test_who_asks_too_often_must_wait(serving, file_book):
    ask = serving(file_book, serve_requests_per_minute=12)  # two at once

    assert [ask("health").status_code for _ in range(2)] == [200, 200]
    refused = ask("health")
    is_problem(refused, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 6


def test_rates_are_counted_by_address_and_forgotten():
    rates = Rates(60)
    waits = [rates.wait_seconds("a", 0.0) for _ in range(11)]

    assert waits == [0.0] * 10 + [1.0]
    assert rates.wait_seconds("b", 0.0) == 0.0
    assert rates.wait_seconds("a", 0.5) == pytest.approx(0.5)
    assert rates.wait_seconds("a", 1.5) == 0.0
    assert Rates(0).wait_seconds("a", 0.0) == 0.0


def test_many_addresses_take_no_more_memory(monkeypatch):
    monkeypatch.setattr("tolltrace.server.guard.MOST_ADDRESSES", 10)
    rates = Rates(60)
    for number in range(100):
        rates.wait_seconds(str(number), 0.0)

    assert len(rates._left) == 10


@pytest.mark.parametrize(
    ("host", "name"),
    [("LocalHost:8350", "localhost"), ("[::1]:8350", "::1"), ("127.0.0.1", "127.0.0.1"), ("", ""), ("[::1", "::1")],
)
def test_a_host_is_told_from_its_port(host, name):
    assert host_name(host) == name


def test_another_hosts_name_is_not_answered(ask_file):
    """As where a page of somebody else's has its own name lead to this machine."""
    assert is_problem(ask_file("claims", headers={"Host": "evil.example"}), 421)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        pytest.param({}, {"localhost", "127.0.0.1", "::1"}, id="this-machine"),
        pytest.param({"serve_host": "192.0.2.1"}, set(), id="any"),
        pytest.param({"serve_names": "Toll.example  b.example"}, {"toll.example", "b.example"}, id="named"),
    ],
)
def test_the_names_that_are_answered(changes, names):
    assert names_of(settings_for("", **changes)) == names


def test_no_other_site_reads_it_unless_it_may(serving, file_book):
    origin = {"Origin": "https://charts.example"}

    assert "access-control-allow-origin" not in serving(file_book)("claims", headers=origin).headers
    allowed = serving(file_book, serve_origins="https://charts.example")
    assert allowed("claims", headers=origin).headers["access-control-allow-origin"] == origin["Origin"]
    others = allowed("claims", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in others.headers


def test_every_answer_has_the_headers_that_keep_browsers_safe(ask_file):
    for path in ("claims", "nowhere", "claims?limit=0", "openapi.json"):
        headers = ask_file(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_head_is_get_without_a_body(ask_file):
    got, head = ask_file("claims"), ask_file("claims", method="HEAD")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


# ── bounded work ─────────────────────────────────────────────────────────────────────────────────────────────────────


COUNTING = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000000) SELECT count(*) FROM n"


def test_an_answer_that_takes_too_long_is_given_up(where):
    open_ledger(where).close()
    with open_ledger(where, read_seconds=0.05) as hurried:
        for _ in range(2):  # and the next one is given its own time
            with pytest.raises(SlowError, match="ask for less"), hurried.browsing() as view:
                view._connection.exec_driver_sql(COUNTING)
            assert list(hurried.claims()) == []


def test_writing_is_not_given_up(where):
    with open_ledger(where, read_seconds=0.001) as hurried:
        recorded = hurried.record(
            a_report(f"r{n}", *(says(f"In r{n} {k} people died.", str(k)) for k in range(9))) for n in range(20)
        )

    assert recorded.claims == 180


@pytest.mark.parametrize("path", ["series", "explain?text=12%20killed", "statements?as_of=2024-03-05"])
def test_what_would_take_the_whole_ledger_is_refused(ask_file, monkeypatch, path):
    monkeypatch.setattr("tolltrace.server.views.MOST_COMPARED", 5)

    assert "Ask for less" in is_problem(ask_file(path), 422)["detail"]
    assert ask_file("series?speaker=oro%20senn").status_code == 200


def test_one_letter_of_an_id_does_not_search_the_whole_ledger(ask_file, monkeypatch):
    monkeypatch.setattr("tolltrace.ledger.opened.MOST_MATCHES", 0)
    monkeypatch.setattr("tolltrace.following.MOST_BEGUN", 0)
    own = ask_file("claims?speaker=governor").json()["items"][0]["id"]

    for path in (f"claims/{own[:1]}", "statements/s"):
        assert "add characters" in is_problem(ask_file(path), 422)["detail"]
    assert ask_file(f"claims/{own}").status_code == 200


def test_who_comes_when_too_many_ask_is_told(ask_file, monkeypatch):
    monkeypatch.setattr("tolltrace.server.guard.MOST_IN_HAND", 0)

    assert "retry-after" in ask_file("claims").headers
    assert is_problem(ask_file("claims"), 503)


def test_who_comes_when_all_threads_are_taken_is_told(ask_file, monkeypatch):
    monkeypatch.setattr("tolltrace.server.desk.MOST_WAITING", 0)

    assert is_problem(ask_file("facets"), 503)
    assert ask_file("claims").status_code == 200


def test_answers_are_kept_while_the_ledger_stays_what_it_was(monkeypatch):
    monkeypatch.setattr("tolltrace.server.desk.KEPT_BYTES", 10)
    kept, now, later = Kept(), State(1, "a"), State(2, "b")
    kept.keep(now, ("one",), b"12345")
    kept.keep(now, ("two",), b"12345")

    assert kept.find(now, ("one",)) == b"12345"
    assert kept.find(later, ("one",)) is None
    kept.keep(now, ("three",), b"1")  # "two" was used the longest ago
    assert [kept.find(now, (each,)) for each in ("one", "two", "three")] == [b"12345", None, b"1"]
    kept.keep(later, ("one",), b"x")
    assert kept.find(now, ("three",)) is None
    assert kept.find(later, ("one",)) == b"x"


# ── listening ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_port_that_is_taken_is_told():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"nothing can listen at 127.0.0.1, port {port} .*--port"):
            listen("127.0.0.1", port)


def test_by_default_it_listens_on_this_machine_alone():
    assert Settings().serve_host == "127.0.0.1"


def test_there_is_no_ledger_yet(tmp_path):
    with pytest.raises(LedgerError, match="there is no ledger yet"):
        make_app(tmp_path / "none.db", settings=settings_for(""))
