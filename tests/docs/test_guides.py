"""The tutorial and the guides do what they say: every command on them is run, and prints what stands below it."""

import pytest

from tests.docs.steps import ROOT, Reader, Step, find_steps, missing

DOCS = ROOT / "docs"
GUIDES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]


DATABASE = "postgresql://tolltrace@db.example.org/ledger"


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in GUIDES])
def test_a_reader_can_follow(page, tmp_path, request):
    text = page.read_text("utf-8")
    steps = find_steps(text)
    names = {DATABASE: request.getfixturevalue("postgres").new_database()} if DATABASE in text else {}

    assert steps, "a guide without a command guides nowhere"
    with Reader(tmp_path, names) as reader:
        for step in steps:
            reader.follow(step)


@pytest.mark.parametrize(
    ("expected", "printed", "lacking"),
    [
        pytest.param("one two", "one\n   two", None, id="laid-out-otherwise"),
        pytest.param("one … three", "one two three", None, id="something-left-out"),
        pytest.param("three … one", "one two three", "one", id="in-another-order"),
        pytest.param("41 claims", "40 claims", "41 claims", id="another-figure"),
        pytest.param("…", "anything", None, id="all-left-out"),
    ],
)
def test_what_is_printed_is_held_against_the_page(expected, printed, lacking):
    assert missing(expected, printed) == lacking


def test_a_command_that_fails_is_found(tmp_path):
    with Reader(tmp_path) as reader, pytest.raises(AssertionError, match="no-such-file"):
        reader.follow(Step("sh", "tolltrace trace --no-ledger no-such-file.html\n", ""))
