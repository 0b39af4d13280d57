"""Who a printed speaker is: institutions by their names, offices of a side by rule, persons by their role."""

import json
import os
from pathlib import Path
from time import perf_counter

import pytest

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.speakers import KINDS, Speakers, identify_speaker, load_speakers

SMALL = """
[spellings]
[sides]
[metonyms]
[vague]
words = ["officials"]
ranks = []
persons = []
bodies = []
voices = []
former = []
ambiguous = []
[tails]
[offices.government]
kind = "government"
words = ["government"]
[institutions]
"""


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.mark.parametrize(
    ("names", "canonical", "of", "kind"),
    [
        pytest.param(
            [
                "UK MoD",
                "UK Ministry of Defence",
                "British defence ministry",
                "the U.K. Defense Ministry",
                "Britain’s MoD",
            ],
            "UK Ministry of Defence",
            "United Kingdom",
            "military",
            id="a-ministry",
        ),
        pytest.param(
            ["Armed Forces of Ukraine", "Ukraine's General Staff", "Ukrainian army", "Генштаб ЗСУ", "Генштаб ВСУ"],
            "General Staff of the Armed Forces of Ukraine",
            "Ukraine",
            "military",
            id="other-scripts",
        ),
        pytest.param(
            [
                "Gaza Health Ministry",
                "the health ministry in Gaza",
                "Hamas-run health ministry in Gaza",
                "Gaza's Ministry of Health",
            ],
            "Gaza Health Ministry",
            "Palestine",
            "health",
            id="named-after-either",
        ),
        pytest.param(
            ["IDF", "Israeli military", "Israel's army"], "Israel Defense Forces", "Israel", "military", id="an-army"
        ),
        pytest.param(
            ["SOHR", "the Syrian Observatory"], "Syrian Observatory for Human Rights", None, "monitor", id="a-monitor"
        ),
        pytest.param(
            ["US DoD", "Pentagon", "a Pentagon spokesman", "US Sec of Def"],
            "Pentagon",
            "United States",
            "military",
            id="its-men",
        ),
        pytest.param(
            ["Lebanon's Ministry of Public Health", "Lebanese health officials"],
            "Lebanon health ministry",
            "Lebanon",
            "health",
            id="by-rule",
        ),
        pytest.param(
            ["Defence Ministry of the Russian Federation", "Минобороны РФ"],
            "Russian Ministry of Defence",
            "Russia",
            "military",
            id="behind-of",
        ),
        pytest.param(
            ["US", "American authorities", "Washington", "U.S. government"],
            "United States government",
            "United States",
            "government",
            id="metonym",
        ),
        pytest.param(["Moscow", "Russia"], "Russia government", "Russia", "government", id="a-capital"),
        pytest.param(
            ["US officials", "a senior US official"],
            "United States officials",
            "United States",
            "government",
            id="officials-of-a-state",
        ),
        pytest.param(
            ["Hezbollah", "Hezbollah officials", "spokesman for Hezbollah"],
            "Hezbollah",
            "Hezbollah",
            "armed_group",
            id="a-group",
        ),
        pytest.param(["OHCHR", "the UN Human Rights Office", "UN human rights chief"], "OHCHR", None, "un", id="un"),
        pytest.param(["Turkish Red Crescent"], "Turkey Red Crescent", None, "rescue", id="in-a-state-not-its-voice"),
        pytest.param(
            ["Mediazona; Meduza", "Meduza and Mediazona", "Mediazona; Meduza (cumulative)"],
            "Mediazona and Meduza",
            None,
            "media",
            id="two-in-one",
        ),
        pytest.param(
            ["Georgia's interior ministry", "Georgian interior ministry"],
            "Georgia interior ministry",
            "Georgia",
            "police",
            id="only-a-state-has-one",
        ),
        pytest.param(
            ["Karvel General Hospital", "the Karvel General Hospital"],
            "Karvel General Hospital",
            None,
            "hospital",
            id="kind-by-its-last-word",
        ),
        pytest.param(["Karvel Council"], "Karvel Council", None, None, id="unknown-as-printed"),
        pytest.param(
            ["AFAD", "Turkey's AFAD", "AFAD agency", "Turkish disaster agency"],
            "AFAD",
            "Turkey",
            "rescue",
            id="whose-it-is",
        ),
        pytest.param(
            ["B'Tselem", "Israeli rights group B’Tselem", "B'Tselem group"],
            "B'Tselem",
            None,
            "monitor",
            id="what-it-is",
        ),
        pytest.param(
            ["Iran's Ministry of Health and Medical Education", "Iranian health ministry"],
            "Iran health ministry",
            "Iran",
            "health",
            id="more-of-its-business",
        ),
        pytest.param(
            ["US forces in Iraq", "United States military"],
            "United States military",
            "United States",
            "military",
            id="where",
        ),
        pytest.param(
            ["Russian and Iraqi officials", "Iraqi and Russian officials"],
            "Iraq officials and Russia officials",
            None,
            "government",
            id="an-office-of-two",
        ),
        pytest.param(["Georgia officials"], "Georgia officials", None, "government", id="a-state-of-two"),
    ],
)
def test_the_names_of_one_institution_lead_to_it(knowledge, names, canonical, of, kind):
    found = {identify_speaker(name, None, knowledge) for name in names}

    assert {(one.name, one.of, one.kind, one.is_vague) for one in found} == {(canonical, of, kind, False)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Russian Ministry of Defence", "Ukrainian Ministry of Defence", id="two-states"),
        pytest.param("South Korean army", "North Korean army", id="names-that-share-a-word"),
        pytest.param("South Sudan police", "Sudan police", id="one-name-in-another"),
        pytest.param("Pentagon", "Pentagon leak", id="what-it-says-and-what-leaked"),
        pytest.param("Gaza Health Ministry", "Palestinian health ministry", id="gaza-and-ramallah"),
        pytest.param("Iranian state television", "IRNA", id="two-of-one-states-media"),
        pytest.param("Iraqi Hezbollah", "Hezbollah", id="a-group-of-another-state"),
        pytest.param("Libyan National Army", "Libyan army", id="a-force-that-calls-itself-national"),
        pytest.param("RSF", "Reporters Without Borders", id="one-abbreviation"),
        pytest.param("UK Defence Intelligence", "UK Ministry of Defence", id="a-branch-with-its-own-figures"),
    ],
)
def test_two_institutions_stay_two(knowledge, one, other):
    assert identify_speaker(one, None, knowledge).name != identify_speaker(other, None, knowledge).name


@pytest.mark.parametrize(
    "name",
    [
        "officials",
        "senior local officials",
        "the authorities",
        "reports",
        "local media",
        "witnesses",
        "the West",
        "army",
        "health ministry",
        "the police",
        "очевидцы",
        "",
    ],
)
def test_a_name_that_may_be_anybodys_is_vague(knowledge, name):
    found = identify_speaker(name, None, knowledge)

    assert (found.is_vague, found.of) == (True, None)


@pytest.mark.parametrize(
    ("role", "of", "kind"),
    [
        pytest.param("White House spokesman", "United States", "government", id="an-institutions-spokesman"),
        pytest.param("National Security Council spokesman", "United States", "government", id="another-of-his-roles"),
        pytest.param("Russian defence minister", "Russia", "military", id="an-office"),
        pytest.param("founder of the Wagner Group", "Wagner Group", "armed_group", id="founder-of"),
        pytest.param("health minister and deputy governor", None, "health", id="no-state"),
        pytest.param("Bahamian prime minister", None, "government", id="a-state-that-is-not-listed"),
        pytest.param("former CIA director", None, None, id="no-longer"),
        pytest.param("ex-Pentagon official", None, None, id="ex"),
        pytest.param("Ukrainian lawmaker", None, None, id="a-member-of-parliament-speaks-for-himself"),
        pytest.param("Ukrainian journalist", None, None, id="a-nationality-is-no-office"),
        pytest.param(None, None, None, id="no-role"),
    ],
)
def test_a_person_keeps_the_name_and_speaks_for_whom_the_role_names(knowledge, role, of, kind):
    found = identify_speaker("Jon Kerby", role, knowledge)

    assert (found.name, found.of, found.kind, found.is_vague) == ("Jon Kerby", of, kind, False)


@pytest.mark.parametrize(
    ("name", "role", "speaks_for"),
    [
        pytest.param("Jon Kerby", "White House spokesman", "White House", id="a-spokesman"),
        pytest.param("Jon Kerby", "National Security Council spokesman", "White House", id="of-a-branch"),
        pytest.param("UK Defence Intelligence", None, "UK Ministry of Defence", id="a-branch"),
        pytest.param("Ann Lund", "French health minister", "France health ministry", id="a-minister"),
        pytest.param("Ann Lund", "health minister", None, id="of-no-state-that-is-named"),
        pytest.param("ANW", "Algerian news agency", None, id="what-it-is-and-no-office"),
        pytest.param("Pentagon", None, None, id="itself"),
    ],
)
def test_who_speaks_in_anothers_name_says_in_whose(knowledge, name, role, speaks_for):
    assert identify_speaker(name, role, knowledge).speaks_for == speaks_for


def test_every_listed_name_leads_to_its_institution(knowledge):
    listed = knowledge.speakers.file.institutions
    names = [(word, name) for name, one in listed.items() for word in (name, *one.aliases)]

    assert len(listed) > 150
    assert [(word, name) for word, name in names if knowledge.identify_speaker(word).name != name] == []
    assert {one.kind for one in listed.values()} == set(KINDS)


def test_the_ministries_of_every_state_are_found(knowledge):
    states = [name for word, name in knowledge.sides.items() if word == name.lower() and word in knowledge.states]
    found = {state: identify_speaker(f"{state} defence ministry", None, knowledge) for state in states}

    assert [state for state, one in found.items() if one.of != state or one.is_vague] == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("(" * 150_000, id="brackets"),
        pytest.param("of " * 60, id="prepositions"),
        pytest.param("senior " * 28, id="ranks"),
        pytest.param("a; " * 60, id="parts"),
        pytest.param("U." * 90, id="stops"),
        pytest.param("us officials " * 100_000, id="long"),
    ],
)
def test_a_hostile_name_costs_little_and_says_nothing(knowledge, name):
    knowledge.identify_speaker("officials")
    started = perf_counter()
    found = identify_speaker(name, name, knowledge)

    assert (found.of, found.kind) == (None, None)
    assert perf_counter() - started < 0.2


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        pytest.param('A = { kind = "health", aliases = ["Upper"] }', "'Upper' must be lower case", id="capitals"),
        pytest.param('A = { kind = "health", of = "Nowhere", aliases = [] }', "no such side in sides.toml", id="side"),
        pytest.param(
            'A = { kind = "health", of = "Upland", office = "x", aliases = [] }', "needs a table", id="office"
        ),
        pytest.param('A = { kind = "health", voice = "B", aliases = [] }', "no such institution: 'B'", id="voice"),
        pytest.param('A = { kind = "clinic", aliases = [] }', "Invalid enum value 'clinic'", id="kind"),
        pytest.param('A = { kind = "health", aliases = [], alias = 1 }', "unknown field", id="field"),
        pytest.param(
            'A = { kind = "health", aliases = ["c"] }\nB = { kind = "health", aliases = ["the C"] }'.replace("C", "c"),
            "'c' stands for A and for B",
            id="one-name-for-two",
        ),
        pytest.param(
            'A = { kind = "health", of = "Upland", office = "government", aliases = [] }\n'
            'B = { kind = "health", of = "Upland", office = "government", aliases = [] }',
            "'Upland: government' stands for A and for B",
            id="one-office-for-two",
        ),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(tmp_path, lines, why):
    path = tmp_path / "speakers.toml"
    path.write_text(SMALL + lines, "utf-8")

    with pytest.raises(KnowledgeError, match=why):
        load_speakers(path, {"upland": "Upland"}, ["Upland"])


def test_the_least_file_is_read(tmp_path):
    path = tmp_path / "speakers.toml"
    path.write_text(SMALL + 'A = { kind = "health", aliases = ["b"] }', "utf-8")
    speakers = load_speakers(path, {"upland": "Upland"}, ["Upland"])

    assert isinstance(speakers, Speakers)
    assert [speakers.identify(name).name for name in ("The B", "Upland", "C")] == ["A", "Upland government", "C"]


@pytest.mark.skipif("TOLLTRACE_DATA" not in os.environ, reason="needs the ledger of estimates in the data folder")
def test_the_names_of_a_real_ledger_are_fewer_speakers(knowledge):
    lines = (Path(os.environ["TOLLTRACE_DATA"]) / "economist_ledger.jsonl").read_text("utf-8").splitlines()
    names = {json.loads(line)["gold"]["first_speaker"] for line in lines}
    found = {name: identify_speaker(name, None, knowledge) for name in names}

    assert len(names) == 31
    assert len({one.name for one in found.values()}) == 26  # six names of five institutions go
    assert [name for name, one in found.items() if one.is_vague] == []
    assert sum(one.kind is None for one in found.values()) <= 2  # a person, and one estimate
