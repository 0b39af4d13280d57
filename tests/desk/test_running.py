"""The program itself: killed and started again, stopped, two at once over one ledger, and asked how it is."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx
from typer.testing import CliRunner

from tests.desk.conftest import HereAndNow, a_plan, run
from tests.desk.outlets import a_feed, a_report
from tests.pages.test_telegram_preview import PAGE, message
from tolltrace.cli import app
from tolltrace.desk.health import serve_health
from tolltrace.desk.rounds import Desk
from tolltrace.desk.running import identity, is_dead_here
from tolltrace.ledger import open_ledger
from tolltrace.settings import Settings

REPORTS = 14


def watching(tmp_path, *flags):
    """The command, all names in full."""
    plan, ledger = str(tmp_path / "desk.toml"), str(tmp_path / "a.db")
    return (sys.executable, "-m", "tolltrace", "watch", plan, "--ledger", ledger, "--quiet", *flags)


def many(outlets, count=REPORTS, slow=0.0):
    links = [outlets.url(f"/{number}") for number in range(count)]
    outlets.answers["/feed"] = a_feed(*links)

    def answer(number):
        def give(_):
            time.sleep(slow)
            text = f"At least {number + 20} people were killed in Karvel on Monday, the governor said."
            return 200, a_report(f"Fire number {number}", text), {}

        return give

    outlets.answers |= {f"/{number}": answer(number) for number in range(count)}


def write_plan(tmp_path, outlets):
    """One command that notes each thing that it is told."""
    (tmp_path / "desk.toml").write_text(
        f'[desk]\ncontact = "desk@newsroom.example"\nallow_private_addresses = true\nseconds_between_requests = 0\n'
        f'[[source]]\nname = "courier"\nfeed = "{outlets.url("/feed")}"\n'
        f'[[tell]]\nname = "alert"\ncommand = ["/bin/sh", "-c", "cat >> {tmp_path}/told"]\n'
    )


def told(tmp_path):
    path = tmp_path / "told"
    return Counter(json.loads(line)["id"] for line in path.read_text().splitlines()) if path.exists() else Counter()


def wait_until(is_so, seconds=60.0):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it never came about"
        time.sleep(0.02)


def test_a_desk_that_is_killed_goes_on_where_it_was(outlets, tmp_path):
    """Killed as soon as two more reports were recorded, again and again; at last it is let to its end."""
    many(outlets, slow=0.05)
    write_plan(tmp_path, outlets)
    kills = 0
    for mark in (2, 6, 10):
        desk = subprocess.Popen(watching(tmp_path), stderr=subprocess.PIPE)
        wait_until(lambda mark=mark: sum(told(tmp_path).values()) >= mark)
        desk.send_signal(signal.SIGKILL)
        desk.communicate()
        kills += 1

    last = subprocess.run(watching(tmp_path, "--once"), capture_output=True, text=True, timeout=120)

    assert last.returncode == 0, last.stderr
    with open_ledger(tmp_path / "a.db") as ledger:
        assert sorted(one.claim.figure.low for one in ledger.claims()) == [20 + number for number in range(REPORTS)]
        assert {one.versions for one in ledger.reports()} == {1}
        (state,) = ledger.desk.tellings()
        assert (state.waiting, state.untold) == (0, 0)
        assert ledger.verify().broken is None
    ids = told(tmp_path)
    assert len(ids) == REPORTS  # nothing was lost …
    assert sum(ids.values()) - REPORTS <= kills  # … and at most what was being told in the moment of a kill came twice
    again = Counter(path for path, _ in outlets.asked if path[1:].isdigit())
    assert sum(again.values()) - REPORTS <= kills * 2


def test_a_desk_that_is_asked_to_stop_stops_and_gives_all_back(outlets, tmp_path):
    many(outlets, slow=0.05)
    write_plan(tmp_path, outlets)
    desk = subprocess.Popen(watching(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: told(tmp_path))

    desk.send_signal(signal.SIGTERM)
    out, err = desk.communicate(timeout=30)

    assert (desk.returncode, err) == (0, "")
    assert "reports" in out
    with open_ledger(tmp_path / "a.db") as ledger:
        assert ledger.desk.free_leases(lambda by: True) == 0


def test_two_desks_share_a_ledger_and_do_nothing_twice(outlets, postgres, knowledge, tmp_path):
    many(outlets, 30)
    place = postgres.new_ledger()
    text = f'[[source]]\nname = "courier"\nfeed = "{outlets.url("/feed")}"\n'
    text += f'[[source]]\nname = "second"\nfeed = "http://localhost{outlets.address[16:]}/feed2"\n'
    text += f'[[tell]]\nname = "alert"\ncommand = ["/bin/sh", "-c", "cat >> {tmp_path}/told"]\n'
    outlets.answers["/feed2"] = a_feed(*[f"http://localhost{outlets.address[16:]}/second/{n}" for n in range(10)])
    outlets.answers |= {f"/second/{n}": a_report(f"Bus {n}", f"{n + 50} people died in Dravo.") for n in range(10)}
    plan = a_plan(text, tmp_path)
    settings = replace(Settings(), **plan.fetching)
    faults = []

    def watch(name):
        try:
            with open_ledger(place) as ledger:
                desk = Desk(ledger, plan, knowledge, settings, HereAndNow(), name)
                desk.open()
                idle = 0
                while idle < 5:
                    idle = 0 if desk.step() else idle + 1
                    time.sleep(0.005)
        except Exception as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    threads = [threading.Thread(target=watch, args=(name,)) for name in ("desk one", "desk two")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)

    assert faults == []
    asked = Counter(outlets.paths())
    assert {path: many for path, many in asked.items() if many > 1} == {}
    assert len(asked) == 42
    with open_ledger(place) as ledger:
        assert len(list(ledger.reports())) == 40
    ids = told(tmp_path)
    assert (len(ids), sum(ids.values())) == (40, 40)


def test_a_slow_site_holds_up_nobody_and_is_given_up_in_time(file_ledger, outlets, knowledge, tmp_path):
    many(outlets, 1)
    hang_up = threading.Event()
    outlets.answers["/slow"] = lambda _: (hang_up.wait(20), 500)[1]
    quick = f"http://localhost{outlets.address[16:]}"
    outlets.answers["/quick"] = a_feed(f"{quick}/0")
    text = f'[[source]]\nname = "slow"\nfeed = "{outlets.url("/slow")}"\n'
    text += f'[[source]]\nname = "quick"\nfeed = "{quick}/quick"\n'
    plan = a_plan(text, tmp_path)
    settings = replace(Settings(), **(dict(plan.fetching) | {"fetch_timeout_seconds": 1.5}))
    with ThreadPoolExecutor(4) as pool:
        desk = Desk(file_ledger, plan, knowledge, settings, pool, "desk one")
        desk.open()
        began = time.monotonic()
        while not list(file_ledger.claims()):
            desk.step()
            time.sleep(0.01)
        states = {one.name: one.state for one in file_ledger.desk.sources()}
        wait_until(lambda: (desk.step(), not desk.flying)[1])
        took = time.monotonic() - began
        hang_up.set()

    assert states == {"slow": "new", "quick": "read"}
    assert took < 15
    slow = next(one for one in file_ledger.desk.sources() if one.name == "slow")
    assert (slow.state, "within 1.5 seconds" in slow.error) == ("failed", True)


def test_a_lease_ends_by_itself_and_with_its_process(file_ledger, outlets, a_desk, clock):
    many(outlets, 1)
    text = f'[[source]]\nname = "courier"\nfeed = "{outlets.url("/feed")}"\n'
    one, other = a_desk(file_ledger, text, by="desk one"), a_desk(file_ledger, text, by="desk two")
    taken = file_ledger.desk.take("desk one", one.names, clock(), clock() + timedelta(hours=1), 5)

    run(other)
    while_it_was_held = outlets.paths()
    clock.pass_by(hours=2)
    run(other)

    assert len(taken) == 1
    assert while_it_was_held == []
    assert outlets.paths() == ["/feed", "/0"]
    mine = identity()
    assert is_dead_here(mine)  # whoever has our own number and is not us
    assert not is_dead_here("another-machine 1 abc")
    assert not is_dead_here(f"{mine.split()[0]} {os.getppid()} abc")
    assert is_dead_here(f"{mine.split()[0]} 4194399 abc")


# ── how it is ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_health_and_metrics_tell_how_it_is(file_ledger, outlets, a_desk, clock):
    many(outlets, 2)
    outlets.answers["/1"] = 410
    desk = a_desk(file_ledger, f'[[source]]\nname = "courier"\nfeed = "{outlets.url("/feed")}"\n')
    said = []
    with serve_health(desk, ("127.0.0.1", 0), said.append):
        at = said[0].removesuffix("/health")
        run(desk)
        health, metrics = httpx.get(f"{at}/health"), httpx.get(f"{at}/metrics").text
        clock.pass_by(hours=1)
        stuck, other = httpx.get(f"{at}/health"), httpx.get(f"{at}/etc/passwd")

    assert (health.status_code, health.json()["status"], health.json()["sources"]) == (200, "well", {"read": 1})
    assert (stuck.status_code, other.status_code) == (503, 404)
    assert 'tolltrace_desk_total{what="reports"} 1.0' in metrics
    assert 'tolltrace_source_items{fate="gone",source="courier"} 1.0' in metrics


def test_a_configuration_is_checked_without_asking_anybody(outlets, tmp_path):
    write_plan(tmp_path, outlets)
    result = CliRunner().invoke(app, ["watch", str(tmp_path / "desk.toml"), "--check"])
    (tmp_path / "desk.toml").write_text("[desk]\n")
    wrong = CliRunner().invoke(app, ["watch", str(tmp_path / "desk.toml"), "--check"])

    assert (result.exit_code, outlets.asked) == (0, [])
    assert "1 source, 1 told. The configuration is well." in result.output
    assert (wrong.exit_code, "contact" in wrong.output) == (2, True)


# ── days offline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def channel(*numbers):
    words = "{} people were killed in Karvel on Monday, the mayor of the town said."
    return PAGE.format("".join(message(words.format(n + 100), number=n) for n in numbers)).encode()


def test_a_channel_is_read_back_to_what_is_known(file_ledger, outlets, a_desk, clock):
    desk = a_desk(file_ledger, '[[source]]\nname = "channel"\ntelegram = "examplechannel"\n')
    place = replace(desk.plan.sources[0].watched, place=outlets.url("/s/examplechannel"), host="127.0.0.1")
    desk.plan = replace(desk.plan, sources=(replace(desk.plan.sources[0], watched=place),))
    desk.open()
    outlets.answers["/s/examplechannel"] = channel(8, 9, 10)
    run(desk)
    outlets.answers |= {
        "/s/examplechannel": channel(20, 21, 22),
        "/s/examplechannel?before=20": channel(14, 15, 17),
        "/s/examplechannel?before=14": channel(10, 12, 13),
        "/s/examplechannel?before=10": channel(1, 2),
    }
    clock.pass_by(days=5)
    run(desk)

    assert outlets.paths()[1:] == [
        "/s/examplechannel", "/s/examplechannel?before=20", "/s/examplechannel?before=14",
    ]  # fmt: skip
    assert sorted(one.claim.figure.value - 100 for one in file_ledger.claims()) == [
        8,
        9,
        10,
        12,
        13,
        14,
        15,
        17,
        20,
        21,
        22,
    ]
