"""Many reports at once: what is kept is what recording them one by one keeps, in a fraction of the time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.builders import a_claim, a_page, a_traced
from tolltrace.errors import UnfitError
from tolltrace.exports import recorded_claim_to_json
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import Ledger, Recorded, open_ledger
from tolltrace.ledger.database import index_names, reading
from tolltrace.ledger.loading import INDEXES
from tolltrace.ledger.tables import metadata, seals, words
from tolltrace.values import Rejected

ROOT = Path(__file__).parents[2]
NAMES = {str(index.name) for index in INDEXES if index.table is not words}


def load(ledger: Ledger, *results) -> Recorded:
    return sum(ledger.load(results), start=Recorded())


def listed(ledger: Ledger) -> list[dict]:
    knowledge = load_knowledge()
    shown = [recorded_claim_to_json(one, knowledge) for one in ledger.claims()]
    return [{name: value for name, value in one.items() if name != "recorded_at"} for one in shown]


def test_what_is_loaded_is_what_recording_keeps(ledger, tmp_path):
    results = [a_traced(id=f"r{number}") for number in range(5)]

    with open_ledger(tmp_path / "recorded.db") as other:
        recorded = other.record(results)
        assert load(ledger, *results) == recorded
        assert listed(ledger) == listed(other)
        (one, two) = ([e.detail for e in book.events()] for book in (ledger, other))
        assert one == two


def test_a_load_is_sealed_and_the_ledger_goes_on_from_there(ledger):
    load(ledger, *(a_traced(id=f"r{number}") for number in range(3)))
    assert ledger.record(a_traced(id="later")).reports == 1

    verified = ledger.verify()
    assert (verified.broken, verified.seals) == (None, 2)
    with reading(ledger._engine) as connection:
        assert index_names(connection) >= NAMES


def test_the_same_again_changes_nothing(ledger):
    results = [a_traced(id=f"r{number}") for number in range(3)]
    load(ledger, *results)
    with reading(ledger._engine) as connection:
        before = connection.execute(select(seals.c.hash)).all()

    assert load(ledger, *results) == Recorded(unchanged=9)
    with reading(ledger._engine) as connection:
        assert connection.execute(select(seals.c.hash)).all() == before


def test_a_report_twice_in_one_load_is_two_versions_where_it_changed(ledger):
    found = load(ledger, a_traced(id="r"), a_traced(id="r", outlet="Other"), a_traced())

    assert (found.reports, found.versions) == (2, 3)
    assert {one.id: one.versions for one in ledger.reports()}["r"] == 2


def test_what_was_rejected_is_passed_over_and_copies_are_kept(ledger):
    page = a_page(b"<p>At least 12 people died.</p>")
    found = load(ledger, Rejected("a.html", "no article"), a_traced(page=page, page_sha256=page.sha256))

    assert (found.reports, found.copies) == (1, 1)
    assert ledger.page(a_traced().article.id).content == page.content


def test_a_report_that_does_not_fit_is_left_out_alone_and_told(ledger):
    unfit = a_traced(id="bad", claims=(a_claim(id="x"), a_claim(id="x")))
    told: list[UnfitError] = []

    found = sum(ledger.load([a_traced(id="a"), unfit, a_traced(id="b")], told.append), start=Recorded())
    assert (found.reports, [("'bad'" in str(error)) for error in told]) == (2, [True])
    with pytest.raises(UnfitError, match="bad"):
        load(ledger, a_traced(id="c"), unfit)
    assert {one.id for one in ledger.reports()} == {"a", "b", "c"}
    assert ledger.verify().broken is None


LOADER = """
import sys
from tests.builders import a_traced
from tolltrace.ledger import loading, open_ledger
loading.CLAIMS_AT_ONCE = 15
with open_ledger(sys.argv[1]) as ledger:
    for done in ledger.load(a_traced(id=f"r{number}") for number in range(100_000)):
        print(done.reports, flush=True)
"""


def test_a_load_that_is_killed_leaves_whole_batches_and_the_next_writer_makes_the_indexes(where):
    paths = os.pathsep.join([str(ROOT), *sys.path])
    command = [sys.executable, "-c", LOADER, where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": paths}) as loader:
        assert loader.stdout
        acknowledged = [int(loader.stdout.readline()) for _ in range(5)]
        loader.send_signal(signal.SIGKILL)
        acknowledged += map(int, loader.stdout.read().split())

    with open_ledger(where) as ledger:
        claims = {report.id: report.claims for report in ledger.reports()}
        assert len(claims) >= sum(acknowledged)
        assert set(claims.values()) == {3}  # none in parts
        assert ledger.verify().broken is None
        with reading(ledger._engine) as connection:
            assert not NAMES & index_names(connection)
        assert ledger.record(a_traced(id="another")).reports == 1
        with reading(ledger._engine) as connection:
            assert index_names(connection) >= NAMES


def test_all_indexes_that_a_load_takes_down_are_the_schemas():
    assert {name for table in metadata.sorted_tables for name in (str(i.name) for i in table.indexes)} >= NAMES
    assert NAMES
