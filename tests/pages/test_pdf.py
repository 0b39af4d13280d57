import json
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages.printed import block, write_pdf
from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import pdf, read_sources
from tolltrace.pages.pdf_layout import PAGE_NUMBER, Line, join_paragraphs
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason, Rejected

LEFT = ["At least 12 people were killed when the dam", "above Exampletown broke, the governor said.", ""]
LEFT_2 = ["Some 340 families have been brought to two", "schools, according to the relief office. Rescuers"]
RIGHT = ["were still looking for the missing on the", "evening of the third day, it said in a report."]
TEXT = [
    "At least 12 people were killed when the dam above Exampletown broke, the governor said.",
    "Some 340 families have been brought to two schools, according to the relief office. "
    "Rescuers were still looking for the missing on the evening of the third day, it said in a report.",
]
HEAD = [(50, 770, 8, "Example Relief Office | Situation Report 14")]


def foot(number):
    return [(280, 20, 8, f"Page {number} of 3")]


def columns():
    return [*block(LEFT, top=700), *block(LEFT_2, top=660), *block(RIGHT, left=320, top=700)]


def read(tmp_path, content, **chosen):
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    (result,) = read_sources([path], Settings(**chosen))
    return result


def told(page):
    assert isinstance(page, Page)
    assert page.kind == "jsonl"
    return json.loads(page.content)


def test_paragraphs_are_whole_across_lines_and_columns(tmp_path):
    assert told(read(tmp_path, write_pdf([columns()])))["text"].split("\n\n") == TEXT


def test_what_is_printed_on_every_page_is_dropped(tmp_path):
    pages = [[*HEAD, *foot(1), *columns()], [*HEAD, *foot(2), *block(["It rained again."])], [*HEAD, *foot(3)]]

    text = told(read(tmp_path, write_pdf(pages)))["text"]

    assert text.split("\n\n") == [*TEXT, "It rained again."]


@pytest.mark.parametrize("number", ["3", "- 3 -", "Page 3", "3 / 12", "Page 3 of 12", "стр. 3"])
def test_a_page_number_is_no_text(number):
    assert PAGE_NUMBER.fullmatch(number)


def test_a_paragraph_goes_on_over_the_end_of_a_page(tmp_path):
    first = ["Rescuers said that at least 12 people were"]
    second = ["killed and 30 injured when the dam broke."]

    text = told(read(tmp_path, write_pdf([block(first, top=150), block(second)])))["text"]

    assert text == "Rescuers said that at least 12 people were killed and 30 injured when the dam broke."


def test_a_word_that_the_printer_cut_is_whole(tmp_path):
    lines = [
        "At least twenty-",
        "five people were killed and 34-",
        "year-old pumps broke, it was re-",
        "ported on Monday.",
    ]

    assert told(read(tmp_path, write_pdf([block(lines)])))["text"] == (
        "At least twenty-five people were killed and 34-year-old pumps broke, it was reported on Monday."
    )


def test_a_document_of_very_many_lines_is_joined_in_time():
    lines = [Line("x" * 20, 50, -12.0 * number, 300, 10 - 12.0 * number, 10) for number in range(50_000)]

    assert len(join_paragraphs(lines)) == 1


def test_items_of_a_list_stay_apart(tmp_path):
    lines = ["The office gave these figures:", "- 12 people killed", "- 30 people injured", "2. 340 families displaced"]

    assert told(read(tmp_path, write_pdf([block(lines)])))["text"].split("\n\n") == lines


@pytest.mark.parametrize(
    ("title", "printed", "expected"),
    [
        pytest.param("Flood at Exampletown dam", "FLOOD REPORT NO. 14", "Flood at Exampletown dam", id="its-own"),
        pytest.param(None, "Flood at Exampletown dam", "Flood at Exampletown dam", id="printed-largest"),
        pytest.param("Microsoft Word - x14.docx", "Flood at Exampletown dam", "Flood at Exampletown dam", id="a-file"),
        pytest.param("Budget of a past year", "Flood at Exampletown dam", "Flood at Exampletown dam", id="left-over"),
        pytest.param(None, None, None, id="none"),
    ],
)
def test_the_title_is_the_documents_or_printed_largest(tmp_path, title, printed, expected):
    heading = [(50, 740, 18, printed)] if printed else []

    record = told(read(tmp_path, write_pdf([[*heading, *columns()]], title=title)))

    assert record.get("title") == expected
    assert (expected or "nothing") not in record["text"]


@pytest.mark.parametrize(
    ("printed", "made", "expected"),
    [
        pytest.param("As of 3 May 2023", "20230504101500+03'00'", "2023-05-03", id="printed"),
        pytest.param("May 3rd, 2023", None, "2023-05-03", id="printed-month-first"),
        pytest.param("Issued 2023-05-03", None, "2023-05-03", id="printed-as-numbers"),
        pytest.param("Valid until 31 May 2023", "20230504101500", "2023-05-04", id="a-day-to-come"),
        pytest.param("No day", "20230504101500Z", "2023-05-04", id="made"),
        pytest.param("31 February 2023", None, None, id="no-day-of-the-calendar"),
    ],
)
def test_the_day_is_printed_or_that_on_which_it_was_made(tmp_path, printed, made, expected):
    page = [(50, 740, 10, printed), *columns()]

    assert told(read(tmp_path, write_pdf([page], made=made))).get("published") == expected


def test_a_report_comes_out_as_an_article(tmp_path):
    page = read(tmp_path, write_pdf([[(50, 740, 18, "Flood at Exampletown dam"), *columns()]], made="20230504"))

    (article,) = extract_articles(page, load_knowledge())

    assert isinstance(article, Article)
    assert (article.title, article.published.iso) == ("Flood at Exampletown dam", "2023-05-04")
    assert article.body.split("\n\n") == TEXT


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────────────────────

LOCK = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >> "
    b"/ID [<" + b"43" * 16 + b"> <" + b"43" * 16 + b">]"
)


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        pytest.param(write_pdf([columns()], trailer=LOCK), "locked with a password", id="locked"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "damaged", id="nothing-but-a-head"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged", id="noise"),
    ],
)
def test_a_locked_or_damaged_document_fails_and_says_why(tmp_path, content, detail):
    failed = read(tmp_path, content)

    assert isinstance(failed, Failed)
    assert detail in failed.detail


def test_pictures_of_pages_are_rejected_as_such(tmp_path):
    rejected = read(tmp_path, write_pdf([[], []]))

    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.NO_ARTICLE
    assert "2 pages without text" in rejected.detail


def test_a_document_too_large_is_not_read(tmp_path):
    assert read(tmp_path, write_pdf([columns()]), max_page_bytes=500).reason is Reason.TOO_LARGE


def test_a_book_is_not_read_in_part(tmp_path):
    rejected = read(tmp_path, write_pdf([columns()] * 301))

    assert rejected.reason is Reason.TOO_LARGE
    assert "301 pages" in rejected.detail


def test_a_document_that_takes_too_long_fails(tmp_path, monkeypatch):
    def wait(command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(subprocess, "run", wait)

    assert "more than 60 seconds" in read(tmp_path, write_pdf([columns()])).detail


def test_a_document_that_kills_its_reader_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: subprocess.CompletedProcess(args, -11, b"", b""))

    assert "broke off" in read(tmp_path, write_pdf([columns()])).detail


@pytest.mark.parametrize(("name", "content"), [("report", b"%PDF-1.4\n"), ("report.pdf", b"junk\n%PDF-1.4\n")])
def test_a_pdf_is_told_by_its_content(name, content):
    assert pdf.READER.accepts(name, content)
    assert not pdf.READER.accepts("note.txt", b"The letters %PDF-1.4 begin a document.")


LINES = st.tuples(st.text(max_size=40), *[st.floats(-1e4, 1e4)] * 5)


@given(
    st.lists(st.lists(LINES, max_size=6), max_size=4), st.dictionaries(st.sampled_from(["Title", "ModDate"]), st.text())
)
def test_whatever_is_printed_comes_to_something(pages, info):
    document = pdf.Document(count=len(pages), info=info, pages=[pdf.DocumentPage(800.0, lines) for lines in pages])

    assert isinstance(pdf.read_report(document, pdf.Origin("report.pdf")), Page | Rejected)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1200), st.binary(min_size=1, max_size=30))
def test_whatever_the_bytes_a_document_comes_to_something(tmp_path, at, junk):
    content = bytearray(write_pdf([columns()]))
    content[at : at + len(junk)] = junk

    assert isinstance(read(tmp_path, b"%PDF-" + bytes(content)), Page | Rejected | Failed)
