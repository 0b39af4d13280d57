"""The ledger's doors for what people think: grades, comments, statements merged and split."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select

from tolltrace.anchors import Selector, select_words
from tolltrace.comments import Comment, Standing
from tolltrace.grades import Credibility, Gradebook, Reliability
from tolltrace.ledger import commenting, grading, reviewing
from tolltrace.ledger.commenting import Remark
from tolltrace.ledger.database import recalled
from tolltrace.ledger.queries import article_of
from tolltrace.ledger.rows import read_article
from tolltrace.ledger.ruling import Act, record_act
from tolltrace.ledger.showing import Showing
from tolltrace.ledger.tables import reports, versions
from tolltrace.relays import Ruling
from tolltrace.values import Article


class Judging(Showing):
    """The part of a ledger in which people judge. Whatever it writes is on disk when a method returns."""

    # ── grades ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def grade_speaker(self, speaker: str, topic: str, grade: str, *, by: str, why: str) -> Reliability:
        """Record how reliable a person holds a speaker to be, A to F, on a topic (`grades.TOPICS`).

        Any name of the speaker will do; their other names share the grade. Raises LedgerError for a name that may be
        anybody's.
        """
        one = grading.check_reliability(speaker, topic, grade, by, why, datetime.now(UTC))
        with self._writing(durable=True) as writer:
            grading.record_reliability(writer, one)
        return one

    def grade_claim(self, claim_id: str, grade: int, *, by: str, why: str) -> Credibility:
        """Record how credible a person holds a claim to be, 1 to 6."""
        grading.check_credibility(claim_id, grade, by, why)
        with self._writing(durable=True) as writer:
            row = self._find(writer.connection, claim_id)
            now = datetime.now(UTC)
            return grading.record_credibility(writer, row, grade, by=by.strip(), why=why.strip(), at=now)

    def gradebook(self, *, as_of: date | None = None) -> Gradebook:
        """All grades that count: of each grader the newest; `as_of`: that were given by the end of a day."""
        with self._reading() as connection:
            return recalled(connection, ("grades", as_of), lambda: grading.load_gradebook(connection, as_of))

    def grades(self) -> tuple[tuple[Reliability, ...], tuple[Credibility, ...]]:
        """All grades that were ever given, of speakers and of claims, the oldest first."""
        with self._reading() as connection:
            return tuple(grading.find_reliabilities(connection)), tuple(grading.find_credibilities(connection))

    # ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def comment_on_claim(
        self, claim_id: str, *, kind: str, text: str, by: str, held: bool = False, guidelines: str | None = None
    ) -> Comment:
        """Bind a comment to the words of a claim's figure. `kind` is one of CommentKind.

        `held`: it is shown when an editor lets it through. `guidelines` names those that its writer accepted.
        """
        remark = commenting.check_remark(kind, text, by, datetime.now(UTC), held=held, guidelines=guidelines)
        with self._writing(durable=True) as writer:
            row = self._find(writer.connection, claim_id)
            version = writer.connection.execute(select(versions).where(versions.c.key == row.version)).one()
            article = read_article(writer.connection.execute(article_of(row.report_id, version.number)).one())
            selector = select_words(article.text, row.mention_start, row.mention_end)
            made = commenting.record_comment(writer, version, selector, remark, row.id)
            return commenting.read_comment(commenting.find_comment(writer.connection, made, self.path), article.text)

    def comment_on_words(
        self, report_id: str, words: str, *, kind: str, text: str, by: str, occurrence: int = 1
    ) -> Comment:
        """Bind a comment to words of a report's latest version, as printed; `occurrence` tells which of several."""
        remark = commenting.check_remark(kind, text, by, datetime.now(UTC))
        return self._comment(report_id, None, remark, lambda one: commenting.select_span(one, words, occurrence))

    def comment_on_span(
        self,
        report_id: str,
        start: int,
        end: int,
        *,
        version: int | None = None,
        kind: str,
        text: str,
        by: str,
        held: bool = False,
        guidelines: str | None = None,
    ) -> Comment:
        """Bind a comment to what stands between two offsets of a report's text; None is its latest version.

        `held` and `guidelines` as in `comment_on_claim`.
        """
        remark = commenting.check_remark(kind, text, by, datetime.now(UTC), held=held, guidelines=guidelines)
        return self._comment(report_id, version, remark, lambda one: commenting.select_between(one, start, end))

    def _comment(
        self, report_id: str, number: int | None, remark: Remark, choose: Callable[[Article], Selector]
    ) -> Comment:
        """On words of a version's text that `choose` finds."""
        with self._writing(durable=True) as writer:
            row = self._find_article(writer.connection, report_id, number)
            article = read_article(row)
            report = select(reports.c.key).where(reports.c.id == report_id).scalar_subquery()
            wanted = select(versions).where(versions.c.report == report, versions.c.number == row.version_number)
            version = writer.connection.execute(wanted).one()
            selector = choose(article)
            near = commenting.find_claim_near(writer.connection, version.key, selector)
            made = commenting.record_comment(writer, version, selector, remark, None, near)
            return commenting.read_comment(commenting.find_comment(writer.connection, made, self.path), article.text)

    def moderate_comment(self, comment_id: str, *, show: bool, by: str, why: str) -> str:
        """Let a comment through, or refuse it; what an editor decided before gives way. Gives its whole id."""
        with self._writing(durable=True) as writer:
            row = commenting.find_comment(writer.connection, comment_id, self.path)
            standing = Standing.SHOWN if show else Standing.REFUSED
            commenting.record_moderation(writer, row, standing, by=by, why=why, at=datetime.now(UTC))
            return str(row.id)

    def withdraw_comment(self, comment_id: str, *, by: str, why: str) -> str:
        """Take a comment back: it is shown no more, and stays in the ledger. Gives its whole id."""
        with self._writing(durable=True) as writer:
            row = commenting.find_comment(writer.connection, comment_id, self.path)
            commenting.record_withdrawal(writer, row, by=by, why=why, at=datetime.now(UTC))
            return str(row.id)

    def comments(
        self,
        report_id: str | None = None,
        *,
        version: int | None = None,
        as_of: date | None = None,
        with_withdrawn: bool = False,
        standing: str = "shown",
    ) -> tuple[Comment, ...]:
        """The comments on a report, or all, each with where its words stand in the report's text.

        None is the latest version. `as_of`: as things stood at the end of a day. `standing`: those that are "shown",
        "held" until an editor has read them, or "refused".
        """
        with self._reading() as connection:
            if not recalled(connection, "commented", lambda: connection.execute(commenting.ANY).scalar_one()):
                return ()
            found = commenting.find_comments(connection, report_id, version, as_of, Standing(standing))
            return tuple(each for each in found if with_withdrawn or each.withdrawn is None)

    # ── rulings, several as one ──────────────────────────────────────────────────────────────────────────────────────

    def rule_at_once(
        self,
        kind: str,
        pairs: Iterable[tuple[str, str]],
        *,
        together: bool,
        statements: Sequence[str],
        by: str,
        why: str,
        overrule: bool = False,
    ) -> tuple[Ruling, ...]:
        """Record rulings on several pairs of claims as one act (`kind`: "merge", "split"), all or none of them.

        Raises LedgerError where one contradicts what people ruled before. With `overrule`, what they ruled the other
        way of these claims gives way.
        """
        with self._writing(durable=True) as writer:
            given = tuple(pairs)
            rows = {
                each: self._find(writer.connection, each) for each in dict.fromkeys(c for pair in given for c in pair)
            }
            act = Act(kind, tuple(statements), given, together, by.strip(), why.strip())
            return record_act(writer, act, rows, overrule=overrule, at=datetime.now(UTC))

    def reviewed_reports(self) -> tuple[str, ...]:
        """The ids of the reports on whose claims somebody decided."""
        with self._reading() as connection:
            return tuple(reviewing.reviewed_reports(connection))
