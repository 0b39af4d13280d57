"""All our data, loaded once and checked."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tolltrace.knowledge.outlet import Outlet, load_outlets
from tolltrace.values import Method

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What tolltrace knows beforehand, and the version of all of it."""

    outlets: Mapping[str, Outlet]  # by domain
    method: Method


@cache
def load_knowledge() -> Knowledge:
    """Load and check all data, once a process. Raises KnowledgeError where a file is not as it must be."""
    return Knowledge(outlets=load_outlets(HERE / "outlets"), method=describe_method())


def describe_method() -> Method:
    """The versions of the code that reads and of the data that it reads with."""
    package = HERE.parent
    code = [path for stage in ("pages", "articles", "claims", "knowledge") for path in (package / stage).rglob("*.py")]
    data = [path for path in HERE.rglob("*") if path.suffix in {".toml", ".tsv"}]
    return Method(version("tolltrace"), hash_files(code), hash_files(data))


def hash_files(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents, in the order of the names, line ends made alike."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(HERE.parent).as_posix()):
        digest.update(path.relative_to(HERE.parent).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
