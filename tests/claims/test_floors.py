"""The share of our own cases that must be read right, by language and harm: benchmarks/floors.toml."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.claims.cases import CASES, load_cases, place_of

FLOORS = tomllib.loads((Path(__file__).parents[2] / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))["cases"]


def score(language: str) -> dict[str, float]:
    """F1 of each harm: a claim counts where its mention, its bounds and its harm are those of the coder."""
    hits: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for path in sorted((CASES / language).glob("*.toml")):
        for case in load_cases(path.relative_to(CASES).as_posix()):
            expected = {
                (place_of(case, c), c["harm"], c.get("low"), c.get("high"), round(c.get("fraction") or 0, 2))
                for c in case.expected
            }
            found = {
                (c.mention.start, c.harm, c.figure.low, c.figure.high, round(c.figure.fraction or 0, 2))
                for c in case.found
            }
            hits.update(harm for _, harm, *_ in expected & found)
            said.update(harm for _, harm, *_ in [*expected, *found])
    return {harm: 2 * hits[harm] / said[harm] for harm in said}


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_no_harm_falls_below_its_floor(language):
    figures = score(language)

    assert {
        harm: round(figures.get(harm, 0), 3) for harm, floor in FLOORS[language].items() if figures.get(harm, 0) < floor
    } == {}
