"""Private persons' names are nowhere, unless an editor opened them; who holds an office stays named."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.restraint.doors import LATER, everywhere
from tests.statements.stories import KARVEL, a_report, says
from tolltrace.cli import app
from tolltrace.errors import LedgerError
from tolltrace.following import find_series, find_statements, group_recorded
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger, open_ledger
from tolltrace.naming import Said, find_private_names
from tolltrace.values import Headline, Link, Traced

SENTENCE = "Ossip Brandel, 34, and two others were killed at the pier, his brother Tavi Brandel said."
OFFICIAL = "Governor Mira Koss said 12 people were killed in Karvel."
REPORT = "https://news.example/pier"
BY = {"by": "E. Ditor", "why": "the family wishes it"}


def the_report() -> Traced:
    brother = Link("Tavi Brandel", "his brother", "said")
    traced = a_report(
        REPORT,
        says(SENTENCE, "two", chain=(brother,), victims="Ossip Brandel and others", place=KARVEL),
        says(OFFICIAL, "12", chain=(Link("Mira Koss", "governor", "said"),), place=KARVEL, side="Karvel"),
        says("Another 3 died later, Brandel added.", "3", chain=(brother,), place=KARVEL),
        title="Brandel family mourns three",
        url=REPORT,
    )
    article = dataclasses.replace(
        traced.article,
        headlines=(Headline("Ossip Brandel dies at the pier", "OpenGraph"),),
        description="What happened to Ossip Brandel",
        captions=("Tavi Brandel on Monday",),
        authors=("Rik Brandel",),
    )
    return dataclasses.replace(traced, article=article)


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as book:
        book.record([the_report(), a_report("other", says("Koss put the dead at 12.", "12", by="Mira Koss"))])
        group_recorded(book)
        yield book


def leaks(ledger: Ledger, where: str, folder: Path) -> set[str]:
    first, official, *_ = (each.claim.id for each in ledger.claims(report=REPORT))
    wanted = {"claim": first, "title": first, "sister": official, "statement": f"s{first}", "report": REPORT}
    wanted |= {"figure": "12", "word": "pier", "day": str(LATER)}
    found = everywhere(ledger, where, wanted, folder)
    return {door for door, text in found if any(name in text for name in ("Ossip", "Tavi", "Brandel family"))}


def test_no_door_shows_a_private_name(ledger, where, tmp_path):
    killed = next(ledger.claims(report=REPORT)).claim.id
    ledger.decide(
        killed, by="R. Viewer", verdict="corrected", why="Ossip Brandel it is", changes={"harm": "casualties"}
    )

    assert leaks(ledger, where, tmp_path) == set()
    shown = "\n".join(each.claim.evidence.text for each in ledger.claims())
    assert "Mira Koss" in shown


def test_what_an_editor_opens_is_seen_until_it_is_closed(ledger, where, tmp_path):
    ledger.open_names(REPORT, **BY)
    (tmp_path / "opened").mkdir()
    (tmp_path / "closed").mkdir()

    assert len(leaks(ledger, where, tmp_path / "opened")) > 20
    ledger.open_names(REPORT, **BY, opened=False)
    assert leaks(ledger, where, tmp_path / "closed") == set()
    of_records = [event.kind for event in ledger.events() if event.account is None]
    assert of_records[:2] == ["names withheld", "names opened"]
    assert ledger.verify().broken is None


def test_several_reports_are_opened_at_once_as_an_import_wants_it(ledger, where):
    again = dataclasses.replace(the_report().article, id="https://news.example/again")
    ledger.record([dataclasses.replace(the_report(), article=again)])

    said = ["--by", "E. Ditor", "--why", "all of them speak for the town", "--ledger", where.removeprefix("sqlite:///")]
    result = CliRunner().invoke(app, ["ledger", "names", REPORT, again.id, *said])

    assert (result.exit_code, result.output.count("are shown from now on")) == (0, 2), result.output
    assert {"Tavi Brandel"} <= {link.name for each in ledger.claims(report=again.id) for link in each.claim.chain}
    assert {"Tavi Brandel"} <= {link.name for each in ledger.claims(report=REPORT) for link in each.claim.chain}


def test_one_claim_is_opened_by_itself(ledger):
    first, _, third = (each.claim.id for each in ledger.claims(report=REPORT))
    ledger.open_names(first, **BY)

    assert ledger.claim(first).claim.victims == "Ossip Brandel and others"
    assert ledger.claim(third).claim.chain[0].name == "████ ███████"
    ledger.open_names(REPORT, **BY)
    ledger.open_names(first, **BY, opened=False)
    assert ledger.claim(first).claim.victims == "█████ ███████ and others"
    assert ledger.claim(third).claim.chain[0].name == "Tavi Brandel"


def test_offsets_hold_and_figures_stay(ledger):
    article = ledger.article(REPORT)
    for recorded in ledger.claims(report=REPORT):
        for span in (recorded.claim.mention, recorded.claim.evidence):
            assert article.text[span.start : span.end] == span.text
    assert article.authors == ("Rik Brandel",)
    assert [each.claim.figure.value for each in ledger.claims(harm="killed", report=REPORT)] == [None, 12, 3]


@pytest.mark.parametrize("filters", [{"text": "Ossip"}, {"text": "pier Brandel"}, {"speaker": "Tavi"}])
def test_a_name_is_not_found_by_asking_for_it(ledger, filters):
    assert list(ledger.claims(**filters)) == []
    assert list(find_statements(ledger, **filters)) == [] or "text" in filters
    ledger.open_names(REPORT, **BY)
    assert list(ledger.claims(**filters))


@pytest.mark.parametrize("filters", [{"text": "Ossip"}, {"text": "pier Brandel"}, {"speaker": "Tavi"}])
def test_a_name_is_neither_counted_nor_listed_by_asking_for_it(ledger, filters):
    for as_of in (None, LATER):
        query = ClaimQuery(**filters, as_of=as_of)
        with ledger.browsing() as view:
            assert (view.count(query, 10), view.facets(query).claims) == (0, 0)
            assert view.claims(query, None, 10).items == view.reports(query, None, 10).items == ()
            assert view.statements(query, None, 10).items == ()
        assert list(ledger.reports(query)) == list(find_statements(ledger, query)) == []
    ledger.open_names(REPORT, **BY)
    with ledger.browsing() as view:
        assert view.count(ClaimQuery(**filters), 10) > 0
        assert view.reports(ClaimQuery(**filters), None, 10).items


def test_a_name_in_very_many_claims_is_not_found_either(ledger):
    """As many as would be the claims of a common word."""
    brother = Link("Tavi Brandel", "his brother", "said")
    many = [says(f"Ossip Brandel, 34, and {n} others were killed.", f"{n}", chain=(brother,)) for n in range(2, 522)]
    ledger.record([a_report("news.example/many", *many, url="https://news.example/many")])

    for filters in ({"text": "Ossip"}, {"speaker": "Tavi"}, {"text": "Ossip", "all_versions": True}):
        query = ClaimQuery(**filters)
        assert list(ledger.claims(query)) == []
        with ledger.browsing() as view:
            assert (view.count(query, 1000), view.facets(query).claims) == (0, 0)
    with ledger.browsing() as view:
        assert view.count(ClaimQuery(text="others killed"), 1000) > 520  # which is common indeed


def test_facets_name_who_is_public_and_nobody_else(ledger):
    with ledger.browsing() as view:
        assert view.facets(ClaimQuery()).speakers == (("Mira Koss", 2),)
        assert view.facets(ClaimQuery()).claims == 4
    ledger.open_names(REPORT, **BY)
    with ledger.browsing() as view:
        assert {name for name, _ in view.facets(ClaimQuery()).speakers} == {"Mira Koss", "Tavi Brandel"}


def test_a_common_word_is_asked_for_as_it_is(ledger):
    assert len(list(ledger.claims(text="killed"))) == 2
    assert [one.id for one in ledger.reports(text="kill")] == [REPORT]


def test_grouping_and_series_know_who_is_who_all_the_same(ledger):
    """Two private persons whose names are as long are no one speaker."""
    resident = (Link("Olav Randell", "a resident"),)
    said = says("Some 7 died, Olav Randell said.", "7", chain=resident, place=KARVEL, side="Karvel")
    ledger.record(a_report("third", said))
    lined_up, _ = find_series(ledger)

    withheld = [each.speaker for each in lined_up.series if "█" in each.speaker]
    assert len(withheld) == 2
    assert {statement.speaker for statement in find_statements(ledger)} >= {"████ ███████", "Mira Koss"}


def test_a_withheld_name_is_not_written_back(ledger):
    shown = next(ledger.claims(report=REPORT)).claim

    with pytest.raises(LedgerError, match="withheld names; an editor opens them first"):
        ledger.decide(shown.id, by="R", verdict="corrected", why="x", changes={"victims": shown.victims})


@pytest.mark.parametrize(
    ("text", "speaker", "withheld"),
    [
        pytest.param("Ossip Brandel, 34, was killed.", None, {"Ossip", "Brandel"}, id="victim"),
        pytest.param("Two died, his brother Tavi said.", None, {"Tavi"}, id="kin-by-one-name"),
        pytest.param("Mr. Brandel died.", None, {"Brandel"}, id="mr"),
        pytest.param("Shireen al-Nassar and two children died.", None, {"Shireen", "al-Nassar"}, id="small-word-in-it"),
        pytest.param("Two died, a resident said.", Said("Tavi Brandel", "resident"), set(), id="not-in-the-text"),
        pytest.param("Погибли двое, сообщил Осип Бранделин.", None, {"Осип", "Бранделин"}, id="russian"),
        pytest.param("Ossip of the Harrow Riders fell beside the Osprey Dawn.", None, set(), id="behind-an-article"),
        pytest.param("The Ossip Brandel, 34, died.", None, {"Ossip", "Brandel"}, id="behind-an-article-with-an-age"),
        pytest.param("Half of the dead were of Harrow Legion.", None, set(), id="a-legion"),
        pytest.param("Governor Mira Koss said 12 died.", None, set(), id="office-before"),
        pytest.param("Gen. Mira Koss said 12 died.", None, set(), id="rank"),
        pytest.param(
            "Mira Koss said 12 died.", Said("Mira Koss", "ministry spokeswoman"), set(), id="role-in-the-chain"
        ),
        pytest.param("Koss said 12 died.", Said("Koss"), set(), id="known-to-all"),
        pytest.param("The UK Ministry of Defence said 12 died.", None, set(), id="institution"),
        pytest.param("Human Rights Watch counted 12 dead.", None, set(), id="monitor"),
        pytest.param("A ferry sank on Lake Dravo near Port Karvel.", None, set(), id="lake-and-port"),
        pytest.param("Some 12 died in Khan Younis and at Tel Marouf.", None, set(), id="places-known-and-not"),
        pytest.param("Over 20,000 Russian Troops Dead in Bakhmut Battle", None, set(), id="headline-in-capitals"),
        pytest.param("On Monday, Russian President Vladimir Putin said so.", None, set(), id="president"),
        pytest.param("", None, set(), id="nothing"),
    ],
)
def test_who_is_private(text, speaker, withheld):
    found = find_private_names([text], [speaker] if speaker else [], load_knowledge())

    from tolltrace.veil import veil

    shown = veil(text, found)
    assert {word.strip(".,") for word in text.split()} - {word.strip(".,") for word in shown.split()} == withheld
    assert len(shown) == len(text)


@pytest.mark.parametrize("text", ["A " * 20_000, "Xy " * 20_000, "Al-" * 20_000, "a'b'" * 20_000, "Mr. " * 20_000])
def test_hostile_texts_are_read_in_time_in_step_with_their_length(text):
    import time

    began = time.perf_counter()
    find_private_names([text] * 3, [Said(text)], load_knowledge())
    assert time.perf_counter() - began < 5
