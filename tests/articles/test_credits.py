import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_article
from tolltrace.articles.credits import add_credits, credited_in_byline, find_dateline, is_note, split_notes
from tolltrace.knowledge import load_knowledge

TEXT = "Twelve people were killed in Exampletown, the mayor said."


def dateline(text):
    found = find_dateline(text, load_knowledge())
    return found.place, found.agencies


@pytest.mark.parametrize(
    ("text", "place", "agencies"),
    [
        (f"KYIV, Ukraine (AP) — {TEXT}", "KYIV, Ukraine", ("AP",)),
        (f"EXAMPLETOWN (Reuters) - {TEXT}", "EXAMPLETOWN", ("Reuters",)),
        (f"EXAMPLETOWN, Exampleland, Oct. 3 (Xinhua) -- {TEXT}", "EXAMPLETOWN, Exampleland", ("Xinhua",)),
        (f"EXAMPLETOWN, 3 October 2023 (AFP) – {TEXT}", "EXAMPLETOWN", ("AFP",)),
        (f"New Delhi, Apr 5 (PTI) {TEXT}", "New Delhi", ("PTI",)),
        (f"Exampletown [India], May 1 (ANI): {TEXT}", "Exampletown [India]", ("ANI",)),
        (f"KHARTOUM/PORT SUDAN (Reuters/AFP) - {TEXT}", "KHARTOUM/PORT SUDAN", ("Reuters", "AFP")),
        (f"ST. JOSEPH, Mich. (AP) — {TEXT}", "ST. JOSEPH, Mich.", ("AP",)),
        (f"WASHINGTON, D.C. (AP) — {TEXT}", "WASHINGTON, D.C.", ("AP",)),
        (f"Berlin (dpa) – {TEXT}", "Berlin", ("dpa",)),
        (f"SEOUL, May 1 (Yonhap) -- {TEXT}", "SEOUL", ("Yonhap",)),
        (f"Bogotá, 1 may (EFE).- {TEXT}", "Bogotá", ("EFE",)),
        (f"(Reuters) - {TEXT}", None, ("Reuters",)),
        (f"(AP) — {TEXT}", None, ("AP",)),
        (f"March 12 (Reuters) - {TEXT}", None, ("Reuters",)),
        (f"MOSCOW, May 1. /TASS/. {TEXT}", "MOSCOW", ("TASS",)),
        ("МОСКВА, 1 мая. /ТАСС/. Двенадцать человек погибли.", "МОСКВА", ("TASS",)),
        ("Москва. 12 марта. INTERFAX.RU - Двенадцать человек погибли.", "Москва", ("Interfax",)),
        ("МОСКВА, 1 мая — РИА Новости. Двенадцать человек погибли.", "МОСКВА", ("RIA Novosti",)),
        ("КИЇВ. УНН. Дванадцятеро людей загинули.", "КИЇВ", ("UNN",)),
        ("Киев. 1 мая 2023 года. Интерфакс-Украина - Погибли двенадцать человек.", "Киев", ("Interfax-Ukraine",)),
        (f"GAZA CITY — {TEXT}", "GAZA CITY", ()),
        (f"BEIRUT, Lebanon — {TEXT}", "BEIRUT, Lebanon", ()),
        (f"EXAMPLETOWN, March 12 — {TEXT}", "EXAMPLETOWN", ()),
        (f"DUBAI, United Arab Emirates -- “{TEXT}”", "DUBAI, United Arab Emirates", ()),
        (f"KARACHI: {TEXT}", "KARACHI", ()),
        (f"New Delhi: {TEXT}", "New Delhi", ()),
        (f"Port-au-Prince, Haiti — {TEXT}", "Port-au-Prince, Haiti", ()),
        (f"HONOLULU, Hawaii (ExampleNow) - {TEXT}", "HONOLULU, Hawaii", ()),
        (f"Kyiv, Ukraine (CNN) {TEXT}", "Kyiv, Ukraine", ()),
    ],
)
def test_a_dateline_is_read(text, place, agencies):
    assert dateline(text) == (place, agencies)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        "(",
        "BREAKING: Twelve people were killed.",
        "UPDATE — Twelve people were killed.",
        "NASA — The agency said so.",
        "Ukraine: Twelve people were killed.",
        "Hope — The mayor had some.",
        "Two hostages — An American and an Australian — were freed.",
        "The mayor — a former officer — said so.",
        "The mayor (AP) said so.",
        "The Associated Press (AP) said so.",
        "The Associated Press (AP) — The agency — said so.",
        "He told AP - and others - that twelve died.",
        "Reuters: Twelve people were killed.",
        "The Federation of Examples (FOE) has said that twelve people were killed.",
        "Monday: Twelve people were killed.",
        "СРОЧНО: Погибли двенадцать человек.",
        "By Ann Example (AP) — " + TEXT,
    ],
)
def test_what_is_no_dateline_is_left_alone(text):
    assert dateline(text) == (None, ())


@pytest.mark.parametrize(
    ("byline", "agencies"),
    [
        ("By Ann Example, Associated Press", ["AP"]),
        ("By ANN EXAMPLE and BOB EXAMPLE Associated Press", ["AP"]),
        ("Ann Example Reuters", ["Reuters"]),
        ("By Dev Antara", []),
        ("Ann Example | AP", ["AP"]),
        ("Reuters Staff", ["Reuters"]),
        ("By The Associated Press", ["AP"]),
        ("By Associated Press writers", ["AP"]),
        ("Agence France-Presse in Exampletown", []),
        ("Ann Example with AFP", ["AFP"]),
        ("PTI", ["PTI"]),
        ("Ann Example, Reuters and AFP", ["Reuters", "AFP"]),
        ("By Pa Example", []),
        ("pa", []),
        ("By Ann Example", []),
        ("", []),
    ],
)
def test_an_agency_in_a_byline_is_credited(byline, agencies):
    assert list(credited_in_byline(byline, load_knowledge())) == agencies


@pytest.mark.parametrize(
    ("last", "wire"),
    [
        ("With inputs from PTI", "PTI"),
        ("(With inputs from agencies)", None),
        ("(With inputs from AFP, Reuters)", "AFP, Reuters"),
        ("Additional reporting by Reuters", "Reuters"),
        ("Additional reporting by Ann Example in Exampletown and the Associated Press.", "AP"),
        ("Associated Press writers Ann Example in Exampletown and Bob Example contributed to this report.", "AP"),
        ("Agence France-Presse contributed to this report", "AFP"),
        ("Some information for this report came from The Associated Press.", "AP"),
        ("(Reporting by Ann Example; Editing by Bob Example)", "Reuters"),
        ("(Reporting by Ann Example in Exampletown)", None),
        ("Contributing: Ann Example; The Associated Press", "AP"),
        ("Source: AFP", "AFP"),
        ("Source: The governor told Reuters", None),
        ("Источник: ТАСС", "TASS"),
        ("Джерело: Укрінформ", "Ukrinform"),
        ("© 2023 Agence France-Presse", "AFP"),
        ("© Getty/AFP", None),
        ("Copyright 2023 The Associated Press. All rights reserved.", "AP"),
        ("(AFP)", "AFP"),
        ("— Reuters", "Reuters"),
        ("abc/de (AFP, dpa, Reuters)", "AFP, dpa, Reuters"),
        ("– with files from The Canadian Press", "CP"),
        ("He said no more. PTI ABC DE", "PTI"),
        ("“We saw it all,” he said. (AFP)", "AFP"),
        ("“We saw it all,” he told Reuters.", None),
        ("By AP's count, 12 have died.", None),
        ("From Reuters’ tally, 12 have died.", None),
        ("The AP has asked the ministry.", None),
        ("The ministry did not answer AFP", None),
        ("With inputs from PA Example", None),
        ("With inputs from reuters", "Reuters"),
    ],
)
def test_an_agency_in_a_last_line_is_credited(last, wire):
    article = an_article(body=f"{TEXT}\n\n{last}", wire=None)

    assert add_credits(article, load_knowledge()).wire == wire


def test_what_is_credited_in_several_places_is_said_once():
    article = an_article(body=f"EXAMPLETOWN (AP) — {TEXT}\n\nWith inputs from AFP")
    credited = add_credits(article, load_knowledge(), byline="By Associated Press", below=["© 2023 AP", "Reuters"])

    assert (credited.wire, credited.dateline) == ("AP, AFP", "EXAMPLETOWN")
    assert credited.body == article.body


def test_what_was_given_stays():
    article = an_article(body=f"EXAMPLETOWN (AP) — {TEXT}", wire="Example Wire", dateline="Elsewhere")

    assert add_credits(article, load_knowledge()) == article


@pytest.mark.parametrize(
    ("outlet", "wire"), [("AP News", None), ("The Associated Press", None), ("Example Herald", "AP"), (None, "AP")]
)
def test_an_agency_on_its_own_site_credits_nobody(outlet, wire):
    article = an_article(body=f"EXAMPLETOWN (AP) — {TEXT}", outlet=outlet)

    assert add_credits(article, load_knowledge()).wire == wire


@pytest.mark.parametrize(
    "paragraph",
    [
        "Correction: An earlier version said that twelve people had died.",
        "CORRECTION (May 2): the town was misspelled.",
        "Editor’s note: This report names a victim.",
        "[Editor's Note: names were changed.]",
        "This story has been corrected to show that ten people died.",
        "This article was amended on 5 May 2023. The mayor was misnamed.",
        "(This May 1 story has been corrected to fix the number in paragraph 3)",
        "(Corrects the number of dead in paragraph 3)",
        "* The story’s headline was changed; a previous version of this report gave another number.",
        "Исправление: в первой версии число было другим.",
        "Уточнення: у заголовку була помилка.",
    ],
)
def test_a_note_of_the_outlet_is_told_from_its_report(paragraph):
    assert is_note(paragraph, load_knowledge())
    assert split_notes([TEXT, paragraph], load_knowledge()) == ((TEXT,), (paragraph,))


@pytest.mark.parametrize(
    "paragraph",
    [
        TEXT,
        "The department of correction said that twelve people had died.",
        "An earlier version of the rocket killed twelve people.",
        "The ministry issued a correction: ten people had died.",
        "Correction: " + TEXT * 100,
        "",
    ],
)
def test_a_paragraph_of_the_report_is_no_note(paragraph):
    assert not is_note(paragraph, load_knowledge())


@given(st.text(max_size=500) | st.text("AP Reuters()/—-:.,15маяKYIV\n", max_size=300))
def test_any_text_is_read(text):
    knowledge = load_knowledge()
    article = add_credits(an_article(body=text), knowledge, byline=text, below=[text])

    assert article.body == text
    assert article.dateline is None or article.dateline in text
    assert isinstance(is_note(text, knowledge), bool)


@pytest.mark.parametrize("piece", ["AP ", "(", "A. ", "1 мая ", "Correction ", "- ", "by ", "'", "\n"])
def test_a_hostile_text_takes_no_long_time(piece):
    text = piece * 300_000
    began = time.process_time()

    add_credits(an_article(body=text), load_knowledge(), byline=text, below=[text])
    split_notes([text], load_knowledge())

    assert time.process_time() - began < 10
