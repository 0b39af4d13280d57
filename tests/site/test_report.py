"""The article for who is signed in, versions with their differences; hostile texts, and what belongs to publishers."""

import time

import pytest

from tests.server.conftest import give_tokens
from tests.site.conftest import BROWSER, HOSTILE, hostile_book, main_of, parse, words_of  # noqa: F401
from tests.statements.stories import a_report, says
from tolltrace.ledger import open_ledger
from tolltrace.server.site.differing import compare_texts, compare_words, tell

SAID = "The mayor of Karvel said that at least 41 people were killed."
OTHER = "Doctors counted 7 wounded in the town hospital."
NEW = "Three more bodies were found, and 2 people are missing."


@pytest.fixture
def paper(serving, tmp_path):
    """A report in two versions: the toll rose, the hedge went, a claim went, one came."""
    first = a_report(
        "paper",
        says("At least 41 die in Karvel", "At least 41"),
        says(SAID, "at least 41", by="mayor"),
        says(OTHER, "7", harm="wounded"),
        title="At least 41 die in Karvel",
    )
    second = a_report(
        "paper",
        says("45 die in Karvel", "45"),
        says(SAID.replace("at least 41", "45"), "45", by="mayor"),
        says(NEW, "2", harm="missing"),
        title="45 die in Karvel",
    )
    with open_ledger(tmp_path / "paper.db") as ledger:
        ledger.record([first])
        ledger.record([second])
        tokens = give_tokens(ledger)
        ask = serving(ledger)
        yield lambda path, who=None: ask(path, headers=BROWSER, who=tokens.get(who))


def test_who_is_signed_in_reads_the_article_with_its_figures(paper):
    page = parse(paper("/report?id=paper", "reader"))
    text = page.xpath("//div[@class='text']")[0]

    assert [words_of(each) for each in text.iter("mark")] == ["452", "23"]
    assert "Three more bodies were found" in words_of(text)
    cards = page.xpath("//section[@class='beside']//li")
    assert [each.get("value") for each in cards] == ["1", "2", "3"]
    ids = set(page.xpath("//@id"))
    for address in page.xpath("//mark//a/@href") + page.xpath("//a[@class='back']/@href"):
        assert address.removeprefix("#") in ids
    assert len(page.xpath("//mark//a")) == len(page.xpath("//a[@class='back']")) == 3


def test_others_read_the_sentences_alone(serving, tmp_path):
    report = a_report("paper", says(SAID, "at least 41"))
    article = report.article
    body = f"{article.body}\n\nNobody but the publisher owns this sentence."
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.record([type(report)(type(article)(**_fields(article) | {"body": body}), report.claims, report.method)])
        tokens = give_tokens(ledger)
        ask = serving(ledger)
        anybody, program, reader = (
            ask("/report?id=paper", headers=BROWSER, **more).text
            for more in ({}, {"who": tokens["second"]}, {"who": tokens["reader"]})
        )

    assert "owns this sentence" in reader
    assert "owns this sentence" not in anybody + program  # the second has a token that is not for reading


def _fields(value):
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def test_withheld_names_stay_withheld_in_the_article(serving, tmp_path):
    sentence = "Neighbours of Ilsabet Quenneville said 3 people were killed."
    claim = says(sentence, "3", victims="Ilsabet Quenneville")
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.record([a_report("paper", claim, title="3 die")])
        withheld = ledger.names_withheld(["paper"])
        tokens = give_tokens(ledger)
        told = main_of(serving(ledger)("/report?id=paper", headers=BROWSER, who=tokens["reader"]))

    assert "Ilsabet Quenneville" in withheld
    assert "Quenneville" not in told
    assert "Neighbours of ███████" in told


def test_hostile_articles_are_shown_harmlessly(serving, hostile_book):  # noqa: F811
    tokens = give_tokens(hostile_book)
    ask = serving(hostile_book)
    for path in ("/report?id=hostile", "/report/changes?id=hostile"):
        answered = ask(path, headers=BROWSER, who=tokens["reader"])
        assert answered.status_code == 200
        page = parse(answered)
        assert [each for each in page.xpath("//script") if not each.get("src", "").startswith("/static/")] == []
        assert page.xpath("//@onmouseover | //@style") == []
        assert not {"\u202e", "\u2066", "\x1b", "\x85"} & set(answered.text)
        assert "7 * 7" in answered.text or "49" not in words_of(page.find(".//main"))


def test_a_word_of_a_megabyte_costs_little(serving, tmp_path):
    long = "W" * 1_000_000
    with open_ledger(tmp_path / "l.db") as ledger:
        for end in ("a", "b"):
            sentence = f"The mayor said 4{len(end)} people were killed."
            ledger.record([a_report("paper", says(sentence, "41"), says(f"{long}{end} said 9 were wounded.", "9"))])
        tokens = give_tokens(ledger)
        ask = serving(ledger)
        began = time.monotonic()
        sizes = [
            len(ask(path, headers=BROWSER, who=tokens["reader"]).content)
            for path in ("/report?id=paper", "/report/changes?id=paper")
        ]

    assert time.monotonic() - began < 10
    assert sizes[0] < 400_000
    assert sizes[1] < 60_000


def test_versions_are_held_against_each_other(paper):
    told = main_of(paper("/report/changes?id=paper"))

    for words in (
        "From version 1", "to version 2",
        "killed rose to 45 from 41; the headline lost “At least” in the headline",
        "killed rose to 45 from 41; the text lost “at least”",
        "Gone: 7 wounded", "New: 2 missing",
        "it belongs to who published it",
    ):  # fmt: skip
        assert words in told, (words, told)
    assert "/report/changes?id=paper&version=2" in parse(paper("/report?id=paper")).xpath("//main//a/@href")


def test_the_text_that_changed_is_for_who_is_signed_in(paper):
    page = parse(paper("/report/changes?id=paper", "reader"))
    text = page.xpath("//section[@aria-labelledby='text']")[0]

    assert "belongs to" not in words_of(text)
    assert [words_of(each) for each in text.iter("del")][:2] == ["at least 41", words_of(text.findall(".//del")[1])]
    assert "45" in [words_of(each) for each in text.iter("ins")]


def test_changes_are_a_record_too(paper):
    record = paper("/report/changes.json?id=paper&before=1&version=2").json()

    assert (record["before"], record["version"]) == (1, 2)
    assert [(bool(each["was"]), bool(each["now"])) for each in record["claims"]].count((True, True)) == 2
    assert "killed rose to 45 from 41" in record["claims"][0]["told"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/report/changes?id=paper&version=1", 200, "There is one version"),
        ("/report/changes?id=paper&before=7", 404, "no version 7"),
        ("/report/changes?id=paper&version=9", 404, "Nothing is here"),
        ("/report/changes?id=nobody", 404, "Nothing is here"),
        ("/report/changes?id=paper&before=2&version=1", 200, "killed fell to 41 from 45"),
    ],
)
def test_versions_that_are_not_there_are_told(paper, path, status, words):
    answered = paper(path)

    assert answered.status_code == status
    assert words in words_of(parse(answered).find(".//main"))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (("12 people were killed", "12"), ("12 people were killed", "12"), []),
        (("up to 40 were killed", "up to 40"), ("30 were killed", "30"), ["killed fell to 30 from 40"]),
        (("12 were killed", "12", {"harm": "wounded"}), ("12 were killed", "12"), ["harm: wounded became killed"]),
        (
            ("12 were killed", "12"),
            ("12 were killed", "12", {"by": "police"}),
            ["first speaker: not said became police"],
        ),
    ],
)
def test_what_became_of_a_claim_is_told_in_words(was, now, told):
    before, after = (says(each[0], each[1], **(each[2] if len(each) > 2 else {})) for each in (was, now))

    said = list(tell(before, after, "the text"))
    assert said[: len(told)] == told
    assert bool(said) == bool(told)


def test_comparing_hostile_texts_is_bounded():
    began = time.monotonic()
    texts = [("a. b. " * 50_000, "b. a. " * 50_000), ("x" * 10**6, "y" * 10**6), (" " * 10**6 + ".", "\n" * 10**6)]
    for was, now in texts:
        assert len(list(compare_texts(was, now))) <= 3000
        assert len(compare_words(was, now).was) < 20_000
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_compared_harmlessly(words):
    told = compare_words(f"{words} a", f"b {words}")

    assert "<script" not in told.was + told.now
    assert "\u202e" not in told.was + told.now
