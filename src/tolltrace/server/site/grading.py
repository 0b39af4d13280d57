"""The grades that people gave a speaker, topic by topic (docs/decisions/0016). An outlet has none: it only prints."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tolltrace.grades import RELIABILITIES, TOPICS, Reliability, Topic, key_of, reliability_to_json
from tolltrace.relays import Identity, Statement
from tolltrace.server.answers import Asked
from tolltrace.server.views import SOMEBODY
from tolltrace.summaries import Summary
from tolltrace.veil import veil


@dataclass(frozen=True, slots=True)
class Graded:
    """A speaker's grades on one topic, the newest first: that one counts."""

    speaker: str  # whose they are: the speaker's own, or of whom they speak for
    topic: Topic
    about: str
    grades: tuple[Reliability, ...]

    @property
    def meaning(self) -> str:
        """What the grade that counts says, in words."""
        return RELIABILITIES[self.grades[0].grade]


def read_grades(
    asked: Asked, identity: Identity | None, as_of: date | None, statements: Iterable[Statement | Summary]
) -> tuple[Graded, ...]:
    """The grades of a speaker, then of whom they speak for. Who gave them is for who may read all."""
    if identity is None or identity.is_vague:
        return ()
    ledger = asked.desk.ledger
    book = ledger.gradebook(as_of=as_of).reliabilities
    names = dict.fromkeys(filter(None, (identity.name, identity.speaks_for)))
    found = [(name, topic, book[key]) for name in names for topic in Topic if (key := (key_of(name), topic)) in book]
    if not found:
        return ()
    withheld = ledger.names_withheld({report for one in statements for report in one.reports})

    def shown(one: Reliability) -> Reliability:
        return veil(one if asked.is_trusted else replace(one, by=SOMEBODY), withheld)

    return tuple(Graded(name, topic, TOPICS[topic], tuple(map(shown, several))) for name, topic, several in found)


def grades_to_json(graded: Iterable[Graded]) -> list[dict[str, Any]]:
    """Every grade that stands, the one that counts on its topic first."""
    return [reliability_to_json(each) for one in graded for each in one.grades]
