"""What tolltrace reads in coded reports, judged by their codes; and how well stated probabilities fit what came out."""

import importlib.util
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from codes import write_part

from tolltrace.knowledge import Knowledge
from tolltrace.pipeline import trace
from tolltrace.records import claim_to_json
from tolltrace.values import Article, Claim, Traced

CLAIM = "claim"  # figure and harm: what the scorer calls core
# a field of ours → what the scorer compares; figure and harm are the claim's
COMPARED = {
    "victims": ("victims",),
    "side": ("side",),
    "status": ("status",),
    "place": ("place",),  # the words: no codes say which point is right
    "period": ("period", "edtf"),
    "aspect": ("aspect",),
    "part_of": ("part_of",),
    "speaker": ("first speaker",),
    "chain": ("chain",),
    "stance": ("stance",),
}
TARGETS = (CLAIM, *COMPARED)
MOST_BINS, LEAST_IN_BIN = 10, 30
ROUNDS = 400  # of drawing outcomes, for what chance alone does to a calibration error


@dataclass(frozen=True)
class JudgedReport:
    """A coded report, its claims as tolltrace reads them, and for each the targets that are right.

    None stands for a claim whose figure or harm is wrong, or that the coder did not write.
    """

    article: Article
    claims: tuple[Claim, ...]
    right: tuple[frozenset[str] | None, ...]

    def outcomes(self, target: str) -> Iterator[tuple[int, bool]]:
        """Which claims can be judged on a target, by index, and whether they are right: fields of right claims only."""
        for n, right in enumerate(self.right):
            if target == CLAIM:
                yield n, right is not None
            elif right is not None:
                yield n, target in right


def missing_data(data: Path) -> list[Path]:
    """What judging needs and does not find."""
    needed = (data / "current_events_2002_2021.jsonl.gz", data / "wikinews_attributions.jsonl", scorer_path(data))
    return [path for path in needed if not path.exists()]


def scorer_path(data: Path) -> Path:
    """The scorer lies beside the data."""
    return data.parent / "bench" / "score_claims.py"


def judge_part(part: str, data: Path, folder: Path, knowledge: Knowledge | None = None) -> list[JudgedReport]:
    """Read one part of the codes' reports and compare; `folder` is for the files in between."""
    prefix = folder / part
    write_part(part, prefix, data)
    lines = Path(f"{prefix}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {line["id"]: line["claims"] for line in map(json.loads, lines)}
    scorer = load_scorer(scorer_path(data))
    traced = (result for result in trace(f"{prefix}.reports.jsonl", knowledge=knowledge) if isinstance(result, Traced))
    return [judge_report(each, gold[each.article.id], scorer) for each in traced]


def judge_report(traced: Traced, gold: Sequence[dict[str, Any]], scorer: Any) -> JudgedReport:
    """Pair claims and codes as the scorer does."""
    records = [claim_to_json(claim) for claim in traced.claims]
    pairs, _, _ = scorer.pair(gold, records)
    for _, record in pairs:
        whole = record["part_of"]
        record["whole"] = [code.get("claim") for code, each in pairs if whole is not None and each["claim"] == whole]
    codes = {record["id"]: code for code, record in pairs}
    right = tuple(targets_right(codes.get(record["id"]), record, scorer) for record in records)
    return JudgedReport(traced.article, traced.claims, right)


def targets_right(code: dict[str, Any] | None, record: dict[str, Any], scorer: Any) -> frozenset[str] | None:
    """The fields in which a record agrees with its code; None where figure or harm differ or there is no code."""
    if code is None or not scorer.is_core(code, record):
        return None
    same = {name for name, agrees in scorer.FIELDS.items() if agrees(code, record)}
    return frozenset(field for field, compared in COMPARED.items() if same.issuperset(compared))


def load_scorer(path: Path) -> Any:
    """The scorer as a module: it is no part of this project."""
    spec = importlib.util.spec_from_file_location("score_claims", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ── probabilities and outcomes ───────────────────────────────────────────────────────────────────────────────────────


class Bin(NamedTuple):
    """Some forecasts of about the same probability."""

    count: int
    stated: float  # mean probability
    right: float  # share that came out right


Forecast = tuple[float, bool]  # a probability, and whether it came out right


def bins_of(forecasts: Sequence[Forecast]) -> list[Bin]:
    """Bins of about equal size, the least probable first; equal probabilities are never parted.

    Probabilities here crowd near 1, where bins of equal width say nothing.
    """
    least = max(LEAST_IN_BIN, len(forecasts) / MOST_BINS)
    parts: list[list[Forecast]] = []
    for _, equal in groupby(sorted(forecasts), key=lambda forecast: forecast[0]):
        if not parts or len(parts[-1]) >= least:
            parts.append([])
        parts[-1] += equal
    if len(parts) > 1 and len(parts[-1]) < least:
        parts[-2:] = [parts[-2] + parts[-1]]
    return [
        Bin(len(part), sum(p for p, _ in part) / len(part), sum(right for _, right in part) / len(part))
        for part in parts
    ]


def calibration_error(forecasts: Sequence[Forecast]) -> float:
    """Expected calibration error: how far stated and right lie apart, over the bins, by their size."""
    return sum(each.count * abs(each.stated - each.right) for each in bins_of(forecasts)) / len(forecasts)


def chance_error(forecasts: Sequence[Forecast]) -> float:
    """The calibration error that probabilities which are exactly right have on so few records, on average."""
    draw = random.Random(0)  # noqa: S311 - the same figures at every run
    rounds = ([(p, draw.random() < p) for p, _ in forecasts] for _ in range(ROUNDS))
    return sum(calibration_error(each) for each in rounds) / ROUNDS


def brier_score(forecasts: Sequence[Forecast]) -> float:
    """Mean squared distance of the probabilities from what came out; lower is better."""
    return sum((p - right) ** 2 for p, right in forecasts) / len(forecasts)


def ranking(forecasts: Sequence[Forecast]) -> float | None:
    """How often a right one has a higher probability than a wrong one (area under the ROC curve); None without both."""
    right = [p for p, is_right in forecasts if is_right]
    wrong = [p for p, is_right in forecasts if not is_right]
    if not right or not wrong:
        return None
    wins = sum((p > q) + (p == q) / 2 for p in right for q in wrong)
    return wins / (len(right) * len(wrong))


def print_scores(forecasts: dict[str, list[Forecast]]) -> None:
    """A line for each target."""
    print(f"{'':10s} records  right  stated  Brier   constant  ECE    by chance  ranking")
    for target, each in forecasts.items():
        rate, stated = sum(right for _, right in each) / len(each), sum(p for p, _ in each) / len(each)
        rank = ranking(each)
        print(
            f"{target:10s} {len(each):7d}  {rate:.3f}  {stated:.3f}   {brier_score(each):.4f}  {rate * (1 - rate):.4f}"
            f"    {calibration_error(each):.3f}  {chance_error(each):.3f}      {f'{rank:.2f}' if rank else '-'}"
        )


def print_reliability(forecasts: dict[str, list[Forecast]]) -> None:
    """A table for each target: of those stated so likely, how many were right."""
    for target, each in forecasts.items():
        print(f"\n{target}: stated → right (records)")
        for part in bins_of(each):
            print(f"  {part.stated:.3f} → {part.right:.3f} ({part.count})  {'█' * round(part.right * 40)}")
