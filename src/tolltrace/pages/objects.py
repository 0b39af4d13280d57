"""A JSON document, one object at a time, in flat memory however long it is."""

from collections.abc import Iterator
from typing import Any

import ijson
from ijson.common import ObjectBuilder

from tolltrace.pages.reader import Damage, Stream

MAX_DEPTH = 100
UTF_8_MARK = b"\xef\xbb\xbf"

Path = tuple[str, ...]  # the keys that lead to a value; ITEM for a place in a list
ITEM = "[]"


class TooLargeError(Exception):
    """More bytes than one object may have, and none has ended."""


class Meter:
    """Counts what was read since it was last set to 0."""

    def __init__(self, stream: Stream, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._begins = True
        self.held = 0

    def read(self, size: int = -1) -> bytes:
        """What comes next. Raises TooLargeError."""
        if not size:  # asked to see whether there are bytes to come or text
            return b""
        chunk = self._stream.read(size)
        if self._begins:
            chunk, self._begins = chunk.removeprefix(UTF_8_MARK) or self._stream.read(size), False
        self.held += len(chunk)
        if self.held > self._max_bytes + size:
            raise TooLargeError
        return chunk


def read_objects(stream: Stream, cut: frozenset[Path], *, max_bytes: int) -> Iterator[tuple[Path, Any] | Damage]:
    """Every object or list at a path in `cut`, whole, and every plain value outside of them, with its path."""
    meter = Meter(stream, max_bytes)
    try:
        yield from cut_out(meter, cut)
    except TooLargeError:
        yield Damage(f"one value has more than {max_bytes:,} bytes; what follows is not read", too_large=True)
    except (ijson.JSONError, ValueError, RecursionError) as error:
        yield Damage(f"the JSON breaks off ({str(error).splitlines()[0][:200] if str(error) else 'damaged'})")


def cut_out(meter: Meter, cut: frozenset[Path]) -> Iterator[tuple[Path, Any]]:
    """`read_objects`, which raises where the document cannot be read further."""
    path: list[str] = []  # of the value that comes next
    builder: ObjectBuilder | None = None
    inside = 0  # how deep in what is being built
    for event, value in ijson.basic_parse(meter, use_float=True):
        starts, ends = event in {"start_map", "start_array"}, event in {"end_map", "end_array"}
        if builder is not None:
            builder.event(event, value)
            inside += starts - ends
            if inside > MAX_DEPTH:
                raise ValueError(f"nested more than {MAX_DEPTH} deep")
            if not inside:
                yield tuple(path), builder.value
                builder, meter.held = None, 0
            continue
        meter.held = 0
        if starts and tuple(path) in cut:
            builder, inside = ObjectBuilder(), 1
            builder.event(event, value)
        elif starts:
            path.append(ITEM)
            if len(path) > MAX_DEPTH:
                raise ValueError(f"nested more than {MAX_DEPTH} deep")
        elif ends:
            path.pop()
        elif event == "map_key":
            path[-1] = value
        else:
            yield tuple(path), value


def as_list(value: Any) -> list[Any]:
    """A list as it is, anything else as the one thing in it."""
    return value if isinstance(value, list) else [value]


def as_text(value: Any) -> str:
    """A text on one line or several, as it is; "" for what is none."""
    return value if isinstance(value, str) else ""
