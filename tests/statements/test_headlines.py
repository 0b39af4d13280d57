"""A page's other headlines, held against its text: from an HTML page of our own to what moved in them alone."""

import json

import pytest
from typer.testing import CliRunner

from tolltrace.cli import app
from tolltrace.following import find_statements
from tolltrace.headlines import find_headline_drift
from tolltrace.ledger import open_ledger
from tolltrace.pipeline import trace

TITLE = "Army: at least 1,200 fighters killed since June"
BODY = (
    "At least 1,200 rebel fighters have been killed since June, the army's spokesman Orin Feld said on Monday in the "
    "capital, where he spoke to reporters.",
    "Another 300 were wounded, he said. The army gave no details of how it had come to its count.",
    "Nobody else has published a count, and reporters have not been able to reach the front for weeks.",
)


def a_page(folder, *, name="page", og=TITLE, browser=TITLE, slug="1", title=TITLE, body=BODY, day=12):
    """An HTML page with a title of its own for whoever asks."""
    path = folder / f"{name}.html"
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{browser} | {name.title()} Courier</title>'
        f'<meta property="og:title" content="{og}"><meta property="og:site_name" content="{name.title()} Courier">'
        f'<link rel="canonical" href="https://{name}courier.example/world/{slug}">'
        f'<meta property="article:published_time" content="2024-08-{day}T09:30:00+00:00"></head><body><article>'
        f"<h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in body)}</article></body></html>",
        "utf-8",
    )
    return path


@pytest.fixture
def moved(tmp_path):
    """What moved in other headlines, of the statement about the 1,200 that some pages relay."""

    def find(*paths):
        with open_ledger(tmp_path / "l.db") as ledger:
            for path in paths:
                ledger.record(trace(path))
            (statement,) = (each for each in find_statements(ledger) if each.figure.low == 1200)
            found = find_headline_drift(ledger, statement)
        assert all(each.in_headline for each in found)
        known = {relay.claim.id for relay in statement.relays}
        assert {each.claim for each in found} <= known
        return [(each.field, each.how.value, each.was, each.now, each.headline) for each in found]

    return find


@pytest.mark.parametrize(
    ("headlines", "expected"),
    [
        pytest.param({}, [], id="no-other-headline"),
        pytest.param(
            {"og": "At least 1,200 rebel fighters killed in Bakhmut, army says"},
            [("place", "added", None, "Bakhmut", "OpenGraph")],
            id="a-place-that-the-text-does-not-name",
        ),
        pytest.param(
            {"browser": "1,200 rebel fighters killed since June, army says"},
            [("hedge", "lost", "At least 1,200", "1,200", "browser title")],
            id="at-least-is-dropped",
        ),
        pytest.param(
            {"og": "1,200 rebels dead, army says", "browser": "Army: 1,200 fighters killed"},
            [("hedge", "lost", "At least 1,200", "1,200", "OpenGraph, browser title")],
            id="in-two-of-them",
        ),
        pytest.param(
            {"og": "Army: at least 900 fighters killed since June"},
            [("number", "changed", "At least 1,200", "at least 900", "OpenGraph")],
            id="an-earlier-number-was-left-there",
        ),
        pytest.param(
            {"og": "Rebels suffer at least 1,200 casualties, army says"},
            [("harm", "changed", "killed", "casualties", "OpenGraph")],
            id="another-harm",
        ),
        pytest.param({"og": "More than 1,200 rebels dead since June, army says"}, [], id="other-words-for-the-same"),
        pytest.param({"og": "Army: 300 fighters wounded since June"}, [], id="of-another-claim-of-the-page"),
        pytest.param({"og": "What the army says about its war"}, [], id="no-figure"),
        pytest.param({"slug": "at-least-1200-fighters-killed-in-bakhmut"}, [], id="an-address-without-its-long-number"),
        pytest.param({"slug": "at-least-1-200-fighters-killed-army-says"}, [], id="an-address-that-parts-its-number"),
    ],
)
def test_what_only_another_headline_says_is_a_drift_of_that_headline(moved, tmp_path, headlines, expected):
    assert moved(a_page(tmp_path, **headlines)) == expected


def test_an_address_is_read_as_it_was_first_published(tmp_path):
    small = {"title": "Army: at least 42 fighters killed", "slug": "army-says-35-rebel-fighters-killed"}
    body = ("At least 42 rebel fighters have been killed since June, the army's spokesman Orin Feld said.", *BODY[2:])
    with open_ledger(tmp_path / "l.db") as ledger:
        page = a_page(tmp_path, og=small["title"], browser=small["title"], body=body, **small)
        ledger.record(trace(page))
        (statement,) = find_statements(ledger)
        (found,) = find_headline_drift(ledger, statement)

    assert (found.field, found.was, found.now, found.headline) == ("number", "At least 42", "35", "address")


def test_what_the_text_or_the_printed_title_shows_already_is_not_told_again(moved, tmp_path):
    there = {"title": "Army: 1,200 fighters killed", "og": "Army says 1,200 fighters were killed"}
    relayed = ("At least 1,200 rebel fighters have been killed in Bakhmut since June, Orin Feld said.", *BODY[2:])
    pages = [
        a_page(tmp_path, name="first"),
        a_page(tmp_path, name="there", day=13, **there),
        a_page(tmp_path, name="then", day=14, body=relayed, og="At least 1,200 fighters killed in Bakhmut, army says"),
    ]

    assert moved(*pages) == []


def test_the_command_shows_where_the_headline_stands(tmp_path):
    (tmp_path / "settings.toml").touch()
    env = {"TOLLTRACE_SETTINGS": str(tmp_path / "settings.toml"), "COLUMNS": "160", "NO_COLOR": "1"}

    def run(*arguments):
        result = CliRunner().invoke(app, [*arguments, "--ledger", str(tmp_path / "l.db")], env=env)
        assert result.exit_code == 0, result.output
        return result.stdout

    run("trace", str(a_page(tmp_path, og="1,200 rebel fighters killed in Bakhmut, army says")))
    ids = [json.loads(line)["id"] for line in run("statements", "--json").splitlines()]
    shown = [run("statement", each) for each in ids]
    told = "Page Courier  place added: “Bakhmut” (other headline: OpenGraph)"

    assert [told in each for each in shown].count(True) == 1
    report = "https://pagecourier.example/world/1"
    assert told in run("drift", "--report", report)
    (place, _) = [json.loads(line) for line in run("drift", "--report", report, "--json").splitlines()]
    assert (place["where"], place["headline"]) == ("headline", "OpenGraph")
    assert "Bakhmut" not in run("drift", "--report", report, "--as-of", "2024-08-11")
