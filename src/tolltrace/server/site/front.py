"""The front page: what was said last, what spread and moved on its way, what was denied."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tolltrace.following import find_statements, group_recorded, load_by_id, summaries_of
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.relay_records import statement_to_json
from tolltrace.relays import Statement
from tolltrace.server import views
from tolltrace.server.answers import Anybody, answer
from tolltrace.server.asking import AsOf
from tolltrace.server.site.frame import Reader, show
from tolltrace.summaries import Summary, summarise
from tolltrace.values import Stance

router = APIRouter()
WINDOW = 2000  # the newest claims, among which is looked for what spread and what was denied
NEWEST, SPREAD, DENIED = 12, 8, 8  # how many are shown
OF_A_REPORT = 2  # among the newest: a long report does not fill the page
LOOKED_AT = 16  # of those that spread most: what moved in them is known once they are loaded
REFUSING = (Stance.DENIED, Stance.DISPUTED, Stance.NOT_PROVIDED, Stance.RETRACTED)


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows, each with the newest or the most moved first."""

    newest: tuple[Summary, ...]
    drifted: tuple[Summary, ...]
    denied: tuple[Summary, ...]

    @property
    def lists(self) -> tuple[tuple[Summary, ...], ...]:
        """All three."""
        return self.newest, self.drifted, self.denied


@router.get("/")
async def front(asked: Reader, said: Annotated[AsOf, Query()]) -> Response:
    """The front page."""
    return await show(
        asked,
        said,
        "front.html",
        lambda _: {"front": read_front(asked.desk.ledger, said.as_of)},
        twins=("json",),
        lists="statements",
    )


@router.get("/front.json")
async def front_record(asked: Anybody, said: Annotated[AsOf, Query()]) -> Response:
    """The same for programs: the statements whole."""
    ledger, show_it = asked.desk.ledger, views.shown(asked.is_trusted)

    def read() -> dict[str, tuple[Statement, ...]]:
        if said.as_of:
            views.check_size(ledger, ClaimQuery(as_of=said.as_of))
            stood = {one.id: one for one in find_statements(ledger, as_of=said.as_of)}
            lists = choose_of(map(summarise, stood.values())).lists
        else:
            lists = read_front(ledger, None).lists
            ids = tuple(dict.fromkeys(one.id for each in lists for one in each))
            stood = {one.id: one for one in load_by_id(ledger, ids)}
        told = (tuple(show_it(stood[one.id]) for one in each if one.id in stood) for each in lists)
        return dict(zip(("newest", "drifted", "denied"), told, strict=True))

    return await answer(asked, read, front_to_json)


def front_to_json(front: Mapping[str, tuple[Statement, ...]]) -> dict[str, Any]:
    """Three lists of statements."""
    return {name: [statement_to_json(each) for each in found] for name, found in front.items()}


def read_front(ledger: Ledger, as_of: date | None) -> Front:
    """What the front page shows, now or as of a day."""
    if as_of is None:
        return newest_of(ledger)
    views.check_size(ledger, ClaimQuery(as_of=as_of))
    return choose_of(map(summarise, find_statements(ledger, as_of=as_of)))


def newest_of(ledger: Ledger) -> Front:
    """Of the newest claims."""
    group_recorded(ledger)
    with ledger.browsing() as view:
        noted = view.noted(WINDOW)
    counts: dict[str, int] = {}
    for statement, _, count in noted:
        counts[statement] = counts.get(statement, 0) + count
    newest = list(counts)[: 2 * NEWEST]
    spread = sorted((each for each in counts if counts[each] > 1), key=lambda each: -counts[each])[:LOOKED_AT]
    denied = list(dict.fromkeys(each for each, stance, _ in noted if stance in REFUSING))[:DENIED]
    found = {each.id: each for each in summaries_of(ledger, tuple(dict.fromkeys((*newest, *spread, *denied))))}
    return choose(*([found[each] for each in ids if each in found] for ids in (newest, spread, denied)))


def choose_of(stood: Iterable[Summary]) -> Front:
    """Of all that could be known at the end of a day."""
    found = sorted(stood, key=lambda one: (one.published_on or date.min, one.id), reverse=True)
    return choose(found, found, found)


def choose(newest: list[Summary], spread: list[Summary], denied: list[Summary]) -> Front:
    """So many of each; what moved most first."""
    drifted = sorted((each for each in spread if each.drifted), key=lambda each: -each.drifted)
    refused = [each for each in denied if each.stance in REFUSING]
    return Front(few_of_each(newest), tuple(drifted[:SPREAD]), tuple(refused[:DENIED]))


def few_of_each(newest: list[Summary]) -> tuple[Summary, ...]:
    """The newest, few of them from one report."""
    counts: Counter[str] = Counter()
    shown: list[Summary] = []
    for one in newest:
        counts[one.nearest.report] += 1
        if counts[one.nearest.report] <= OF_A_REPORT:
            shown.append(one)
    return tuple(shown[:NEWEST])
