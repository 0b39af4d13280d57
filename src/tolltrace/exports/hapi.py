"""A table with the column names of HDX HAPI's conflict events: a claim of deaths a row.

The columns are those of its endpoint `coordination-context/conflict-events`, which gives ACLED's events by month and
administrative area. A claim is no such sum: `events` and `event_type` stay empty, and its period is its own.
"""

from typing import Any

from tolltrace.days import read_days
from tolltrace.exports.lookalikes import look_alike, one_figure, other_harms
from tolltrace.ledger import RecordedClaim

COLUMNS = (
    "location_ref", "location_code", "location_name", "has_hrp", "in_gho", "provider_admin1_name",
    "provider_admin2_name", "admin1_ref", "admin1_code", "admin1_name", "admin2_ref", "admin2_code", "admin2_name",
    "admin_level", "resource_hdx_id", "event_type", "events", "fatalities", "reference_period_start",
    "reference_period_end",
)  # fmt: skip
FILLED = frozenset(
    {
        "location_name", "provider_admin1_name", "provider_admin2_name", "admin_level", "fatalities",
        "reference_period_start", "reference_period_end",
    }
)  # fmt: skip
# from UCDP's where_prec: the level of an administrative area, and where its name goes; a point is none of these areas
LEVELS = {6: (0, "location_name"), 4: (1, "provider_admin1_name"), 3: (2, "provider_admin2_name")}


def row(recorded: RecordedClaim) -> dict[str, Any]:
    """One claim. `fatalities` is empty unless the words give one figure, the period unless its days are known.

    HAPI's own names of areas come with codes of theirs: ours stand as a provider's names do.
    """
    claim, place = recorded.claim, recorded.claim.place
    days = read_days(claim.period)
    level, name = LEVELS.get(place.where_prec or 0, (None, None)) if place else (None, None)
    return {
        **({name: place.name or place.text} if place and name else {}),
        "admin_level": level,
        "fatalities": one_figure(claim),
        "reference_period_start": days.first.isoformat() if days and days.first else None,
        "reference_period_end": days.last.isoformat() if days else None,
    }


EXPORT = look_alike(
    "hapi",
    about="claims of deaths in a table with the column names of HDX HAPI's conflict events",
    columns=COLUMNS,
    row=row,
    leaves_out=(other_harms("killed"),),
    filled=FILLED,
)
