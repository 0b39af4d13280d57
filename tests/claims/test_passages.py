import pytest

from tests.claims.conftest import a_report
from tolltrace.claims.passages import find_passages, split_sentences


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        pytest.param("Twelve died. Ten fled.", ["Twelve died.", "Ten fled."], id="two"),
        pytest.param("Gen. Vega died. Ten fled.", ["Gen. Vega died.", "Ten fled."], id="title"),
        pytest.param("J. Vega of the U.S. Army died.", ["J. Vega of the U.S. Army died."], id="initials"),
        pytest.param("It hit at 5 p.m. Monday.", ["It hit at 5 p.m. Monday."], id="p.m."),
        pytest.param("They died on Sept. 5.", ["They died on Sept. 5."], id="month"),
        pytest.param("Why? Nobody knows! Ten fled.", ["Why?", "Nobody knows!", "Ten fled."], id="other-marks"),
        pytest.param("Twelve … or so died.", ["Twelve … or so died."], id="a-small-letter-goes-on"),
        pytest.param('"Ten died." He wept.', ['"Ten died."', "He wept."], id="a-closing-quote-stays"),
        pytest.param("Ten died\n\nTwelve fled", ["Ten died", "Twelve fled"], id="an-empty-line-ends"),
        pytest.param("1.2 million fled.", ["1.2 million fled."], id="decimal"),
        pytest.param("Ten fled.Two died.", ["Ten fled.", "Two died."], id="no-space-between"),
    ],
)
def test_a_text_is_cut_into_sentences(body, sentences, english):
    article = a_report(body)

    found = list(split_sentences(article, english))

    assert [each.text for each in found] == sentences
    assert [article.text[each.start : each.end] for each in found] == sentences


def test_the_title_is_a_sentence_and_paragraph_nought(english):
    title, *body = split_sentences(a_report("Ten fled. Two died.\n\nNobody knew.", title="Two die"), english)

    assert (title.text, title.in_title, title.paragraph) == ("Two die", True, 0)
    assert [(each.in_title, each.paragraph) for each in body] == [(False, 1), (False, 1), (False, 2)]


@pytest.mark.parametrize(
    ("body", "opens_quoted"),
    [
        pytest.param('"Ten died. Two fled." He wept.', [False, True, False], id="straight"),
        pytest.param("“Ten died. Two fled.” He wept.", [False, True, False], id="curly"),
        pytest.param('"Ten died."\n\nTwo fled.', [False, False], id="closed-by-the-paragraph"),
    ],
)
def test_a_sentence_knows_whether_it_begins_inside_a_quotation(body, opens_quoted, english):
    assert [each.opens_quoted for each in split_sentences(a_report(body), english)] == opens_quoted


def test_only_sentences_with_a_word_of_harm_are_passages_with_the_one_before_them(english, knowledge):
    (passage,) = find_passages(a_report("The sun rose. A ferry sank. Twelve died. Boats came."), english, knowledge)

    assert passage.text == "Twelve died."
    assert passage.before is not None
    assert passage.before.text == "A ferry sank."
    assert passage.before.before is None


def test_a_text_without_a_word_of_harm_is_not_parsed(english, knowledge):
    assert find_passages(a_report("The sun rose. Boats came."), english, knowledge) == ()


@pytest.mark.parametrize(
    ("body", "words", "quoted"),
    [
        ('He said "12 men died" there.', "12", True),
        ('He said "they fled" and 12 men died.', "12", False),
        ("He said “12 men died” there.", "12", True),
        ('"They fled. 12 men died," he said.', "12", True),
    ],
)
def test_a_figure_knows_whether_it_is_quoted(body, words, quoted, english, knowledge):
    passage = find_passages(a_report(body), english, knowledge)[-1]

    assert passage.is_quoted_at(passage.text.index(words)) is quoted


def test_what_goes_on_for_too_long_is_cut_between_words(english):
    body = "and twelve more died " * 400

    found = [each.text for each in split_sentences(a_report(body), english)]

    assert max(map(len, found)) <= 1500
    assert " ".join(found) == body.strip()


def test_talk_of_a_figure_is_read_and_other_talk_is_not(english):
    assert english.may_hold_claim("The army called the estimate a fairy tale.")
    assert english.may_hold_claim("She would not say how many, and gave no figures.")
    assert not english.may_hold_claim("The mayor called the meeting to order and lost the vote.")


def test_blank_lines_of_any_length_are_passed_over(english):
    """In a time that grows with their length, and not with its square."""
    body = "A ferry sank.\n" + " " * 500_000 + "\nTwelve died."

    assert [each.text for each in split_sentences(a_report(body), english)] == ["A ferry sank.", "Twelve died."]
