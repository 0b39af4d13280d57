"""Grades and comments → what rich prints. No file, no ledger, no flag is read here."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tolltrace.cli.words import clean, counted
from tolltrace.comments import Comment
from tolltrace.grades import CREDIBILITIES, RELIABILITIES, Credibility, Grade, Reliability

UNGRADED = "F6 (nobody graded it or its first speaker)"


def grade_fields(grade: Grade) -> list[tuple[str, str]]:
    """The grade, and every grader's word on the speaker and on the claim: names and values, safe to print."""
    if not grade.reliabilities and not grade.credibilities:
        return [("grade", UNGRADED)]
    told = [f"{grade.code}: {RELIABILITIES[grade.reliability]}, {CREDIBILITIES[grade.credibility]}"]
    told += [f"{clean(each.speaker)} on {each.topic.value}: {said_words(each)}" for each in grade.reliabilities]
    told += [f"this claim: {said_words(each)}" for each in grade.credibilities]
    return [("grade" if number == 0 else "", line) for number, line in enumerate(told)]


def said_words(one: Reliability | Credibility) -> str:
    """ "B by R. Viewer, 2024-03-04: was there"."""
    return f"{one.grade} by {clean(one.by)}, {one.at:%Y-%m-%d}: {clean(one.why)}"


def grades_view(speakers: Sequence[Reliability], claims: Sequence[Credibility]) -> RenderableType:
    """All grades, each with who gave it and why, the oldest first: a newer one of the same grader stands."""
    if not speakers and not claims:
        return Text("Nobody graded anything: all is F6.")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("grade", "of", "on", "by", "day", "why"):
        table.add_column(name, overflow="fold", no_wrap=name in ("grade", "day"))
    for one in speakers:
        table.add_row(*_cells(one, one.speaker, one.topic.value))
    for each in claims:
        table.add_row(*_cells(each, f"claim {each.claim}", ""))
    total = counted(len(speakers) + len(claims), "grade")
    return Group(table, Text(f"\n{total}. Of one grader, on the same, the newest counts.", "dim"))


def _cells(one: Reliability | Credibility, of: str, on: str) -> list[Text]:
    cells = (str(one.grade), of, on, one.by, f"{one.at:%Y-%m-%d}", one.why)
    return [Text(clean(each) if each else "") for each in cells]


def comments_view(comments: Sequence[Comment]) -> list[RenderableType]:
    """Each comment with the words that it is about; nothing where there are none."""
    return [comment_text(each) for each in comments]


def comment_text(comment: Comment) -> Text:
    """ "c0ffee context on “12” by R. Viewer, 2024-03-04: The ferry had been sold."."""
    text = Text(f"  {clean(comment.id)}  ", style="dim")
    text.append(f"{comment.kind.value} on “{clean(comment.selector.exact)}”", style="not dim bold")
    text.append(f" by {clean(comment.by)}, {comment.at:%Y-%m-%d}: {clean(comment.text)}", style="not dim")
    if comment.span is None:
        text.append(" (orphaned: the report's newest version has these words no more)", style="not dim yellow")
    if taken := comment.withdrawn:
        text.append(f" (taken back by {clean(taken.by)}, {taken.at:%Y-%m-%d}: {clean(taken.why)})", style="not dim")
    return text


def comments_list(comments: Sequence[Comment]) -> RenderableType:
    """The comments of a ledger, a report after another; orphans are counted."""
    if not comments:
        return Text("No comment.")
    parts: list[RenderableType] = []
    last = None
    for comment in comments:
        if comment.report_id != last:
            parts.append(Text(clean(comment.report_id), style="bold"))
            last = comment.report_id
        parts.append(comment_text(comment))
    orphans = sum(comment.span is None for comment in comments)
    told = f"\n{counted(len(comments), 'comment')}" + (f", {orphans} of them orphaned" if orphans else "")
    return Group(*parts, Text(f"{told}.", "dim"))
