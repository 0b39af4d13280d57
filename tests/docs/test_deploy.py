"""What lies in deploy/ names settings, files and users that there are; its health check tells up from down."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.steps import ROOT, Reader, Step, free_port
from tolltrace.settings import describe_settings

DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.iterdir())
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_settings_that_are_named_are_settings(file):
    named = set(re.findall(r"TOLLTRACE_\w+", file.read_text("utf-8")))

    assert named - {one.environment for one in describe_settings()} == set()


def test_the_image_is_made_of_files_that_are_there():
    copied = re.findall(r"^COPY (?!--from)(\S+) ", CONTAINERFILE, re.MULTILINE)

    assert {"requirements-server.lock", "deploy/healthcheck.py"} <= set(copied)
    assert [name for name in copied if not name.startswith("dist/") and not (ROOT / name).exists()] == []


def test_the_image_runs_as_nobody_special_from_a_pinned_base():
    last = CONTAINERFILE.rpartition("\nFROM ")[2]

    assert re.search(r"^USER (?!root|0)\w+", last, re.MULTILINE)
    assert [
        base for base in re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE) if not re.search(r":\d", base)
    ] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_is_one_that_systemd_takes(unit, tmp_path):
    there = re.sub(r"^(Exec\w+=)\S+", r"\1/bin/true", unit.read_text("utf-8"), flags=re.MULTILINE)
    (tmp_path / unit.name).write_text(there, "utf-8")  # systemd asks for a program that is there

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def check(environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, str(DEPLOY / "healthcheck.py")],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


@pytest.mark.parametrize("names", ["", "toll.example.org other.example.org"], ids=["any-name", "under-its-names-alone"])
def test_the_health_check_tells_up_from_down(names, tmp_path: Path):
    with Reader(tmp_path) as reader:
        reader.environment |= {"TOLLTRACE_SERVE_NAMES": names}
        reader.follow(Step("sh", "tolltrace trace examples/note-rockfall.txt --ledger a.db\n", ""))
        reader.follow(Step("sh", "tolltrace serve --ledger a.db\n", "Serving a.db"))

        up = {"TOLLTRACE_SERVE_NAMES": names, "TOLLTRACE_SERVE_PORT": reader.environment["TOLLTRACE_SERVE_PORT"]}
        assert check(up) == 0
        assert check(up | {"TOLLTRACE_SERVE_PORT": str(free_port())}) != 0
