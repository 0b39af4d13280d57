"""Conflicts as tags: a page of the statements that fit one, in all its forms; a line on the statement's own page."""

import pytest

from tests.site.conftest import BROWSER, main_of, parse, words_of
from tests.statements.stories import a_report, says
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Place

BAKHMUT, PARIS = (
    Place(f"in {name}", name, known.geonames_id, known.latitude, known.longitude, known.where_prec)
    for name in ("Bakhmut", "Paris")
    if (known := load_knowledge().gazetteer.find(name))
)


@pytest.fixture
def ask(serving, file_book):
    told = [
        says(
            "In Bakhmut 40 Russian soldiers died, the ministry said.", "40", by="ministry", side="Russia", place=BAKHMUT
        ),
        says("In Bakhmut 7 Ukrainians were hurt.", "7", harm="wounded", side="Ukraine", place=BAKHMUT),
        says("In Paris 3 Russian tourists died, police said.", "3", by="police", side="Russia", place=PARIS),
        says("Elsewhere 5 Russian soldiers died.", "5", side="Russia"),
    ]
    file_book.record([a_report("paper", *told)])
    get = serving(file_book)
    return lambda path: get(path, headers=BROWSER)


def test_a_conflict_has_a_page_with_what_fits_it_and_nothing_else(ask):
    page = parse(ask("/tag?conflict=russia-ukraine"))
    shown = [words_of(each) for each in page.xpath("//ol[@class='sayings']//p[@class='headline']")]

    assert sorted(shown) == ["40 killed", "7 wounded"]
    assert "takes no side" in page.text_content()
    assert len(ask("/tag.json?conflict=russia-ukraine&harm=killed").json()["items"]) == 1
    assert ask("/tag.csv?conflict=russia-ukraine").text.count("\n") == 3
    assert len(ask("/tag.feed.json?conflict=russia-ukraine").json()["items"]) == 2
    assert main_of(ask("/tag?conflict=yemen")).count("No statement has it.") == 1


def test_tags_name_the_conflicts_and_a_statement_its_own(ask):
    page = parse(ask("/tags"))
    listed = page.xpath("//section[@aria-labelledby='conflicts']//ul//a/@href")
    items = ask("/tag.json?conflict=russia-ukraine&harm=killed").json()["items"]

    assert len(listed) == len(load_knowledge().conflicts)
    assert all(ask(each).status_code == 200 for each in listed[:3])
    own = parse(ask(f"/statements/{items[0]['id']}"))
    assert own.xpath("//dt[.='Conflict']/following-sibling::dd[1]/a/@href") == ["/tag?conflict=russia-ukraine"]


@pytest.mark.parametrize(
    ("asked", "status"), [("conflict=nowhere", 404), ("conflict=yemen&side=Yemen", 422), ("conflict=", 422), ("", 422)]
)
@pytest.mark.parametrize("form", ["", ".json", ".csv", ".atom"])
def test_what_is_no_conflict_is_refused(ask, form, asked, status):
    answered = ask(f"/tag{form}?{asked}")
    if answered.status_code == 303:
        answered = ask(answered.headers["location"])

    assert answered.status_code == status
