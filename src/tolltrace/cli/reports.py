"""Recorded reports → what rich prints, and JSON. No file, no ledger, no flag is read here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tolltrace.cli.details import detail_fields
from tolltrace.cli.printing import ClaimsView, Row, short_id
from tolltrace.cli.recorded import fields_view, imported_fields, made_fields, section
from tolltrace.cli.words import clean, clean_or_empty, counted, published_words, repair_words
from tolltrace.values import Article

if TYPE_CHECKING:
    from tolltrace.ledger import RecordedClaim, RecordedReport

SHOWN_RECORDS = 5  # of a report that is made of many


def reports_view(reports: "Sequence[RecordedReport]") -> RenderableType:
    """A list of reports: two lines for each, so that no title is broken into a column."""
    if not reports:
        return Text("No report is recorded.")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=10)
    grid.add_column(overflow="fold")
    for report in reports:
        title = Text(clean_or_empty(report.title) or "(no title)", style="bold")
        of = f"version {report.version} of {report.versions}" if report.versions > 1 else ""
        facts = [clean_or_empty(report.outlet) or "outlet not known", counted(report.claims, "claim"), of]
        where = clean(report.url or report.source)
        if report.id != report.url:
            where += f" · {clean(report.id)}"
        line = Text(" · ".join(filter(None, facts))).append(f" · {where}", style="dim")
        grid.add_row(report.published.on.isoformat() if report.published else "undated", Group(title, line))
    return Group(grid, Text(f"\n{counted(len(reports), 'report')}. One in full: tolltrace show ID", "dim"))


def report_view(report: "RecordedReport", article: Article, claims: "Sequence[RecordedClaim]") -> Group:
    """One report in full, save its text, and its claims."""
    rows = [Row(short_id(recorded.claim.id), recorded.claim, report.outlet) for recorded in claims]
    return Group(
        Text(clean_or_empty(report.title) or "(no title)", style="bold"),
        Text(),
        fields_view(report_fields(report, article)),
        section("What made it"),
        fields_view(made_fields(report)),
        section("Claims"),
        ClaimsView(rows) if rows else Text("  No claim in this report.", style="dim"),
    )


def report_fields(report: "RecordedReport", article: Article) -> list[tuple[str, str]]:
    """All that is known of a report but its claims."""
    stated = [
        ("standfirst", article.standfirst or ""),
        ("by", ", ".join(article.authors)),
        ("section", article.section or ""),
        ("tags", ", ".join(article.tags)),
    ]
    return [
        ("outlet", report.outlet or ""),
        ("published", published_words(report.published)),
        *(("repaired", repair_words(repair)) for repair in (report.published.repairs if report.published else ())),
        *detail_fields(article),
        *((name, value) for name, value in stated if value),
        ("id", report.id),
        ("version", f"{report.version} of {report.versions}"),
        *([("url", report.url)] if report.url else []),
        *(("archived", address) for address in article.archived),
        ("source", report.source),
        *(field for each in article.imported[:SHOWN_RECORDS] for field in imported_fields(each)),
        ("page", page_words(report)),
    ]


def page_words(report: "RecordedReport") -> str:
    """Which page it was read from, and how to get that."""
    how = "kept: --page gives it" if report.page_kept else "not kept"
    return f"SHA-256 {report.page_sha256}, {how}"
