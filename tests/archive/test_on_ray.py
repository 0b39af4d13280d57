"""The same on Ray: one node, and two of which one is lost on the way."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.archive.datasets import write_dataset
from tests.archive.here import Here
from tests.archive.killing import dataset_of, finished
from tests.archive.test_grouping import bytes_of, cut_in, families
from tests.archive.warcs import write_warc
from tolltrace.archive import Options, begin_run, find_sources, group_run

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'tolltrace[ray]'")
TWO_NODES = Path(__file__).with_name("two_nodes.py")


def test_a_node_writes_the_same_bytes_as_this_machine(warcs, undisturbed, tmp_path):
    code, printed = finished("run", warcs, "--out", tmp_path / "run", "--engine", "ray", "--processes", "1")

    assert code == 0, printed
    assert dataset_of(tmp_path / "run") == dataset_of(undisturbed)


def test_nodes_group_to_the_same_bytes_as_this_machine(tmp_path):
    roots = [write_dataset(tmp_path / name, cut_in(families(4), 3)) for name in ("here", "ray")]
    group_run(roots[0], Here, tell=lambda line, is_failure: None, partitions=2)
    code, printed = finished("group", roots[1], "--parts", "2", "--engine", "ray", "--processes", "1")

    assert code == 0, printed
    assert bytes_of(roots[1]) == bytes_of(roots[0])


def test_a_node_that_is_lost_costs_nothing(tmp_path):
    warcs, out, undisturbed = tmp_path / "warcs", tmp_path / "run", tmp_path / "undisturbed"
    warcs.mkdir()
    for number in range(3):
        write_warc(warcs / f"{number}.warc.gz", pages=300, seed=number, one_in=5)

    program = subprocess.run(
        [sys.executable, str(TWO_NODES), str(warcs), str(out)], capture_output=True, text=True, timeout=500,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip

    assert program.returncode == 0, program.stderr
    told = json.loads(program.stdout.splitlines()[-1])
    assert (told["done"], told["nodes"]) == (3, [2, 1])
    assert any("was lost" in line and "is tried again" in line for line in told["told"])
    begin_run(undisturbed, find_sources([str(warcs)]), Options(), Here, tell=lambda line, is_failure: None)
    assert dataset_of(out) == dataset_of(undisturbed)


def test_without_ray_it_says_what_to_install(warcs, tmp_path):
    (tmp_path / "ray.py").write_text("raise ImportError('none here')")
    code, printed = finished(
        "run", warcs, "--out", tmp_path / "run", "--engine", "ray",
        env={"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )  # fmt: skip

    assert code == 1
    assert "pip install 'tolltrace[ray]'" in printed
