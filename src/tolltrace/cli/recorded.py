"""What the ledger gives → what rich prints, and JSON. No file, no ledger, no flag is read here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tolltrace.cli.details import detail_fields
from tolltrace.cli.judgements import comments_view, grade_fields
from tolltrace.cli.printing import ClaimsView, Row, chain_text, marked_sentence, short_id
from tolltrace.cli.reasons import WhyView, sure_words
from tolltrace.cli.words import (
    NOT_ESTIMATED,
    aspect_note,
    bounds,
    clean,
    convention,
    counted,
    percent,
    published_words,
    repair_words,
    stance_words,
)
from tolltrace.imported import Imported
from tolltrace.values import Article, Claim, Link, Period, Place

if TYPE_CHECKING:
    from tolltrace.knowledge import Knowledge
    from tolltrace.ledger import Event, RecordedClaim, RecordedReport

OF_THE_CLAIM = ("claim", "figure", "harm")  # what the claim's own confidence is of


def claims_view(
    claims: "Sequence[RecordedClaim]", *, sure_of: str | None = None, with_one_origin: int | None = None
) -> RenderableType:
    """A list of claims, each with the start of its id, and how many there are.

    `sure_of` adds how sure a field is, or the `claim`. `with_one_origin` counts those whose statement has one origin;
    None where that is not known.
    """
    if not claims:
        return Text("No claim matches.")
    rows = [
        Row(
            short_id(recorded.claim.id),
            recorded.claim,
            recorded.outlet,
            recorded.published.on.isoformat() if recorded.published else "undated",
            how_sure(recorded, sure_of) if sure_of else "",
        )
        for recorded in claims
    ]
    told = f"\n{counted(len(claims), 'claim')}{one_origin_words(with_one_origin, len(claims))}."
    return Group(ClaimsView(rows), Text(f"{told} One in full: tolltrace show ID", "dim"))


def one_origin_words(count: int | None, of: int) -> str:
    """ ", 3 of them resting on one origin"; nothing where it is not known, or where none does."""
    if not count:
        return ""
    return (
        ", resting on one origin" if of == 1 else f", {count if count < of else 'each'} of them resting on one origin"
    )


def how_sure(recorded: "RecordedClaim", field: str) -> str:
    """How sure a field is, or that nobody estimated it; empty for what a person decided."""
    confidence = confidence_in(recorded.claim, field)
    if confidence is None:
        return "" if recorded.decision else NOT_ESTIMATED
    return percent(confidence)


def confidence_in(claim: Claim, field: str) -> float | None:
    """How sure a field is; the claim's own for figure and harm."""
    own = {each.field: each.confidence for each in claim.readings}
    return own[field] if own.get(field) is not None else claim.confidence if field in OF_THE_CLAIM else None


def claim_view(
    recorded: "RecordedClaim",
    article: Article,
    history: "Sequence[Event]",
    knowledge: "Knowledge",
    *,
    plain: bool,
    why: bool = False,
    reviews: Sequence[RenderableType] = (),
    statement: str = "",
) -> Group:
    """One claim in full, with what is known of its article; with `why`, also the reason of each field.

    `reviews` are what to show of reviewers, where there are any; `statement` says where it stands, where that is known.
    """
    claim = recorded.claim
    reasons: list[RenderableType] = [section("Why it was read so"), WhyView(claim, knowledge)] if why else []
    sentence = marked_sentence(claim.evidence, [claim.mention], plain=plain)
    parts: list[RenderableType] = [
        Text(f"Claim {clean(claim.id)}", style="bold"),
        Text(),
        sentence,
        Text(),
        fields_view(claim_fields(recorded, knowledge)),
        section("Who says so"),
        chain_view(claim, recorded.outlet),
        *([Text(f"  Carried by {statement}.")] if statement else []),
        *reasons,
        *([section("Comments"), *comments_view(recorded.comments)] if recorded.comments else []),
        section("Report"),
        fields_view(report_fields(recorded, article)),
        section("What made it"),
        fields_view(made_fields(recorded)),
        *([section("Reviews"), *reviews] if reviews else []),
        section("History"),
        *(event_view(event) for event in history),
    ]
    return Group(*parts)


def section(name: str) -> Text:
    """A heading, an empty line before it."""
    return Text(f"\n{name}", style="bold")


def fields_view(fields: Sequence[tuple[str, str]]) -> Table:
    """Names and values; a field that the text does not state is shown as such, not left out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, min_width=12)
    grid.add_column(overflow="fold")
    for name, value in fields:
        grid.add_row(name, Text(clean(value)) if value else Text("not stated", style="dim"))
    return grid


def claim_fields(recorded: "RecordedClaim", knowledge: "Knowledge") -> list[tuple[str, str]]:
    """Every field of the codebook save the chain, and how sure they are where no person decided."""
    claim = recorded.claim
    sure = sure_words(claim) or ("" if recorded.decision else NOT_ESTIMATED)
    marks = [
        f"part of claim {claim.part_of} of this report" if claim.part_of is not None else "",
        f"about claim {claim.about} of this report" if claim.about is not None else "",
        "background" if claim.background else "",
        "inside quotation marks" if claim.quoted else "",
    ]
    side = claim.side or ""
    item = knowledge.wikidata.get(side)
    return [
        ("figure", f"“{claim.mention.text}”"),
        ("bounds", ", ".join(filter(None, (bounds(claim.figure), convention(claim.figure))))),
        ("hedge", claim.figure.hedge.value.replace("_", " ")),
        ("harm", claim.harm),
        ("victims", claim.victims or ""),
        ("side", side + _in_brackets([f"Wikidata {item}" if item else ""])),
        ("status", ", ".join(filter(None, (claim.status.value, claim.demographic)))),
        ("place", place_words(claim.place) if claim.place else ""),
        ("period", period_words(claim.period) if claim.period else ""),
        *([("said", period_words(claim.said))] if claim.said else []),
        ("aspect", f"{claim.aspect.value}{f' ({aspect_note(claim)})' if aspect_note(claim) else ''}"),
        ("stance", stance_words(claim)),
        ("modality", claim.modality or ""),
        *grade_fields(recorded.grade),
        *([("read right", sure)] if sure else []),
        *([("also", ", ".join(filter(None, marks)))] if any(marks) else []),
        (
            "offsets",
            f"{claim.mention.start}–{claim.mention.end} in the report's text; claim {claim.number} of the report",
        ),
    ]


def place_words(place: Place) -> str:
    """The words, and the normal form where there is one."""
    located = place.latitude is not None and place.longitude is not None
    normal = [
        place.name or "",
        f"GeoNames {place.geonames_id}" if place.geonames_id is not None else "",
        f"{place.latitude:g}, {place.longitude:g}" if located else "",
        f"precision {place.where_prec} of 7" if place.where_prec is not None else "",
    ]
    return place.text + _in_brackets(normal)


def period_words(period: Period) -> str:
    """The words, and the EDTF where there is one."""
    precision = f"precision {period.date_prec} of 5" if period.date_prec is not None else ""
    return period.text + _in_brackets([period.edtf or "", precision])


def chain_view(claim: Claim, outlet: str | None) -> Group:
    """The chain in one line, then one link a line: name, role, cue."""
    links = [Text(f"  {number}. ", "dim").append_text(link_text(link)) for number, link in enumerate(claim.chain, 1)]
    if not links:
        links = [Text("  The report names no speaker.", style="dim")]
    return Group(Text("  ") + chain_text(claim, outlet), *links)


def link_text(link: Link) -> Text:
    """One speaker, its role, and the words that make it one."""
    text = Text(clean(link.name))
    if link.role:
        text.append(f", {clean(link.role)}")
    if link.cue:
        text.append(f" · “{clean(link.cue)}”", style="dim")
    if link.start is None:
        text.append(" · carried over", style="dim")
    return text


def report_fields(recorded: "RecordedClaim", article: Article) -> list[tuple[str, str]]:
    """The report that carries the claim."""
    repairs = recorded.published.repairs if recorded.published else ()
    return [
        ("title", recorded.title or ""),
        ("outlet", recorded.outlet or ""),
        ("published", published_words(recorded.published)),
        *(("repaired", repair_words(repair)) for repair in repairs),
        *detail_fields(article),
        ("id", recorded.report_id),
        ("version", str(recorded.version) if recorded.current else f"{recorded.version} (this claim was superseded)"),
        *([("url", recorded.url)] if recorded.url else []),
        ("source", recorded.source),
        *imported_fields(recorded.imported),
    ]


def imported_fields(imported: Imported | None) -> list[tuple[str, str]]:
    """The record that stands behind a claim, where no page does."""
    if imported is None:
        return []
    where = f"{imported.format}: {imported.file}, {imported.record} (SHA-256 {imported.sha256})"
    decided = f", {imported.decision} where it was exported from" if imported.decision else ""
    return [("imported", where + decided), *([("address", imported.address)] if imported.address else [])]


def made_fields(recorded: "RecordedClaim | RecordedReport") -> list[tuple[str, str]]:
    """The code and knowledge that read it, and since when the ledger holds it."""
    method = recorded.method
    return [
        ("code", f"tolltrace {method.code} (sources {method.code_sha256[:12]})"),
        ("knowledge", method.knowledge_sha256[:12]),
        ("recorded", f"{recorded.recorded_at:%Y-%m-%d %H:%M:%S} UTC"),
    ]


def event_view(event: "Event") -> Text:
    """When, what, by whom, why."""
    text = Text(f"  {event.at:%Y-%m-%d %H:%M:%S} UTC  ", style="dim")
    text.append(clean(event.kind), style="not dim").append(f" by {clean(event.actor)}", style="not dim")
    return text.append(f": {clean(event.why)}", style="not dim") if event.why else text


def _in_brackets(parts: Sequence[str]) -> str:
    told = ", ".join(filter(None, parts))
    return f" ({told})" if told else ""
