"""Learn which blocks of a page are its article's own text, from pages that were coded by reading.

    TOLLTRACE_DATA=../shared/data python training/pages/learn.py FOLDER [--folds]

FOLDER holds the unpacked source packages that ship the coded pages (training/pages/README.md lists them). Learns from
them and from the half of article_extraction_bench.jsonl.gz whose ids are even, writes the ensembles and the weights of
names into src/tolltrace/knowledge/models/, and prints how well they do on the other half. `--folds` writes nothing, and
prints how well each fourth of the pages is read by what the rest taught. Pages flattened to lines are learned apart.

Needs LightGBM and onnx (pip install lightgbm onnx). The same data give the same files.
"""

import argparse
import hashlib
import json
import math
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnx
from examples import KNOWLEDGE, Example, flatten, grams_of, read_bench, read_coded, share_of
from onnx import TensorProto, helper

from tolltrace.articles.blocks import Blocks, Box
from tolltrace.articles.keeping import Judge, judge_blocks, keep_blocks, load_judge, with_surroundings
from tolltrace.articles.traits import Weights, measure, name_parts, openings, with_neighbours

ROOT = Path(__file__).parent.parent.parent
MODELS = ROOT / "src" / "tolltrace" / "knowledge" / "models"
SIGNS = KNOWLEDGE.signs
TREES = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 8, "min_data_in_leaf": 40, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 10.0, "verbose": -1, "num_threads": 1,
    "deterministic": True,
}  # fmt: skip
FIRST_TREES, SECOND_TREES = 160, 130
SEEDS = (1, 2)
FOLDS = 4
NAMELESS = 0.4  # the weight of each page's second copy, in which no name of a box is known: sites to come have others
LEAST_PAGES = 3  # that a name or an opening stands on


def main() -> int:
    """Read the pages, learn, score, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", action="store_true")
    chosen = parser.parse_args()
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if not (data / "article_extraction_bench.jsonl.gz").exists() or not chosen.folder.is_dir():
        print("skipped: TOLLTRACE_DATA names no folder with article_extraction_bench.jsonl.gz, or FOLDER is none")
        return 0
    examples = [*read_bench(data / "article_extraction_bench.jsonl.gz"), *read_coded(chosen.folder)]
    for kind, pages in (("pages", examples), ("lines", [flatten(one) for one in examples])):
        print(f"{kind}: {len(pages)}, of them to test on {sum(one.tested for one in pages)}")
        if chosen.folds:
            score_folds([one for one in pages if not one.tested])
        else:
            learn_and_write(kind, pages)
    return 0


def learn_and_write(kind: str, pages: Sequence[Example]) -> None:
    """One kind's files, and its scores on the half kept apart."""
    weights, first, second = learn([one for one in pages if not one.tested])
    export(first, MODELS / f"{kind}-first.onnx")
    export(second, MODELS / f"{kind}-second.onnx")
    rounded = {
        name: {key: round(value, 3) for key, value in sorted(getattr(weights, name).items())}
        for name in ("names", "openings")
    }
    text = json.dumps(rounded, ensure_ascii=False, indent=0, sort_keys=True)
    (MODELS / f"{kind}-weights.json").write_text(text + "\n", encoding="utf-8")
    judge = load_judge(MODELS, kind)
    tested = [one for one in pages if one.tested]
    print_score("the half kept apart", tested, [read_with(one, judge) for one in tested])
    for path in sorted(MODELS.glob(f"{kind}-*")):
        print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def score_folds(pages: Sequence[Example]) -> None:
    """Each fourth of the pages, read by what the others taught."""
    folds = np.random.RandomState(0).permutation(len(pages)) % FOLDS
    texts = [""] * len(pages)
    for fold in range(FOLDS):
        weights, first, second = learn(
            [one for one, other in zip(pages, folds, strict=True) if other != fold], seeds=(1,)
        )
        judge = Judge(weights, Learned(first), Learned(second))
        for number, one in enumerate(pages):
            if folds[number] == fold:
                texts[number] = read_with(one, judge)
    for name in ("bench", "coded"):
        chosen = [number for number, one in enumerate(pages) if one.name.startswith("bench") == (name == "bench")]
        print_score(name, [pages[number] for number in chosen], [texts[number] for number in chosen])


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Learned:
    """Ensembles that were just learned, asked as exported ones are."""

    def __init__(self, ensembles: Sequence[Any]) -> None:
        self.ensembles = ensembles

    def run(self, _: None, feed: dict[str, np.ndarray]) -> tuple[np.ndarray]:
        """The mean of their sums."""
        return (np.mean([one.predict(feed["rows"], raw_score=True) for one in self.ensembles], axis=0),)


def learn_weights(pages: Sequence[Example]) -> Weights:
    """The log odds of names and openings, each page counting alike."""
    names, starts = Odds(0.3), Odds(0.5)
    for one in pages:
        counts = [max(1, int((one.own == value).sum())) for value in (0, 1)]
        for block, is_own in zip(one.page.blocks, one.own, strict=True):
            parts: set[str] = set()
            box: Box | None = block.box
            while box is not None:
                parts.update(name_parts(box.tag, box.names))
                box = box.parent
            names.add(one.name, parts, bool(is_own), 1 / counts[int(is_own)])
            starts.add(one.name, openings(block.text), bool(is_own), 30 / counts[int(is_own)])
    return Weights(names.read(0.3), starts.read(0.7))


class Odds:
    """How often something is seen with what is the article's, and without."""

    def __init__(self, prior: float) -> None:
        self.prior = prior
        self.sums: dict[bool, defaultdict[str, float]] = {False: defaultdict(float), True: defaultdict(float)}
        self.pages: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, page: str, seen: Any, is_own: bool, weight: float) -> None:
        """What one block shows."""
        for one in seen:
            self.sums[is_own][one] += weight
            self.pages[one].add(page)

    def read(self, least: float) -> dict[str, float]:
        """The logarithms of the odds that say at least so much."""
        odds = {
            one: math.log((self.sums[True][one] + self.prior) / (self.sums[False][one] + self.prior))
            for one, pages in self.pages.items()
            if len(pages) >= LEAST_PAGES
        }
        return {one: value for one, value in odds.items() if abs(value) > least}


@dataclass(slots=True)
class Measured:
    """One page as the first ensemble sees it."""

    fold: int
    page: Blocks
    asked: list[int]
    rows: np.ndarray
    own: np.ndarray
    weights: np.ndarray


def learn(pages: Sequence[Example], seeds: Sequence[int] = SEEDS) -> tuple[Weights, list[Any], list[Any]]:
    """Weights and both ensembles. No page is measured by weights, nor judged by a first ensemble, that saw it."""
    folds = np.random.RandomState(0).permutation(len(pages)) % FOLDS
    all_measured: list[Measured] = []
    for fold in range(FOLDS):
        weights = learn_weights([one for one, other in zip(pages, folds, strict=True) if other != fold])
        for one in (one for one, other in zip(pages, folds, strict=True) if other == fold):
            sizes = np.sqrt([len(block.text) for block in one.page.blocks]) + 2
            sizes *= 100 * one.weight / sizes.sum()
            for known, scale in ((weights, 1.0), (Weights(), NAMELESS)):
                rows, asked = measure(one.page, one.hints, known, SIGNS)
                if asked:
                    all_measured.append(
                        Measured(fold, one.page, asked, with_neighbours(rows), one.own[asked], sizes[asked] * scale)
                    )
    own = [one.own for one in all_measured]
    scales = [one.weights for one in all_measured]
    likely = [np.zeros(len(one.own), dtype=np.float32) for one in all_measured]
    for fold in range(FOLDS):
        ensembles = [grow([one for one in all_measured if one.fold != fold], FIRST_TREES, seed) for seed in seeds]
        for number, one in enumerate(all_measured):
            if one.fold == fold:
                (sums,) = Learned(ensembles).run(None, {"rows": one.rows})
                likely[number] = (1 / (1 + np.exp(-sums))).astype(np.float32)
    first = [grow(all_measured, FIRST_TREES, seed) for seed in seeds]
    rows = np.vstack(
        [with_surroundings(one.page, one.asked, one.rows, p) for one, p in zip(all_measured, likely, strict=True)]
    )
    second = [fit(rows, np.concatenate(own), np.concatenate(scales), SECOND_TREES, seed) for seed in seeds]
    return learn_weights(pages), first, second


def grow(chosen: Sequence[Measured], trees: int, seed: int) -> Any:
    """One first ensemble."""
    return fit(
        np.vstack([one.rows for one in chosen]),
        np.concatenate([one.own for one in chosen]),
        np.concatenate([one.weights for one in chosen]),
        trees,
        seed,
    )


def fit(rows: np.ndarray, own: np.ndarray, weights: np.ndarray, trees: int, seed: int) -> Any:
    """Boosted trees."""
    seeds = {"seed": seed, "feature_fraction_seed": seed, "bagging_seed": seed}
    return lightgbm.train({**TREES, **seeds}, lightgbm.Dataset(rows, own, weight=weights), trees)


def export(ensembles: Sequence[Any], path: Path) -> None:
    """The mean of the ensembles as one ONNX model: rows → sums."""
    fields = defaultdict[str, list[Any]](list)
    tree = 0
    for ensemble in ensembles:
        for one in ensemble.dump_model()["tree_info"]:
            add_node(fields, one["tree_structure"], tree, Counter(), 1 / len(ensembles))
            tree += 1
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["rows"],
        ["sums"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        **fields,
    )
    graph = helper.make_graph(
        [node],
        "trees",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, ensembles[0].num_feature()])],
        [helper.make_tensor_value_info("sums", TensorProto.FLOAT, [None, 1])],
    )
    sets = [helper.make_opsetid("ai.onnx.ml", 3), helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=sets, ir_version=8, producer_name="tolltrace")
    path.parent.mkdir(exist_ok=True)
    onnx.save(model, path)


def add_node(fields: dict[str, list[Any]], node: dict[str, Any], tree: int, count: Counter[str], scale: float) -> int:
    """One node and those under it; its number in the tree."""
    me = count["nodes"]
    count["nodes"] += 1
    is_leaf = "leaf_value" in node
    row = {
        "nodes_treeids": tree, "nodes_nodeids": me, "nodes_featureids": 0 if is_leaf else node["split_feature"],
        "nodes_values": 0.0 if is_leaf else float(np.float32(node["threshold"])),
        "nodes_modes": "LEAF" if is_leaf else "BRANCH_LEQ", "nodes_truenodeids": 0, "nodes_falsenodeids": 0,
    }  # fmt: skip
    place = len(fields["nodes_treeids"])
    for name, value in row.items():
        fields[name].append(value)
    if is_leaf:
        target = {
            "target_treeids": tree, "target_nodeids": me, "target_ids": 0, "target_weights": node["leaf_value"] * scale,
        }  # fmt: skip
        for name, value in target.items():
            fields[name].append(value)
    else:
        fields["nodes_truenodeids"][place] = add_node(fields, node["left_child"], tree, count, scale)
        fields["nodes_falsenodeids"][place] = add_node(fields, node["right_child"], tree, count, scale)
    return me


# ── scoring ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_with(example: Example, judge: Judge) -> str:
    """The text that is kept of a page."""
    kept = keep_blocks(example.page, judge_blocks(example.page, example.hints, judge, SIGNS))
    return "\n".join(example.page.blocks[number].text for number in kept)


def print_score(name: str, pages: Sequence[Example], texts: Sequence[str]) -> None:
    """Precision, recall and F1 of 4-grams, and the share of pages that are read exactly."""
    found = [grams_of(text) for text in texts]
    true = [grams_of(one.gold) for one in pages]
    precision = np.mean([share_of(one, other) for one, other in zip(found, true, strict=True) if one])
    recall = np.mean([share_of(other, one) for one, other in zip(found, true, strict=True)])
    exact = np.mean([one == other for one, other in zip(found, true, strict=True)])
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{name}: {len(pages)} pages, precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.4f}, exact {exact:.3f}")


if __name__ == "__main__":
    sys.exit(main())
