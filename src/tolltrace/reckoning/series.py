"""Statements → series: one speaker's figures on one subject through time, and several speakers side by side.

Nothing is summed, averaged or interpolated. Totals, additions, events and rates keep their kind; a refusal or a denial
is a point of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from tolltrace.knowledge import Knowledge
from tolltrace.phrasing import figure_words
from tolltrace.reckoning.points import SILENCE, find_gaps, kind_of, make_points
from tolltrace.reckoning.tracks import Track, Where, beginning_of, find_where, join_tracks
from tolltrace.relays import Gap, Identity, LineUp, Point, Series, Statement
from tolltrace.values import Stance

NOBODY = "no speaker named"
TABLE_HEADINGS = ("On", "Said on", "Kind", "Figure", "Note", "Statement")

Base = tuple[str, str | None, str, str | None, bool]  # speaker, side, harm, demographic, background


def build_series(statements: Iterable[Statement], knowledge: Knowledge) -> tuple[Series, ...]:
    """One series for each speaker and subject, in the order of speaker, side, harm and place.

    A subject is side, harm, status and kind of people, the place or campaign, and for running totals the day from which
    they count (`tracks.py`). A spokesman's figures are his institution's; where no speaker is named, the outlet speaks.
    """
    statements = sorted(statements, key=lambda one: one.id)  # so that nothing hangs on the order of arrival
    by_id = {one.id: one for one in statements}
    voices = name_voices(statements, knowledge)
    found: defaultdict[Base, list[tuple[Where, Statement]]] = defaultdict(list)
    for one in statements:
        about = by_id.get(one.about) if one.about and kind_of(one) == SILENCE else None
        side = one.side or (about.side if about else None)
        base = (voices[one.id].name, side, one.harm, one.demographic, one.reference.claim.background)
        found[base].append((find_where(one, about), one))
    series = [make_series(base, track, voices) for base, told in found.items() for track in join_tracks(told)]
    return tuple(sorted(series, key=order_of))


def name_voices(statements: Sequence[Statement], knowledge: Knowledge) -> Mapping[str, Identity]:
    """By statement id, who speaks: the institution where one speaks or is spoken for, else the person.

    Of several names that reports give to one speaker, the one that says most: a spokesman before "the US". A person who
    is named without a role speaks for the institution that all other statements give him.
    """
    known = {one.id: [knowledge.identify_speaker(name, role) for name, role in names_of(one)] for one in statements}
    spoken_for: defaultdict[str, set[str]] = defaultdict(set)
    for each in (each for identities in known.values() for each in identities if each.speaks_for):
        spoken_for[each.name].add(each.speaks_for or "")
    voices: dict[str, Identity] = {}
    for one in statements:
        found = [name_voice(each, spoken_for.get(each.name, set()), knowledge) for each in known[one.id]]
        found = found or [(0, knowledge.identify_speaker(outlet_of(one)))]
        voices[one.id] = min(found, key=lambda each: each[0])[1]  # the first of the best
    return voices


def name_voice(identity: Identity, spoken_for: Set[str], knowledge: Knowledge) -> tuple[int, Identity]:
    """In whose name a speaker speaks, and how little the name says: 0 for a spokesman, 4 for who may be anybody."""
    told = identity.speaks_for or (next(iter(spoken_for)) if len(spoken_for) == 1 else None)
    if told:
        voice = knowledge.identify_speaker(told)
        return 0, voice if voice.name == told else replace(identity, name=told)
    if identity.is_vague:
        return 4, identity
    if not identity.kind:
        return 3, identity
    return (2 if identity.of and identity.name == f"{identity.of} government" else 1), identity


def names_of(statement: Statement) -> list[tuple[str, str | None]]:
    """The names under which reports have the first speaker, each with a role that one of them gives."""
    links = (link for relay in (statement.reference, *statement.relays) for link in relay.claim.chain[:1])
    roles: dict[str, str] = {}
    for link in links:
        if link.role:
            roles.setdefault(link.name, link.role)
    names = dict.fromkeys(name for name in (statement.speaker, *statement.speakers) if name)
    return [(name, roles.get(name)) for name in names]


def outlet_of(statement: Statement) -> str:
    """Who speaks where no speaker is named: the report itself; but it denies and refuses nothing by itself."""
    carrier = statement.reference.carrier
    is_somebodys = statement.stance in (Stance.DENIED, Stance.DISPUTED, Stance.NOT_PROVIDED, Stance.RETRACTED)
    return carrier.outlet if carrier.outlet and not is_somebodys else f"{NOBODY} ({carrier.id})"


def make_series(base: Base, track: Track, voices: Mapping[str, Identity]) -> Series:
    """The series of one track."""
    speaker, side, harm, demographic, background = base
    voice = voices[track.statements[0].id]
    points = make_points(track.statements, is_one_voice=not voice.is_vague)
    dated = {point.statement for point in points}
    places = Counter(one.place.name or one.place.text for one in track.statements if one.place)
    begun = [printed for one in track.statements if (printed := beginning_of(one))]
    names = {name for one in track.statements for name, _ in names_of(one)}
    return Series(
        speaker=speaker,
        side=side,
        harm=harm,
        place=max(sorted(places), key=places.__getitem__) if track.at.place and places else None,
        points=points,
        gaps=() if voice.is_vague else find_gaps(points),
        since=max(sorted(begun), key=len) if track.at.since and begun else None,
        status=track.at.status,
        demographic=demographic,
        of=voice.of,
        names=tuple(sorted(names)),
        is_vague=voice.is_vague,
        background=background,
        undated=tuple(sorted(one.id for one in track.statements if one.id not in dated)),
    )


def order_of(series: Series) -> tuple[str, ...]:
    """Speaker, then subject; whatever the order in which statements came."""
    subject = (series.side, series.harm, series.place, series.demographic, series.status, series.since)
    first = series.points[0].statement if series.points else "".join(series.undated[:1])
    return (series.speaker.casefold(), *(part or "" for part in subject), str(series.background), first)


def line_up(series: Iterable[Series], since: date | None = None, until: date | None = None) -> LineUp:
    """Several series over one window, both days inclusive: by default from the first day of any to the last.

    Each is cut to the window, and one without a point in it is left out. Nothing is carried into it from before.
    """
    series = tuple(series)
    days = [point.on for one in series for point in one.points]
    first, last = since or min(days, default=None), until or max(days, default=None)
    if first is None or last is None:
        return LineUp(since, until, ())
    cut = (cut_series(one, first, last) for one in series)
    return LineUp(first, last, tuple(one for one in cut if one.points))


def cut_series(series: Series, first: date, last: date) -> Series:
    """The points within two days, and the gaps as far as they lie there."""
    points = tuple(point for point in series.points if first <= point.on <= last)
    inside = (replace(gap, first=max(gap.first, first), last=min(gap.last, last)) for gap in series.gaps)
    return replace(series, points=points, gaps=tuple(gap for gap in inside if gap.first <= gap.last))


# ── what others print ────────────────────────────────────────────────────────────────────────────────────────────────


def series_table(series: Series) -> tuple[tuple[str, ...], ...]:
    """Rows of strings under TABLE_HEADINGS, the oldest first, each gap in its place; names and notes as they came."""
    rows = [(point.on, 1, point_row(point)) for point in series.points]
    rows += [(gap.first, 0, gap_row(gap)) for gap in series.gaps]
    return tuple(row for *_, row in sorted(rows, key=lambda each: each[:2]))


def point_row(point: Point) -> tuple[str, ...]:
    """ "2024-03-04", "", "cumulative", "more than 20,000", "revision", its id; when it was said, if later."""
    said = point.said_on.isoformat() if point.said_on and point.said_on != point.on else ""
    figure = "—" if point.kind == SILENCE else figure_words(point.figure) + (f" per {point.rate}" if point.rate else "")
    doubt = "unconfirmed" if point.stance is Stance.UNCONFIRMED else ""
    return (
        point.on.isoformat(),
        said,
        point.kind,
        figure,
        ", ".join(filter(None, (point.note, doubt))),
        point.statement,
    )


def gap_row(gap: Gap) -> tuple[str, ...]:
    """A gap in words, where its figures would stand."""
    days = (gap.last - gap.first).days + 1
    usual = "every day" if gap.usual_days == 1 else f"every {gap.usual_days} days"
    return (f"{gap.first} – {gap.last}", "", gap.kind, "no figure", f"gap of {days} days; usually one {usual}", "")
