"""What does not add up among the statements of one family, and what only seems not to."""

import random

import pytest

from tests.builders import a_claim, an_article
from tests.statements.builders import (
    a_carrier,
    a_period,
    a_place,
    a_relay,
    a_statement,
    about,
    at_least,
    at_most,
    exactly,
    more_than,
    share,
)
from tolltrace.relays import Relay, Statement
from tolltrace.statements.checks import find_findings
from tolltrace.values import Figure, Hedge, Link, Stance

SPOKESMAN = {"speaker": "spokesman", "side": "Russia"}


def three(killed: Figure, wounded: Figure, casualties: Figure, **changes) -> tuple[Statement, ...]:
    figures = {"killed": killed, "wounded": wounded, "casualties": casualties}
    return tuple(a_statement(harm=harm, figure=one, **changes) for harm, one in figures.items())


@pytest.mark.parametrize(
    ("killed", "wounded", "casualties", "expected"),
    [
        pytest.param(exactly(41), exactly(83), exactly(124), [], id="adds-up"),
        pytest.param(exactly(41), exactly(93), exactly(124), [("parts-exceed-whole", True)], id="too-many-by-ten"),
        pytest.param(exactly(41), exactly(73), exactly(124), [("parts-short-of-whole", True)], id="too-few-by-ten"),
        pytest.param(exactly(141), exactly(83), exactly(124), [("part-exceeds-whole", True)], id="one-part-is-more"),
        pytest.param(at_least(41), at_least(80), exactly(124), [], id="lower-bounds-leave-room"),
        pytest.param(at_least(41), at_least(90), exactly(124), [("parts-exceed-whole", True)], id="they-leave-none"),
        pytest.param(at_most(41), exactly(80), at_least(124), [("parts-short-of-whole", True)], id="an-upper-bound"),
        pytest.param(at_most(41), exactly(83), at_least(124), [], id="reaches-the-bound"),
        pytest.param(at_most(41), exactly(83), more_than(124), [("parts-short-of-whole", True)], id="strict-by-one"),
        pytest.param(about(40), exactly(86), exactly(124), [], id="about-leaves-room"),
        pytest.param(about(40), exactly(96), exactly(124), [("parts-exceed-whole", False)], id="about-is-soft"),
        pytest.param(
            exactly(4100), exactly(8317), exactly(12400), [("parts-exceed-whole", False)], id="may-be-rounded"
        ),
        pytest.param(Figure(24, 99, None, Hedge.VAGUE), exactly(83), exactly(124), [], id="dozens"),
    ],
)
def test_killed_and_wounded_are_held_against_casualties(killed, wounded, casualties, expected):
    found = find_findings(three(killed, wounded, casualties))

    assert [(one.check, one.certain) for one in found] == expected


def test_a_finding_names_each_input_and_by_how_much():
    (found,) = find_findings(three(exactly(41), exactly(93), exactly(124)))

    assert found.says == "41 killed and 93 wounded make 134, more than their whole, 124 casualties " + (
        "(governor, 4 March 2024)."
    )
    assert found.wrong == (
        "41 killed (governor, 4 March 2024) would have to be lower by at least 10",
        "93 wounded (governor, 4 March 2024) would have to be lower by at least 10",
        "or 124 casualties (governor, 4 March 2024) would have to be higher by at least 10",
    )


def test_the_difference_of_two_lower_bounds_has_no_bound():
    (found,) = find_findings(three(more_than(20000), exactly(80000), more_than(100000), **SPOKESMAN))

    assert (found.check, found.certain) == ("difference-of-bounds", False)
    assert found.says == (
        "80,000 wounded is just more than 100,000 casualties less more than 20,000 killed, "
        "but the difference of two lower bounds has no bound."
    )


def test_a_difference_of_bounds_is_seen_where_the_spokesman_cites_another():
    links = (Link("declassified intelligence"), Link("John Kirby"))
    killed, _, whole = three(more_than(20000), exactly(1), more_than(100000), speaker="John Kirby", side="Russia")
    cited = a_relay(harm="wounded", figure=exactly(80000), chain=links)
    wounded = a_statement(harm="wounded", figure=exactly(80000), speaker="declassified intelligence", reference=cited)

    assert [one.check for one in find_findings([killed, wounded, whole])] == ["difference-of-bounds"]


@pytest.mark.parametrize(
    ("killed", "wounded", "casualties"),
    [
        pytest.param(more_than(20000), exactly(70000), more_than(100000), id="another-number"),
        pytest.param(more_than(20000), more_than(80000), more_than(100000), id="bounded-itself"),
        pytest.param(exactly(20000), exactly(80000), at_least(100000), id="less-an-exact-number-it-has-one"),
    ],
)
def test_what_is_no_difference_of_bounds_is_not_told_as_one(killed, wounded, casualties):
    assert find_findings(three(killed, wounded, casualties, **SPOKESMAN)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"speaker": "monitor"}, id="another-speaker"),
        pytest.param({"side": "Karvel"}, id="another-side"),
        pytest.param({"place": a_place("Lorn")}, id="another-place"),
        pytest.param({"period": a_period("2023"), "aspect": "cumulative"}, id="another-time"),
        pytest.param({"stance": Stance.DENIED}, id="denied"),
    ],
)
def test_what_speaks_of_something_else_is_not_compared(changes):
    shared = {"place": a_place("Karvel"), "side": "Lorn"}
    killed = a_statement(figure=exactly(300), **shared)
    whole = a_statement(**({"figure": exactly(124), "harm": "casualties"} | shared | changes))

    assert find_findings([killed, whole]) == ()


def test_two_speakers_who_disagree_are_no_error_unless_one_is_part_of_the_other():
    whole = a_statement(id="whole", speaker="ministry", harm="casualties", figure=exactly(124))
    part = a_statement(id="part", speaker="hospital", figure=exactly(130))
    linked = a_statement(id="part", speaker="hospital", figure=exactly(130), part_of="whole")

    assert find_findings([whole, part]) == ()
    assert [one.check for one in find_findings([whole, linked])] == ["part-exceeds-whole"]


def test_one_speaker_under_two_names_is_one():
    killed = a_statement(id="k", speaker="John Kirby", speakers=("US intelligence",), figure=exactly(300))
    whole = a_statement(id="w", speaker="US intelligence", harm="casualties", figure=exactly(124))

    assert [one.check for one in find_findings([killed, whole])] == ["part-exceeds-whole"]


def test_parts_of_one_whole_are_summed_only_where_nobody_is_in_two():
    whole = a_statement(id="whole", figure=exactly(20))
    women = a_statement(id="women", figure=exactly(12), demographic="women", part_of="whole")
    children = a_statement(id="children", figure=exactly(11), demographic="children", part_of="whole")
    medics = a_statement(id="medics", figure=exactly(11), demographic="medics", part_of="whole")

    assert [one.statements for one in find_findings([whole, women, children])] == [("women", "children", "whole")]
    assert find_findings([whole, women, medics]) == ()


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        pytest.param({"harm": "casualties"}, {"harm": "killed"}, 1, id="casualties-as-killed"),
        pytest.param({"harm": "losses"}, {"harm": "killed"}, 1, id="losses-as-killed"),
        pytest.param({"harm": "losses"}, {"harm": "killed", "speaker": "monitor"}, 0, id="another-speaker"),
        pytest.param({"harm": "casualties"}, {"harm": "killed", "figure": exactly(619)}, 0, id="another-number"),
        pytest.param({"harm": "casualties"}, {"harm": "missing"}, 0, id="no-part-of-it"),
    ],
)
def test_casualties_printed_as_killed(first, second, count):
    given = [a_statement(**({"figure": exactly(620)} | one)) for one in (first, second)]

    found = find_findings(given)

    assert [one.check.endswith("-as-killed") and not one.certain for one in found] == [True] * count


SENTENCES = {
    "a-full-list": "In all 20 people died: 12 in Karvel, 3 in Lorn and 4 in Sund.",
    "the-whole-at-the-end": "There died 12 in Karvel, 3 in Lorn and 4 in Sund — 20 in all.",
    "a-list-that-is-open": "In all 20 people died, among them 12 in Karvel, 3 in Lorn and 4 in Sund.",
}


@pytest.mark.parametrize(
    ("name", "last", "count"),
    [
        pytest.param("a-full-list", 4, 1),
        pytest.param("a-full-list", 5, 0),
        pytest.param("the-whole-at-the-end", 4, 1),
        pytest.param("the-whole-at-the-end", 5, 0),
        pytest.param("a-list-that-is-open", 4, 0),
    ],
)
def test_a_list_makes_its_whole_where_the_text_gives_all(name, last, count):
    sentence = SENTENCES[name].replace("4", str(last))
    article = an_article(title=None, body=sentence)
    given = []
    for value, town in ((20, None), (12, "Karvel"), (3, "Lorn"), (last, "Sund")):
        claim = a_claim(f"{value} ", article=article, figure=exactly(value))
        place = a_place(town) if town else None
        relay = Relay(claim, a_carrier())
        given.append(a_statement(id=str(value), figure=exactly(value), place=place, reference=relay))

    found = find_findings(given)

    assert [one.check for one in found] == ["list-against-whole"] * count
    for one in found:
        assert "makes 19, not 20 killed" in one.says
        assert one.wrong[-1] == "or one more part was left out"


@pytest.mark.parametrize(
    ("base", "part", "count", "expected"),
    [
        pytest.param(exactly(20000), share(0.5), exactly(10000), [], id="half"),
        pytest.param(exactly(20000), share(0.5), exactly(14000), ["share-against-count"], id="more-than-half"),
        pytest.param(exactly(20000), share(0.5), exactly(6000), ["share-against-count"], id="less-than-half"),
        pytest.param(exactly(20000), share(0.5, Hedge.LESS_THAN), exactly(9000), [], id="nearly-half"),
        pytest.param(exactly(20000), share(0.5, Hedge.LESS_THAN), exactly(12000), ["share-against-count"], id="over"),
        pytest.param(more_than(20000), share(0.5), exactly(14000), [], id="a-lower-bound-leaves-it-open"),
        pytest.param(more_than(20000), share(0.5), exactly(10000), ["share-of-bound"], id="half-of-a-bound"),
    ],
)
def test_a_share_is_held_against_its_base(base, part, count, expected):
    given = [
        a_statement(id="base", figure=base, **SPOKESMAN),
        a_statement(id="share", figure=part, part_of="base", speaker="spokesman", side="Wagner Group"),
        a_statement(id="count", figure=count, speaker="spokesman", side="Wagner Group"),
    ]

    assert [one.check for one in find_findings(given)] == expected


def test_shares_of_different_people_are_no_more_than_the_whole():
    base = a_statement(id="base", figure=exactly(200))
    women = a_statement(id="women", figure=share(0.6), part_of="base", demographic="women")
    children = a_statement(id="children", figure=share(0.6), part_of="base", demographic="children")
    medics = a_statement(id="medics", figure=share(0.6), part_of="base", demographic="medics")

    assert [one.check for one in find_findings([base, women, children])] == ["shares-exceed-whole"]
    assert find_findings([base, women, medics]) == ()


@pytest.mark.parametrize(
    ("rate", "total", "count"),
    [
        pytest.param(exactly(100), exactly(3100), 0, id="a-hundred-a-day-for-a-month"),
        pytest.param(exactly(100), exactly(1200), 1, id="far-fewer"),
        pytest.param(exactly(100), exactly(9000), 1, id="far-more"),
        pytest.param(at_least(100), exactly(9000), 0, id="a-lower-bound"),
        pytest.param(exactly(100), at_least(1200), 0, id="an-open-total"),
    ],
)
def test_a_rate_is_held_against_the_total_of_its_period(rate, total, count):
    march = a_period("2024-03")
    given = [
        a_statement(figure=rate, rate="day", aspect="rate", period=march),
        a_statement(figure=total, aspect="cumulative", period=march),
    ]

    assert [one.check for one in find_findings(given)] == ["rate-against-total"] * count


def test_a_single_victim_is_no_whole_of_many_more():
    driver = a_statement(figure=exactly(1))
    passengers = a_statement(figure=exactly(21), status="civilian")

    assert find_findings([driver, passengers]) == ()


def test_the_order_of_the_statements_does_not_matter():
    given = [
        *three(exactly(41), exactly(93), exactly(124)),
        *three(more_than(20000), exactly(80000), more_than(100000), **SPOKESMAN),
    ]
    shuffled = random.Random(7).sample(given, len(given))  # noqa: S311 (no secret)

    assert {(one.check, frozenset(one.statements)) for one in find_findings(given)} == {
        (one.check, frozenset(one.statements)) for one in find_findings(shuffled)
    }


def test_a_family_without_anything_known_is_no_trouble():
    bare = a_statement(speaker=None, said_on=None, figure=Figure())

    assert find_findings([bare, bare]) == ()
    assert find_findings([]) == ()


def test_a_large_family_is_checked_in_bounded_time():
    crowd = [a_statement(id=f"s{n}", harm=h, figure=exactly(n + 50)) for n in range(1500) for h in ("killed", "losses")]

    assert len(find_findings(crowd)) < 10_000
