"""Who is told what: in order, signed, again where it failed, never twice where it did not; nothing that is withheld."""

import hashlib
import hmac
import json
import os
import tomllib

import pytest

from tests.builders import a_claim, a_method, a_traced, an_article
from tests.desk.conftest import run
from tolltrace.desk.config import make_plan
from tolltrace.desk.news import find_news, is_for, news_to_json
from tolltrace.values import Figure, Hedge

SECRET = "a secret of sixteen"
HOOK = '[[source]]\nname = "none"\nfolder = "in"\n[[tell]]\nname = "hook"\nwebhook = "{}"\nsecret_env = "S"\n{}'
PRIVATE = "allow_private_addresses = true\n"


def a_number(name: str, words: str = "At least 12", **changes):
    article = an_article(id=f"https://karvel.example/{name}", url=f"https://karvel.example/{name}")
    return a_traced(article=article, claims=(a_claim(words, article=article, **changes),))


@pytest.fixture
def desk(outlets, file_ledger, a_desk, tmp_path):
    (tmp_path / "in").mkdir()
    file_ledger.record(a_number("before"))
    return a_desk(file_ledger, HOOK.format(outlets.url("/hook"), PRIVATE), env={"S": SECRET})


def test_a_webhook_is_told_once_in_order_and_can_tell_that_it_was_us(desk, outlets, clock):
    outlets.answers["/hook"] = (200, b"thank you", {"Content-Type": "image/png", "Content-Encoding": "br"})
    for name in ("one", "two", "three"):
        desk.ledger.record(a_number(name))
    for _ in range(3):
        run(desk)
        clock.pass_by(minutes=1)

    bodies = [json.loads(body) for _, _, body in outlets.posted]
    assert [one["report"]["id"].rpartition("/")[2] for one in bodies] == ["one", "two", "three"]  # not what was before
    for _, headers, body in outlets.posted:
        stamp = headers["Tolltrace-Timestamp"]
        signed = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        assert headers["Tolltrace-Signature"] == f"v1={signed}"
        assert headers["Tolltrace-News"] == json.loads(body)["id"]
        assert abs(int(stamp) - clock().timestamp()) < 600


def test_what_failed_is_sent_again_and_nothing_that_did_not(desk, outlets, clock):
    answers = iter([204, 500, 503, 204, 204])
    outlets.answers["/hook"] = lambda _: next(answers)
    for name in ("one", "two", "three"):
        desk.ledger.record(a_number(name))
    for _ in range(8):
        run(desk)
        clock.pass_by(minutes=1, seconds=1)

    names = [json.loads(body)["report"]["id"].rpartition("/")[2] for _, _, body in outlets.posted]
    assert names == ["one", "two", "two", "two", "three"]
    assert len({headers["Tolltrace-News"] for _, headers, _ in outlets.posted[1:4]}) == 1
    (state,) = desk.ledger.desk.tellings()
    assert (state.waiting, state.tries, state.error, state.untold) == (0, 0, None, 0)


def test_who_asks_to_wait_is_waited_for(desk, outlets, clock):
    outlets.answers["/hook"] = lambda _: (429, b"", {"Retry-After": "3600"})
    desk.ledger.record(a_number("one"))
    run(desk)
    clock.pass_by(minutes=55)
    run(desk)
    before = len(outlets.posted)
    clock.pass_by(minutes=6)
    run(desk)

    assert (before, len(outlets.posted)) == (1, 2)


@pytest.mark.parametrize(
    ("answer", "tries"),
    [pytest.param(410, 5, id="they-do-not-want-it"), pytest.param(500, 21, id="they-are-away-for-three-days")],
)
def test_what_cannot_be_told_is_set_aside_and_the_next_is_told(desk, outlets, clock, answer, tries):
    outlets.answers["/hook"] = answer
    desk.ledger.record(a_number("one"))
    for _ in range(24 * 4):
        run(desk)
        clock.pass_by(hours=1)
        if any(one.untold for one in desk.ledger.desk.tellings()):
            break
    outlets.answers["/hook"] = 204
    desk.ledger.record(a_number("two"))
    run(desk)

    names = [json.loads(body)["report"]["id"].rpartition("/")[2] for _, _, body in outlets.posted]
    assert names[-2:] == ["one", "two"]
    assert len(names) <= tries + 1
    (state,) = desk.ledger.desk.tellings()
    assert (state.waiting, state.untold) == (0, 1)


def test_what_was_taken_down_meanwhile_is_not_told(desk, outlets, clock):
    outlets.answers["/hook"] = 500
    traced = a_number("one")
    desk.ledger.record(traced)
    run(desk)
    desk.ledger.take_down(traced.article.id, by="E. Ditor", why="asked for")
    outlets.answers["/hook"] = 204
    desk.ledger.record(a_number("two"))
    clock.pass_by(minutes=5)
    run(desk)

    assert [json.loads(body)["report"]["id"].rpartition("/")[2] for _, _, body in outlets.posted] == ["one", "two"]
    assert len(outlets.posted) == 2  # the first before it was taken down


def test_a_network_that_is_not_public_is_not_told_unless_that_is_allowed(outlets, file_ledger, a_desk, tmp_path):
    (tmp_path / "in").mkdir()
    desk = a_desk(file_ledger, HOOK.format(outlets.url("/hook"), ""), env={"S": SECRET})
    file_ledger.record(a_number("one"))

    run(desk)

    assert outlets.posted == []
    assert "not a public address" in file_ledger.desk.tellings()[0].error


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param('["/nowhere/at/all"]', "cannot be run", id="none"),
        pytest.param('["/bin/sh", "-c", "echo not so >&2; exit 3"]', "ended with 3: not so", id="fails"),
        pytest.param('["/bin/sleep", "20"]\ntimeout = "1s"', "did not end within 1 s", id="never-ends"),
    ],
)
def test_a_command_that_fails_is_tried_again(file_ledger, a_desk, tmp_path, command, says):
    (tmp_path / "in").mkdir()
    text = f'[[source]]\nname = "in"\nfolder = "in"\n[[tell]]\nname = "alert"\ncommand = {command}\n'
    desk = a_desk(file_ledger, text)
    file_ledger.record(a_number("one"))

    run(desk)

    (state,) = file_ledger.desk.tellings()
    assert (state.waiting, state.tries) == (1, 1)
    assert says in state.error


def test_words_of_a_page_reach_no_shell(file_ledger, a_desk, tmp_path):
    (tmp_path / "in").mkdir()
    words = f'x"; touch {tmp_path}/broken; $(touch {tmp_path}/broken)'
    text = '[[source]]\nname = "in"\nfolder = "in"\n[[tell]]\nname = "alert"\n'
    desk = a_desk(file_ledger, text + f'command = ["/usr/bin/tee", "-a", "{tmp_path}/told"]\n')
    file_ledger.record(a_number("one", victims=words))

    run(desk)

    assert json.loads((tmp_path / "told").read_text())["claims"][0]["victims"] == words
    assert not os.path.exists(tmp_path / "broken")  # noqa: PTH110 - the name, as a shell would have it


# ── what is news, and for whom ───────────────────────────────────────────────────────────────────────────────────────


def news_of(ledger, *, after=0):
    _, found = ledger.desk.happenings(after, 100)
    return [news for one in found if (news := find_news(ledger, one))]


def test_what_newer_code_reads_is_told_apart_from_what_an_outlet_changed(file_ledger):
    traced = a_number("one")
    file_ledger.record(traced)
    file_ledger.record(a_traced(article=traced.article, claims=traced.claims, method=a_method("0.2.0")))
    changed = an_article(id=traced.article.id, url=traced.article.url, body=traced.article.body + "\n\nMore.")
    file_ledger.record(a_traced(article=changed, claims=(a_claim(article=changed),), method=a_method("0.2.0")))

    assert [one.kind for one in news_of(file_ledger)] == [
        "report",
        "reread",
    ]  # other words, and the same claim: no news


def test_private_names_are_withheld_from_what_is_told(file_ledger, knowledge):
    article = an_article(body="At least 12 people were killed, said Mira Koss, whose brother was on board.")
    claim = a_claim(article=article, chain=())
    file_ledger.record(a_traced(article=article, claims=(claim,)))
    (news,) = news_of(file_ledger)

    told = json.dumps(news_to_json(news, knowledge), ensure_ascii=False)
    shown = next(iter(file_ledger.claims()))
    assert shown.claim.evidence.text in told
    assert news_to_json(news, knowledge)["report"]["source"] is None


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ("", True),
        ('harms = ["killed"]', True),
        ('harms = ["missing"]', False),
        ('sides = ["KARVEL"]', True),
        ('sides = ["Dravo"]', False),
        ('places = ["lake dravo"]', True),
        ('places = ["Port"]', False),
        ("at_least = 12", True),
        ("at_least = 13", False),
        ('kinds = ["changed"]', False),
        ('harms = ["killed"]\nat_least = 10\nplaces = ["dravo"]', True),
    ],
)
def test_filters_choose_what_is_told(file_ledger, tmp_path, filters, wanted):
    file_ledger.record(a_number("one", side="Karvel", figure=Figure(12, None, 12, Hedge.AT_LEAST)))
    text = '[desk]\ncontact = "a@b.example"\n[[source]]\nname = "in"\nfolder = "in"\n'
    text += f'[[tell]]\nname = "a"\ncommand = ["a"]\n{filters}'
    plan = make_plan(tomllib.loads(text), tmp_path / "desk.toml", {})
    (news,) = news_of(file_ledger)

    assert is_for(news, plan.subscribers[0]) is wanted
