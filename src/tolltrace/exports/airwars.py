"""A table with the column names of Airwars' incidents: a claim of people killed or injured a row."""

from typing import Any

from tolltrace.days import read_days
from tolltrace.exports.lookalikes import ID_START, look_alike, other_harms
from tolltrace.ledger import RecordedClaim
from tolltrace.values import Claim, Status

STEMS = (
    "civilian_non_combatants", "children", "women", "men", "human_rights_defenders", "journalists", "trade_unionists",
    "healthcare_personnel", "other_civilian_non_combatants", "undetermined", "other_protected_persons",
    "medical_and_religious_personnel_state", "medical_and_religious_personnel_non_state", "persons_hors_de_combat",
    "belligerents", "member_of_armed_forces", "persons_directly_participating_in_hostilities",
    "civilian_role_in_military",
)  # fmt: skip
HARMS = {"killed": "killed", "wounded": "injured"}  # ours → theirs
BOUNDS = ("min", "max")
COUNTS = tuple(f"{stem}_{harm}_{bound}" for stem in STEMS for harm in HARMS.values() for bound in BOUNDS)
COLUMNS = (
    "code", "date_type", "date", "date_end", "local_first_reported_date_time", "local_first_reported_by",
    "local_first_reported_url", "location_name", "location_name_arabic", "location_name_hebrew",
    "location_name_ukrainian", "strike_status", "civilian_harm_reported", "civilian_harm_status",
    "geolocation_status", "geolocation_accuracy", "geolocation_sign_off_assessor", *COUNTS,
)  # fmt: skip
OF_DEMOGRAPHIC = {
    "children": "children",
    "women": "women",
    "men": "men",
    "journalists": "journalists",
    "medics": "healthcare_personnel",
}
OF_STATUS = {Status.CIVILIAN: "civilian_non_combatants", Status.COMBATANT: "belligerents"}
USED = (*OF_DEMOGRAPHIC.values(), *OF_STATUS.values(), "undetermined")
FILLED = frozenset(
    {
        "code", "date_type", "date", "date_end", "location_name", "civilian_harm_reported", "geolocation_accuracy",
        *(f"{stem}_{harm}_{bound}" for stem in USED for harm in HARMS.values() for bound in BOUNDS),
    }
)  # fmt: skip
ACCURACY = {3: "district", 4: "province_governorate"}  # from UCDP's where_prec; a point is a village or a city, unknown


def row(recorded: RecordedClaim) -> dict[str, Any]:
    """One claim, its bounds in one pair of columns alone. Who first reported it is not known from one report."""
    claim, place = recorded.claim, recorded.claim.place
    days = read_days(claim.period)
    first = days.first.isoformat() if days and days.first else None
    last = days.last.isoformat() if days else None
    stem = f"{stem_of(claim)}_{HARMS[claim.harm]}"
    return {
        "code": ID_START + claim.id,
        "date_type": ("single" if first == last else "range") if first else None,
        "date": first,
        "date_end": last if first != last else None,
        "location_name": place and (place.name or place.text),
        "civilian_harm_reported": True if claim.status is Status.CIVILIAN and claim.figure.low else None,
        "geolocation_accuracy": ACCURACY.get(place.where_prec or 0) if place else None,
        f"{stem}_min": claim.figure.low,
        f"{stem}_max": claim.figure.high,
    }


def stem_of(claim: Claim) -> str:
    """Which people they are, as the words say: fighters first, whatever their age or sex; else the narrower column."""
    if claim.status is not Status.COMBATANT and claim.demographic in OF_DEMOGRAPHIC:
        return OF_DEMOGRAPHIC[claim.demographic]
    return OF_STATUS.get(claim.status, "undetermined")


EXPORT = look_alike(
    "airwars",
    about="claims of people killed or injured in a table with the column names of Airwars' incidents",
    columns=COLUMNS,
    row=row,
    leaves_out=(other_harms("killed", "wounded"),),
    filled=FILLED,
)
