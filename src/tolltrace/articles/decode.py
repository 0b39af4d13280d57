"""Bytes → text, whatever encoding was declared or was not."""

import codecs
import re

from charset_normalizer import from_bytes

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']+)""",
    re.IGNORECASE,
)
# As the WHATWG reads these labels: pages that say Latin-1 mean Windows-1252.
MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030"}
# Python has them, and no page is in them.
NOT_OF_PAGES = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"})
ASCII = bytes(range(128))
GUESSED = [  # what pages are in: without these bounds, cp1251 is taken for a Macintosh's Cyrillic
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
SAMPLE_BYTES = 64 * 1024


def decode(content: bytes, *, charset: str | None = None) -> str:
    """The text of a page. Never fails; what no encoding reads becomes U+FFFD.

    The order: a byte order mark; UTF-8 where the bytes are UTF-8, for they are so by chance hardly ever, whatever is
    declared; what the transport, then what the page declares; Windows-1252 where few bytes are beyond ASCII; a guess.
    """
    for mark, codec in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace")
    try:
        text = content.decode("utf-8")
        if "\ufffd" not in text:  # else it may have been damaged before it was UTF-8
            return text
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond_ascii = len(content.translate(None, ASCII))
    if damaged * 10 <= beyond_ascii:  # a damaged character here and there: cut off, or pasted from elsewhere
        return text
    for name in (charset, declared_in(content)):
        if decoded := decode_strictly(content, name):
            return decoded
    if beyond_ascii * 20 < len(content) and (decoded := decode_strictly(content, "cp1252")):
        return decoded
    guess = from_bytes(content[:SAMPLE_BYTES], cp_isolation=GUESSED).best()
    return content.decode(guess.encoding if guess else "cp1252", "replace")


def declared_in(content: bytes) -> str | None:
    """The encoding that the page's own head names."""
    found = DECLARED.search(content[:4096])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


def decode_strictly(content: bytes, name: str | None) -> str | None:
    """The text in a named encoding; None where it is none, is none of pages, or does not fit."""
    try:
        codec = codecs.lookup(name or "").name
        return None if codec in NOT_OF_PAGES else content.decode(MEANT.get(codec, codec))
    except (LookupError, UnicodeError, ValueError):
        return None
