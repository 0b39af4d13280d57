"""Grades and comments in a ledger, on both engines: kept for good, shown with their claims, found again."""

from datetime import date

import pytest

from tests.builders import BODY, a_method, a_traced, an_article
from tests.statements.stories import the_briefing
from tolltrace.corroboration import with_corroboration
from tolltrace.errors import LedgerError
from tolltrace.following import group_recorded
from tolltrace.grades import UNGRADED
from tolltrace.ledger import open_ledger

GIVEN = {"by": "R. Viewer", "why": "was there"}


@pytest.fixture
def traced(ledger):
    traced = a_traced()
    ledger.record(traced)
    return traced


def on(ledger, claim, kind="context", text="The ferry had been sold.", by="R. Viewer"):
    return ledger.comment_on_claim(claim.id, kind=kind, text=text, by=by)


# ── grades ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_claim_shows_its_grades_wherever_it_is_shown(ledger, traced):
    killed, wounded, missing = traced.claims
    ledger.grade_speaker("Health Ministry of Karvel", "all", "B", **GIVEN)
    ledger.grade_claim(killed.id[:8], 2, **GIVEN)
    ledger.grade_claim(killed.id, 3, by="A. Coder", why="one source")

    grades = {each.claim.id: each.grade for each in ledger.claims()}
    assert {claim.id: grades[claim.id].code for claim in traced.claims} == {
        killed.id: "F3", wounded.id: "F6", missing.id: "F6"
    }  # fmt: skip
    assert grades[killed.id] == ledger.claim(killed.id).grade
    assert [(each.by, each.grade, each.why) for each in grades[killed.id].credibilities] == [
        ("A. Coder", 3, "one source"),
        ("R. Viewer", 2, "was there"),
    ]
    assert [each.kind for each in ledger.history(killed.id)] == ["recorded", "graded", "graded"]


def test_every_grade_is_kept_and_in_the_log(ledger, traced):
    for grade in "AB":
        ledger.grade_speaker("Russian MoD", "enemy-losses", grade, **GIVEN)

    speakers, claims = ledger.grades()
    assert ([each.grade for each in speakers], claims) == (["A", "B"], ())
    newest, *_ = ledger.events()
    assert (newest.kind, newest.actor, newest.why, newest.report) == ("graded", "R. Viewer", "was there", "")
    assert (newest.account, newest.detail) == ("Russian MoD", {"topic": "enemy-losses", "reliability": "B"})
    assert len(list(ledger.events(2))) == 2
    assert ledger.verify().broken is None


def test_echoes_raise_no_grade_and_make_no_second_origin(ledger):
    first, *echoes = the_briefing()
    ledger.record(first)
    claim = first.claims[0]
    ledger.grade_claim(claim.id, 4, **GIVEN)
    ledger.record(echoes)
    group_recorded(ledger)

    shown = {each.claim.id: each for each in with_corroboration(ledger, ledger.claims())}
    assert shown[claim.id].grade.code == "F4"
    assert shown[claim.id].corroboration.reports > 1
    assert shown[claim.id].corroboration.rests_on_one_origin
    others = [each for id_, each in shown.items() if id_ != claim.id]
    assert [each.grade for each in others] == [UNGRADED] * len(others)


def test_a_grade_given_later_was_not_known_before(ledger, traced):
    ledger.grade_claim(traced.claims[0].id, 2, **GIVEN)
    on(ledger, traced.claims[0])

    then = ledger.claims(as_of=date(2024, 3, 10))
    assert {(each.grade, each.comments) for each in then} == {(UNGRADED, ())}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"speaker": " "}, "a name of 1 to 200 characters"),
        ({"speaker": "officials"}, "'officials' may be anybody"),
        ({"topic": "losses of theirs"}, r"no topic .* known: own-losses \(people of the speaker's own side"),
        ({"grade": "G"}, r"no reliability 'G'; known: A \(completely reliable\)"),
        ({"by": " "}, "'by' is empty"),
        ({"why": ""}, "'why' is empty"),
    ],
)
def test_what_is_no_grade_of_a_speaker_is_refused(ledger, given, says):
    asked = {"speaker": "Russian MoD", "topic": "all", "grade": "C", **GIVEN} | given

    with pytest.raises(LedgerError, match=says):
        ledger.grade_speaker(asked.pop("speaker"), asked.pop("topic"), asked.pop("grade"), **asked)
    assert ledger.grades() == ((), ())


@pytest.mark.parametrize(
    ("given", "says"),
    [({"grade": 0}, "no credibility 0"), ({"grade": True}, "no credibility True"), ({"by": ""}, "'by' is empty")],
)
def test_what_is_no_grade_of_a_claim_is_refused(ledger, traced, given, says):
    asked = {"grade": 3, **GIVEN} | given

    with pytest.raises(LedgerError, match=says):
        ledger.grade_claim(traced.claims[0].id, asked.pop("grade"), **asked)


# ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_comment_stands_with_its_claim_and_in_its_life(ledger, traced):
    killed, wounded, _ = traced.claims
    made = on(ledger, killed, kind="new source")

    (shown,) = ledger.claim(killed.id).comments
    assert shown == made
    assert (shown.kind, shown.text, shown.by, shown.span) == (
        "new source", "The ferry had been sold.", "R. Viewer", killed.mention
    )  # fmt: skip
    assert ledger.claim(wounded.id).comments == ()
    *_, event = ledger.history(killed.id)
    assert (event.kind, event.why) == ("commented", "The ferry had been sold.")


def test_a_comment_is_bound_to_any_words_and_stands_with_claims_that_they_meet(ledger, traced):
    report = traced.article.id
    ledger.comment_on_words(report, "up to 40", kind="context", text="of 90 aboard", by="A. Coder")
    ledger.comment_on_words(report, "Lake Dravo", kind="translation", text="Dravasee", by="A. Coder", occurrence=2)

    found = {each.text: each for each in ledger.comments(report)}
    at = traced.article.text.index("Lake Dravo", traced.article.text.index("Lake Dravo") + 1)
    assert found["Dravasee"].span.start == at
    assert [[each.text for each in one.comments] for one in ledger.claims()] == [[], [], ["of 90 aboard"]]


@pytest.mark.parametrize(
    ("body", "method", "orphaned"),
    [
        pytest.param("Breaking.\n\n" + BODY, "0.1.0", False, id="a-changed-page-that-kept-the-words"),
        pytest.param(BODY.replace("At least 12 people", "Fourteen people"), "0.1.0", True, id="that-changed-them"),
        pytest.param(BODY + "\n\nAll rights reserved.", "0.2.0", False, id="newer-code-reads-more"),
    ],
)
def test_a_comment_goes_along_as_long_as_its_words_are_there(ledger, body, method, orphaned):
    page = {"page_sha256": "9" * 64} if method != "0.1.0" else {}
    first = a_traced(method=a_method("0.1.0"), **page)
    ledger.record(first)
    on(ledger, first.claims[0])
    article = an_article(body=body, title="The fire", **page)
    claims = () if orphaned else None
    second = a_traced(article=article, claims=claims, method=a_method(method))
    ledger.record(second)

    (comment,) = ledger.comments(article.id)
    assert (comment.span is None) == orphaned
    assert (comment.selector.exact, comment.version) == ("At least 12", 1)
    if not orphaned:
        assert article.text[comment.span.start : comment.span.end] == "At least 12"
        killed = next(each for each in ledger.claims() if each.claim.harm == "killed")
        assert killed.claim.id != first.claims[0].id
        assert [each.id for each in killed.comments] == [comment.id]


def test_a_comment_that_is_taken_back_is_shown_no_more_and_stays(ledger, traced):
    made = on(ledger, traced.claims[0])

    assert ledger.withdraw_comment(made.id[:6], by="A. Coder", why="another ferry") == made.id
    assert ledger.comments() == ledger.claim(traced.claims[0].id).comments == ()
    (kept,) = ledger.comments(with_withdrawn=True)
    assert (kept.withdrawn.by, kept.withdrawn.why, kept.text) == ("A. Coder", "another ferry", made.text)
    assert [each.kind for each in ledger.history(traced.claims[0].id)][-2:] == ["commented", "comment withdrawn"]
    with pytest.raises(LedgerError, match="taken back already"):
        ledger.withdraw_comment(made.id, by="A. Coder", why="again")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "praise"}, "no kind of comment 'praise'; known: correction, new source, translation, context"),
        ({"text": " "}, "'text' is empty"),
        ({"text": "x" * 20_001}, "20,001 characters; at most 20,000"),
        ({"by": ""}, "'by' is empty"),
        ({"words": ""}, "1 to 2,000 characters of its text"),
        ({"words": "fourteen"}, "does not hold 'fourteen'; copy the words as printed"),
        ({"words": "Lake Dravo", "occurrence": 9}, "stands in it 2 times; there is no number 9"),
        ({"report": "elsewhere"}, "no report 'elsewhere'"),
    ],
)
def test_what_is_no_comment_is_refused_and_leaves_no_trace(ledger, traced, given, says):
    asked = {"report": traced.article.id, "words": "30", "kind": "context", "text": "so", "by": "A"} | given

    with pytest.raises(LedgerError, match=says):
        ledger.comment_on_words(asked.pop("report"), asked.pop("words"), **asked)
    assert ledger.comments() == ()


@pytest.mark.parametrize("comment", ["", " ", "c", "nobody"])
def test_no_comment_is_taken_back_by_guessing(ledger, traced, comment):
    for text in ("one", "two"):
        on(ledger, traced.claims[0], text=text)

    with pytest.raises(LedgerError, match="`tolltrace comment list` shows their ids"):
        ledger.withdraw_comment(comment, by="A", why="so")


def test_a_ledger_from_before_holds_no_grade_and_no_comment_and_takes_them(tmp_path):
    from tests.ledger.test_migrations import an_older_ledger

    with open_ledger(an_older_ledger(tmp_path / "a.db", "0005")) as ledger:
        (record,) = ledger.claims()
        assert (record.grade, record.comments) == (UNGRADED, ())
        ledger.grade_claim(record.claim.id, 3, **GIVEN)
        on(ledger, record.claim)
        assert ledger.verify().broken is None


def test_grades_and_comments_of_schema_0010_are_read(tmp_path):
    from tests.ledger.test_migrations import an_older_ledger

    with open_ledger(an_older_ledger(tmp_path / "a.db", "0010")) as ledger:
        (record,) = ledger.claims()
        assert (record.grade.code, [each.text for each in record.comments]) == ("F3", ["The ferry had been sold."])
        assert (record.decision.verdict, record.decision.why) == ("pending", "waits for the ministry's list")
        assert len(ledger.comments(with_withdrawn=True)) == 2


# ── what is held until an editor has read it ─────────────────────────────────────────────────────────────────────────

SECRET = "Her neighbour saw the boat."


def hold(ledger, claim, text=SECRET, by="R. Reader"):
    return ledger.comment_on_claim(claim.id, kind="context", text=text, by=by, held=True, guidelines="1")


def test_a_held_comment_is_nowhere_until_an_editor_lets_it_through(ledger, traced):
    killed = traced.claims[0]
    made = hold(ledger, killed)

    assert ledger.comments() == ledger.claim(killed.id).comments == ()
    assert SECRET not in repr([list(ledger.claims()), ledger.history(killed.id), list(ledger.events())])
    assert [each.text for each in ledger.comments(standing="held")] == [SECRET]

    ledger.moderate_comment(made.id, show=True, by="E. Ditor", why="It helps.")
    assert [each.text for each in ledger.claim(killed.id).comments] == [SECRET]
    assert [each.text for each in next(ledger.claims(harm="killed")).comments] == [SECRET]
    assert ledger.comments(standing="held") == ()
    assert [(each.kind, each.why) for each in ledger.history(killed.id)][-1] == ("comment shown", "It helps.")
    assert ledger.history(killed.id)[-2].detail["guidelines"] == "1"
    assert ledger.verify().broken is None


def test_the_newest_decision_on_a_comment_stands(ledger, traced):
    made = hold(ledger, traced.claims[0])

    ledger.moderate_comment(made.id, show=False, by="E. Ditor", why="It names a neighbour.")
    assert ledger.comments() == ledger.claim(traced.claims[0].id).comments == ()
    assert [each.standing for each in ledger.comments(standing="refused")] == ["refused"]
    with pytest.raises(LedgerError, match="refused already"):
        ledger.moderate_comment(made.id, show=False, by="F. Ditor", why="Me too.")
    ledger.moderate_comment(made.id, show=True, by="F. Ditor", why="No name is in it.")
    assert [each.text for each in ledger.comments()] == [SECRET]


def test_what_was_shown_at_once_can_be_refused_later(ledger, traced):
    made = on(ledger, traced.claims[0])

    ledger.moderate_comment(made.id, show=False, by="E. Ditor", why="An advertisement.")
    assert ledger.comments() == ()


def test_a_comment_is_shown_as_of_the_days_on_which_it_was(ledger, traced):
    made = hold(ledger, traced.claims[0])
    ledger.moderate_comment(made.id, show=True, by="E. Ditor", why="It helps.")

    assert ledger.comments(as_of=date(2024, 3, 5)) == ()
    assert [each.text for each in ledger.comments(as_of=date(2090, 1, 1))] == [SECRET]


def test_nobody_buries_an_editor(ledger, traced):
    for number in range(20):
        hold(ledger, traced.claims[0], text=f"remark {number}")

    with pytest.raises(LedgerError, match="20 of your comments wait for an editor"):
        hold(ledger, traced.claims[0])
    hold(ledger, traced.claims[0], by="S. Reader")


@pytest.mark.parametrize(("by", "why"), [("", "so"), ("E. Ditor", " ")])
def test_who_decides_on_a_comment_says_who_and_why(ledger, traced, by, why):
    made = hold(ledger, traced.claims[0])

    with pytest.raises(LedgerError, match="is empty"):
        ledger.moderate_comment(made.id, show=True, by=by, why=why)


def test_comments_of_schema_0013_stand_as_editors_decided(tmp_path):
    from tests.ledger.test_migrations import an_older_ledger

    with open_ledger(an_older_ledger(tmp_path / "a.db", "0013")) as ledger:
        told = {each: [one.text for one in ledger.comments(standing=each)] for each in ("shown", "held", "refused")}

        assert told == {
            "shown": ["The ferry had been sold.", "The lake was closed that week."],
            "held": ["The harbour's log."],
            "refused": ["Buy boats here."],
        }
        assert ledger.verify().broken is None
