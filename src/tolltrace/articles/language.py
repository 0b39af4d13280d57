"""Which language a text is in: a light guess, by script and by its commonest words."""

import re
import unicodedata
from collections import Counter

from tolltrace.knowledge import PageSigns

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SAMPLE_CHARS = 20_000
FEW_WORDS = 40  # a text so short may by chance hold no common word of its language
CLEARLY = 2  # the other language must have so many times the hits of English before a text is turned away
SCRIPTS = (
    "LATIN",
    "CYRILLIC",
    "ARABIC",
    "HEBREW",
    "GREEK",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "DEVANAGARI",
    "THAI",
)


def guess_language(text: str, signs: PageSigns) -> str:
    """The BCP 47 code of the likeliest language; "en" where nothing speaks against it.

    A text in another script is named by it ("text in Cyrillic script"), "und" is a text in none that we know.
    """
    words = WORD.findall(text[:SAMPLE_CHARS].lower().replace("’", "'"))
    script = main_script(words)
    if script == "UNKNOWN":
        return "und"
    if script != "LATIN":
        return f"text in {script.capitalize()} script" if script else "en"
    hits = {code: sum(word in common for word in words) for code, common in signs.stop_words_of().items()}
    best = max(hits, key=lambda code: (hits[code], code == "en"))
    if best != "en" and hits[best] >= 4 and hits[best] > CLEARLY * hits["en"]:
        return best
    if len(words) > FEW_WORDS and hits["en"] < len(words) / 20:
        return "und"
    return "en"


def main_script(words: list[str]) -> str:
    """The script that most letters are of, as Unicode names it; "" where there are no letters."""
    letters = Counter(character for word in words for character in word)
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        name = unicodedata.name(letter, "").partition(" ")[0]
        scripts[name if name in SCRIPTS else "UNKNOWN"] += count
    return scripts.most_common(1)[0][0] if scripts else ""
