"""Which grade counts for a claim: whose, on what, by whom; and that nothing raises one but a person."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_claim
from tolltrace.grades import UNGRADED, Credibility, Reliability, Topic, make_gradebook, topic_of
from tolltrace.knowledge import load_knowledge
from tolltrace.relays import Identity
from tolltrace.values import Link, Status

START = datetime(2024, 3, 4, tzinfo=UTC)


def identify(name, role):
    return load_knowledge().identify_speaker(name, role)


def book(*grades):
    """Given one after another: (speaker, topic, grade, by), or (claim id, grade, by)."""
    speakers, claims = [], []
    for number, (of, *topic, grade, by) in enumerate(grades):
        at = START + timedelta(days=number)
        if topic:
            speakers.append(Reliability(of, Topic(topic[0]), grade, by, at, "so"))
        else:
            claims.append(Credibility(of, grade, by, at, "so"))
    return make_gradebook(speakers, claims, identify)


def by(speaker, role=None, **changes):
    return a_claim(chain=(Link(speaker, role),), **changes)


@pytest.mark.parametrize(
    ("of", "side", "status", "topic"),
    [
        pytest.param("Russia", "Russia", "combatant", "own-losses", id="its-own-soldiers"),
        pytest.param("Russia", "Russia", "unknown", "own-losses", id="nobody-is-taken-for-a-civilian"),
        pytest.param("Russia", "Russia", "civilian", "own-civilians", id="its-own-civilians"),
        pytest.param("Russia", "Ukraine", "mixed", "enemy-losses", id="the-enemys"),
        pytest.param("Russia", "Ukraine", "civilian", "enemy-civilians", id="the-enemys-civilians"),
        pytest.param(None, "Ukraine", "combatant", "losses", id="a-monitor"),
        pytest.param("Russia", None, "civilian", "civilians", id="nobody-says-whose"),
    ],
)
def test_a_topic_follows_from_whose_people_they_were(of, side, status, topic):
    claim = a_claim(side=side, status=Status(status))

    assert topic_of(Identity("somebody", of), claim) == topic


@pytest.mark.parametrize(
    ("claim", "grade", "of"),
    [
        pytest.param(by("Russian MoD", side="Ukraine"), "E", "enemy-losses", id="topic"),
        pytest.param(by("Russia's defence ministry", side="Ukraine"), "E", "enemy-losses", id="another-name"),
        pytest.param(by("Ministry of Defence of the Russian Federation", side="Russia"), "C", "all", id="all-else"),
        pytest.param(
            by("Igor Maro", "Russian defence ministry spokesman", side="Ukraine"), "E", "enemy-losses", id="spokesman"
        ),
        pytest.param(by("Ukraine's general staff", side="Russia"), "F", None, id="somebody-else"),
        pytest.param(by("officials", side="Ukraine"), "F", None, id="may-be-anybody"),
        pytest.param(a_claim(chain=(), side="Ukraine"), "F", None, id="no-speaker"),
        pytest.param(
            a_claim(chain=(Link("Ukraine's general staff"), Link("Russian MoD")), side="Ukraine"), "F", None,
            id="who-relays-it-lends-no-grade",
        ),
    ],
)  # fmt: skip
def test_the_first_speakers_grade_on_the_topic_counts(claim, grade, of):
    given = book(("Russian MoD", "enemy-losses", "E", "R. Viewer"), ("Russian MoD", "all", "C", "R. Viewer"))

    found = given.grade_of(claim)
    assert (found.reliability, found.topic) == (grade, of)
    assert (found.speaker is None) == (of is None)


def test_a_persons_own_grade_comes_before_that_of_whom_they_speak_for():
    given = book(("Igor Maro", "all", "B", "R. Viewer"), ("Russian MoD", "enemy-losses", "E", "R. Viewer"))

    assert given.grade_of(by("Igor Maro", "Russian defence ministry spokesman", side="Ukraine")).reliability == "B"


def test_of_each_grader_the_newest_counts_and_of_several_the_newest_without_an_average():
    claim = by("Russian MoD", side="Ukraine")
    given = book(
        ("Russian MoD", "enemy-losses", "A", "R. Viewer"),
        ("Russian MoD", "enemy-losses", "E", "A. Coder"),
        ("Russia's defence ministry", "enemy-losses", "D", "R. Viewer"),
        (claim.id, 2, "A. Coder"),
        (claim.id, 4, "R. Viewer"),
        (claim.id, 3, "A. Coder"),
    )

    grade = given.grade_of(claim)
    assert grade.code == "D3"
    assert [(each.by, each.grade) for each in grade.reliabilities] == [("R. Viewer", "D"), ("A. Coder", "E")]
    assert [(each.by, each.grade) for each in grade.credibilities] == [("A. Coder", 3), ("R. Viewer", 4)]


def test_all_is_f6_until_a_person_says_otherwise_and_a_claims_grade_is_its_own():
    claim = by("Russian MoD", side="Ukraine")
    echo = dataclasses.replace(claim, id="echo")

    assert book().grade_of(claim) == UNGRADED
    assert UNGRADED.code == "F6"
    given = book((claim.id, 1, "R. Viewer"))
    assert (given.grade_of(claim).code, given.grade_of(echo).code) == ("F1", "F6")
