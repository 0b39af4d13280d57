"""What the API answers: the records of `--json`, by page, only to whom they are for."""

import json
from urllib.parse import quote

import jsonschema
import pytest
from typer.testing import CliRunner

from tests.builders import a_traced
from tests.statements.stories import a_report, says
from tolltrace.cli import app as program
from tolltrace.following import group_recorded
from tolltrace.ledger import open_ledger

FERRY = quote("https://karvel.example/news/ferry-fire", safe="")
LISTS = ("claims", "reports", "statements", "drift", "events")


def printed(ledger, *arguments):
    """What the program prints as JSON, and what of it is for everybody."""
    done = CliRunner().invoke(program, [*arguments, "--json", "--ledger", str(ledger.path)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def the_claim(ask, **filters):
    told = "&".join(f"{name}={value}" for name, value in filters.items())
    return ask(f"claims?{told}").json()["items"][0]["id"]


@pytest.mark.parametrize(
    ("path", "command"),
    [
        pytest.param("claims", ["claims"], id="claims"),
        pytest.param("claims?harm=killed&side=dravia", ["claims", "--harm", "killed", "--side", "dravia"], id="side"),
        pytest.param("claims?text=ferry%20lake", ["claims", "--text", "ferry lake"], id="text"),
        pytest.param("claims?as_of=2024-03-04", ["claims", "--as-of", "2024-03-04"], id="as-of"),
        pytest.param("claims?sort=doubt", ["claims", "--sort", "doubt"], id="doubt"),
        pytest.param("claims?since=2024-03-05", ["claims", "--since", "2024-03-05"], id="since"),
        pytest.param("reports", ["reports"], id="reports"),
        pytest.param("statements", ["statements"], id="statements"),
        pytest.param("statements?speaker=oro%20senn", ["statements", "--speaker", "oro senn"], id="speaker"),
        pytest.param("statements?as_of=2024-03-05", ["statements", "--as-of", "2024-03-05"], id="statements-as-of"),
        pytest.param("drift", ["drift"], id="drift"),
        pytest.param("drift?report=portal", ["drift", "--report", "portal"], id="drift-of-a-report"),
        pytest.param("events", ["ledger", "log", "--limit", "1000"], id="log"),
    ],
)
def test_a_list_is_what_the_program_prints(ask, book, path, command):
    wanted = [each for each in printed(book, *command) if not each.get("account")]  # accounts are not in what is served
    found = ask.items(path, who="reader")

    assert wanted
    if path.startswith(("statements", "drift")):  # the program lists what hangs together together
        found, wanted = (sorted(each, key=lambda one: json.dumps(one, sort_keys=True)) for each in (found, wanted))
    assert found == wanted


@pytest.mark.parametrize(
    ("path", "command"),
    [
        pytest.param("series?side=Dravia", ["series", "--side", "Dravia"], id="series"),
        pytest.param("explain?text=9,000%20killed", ["explain", "9,000 killed"], id="explain"),
    ],
)
def test_one_answer_is_what_the_program_prints(ask, book, path, command):
    assert [ask(path).json()] == printed(book, *command)


def test_one_claim_has_its_reasons_reviews_and_history(ask, book):
    group_recorded(book)
    own = the_claim(ask, speaker="governor")
    (wanted,) = printed(book, "show", own, "--why")

    found = ask(f"claims/{own[:10]}", who="reader").json()

    assert [event["kind"] for event in found.pop("history")] == ["recorded"]
    assert found == {**wanted, "report": {name: wanted["report"][name] for name in found["report"]}}


def test_one_statement_has_its_relays_hops_drift_and_checks(ask, book):
    own = ask("statements?speaker=ana%20veld&harm=killed").json()["items"][0]["id"]

    assert [ask(f"statements/{own}").json()] == printed(book, "statement", own)


def test_one_report_has_its_claims(ask, book):
    found = ask(f"report?id={FERRY}", who="reader").json()

    listed = found.pop("listed")
    assert [found] == printed(book, "show", "https://karvel.example/news/ferry-fire")
    assert [each["mention"]["text"] for each in listed] == ["At least 12", "30", "up to 40"]


def test_an_older_version_of_a_report_has_the_claims_of_that(ask, book):
    book.record(a_traced(title="Lake fire kills at least 12", source="folder/of/somebody/ferry.html"))

    old = ask(f"report?id={FERRY}&version=1").json()
    new = ask(f"report?id={FERRY}").json()

    assert (old["version"], new["version"]) == (1, 2)
    assert old["title"] != new["title"]
    assert {each["report"]["version"] for each in old["listed"]} == {1}
    assert ask(f"report?id={FERRY}&version=3").status_code == 404
    assert ask(f"report?id={FERRY}&as_of=2024-03-04").json()["version"] == 1  # the other was not seen by then
    assert ask(f"report?id={FERRY}&as_of=2024-03-03").status_code == 404


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_hold_all_and_each_once(ask, path, limit):
    paged = ask.items(f"{path}?limit={limit}")
    whole = ask.items(f"{path}?limit=50")

    assert whole
    assert paged == whole


@pytest.mark.parametrize("sort", ["newest", "doubt"])
def test_what_is_recorded_between_two_pages_moves_none(ask_file, file_book, sort):
    whole = ask_file.items(f"claims?limit=100&sort={sort}")
    first = ask_file(f"claims?limit=4&sort={sort}").json()
    file_book.record(a_report("new", says("Police said 77 people died in Karvel.", "77", by="police")))

    rest = ask_file.items(first["next"])

    assert [each for each in first["items"] + rest if each["report"]["id"] != "new"] == whole


def test_reports_without_a_date_come_last_and_once(ask_file, file_book):
    for name in ("u1", "u2", "u3"):
        file_book.record(a_report(name, says(f"In {name} 5 people died.", "5"), on=None))

    ids = [each["id"] for each in ask_file.items("reports?limit=2")]

    assert ids[-3:] == ["u3", "u2", "u1"]
    assert len(set(ids)) == len(ids)


def test_facets_of_all_count_all(ask):
    assert ask("facets").json()["claims"] == len(ask.items("claims?limit=200"))


def test_facets_count_what_the_list_holds(ask):
    listed = ask.items("claims?limit=200&since=2024-03-05")
    found = ask("facets?since=2024-03-05").json()

    assert found["claims"] == len(listed)
    assert sum(each["claims"] for each in found["harms"]) == len(listed)
    assert {each["value"]: each["claims"] for each in found["months"]} == {"2024-03": len(listed)}
    speakers = {each["value"]: each["claims"] for each in found["speakers"]}
    assert speakers["Ana Veld"] == sum(any(one["name"] == "Ana Veld" for one in each["chain"]) for each in listed)
    assert found["cut"] == []


# ── whom it is for ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        pytest.param("claims", None, 200, id="anybody-reads"),
        pytest.param("claims", "nobodys", 401, id="a-token-that-is-nobodys"),
        pytest.param(f"report/text?id={FERRY}", None, 401, id="no-text-without-a-token"),
        pytest.param(f"report/text?id={FERRY}", "second", 403, id="no-text-without-the-scope"),
        pytest.param(f"report/text?id={FERRY}", "reader", 200, id="text-for-readers"),
        pytest.param("queue", None, 401, id="no-queue-without-a-token"),
        pytest.param("queue", "reader", 403, id="no-queue-for-readers"),
        pytest.param("queue", "reviewer", 200, id="the-queue-for-reviewers"),
        pytest.param("agreement", "reviewer", 200, id="agreement-for-reviewers"),
    ],
)
def test_who_may_read_what(ask_file, path, who, status):
    answered = ask_file(path, who=who)

    assert answered.status_code == status
    assert ("www-authenticate" in answered.headers) == (status in (401, 403))


def test_a_ledger_that_is_not_public_takes_a_token_for_all(serving, file_book):
    ask = serving(file_book, serve_publicly=False)

    assert [ask(path).status_code for path in ("claims", "health", "facets")] == [401] * 3
    assert ask("claims", who="second").status_code == 403
    assert ask("claims", who="reader").status_code == 200


@pytest.mark.parametrize("path", ["claims?limit=200", "reports", f"report?id={FERRY}", "claims/{claim}"])
def test_files_of_this_machine_are_not_for_everybody(ask_file, path):
    path = path.replace("{claim}", the_claim(ask_file, speaker="governor"))

    assert "folder/of/somebody" not in ask_file(path).text
    assert "folder/of/somebody" in ask_file(path, who="reader").text
    assert "folder/of/somebody" not in ask_file(path).text  # what one was told is not kept for the other


def test_who_reviews_is_not_for_everybody(ask_file, file_book):
    one, other = (each.claim.id for each in list(file_book.claims(speaker="police"))[:2])
    file_book.rule(one, other, together=True, by="A. Coder", why="One briefing.")
    file_book.decide(one, by="A. Coder", verdict="corrected", why="So.", changes={"low": 11})
    file_book.decide(one, by="B. Coder", verdict="corrected", why="So.", changes={"low": 13})
    paths = ("claims?limit=200", "events", "statements?limit=50", f"claims/{one}", f"statements/{one}", "drift")

    for path in paths:
        told = ask_file(path).text
        assert "Coder" not in told, path
    in_full = ask_file(f"claims/{one}").json()
    assert [each["by"] for each in in_full["reviews"]] == ["reviewer 1", "reviewer 2"]
    assert in_full["differences"]["low"] == {"reviewer 1": 11, "reviewer 2": 13}
    assert [each["actor"] for each in in_full["history"][1:]] == ["reviewer 1", "reviewer 1", "reviewer 2"]
    assert "B. Coder" in ask_file(f"claims/{one}", who="reader").text


@pytest.mark.parametrize("path", [*LISTS, "facets", "series", f"report?id={FERRY}", "explain?text=12%20killed"])
def test_no_text_of_a_report_is_for_everybody(ask_file, path):
    assert "Neither figure could be confirmed" not in ask_file(path).text


# ── asked again ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_did_not_change_is_not_sent_again(ask, book):
    first = ask("claims")
    again = ask("claims", headers={"If-None-Match": first.headers["etag"]})
    packed = ask("claims", headers={"If-None-Match": f'"other", {first.headers["etag"]}', "Accept-Encoding": "gzip"})
    book.record(a_report("new", says("Police said 77 people died in Karvel.", "77", by="police")))
    changed = ask("claims", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert packed.status_code == 304
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert len(changed.json()["items"]) == len(first.json()["items"]) + 1


def test_what_changed_this_very_moment_has_no_time_yet(ask_file, monkeypatch):
    assert "last-modified" not in ask_file("claims").headers


def test_by_its_time_too(ask_file, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr("tolltrace.server.answers.SETTLED", timedelta(days=-1))
    at = ask_file("claims").headers["last-modified"]

    assert ask_file("claims", headers={"If-Modified-Since": at}).status_code == 304
    assert ask_file("claims", headers={"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200
    assert ask_file("claims", headers={"If-Modified-Since": "yesterday"}).status_code == 200
    assert ask_file("claims", headers={"If-Modified-Since": at, "If-None-Match": '"x"'}).status_code == 200


def test_a_decision_is_seen_at_once(ask, book):
    own = the_claim(ask, speaker="governor")
    before = ask("claims").text

    book.decide(own, by="A. Coder", verdict="rejected", why="It is none.")

    assert own in before
    assert own not in ask("claims").text


def test_long_answers_are_packed(ask_file):
    packed = ask_file("claims", headers={"Accept-Encoding": "gzip"})
    plain = ask_file("claims", headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.json() == plain.json()
    assert "content-encoding" not in plain.headers


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

SHAPES = {
    "claims?limit=200": "ClaimPage",
    "claims/{claim}": "ClaimInFull",
    "reports": "ReportPage",
    f"report?id={FERRY}": "ReportInFull",
    f"report/text?id={FERRY}": "ReportText",
    "statements?limit=50": "StatementPage",
    "statements/{claim}": "StatementInFull",
    "drift?limit=50": "DriftPage",
    "series": "SeriesTold",
    "explain?text=more%20than%209,000%20killed": "ExplanationTold",
    "facets": "FacetsTold",
    "events": "EventPage",
    "queue": "Queue",
    "agreement": "AgreementTold",
    "health": "Health",
    "claims/none": "Problem",
    "claims?hram=killed": "Problem",
}


def closed(schema):
    """A schema that takes no field which it does not name: else a field that nobody described would pass."""
    if isinstance(schema, dict):
        own = {"additionalProperties": False} if "properties" in schema else {}
        return {name: closed(value) for name, value in schema.items()} | own
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("path", SHAPES)
def test_every_answer_has_the_described_shape(ask, book, path):
    own = the_claim(ask, speaker="governor")
    book.decide(own, by="A. Coder", verdict="corrected", why="So.", changes={"low": 13})
    book.decide(own, by="B. Coder", verdict="accepted", why="So.")
    described = closed(ask("openapi.json").json())

    found = ask(path.replace("{claim}", own), who="reviewer").json()

    jsonschema.validate(found, described | {"$ref": f"#/components/schemas/{SHAPES[path]}"})


def test_a_ledger_that_holds_nothing_answers_all_the_same(serving, where):
    with open_ledger(where) as empty:
        ask = serving(empty, people=False)

        assert [ask(path).status_code for path in (*LISTS, "facets", "series", "health")] == [200] * 8
        assert ask("health").json()["head"] is None
        assert ask("claims").json() == {"items": [], "next": None}
