"""What a person decided stays, whatever a program reads later."""

import dataclasses
from datetime import UTC, date, datetime

import pytest

from tests.builders import BODY, a_claim, a_method, a_traced, an_article
from tolltrace.errors import LedgerError
from tolltrace.ledger import Ledger, Recorded
from tolltrace.ledger.deciding import FIXED, JUDGED
from tolltrace.records import claim_to_json
from tolltrace.reviews import find_differences
from tolltrace.values import Claim, Figure, Method, Reading, Span, Traced

OLD, NEW = a_method("0.1.0"), a_method("0.2.0")
FURNITURE = BODY + "\n\nAll rights reserved."


def a_recorded(ledger: Ledger, **changes: object) -> Traced:
    traced = a_traced(method=OLD, page_sha256="9" * 64, **changes)
    ledger.record(traced)
    return traced


def decide(ledger: Ledger, claim: Claim, verdict: str, **changes: object) -> object:
    return ledger.decide(claim.id, by="R. Viewer", verdict=verdict, why="read the page", changes=changes or None)


def harms(ledger: Ledger, **filters: object) -> list[str]:
    return [record.claim.harm for record in ledger.claims(**filters)]


def test_an_accepted_claim_shows_who_accepted_it(ledger):
    claim = a_recorded(ledger).claims[0]

    accepted = decide(ledger, claim, "accepted")

    assert accepted == ledger.claim(claim.id)
    assert (accepted.claim, accepted.decision.verdict, accepted.decision.by) == (claim, "accepted", "R. Viewer")
    assert [record.decision is not None for record in ledger.claims()] == [True, False, False]


def test_a_rejected_claim_is_listed_on_request_alone(ledger):
    claim = a_recorded(ledger).claims[0]

    decide(ledger, claim, "rejected")

    assert harms(ledger) == ["wounded", "missing"]
    assert harms(ledger, with_rejected=True) == ["killed", "wounded", "missing"]
    assert [report.claims for report in ledger.reports()] == [2]
    assert [report.claims for report in ledger.reports(with_rejected=True)] == [3]
    assert ledger.claim(claim.id).decision.verdict == "rejected"


def test_a_corrected_claim_is_shown_and_found_as_corrected(ledger):
    claim = a_recorded(ledger).claims[0]
    chain = [{"name": "Radio Karvel", "role": None, "cue": None, "start": None, "end": None}]

    decide(ledger, claim, "corrected", harm="casualties", side="Дравия", chain=chain, place=None, low=13, value=13)

    corrected = ledger.claim(claim.id)
    assert (corrected.claim.id, corrected.claim.mention, corrected.current) == (claim.id, claim.mention, True)
    assert (corrected.claim.figure.low, corrected.claim.place) == (13, None)
    assert harms(ledger, side="ДРАВИЯ", speaker="karvel") == ["casualties"]
    assert harms(ledger, harm="killed") == []
    *_, event = ledger.history(claim.id)
    assert (event.actor_kind, event.actor, event.kind, event.why) == (
        "person",
        "R. Viewer",
        "corrected",
        "read the page",
    )
    assert (event.detail["before"]["harm"], event.detail["after"]["harm"]) == ("killed", "casualties")
    assert event.detail["before"].keys() == {"harm", "side", "chain", "place", "low", "value"}


@pytest.mark.parametrize(
    ("verdict", "changes", "then", "now"),
    [
        pytest.param("accepted", {}, ["killed", "wounded", "missing"], ["killed", "wounded", "missing"], id="accepted"),
        pytest.param("rejected", {}, ["killed", "wounded", "missing"], ["wounded", "missing"], id="rejected"),
        pytest.param(
            "corrected",
            {"harm": "casualties"},
            ["killed", "wounded", "missing"],
            ["casualties", "wounded", "missing"],
            id="corrected",
        ),
    ],
)
def test_as_of_a_day_nobody_has_decided_what_they_decided_later(ledger, verdict, changes, then, now):
    claim = a_recorded(ledger).claims[0]
    decide(ledger, claim, verdict, **changes)
    day, today = date(2024, 3, 5), datetime.now(UTC).date()

    shown = ledger.claim(claim.id, as_of=day)

    assert (shown.claim, shown.decision, shown.current) == (claim, None, True)
    assert ledger.claim(claim.id, as_of=today) == ledger.claim(claim.id)
    assert harms(ledger, as_of=day) == then
    assert harms(ledger, as_of=today) == harms(ledger) == now
    assert [report.claims for report in ledger.reports(as_of=day)] == [len(then)]
    assert [event.kind for event in ledger.history(claim.id, as_of=day)] == ["recorded"]
    assert [event.kind for event in ledger.history(claim.id, as_of=today)] == ["recorded", verdict]
    assert (len(ledger.reviews(claim.id, as_of=day)), len(ledger.reviews(claim.id, as_of=today))) == (0, 1)


def test_as_of_a_day_the_correction_of_that_day_stands_and_not_the_next_one(ledger, monkeypatch):
    claim = a_recorded(ledger).claims[0]
    for day, low in ((6, 13), (8, 14)):
        clock = type(
            "Clock", (datetime,), {"now": classmethod(lambda cls, tz, day=day: datetime(2024, 3, day, 9, tzinfo=tz))}
        )
        monkeypatch.setattr("tolltrace.ledger.ledger.datetime", clock)
        decide(ledger, claim, "corrected", low=low, value=low)

    lows = [ledger.claim(claim.id, as_of=date(2024, 3, day)).claim.figure.low for day in (5, 6, 7, 8)]
    assert lows == [12, 13, 13, 14]
    assert [next(ledger.claims(as_of=date(2024, 3, day))).claim.figure.low for day in (5, 6, 7, 8)] == lows


def test_the_newest_decision_counts_and_all_are_kept(ledger):
    claim = a_recorded(ledger).claims[0]

    for verdict, changes in [
        ("rejected", {}),
        ("accepted", {}),
        ("corrected", {"low": 13}),
        ("corrected", {"low": 14}),
    ]:
        decide(ledger, claim, verdict, **changes)

    assert ledger.claim(claim.id).claim.figure.low == 14
    assert [event.kind for event in ledger.history(claim.id)] == [
        "recorded",
        "rejected",
        "accepted",
        "corrected",
        "corrected",
    ]
    assert harms(ledger) == ["killed", "wounded", "missing"]


# ── and then newer code reads the report again ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("verdict", "changes", "then_shown"),
    [
        ("accepted", {}, ["killed", "missing"]),
        ("rejected", {}, ["missing"]),
        ("corrected", {"harm": "casualties"}, ["casualties", "missing"]),
    ],
)
@pytest.mark.parametrize(
    "body", [pytest.param(BODY, id="same-text"), pytest.param(FURNITURE, id="other-text-of-the-page")]
)
@pytest.mark.parametrize("reads", ["it otherwise", "as the person did", "nothing there"])
def test_a_decision_outlives_newer_code(ledger, verdict, changes, then_shown, body, reads):
    claim = a_recorded(ledger).claims[0]
    decide(ledger, claim, verdict, **changes)

    article = an_article(body=body, page_sha256="9" * 64)
    again = {
        "it otherwise": [a_claim(article=article, victims="passengers")],
        "as the person did": [a_claim(article=article, harm=changes.get("harm", "killed"))],
        "nothing there": [],
    }[reads]
    missing = a_claim("up to 40", article=article, number=3, harm="missing")
    ledger.record(Traced(article, (*again, missing), NEW))

    assert sorted(harms(ledger)) == then_shown
    decided = ledger.claim(claim.id)
    assert (decided.current, decided.decision.verdict, decided.claim.victims) == (True, verdict, "people")


def test_claims_read_later_are_numbered_around_a_decided_one(ledger):
    """`part_of` refers to numbers: a claim found before the decided one must not push the reference to another."""
    article = an_article(page_sha256="9" * 64)
    whole = a_claim(article=article, number=1)
    ledger.record(Traced(article, (whole,), OLD))
    decide(ledger, whole, "accepted")

    first = a_claim("kills at least 12", article=article, number=1)
    part = a_claim("30", article=article, number=3, part_of=2, harm="wounded", figure=Figure(30, 30, 30))
    ledger.record(Traced(article, (first, dataclasses.replace(whole, number=2), part), NEW))

    numbers = {record.claim.mention.text: (record.claim.number, record.claim.part_of) for record in ledger.claims()}
    assert numbers == {"kills at least 12": (4, None), "At least 12": (1, None), "30": (3, 1)}


def test_the_whole_that_a_decided_claim_is_part_of_keeps_its_number(ledger):
    """The row of a decision cannot be changed, so its `part_of` must go on to mean the same claim."""
    article = an_article(page_sha256="9" * 64)
    whole = a_claim(article=article, number=1)
    part = a_claim("30", article=article, number=2, part_of=1, harm="wounded", figure=Figure(30, 30, 30))
    ledger.record(Traced(article, (whole, part), OLD))
    decide(ledger, part, "accepted")

    again = an_article(body=FURNITURE, page_sha256="9" * 64)
    first = a_claim("kills at least 12", article=again, number=1)
    same_whole = a_claim(article=again, number=2, victims="passengers")
    same_part = a_claim("30", article=again, number=3, part_of=2, harm="wounded", figure=Figure(30, 30, 30))
    other = a_claim("up to 40", article=again, number=4, part_of=2, harm="missing")
    ledger.record(Traced(again, (first, same_whole, same_part, other), NEW))

    numbers = {record.claim.mention.text: (record.claim.number, record.claim.part_of) for record in ledger.claims()}
    assert numbers == {
        "kills at least 12": (5, None),
        "At least 12": (1, None),
        "30": (2, 1),
        "up to 40": (4, 1),
    }


def test_a_claim_is_corrected_to_be_part_of_a_current_one_alone(ledger):
    traced = a_recorded(ledger)
    ledger.record(Traced(traced.article, traced.claims[:2], NEW))

    with pytest.raises(LedgerError, match=r"part_of 3 is no other claim .* are \[2\]"):
        decide(ledger, traced.claims[0], "corrected", part_of=3)


@pytest.mark.parametrize("rejected", [0, 1])
def test_of_two_equal_sentences_the_decision_stays_with_its_own(ledger, rejected):
    sentence = "At least 12 people died."

    def traced(body: str, method: Method) -> Traced:
        article = an_article(title=None, body=body, page_sha256="9" * 64)
        first = a_claim(article=article)
        at = article.text.rindex(sentence)
        mention, evidence = Span("At least 12", at, at + 11), Span(sentence, at, at + len(sentence))
        return Traced(
            article, (first, dataclasses.replace(first, id=f"second {at}", mention=mention, evidence=evidence)), method
        )

    old = traced(f"{sentence}\n\n{sentence}\n\nMenu", OLD)
    new = traced(f"{sentence}\n\n{sentence}", NEW)
    ledger.record(old)
    decide(ledger, old.claims[rejected], "rejected")
    ledger.record(new)

    assert [record.claim for record in ledger.claims()] == [new.claims[1 - rejected]]


def test_a_changed_page_leaves_the_decision_with_the_version_it_was_made_on(ledger):
    claim = a_recorded(ledger).claims[0]
    decide(ledger, claim, "rejected")

    assert ledger.record(a_traced(title="Ferry fire kills dozens")) == Recorded(versions=1, claims=3)
    assert harms(ledger) == ["killed", "wounded", "missing"]
    assert ledger.claim(claim.id).decision.verdict == "rejected"


# ── what is no decision ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ({"verdict": "verified"}, "no verdict 'verified'; known: accepted, rejected, corrected"),
        ({"by": " "}, "'by' is empty"),
        ({"why": ""}, "'why' is empty"),
        ({"verdict": "corrected"}, "no changes are given"),
        ({"changes": {"low": 3}}, "accepted, but changes are given"),
        ({"verdict": "corrected", "changes": {"id": "x"}}, "'id' cannot be corrected; these can: low, high"),
        ({"verdict": "corrected", "changes": {"size": 3}}, "'size' cannot be corrected"),
        ({"verdict": "corrected", "changes": {"low": "many"}}, "Expected `int | null`, got `str`"),
        ({"verdict": "corrected", "changes": {"hedge": "sort of"}}, "Invalid enum value 'sort of'"),
        ({"verdict": "corrected", "changes": {"low": 12}}, "changes nothing"),
        ({"verdict": "corrected", "changes": {"harm": "kiled"}}, "'kiled' is none that we know; known: killed"),
        ({"verdict": "corrected", "changes": {"low": -3}}, "less than no people"),
        ({"verdict": "corrected", "changes": {"high": 11}}, "low 12 is more than high 11"),
        ({"verdict": "corrected", "changes": {"low": 2**63}}, "more people than"),
        ({"verdict": "corrected", "changes": {"part_of": 9}}, r"part_of 9 is no other claim .* are \[2, 3\]"),
        ({"verdict": "corrected", "changes": {"part_of": 1}}, "part_of 1 is no other claim"),
    ],
)
def test_a_decision_that_contradicts_itself_is_refused_and_leaves_no_trace(ledger, decision, says):
    claim = a_recorded(ledger).claims[0]

    with pytest.raises(LedgerError, match=says):
        ledger.decide(claim.id, **({"by": "R. Viewer", "verdict": "accepted", "why": "read it"} | decision))

    assert ledger.claim(claim.id).decision is None
    assert [event.kind for event in ledger.history(claim.id)] == ["recorded"]


def test_nobody_decides_on_a_claim_that_was_superseded(ledger):
    traced = a_recorded(ledger)
    ledger.record(Traced(traced.article, traced.claims[1:], NEW))

    with pytest.raises(LedgerError, match="superseded by event"):
        decide(ledger, traced.claims[0], "accepted")


READINGS = (
    Reading("harm", "clause"),
    Reading("side", "none", confidence=0.6),
    Reading("place", "led_to", confidence=0.8),
    Reading("chain", "alone", confidence=0.7),
)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param({"side": "Karvel"}, ["harm", "place", "chain"], id="one-field"),
        pytest.param({"place": None}, ["harm", "side", "chain"], id="taken-away"),
        pytest.param({"chain": [], "low": 13, "value": 13}, ["harm", "side", "place"], id="other-names"),
    ],
)
def test_what_a_person_corrected_was_not_read_and_nobody_estimates_it(ledger, changes, left):
    claim = dataclasses.replace(a_claim(), readings=READINGS, confidence=0.97)
    ledger.record(a_traced(claims=(claim,)))

    decide(ledger, claim, "corrected", **changes)

    corrected = ledger.claim(claim.id).claim
    assert [each.field for each in corrected.readings] == left
    assert {corrected.confidence, *(each.confidence for each in corrected.readings)} == {None}
    (event,) = (each for each in ledger.history(claim.id) if each.kind == "corrected")
    assert set(event.detail["after"]) == set(changes)


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_what_a_person_only_judged_keeps_how_it_was_read(ledger, verdict):
    claim = dataclasses.replace(a_claim(), readings=READINGS, confidence=0.97)
    ledger.record(a_traced(claims=(claim,)))

    decide(ledger, claim, verdict)

    assert ledger.claim(claim.id).claim == claim


@pytest.mark.parametrize("name", ["confidence", "field_confidence", "why"])
def test_a_programs_doubt_is_nothing_to_correct(ledger, name):
    claim = a_recorded(ledger).claims[0]

    with pytest.raises(LedgerError, match=f"'{name}' cannot be corrected; these can: low"):
        decide(ledger, claim, "corrected", **{name: {"place": 1.0}})


# ── left pending, and duplicates ─────────────────────────────────────────────────────────────────────────────────────


def queued(ledger: Ledger, reviewer: str | None = None) -> list[str]:
    return [record.claim.id for record, _ in ledger.queue(reviewer=reviewer)]


def test_what_is_left_pending_stays_in_the_queue_with_who_waits_for_what(ledger):
    killed, wounded, missing = a_recorded(ledger).claims
    for claim in (killed, wounded):
        decide(ledger, claim, "accepted")
    pending = ledger.decide(killed.id, by="A. Coder", verdict="pending", why="waits for the ministry's list")

    assert (pending.decision.verdict, pending.decision.by) == ("pending", "A. Coder")
    assert set(queued(ledger)) == {killed.id, missing.id}
    assert set(queued(ledger, "A. Coder")) == {killed.id, wounded.id, missing.id}, "who waits has not decided"
    assert queued(ledger, "R. Viewer") == [missing.id]
    assert harms(ledger) == ["killed", "wounded", "missing"]
    ledger.decide(killed.id, by="A. Coder", verdict="accepted", why="the list is out")
    assert queued(ledger) == [missing.id]


def test_what_is_pending_is_in_doubt_and_no_program_replaces_it(ledger):
    claim = dataclasses.replace(a_claim(), confidence=0.4)
    article = an_article(page_sha256="9" * 64)
    ledger.record(Traced(article, (claim,), OLD))
    decide(ledger, claim, "pending")

    assert [record.claim.id for record in ledger.claims(max_confidence=0.5)] == [claim.id]
    ledger.record(Traced(article, (), NEW))
    assert ledger.claim(claim.id).current


def test_who_leaves_a_claim_pending_disagrees_with_nobody(ledger):
    claim = a_recorded(ledger).claims[0]
    decide(ledger, claim, "rejected")
    ledger.decide(claim.id, by="A. Coder", verdict="pending", why="asks a colleague")

    assert find_differences(ledger.reviews(claim.id)) == {}
    assert ledger.agreement() == ()


def test_a_duplicate_is_left_out_of_lists_and_says_of_which(ledger):
    killed, wounded, _ = a_recorded(ledger).claims

    marked = ledger.decide(wounded.id, by="R. Viewer", verdict="duplicate", why="once more", duplicate_of=killed.id[:8])

    assert (marked.decision.verdict, marked.decision.duplicate_of) == ("duplicate", killed.id)
    assert harms(ledger) == ["killed", "missing"]
    assert harms(ledger, with_rejected=True) == ["killed", "wounded", "missing"]
    assert [report.claims for report in ledger.reports()] == [2]
    (review,) = ledger.reviews(wounded.id)
    assert (review.stance, review.duplicate_of) == ("duplicate", killed.id)
    *_, event = ledger.history(wounded.id)
    assert event.detail == {"duplicate_of": killed.id}
    decide(ledger, wounded, "accepted")
    assert harms(ledger) == ["killed", "wounded", "missing"]


@pytest.mark.parametrize(
    ("verdict", "of", "says"),
    [
        pytest.param("duplicate", None, "go together; give both", id="of-nothing"),
        pytest.param("duplicate", " ", "go together; give both", id="of-a-blank"),
        pytest.param("accepted", "killed", "go together; give both", id="no-duplicate"),
        pytest.param("duplicate", "itself", "a duplicate of itself", id="of-itself"),
        pytest.param("duplicate", "rejected", "is rejected, so nothing would be left", id="of-a-rejected-one"),
        pytest.param("duplicate", "duplicate", "is a duplicate itself, of .*; give that one", id="of-a-duplicate"),
        pytest.param("duplicate", "ffff", "no claim 'ffff'", id="of-an-unknown-one"),
    ],
)
def test_what_is_no_duplicate_is_refused(ledger, verdict, of, says):
    killed, wounded, missing = a_recorded(ledger).claims
    if of == "rejected":
        decide(ledger, killed, "rejected")
    if of == "duplicate":
        ledger.decide(killed.id, by="A", verdict="duplicate", why="so", duplicate_of=missing.id)
    others = {"itself": wounded.id, "rejected": killed.id, "duplicate": killed.id, "killed": killed.id}

    with pytest.raises(LedgerError, match=says):
        ledger.decide(wounded.id, by="A", verdict=verdict, why="so", duplicate_of=others.get(of, of))
    assert ledger.claim(wounded.id).decision is None


# ── every field of the codebook can be corrected ─────────────────────────────────────────────────────────────────────

PLACE = {"text": "at Port Lume", "name": "Port Lume", "geonames_id": 4712, "lat": 10.5, "lon": -20.25, "where_prec": 3}
PERIOD = {"text": "in March", "edtf": "2024-03", "date_prec": 3}
LINKS = [{"name": "Ana Veld", "role": "spokeswoman", "cue": "said", "start": 3, "end": 11},
         {"name": "Radio Lume", "role": None, "cue": None, "start": None, "end": None}]  # fmt: skip
CORRECTIONS = {
    "low": 10, "high": 15, "value": 14, "hedge": "about", "fraction": 0.5, "part_of": 2, "about": 3,
    "harm": "casualties", "victims": "sailors", "side": "Karvel", "status": "civilian", "demographic": "women",
    "place": PLACE, "period": PERIOD,
    "said": PERIOD, "aspect": "cumulative", "rate": "day", "background": True, "chain": LINKS, "stance": "disputed",
    "modality": "estimates", "quoted": True,
}  # fmt: skip


def test_the_fields_that_can_be_corrected_are_all_that_the_codebook_has():
    assert set(CORRECTIONS) == set(claim_to_json(a_claim())) - {*FIXED, *JUDGED}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_any_field_is_corrected_and_its_old_value_kept(ledger, name):
    claim = a_recorded(ledger).claims[0]
    before = claim_to_json(claim)

    decide(ledger, claim, "corrected", **{name: CORRECTIONS[name]})

    after = claim_to_json(ledger.claim(claim.id).claim)
    assert after == before | {name: CORRECTIONS[name]}
    *_, event = ledger.history(claim.id)
    assert event.detail == {"before": {name: before[name]}, "after": {name: CORRECTIONS[name]}}


@pytest.mark.parametrize("name", ["low", "value", "victims", "place"])
def test_what_the_text_does_not_state_can_be_taken_away(ledger, name):
    claim = a_recorded(ledger).claims[0]

    decide(ledger, claim, "corrected", **{name: None})

    assert claim_to_json(ledger.claim(claim.id).claim)[name] is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fraction": 1.5}, r"fraction 1\.5: a number from 0 to 1"),
        ({"fraction": float("nan")}, "fraction nan: a number from 0 to 1"),
        ({"place": PLACE | {"lat": 91}}, r"place\.lat 91(\.0)?: a number from -90 to 90"),
        ({"place": PLACE | {"lon": -181}}, r"place\.lon -181(\.0)?: a number from -180 to 180"),
        ({"place": PLACE | {"where_prec": 8}}, r"place\.where_prec 8: a number from 1 to 7"),
        ({"period": PERIOD | {"date_prec": 0}}, r"period\.date_prec 0: a number from 1 to 5"),
        ({"said": PERIOD | {"date_prec": 6}}, r"said\.date_prec 6: a number from 1 to 5"),
        ({"place": {"name": "Port Lume"}}, "missing required field `text`"),
    ],
)
def test_what_has_a_scale_stays_on_it(ledger, changes, says):
    claim = a_recorded(ledger).claims[0]

    with pytest.raises(LedgerError, match=says):
        decide(ledger, claim, "corrected", **changes)
