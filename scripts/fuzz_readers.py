#!/usr/bin/env python3
"""Damage inputs of every kind at random, some seconds for each reader: none may raise, come to nothing, or take long.

    scripts/fuzz_readers.py                       ten seconds each, as CI does
    scripts/fuzz_readers.py --seconds 600 pdf     one reader, by hand
    scripts/fuzz_readers.py pdf --replay FILE     an input that failed, again

It begins with examples/ and tests/cases/seeds/. What failed is made small, and its bytes are kept in build/fuzz/.
"""

import argparse
import gzip
import hashlib
import io
import sys
import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tolltrace.articles import read_articles
from tolltrace.errors import SourceError
from tolltrace.knowledge import load_knowledge
from tolltrace.pages.reader import HEAD_BYTES, Origin, Reader, Reference
from tolltrace.pages.sources import READERS, find_reader
from tolltrace.values import Failed, Page, Rejected

ROOT = Path(__file__).parent.parent
SEEDS = (ROOT / "examples", ROOT / "tests" / "cases" / "seeds")
FAILED = ROOT / "build" / "fuzz"
SECONDS = 10.0
SLOW_SECONDS = 20.0  # of one input; they are small, and a PDF starts a process
MAX_PAGE_BYTES = 200_000
MAX_CHANGES = 8
BATCH = 50  # inputs, before we look whether one was asked for another reader
PIECES = (b"", b"\0", b"\xff\xfe", b"<", b">", b'"', b"\r\n\r\n", b"{", b"]", b"<!--", b"<![CDATA[", b"&#0;", b"9" * 30)


class FaultError(Exception):
    """A reader does not keep to its word."""


class OutOfTimeError(Exception):
    """A reader's seconds are over: no fault of anybody."""


def gather_seeds() -> Mapping[str, Sequence[bytes]]:
    """What each reader accepts, by its name; and of what is packed, what is in it."""
    found: dict[str, list[bytes]] = {reader.name: [] for reader in READERS}
    paths = [path for folder in SEEDS for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [(path.name, path.read_bytes()) for path in paths]
    files += [(name.removesuffix(".gz"), gzip.decompress(content)) for name, content in files if name.endswith(".gz")]
    for name, content in files:
        if not name.endswith(".md") and (reader := find_reader(name, content[:HEAD_BYTES])):
            found[reader.name].append(content)
    if find_spec("pyarrow"):
        found["parquet"].append(make_parquet())
    return found


def make_parquet() -> bytes:
    """A table of two made-up reports."""
    import pyarrow
    import pyarrow.parquet

    written = io.BytesIO()
    table = pyarrow.table({"text": ["Two people died in Exampletown.", "Nobody died."], "id": [1, 2]})
    pyarrow.parquet.write_table(table, written)
    return written.getvalue()


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds with pieces taken out, put in, and copied from elsewhere in it."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, MAX_CHANGES))):
        size = len(content)
        at, length = draw(st.integers(0, size)), draw(st.integers(0, 40))
        start = draw(st.integers(0, size))
        copied = bytes(content[start : start + draw(st.integers(0, 400))])
        content[at : at + length] = draw(st.sampled_from((*PIECES, copied)) | st.binary(max_size=20))
    return bytes(content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content)


def check(reader: Reader, content: bytes) -> None:
    """Raise FaultError, or what the reader itself raises, where it does not keep to its word."""
    began = time.monotonic()
    find_reader("input", content[:HEAD_BYTES])
    try:
        results = list(reader.read(io.BytesIO(content), Origin("input"), max_page_bytes=MAX_PAGE_BYTES))
    except SourceError:
        return  # a container that is damaged as a whole: read_sources says so
    for found in results:
        if not isinstance(found, Page | Rejected | Failed | Reference):
            raise FaultError(f"it gave {found!r}")
        if isinstance(found, Page) and not list(read_articles(found, load_knowledge())):
            raise FaultError(f"{found.source} came to nothing")
    if not results:
        raise FaultError("it came to nothing")
    if (seconds := time.monotonic() - began) > SLOW_SECONDS:
        raise FaultError(f"it took {seconds:.0f} seconds")


def fuzz(reader: Reader, seeds: Sequence[bytes], seconds: float, number: int) -> tuple[int, bytes | None]:
    """How many inputs were tried, and the one that failed, made small; its trace back is printed."""
    ends, tried, failing = time.monotonic() + seconds, 0, b""

    @given(damaged(seeds))
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    def try_one(content: bytes) -> None:
        nonlocal tried, failing
        if not failing and time.monotonic() > ends:
            raise OutOfTimeError
        tried += 1
        try:
            check(reader, content)
        except Exception:
            failing = content  # the last of these is the smallest: hypothesis closes with it
            raise

    while time.monotonic() < ends:
        try:
            seed(number)(try_one)()
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            if failing:
                traceback.print_exc()
                return tried, failing
        number += 1
    return tried, None


def save(name: str, content: bytes) -> Path:
    """Keep an input that failed."""
    FAILED.mkdir(parents=True, exist_ok=True)
    path = FAILED / f"{name}-{hashlib.sha256(content).hexdigest()[:8]}"
    path.write_bytes(content)
    return path


def main(arguments: Sequence[str], readers: Iterable[Reader] = READERS) -> int:
    """0 where nothing failed, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("readers", nargs="*", metavar="READER", help="by name; all of them where none is named")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each reader (default: 10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="where chance begins (default: another)")
    parser.add_argument("--list", action="store_true", help="only name the readers, a line each")
    parser.add_argument("--replay", type=Path, help="an input that failed, for the one reader that is named")
    asked = parser.parse_args(arguments)
    known = {reader.name: reader for reader in readers}
    if unknown := set(asked.readers) - set(known):
        parser.error(f"no reader {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    if asked.list:
        print(*known, sep="\n")
        return 0
    if asked.replay:
        if len(asked.readers) != 1:
            parser.error("--replay goes with the name of one reader")
        check(known[asked.readers[0]], asked.replay.read_bytes())
        return 0
    print(f"{asked.seconds:g} seconds a reader, seed {asked.seed}", flush=True)
    seeds, failed = gather_seeds(), 0
    for name in asked.readers or known:
        if not seeds.get(name):
            print(f"{name:18} left out: nothing to begin with", flush=True)
            continue
        tried, failing = fuzz(known[name], seeds[name], asked.seconds, asked.seed)
        print(f"{name:18} {tried:7,} inputs{', and the last FAILED' if failing else ''}", flush=True)
        if failing:
            failed += 1
            path = save(name, failing)
            print(f"    again: scripts/fuzz_readers.py {name} --replay {path.relative_to(ROOT)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
