"""Names what an input is when no reader reads it, by its first bytes."""

import codecs
import re

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or .docx, .xlsx, .epub)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"WARC/", "a WARC web archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program (ELF)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"wOFF", "a web font"),
    (b"wOF2", "a web font"),
    (b"\x00\x00\x01\x00", "an icon"),
)
PATTERNS = (
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "a WebP image"),
    (re.compile(rb"....ftyp", re.DOTALL), "an MP4 film or image"),
    (re.compile(rb"MZ.{,62}\0", re.DOTALL), "a program (Windows)"),  # "MZ" alone may begin a sentence
    (re.compile(rb"\s*\{\s*(\"|\})"), "a JSON document (JSON Lines hold one object on each line)"),
    (re.compile(rb"\s*\[\s*[\[{\"\d\]-]\S*"), "a JSON document (JSON Lines hold one object on each line, and no list)"),
    (re.compile(rb"\s*<\?xml|\s*<(rss|feed|svg|urlset)\b", re.IGNORECASE), "an XML document"),
    (re.compile(rb"(From|Date|Subject|MIME-Version|Content-Type): .*\bmultipart/related", re.DOTALL), "an MHTML page"),
)
UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"


def plain_head(head: bytes) -> bytes:
    """The head as UTF-8 without a byte order mark, so that UTF-16 is judged like any other text."""
    for mark, codec in UTF_16.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, "ignore").encode("utf-8", "ignore")
    return head.removeprefix(codecs.BOM_UTF8)


def is_binary(head: bytes) -> bool:
    """Whether these bytes are no text in any encoding that we read."""
    head = plain_head(head)
    return 0 in head or len(head) - len(head.translate(None, CONTROLS)) > len(head) / 50


def name_kind(head: bytes) -> str | None:
    """The kind of file that is not plain text, with its article: "a PNG image"; None where we know none."""
    named = next((kind for magic, kind in MAGIC if head.startswith(magic)), None)
    return named or next((kind for pattern, kind in PATTERNS if pattern.match(plain_head(head))), None)


def describe(head: bytes) -> str:
    """What was found, for a message."""
    return name_kind(head) or f"{'binary data' if is_binary(head) else 'something'} that begins {head[:8]!r}"
