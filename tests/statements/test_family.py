"""The bundled family of relays: from eight HTML pages, by two commands, to statements with their drift.

What a careful reader finds in them is written down in tests/cases/statements/relays.toml.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tolltrace.cli import app

ROOT = Path(__file__).parents[2]
FAMILY = tomllib.loads((ROOT / "tests/cases/statements/relays.toml").read_text("utf-8"))
SHORT = {address: name for name, address in FAMILY["reports"].items()}
NAMES = [statement["name"] for statement in FAMILY["statement"]]
OF_A_STATEMENT = {
    "name", "speaker", "said_on", "side", "harm", "figure", "low", "high", "fraction", "hedge", "place", "part_of",
    "about", "stance", "reports", "origins", "independent", "drift", "revisions",
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run the program with a ledger of its own and nobody's settings."""
    folder = tmp_path_factory.mktemp("family")
    (folder / "settings.toml").touch()
    surroundings = {"TOLLTRACE_SETTINGS": str(folder / "settings.toml"), "COLUMNS": "200", "NO_COLOR": "1"}

    def run(*arguments):
        result = CliRunner().invoke(app, [*arguments, "--ledger", str(folder / "l.db")], env=surroundings)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


@pytest.fixture(scope="module")
def found(run):
    """What `tolltrace statements` gives after `tolltrace trace`, by the names that the case gives them."""
    run("trace", str(ROOT / "examples" / "relays"))
    lines = [json.loads(line) for line in run("statements", "--json").splitlines()]
    named = {key_of(each): each["name"] for each in FAMILY["statement"]}
    keys = [(each["first_speaker"], each["stance"], each["harm"], each["words"]) for each in lines]
    return {named.get(key, key): each for key, each in zip(keys, lines, strict=True)}


def key_of(statement):
    """What tells the statements of this family apart."""
    return statement["speaker"], statement.get("stance", "asserted"), statement["harm"], statement["figure"]


def test_the_case_names_what_is_compared_and_nothing_else():
    assert set().union(*FAMILY["statement"]) <= OF_A_STATEMENT
    assert len(set(NAMES)) == len(NAMES)


def test_the_family_gives_these_statements_and_no_other(found):
    assert sorted(map(str, found)) == sorted(NAMES)


@pytest.mark.parametrize("expected", [pytest.param(each, id=each["name"]) for each in FAMILY["statement"]])
def test_eight_pages_and_two_commands_give_the_statement_with_its_drift(found, expected):
    statement = found[expected["name"]]

    assert [SHORT[each] for each in statement["reports"]] == expected["reports"], (
        "the whole set, in order of appearance"
    )
    plain = [key for key in ("said_on", "side", "low", "high", "hedge") if key in expected]
    assert {key: statement[key] for key in plain} == {key: expected[key] for key in plain}
    assert statement["fraction"] == pytest.approx(expected.get("fraction"), abs=0.001)
    if "place" in expected:
        assert (statement["place"] or {"name": "none"})["name"] == expected["place"]
    assert (statement["origins"], statement["independent"]) == (
        expected.get("origins", 1),
        expected.get("independent", 0),
    )
    for link in ("part_of", "about"):
        if link in expected or link == "about":
            assert statement[link] == (found[expected[link]]["id"] if link in expected else None), link


@pytest.mark.parametrize("expected", [pytest.param(each, id=each["name"]) for each in FAMILY["statement"]])
def test_what_moved_stands_there_with_its_report_and_direction(found, expected):
    moved = [{**each, "report": SHORT[each["report"]]} for each in found[expected["name"]]["drift"]]
    wanted = expected.get("drift", [])

    assert sorted(map(way_of, moved)) == sorted(map(way_of, wanted))
    for drift in wanted:
        (same,) = (each for each in moved if way_of(each) == way_of(drift))
        assert same | drift == same
        assert same["where"] == drift.get("where", "body")


def way_of(drift):
    return drift["report"], drift["field"], drift["how"]


@pytest.mark.parametrize("expected", [pytest.param(each, id=each["name"]) for each in FAMILY["statement"]])
def test_a_correction_by_the_same_agency_is_a_revision_and_who_kept_the_old_wording_is_named(found, expected):
    named = [
        {
            **each,
            "report": SHORT[each["report"]],
            "revises": SHORT[each["revises"]],
            "untaken": [SHORT[one] for one in each["untaken"]],
        }
        for each in found[expected["name"]]["revisions"]
    ]

    assert named == expected.get("revisions", [])


def test_the_tree_of_a_statement_shows_the_hop_on_which_the_place_came_in(run, found):
    lines = run("statement", found["killed"]["id"]).splitlines()

    (radio,) = (line for line in lines if "── North Star Radio" in line)
    (site,) = (line for line in lines if "── Quayside News" in line)
    assert "“More than 8,000”  moved: place" in radio
    assert "it says: North Star Radio reported" in site
    assert "moved" not in site, "it came to the site with that place already"
    assert lines.index(site) == lines.index(radio) + 1
    assert site.index("──") > radio.index("──"), "one branch further out"
    assert any("North Star Radio  place added: “Faya-Largeau”" in line for line in lines)


@pytest.mark.parametrize("page", ["README.md", "Makefile"])
def test_the_statement_that_a_person_is_told_to_look_at_is_the_one_with_the_long_way(found, page):
    shown = re.findall(r"tolltrace statement (s[0-9a-f]+)", (ROOT / page).read_text("utf-8"))

    assert [found["killed"]["id"].startswith(each) for each in shown] == [True]


def test_a_denial_comes_from_who_denies_and_the_figure_denied_from_whoever_gave_it(found):
    hops = {
        name: [each for each in found[name]["hops"] if SHORT[each["to"]] == "daily"] for name in ("denial", "killed")
    }

    assert [each["from"] for each in hops["denial"]] == ["Issa Kelou"]
    assert [SHORT[each["from"]] for each in hops["killed"]] == ["wire"]
