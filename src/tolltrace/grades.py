"""Admiralty grades: how reliable a speaker is on a topic (A–F), how credible a claim is (1–6). Why: decision 0016.

Only a person gives a grade. Until one does, all is F6: F and 6 mean that it cannot be judged, not that it is bad. How
many reports carry a claim changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tolltrace.values import Claim, Link, Status

if TYPE_CHECKING:
    from tolltrace.relays import Identity, Statement

RELIABILITIES = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITIES = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
UNJUDGED, UNJUDGED_CLAIM = "F", 6


class Topic(StrEnum):
    """What a speaker is graded on: whose people they were, and whether they are said to be civilians."""

    OWN_LOSSES = "own-losses"
    OWN_CIVILIANS = "own-civilians"
    ENEMY_LOSSES = "enemy-losses"
    ENEMY_CIVILIANS = "enemy-civilians"
    LOSSES = "losses"
    CIVILIANS = "civilians"
    ALL = "all"


TOPICS = {
    Topic.OWN_LOSSES: "people of the speaker's own side, save those said to be civilians",
    Topic.OWN_CIVILIANS: "civilians of the speaker's own side",
    Topic.ENEMY_LOSSES: "people of another side than the speaker's (a belligerent's enemy), save civilians",
    Topic.ENEMY_CIVILIANS: "civilians of another side than the speaker's",
    Topic.LOSSES: "people where the speaker or they are of no side that is known, save civilians",
    Topic.CIVILIANS: "civilians where the speaker or they are of no side that is known",
    Topic.ALL: "whatever the speaker has no grade of its own on",
}


@dataclass(frozen=True, slots=True)
class Reliability:
    """A person's grade of a speaker, under whatever name they gave it."""

    speaker: str
    topic: Topic
    grade: str  # a key of RELIABILITIES
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Credibility:
    """A person's grade of a claim."""

    claim: str  # its id
    grade: int  # a key of CREDIBILITIES
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What people think of a claim. Of several graders the newest counts, and all are shown; nothing is averaged.

    `speaker` is whose reliability it is, where somebody graded that: the first speaker, or for whom they speak.
    """

    reliability: str = UNJUDGED
    credibility: int = UNJUDGED_CLAIM
    speaker: str | None = None
    topic: Topic | None = None
    reliabilities: tuple[Reliability, ...] = ()  # each grader's newest, the newest first
    credibilities: tuple[Credibility, ...] = ()

    @property
    def code(self) -> str:
        """ "B2"."""
        return f"{self.reliability}{self.credibility}"


UNGRADED = Grade()

Identify = Callable[[str, str | None], "Identity"]


def topic_of(speaker: "Identity", claim: Claim) -> Topic:
    """What a claim is about, for this speaker. Nobody is taken for a civilian whom the text does not call one."""
    civilians = claim.status is Status.CIVILIAN
    if speaker.of is None or claim.side is None:
        return Topic.CIVILIANS if civilians else Topic.LOSSES
    if speaker.of == claim.side:
        return Topic.OWN_CIVILIANS if civilians else Topic.OWN_LOSSES
    return Topic.ENEMY_CIVILIANS if civilians else Topic.ENEMY_LOSSES


@dataclass(frozen=True, slots=True)
class Gradebook:
    """All grades that count: of each grader the newest on each speaker and topic, and on each claim."""

    identify: Identify = field(compare=False)
    reliabilities: Mapping[tuple[str, Topic], Sequence[Reliability]] = field(default_factory=dict)
    credibilities: Mapping[str, Sequence[Credibility]] = field(default_factory=dict)

    def grade_of(self, claim: Claim) -> Grade:
        """What people think of a claim and of its first speaker; F6 where nobody graded either.

        The report is not graded in the speaker's place where it names none: it may only pass on what it was told.
        """
        told = tuple(self.credibilities.get(claim.id, ()))
        credibility = told[0].grade if told else UNJUDGED_CLAIM
        found = self._find(claim.chain[0], claim) if claim.chain and self.reliabilities else None
        if found is None:
            return Grade(credibility=credibility, credibilities=told) if told else UNGRADED
        speaker, topic, several = found
        return Grade(several[0].grade, credibility, speaker, topic, tuple(several), told)

    def grade_of_statement(self, statement: "Statement") -> Grade:
        """Of its speaker and of the claim nearest to them; whose people they were, any of its reports may have told.

        Its other claims are graded by themselves: however many echo it, that raises no grade.
        """
        return self.grade_of(replace(statement.reference.claim, side=statement.side))

    def _find(self, link: Link, claim: Claim) -> tuple[str, Topic, Sequence[Reliability]] | None:
        """The grades of the speaker on the claim's topic, else on all; then of the institution they speak for."""
        speaker = self.identify(link.name, link.role)
        if speaker.is_vague:
            return None  # it may be anybody
        for name in filter(None, (speaker.name, speaker.speaks_for)):
            for topic in (topic_of(speaker, claim), Topic.ALL):
                if several := self.reliabilities.get((key_of(name), topic)):
                    return name, topic, several
        return None


def key_of(name: str) -> str:
    """A speaker's own name as it is compared."""
    return " ".join(name.split()).casefold()


def make_gradebook(
    reliabilities: Iterable[Reliability], credibilities: Iterable[Credibility], identify: Identify
) -> Gradebook:
    """From all grades that were given, the oldest first. Names of one speaker are one."""
    speakers: dict[tuple[str, Topic], dict[str, Reliability]] = {}
    for one in reliabilities:
        known = identify(one.speaker, None)
        _put(speakers.setdefault((key_of(known.name), one.topic), {}), one)
    claims: dict[str, dict[str, Credibility]] = {}
    for each in credibilities:
        _put(claims.setdefault(each.claim, {}), each)
    return Gradebook(
        identify,
        {key: tuple(reversed(several.values())) for key, several in speakers.items()},
        {key: tuple(reversed(several.values())) for key, several in claims.items()},
    )


def _put(newest: dict[str, Any], one: Reliability | Credibility) -> None:
    """Behind all others: what the grader said before gives way."""
    newest.pop(one.by, None)
    newest[one.by] = one


# ── JSON: fields may be added here, never renamed ────────────────────────────────────────────────────────────────────


def grade_to_json(grade: Grade, *, who: bool = True) -> dict[str, Any]:
    """The grade and what it rests on; without `who`, not who gave it, when and why."""
    record: dict[str, Any] = {
        "grade": grade.code,
        "reliability": grade.reliability,
        "credibility": grade.credibility,
        "speaker": grade.speaker,
        "topic": grade.topic.value if grade.topic else None,
    }
    if who:
        record["reliability_by"] = [reliability_to_json(each) for each in grade.reliabilities]
        record["credibility_by"] = [_said(each) for each in grade.credibilities]
    return record


def reliability_to_json(one: Reliability) -> dict[str, Any]:
    """One grade of a speaker."""
    return {"speaker": one.speaker, "topic": one.topic.value, **_said(one)}


def credibility_to_json(one: Credibility) -> dict[str, Any]:
    """One grade of a claim."""
    return {"claim": one.claim, **_said(one)}


def _said(one: Reliability | Credibility) -> dict[str, Any]:
    return {"grade": one.grade, "by": one.by, "at": one.at.isoformat(), "why": one.why}
