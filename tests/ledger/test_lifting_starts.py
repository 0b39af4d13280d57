"""Which takedowns an id means when they are lifted."""

from types import SimpleNamespace
from typing import Any

import pytest

from tolltrace.errors import LedgerError
from tolltrace.ledger.takedowns import events_meant


def a_takedown(event: int, claim: str | None, statement: str | None = None, report: str = "a-report") -> Any:
    return SimpleNamespace(
        event=event, claim_id=claim, report_id=report, detail={"statement": statement} if statement else {}
    )


STANDING = [
    a_takedown(1, "aa11"),
    a_takedown(2, "aa22"),
    a_takedown(3, "bb11", "ss99"),
    a_takedown(4, "cc11", "ss99"),
    a_takedown(5, "dd11"),
    a_takedown(5, "dd12"),  # the title and the lead of one report, taken down as one
    a_takedown(6, None),
]


@pytest.mark.parametrize(
    ("wanted", "events"),
    [
        ("aa11", {1}),
        ("aa1", {1}),
        ("bb", {3}),
        ("ss99", {3, 4}),
        ("ss", {3, 4}),
        ("dd1", {5}),
        ("a-report", {6}),
        ("a-rep", set()),  # reports are named whole
        ("nothing", set()),
        ("", set()),
    ],
)
def test_a_whole_id_or_a_start_that_fits_one_is_enough(wanted: str, events: set[int]) -> None:
    assert events_meant(STANDING, wanted) == events


def test_a_start_that_fits_several_is_refused_and_says_which() -> None:
    with pytest.raises(LedgerError, match="'aa' fits 2 records that were taken down: aa11, aa22; give more"):
        events_meant(STANDING, "aa")
