"""What follows from statements: what does not add up, what speakers said through time, what gives a figure."""

from tolltrace.reckoning.checks import check_series, find_findings
from tolltrace.reckoning.explain import asked_of, explain_figure
from tolltrace.reckoning.series import build_series, line_up, series_table

__all__ = [
    "asked_of",
    "build_series",
    "check_series",
    "explain_figure",
    "find_findings",
    "line_up",
    "series_table",
]
