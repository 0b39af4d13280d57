"""What the ledger's door lets through: nothing that was taken down, no private person's name that nobody opened.

Names are looked for when they are shown, in all that a report's claims say, so that no claim waits to be looked
through, and a better rule holds for old ones at once (docs/decisions/0019).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, func, select

from tolltrace.comments import Comment
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger.database import is_writing, recalled
from tolltrace.ledger.folding import fold, has_words, words_of
from tolltrace.ledger.hiding import Hidden, read_hidden
from tolltrace.ledger.recorded import ClaimQuery, Event, RecordedClaim, RecordedReport
from tolltrace.ledger.tables import articles, claims, links, reports, seals, speakers, versions
from tolltrace.ledger.tables_restraint import openings
from tolltrace.naming import Said, find_private_names
from tolltrace.relays import Hop, Statement
from tolltrace.reviews import Review
from tolltrace.summaries import Summary
from tolltrace.values import Article
from tolltrace.veil import veil

T = TypeVar("T")

BATCH = 500  # reports that are looked through at once
MOST_LOOKED_AT = 5  # claims with a speaker who is to be named
MOST_KEPT = 50_000  # reports whose names are remembered while the ledger stays what it is
CLAIM_TEXTS = (claims.c.evidence_exact, claims.c.victims)
CLAIM_KNOWN = (claims.c.place_text, claims.c.place_name, claims.c.side)


@dataclass(frozen=True, slots=True)
class Known:
    """What is withheld at one moment of a ledger, as far as somebody asked."""

    newest: int | None  # the seal that tells the moment
    hidden: Hidden
    opened: Mapping[tuple[str, str | None], bool]  # the newest word on each report and claim
    names: dict[str, frozenset[str]] = field(default_factory=dict)  # of reports, those looked through
    speakers: dict[int, str | None] = field(default_factory=dict)  # by key; None for whom nobody is to name


_KNOWN: WeakKeyDictionary[Engine, Known] = WeakKeyDictionary()  # of each ledger that is open, its newest moment
_NEWEST = select(func.max(seals.c.key))


def _known(connection: Connection) -> Known:
    """What is known already of the moment that a connection sees; of one that writes nothing is remembered."""
    if is_writing(connection):
        return Known(None, read_hidden(connection), _read_openings(connection))
    return recalled(connection, "withheld", lambda: _known_then(connection))


def _known_then(connection: Connection) -> Known:
    newest = connection.execute(_NEWEST).scalar_one()
    known = _KNOWN.get(connection.engine)
    if known is None or known.newest != newest:
        known = Known(newest, read_hidden(connection), _read_openings(connection))
        _KNOWN[connection.engine] = known
    return known


class Withholding:
    """One reading's view of what is withheld."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        known = _known(connection)
        self.hidden, self._opened = known.hidden, known.opened
        self._names, self._speakers = known.names, known.speakers

    def claims(self, found: Sequence[RecordedClaim]) -> list[RecordedClaim]:
        """Claims as they are shown."""
        self.look_through(one.report_id for one in found)
        return [veil(self.hidden.shown_claim(one), self.names_in(one.report_id, one.claim.id)) for one in found]

    def reports(self, found: Sequence[RecordedReport]) -> list[RecordedReport]:
        """Reports likewise."""
        self.look_through(one.id for one in found)
        return [veil(self.hidden.shown(one, one.id), self.names_in(one.id)) for one in found]

    def article(self, found: Article) -> Article:
        """An article likewise. Who signed it did so in public."""
        shown = veil(self.hidden.shown_article(found), self.names_in(found.id))
        return replace(shown, authors=found.authors, outlet=found.outlet, wire=found.wire)

    def event(self, found: Event) -> Event:
        """An event likewise: what it changed, and why."""
        shown = self.hidden.shown_event(found)
        if not shown.report or not (shown.why or shown.detail):
            return shown
        names = self.names_in(shown.report, shown.claim)
        return replace(shown, why=veil(shown.why, names), detail=veil(shown.detail, names)) if names else shown

    def review(self, found: Review, report: str) -> Review:
        """A review likewise."""
        names = self.names_in(report, found.claim.id)
        return replace(found, why=veil(found.why, names), claim=veil(found.claim, names))

    def comment(self, found: Comment) -> Comment | None:
        """A comment likewise; None where the claim or the sentence that it is about was taken down."""
        hidden, report = self.hidden, found.report_id
        sentences = hidden.sentences.get(report, ())
        if hidden.of_claim(report, found.claim) or any(found.selector.exact in each for each in sentences):
            return None
        if sentences:
            selector = replace(found.selector, prefix="", suffix="")
            found = hidden.shown(replace(found, selector=selector), report)
        return veil(found, self.names_in(report, found.claim))

    def statement(self, found: Statement) -> Statement:
        """A statement likewise: each claim as it is shown in its report, all else without any of their names."""
        self.look_through(relay.carrier.id for relay in found.relays)
        names = {relay.claim.id: self.names_in(relay.carrier.id, relay.claim.id) for relay in found.relays}
        every = frozenset(name for each in names.values() for name in each)
        if not every:
            return found
        relays = tuple(veil(relay, names[relay.claim.id]) for relay in found.relays)
        reference = next(one for one, raw in zip(relays, found.relays, strict=True) if raw == found.reference)
        hops = tuple(_shown_hop(hop, found.reports, every) for hop in found.hops)
        return replace(veil(replace(found, relays=()), every), relays=relays, reference=reference, hops=hops)

    def summary(self, found: Summary) -> Summary:
        """What a list shows of one likewise."""
        self.look_through(found.reports)
        names = {each.claim: self.names_in(each.report, each.claim) for each in found.carried}
        every = frozenset(name for each in names.values() for name in each)
        if not every:
            return found
        carried = tuple(veil(each, names[each.claim]) for each in found.carried)
        nearest = veil(found.nearest, names[found.nearest.claim])
        return replace(veil(replace(found, carried=()), every), carried=carried, nearest=nearest)

    def names_in(self, report: str, claim: str | None = None) -> frozenset[str]:
        """What is withheld in a record: nothing where an editor opened it."""
        is_opened = self._opened.get((report, claim), self._opened.get((report, None), False))
        if is_opened:
            return frozenset()
        self.look_through([report])
        return self._names[report]

    def names_found_in(self, report: str) -> frozenset[str]:
        """The names of private persons in a report, whether or not an editor opened them."""
        self.look_through([report])
        return self._names[report]

    def names_in_all(self, report_ids: Iterable[str]) -> frozenset[str]:
        """What is withheld in some reports together."""
        ids = list(dict.fromkeys(report_ids))
        self.look_through(ids)
        return frozenset(name for each in ids for name in self.names_in(each))

    def still_answers(self, recorded: RecordedClaim, query: ClaimQuery) -> bool:
        """Whether what is shown holds the words that were asked for: a name is not to be found by asking for it."""
        chain = [link.name for link in recorded.claim.chain]
        if not has_words(recorded.claim.evidence.text, recorded.title, " ".join(words_of(query.text))):
            return False
        if query.speakers and not set(chain) & set(query.speakers):
            return False
        return not query.speaker or any(fold(query.speaker) in fold(name) for name in chain)

    def speakers(self, keys: Sequence[int]) -> dict[int, str]:
        """The names of those speakers (by key) whom one of their newest claims names, or one that an editor opened.

        Whom none of these does may be a private person: the name is left out.
        """
        unknown = [key for key in keys if key not in self._speakers]
        for row in self._connection.execute(select(speakers).where(speakers.c.key.in_(unknown))).all():
            is_named = any(veil(row.name, self.names_in(*said)) == row.name for said in self._said_by(row.key))
            self._speakers[row.key] = row.name if is_named else None
        return {key: name for key in keys if (name := self._speakers.get(key)) is not None}

    def _said_by(self, speaker: int) -> Iterable[tuple[str, str]]:
        """Some claims with a speaker: their reports, their ids."""
        of_them = (
            select(reports.c.id.label("report_id"), claims.c.id)
            .join(versions, versions.c.report == reports.c.key)
            .join(claims, claims.c.version == versions.c.key)
        )
        newest = (
            select(links.c.claim).where(links.c.speaker == speaker).order_by(links.c.claim.desc()).limit(MOST_LOOKED_AT)
        )
        found = of_them.where(claims.c.key.in_(newest.subquery().select())).order_by(claims.c.key.desc())
        yield from ((row.report_id, row.id) for row in self._connection.execute(found).all())
        opened = [report for (report, _), is_opened in self._opened.items() if is_opened]
        for at in range(0, len(opened), BATCH):
            theirs = of_them.where(reports.c.id.in_(opened[at : at + BATCH])).join(links, links.c.claim == claims.c.key)
            rows = self._connection.execute(theirs.where(links.c.speaker == speaker)).all()
            yield from ((row.report_id, row.id) for row in rows)

    def look_through(self, report_ids: Iterable[str]) -> None:
        """Find the names in some reports at once, which is sooner done than in one after another."""
        asked = dict.fromkeys(report_ids)
        wanted = [each for each in asked if each not in self._names]
        if len(self._names) + len(wanted) > MOST_KEPT:
            _KNOWN.pop(self._connection.engine, None)  # others may be reading these
            self._names = {each: self._names[each] for each in asked if each in self._names}
        for at in range(0, len(wanted), BATCH):
            self._names |= _names_of(self._connection, wanted[at : at + BATCH])


def _shown_hop(hop: Hop, reports_of_it: Collection[str], names: frozenset[str]) -> Hop:
    """A hop, whose ends are reports or the names of speakers."""
    source, taker = hop.source, hop.taker
    return replace(
        veil(hop, names),
        source=source if source is None or source in reports_of_it else veil(source, names),
        taker=taker if taker in reports_of_it else veil(taker, names),
    )


def _read_openings(connection: Connection) -> dict[tuple[str, str | None], bool]:
    """The newest word on each report and claim."""
    statement = (
        select(reports.c.id, openings.c.claim, openings.c.opened)
        .join(reports, reports.c.key == openings.c.report)
        .order_by(openings.c.key)
    )
    return {(row.id, row.claim): row.opened for row in connection.execute(statement)}


def _names_of(connection: Connection, report_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The private names in some reports, by all that their claims, in every version, say."""
    texts: dict[str, dict[str | None, None]] = {each: {} for each in report_ids}
    known: dict[str, dict[str | None, None]] = {each: {} for each in report_ids}
    said: dict[str, list[Said]] = {each: [] for each in report_ids}
    of_them = versions.join(reports, reports.c.key == versions.c.report).join(
        articles, articles.c.version == versions.c.key
    )
    titles = select(reports.c.id, articles.c.title, articles.c.outlet).select_from(of_them)
    for row in connection.execute(titles.where(reports.c.id.in_(report_ids))):
        texts[row.id][row.title] = known[row.id][row.outlet] = None
    told = select(reports.c.id.label("report_id"), *CLAIM_TEXTS, *CLAIM_KNOWN).select_from(
        of_them.join(claims, claims.c.version == versions.c.key)
    )
    for each in connection.execute(told.where(reports.c.id.in_(report_ids))):
        texts[each.report_id] |= dict.fromkeys((each.evidence_exact, each.victims))
        known[each.report_id] |= dict.fromkeys((each.place_text, each.place_name, each.side))
    for report, name, role in _speakers_of(connection, report_ids):
        said[report].append(Said(name, role))
    knowledge = load_knowledge()
    found = {each: find_private_names(texts[each], said[each], knowledge, known[each]) for each in report_ids}
    elsewhere = _roles_elsewhere(connection, {name for names in found.values() for name in names if " " in name})
    for report, names in found.items():
        given = {one.name for one in said[report] if one.role}
        known_for = [one for name in names - given for one in elsewhere.get(name, ())]
        if known_for:
            said[report] += known_for
            found[report] = find_private_names(texts[report], said[report], knowledge, known[report])
    return found


def _roles_elsewhere(connection: Connection, names: Collection[str]) -> dict[str, list[Said]]:
    """As what other reports introduce the same names: a spokeswoman is one also where a report leaves that out."""
    wanted, found = sorted(names), dict[str, list[Said]]()
    for at in range(0, len(wanted), BATCH):
        for name, role in connection.execute(_roles_of(wanted[at : at + BATCH])):
            found.setdefault(name, []).append(Said(name, role))
    return found


def _roles_of(names: Sequence[str]) -> Select[Any]:
    """The roles of some speakers, each once: from one to the next in the index, past thousands of claims with each."""
    first = select(func.min(links.c.role)).where(links.c.speaker == speakers.c.key, links.c.role.is_not(None))
    walk = (
        select(speakers.c.key, speakers.c.name, first.scalar_subquery().label("role"))
        .where(speakers.c.name.in_(names))
        .cte("walk", recursive=True)
    )
    after = select(func.min(links.c.role)).where(links.c.speaker == walk.c.key, links.c.role > walk.c.role)
    walk = walk.union_all(select(walk.c.key, walk.c.name, after.scalar_subquery()).where(walk.c.role.is_not(None)))
    return select(walk.c.name, walk.c.role).where(walk.c.role.is_not(None))


def _speakers_of(connection: Connection, report_ids: Sequence[str]) -> Iterable[Any]:
    """Who speaks in some reports: report, name, role."""
    return connection.execute(
        select(reports.c.id, speakers.c.name, links.c.role)
        .distinct()
        .select_from(
            links.join(speakers, speakers.c.key == links.c.speaker)
            .join(claims, claims.c.key == links.c.claim)
            .join(versions, versions.c.key == claims.c.version)
            .join(reports, reports.c.key == versions.c.report)
        )
        .where(reports.c.id.in_(report_ids))
    ).all()
