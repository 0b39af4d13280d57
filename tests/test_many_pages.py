"""A folder of ten thousand pages: every one accounted for, in flat memory and in time."""

import json
import time
import tracemalloc
from collections import Counter

import pytest

from tolltrace import read, trace
from tolltrace.knowledge import load_knowledge
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Rejected

COUNT = 10_000
LAST = 2_000  # over which what is held is measured
REPORT = "At least {} people were killed in Exampletown, the mayor said, and the search for the others goes on."
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(50)


def content_of(number: int) -> tuple[str, bytes]:
    """Most are reports, each by itself; among them a picture, an empty file, and a damaged report."""
    match number % 100:
        case 10:
            return "png", PICTURE
        case 20:
            return "txt", b""
        case 30:
            return "jsonl", b'{"text": "At least 12 peo'
    line = {"id": f"r{number}", "text": REPORT.format(number + 2), "published": "2024-03-04"}
    return "jsonl", json.dumps(line).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    for number in range(COUNT):
        suffix, content = content_of(number)
        part = folder / f"{number // 500:02}"
        part.mkdir(exist_ok=True)
        (part / f"{number:05}.{suffix}").write_bytes(content)
    return folder


def test_ten_thousand_pages_are_all_accounted_for_in_flat_memory(folder):
    knowledge = load_knowledge()
    counts: Counter[type] = Counter()
    sources: set[int] = set()
    began = time.process_time()
    try:
        for number, result in enumerate(read(folder, knowledge=knowledge, settings=Settings())):
            counts[type(result)] += 1
            sources.add(hash(result.source))
            if number == COUNT - LAST:
                tracemalloc.start()  # from here on, as it makes all three times as slow
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    hundreds = COUNT // 100
    assert counts == {Article: COUNT - 3 * hundreds, Rejected: 2 * hundreds, Failed: hundreds}
    assert len(sources) == COUNT
    assert peak < 1_000_000  # 500 bytes for each of them would be too much
    assert time.process_time() - began < 60  # five seconds, many times over


def test_a_run_over_many_pages_begins_to_answer_before_it_has_read_them(folder):
    began = time.monotonic()

    first = next(iter(trace(folder, settings=Settings(), by_rules=True)))

    assert first.source.endswith("00000.jsonl:1")
    assert time.monotonic() - began < 30
