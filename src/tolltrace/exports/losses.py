"""What several formats do not take along, each said once: of a claim in its report, and of a statement."""

from tolltrace.exports.export import Loss
from tolltrace.grades import UNGRADED
from tolltrace.ledger import RecordedClaim
from tolltrace.relays import Relay, Statement

WEB = ("http://", "https://")


def is_on_the_web(address: str | None) -> bool:
    """Whether an address may be a link: no program is run by it, and it is of no machine's folder."""
    return (address or "").lower().startswith(WEB)


# ── of a claim ───────────────────────────────────────────────────────────────────────────────────────────────────────

LossOfClaim = Loss[RecordedClaim]

QUOTES = LossOfClaim(
    "quotes", "The sentence that shows the claim, and the words around the figure: --no-quotes.", lambda _: True
)
EVIDENCE = LossOfClaim(
    "evidence", "The sentence that shows the claim, and where it stands: publishers own it.", lambda _: True
)
EVIDENCE_PLACE = LossOfClaim("evidence_offsets", "Where the sentence stands in the report's text.", lambda _: True)
AROUND = LossOfClaim("words_around", "The words before and behind the figure and its sentence.", lambda _: True)
EVIDENCE_AROUND = LossOfClaim("words_around_evidence", "The words before and behind the sentence.", lambda _: True)
OFFSETS = LossOfClaim("offsets", "Where the figure stands in the report's text.", lambda _: True)
SOURCE = LossOfClaim(
    "source",
    "From which file the page was read: the name of a file says more of your machine than of the report.",
    lambda each: not is_on_the_web(each.source),
)
SOURCE_AT_ALL = LossOfClaim("source", "From which file or address the page was read.", lambda _: True)
URL = LossOfClaim(
    "url", "An address that is none of the web's.", lambda each: bool(each.url) and not is_on_the_web(each.url)
)
RECORDED = LossOfClaim("recorded_at", "When the ledger first held it.", lambda _: True)
METHOD = LossOfClaim(
    "method", "Which code and knowledge read it (counted in this receipt under read_by).", lambda _: True
)
METHOD_DETAILS = LossOfClaim(
    "method_details", "Which sources and knowledge read it; the program's version stands.", lambda _: True
)
DECISION = LossOfClaim(
    "decision_details",
    "Who decided on the claim, when and why; the verdict stands.",
    lambda each: each.decision is not None,
)
PUBLISHED = LossOfClaim(
    "published_details",
    "How the day of publication is known, as printed, and what was repaired in it.",
    lambda each: each.published is not None,
)
PUBLISHED_REPAIRS = LossOfClaim(
    "published_repairs",
    "What was repaired in the day of publication.",
    lambda each: each.published is not None and bool(each.published.repairs),
)
LANGUAGE = LossOfClaim("language", "The report's language.", lambda _: True)
READINGS = LossOfClaim("why", "Why each field was read so.", lambda each: bool(each.claim.readings))
SURENESS = LossOfClaim(
    "field_confidence",
    "How sure each field is; that of figure and harm together stands.",
    lambda each: any(reading.confidence is not None for reading in each.claim.readings),
)
CHAIN_DETAILS = LossOfClaim(
    "chain_details",
    "Each speaker's role as printed, the words that make it a speaker, and where it stands.",
    lambda each: bool(each.claim.chain),
)
CHAIN_OFFSETS = LossOfClaim(
    "chain_offsets",
    "Where each speaker stands in the report's text.",
    lambda each: any(link.start is not None for link in each.claim.chain),
)
SAID = LossOfClaim("said", "On which day the speaker spoke.", lambda each: each.claim.said is not None)
SAID_PRECISION = LossOfClaim(
    "said_date_prec",
    "How precise the day of speaking is, on UCDP's scale.",
    lambda each: each.claim.said is not None and each.claim.said.date_prec is not None,
)
GRADE = LossOfClaim("grade", "How people grade it and its first speaker.", lambda each: each.grade != UNGRADED)
GRADE_DETAILS = LossOfClaim(
    "grade_details",
    "Who graded it or its first speaker, when and why, and that graders differ; the newest grades stand.",
    lambda each: bool(each.grade.reliabilities or each.grade.credibilities),
)
COMMENTS = LossOfClaim("comments", "What people remarked on its words.", lambda each: bool(each.comments))
COMMENT_AUTHOR = LossOfClaim("comment_author", "Who remarked on its words.", lambda each: bool(each.comments))
COMMENT_DETAILS = LossOfClaim(
    "comment_details",
    "Who remarked on its words, and on which version of the report.",
    lambda each: bool(each.comments),
)


# ── of a statement ───────────────────────────────────────────────────────────────────────────────────────────────────

LossOfStatement = Loss[Statement]


def relays_of(statement: Statement) -> tuple[Relay, ...]:
    """Its reference and all its relays."""
    return (statement.reference, *statement.relays)


STATEMENT_QUOTES = LossOfStatement("quotes", "The sentences that show the claims: --no-quotes.", lambda _: True)
STATEMENT_SURENESS = LossOfStatement(
    "confidence",
    "How likely each claim was read right, and why it was read so.",
    lambda each: any(relay.claim.confidence is not None or relay.claim.readings for relay in relays_of(each)),
)
STATEMENT_SAID = LossOfStatement(
    "said_from", "How the day of saying is known.", lambda each: each.said_from is not None
)
RELAY_DETAILS = LossOfStatement(
    "relay_details",
    "How each relay words side, place, period and chain in detail; the claims' own exports have it.",
    lambda _: True,
)

STATEMENT_EVIDENCE = LossOfStatement(
    "evidence", "The sentences that show the claims: publishers own them.", lambda _: True
)
PLACE_POINT = LossOfStatement(
    "place_point",
    "The place's latitude and longitude, and how precise they are.",
    lambda each: each.place is not None and (each.place.latitude, each.place.where_prec) != (None, None),
)
DATE_PRECISION = LossOfStatement(
    "date_prec",
    "How precise the period is, on UCDP's scale.",
    lambda each: each.period is not None and each.period.date_prec is not None,
)
STATEMENT_GRADE_DETAILS = LossOfStatement(
    "grade_details",
    "Who graded its speaker or the claim nearest to them, when and why; the newest grades stand.",
    lambda each: bool(each.grade.reliabilities or each.grade.credibilities),
)
WAY = LossOfStatement(
    "way",
    "Who had it from whom, and later wordings by the same outlet.",
    lambda each: bool(each.hops or each.revisions),
)
JOINS = LossOfStatement("joins", "Why the claims were put together.", lambda each: bool(each.joins))
