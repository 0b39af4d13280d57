import pytest

from tests.builders import an_article
from tolltrace.claims import extract_claims
from tolltrace.claims.places import find_place


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param("A blast killed 12 people in Baghdad.", "Baghdad", id="in"),
        pytest.param("A blast killed 12 people near Baghdad, Iraq.", "Baghdad", id="of-nested-ones-the-narrower"),
        pytest.param("A blast killed 12 people in Homs in Syria.", "Homs", id="nested-by-in"),
        pytest.param("Floods killed 12 people in northern Mexico.", "northern Mexico", id="direction"),
        pytest.param("Floods killed 12 people in Kunar province.", "Kunar province", id="kind"),
        pytest.param("Floods killed 12 people in Kenya and Somalia.", "Kenya and Somalia", id="joined"),
        pytest.param("Troops left South Kivu after 37 people were killed there.", "South Kivu", id="there"),
        pytest.param("A blast hit Baghdad. Twelve people were killed.", "Baghdad", id="the-sentence-before"),
        pytest.param("A blast hit Baghdad.\n\nTwelve people were killed.", None, id="not-across-paragraphs"),
        pytest.param("Twelve tourists from Norway were killed.", None, id="where-they-are-from"),
        pytest.param("Twelve people were killed.", None, id="none"),
    ],
)
def test_the_place_is_the_nearest_that_the_words_lead_to(body, place, read_harmed, knowledge):
    passage, harmed = list(read_harmed(body))[-1]

    found, _ = find_place(passage, harmed, (), None, knowledge)

    assert (found and found.text) == place


def test_the_victims_own_state_is_no_place(read_harmed, knowledge):
    ((passage, harmed),) = read_harmed("Russia lost 200 soldiers.")

    assert find_place(passage, harmed, (), "Russia", knowledge)[0] is None


def test_a_name_that_speaks_is_no_place(read_harmed, knowledge):
    ((passage, harmed),) = read_harmed("In Kenya 12 people died.")

    assert find_place(passage, harmed, (), None, knowledge)[0].text == "Kenya"
    assert find_place(passage, harmed, ((0, 8),), None, knowledge)[0] is None


@pytest.mark.parametrize(
    ("words", "name", "where_prec"),
    [
        pytest.param("in Herat", "Herāt", 1, id="a-town"),
        pytest.param("in the city of Herat", "Herāt", 1, id="said-to-be-a-town"),
        pytest.param("in Herat city", "Herāt", 1, id="a-town-by-its-kind"),
        pytest.param("in the province of Herat", "Herāt", 4, id="a-province-by-the-words-before"),
        pytest.param("in Herat province", "Herāt", 4, id="a-province-by-its-kind"),
        pytest.param("in the district of Herat", "Herāt", 3, id="a-district"),
        pytest.param("in the region of Kherson", "Kherson Oblast", 4, id="a-region-that-we-know"),
        pytest.param("in the Herat market", "Herāt", 2, id="another-kind"),
    ],
)
def test_a_place_is_as_exact_as_its_kind(words, name, where_prec, knowledge):
    article = an_article(title=None, body=f"At least 12 people were killed {words}, police said.")
    (claim,) = extract_claims(article, knowledge)

    assert (claim.place.name, claim.place.where_prec) == (name, where_prec)
