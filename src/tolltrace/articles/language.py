"""Which language a text is in: a light guess, by script and by its commonest words."""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache, lru_cache

from tolltrace.knowledge import Knowledge

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")  # the same, five times as fast, where the text is in ASCII
MARKS = "“”„–—…•€£©\u00a0"  # keep many a text from being so, and stand in no word
SAMPLE_CHARS = 6_000
FEW_WORDS = 40  # a text so short may by chance hold no common word of its language
CLEARLY = 2  # the other language must have so many times the hits of English before a text is turned away
FOREIGN = 1  # what a word with a letter that a language has not tells against it, in common words
MIN_SHARE = 0.15  # of the words that must speak for a language in another script than ours
MIN_COMMON = 0.1  # of the words that must be common ones
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


def guess_language(text: str, knowledge: Knowledge) -> str:
    """The BCP 47 code of the likeliest language; "en" where nothing speaks against it.

    A text in another script that is no language of ours, nor one that we can name, is named by its script ("text in
    Cyrillic script"); "und" is a text in none that we know.
    """
    words = find_words(text[:SAMPLE_CHARS].lower().replace("’", "'"))
    script = main_script(words)
    if script == "UNKNOWN":
        return "und"
    if script and script != "LATIN":
        return guess_in_script(words, script, knowledge) or f"text in {script.capitalize()} script"
    hits = count_hits(words, knowledge)
    best = max(hits, key=lambda code: (hits[code], code == "en"))
    if best != "en" and hits[best] >= 4 and hits[best] > CLEARLY * hits["en"]:
        return best
    if len(words) > FEW_WORDS and hits["en"] < len(words) / 20:
        return "und"
    return "en"


def find_words(text: str) -> list[str]:
    """The words of a text in lower case."""
    if not text.isascii():
        for mark in MARKS:
            text = text.replace(mark, " ")
    return (ASCII_WORD if text.isascii() else WORD).findall(text)


def count_hits(words: list[str], knowledge: Knowledge) -> dict[str, int]:
    """Language code → how many of these words are among its commonest."""
    hits = dict.fromkeys(common_words(knowledge), 0)
    languages = languages_of_words(knowledge)
    for word, count in Counter(words).items():
        for code in languages.get(word, ()):
            hits[code] += count
    return hits


@cache
def languages_of_words(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Word → the codes of all languages that it is a common word of."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, common in common_words(knowledge).items():
        for word in common:
            found[word].append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def common_words(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """Language code → its commonest words, of every language that we read or can name."""
    read = {code: tells.words for code, tells in knowledge.tells.items()}
    for code, language in knowledge.word_languages.items():
        read[code] |= language.vocabulary
    return {**knowledge.signs.stop_words_of(), **read}


def guess_in_script(words: list[str], script: str, knowledge: Knowledge) -> str | None:
    """The likeliest language of a script other than Latin; None where no language has words enough, or two have alike.

    A word counts for a language that it is one of the commonest of, and for one that alone spells with a letter of it
    (`ї`); it counts more against one that is never spelled with a letter of it (`ы` in Ukrainian). Letters alone make
    no language: some of its common words must be there.
    """
    hits = count_hits(words, knowledge)
    scores = dict(hits)
    for code, tells in knowledge.tells.items():
        own, foreign = set(tells.letters), set(tells.foreign_letters)
        told = sum(bool(own & set(word)) - FOREIGN * bool(foreign & set(word)) for word in words)
        is_likely = tells.script == script and hits[code] >= MIN_COMMON * len(words)
        scores[code] = hits[code] + told if is_likely else 0
    first, second = sorted(scores, key=lambda code: -scores[code])[:2]
    return first if scores[first] > max(scores[second], MIN_SHARE * len(words)) else None


def main_script(words: list[str]) -> str:
    """The script that most letters are of, as Unicode names it; "" where there are no letters."""
    text = "".join(words)
    if text.isascii():
        return "LATIN" if text else ""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        scripts[script_of(letter)] += count
    return scripts.most_common(1)[0][0]


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The script that a letter is of."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return name if name in SCRIPTS else "UNKNOWN"
