import io
import json
import time
import tracemalloc
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import telegram
from tolltrace.pages.reader import Origin
from tolltrace.values import Article, Failed, Page, Reason

NOTE = "At least 12 people were killed in Exampletown, the mayor said."


def message(number=7, **fields):
    return {
        "id": number,
        "type": "message",
        "date": "2023-05-01T22:29:00",
        "date_unixtime": "1682969340",
        "from": "Example Channel",
        "from_id": "channel123",
        "text": NOTE,
        **fields,
    }


def chat(*messages, **fields):
    return {"name": "Example Channel", "type": "public_channel", "id": 123, **fields, "messages": list(messages)}


def everything(*chats):
    return {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1, "first_name": "Ann"},
        "contacts": {"about": "x", "list": [{"user_id": 2, "type": "message"}]},
        "chats": {"about": "This page lists all chats.", "list": list(chats)},
    }


def read(export, max_page_bytes=100_000):
    content = export if isinstance(export, bytes) else json.dumps(export, indent=1).encode()
    assert telegram.READER.accepts("result.json", content[:4096])
    return list(telegram.READER.read(io.BytesIO(content), Origin("result.json"), max_page_bytes=max_page_bytes))


def article(page):
    (found,) = extract_articles(page, load_knowledge())
    assert isinstance(found, Article), found
    return found


def test_a_message_is_an_article_of_its_channel():
    (page,) = read(chat(message(edited_unixtime="1682972940", author="Ann Example")))
    found = article(page)

    assert (found.outlet, found.title, found.body) == ("Example Channel", None, NOTE)
    assert (found.id, found.url) == ("t.me/c/123/7", "https://t.me/c/123/7")
    assert found.source == page.source == "result.json:t.me/c/123/7"
    assert (found.published.iso, found.modified.iso) == ("2023-05-01T19:29:00+00:00", "2023-05-01T20:29:00+00:00")
    assert (found.authors, found.forwarded_from) == (("Ann Example",), None)


def test_a_forward_names_the_channel_that_it_came_from():
    (page,) = read(chat(message(forwarded_from="Other Channel")))

    assert article(page).forwarded_from == "Other Channel"


def test_a_text_in_pieces_is_put_together():
    pieces = [
        "⚡️At least ",
        {"type": "bold", "text": "12"},
        " people were killed.\n\nIn ",
        {"type": "x", "text": "Exampletown"},
    ]
    (page,) = read(chat(message(text=[*pieces, ". ", {"type": "hashtag", "text": "#floods"}, None, 3])))

    assert article(page).body == "⚡️At least 12 people were killed.\n\nIn Exampletown. #floods"
    assert article(page).tags == ("#floods",)


def test_an_export_of_all_chats_is_read_chat_by_chat():
    other = chat(message(8), name="Other Channel", id=456)

    pages = read(everything(chat(message()), other, chat(message(9, **{"from": "Bob"}), type="private_group", id=9)))

    assert [(article(page).outlet, article(page).id) for page in pages] == [
        ("Example Channel", "t.me/c/123/7"),
        ("Other Channel", "t.me/c/456/8"),
        ("Example Channel", "telegram/9/9"),
    ]
    assert article(pages[2]).authors == ("Bob",)


def test_an_older_export_has_the_time_without_a_zone():
    old = message(edited="1970-01-01T01:00:00")
    del old["date_unixtime"]

    found = article(read(chat(old))[0])

    assert (found.published.iso, found.modified) == ("2023-05-01T22:29:00", None)


def test_what_says_nothing_is_counted_together():
    results = read(
        chat(
            message(1, text="", photo="photos/1.jpg"),
            message(2, type="service", action="pin_message"),
            message(3, text=[]),
            message(4, text="Air raid alert!"),
            message(5),
        )
    )

    page, without, short = results
    assert (page.source, without.reason, short.reason) == ("result.json:t.me/c/123/5", Reason.EMPTY, Reason.NO_ARTICLE)
    assert without.detail == "3 messages without text: 2 of media, 1 of the service"
    assert short.detail == "1 messages of fewer than 4 words"


def test_a_mark_before_the_export_is_no_part_of_it():
    (page,) = read(b"\xef\xbb\xbf" + json.dumps(chat(message())).encode())

    assert isinstance(page, Page)


@pytest.mark.parametrize("bad", ["a string", 7, None, ["x"], {"id": {}, "text": {"a": 1}}, {}])
def test_one_bad_message_costs_only_itself(bad):
    first, *_, last = [one for one in read(chat(message(1), bad, message(2))) if isinstance(one, Page)]

    assert (first.source, last.source) == ("result.json:t.me/c/123/1", "result.json:t.me/c/123/2")


def test_an_export_that_breaks_off_gives_what_came_before():
    content = json.dumps(chat(message(1), message(2))).encode()

    page, failed = read(content[:-50])

    assert isinstance(page, Page)
    assert isinstance(failed, Failed)
    assert "breaks off" in failed.detail
    assert "1 messages were read" in failed.detail


@pytest.mark.parametrize(
    "value",
    ["x" * 500_000, {"id": 1, "text": "x" * 500_000}, [{"text": "y" * 100}] * 5_000],
    ids=["string", "message", "list"],
)
def test_a_message_that_is_too_large_ends_the_reading(value):
    page, rejected = read(chat(message(1), value, message(2)))

    assert isinstance(page, Page)
    assert rejected.reason == Reason.TOO_LARGE


@pytest.mark.parametrize("opened", [b"[", b'{"a":', b'[{"a":', b"9"])
@pytest.mark.parametrize("where", [b'{"type": "public_channel", "messages": [', b'{"type": "public_channel", "x": '])
def test_what_nests_for_ever_ends(opened, where):
    head = where.replace(b'"x"', b'"messages": [], "x"')
    began = time.monotonic()

    assert read(head + opened * 200_000)

    assert time.monotonic() - began < 20


def test_an_export_is_read_in_flat_memory():
    class Endless(io.RawIOBase):
        head = json.dumps(chat())[:-2].encode()

        def read(self, size=-1):
            head, self.head = self.head, b""
            return head or json.dumps(message()).encode() + b","

    tracemalloc.start()
    pages = telegram.READER.read(Endless(), Origin("result.json"), max_page_bytes=10_000)
    count = sum(1 for _ in islice(pages, 20_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 20_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        (json.dumps(chat()), True),
        (json.dumps(everything()), True),
        ("\ufeff" + json.dumps(chat()), True),
        (json.dumps({"text": json.dumps(chat())}), False),
        (json.dumps({"text": NOTE, "type": "message"}), False),
        (json.dumps([chat()]), False),
    ],
)
def test_an_export_is_told_by_its_fields(content, accepted):
    assert telegram.READER.accepts("export", content.encode()) is accepted


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    content = bytearray(
        json.dumps(data.draw(st.sampled_from([chat(message(1), message(2)), everything(chat())]))).encode()
    )
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b"{", b"]", b'"', b",", b"null", b'"messages": [', b"\\ud800"])
        )
    results = list(telegram.READER.read(io.BytesIO(bytes(content)), Origin("result.json"), max_page_bytes=1000))
    assert results
    for page in results:
        if isinstance(page, Page):
            assert list(extract_articles(page, load_knowledge()))
