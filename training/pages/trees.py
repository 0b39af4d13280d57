"""Boosted trees and log odds: how both are learned, and how the trees are written as ONNX."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnx
from onnx import TensorProto, helper

TREES = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 8, "min_data_in_leaf": 40, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 10.0, "verbose": -1, "num_threads": 1,
    "deterministic": True,
}  # fmt: skip
LEAST_PAGES = 3  # that a name or an opening stands on


class Learned:
    """Ensembles that were just learned, asked as exported ones are."""

    def __init__(self, ensembles: Sequence[Any]) -> None:
        self.ensembles = ensembles

    def run(self, _: None, feed: dict[str, np.ndarray]) -> tuple[np.ndarray]:
        """The mean of their sums."""
        return (np.mean([one.predict(feed["rows"], raw_score=True) for one in self.ensembles], axis=0),)


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


def fit(rows: np.ndarray, own: np.ndarray, weights: np.ndarray, trees: int, seed: int, **others: Any) -> Any:
    """Boosted trees."""
    seeds = {"seed": seed, "feature_fraction_seed": seed, "bagging_seed": seed}
    return lightgbm.train({**TREES, **seeds, **others}, lightgbm.Dataset(rows, own, weight=weights), trees)


def export(answers: Sequence[Sequence[Any]], path: Path) -> None:
    """One ONNX model, rows → sums: for each answer the mean of its ensembles."""
    fields = defaultdict[str, list[Any]](list)
    tree = 0
    for answer, ensembles in enumerate(answers):
        for ensemble in ensembles:
            for one in ensemble.dump_model()["tree_info"]:
                add_node(fields, one["tree_structure"], (tree, answer), Counter(), 1 / len(ensembles))
                tree += 1
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["rows"],
        ["sums"],
        domain="ai.onnx.ml",
        n_targets=len(answers),
        aggregate_function="SUM",
        **fields,
    )
    graph = helper.make_graph(
        [node],
        "trees",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, answers[0][0].num_feature()])],
        [helper.make_tensor_value_info("sums", TensorProto.FLOAT, [None, len(answers)])],
    )
    sets = [helper.make_opsetid("ai.onnx.ml", 3), helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=sets, ir_version=8, producer_name="tolltrace")
    path.parent.mkdir(exist_ok=True)
    onnx.save(model, path)


def add_node(
    fields: dict[str, list[Any]],
    node: dict[str, Any],
    place_of_tree: tuple[int, int],
    count: Counter[str],
    scale: float,
) -> int:
    """One node and those under it; its number in the tree. `place_of_tree`: its number, and which answer it is of."""
    tree, answer = place_of_tree
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
            "target_treeids": tree, "target_nodeids": me, "target_ids": answer,
            "target_weights": node["leaf_value"] * scale,
        }  # fmt: skip
        for name, value in target.items():
            fields[name].append(value)
    else:
        fields["nodes_truenodeids"][place] = add_node(fields, node["left_child"], place_of_tree, count, scale)
        fields["nodes_falsenodeids"][place] = add_node(fields, node["right_child"], place_of_tree, count, scale)
    return me
