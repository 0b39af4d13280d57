"""What an outlet changed between two versions of a report, in words for a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.claims import extract_claims
from tolltrace.desk.changes import Version, find_changes
from tolltrace.values import Article

TITLE = "Ferry fire at Lake Dravo kills 41"


def version(knowledge, text, title=None):
    article = Article("r", title, text, "en", "r", "")
    return Version(tuple(extract_claims(article, knowledge)), len(title) if title else 0)


def told(knowledge, before, after, titles=(None, None)):
    found = find_changes(version(knowledge, before, titles[0]), version(knowledge, after, titles[1]))
    return [one.words for one in found]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        pytest.param(
            "41 people were killed in Karvel, the governor said.",
            "41 people were killed in Karvel, the governor said.",
            [],
            id="nothing",
        ),
        pytest.param(
            "41 people were killed in Karvel, the governor said.",
            "In Karvel 41 people were killed, the governor said. The road was closed.",
            [],
            id="other-words-and-the-same-claim",
        ),
        pytest.param(
            "41 people were killed in Karvel, the governor said.",
            "45 people were killed in Karvel, the governor said.",
            ["the number of killed rose to 45 from 41"],
            id="the-toll-rose",
        ),
        pytest.param(
            "41 people were killed in Karvel, the governor said.",
            "39 people were killed in Karvel, the governor said.",
            ["the number of killed fell to 39 from 41"],
            id="the-toll-fell",
        ),
        pytest.param(
            "At least 41 people were killed in Karvel, the governor said.",
            "41 people were killed in Karvel, the governor said.",
            ["the text lost “At least”"],
            id="a-hedge-lost",
        ),
        pytest.param(
            "41 people were killed in Karvel, the governor said.",
            "More than 41 people were killed in Karvel, the governor said.",
            ["the text added “More than”"],
            id="a-hedge-added",
        ),
        pytest.param(
            "More than 41 people were killed in Karvel, the governor said.",
            "Nearly 41 people were killed in Karvel, the governor said.",
            ["the text says “Nearly” where it said “More than”"],
            id="a-hedge-turned-round",
        ),
        pytest.param(
            "There were 41 casualties in Karvel, the governor said.",
            "41 people were killed in Karvel, the governor said.",
            ["the text says “killed” where it said “casualties”"],
            id="casualties-became-killed",
        ),
        pytest.param(
            "41 people were killed in Karvel, the governor said.",
            "41 people were killed in Karvel and 12 wounded, the governor said.",
            ["the text now says 12 wounded"],
            id="a-figure-more",
        ),
        pytest.param(
            "41 people were killed in Karvel and 12 wounded, the governor said.",
            "41 people were killed in Karvel, the governor said.",
            ["the text says no more: 12 wounded"],
            id="a-figure-less",
        ),
        pytest.param(
            "Dozens of people were killed in Karvel, the governor said.",
            "41 people were killed in Karvel, the governor said.",
            ["the text now says 41 killed; it said “Dozens”"],
            id="a-vague-word-became-a-number",
        ),
    ],
)
def test_what_changed_in_the_text_is_told(knowledge, before, after, words):
    assert told(knowledge, before, after) == words


def test_a_headline_is_told_apart_from_the_text(knowledge):
    text = "At least 41 people were killed at Lake Dravo, the governor said."
    titles = "Ferry fire at Lake Dravo kills at least 41", TITLE

    assert told(knowledge, text, text, titles) == ["the headline lost “at least”"]


def test_two_tolls_of_one_text_are_not_taken_for_each_other(knowledge):
    before = "12 people were killed in Karvel, police said. In Dravo 40 people were killed on Sunday, the mayor said."
    after = "15 people were killed in Karvel, police said. In Dravo 40 people were killed on Sunday, the mayor said."

    assert told(knowledge, before, after) == ["the number of killed rose to 15 from 12"]


PIECES = ["12 people were killed.", "At least 12 were wounded in Karvel, police said.", "Dozens died.", "Nobody died."]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=5), st.lists(st.sampled_from(PIECES), max_size=5))
def test_any_two_versions_are_compared_and_one_with_itself_has_not_changed(knowledge, before, after):
    one, other = (version(knowledge, " ".join(each)) for each in (before, after))

    assert find_changes(one, one) == ()
    found = find_changes(one, other)
    assert {each.claim for each in found if each.claim} <= {claim.id for claim in other.claims}
    assert {each.before for each in found if each.before} <= {claim.id for claim in one.claims}
