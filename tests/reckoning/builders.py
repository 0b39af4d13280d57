"""Valid values of statements with some things changed: `a_statement(harm="wounded", figure=exactly(30))`."""

import dataclasses
import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tests.builders import a_claim, a_published
from tolltrace.relays import Carrier, Point, Relay, Series, Statement
from tolltrace.values import Aspect, Figure, Hedge, Link, Period, Place, Span, Stance

DAY = date(2024, 3, 4)


def exactly(value: int) -> Figure:
    """ "12"."""
    return Figure(value, value, value)


def more_than(value: int) -> Figure:
    """ "more than 12"."""
    return Figure(value, None, value, Hedge.MORE_THAN)


def at_least(value: int) -> Figure:
    """ "at least 12"."""
    return Figure(value, None, value, Hedge.AT_LEAST)


def at_most(value: int) -> Figure:
    """ "up to 12"."""
    return Figure(None, value, value, Hedge.AT_MOST)


def about(value: int) -> Figure:
    """ "about 12"."""
    return Figure(value, value, value, Hedge.ABOUT)


def share(fraction: float, hedge: Hedge = Hedge.EXACT) -> Figure:
    """ "half of the dead"."""
    return Figure(fraction=fraction, hedge=hedge)


def a_place(name: str, where_prec: int | None = 1, **changes: Any) -> Place:
    """A made-up town."""
    return dataclasses.replace(Place(f"in {name}", name=name, where_prec=where_prec), **changes)


def a_period(edtf: str) -> Period:
    """A period whose words do not matter."""
    return Period(edtf, edtf)


def a_carrier(id: str = "courier", **changes: Any) -> Carrier:  # noqa: A002 (the field's own name)
    """A report of the made-up fire."""
    return dataclasses.replace(Carrier(id, outlet="The Karvel Courier", published=a_published(DAY)), **changes)


def a_relay(*, carrier: Carrier | None = None, **changes: Any) -> Relay:
    """A claim in a report; other keywords change the claim."""
    return Relay(a_claim(**changes), carrier or a_carrier())


def a_statement(*, report: str = "courier", **changes: Any) -> Statement:
    """What the governor said on the day: at least 12 killed. Its claim has its figure, harm, side, place and period.

    Without `id` it gets one of its own from what it says; `report` is the id of the report that relays it. Its claim
    stands in a sentence of its own; with `reference`, where that stands.
    """
    fields: dict[str, Any] = {
        "speaker": "governor", "said_on": DAY, "said_from": None, "figure": at_least(12), "harm": "killed",
        "stance": Stance.ASSERTED, "side": None, "place": None, "period": None,
    } | changes  # fmt: skip
    if "reference" not in fields:
        shared = {key: fields[key] for key in ("figure", "harm", "stance", "side", "place", "period")}
        chain = (Link(fields["speaker"], cue="said"),) if fields["speaker"] else ()
        aspect = Aspect(fields.get("aspect", "event"))
        day = fields["said_on"] or DAY
        carrier = a_carrier(report, published=a_published(day))
        words = repr(sorted(fields.items(), key=str))
        sentence = Span(words, 10_000 * (1 + len(words)), 10_000 * (1 + len(words)) + len(words))
        fields["reference"] = a_relay(carrier=carrier, chain=chain, aspect=aspect, evidence=sentence, **shared)
    fields.setdefault("relays", (fields["reference"],))
    fields.setdefault("id", hashlib.sha256(repr(sorted(fields.items(), key=str)).encode()).hexdigest()[:12])
    return Statement(**fields)


def a_point(on: date, figure: Figure | int, kind: str = "cumulative", **changes: Any) -> Point:
    """A figure of a series; its statement is called after its day."""
    figure = exactly(figure) if isinstance(figure, int) else figure
    return dataclasses.replace(Point(on, on, figure, f"{kind}-{on}", kind), **changes)


def a_series(figures: Sequence[Figure | int | Point], *, start: date = DAY, **changes: Any) -> Series:
    """The General Staff's running total, a figure a day."""
    points = tuple(
        figure if isinstance(figure, Point) else a_point(start + timedelta(days=day), figure)
        for day, figure in enumerate(figures)
    )
    return dataclasses.replace(Series("General Staff", "Karvel", "losses", None, points), **changes)
