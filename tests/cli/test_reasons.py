"""`--why`, how sure a claim is, and lists by doubt."""

import dataclasses
import io
import json

import pytest
from rich.console import Console

from tests.builders import a_claim, a_traced, an_article, the_claims
from tolltrace.claims import extract_claims
from tolltrace.cli.reasons import WhyView, reasons_view, sure_words
from tolltrace.cli.words import percent
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import open_ledger
from tolltrace.values import READ_FIELDS, Reading, Span, Status

READINGS = (
    Reading("figure", "hedged", Span("At least 12", 52, 63)),
    Reading("harm", "clause", Span("killed", 76, 82), "people"),
    Reading("victims", "noun", Span("people", 64, 70), confidence=0.98),
    Reading("side", "none", confidence=0.91),
    Reading("status", "none", confidence=0.62),
    Reading("place", "led_to", Span("Lake Dravo", 120, 130), "on", rivals=1, confidence=0.712),
    Reading("part_of", "none", confidence=0.999),
    Reading("speaker", "says", Span("the governor", 142, 154), "said", confidence=0.95),
)
READ = a_claim(readings=READINGS, confidence=0.964, side=None, status=Status.UNKNOWN)


def shown(view, width=100):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(view)
    return out.getvalue()


def lines_by_field(text):
    """The first word of each line that begins one, and the line."""
    return {line.split("  ")[0].strip(): line for line in text.splitlines() if line[:1].strip()}


def test_each_field_tells_what_was_read_how_sure_and_why():
    lines = lines_by_field(shown(WhyView(READ, load_knowledge()), width=160))

    assert (
        lines["harm"].strip().split("  ")[-1].strip()
        == "killed · “killed” is said of “people”, by the parse of the clause"
    )
    assert "71%" in lines["place"]
    assert "on Lake Dravo · “on” leads to “Lake Dravo” as a place; 1 more could be meant" in lines["place"]
    assert "governor · “the governor” is said to say it: “said”" in lines["speaker"]
    assert "At least 12 · a number, and words beside it that bound it" in lines["figure"]


def test_fields_that_the_text_does_not_state_come_last_and_those_of_a_person_after_them():
    lines = lines_by_field(shown(WhyView(READ, load_knowledge()), width=160))

    stated, not_stated, a_persons = ["figure", "harm", "victims", "place", "speaker"], ["side", "status", "part of"], [
        "period", "aspect", "chain", "stance",
    ]  # fmt: skip
    assert list(lines) == [*stated, *not_stated, *a_persons]


@pytest.mark.parametrize("width", [30, 60, 100, 160])
def test_no_word_of_a_reason_is_broken_at_any_width(width):
    text = shown(reasons_view([READ, dataclasses.replace(READ, number=2)], load_knowledge()), width)

    assert max(map(len, text.splitlines())) <= width
    assert [word for word in ("“people”,", "bound", "could", "parse") if word not in text.split()] == []


def test_a_claim_from_before_reasons_were_kept_says_so():
    assert "No reasons were kept" in shown(WhyView(a_claim(), load_knowledge()))


def test_how_sure_a_claim_is_names_the_fields_that_are_less_so():
    assert sure_words(READ) == "96% for figure and harm; less sure: status 62%, place 71%"
    assert sure_words(a_claim()) == ""


@pytest.mark.parametrize(("confidence", "words"), [(0.934, "93%"), (0.999, "99%"), (0.0, "0%"), (None, "")])
def test_a_probability_is_never_shown_as_certain(confidence, words):
    assert percent(confidence) == words


# ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ledger(tmp_path):
    """The made-up report's three claims, the second one the least sure, the third one with the least sure place."""
    claims = [
        dataclasses.replace(
            claim,
            readings=tuple(
                dataclasses.replace(each, confidence=place) if each.field == "place" else each for each in READINGS
            ),
            confidence=sure,
        )
        for claim, sure, place in zip(the_claims(an_article()), (0.97, 0.85, 0.99), (0.8, 0.7, 0.6), strict=True)
    ]
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        book.record(a_traced(claims=tuple(claims)))
    return path


@pytest.mark.parametrize(
    ("flags", "figures"),
    [
        pytest.param(["--sort", "doubt"], ["30", "At least 12", "up to 40"], id="doubt"),
        pytest.param(["--sort", "doubt", "--field", "place"], ["up to 40", "30", "At least 12"], id="of-a-field"),
        pytest.param(["--sort", "newest"], ["At least 12", "30", "up to 40"], id="newest"),
        pytest.param(["--max-confidence", "0.9"], ["30"], id="at-most"),
        pytest.param(["--max-confidence", "0.7", "--field", "place"], ["30", "up to 40"], id="at-most-of-a-field"),
    ],
)
def test_claims_are_listed_by_doubt(run, ledger, flags, figures):
    result = run("claims", "--json", "--ledger", ledger, *flags)

    assert [json.loads(line)["mention"]["text"] for line in result.stdout.splitlines()] == figures


@pytest.mark.parametrize("columns", ["80", "160"])
def test_a_list_by_doubt_says_how_sure_each_is(run, ledger, columns):
    by_claim = run("claims", "--ledger", ledger, "--sort", "doubt", env={"COLUMNS": columns}).stdout
    by_place = run("claims", "--ledger", ledger, "--max-confidence", "0.65", "--field", "place").stdout

    assert [sure for sure in ("85%", "97%", "99%") if sure not in by_claim] == []
    assert "60%" in by_place
    assert "%" not in run("claims", "--ledger", ledger).stdout


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        pytest.param(["--field", "colour"], "'colour' has no confidence; known: claim, figure, harm", id="field"),
        pytest.param(["--max-confidence", "93"], "--max-confidence", id="percent"),
        pytest.param(["--sort", "age"], "--sort", id="order"),
        pytest.param(["--language", "pl"], "'pl' is no language that we read; known: en (English), ru", id="language"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_right(run, ledger, flags, told):
    result = run("claims", "--ledger", ledger, *flags)

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", " ").split())


def first_id(run, ledger):
    return json.loads(run("claims", "--json", "--ledger", ledger).stdout.splitlines()[0])["id"]


def test_show_tells_why_on_request_alone(run, ledger):
    claim_id = first_id(run, ledger)
    plain, why = (run("show", claim_id, *flags, "--ledger", ledger).stdout for flags in ([], ["--why"]))

    assert "Why it was read so" not in plain
    assert "97% for figure and harm" in plain
    assert "“killed” is said of “people”, by the parse of the clause" in why.partition("Why it was read so")[2]


def test_show_prints_json_with_and_without_reasons(run, ledger):
    claim_id = first_id(run, ledger)
    plain, why = (json.loads(run("show", claim_id, "--json", *f, "--ledger", ledger).stdout) for f in ([], ["--why"]))

    assert (plain["confidence"], plain["field_confidence"]["place"], plain["report"]["version"]) == (0.97, 0.8, 1)
    assert "why" not in plain
    assert {name: value for name, value in why.items() if name != "why"} == plain
    assert why["why"]["place"] == {
        "rule": "led_to",
        "words": {"text": "Lake Dravo", "start": 120, "end": 130},
        "note": "on",
        "rivals": 1,
        "score": None,
        "confidence": 0.8,
        "told": "“on” leads to “Lake Dravo” as a place; 1 more could be meant",
    }


def test_trace_tells_why_on_request(run, report, monkeypatch):
    monkeypatch.setattr("tolltrace.pipeline.extract_claims_of", lambda articles, knowledge: [(READ,)] * len(articles))
    text = run("trace", report(), "--no-ledger", "--why").stdout
    (line,) = run("trace", report(), "--no-ledger", "--why", "--json").stdout.splitlines()

    assert "“on” leads to “Lake Dravo” as a place" in text
    assert json.loads(line)["claims"][0]["why"]["harm"]["told"].startswith("“killed” is said of")
    assert "leads to" not in run("trace", report(), "--no-ledger").stdout


def test_a_spreadsheet_has_a_column_for_each_confidence(run, ledger):
    header, first = run("claims", "--csv", "--ledger", ledger).stdout.splitlines()[:2]

    first_of, last_of = (header.split(",").index(name) - len(header.split(",")) for name in ("confidence", "decision"))
    sure = slice(first_of, last_of + 1)  # from the end: words before them may hold commas
    cells = dict(zip(header.split(",")[sure], first.split(",")[sure], strict=True))
    fields = [field for field in READ_FIELDS if field not in {"figure", "harm"}]
    assert list(cells) == ["confidence", *(f"confidence_{field}" for field in fields), "decision"]
    assert (cells["confidence"], cells["confidence_place"], cells["confidence_stance"]) == ("0.97", "0.8", "")


# ── a language without estimates ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def mixed(ledger):
    """The ledger with one report in Ukrainian besides, read by the program: its claim has reasons and no confidence."""
    article = an_article(
        id="https://karvel.example/uk",
        title=None,
        body="У Харкові загинули щонайменше 12 людей, повідомив мер.",
        language="uk",
    )
    claims = extract_claims(article, load_knowledge())
    with open_ledger(ledger) as book:
        book.record(a_traced(article=article, claims=claims))
    return ledger, claims[0].id


@pytest.mark.parametrize("columns", ["80", "160"])
def test_what_nobody_estimated_is_listed_first_and_says_so(run, mixed, columns):
    ledger, claim_id = mixed
    text = run("claims", "--ledger", ledger, "--sort", "doubt", env={"COLUMNS": columns}).stdout
    first = json.loads(run("claims", "--ledger", ledger, "--sort", "doubt", "--json").stdout.splitlines()[0])

    assert text.index("щонайменше") < text.index("30")
    assert "estimated" in text
    assert (first["id"], first["confidence"], first["field_confidence"], first["decision"]) == (
        claim_id,
        None,
        {},
        None,
    )
    kept = run("claims", "--ledger", ledger, "--max-confidence", "0.5", "--json").stdout.splitlines()
    assert [json.loads(line)["id"] for line in kept] == [claim_id]
    in_english = run("claims", "--ledger", ledger, "--sort", "doubt", "--language", "en", "--json").stdout.splitlines()
    assert [json.loads(line)["confidence"] for line in in_english] == [0.85, 0.97, 0.99]


def test_what_a_person_decided_is_no_longer_called_not_estimated(run, mixed):
    ledger, claim_id = mixed
    with open_ledger(ledger) as book:
        book.decide(claim_id, by="R. Viewer", verdict="accepted", why="read the page")

    listed = [
        json.loads(line) for line in run("claims", "--ledger", ledger, "--sort", "doubt", "--json").stdout.splitlines()
    ]

    assert (listed[-1]["id"], listed[-1]["decision"]) == (claim_id, "accepted")
    assert "not estimated" not in run("show", claim_id, "--ledger", ledger).stdout


def test_show_explains_a_claim_of_a_language_without_estimates(run, mixed):
    ledger, claim_id = mixed
    text = run("show", claim_id, "--why", "--ledger", ledger).stdout

    assert "not estimated" in text
    assert "“загинули” is the nearest word of harm to “щонайменше 12”" in text
    assert "“У” leads to “Харкові” as a place" in text
    assert "“мер” is said to say it: “повідомив”" in text
