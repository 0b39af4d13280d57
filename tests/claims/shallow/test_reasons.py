"""Why a field was read as it was, where a language is read by its words: each rule on a sentence where it applies."""

from dataclasses import replace

import pytest

from tests.claims.cases import CASES, load_cases
from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims
from tolltrace.rules import Rule
from tolltrace.values import READ_FIELDS, Aspect, Stance, Status

NO_WORDS = None
BULLETIN = "Загальні втрати російських окупантів з 24.02.22 по 30.04.23:\n- особового складу ‒ близько 900 (+40) осіб"

# language, body, where the mention starts, the rule that reads it there, the words that it leans on
EXAMPLES = [
    ("uk", "У місті загинули 5 людей.", "5", Rule.FIGURE_NUMBER, "5"),
    ("uk", "У місті загинули понад 5 людей.", "понад 5", Rule.FIGURE_HEDGED, "понад 5"),
    ("ru", "В городе погибли от 5 до 7 человек.", "от 5", Rule.FIGURE_RANGE, "от 5 до 7"),
    ("uk", "У місті загинули десятки людей.", "десятки", Rule.FIGURE_VAGUE, "десятки"),
    ("uk", "Майже половина загиблих – діти.", "Майже", Rule.FIGURE_SHARE, "Майже половина загиблих"),
    ("uk", "Постраждалих немає.", "немає", Rule.FIGURE_ZERO, "немає"),
    ("ru", "Погибла женщина.", "женщина", Rule.FIGURE_ONE, "женщина"),
    ("uk", "Генштаб не розголошує втрати.", "не розголошує", Rule.FIGURE_SILENCE, "не розголошує втрати"),
    ("uk", "У місті загинули 5 людей.", "5", Rule.HARM_NEAREST, "загинули"),
    ("uk", "Загиблих – 5.", "5", Rule.HARM_LENT, "Загиблих"),
    ("uk", "Кількість загиблих зросла до 45.", "45", Rule.HARM_TOLL, "загиблих"),
    ("uk", "У місті вбито і поранено 12 людей.", "12", Rule.HARM_JOINED, "вбито і поранено"),
    ("uk", "Загинули двоє чоловіків та жінка.", "жінка", Rule.HARM_LISTED, "Загинули"),
    ("uk", "Загинули 5 людей, серед них дитина.", "дитина", Rule.HARM_PART, "Загинули"),
    ("ru", "Погибла женщина.", "женщина", Rule.HARM_SINGLE, "Погибла"),
    ("uk", "Майже половина загиблих – діти.", "Майже", Rule.HARM_SHARE, "загиблих"),
    ("uk", "Ніхто не постраждав.", "Ніхто", Rule.HARM_NOBODY, "постраждав"),
    ("uk", "Інформації про постраждалих немає.", "немає", Rule.HARM_NO_REPORTS, "постраждалих"),
    ("uk", "Генштаб не розголошує втрати.", "не розголошує", Rule.HARM_SILENCE, "втрати"),
    ("uk", "Загинули 5 людей. Москва спростувала цю інформацію.", "спростувала", Rule.HARM_DENIED, "5"),
    ("uk", "У місті загинули 5 людей.", "5", Rule.VICTIMS_NOUN, "людей"),
    ("uk", "Родина з чотирьох людей загинула.", "Родина", Rule.VICTIMS_MENTION, "Родина з чотирьох людей"),
    ("uk", "Майже половина загиблих – діти.", "Майже", Rule.VICTIMS_TOLD, "діти"),
    ("uk", BULLETIN, "близько 900", Rule.VICTIMS_TOTAL, "особового складу"),
    ("uk", "Загиблих – 5.", "5", Rule.VICTIMS_NONE, NO_WORDS),
    ("ru", "Погибли 12 российских военных.", "12", Rule.SIDE_WORDS, "российских"),
    ("uk", "Росія втратила 500 військових.", "500", Rule.SIDE_SUFFERED, "Росія"),
    ("uk", "Втрати російських військ сягнули 900 осіб.", "900", Rule.SIDE_LEADING, "російських"),
    ("uk", BULLETIN, "близько 900", Rule.SIDE_HEAD, "російських"),
    ("uk", "Загинули 12 українських військових, ще 30 поранено.", "ще 30", Rule.SIDE_CARRIED, "12"),
    ("uk", "Загинули 12 українських військових, серед них двоє медиків.", "двоє", Rule.SIDE_WHOLE, "12"),
    ("uk", "У місті загинули 5 людей.", "5", Rule.SIDE_NONE, NO_WORDS),
    ("uk", "Загинули 12 українських військових.", "12", Rule.STATUS_WORDS, "українських військових"),
    ("uk", "Загинули 12 українських військових, ще 30 поранено.", "ще 30", Rule.STATUS_CARRIED, "12"),
    ("uk", "Загинули 12 військових, серед них двоє жінок.", "двоє", Rule.STATUS_WHOLE, "12"),
    ("uk", "У місті загинули 5 людей.", "5", Rule.STATUS_NONE, NO_WORDS),
    ("uk", "У Харкові загинули 5 людей.", "5", Rule.PLACE_LED_TO, "Харкові"),
    ("uk", "Харків: 5 загиблих", "5", Rule.PLACE_OPENING, "Харків"),
    ("uk", "Мер заявив, що у Сумах:\n- загинули 5 людей.", "5", Rule.PLACE_HEAD, "Сумах"),
    ("uk", "У Сумах стався вибух. Загинули 5 людей.", "5", Rule.PLACE_BEFORE, "Сумах"),
    (
        "uk",
        "У Сумах загинули 5 людей. Рятувальники працюють. Серед загиблих двоє дітей.",
        "двоє",
        Rule.PLACE_WHOLE,
        "5",
    ),
    ("uk", "Загинули 5 людей.", "5", Rule.PLACE_NONE, NO_WORDS),
    ("ru", "В пятницу погибли 5 человек.", "5", Rule.PERIOD_NEAREST, "В пятницу"),
    ("uk", "Втрати за добу: особового складу – 500 (+20).", "500", Rule.PERIOD_TOTAL, NO_WORDS),
    ("uk", "Втрати від 24 лютого: особового складу – 500 (+20).", "+20", Rule.PERIOD_ADDED, NO_WORDS),
    ("uk", BULLETIN, "близько 900", Rule.PERIOD_HEAD, "з 24.02.22 по 30.04.23"),
    ("uk", "Загинули 5 людей.", "5", Rule.PERIOD_NONE, NO_WORDS),
    ("uk", "Кількість загиблих зросла на чотири, до 45.", "чотири", Rule.ASPECT_ROSE_BY, NO_WORDS),
    ("uk", "Кількість загиблих зросла на чотири, до 45.", "45", Rule.ASPECT_TOLL, "загиблих"),
    ("uk", "За останні п'ять місяців загинули 40 людей.", "40", Rule.ASPECT_TIME_SPAN, "За останні п'ять місяців"),
    ("uk", "Загалом загинули 40 людей.", "40", Rule.ASPECT_TOTAL_WORDS, "Загалом"),
    ("uk", "За добу загинули 5 людей. Загальна кількість загиблих – 45.", "5", Rule.ASPECT_ADDED, NO_WORDS),
    ("uk", "Втрати російських військ за добу сягнули 900 осіб.", "900", Rule.ASPECT_DAY, "за добу"),
    ("uk", "У місті загинули 45 осіб. Кількість загиблих зросла до 45.", "45 осіб", Rule.ASPECT_MENTIONS, "45"),
    ("uk", "Загалом загинули 40 людей, серед них двоє дітей.", "двоє", Rule.ASPECT_WHOLE, "40"),
    ("uk", "Загинули 5 людей.", "5", Rule.ASPECT_NONE, NO_WORDS),
    ("uk", "Загинули 5 людей, серед них дитина.", "дитина", Rule.PART_OF_LIST, NO_WORDS),
    ("uk", "Загинули 60 людей. Половина загиблих – діти.", "Половина", Rule.PART_OF_SHARE, NO_WORDS),
    ("uk", "Загинули 5 людей.", "5", Rule.PART_OF_NONE, NO_WORDS),
    ("uk", "Загинули 5 людей, повідомив мер.", "5", Rule.SPEAKER_SAYS, "мер"),
    ("uk", "За даними поліції, загинули 5 людей.", "5", Rule.SPEAKER_ACCORDING, "поліції"),
    ("ru", "Погибли 5 человек, передает агентство со ссылкой на полицию.", "5", Rule.SPEAKER_CITED, "полицию"),
    ("uk", "Загинули 5 людей, передає «Укрінформ».", "5", Rule.SPEAKER_RELAYS, "Укрінформ"),
    ("uk", "Речниця сказала, що це вибух. За її словами, загинули 5 людей.", "5", Rule.SPEAKER_PRONOUN, NO_WORDS),
    ("uk", "Генштаб не розголошує втрати.", "не розголошує", Rule.SPEAKER_SILENT, "Генштаб"),
    ("uk", "5 загиблих у Харкові – ОВА", "5", Rule.SPEAKER_ALONE, "ОВА"),
    ("uk", "Мер заявив, що у Сумах:\n- загинули 5 людей.", "5", Rule.SPEAKER_HEAD, "Мер"),
    ("ru", "Погибли 5 человек. Об этом сообщил губернатор.", "5", Rule.SPEAKER_BEHIND, "губернатор"),
    ("uk", "Загинули 5 людей.", "5", Rule.SPEAKER_NONE, NO_WORDS),
    ("uk", "Загинули 5 людей, повідомив мер.", "5", Rule.CHAIN_ALONE, NO_WORDS),
    ("uk", "За даними ДСНС, загинули 5 людей, повідомив мер.", "5", Rule.CHAIN_RANKED, NO_WORDS),
    ("uk", "Мер заявив, що у Сумах:\n- загинули 5 людей.", "5", Rule.CHAIN_CARRIED, NO_WORDS),
    ("uk", "Загинули 5 людей.", "5", Rule.CHAIN_NONE, NO_WORDS),
    ("uk", "Інформації про постраждалих немає.", "немає", Rule.STANCE_NONE_REPORTED, "немає"),
    ("uk", "Москва спростувала, що загинули 5 людей.", "5", Rule.STANCE_DENIED, "спростувала"),
    ("uk", "Загинули 5 людей. Ці дані незалежно не підтверджено.", "5", Rule.STANCE_CAVEAT, "не підтверджено"),
    ("uk", "Генштаб не розголошує втрати.", "не розголошує", Rule.STANCE_REFUSED, "не розголошує втрати"),
    (
        "uk",
        "Загинули 5 людей. Москва спростувала цю інформацію.",
        "спростувала",
        Rule.STANCE_FIGURE_DENIED,
        "спростувала цю інформацію",
    ),
    ("uk", "Загинули 5 людей.", "5", Rule.STANCE_NONE, NO_WORDS),
]
# each field's rule where the text does not state it, and whether a claim states it
UNSTATED = {
    "victims": ({"none"}, lambda claim: claim.victims is not None),
    "side": ({"none"}, lambda claim: claim.side is not None),
    "status": ({"none"}, lambda claim: claim.status is not Status.UNKNOWN),
    "place": ({"none"}, lambda claim: claim.place is not None),
    "period": ({"none", "total", "added"}, lambda claim: claim.period is not None),
    "aspect": ({"none", "day"}, lambda claim: claim.aspect is not Aspect.EVENT),
    "part_of": ({"none"}, lambda claim: claim.part_of is not None),
    "speaker": ({"none"}, lambda claim: bool(claim.chain)),
    "chain": ({"none"}, lambda claim: bool(claim.chain)),
    "stance": ({"none"}, lambda claim: claim.stance is not Stance.ASSERTED),
}


@pytest.mark.parametrize(
    ("code", "body", "at", "rule", "words"), [pytest.param(*each, id=each[3].value) for each in EXAMPLES]
)
def test_a_field_says_by_which_rule_and_from_which_words_it_was_read(code, body, at, rule, words, knowledge):
    article = replace(a_report(body), language=code)
    claim = next(each for each in extract_claims(article, knowledge) if each.mention.start == article.text.index(at))

    (reading,) = (each for each in claim.readings if each.field == rule.partition(".")[0])

    assert f"{reading.field}.{reading.rule}" == rule
    assert (reading.words.text if reading.words else NO_WORDS) == words
    told = knowledge.tell(reading)
    assert "{" not in told
    assert words is NO_WORDS or reading.field == "figure" or f"“{words}”" in told


@pytest.mark.parametrize("file", sorted(f"{path.parent.name}/{path.name}" for path in CASES.glob("[!e][!n]/*.toml")))
def test_every_claim_has_one_reason_for_each_field_and_it_fits_what_was_read(file):
    for case in load_cases(file):
        for claim in case.found:
            assert tuple(each.field for each in claim.readings) == READ_FIELDS
            spans = [each.words for each in claim.readings if each.words]
            assert [span for span in spans if case.text[span.start : span.end] != span.text] == []
            rules = {each.field: each.rule for each in claim.readings}
            wrong = [field for field, (none, states) in UNSTATED.items() if (rules[field] in none) == states(claim)]
            assert wrong == [], f"{case.id}: {claim.mention.text}"


def test_what_else_could_be_meant_is_counted(knowledge):
    article = replace(a_report("У Харкові та у Сумах загинули 5 людей."), language="uk")
    (claim,) = extract_claims(article, knowledge)

    (place,) = (each for each in claim.readings if each.field == "place")

    assert place.rivals == 1
    assert knowledge.tell(place).endswith("1 more could be meant")


def test_a_figure_that_lost_its_hedge_in_another_mention_is_the_same_claim(knowledge):
    article = a_report("У місті загинули 45 осіб. Кількість загиблих зросла до 45.", title="Понад 45 загиблих")
    claims = extract_claims(replace(article, language="uk"), knowledge)

    assert [claim.number for claim in claims] == [1, 1, 1]
    assert {claim.aspect for claim in claims} == {Aspect.CUMULATIVE}
