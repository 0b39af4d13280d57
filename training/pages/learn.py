"""Learn which blocks of a page are its article's own text, from pages that were coded by reading.

    TOLLTRACE_DATA=../shared/data python training/pages/learn.py FOLDER [--folds] [--only pages|lines]

FOLDER holds the unpacked source packages that ship the coded pages (training/pages/README.md lists them). Learns from
them and from the half of article_extraction_bench.jsonl.gz whose ids are even, writes the ensembles and the weights of
names into src/tolltrace/knowledge/models/, and prints how well they do on the other half. `--folds` writes nothing, and
prints how well each fourth of the pages is read by what the rest taught. Pages flattened to lines are learned apart.

Needs LightGBM and onnx (pip install lightgbm onnx). The same data give the same files.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import learn_parts
import numpy as np
from examples import KNOWLEDGE, Example, flatten, grams_of, read_bench, read_coded, share_of
from learn_parts import ReadPage
from trees import Learned, Odds, export, fit

from tolltrace.articles.blocks import Blocks, Box
from tolltrace.articles.keeping import Judge, for_first, for_second, judge_blocks, keep_blocks, load_judge
from tolltrace.articles.line_traits import LineTraits
from tolltrace.articles.traits import Weights, measure, name_parts, openings

ROOT = Path(__file__).parent.parent.parent
MODELS = ROOT / "src" / "tolltrace" / "knowledge" / "models"
SIGNS = KNOWLEDGE.signs
FIRST_TREES, SECOND_TREES = 160, 130
SEEDS = (1, 2)
FOLDS = 4
NAMELESS = 0.4  # the weight of each page's second copy, in which no name of a box is known: sites to come have others


def main() -> int:
    """Read the pages, learn, score, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--only", choices=("pages", "lines"), help="learn but these")
    chosen = parser.parse_args()
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if not (data / "article_extraction_bench.jsonl.gz").exists() or not chosen.folder.is_dir():
        print("skipped: TOLLTRACE_DATA names no folder with article_extraction_bench.jsonl.gz, or FOLDER is none")
        return 0
    examples = [*read_bench(data / "article_extraction_bench.jsonl.gz"), *read_coded(chosen.folder)]
    for kind in (chosen.only,) if chosen.only else ("pages", "lines"):
        pages = examples if kind == "pages" else [flatten(one) for one in examples]
        print(f"{kind}: {len(pages)}, of them to test on {sum(one.tested for one in pages)}")
        taught = [one for one in pages if not one.tested]
        if kind == "pages" or chosen.folds:
            read = read_in_folds(taught)
            score_folds(taught, read)
        if kind == "pages":
            learn_parts.score_folds(read)
        if not chosen.folds:
            learn_and_write(kind, pages)
            if kind == "pages":
                learn_parts.learn_and_write(read, MODELS)
    return 0


def learn_and_write(kind: str, pages: Sequence[Example]) -> None:
    """One kind's files, and its scores on the half kept apart."""
    weights, first, second = learn([one for one in pages if not one.tested])
    export([first], MODELS / f"{kind}-first.onnx")
    export([second], MODELS / f"{kind}-second.onnx")
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


def read_in_folds(pages: Sequence[Example]) -> list[ReadPage]:
    """Each fourth of the pages, judged by what the others taught."""
    folds = np.random.RandomState(0).permutation(len(pages)) % FOLDS
    read: dict[int, ReadPage] = {}
    for fold in range(FOLDS):
        weights, first, second = learn(
            [one for one, other in zip(pages, folds, strict=True) if other != fold], seeds=(1,)
        )
        judge = Judge(weights, Learned(first), Learned(second))
        for number, one in enumerate(pages):
            if folds[number] == fold:
                judged = judge_blocks(one.page, one.hints, judge, SIGNS, one.beside)
                read[number] = ReadPage(one, judged, keep_blocks(one.page, judged.likely))
    return [read[number] for number in range(len(pages))]


def score_folds(pages: Sequence[Example], read: Sequence[ReadPage]) -> None:
    """The scores of pages that were read in folds."""
    texts = [
        "\n".join(one.page.blocks[number].text for number in page.kept) for one, page in zip(pages, read, strict=True)
    ]
    for name in ("bench", "coded"):
        chosen = [number for number, one in enumerate(pages) if one.name.startswith("bench") == (name == "bench")]
        print_score(name, [pages[number] for number in chosen], [texts[number] for number in chosen])


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


@dataclass(slots=True)
class Measured:
    """One page as the first ensemble sees it."""

    fold: int
    page: Blocks
    beside: LineTraits | None
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
                    rows = for_first(asked, rows, one.beside)
                    own, weights_of = one.own[asked], sizes[asked] * scale
                    all_measured.append(Measured(fold, one.page, one.beside, asked, rows, own, weights_of))
    true = [one.own for one in all_measured]
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
        [for_second(one.page, one.asked, one.rows, p, one.beside) for one, p in zip(all_measured, likely, strict=True)]
    )
    second = [fit(rows, np.concatenate(true), np.concatenate(scales), SECOND_TREES, seed) for seed in seeds]
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


# ── scoring ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_with(example: Example, judge: Judge) -> str:
    """The text that is kept of a page."""
    kept = keep_blocks(example.page, judge_blocks(example.page, example.hints, judge, SIGNS, example.beside).likely)
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
