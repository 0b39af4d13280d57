"""Saved pages and mail: MHTML, WebArchive, EML."""

import base64
import io
import json
import plistlib
import quopri
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import eml, mhtml, read_sources, webarchive
from tolltrace.pages.reader import Origin
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason, Rejected

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
HTML = f"<!doctype html><html><head><title>Note</title></head><body><p>{NOTE}</p></body></html>"
URL = "https://news.example/2023/05/note"
SAVED = datetime(2023, 5, 3, 8, 15, tzinfo=UTC)


def lines(text):
    return text.replace("\n", "\r\n").encode()


def part(content, type_="text/html; charset=utf-8", place=URL, packing="quoted-printable", name=""):
    body = content if isinstance(content, bytes) else content.encode()
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[packing](body)
    named = f"Content-ID: <{name}>\r\n" if name else ""
    head = f"Content-Type: {type_}\r\n{named}Content-Transfer-Encoding: {packing}\r\nContent-Location: {place}\r\n\r\n"
    return head.encode() + packed


def saved(*parts, head="", type_='multipart/related; type="text/html"', end=b"--\r\n"):
    top = (
        f"From: <Saved by a browser>\nSubject: Note\nDate: Wed, 3 May 2023 10:15:00 +0200\nMIME-Version: 1.0\n{head}"
        f'Content-Type: {type_};\n\tboundary="----Part_1"\n\n'
    )
    return lines(top) + b"".join(b"------Part_1\r\n" + one + b"\r\n" for one in parts) + b"------Part_1" + end


PICTURE = part(b"\x89PNG\r\n\x1a\n\0\0", "image/png", f"{URL}/p.png", "base64")


def read(reader, content, max_page_bytes=1_000_000):
    (result,) = reader.read(io.BytesIO(content), Origin("saved"), max_page_bytes=max_page_bytes)
    return result


def has_the_note(page):
    (article,) = extract_articles(page, load_knowledge())
    return isinstance(article, Article) and "12 people" in article.body


# ── MHTML ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(saved(part(HTML), PICTURE), id="quoted-printable"),
        pytest.param(saved(part(HTML, packing="base64"), PICTURE), id="base64"),
        pytest.param(saved(part(HTML, packing="8bit"), PICTURE), id="8-bit"),
        pytest.param(saved(PICTURE, part(HTML)), id="picture-first"),
        pytest.param(saved(part(HTML), part("<p>An advertisement", place="https://ads.example/")), id="a-frame-beside"),
        pytest.param(
            saved(part("<p>An advertisement"), part(HTML, name="main"), type_='multipart/related; start="<main>"'),
            id="named-as-the-start",
        ),
        pytest.param(saved(part(HTML), PICTURE, end=b""), id="cut-at-the-end"),
        pytest.param(saved(part(HTML, place="cid:1"), head=f"Snapshot-Content-Location: {URL}\n"), id="url-above"),
    ],
)
def test_of_a_saved_page_the_page_itself_is_read(content):
    page = read(mhtml.READER, content)

    assert (page.kind, page.source, page.url, page.captured_at) == ("html", "saved", URL, SAVED)
    assert has_the_note(page)


def test_a_saved_page_keeps_its_encoding():
    page = read(mhtml.READER, saved(part("<p>Загинули 12 людей".encode("cp1251"), "text/html; charset=windows-1251")))

    assert (page.charset, page.content.decode("cp1251")) == ("windows-1251", "<p>Загинули 12 людей")


def test_a_place_on_somebodys_disk_is_no_url():
    assert read(mhtml.READER, saved(part(HTML, place="file:///C:/Users/someone/note.html"))).url is None


def test_a_saved_page_of_pictures_alone_is_rejected():
    assert read(mhtml.READER, saved(PICTURE)).reason is Reason.EMPTY


# ── WebArchive ───────────────────────────────────────────────────────────────────────────────────────────────────────


def response(date="Wed, 03 May 2023 08:15:00 GMT"):
    """The server's answer, as an archive of objects keeps it."""
    uid = plistlib.UID
    objects = ["$null", {"NS.keys": [uid(2), uid(3)], "NS.objects": [uid(4), uid(5)]}, "Server", "Date", "x", date]
    return plistlib.dumps({"$objects": objects, "$top": {"root": uid(1)}}, fmt=plistlib.FMT_BINARY)


def bundle(fmt=plistlib.FMT_BINARY, **changes):
    main = {
        "WebResourceData": HTML.encode(),
        "WebResourceURL": URL,
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceResponse": response(),
    } | changes
    archive = {"WebMainResource": {key: value for key, value in main.items() if value is not None}}
    return plistlib.dumps(archive | {"WebSubresources": [{"WebResourceData": b"\x89PNG"}]}, fmt=fmt)


@pytest.mark.parametrize("fmt", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_of_a_webarchive_the_main_resource_is_read(fmt):
    page = read(webarchive.READER, bundle(fmt))

    assert (page.kind, page.url, page.charset, page.captured_at) == ("html", URL, "UTF-8", SAVED)
    assert has_the_note(page)


def test_a_webarchive_may_lack_all_but_its_page():
    changes = dict.fromkeys(("WebResourceURL", "WebResourceMIMEType", "WebResourceTextEncodingName"))

    page = read(webarchive.READER, bundle(**changes, WebResourceResponse=b"bplist00"))

    assert (page.kind, page.url, page.charset, page.captured_at) == ("html", None, None, None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(bundle(WebResourceMIMEType="image/png"), Reason.KIND, id="a-picture"),
        pytest.param(bundle(WebResourceData=b""), Reason.EMPTY, id="empty"),
        pytest.param(plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY), Reason.KIND, id="settings-of-a-program"),
        pytest.param(plistlib.dumps([1], fmt=plistlib.FMT_BINARY), Reason.KIND, id="a-list"),
    ],
)
def test_a_property_list_without_a_page_is_rejected(content, reason):
    assert read(webarchive.READER, content).reason is reason


def test_a_property_list_inside_itself_fails():
    nested = "<array>" * 5000 + "</array>" * 5000
    content = f'<plist version="1.0"><dict><key>WebMainResource</key>{nested}</dict></plist>'.encode()

    assert isinstance(read(webarchive.READER, content), Failed | Rejected)


# ── EML ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

MAIL = """\
Received: from mail.example
From: =?utf-8?q?Exampletown_N=C3=A9ws?= <letter@news.example>
To: reader@example.org
Subject: =?utf-8?b?Rmxvb2QgYXQgRXhhbXBsZXRvd24=?= =?utf-8?q?_dam?=
Date: Wed, 3 May 2023 10:15:00 +0200
Message-ID: <note-14@news.example>
Archived-At: <https://news.example/letters/14>
MIME-Version: 1.0
"""


def mail(*parts, kind="alternative", head=MAIL):
    top = lines(f'{head}Content-Type: multipart/{kind}; boundary="B"\n\n')
    return top + b"".join(b"--B\r\n" + one + b"\r\n" for one in parts) + b"--B--\r\n"


def attached(content, type_):
    return part(content, f'{type_}\r\nContent-Disposition: attachment; filename="x"', packing="base64")


TEXT_PART = part(NOTE, "text/plain; charset=utf-8")
TOLD = {
    "id": "note-14@news.example",
    "title": "Flood at Exampletown dam",
    "publisher": "Exampletown Néws",
    "published": "2023-05-03T10:15:00+02:00",
    "url": "https://news.example/letters/14",
}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(mail(TEXT_PART, part(HTML)), id="both"),
        pytest.param(mail(part(HTML)), id="html-alone"),
        pytest.param(lines(MAIL) + part(HTML), id="not-in-parts"),
        pytest.param(
            mail(b"Content-Type: multipart/related; boundary=C\r\n\r\n--C\r\n" + part(HTML) + b"\r\n--C--", TEXT_PART),
            id="parts-in-parts",
        ),
        pytest.param(mail(attached("<p>An invoice", "text/html"), part(HTML), kind="mixed"), id="an-attachment-first"),
        pytest.param(mail(part(HTML), head="From letter@news.example Wed May  3\n" + MAIL), id="out-of-a-mailbox"),
    ],
)
def test_of_mail_the_html_comes_with_subject_sender_and_date(content):
    page = read(eml.READER, content)

    assert page.kind == "jsonl"
    record = json.loads(page.content)
    assert NOTE in record.pop("html")
    assert record == TOLD


def test_of_mail_without_html_the_text_is_read_in_paragraphs():
    text = "At least 12 people were killed in Exampletown when\nthe dam broke.\n\nShort.\nLines.\n-- \nThe editors"

    page = read(eml.READER, lines(MAIL) + part(text, "text/plain; charset=utf-8"))

    assert json.loads(page.content)["text"].split("\n\n") == [
        "At least 12 people were killed in Exampletown when the dam broke.",
        "Short.",
        "Lines.",
    ]
    (article,) = extract_articles(page, load_knowledge())
    assert (article.title, article.outlet, article.published.iso) == (
        TOLD["title"],
        TOLD["publisher"],
        TOLD["published"],
    )


def test_the_address_of_a_sender_is_not_kept():
    page = read(eml.READER, lines("From: someone@news.example\nMIME-Version: 1.0\n") + TEXT_PART)

    assert json.loads(page.content) == {"text": NOTE, "publisher": "news.example"}


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        pytest.param("text/plain", "Загинули 12 людей".encode(), id="utf-8-undeclared"),
        pytest.param("text/plain; charset=koi8-u", "Загинули 12 людей".encode("koi8-u"), id="declared"),
        pytest.param("text/plain; charset=us-ascii", "Загинули 12 людей".encode(), id="wrongly-declared"),
    ],
)
def test_the_encoding_of_mail_is_told_or_found(type_, body):
    page = read(eml.READER, lines(MAIL) + part(body, type_))

    assert json.loads(page.content)["text"] == "Загинули 12 людей"


@pytest.mark.parametrize("head", ["Date: yesterday\n", "Date: Wed, 99 May 99999 99:99\n", "Subject: \xff\n", ""])
def test_headers_that_say_nothing_are_left_out(head):
    content = f"From: News <n@news.example>\n{head}MIME-Version: 1.0\n\n{NOTE}".encode("latin-1")

    assert json.loads(read(eml.READER, content).content)["text"] == NOTE


def test_mail_of_attachments_alone_is_rejected():
    rejected = read(eml.READER, mail(attached(b"%PDF", "application/pdf"), kind="mixed"))

    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.EMPTY


# ── bounds, and how they are told ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", [mhtml.READER, eml.READER])
def test_parts_in_parts_without_end_fail(reader):
    deep = b"".join(
        b"--B%d\r\nContent-Type: multipart/mixed; boundary=B%d\r\n\r\n" % (at, at + 1) for at in range(5000)
    )
    content = lines(MAIL) + b"Content-Type: multipart/mixed; boundary=B0\r\n\r\n" + deep

    assert isinstance(read(reader, content), Failed)


def test_parts_without_number_fail():
    failed = read(mhtml.READER, saved(*[b"\r\n"] * 30_000))

    assert isinstance(failed, Failed)
    assert "more than 20,000 parts" in failed.detail


@pytest.mark.parametrize("name", ["Content-Type", "content-disposition", "CONTENT-TYPE"])
def test_a_header_that_would_keep_us_busy_fails(name):
    content = lines(f"{MAIL}{name}: text/plain\n " + ";a=b" * 1_000_000 + f"\n\n{NOTE}")

    assert "a header of more than" in read(eml.READER, content, 10_000_000).detail


def test_a_text_of_very_many_lines_is_joined_in_time():
    page = read(eml.READER, lines(MAIL) + b"\r\n" + (b"x" * 55 + b"\r\n") * 300_000, 20_000_000)

    assert len(json.loads(page.content)["text"]) == 56 * 300_000 - 1


@pytest.mark.parametrize(
    ("reader", "content"),
    [(mhtml.READER, saved(part(HTML))), (eml.READER, mail(TEXT_PART)), (webarchive.READER, bundle())],
)
def test_what_is_too_large_is_not_read(reader, content):
    assert read(reader, content, max_page_bytes=100).reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("page.mhtml", saved(part(HTML)), "html", id="mhtml"),
        pytest.param("page", saved(part(HTML), PICTURE), "html", id="mhtml-without-a-name"),
        pytest.param("page.mht", lines("Content-Type: text/html\n\n" + HTML), "html", id="mht-in-one-part"),
        pytest.param("page.webarchive", bundle(), "html", id="webarchive"),
        pytest.param("page", bundle(), "html", id="webarchive-without-a-name"),
        pytest.param("page.xml", bundle(plistlib.FMT_XML), "html", id="webarchive-in-xml"),
        pytest.param("letter.eml", mail(TEXT_PART), "jsonl", id="eml"),
        pytest.param("letter", mail(TEXT_PART, kind="related"), "jsonl", id="eml-without-a-name"),
        pytest.param("note.txt", f"From: the mayor\nTo: all\n\n{NOTE}".encode(), "text", id="a-text-like-mail"),
        pytest.param("note.txt", f"Exampletown: a note\n\n{NOTE}".encode(), "text", id="a-text-with-a-colon"),
        pytest.param("note.eml", NOTE.encode(), "text", id="a-text-named-mail"),
        pytest.param("page.mht", HTML.encode(), "html", id="html-named-mht"),
    ],
)
def test_the_kind_is_told_by_content_and_name(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_bytes(content)

    (page,) = read_sources([path], Settings())

    assert isinstance(page, Page)
    assert page.kind == kind
    assert has_the_note(page)


@given(
    st.sampled_from([(mhtml.READER, saved(part(HTML), PICTURE)), (eml.READER, mail(TEXT_PART, part(HTML)))])
    | st.sampled_from([(webarchive.READER, bundle()), (webarchive.READER, bundle(plistlib.FMT_XML))]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=30)), max_size=5),
)
def test_whatever_the_bytes_a_saved_page_comes_to_something(kind, changes):
    reader, content = kind[0], bytearray(kind[1])
    for share, length, junk in changes:
        at = int(share * len(content))
        content[at : at + length] = junk

    assert isinstance(read(reader, bytes(content)), Page | Rejected | Failed)


@given(st.binary(max_size=300), st.sampled_from([mhtml.READER, eml.READER, webarchive.READER]))
def test_random_bytes_come_to_something(content, reader):
    assert isinstance(read(reader, b"bplist00" + content), Page | Rejected | Failed)
    assert isinstance(read(reader, b"From: " + content), Page | Rejected | Failed)
