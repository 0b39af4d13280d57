import json

import pytest
from typer.testing import CliRunner

from tests.builders import BODY, TITLE, the_claims
from tolltrace.cli import app

WIDE = "160"


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch, tmp_path):
    """No settings, no ledger and no colour of whoever runs the tests; and a made-up report has its made-up claims."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "settings.toml").touch()
    monkeypatch.setenv("TOLLTRACE_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("TOLLTRACE_LEDGER", str(tmp_path / "default.db"))
    monkeypatch.setenv("COLUMNS", WIDE)
    monkeypatch.setattr(
        "tolltrace.pipeline.extract_claims_of",
        lambda articles, knowledge: [the_claims(each) if BODY in each.text else () for each in articles],
    )


@pytest.fixture
def run():
    """Run the program as a person does; the ledger is one of the test's own."""

    def run(*arguments, stdin=None, env=None):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env=env)

    return run


@pytest.fixture
def report(tmp_path):
    """Write a JSON Lines file with the made-up report, some fields changed."""

    def write(name="report.jsonl", **changes):
        fields = {
            "id": "r1",
            "title": TITLE,
            "publisher": "The Karvel Courier",
            "published": "2024-03-04T18:30:00+00:00",
            "text": BODY,
        }
        path = tmp_path / name
        path.write_text(json.dumps(fields | changes) + "\n", "utf-8")
        return path

    return write
