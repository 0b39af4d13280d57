"""Telegram: the desktop app's export as JSON, of one chat or of all; an article a message that says something."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tolltrace.pages.feed import iso_date
from tolltrace.pages.kinds import plain_head
from tolltrace.pages.objects import ITEM, as_list, as_text, read_objects
from tolltrace.pages.reader import Damage, Found, Origin, Stream, damaged, record_page
from tolltrace.text import squeeze
from tolltrace.values import Failed, Reason, Rejected

CHAT = re.compile(
    rb'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|verify_codes|(?:private|public)_(?:group|channel|supergroup))"'
)
MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
EVERYTHING = re.compile(
    rb'"(?:chats|left_chats)"\s*:\s*\{\s*"about"|"personal_information"\s*:\s*\{\s*"user_id"'
    rb'|"about"\s*:\s*"Here is the data you requested'
)
CHATS = (("chats", "list", ITEM), ("left_chats", "list", ITEM), ())
CUT = frozenset((*chat, "messages", ITEM) for chat in CHATS)
HAS_ADDRESS = frozenset({"public_channel", "private_channel", "public_supergroup", "private_supergroup"})
FEWEST_WORDS = 4  # that a message has in which somebody is said to have been killed: "12 killed in Exampletown"


@dataclass(slots=True)
class Tally:
    """The messages that are no articles: told together, for half of a channel is pictures."""

    service: int = 0
    media: int = 0
    short: int = 0

    def results(self, source: str) -> Iterator[Rejected]:
        """One result a reason."""
        if without := self.service + self.media:
            detail = f"{without:,} messages without text: {self.media:,} of media, {self.service:,} of the service"
            yield Rejected(source, Reason.EMPTY, detail)
        if self.short:
            yield Rejected(source, Reason.NO_ARTICLE, f"{self.short:,} messages of fewer than {FEWEST_WORDS} words")


@dataclass(frozen=True, slots=True)
class Telegram:
    """Streams: one message is held at a time."""

    name: str = "telegram"
    reads: str = "Telegram exports"

    def accepts(self, filename: str, head: bytes) -> bool:
        """By the fields that only such an export has."""
        head = plain_head(head).lstrip()
        is_chat = CHAT.search(head) and MESSAGES.search(head)
        return head.startswith(b"{") and bool(is_chat or EVERYTHING.search(head))

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One Page a message with text; its source names the chat and the message."""
        chat: dict[str, Any] = {}
        tally = Tally()
        seen = Counter[str]()
        for one in read_objects(stream, CUT, max_bytes=max_page_bytes):
            if isinstance(one, Damage):
                yield damaged(one, origin, max_page_bytes, f"{seen['messages']:,} messages were read; export it again")
                seen["failed"] += 1
                continue
            path, value = one
            if path in CUT:
                seen["messages"] += 1
                if found := read_message(value, chat, origin, tally, seen["messages"]):
                    yield found
            elif path and path[:-1] in CHATS:
                chat = {**({} if path[-1] == "name" else chat), path[-1]: value}
        yield from tally.results(origin.source)
        if not seen:
            yield Rejected(origin.source, Reason.EMPTY, "an export without messages")


def read_message(message: Any, chat: Mapping[str, Any], origin: Origin, tally: Tally, number: int) -> Found | None:
    """The article that a message is; None where it was only counted."""
    if not isinstance(message, dict):
        return Failed(f"{origin.source}:{number}", f"found {str(message)[:80]!r}, expected a message; export it again")
    if message.get("type", "message") != "message":
        tally.service += 1
        return None
    pieces = [piece if isinstance(piece, dict) else {"text": piece} for piece in as_list(message.get("text"))]
    text = "".join(as_text(piece.get("text")) for piece in pieces)
    paragraphs = [line for one in text.splitlines() if (line := squeeze(one))]
    if not paragraphs:
        tally.media += 1
        return None
    if sum(len(line.split()) for line in paragraphs) < FEWEST_WORDS:
        tally.short += 1
        return None
    has_address = chat.get("type") in HAS_ADDRESS
    place = f"{'t.me/c' if has_address else 'telegram'}/{chat.get('id')}/{message.get('id', number)}"
    record = {
        "text": "\n\n".join(paragraphs),
        "id": place,
        "url": f"https://{place}" if has_address else None,
        "publisher": as_text(chat.get("name")) or as_text(message.get("from")),
        "authors": [as_text(message.get("author" if str(chat.get("type")).endswith("_channel") else "from"))],
        "published": instant(message, "date"),
        "modified": instant(message, "edited"),
        "tags": [as_text(piece.get("text")) for piece in pieces if piece.get("type") == "hashtag"],
        "forwarded_from": as_text(message.get("forwarded_from")),
    }
    return record_page(f"{origin.source}:{place}", record, origin)


def instant(message: Mapping[str, Any], key: str) -> str | None:
    """When it was sent or changed: in UTC, by older exports at the clock of whoever exported it."""
    seconds = message.get(f"{key}_unixtime")
    try:
        if seconds is not None and 0 < int(seconds) < 2**32:
            return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (TypeError, ValueError):
        pass
    printed = as_text(message.get(key))
    return None if printed.startswith("1970-") else iso_date(printed)  # an old export's "never"


READER = Telegram()
