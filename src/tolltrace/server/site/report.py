"""A report's page: its headline and the sentences that hold claims, each figure marked and with its chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from tolltrace.comments import Comment
from tolltrace.following import carried_by, group_recorded
from tolltrace.ledger import ClaimQuery, Ledger, RecordedClaim, RecordedReport
from tolltrace.phrasing import figure_words
from tolltrace.relays import Drift, Statement
from tolltrace.server import api, views
from tolltrace.server.answers import Anybody
from tolltrace.server.api import ClaimId
from tolltrace.server.asking import AsOf, ReportAsking
from tolltrace.server.site.article import Text, lay_out
from tolltrace.server.site.frame import Frame, Reader, flag, show
from tolltrace.server.site.quoting import Mark, marked
from tolltrace.server.site.tables import table
from tolltrace.server.site.words import NAME_CHARS, shorten
from tolltrace.values import Article, Claim, Span

router = APIRouter()
MOST_SENTENCES = 200  # of one page; the other forms have all
MOST_VERSIONS = 50
MOST_CARDS = 500
COLUMNS = (
    "claim", "number", "words", "harm", "low", "high", "hedge", "side", "place", "period", "stance", "chain",
    "start", "end", "statement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim of the report: its number on the page, where it belongs, what it moved."""

    label: str
    recorded: RecordedClaim
    statement: Statement | None
    drift: tuple[Drift, ...]
    in_headline: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its figures marked, and their claims."""

    words: Markup
    placed: tuple[Placed, ...]
    in_headline: bool
    follows: bool  # right behind the one before


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the headline beside what the text below has; None where it has nothing of it."""

    headline: Placed
    body: Placed | None

    @property
    def differs(self) -> tuple[str, ...]:
        """How the two readings differ, in words."""
        if self.body is None:
            return ()
        one, other = self.headline.recorded.claim, self.body.recorded.claim
        pairs = {
            "figure": (figure_words(one.figure), figure_words(other.figure)),
            "harm": (one.harm, other.harm),
            "side": (one.side, other.side),
            "place": (place_of(one), place_of(other)),
            "first speaker": (first_speaker(one), first_speaker(other)),
        }
        return tuple(
            f"{name}: {shorten(a or 'not said', NAME_CHARS)} / {shorten(b or 'not said', NAME_CHARS)}"
            for name, (a, b) in pairs.items()
            if a != b
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a report shows."""

    report: RecordedReport
    article: Article
    headline: Markup
    sentences: tuple[Sentence, ...]
    compared: tuple[Compared, ...]
    versions: tuple[RecordedReport, ...]
    claims: int
    more: int  # sentences that are not shown
    text: Text | None  # of the whole article, for who may read it
    cards: tuple[Placed, ...]  # beside it: all claims in the order of the text
    comments: tuple[Comment, ...]  # such as are on no claim


router.add_api_route("/report.json", api.report)
router.add_api_route("/claims/{claim_id}.json", api.claim)


@router.get("/report")
async def report(asked: Reader, said: Annotated[ReportAsking, Query()]) -> Response:
    """One report."""
    ledger = asked.desk.ledger

    def read(_: Frame) -> dict[str, Any]:
        return {"told": read_report(ledger, said, trusted=asked.is_trusted)}

    return await show(asked, said, "report.html", read, twins=("json", "csv"))


@router.get("/report.csv")
async def report_table(asked: Anybody, said: Annotated[ReportAsking, Query()]) -> Response:
    """The claims of a report, a line each."""
    ledger = asked.desk.ledger

    def read() -> Iterable[tuple[object, ...]]:
        found = views.show_report(ledger, said.id, said.version, said.as_of, trusted=asked.is_trusted)
        statements = statements_of(ledger, found, said)
        return (claim_row(each, statements.get(each.claim.id)) for each in found.claims)

    return await table(asked, COLUMNS, read, "report.csv")


def claim_row(recorded: RecordedClaim, statement: Statement | None) -> tuple[object, ...]:
    """One claim, in the order of COLUMNS."""
    claim = recorded.claim
    return (
        claim.id,
        claim.number,
        claim.mention.text,
        claim.harm,
        claim.figure.low,
        claim.figure.high,
        claim.figure.hedge.value,
        claim.side,
        claim.place.text if claim.place else None,
        claim.period.text if claim.period else None,
        claim.stance.value,
        " → ".join(link.name for link in claim.chain),
        claim.mention.start,
        claim.mention.end,
        statement.id if statement else None,
    )


@router.get("/claims/{claim_id}")
async def claim(asked: Reader, claim_id: ClaimId, said: Annotated[AsOf, Query()]) -> Response:
    """One claim: where it stands in its report; a page of its own where the report no longer shows it."""
    ledger = asked.desk.ledger
    found = await asked.desk.run(
        lambda: views.show_claim(ledger, claim_id, said.as_of, trusted=asked.is_trusted), quick=True
    )
    recorded = found.claim
    rejected = recorded.decision is not None and recorded.decision.verdict == "rejected"
    if recorded.current and not rejected:
        with ledger.browsing() as view:
            newest = next(iter(view.reports(ClaimQuery(report=recorded.report_id), None, 1).items), None)
        version = {} if newest and newest[0].version == recorded.version else {"version": recorded.version}
        back = {"as_of": flag(said.as_of)} if said.as_of else {}
        address = urlencode({"id": recorded.report_id, **version, **back}, errors="replace")
        return RedirectResponse(f"/report?{address}#c-{recorded.claim.id}", status_code=303)
    words = marked(recorded.claim.evidence, [Mark(recorded.claim.mention.start, recorded.claim.mention.end)])
    return await show(
        asked, said, "claim.html", lambda _: {"found": found, "words": words, "rejected": rejected}, twins=("json",)
    )


def read_report(ledger: Ledger, said: ReportAsking, *, trusted: bool) -> Told:
    """A report, its claims where they stand, and the statements that they relay."""
    found = views.show_report(ledger, said.id, said.version, said.as_of, trusted=trusted)
    every: Sequence[RecordedReport] = (found.report,)
    if found.report.versions > 1:
        with ledger.browsing() as view:
            all_of_it = view.reports(ClaimQuery(report=said.id, all_versions=True), None, MOST_VERSIONS).items
        every = [each for each, _ in all_of_it]
    title = found.article.title or ""
    placed = place_claims(found, statements_of(ledger, found, said), len(title))
    marking = linked_mark if trusted else mark_of
    headline = marked(Span(title, 0, len(title)), [marking(each) for each in placed if each.in_headline])
    below = [each for each in placed if not each.in_headline]
    sentences = () if trusted else tuple(find_sentences(below))
    remarks = others(found)
    marks = [*map(linked_mark, below), *remarked(remarks)]
    text = lay_out(ledger.article(said.id, found.report.version), marks) if trusted else None
    return Told(
        found.report,
        found.article,
        headline,
        sentences[:MOST_SENTENCES],
        tuple(compare(placed)),
        tuple(every),
        len(found.claims),
        max(0, len(sentences) - MOST_SENTENCES),
        text,
        placed[:MOST_CARDS] if trusted else (),
        remarks,
    )


def others(found: views.Report) -> tuple[Comment, ...]:
    """The comments that stand beside no claim."""
    beside = {one.id for each in found.claims for one in each.comments}
    return tuple(each for each in found.comments if each.id not in beside)


def remarked(comments: Iterable[Comment]) -> Iterable[Mark]:
    """Where the words of comments stand, each leading to what was said of them."""
    for number, one in enumerate(comments, 1):
        if one.span:
            yield Mark(one.span.start, one.span.end, (f"w-{one.id}",), f"c{number}", f"#{one.id}", "remarked")


def statements_of(ledger: Ledger, found: views.Report, said: ReportAsking) -> dict[str, Statement]:
    """The statement of each claim by its id: of a denial its own, not the one that it denies."""
    if said.as_of is None:
        group_recorded(ledger)
    of: dict[str, Statement] = {}
    stances = {each.claim.id: each.claim.stance for each in found.claims}
    for statement in carried_by(ledger, (found.report.id,), as_of=said.as_of):
        for relay in statement.relays:
            known = of.get(relay.claim.id)
            if known is None or statement.stance is stances.get(relay.claim.id):
                of[relay.claim.id] = statement
    return of


def place_claims(found: views.Report, of: dict[str, Statement], title_end: int) -> tuple[Placed, ...]:
    """Every claim in the order of the text."""
    ordered = sorted(found.claims, key=lambda each: (each.claim.mention.start, each.claim.mention.end, each.claim.id))
    placed = []
    for label, recorded in enumerate(ordered, 1):
        statement = of.get(recorded.claim.id)
        drift = tuple(each for each in statement.drift if each.claim == recorded.claim.id) if statement else ()
        placed.append(Placed(f"{label}", recorded, statement, drift, recorded.claim.mention.end <= title_end))
    return tuple(placed)


def mark_of(placed: Placed) -> Mark:
    """Where a claim is marked."""
    mention = placed.recorded.claim.mention
    return Mark(mention.start, mention.end, (f"c-{placed.recorded.claim.id}",), placed.label)


def linked_mark(placed: Placed) -> Mark:
    """The same, where its number leads to its card."""
    return replace(mark_of(placed), card=f"#k-{placed.recorded.claim.id}")


def find_sentences(placed: Sequence[Placed]) -> Iterable[Sentence]:
    """The sentences below the title that hold claims, each once, in the order of the text."""
    by_sentence: dict[tuple[int, int], list[Placed]] = {}
    for each in placed:
        evidence = each.recorded.claim.evidence
        by_sentence.setdefault((evidence.start, evidence.end), []).append(each)
    before = -1
    for (start, end), own in sorted(by_sentence.items()):
        words = marked(own[0].recorded.claim.evidence, map(mark_of, own))
        yield Sentence(words, tuple(own), in_headline=False, follows=0 <= start - before <= 2)
        before = end


def compare(placed: Sequence[Placed]) -> Iterable[Compared]:
    """Each figure of the headline with the same claim in the text, else of the same statement, else the same number."""
    below = [each for each in placed if not each.in_headline]
    for one in placed:
        if not one.in_headline:
            continue
        same = [each for each in below if each.recorded.claim.number == one.recorded.claim.number]
        alike = [each for each in below if each.statement and one.statement and each.statement.id == one.statement.id]
        counted = [each for each in below if same_count(each.recorded.claim, one.recorded.claim)]
        yield Compared(one, next(iter((*same, *alike, *counted)), None))


def same_count(one: Claim, other: Claim) -> bool:
    """Whether two claims give the same number of the same harm, whoever says so."""
    figures = [(each.harm, each.figure.low, each.figure.high, each.figure.value) for each in (one, other)]
    return figures[0] == figures[1] and figures[0][1:] != (None, None, None)


def place_of(claim: Claim) -> str | None:
    """The place's name, else its words."""
    return (claim.place.name or claim.place.text) if claim.place else None


def first_speaker(claim: Claim) -> str | None:
    """Who says so first."""
    return claim.chain[0].name if claim.chain else None
