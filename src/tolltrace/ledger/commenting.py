"""Comments on words of a report: written once, taken back by another event, found again where the text changed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, select

from tolltrace.anchors import Selector, find_again, occurrences, select_words
from tolltrace.comments import Comment, CommentKind, Standing, Withdrawal
from tolltrace.errors import AbsentError, UnfitError
from tolltrace.ledger.hiding import report_is_shown
from tolltrace.ledger.queries import article_of, starts_with
from tolltrace.ledger.recorded import RecordedClaim
from tolltrace.ledger.recording import insert_event
from tolltrace.ledger.rows import read_article
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import claims, events, reports, versions
from tolltrace.ledger.tables_judged import comments, moderations, withdrawn_comments
from tolltrace.ledger.withholding import Withholding
from tolltrace.values import Article, Claim, Span

MAX_CHARS = 20_000  # of a comment
MAX_WORDS_CHARS = 2_000  # that it is about
MOST_HELD = 20  # comments of one person that wait: who writes more waits, too
HELD = "Held until an editor has read it."  # in the log, which everybody reads, instead of its text
BATCH = 500


class Remark(NamedTuple):
    """What a person writes, before it is bound to words."""

    kind: CommentKind
    text: str
    by: str
    at: datetime
    held: bool = False
    guidelines: str | None = None  # which the writer accepted


def check_remark(
    kind: str, text: str, by: str, at: datetime, *, held: bool = False, guidelines: str | None = None
) -> Remark:
    """Raises UnfitError where a comment says nothing, or nobody says it."""
    known = [each.value for each in CommentKind]
    if kind not in known:
        raise UnfitError(f"no kind of comment {kind!r}; known: {', '.join(known)}")
    for name, value in (("by", by), ("text", text)):
        if not value.strip():
            raise UnfitError(f"the comment's {name!r} is empty; a comment says something, and who says it")
    if len(text) > MAX_CHARS:
        raise UnfitError(f"a comment of {len(text):,} characters; at most {MAX_CHARS:,}: give an address of the rest")
    return Remark(CommentKind(kind), text.strip(), by.strip(), at, held, guidelines)


def select_span(article: Article, words: str, occurrence: int) -> Selector:
    """The words of a text that a comment is about. Raises UnfitError where they are not there, or not so often."""
    where = f"report {article.id!r}"
    check_words(article, words)
    found = list(occurrences(words, article.text))
    if not found:
        raise UnfitError(f"{where}: its text does not hold {words!r}; copy the words as printed, line breaks too")
    if not 1 <= occurrence <= len(found):
        raise UnfitError(f"{where}: {words!r} stands in it {len(found)} times; there is no number {occurrence}")
    start = found[occurrence - 1]
    return select_words(article.text, start, start + len(words))


def check_words(article: Article, words: str) -> None:
    """Raise UnfitError for no words, and for too many."""
    if not words.strip() or len(words) > MAX_WORDS_CHARS:
        where = f"report {article.id!r}"
        raise UnfitError(f"{where}: 1 to {MAX_WORDS_CHARS:,} characters of its text were expected, as printed")


def select_between(article: Article, start: int, end: int) -> Selector:
    """What stands between two offsets of a text. Raises UnfitError where that is nothing, or too much."""
    if not 0 <= start < end <= len(article.text):
        where = f"report {article.id!r}, {start} to {end}"
        raise UnfitError(f"{where}: offsets within its {len(article.text):,} characters were expected")
    check_words(article, article.text[start:end])
    return select_words(article.text, start, end)


def record_comment(
    writer: Writer, version: Row[Any], selector: Selector, remark: Remark, claim: str | None, near: str | None = None
) -> str:
    """Record it inside a transaction that is begun. Its id. `version` is the row whose text it is about.

    `near` is a claim in whose sentence the words stand: the event is told of it, and hidden with it.
    """
    if remark.held:
        check_patience(writer.connection, remark.by)
    report = writer.connection.execute(select(reports.c.id).where(reports.c.key == version.report)).scalar_one()
    told_apart = "\0".join(
        (report, str(selector.start), remark.kind.value, remark.text, remark.by, remark.at.isoformat())
    )
    comment_id = "c" + hashlib.sha256(told_apart.encode()).hexdigest()[:15]
    event = insert_event(
        writer,
        at=remark.at,
        actor_kind="person",
        actor=remark.by,
        kind="commented",
        report=version.report,
        version=version.key,
        claim=claim or near,
        why=HELD if remark.held else remark.text,
        detail={"comment": comment_id, "kind": remark.kind.value}
        | ({"guidelines": remark.guidelines} if remark.guidelines else {}),
    )
    row = {"id": comment_id, "report": version.report, "version": version.key, "claim": claim}
    row |= {"kind": remark.kind.value, "text": remark.text, "event": event}
    row |= {name: getattr(selector, name) for name in ("exact", "prefix", "suffix", "start", "end")}
    (key,) = writer.insert(comments, [row])
    if remark.held:
        writer.insert(moderations, [{"comment": key, "standing": Standing.HELD.value, "event": event}])
    return comment_id


def check_patience(connection: Connection, by: str) -> None:
    """Raise UnfitError for somebody of whom many comments wait already."""
    asked = _comments(shown_only=False).where(events.c.actor == by, standing_of() == Standing.HELD.value)
    waiting = connection.execute(select(func.count()).select_from(asked.subquery())).scalar_one()
    if waiting >= MOST_HELD:
        raise UnfitError(f"{waiting} of your comments wait for an editor; more can be written when they were read")


def record_moderation(
    writer: Writer, comment: Row[Any], standing: Standing, *, by: str, why: str, at: datetime
) -> None:
    """What an editor decided of a comment, inside a transaction that is begun. Raises UnfitError where it is so."""
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise UnfitError(f"comment {comment.id}: {name!r} is empty; say who decides and why")
    if comment.standing == standing.value or comment.withdrawn_at is not None:
        now = "taken back" if comment.withdrawn_at is not None else comment.standing
        raise UnfitError(f"comment {comment.id}: it is {now} already; somebody decided meanwhile")
    event = insert_event(
        writer,
        at=at,
        actor_kind="person",
        actor=by.strip(),
        kind=f"comment {standing.value}",
        report=comment.report,
        version=comment.version,
        claim=comment.claim or comment.near,
        why=why.strip(),
        detail={"comment": comment.id},
    )
    writer.insert(moderations, [{"comment": comment.key, "standing": standing.value, "event": event}])


def record_withdrawal(writer: Writer, comment: Row[Any], *, by: str, why: str, at: datetime) -> None:
    """Take a comment back, inside a transaction that is begun. Raises UnfitError where that was done."""
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise UnfitError(f"comment {comment.id}: {name!r} is empty; say who takes it back and why")
    if comment.withdrawn_at is not None:
        raise UnfitError(f"comment {comment.id}: taken back already, by {comment.withdrawn_by}")
    event = insert_event(
        writer,
        at=at,
        actor_kind="person",
        actor=by.strip(),
        kind="comment withdrawn",
        report=comment.report,
        version=comment.version,
        claim=comment.claim or comment.near,
        why=why.strip(),
        detail={"comment": comment.id},
    )
    writer.insert(withdrawn_comments, [{"comment": comment.key, "event": event}])


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_claim_near(connection: Connection, version: int, selector: Selector) -> str | None:
    """A claim of a version, in whose sentence some words stand; None where there is none."""
    here = and_(claims.c.evidence_start < selector.end, claims.c.evidence_end > selector.start)
    asked = select(claims.c.id).where(claims.c.version == version, here).order_by(claims.c.key).limit(1)
    return connection.execute(asked).scalar_one_or_none()


def find_comment(connection: Connection, comment_id: str, place: object) -> Row[Any]:
    """The row of the comment with this id, or with the only one that begins so."""
    wanted = comment_id.strip()
    every = _comments(shown_only=False)
    rows = connection.execute(every.where(starts_with(comments.c.id, wanted)).limit(2)).all() if wanted else []
    if len(rows) != 1:
        if wanted and not rows:
            raise AbsentError(f"{place}: no comment {comment_id!r}; `tolltrace comment list` shows their ids")
        raise UnfitError(f"{place}: {comment_id!r} begins several ids; `tolltrace comment list` shows their ids")
    return rows[0]


ANY = select(exists().select_from(comments))


def find_comments(
    connection: Connection,
    report_id: str | None = None,
    version: int | None = None,
    as_of: date | None = None,
    standing: Standing = Standing.SHOWN,
) -> Iterator[Comment]:
    """The comments on a report, or all, that are shown (or held, or refused), the oldest first of each report.

    Where their words stand in its text: of a version, or of the latest.
    """
    statement = _comments(as_of, shown_only=False).where(standing_of(as_of) == standing.value)
    statement = statement.order_by(comments.c.report, comments.c.key)
    if report_id is not None:
        statement = statement.where(reports.c.id == report_id)
    article: Article | None = None
    withholding = Withholding(connection)
    for row in connection.execute(statement.where(report_is_shown(comments.c.report))).all():
        if article is None or article.id != row.report_id:
            article = read_article(connection.execute(article_of(row.report_id, version)).one())
        if shown := withholding.comment(read_comment(row, article.text)):
            yield shown


def with_comments(
    connection: Connection, recorded: Sequence[RecordedClaim], as_of: date | None = None
) -> list[RecordedClaim]:
    """Claims with the comments on their words that nobody withdrew: bound to them, or to words that meet theirs."""
    by_report: dict[str, list[Row[Any]]] = {}
    ids = sorted({each.report_id for each in recorded})
    for at in range(0, len(ids), BATCH):
        asked = _comments(as_of).where(reports.c.id.in_(ids[at : at + BATCH])).order_by(comments.c.key)
        for row in connection.execute(asked):
            if row.withdrawn_at is None:
                by_report.setdefault(row.report_id, []).append(row)
    if not by_report:
        return list(recorded)
    placed = _placed(connection, recorded, by_report)
    return [
        replace(each, comments=tuple(one for one in placed[each.report_id, each.version] if is_about(one, each.claim)))
        if each.report_id in by_report
        else each
        for each in recorded
    ]


def is_about(comment: Comment, claim: Claim) -> bool:
    """Whether it was made on the claim, or on words that share some with the claim's figure."""
    if comment.claim == claim.id:
        return True
    span = comment.span
    return span is not None and span.start < claim.mention.end and claim.mention.start < span.end


def _placed(
    connection: Connection, recorded: Iterable[RecordedClaim], by_report: Mapping[str, Sequence[Row[Any]]]
) -> dict[tuple[str, int], list[Comment]]:
    """The comments on each version, where they stand in its text."""
    placed: dict[tuple[str, int], list[Comment]] = {}
    for version in {(each.report_id, each.version) for each in recorded if each.report_id in by_report}:
        text = read_article(connection.execute(article_of(*version)).one()).text
        placed[version] = [read_comment(row, text) for row in by_report[version[0]]]
    return placed


def read_comment(row: Row[Any], text: str) -> Comment:
    """Back from a row of `_comments`, with where its words stand in a text."""
    selector = Selector(row.exact, row.prefix, row.suffix, row.start, row.end)
    stands = text[row.start : row.end] == row.exact and select_words(text, row.start, row.end) == selector
    withdrawn = Withdrawal(row.withdrawn_by, row.withdrawn_at, row.withdrawn_why) if row.withdrawn_at else None
    return Comment(
        id=row.id,
        report_id=row.report_id,
        version=row.number,
        claim=row.claim,
        kind=CommentKind(row.kind),
        text=row.text,
        by=row.actor,
        at=row.at,
        selector=selector,
        span=Span(row.exact, row.start, row.end) if stands else find_again(selector, text),
        withdrawn=withdrawn,
        standing=Standing(row.standing),
    )


def standing_of(as_of: date | None = None) -> ColumnElement[str]:
    """What an editor decided last of a comment; of one that nobody had to decide on, that it is shown."""
    newest, deciding = moderations.alias(), events.alias()
    last = select(newest.c.standing).join(deciding, deciding.c.key == newest.c.event)
    last = last.where(newest.c.comment == comments.c.key).order_by(newest.c.key.desc()).limit(1)
    if as_of:
        last = last.where(deciding.c.at <= datetime.combine(as_of, time.max, UTC))
    return func.coalesce(last.correlate(comments).scalar_subquery(), Standing.SHOWN.value)


def _comments(as_of: date | None = None, *, shown_only: bool = True) -> Select[Any]:
    """Comments with who made them and who withdrew them; `as_of`: as things stood at the end of a day."""
    taking = events.alias("taking")
    end = datetime.combine(as_of, time.max, UTC) if as_of else None
    by_then = [taking.c.at <= end] if end else []
    statement = (
        select(
            comments,
            reports.c.id.label("report_id"),
            versions.c.number,
            events.c.actor,
            events.c.at,
            events.c.claim.label("near"),
            taking.c.actor.label("withdrawn_by"),
            taking.c.at.label("withdrawn_at"),
            taking.c.why.label("withdrawn_why"),
            standing_of(as_of).label("standing"),
        )
        .join(reports, reports.c.key == comments.c.report)
        .join(versions, versions.c.key == comments.c.version)
        .join(events, events.c.key == comments.c.event)
        .outerjoin(withdrawn_comments, withdrawn_comments.c.comment == comments.c.key)
        .outerjoin(taking, and_(taking.c.key == withdrawn_comments.c.event, *by_then))
    )
    if shown_only:
        statement = statement.where(standing_of(as_of) == Standing.SHOWN.value)
    return statement.where(events.c.at <= end) if end else statement
