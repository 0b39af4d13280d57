"""Runs on this machine: what they write, and that no kill changes it."""

import json
import random
import time
from pathlib import Path

import pytest

from tests.archive.here import Here
from tests.archive.killing import begin, children_of, dataset_of, finished, is_alive, kill, wait_for
from tests.archive.lives import die_over, hang_over
from tolltrace.archive import Options, begin_run, find_sources, read_status, resume_run
from tolltrace.archive.local import Local
from tolltrace.errors import ArchiveError


def rows_of(out: Path, table: str) -> list[dict]:
    from pyarrow import parquet

    return [row for path in sorted((out / table).rglob("*.parquet")) for row in parquet.read_table(path).to_pylist()]


def silent(line: str, is_failure: bool) -> None:
    pass


def test_every_record_comes_to_a_row(undisturbed):
    manifest = json.loads((undisturbed / "manifest.json").read_bytes())
    reports, claims, rejections = (rows_of(undisturbed, table) for table in ("reports", "claims", "rejections"))

    assert len(reports) + len(rejections) == 4 * 42  # 40 pages and two pictures an archive
    assert {row["outcome"] for row in rejections} == {"skipped", "rejected"}
    assert len([row for row in reports if row["claims"]]) >= 24
    assert {row["harm"] for row in claims} == {"killed", "wounded"}
    assert sum(unit["counts"]["claims"] for unit in manifest["units"]) == len(claims)


def test_rows_lie_by_their_day_of_capture(undisturbed):
    days = {path.parent.name for path in (undisturbed / "reports").rglob("*.parquet")}

    assert days == {"day=2024-03-04", "day=2024-03-05"}
    for row in rows_of(undisturbed, "reports"):
        assert row["captured_at"].date().isoformat() in {"2024-03-04", "2024-03-05"}


def test_several_processes_write_the_same_bytes_as_one(warcs, undisturbed, tmp_path):
    code, printed = finished("run", warcs, "--out", tmp_path / "run", "--processes", "2", env={"PYTHONHASHSEED": "7"})

    assert code == 0, printed
    assert dataset_of(tmp_path / "run") == dataset_of(undisturbed)


def test_a_worker_that_is_killed_costs_nothing(warcs, undisturbed, tmp_path):
    out = tmp_path / "run"
    program = begin("run", warcs, "--out", out, "--processes", "1")
    assert wait_for(lambda: any((out / "_running").glob("*")) if out.exists() else False)
    for worker in children_of(program.pid):
        kill(worker)
    _, err = program.communicate(timeout=200)

    assert program.returncode == 0, err
    assert "is tried again" in err
    assert dataset_of(out) == dataset_of(undisturbed)


@pytest.mark.parametrize("seed", range(2))
def test_a_program_that_is_killed_is_gone_on_with(warcs, undisturbed, tmp_path, seed):
    out = tmp_path / "run"
    program = begin("run", warcs, "--out", out, "--processes", "1")
    wait_for(lambda: any((out / "_running").glob("*")) if out.exists() else False)
    workers = children_of(program.pid)
    time.sleep(random.Random(seed).uniform(0, 1.5))  # noqa: S311 - a moment, no secret
    kill(program.pid)
    program.communicate(timeout=60)

    assert wait_for(lambda: not any(map(is_alive, workers)), 20), "who reads must not outlive the program"
    assert read_status(out).is_running is False
    code, printed = finished("resume", out, "--processes", "1")
    assert code == 0, printed
    assert dataset_of(out) == dataset_of(undisturbed)


def test_a_half_published_unit_is_made_whole(undisturbed, warcs, tmp_path):
    out = tmp_path / "run"
    begin_run(out, find_sources([str(warcs)]), Options(), Here, tell=silent)
    manifest = sorted((out / "_manifest").glob("*.json"))[1]
    files = [out / file["path"] for file in json.loads(manifest.read_bytes())["files"]]
    manifest.unlink()  # as if the power had gone between its files and its manifest
    files[0].unlink()
    files[1].write_bytes(b"PAR1 half")
    stranger = out / "claims" / "day=2024-03-04" / "of-nobody.parquet"
    stranger.write_bytes(b"PAR1")

    resume_run(out, Here, tell=silent)

    assert dataset_of(out) == dataset_of(undisturbed)


@pytest.mark.parametrize(
    ("life", "said", "limit"),
    [(die_over, "its process died", 600), (hang_over, "it took more than", 8)],
    ids=["dies", "hangs"],
)
def test_a_unit_that_takes_its_process_with_it_is_set_aside(warcs, undisturbed, tmp_path, life, said, limit):
    out = tmp_path / "run"
    told: list[str] = []
    sources = [str(path) for path in sorted(warcs.iterdir())]

    outcome = begin_run(
        out, sources, Options(), lambda root, plan: Local(root, plan, 1, life),
        tell=lambda line, is_failure: told.append(line) if is_failure else None, attempts=2, limit_seconds=limit,
    )  # fmt: skip

    assert (outcome.done, outcome.units, outcome.sha256) == (3, 4, None)
    (aside,) = outcome.aside
    assert aside.attempts == 2
    assert said in aside.error
    assert "/13" in aside.error, "the record that it was at is named"
    of_it = [line for line in told if "00001.warc" in line]  # a slow machine may tell of others that were tried again
    assert [line.partition(", ")[2].partition(":")[0] for line in of_it] == ["is tried again", "is set aside"]
    assert any("set aside" in line for line in outcome.lines(out))
    # what is mended is read when the run is gone on with
    again = resume_run(out, Here, tell=silent)
    assert again.is_whole
    assert dataset_of(out) == dataset_of(undisturbed)


def test_a_source_that_is_missing_is_set_aside_at_once(warcs, tmp_path):
    source = sorted(warcs.iterdir())[0]
    plan = tmp_path / "two.plan"
    plan.write_text(f"# a run\n{source}\n{tmp_path / 'no-such.warc.gz'}\n")

    with pytest.raises(ArchiveError, match=r"no-such\.warc\.gz: no such file"):
        find_sources([str(plan)])
    gone = tmp_path / "gone.warc.gz"
    gone.write_bytes(source.read_bytes())
    found = find_sources([str(source), str(gone)])
    gone.unlink()
    outcome = begin_run(tmp_path / "run", found, Options(), Here, tell=silent, attempts=3)

    assert [(each.attempts, "No such file" in each.error) for each in outcome.aside] == [(1, True)]


def test_a_folder_is_run_by_one_program_at_a_time(warcs, tmp_path):
    out = tmp_path / "run"
    program = begin("run", warcs, "--out", out, "--processes", "1")
    assert wait_for(lambda: any((out / "_running").glob("*")) if out.exists() else False)
    code, printed = finished("resume", out)
    status = read_status(out)
    kill(program.pid)
    program.communicate(timeout=60)

    assert code == 1
    assert "another process runs it" in printed
    assert status.is_running
    assert status.done + len(status.running) + status.left >= 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"code_sha256": "0" * 64}, "begun by tolltrace", id="another-tolltrace"),
        pytest.param({"writer": "pyarrow==1.0"}, "begun with pyarrow==1.0", id="another-pyarrow"),
    ],
)
def test_a_run_is_gone_on_with_by_what_began_it(warcs, tmp_path, change, said):
    out = tmp_path / "run"
    begin_run(out, [str(next(iter(sorted(warcs.iterdir()))))], Options(), Here, tell=silent)
    plan = json.loads((out / "plan.json").read_bytes())
    plan |= {key: value for key, value in change.items() if key in plan}
    plan["method"] |= {key: value for key, value in change.items() if key in plan["method"]}
    (out / "plan.json").write_text(json.dumps(plan))

    with pytest.raises(ArchiveError, match=said):
        resume_run(out, Here, tell=silent)


def test_a_folder_that_holds_anything_is_left_alone(warcs, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")

    with pytest.raises(ArchiveError, match="no empty folder"):
        begin_run(tmp_path / "mine", [str(warcs)], Options(), Here, tell=silent)

    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_what_a_killed_process_was_writing_is_not_left_behind(undisturbed, warcs, tmp_path):
    class Littering(Here):
        def close(self) -> None:
            (tmp_path / "run" / "_temporary" / "unit.x").mkdir()
            (tmp_path / "run" / "_temporary" / "unit.x" / "half.parquet").write_bytes(b"PAR1")

    begin_run(tmp_path / "run", find_sources([str(warcs)]), Options(), Littering, tell=silent)

    assert dataset_of(tmp_path / "run") == dataset_of(undisturbed)
