"""Normalise text for stored articles. Offsets count in the normalised text, so nothing is normalised twice or later."""

import re
import unicodedata

# Invisible characters that split or reorder words. The joiners U+200C and U+200D go too: English has no use for them
# outside emoji; a language that spells with them (Persian, Hindi) must take them off this list.
INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # and halves of characters, which no file can hold
# No language piles up so many (UAX #15, Stream-Safe Text), and the time that normalising takes grows with their square.
MARK = "[" + "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x20000)))) + "]"
PILED_MARKS = re.compile(f"([\u0300-\U0001ffff](?<={MARK}){MARK}{{29}}){MARK}+")  # the range first: re searches it fast
BLANK = re.compile(r"[^\S\n ]")
BLANKS = re.compile(r"\s+")


def normalise_text(text: str) -> str:
    """NFC; every blank a space and every line end "\\n"; without invisible, reordering and control characters.

    Of marks piled on one letter the first 30 stay.
    """
    text = LINE_END.sub("\n", text)
    text = INVISIBLE.sub("", text)
    text = CONTROL.sub("", text)
    text = BLANK.sub(" ", text)
    return unicodedata.normalize("NFC", PILED_MARKS.sub(r"\1", text))


def squeeze(text: str) -> str:
    """Normalised text on one line, single spaces, none outside: a title, a paragraph, a name."""
    plain = text.replace("\n", " ")
    if plain.isascii() and plain.isprintable():  # most of what is read: nothing in it to normalise
        return " ".join(plain.split())
    return BLANKS.sub(" ", normalise_text(text)).strip()
