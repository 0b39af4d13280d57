"""What the tables with other projects' column names share: which claims they can hold, and the columns of our own.

Those projects write down events, weighed by people; a claim is what one report says, and many may say one thing. So
every row says in its first column what it is, its id is none of theirs, and what a claim holds besides stands in
columns that begin with `tolltrace_`. Rows must not be summed.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tolltrace.days import read_days
from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.files import write_table
from tolltrace.exports.losses import LossOfClaim
from tolltrace.exports.own_claims import chain_words, corroboration_cells, imported_cells
from tolltrace.grades import UNGRADED
from tolltrace.ledger import RecordedClaim
from tolltrace.records import IMPORTED_FIELDS
from tolltrace.values import Aspect, Claim, Stance

OWNERS = {"ucdp": "UCDP", "acled": "ACLED", "airwars": "Airwars", "hapi": "HDX HAPI"}
ID_START = "tolltrace:"
DATASET = "tolltrace_dataset"
STANDS = (Stance.ASSERTED, Stance.UNCONFIRMED)  # the chain stands for the figure
OWN = (
    "claim", "number", "report", "version", "title", "outlet", "published", "url", "language",
    "words", "low", "high", "value", "hedge", "harm", "victims", "side", "status", "demographic",
    "place", "place_name", "geonames_id", "latitude", "longitude", "where_prec",
    "period", "period_edtf", "date_prec", "said", "said_edtf", "aspect", "part_of", "about", "background",
    "chain", "stance", "modality", "quoted", "confidence", "decision",
    *(f"imported_{name}" for name in IMPORTED_FIELDS),
    "grade", "graded_speaker", "graded_topic", "statement", "statement_reports", "lineages", "origins", "independent",
    "rests_on_one_origin",
)  # fmt: skip
OWN_COLUMNS = tuple(f"tolltrace_{name}" for name in OWN)

OTHER_STANCE = LossOfClaim(
    "stance",
    "What is denied, disputed, taken back, withheld, or only not reported: as a row it would be a toll.",
    lambda each: each.claim.stance not in STANDS,
)
SHARE = LossOfClaim(
    "share", "Shares of another figure (“half of the dead”).", lambda e: e.claim.figure.fraction is not None
)
RATE = LossOfClaim("rate", "So many a day: a rate is never multiplied out.", lambda e: e.claim.aspect is Aspect.RATE)
NO_FIGURE = LossOfClaim("no_figure", "No bound is stated (“many”).", lambda each: not holds_bound(each.claim))


def holds_bound(claim: Claim) -> bool:
    """Whether there is a bound to write."""
    return claim.figure.low is not None or claim.figure.high is not None


def rests_on_one_origin(recorded: RecordedClaim) -> bool:
    """Whether nobody else says so who neither cites nor copies it, as far as that was looked up."""
    return recorded.corroboration is not None and recorded.corroboration.rests_on_one_origin


def other_harms(*held: str) -> LossOfClaim:
    """Claims of a harm that the format has no column for; casualties and losses are never taken for deaths."""
    names = " and ".join(f"`{name}`" for name in held)
    return LossOfClaim("harm", f"Every harm but {names}.", lambda each: each.claim.harm not in held)


LOSES = (
    losses.EVIDENCE,
    losses.OFFSETS,
    losses.AROUND,
    losses.CHAIN_DETAILS,
    losses.READINGS,
    losses.SURENESS,
    losses.SAID_PRECISION,
    losses.SOURCE_AT_ALL,
    losses.PUBLISHED,
    losses.RECORDED,
    losses.METHOD,
    losses.DECISION,
    losses.GRADE_DETAILS,
    losses.COMMENTS,
)


# What their columns cannot hold and ours can: who keeps theirs alone loses it.
BESIDE = (
    LossOfClaim(
        "hedge", "Whether a bound is strict, and that “about 12” is not 12.", lambda e: e.claim.figure.hedge != "exact"
    ),
    LossOfClaim(
        "one_figure", "A bound, an interval or a vague word: no single figure.", lambda e: one_figure(e.claim) is None
    ),
    LossOfClaim("chain", "Who had it from whom.", lambda each: bool(each.claim.chain)),
    LossOfClaim("unconfirmed", "That the report calls it unconfirmed.", lambda e: e.claim.stance is Stance.UNCONFIRMED),
    LossOfClaim("modality", "That it is estimated, feared or alleged.", lambda each: each.claim.modality is not None),
    LossOfClaim(
        "part_of", "That another figure of the report includes it.", lambda each: each.claim.part_of is not None
    ),
    LossOfClaim(
        "total", "That it is a running total, or was added to one.", lambda e: e.claim.aspect is not Aspect.EVENT
    ),
    LossOfClaim("grade", "How people grade it and its speaker.", lambda each: each.grade != UNGRADED),
    LossOfClaim("one_origin", "That it rests on one origin.", rests_on_one_origin),
    LossOfClaim("background", "That it is history, told for comparison.", lambda each: each.claim.background),
    LossOfClaim("no_day", "When it was: no day of it is known.", lambda each: read_days(each.claim.period) is None),
)


def one_figure(claim: Claim) -> int | None:
    """The figure where the words give one, and not a bound or an interval; "about 12" is one."""
    figure = claim.figure
    return figure.value if figure.value is not None and figure.low == figure.value == figure.high else None


def own_values(recorded: RecordedClaim) -> dict[str, Any]:
    """The columns that begin with `tolltrace_`."""
    claim, figure, place = recorded.claim, recorded.claim.figure, recorded.claim.place
    values = (
        claim.id, claim.number, recorded.report_id, recorded.version, recorded.title, recorded.outlet,
        recorded.published.iso if recorded.published else None, recorded.url, recorded.language,
        claim.mention.text, figure.low, figure.high, figure.value, figure.hedge.value,
        claim.harm, claim.victims, claim.side, claim.status.value, claim.demographic,
        place and place.text, place and place.name, place and place.geonames_id,
        place and place.latitude, place and place.longitude, place and place.where_prec,
        claim.period and claim.period.text, claim.period and claim.period.edtf,
        claim.period and claim.period.date_prec, claim.said and claim.said.text, claim.said and claim.said.edtf,
        claim.aspect.value, claim.part_of, claim.about, claim.background, chain_words(recorded), claim.stance.value,
        claim.modality, claim.quoted, claim.confidence, recorded.verdict,
        *imported_cells(recorded),
        recorded.grade.code, recorded.grade.speaker, recorded.grade.topic and recorded.grade.topic.value,
        *corroboration_cells(recorded.corroboration),
    )  # fmt: skip
    return dict(zip(OWN_COLUMNS, values, strict=True))


def look_alike(
    of: str,
    *,
    about: str,
    columns: tuple[str, ...],
    row: Callable[[RecordedClaim], Mapping[str, Any]],
    leaves_out: tuple[LossOfClaim, ...],
    filled: frozenset[str],
) -> Export[RecordedClaim]:
    """A table with another project's `columns`, of which `filled` can be; the rest is always empty, and said to be."""
    named = f"tolltrace-{of}-like"
    note = f"{named}: claims as reports make them; no event, and not by {OWNERS[of]}"

    def write(records: Iterable[RecordedClaim], path: Path, context: Context) -> None:
        rows = ({DATASET: note} | own_values(each) | {**row(each)} for each in records)
        write_table((DATASET, *columns, *OWN_COLUMNS), rows, path)

    return Export(
        name=of,
        about=about,
        file_name=f"{named}.csv",
        unit=Unit.CLAIMS,
        write=write,
        leaves_out=(*leaves_out, OTHER_STANCE, SHARE, RATE, NO_FIGURE),
        loses=LOSES,
        beside=BESIDE,
        always_empty=tuple(name for name in columns if name not in filled),
        named=named,
    )
