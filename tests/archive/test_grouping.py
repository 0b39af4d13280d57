"""Statements of a dataset: those that a ledger makes of the same reports, however the work was cut."""

import hashlib
import json
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.archive.datasets import write_dataset, write_unit
from tests.archive.here import Here
from tests.archive.killing import begin, children_of, finished, is_alive, kill, wait_for
from tests.statements.stories import a_report, says, the_briefing, the_fire
from tolltrace.archive import Options, begin_run, find_sources, group_run, load_results, read_status
from tolltrace.archive.folder import Folder
from tolltrace.archive.plan import Unit
from tolltrace.errors import ArchiveError
from tolltrace.following import regroup
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.statements import Statements
from tolltrace.values import Aspect, Place, Stance

EXAMPLES = Path(__file__).parents[2] / "examples"
KEPT_OF_STEPS = {"_manifest", "_aside", "_running", "_temporary", "_log.jsonl", "plan.json", "cut.json"}
NAMES = ("Karvel", "Dravo", "Tessen", "Ostrel", "Merin")
PLACES = [Place(f"in {name}", name, 5000 + at, -40.0 + 20 * at, 10.0 * at, 1) for at, name in enumerate(NAMES)]
SPEAKERS = ("Ana Veld", "Ilo Marr", "police", "the health ministry", "")
LATE = ("night", "stalls", "square", "guests", "lamps", "rain", "carts", "plums", "music", "bells", "gates", "walls")
MOVED = ("killed", "killed", "killed", "wounded", "casualties")


def silent(line, is_failure):
    pass


class Shuffled(Here):
    """Takes the steps of one kind in another order."""

    def room(self):
        return 100

    def ended(self, seconds):
        random.Random(len(self._units)).shuffle(self._units)  # noqa: S311 - an order, no secret
        return super().ended(seconds)


def families(seed, *, count=60):
    """Incidents and what is told of them: by several outlets, over days, rounded, denied, undated, word for word."""
    chance = random.Random(seed)  # noqa: S311 - made-up news, no secret
    reports = []
    for incident in range(count):
        place, speaker, harm = chance.choice(PLACES), chance.choice(SPEAKERS), chance.choice(MOVED)
        figure = chance.choice((1, 2, 3, 12, 47, 120, 940, 5937, 12_400))
        first = date(2024, 3, 1) + timedelta(days=chance.randrange(20))
        text = " ".join(f"{chance.choice(LATE)}{incident}" for _ in range(14))  # some copies, and none of fifty others
        for echo in range(chance.choice((1, 1, 2, 4, 9))):
            told = figure if chance.random() < 0.7 else round(figure, 1 - len(str(figure)))
            words = f"{'about ' if told != figure else ''}{told:,}".replace(",", "")
            said = f", {speaker} said" if speaker else ""
            cause = ("fire", "flood", "raid")[incident % 3]
            where = f"In {place.name} a {cause} at market {incident % 7} of {text} {LATE[echo % 3]}"
            sentence = f"{where} killed {words} people{said}."
            changes = {"stance": Stance.DENIED} if chance.random() < 0.05 else {}
            if chance.random() < 0.2:
                changes["aspect"] = Aspect.CUMULATIVE
            own = [says(sentence, words, by=speaker or (), place=place, harm=harm, **changes)]
            if chance.random() < 0.4:
                hurt = str(figure + 9)
                also = f"Another {hurt} were hurt by the {cause}{said}."
                own.append(says(also, hurt, by=speaker or (), harm="wounded", place=place))
            day = None if chance.random() < 0.05 else first + timedelta(days=chance.randrange(4))
            body_of_all = {"wire": "Corvo Agency"} if chance.random() < 0.2 else {}
            reports.append(a_report(f"r{incident}-{echo}", *own, on=day, outlet=f"outlet {echo % 5}", **body_of_all))
    chance.shuffle(reports)
    return reports


def two_voices():
    """Two speakers who give one figure of one place, and a report that names neither and ties them together."""
    told = [("Ana Veld", "veld"), ("Ilo Marr", "marr"), ("", "nobody"), ("Ilo Marr", "marr-again")]
    for speaker, name in told:
        said = f", {speaker} said" if speaker else ""
        words = f"A bridge in Karvel fell on the Orlow market and killed 1,347 people{said}."
        yield a_report(name, says(words, "1,347", by=speaker or (), place=PLACES[0]), on=date(2024, 3, 6))


def captured_again(reports):
    """Some of the reports once more: as they were, and with another text."""
    same = reports[::7]
    changed = [
        a_report(each.article.id, says("It later said that 77 people died there.", "77"), on=date(2024, 3, 9))
        for each in reports[::11]
    ]
    return [*reports, *same, *changed, *reports[:2]]


def cut_in(reports, units):
    return [reports[at::units] for at in range(units)]


def of_ledger(root, tmp_path):
    """What a ledger makes of it: each statement's claims, its origins, and what else a row tells."""
    with open_ledger(tmp_path / "single.db") as ledger:
        list(ledger.load(load_results(root)))
        regroup(ledger)
        with ledger.grouping(write=False) as store:  # not what is shown of it: names are withheld there
            found = list(Statements(store).whole(store.named_in(store.components_of(ClaimQuery()))))
        return {
            one.id: (
                frozenset(relay.claim.id for relay in one.relays), one.reference.claim.id, one.speaker, one.said_on,
                one.origins, one.independent, one.lineages, len(one.reports),
                frozenset((each.claim, each.field, each.how.value, each.was, each.now) for each in one.drift),
                frozenset((each.taker, each.source) for each in one.hops if each.source),
                frozenset((join.claim, join.other, join.score, join.reasons) for join in one.joins),
            )
            for one in found
        }  # fmt: skip


def of_dataset(root):
    """The same from the two tables."""
    from pyarrow import parquet

    read = {
        table: [
            row for path in sorted((root / table).glob("*.parquet")) for row in parquet.read_table(path).to_pylist()
        ]
        for table in ("statements", "relays")
    }
    found = {}
    for one in read["statements"]:
        own = [row for row in read["relays"] if row["statement"] == one["statement"]]
        assert [row["claim"] for row in own if row["is_reference"]] == [one["reference"]]
        found[one["statement"]] = (
            frozenset(row["claim"] for row in own), one["reference"], one["speaker"], one["said_on"],
            one["origins"], one["independent"], one["lineages"], one["reports"],
            frozenset(
                (row["claim"], each["field"], each["how"], each["was"], each["now"]) for row in own
                for each in row["drift"]
            ),
            frozenset((row["report"], row["taken_from"]) for row in own if row["taken_from"]),
            frozenset(
                (row["claim"], row["joined_to"], row["join_score"], tuple(row["join_reasons"])) for row in own
                if row["joined_to"]
            ),
        )  # fmt: skip
    assert len(read["statements"]) == len(found)
    return found


def bytes_of(root):
    kinds = ("statements", "relays")
    paths = [path for kind in kinds for path in sorted((root / kind).glob("*"))] + [root / "statements.json"]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("parts", "engine"), [(1, Here), (2, Shuffled), (5, Shuffled)])
def test_the_groups_are_those_of_one_ledger(tmp_path, seed, parts, engine):
    reports = captured_again([*families(seed), *two_voices(), *the_briefing(), *the_fire()])
    root = write_dataset(tmp_path / "run", cut_in(reports, 3))

    outcome = group_run(root, engine, tell=silent, partitions=parts)
    expected = of_ledger(root, tmp_path)

    assert outcome.is_whole, outcome
    assert outcome.echoed > 10
    assert outcome.drifted > 0
    assert any(one[4] > 1 for one in expected.values()), "some have several origins"
    assert any(1 < one[6] < one[7] for one in expected.values()), "some texts are copies of others"
    assert of_dataset(root) == expected


def test_the_bundled_examples_are_grouped_as_in_a_ledger(tmp_path):
    sources = find_sources([str(path) for path in sorted(EXAMPLES.rglob("*")) if path.is_file()])
    assert begin_run(tmp_path / "run", sources, Options(), Here, tell=silent).is_whole

    outcome = group_run(tmp_path / "run", Here, tell=silent, partitions=2)

    assert (outcome.units, outcome.of_units) == (len(sources), len(sources))
    expected = of_ledger(tmp_path / "run", tmp_path)
    assert len(expected) > 40
    assert outcome.claims == len({claim for one in expected.values() for claim in one[0]})
    assert of_dataset(tmp_path / "run") == expected


def test_any_number_of_processes_in_any_order_writes_the_same_bytes(tmp_path):
    reports = captured_again([*families(5), *two_voices(), *the_briefing()])
    roots = [write_dataset(tmp_path / name, cut_in(reports, 3)) for name in ("one", "two", "three")]
    group_run(roots[0], Here, tell=silent, partitions=3)
    group_run(roots[1], Shuffled, tell=silent, partitions=3)
    code, printed = finished(
        "group", roots[2], "--parts", "3", "--processes", "2", "--json", env={"PYTHONHASHSEED": "11"}
    )

    assert code == 0, printed
    assert bytes_of(roots[0]) == bytes_of(roots[1]) == bytes_of(roots[2])
    told = json.loads(printed.splitlines()[-1])
    assert told["sha256"] == hashlib.sha256((roots[0] / "statements.json").read_bytes()).hexdigest()
    assert {path.name for path in (roots[2] / "_grouping").iterdir()} <= KEPT_OF_STEPS


class Broken(Here):
    """Gives up in the middle, as a program that is killed."""

    left = 0

    def start(self, unit):
        if Broken.left == 0:
            raise KeyboardInterrupt
        Broken.left -= 1
        super().start(unit)


@pytest.mark.parametrize("steps", [0, 1, 3, 5, 7, 9, 11])
def test_what_was_broken_off_is_gone_on_with(tmp_path, steps):
    reports = families(6, count=20)
    root = write_dataset(tmp_path / "run", cut_in(reports, 3))
    whole = write_dataset(tmp_path / "whole", cut_in(reports, 3))
    group_run(whole, Here, tell=silent, partitions=2)
    Broken.left = steps
    with pytest.raises(KeyboardInterrupt):
        group_run(root, Broken, tell=silent, partitions=2)
    status = read_status(root)
    told = []

    outcome = group_run(root, Here, tell=lambda line, _: told.append(line), partitions=2)

    assert (status.grouping.done, status.grouping.steps, status.grouping.statements) == (steps, 12, None)
    assert len(told) == 12 - steps
    assert outcome.is_whole
    assert bytes_of(root) == bytes_of(whole)


@pytest.mark.parametrize("whom", ["the program", "a worker"])
def test_no_kill_changes_what_comes_of_it(tmp_path, whom):
    reports = families(6, count=20)
    root, whole = (write_dataset(tmp_path / name, cut_in(reports, 3)) for name in ("run", "whole"))
    group_run(whole, Here, tell=silent, partitions=2)
    program = begin("group", root, "--parts", "2", "--processes", "1")
    assert wait_for(lambda: any((root / "_grouping" / "_running").glob("*")))
    workers = children_of(program.pid)
    for each in [program.pid] if whom == "the program" else workers:
        kill(each)
    program.communicate(timeout=200)
    assert wait_for(lambda: not any(map(is_alive, workers)), 20), "who works must not outlive the program"

    code, printed = finished("group", root, "--parts", "2", "--processes", "1")

    assert code == 0, printed
    assert bytes_of(root) == bytes_of(whole)


def test_what_is_done_is_not_done_again(tmp_path):
    root = write_dataset(tmp_path / "run", cut_in(families(7, count=20), 2))
    first = group_run(root, Here, tell=silent)
    told = []

    again = group_run(root, Here, tell=lambda line, _: told.append(line))

    assert told == []
    assert replace(again, seconds=0) == replace(first, seconds=0)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda root: write_unit(Folder(root), Unit("v0", "v0.warc"), families(9, count=3)), id="more-units"
        ),
        pytest.param(lambda root: next((root / "relays").glob("*")).unlink(), id="a-file-is-gone"),
    ],
)
def test_what_no_longer_fits_is_made_anew(tmp_path, change):
    root = write_dataset(tmp_path / "run", cut_in(families(8, count=20), 2), more=1)
    outcome = group_run(root, Here, tell=silent)
    assert (outcome.units, outcome.of_units) == (2, 3)

    change(root)
    group_run(root, Here, tell=silent)

    assert of_dataset(root) == of_ledger(root, tmp_path)


def test_a_step_that_cannot_be_taken_is_told(tmp_path):
    root = write_dataset(tmp_path / "run", cut_in(families(8, count=20), 2))
    path = next((root / "claims").rglob("*.parquet"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?")

    outcome = group_run(root, Here, tell=silent)

    assert not outcome.is_whole
    assert "is not what its manifest says" in outcome.aside[0].error
    assert outcome.lines(root)[-1] == f"Go on: tolltrace archive group {root}"
    assert "1 set aside" in "".join(read_status(root).lines(root))
    path.write_bytes(content)
    assert group_run(root, Here, tell=silent).is_whole


def test_status_and_the_command_tell_what_there_is(tmp_path):
    root = write_dataset(tmp_path / "run", cut_in(families(8, count=20), 2))
    before = read_status(root)
    code, printed = finished("group", root, "--processes", "1")
    after = finished("status", root)[1]
    write_unit(Folder(root), Unit("u9", "9.warc"), families(9, count=3))

    assert before.grouping is None
    assert code == 0, printed
    assert "are grouped into" in printed
    assert "are carried by more than one report" in printed
    assert "Grouped into" in after
    assert "of other files than are done now" in "".join(read_status(root).lines(root))


def test_a_run_without_claims_has_no_statements(tmp_path):
    root = write_dataset(tmp_path / "run", [[a_report("quiet")], []])

    outcome = group_run(root, Here, tell=silent)

    assert (outcome.is_whole, outcome.statements, outcome.claims) == (True, 0, 0)


@pytest.mark.parametrize("has_plan", [False, True])
def test_nothing_to_group_is_told(tmp_path, has_plan):
    if has_plan:
        write_dataset(tmp_path / "run", [], more=1)

    with pytest.raises(ArchiveError, match=r"tolltrace archive (run|resume)"):
        group_run(tmp_path / "run", Here, tell=silent)
