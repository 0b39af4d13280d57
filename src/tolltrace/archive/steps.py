"""Grouping a dataset, in steps: units of work as those of a run, on the same engines, published in the same way.

    editions        which reports of several captures stand: the text that came last, as in a ledger
    compare UNIT    of each report of one unit of the run, what its claims are compared by, sorted by figure
    agree K         of one part of the figures, of all units: which claims agree
    join            what hangs together, from all pairs
    gather UNIT     the claims of one unit, sorted by what they hang together with
    state K         of one part of what hangs together: its statements

A figure's claims are in one part, whatever unit they come from, and what hangs together is too: each part is compared,
and each statement made, from what a single machine has before it (docs/decisions/0028).
"""

import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from tolltrace.archive.buckets import (
    TAKER,
    figures_schema,
    members_schema,
    pairs_schema,
    read_rows,
    rows_for,
    rows_in,
    write_rows,
)
from tolltrace.archive.folder import Folder, publish, publish_bytes
from tolltrace.archive.grouped import write_statements
from tolltrace.archive.loading import load_unit
from tolltrace.archive.manifest import File, hash_file, read_entry
from tolltrace.archive.plan import Plan, Unit, check_same, read_plan
from tolltrace.archive.standing import find_replaced
from tolltrace.archive.worker import Mark
from tolltrace.errors import ArchiveError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.relays import Carrier, Relay
from tolltrace.statements import Apart
from tolltrace.values import Article, Claim

FOLDER = "_grouping"
NUMBERS = 2**32  # for the claims of one unit

Row = dict[str, Any]
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """What is grouped, and how it is cut: laid down once, so that grouping can be gone on with."""

    dataset: str  # the hash of the manifests of all units that were done
    units: tuple[str, ...]  # of the run, in the order in which they are loaded into a ledger
    partitions: int


@dataclass(frozen=True, slots=True)
class Made:
    """What is said of a step that is done."""

    unit: str
    source: str
    counts: Counts
    files: tuple[File, ...]  # in the folder of the run


class Place:
    """Where the steps of one dataset lie."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = Folder(root / FOLDER)
        self.run = Folder(root)
        self.cut = self.folder.root / "cut.json"

    def read_cut(self) -> Cut:
        """Raises ArchiveError where none is laid down."""
        try:
            return msgspec.json.decode(self.cut.read_bytes(), type=Cut)
        except (OSError, msgspec.DecodeError) as error:
            raise ArchiveError(f"{self.cut}: cannot be read ({error}); tolltrace archive group {self.root}") from error

    def read_made(self, name: str) -> Made:
        """What a step came to. Raises ArchiveError."""
        path = self.folder.manifests / f"{name}.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=Made)
        except (OSError, msgspec.DecodeError) as error:
            raise ArchiveError(
                f"{path}: cannot be read ({error}); remove {self.folder.root}, and group again"
            ) from error

    def between(self, kind: str, name: str) -> Path:
        """Where a step leaves what another takes up."""
        return self.folder.root / kind / f"{name}.parquet"


def unit_of(step: str, what: str = "") -> Unit:
    """One step as a unit of work."""
    return Unit(f"{step}-{what}".rstrip("-"), f"{step} {what}".rstrip())


def take_step(root: Path, unit: Unit, plan: Plan) -> None:
    """One step, and what it leaves; `root` is the folder that the steps lie in."""
    place = Place(root.parent)
    knowledge = knowledge_here()
    check_same(plan, knowledge.method)
    cut = place.read_cut()
    step, _, what = unit.source.partition(" ")
    with place.folder.work_folder(unit.name) as work, Mark(place.folder.running / unit.name) as mark:
        mark.step(unit.source)
        taken = Taken(place, cut, knowledge, work, what)
        counts = STEPS[step](taken)
        files = tuple(
            File(path.relative_to(work).as_posix(), rows_in(path), path.stat().st_size, hash_file(path))
            for path in sorted(work.rglob("*"))
            if path.is_file()
        )
        for file in files:
            publish(work / file.path, root.parent / file.path)
        made = Made(unit.name, unit.source, counts, files)
        content = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
        publish_bytes(content, place.folder.manifests / f"{unit.name}.json", work)


@cache
def knowledge_here() -> Knowledge:
    """Loaded once a process."""
    return load_knowledge()


@dataclass(frozen=True, slots=True)
class Taken:
    """A step under way."""

    place: Place
    cut: Cut
    knowledge: Knowledge
    work: Path  # what is written here, under its path in the run's folder, is published at the end
    what: str

    @property
    def apart(self) -> Apart:
        """The rules."""
        return Apart(self.knowledge)

    @property
    def part(self) -> int:
        """Which part of all."""
        return int(self.what)

    def out(self, kind: str, name: str) -> Path:
        """Where it writes what another step takes up."""
        return self.work / FOLDER / kind / f"{name}.parquet"


# ── which reports stand, and what their claims are compared by ───────────────────────────────────────────────────────


def find_editions(taken: Taken) -> Counts:
    """The reports that a later text of the same one takes the place of."""
    entries = (read_entry(taken.place.run, unit) for unit in taken.cut.units)
    replaced = find_replaced(taken.place.root, entries)
    rows = ({"one": unit, "other": number} for unit, number in replaced)
    return {"replaced": write_rows(taken.out("editions", "all"), pairs_schema(), rows)}


def compare_unit(taken: Taken) -> Counts:
    """What the claims of one unit are compared by, sorted by the parts of their figures; and the claims themselves."""
    at = taken.cut.units.index(taken.what)
    left_out = replaced_in(taken.place.between("editions", "all"), at)
    figures: list[Row] = []
    counts = {"reports": 0, "claims": 0, "relays": 0}
    members = taken.out("members", taken.what)
    counts["relays"] = write_rows(members, members_schema(), _members(taken, left_out, figures, counts))
    for row in figures:
        row["relay"] += at * NUMBERS
    figures.sort(key=lambda row: row[TAKER])
    write_rows(taken.out("figures", taken.what), figures_schema(), figures)
    return counts


def _members(taken: Taken, left_out: frozenset[int], figures: list[Row], counts: Counts) -> Iterator[Row]:
    entry = read_entry(taken.place.run, taken.what)
    method = read_plan(taken.place.run.plan).method
    relay = 0
    for number, traced in load_unit(taken.place.run, entry, method):
        if number in left_out:
            continue
        carrier, text = carrier_of(traced.article), text_of(traced.article)
        packed, sketch = msgspec.msgpack.encode(carrier), taken.apart.sketch(carrier, text)
        claims = {claim.id: msgspec.msgpack.encode(claim) for claim in traced.claims}
        counts["reports"] += 1
        counts["claims"] += len(traced.claims)
        for each in taken.apart.compared([Relay(claim, carrier) for claim in traced.claims], text):
            yield {TAKER: 0, "component": 0, "relay": relay, "traits": each.traits, "claim": claims[each.claim],
                   "carrier": packed, "sketch": sketch}  # fmt: skip
            figures.extend(
                {TAKER: part_of(figure, taken.cut), "figure": figure, "day": each.day or 0, "relay": relay,
                 "traits": each.traits}
                for figure in each.figures
            )  # fmt: skip
            relay += 1


def replaced_in(path: Path, unit: int) -> frozenset[int]:
    """The numbers of the reports of one unit that do not stand."""
    from pyarrow import parquet

    table = parquet.read_table(path, columns=["other"], filters=[("one", "=", unit)])
    return frozenset(table.column("other").to_pylist())


def carrier_of(article: Article) -> Carrier:
    """A report as a ledger has it, which reads the same from its rows."""
    return Carrier(
        id=article.id,
        outlet=article.outlet,
        published=article.published,
        title=article.title,
        url=article.url,
        language=article.language,
        wire=article.wire,
        forwarded_from=article.forwarded_from,
        seen_at=article.captured_at,
        body_start=article.body_start,
        headlines=article.headlines,
        imported=next(iter(article.imported), None),
    )


def text_of(article: Article) -> str:
    """What stands below its title."""
    return "\n\n".join(part for part in (article.standfirst, article.body) if part)


def part_of(figure: str, cut: Cut) -> int:
    """Which part a figure is compared in."""
    return zlib.crc32(figure.encode()) % cut.partitions


# ── what agrees, and what hangs together ─────────────────────────────────────────────────────────────────────────────


def find_agreeing(taken: Taken) -> Counts:
    """The claims that agree, of the figures of one part."""
    paths = [taken.place.between("figures", unit) for unit in taken.cut.units]
    table = rows_for(paths, figures_schema(), taken.part)
    table = table.sort_by([("figure", "ascending"), ("day", "ascending"), ("relay", "ascending")])
    pairs = write_rows(taken.out("pairs", taken.what), pairs_schema(), _agreeing(taken.apart, table))
    return {"compared": table.num_rows, "pairs": pairs}


def _agreeing(apart: Apart, table: Any) -> Iterator[Row]:
    for _, rows in groupby(rows_of(table), key=lambda row: row["figure"]):
        for one, other in apart.agreeing((row["relay"], row["traits"]) for row in rows):
            yield {"one": one, "other": other}


def rows_of(table: Any) -> Iterator[Row]:
    """The rows of a table, some unpacked at a time."""
    for batch in table.to_batches(max_chunksize=1024):
        yield from batch.to_pylist()


def join_all(taken: Taken) -> Counts:
    """What hangs together, from all pairs: for each claim the smallest number of those that it hangs together with."""
    made = [taken.place.read_made(unit_of("compare", unit).name) for unit in taken.cut.units]
    starts, total = [], 0
    for each in made:
        starts.append(total)
        total += each.counts["relays"]
    parts = [taken.place.between("pairs", number_of(part)) for part in range(taken.cut.partitions)]
    pairs = (
        tuple(starts[each // NUMBERS] + each % NUMBERS for each in (row["one"], row["other"]))
        for path in parts
        for row in read_rows(path)
    )
    found = array("q", taken.apart.together(total, pairs))
    components = sum(own == at for at, own in enumerate(found))
    folder = taken.work / FOLDER / "components"
    folder.mkdir(parents=True)
    for unit, start, each in zip(taken.cut.units, starts, made, strict=True):
        own = found[start : start + each.counts["relays"]]
        (folder / unit).write_bytes(array("q", [start, *own]).tobytes())
    return {"relays": total, "components": components}


def number_of(part: int) -> str:
    """A part's number as it stands in names."""
    return f"{part:05}"


def gather_unit(taken: Taken) -> Counts:
    """The claims of one unit, sorted by the part that makes statements of them."""
    stored = array("q")
    stored.frombytes((taken.place.folder.root / "components" / taken.what).read_bytes())
    start, components = stored[0], stored[1:]
    rows = list(read_rows(taken.place.between("members", taken.what)))
    for row in rows:
        component = components[row["relay"]]
        row |= {TAKER: component % taken.cut.partitions, "component": component, "relay": start + row["relay"]}
    rows.sort(key=lambda row: row[TAKER])
    return {"relays": write_rows(taken.out("gathered", taken.what), members_schema(), rows)}


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────────


def make_statements(taken: Taken) -> Counts:
    """The statements of one part of what hangs together."""
    paths = [taken.place.between("gathered", unit) for unit in taken.cut.units]
    table = rows_for(paths, members_schema(), taken.part)
    table = table.sort_by([("component", "ascending"), ("relay", "ascending")])
    together = (rows for _, rows in groupby(rows_of(table), key=lambda row: row["component"]))
    found = (one for rows in together for one in taken.apart.statements(map(member_of, rows)))
    return write_statements(taken.work, number_of(taken.part), found)


def member_of(row: Row) -> tuple[bytes, Relay, bytes]:
    """A claim with its report, unpacked."""
    claim = msgspec.msgpack.decode(row["claim"], type=Claim)
    return row["traits"], Relay(claim, msgspec.msgpack.decode(row["carrier"], type=Carrier)), row["sketch"]


STEPS: Mapping[str, Callable[[Taken], Counts]] = {
    "editions": find_editions,
    "compare": compare_unit,
    "agree": find_agreeing,
    "join": join_all,
    "gather": gather_unit,
    "state": make_statements,
}
