"""Sending a digest: made once for its day or week, and sent to each address at most once, however often it is run.

That somebody gets a digest is noted before it is sent. A run that is killed between both has sent one mail less; the
other way round it would send one twice, and the site has every digest, while nobody takes a mail back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from tolltrace import __version__
from tolltrace.digests import Digest, Every, Subscriber, begins
from tolltrace.errors import MailError
from tolltrace.ledger import Ledger
from tolltrace.server.mail.choosing import Told, choose, tell_digest
from tolltrace.server.mail.letters import digest_letter
from tolltrace.server.mail.posting import Answer, Post, check_settings
from tolltrace.settings import Settings

Choice = tuple[tuple[str, ...], tuple[str, ...]]  # sides, places
TROUBLE = (Answer.REFUSED, Answer.NOT_FROM_US, Answer.UNKNOWN)
MOST_IN_A_ROW = 5  # mails that came to nothing: it is not the addresses then


@dataclass(slots=True)
class Sent:
    """What a run came to."""

    digest: Digest | None  # None: nothing was said since the last one
    is_new: bool = False  # else an earlier run of the same day or week made it
    waiting: int = 0  # who were to get it
    without: int = 0  # for whom it holds nothing that they chose
    erased: int = 0  # addresses that were refused too often
    answers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, Answer), 0))


def send_digest(
    ledger: Ledger,
    settings: Settings,
    every: Every,
    now: datetime,
    *,
    dry_run: bool = False,
    make_post: Callable[[Settings], Post] = Post,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Sent:
    """Make the digest of this day or week, unless it is there, and send it to whom it was not sent yet.

    `dry_run` records and sends nothing. `is_stopped` is asked before each mail; the rest then waits for another run.
    Raises MailError where the server cannot be reached: run it again then.
    """
    if not dry_run:
        check_settings(settings)
    digest, is_new = make_digest(ledger, every, now, dry_run=dry_run)
    if digest is None:
        return Sent(None)
    told = tell_digest(ledger, digest)
    readers = ledger.mailing.waiting(digest)
    sent = Sent(digest, is_new, len(readers))
    if dry_run:
        sent.without = sum(1 for one in readers if not any(map(one.wish.wants, told.statements)))
        return sent
    send_to_all(ledger, settings, told, takewhile(lambda _: not is_stopped(), readers), sent, make_post)
    return sent


def make_digest(ledger: Ledger, every: Every, now: datetime, *, dry_run: bool) -> tuple[Digest | None, bool]:
    """The digest of this day or week, and whether it is new; None where there is nothing to tell."""
    last = ledger.mailing.newest(every)
    if last is not None and last.name == every.name_of(now.date()):
        return last, False
    since = begins(every, now, last)
    found = choose(ledger, since, now)
    if not found:
        return None, False
    if dry_run:
        key = (ledger.mailing.digests(limit=1) or (last,))[0]
        return Digest(key.key + 1 if key else 1, every.name_of(now.date()), every, since, now, found), True
    return ledger.mailing.publish(every, since, now, found, by=f"tolltrace {__version__}"), True


def send_to_all(
    ledger: Ledger,
    settings: Settings,
    told: Told,
    readers: Iterable[Subscriber],
    sent: Sent,
    make_post: Callable[[Settings], Post],
) -> None:
    """One after another. What one address is to blame for stops nobody else's mail; what the server is, stops all."""
    mailing, digest = ledger.mailing, told.digest
    of_choice: dict[Choice, Told] = {}  # who chose the same gets the same
    in_a_row = 0
    with make_post(settings) as post:
        for one in readers:
            chosen = of_choice.get(one.wish.choice) or of_choice.setdefault(one.wish.choice, told.chosen(one.wish))
            if not chosen.statements:
                mailing.begin(one, digest)
                sent.without += 1
                continue
            letter = digest_letter(chosen, one, settings)
            post.open()
            if not mailing.begin(one, digest):  # another run was faster, or they left
                continue
            answer = post.send(letter)
            sent.answers[answer] += 1
            sent.erased += note_answer(ledger, digest, one, answer)
            in_a_row = in_a_row + 1 if answer in TROUBLE else 0
            if answer is Answer.NOT_FROM_US or in_a_row == MOST_IN_A_ROW:
                raise MailError(
                    f"{settings.mail_host}: {sent.answers[Answer.TAKEN]:,} mails were taken, then {in_a_row} in a row "
                    f"were {answer}; ask it about {settings.mail_from}. Run again, this goes on behind them"
                )


def note_answer(ledger: Ledger, digest: Digest, one: Subscriber, answer: Answer) -> bool:
    """What a reader's mail came to; whether their address was erased."""
    if answer in (Answer.NOT_NOW, Answer.NOT_FROM_US):
        ledger.mailing.undo(one, digest)
    if answer in (Answer.TAKEN, Answer.NO_SUCH_ADDRESS):
        return ledger.mailing.note_answer(one, taken=answer is Answer.TAKEN)
    return False
