from datetime import date

import msgspec
import pytest

from tolltrace.articles import extract_articles
from tolltrace.articles.dates import Candidate, find_stamps, read_published
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.dates import gather_date_words
from tolltrace.values import Article, Outlet, Page

SIGNS = load_knowledge().signs
AMERICAN = Outlet("us.example", "Example US", "US", "America/New_York")
BRITISH = Outlet("uk.example", "Example UK", "GB", "Europe/London")
INDIAN = Outlet("in.example", "Example India", "IN", "Asia/Kolkata")


def read(*texts, outlet=None):
    candidates = [Candidate(stamp, "byline") for text in texts for stamp in find_stamps(text, SIGNS)]
    return read_published(candidates, outlet=outlet, signs=SIGNS)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2023-05-01", "2023-05-01"),
        ("2023-05-01T19:29:00-04:00", "2023-05-01T19:29:00-04:00"),
        ("2023-05-01T23:29:00.000Z", "2023-05-01T23:29:00+00:00"),
        ("2023-05-01 23:29:00 +0000", "2023-05-01T23:29:00+00:00"),
        ("2023/05/01 23:29", "2023-05-01T23:29:00"),
        ("Monday, 01 May 2023 07:29 PM EDT", "2023-05-01T19:29:00-04:00"),
        ("Mon, 01 May 2023 19:29:00 GMT", "2023-05-01T19:29:00+00:00"),
        ("1 May 2023", "2023-05-01"),
        ("1st of May 2023", "2023-05-01"),
        ("May 1st, 2023, 7:29 p.m. ET", "2023-05-01T19:29:00-04:00"),
        ("Jan. 1, 2023 at 7 a.m. ET", "2023-01-01T07:00:00-05:00"),
        ("Sept. 9, 2022 | 12:05 AM", "2022-09-09T00:05:00"),
        ("12:05 pm BST, 9 September 2022", "2022-09-09T12:05:00+01:00"),
        ("0929 GMT (1729 HKT) May 1, 2023", "2023-05-01T09:29:00+00:00"),
        ("01.05.2023 09:29 (GMT+3)", "2023-05-01T09:29:00+03:00"),
        ("01/05/2023 09:29", None),
        ("2. Mai 2023Kategorien", "2023-05-02"),
        ("25.12.2023 09:29 (GMT+3)", "2023-12-25T09:29:00+03:00"),
        ("25/12/2023", "2023-12-25"),
        ("01-May-2023 19:29 MSK", "2023-05-01T19:29:00+03:00"),
        ("1 May 2023 19:29 XYZ", "2023-05-01T19:29:00"),
        ("2023-02-30", None),
        ("31 June 2023", None),
        ("2023-29-01", None),
        ("1 May 2023 25:61", "2023-05-01"),
        ("page 12 of 2023", None),
        ("version 10.2.2023.4", None),
        ("in May 2023", None),
    ],
)
def test_a_stamp_is_read(printed, iso):
    published = read(printed)

    assert (published and published.iso) == iso


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("12 березня 2024", "2024-03-12"),
        ("12 березня 2024 року, 14:30", "2024-03-12T14:30:00"),
        ("Вівторок, 12 березня 2024, 14:30", "2024-03-12T14:30:00"),
        ("вт, 12 бер. 2024 р. о 14:30", "2024-03-12T14:30:00"),
        ("14:30, 12 Березня 2024", "2024-03-12T14:30:00"),
        ("Березень 12, 2024", "2024-03-12"),
        ("1-го січня 2024 року", "2024-01-01"),
        ("31 трав 2024 09:05", "2024-05-31T09:05:00"),
        ("12 марта 2024 г., 14:30", "2024-03-12T14:30:00"),
        ("12 марта 2024г. в 14:30", "2024-03-12T14:30:00"),
        ("12 мар 2024, 14.30", "2024-03-12T14:30:00"),
        ("Вторник, 12 марта 2024 года 14:30 (GMT+3)", "2024-03-12T14:30:00+03:00"),
        ("25.12.2023 г. 9:05", "2023-12-25T09:05:00"),
        ("Май 9, 2023", "2023-05-09"),
        ("1 мая 2023", "2023-05-01"),
        ("12 березня", None),
        ("12 березняк 2024", None),
        ("31 листопада 2023", None),
        ("у березні 2024 року", None),
        ("понад 12 марток 2024", None),
    ],
)
def test_a_stamp_is_read_in_the_languages_that_we_read(printed, iso):
    published = read(printed)

    assert (published and published.iso) == iso


@pytest.mark.parametrize("code", sorted(load_knowledge().tells))
def test_every_month_of_every_language_is_read(code):
    known = load_knowledge()
    months = known.languages[code].lexicon.time.months if code in known.languages else None
    months = months or known.word_languages[code].book.times.months
    months = [*zip(months, known.tells[code].page.short_months or [()] * 12, strict=True)]

    read_as = [read(f"3 {form.title()} 2024").on.month for full, short in months for form in (*full, *short)]

    assert read_as == [n for n, (full, short) in enumerate(months, 1) for _ in (*full, *short)]


def test_a_name_that_two_languages_have_for_two_months_is_read_as_neither():
    one, two = ([[f"m{n}"] for n in range(11)] + [["listopad"]], [["listopad"]] + [[f"n{n}"] for n in range(11)])
    words = gather_date_words([], [one, two], [])

    assert (words.months["m0"], words.months["n0"], "listopad" in words.months) == (1, 2, False)
    assert find_stamps("3 listopad 2024", msgspec.structs.replace(SIGNS, dates=words)) == ()


@pytest.mark.parametrize(
    ("printed", "outlet", "iso"),
    [
        pytest.param("12/04/2023", None, None, id="no-outlet-no-guess"),
        pytest.param("12/04/2023", AMERICAN, "2023-12-04", id="month-first-in-the-united-states"),
        pytest.param("12/04/2023", BRITISH, "2023-04-12", id="day-first-in-britain"),
        pytest.param("05/05/2023", None, "2023-05-05", id="both-orders-agree"),
        pytest.param("12.04.2023", None, "2023-04-12", id="dots-put-the-day-first"),
        pytest.param("12.04.2023", AMERICAN, "2023-12-04", id="but-not-in-the-united-states"),
    ],
)
def test_the_order_of_numbers_is_the_country_s(printed, outlet, iso):
    published = read(printed, outlet=outlet)

    assert (published and published.iso) == iso


def test_another_date_on_the_page_settles_the_order_of_numbers():
    published = read("12/04/2023 10:05", "2023-04-12")

    assert published.iso == "2023-04-12T10:05:00"
    assert [(one.printed, one.read_as) for one in published.repairs] == [("12/04/2023 10:05", "2023-04-12")]


@pytest.mark.parametrize(
    ("outlet", "iso"),
    [
        pytest.param(None, "2023-05-01T10:00:00", id="means-three-clocks"),
        pytest.param(INDIAN, "2023-05-01T10:00:00+05:30", id="is-the-outlet-s-own"),
        pytest.param(BRITISH, "2023-05-01T10:00:00", id="is-not-the-outlet-s"),
    ],
)
def test_an_abbreviation_of_several_clocks_needs_the_outlet(outlet, iso):
    assert read("1 May 2023 10:00 IST", outlet=outlet).iso == iso


def test_the_day_is_that_of_the_outlet_s_own_clock():
    published = read("2023-05-02T00:30:00Z", outlet=AMERICAN)

    assert published.on == date(2023, 5, 1)
    assert published.iso == "2023-05-02T00:30:00+00:00"


def test_a_day_is_made_more_precise_by_an_instant_of_the_same_day():
    assert read("2023-05-01", "2023-04-30T10:00:00Z", "2023-05-01T19:29:00Z").iso == "2023-05-01T19:29:00+00:00"


@pytest.mark.parametrize(
    ("readable", "stamp", "read_as", "why"),
    [
        pytest.param(
            "Monday, 01 May 2023 07:29 PM EDT",
            "2023-29-01",
            "2023-05-01",
            "minutes stand in the month slot: day and year agree with the readable date 07:29 PM, 01 May 2023",
            id="minutes-in-the-month-slot",
        ),
        pytest.param("1 May 2023 19:07", "2023-07-01", "2023-05-01", "minutes", id="minutes-that-could-be-a-month"),
        pytest.param("29 January 2023", "2023-29-01", "2023-01-29", "swapped", id="day-and-month-swapped"),
    ],
)
def test_a_stamp_that_cannot_stand_is_repaired_from_the_readable_date(readable, stamp, read_as, why):
    published = read(readable, stamp)

    (repair,) = published.repairs
    assert (repair.printed, repair.read_as) == (stamp, read_as)
    assert why in repair.why
    assert published.on.isoformat() == read_as


@pytest.mark.parametrize("other", ["2023-05-02", "2023-05-01", "2022-29-01", "2023-30-01", "2 May 2023"])
def test_another_date_is_no_repair(other):
    assert read("Monday, 01 May 2023 07:29 PM", other).repairs == ()


UKRAINIAN = (
    "У місті Прикладенко внаслідок обстрілу загинули щонайменше дванадцять людей, повідомив мер. "
    "Рятувальники продовжують розбирати завали, серед постраждалих є діти."
)
RUSSIAN = (
    "В городе Примерске при обстреле рынка погибли не менее двенадцати человек, сообщил губернатор области. "
    "Спасатели продолжают разбирать завалы, среди пострадавших есть дети."
)
HTML = (
    "<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head>"
    "<body><article><h1>{title}</h1>{stamps}<p>{body}</p></article></body></html>"
)


@pytest.mark.parametrize(
    ("body", "stamps", "iso"),
    [
        pytest.param(UKRAINIAN, ["12 березня 2024, 14:30"], "2024-03-12T14:30:00", id="uk"),
        pytest.param(
            UKRAINIAN,
            ["Оновлено: 13 березня 2024, 09:00", "Опубліковано: 12 березня 2024 р. о 14:30"],
            "2024-03-12T14:30:00",
            id="uk-published-before-updated",
        ),
        pytest.param(UKRAINIAN, ["Автор: Олена Прикладенко | 12 берез 2024"], None, id="uk-no-such-month"),
        pytest.param(UKRAINIAN, ["Автор: Олена Прикладенко | 12 бер 2024"], "2024-03-12", id="uk-byline"),
        pytest.param(RUSSIAN, ["12 марта 2024 г., 14:30"], "2024-03-12T14:30:00", id="ru"),
        pytest.param(
            RUSSIAN,
            ["Обновлено: 13 марта 2024 в 09:00", "Опубликовано: 12 марта 2024 в 14:30"],
            "2024-03-12T14:30:00",
            id="ru-published-before-updated",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["html", "text"])
def test_a_page_in_another_language_has_its_date(kind, body, stamps, iso):
    if kind == "html":
        content = HTML.format(title="Обстріл", stamps="".join(f"<p>{one}</p>" for one in stamps), body=f"{body} {body}")
    else:
        content = "\n\n".join(["Обстріл міста", *stamps, body, body])
    (article,) = extract_articles(Page(kind, content.encode(), "page"), load_knowledge())

    assert isinstance(article, Article)
    assert (article.published and article.published.iso) == iso
    assert not any(one in article.body for one in stamps if iso)
