import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import telegram_html
from tolltrace.pages.reader import Origin
from tolltrace.values import Article, Page, Reason

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
PAGE = """<!DOCTYPE html>
<html>
 <head>
  <meta charset="utf-8"/>
<title>Exported Data</title>
  <link href="css/style.css" rel="stylesheet"/>
 </head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header"><div class="content"><div class="text bold">
Example Channel
   </div></div></div>
   <div class="page_body chat_page"><div class="history">{}</div></div>
  </div>
 </body>
</html>"""
SERVICE = '<div class="message service" id="message-1"><div class="body details">1 May 2023</div></div>'
FORWARDED = """<div class="pull_left forwarded userpic_wrap"><div class="initials">O</div></div>
<div class="forwarded body"><div class="from_name">Other Channel <span class="date details"
title="01.05.2023 20:00:00 UTC+03:00"> 01.05.2023 20:00:00</span></div><div class="text">{}</div></div>"""


def message(text=NOTE, *, number=7, sender="Example Channel", more="", date="01.05.2023 22:29:00 UTC+03:00"):
    name = f'<div class="from_name">\n{sender} \n</div>' if sender else ""
    body = f'<div class="text">\n{text}\n</div>' if text else ""
    return f"""<div class="message default clearfix{"" if sender else " joined"}" id="message{number}">
<div class="pull_left userpic_wrap"><div class="userpic"><div class="initials">E</div></div></div>
<div class="body"><div class="pull_right date details" title="{date}">22:29</div>{name}{body}{more}</div></div>"""


def read(content, max_page_bytes=10_000_000):
    content = content if isinstance(content, bytes) else content.encode()
    assert telegram_html.READER.accepts("messages2.html", content[:4096])
    reading = telegram_html.READER.read(io.BytesIO(content), Origin("messages.html"), max_page_bytes=max_page_bytes)
    return list(reading)


def article(page):
    (found,) = extract_articles(page, load_knowledge())
    assert isinstance(found, Article), found
    return found


def test_a_message_is_an_article_of_its_chat():
    text = f'<strong>{NOTE}</strong><br><br>More <a href="" onclick="x">#floods</a>'
    (page,) = read(PAGE.format(message(text, more='<div class="signature details">Ann Example</div>')))
    found = article(page)

    assert (found.outlet, found.title, found.url) == ("Example Channel", None, None)
    assert found.body == f"{NOTE}\n\nMore #floods"
    assert (found.id, found.source) == ("telegram/Example Channel/7", "messages.html:telegram/Example Channel/7")
    assert found.published.iso == "2023-05-01T22:29:00+03:00"
    assert (found.tags, found.authors, found.forwarded_from) == (("#floods",), ("Ann Example",), None)


def test_a_forward_names_the_channel_that_it_came_from_and_not_when_that_sent_it():
    (page,) = read(PAGE.format(message("", more=FORWARDED.format(NOTE))))
    found = article(page)

    assert (found.body, found.forwarded_from) == (NOTE, "Other Channel")
    assert found.published.iso == "2023-05-01T22:29:00+03:00"


def test_in_a_group_each_signs_and_once_for_all_in_a_row():
    group = [message(sender="Ann Example"), message(sender="", number=8), message(sender="Bob Example", number=9)]

    assert [article(page).authors for page in read(PAGE.format("".join(group)))] == [
        ("Ann Example",), ("Ann Example",), ("Bob Example",),
    ]  # fmt: skip


def test_an_older_export_does_not_say_at_which_clock():
    (page,) = read(PAGE.format(message(date="01.05.2023 22:29:00")))

    assert article(page).published.iso == "2023-05-01T22:29:00"


def test_what_says_nothing_is_counted_together():
    photo = (
        '<div class="media_wrap clearfix"><div class="media"><div class="title bold">Photo of the day</div></div></div>'
    )
    page, without, short = read(
        PAGE.format(SERVICE + message("", more=photo) + message("Air raid alert!", number=8) + message(number=10))
    )

    assert page.source == "messages.html:telegram/Example Channel/10"
    assert without.detail == "2 messages without text: 1 of media, 1 of the service"
    assert short.reason == Reason.NO_ARTICLE


def test_an_export_s_page_without_messages_is_a_page_like_any_other():
    (page,) = read(PAGE.format("<p>Chats</p>"))

    assert (page.kind, page.source) == ("html", "messages.html")


def test_a_file_over_the_limit_is_rejected():
    (rejected,) = read(PAGE.format(message()), max_page_bytes=500)

    assert rejected.reason == Reason.TOO_LARGE


@pytest.mark.parametrize("tag", ["<div class=message>", '<div class="forwarded body">', "<div class=text>", "<b>"])
def test_what_nests_for_ever_takes_no_time(tag):
    began = time.monotonic()

    read(PAGE.format(message(tag * 20_000)))

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("head", "accepted"),
    [
        (PAGE.encode(), True),
        (b"<!doctype html><title>Exported goods fall</title><p>class message default", False),
        (b"Exported Data: what to look for.", False),
    ],
)
def test_such_a_page_is_told_by_its_title_or_build(head, accepted):
    assert telegram_html.READER.accepts("", head) is accepted


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    content = bytearray(PAGE.format(SERVICE + message("", more=FORWARDED.format(NOTE)) + message()).encode())
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b"<div>", b"</div>", b"<!--", b'"', b"&#0;", b"message"])
        )
    results = list(
        telegram_html.READER.read(io.BytesIO(bytes(content)), Origin("messages.html"), max_page_bytes=100_000)
    )
    assert results
    for page in results:
        if isinstance(page, Page):
            list(extract_articles(page, load_knowledge()))
