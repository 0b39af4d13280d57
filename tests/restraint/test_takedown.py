"""What was taken down is nowhere: neither its id, nor its words, nor its figure, whichever door is tried."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.restraint.doors import COMMANDS, LATER, WRITES, all_commands, everywhere, exported
from tests.restraint.served import refused
from tests.statements.stories import KARVEL, a_report, says
from tolltrace.errors import LedgerError, TakenDownError
from tolltrace.following import find_series, find_statement, find_statements, group_recorded, regroup, take_down
from tolltrace.ledger import ClaimQuery, Ledger, open_ledger
from tolltrace.values import Headline, Page, Reading, Span, Traced

FIGURE = "73,317"
WORD = "Quellbrunn"  # in the sentence that is taken down, and nowhere else
SECRET = f"The governor said {FIGURE} people were killed at {WORD}."
BY = {"by": "E. Ditor", "why": "the family asked"}
REPORT = "https://news.example/first"
WANTED = {"figure": FIGURE, "word": WORD, "day": str(LATER), "report": REPORT}


def first_report(*more: str) -> Traced:
    """Its title and its lead give the figure that is taken down, and so does what stands around its text."""
    title = f"{FIGURE} killed at {WORD}"
    both = {"by": "governor", "place": KARVEL, "side": "Karvel", "number": 1}
    near = says("On the pier 30 were wounded.", "30", harm="wounded", by="governor", place=KARVEL)
    near = dataclasses.replace(near, readings=(Reading("place", "near", note="kept"),))
    traced = a_report(
        REPORT, says(title, FIGURE, **both), says(SECRET, FIGURE, **both), near,
        *(says(each, "4", harm="missing") for each in more), title=title, url=REPORT,
    )  # fmt: skip
    article = dataclasses.replace(
        traced.article,
        description=f"Some {FIGURE} dead at {WORD}",
        headlines=(Headline(f"{WORD}: {FIGURE} dead", "OpenGraph"),),
        captions=(f"{WORD} on Monday",),
        quotations=(Span(SECRET[:10], len(title) + 2, len(title) + 12),),
        notes=(f"An earlier version gave another toll for {WORD}",),
    )
    page = Page("html", f"<p>{SECRET}".encode(), "first.html")
    return dataclasses.replace(traced, article=dataclasses.replace(article, page_sha256=page.sha256), page=page)


def second_report() -> Traced:
    """Another outlet that relays both."""
    return a_report(
        "https://other.example/second",
        says("Some 73,317 died in Karvel, the governor told us on Monday.", "73,317", by="governor", place=KARVEL,
             side="Karvel"),
        says("The governor spoke of 30 wounded.", "30", harm="wounded", by="governor", place=KARVEL),
        on=date(2024, 3, 5),
    )  # fmt: skip


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as book:
        book.record([first_report(), second_report()])
        group_recorded(book)
        judge(book)
        yield book


def judge(ledger: Ledger) -> None:
    """People say much of what is to be taken down, and name it."""
    said = {"by": "R. Viewer", "why": f"nobody was at {WORD}"}
    for claim in [each.claim.id for each in ledger.claims(report=REPORT) if each.claim.mention.text == FIGURE]:
        ledger.grade_claim(claim, 4, **said)
        ledger.comment_on_claim(claim, kind="context", text=f"{WORD} is a village.", by="R. Viewer")
        ledger.decide(claim, verdict="pending", **said)
    ledger.comment_on_words(REPORT, f"killed at {WORD}.", kind="correction", text=f"near {WORD}", by="R. Viewer")
    shown = next(each for each in ledger.claims(report=REPORT) if each.claim.mention.text == "30")
    ledger.comment_on_claim(shown.claim.id, kind="context", text="on the pier", by="R. Viewer")
    ledger.decide(shown.claim.id, verdict="accepted", by="R. Viewer", why="so")


def ids(ledger: Ledger, report: str = REPORT) -> dict[str, str]:
    """By the figure: of the title and the lead, the lead's."""
    return {each.claim.mention.text: each.claim.id for each in ledger.claims(report=report)}


def leaks(
    ledger: Ledger, where: str, wanted: dict[str, str], secrets: list[str], folder: Path
) -> list[tuple[str, str]]:
    found = everywhere(ledger, where, WANTED | wanted, folder)
    return [(door, secret) for door, text in found for secret in secrets if secret in allowed(door, text, wanted)]


def allowed(door: str, text: str, wanted: dict[str, str]) -> str:
    """Less what says that it was taken down, to whoever asks for it by its id, and in the log."""
    lines = [line for line in text.splitlines() if "taken down" not in line and "no statement" not in line]
    if door.startswith("explain"):  # prints what it is asked
        lines = [line.replace(FIGURE, "").replace("73317", "") for line in lines]
    if door == "ledger log ":  # the line behind the takedown says what it was of
        before = ["", *text.splitlines()]
        traces = {line for line, above in zip(before[1:], before, strict=False) if "taken down by" in above}
        lines = [line for line in lines if line not in traces]
    return "\n".join(lines)


def test_every_command_is_a_door_that_is_tried_or_one_that_shows_nothing():
    assert set(COMMANDS) | WRITES == all_commands()


def the_ids(ledger: Ledger) -> dict[str, str]:
    first = [each.claim for each in ledger.claims(report=REPORT)]
    return {
        "title": first[0].id,
        "claim": first[1].id,
        "sister": first[2].id,
        "statement": find_statement(ledger, first[1].id).id,
    }


def test_parquet_is_a_door(ledger, tmp_path):
    pytest.importorskip("pyarrow", reason="needs the extra: pip install 'tolltrace[parquet]'")
    assert any(door == "export parquet" and WORD in text for door, text in exported(ledger, tmp_path))


def test_a_claim_is_seen_at_many_doors_while_nobody_took_it_down(ledger, where, tmp_path):
    """Else the next test shows nothing."""
    wanted = the_ids(ledger)

    seen = {door for door, _ in leaks(ledger, where, wanted, [WORD, wanted["claim"], "73317"], tmp_path)}

    assert len(seen) > 40
    assert {"claims", "article", "page", "find_statements", "find_series", "export jsonl", "export prov"} <= seen


def test_a_claim_that_was_taken_down_is_nowhere(ledger, where, tmp_path):
    """The same words at all places of its report; the other report keeps its own claim."""
    wanted = the_ids(ledger)
    ledger.decide(wanted["claim"], by="R. Viewer", verdict="corrected", why=f"{WORD} it is", changes={"victims": WORD})
    kept = ids(ledger)["30"]

    take_down(ledger, wanted["claim"], **BY)

    secrets = [WORD, wanted["claim"], wanted["title"]]
    assert leaks(ledger, where, wanted, secrets, tmp_path) == []
    assert ids(ledger) == {"30": kept}
    assert len(ids(ledger, "https://other.example/second")) == 2
    assert ledger.verify().broken is None


def test_a_report_that_was_taken_down_is_nowhere(ledger, where, tmp_path):
    wanted = the_ids(ledger)

    take_down(ledger, REPORT, **BY)

    secrets = [WORD, wanted["claim"], wanted["sister"], "news.example/first"]
    found = leaks(ledger, where, wanted, secrets, tmp_path)
    assert [each for each in found if not each[0].startswith(("ledger log", "drift --report"))] == []
    assert [each.id for each in ledger.reports()] == ["https://other.example/second"]


def test_a_statement_goes_with_all_that_relays_it(ledger, where, tmp_path):
    wanted = the_ids(ledger)
    other = ids(ledger, "https://other.example/second")["73,317"]

    taken = take_down(ledger, wanted["statement"], **BY)

    assert {one.statement for one in taken} == {wanted["statement"]}
    folder = tmp_path
    assert leaks(ledger, where, wanted, [WORD, wanted["claim"], other, "73317", FIGURE], folder) == []
    ledger.lift(wanted["statement"], by="E. Ditor", why="they agreed")
    group_recorded(ledger)
    assert find_statement(ledger, other).id == wanted["statement"]


def test_who_asks_for_it_is_told_when_and_why(ledger):
    wanted = the_ids(ledger)
    take_down(ledger, wanted["claim"], **BY)

    for ask in (ledger.claim, ledger.history, ledger.reviews, lambda each: find_statement(ledger, each)):
        with pytest.raises(TakenDownError, match=r"taken down on \d{4}-\d\d-\d\d: the family asked"):
            ask(wanted["claim"])
    with pytest.raises(TakenDownError):
        ledger.page(REPORT)
    with pytest.raises(TakenDownError):
        ledger.decide(wanted["claim"], by="R", verdict="accepted", why="x")
    with pytest.raises(TakenDownError):
        take_down(ledger, wanted["claim"], **BY)


def test_a_statement_is_told_by_its_own_id_until_it_is_lifted(ledger):
    wanted = the_ids(ledger)["statement"]
    take_down(ledger, wanted, **BY)

    for as_of in (None, LATER):
        for given in (wanted, wanted[:9]):
            with pytest.raises(TakenDownError, match=r"statement .* taken down on .*: the family asked") as told:
                find_statement(ledger, given, as_of=as_of)
            assert told.value.why == BY["why"]
    with pytest.raises(TakenDownError):
        take_down(ledger, wanted, **BY)
    ((status, _, record),) = refused(ledger, [f"/api/v1/statements/{wanted}"], Accept="application/json")
    assert (status, record["taken_down"]["why"]) == (410, BY["why"])
    ledger.lift(wanted, by="E. Ditor", why="they agreed")
    group_recorded(ledger)
    assert find_statement(ledger, wanted).id == wanted


def test_who_asks_for_it_over_http_is_told_so(ledger):
    wanted = the_ids(ledger)
    take_down(ledger, wanted["claim"], **BY)
    gone = [f"/api/v1/claims/{wanted['claim']}", f"/api/v1/statements/{wanted['claim']}"]
    take_down(ledger, "https://other.example/second", **BY)
    gone.append("/api/v1/report?id=https://other.example/second")

    for status, media, told in refused(ledger, gone, Accept="application/json"):
        assert (status, media, told["status"]) == (410, "application/problem+json", 410)
        assert "the family asked" in told["detail"]


def test_lists_facets_and_searches_forget_it_at_once(ledger):
    """Those that are read off tables beside the record, and those that look at what stood."""
    take_down(ledger, the_ids(ledger)["claim"], **BY)

    for query in (ClaimQuery(report=REPORT), ClaimQuery(report=REPORT, as_of=LATER)):
        with ledger.browsing() as view:
            assert [each.claim.mention.text for each in view.claims(query, None, 10).items] == ["30"]
            assert (view.count(query, 10), view.facets(query).harms) == (1, (("wounded", 1),))
            assert len(view.statements(query, None, 10).items) == 1
            assert [each.claims for each, _ in view.reports(query, None, 10).items] == [1]
            assert view.count(replace(query, text=WORD), 10) == 0
            assert view.reports(replace(query, text=WORD), None, 10).items == ()
        assert list(ledger.reports(replace(query, text=WORD))) == []


def test_the_log_says_that_it_was_done_and_lifting_shows_all_again(ledger):
    wanted = the_ids(ledger)
    before = [plain(ledger), ids(ledger), ledger.article(REPORT), [one.id for one in find_statements(ledger)]]
    take_down(ledger, wanted["claim"], **BY)

    newest = next(iter(ledger.events()))
    assert (newest.kind, newest.actor, newest.why) == ("taken down", "E. Ditor", "the family asked")
    assert (newest.report, newest.claim) == (REPORT, wanted["claim"])

    lifted = ledger.lift(wanted["claim"][:8], by="E. Ditor", why="they agreed")
    group_recorded(ledger)
    after = [plain(ledger), ids(ledger), ledger.article(REPORT), [one.id for one in find_statements(ledger)]]
    assert after == before
    assert {one.claim for one in lifted} == {wanted["claim"], wanted["title"]}
    assert [each.kind for each in ledger.history(wanted["claim"])] == [
        "recorded", "graded", "commented", "pending", "commented", "taken down", "restored"
    ]  # fmt: skip
    assert ledger.verify().broken is None


def plain(ledger: Ledger) -> list[str]:
    return [each.claim.evidence.text for each in ledger.claims()]


def test_a_takedown_reaches_into_what_comes_later(ledger):
    """The report is changed, so that its claims have other ids; the sentence is the same."""
    take_down(ledger, the_ids(ledger)["claim"], **BY)

    ledger.record(first_report("Another 4 are missing."))
    group_recorded(ledger)

    assert sorted(ids(ledger)) == ["30", "4"]
    assert ledger.article(REPORT).title == "██████ ██████ ██ ██████████"
    assert WORD not in ledger.article(REPORT).text


def test_grouping_anew_gives_what_was_left(ledger):
    take_down(ledger, the_ids(ledger)["claim"], **BY)
    before = {one.id for one in find_statements(ledger)}

    regroup(ledger)

    assert {one.id for one in find_statements(ledger)} == before
    assert find_series(ledger)[0].series


def test_offsets_still_hold(ledger):
    take_down(ledger, the_ids(ledger)["claim"], **BY)

    (left,) = ledger.claims(report=REPORT)

    text = ledger.article(REPORT).text
    for span in (left.claim.mention, left.claim.evidence):
        assert text[span.start : span.end] == span.text
    assert set(left.evidence.prefix) <= set("█ \n")


@pytest.mark.parametrize(
    ("do", "says"),
    [
        pytest.param(lambda b: take_down(b, REPORT, by="", why="x"), "'by' is empty", id="by-nobody"),
        pytest.param(lambda b: take_down(b, REPORT, by="E", why=" "), "'why' is empty", id="for-nothing"),
        pytest.param(lambda b: take_down(b, "nothing", **BY), "no statement 'nothing'", id="nothing"),
        pytest.param(lambda b: b.lift(REPORT, **BY), "ledger log", id="not-down"),
        pytest.param(lambda b: b.lift("", **BY), "ledger log", id="empty"),
    ],
)
def test_what_cannot_be_is_refused(ledger, do, says):
    with pytest.raises(LedgerError, match=says):
        do(ledger)
    assert len(list(ledger.claims())) == 5
