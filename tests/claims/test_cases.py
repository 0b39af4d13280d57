"""Golden cases: text in, claims out. A known gap is noted in its case; closing one means taking the note away."""

import pytest

from tests.claims.cases import CASES, Case, find_deviations, known_gaps, load_cases

FILES = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.toml"))


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{file}:{case.id}") for file in FILES for case in load_cases(file)]
)
def test_a_report_is_read_as_a_careful_coder_reads_it(case: Case):
    assert find_deviations(case) == known_gaps(case)
