"""Words found again in another version of their text, or told to be gone."""

import time

import pytest

from tolltrace.anchors import find_again, find_words, select_words

TEXT = "Fire kills 12. At least 12 people were killed on Lake Dravo. The mayor said 12 boats burned."
LONG = "people were killed on Lake Dravo"


def chosen(words, nth=0, text=TEXT):
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return select_words(text, at, at + len(words))


@pytest.mark.parametrize(
    ("selector", "text", "start"),
    [
        pytest.param(chosen("12", 1), TEXT, TEXT.index("12 people"), id="the-same-text"),
        pytest.param(chosen("12", 1), "Menu. " + TEXT, TEXT.index("12 people") + 6, id="moved"),
        pytest.param(
            chosen("12", 2), TEXT.replace("Fire kills 12. ", ""), TEXT.index("12 boats") - 15, id="one-is-gone"
        ),
        pytest.param(chosen("12", 1), TEXT.replace("At least 12", "At least 14"), None, id="changed"),
        pytest.param(chosen("12", 1), "The mayor is 12.", None, id="short-words-elsewhere"),
        pytest.param(chosen(LONG), f"All is new, but {LONG}.", 16, id="long-words-tell-themselves"),
        pytest.param(chosen(LONG), "Nothing.", None, id="gone"),
        pytest.param(chosen("12", 1), "", None, id="empty"),
    ],
)
def test_words_are_found_again_by_what_stands_around_them(selector, text, start):
    found = find_again(selector, text)

    assert (found.start if found else None) == start
    assert found is None or text[found.start : found.end] == selector.exact


def test_words_that_recur_without_end_are_looked_for_in_time():
    selector = chosen("a", text="xay")
    begun = time.perf_counter()

    find_again(selector, "a" * 2_000_000)

    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("two men", ["two  men", "two\n\nmen"]),
        (" two\tmen ", ["two  men", "two\n\nmen"]),
        ("men died", ["men died"]),
        ("died. The", ["died. The"]),
        ("wo men", ["wo  men", "wo\n\nmen"]),
        ("died. ", ["died."]),
        ("twomen", []),
        ("", []),
        ("  ", []),
    ],
)
def test_words_are_found_however_their_white_space_was_copied(words, found):
    text = "  The two  men died. The two\n\nmen"
    spans = find_words(words, text, 5)

    assert [each.text for each in spans] == found
    assert all(text[each.start : each.end] == each.text for each in spans)


def test_so_many_places_are_found_and_no_more():
    assert len(find_words("a", "a " * 50_000, 12)) == 12
    assert find_words("a " * 250 + "b", "a " * 100_000, 12) == []
