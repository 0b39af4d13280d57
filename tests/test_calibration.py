"""How well probabilities fit what came out: the measures of training/judging.py, on made-up forecasts."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import a_claim, an_article

ROOT = Path(__file__).parent.parent


@pytest.fixture
def judging(monkeypatch):
    """training/ is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "training"))
    return importlib.import_module("judging")


def forecasts(*groups):
    """Groups of so many forecasts of one probability, so many of them right."""
    return [(stated, n < right) for stated, number, right in groups for n in range(number)]


@pytest.mark.parametrize(
    ("groups", "error"),
    [
        pytest.param([(0.9, 100, 90)], 0.0, id="as-stated"),
        pytest.param([(0.9, 100, 70)], 0.2, id="too-sure"),
        pytest.param([(0.5, 60, 30), (1.0, 60, 60)], 0.0, id="two-groups-as-stated"),
        pytest.param([(0.5, 60, 45), (1.0, 60, 45)], 0.25, id="errors-do-not-cancel"),
        pytest.param([(0.0, 1, 1)], 1.0, id="one"),
    ],
)
def test_the_calibration_error_is_how_far_stated_and_right_lie_apart(judging, groups, error):
    assert judging.calibration_error(forecasts(*groups)) == pytest.approx(error, abs=0.02)


def test_bins_hold_all_forecasts_and_are_of_about_equal_size(judging):
    bins = judging.bins_of([(n / 210, n % 2 == 0) for n in range(210)])

    assert [each.count for each in bins] == [30] * 7
    assert [each.stated for each in bins] == sorted(each.stated for each in bins)


def test_equal_probabilities_share_a_bin_and_a_small_rest_joins_the_last(judging):
    bins = judging.bins_of(forecasts((0.5, 100, 50), (0.9, 40, 36), (0.95, 3, 3)))

    assert [each.count for each in bins] == [100, 43]


def test_chance_alone_makes_an_error_that_shrinks_with_records(judging):
    few, many = (judging.chance_error([(0.9, True)] * number) for number in (30, 3000))

    assert 0 < many < few < 0.1


@pytest.mark.parametrize(
    ("groups", "ranking"),
    [
        pytest.param([(0.2, 5, 0), (0.9, 5, 5)], 1.0, id="doubt-finds-the-wrong-ones"),
        pytest.param([(0.5, 10, 5)], 0.5, id="doubt-says-nothing"),
        pytest.param([(0.9, 10, 10)], None, id="nothing-wrong"),
    ],
)
def test_ranking_is_how_often_a_right_one_is_stated_likelier(judging, groups, ranking):
    assert judging.ranking(forecasts(*groups)) == ranking


def test_fields_are_judged_of_right_claims_alone(judging):
    claims = (a_claim(), a_claim("30", number=2))
    report = judging.JudgedReport(an_article(), claims, (frozenset({"place"}), None))

    assert list(report.outcomes("claim")) == [(0, True), (1, False)]
    assert list(report.outcomes("place")) == [(0, True)]
    assert list(report.outcomes("side")) == [(0, False)]


@pytest.mark.parametrize("script", ["training/confidence.py", "benchmarks/calibration.py"])
def test_without_the_data_it_says_so_and_ends_well(script, tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / script)],
        cwd=tmp_path,
        env={"TOLLTRACE_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "skipped" in done.stdout
