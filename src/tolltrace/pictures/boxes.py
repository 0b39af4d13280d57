"""What stands in the boxes of a statement's way: who, when, in which words, and what moved, in lines that fit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tolltrace.pictures.svg import LETTER_PIXELS, cut_to, width_of, wrap_to
from tolltrace.pictures.ways import SPEAKER, Rest, Stop, Way
from tolltrace.relays import Drift, Relay, Revision, Statement
from tolltrace.values import Stance

PAD, LINE = 9, 17  # pixels: around the words of a box; from line to line
MOST_CHANGES = 9  # that a box shows in full, as many as there are fields
TOLD_LETTERS = 600  # of a name or wording, where it is told as a whole
NOT_SAID = "not said"
SIGN = "◆ "  # before what moved: colour is never the only mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on a line: how far from the box's left edge, and their class."""

    x: float
    words: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """The lines of a box, its look, and all of it in words."""

    lines: tuple[tuple[Piece, ...], ...]
    look: str
    told: str

    @property
    def height(self) -> int:
        """In pixels."""
        return LINE * len(self.lines) + 2 * PAD - 4


def box_of(stop: Stop, way: Way, width: float) -> Box:
    """The box of a stop, so many pixels wide."""
    room = width - 2 * PAD
    if stop.key == SPEAKER:
        look = "start" if way.statement.speaker else "outside"
        return Box(tuple(speaker_lines(way, room)), look, tell_speaker(way))
    if not stop.number:
        lines = (*block(stop.key, room, "name", 2), *block("no report of it in the ledger", room, "soft", 2))
        return Box(lines, "outside", tell_stop(stop, way))
    return Box(tuple(report_lines(stop, way, room)), "card", tell_stop(stop, way))


def rest_box(rest: Rest, width: float) -> Box:
    """ "and 31 more, without drift"."""
    told = tell_rest(rest)
    return Box(block(told, width - 2 * PAD, "soft", 3), "outside", told)


def block(text: str, room: float, look: str = "", lines: int = 1) -> tuple[tuple[Piece, ...], ...]:
    """Words on so many lines at most."""
    return tuple((Piece(PAD, each, look),) for each in wrap_to(text, room, lines))


def speaker_lines(way: Way, room: float) -> Iterator[tuple[Piece, ...]]:
    """Who said it, under which other names, when, and the words nearest to them."""
    statement = way.statement
    yield from block(statement.speaker or "nobody named", room, "name", 2)
    if statement.said_on:
        yield from block(f"{statement.said_on} · {statement.said_from or ''}".rstrip(" ·"), room, "soft", 2)
    reference = statement.reference
    yield from block(quoted(reference.claim.mention.text), room, "", 2)
    number = way.numbers.get(reference.carrier.id)
    yield from block(f"as {number} has it" if number else "", room, "soft")


def report_lines(stop: Stop, way: Way, room: float) -> Iterator[tuple[Piece, ...]]:
    """Who reported it, when, whom they have it from, in which words, and what moved."""
    yield from block(f"{stop.number} {name_of(stop)}", room, "name", 2)
    yield from block(day_line(stop, way.statement), room, "soft")
    if stop.hop:
        yield from block(stop.hop.evidence, room, "soft", 2)
    yield from block(quoted(worded(stop.relays, way.statement).claim.mention.text), room, "", 2)
    for drift in stop.moved[:MOST_CHANGES]:
        yield from change_lines(SIGN + label_of(drift), drift, room, "change")
    for revision in stop.revisions[:MOST_CHANGES]:
        number = way.numbers.get(revision.revises, "?")
        yield from change_lines(f"mends {number}: {revision.field}", revision, room, "mend")
        if revision.untaken:
            yield from block(untaken_words(revision, way), room, "soft", 2)
    more = max(0, len(stop.moved) - MOST_CHANGES) + max(0, len(stop.revisions) - MOST_CHANGES)
    if more:
        yield from block(f"and {more} more", room, "soft")
    if earlier := already_moved(stop):
        yield from block(f"already moved: {', '.join(earlier)}", room, "soft", 2)


def change_lines(label: str, change: Drift | Revision, room: float, look: str) -> Iterator[tuple[Piece, ...]]:
    """The label, and below it the two wordings side by side."""
    yield from block(label, room, look, 2)
    whole = [quoted(each) if each else NOT_SAID for each in (change.was, change.now)]
    middle = LETTER_PIXELS + 14
    half = (room - middle) / 2
    if sum(map(width_of, whole)) + middle <= room:
        half = width_of(whole[0])
    was, now = wrap_to(whole[0], half, 4), wrap_to(whole[1], room - middle - half, 4)
    for at in range(max(len(was), len(now))):
        left = [Piece(PAD, was[at], "soft")] if at < len(was) else []
        arrow = [Piece(PAD + half + 5, "→", "soft")] if at == 0 else []
        right = [Piece(PAD + half + middle, now[at])] if at < len(now) else []
        yield (*left, *arrow, *right)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def quoted(text: str) -> str:
    """As printed, between quotation marks."""
    return f"“{text}”"


def told(text: str) -> str:
    """As much of it as a person listens to."""
    return cut_to(text, TOLD_LETTERS * LETTER_PIXELS)


def name_of(stop: Stop) -> str:
    """A report's outlet, else its id; a name."""
    return (stop.relays[0].carrier.outlet or stop.key) if stop.relays else stop.key


def day_line(stop: Stop, statement: Statement) -> str:
    """ "2023-05-01 · in the headline alone · denied"."""
    relay = worded(stop.relays, statement)
    published = relay.carrier.published
    stance = relay.claim.stance
    parts = (
        published.on.isoformat() if published else "undated",
        "in the headline alone" if relay.in_headline else "",
        str(stance).replace("_", " ") if stance not in (statement.stance, Stance.ASSERTED) else "",
    )
    return " · ".join(filter(None, parts))


def worded(relays: Sequence[Relay], statement: Statement) -> Relay:
    """The one nearest to the speaker, else in the body, else in the headline."""
    nearest = statement.reference
    return next((each for each in (nearest, *relays) if each in relays and not each.in_headline), relays[0])


def label_of(drift: Drift) -> str:
    """ "place added, in the headline, translation"."""
    parts = (f"{drift.field} {drift.how}", "in the headline" if drift.in_headline else "", drift.note or "")
    return ", ".join(filter(None, parts))


def already_moved(stop: Stop) -> tuple[str, ...]:
    """The fields that a report has otherwise than the speaker and that had moved before it."""
    moved = stop.hop.moved if stop.hop else ()
    return tuple(dict.fromkeys(each.field for each in stop.drift if each.field not in moved))


def untaken_words(revision: Revision, way: Way) -> str:
    """ "not taken over by 3, 5"."""
    return "not taken over by " + ", ".join(f"{way.numbers.get(one, '?')}" for one in revision.untaken[:MOST_CHANGES])


def tell_change(label: str, change: Drift | Revision) -> str:
    """ "hedge lost: from “over 9,000” to “9,000”"."""
    was, now = (quoted(told(each)) if each else NOT_SAID for each in (change.was, change.now))
    return f"{told(label)}: from {was} to {now}"


def tell_speaker(way: Way) -> str:
    """The first box, whole."""
    statement = way.statement
    others = [name for name in statement.speakers if name != statement.speaker]
    parts = (
        told(statement.speaker or "nobody named"),
        f"names in the chains: {told(', '.join(others[:20]))}" if others else "",
        f"said on {statement.said_on}, {told(statement.said_from or '')}" if statement.said_on else "",
        quoted(told(statement.reference.claim.mention.text)),
    )
    return " · ".join(filter(None, parts))


def tell_stop(stop: Stop, way: Way) -> str:
    """A box, whole: "3 Site C · 2023-05-02 · “over 20,000” · it says: …; place added: from not said to “Bakhmut”"."""
    if not stop.number:
        return " · ".join(filter(None, (told(stop.key), "no report of it in the ledger", tell_hop(stop, way))))
    changes: Iterable[str] = (
        *(tell_change(label_of(each), each) for each in stop.moved[:MOST_CHANGES]),
        *(
            tell_change(f"mends {way.numbers.get(each.revises, '?')}: {each.field}", each)
            for each in stop.revisions[:MOST_CHANGES]
        ),
        *(untaken_words(each, way) for each in stop.revisions[:MOST_CHANGES] if each.untaken),
    )
    parts = (
        f"{stop.number} {told(name_of(stop))}",
        day_line(stop, way.statement),
        quoted(told(worded(stop.relays, way.statement).claim.mention.text)),
        tell_hop(stop, way),
        *changes,
        *(f"already moved: {field}" for field in already_moved(stop)),
    )
    return " · ".join(filter(None, parts))


def tell_hop(stop: Stop, way: Way) -> str:
    """ "from 2 (it says: Radio Lume reported)"."""
    if stop.hop is None:
        return ""
    source, evidence = stop.hop.source, told(stop.hop.evidence)
    return f"from {way.numbers.get(source) or told(source)} ({evidence})" if stop.source and source else evidence


def tell_rest(rest: Rest) -> str:
    """ "and 31 more, without drift"."""
    drift = f"{rest.with_drift:,} of them with drift" if rest.with_drift else "without drift"
    return f"and {rest.reports:,} more, {drift}"
