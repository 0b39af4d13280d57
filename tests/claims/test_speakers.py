import pytest

from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims


def chain_of(claim):
    return [link.name for link in claim.chain]


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        pytest.param("Twelve people died, police said.", ["police"], id="said"),
        pytest.param("The army reported that 12 people died.", ["army"], id="reported-that"),
        pytest.param("According to the ministry, 12 people died.", ["ministry"], id="according-to"),
        pytest.param(
            "The governor said 12 people died, citing the army.", ["army", "governor"], id="who-is-cited-comes-first"
        ),
        pytest.param("Police told Reuters that 12 people died.", ["Police", "Reuters"], id="who-is-told-comes-last"),
        pytest.param("Police told reporters that 12 people died.", ["Police"], id="reporters-are-no-link"),
        pytest.param(
            "Twelve people died, the ministry said, Reuters reported.", ["ministry", "Reuters"], id="said-and-reported"
        ),
        pytest.param("Twelve people died.", [], id="the-report-itself"),
        pytest.param("Twelve people reportedly died.", [], id="reportedly-names-nobody"),
        pytest.param("Police wept; 12 people died.", [], id="weeping-is-no-saying"),
        pytest.param("Floods claimed 12 lives.", [], id="claiming-lives-is-no-saying"),
    ],
)
def test_the_chain_runs_from_the_first_speaker_to_the_last_relay(body, chain, knowledge):
    claim = extract_claims(a_report(body), knowledge)[0]

    assert chain_of(claim) == chain


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        pytest.param("Mayor Ana Vega said it was late. She added that 12 people died.", ["Ana Vega"], id="pronoun"),
        pytest.param('"We mourn," the mayor said. "Twelve people died."', ["mayor"], id="quotation-that-goes-on"),
        pytest.param('"We mourn," the mayor said.\n\nTwelve people died.', [], id="a-new-paragraph-is-the-report-s"),
        pytest.param("Police came. Twelve people died.", [], id="a-new-sentence-is-the-report-s"),
    ],
)
def test_a_speaker_reaches_into_the_next_sentence_only_by_its_words(body, chain, knowledge):
    claim = extract_claims(a_report(body), knowledge)[-1]

    assert chain_of(claim) == chain


@pytest.mark.parametrize(
    ("title", "chain"),
    [
        pytest.param("Police: 12 people killed in ferry blast", ["Police"], id="colon"),
        pytest.param("12 people killed in ferry blast - police", ["police"], id="dash"),
        pytest.param("12 people killed in ferry blast, police say", ["police"], id="says"),
        pytest.param("Ferry blast: 12 people killed", [], id="a-topic-is-no-speaker"),
    ],
)
def test_a_headline_names_its_speaker_by_a_mark(title, chain, knowledge):
    claim = extract_claims(a_report("It burned.", title=title), knowledge)[0]

    assert chain_of(claim) == chain


def test_a_speaker_is_named_in_full_with_the_role_as_printed(knowledge):
    article = a_report("Governor Ana Vega came. Twelve people died, Vega said. Governor Vega said 30 were hurt.")

    twelve, thirty = extract_claims(article, knowledge)

    assert [(link.name, link.role, link.cue) for link in twelve.chain] == [("Ana Vega", None, "said")]
    assert [(link.name, link.role, link.cue) for link in thirty.chain] == [("Ana Vega", "Governor", "said")]
    assert article.text[twelve.chain[0].start : twelve.chain[0].end] == "Vega"
