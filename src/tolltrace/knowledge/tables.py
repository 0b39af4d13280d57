"""What the tables of a lexicon are made of."""

from typing import Literal

import msgspec

Words = frozenset[str]
Unit = Literal["hour", "day", "week", "month", "year"]
# what a time phrase can be read as: claims/time_phrases.py has a function for each
TimeReading = Literal[
    "since_start", "since_event", "recent", "last_units", "units_ago", "between_dates", "as_of", "since_date",
    "since_month", "since_weekday", "since_year", "between_years", "full_date", "month_year", "weekday", "weekend",
    "overnight", "yesterday", "today", "this_unit", "last_unit", "earlier_unit", "year_only"
]  # fmt: skip


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of a lexicon: no field more than these."""
