"""Why a field was read as it was: each rule on a sentence where it applies, with the words that it leans on."""

import pytest

from tests.claims.conftest import a_report
from tests.claims.shallow.test_reasons import EXAMPLES as EXAMPLES_BY_WORDS
from tolltrace.claims import extract_claims
from tolltrace.rules import Rule
from tolltrace.values import READ_FIELDS

NO_WORDS = None

# body, the figure, the rule that reads it there, the words that it leans on
EXAMPLES = [
    ("Gunmen killed 12 soldiers.", "12", Rule.FIGURE_NUMBER, "12"),
    ("Gunmen killed at least 12 soldiers.", "at least 12", Rule.FIGURE_HEDGED, "at least 12"),
    ("Gunmen killed 12 to 15 soldiers.", "12 to 15", Rule.FIGURE_RANGE, "12 to 15"),
    ("Gunmen killed dozens of soldiers.", "dozens", Rule.FIGURE_VAGUE, "dozens"),
    ("Sixty people died. Half of the dead were children.", "Half of the dead", Rule.FIGURE_SHARE, "Half of the dead"),
    ("No one was hurt.", "No one", Rule.FIGURE_ZERO, "No one"),
    ("A soldier was killed.", "A soldier", Rule.FIGURE_ONE, "A soldier"),
    ("The army declined to give a death toll.", "declined to give", Rule.FIGURE_SILENCE, "declined to give"),
    ("Gunmen killed 12 soldiers.", "12", Rule.HARM_VERB_BEFORE, "killed"),
    ("Killed: 14 people.", "14", Rule.HARM_LABEL, "Killed"),
    ("She is the ninth person to die of it.", "ninth", Rule.HARM_ORDINAL, "die"),
    ("The blast killed nine. The number rose to 12.", "12", Rule.HARM_ANAPHOR, "number"),
    ("Two dead, three others missing after the landslide.", "three", Rule.HARM_BEHIND, "missing"),
    ("The death toll rose to 45.", "45", Rule.HARM_TOLL, "toll"),
    ("The blast caused 12 deaths.", "12", Rule.HARM_COUNTED, "deaths"),
    ("Twelve soldiers were killed.", "Twelve", Rule.HARM_SUBJECT, "killed"),
    ("Gunmen have killed, in two days, 12 soldiers.", "12", Rule.HARM_OBJECT, "killed"),
    ("Twelve people wounded in the blast went home.", "Twelve", Rule.HARM_DESCRIBES, "wounded"),
    ("Six farmers, 40 traders and a boy were killed.", "40", Rule.HARM_CLAUSE, "killed"),
    ("Militants took a base, with unconfirmed reports of dozens of soldiers dead.", "dozens", Rule.HARM_ORDER, "dead"),
    ("The rebels spoke with six hostages in the embassy.", "six", Rule.HARM_HELD, "hostages"),
    ("There were no immediate reports of casualties.", "no", Rule.HARM_NO_REPORTS, "casualties"),
    ("Sixty people died. Half of the dead were children.", "Half of the dead", Rule.HARM_SHARE, "dead"),
    ("Twelve people were killed in Homs; two of them were children.", "two", Rule.HARM_POINTING, "killed"),
    ("Twelve people, including three children, were killed.", "three", Rule.HARM_PART, "killed"),
    ("A soldier was killed.", "A soldier", Rule.HARM_SINGLE, "killed"),
    ("Japan reports its first death.", "first death", Rule.HARM_FIRST, "death"),
    ("The army declined to give a death toll.", "declined to give", Rule.HARM_SILENCE, "declined to give"),
    ("Gunmen killed 12 Angolan soldiers.", "12", Rule.VICTIMS_NOUN, "Angolan soldiers"),
    ("The attack caused 40 civilian deaths.", "40", Rule.VICTIMS_DESCRIBED, "civilian"),
    ("Sixty people died. Half of the dead were children.", "Half of the dead", Rule.VICTIMS_BASE, "the dead"),
    ("A soldier was killed.", "A soldier", Rule.VICTIMS_MENTION, "soldier"),
    ("Shells killed six farmers and injured dozens more.", "dozens more", Rule.VICTIMS_CARRIED, "six"),
    ("The death toll rose to 45.", "45", Rule.VICTIMS_NONE, NO_WORDS),
    ("Gunmen killed 12 Angolan soldiers.", "12", Rule.SIDE_WORDS, "Angolan soldiers"),
    ("Russia has suffered 2,000 casualties.", "2,000", Rule.SIDE_SUFFERED, NO_WORDS),
    ("Half of the dead are from the Wagner group.", "Half of the dead", Rule.SIDE_ARE_FROM, NO_WORDS),
    ("The army killed 74 members of Boko Haram.", "74", Rule.SIDE_BEHIND, NO_WORDS),
    ("Rania Salem, a Jordanian girl, was killed in the shelling.", "Rania Salem", Rule.SIDE_BESIDE_NAME, NO_WORDS),
    ("The army killed 12 Rio Negro Front fighters.", "12", Rule.SIDE_GROUP, NO_WORDS),
    ("Pakistan claims two of its soldiers were killed.", "two", Rule.SIDE_OWN, NO_WORDS),
    ("Nine Angolan soldiers were killed and 14 wounded.", "14", Rule.SIDE_CARRIED, "Nine"),
    ("Twelve Peruvian miners, including two women, were killed.", "two", Rule.SIDE_WHOLE, NO_WORDS),
    (
        "Twelve Rio Negro Front fighters were killed. The front has suffered 1,200 casualties since May.",
        "1,200",
        Rule.SIDE_NAMED_BEFORE,
        NO_WORDS,
    ),
    ("Four people, all Danish nationals, were killed.", "Four", Rule.SIDE_OF_ALL, NO_WORDS),
    ("Gunmen attacked a Pakistan Army post, killing nine soldiers.", "nine", Rule.SIDE_ARMY, NO_WORDS),
    ("Two Omani teenagers stabbed a guard; one attacker was shot dead.", "one", Rule.SIDE_ATTACKED, NO_WORDS),
    ("Jets struck Hezbollah positions, killing 23 militants.", "23", Rule.SIDE_HIT, NO_WORDS),
    ("The general did not provide casualty numbers for Sudan.", "did not provide", Rule.SIDE_SILENCE, NO_WORDS),
    ("Gunmen killed 12 soldiers.", "12", Rule.SIDE_NONE, NO_WORDS),
    ("Gunmen killed 12 soldiers.", "12", Rule.STATUS_WORDS, "soldiers"),
    ("More than 90 were killed in action.", "More than 90", Rule.STATUS_IN_ACTION, NO_WORDS),
    ("Nine Angolan soldiers were killed and 14 wounded.", "14", Rule.STATUS_CARRIED, "Nine"),
    ("Eighty fighters died. Half of the dead were foreigners.", "Half of the dead", Rule.STATUS_WHOLE, "Eighty"),
    ("The death toll rose to 45.", "45", Rule.STATUS_NONE, NO_WORDS),
    ("Troops left South Kivu after 37 people were killed there.", "37", Rule.PLACE_THERE, "South Kivu"),
    ("A blast killed 12 people in Baghdad.", "12", Rule.PLACE_LED_TO, "Baghdad"),
    ("Baghdad blast kills 12.", "12", Rule.PLACE_EVENT, "Baghdad"),
    ("Syria buries 12 soldiers killed by a mine.", "12", Rule.PLACE_SUBJECT, "Syria"),
    ("Baghdad, 12 killed.", "12", Rule.PLACE_NAME, "Baghdad"),
    ("Six soldiers were killed in a disputed border area.", "Six", Rule.PLACE_UNNAMED, "a disputed border area"),
    ("A blast hit Baghdad. Twelve people were killed.", "Twelve", Rule.PLACE_BEFORE, "Baghdad"),
    ("Japan reports 5 deaths from the storm.", "5", Rule.PLACE_REPORTER, "Japan"),
    ("The death toll rose to 45.", "45", Rule.PLACE_NONE, NO_WORDS),
    ("Eleven people died in Homs on Saturday.", "Eleven", Rule.PERIOD_NEAREST, "on Saturday"),
    (
        "Peru reports 153 deaths in the past 24 hours, bringing the national death toll to 15,065.",
        "15,065",
        Rule.PERIOD_TOTAL,
        NO_WORDS,
    ),
    ("The death toll rose to 45.", "45", Rule.PERIOD_NONE, NO_WORDS),
    ("About 100 soldiers are killed a day.", "About 100", Rule.ASPECT_RATE, NO_WORDS),
    ("The death toll rose by four to 45.", "four", Rule.ASPECT_ROSE_BY, NO_WORDS),
    ("The death toll rose to 45.", "45", Rule.ASPECT_TOLL, "toll"),
    (
        "Peru reports 153 deaths in the past 24 hours, bringing the national death toll to 15,065.",
        "153",
        Rule.ASPECT_ADDED,
        NO_WORDS,
    ),
    ("The death toll rose to 45, with 12 missing.", "12", Rule.ASPECT_BESIDE_TOLL, NO_WORDS),
    ("In the last five months 400 men died.", "400", Rule.ASPECT_TIME_SPAN, "In the last five months"),
    ("So far 45 people have been killed.", "45", Rule.ASPECT_TOTAL_WORDS, NO_WORDS),
    ("The camps hold 250,000 displaced people.", "250,000", Rule.ASPECT_STANDING, "displaced"),
    ("Russia has suffered 2,000 casualties.", "2,000", Rule.ASPECT_SUFFERED, NO_WORDS),
    (
        "The death toll in Homs rose to 45.\n\nIn Homs, 45 people were killed.",
        "45 people were",
        Rule.ASPECT_MENTIONS,
        "45",
    ),
    (
        "The army has suffered more than 9,000 casualties, including over 2,000 killed in action.",
        "over 2,000",
        Rule.ASPECT_WHOLE,
        "more than 9,000",
    ),
    ("Gunmen killed 12 soldiers.", "12", Rule.ASPECT_NONE, NO_WORDS),
    ("Twelve people, including three children, were killed.", "three", Rule.PART_OF_LIST, NO_WORDS),
    ("Sixty people died. Half of the dead were children.", "Half of the dead", Rule.PART_OF_SHARE, NO_WORDS),
    ("Gunmen killed 12 soldiers.", "12", Rule.PART_OF_NONE, NO_WORDS),
    ("The health ministry said 12 people died.", "12", Rule.SPEAKER_SAYS, "The health ministry"),
    ("According to the mayor, 22 people died.", "22", Rule.SPEAKER_ACCORDING, "the mayor"),
    ("Seven people were killed, the radio said, citing local police.", "Seven", Rule.SPEAKER_CITED, "local police"),
    ("US: over 400 rebels killed in Karvel", "over 400", Rule.SPEAKER_HEADLINE, "US"),
    ("Colonel Rita Morel said it failed. She said 12 soldiers died.", "12", Rule.SPEAKER_PRONOUN, NO_WORDS),
    ('"It failed," Colonel Rita Morel said. "We counted 70 dead."', "70", Rule.SPEAKER_QUOTATION, NO_WORDS),
    (
        "Over 2,000 soldiers have died, the spokesman said. Meanwhile, another 8,000 have been wounded.",
        "another 8,000",
        Rule.SPEAKER_CARRIED,
        NO_WORDS,
    ),
    ("The army declined to give a death toll.", "declined to give", Rule.SPEAKER_SILENT, "The army"),
    (
        "A shop announced an end to sales after a shooting that killed 22 people on 2 February 2023.",
        "22",
        Rule.SPEAKER_PRESUPPOSED,
        NO_WORDS,
    ),
    ("Gunmen killed 12 soldiers.", "12", Rule.SPEAKER_NONE, NO_WORDS),
    ("The health ministry said 12 people died.", "12", Rule.CHAIN_ALONE, NO_WORDS),
    ("Seven people were killed, the radio said, citing local police.", "Seven", Rule.CHAIN_INMOST, NO_WORDS),
    ('"It failed," Colonel Rita Morel said. "We counted 70 dead."', "70", Rule.CHAIN_CARRIED, NO_WORDS),
    ("Gunmen killed 12 soldiers.", "12", Rule.CHAIN_NONE, NO_WORDS),
    ("A strong earthquake shook it. No casualties were reported.", "No", Rule.STANCE_NONE_REPORTED, NO_WORDS),
    ("No injuries were reported, the police reported.", "No", Rule.STANCE_REPORTER, NO_WORDS),
    ("The toll was initially thought to be 12 people killed.", "12", Rule.STANCE_RETRACTED, NO_WORDS),
    (
        "Spokesman Pavel Dorin said that the rebels' figure of 300 soldiers killed was fabricated.",
        "300",
        Rule.STANCE_CALLED_FALSE,
        NO_WORDS,
    ),
    ("The ministry denies that 300 soldiers were killed.", "300", Rule.STANCE_DENIED, NO_WORDS),
    (
        "The army said 40 rebels died. The figure could not be independently verified.",
        "40",
        Rule.STANCE_CAVEAT,
        NO_WORDS,
    ),
    ("The army declined to give a death toll.", "declined to give", Rule.STANCE_REFUSED, "declined to give"),
    (
        "The ministry said 300 soldiers had died. The army called the figure a fabrication.",
        "called the figure",
        Rule.STANCE_FIGURE_DENIED,
        "called the figure",
    ),
    ("Gunmen killed 12 soldiers.", "12", Rule.STANCE_NONE, NO_WORDS),
]


def the_claim(body, at, knowledge):
    """The claim whose mention begins where these words stand; a headline is given as a title."""
    article = a_report("It went on.", title=body) if ": " in body else a_report(body)
    claims = extract_claims(article, knowledge)
    return next(claim for claim in claims if claim.mention.start == article.text.index(at))


@pytest.mark.parametrize(("body", "at", "rule", "words"), [pytest.param(*each, id=each[2].value) for each in EXAMPLES])
def test_a_field_says_by_which_rule_and_from_which_words_it_was_read(body, at, rule, words, knowledge):
    claim = the_claim(body, at, knowledge)
    field, _, name = rule.partition(".")

    (reading,) = (each for each in claim.readings if each.field == field)
    assert reading.rule == name
    assert (reading.words.text if reading.words else NO_WORDS or "").startswith(words or "")
    assert (reading.words is None) == (words is NO_WORDS)
    told = knowledge.tell(reading)
    assert "{" not in told
    assert words is NO_WORDS or field == "figure" or f"“{reading.words.text}”" in told


def test_every_rule_has_an_example():
    of_the_linker = {Rule.PLACE_LINKED, Rule.SPEAKER_LINKED}  # tests/claims/test_linking.py
    of_forwards = {Rule.SPEAKER_FORWARDED, Rule.CHAIN_FORWARDED}  # tests/claims/test_forwards.py
    by_the_words = {rule for *_, rule, _ in EXAMPLES_BY_WORDS}
    assert set(Rule) - {rule for _, _, rule, _ in EXAMPLES} - by_the_words == of_the_linker | of_forwards


@pytest.mark.parametrize("body", sorted({body for body, *_ in EXAMPLES}))
def test_every_claim_has_one_reason_for_each_field_in_their_order(body, knowledge):
    article = a_report(body)
    claims = extract_claims(article, knowledge)

    assert [tuple(each.field for each in claim.readings) for claim in claims] == [READ_FIELDS] * len(claims)
    spans = [each.words for claim in claims for each in claim.readings if each.words]
    assert [span for span in spans if article.text[span.start : span.end] != span.text] == []


def test_what_else_could_be_meant_is_counted(knowledge):
    claim = the_claim("Gunmen killed 12 soldiers in Homs, Kunar and Kelve after they left Baghdad.", "12", knowledge)

    (place,) = (each for each in claim.readings if each.field == "place")
    assert (claim.place.text, place.rivals) != ("", 0)
    assert f"{place.rivals} more could be meant" in knowledge.tell(place)
