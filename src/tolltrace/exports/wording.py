"""A claim or a statement in a few words of our own: for where a format asks for text and none is quoted."""

from tolltrace.phrasing import figure_words
from tolltrace.values import Figure, Stance


def in_words(figure: Figure, harm: str, stance: Stance, *about: str | None) -> str:
    """ "killed: at least 12 (denied); Karvel; Lake Dravo"."""
    stood = "" if stance is Stance.ASSERTED else f" ({stance.value.replace('_', ' ')})"
    return "; ".join(filter(None, [f"{harm}: {figure_words(figure)}{stood}", *about]))
