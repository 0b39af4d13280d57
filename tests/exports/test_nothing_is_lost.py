"""Nothing is lost in silence: a change of any field of a record changes what is written, or is a loss that is named.

And what is held while a file is written does not grow with it.
"""

import dataclasses
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from enum import Enum

import pytest

from tests.builders import a_claim, a_method, a_published
from tolltrace.comments import Comment, CommentKind
from tolltrace.exports import EXPORTS
from tolltrace.exports.export import Context, Unit
from tolltrace.exports.receipt import Tally
from tolltrace.grades import Credibility, Grade, Reliability, Topic
from tolltrace.imported import Imported
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import RecordedClaim
from tolltrace.ledger.recorded import Decision, Selector, Verdict
from tolltrace.relays import Carrier, Corroboration, Drift, Hop, How, Join, Relay, Revision, Statement
from tolltrace.values import Aspect, Figure, Link, Period, Place, Reading, Repair, Span, Stance, Status

CLAIMS = [export for export in EXPORTS if export.unit is Unit.CLAIMS]
STATEMENTS = [export for export in EXPORTS if export.unit is Unit.STATEMENTS]
NOT_TOLD = {
    "current",  # lists hold nothing else
    "published.others",  # no ledger keeps them
    "decision.verdict",  # the next one is a rejection
    "imported.claims.0",  # says of which claims the record is; this one is given with it
    "imported.decision",  # what people decided here stands before it
    "mention.exact", "mention.start", "mention.end",  # the claim's own again
    "evidence.exact", "evidence.start", "evidence.end",
    "comments.0.selector.start", "comments.0.selector.end",  # where they stand is told
    "comments.0.span.text", "comments.0.report_id",  # its words, and the claim's report, again
    "comments.0.standing",  # only those that are shown are exported
}  # fmt: skip
# where a field stands → the losses that may say that it is gone
LOSSES = {
    "claim.mention.start": "offsets",
    "claim.mention.end": "offsets",
    "mention.": "words_around",
    "evidence.": "words_around evidence words_around_evidence",
    "claim.evidence.text": "evidence",
    "claim.evidence.": "evidence evidence_offsets",
    "claim.chain.0.start": "chain_offsets chain_details",
    "claim.chain.0.end": "chain_offsets chain_details",
    "claim.chain.0.": "chain_details",
    "claim.readings.0.confidence": "field_confidence why",
    "claim.readings.": "why",
    "claim.said.date_prec": "said_date_prec",
    "claim.rate": "rate",
    "claim.figure.fraction": "share",
    "source": "source",
    "url": "url",
    "language": "language",
    "recorded_at": "recorded_at",
    "method.": "method method_details",
    "decision.duplicate_of": "decision_details",
    "decision.": "decision_details",
    "grade.reliabilities": "grade_details grade",
    "grade.credibilities": "grade_details grade",
    "grade.": "grade",
    "comments.0.by": "comment_author comment_details comments",
    "comments.0.version": "comment_details comments",
    "comments.0.claim": "comment_details comments",
    "comments.": "comments",
    "published.repairs": "published_repairs published_details",
    "published.": "published_details",
}
OF_STATEMENTS = {
    "said_from": "said_from",
    "place.": "place_point",
    "period.date_prec": "date_prec",
    "drift.": "drift_details drift_place",
    "hops.": "way",
    "revisions.": "way",
    "joins.": "joins",
    "grade.reliabilities": "grade_details grades",
    "grade.credibilities": "grade_details grades",
    "grade.": "grades",
    "speakers.": "",
}


def a_recorded():
    """A claim with all that there is."""
    period = Period("on Monday", "2024-03-04", 1)
    claim = a_claim(
        figure=Figure(12, 12, 12),
        side="Karvel",
        status=Status.CIVILIAN,
        demographic="children",
        place=Place("at the lake", "Lake Dravo", 4711, 10.0, 20.0, 2),
        period=period,
        said=dataclasses.replace(period, text="on Tuesday"),
        aspect=Aspect.EVENT,
        chain=(Link("mayor", "the mayor", "said", 3, 8),),
        modality="said",
        part_of=2,
        about=3,
        readings=(Reading("place", "near", Span("at", 1, 3), "a note", 1, 0.5, 0.75),),
        confidence=0.5,
    )
    around = Selector("words", "before", "behind", 3, 8)
    return RecordedClaim(
        claim, "r1", 1, "Fire", "Courier", a_published(repairs=(Repair("a", "b", "c"),)), "https://karvel.example/1",
        "en", "a.html", datetime(2024, 3, 6, tzinfo=UTC), a_method(), Decision(Verdict.ACCEPTED, "A", _at(), "so"),
        True, around, around,
        Imported((claim.id,), "sheet", "coded", "coded.csv", "ab", "row 7", "https://karvel.example/1", "accepted"),
        a_grade(), (a_comment(around),), Corroboration("s1", 2, 2, 1, 0),
    )  # fmt: skip


def a_grade():
    """Of a speaker and of a claim."""
    speaker = Reliability("Mayor of Dravo", Topic.OWN_CIVILIANS, "B", "R. Viewer", _at(), "was there")
    claim = Credibility("c", 3, "A. Coder", _at(), "a second paper has it")
    return Grade("B", 3, "Mayor of Dravo", Topic.OWN_CIVILIANS, (speaker,), (claim,))


def a_comment(around):
    span = Span("words", 3, 8)
    return Comment("c1", "r1", 1, "c", CommentKind.CONTEXT, "It was sold.", "R. Viewer", _at(), around, span)


def _at():
    return datetime(2024, 3, 7, tzinfo=UTC)


def a_statement():
    """A statement with all that there is."""
    claim = a_recorded().claim
    relay = Relay(claim, Carrier("r1", "Courier", a_published(), "Fire", "https://karvel.example/1"))
    return Statement(
        "s1", "mayor", date(2024, 3, 4), "published by", claim.figure, "killed", Stance.ASSERTED, "Karvel",
        claim.place, claim.period, relay, (relay,), "event", "civilian", "children", "day", ("mayor",), "s2", "s3",
        (Join("c", "d", 0.5, ("a",), None),), (Drift("r1", "c", "place", How.CHANGED, "a", "b"),),
        (Revision("r1", "r0", "number", "1", "2"),), (Hop("r0", "r1", "said so"),), 2, 1, ("s4",),
    )  # fmt: skip


def changes_of(value, path=""):
    """A copy of a value for each thing in it that can be another, and where that stands."""
    if dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            for where, other in changes_of(getattr(value, each.name), f"{path}{each.name}."):
                yield where, dataclasses.replace(value, **{each.name: other})
    elif isinstance(value, tuple) and value:
        for where, other in changes_of(value[0], f"{path}0."):
            yield where, (other, *value[1:])
    elif (other := another(value)) is not None:
        yield path.removesuffix("."), other


def another(value):
    """The same kind of thing, and not the same."""
    match value:
        case Enum():
            kinds = list(type(value))
            return kinds[(kinds.index(value) + 1) % len(kinds)]
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}1"
        case date():
            return value + timedelta(days=1)
        case _:
            return None


def losses_for(path, table):
    return next((set(names.split()) for start, names in table.items() if path.startswith(start)), set())


@pytest.fixture(scope="module")
def context():
    return Context(load_knowledge())


def written(export, records, context, path):
    """What a format makes of records, and what it says of them."""
    tally = Tally(export, quotes=True)
    export.write(tally.keep(records), path, context)
    said = {**tally.lost, **tally.left_out}
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return [each.read_bytes() for each in files], set(said)


def needs(export):
    if export.name == "parquet":
        pytest.importorskip("pyarrow", reason="needs the extra: pip install 'tolltrace[parquet]'")


@pytest.mark.parametrize("export", CLAIMS, ids=lambda export: export.name)
def test_no_field_of_a_claim_is_lost_without_a_word(export, context, tmp_path):
    needs(export)
    first, _ = written(export, [a_recorded()], context, tmp_path / "first")
    silent = []
    for number, (path, other) in enumerate(changes_of(a_recorded())):
        now, said = written(export, [other], context, tmp_path / f"{number}")
        if now == first and path not in NOT_TOLD and not said & losses_for(path, LOSSES):
            silent.append(path)

    assert number > 60
    assert silent == []


@pytest.mark.parametrize("export", STATEMENTS, ids=lambda export: export.name)
def test_no_field_of_a_statement_is_lost_without_a_word(export, context, tmp_path):
    first, _ = written(export, [a_statement()], context, tmp_path / "first")
    silent = []
    for number, (path, other) in enumerate(changes_of(a_statement())):
        if path.startswith(("relays.", "reference.")):
            continue  # said to be lost in each: the claims' own exports have them
        now, said = written(export, [other], context, tmp_path / f"{number}")
        if now == first and not said & losses_for(path, OF_STATEMENTS):
            silent.append(path)

    assert silent == []


@pytest.mark.parametrize("export", [each for each in EXPORTS if not each.is_folder], ids=lambda export: export.name)
def test_what_is_held_does_not_grow_with_what_is_written(export, context, tmp_path):
    record = a_recorded() if export.unit is Unit.CLAIMS else a_statement()

    def peak(count):
        tracemalloc.start()
        export.write(Tally(export, quotes=True).keep(copies(record, count)), tmp_path / "x", context)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(10)  # what is read once
    few, many = peak(60), peak(600)
    assert many < few + 100_000
    assert (tmp_path / "x").stat().st_size > 250_000


def copies(record, count):
    """So many of it, each of a report of its own."""
    for number in range(count):
        if isinstance(record, Statement):
            yield dataclasses.replace(record, id=f"s{number}" + 300 * "x")
        else:
            yield dataclasses.replace(record, report_id=f"r{number}", title=300 * f"{number} ")
