"""What is left when a program that writes is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.builders import a_traced
from tolltrace.ledger import open_ledger

ROOT = Path(__file__).parents[2]


WRITER = """
import sys
from tests.builders import a_traced
from tolltrace.ledger import open_ledger
with open_ledger(sys.argv[1]) as ledger:
    for number in range(100_000):
        ledger.record(a_traced(id=f"r{number}"))
        print(f"r{number}", flush=True)
"""


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(where):
    paths = os.pathsep.join([str(ROOT), *sys.path])
    command = [sys.executable, "-c", WRITER, where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": paths}) as writer:
        assert writer.stdout
        acknowledged = [writer.stdout.readline().strip() for _ in range(30)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()

    with open_ledger(where) as ledger:
        claims = {report.id: report.claims for report in ledger.reports()}
        assert ledger.verify().broken is None
        if ledger._engine.dialect.name == "sqlite":
            assert ledger._engine.connect().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert ledger.record(a_traced(id="another")).reports == 1  # its lock died with it
    assert set(acknowledged) <= set(claims)
    assert set(claims.values()) == {3}  # none in parts
