"""A row of coded cells → a claim, its spans in the words that show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tolltrace.days import read_days
from tolltrace.imports.figures import figure_words, make_figure
from tolltrace.imports.importing import CellError
from tolltrace.imports.reports import BETWEEN
from tolltrace.knowledge import Knowledge
from tolltrace.values import Aspect, Claim, Figure, Hedge, Link, Period, Place, Span, Stance, Status

ARROWS = ("→", "->", ">")
MAX_LINKS = 20
SILENT = (Stance.NOT_PROVIDED, Stance.DENIED, Stance.DISPUTED, Stance.RETRACTED, Stance.NONE_REPORTED)


class RowError(ValueError):
    """What is wrong with a row, and in which column."""

    def __init__(self, column: str, why: object) -> None:
        super().__init__(f"{why}")
        self.column = column


def read_claim(values: Mapping[str, Any], knowledge: Knowledge) -> tuple[str, Claim]:
    """The words that show a claim, and the claim with its spans in them. Raises RowError."""
    harm = read_harm(values, knowledge)
    figure = read_figure(values)
    names = read_chain(values)
    words = values.get("mention")
    shown, mention = place_mention(values, words, figure, names, harm)
    claim = Claim(
        id="",
        number=values.get("claim") or 1,
        mention=mention,
        evidence=Span(shown, 0, len(shown)),
        figure=figure,
        harm=harm,
        victims=values.get("victims"),
        side=read_side(values.get("side"), knowledge),
        status=values.get("status") or Status.UNKNOWN,
        demographic=(values.get("demographic") or "").casefold().replace(" ", "_") or None,
        place=read_place(values, knowledge),
        period=read_period(values, "period"),
        said=read_period(values, "said"),
        aspect=values.get("aspect") or (Aspect.RATE if values.get("rate") else Aspect.EVENT),
        rate=values.get("rate"),
        part_of=values.get("part_of"),
        about=values.get("about"),
        background=bool(values.get("background")),
        chain=tuple(link_at(name, shown) for name in names),
        stance=values.get("stance") or Stance.ASSERTED,
        modality=values.get("modality"),
        quoted=bool(values.get("quoted")),
    )
    if claim.aspect is Aspect.RATE and not claim.rate:
        raise RowError("rate", CellError(None, "the unit of the rate, such as day"))
    return shown, claim


def read_harm(values: Mapping[str, Any], knowledge: Knowledge) -> str:
    """A harm that we know."""
    harm = (values.get("harm") or "").casefold().replace(" ", "_")
    if harm not in knowledge.harms:
        raise RowError("harm", CellError(harm or None, f"one of {', '.join(knowledge.harms)}"))
    return harm


def read_figure(values: Mapping[str, Any]) -> Figure:
    """Counts or a share; a plain number in `mention` is one, too. Other words a coder says the meaning of."""
    low, high, value, fraction = (values.get(name) for name in ("low", "high", "value", "fraction"))
    hedge = values.get("hedge")
    words = (values.get("mention") or "").replace(",", "")
    if fraction is not None:
        if (low, high, value) != (None, None, None):
            raise RowError("fraction", CellError(fraction, "either a share, or low, high and value"))
        return Figure(fraction=fraction, hedge=hedge or Hedge.EXACT)
    if (low, high, value) == (None, None, None) and words.isascii() and words.isdigit() and len(words) < 19:
        value = int(words)
    if (low, high, value) == (None, None, None) and hedge is not Hedge.VAGUE:
        if values.get("stance") in SILENT:
            return Figure()
        raise RowError("value", CellError(None, "value, low, high or fraction, or a stance that needs none"))
    try:
        return make_figure(low, high, value, hedge)
    except CellError as error:
        raise RowError("hedge" if hedge and "hedge" in f"{error}" else "low", error) from None


def read_chain(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Names with arrows between, as our tables have them."""
    printed = values.get("chain") or ""
    arrow = next((each for each in ARROWS if each in printed), ARROWS[0])
    names = tuple(name.strip() for name in printed.split(arrow) if name.strip())
    if len(names) > MAX_LINKS:
        raise RowError("chain", CellError(len(names), f"at most {MAX_LINKS} names"))
    return names


def link_at(name: str, shown: str) -> Link:
    """A speaker, where it stands in what is shown, if it does."""
    at = shown.find(name)
    return Link(name, start=at, end=at + len(name)) if at >= 0 else Link(name)


def read_side(side: str | None, knowledge: Knowledge) -> str | None:
    """The normal form of a side that we know; else as it is given."""
    return knowledge.sides.get(side.lower(), side) if side else None


def read_place(values: Mapping[str, Any], knowledge: Knowledge) -> Place | None:
    """A place, looked up by its words where nothing but these is given."""
    words, name = values.get("place"), values.get("place_name")
    found = {key: values.get(f"place_{key}") for key in ("geonames_id", "lat", "lon", "where_prec")}
    printed = words or name
    if not printed:
        given = next((key for key, value in found.items() if value is not None), None)
        if given:
            raise RowError("place", CellError(None, f"the place's words or its name, as place_{given} is given"))
        return None
    if (found["lat"] is None) != (found["lon"] is None):
        raise RowError("place_lat", CellError(None, "both place_lat and place_lon, or neither"))
    if name is None and all(value is None for value in found.values()) and (known := knowledge.gazetteer.find(printed)):
        return Place(printed, known.name, known.geonames_id, known.latitude, known.longitude, known.where_prec)
    return Place(printed, name, found["geonames_id"], found["lat"], found["lon"], found["where_prec"])


def read_period(values: Mapping[str, Any], column: str) -> Period | None:
    """A time: words that are themselves EDTF need not be given twice."""
    edtf = values.get(f"{column}_edtf")
    words = values.get(column) or edtf
    if not words:
        return None
    if edtf is None and read_days(Period("", words)) is not None:
        edtf = words
    return Period(words, edtf, values.get(f"{column}_date_prec"))


def place_mention(
    values: Mapping[str, Any], words: str | None, figure: Figure, names: Sequence[str], harm: str
) -> tuple[str, Span]:
    """What is shown of a row, and the figure in it: the sentence as printed, else the row's own cells."""
    sentence = values.get("evidence")
    if sentence and words:
        at = sentence.find(words)
        if at < 0:
            raise RowError("mention", CellError(words, "words of the sentence in evidence"))
        return sentence, Span(words, at, at + len(words))
    if sentence:
        number = next((each for each in numbers_of(figure) if each in sentence), None)
        at = sentence.find(number) if number else 0
        return sentence, Span(number or sentence, at, at + len(number or sentence))
    told = words or figure_words(figure)
    before = BETWEEN.join(names)
    start = len(before) + len(BETWEEN) if before else 0
    others = (harm, *(values.get(each) for each in ("victims", "side", "place", "period")))
    return BETWEEN.join(filter(None, (before, told, *others))), Span(told, start, start + len(told))


def numbers_of(figure: Figure) -> list[str]:
    """How the counts of a figure may be printed in a sentence."""
    counts = [count for count in (figure.value, figure.low, figure.high) if count is not None]
    return [form for count in counts for form in (f"{count:,}", f"{count}")]
