"""Which claims relay one act of saying, what moved on the way, and that no order of arrival changes it."""

from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.statements.stories import KARVEL, a_report, says, the_briefing, the_fire
from tolltrace.errors import LedgerError
from tolltrace.following import find_statement, find_statements, group_recorded, regroup
from tolltrace.ledger import open_ledger
from tolltrace.relay_records import statement_to_json
from tolltrace.values import Stance


@pytest.fixture
def ledger(where):
    with open_ledger(where) as book:
        yield book


def grouped(ledger, reports):
    for report in reports:
        ledger.record(report)
        group_recorded(ledger)
    return {frozenset(each.reports): each for each in find_statements(ledger)}


def moved(statement):
    return {(each.report, each.field, each.how.value) for each in statement.drift}


# ── one act of saying ────────────────────────────────────────────────────────────────────────────────────────────────


def test_relays_of_one_statement_stand_together_whatever_words_they_use(ledger):
    found = grouped(ledger, the_briefing())

    statement = found[frozenset({"wire", "radio", "site", "portal", "denial"})]
    assert (statement.speaker, statement.figure.value, statement.harm) == ("Ana Veld", 9000, "killed")
    assert (len(statement.reports), statement.origins, statement.independent) == (5, 1, 0)


def test_the_same_number_from_another_speaker_of_other_people_is_a_statement_of_its_own(ledger):
    found = grouped(ledger, the_briefing())

    assert found[frozenset({"rival"})].speaker == "Oro Senn"


def test_a_denial_is_linked_to_what_it_denies_and_a_refusal_stands_for_itself(ledger):
    statements = list(grouped(ledger, the_briefing()).values())

    origin = next(each for each in statements if each.speaker == "Ana Veld" and each.stance is Stance.ASSERTED)
    denial = next(each for each in statements if each.stance is Stance.DENIED)
    refusal = next(each for each in statements if each.stance is Stance.NOT_PROVIDED)
    assert (denial.speaker, denial.about, denial.reports) == ("Ilo Marr", origin.id, ("denial",))
    assert (refusal.speaker, refusal.side, refusal.figure.value) == ("Ana Veld", "Karvel", None)


def test_what_moved_is_typed_and_what_is_only_worded_otherwise_is_not(ledger):
    found = grouped(ledger, the_briefing())

    assert moved(found[frozenset({"wire", "radio", "site", "portal", "denial"})]) == {
        ("radio", "place", "added"),
        ("site", "place", "added"),
        ("portal", "hedge", "lost"),
        ("portal", "harm", "changed"),
        ("denial", "hedge", "lost"),
    }


def test_the_way_is_told_with_what_shows_it_and_where_it_changed(ledger):
    found = grouped(ledger, the_briefing())
    hops = {hop.taker: hop for hop in found[frozenset({"wire", "radio", "site", "portal", "denial"})].hops}

    assert (hops["wire"].source, hops["wire"].evidence) == ("Ana Veld", "it says: Ana Veld said")
    assert (hops["site"].source, hops["site"].moved) == ("radio", ())  # it came with that place already
    assert (hops["radio"].source, hops["radio"].moved) == ("White House", ("place",))


def test_every_join_says_why(ledger):
    for statement in grouped(ledger, the_briefing()).values():
        joined = {join.claim for join in statement.joins}
        assert joined == {relay.claim.id for relay in statement.relays} or len(statement.relays) == 1
        assert all(join.reasons for join in statement.joins)


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_later_higher_toll_is_a_statement_of_its_own_that_brings_the_first_up_to_date(ledger):
    found = grouped(ledger, the_fire())

    first, later = found[frozenset({"first", "echo"})], found[frozenset({"later"})]
    assert (first.figure.value, later.figure.value) == (12, 15)
    assert later.updates == (first.id,)
    assert first.updates == ()


def test_the_same_toll_of_another_incident_on_the_same_day_is_another_statement(ledger):
    found = grouped(ledger, the_fire())

    assert found[frozenset({"elsewhere"})].place.name == "Tessen"


def test_claims_that_lack_date_speaker_and_place_stay_alone_unless_their_words_agree(ledger):
    bare = [a_report(f"bare{number}", says("The toll is 12.", "12"), on=None) for number in range(3)]

    assert len(grouped(ledger, bare)) == 3


def test_two_speakers_with_one_figure_of_one_incident_are_two_origins(ledger):
    sentence = "The flood in Karvel killed 137 people, {} said."
    reports = [
        a_report("a", says(sentence.format("the mayor Ana Veld"), "137", by="Ana Veld", place=KARVEL)),
        a_report("b", says(sentence.format("Doctor Ilo Marr"), "137", by="Ilo Marr", place=KARVEL)),
        a_report("c", says("The flood in Karvel killed 137 people.", "137", place=KARVEL)),
    ]
    statements = list(grouped(ledger, reports).values())

    named = [each for each in statements if each.speaker]
    assert len(named) == 2
    assert {(each.origins, each.independent) for each in named} == {(2, 2)}


# ── any order, any time ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(order=st.permutations(the_briefing() + the_fire()), at_once=st.lists(st.booleans(), min_size=10, max_size=10))
def test_statements_are_the_same_in_any_order_of_arrival_and_made_anew(tmp_path_factory, order, at_once):
    with open_ledger(tmp_path_factory.mktemp("order") / "a.db") as ledger:
        for report, now in zip(order, at_once, strict=True):
            ledger.record(report)
            if now:  # others wait for the next, as after a kill
                group_recorded(ledger)
        incremental = as_json(ledger)
        regroup(ledger)

        assert as_json(ledger) == incremental
        assert incremental == THE_SAME.setdefault("first", incremental)


THE_SAME: dict[str, list[dict]] = {}


def as_json(ledger):
    found = [statement_to_json(each) for each in find_statements(ledger)]
    for each in found:
        for relay in each["relays"]:
            relay.pop("seen")  # when this ledger saw it
    return sorted(found, key=lambda each: each["id"])


def test_an_id_that_was_cited_leads_on_when_others_came_to_its_statement(ledger):
    """A statement is named after the smallest id of its claims: whatever comes first, the names that it had hold."""
    told = says("The mayor of Karvel said 31 people were killed.", "31", by="mayor of Karvel", place=KARVEL)
    cited = []
    for outlet in ("before", "echo", "third", "fourth", "fifth"):
        ledger.record([a_report(outlet, told)])
        group_recorded(ledger)
        cited += [each.id for each in find_statements(ledger)]

    assert len(set(cited)) > 1
    assert {find_statement(ledger, each).id for each in cited} == {cited[-1]}
    with pytest.raises(LedgerError, match="no statement"):
        find_statement(ledger, "s" + "0" * 16)


def test_a_claim_withdrawn_takes_its_ties_with_it_and_leaves_a_trace(ledger):
    grouped(ledger, the_briefing())
    (claim,) = ledger.claims(report="radio")
    ledger.decide(claim.claim.id, by="R. Viewer", verdict="rejected", why="the radio took it back")

    statement = find_statement(ledger, next(ledger.claims(report="wire")).claim.id)
    assert "radio" not in statement.reports
    assert [hop.source for hop in statement.hops if hop.taker == "site"] == ["Radio Lume"]
    assert [event.kind for event in ledger.history(claim.claim.id)] == ["recorded", "rejected"]


# ── reviewers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def ids_of(ledger, *reports):
    return [next(iter(ledger.claims(report=report))).claim.id for report in reports]


def test_what_a_reviewer_parts_stays_apart_and_what_they_join_stays_together(ledger):
    grouped(ledger, the_fire())
    first, echo, elsewhere = ids_of(ledger, "first", "echo", "elsewhere")
    ledger.rule(first, echo, together=False, by="R. Viewer", why="two shifts of the police")
    ledger.rule(echo, elsewhere, together=True, by="R. Viewer", why="one ferry")

    for _ in range(2):
        found = {frozenset(each.reports) for each in find_statements(ledger)}
        assert found == {frozenset({"first"}), frozenset({"echo", "elsewhere"}), frozenset({"later"})}
        regroup(ledger)
    joins = find_statement(ledger, elsewhere).joins
    assert any(join.by == "R. Viewer" for join in joins)


def test_a_newer_ruling_replaces_the_one_before(ledger):
    grouped(ledger, the_fire())
    first, echo = ids_of(ledger, "first", "echo")
    ledger.rule(first, echo, together=False, by="R. Viewer", why="a slip")
    ledger.rule(first, echo, together=True, by="R. Viewer", why="mended")

    assert frozenset({"first", "echo"}) in {frozenset(each.reports) for each in find_statements(ledger)}


def test_rulings_that_contradict_one_another_are_refused_with_the_one_in_the_way(ledger):
    grouped(ledger, the_fire())
    first, echo, elsewhere = ids_of(ledger, "first", "echo", "elsewhere")
    ledger.rule(first, echo, together=True, by="Reviewer One", why="one fire")
    ledger.rule(echo, elsewhere, together=True, by="Reviewer Two", why="one fire")

    with pytest.raises(LedgerError, match=r"cannot be parted: rulings by Reviewer One and Reviewer Two"):
        ledger.rule(first, elsewhere, together=False, by="Reviewer Three", why="no")


def test_joining_over_a_parting_is_refused(ledger):
    grouped(ledger, the_fire())
    first, echo, elsewhere = ids_of(ledger, "first", "echo", "elsewhere")
    ledger.rule(first, elsewhere, together=False, by="Reviewer One", why="two fires")
    ledger.rule(first, echo, together=True, by="Reviewer One", why="one fire")

    with pytest.raises(LedgerError, match="cannot be put together: Reviewer One ruled"):
        ledger.rule(echo, elsewhere, together=True, by="Reviewer Two", why="one fire")


@pytest.mark.parametrize(("by", "why"), [("", "reason"), ("R. Viewer", " ")])
def test_a_ruling_says_who_and_why(ledger, by, why):
    grouped(ledger, the_fire())
    first, echo = ids_of(ledger, "first", "echo")

    with pytest.raises(LedgerError, match="says who and why"):
        ledger.rule(first, echo, together=False, by=by, why=why)


# ── three clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_as_of_a_day_only_what_had_appeared_by_then_is_known(ledger):
    grouped(ledger, the_briefing())

    then = {frozenset(each.reports) for each in find_statements(ledger, as_of=date(2024, 3, 4))}
    assert then == {frozenset({"wire", "radio"}), frozenset({"wire"})}
    assert list(find_statements(ledger, as_of=date(2024, 3, 3))) == []


def test_a_later_wording_of_the_same_outlet_is_a_revision_and_who_never_took_it_over_is_told(ledger):
    text = "Ana Veld, the spokeswoman, said {} people were killed in the long battle for the town of Port Lume."
    reports = [
        a_report("early", says(text.format("9,200"), "9,200", by="Ana Veld"), outlet="Agency"),
        a_report("late", says(text.format("about 9,200"), "about 9,200", by="Ana Veld"), outlet="Agency",
                 on=date(2024, 3, 5)),
        a_report("copy", says("Some 9,200 died: Ana Veld.", "9,200", by="Ana Veld"), on=date(2024, 3, 6)),
    ]  # fmt: skip
    (statement,) = grouped(ledger, reports).values()

    (revision,) = statement.revisions
    assert (revision.report, revision.revises, revision.field) == ("late", "early", "hedge")
    assert ("late", "hedge", "added") not in moved(statement)
