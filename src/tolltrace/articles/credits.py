"""Where a report comes from, by its own words: the dateline, the agency that it credits, what was corrected in it.

`KYIV, Ukraine (AP) — …`, `Москва. 1 мая. INTERFAX.RU - …`; a byline `Associated Press`; a last `With inputs from PTI`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tolltrace.knowledge import Knowledge
from tolltrace.values import Article

HEAD_CHARS = 160  # where a dateline stands
PLACE_CHARS = 80
LINE_CHARS = 400  # of a line of credits; what is longer tells something
NOTE_CHARS = 1500
LIST_CHARS = 80  # of a last line that only names agencies: "jcg/aw (AFP, dpa, Reuters)"
TAIL_CHARS = 4000  # where the last lines are looked for
LAST_LINES = 5
MAX_AGENCIES = 4
TOWN = 50_000  # people of a town that is believed without more signs: many a word is a hamlet's name
DATE = (
    r"(?:\d{1,2}\.?\s+[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s+\d{1,2}|\d{1,2}[./]\d{1,2})"
    r"(?:[,.]?\s+\d{4}(?:\s*(?:года|року|г\.|р\.))?)?"
)
LAST_DATE = re.compile(rf"[\s,.]*{DATE}[\s,.]*$")
BRACKETS = re.compile(rf"([^()—–:]{{0,{PLACE_CHARS}}})\(([^()]{{2,40}})\)\s*[.,:]?\s*(—|–|--?|:)?\s*")
STROKES = re.compile(rf"([^()/—–:]{{0,{PLACE_CHARS}}})/([^/]{{2,40}})/\s*[.,:]?\s*(—|–|--?|:)?\s*")
MARK = re.compile(r"\s*[—–]\s*|\s*--\s*|\s-\s|:\s")
SPELLED = re.compile(rf"([^()/—–:]{{2,{PLACE_CHARS}}}?)(?:[.,]\s*({DATE}))?[.,]?\s*[—–-]*\s*$")
WORD = re.compile(r"[^\W\d_][\w.'’-]*")
# fmt: off
JOINING = frozenset(
    ["al", "and", "da", "de", "del", "do", "el", "in", "la", "las", "le", "los", "na", "near", "of", "on", "sur", "the",
     "upon", "y", "в", "на", "и", "і", "та"]
)
# fmt: on
OPENS = "\"'“«„‘("
DESK = re.compile(r"(?:and|und|y|et|и|і|та|[a-z]{1,4})")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first sentence: the place as printed, and the agencies."""

    place: str | None = None
    agencies: tuple[str, ...] = ()


def add_credits(
    article: Article, knowledge: Knowledge, *, byline: str = "", below: Sequence[str] = (), signed: Sequence[str] = ()
) -> Article:
    """The article with its dateline and the agency that it credits, where nobody said so before.

    `byline` is the line that says who signs, `below` are the lines right below the text, `signed` those that
    sign and were taken out of it.
    """
    lines = [line for line in article.body[-TAIL_CHARS:].split("\n") if line.strip()][-LAST_LINES:]
    first = article.body[:TAIL_CHARS].lstrip().split("\n", 1)[0]
    dateline = find_dateline(first, knowledge)
    wire = article.wire or find_wire(dateline, byline, [*signed, *lines], below, knowledge, outlet=article.outlet)
    return replace(article, wire=wire, dateline=article.dateline or dateline.place)


def find_wire(
    dateline: Dateline,
    byline: str,
    last: Sequence[str],
    below: Sequence[str],
    knowledge: Knowledge,
    *,
    outlet: str | None,
) -> str | None:
    """The agencies that a report credits: "AP", or "PTI, AFP" where there are several; None for none.

    Judged by the dateline, the byline, the last lines of the text and those below it. An agency on its own site credits
    nobody.
    """
    home = knowledge.outlets.named(outlet)
    found = dict.fromkeys(
        (
            *dateline.agencies,
            *credited_in_byline(byline, knowledge),
            *(key for line in last for key in credited_in_line(line, knowledge)),
            *(credited_at_end(last[-1], knowledge) if last else ()),
            *(key for line in below for key in credited_in_words(line, knowledge)),
        )
    )
    others = [key for key in found if home is None or knowledge.credits.agencies[key].outlet != home.domain]
    return ", ".join(others[:MAX_AGENCIES]) or None


# ── the dateline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def find_dateline(first: str, knowledge: Knowledge) -> Dateline:
    """The dateline of a first paragraph, empty where it has none. Believed where an agency is in it, or a known place
    or capitals before a dash."""
    head = first[:HEAD_CHARS].lstrip()
    return in_brackets(head, knowledge) or spelled_out(head, knowledge) or plain(head, knowledge) or Dateline()


def in_brackets(head: str, knowledge: Knowledge) -> Dateline | None:
    """`KYIV, Ukraine, May 1 (AP) —`, `МОСКВА, 1 мая. /ТАСС/.`, `(Reuters) -`."""
    found = BRACKETS.match(head) or STROKES.match(head)
    if not found:
        return None
    place, source, mark = read_place(found[1]), found[2].strip(), found[3]
    goes_on = head[found.end() :][:1]
    if not mark and not (goes_on.isupper() or goes_on.isdigit() or goes_on in OPENS):
        return None  # "The Associated Press (AP) said"
    if place is None and found[1].strip(" ,.") and not LAST_DATE.fullmatch(found[1].strip()):
        return None
    if place and (knowledge.credits.named(place) or knowledge.outlets.named(place)):
        return None
    agencies = knowledge.credits.find(source)
    if agencies:
        return Dateline(place, agencies)
    is_outlet = knowledge.outlets.named(source) is not None and place is not None and is_known(place, knowledge)
    return Dateline(place) if place and (is_outlet or (mark and in_capitals(place))) else None


def spelled_out(head: str, knowledge: Knowledge) -> Dateline | None:
    """`Москва. 12 марта. INTERFAX.RU - `, `МОСКВА, 1 мая — РИА Новости. `, `КИЕВ. УНН. `."""
    agency = knowledge.credits.agency.search(head)
    if not agency or not re.match(r"\s*[.:—–-]", head[agency.end() :]):
        return None
    before = SPELLED.fullmatch(head[: agency.start()])
    place = read_place(before[1]) if before else None
    if not before or not place or not (before[2] or in_capitals(place)):
        return None
    return Dateline(place, knowledge.credits.find(agency[0]))


def plain(head: str, knowledge: Knowledge) -> Dateline | None:
    """`GAZA CITY — `, `New Delhi: `: without an agency, and therefore with more doubt."""
    mark = MARK.search(head, 0, PLACE_CHARS)
    goes_on = head[mark.end() :][:1] if mark else ""
    if not mark or not (goes_on.isupper() or goes_on.isdigit() or (goes_on and goes_on in OPENS)):
        return None
    place = read_place(head[: mark.start()])
    if place is None or place.casefold() in knowledge.credits.labels.whole:
        return None
    is_long = sum(letter.isalpha() for letter in place) > 4  # "NASA — The" is no place
    if mark[0].strip() != ":" and in_capitals(place) and is_long:
        return Dateline(place)
    return Dateline(place) if is_known(place, knowledge) else None


def read_place(printed: str) -> str | None:
    """The words before a dateline's source as a place, the date taken off; None where they are none."""
    place = LAST_DATE.sub("", printed).strip(" ,.;")
    if printed.rstrip(" ,").endswith(f"{place}.") and re.search(r"\.\w|,\s*[A-Z][a-z]{1,5}$", place):
        place += "."  # of an abbreviation: "WASHINGTON, D.C.", "HAYWARD, Calif."
    words = place.replace("/", " ").split()
    are_names = all(
        WORD.fullmatch(word.strip(",[]")) and (word.lstrip("[")[0].isupper() or word in JOINING) for word in words
    )
    is_byline = words[:1] in (["By"], ["BY"])
    return place if 0 < len(words) <= 8 and words[0][0].isupper() and are_names and not is_byline else None


def in_capitals(place: str) -> bool:
    """Whether its first part is: `KYIV, Ukraine`."""
    return place.split(",")[0].isupper()


def is_known(place: str, knowledge: Knowledge) -> bool:
    """Whether it is a place that we know: a region or a town of some size, or any place where a larger one follows."""
    first, *rest = (part.strip(" .") for part in place.split(","))
    found = knowledge.gazetteer.find(first)
    if found is None or (not rest and first.lower() in knowledge.states):
        return False  # "Ukraine: " is what a list of news is sorted by
    return bool(rest) or found.population >= TOWN or not found.population


# ── credits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def credited_in_byline(byline: str, knowledge: Knowledge) -> Iterable[str]:
    """The agencies that are a part of a byline: `By Ann Example, Associated Press`, `Reuters Staff`."""
    signs = knowledge.credits
    words = "|".join(map(re.escape, sorted(signs.credits.staff, key=len, reverse=True)))
    for part in re.split(r"[,|/•·()\[\];–—\n]|\s-\s|\s(?:and|with|via|for|&)\s", byline[:LINE_CHARS]):
        name = re.sub(r"^\s*(?:by|from|the|via|source:)\s+(?:the\s+)?", "", part, flags=re.IGNORECASE).strip(" .:")
        if (
            key := ends_with_agency(name, knowledge)
            or signs.named(name)
            or signs.named(re.sub(rf"\s+(?:{words})$", "", name, flags=re.IGNORECASE))
        ):
            yield key


def ends_with_agency(name: str, knowledge: Knowledge) -> str | None:
    """The agency in `ANN EXAMPLE Associated Press`, two lines of a byline on one: by a name that is no person's."""
    *_, last = name.rsplit(maxsplit=1) or [""]
    if last.casefold() == "reuters":
        return knowledge.credits.named(last)
    folded = name.casefold()
    if " " not in folded:
        return None
    names = knowledge.credits.names.items()
    return next(
        (key for known, key in names if folded.endswith(known) and " " in known and folded.endswith(f" {known}")), None
    )


def credited_in_line(line: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The agencies that a last line credits, in the words of a credit or by naming them and nothing else."""
    if credited := credited_in_words(line, knowledge):
        return credited
    if len(line) > LIST_CHARS:
        return ()
    rest = re.findall(r"[^\W\d_]+", knowledge.credits.agency.sub(" ", line))
    return knowledge.credits.find(line) if all(DESK.fullmatch(word) for word in rest) else ()


def credited_in_words(line: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The agencies that a line credits in the words of a credit: `With inputs from PTI`, `© 2023 AFP`."""
    signs, words = knowledge.credits, knowledge.credits.credits
    if len(line) > LINE_CHARS:
        return ()
    printed = line.strip()
    printed = printed if printed[:3].lower() == "(c)" else printed.lstrip("([*—–-_ ")
    lower = printed.lower()
    signed = (
        key for key, agency in signs.agencies.items() if agency.signature and all(map(lower.count, agency.signature))
    )
    if lower.startswith(words.begins) or any(phrase in lower for phrase in words.holds):
        return signs.find(printed) or tuple(signed)
    if phrase := next((one for one in words.before if lower.startswith(one)), None):
        rest = re.sub(r"^(?:\s|\d|©|\(c\)|the\s)+", "", printed[len(phrase) :], flags=re.IGNORECASE)
        agency = signs.agency.match(rest)
        return signs.find(printed) if agency and rest[agency.end() :][:1] not in {"'", "’"} else ()  # "By AP's count"
    return tuple(signed)


def is_credit(line: str, knowledge: Knowledge) -> bool:
    """Whether a line says who else reported, or whose reports it uses, and nothing of what happened."""
    if len(line) > LINE_CHARS:
        return False
    words = knowledge.credits.credits
    lower = line.strip().lstrip("([*—–-_ ").lower()
    return lower.startswith(words.begins) or any(phrase in lower for phrase in words.holds)


def credited_at_end(line: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The agency behind the last sentence: `… he said. (AFP)`, `… he said. PTI ABC XYZ`."""
    end = line[-LIST_CHARS:].rstrip()
    found = next(reversed(list(knowledge.credits.agency.finditer(end))), None)
    if found is None or not re.search(r"[.!?…»”\"']\s*[(\[—–-]*\s*$", end[: found.start()]):
        return ()
    is_last = re.fullmatch(r"(?:\s+[A-Z]{2,4}){0,4}[\s)\].]*", end[found.end() :])
    return knowledge.credits.find(found[0]) if is_last else ()


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def split_notes(paragraphs: Sequence[str], knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of the report, and those in which its outlet corrects it or says something of it."""
    notes = [is_note(paragraph, knowledge) for paragraph in paragraphs]
    return (
        tuple(one for one, note in zip(paragraphs, notes, strict=True) if not note),
        tuple(one for one, note in zip(paragraphs, notes, strict=True) if note),
    )


def is_note(paragraph: str, knowledge: Knowledge) -> bool:
    """Whether a paragraph is a correction or an editor's note."""
    words = knowledge.credits.notes
    lower = paragraph[:NOTE_CHARS].lower().replace("’", "'").lstrip(" \t\xa0([*•—–-_")
    if len(paragraph) > NOTE_CHARS:
        return False
    return lower.startswith(words.begins) or (len(lower) <= LINE_CHARS and any(one in lower for one in words.holds))
