"""What grouping costs: a ledger of made-up reports is grouped anew, and then takes in one report at a time.

    python benchmarks/statements_scale.py [CLAIMS ...] [--keep FOLDER]

Prints for each size the seconds of CPU time of grouping anew, claims per second of it, the memory that it took at
most, and the median and the slowest of 50 reports that are added one by one (as the clock has it). The made-up news:
twenty incidents a day at 240 places, told by one to eight reports each; three in ten name no speaker.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.statements.stories import a_report, says

from tolltrace.following import group_recorded, regroup
from tolltrace.ledger import open_ledger
from tolltrace.values import Place, Traced

STEMS = (
    "Kar",
    "Lum",
    "Dra",
    "Tes",
    "Orl",
    "Vin",
    "Bel",
    "Sor",
    "Mav",
    "Ost",
    "Pel",
    "Rud",
    "Zan",
    "Hol",
    "Tir",
    "Gam",
    "Neb",
)
ENDS = (
    "vel",
    "now",
    "sen",
    "ika",
    "burg",
    "dale",
    "mont",
    "ara",
    "iko",
    "ton",
    "esk",
    "ula",
    "ino",
    "ado",
    "eva",
    "oro",
)
PLACES = [
    Place(f"in {a}{b}", f"{a}{b}", 1000 + 20 * i + j, -60.0 + 6 * i, -170.0 + 17 * j, 1)
    for i, a in enumerate(STEMS)
    for j, b in enumerate(ENDS)
]
SPEAKERS = ["police", "hospital officials", "the governor", "Ana Veld", "Ilo Marr", "Oro Senn", "rescuers", "", "", ""]
WHAT = [
    "market fire",
    "bus crash",
    "bomb attack",
    "flood",
    "mine collapse",
    "air strike",
    "ferry accident",
    "earthquake",
]
SENTENCE = "A {what} at the {what} site {place} killed {figure} people and wounded {hurt}{said}."


def make_reports(claims: int) -> Iterator[Traced]:
    """So many claims, about, in the order of the days."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    made, day = 0, date(2002, 1, 1)
    while made < claims:
        day += timedelta(days=1)
        for _ in range(20):
            place, what = chance.choice(PLACES), chance.choice(WHAT)
            figure, hurt = int(chance.paretovariate(0.7)) % 5000 + 1, chance.randint(1, 300)
            speaker = chance.choice(SPEAKERS)
            for copy in range(1 + int(chance.paretovariate(1.2)) % 8):
                said = f", {speaker} said" if speaker else ""
                words = " ".join(chance.choice(STEMS) + chance.choice(ENDS) for _ in range(12)).lower() + ": "
                words += SENTENCE.format(what=what, place=place.text, figure=figure, hurt=hurt, said=said)
                by = speaker or ()
                yield a_report(
                    f"r{made}-{copy}",
                    says(words, str(figure), by=by, place=place),
                    says(words, str(hurt), by=by, place=place, harm="wounded"),
                    on=day + timedelta(days=copy // 4),
                )
                made += 2


def measure(claims: int, folder: Path) -> None:
    """One size, printed as one line."""
    path = folder / f"{claims}.db"
    is_new = not path.exists()
    with open_ledger(path) as ledger:
        if is_new:
            began = time.process_time()
            for _ in ledger.load(make_reports(claims)):
                pass
            print(f"{claims:>9,} claims made and loaded in {time.process_time() - began:,.0f} s", flush=True)
        began = time.process_time()
        regroup(ledger)
        seconds = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        times = []
        for number, report in enumerate(make_reports(100)):
            changed = a_report(f"new{time.time_ns()}-{number}", *report.claims, on=date(2002, 1, 3))
            ledger.record(changed)
            began = time.perf_counter()
            group_recorded(ledger)
            times.append(1000 * (time.perf_counter() - began))
    print(
        f"{claims:>9,} claims  {seconds:8.1f} s  {claims / seconds:7,.0f} claims/s  {memory:6,.0f} MB  "
        f"one more report (2 claims): median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms",
        flush=True,
    )


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("claims", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--keep", type=Path, help="a folder to keep the ledgers in, for a second run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for claims in arguments.claims:
            measure(claims, arguments.keep or Path(folder))


if __name__ == "__main__":
    main()
