"""The program as it is installed: its start, its pipes, and its wheel."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
HEAVY = ("spacy", "selectolax", "onnxruntime", "sqlalchemy", "alembic", "httpx", "lxml")
PROGRAM = [sys.executable, "-c", "from tolltrace.cli import main; main()"]


@pytest.mark.parametrize(("flag", "told"), [("--help", "casualty figures"), ("--version", "tolltrace 0.")])
def test_the_program_starts_without_what_it_does_not_need(flag, told):
    code = (
        "import sys\nfrom tolltrace.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n"
        f"    print([name for name in {HEAVY} if name in sys.modules], end.code, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, flag], capture_output=True, text=True, timeout=60, check=False)

    assert done.stderr.strip() == "[] 0"
    assert told in done.stdout


def test_a_flag_that_takes_no_value_asks_for_none(run):
    words = run("trace", "--help").stdout.split()

    assert "--json" in words
    assert "<bool>" not in words


def test_the_list_of_commands_says_whole_sentences(run):
    lines = run("--help", env={"COLUMNS": "80"}).stdout.splitlines()
    commands = lines[lines.index("Commands:") + 1 :]

    assert len(commands) == 24
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


def test_a_closed_pipe_ends_the_program_without_a_word(report):
    lines = report().read_text() * 400  # more than a pipe holds
    trace = subprocess.Popen(
        [*PROGRAM, "trace", "-", "--no-ledger", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": ""},
    )
    head = subprocess.Popen(["head", "-c", "10"], stdin=trace.stdout, stdout=subprocess.DEVNULL)
    trace.stdout.close()
    _, told = trace.communicate(lines.encode(), timeout=120)

    assert head.wait(timeout=60) == 0
    assert told == b""


@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["table", "json"])
def test_a_file_gets_utf_8_whatever_the_machine_speaks(report, flags):
    command = [*PROGRAM, "trace", report(title="Пожар → 12"), "--no-ledger", *flags]
    done = subprocess.run(
        command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "ascii"}, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "Пожар → 12" in done.stdout.decode("utf-8")


def test_the_wheel_holds_all_that_it_takes_to_trace(tmp_path):
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    source = tmp_path / "a source with spaces"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    call([*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path, source])
    call([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"])
    python = tmp_path / "venv" / "bin" / "python"
    (wheel,) = tmp_path.glob("tolltrace-*.whl")
    call([*pip, "--python", python, "install", "--no-deps", "--no-index", wheel])
    lend_dependencies(python)

    done = call([tmp_path / "venv" / "bin" / "tolltrace", "trace", ROOT / "examples", "--ledger", tmp_path / "l.db"])

    where = call([python, "-c", "import tolltrace; print(tolltrace.__file__)"]).stdout
    assert str(tmp_path / "venv") in where, "it is the wheel that was run, not the source"
    assert "+ 0 failed" in done.stdout
    assert " 0 claims found" not in done.stdout.replace("\n", " ")


def test_an_old_pip_finds_all_that_it_takes():
    """Python 3.11 comes with a pip that finds no extra under another spelling: what such a one brings, we must name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = [Requirement(one) for one in project["dependencies"]]

    assert missed_extras([*ours]) - {canonicalize_name(one.name) for one in ours} == set()


def missed_extras(wanted):
    """The packages that extras bring which are not asked for as their own package spells them."""
    missed, seen = set(), set()
    while wanted:
        one = wanted.pop()
        try:
            package = distribution(one.name)
        except PackageNotFoundError:  # not for this platform
            continue
        misspelled = one.extras - set(package.metadata.get_all("Provides-Extra") or ())
        needed = [Requirement(need) for need in package.requires or ()]
        for extra in map(canonicalize_name, misspelled):
            missed |= {canonicalize_name(need.name) for need in needed if is_for(need, extra) and not is_for(need, "")}
        if one.name not in seen:
            seen.add(one.name)
            wanted += [need for need in needed if is_for(need, "")]
    return missed


def is_for(need, extra):
    """Whether a requirement holds here, with one extra asked for, or none."""
    return need.marker is None or need.marker.evaluate({"extra": extra})


def lend_dependencies(python):
    """Let an environment see what is installed here, after its own; the editable tolltrace is none of that."""
    show = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(call([python, "-c", show]).stdout.strip())
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")


def call(command):
    """Run a program to its end, and fail with what it said."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(part) for part in command]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done
