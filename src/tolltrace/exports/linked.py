"""What the formats of linked data share: names that stay the same on every machine, and a document that streams.

Contexts are written out, so that nothing need be fetched to read a file. What stands for no page of the web has a URN.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tolltrace.exports.files import write_json_document
from tolltrace.exports.losses import is_on_the_web
from tolltrace.values import Figure, Place

VOCABULARY = "urn:tolltrace:vocabulary#"
SAFE_IN_ADDRESS = "%/:=&?~#+!$,;'@()*"  # what else stands in one would end it, or is not allowed


def address(url: str | None) -> str | None:
    """An address of the web as an IRI; None for every other."""
    return quote(url, safe=SAFE_IN_ADDRESS) if url is not None and is_on_the_web(url) else None


def urn(kind: str, name: str) -> str:
    """The name of one of our things."""
    return f"urn:tolltrace:{kind}:{quote(name, safe='')}"


def report_name(report_id: str) -> str:
    """A report by its address, where its id is one."""
    return address(report_id) or urn("report", report_id)


def bare(record: Mapping[str, Any]) -> dict[str, Any]:
    """Without the members that hold nothing: linked data leaves out what is not known."""
    return {name: value for name, value in record.items() if value is not None and value not in ("", [], {})}


def figure_terms(figure: Figure) -> dict[str, Any]:
    """A figure in our own vocabulary; nothing for what the words do not bound."""
    return bare(
        {
            "tolltrace:low": figure.low,
            "tolltrace:high": figure.high,
            "tolltrace:value": figure.value,
            "tolltrace:fraction": figure.fraction,
            "tolltrace:hedge": figure.hedge.value,
        }
    )


def place_terms(place: Place | None) -> dict[str, Any]:
    """A place in our own vocabulary."""
    if place is None:
        return {}
    return bare(
        {
            "tolltrace:placeWords": place.text,
            "tolltrace:placeName": place.name,
            "tolltrace:geonamesId": place.geonames_id,
            "tolltrace:latitude": place.latitude,
            "tolltrace:longitude": place.longitude,
            "tolltrace:wherePrec": place.where_prec,
        }
    )


def write_graph(context: Mapping[str, Any], nodes: Iterable[Mapping[str, Any]], path: Path) -> None:
    """JSON-LD: a context, and the nodes a line each."""
    write_json_document({"@context": context}, "@graph", nodes, path)
