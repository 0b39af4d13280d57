"""Reports and claims → what rich prints. No file, no ledger, no flag is read here.

Text goes in as `rich.text.Text`, never as markup, and through `clean`: a page cannot colour, move or hide anything.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tolltrace.cli.details import detail_fields
from tolltrace.cli.words import (
    ARROW,
    aspect_note,
    clean,
    clean_or_empty,
    counts_people,
    figure_note,
    link_names,
    published_words,
    repair_words,
    stance_words,
)
from tolltrace.printable import json_text
from tolltrace.values import Article, Claim, Span, Stance, Traced

NARROWEST_TABLE = 110  # columns; below, a claim is a few lines of its own: nine columns in 80 leave no phrase whole
SHORT_DETAILS = ("credits", "dateline", "changed", "forwarded")  # one line of a heading
LONG_DETAILS = ("also headed", "note")  # a line each
LONGEST_WORD = 24  # columns; a longer word (a URL) is folded and does not push the others aside
GAP = 2  # columns between the table's columns


@dataclass(frozen=True, slots=True)
class Row:
    """One claim to list. `label` is what the reader calls it by: its number in the report, or the start of its id."""

    label: str
    claim: Claim
    outlet: str | None
    day: str = ""  # of the report's publication, where reports are mixed
    sure: str = ""  # how likely it was read right, where that is asked for


def open_console(*, stderr: bool = False) -> Console:
    """The console of a stream as it is now. Styles go to terminals alone, and none at all where NO_COLOR is set."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)
    if console.no_color:
        console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, color_system=None)
    return console


def print_json_line(record: Mapping[str, Any]) -> None:
    """One line of data on standard output, at once, so that a reader at the other end sees it as it comes."""
    sys.stdout.write(json_text(record) + "\n")
    sys.stdout.flush()


# ── one traced report ────────────────────────────────────────────────────────────────────────────────────────────────


def report_view(traced: Traced, *, evidence: bool = False, plain: bool = False) -> Group:
    """A report's heading and its claims; with `evidence`, also each sentence, its figures marked.

    `plain` marks figures with guillemets, for where bold and reverse are not to be had.
    """
    parts: list[RenderableType] = [heading_view(traced.article), Text()]
    if not traced.claims:
        parts.append(Text("  No claim in this report.", style="dim"))
    else:
        parts.append(ClaimsView([Row(str(claim.number), claim, traced.article.outlet) for claim in traced.claims]))
    if evidence and traced.claims:
        parts.append(evidence_view(traced.claims, plain=plain))
    return Group(*parts, Text())


def heading_view(article: Article) -> Text:
    """Title; outlet and date, and how we know it; repairs; what else the page says; where it came from."""
    text = Text(clean(article.title) if article.title else "(no title)", style="bold")
    outlet = clean(article.outlet) if article.outlet else "outlet not known"
    text.append(f"\n{outlet} · {published_words(article.published)}", style="not bold")
    for repair in article.published.repairs if article.published else ():
        text.append(f"\nRepaired: {repair_words(repair)}", style="not bold yellow")
    details = detail_fields(article)
    in_short = " · ".join(f"{name} {value}" for name, value in details if name in SHORT_DETAILS)
    said = [in_short, *(f"{name}: {value}" for name, value in details if name in LONG_DETAILS)]
    text.append("".join(f"\n{line}" for line in said if line), style="not bold")
    where = article.source if article.url in (None, article.source) else f"{article.source} · {article.url}"
    text.append(f"\n{clean(where)}", style="not bold dim")
    return text


def evidence_view(claims: Sequence[Claim], *, plain: bool) -> Padding:
    """Each sentence once, in the order of the text, with every figure in it marked and the claims' numbers and ids."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, justify="right", min_width=3)
    grid.add_column(overflow="fold")
    for _, group in groupby(claims, key=lambda claim: claim.evidence):
        together = tuple(group)
        sentence = marked_sentence(together[0].evidence, [claim.mention for claim in together], plain=plain)
        ids = ", ".join(dict.fromkeys(short_id(claim.id) for claim in together))
        numbers = ", ".join(dict.fromkeys(str(claim.number) for claim in together))
        grid.add_row(numbers, Group(sentence, Text(ids, style="dim")))
    return Padding(grid, (1, 0, 0, 0))


def marked_sentence(evidence: Span, mentions: Iterable[Span], *, plain: bool) -> Text:
    """The sentence with its figures in bold reverse, or between guillemets where `plain`."""
    text, at = Text(), evidence.start
    for mention in sorted(set(mentions), key=lambda mention: mention.start):
        start, end = max(mention.start, at), min(mention.end, evidence.end)
        if start >= end:  # overlaps the one before, or lies outside: marked already or not to be marked
            continue
        text.append(clean(evidence.text[at - evidence.start : start - evidence.start]))
        figure = clean(evidence.text[start - evidence.start : end - evidence.start])
        text.append(f"«{figure}»" if plain else figure, style="bold reverse")
        at = end
    return text.append(clean(evidence.text[at - evidence.start :]))


def short_id(claim_id: str) -> str:
    """The start of an id, enough for `show`."""
    return clean(claim_id)[:10]


def chain_text(claim: Claim, outlet: str | None) -> Text:
    """The speakers, first to last, and the report's outlet after them: dimmed, as it is no link of the chain."""
    names = link_names(claim.chain)
    if outlet and names and names[-1] == clean(outlet):  # an outlet that quotes itself is not shown twice
        return Text(ARROW.join(names))
    relay = clean(outlet) if outlet else "this report"
    return Text(ARROW.join([*names, ""])).append(relay, style="dim")


# ── claims, as a table or as short paragraphs ────────────────────────────────────────────────────────────────────────


class ClaimsView:
    """Claims as a table where it fits, else a few lines for each: a name is never broken into letters."""

    def __init__(self, rows: Sequence[Row], *, day: str = "Published") -> None:
        self.rows = rows
        self.day = day  # the heading of its column

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = [column for column in claim_columns(self.rows, self.day) if any(cell.plain for cell in column.cells)]
        widths = share_width([column.extent for column in columns], options.max_width - GAP * len(columns))
        if options.max_width < NARROWEST_TABLE or widths is None:
            yield from (paragraph_view(row) for row in self.rows)
        else:
            yield table_view(columns, widths)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and its cells, one a claim. `least` is a width, in terminal columns, that it gets in any case."""

    heading: str
    cells: tuple[Text, ...]
    least: int = 0

    @property
    def extent(self) -> tuple[int, int]:
        """The width of the longest word and of the longest line, in terminal columns."""
        texts = (Text(self.heading), *self.cells)
        word = max(Text(word).cell_len for text in texts for word in text.plain.split() or [""])
        line = max(Text(line).cell_len for text in texts for line in text.plain.split("\n"))
        least = min(max(word, self.least), LONGEST_WORD)
        return least, max(line, least)


def claim_columns(rows: Sequence[Row], day: str) -> list[Column]:
    """All columns that a claim can fill; one that is empty for all rows is dropped by the caller."""
    return [
        Column("", tuple(Text(row.label, style="dim") for row in rows)),
        Column("Figure", tuple(_with_note(row.claim.mention.text, figure_note(row.claim), "bold") for row in rows), 11),
        Column("Harm", tuple(_with_note(row.claim.harm, aspect_note(row.claim)) for row in rows), 8),
        Column("Victims", tuple(Text(clean_or_empty(row.claim.victims)) for row in rows)),
        Column("Side", tuple(Text(clean_or_empty(row.claim.side)) for row in rows)),
        Column("Place", tuple(Text(clean(row.claim.place.text) if row.claim.place else "") for row in rows)),
        Column("Period", tuple(Text(clean(row.claim.period.text) if row.claim.period else "") for row in rows)),
        Column("Who says so", tuple(chain_text(row.claim, row.outlet) for row in rows)),
        Column("Stance", tuple(stance_text(row.claim) for row in rows)),
        Column(day, tuple(Text(row.day) for row in rows)),
        Column("Read right", tuple(Text(row.sure) for row in rows), 5),
    ]


def stance_text(claim: Claim) -> Text:
    """The stance, dimmed where it is the usual one."""
    return Text(stance_words(claim), style="dim" if claim.stance is Stance.ASSERTED else "yellow")


def share_width(extents: Sequence[tuple[int, int]], width: int) -> list[int] | None:
    """Widths that sum to `width` at most: its longest word to each, the rest by need. None where too narrow."""
    spare = width - sum(least for least, _ in extents)
    need = sum(most - least for least, most in extents)
    if spare < 0:
        return None
    share = min(1.0, spare / need) if need else 0.0
    return [least + int((most - least) * share) for least, most in extents]


def table_view(columns: Sequence[Column], widths: Sequence[int]) -> Table:
    """The table, a line between claims."""
    table = Table(box=SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), show_edge=False, header_style="bold", leading=1)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column.heading, width=width, overflow="fold")
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*cells)
    return table


def paragraph_view(row: Row) -> Table:
    """One claim in a few lines: what is counted, of whom, where and when, who says so."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, justify="right", min_width=3)
    grid.add_column(overflow="fold")
    grid.add_row(row.label, Group(*_paragraph_lines(row)))
    return grid


def _paragraph_lines(row: Row) -> Iterator[Text]:
    claim = row.claim
    first = Text(clean(claim.mention.text), style="bold")
    notes = ", ".join(filter(None, (aspect_note(claim), figure_note(claim))))
    between = " " if counts_people(claim.figure) else " · "  # no "declined to give a toll killed"
    first.append(f"{between}{clean(claim.harm)}", style="not bold")
    first.append(f" ({notes})" if notes else "", style="not bold dim")
    yield first
    stated = [
        ("victims", clean_or_empty(claim.victims)),
        ("side", clean_or_empty(claim.side)),
        ("place", clean(claim.place.text) if claim.place else ""),
        ("period", clean(claim.period.text) if claim.period else ""),
    ]
    facts = Text(" · ").join(
        Text(f"{name}: ", style="dim").append(value, style="not dim") for name, value in stated if value
    )
    if facts:
        yield facts
    said = Text("said by: ", style="dim") + chain_text(claim, row.outlet).append(" · ", style="dim").append_text(
        stance_text(claim)
    )
    said.append(f" · {row.day}" if row.day else "", style="dim")
    yield said.append(f" · read right: {row.sure}" if row.sure else "", style="dim")


def _with_note(words: str, note: str, style: str = "") -> Text:
    text = Text(clean(words), style=style)
    return text.append(f"\n{note}", style="not bold dim") if note else text
