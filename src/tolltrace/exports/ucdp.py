"""A table with the column names of UCDP's Georeferenced Event Dataset: a claim of deaths a row."""

from typing import Any

from tolltrace.days import read_days
from tolltrace.exports.lookalikes import ID_START, look_alike, one_figure, other_harms
from tolltrace.ledger import RecordedClaim
from tolltrace.values import Aspect, Claim, Status

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_new_id", "conflict_name",
    "dyad_new_id", "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid",
    "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
FILLED = frozenset(
    {
        "id", "year", "side_a", "number_of_sources", "source_article", "source_office", "source_date",
        "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "latitude",
        "longitude", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_civilians",
        "deaths_unknown", "best", "high", "low",
    }
)  # fmt: skip
CLARITY = {Aspect.EVENT: 1, Aspect.CUMULATIVE: 2}  # one incident; many put together


def row(recorded: RecordedClaim) -> dict[str, Any]:
    """One claim. `best` is empty unless the words give one figure, and so then is whose dead they are.

    `side_a` is whose people the dead are: who stood against them a claim does not say. A claim without a period has no
    dates: the day of the report is not the day of the deaths.
    """
    claim, place, published = recorded.claim, recorded.claim.place, recorded.published
    days = read_days(claim.period)
    first, last = (days.first, days.last) if days else (None, None)
    best = one_figure(claim)
    day = published.on.isoformat() if published else None
    return {
        "id": ID_START + claim.id,
        "year": first.year if first and last and first.year == last.year else None,
        "side_a": claim.side if deaths_column(claim) == "deaths_a" else None,
        "number_of_sources": 1,
        "source_article": ", ".join(filter(None, (recorded.outlet, day, recorded.title))),
        "source_office": recorded.outlet,
        "source_date": day,
        "source_headline": recorded.title,
        "source_original": claim.chain[0].name if claim.chain else None,
        "where_prec": place and place.where_prec,
        "where_coordinates": place and place.name,
        "where_description": place and place.text,
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "event_clarity": CLARITY.get(claim.aspect),
        "date_prec": claim.period and claim.period.date_prec,
        "date_start": first.isoformat() if first else None,
        "date_end": last.isoformat() if last else None,
        deaths_column(claim): best,
        "best": best,
        "high": claim.figure.high,
        "low": claim.figure.low,
    }


def deaths_column(claim: Claim) -> str:
    """Where the dead are counted: civilians are never inferred, nor are fighters of nobody."""
    if claim.status is Status.CIVILIAN:
        return "deaths_civilians"
    return "deaths_a" if claim.status is Status.COMBATANT and claim.side else "deaths_unknown"


EXPORT = look_alike(
    "ucdp",
    about="claims of deaths in a table with the column names of UCDP's events",
    columns=COLUMNS,
    row=row,
    leaves_out=(other_harms("killed"),),
    filled=FILLED,
)
