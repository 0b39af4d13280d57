"""A digest: what it tells, to whom it is sent, and that nobody gets it twice, whatever happens meanwhile."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html
from typer.testing import CliRunner

from tests.mail.conftest import SITE, an_echo, subscribe
from tests.statements.stories import KARVEL, a_report, says
from tolltrace.cli import app
from tolltrace.digests import Every, read_address, read_choices
from tolltrace.errors import MailError
from tolltrace.following import find_statements, take_down
from tolltrace.server import send_digest
from tolltrace.server.mail.choosing import tell_digest
from tolltrace.server.mail.posting import Post
from tolltrace.values import Stance

ONE, TWO, THREE = "one@paper.example", "two@paper.example", "three@paper.example"


def now(days=0):
    return datetime.now(UTC) + timedelta(days=days)


def parts(letter):
    return [letter.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_everybody_gets_what_was_said_once(book, office, settings):
    subscribe(book, ONE, TWO)

    sent = send_digest(book, settings, Every.DAILY, now())
    again = send_digest(book, settings, Every.DAILY, now())

    assert sorted(office.to()) == [ONE, TWO]
    assert (sent.is_new, sent.answers["taken"], again.is_new, again.waiting) == (True, 2, False, 0)
    for body in parts(office.taken[0][1]):
        assert "“At least 12” killed" in body.replace("&#34;", '"')
        assert "Radio Lume" in body
        assert f"{SITE}/digests/{sent.digest.name}" in body
        assert "Claims, never facts" in body


def test_a_long_digest_is_cut_at_a_whole_statement_and_each_has_lines_of_its_own(file_book, office, settings):
    subscribe(file_book, ONE)
    told = [
        says(f"In hall {number} {number} died, the mayor said.", f"{number}", by="mayor") for number in range(100, 180)
    ]
    file_book.record(a_report("halls", *told, on=now().date(), outlet="The Halls' Paper"))

    send_digest(file_book, settings, Every.DAILY, now())

    count = len(file_book.mailing.newest(Every.DAILY).statements)
    for body, begins in zip(parts(office.taken[0][1]), ("* ", "<li>"), strict=True):
        lines = body.splitlines()
        assert sum(line.startswith(begins) for line in lines) == 60
        assert max(map(len, lines)) < 400
        assert f"{count - 60} more are on its page" in body
        assert "…" not in body


def test_a_denial_is_told_as_one(file_book, office, settings):
    subscribe(file_book, ONE)
    denied = says("The minister called the 30 dead in Karvel made up.", "30", by="minister", side="Karvel",
                  stance=Stance.DENIED, place=KARVEL)  # fmt: skip
    file_book.record(a_report("denial", denied, on=now().date()))

    send_digest(file_book, settings, Every.DAILY, now())

    for body in parts(office.taken[0][1]):
        assert "minister (denied): “30” killed" in body


def test_the_next_one_tells_only_of_what_came_since(book, office, settings):
    subscribe(book, ONE)
    send_digest(book, settings, Every.DAILY, now())

    nothing = send_digest(book, settings, Every.DAILY, now(1))
    book.record(an_echo())
    more = send_digest(book, settings, Every.DAILY, now(2))
    told = tell_digest(book, more.digest)

    assert nothing.digest is None
    assert len(office.taken) == 2
    assert ([len(each.reports) for each in told.further], told.fresh) == ([2], ())
    assert "CARRIED FURTHER" in parts(office.taken[1][1])[0]


def test_what_is_old_is_no_news_whenever_it_is_recorded(book, office, settings):
    send_digest(book, settings, Every.WEEKLY, now())
    book.record(a_report("old", says("In 2019 7 died, the mayor said.", "7", by="mayor")))

    assert send_digest(book, settings, Every.WEEKLY, now(7)).digest is None


@pytest.mark.parametrize(
    ("chosen", "figures"),
    [
        pytest.param({}, {"12", "30"}, id="all"),
        pytest.param({"sides": ("dravia",)}, {"12"}, id="a-side"),
        pytest.param({"places": ("karvel",)}, {"30"}, id="a-place"),
        pytest.param({"sides": ("Karvel",), "places": ("Port Lume",)}, {"12", "30"}, id="either"),
        pytest.param({"places": ("Nowhere",)}, None, id="nothing-of-it"),
    ],
)
def test_who_chose_gets_what_they_chose(file_book, office, settings, chosen, figures):
    subscribe(file_book, ONE, **chosen)

    sent = send_digest(file_book, settings, Every.DAILY, now())

    if figures is None:
        assert (office.taken, sent.without, file_book.mailing.waiting(sent.digest)) == ([], 1, ())
    else:
        text = parts(office.taken[0][1])[0]
        assert {each for each in ("12", "30") if f"{each}” killed" in text} == figures


def test_weekly_readers_get_no_daily_one(file_book, office, settings):
    subscribe(file_book, ONE, every=Every.WEEKLY)

    send_digest(file_book, settings, Every.DAILY, now())
    assert office.taken == []
    send_digest(file_book, settings, Every.WEEKLY, now())
    assert office.to() == [ONE]


def test_who_comes_later_gets_none_of_before(file_book, office, settings):
    sent = send_digest(file_book, settings, Every.DAILY, now())
    subscribe(file_book, ONE)

    send_digest(file_book, settings, Every.DAILY, now())
    assert (office.taken, file_book.mailing.waiting(sent.digest)) == ([], ())


@pytest.mark.parametrize(
    ("answer", "counted", "tried_again"),
    [
        pytest.param("550 5.1.1 no such user", "no such address", False, id="unknown"),
        pytest.param("550 5.7.1 we do not like you", "refused", False, id="policy"),
        pytest.param("451 4.3.0 later", "not now", True, id="later"),
        pytest.param("452 4.2.2 full", "not now", True, id="full"),
    ],
)
def test_one_bad_address_stops_nobody_elses(file_book, office, settings, answer, counted, tried_again):
    subscribe(file_book, ONE, TWO, THREE)
    office.answers[TWO] = answer

    sent = send_digest(file_book, settings, Every.DAILY, now())
    office.answers.clear()
    send_digest(file_book, settings, Every.DAILY, now())

    assert (sent.answers["taken"], sent.answers[counted]) == (2, 1)
    assert sorted(office.to()) == sorted([ONE, THREE, *([TWO] if tried_again else [])])


def test_an_address_that_is_no_more_is_erased_after_some_digests(file_book, office, settings):
    subscribe(file_book, ONE)
    office.answers[ONE] = "550 5.1.1 no such user"
    ids = [each.id for each in find_statements(file_book)]
    for day in range(3):
        file_book.mailing.publish(Every.DAILY, now(day - 1), now(day), ids, by="tolltrace")
        sent = send_digest(file_book, settings, Every.DAILY, now(day))

    assert sent.erased == 1
    assert file_book.mailing.counts() == {"daily": 0, "weekly": 0}


class Killed(BaseException):
    """The run ends here."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_sends_to_nobody_twice(book, office, settings, moment):
    """Killed before or after the server took the second mail: the next run goes on behind it."""
    subscribe(book, ONE, TWO, THREE)

    class Dying(Post):
        def send(self, letter):
            last = len(office.taken) == 1
            if last and moment == "before":
                raise Killed
            answer = super().send(letter)
            if last:
                raise Killed
            return answer

    with pytest.raises(Killed):
        send_digest(book, settings, Every.DAILY, now(), make_post=Dying)
    begun = len(office.taken)
    send_digest(book, settings, Every.DAILY, now())

    assert begun == (1 if moment == "before" else 2)
    assert len(office.to()) == len(set(office.to())) == (2 if moment == "before" else 3)
    assert len(book.mailing.digests()) == 1


def test_a_connection_that_breaks_after_a_mail_costs_at_most_that_one(file_book, office, settings):
    subscribe(file_book, ONE, TWO, THREE)
    office.after_data[TWO] = ""

    sent = send_digest(file_book, settings, Every.DAILY, now())
    send_digest(file_book, settings, Every.DAILY, now())

    assert (sent.answers["taken"], sent.answers["unknown"]) == (2, 1)
    assert sorted(office.to()) == sorted([ONE, TWO, THREE])


@pytest.mark.parametrize("trouble", ["from-us", "breaks", "policy"])
def test_what_the_server_is_to_blame_for_stops_the_run(file_book, office, settings, trouble):
    """Else a day on which it takes nothing would cost every reader the digest."""
    readers = [f"r{number}@paper.example" for number in range(9)]
    subscribe(file_book, *readers)
    if trouble == "from-us":
        office.from_us = "550 5.7.1 not from you"
    elif trouble == "breaks":
        office.after_data = dict.fromkeys(readers, "")
    else:
        office.answers = dict.fromkeys(readers, "554 5.7.1 spam")

    with pytest.raises(MailError, match=r"in a row were (refused|unknown)"):
        send_digest(file_book, settings, Every.DAILY, now())
    before = office.to()
    office.from_us, office.after_data, office.answers = "250 yes", {}, {}
    send_digest(file_book, settings, Every.DAILY, now())

    assert len(office.to()) - len(before) == (9 if trouble == "from-us" else 4)
    assert len(office.to()) == len(set(office.to()))


def test_a_server_that_is_not_there_costs_no_mail(file_book, settings, office):
    import dataclasses

    subscribe(file_book, ONE)
    with pytest.raises(MailError, match="cannot be handed over"):
        send_digest(file_book, dataclasses.replace(settings, mail_port=1), Every.DAILY, now())
    send_digest(file_book, settings, Every.DAILY, now())

    assert office.to() == [ONE]


def test_no_mail_watches_its_reader(file_book, office, settings):
    """No pictures, nothing that loads, no link of a reader's own but the one that ends it; a tracking pixel is both."""
    subscribe(file_book, ONE, TWO)
    send_digest(file_book, settings, Every.DAILY, now())
    (first, one), (_, other) = sorted(office.taken, key=lambda each: each[0])

    links = []
    for letter in (one, other):
        page = html.document_fromstring(parts(letter)[1])
        names = {each.tag for each in page.iter() if isinstance(each.tag, str)}
        assert names <= {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "li", "a", "br", "hr",
                         "blockquote", "bdi"}  # fmt: skip
        loads = {"src", "srcset", "background", "style", "data", "poster", "ping", "action"}
        assert not loads & {name for each in page.iter() for name in each.attrib}
        assert [each.get_content_type() for each in letter.walk() if not each.is_multipart()] == [
            "text/plain", "text/html"
        ]  # fmt: skip
        links.append(set(page.xpath("//@href")) | set(re.findall(r"https?://\S+", parts(letter)[0])))
        assert all(each.startswith(f"{SITE}/") for each in links[-1])
    assert first == ONE
    assert {each for each in links[0] ^ links[1] if "/digests/unsubscribe?reader=" not in each} == set()
    assert len(links[0] - links[1]) == 1
    for letter, own in ((one, links[0] - links[1]), (other, links[1] - links[0])):
        assert letter["List-Unsubscribe"] == f"<{own.pop()}>"
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert len(re.findall(r"\d+", letter["Subject"].split(":")[1])) == 1  # how many, and no figure of anybody's


def test_a_digest_forgets_what_was_taken_down(book, office, settings):
    subscribe(book, ONE)
    gone = next(each for each in find_statements(book, side="Dravia"))
    send_digest(book, settings, Every.DAILY, now())
    take_down(book, gone.id, by="E. Ditor", why="the family asked")

    told = tell_digest(book, book.mailing.newest(Every.DAILY))

    assert gone.id in book.mailing.newest(Every.DAILY).statements
    assert [each.side for each in told.statements] == ["Karvel"]


def test_addresses_are_in_no_log_no_seal_and_no_copy(book, tmp_path):
    from sqlalchemy import select

    from tolltrace.ledger import open_ledger
    from tolltrace.ledger.copying import COPIED
    from tolltrace.ledger.tables_mail import MAIL_PRIVATE

    subscribe(book, ONE)
    book.mailing.publish(Every.DAILY, now(), now(), [], by="tolltrace")
    list(book.copy_to(tmp_path / "copy.db"))

    with open_ledger(tmp_path / "copy.db") as copy:
        assert copy.mailing.counts() == {"daily": 0, "weekly": 0}
        assert [each.name for each in copy.mailing.digests()] == [each.name for each in book.mailing.digests()]
        assert copy.verify().broken is None
    assert book.verify().broken is None
    with book._reading() as connection:
        everything = str([connection.execute(select(table)).all() for table in COPIED])
        assert ONE in str(connection.execute(select(MAIL_PRIVATE[0])).all())
    assert ONE not in everything
    assert ONE not in str(list(book.events()))
    assert book.mailing.forget(ONE.upper()) is True
    with book._reading() as connection:
        assert connection.execute(select(MAIL_PRIVATE[0])).all() == []


@pytest.mark.parametrize(
    "said",
    ["", "nobody", "@paper.example", "a@b", "a b@paper.example", "a@paper.example\r\nBcc: x@y.example", "a@@p.example",
     "a@p.example,b@p.example", "<a@p.example>", "a..b@p.example", ".a@p.example", f"{'a' * 65}@p.example",
     f"a@{'p' * 260}.example", "ö@p.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(said):
    with pytest.raises(ValueError, match="is no address"):
        read_address(said)


def test_choices_are_read_with_semicolons():
    assert read_choices(" Port  Lume;karvel;;\nDravia ;karvel") == ("Port Lume", "karvel", "Dravia")
    for bad in (";".join(map(str, range(11))), "x" * 61):
        with pytest.raises(ValueError, match=r"choose|no name"):
            read_choices(bad)


def test_the_command_sends_and_says_what_it_did(tmp_path, file_book, office, settings, monkeypatch):
    for name in ("site_address", "mail_host", "mail_port", "mail_security", "mail_from"):
        monkeypatch.setenv(f"TOLLTRACE_{name.upper()}", str(getattr(settings, name)))
    subscribe(file_book, ONE)
    place = ["--ledger", str(tmp_path / "l.db")]

    def run(*line):
        result = CliRunner().invoke(app, ["digest", *line, *place])
        assert result.exit_code == 0, result.output
        return result.output

    assert "would be sent to 1 of 1" in run("send", "--daily", "--dry-run")
    assert (office.taken, file_book.mailing.digests()) == ([], ())
    assert "2 statements." in run("send", "--daily")
    assert '"waiting": 0' in run("send", "--daily", "--json")
    assert office.to() == [ONE]
    assert run("forget", ONE) == "The address is erased.\n"
    assert run("forget", ONE) == "No digest is sent to this address.\n"


def test_without_settings_the_command_says_what_is_missing(file_book, tmp_path):
    result = CliRunner().invoke(app, ["digest", "send", "--weekly", "--ledger", str(tmp_path / "l.db")])

    assert result.exit_code == 1
    assert "TOLLTRACE_SITE_ADDRESS and TOLLTRACE_MAIL_HOST and TOLLTRACE_MAIL_FROM" in result.output
