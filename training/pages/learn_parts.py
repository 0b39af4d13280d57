"""Learn what lines in and above an article's text are: captions, bylines, the standfirst.

Learned from pages as the judge of blocks reads them where it did not learn from them: see learn.py, which runs this.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from examples import KNOWLEDGE, Example
from trees import Learned, Odds, export, fit

from tolltrace.articles.blocks import Box
from tolltrace.articles.keeping import Judged
from tolltrace.articles.parts import (
    LAST_CHARS,
    PARTS,
    SCORED_LEVELS,
    PartJudge,
    Parts,
    PartWeights,
    Pictures,
    find_asked,
    find_parts,
    first_words,
    last_words,
    measure_parts,
)
from tolltrace.articles.traits import WORDS, name_parts

SIGNS = KNOWLEDGE.signs
TREES, LEAF_ROWS = 120, 8
SEEDS = (1, 2)
FOLDS = 4
PAGE_WEIGHT, FEW_ROWS = 30, 15  # each page's rows together weigh less than that, short pages' less still
NAMES, OPENINGS, CLOSINGS = ("names", 3.0, 0.3), ("openings", 10.0, 0.5), ("closings", 10.0, 0.5)  # weight and prior
LEAST_ODDS = 0.5
NEWS = 1.0  # the weight of pages that are: examples.py
ERRORS = ("caption in the body", "byline in the body", "standfirst lost", "standfirst invented")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page, and what was judged of it and kept by those who had not seen it."""

    example: Example
    judged: Judged
    kept: list[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The blocks of a page that are asked about, what each is, and their rows."""

    numbers: list[int]
    truth: np.ndarray  # 0, or the place in PARTS, from 1; of what was not coded only the article's own text is there
    rows: np.ndarray


def learn_and_write(pages: Sequence[ReadPage], folder: Path) -> None:
    """The files, with their hashes."""
    weights, ensembles = learn(pages)
    export(ensembles, folder / "parts.onnx")
    found = {
        group: {key: [round(one, 3) for one in odds] for key, odds in sorted(getattr(weights, group).items())}
        for group, _, _ in (NAMES, OPENINGS, CLOSINGS)
    }
    text = json.dumps(found, ensure_ascii=False, sort_keys=True).replace("], ", "],\n")
    (folder / "parts-weights.json").write_text(text + "\n", encoding="utf-8")
    for path in sorted(folder.glob("parts*")):
        print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def score_folds(pages: Sequence[ReadPage]) -> None:
    """Of the coded pages that have such lines: where one is still in the text, or the standfirst is lost."""
    folds = fold_of(pages)
    counts = Counter[str]()
    for fold in range(FOLDS):
        weights, ensembles = learn([one for one, other in zip(pages, folds, strict=True) if other != fold], seeds=(1,))
        judge = PartJudge(weights, Together(ensembles))
        for page, other in zip(pages, folds, strict=True):
            if other == fold and page.example.parts is not None:
                example = page.example
                parts = find_parts(example.page, page.kept, page.judged, example.hints, judge, SIGNS)
                errors = count_errors(page, parts, example.parts)
                counts.update(errors)
                if example.weight == NEWS:
                    counts.update({f"news: {row}": number for row, number in errors.items()})
    for row in ERRORS:
        all_pages, news = (f"{counts[f'{of}{row}']} of {counts[f'{of}of {row}']}" for of in ("", "news: "))
        print(f"parts, in folds: {row}: {all_pages} pages; news: {news}")


def count_errors(page: ReadPage, parts: Parts, truth: np.ndarray) -> dict[str, int]:
    """Which errors a page has, and which it could have."""
    kept = np.array(page.kept, dtype=int)
    left = np.setdiff1d(kept, [*parts.captions, *parts.bylines])
    is_caption, is_byline, is_standfirst = (truth == place for place in (1, 2, 3))
    has_summary = bool(is_standfirst.any())
    return {
        "caption in the body": bool(is_caption[left].any()),
        "of caption in the body": bool(is_caption.any()),
        "byline in the body": bool(is_byline[left].any()),
        "of byline in the body": bool(is_byline.any()),
        "standfirst lost": bool(np.setdiff1d(np.flatnonzero(is_standfirst), [*left, *parts.standfirsts]).size),
        "of standfirst lost": has_summary,
        "standfirst invented": not has_summary and bool(parts.standfirsts),
        "of standfirst invented": not has_summary,
    }


class Together:
    """The ensembles of all parts, asked as an exported one is."""

    def __init__(self, ensembles: Sequence[Sequence[Any]]) -> None:
        self.ensembles = [Learned(one) for one in ensembles]

    def run(self, _: None, feed: dict[str, np.ndarray]) -> tuple[np.ndarray]:
        """Their sums, side by side."""
        return (np.stack([one.run(None, feed)[0] for one in self.ensembles], axis=1),)


def learn(pages: Sequence[ReadPage], seeds: Sequence[int] = SEEDS) -> tuple[PartWeights, list[list[Any]]]:
    """The weights, and for each part its ensembles. No page is measured by weights that saw it."""
    folds = fold_of(pages)
    asked: list[Asked] = []
    scales: list[np.ndarray] = []
    for fold in range(FOLDS):
        weights = learn_weights([one for one, other in zip(pages, folds, strict=True) if other != fold])
        for page in (one for one, other in zip(pages, folds, strict=True) if other == fold):
            if (found := ask_page(page, weights)) is not None:
                asked.append(found)
                scale = page.example.weight * PAGE_WEIGHT / (len(found.numbers) + FEW_ROWS)
                scales.append(np.full(len(found.numbers), scale))
    rows = np.vstack([one.rows for one in asked])
    truth = np.concatenate([one.truth for one in asked])
    ensembles = [
        [fit(rows, truth == place, np.concatenate(scales), TREES, seed, min_data_in_leaf=LEAF_ROWS) for seed in seeds]
        for place in range(1, len(PARTS) + 1)
    ]
    return learn_weights(pages), ensembles


def fold_of(pages: Sequence[ReadPage]) -> np.ndarray:
    """Which fold each page is in."""
    return np.random.RandomState(0).permutation(len(pages)) % FOLDS


def ask_page(page: ReadPage, weights: PartWeights) -> Asked | None:
    """The rows of a page; None where nothing is asked."""
    numbers, truth = find_known(page)
    if not numbers:
        return None
    places = {number: place for place, number in enumerate(page.judged.asked)}
    own_rows = page.judged.rows[[places[number] for number in numbers]]
    example = page.example
    rows = measure_parts(example.page, numbers, page.kept, example.hints, weights, Pictures(example.page), SIGNS)
    return Asked(numbers, truth, np.hstack([own_rows, rows]))


def find_known(page: ReadPage) -> tuple[list[int], np.ndarray]:
    """The blocks that are asked about of which we know what they are, and what they are."""
    example, judged = page.example, set(page.judged.asked)
    pictures = Pictures(example.page)
    asked = [one for one in find_asked(example.page, page.kept, example.hints.title_at, pictures) if one in judged]
    if example.parts is None:
        asked = [one for one in asked if example.own[one]]
        return asked, np.zeros(len(asked), dtype=int)
    return asked, example.parts[asked]


def learn_weights(pages: Sequence[ReadPage]) -> PartWeights:
    """For each part the log odds of names, openings and closings."""
    odds = {group: {part: Odds(prior) for part in PARTS} for group, _, prior in (NAMES, OPENINGS, CLOSINGS)}
    for page in pages:
        numbers, truth = find_known(page)
        for number, place in zip(numbers, truth, strict=True):
            seen = see(page, number)
            for part_place, part in enumerate(PARTS, start=1):
                is_part = bool(place == part_place)
                alike = int((truth == part_place).sum()) if is_part else int((truth != part_place).sum()) + 1
                for group, weight, _ in (NAMES, OPENINGS, CLOSINGS):
                    odds[group][part].add(page.example.name, seen[group], is_part, weight / alike)
    return PartWeights(**{group: side_by_side(of_part) for group, of_part in odds.items()})


def side_by_side(odds: Mapping[str, Odds]) -> dict[str, tuple[float, ...]]:
    """What is known of a word, for each part."""
    known = [odds[part].read(LEAST_ODDS) for part in PARTS]
    return {word: tuple(one.get(word, 0.0) for one in known) for word in sorted(set().union(*known))}


def see(page: ReadPage, number: int) -> Mapping[str, Any]:
    """What a block shows of its names and words."""
    block = page.example.page.blocks[number]
    names: dict[str, None] = {}
    box: Box | None = block.box
    for _ in range(SCORED_LEVELS):
        if box is None:
            break
        names.update(dict.fromkeys(name_parts(box.tag, box.names)))
        box = box.parent
    begins, ends = (WORDS.findall(one.lower()) for one in (block.text[:LAST_CHARS], block.text[-LAST_CHARS:]))
    return {"names": names, "openings": first_words(begins), "closings": last_words(ends)}
