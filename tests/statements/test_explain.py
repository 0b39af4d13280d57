"""Where a figure comes from: what gives it, what sums to it, what comes near, and what does not."""

import json
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_claim, an_article
from tests.statements.builders import (
    DAY,
    a_period,
    a_place,
    a_statement,
    about,
    at_least,
    exactly,
    more_than,
    share,
)
from tolltrace.relays import Asked, Explanation
from tolltrace.statements.explain import asked_of, explain_figure, explanation_to_json, explanation_words
from tolltrace.statements.explain_sums import BOUNDED, DIFFERENT_SPEAKERS, NO_BOUND, OURS
from tolltrace.values import Figure, Hedge, Period, Stance

GAZA = a_place("Gaza", 4)


def ask(figure: Figure | int = 1259, harm: str = "killed", **changes) -> Asked:
    figure = exactly(figure) if isinstance(figure, int) else figure
    return Asked(f"{figure.value or 'some'} {harm}", figure, harm, **changes)


def explain(asked: Asked, *statements) -> Explanation:
    return explain_figure([asked], statements)


def test_statements_that_give_exactly_this_are_named():
    ministry = a_statement(id="a", speaker="ministry", figure=exactly(1259), place=GAZA)
    other = a_statement(id="b", speaker="ministry", figure=exactly(1400), place=GAZA)

    explanation = explain(ask(place=GAZA), ministry, other)
    (answer,) = explanation.answers

    assert [match.statement for match in answer.exact] == ["a"]
    assert answer.exact[0].says == "1,259 killed (ministry, 4 March 2024)"
    assert answer.near == answer.sums == ()
    assert explanation_words(explanation) == ("1 statement gives exactly 1259 killed.",)


def test_what_a_statement_leaves_open_is_said():
    (answer,) = explain(ask(place=GAZA, side="Palestine"), a_statement(figure=exactly(1259))).answers

    assert answer.exact[0].leaves_open == ("side", "place")


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        pytest.param({"figure": more_than(1259)}, "it says more than 1,259, not 1,259", id="hedge"),
        pytest.param({"figure": exactly(1260)}, "it says 1,260: 1 more, as by rounding", id="rounded"),
        pytest.param({"figure": exactly(1211)}, "it says 1,211: 48 fewer", id="number"),
        pytest.param({"harm": "casualties"}, "it counts casualties, not killed", id="harm"),
        pytest.param({"place": a_place("Rafah")}, "it speaks of Rafah, not Gaza", id="place"),
        pytest.param({"side": "Lebanon"}, "it speaks of the side Lebanon, not Palestine", id="side"),
        pytest.param({"stance": Stance.DENIED}, "the figure is denied", id="stance"),
        pytest.param({"period": a_period("2023")}, "it speaks of 2023, not in March", id="period"),
        pytest.param({"rate": "day", "aspect": "rate"}, "it is a rate, so many per day", id="rate"),
    ],
)
def test_what_comes_near_says_how_it_differs(changes, differs):
    statement = a_statement(**({"figure": exactly(1259)} | changes))
    asked = ask(place=GAZA, side="Palestine", period=Period("in March", "2024-03"))

    (answer,) = explain(asked, statement).answers

    assert (answer.exact, answer.sums) == ((), ())
    assert [match.differs for match in answer.near] == [(differs,)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"figure": exactly(1700)}, id="far-off"),
        pytest.param({"figure": exactly(1260), "harm": "displaced"}, id="near-by-another-harm"),
        pytest.param({"figure": share(0.5)}, id="a-share"),
    ],
)
def test_nothing_is_said_to_be_nothing(changes):
    explanation = explain(ask(), a_statement(**changes))

    assert explanation_words(explanation) == (
        "Nothing gives 1259 killed: no statement, no sum, nothing near, among 1 statement.",
    )


def test_the_nearest_comes_first():
    stated = [
        a_statement(id="far", figure=exactly(1211)),
        a_statement(id="nearer", figure=exactly(1257)),
        a_statement(id="bounded", figure=at_least(1259)),
    ]

    (answer,) = explain(ask(), *stated).answers

    assert [match.statement for match in answer.near] == ["bounded", "nearer", "far"]


def on(number: int, **changes):
    day = DAY + timedelta(days=number)
    return a_statement(**({"said_on": day, "period": a_period(day.isoformat())} | changes))


KARVEL, LORN, SUND = (a_place(name) for name in ("Karvel", "Lorn", "Sund"))


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        pytest.param("places", [{"place": KARVEL, "n": 700}, {"place": LORN, "n": 559}], id="two-places"),
        pytest.param(
            "places",
            [{"place": a_place(f"Town {n}"), "n": n} for n in (1, 2, 256, 1000)],
            id="four-places",
        ),
        pytest.param("sides", [{"side": "Karvel", "n": 1200}, {"side": "Lorn", "n": 59}], id="sides"),
        pytest.param(
            "people", [{"demographic": "women", "n": 900}, {"demographic": "children", "n": 359}], id="people"
        ),
        pytest.param("people", [{"status": "civilian", "n": 900}, {"status": "combatant", "n": 359}], id="civilians"),
        pytest.param("days", [{"n": 700, "day": 0}, {"n": 500, "day": 1}, {"n": 59, "day": 2}], id="three-days"),
        pytest.param(
            "total and additions",
            [{"n": 1200, "day": 0, "aspect": "cumulative"}, {"n": 59, "day": 1, "aspect": "increment"}],
            id="an-addition",
        ),
    ],
)
def test_sums_that_may_be_made_are_found(kind, terms):
    statements = [
        on(one.get("day", 0), id=f"s{one['n']}", figure=exactly(one["n"]), **{
            key: value for key, value in one.items() if key not in ("n", "day")
        })
        for one in terms
    ]  # fmt: skip
    noise = [on(5, id=f"n{n}", figure=exactly(n), harm="wounded") for n in (700, 559)]

    (answer,) = explain(ask(), *statements, *noise).answers

    assert [(one.kind, set(one.statements)) for one in answer.sums] == [(kind, {one.id for one in statements})]
    assert answer.sums[0].why
    assert OURS in answer.sums[0].warnings
    assert answer.sums[0].exact


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="nothing-tells-them-apart"),
        pytest.param({"place": KARVEL}, {"place": a_place("Karvel Province", 4)}, id="one-place-may-hold-the-other"),
        pytest.param({"demographic": "women"}, {"demographic": "medics"}, id="some-are-both"),
        pytest.param({"place": KARVEL}, {"place": LORN, "stance": Stance.RETRACTED}, id="one-is-taken-back"),
        pytest.param({"place": KARVEL}, {"place": LORN, "harm": "wounded"}, id="another-harm"),
        pytest.param({"aspect": "cumulative"}, {"aspect": "cumulative", "day": 1}, id="a-total-holds-the-earlier"),
        pytest.param({"id": "a", "side": "Russia"}, {"side": "Wagner Group", "part_of": "a"}, id="one-is-part"),
    ],
)
def test_sums_that_count_someone_twice_are_not_made(first, second):
    stated = [on(one.pop("day", 0), figure=exactly(n), **one) for n, one in ((700, dict(first)), (559, dict(second)))]

    (answer,) = explain(ask(), *stated).answers

    assert answer.sums == ()


TOWNS = [a_place(f"Town {n}") for n in range(5)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from(TOWNS), st.integers(0, 2)), max_size=25))
def test_every_sum_has_the_number_and_counts_nobody_twice(figures):
    stated = [on(day, id=f"s{n}", figure=exactly(v), place=t) for n, (v, t, day) in enumerate(figures)]
    by_id = {one.id: one for one in stated}

    (answer,) = explain(ask(97), *stated).answers

    for sum_ in answer.sums:
        terms = [by_id[id_] for id_ in sum_.statements]
        assert sum(term.figure.value or 0 for term in terms) == 97
        assert 2 <= len(terms) <= 4
        assert all(a.place != b.place or a.period != b.period for a, b in combinations(terms, 2))


@settings(deadline=None)
@given(st.sets(st.integers(1, 90), min_size=4, max_size=4), st.integers(0, 30))
def test_a_sum_of_four_is_found_among_others(values, others):
    parts = [on(0, id=f"part-{v}", figure=exactly(v), place=a_place(f"P{v}")) for v in sorted(values)]
    noise = [on(9, id=f"noise-{n}", figure=exactly(n + 1), place=a_place(f"N{n}")) for n in range(others)]

    (answer,) = explain(ask(sum(values)), *parts, *noise).answers

    assert any(sum_.kind == "places" for sum_ in answer.sums)


def test_a_sum_over_speakers_is_never_a_statement():
    stated = [
        on(0, id="k", speaker="governor", place=KARVEL, figure=exactly(700)),
        on(0, id="l", speaker="monitor", place=LORN, figure=at_least(559)),
    ]

    (answer,) = explain(ask(), *stated).answers

    assert [one.warnings for one in answer.sums] == [(DIFFERENT_SPEAKERS, BOUNDED)]
    assert not answer.sums[0].exact


def test_killed_and_wounded_make_casualties_of_one_saying():
    stated = [
        on(0, id="k", figure=exactly(259)),
        on(0, id="w", figure=exactly(1000), harm="wounded"),
        on(1, id="later", figure=exactly(1000), harm="wounded"),
    ]

    (answer,) = explain(ask(harm="casualties"), *stated).answers

    assert [(one.kind, one.statements) for one in answer.sums] == [("harms", ("k", "w"))]


def test_what_is_left_of_casualties_is_said_to_have_no_bound():
    stated = [on(0, id="k", figure=more_than(20000)), on(0, id="c", figure=more_than(100000), harm="casualties")]

    (answer,) = explain(ask(80000, "wounded"), *stated).answers

    assert [(one.kind, one.statements, one.exact) for one in answer.sums] == [("rest of casualties", ("c", "k"), False)]
    assert NO_BOUND in answer.sums[0].warnings


def test_two_totals_differ_by_it():
    stated = [on(at, id=f"t{at}", figure=exactly(n), aspect="cumulative") for at, n in ((0, 70000), (3, 71259))]

    (answer,) = explain(ask(), *stated).answers

    assert [(one.kind, one.statements) for one in answer.sums] == [("difference of totals", ("t3", "t0"))]
    assert "from 4 March 2024 to 7 March 2024" in answer.sums[0].why


def test_what_gives_all_figures_of_a_text_is_named_first():
    stated = [
        on(0, id="k", speaker="ministry", figure=exactly(1259)),
        on(0, id="w", speaker="ministry", figure=exactly(4146), harm="wounded"),
        on(3, id="other", speaker="monitor", figure=exactly(4146), harm="wounded"),
    ]

    explanation = explain_figure([ask(), ask(4146, "wounded")], stated)

    assert explanation.together == (("k", "w"),)


def test_a_pasted_claim_is_a_question():
    article = an_article(title=None, body="Over 1,259 people were killed in Gaza.")
    claim = a_claim("Over 1,259", article=article, figure=more_than(1259), place=GAZA)

    asked = asked_of(claim)

    assert (asked.words, asked.figure, asked.place) == ("Over 1,259 killed", more_than(1259), GAZA)


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(share(0.5), id="a-share"),
        pytest.param(Figure(24, 99, None, Hedge.VAGUE), id="dozens"),
        pytest.param(Figure(), id="none"),
        pytest.param(Figure(15, 20, None, Hedge.RANGE), id="a-range"),
    ],
)
def test_what_has_no_number_is_matched_by_its_bounds(figure):
    (answer,) = explain(ask(figure), a_statement(id="same", figure=figure), a_statement(figure=about(12))).answers

    assert [match.statement for match in answer.exact] == ["same"]
    assert answer.sums == ()


def test_an_explanation_is_plain_json():
    stated = [on(0, place=KARVEL, figure=exactly(700)), on(0, place=LORN, figure=exactly(559))]
    near = a_statement(figure=exactly(1260))

    explained = explanation_to_json(explain(ask(place=SUND), *stated, near))

    assert json.loads(json.dumps(explained)) == explained
    (answer,) = explained["answers"]
    assert answer["says"] == "No statement gives 1259 killed; 1 sum of statements would; 1 statement comes near."
    assert answer["asked"]["place"] == "Sund"
    assert answer["near"][0]["differs"] == ["it says 1,260: 1 more, as by rounding"]


def test_a_large_ledger_is_answered_within_bounds():
    towns = [a_place(f"Town {n}") for n in range(400)]
    reference = a_statement().reference
    stated = [
        a_statement(id=f"s{n}", figure=exactly(n % 997 + 1), place=towns[n % 400], reference=reference)
        for n in range(4000)
    ]

    (answer,) = explain(ask(), *stated).answers

    assert len(answer.near) <= 20
    assert 0 < len(answer.sums) <= 20
    assert not answer.all_tried
