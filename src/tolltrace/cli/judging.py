"""`tolltrace grade …` and `tolltrace comment …`: what people think of speakers, claims and words."""

from enum import StrEnum
from typing import Annotated

import typer

from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag
from tolltrace.comments import CommentKind
from tolltrace.grades import CREDIBILITIES, RELIABILITIES, TOPICS

grade_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Grade speakers and claims; all is F6 until you do.",
)
comment_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Comment on words of a report, and list comments.",
)

ByFlag = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
WhyFlag = Annotated[str, typer.Option("--why", metavar="TEXT", help="For which reason.")]


class Kind(StrEnum):
    """What a comment brings, as it is typed."""

    CORRECTION = "correction"
    NEW_SOURCE = "new-source"
    TRANSLATION = "translation"
    CONTEXT = "context"

    @property
    def known(self) -> CommentKind:
        """The same as the ledger has it."""
        return CommentKind(self.value.replace("-", " "))


def read_topic(topic: str) -> str:
    """A topic that we know. Raises BadParameter, which names and explains them all."""
    if topic not in list(TOPICS):
        known = "; ".join(f"{each.value}: {says}" for each, says in TOPICS.items())
        raise typer.BadParameter(f"{topic!r} is no topic; known are {known}")
    return topic


@grade_app.command("speaker")
def grade_speaker_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The speaker, by any of their names.")],
    grade: Annotated[
        str,
        typer.Option(
            "--as", metavar="GRADE", help="; ".join(f"{each}: {says}" for each, says in RELIABILITIES.items()) + "."
        ),
    ],
    topic: Annotated[
        str,
        typer.Option(
            metavar="TOPIC",
            callback=read_topic,
            help="; ".join(f"{each.value}: {says}" for each, says in TOPICS.items()) + ".",
        ),
    ],
    by: ByFlag,
    why: WhyFlag,
    ledger: LedgerFlag = None,
) -> None:
    """Grade how reliable a speaker is on a topic, A to F. A newer grade of yours takes its place; all are kept.

    Whoever speaks for the speaker shares the grade, if they have none of their own. How many repeat what was said
    changes none.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    with open_existing(ledger) as book:
        one = book.grade_speaker(name, topic, grade.strip().upper(), by=by, why=why)
    said = f"{one.speaker} on {one.topic.value}: {one.grade} ({RELIABILITIES[one.grade]}) by {one.by}."
    open_console(stderr=True).print(clean(said))


@grade_app.command("claim")
def grade_claim_command(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or enough of its start.")],
    grade: Annotated[
        int,
        typer.Option(
            "--as", metavar="GRADE", help="; ".join(f"{each}: {says}" for each, says in CREDIBILITIES.items()) + "."
        ),
    ],
    by: ByFlag,
    why: WhyFlag,
    ledger: LedgerFlag = None,
) -> None:
    """Grade how credible a claim is, 1 to 6. A newer grade of yours takes its place; all are kept."""
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    with open_existing(ledger) as book:
        one = book.grade_claim(claim, grade, by=by, why=why)
    open_console(stderr=True).print(clean(f"{one.claim}: {one.grade} ({CREDIBILITIES[one.grade]}) by {one.by}."))


@grade_app.command("list")
def grade_list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one grade a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """List all grades that were ever given, of speakers and then of claims, the oldest first."""
    from tolltrace.cli.judgements import grades_view
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.grades import credibility_to_json, reliability_to_json

    with open_existing(ledger) as book:
        speakers, claims = book.grades()
    if as_json:
        for one in speakers:
            print_json_line(reliability_to_json(one))
        for each in claims:
            print_json_line(credibility_to_json(each))
    else:
        open_console().print(grades_view(speakers, claims))


# ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@comment_app.command("add")
def comment_add_command(
    given_id: Annotated[
        str, typer.Argument(metavar="ID", help="A claim's id, or enough of its start; with --words, a report's, whole.")
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you remark.")],
    kind: Annotated[Kind, typer.Option(metavar="KIND", help="correction, new-source, translation or context.")],
    by: ByFlag,
    words: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Words of the report's text, as printed, that it is about.")
    ] = None,
    occurrence: Annotated[
        int, typer.Option("--occurrence", metavar="N", min=1, help="With --words that recur: which of them.")
    ] = 1,
    ledger: LedgerFlag = None,
) -> None:
    """Comment on the words of a claim's figure, or on other words of a report.

    The comment goes along when the report is read again or changes, as long as the words are still there.
    """
    from tolltrace.cli.judgements import comment_text
    from tolltrace.cli.printing import open_console

    with open_existing(ledger) as book:
        if words is None:
            made = book.comment_on_claim(given_id, kind=kind.known.value, text=text, by=by)
        else:
            said = {"kind": kind.known.value, "text": text, "by": by}
            made = book.comment_on_words(given_id, words, occurrence=occurrence, **said)
    open_console(stderr=True).print(comment_text(made))


@comment_app.command("list")
def comment_list_command(
    report: Annotated[str | None, typer.Option("--report", metavar="ID", help="Only on this report.")] = None,
    orphaned: Annotated[
        bool, typer.Option("--orphaned", help="Only those whose words are gone from their report.")
    ] = False,
    with_withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Also those that were taken back.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Those that wait for an editor, instead.")] = False,
    refused: Annotated[bool, typer.Option("--refused", help="Those that an editor refused, instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one comment a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """List the comments, a report after another; those whose words are gone are told as orphaned."""
    from tolltrace.cli.judgements import comments_list
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.comments import comment_to_json

    with open_existing(ledger) as book:
        standing = "held" if held else "refused" if refused else "shown"
        found = book.comments(report, with_withdrawn=with_withdrawn, standing=standing)
    found = tuple(each for each in found if not orphaned or each.span is None)
    if as_json:
        for each in found:
            print_json_line(comment_to_json(each))
    else:
        open_console().print(comments_list(found))


@comment_app.command("moderate")
def comment_moderate_command(
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="A comment's id, or enough of its start.")],
    show: Annotated[bool, typer.Option("--show/--refuse", help="Let it through, or refuse it.")],
    by: ByFlag,
    why: WhyFlag,
    ledger: LedgerFlag = None,
) -> None:
    """Let a comment that readers wrote on the site through, or refuse it. It stays in the ledger either way."""
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    with open_existing(ledger) as book:
        decided = book.moderate_comment(comment, show=show, by=by, why=why)
    open_console(stderr=True).print(clean(f"{decided}: {'shown' if show else 'refused'} by {by.strip()}."))


@comment_app.command("withdraw")
def comment_withdraw_command(
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="A comment's id, or enough of its start.")],
    by: ByFlag,
    why: WhyFlag,
    ledger: LedgerFlag = None,
) -> None:
    """Take a comment back. It is shown no more, and stays in the ledger with who took it back and why."""
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    with open_existing(ledger) as book:
        taken = book.withdraw_comment(comment, by=by, why=why)
    open_console(stderr=True).print(clean(f"{taken}: taken back by {by.strip()}."))
