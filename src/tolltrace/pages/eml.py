"""Newsletters, and other mail saved as .eml: its HTML, or else its text, with subject, sender and date."""

import email.utils
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message

import msgspec

from tolltrace.pages import mime
from tolltrace.pages.reader import Origin, Stream
from tolltrace.values import Failed, Original, Page, Reason, Rejected

NAME = ".eml"
OF_MAIL = frozenset({"message-id", "received", "mime-version", "dkim-signature", "delivered-to", "return-path"})
SIGNATURE = re.compile(r"^-- $", re.MULTILINE)  # as programs of mail mark it
BLANK_LINES = re.compile(r"\n[ \t]*\n")
FULL_CHARS = 50  # a line at least so long goes on in the next


@dataclass(frozen=True, slots=True)
class Eml:
    """One page a file, of the kind that is given as JSON: its title and date stand in the headers, not on the page."""

    name: str = "eml"
    reads: str = "newsletters (EML)"

    def accepts(self, filename: str, head: bytes) -> bool:
        """A sender, and what only mail has; any headers under a name that says so."""
        names = mime.header_names(head)
        return bool(names) and (filename.lower().endswith(NAME) or ("from" in names and bool(names & OF_MAIL)))

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """The one article that it is."""
        content = stream.read(max_page_bytes + 1)
        message = mime.read_message(io.BytesIO(content), origin, max_page_bytes)
        found = read_mail(message, origin) if isinstance(message, Message) else message
        yield replace(found, original=Original(self.name, content)) if isinstance(found, Page) else found


def read_mail(message: Message, origin: Origin) -> Page | Rejected:
    """What it says, by the first part that says anything, HTML before text."""
    texts = sorted(mime.find_texts(message), key=lambda found: found[0] == "text/plain")
    for type_, part in texts:
        content, charset = mime.read_payload(part)
        text = mime.storable(decode(content, charset)).replace("\r\n", "\n").replace("\0", "")
        if type_ == "text/plain":
            text = join_lines(SIGNATURE.split(text)[0])
        if text.strip():
            record = {"text" if type_ == "text/plain" else "html": text} | read_headers(message)
            return Page("jsonl", msgspec.json.encode(record), origin.source, origin.url)
    return Rejected(origin.source, Reason.EMPTY, "mail without a part that is HTML or text")


def read_headers(message: Message) -> dict[str, str]:
    """Title, sender, date and name of the message, where it says them; no address of a person."""
    name, address = email.utils.parseaddr(mime.read_header(message, "From"))
    published = mime.read_date(mime.read_header(message, "Date"))
    archived = mime.read_header(message, "Archived-At").strip("<>")
    told = {
        "id": mime.read_header(message, "Message-ID").strip("<>"),
        "title": mime.read_header(message, "Subject"),
        "publisher": name or address.rpartition("@")[2],
        "published": published.isoformat() if published else "",
        "url": archived if archived.startswith(("http://", "https://")) else "",
    }
    return {key: value for key, value in told.items() if value}


def decode(content: bytes, charset: str | None) -> str:
    """The text of a part: UTF-8 where it is, else as it says, else Windows-1252."""
    for name in ("utf-8", charset or "cp1252"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def join_lines(text: str) -> str:
    """Paragraphs of text that mail broke into lines."""
    paragraphs: list[list[str]] = []
    for block in BLANK_LINES.split(text):
        goes_on = False
        for line in block.split("\n"):
            if goes_on and line.strip():
                paragraphs[-1].append(line.strip())
            elif line.strip():
                paragraphs.append([line.strip()])
            goes_on = len(line) >= FULL_CHARS
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


READER = Eml()
