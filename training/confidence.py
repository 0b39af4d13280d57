"""Learn how likely each claim and each field is right, from the codes; and say how well it fits reports kept apart.

    TOLLTRACE_DATA=../shared/data python training/confidence.py [--linker FOLDER] [PART...]

Learns from the parts of the codes that are named (train, if none is), writes the weights and the card of the model
`confidence` in src/tolltrace/knowledge/, and prints Brier score, calibration error and reliability on the part `dev`,
which it never learns from. Needs scikit-learn (pip install scikit-learn, or the dependency group `training`). Without
it, or without the data, it says so and exits 0.

The fields that the linker reads are learned from the fifth of the reports that the linker in FOLDER left out
(training/linker.py --leave-out): of reports that it learned from, a linker is surer than it will ever be again.

For each target (a claim's figure and harm together, and each field of the claims that have these right) it fits a
logistic regression. How strongly the weights are held back is chosen by the log loss in folds that keep the claims of a
report together. The same data give the same file.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from codes import is_left_out
from judging import (
    TARGETS,
    Forecast,
    JudgedReport,
    brier_score,
    calibration_error,
    judge_part,
    missing_data,
    print_reliability,
    print_scores,
)

from tolltrace.claims.confidence import as_stated, features_of, settings_of
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.models import Logistic

ROOT = Path(__file__).parent.parent
KNOWLEDGE = ROOT / "src" / "tolltrace" / "knowledge"
WEIGHTS = "models/confidence.toml"
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # scikit-learn's C: the smaller, the more the weights are held back
FOLDS = 10
SOLVER = "newton-cholesky"  # exact in a few steps for many records of few features
KEPT_APART = frozenset({"dev", "test", "second"})
LINKED = frozenset({"place", "speaker", "chain"})  # the targets for which a linker's score is looked at
DECIMALS = 4
LEAST_WEIGHT = 0.005  # a smaller one moves no probability that is shown

Example = tuple[dict[str, float], bool, int]  # features, whether it is right, its report


def main() -> int:
    """Learn, write, measure."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("parts", nargs="*", default=["train"])
    arguments.add_argument("--linker", type=Path, help="the folder of a linker that left out a fifth of the reports")
    chosen = arguments.parse_args()
    parts = chosen.parts
    if kept_apart := KEPT_APART.intersection(parts):
        print(f"{', '.join(kept_apart)}: kept apart to measure with; learn from other parts", file=sys.stderr)
        return 2
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if missing := missing_data(data):
        print(f"skipped: TOLLTRACE_DATA names no folder with {', '.join(path.name for path in missing)}")
        return 0
    try:
        import sklearn  # noqa: F401
    except ImportError:
        print("skipped: scikit-learn is not installed; pip install scikit-learn")
        return 0
    warnings.filterwarnings("ignore", module="sklearn")
    with tempfile.TemporaryDirectory() as folder:
        train = [report for part in parts for report in judge_part(part, data, Path(folder))]
        dev = judge_part("dev", data, Path(folder))
        unseen = [each for part in parts for each in judge_left_out(part, data, Path(folder), chosen.linker)]
    models = {
        target: fit(examples_of(unseen if unseen and target in LINKED else train, target), target) for target in TARGETS
    }
    forecasts = {target: forecast(dev, target, model) for target, model in models.items()}
    write_weights(models)
    write_card(parts, train, forecasts)
    print(f"\nOn {len(dev)} reports that it did not learn from ({WEIGHTS} and models.toml are written):\n")
    print_scores(forecasts)
    print_reliability(forecasts)
    return 0


def judge_left_out(part: str, data: Path, folder: Path, linker: Path | None) -> list[JudgedReport]:
    """The reports that a linker left out, as it reads them."""
    if linker is None:
        return []
    known = load_knowledge()
    languages = {code: replace(each, folder=linker) if code == "en" else each for code, each in known.languages.items()}
    judged = judge_part(part, data, folder, replace(known, languages=languages))
    return [each for each in judged if is_left_out(each.article.id)]


def examples_of(reports: Sequence[JudgedReport], target: str) -> list[Example]:
    """Features and outcome of every claim that can be judged on a target."""
    examples = []
    for number, report in enumerate(reports):
        settings = settings_of(report.claims, report.article)
        for n, is_right in report.outcomes(target):
            examples.append((features_of(report.claims[n], target, settings[n]), is_right, number))
    return examples


def fit(examples: Sequence[Example], target: str) -> Logistic:
    """One regression; of strengths that are equally good, the one that holds back more."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss
    from sklearn.model_selection import GroupKFold, cross_val_predict

    vectors = DictVectorizer(sparse=False)
    features = vectors.fit_transform([each for each, _, _ in examples])
    outcomes, groups = [right for _, right, _ in examples], [group for _, _, group in examples]
    losses = {}
    for strength in STRENGTHS:
        model, folds = LogisticRegression(C=strength, solver=SOLVER), GroupKFold(FOLDS)
        chances = cross_val_predict(model, features, outcomes, groups=groups, cv=folds, method="predict_proba")
        losses[strength] = log_loss(outcomes, chances[:, 1])
    best = min(STRENGTHS, key=lambda strength: losses[strength])
    model = LogisticRegression(C=best, solver=SOLVER).fit(features, outcomes)
    wrong = len(outcomes) - sum(outcomes)
    print(f"{target:10s} {len(outcomes)} records, {wrong} wrong; log loss in folds {losses[best]:.3f} at C={best:g}")
    weights = zip(vectors.feature_names_, model.coef_[0], strict=True)
    kept = {name: round(float(weight), DECIMALS) for name, weight in weights if abs(weight) >= LEAST_WEIGHT}
    return Logistic(round(float(model.intercept_[0]), DECIMALS), kept)


def forecast(reports: Sequence[JudgedReport], target: str, model: Logistic) -> list[Forecast]:
    """Probability and outcome of every claim that can be judged on a target."""
    return [
        (as_stated(model.probability(features)), is_right) for features, is_right, _ in examples_of(reports, target)
    ]


def write_weights(models: dict[str, Logistic]) -> None:
    """The weights, as the package reads them."""
    parts = ["# Made by training/confidence.py; its card is in ../models.toml.\n"]
    for target, model in models.items():
        weights = "".join(f'"{name}" = {weight}\n' for name, weight in model.weights.items())
        parts.append(f"\n[{target}]\nintercept = {model.intercept}\n\n[{target}.weights]\n{weights}")
    path = KNOWLEDGE / WEIGHTS
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(parts), encoding="utf-8", newline="\n")


def write_card(parts: Sequence[str], train: Sequence[JudgedReport], forecasts: dict[str, list[Forecast]]) -> None:
    """The model's card, in the place of the one before; other models' cards stay as they are."""
    reports, claims = len(train), sum(len(report.claims) for report in train)
    sha256 = hashlib.sha256((KNOWLEDGE / WEIGHTS).read_bytes()).hexdigest()
    scores = "".join(
        f"{target} = {{ records = {len(each)}, right = {sum(right for _, right in each) / len(each):.3f}, "
        f"brier = {brier_score(each):.4f}, calibration_error = {calibration_error(each):.3f} }}\n"
        for target, each in forecasts.items()
    )
    card = (
        f'[confidence]\nfile = "{WEIGHTS}"\nsha256 = "{sha256}"\n'
        'does = "how likely a claim (figure and harm), and each field of it, is as a careful coder would write it"\n'
        f'made_by = "python training/confidence.py {" ".join(parts)}"\n'
        f'data = "training/codes: {", ".join(parts)}; {reports} reports, in which {claims} claims were read"\n'
        'licence = "Apache-2.0"\n\n'
        f"[confidence.scores]  # on training/codes/dev.jsonl, which it did not learn from\n{scores}"
    )
    path = KNOWLEDGE / "models.toml"
    tables = re.split(r"^(?=\[)", path.read_text("utf-8"), flags=re.MULTILINE)
    others = "".join(table for table in tables if not re.match(r"\[confidence[.\]]", table))
    path.write_text(f"{others.rstrip()}\n\n{card}".lstrip(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
