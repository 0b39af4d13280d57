"""`tolltrace statements`, `statement`, `drift`, `series`, `explain`, and `ledger regroup` and `rule`."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.statements.stories import KARVEL, a_report, says, the_briefing, the_fire
from tolltrace.following import find_statements
from tolltrace.ledger import ClaimQuery, open_ledger


@pytest.fixture
def ledger(tmp_path):
    """The briefing and its way, and a fire: recorded, and not yet grouped, as after a kill."""
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        book.record([*the_briefing(), *the_fire()])
    return path


def lines(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def the_statement(run, ledger, *flags):
    found = lines(run("statements", "--json", "--ledger", ledger, *flags))
    return next(each for each in found if each["first_speaker"] == "Ana Veld" and each["stance"] == "asserted")


def test_what_was_recorded_and_not_yet_grouped_is_grouped_before_it_is_listed(run, ledger):
    statement = the_statement(run, ledger)

    assert (statement["value"], statement["hedge"], statement["harm"]) == (9000, "more_than", "killed")
    assert statement["reports"] == ["radio", "wire", "denial", "portal", "site"]


def test_the_list_says_how_far_a_statement_spread_and_what_moved(run, ledger):
    shown = run("statements", "--ledger", ledger).stdout

    assert "Ana Veld: more than 9,000 killed, Dravia" in shown
    assert "5 reports · 1 origin · 0 independent · moved:" in shown


@pytest.mark.parametrize(
    ("flags", "speakers"),
    [
        pytest.param(["--side", "dravia"], {"Ana Veld", "Ilo Marr"}, id="side"),
        pytest.param(["--harm", "losses"], {"Ana Veld"}, id="a-relay-that-changed-the-harm-finds-it"),
        pytest.param(["--place", "tessen"], {"police"}, id="place"),
        pytest.param(["--speaker", "oro senn"], {"Oro Senn"}, id="speaker"),
        pytest.param(["--since", "2024-03-20"], {"Oro Senn"}, id="since"),
    ],
)
def test_statements_are_chosen_by_the_claims_that_relay_them(run, ledger, flags, speakers):
    found = lines(run("statements", "--json", "--ledger", ledger, *flags))

    assert {each["first_speaker"] for each in found} == speakers


@pytest.mark.parametrize(
    ("flags", "count", "first"),
    [
        pytest.param(["--limit", "1"], 1, "Oro Senn", id="the-newest"),
        pytest.param(["--limit", "3"], 3, "Oro Senn", id="some"),
        pytest.param(["--place", "karvel", "--limit", "1"], 1, "police", id="of-those-that-match"),
        pytest.param(["--as-of", "2024-03-04", "--limit", "2"], 2, None, id="as-of-a-day"),
        pytest.param(["--limit", "99"], 7, "Oro Senn", id="no-more-than-there-are"),
    ],
)
def test_no_more_statements_are_listed_than_asked_for(run, ledger, flags, count, first):
    found = lines(run("statements", "--json", "--ledger", ledger, *flags))

    assert len(found) == count
    assert first in (None, found[0]["first_speaker"])


def test_a_limit_in_python_counts_statements_and_not_claims(ledger):
    with open_ledger(ledger) as book:
        everything = [each.id for each in find_statements(book)]

        assert [each.id for each in find_statements(book, limit=2)] == everything[:2]
        assert [each.id for each in find_statements(book, ClaimQuery(harm="killed", limit=2))] == [
            each.id for each in find_statements(book, harm="killed")
        ][:2]


def test_one_statement_shows_the_words_the_tree_and_the_hop_where_it_changed(run, ledger):
    shown = run("statement", the_statement(run, ledger)["id"][:8], "--ledger", ledger).stdout

    assert "“Since January more than 9,000 Dravian soldiers were killed,”" in shown
    tree = [line for line in shown.splitlines() if "2024-03-0" in line and "“" in line]
    site = next(line for line in tree if "site" in line)
    radio = next(line for line in tree if "Radio Lume," in line)
    assert len(site) - len(site.lstrip("│ └├─")) > len(radio) - len(radio.lstrip("│ └├─"))  # it hangs below the radio
    assert "moved: place" in radio
    assert "moved" not in site
    assert "hedge lost: “more than 9,000” → “9,000”" in shown


def test_a_report_that_names_no_source_is_said_to_in_plain_words(run, tmp_path):
    path = tmp_path / "l.db"
    named = "The collapse of the Orlow mine in Karvel killed 1,347 people, the minister Oda Lind said on Monday."
    bare = "Miners' families mourn in Karvel, where 1,347 died when the pit at Orlow fell in."
    with open_ledger(path) as book:
        book.record([a_report("named", says(named, "1,347", by="Oda Lind", place=KARVEL)),
                     a_report("bare", says(bare, "1,347", place=KARVEL), on=date(2024, 3, 5))])  # fmt: skip
    (statement,) = lines(run("statements", "--json", "--ledger", path))
    shown = run("statement", statement["id"], "--ledger", path).stdout

    assert {each["to"]: each["from"] for each in statement["hops"]} == {"named": "Oda Lind", "bare": None}
    assert "it does not say where it has this from" in shown
    tree = shown.splitlines()
    above = tree.index(next(line for line in tree if "a source that is not named" in line))
    assert "bare" in tree[above + 1], "it is not shown as if it came from the speaker"
    assert "?" not in shown


def test_what_rests_on_one_origin_says_so_wherever_its_statement_is_known(run, ledger):
    before = run("claims", "--ledger", ledger).stdout
    assert "origin" not in before, "nothing is grouped yet, and listing claims groups nothing"

    statement = the_statement(run, ledger)
    claim = statement["reference"]["claim"]
    words = "5 reports · 1 origin · 0 independent: it rests on one origin"

    assert words in run("statement", statement["id"], "--ledger", ledger).stdout
    assert f"{words} (tolltrace statement {statement['id'][:11]})" in run("show", claim, "--ledger", ledger).stdout
    (shown,) = lines(run("show", claim, "--json", "--ledger", ledger))
    assert shown["statement"] == {
        "id": statement["id"], "reports": 5, "origins": 1, "independent": 0, "lineages": statement["lineages"],
        "rests_on_one_origin": True,
    }  # fmt: skip
    assert "2 reports · 1 origin" in run("show", claim, "--as-of", "2024-03-04", "--ledger", ledger).stdout
    listed = run("claims", "--ledger", ledger).stdout
    assert f"{len(lines(run('claims', '--json', '--ledger', ledger)))} claims, each of them resting on one" in listed


def test_what_two_said_independently_is_not_said_to_rest_on_one_origin(run, tmp_path):
    path, text = tmp_path / "l.db", "The flood in Karvel killed 137 people, {} said."
    told = ["Oda Lind", "Ilo Marr"]
    bare = says("The flood in Karvel killed 137 people.", "137", place=KARVEL)  # it may have it from either
    with open_ledger(path) as book:
        book.record([a_report(by, says(text.format(by), "137", by=by, place=KARVEL)) for by in told])
        book.record(a_report("bare", bare))
    found = lines(run("statements", "--json", "--ledger", path))
    assert {each["independent"] for each in found} == {2}
    for each in found:
        assert "rests on one origin" not in run("statement", each["id"], "--ledger", path).stdout
    assert "3 claims. One" in run("claims", "--ledger", path).stdout


def test_why_claims_stand_together_is_told_when_asked(run, ledger):
    statement = the_statement(run, ledger)["id"]

    assert "both have it from ana veld" in run("statement", statement, "--why", "--ledger", ledger).stdout
    assert "both have it from" not in run("statement", statement, "--ledger", ledger).stdout


def test_a_claims_id_means_the_statement_it_stands_in(run, ledger):
    statement = the_statement(run, ledger)
    portal = next(each["claim"] for each in statement["relays"] if each["report"] == "portal")

    assert lines(run("statement", portal, "--json", "--ledger", ledger))[0]["id"] == statement["id"]


def test_what_moved_in_one_report(run, ledger):
    found = lines(run("drift", "--report", "portal", "--json", "--ledger", ledger))

    assert {(each["field"], each["how"], each["from"], each["to"]) for each in found} == {
        ("hedge", "lost", "more than 9,000", "9,000"),
        ("harm", "changed", "killed", "losses"),
    }


@pytest.mark.parametrize(
    ("command", "told"),
    [
        pytest.param(["statement", "nothing"], "no statement 'nothing'", id="statement"),
        pytest.param(["drift", "--report", "nothing"], "no report 'nothing'", id="drift"),
        pytest.param(["explain", "good morning"], "no casualty figure found", id="explain"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(run, ledger, command, told):
    result = run(*command, "--ledger", ledger)

    assert result.exit_code == 1
    assert told in result.stderr


@pytest.mark.parametrize("command", [["statements"], ["drift"], ["claims"], ["reports"]])
def test_as_of_a_day_nothing_later_is_known(run, ledger, command):
    found = lines(run(*command, "--as-of", "2024-03-04", "--json", "--ledger", ledger))

    assert found
    assert not {"site", "portal", "denial", "rival", "later"} & {
        report for each in found for report in (each.get("reports") or [str(each.get("report") or each.get("id"))])
    }


def test_as_of_a_day_a_page_that_changed_later_stands_as_it_was(run, tmp_path):
    path = tmp_path / "l.db"
    first = a_report("page", says("The flood killed 12, police said.", "12", by="police"),
                     captured_at=datetime(2024, 3, 4, 20, tzinfo=UTC))  # fmt: skip
    changed = a_report("page", says("The flood killed 15, police said.", "15", by="police"),
                       captured_at=datetime(2024, 3, 6, 8, tzinfo=UTC))  # fmt: skip
    with open_ledger(path) as book:
        book.record([first, changed])

    old, new = first.claims[0].id, changed.claims[0].id

    def figures(*flags):
        return [each["value"] for each in lines(run("statements", "--json", "--ledger", path, *flags))]

    assert figures() == [15]
    assert figures("--as-of", "2024-03-05") == [12]
    assert figures("--as-of", "2024-03-06") == [15]
    assert lines(run("show", old, "--as-of", "2024-03-05", "--json", "--ledger", path))[0]["value"] == 12
    assert old[:10] in run("show", "page", "--as-of", "2024-03-05", "--ledger", path).stdout
    for unknown, told in ((new, "first seen to say so on 2024-03-06"), ("page", "report 'page' was not known")):
        refused = run("show", unknown, "--as-of", "2024-03-05" if unknown == new else "2024-03-03", "--ledger", path)
        assert (refused.exit_code, told in refused.stderr) == (1, True), refused.stderr


def test_as_of_a_day_a_later_decision_is_not_shown(run, ledger):
    claim = lines(run("claims", "--side", "Dravia", "--json", "--ledger", ledger))[-1]["id"]
    run("review", claim, "--accept", "--by", "R. Viewer", "--why", "read it", "--ledger", ledger)

    assert "R. Viewer" in run("show", claim, "--ledger", ledger).stdout
    assert "R. Viewer" not in run("show", claim, "--as-of", "2024-03-06", "--ledger", ledger).stdout


def test_a_figure_is_explained_by_the_statement_that_gives_it(run, ledger, monkeypatch):
    asked = a_report("asked", says("12 killed in Karvel", "12", place=None))
    monkeypatch.setattr("tolltrace.following.read_figures", lambda text: asked.claims)
    (found,) = lines(run("explain", "12 killed in Karvel", "--json", "--ledger", ledger))

    assert found["answers"][0]["exact_found"] == 2  # the market's and the ferry's
    assert "give exactly" in found["answers"][0]["says"]


def test_series_stand_side_by_side_and_are_drawn(run, ledger, tmp_path):
    picture = tmp_path / "series.svg"
    (found,) = lines(run("series", "--side", "Dravia", "--svg", picture, "--json", "--ledger", ledger))

    assert [point["value"] for one in found["series"] for point in one["points"] if point["value"]] == [9000, 9000]
    assert {point["stance"] for one in found["series"] for point in one["points"]} == {"asserted", "denied"}
    assert picture.read_text("utf-8").startswith("<svg")
    shown = run("series", "--ledger", ledger).stdout
    assert "more than 9,000" in shown


def test_a_picture_that_cannot_be_written_is_wrong_use(run, ledger, tmp_path):
    assert run("series", "--svg", tmp_path / "none" / "a.svg", "--ledger", ledger).exit_code == 2


def test_a_reviewers_ruling_holds_through_grouping_anew(run, ledger):
    found = lines(run("statements", "--place", "karvel", "--json", "--ledger", ledger))
    twelve = next(each for each in found if each["value"] == 12)
    one, other = [each["claim"] for each in twelve["relays"]]
    ruled = run("ledger", "rule", one, other, "--apart", "--by", "R. Viewer", "--why", "two fires", "--ledger", ledger)
    assert ruled.exit_code == 0, ruled.output
    assert run("ledger", "regroup", "--ledger", ledger).exit_code == 0

    again = lines(run("statements", "--place", "karvel", "--json", "--ledger", ledger))
    assert sorted(each["reports"] for each in again if each["value"] == 12) == [["echo"], ["first"]]
    shown = run("show", one, "--ledger", ledger).stdout
    assert "parted by R. Viewer: two fires" in shown


def test_a_page_cannot_steer_the_terminal_by_way_of_a_statement(run, tmp_path):
    path = tmp_path / "l.db"
    hostile = says("Twelve \x1b[31mdied\u202e, \x07police said: 12.", "12", by="police\x1b[2J")
    with open_ledger(path) as book:
        book.record(a_report("evil", hostile, outlet="Out\x1b]0;let", on=date(2024, 3, 4)))
    statement = lines(run("statements", "--json", "--ledger", path))[0]["id"]
    shown = run("statements", "--ledger", path).stdout + run("statement", statement, "--why", "--ledger", path).stdout

    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
