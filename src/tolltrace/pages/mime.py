"""What saved pages and mail share: a message of headers and parts."""

import email
import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message

from tolltrace.pages.kinds import plain_head
from tolltrace.pages.reader import Origin, Stream, too_large
from tolltrace.values import Failed, Rejected

NAME = re.compile(rb"([!-9;-~]{1,60}):(?:[ \t]|\r?$)")
MAX_PARTS = 20_000  # lines that may begin one; a page saved with all its pictures has hundreds
MAX_BOUNDARIES = 100  # parts in parts in parts; mail has three or four
MAX_HEADER_CHARS = 2000
FIELD = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
MAX_FIELD_BYTES = 8000
ALL_ERRORS = (  # what the standard library raises at headers that are not as they must be
    email.errors.MessageError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


def header_names(head: bytes) -> frozenset[str]:
    """The names of the headers that a file begins with, in lower case; none where it begins with anything else."""
    names: set[str] = set()
    *lines, _ = (plain_head(head) + b"\n").split(b"\n")
    for number, line in enumerate(lines):
        if not line.strip():
            return frozenset(names)
        if name := NAME.match(line):
            names.add(name[1].decode("ascii").lower())
        elif not (names and line[:1] in b" \t") and not (number == 0 and line.startswith(b"From ")):
            cut_off = number == len(lines) - 1 and number > 0  # by the end of what is sniffed
            return frozenset(names) if cut_off else frozenset()
    return frozenset(names)


def read_message(stream: Stream, origin: Origin, max_page_bytes: int) -> Message | Rejected | Failed:
    """The message that a whole stream is."""
    content = stream.read(max_page_bytes + 1)
    if len(content) > max_page_bytes:
        return too_large(origin.source, max_page_bytes)
    if content.count(b"\n--") > MAX_PARTS:
        return Failed(origin.source, f"more than {MAX_PARTS:,} parts, as only traps have")
    if content.lower().count(b"boundary=") > MAX_BOUNDARIES:
        return Failed(origin.source, f"more than {MAX_BOUNDARIES} parts inside each other, as only traps have")
    if any(len(found[0]) > MAX_FIELD_BYTES for found in FIELD.finditer(content)):  # its reading is quadratic
        return Failed(origin.source, f"a header of more than {MAX_FIELD_BYTES:,} bytes, as only traps have")
    try:
        return email.message_from_bytes(content)
    except ALL_ERRORS as error:
        return Failed(origin.source, f"the message is damaged ({type(error).__name__}: {error}). Get it again")


def find_texts(message: Message) -> Iterator[tuple[str, Message]]:
    """The parts that are text and no attachments, each with its type: "text/html"."""
    for part in message.walk():
        try:
            type_ = part.get_content_type()
            attached = part.get_content_disposition() == "attachment"
        except ALL_ERRORS:
            continue
        if type_ in {"text/html", "text/plain", "application/xhtml+xml"} and not attached:
            yield type_, part


def read_payload(part: Message) -> tuple[bytes, str | None]:
    """The bytes of a part, unpacked, and the encoding that it names."""
    try:
        payload = part.get_payload(decode=True)
    except ALL_ERRORS:
        payload = None
    try:
        charset = part.get_content_charset()
    except ALL_ERRORS:
        charset = None
    return payload if isinstance(payload, bytes) else b"", charset


def read_header(message: Message, name: str) -> str:
    """A header as a person reads it, on one line; "" where it is not there."""
    try:
        printed = str(message.get(name, ""))[:MAX_HEADER_CHARS]
        printed = str(email.header.make_header(email.header.decode_header(printed)))
    except ALL_ERRORS:
        printed = ""
    return " ".join(storable(printed).split())


def storable(text: str) -> str:
    """A text without halves of characters, which no file can hold: damaged bytes come out as such."""
    return text.encode("utf-8", "replace").decode()


def read_date(printed: str) -> datetime | None:
    """The instant that a date of mail or HTTP names, in its own zone; None where it names none."""
    try:
        at = email.utils.parsedate_to_datetime(printed[:MAX_HEADER_CHARS])
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at
    except ALL_ERRORS:
        return None


def in_utc(at: datetime | None) -> datetime | None:
    """The instant in UTC; None where the calendar does not reach so far."""
    try:
        return at.astimezone(UTC) if at else None
    except OverflowError:
        return None
