"""Statements and their drift → what rich prints. No file, no ledger, no flag is read here."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from tolltrace.cli.judgements import grade_fields
from tolltrace.cli.recorded import fields_view, place_words, section
from tolltrace.cli.words import bounds, clean, clean_or_empty, counted, counts_people
from tolltrace.phrasing import day_words
from tolltrace.reckoning import series_table
from tolltrace.relays import Drift, Explanation, Finding, Hop, LineUp, Relay, Series, Statement
from tolltrace.summaries import Summary
from tolltrace.values import Stance

SHORT_ID = 11  # of a statement, enough for `statement`
UNSAID = "a source that is not named"  # in the tree, above who has the figure from there


def statements_view(statements: Sequence[Statement]) -> RenderableType:
    """A list: the figure and who gave it; how far it spread; what moved."""
    if not statements:
        return Text("No statement matches.")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, min_width=SHORT_ID)
    grid.add_column(no_wrap=True, min_width=10)
    grid.add_column(overflow="fold")
    for statement in statements:
        said_on = statement.said_on.isoformat() if statement.said_on else "undated"
        spread = Text(spread_words(statement), style="dim")
        moved = moved_words(statement)
        spread.append(f" · {moved}" if moved else "", style="yellow not dim")
        grid.add_row(statement.id[:SHORT_ID], said_on, Group(summary(statement), spread))
    return Group(grid, Text(f"\n{counted(len(statements), 'statement')}. One in full: tolltrace statement ID", "dim"))


def summary(statement: Statement) -> Text:
    """ "John Kirby: more than 20,000 killed, Russia"."""
    claim = statement.reference.claim
    text = Text(clean(statement.speaker) if statement.speaker else "nobody named", style="bold")
    words = clean(claim.mention.text)
    between = " " if counts_people(statement.figure) else " · "
    text.append(f": {words}{between}{clean(statement.harm)}", style="not bold")
    about = [clean_or_empty(statement.side), clean(statement.place.text) if statement.place else ""]
    text.append("".join(f", {each}" for each in about if each), style="not bold")
    if statement.stance is not Stance.ASSERTED:
        text.append(f" · {statement.stance.value.replace('_', ' ')}", style="not bold yellow")
    return text


def spread_words(statement: Statement | Summary) -> str:
    """ "31 reports · 1 origin · 0 independent"; "31 reports in 4 texts", where some share theirs."""
    reports = counted(len(statement.reports), "report")
    if statement.lineages < len(statement.reports):
        reports += f" in {counted(statement.lineages, 'text')}"
    return f"{reports} · {counted(statement.origins, 'origin')} · {statement.independent} independent"


def rests_words(statement: Statement | Summary) -> str:
    """`spread_words`, and in so many words that nobody else said it, where nobody did."""
    return spread_words(statement) + (": it rests on one origin" if statement.origins == 1 else "")


def moved_words(statement: Statement) -> str:
    """Which fields moved, each once: "moved: hedge, place"."""
    fields = tuple(dict.fromkeys(each.field for each in statement.drift))
    return f"moved: {', '.join(fields)}" if fields else ""


def statement_view(statement: Statement, findings: Sequence[Finding] = (), *, why: bool = False) -> Group:
    """One in full: the words, the tree of its relays, what moved, what it hangs together with."""
    reference = statement.reference
    parts: list[RenderableType] = [
        summary(statement),
        Text(rests_words(statement), style="dim"),
        Text(),
        Text(clean(reference.claim.evidence.text)),
        Text(f"  in {report_name(reference)}, the nearest to the speaker", style="dim"),
        Text(),
        fields_view([*statement_fields(statement), *grade_fields(statement.grade)]),
        section("Who took it from whom"),
        relay_tree(statement),
    ]
    if statement.drift:
        parts += [section("What moved"), *(drift_text(each, statement) for each in statement.drift)]
    if statement.revisions:
        parts.append(section("What an outlet mended"))
        parts += [Text(f"  {line}") for line in revision_lines(statement)]
    if findings:
        parts += [section("What does not add up"), *(finding_text(each) for each in findings)]
    if why:
        parts += [section("Why these are one statement"), *(Text(f"  {line}") for line in join_lines(statement))]
    return Group(*parts)


def statement_fields(statement: Statement) -> list[tuple[str, str]]:
    """What is known of the act of saying."""
    said = day_words(statement.said_on) if statement.said_on else ""
    others = [name for name in statement.speakers if name != statement.speaker]
    fields = [
        ("id", statement.id),
        ("said on", f"{said} ({statement.said_from})" if said else ""),
        ("also named", ", ".join(others)),
        ("bounds", bounds(statement.figure)),
        ("harm", statement.harm),
        ("side", statement.side or ""),
        ("place", place_words(statement.place) if statement.place else ""),
        ("period", statement.period.text if statement.period else ""),
        ("stance", statement.stance.value.replace("_", " ")),
        ("part of", statement.part_of or ""),
        ("about", statement.about or ""),
        ("updates", ", ".join(statement.updates)),
    ]
    optional = {"also named", "bounds", "part of", "about", "updates"}
    return [(name, value) for name, value in fields if value or name not in optional]


def relay_tree(statement: Statement) -> Tree:
    """The speaker, below each whoever had it from them; the words of each report, and what moved on its hop."""
    tree = Tree(Text(clean(statement.speaker) if statement.speaker else "nobody named", style="bold"))
    first: dict[str, Relay] = {}
    for relay in statement.relays:
        first.setdefault(relay.carrier.id, relay)
    branches: dict[str | None, Tree] = {}
    waiting = list(statement.hops)
    while waiting:
        ready = [hop for hop in waiting if hop.source not in first or hop.source in branches] or waiting[:1]
        for hop in ready:
            parent = branches.get(hop.source)
            if parent is None:
                is_first = hop.source in statement.speakers or (hop.source is None and statement.speaker is None)
                parent = tree if is_first else tree.add(Text(clean(hop.source or UNSAID)))
                branches[hop.source] = parent
            branches[hop.taker] = parent.add(hop_text(hop, first[hop.taker], statement))
        waiting = [hop for hop in waiting if hop not in ready]
    return tree


def hop_text(hop: Hop, relay: Relay, statement: Statement) -> Text:
    """A report, its words, what moved, and what shows whom it has it from."""
    text = Text(report_name(relay)).append(f"  “{clean(words_in(relay, statement))}”", style="bold")
    if hop.moved:
        text.append(f"  moved: {', '.join(hop.moved)}", style="yellow")
    return text.append(f"  {clean(hop.evidence)}", style="dim")


def words_in(relay: Relay, statement: Statement) -> str:
    """The figure as a report's text has it, else as its headline has."""
    own = [each for each in statement.relays if each.carrier.id == relay.carrier.id]
    return next((each for each in own if not each.in_headline), own[0]).claim.mention.text


def report_name(relay: Relay) -> str:
    """Its outlet, else its id; and its day."""
    carrier = relay.carrier
    day = f", {carrier.published.on.isoformat()}" if carrier.published else ""
    return clean(carrier.outlet or carrier.id) + day


def drift_text(drift: Drift, statement: Statement) -> Text:
    """ "Site C  place added: Bakhmut (headline)"."""
    relay = next(each for each in statement.relays if each.carrier.id == drift.report)
    text = Text(f"  {clean(relay.carrier.outlet or drift.report)}  ").append(
        f"{drift.field} {drift.how.value}", style="yellow"
    )
    was, now = clean_or_empty(drift.was), clean_or_empty(drift.now)
    text.append(f": “{was}” → “{now}”" if was and now else f": “{now or was}”" if now or was else "")
    where = f"other headline: {clean(drift.headline)}" if drift.headline else "headline" if drift.in_headline else ""
    notes = ", ".join(filter(None, (where, clean_or_empty(drift.note))))
    return text.append(f" ({notes})" if notes else "", style="dim")


def revision_lines(statement: Statement) -> list[str]:
    """What each later report of an outlet changed, and who never took that over."""
    return [
        f"{clean(each.report)} revises {clean(each.revises)}: {each.field} "
        f"“{clean_or_empty(each.was)}” → “{clean_or_empty(each.now)}”"
        + (f"; not taken over by {', '.join(map(clean, each.untaken))}" if each.untaken else "")
        for each in statement.revisions
    ]


def join_lines(statement: Statement) -> list[str]:
    """Why each claim stands with another, and how much speaks for it."""
    lines = []
    for join in statement.joins:
        strength = "" if join.by else f" ({join.score:g})"
        lines.append(
            f"{clean(join.claim)[:10]} with {clean(join.other)[:10]}: {clean('; '.join(join.reasons))}{strength}"
        )
    return lines


def drift_view(found: Sequence[tuple[Statement, Sequence[Drift]]], report: str | None) -> RenderableType:
    """What moved, under each statement."""
    if not found:
        return Text("Nothing moved." if report is None else "Nothing moved in this report.")
    parts: list[RenderableType] = []
    for statement, drift in found:
        parts += [summary(statement), Text(f"  {statement.id}", style="dim")]
        parts += [drift_text(each, statement) for each in drift]
        parts.append(Text())
    return Group(*parts[:-1])


# ── series and explanations ──────────────────────────────────────────────────────────────────────────────────────────


def finding_text(finding: Finding) -> Text:
    """What does not add up, and which input would have to be wrong."""
    text = Text(f"  {clean(finding.says)}", style="yellow" if finding.certain else "")
    text.append("" if finding.certain else " (uncertain)", style="dim")
    for wrong in finding.wrong:
        either = "either " if len(finding.wrong) > 1 else ""
        text.append(f"\n    {either}{clean(wrong)}", style="not bold dim")
    return text


def series_view(lined_up: LineUp, findings: Sequence[Finding]) -> RenderableType:
    """Each speaker's figures by themselves, the oldest first; what in them cannot be right below."""
    if not lined_up.series:
        return Text("No statement with a day matches.")
    parts: list[RenderableType] = [
        Text(f"{lined_up.since} to {lined_up.until} · {counted(len(lined_up.series), 'speaker')} side by side", "dim")
        if len({one.speaker for one in lined_up.series}) == len(lined_up.series)
        else Text(f"{lined_up.since} to {lined_up.until} · {len(lined_up.series)} series side by side", "dim")
    ]
    for series in lined_up.series:
        parts += [Text(), Text(series_heading(series), style="bold"), rows_view(series)]
    if findings:
        parts += [section("What does not add up"), *(finding_text(each) for each in findings)]
    return Group(*parts)


def series_heading(series: Series) -> str:
    """ "UK Ministry of Defence: casualties, Russia, since 2022-02-24"."""
    subject = [
        series.harm,
        series.side,
        series.demographic,
        series.place,
        f"since {series.since}" if series.since else "",
    ]
    marks = ["may be several speakers" if series.is_vague else "", "of the past" if series.background else ""]
    told = ", ".join(clean(each) for each in subject if each)
    return f"{clean(series.speaker)}: {told}" + "".join(f" ({mark})" for mark in marks if mark)


def rows_view(series: Series) -> RenderableType:
    """The figures of a series, a line each."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for column in range(6):
        grid.add_column(style="dim" if column in (1, 5) else "", overflow="fold")
    for on, said_on, kind, figure, note, statement in series_table(series):
        said = f"said {said_on}" if said_on else ""
        cells = (f"  {on}", said, kind, clean(figure), clean(note), clean(statement)[:SHORT_ID])
        grid.add_row(*(Text(cell) for cell in cells))
    return grid


def explanation_view(explanation: Explanation) -> RenderableType:
    """For each figure asked about: what gives it, what sums do, what comes near and how it differs."""
    parts: list[RenderableType] = []
    for answer in explanation.answers:
        parts.append(Text(clean(answer.says), style="bold"))
        for match in answer.exact:
            parts.append(Text(f"  {clean(match.says)}  ").append(match.statement[:SHORT_ID], style="dim"))
            if match.leaves_open:
                parts.append(Text(f"    it leaves open: {', '.join(match.leaves_open)}", style="dim"))
        for each in answer.sums:
            parts += [Text(f"  {clean(each.says)}"), Text(f"    {clean(each.why)}", style="dim")]
            parts += [Text(f"    {clean(warning)}", style="yellow") for warning in each.warnings]
        if answer.near:
            parts.append(Text("  near:", style="dim"))
        for match in answer.near:
            parts.append(Text(f"  {clean(match.says)}  ").append(match.statement[:SHORT_ID], style="dim"))
            parts += [Text(f"    {clean(each)}", style="yellow") for each in match.differs]
        parts.append(Text())
    if explanation.together:
        parts.append(Text("One speaker on one day gives all of these: ", style="bold"))
        parts += [Text(f"  {', '.join(each[:SHORT_ID] for each in ids)}") for ids in explanation.together]
        return Group(*parts)
    return Group(*parts[:-1])
