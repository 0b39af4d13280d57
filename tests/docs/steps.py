"""The commands of a page of the docs, run one after another as a reader would, and what they print.

A fence of ```sh is run by bash, one of ```python by Python; a fence of ```text behind it is what must be printed,
with … for what was left out. ```console is not run: it stands for what needs a network, another machine or another's
program. `tolltrace serve` goes on to the end of the page, at a port of its own.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FENCED = re.compile(r"^```(\w+)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
SERVING = re.compile(r"(?:\w+=\S+ (?:\\\n *)?)*tolltrace serve")
PORT = "8350"
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Step:
    """One block: its language, its lines, and what it must print."""

    language: str
    code: str
    prints: str


def find_steps(text: str) -> list[Step]:
    """The blocks of a page that are run."""
    return [Step(*found) for found in FENCED.findall(text) if found[0] in ("sh", "python")]


def words(text: str) -> str:
    """Text with all white space alike, as tables are laid out to the width of a terminal."""
    return " ".join(text.split())


def missing(expected: str, printed: str) -> str | None:
    """The first piece of what should be printed, between two …, that does not come in its turn."""
    rest = words(printed)
    for piece in filter(None, map(words, expected.split("…"))):
        _, found, rest = rest.partition(piece)
        if not found:
            return piece
    return None


def free_port() -> int:
    """One that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Reader:
    """Somebody who follows a page in an empty folder, beside examples/."""

    def __init__(self, folder: Path, names: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.names = {PORT: str(free_port()), **(names or {})}  # what the page says, and what stands for it here
        shutil.copytree(ROOT / "examples", folder / "examples")
        bin_ = folder / "bin"
        bin_.mkdir()
        for name, program in (("tolltrace", [sys.executable, "-m", "tolltrace"]), ("python", [sys.executable])):
            (bin_ / name).write_text(f'#!/bin/sh\nexec {shlex.join(program)} "$@"\n', "utf-8")
            (bin_ / name).chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TOLLTRACE_")}
        self.environment = kept | {
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            "XDG_DATA_HOME": str(folder / "home"),
            "COLUMNS": "100",
            "TOLLTRACE_SERVE_PORT": self.names[PORT],
        }
        self._open = ExitStack()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def follow(self, step: Step) -> str:
        """Run a block; what it printed. AssertionError where it fails, or prints something else."""
        code = step.code
        for told, here in self.names.items():
            code = code.replace(told, here)
        printed = self._serve(code) if SERVING.match(code) else self._run(code, step.language)
        for told, here in self.names.items():
            printed = printed.replace(here, told)
        lacking = missing(step.prints, printed)
        assert lacking is None, f"not printed by\n{step.code}\n{lacking}\nbut\n{printed}"
        return printed

    def _run(self, code: str, language: str) -> str:
        shell = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
        done = subprocess.run(
            [*shell, code],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}"
        return done.stdout

    def _serve(self, code: str) -> str:
        process = subprocess.Popen(
            ["bash", "-c", code],  # a single command: it takes the place of the shell, and gets the signal that ends it
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._open.callback(self._stop, process)
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said, f"{code}: it ended with {process.wait()}"
        return said

    @staticmethod
    def _stop(process: "subprocess.Popen[str]") -> None:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
