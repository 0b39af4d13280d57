"""A form's fields → changes of a claim's record, and back. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from tolltrace.days import read_days
from tolltrace.values import Claim, Period

COUNTS = ("low", "high", "value")
CHOICES = ("hedge", "harm", "stance")
SIMPLE = (*COUNTS, *CHOICES, "side")
FIELDS = (*SIMPLE, "place_text", "place_name", "period_text", "period_edtf", "chain")
MAX_DIGITS = 18


class UnreadError(ValueError):
    """A field of the form that cannot be read. Says which, what it holds and what was expected."""


def fields_of(record: Mapping[str, Any]) -> dict[str, str]:
    """What the form shows of a claim's record: every field as words, a line for each name of the chain."""
    place, period = record["place"] or {}, record["period"] or {}
    shown = {name: record[name] for name in SIMPLE}
    shown |= {"place_text": place.get("text"), "place_name": place.get("name")}
    shown |= {"period_text": period.get("text"), "period_edtf": period.get("edtf")}
    shown["chain"] = "\n".join(line(link["name"]) for link in record["chain"])
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def read_changes(given: Mapping[str, str], record: Mapping[str, Any]) -> dict[str, Any]:
    """What the form has otherwise than the record. A field that is not in the form stays. Raises UnreadError."""
    before = fields_of(record)
    now = before | {name: given[name].strip() for name in FIELDS if name in given}
    now["chain"] = "\n".join(names_in(now["chain"]))
    differ = {name for name in FIELDS if plain(now[name]) != plain(before[name])}
    changes: dict[str, Any] = {name: read_one(name, now[name]) for name in SIMPLE if name in differ}
    wholes: dict[str, Callable[[], Any]] = {
        "place": lambda: read_place(now, record["place"] or {}),
        "period": lambda: read_period(now, record["period"] or {}),
        "chain": lambda: read_chain(now["chain"], record["chain"]),
    }
    return changes | {name: read() for name, read in wholes.items() if any(one.startswith(name) for one in differ)}


def plain(words: str) -> str:
    """Words as they count: forms send line ends in their own way, and counts may be grouped."""
    return "\n".join(each.strip() for each in words.strip().splitlines())


def line(name: str) -> str:
    """A name on one line."""
    return " ".join(name.split())


def read_one(name: str, words: str) -> Any:
    """The value of a field that has no parts."""
    if not words:
        return None
    if name not in COUNTS:
        return words
    digits = words.replace(",", "").replace(" ", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        raise UnreadError(f"{name}: {words[:40]!r} is no whole number of people; give digits, or leave it empty")
    return int(digits)


def read_place(now: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any] | None:
    """A place. With another name, what belonged to the old one (point, GeoNames, precision) goes."""
    text, name = now["place_text"], now["place_name"] or None
    if not text and not name:
        return None
    kept = before if name == before.get("name") else {}
    return {**kept, "text": text or name, "name": name}


def read_period(now: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any] | None:
    """A period. With other days, the old ones' precision goes."""
    text, edtf = now["period_text"], now["period_edtf"] or None
    if not text and not edtf:
        return None
    kept = before if edtf == before.get("edtf") else {}
    if edtf and not kept and read_days(Period(text, edtf)) is None:
        raise UnreadError(
            f"period: {edtf[:40]!r} are no days that we read; expected 2023-05-01, 2023-05 or 2023-05-01/.."
        )
    return {**kept, "text": text or edtf, "edtf": edtf}


def read_chain(words: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A chain from its names. Who stood in it already keeps role, cue and place in the text."""
    known = {line(link["name"]): link for link in before}
    return [known.get(name, {"name": name}) for name in names_in(words)]


def names_in(words: str) -> list[str]:
    """A name a line, or arrows between them."""
    lines = words.replace("→", "\n").splitlines()
    return [line(each) for each in lines if each.strip()]


READ = {  # what the page tells of a claim → the field of its readings
    "harm": "harm", "victims": "victims", "side": "side", "status": "status", "place": "place", "period": "period",
    "aspect": "aspect", "part_of": "part_of", "stance": "stance",
}  # fmt: skip


def rows_of(claim: Claim, figure: str, tell: Callable[[Any], str]) -> list[tuple[str, str, str]]:
    """Each field as it was read: what it is called, its value in words, why."""
    why = {each.field: tell(each) for each in claim.readings}
    rows = [("figure", figure, why.get("figure", ""))]
    for called, field in READ.items():
        value = getattr(claim, field)
        words = getattr(value, "value", value)
        if called == "place" and claim.place:
            words = together(claim.place.text, claim.place.name)
        elif called == "period" and claim.period:
            words = together(claim.period.text, claim.period.edtf)
        elif called == "part_of" and value is not None:
            words = f"claim {value} of this report"
        rows.append(
            (called.replace("_", " "), "" if words is None else str(words).replace("_", " "), why.get(field, ""))
        )
    chain = " → ".join(link.name for link in claim.chain)
    return [*rows, ("who says so", chain, "; ".join(filter(None, (why.get("speaker"), why.get("chain")))))]


def together(text: str, normal: str | None) -> str:
    """Words, and their normal form where it says more."""
    return f"{text} ({normal})" if normal and normal != text else text
