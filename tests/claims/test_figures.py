import pytest

from tolltrace.claims.figures import find_figures
from tolltrace.claims.numerals import read_number
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Hedge

ENGLISH = load_knowledge().languages["en"]
BOUNDS = {  # of "… 12 people"
    Hedge.MORE_THAN: (12, None),
    Hedge.AT_LEAST: (12, None),
    Hedge.LESS_THAN: (None, 12),
    Hedge.AT_MOST: (None, 12),
    Hedge.ABOUT: (12, 12),
}


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        pytest.param(f"{phrase} 12", hedge, id=f"{hedge}: {phrase}")
        for hedge, phrases in ENGLISH.lexicon.hedges.before.items()
        for phrase in phrases
    ]
    + [
        pytest.param(f"12{'' if phrase == '+' else ' '}{phrase}", hedge, id=f"{hedge}: 12 {phrase}")
        for hedge, phrases in ENGLISH.lexicon.hedges.after.items()
        for phrase in phrases
    ],
)
def test_every_hedge_bounds_its_number(words, hedge):
    (mention,) = find_figures(f"The flood killed {words} people there.", ENGLISH)

    assert (mention.figure.low, mention.figure.high) == BOUNDS[hedge]
    assert (mention.figure.value, mention.figure.hedge) == (12, hedge)
    assert f"The flood killed {words} people there."[mention.start : mention.end] == words


@pytest.mark.parametrize(
    ("text", "quote", "low", "high", "hedge"),
    [
        pytest.param("1,200 people died", "1,200", 1200, 1200, "exact", id="thousands-comma"),
        pytest.param("10 500 people died", "10 500", 10500, 10500, "exact", id="thousands-space"),
        pytest.param("1.2 million people fled", "1.2 million", 1200000, 1200000, "exact", id="a-decimal-with-a-scale"),
        pytest.param("2.5 lakh people fled", "2.5 lakh", 250000, 250000, "exact", id="lakh"),
        pytest.param("20k people fled", "20k", 20000, 20000, "exact", id="k"),
        pytest.param("Twenty-five miners died", "Twenty-five", 25, 25, "exact", id="words"),
        pytest.param("a hundred and five died", "a hundred and five", 105, 105, "exact", id="words-with-and"),
        pytest.param("half a dozen men died", "half a dozen", 6, 6, "exact", id="half-a-dozen"),
        pytest.param("between 15 and 20 people died", "between 15 and 20", 15, 20, "range", id="between"),
        pytest.param("15-20 people died", "15-20", 15, 20, "range", id="dash"),
        pytest.param("15 to 20 people died", "15 to 20", 15, 20, "range", id="to"),
        pytest.param("10 to 12 thousand people fled", "10 to 12 thousand", 10000, 12000, "range", id="one-scale"),
        pytest.param("several people died", "several", 3, 9, "vague", id="several"),
        pytest.param("dozens died", "dozens", 24, 99, "vague", id="dozens"),
        pytest.param("scores died", "scores", 40, 99, "vague", id="scores"),
        pytest.param("hundreds died", "hundreds", 200, 999, "vague", id="hundreds"),
        pytest.param("tens of thousands fled", "tens of thousands", 20000, 99999, "vague", id="tens-of-thousands"),
        pytest.param("a number of miners died", "a number", 2, None, "vague", id="no-upper-bound"),
        pytest.param("many died", "many", None, None, "vague", id="many"),
        pytest.param("at least dozens died", "at least dozens", 24, 99, "vague", id="a-hedged-vague-count-stays-vague"),
        pytest.param("no one died", "no one", 0, 0, "exact", id="no-one"),
        pytest.param("nobody died", "nobody", 0, 0, "exact", id="nobody"),
        pytest.param("No miners died", "No", 0, 0, "exact", id="no"),
        pytest.param(
            "18 thousand 600 people died", "18 thousand 600", 18600, 18600, "exact", id="a-scale-in-the-middle"
        ),
        pytest.param("tens of people died", "tens", 20, 99, "vague", id="tens"),
        pytest.param("~8,000+ people died", "~8,000+", 8000, 8000, "about", id="the-first-of-two-hedges"),
        pytest.param("a Kurdish family of five died", "a Kurdish family of five", 5, 5, "exact", id="whose-family"),
        pytest.param("a family of five died", "a family of five", 5, 5, "exact", id="a-family"),
        pytest.param(
            "a couple and their two children died", "a couple and their two children", 4, 4, "exact", id="a-couple"
        ),
        pytest.param("at least a total of 12 died", "at least a total of 12", 12, None, "at_least", id="a-total-of"),
    ],
)
def test_a_figure_is_read_as_an_interval(text, quote, low, high, hedge):
    (mention,) = find_figures(text, ENGLISH)

    assert (mention.figure.low, mention.figure.high, mention.figure.hedge) == (low, high, hedge)
    assert text[mention.start : mention.end] == quote


@pytest.mark.parametrize(
    ("text", "fraction", "hedge"),
    [
        pytest.param("half of the dead were miners", 0.5, "exact", id="half"),
        pytest.param("half of all those killed were miners", 0.5, "exact", id="half-of-all-those"),
        pytest.param("two thirds of those killed were miners", 0.6667, "exact", id="two-thirds"),
        pytest.param("nearly a quarter of the victims were miners", 0.25, "less_than", id="hedged"),
        pytest.param("40 % of the wounded were miners", 0.4, "exact", id="percent-sign"),
        pytest.param("12.5 percent of those injured were miners", 0.125, "exact", id="percent-word"),
        pytest.param("one in five of the dead were miners", 0.2, "exact", id="one-in-five"),
        pytest.param("most of the dead were miners", None, "vague", id="most"),
    ],
)
def test_a_share_of_others_is_a_fraction(text, fraction, hedge):
    (mention,) = find_figures(text, ENGLISH)

    assert (mention.figure.fraction, mention.figure.hedge) == (fraction, hedge)
    assert (mention.figure.low, mention.figure.high, mention.figure.value) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("another 30 were hurt", "another 30", id="another"),
        pytest.param("ten more were hurt", "ten more", id="more"),
        pytest.param("(+12) were hurt", "+12", id="a-sign"),
        pytest.param("at least a further 30 were hurt", "at least a further 30", id="hedged"),
    ],
)
def test_a_word_that_adds_belongs_to_the_figure(text, quote):
    (mention,) = find_figures(text, ENGLISH)

    assert mention.adds
    assert text[mention.start : mention.end] == quote


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a 12-year-old died", id="age"),
        pytest.param("the miner, aged 42, died", id="aged"),
        pytest.param("a miner of 42 years died", id="years"),
        pytest.param("they died on 9 May", id="day-of-a-month"),
        pytest.param("they died on May 9", id="month-and-day"),
        pytest.param("they died in 1998", id="year"),
        pytest.param("they died on 9/11", id="slashes"),
        pytest.param("they died at 10:30", id="clock"),
        pytest.param("they died at 5 pm", id="pm"),
        pytest.param("the dead man had $500", id="dollars"),
        pytest.param("the dead man had £1,500", id="pounds"),
        pytest.param("the dead man had 500 rupees", id="rupees"),
        pytest.param("the 72nd Brigade lost men", id="ordinal-of-a-unit"),
        pytest.param("Brigade No. 72 lost men", id="number-of-a-unit"),
        pytest.param("an MH-17 crashed", id="name-with-a-hyphen"),
        pytest.param("flight 370 crashed", id="flight"),
        pytest.param("a magnitude 6 tremor", id="magnitude"),
        pytest.param("killed 12 km away", id="distance"),
        pytest.param("killed within 24 hours", id="hours"),
        pytest.param("deaths rose 12 %", id="percent-of-nothing"),
        pytest.param("how many died is unknown", id="how-many"),
        pytest.param("they no longer die", id="no-longer"),
        pytest.param("No, they did not die", id="the-answer-no"),
    ],
)
def test_a_number_that_counts_no_people_is_left_out(text):
    assert find_figures(text, ENGLISH) == ()


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        pytest.param("the toll rose by four to 45", ["four", "45"], id="an-increment-and-a-total"),
        pytest.param("the toll rose to 45 from 41", ["45"], id="the-former-figure-is-none"),
        pytest.param("killed 3 and wounded 12", ["3", "12"], id="two-harms"),
        pytest.param("12 and 15 people died", ["12", "15"], id="and-makes-no-range"),
        pytest.param("2011 people died in 2011", ["2011"], id="a-year-can-be-a-count"),
        pytest.param("some 40 people died", ["some 40"], id="some-hedges"),
        pytest.param("sixteen (16) people died", ["sixteen"], id="a-number-printed-twice"),
    ],
)
def test_the_figures_of_a_sentence_stand_apart(text, quotes):
    assert [text[m.start : m.end] for m in find_figures(text, ENGLISH)] == quotes


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("1.2 million", 1200000),
        ("two thousand three hundred and five", 2305),
        ("three dozen", 36),
        ("half a million", 500000),
        ("a hundred", 100),
        ("a", None),
        ("1.5", None),
        ("3 blue", None),
        ("twenty blue", None),
    ],
)
def test_a_printed_number_is_a_whole_one_or_none(printed, number):
    assert read_number(printed, ENGLISH) == number
