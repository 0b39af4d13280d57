"""What moved between a statement and a claim that relays it → Drift; what an outlet mended itself → Revision."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from tolltrace.days import read_days
from tolltrace.relays import Drift, How, Relay, Revision
from tolltrace.values import Figure, Hedge, Place

LOWER = frozenset({Hedge.MORE_THAN, Hedge.AT_LEAST})
UPPER = frozenset({Hedge.LESS_THAN, Hedge.AT_MOST})
WIDE_PREC = 6  # UCDP's: a state; naming it narrows nothing
AREA_PREC = frozenset({3, 4})  # a district, a province
TOWN_PREC = 1
OF_KIND = re.compile(r"\b[\w-]{1,40} of (?:the )?$")
MANY_PLACES = re.compile(
    r"\b(?:other|several|many|various)\b.{0,30}\b(?:regions?|areas?|cities|places|parts|towns)\b", re.I
)
QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]{10,1000})[\"”»“]")
LONG_DAYS = 45  # a period from here up is told in months: its first day is no more exact than one
UNDETERMINED = "und"  # BCP 47: of an imported record, whose language nobody gave
OWN_CLOCK_DAYS = 3  # a period that ends so near its report's day ends "now"


def find_drift(relay: Relay, reference: Relay, bases: tuple[str | None, str | None]) -> Iterator[Drift]:
    """What one claim changed of the statement as the reference has it.

    `bases` are the harms of what the two are shares of. A field that a relay leaves out is no drift, but a lost hedge
    is: it makes the figure say more.
    """
    claim, origin = relay.claim, reference.claim
    if claim.id == origin.id:
        return
    languages = {relay.carrier.language, reference.carrier.language} - {UNDETERMINED}
    translated = "translation" if len(languages) > 1 else None

    def moved(field: str, how: How, was: str | None, now: str | None) -> Drift:
        return Drift(relay.carrier.id, claim.id, field, how, was, now, relay.in_headline, translated)

    if differs(origin.figure.value, claim.figure.value):
        yield moved("number", How.CHANGED, origin.mention.text, claim.mention.text)
    elif how := compare_hedges(origin.figure, claim.figure):
        yield moved("hedge", how, origin.mention.text, claim.mention.text)
    if claim.figure.fraction is not None:
        was, now = bases[0] or origin.harm, bases[1] or claim.harm
        if was != now:
            yield moved("base", How.CHANGED, was, now)
    elif claim.harm != origin.harm:
        yield moved("harm", How.CHANGED, origin.harm, claim.harm)
    if differs(origin.side, claim.side):
        yield moved("side", How.CHANGED, origin.side, claim.side)
    if is_stated(relay) and (how := compare_places(origin.place, claim.place)):
        yield moved("place", how, *places_told(reference, relay))
    if origin.period and claim.period and periods_differ(reference, relay):
        yield moved("period", How.CHANGED, origin.period.text, claim.period.text)
    if translated is None and quotations_differ(reference, relay):
        yield moved("quotation", How.CHANGED, quotation(reference), quotation(relay))


def gather_drift(drift: Sequence[Drift]) -> tuple[Drift, ...]:
    """One for each field and way in a report: what its text shows, else what its headline alone does."""
    kept: dict[tuple[str, str, How], Drift] = {}
    for each in drift:
        key = (each.report, each.field, each.how)
        if key not in kept or (kept[key].in_headline and not each.in_headline):
            kept[key] = each
    return tuple(kept.values())


def differs(was: object, now: object) -> bool:
    """Whether both state a value, and not the same."""
    return was is not None and now is not None and was != now


def compare_hedges(was: Figure, now: Figure) -> How | None:
    """`more than` and `at least` are one wording; `nearly` that became `at least` turned round."""
    if was.hedge == now.hedge or {was.hedge, now.hedge} <= LOWER or {was.hedge, now.hedge} <= UPPER:
        return None
    if now.hedge is Hedge.EXACT:
        return How.LOST
    if was.hedge is Hedge.EXACT:
        return How.ADDED
    turned = (was.hedge in LOWER and now.hedge in UPPER) or (was.hedge in UPPER and now.hedge in LOWER)
    return How.FLIPPED if turned else How.CHANGED


def is_stated(relay: Relay) -> bool:
    """Whether the claim's own sentence names its place: one that we carried over from another is our reading of it."""
    place = relay.claim.place
    return place is None or place.text in relay.claim.evidence.text


def compare_places(was: Place | None, now: Place | None) -> How | None:
    """A place that narrows, or moves, what was said; a state, or `other regions` beside one, narrows nothing.

    The town is narrower than the province or district that has its name.
    """
    if now is None or is_wide(now):
        return None
    if was is None or is_wide(was):
        return How.ADDED if was is None else How.CHANGED
    same_name = (was.name or was.text).casefold() == (now.name or now.text).casefold()
    is_same = same_name or (was.geonames_id is not None and was.geonames_id == now.geonames_id)
    return How.CHANGED if not is_same or narrows(was, now) else None


def narrows(was: Place, now: Place) -> bool:
    """Whether the same name was that of an area and became that of a town."""
    return was.where_prec in AREA_PREC and now.where_prec == TOWN_PREC


def places_told(reference: Relay, relay: Relay) -> tuple[str | None, str | None]:
    """Both places as printed; with what kind of place each is (`city of Karvel`), where they differ in that alone."""
    was, now = (each.claim.place.text if each.claim.place else None for each in (reference, relay))
    if was is None or now is None or was.casefold() != now.casefold():
        return was, now
    return with_kind(reference, was), with_kind(relay, now)


def with_kind(relay: Relay, words: str) -> str:
    """The words of a place with the `… of` before them."""
    text = relay.claim.evidence.text
    kind = OF_KIND.search(text, 0, max(0, text.find(words)))
    return f"{kind[0]}{words}" if kind else words


def is_wide(place: Place) -> bool:
    """A state, or several places at once."""
    return (place.where_prec or 0) >= WIDE_PREC or MANY_PLACES.search(place.text) is not None


def periods_differ(reference: Relay, relay: Relay) -> bool:
    """Whether two periods are other days, and not other words: since December, said on 1 May, is five months."""
    was, now = _from_and_to(reference), _from_and_to(relay)
    if was is None or now is None:
        return False
    return any(
        a is not None and b is not None and abs((a - b).days) > _slack(was, now) for a, b in zip(was, now, strict=True)
    )


def _from_and_to(relay: Relay) -> tuple[date | None, date | None] | None:
    """The days of a period; its end is open where that is only the day of its report."""
    days = read_days(relay.claim.period)
    if days is None:
        return None
    start, end = days.first, days.last
    published = relay.carrier.published.on if relay.carrier.published else None
    ends_now = published and abs((published - end).days) <= OWN_CLOCK_DAYS and start != end
    return start, None if ends_now else end


def _slack(*periods: tuple[date | None, date | None]) -> int:
    long = any(start is None or end is None or (end - start).days >= LONG_DAYS for start, end in periods)
    return 31 if long else 1


def quotations_differ(reference: Relay, relay: Relay) -> bool:
    """Whether both print the words themselves, and neither contains the other's."""
    was, now = quotation(reference), quotation(relay)
    if not was or not now:
        return False
    one, other = (re.sub(r"\W+", " ", words).casefold().strip() for words in (was, now))
    return one not in other and other not in one


def quotation(relay: Relay) -> str | None:
    """The words between quotation marks around a claim's figure."""
    claim = relay.claim
    at = claim.mention.start - claim.evidence.start
    return next((m[1] for m in QUOTED.finditer(claim.evidence.text) if m.start() <= at < m.end()), None)


# ── revisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_revisions(relays: Sequence[Relay], alike: frozenset[frozenset[str]]) -> tuple[Revision, ...]:
    """What an outlet worded otherwise in a later report of the same: pairs that are `alike` in text or title.

    `relays` are in the order of publication.
    """
    found: list[Revision] = []
    for at, later in enumerate(relays):
        earlier = [
            relay
            for relay in relays[:at]
            if relay.carrier.outlet == later.carrier.outlet is not None
            and frozenset((relay.carrier.id, later.carrier.id)) in alike
            and relay.carrier.id != later.carrier.id
            and relay.in_headline == later.in_headline
        ]
        for field, was, now in worded_otherwise(earlier[-1], later) if earlier else ():
            untaken = [
                relay.carrier.id
                for relay in relays[at + 1 :]
                if relay.carrier.outlet != later.carrier.outlet and field_words(relay, field) == was is not None
            ]
            ids = later.carrier.id, earlier[-1].carrier.id
            found.append(Revision(*ids, field, was, now, tuple(dict.fromkeys(untaken))))
    return tuple(dict.fromkeys(found))


def worded_otherwise(earlier: Relay, later: Relay) -> Iterator[tuple[str, str | None, str | None]]:
    """The fields in which two reports of one outlet differ."""
    if compare_hedges(earlier.claim.figure, later.claim.figure):
        yield "hedge", earlier.claim.mention.text, later.claim.mention.text
    for field in ("number", "harm", "place", "side"):
        was, now = field_words(earlier, field), field_words(later, field)
        if was is not None and now is not None and was != now:
            yield field, was, now


def field_words(relay: Relay, field: str) -> str | None:
    """A field of a claim, as words."""
    claim = relay.claim
    if field == "place":
        return claim.place.text if claim.place and is_stated(relay) else None
    if field == "number":
        return str(claim.figure.value) if claim.figure.value is not None else None
    return claim.harm if field == "harm" else claim.side
