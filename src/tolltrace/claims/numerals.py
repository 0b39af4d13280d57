"""A number as printed, in digits, words or both → an int."""

import re

from tolltrace.knowledge import Language

MAX_DIGITS = 12  # more people than there are
WHOLE = 1e-6  # "1.2 lakh" is a whole number but for the binary fraction


def read_number(printed: str, language: Language) -> int | None:
    """`1.2 lakh` → 120000, `twenty-five`, `20k`, `half a million`; None where it is none, or no whole one."""
    text = " ".join(printed.lower().split())
    numbers = language.lexicon.numbers
    if text in numbers.halves:
        return numbers.halves[text]
    if match := re.fullmatch(r"(\d+) ([a-z]+) (\d+)", text):  # "18 thousand 600"
        high, low = read_digits(match[1], [match[2]], language), int(match[3])
        return high + low if high is not None else None
    if match := re.fullmatch(r"([\d., ]+?)((?:[ -]?[a-z]+)*)", text):
        return read_digits(match[1], re.findall(r"[a-z]+", match[2]), language)
    return read_words(re.split(r"[ -]+", text), language)


def read_digits(printed: str, scales: list[str], language: Language) -> int | None:
    """`10,500`; `1.2` with `lakh`."""
    numbers = language.lexicon.numbers
    digits = re.sub(r"[, ]", "", printed)
    if (
        len(digits) > MAX_DIGITS
        or not re.fullmatch(r"\d+(?:\.\d+)?", digits)
        or not all(scale in numbers.scales for scale in scales)
    ):
        return None
    value = float(digits)
    for scale in scales:
        value *= numbers.scales[scale]
    return round(value) if abs(value - round(value)) < WHOLE else None


def read_words(words: list[str], language: Language) -> int | None:
    """`two thousand three hundred and five` → 2305; None for an article alone."""
    numbers = language.lexicon.numbers
    total, current, seen = 0, 0, False
    for word in words:
        if word in numbers.joins:
            continue
        if word in numbers.articles:
            current += 1
            continue
        seen = True
        if word in numbers.units or word in numbers.tens:
            current += numbers.units.get(word, 0) + numbers.tens.get(word, 0)
        elif word in numbers.scales:
            current = max(current, 1) * numbers.scales[word]
            if numbers.scales[word] >= 1000:
                total, current = total + current, 0
        else:
            return None
    return total + current if seen else None
