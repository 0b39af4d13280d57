"""Pictures of what is known, as SVG: no scripts, nothing fetched, readable in the light and in the dark."""

from tolltrace.pictures.cards import draw_card
from tolltrace.pictures.map import Spot, draw_map
from tolltrace.pictures.relays import draw_relays
from tolltrace.pictures.series import draw_series
from tolltrace.pictures.svg import bare, style_source

__all__ = ["Spot", "bare", "draw_card", "draw_map", "draw_relays", "draw_series", "style_source"]
