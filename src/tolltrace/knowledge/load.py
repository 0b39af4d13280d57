"""Read one TOML file of our data into a checked value."""

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from tolltrace.errors import KnowledgeError

T = TypeVar("T")


def load_toml(path: Path, kind: type[T]) -> T:
    """The file as a value of `kind`. Raises KnowledgeError that names the file, the field and what was expected."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{path}: {error}") from error
