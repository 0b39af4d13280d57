import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import telegram_preview
from tolltrace.pages.reader import Origin
from tolltrace.values import Article, Page, Reason

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
PAGE = """<!DOCTYPE html><html><head><title>Example Channel – Telegram</title>
<link href="//telegram.org/css/telegram-web.css?39" rel="stylesheet"></head>
<body class="widget_frame_base tgme_webpreview"><main>{}</main></body></html>"""


def message(text=NOTE, *, number=7, before="", classes=""):
    body = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if text else ""
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message text_not_supported_wrap {classes}" data-post="examplechannel/{number}">
<div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name" href="https://t.me/examplechannel">
<span dir="auto">Example Channel</span></a></div>{before}{body}
<div class="tgme_widget_message_footer"><span class="tgme_widget_message_meta"><a class="tgme_widget_message_date"
href="https://t.me/examplechannel/{number}"><time datetime="2023-05-01T19:29:00+00:00" class="time">19:29</time></a>
</span></div></div></div>"""


FORWARD = """<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;<a
class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/5"><span
dir="auto">Other Channel</span></a></div>"""
REPLY = """<a class="tgme_widget_message_reply" href="https://t.me/examplechannel/1"><div
class="tgme_widget_message_author"><span class="tgme_widget_message_author_name">Example Channel</span></div>
<div class="tgme_widget_message_text js-message_reply_text">40 people were killed, an older message says</div></a>"""


def read(content, max_page_bytes=10_000_000):
    content = content if isinstance(content, bytes) else content.encode()
    assert telegram_preview.READER.accepts("saved.html", content[:4096])
    return list(telegram_preview.READER.read(io.BytesIO(content), Origin("saved.html"), max_page_bytes=max_page_bytes))


def article(page):
    (found,) = extract_articles(page, load_knowledge())
    assert isinstance(found, Article), found
    return found


def test_a_message_is_an_article_of_its_channel():
    (page,) = read(PAGE.format(message(f'{NOTE}<br/><br/>More <i class="emoji"><b>🕯</b></i> <a href="x">#floods</a>')))
    found = article(page)

    assert (found.outlet, found.title) == ("Example Channel", None)
    assert found.body == f"{NOTE}\n\nMore 🕯 #floods"
    assert (found.id, found.url) == ("t.me/examplechannel/7", "https://t.me/examplechannel/7")
    assert found.source == page.source == "saved.html:t.me/examplechannel/7"
    assert (found.published.iso, found.tags, found.forwarded_from) == ("2023-05-01T19:29:00+00:00", ("#floods",), None)


def test_a_forward_names_the_channel_that_it_came_from():
    (page,) = read(PAGE.format(message(before=FORWARD)))

    assert article(page).forwarded_from == "Other Channel"


def test_what_is_replied_to_is_no_part_of_the_message():
    (page,) = read(PAGE.format(message(before=REPLY)))

    assert article(page).body == NOTE


def test_what_says_nothing_is_counted_together():
    parts = [message(""), message("Air raid alert!", number=8), message("pinned", number=9, classes="service_message")]

    page, without, short = read(PAGE.format("".join([*parts, message(number=10)])))

    assert page.source == "saved.html:t.me/examplechannel/10"
    assert without.detail == "2 messages without text: 1 of media, 1 of the service"
    assert short.reason == Reason.NO_ARTICLE


def test_a_page_without_messages_is_a_page_like_any_other():
    (page,) = read(PAGE.format(f"<p>{NOTE}</p>"))

    assert (page.kind, page.source) == ("html", "saved.html")


def test_a_page_over_the_limit_is_rejected():
    (rejected,) = read(PAGE.format(message()), max_page_bytes=500)

    assert rejected.reason == Reason.TOO_LARGE


@pytest.mark.parametrize("tag", ["<div data-post='a/1'>", "<a class='tgme_widget_message_reply'>", "<b>"])
def test_what_nests_for_ever_takes_no_time(tag):
    began = time.monotonic()

    read(PAGE.format(message(tag * 20_000)))

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("head", "accepted"),
    [
        (PAGE.encode(), True),
        (b"<!doctype html><p>About t.me/s/examplechannel", False),
        (b"The class tgme_widget_message is what to look for.", False),
    ],
)
def test_such_a_page_is_told_by_its_styles(head, accepted):
    assert telegram_preview.READER.accepts("", head) is accepted


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    content = bytearray(PAGE.format(message(before=FORWARD) + message()).encode())
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b"<div>", b"</div>", b"<!--", b'"', b"&#0;"])
        )
    results = list(
        telegram_preview.READER.read(io.BytesIO(bytes(content)), Origin("saved.html"), max_page_bytes=100_000)
    )
    assert results
    for page in results:
        if isinstance(page, Page):
            list(extract_articles(page, load_knowledge()))
