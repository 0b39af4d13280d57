"""A table with ACLED's column names: a claim of deaths a row."""

from typing import Any

from tolltrace.days import Days, read_days
from tolltrace.exports.lookalikes import ID_START, look_alike, one_figure, other_harms
from tolltrace.exports.wording import in_words
from tolltrace.ledger import RecordedClaim

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
FILLED = frozenset(
    {
        "event_id_cnty", "event_date", "year", "time_precision", "location", "latitude", "longitude", "geo_precision",
        "source", "notes", "fatalities",
    }
)  # fmt: skip
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3}  # from UCDP's where_prec: a place, near or around one, a province; no wider
TIME_PRECISION = ((1, 1), (7, 2), (31, 3))  # up to so many days: a day, a week, a month


def row(recorded: RecordedClaim) -> dict[str, Any]:
    """One claim. `fatalities` is empty unless the words give one figure, `event_date` where no month is sure."""
    claim, place = recorded.claim, recorded.claim.place
    days = read_days(claim.period)
    precision = time_precision(days)
    first = days.first if days and precision else None
    figure = one_figure(claim)
    speaker = claim.chain[0].name if claim.chain else None
    return {
        "event_id_cnty": ID_START + claim.id,
        "event_date": first.isoformat() if first else None,
        "year": first.year if first else None,
        "time_precision": precision,
        "location": place and (place.name or place.text),
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "geo_precision": GEO_PRECISION.get(place.where_prec or 0) if place else None,
        "source": recorded.outlet,
        "notes": in_words(claim.figure, claim.harm, claim.stance, claim.side, place.text if place else None, speaker),
        "fatalities": figure,
    }


def time_precision(days: Days | None) -> int | None:
    """1 for a day, 2 within a week, 3 within a month; None for what is longer, or has no beginning."""
    count = days.count if days else None
    return next((level for most, level in TIME_PRECISION if count is not None and count <= most), None)


EXPORT = look_alike(
    "acled",
    about="claims of deaths in a table with the column names of ACLED's events",
    columns=COLUMNS,
    row=row,
    leaves_out=(other_harms("killed"),),
    filled=FILLED,
)
