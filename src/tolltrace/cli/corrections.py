"""`field=value` on the command line → changes of a claim. No ledger, no flag is read here."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import typer

TEXTS = ("hedge", "harm", "victims", "side", "status", "demographic", "aspect", "rate", "stance", "modality")
PERIOD = ("text", "edtf", "date_prec")
PARTS = {
    "place": ("text", "name", "geonames_id", "lat", "lon", "where_prec"),
    "period": PERIOD,
    "said": PERIOD,
}
PARTS_OF_TEXT = ("text", "name", "edtf")
NOTHING = ("", "null")
FIXED = ("id", "claim", "mention", "evidence", "confidence", "field_confidence", "why")


def read_corrections(given: Sequence[str], record: Mapping[str, Any]) -> dict[str, Any]:
    """Changes to a claim's record from words like `low=12`, `side=Karvel`, `place.name=Lake Dravo`, `rate=null`.

    A value is JSON, or words as they are: names of a chain are parted by ">". Raises BadParameter, which names the
    fields that there are.
    """
    changes: dict[str, Any] = {}
    known = [name for name in record if name not in FIXED]
    for one in given:
        name, is_given, words = one.partition("=")
        name, has_part, part = name.strip().partition(".")
        if not is_given:
            raise typer.BadParameter(f"{one!r}: field=value was expected; known fields: {', '.join(known)}")
        if name not in known:
            raise typer.BadParameter(f"{name!r} is no field that can be corrected; known: {', '.join(known)}")
        if not has_part:
            changes[name] = read_value(name, words.strip())
            continue
        if part not in PARTS.get(name, ()):
            parts = ", ".join(f"{whole}.{each}" for whole, several in PARTS.items() for each in several)
            raise typer.BadParameter(f"'{name}.{part}' is no part of a field; known: {parts}")
        before = changes.get(name, record[name])
        changes[name] = {**(before or {}), part: read_part(part, words.strip())}
    return changes


def read_value(name: str, words: str) -> Any:
    """One field's value."""
    if words in NOTHING:
        return [] if name == "chain" else None
    if name in TEXTS and not words.startswith('"'):
        return words
    value = _as_json(words)
    if isinstance(value, str) and name in PARTS:
        return {"text": value}
    if isinstance(value, str) and name == "chain":
        return [{"name": each.strip()} for each in value.replace("→", ">").split(">")]
    return value


def read_part(part: str, words: str) -> Any:
    """The value of a part of a place or a time."""
    if words in NOTHING:
        return None
    return words if part in PARTS_OF_TEXT and not words.startswith('"') else _as_json(words)


def _as_json(words: str) -> Any:
    """JSON, else the words themselves."""
    try:
        return json.loads(words, parse_constant=str)
    except (ValueError, RecursionError):
        return words
