"""A language is its folder: one that is made up here is loaded, detected and read without a change of code."""

from dataclasses import replace

import pytest

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.knowledge.knowledge import load_signs
from tolltrace.knowledge.phrasebook import load_word_languages
from tolltrace.knowledge.tells import load_tells
from tolltrace.pipeline import trace_page
from tolltrace.values import Page, Rejected, Traced

LANGUAGE = """
name = "Vesk"
read_by = "words"
script = "GREEK"
letters = "ψ"
foreign_letters = "άέήίόύώ"
common_words = "και το στα που με λεω"

[page]
published = ["δημοσ"]
short_months = [["ααχ"], ["αβχ"], ["αγχ"], ["αδχ"], ["αεχ"], ["αζχ"],
    ["αηχ"], ["αθχ"], ["αιχ"], ["ακχ"], ["αλχ"], ["αμχ"]]
behind_year = ["ετος"]
before_time = ["ωρα"]
"""
PHRASEBOOK = """
abbreviations = ["κ"]

[numbers]
words = { "δυα" = 2, "τρια" = 3 }
scales = { "χιλ" = 1000 }
adds = ["ακο"]
nobody = ["ουδε"]
not_people = ["οικο*"]

[vague]
"πολυ" = [0, 0]

[hedges.before]
more_than = ["υπερ"]

[harms.killed]
happens = ["ψανατο"]
are = ["ψανατων"]

[harms.wounded]
happens = ["ψραυμα"]

[[people]]
many = ["ανθρω*"]

[[people]]
many = ["παιδ*"]
status = "civilian"
demographic = "children"

[clauses]
joins = ["και"]
prepositions = ["στα", "με"]
parts = ["μεσα τους"]
unreal = ["ισως"]
negations = ["μη"]
totals = ["αριθμο"]

[zeros]
after = ["ουκ"]

[saying]
verbs = ["λεγει"]
roles = ["δημαρχο"]

[places]
prepositions = ["στα"]

[places.names]
Ukraine = ["ουκραν*"]

[sides]
Russia = ["ρωσικ*"]

[times]
months = [["αα"], ["αβ"], ["αγ"], ["αδ"], ["αε"], ["αζ"], ["αη"], ["αθ"], ["αι"], ["ακ"], ["αλ"], ["αμ"]]
weekdays = [["βα"], ["ββ"], ["βγ"], ["βδ"], ["βε"], ["βζ"], ["βη"]]
units = { day = ["ημερα"] }

[times.phrases]
yesterday = ['''χψες''']
"""
TEXT = (
    "Χψες στα Ουκρανα ψανατο υπερ 12 ρωσικα ανθρωπα, μεσα τους δυα παιδα, και 3 χιλ ψραυμα, λεγει δημαρχο. "
    "5 οικοι ψανατο."
)
PAGE = Page("text", TEXT.encode(), "a note")


@pytest.fixture
def with_vesk(tmp_path) -> Knowledge:
    """Our knowledge, and a folder more."""
    (tmp_path / "ve").mkdir()
    (tmp_path / "ve" / "language.toml").write_text(LANGUAGE, "utf-8")
    (tmp_path / "ve" / "phrasebook.toml").write_text(PHRASEBOOK, "utf-8")
    known = load_knowledge()
    tells = {**known.tells, **load_tells(tmp_path)}
    word_languages = {**known.word_languages, **load_word_languages(tmp_path)}
    signs = load_signs(tells, known.languages, word_languages)
    return replace(known, tells=tells, word_languages=word_languages, signs=signs)


def test_a_folder_is_enough_for_a_language_to_be_detected_and_read(with_vesk):
    (traced,) = trace_page(PAGE, with_vesk)

    assert isinstance(traced, Traced)
    assert traced.article.language == "ve"
    killed, children, wounded = traced.claims
    assert (killed.mention.text, killed.figure.low, killed.harm, killed.side) == ("υπερ 12", 12, "killed", "Russia")
    assert (killed.place and killed.place.name, killed.period and killed.period.text) == ("Ukraine", "Χψες")
    assert [link.name for link in killed.chain] == ["δημαρχο"]
    assert (children.part_of, children.demographic, children.figure.value) == (killed.number, "children", 2)
    assert (wounded.harm, wounded.figure.value) == ("wounded", 3000)


@pytest.mark.parametrize("printed", ["12 αγ 2024 ετος, ωρα 14:30", "12 αγχ. 2024 14:30"])
def test_its_dates_are_read_on_pages(with_vesk, printed):
    (traced,) = trace_page(Page("text", f"Δημοσ: {printed}\n\n{TEXT}".encode(), "a note"), with_vesk)

    assert isinstance(traced, Traced)
    assert traced.article.published is not None
    assert traced.article.published.iso == "2024-03-12T14:30:00"


def test_without_its_folder_it_is_rejected():
    (rejected,) = trace_page(PAGE, load_knowledge())

    assert isinstance(rejected, Rejected)
    assert "Greek script" in rejected.detail


@pytest.mark.parametrize(
    ("file", "line", "changed", "message"),
    [
        pytest.param("language.toml", 'read_by = "words"', 'read_by = "parse"', "needs lexicon.toml", id="no-lexicon"),
        pytest.param("language.toml", 'letters = "ψ"', 'letters = "ά"', "stands in letters and in", id="letter-twice"),
        pytest.param("language.toml", 'name = "Vesk"', "", "name", id="no-name"),
        pytest.param("language.toml", '["ααχ"], ', "", "short_months: expected 12, found 11", id="eleven-months"),
        pytest.param("language.toml", '"δημοσ"', '"Δημοσ"', "published: 'Δημοσ' must be lower", id="label-in-capitals"),
        pytest.param("phrasebook.toml", '"ουδε"', '"Ουδε"', r"\[numbers.nobody\]: 'Ουδε' must be lower", id="capital"),
        pytest.param("phrasebook.toml", '["βα"], ', "", "12 months and 7 weekdays", id="six-days"),
        pytest.param("phrasebook.toml", "'''χψες'''", "'''(χψες'''", "no regular expression", id="regex"),
        pytest.param("phrasebook.toml", "yesterday =", "yestermorn =", "yestermorn", id="no-such-reading"),
        pytest.param("phrasebook.toml", 'parts = ["μεσα τους"]', 'part = ["μεσα τους"]', "part", id="unknown-field"),
    ],
)
def test_a_folder_that_is_not_as_it_must_be_is_refused_by_file_and_field(
    with_vesk, tmp_path, file, line, changed, message
):
    path = tmp_path / "ve" / file
    assert line in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(line, changed, 1), "utf-8")

    with pytest.raises(KnowledgeError, match=message):
        (load_tells(tmp_path), load_word_languages(tmp_path))
