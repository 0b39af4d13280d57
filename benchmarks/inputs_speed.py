"""Records a second from inputs that hold many, beside the library that unpacks them alone; and memory: it must be flat.

    python benchmarks/inputs_speed.py [RECORDS]

Makes up a gzipped web archive, a feed and a messenger's export, reads each from end to end in CPU time, and prints both
rates and their ratio. Then reads longer ones, each in a process of its own, and prints the most memory held after a
tenth of them and at the end; exits 1 where it grew by over a tenth. Needs no data.
"""

import gzip
import json
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import ijson
from fastwarc import ArchiveIterator, WarcRecordType
from lxml import etree

from claims_speed import best_times
from tolltrace.pages import read_sources
from tolltrace.settings import Settings
from tolltrace.values import Page

RECORDS = 2_000
LONGER = 10_000
MOST_GROWN = 1.1
VOCABULARY = 3_000
PARAGRAPHS = 12
FURNITURE = 1_200  # entries of menus, which make up most of a page
PAGES = 200  # that an archive repeats: it is read anew each time, and packed but once
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def main() -> int:
    """Print both tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with tempfile.TemporaryDirectory() as folder:
        print(f"{count:,} records{'':15} tolltrace/s  library alone/s  ratio")
        for name, (write, alone) in INPUTS.items():
            path = write(Path(folder), count)
            if (read_whole(path), alone(path)) != (count, count):
                raise SystemExit(f"{name}: {read_whole(path)} and {alone(path)} of {count} records were read")
            ours, theirs = best_times(partial(read_whole, path), partial(alone, path))
            print(f"{name:28} {count / ours:11,.0f} {count / theirs:16,.0f} {theirs / ours:6.2f}", flush=True)
        return compare_memory(Path(folder))


def compare_memory(folder: Path) -> int:
    """1 where any input's reading holds more the longer it is."""
    print(f"\n{'most memory held, MB':28} at {LONGER // 10:,} {'at':>4} {LONGER:,}  times")
    is_flat = True
    for name, (write, _) in INPUTS.items():
        path = write(folder, LONGER)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            early, late = process.submit(watch_memory, path).result()
        print(f"{name:28} {early:8.0f} {late:11.0f} {late / early:6.2f}", flush=True)
        is_flat = is_flat and late <= MOST_GROWN * early
    return 0 if is_flat else 1


def read_whole(path: Path) -> int:
    """How many pages there are."""
    return sum(isinstance(result, Page) for result in read_sources([path], Settings()))


def watch_memory(path: Path) -> tuple[float, float]:
    """The most that was held until a tenth was read, and until the end, in megabytes."""
    early = 0.0
    for number, _ in enumerate(read_sources([path], Settings()), 1):
        if number == LONGER // 10:
            early = peak_megabytes()
    return early, peak_megabytes()


def peak_megabytes() -> float:
    """The most that the process held in memory so far."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise SystemExit("inputs_speed.py reads /proc, which this system does not have")


# ── what is made up ──────────────────────────────────────────────────────────────────────────────────────────────────


def make_up(count: int) -> Iterator[tuple[str, list[str]]]:
    """A title and paragraphs, alike in length and in no sentence."""
    chance = random.Random(5)  # noqa: S311 - nothing hangs on it
    words = ["".join(chance.choices("aeioklmnprstv", k=chance.randint(2, 9))) for _ in range(VOCABULARY)]
    for number in range(count):
        paragraphs = [" ".join(chance.choices(words, k=60)).capitalize() + "." for _ in range(PARAGRAPHS)]
        yield f"Report {number} from {chance.choice(words).capitalize()}", paragraphs


def write_archive(folder: Path, count: int) -> Path:
    """A web archive as crawlers write it, of pages of 150 KB, each record its own member of gzip."""
    path = folder / f"{count}.warc.gz"
    chance = random.Random(6)  # noqa: S311 - nothing hangs on it
    members = []
    for number, (title, paragraphs) in enumerate(make_up(min(count, PAGES))):
        linked = [f"{chance.randrange(10**12):x}" for _ in range(FURNITURE)]
        menu = "".join(
            f'<li class="menu-item item-{one}"><a href="/section/{one}/">Section {one}</a></li>' for one in linked
        )
        body = "".join(f"<p>{one}</p>" for one in paragraphs)
        page = f"<html><head><title>{title}</title></head><body><ul>{menu}</ul><h1>{title}</h1>{body}</body></html>"
        block = (HEAD + page).encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"WARC-Date: 2024-03-04T00:00:00Z\r\nWARC-Target-URI: https://news.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    with path.open("wb") as file:
        file.writelines(islice(cycle(members), count))
    return path


def write_feed(folder: Path, count: int) -> Path:
    """RSS whose entries hold their text."""
    path = folder / f"{count}.rss"
    with path.open("w", encoding="utf-8") as file:
        space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        file.write(f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>Example</title>\n')
        for number, (title, paragraphs) in enumerate(make_up(count)):
            text = "".join(f"<p>{one}</p>" for one in paragraphs)
            file.write(
                f"<item><title>{title}</title><link>https://news.example/{number}</link>"
                "<pubDate>Mon, 04 Mar 2024 10:00:00 +0000</pubDate>"
                f"<content:encoded><![CDATA[{text}]]></content:encoded></item>\n"
            )
        file.write("</channel></rss>")
    return path


def write_export(folder: Path, count: int) -> Path:
    """A channel as Telegram's desktop app exports it."""
    path = folder / f"{count}.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"name": "Example", "type": "public_channel", "id": 1, "messages": [\n')
        for number, (title, paragraphs) in enumerate(make_up(count)):
            message = {
                "id": number, "type": "message", "date": "2024-03-04T10:00:00", "date_unixtime": "1709546400",
                "from": "Example", "text": [title, {"type": "bold", "text": "\n\n"}, *paragraphs[:2]],
            }  # fmt: skip
            file.write(f"{',' * bool(number)}{json.dumps(message)}\n")
        file.write("]}")
    return path


# ── what unpacks them ────────────────────────────────────────────────────────────────────────────────────────────────


def unpack_archive(path: Path) -> int:
    """fastwarc, with each record read to its end."""
    with path.open("rb") as file:
        records = ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True)
        return sum(bool(record.reader.read()) for record in records)


def unpack_feed(path: Path) -> int:
    """lxml, with each entry thrown away."""
    count = 0
    for _, entry in etree.iterparse(path, tag="item"):
        count += 1
        entry.clear()
        while entry.getprevious() is not None:
            del entry.getparent()[0]
    return count


def unpack_export(path: Path) -> int:
    """ijson, which is the only one that needs not hold the whole."""
    with path.open("rb") as file:
        return sum(1 for _ in ijson.items(file, "messages.item"))


Write, Unpack = Callable[[Path, int], Path], Callable[[Path], int]
INPUTS: dict[str, tuple[Write, Unpack]] = {
    "web archive, beside fastwarc": (write_archive, unpack_archive),
    "feed, beside lxml": (write_feed, unpack_feed),
    "Telegram, beside ijson": (write_export, unpack_export),
}

if __name__ == "__main__":
    sys.exit(main())
