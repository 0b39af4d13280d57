"""What is counted of the lines of a page flattened to text."""

import time

import numpy as np
import pytest

from tolltrace.articles.line_traits import LineTraits, near, run_of_prose, since, stems_of
from tolltrace.articles.lines import read_line
from tolltrace.knowledge import load_knowledge

PAGE = (
    "Home", "World", "Landslide kills nine in Sample Valley",
    "A landslide killed nine people in Sample Valley on Monday, the district office said.",
    "Rescuers were looking for four more people in the valley below the landslide, its spokeswoman told reporters.",
    "Markets closed higher in Exampletown after a quiet week of trading in shares.",
)  # fmt: skip


def traits_of(texts):
    return LineTraits([line for text in texts if (line := read_line(text, load_knowledge().signs))])


def test_a_row_for_each_line_that_is_asked_about():
    traits = traits_of(PAGE)

    rows, more = traits.measure([3, 5]), traits.compare([3, 5], np.array([0.9, 0.1], dtype=np.float32))

    assert (len(rows), len(more)) == (2, 2)
    assert np.isfinite(rows).all()
    assert np.isfinite(more).all()
    assert (rows == traits.measure(range(6))[[3, 5]]).all()


def test_a_line_of_the_text_s_own_subject_shares_more_with_it_than_another():
    likely = np.array([0, 0, 0.5, 0.9, 0.3, 0.3], dtype=np.float32)

    shared = traits_of(PAGE).compare(range(6), likely)[:, 0]

    assert shared[4] > shared[5] == 0


def test_a_mean_is_that_of_the_lines_near():
    assert near(np.array([0.0, 3.0, 0.0, 9.0]), 1).tolist() == [1.5, 1, 4, 4.5]


def test_a_sign_is_so_many_lines_above():
    assert since(np.array([True, False, False, True, False])).tolist() == [40, 0, 1, 2, 0]


def test_one_line_that_is_no_prose_does_not_end_a_run_of_it_and_two_do():
    is_prose = np.array([True, False, True, False, False, True])

    assert run_of_prose(is_prose, np.full(6, 10.0)).tolist() == [20, 20, 20, 20, 10, 10]


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Villages of the village", ("villag",)),
        ("in the sun", ()),
        ("九人死亡", ("九人", "人死", "死亡")),
    ],
)
def test_words_are_compared_by_their_stems(text, stems):
    assert stems_of(text) == stems


@pytest.mark.parametrize("texts", [["a, b! c? " * 20_000] * 5, ["word " * 50] * 5000, ["九人死亡" * 50] * 3000])
def test_lines_made_to_be_slow_are_bounded(texts):
    traits = traits_of([f"{text}{number}" for number, text in enumerate(texts)])
    begun = time.monotonic()

    traits.measure(range(len(texts)))
    traits.compare(range(len(texts)), np.full(len(texts), 0.5, dtype=np.float32))

    assert time.monotonic() - begun < 5
