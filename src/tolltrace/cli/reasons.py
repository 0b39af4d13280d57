"""Why a claim was read as it was, and how sure that is → what rich prints. No file, no ledger, no flag is read here."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tolltrace.cli.printing import short_id
from tolltrace.cli.words import NOT_ESTIMATED, clean, clean_or_empty, percent, stance_words
from tolltrace.knowledge import Knowledge
from tolltrace.ledger_records import with_reasons
from tolltrace.values import READ_FIELDS, Claim, Reading

NARROWEST_GRID = 60  # columns; below, three columns leave no room for a sentence
GAP = 2
UNSURE = 0.8  # below it, a field is marked
NONE = "none"  # the rule of a field that the text does not state


class WhyView:
    """A line for each field that the text states: how sure it is, what was read, by which rule from which words.

    Fields that the text does not state come last, dimmed. Where the line is short, the reason stands under its field.
    """

    def __init__(self, claim: Claim, knowledge: Knowledge) -> None:
        self.claim = claim
        self.knowledge = knowledge

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.claim.readings:
            why_none = "No reasons were kept: it was read before there were any. Trace its report again to have them."
            yield Text(why_none, style="dim")
            return
        is_wide = options.max_width >= NARROWEST_GRID
        grid = Table.grid(padding=(0, GAP, 0, 0))
        grid.add_column(no_wrap=is_wide, min_width=12 if is_wide else None)
        if is_wide:
            grid.add_column(no_wrap=True, justify="right", min_width=3)
            grid.add_column(overflow="fold")
        for field, sure, told in self.rows():
            if is_wide:
                grid.add_row(field, sure, told)
            else:
                grid.add_row(Text(" ").join([field, sure]))
                grid.add_row(Padding(told, (0, 0, 0, GAP)))
        yield grid

    def rows(self) -> Iterator[tuple[Text, Text, Text]]:
        """Field, confidence, and the value with its reason."""
        readings = self.claim.readings
        for reading in sorted(readings, key=lambda each: each.rule == NONE):
            yield reason_cells(reading, self.claim, self.knowledge)
        read = {each.field for each in readings}
        for field in (field for field in READ_FIELDS if field not in read):
            yield Text(field.replace("_", " "), style="dim"), Text(), Text("a person wrote it", style="dim")


def reason_cells(reading: Reading, claim: Claim, knowledge: Knowledge) -> tuple[Text, Text, Text]:
    """Field, confidence, and the value with its reason."""
    unsure = reading.confidence is not None and reading.confidence < UNSURE
    sure = Text(percent(reading.confidence), style="yellow" if unsure else "dim")
    reason = clean(knowledge.tell(reading))
    if reading.rule == NONE:
        return Text(reading.field.replace("_", " "), style="dim"), sure, Text(reason, style="dim")
    value = clean_or_empty(value_of(reading.field, claim))
    told = Text(value, style="bold").append(f"{' · ' if value else ''}{reason}", style="not bold")
    return Text(reading.field.replace("_", " ")), sure, told


def value_of(field: str, claim: Claim) -> str | None:
    """What a field holds, in few words."""
    values = {
        "figure": claim.mention.text,
        "victims": claim.victims,
        "place": claim.place.text if claim.place else None,
        "period": claim.period.edtf if claim.period else None,
        "part_of": f"claim {claim.part_of}" if claim.part_of is not None else None,
        "speaker": claim.chain[0].name if claim.chain else None,
        "chain": " → ".join(link.name for link in claim.chain) or None,
        "stance": stance_words(claim),
    }
    value: str | None = values[field] if field in values else getattr(claim, field, None)
    return value


def sure_words(claim: Claim) -> str:
    """How sure figure and harm are, and the fields that are less sure than others; empty where nobody estimated it."""
    if claim.confidence is None:
        return ""
    fields = sorted(
        (each.confidence, each.field.replace("_", " "))
        for each in claim.readings
        if each.confidence is not None and each.confidence < UNSURE
    )
    unsure = ", ".join(f"{field} {percent(confidence)}" for confidence, field in fields)
    return f"{percent(claim.confidence)} for figure and harm" + (f"; less sure: {unsure}" if unsure else "")


def reasons_view(claims: Sequence[Claim], knowledge: Knowledge) -> Padding:
    """The reasons of all claims of a report, each under its figure."""
    return Padding(Group(*_reasons(claims, knowledge)), (1, 0, 0, 0))


def _reasons(claims: Sequence[Claim], knowledge: Knowledge) -> Iterator[RenderableType]:
    for n, claim in enumerate(claims):
        heading = Text(f"{claim.number}  {clean(claim.mention.text)} · {clean(claim.harm)}", style="bold")
        heading.append(f"  {short_id(claim.id)}", style="not bold dim")
        sure = f"how sure: {NOT_ESTIMATED}"
        if claim.confidence is not None:
            sure = f"{percent(claim.confidence)} for figure and harm"
        heading.append(f" · {sure}", style="not bold dim")
        yield from ([Text()] if n else [])
        yield heading
        yield Padding(WhyView(claim, knowledge), (0, 0, 0, 2))


def report_with_reasons(report: dict[str, Any], claims: Sequence[Claim], knowledge: Knowledge) -> dict[str, Any]:
    """A report's record, each claim of it with its reasons."""
    records = [with_reasons(*each, knowledge) for each in zip(report["claims"], claims, strict=True)]
    return report | {"claims": records}
