"""A claim or a statement in a few words of our own: for where a format asks for text and none is quoted."""

from tolltrace.values import Figure, Hedge, Stance

BEFORE = {
    Hedge.MORE_THAN: "more than ",
    Hedge.AT_LEAST: "at least ",
    Hedge.LESS_THAN: "less than ",
    Hedge.AT_MOST: "at most ",
    Hedge.ABOUT: "about ",
}


def figure_in_words(figure: Figure) -> str:
    """ "more than 20,000", "15 to 20", "0.5 of the whole"; empty where nothing is counted."""
    before = BEFORE.get(figure.hedge, "")
    if figure.fraction is not None:
        return f"{before}{figure.fraction:g} of the whole"
    if figure.value is not None:
        return f"{before}{figure.value:,}"
    low, high = figure.low, figure.high
    if low is None:
        return f"{high:,} or fewer" if high is not None else ""
    return f"{low:,} to {high:,}" if high is not None else f"{low:,} or more"


def in_words(figure: Figure, harm: str, stance: Stance, *about: str | None) -> str:
    """ "killed: at least 12 (denied); Karvel; Lake Dravo"."""
    stood = "" if stance is Stance.ASSERTED else f" ({stance.value.replace('_', ' ')})"
    return "; ".join(filter(None, [f"{harm}: {figure_in_words(figure) or 'no figure'}{stood}", *about]))
