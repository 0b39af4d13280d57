"""A desk sends digests: when their time has come, to nobody twice, and again where it could not."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from tests.desk.conftest import run
from tests.mail.conftest import file_book, office, settings, subscribe  # noqa: F401
from tolltrace.cli import app
from tolltrace.cli.watch import sends_digests
from tolltrace.desk.config import make_plan
from tolltrace.desk.mailing import Mailing
from tolltrace.digests import Every
from tolltrace.errors import MailError, SettingsError
from tolltrace.settings import Settings

INBOX = '[[source]]\nname = "Inbox"\nfolder = "inbox"\n'
ONE = "one@paper.example"


@pytest.fixture
def posting(a_desk, file_book, settings, clock, tmp_path):  # noqa: F811
    """A desk whose digests go out at six, over a ledger with news of today; it is half past five."""
    (tmp_path / "inbox").mkdir()
    today = datetime.now(UTC).date() + timedelta(days=1)
    clock.at = datetime.combine(today, time(5, 30), UTC)
    for every in Every:  # so that what is recorded now is news, whatever the hour
        long_ago = clock.at - timedelta(days=9)
        file_book.mailing.publish(every, long_ago, long_ago, [], by="test")
    desk = a_desk(file_book, INBOX)
    post = sends_digests(settings)
    desk.mailing = Mailing(
        lambda every, now: post(file_book, every, now, lambda: False), time(6), clock, lambda: 0.5
    )  # fmt: skip
    return desk


def test_digests_go_out_when_their_time_has_come_and_once_a_day(posting, clock, office):  # noqa: F811
    subscribe(posting.ledger, ONE)
    subscribe(posting.ledger, "weekly@paper.example", every=Every.WEEKLY)

    run(posting)
    before = office.to()
    clock.pass_by(hours=1)
    run(posting)
    clock.pass_by(hours=5)
    run(posting)

    assert before == []
    assert sorted(office.to()) == [ONE, "weekly@paper.example"]
    assert posting.counts["told"] == 2


def test_a_desk_that_was_away_at_the_time_sends_when_it_is_back(posting, clock, office):  # noqa: F811
    subscribe(posting.ledger, ONE)

    clock.pass_by(hours=9)
    run(posting)

    assert office.to() == [ONE]


def test_who_could_not_take_it_is_asked_again_an_hour_on(posting, clock, office):  # noqa: F811
    subscribe(posting.ledger, ONE)
    office.answers[ONE] = "450 later"
    clock.pass_by(hours=1)
    run(posting)
    del office.answers[ONE]

    run(posting)
    too_early = office.to()
    clock.pass_by(minutes=61)
    run(posting)

    assert too_early == []
    assert office.to() == [ONE]


def test_a_server_that_is_down_is_tried_again_after_longer_and_longer_waits(clock):
    asked = []

    def post(every, now):
        asked.append(now)
        raise MailError("nobody there")

    mailing = Mailing(post, time(6), clock, lambda: 0.5)
    for _ in range(60):
        if mailing.is_due(clock()):
            assert mailing.send() == 0
        clock.pass_by(minutes=1)

    waits = [(later - earlier).seconds // 60 for earlier, later in pairwise(asked)]
    assert waits == [1, 2, 4, 8, 16]


def test_a_fault_of_ours_is_not_tried_again_at_once(clock):
    def post(every, now):
        raise ZeroDivisionError

    mailing = Mailing(post, time(6), clock, lambda: 0.5)
    with pytest.raises(ZeroDivisionError):
        mailing.send()
    assert not mailing.is_due(clock())


def test_a_quiet_day_is_over_and_the_next_one_begins(clock):
    asked = []

    def post(every, now):
        asked.append((every, now.date()))
        return 0, 0

    mailing = Mailing(post, time(6), clock, lambda: 0.5)
    for _ in range(48):
        if mailing.is_due(clock()):
            mailing.send()
        clock.pass_by(hours=1)

    days = sorted({day for _, day in asked})
    assert len(days) == 3
    assert asked == [(every, day) for day in days for every in Every]


def test_a_stop_leaves_the_rest_for_another_run(file_book, settings, office):  # noqa: F811
    subscribe(file_book, ONE, "two@paper.example")
    post = sends_digests(settings)
    now = datetime.now(UTC)

    stopped = post(file_book, Every.DAILY, now, lambda: bool(office.taken))
    rest = post(file_book, Every.DAILY, now, lambda: False)

    assert (stopped, rest) == ((1, 0), (1, 0))
    assert len(set(office.to())) == 2


@pytest.mark.parametrize("said", ["6", "25:00", "06:00Z", "noon", "06:60"])
def test_a_time_that_is_none_is_refused(tmp_path, said):
    table = {"desk": {"contact": "desk@newsroom.example", "digests_at": said}, "source": [{"name": "a", "folder": "b"}]}
    with pytest.raises(SettingsError, match=r'digests_at: found .*expected a time of day in UTC: "06:00"'):
        make_plan(table, tmp_path / "desk.toml", {})


def test_a_desk_without_a_server_for_mails_says_so_before_it_begins(tmp_path, monkeypatch):
    for name in ("HOST", "FROM"):
        monkeypatch.delenv(f"TOLLTRACE_MAIL_{name}", raising=False)
    file = tmp_path / "desk.toml"
    file.write_text(f'[desk]\ncontact = "desk@newsroom.example"\ndigests_at = "06:00"\n{INBOX}')

    told = CliRunner().invoke(app, ["watch", str(file), "--check", "--ledger", str(tmp_path / "l.db")])

    assert told.exit_code != 0
    assert "TOLLTRACE_MAIL_HOST" in told.output
    with pytest.raises(MailError, match="TOLLTRACE_SITE_ADDRESS"):
        sends_digests(Settings())
