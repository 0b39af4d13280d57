"""Pictures of what is known, as SVG: no scripts, nothing fetched, readable in the light and in the dark."""

from tolltrace.pictures.relays import draw_relays
from tolltrace.pictures.series import draw_series

__all__ = ["draw_relays", "draw_series"]
