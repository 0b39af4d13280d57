"""`tolltrace serve`: what it listens on, and what it says where it cannot."""

import socket
import sys

import pytest

from tests.builders import a_traced
from tolltrace.ledger import open_ledger


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path / "l.db") as book:
        book.record(a_traced())
    return tmp_path / "l.db"


@pytest.fixture
def served(monkeypatch):
    """What would be served, and nothing listens."""
    import tolltrace.server

    calls = []

    def serve(place, settings, announce):
        calls.append((str(place), settings.serve_host, settings.serve_port))
        announce(f"http://{settings.serve_host}:{settings.serve_port}/")

    monkeypatch.setattr(tolltrace.server, "serve", serve)
    return calls


def test_it_serves_this_machine_alone_and_says_where(run, ledger, served):
    done = run("serve", "--ledger", ledger)

    assert done.exit_code == 0, done.output
    assert served == [(str(ledger), "127.0.0.1", 8350)]
    assert "http://127.0.0.1:8350/" in done.stdout


def test_flags_win_over_settings(run, ledger, served, monkeypatch):
    monkeypatch.setenv("TOLLTRACE_SERVE_PORT", "9000")

    run("serve", "--ledger", ledger, "--host", "::1")
    run("serve", "--ledger", ledger, "--port", "9001")

    assert [(host, port) for _, host, port in served] == [("::1", 9000), ("127.0.0.1", 9001)]


def test_there_must_be_a_ledger(run, tmp_path):
    done = run("serve", "--ledger", tmp_path / "none.db", "--port", "0")

    assert done.exit_code == 1
    assert "there is no ledger yet" in done.stderr


def test_a_taken_port_is_told(run, ledger):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--ledger", ledger, "--port", taken.getsockname()[1])

    assert done.exit_code == 2
    assert "give another --host or --port" in done.stderr


def test_what_is_not_installed_is_told(run, ledger, monkeypatch):
    monkeypatch.setitem(sys.modules, "tolltrace.server", None)

    done = run("serve", "--ledger", ledger)

    assert done.exit_code == 1
    assert "pip install 'tolltrace[server]'" in done.stderr
