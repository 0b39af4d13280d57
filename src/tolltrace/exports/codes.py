"""What reviewers decided, as codes to learn from and to measure with: reports with their texts, and gold beside them.

The shape is that of `training/codes.py`: PART.reports.jsonl, which `tolltrace trace` reads, and PART.gold.jsonl, which
the scorer reads. Gold holds reports of which every claim is decided; all that is decided stands in PART.decided.jsonl.
"""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from tolltrace.anchors import find_again
from tolltrace.errors import ExportError
from tolltrace.exports.files import open_text
from tolltrace.following import group_recorded
from tolltrace.ledger import ClaimQuery, Ledger, RecordedClaim
from tolltrace.printable import json_text
from tolltrace.records import claim_to_json
from tolltrace.reviews import DUPLICATE, PENDING, REJECTED, Review, find_differences
from tolltrace.values import Article, Claim, Span

TRAIN, TEST = "train", "test"
TEST_SHARE = 5  # one report in so many is to measure with
KINDS = ("reports", "gold", "decided")
UNDECIDED = "undecided"
DISPUTED = "disputed"
MOVED = "moved"
COPIES = "copies"
LEFT_OUT = {
    UNDECIDED: "Claims that nobody decided, or that somebody left pending.",
    DISPUTED: "Claims on which reviewers disagree.",
    MOVED: "Claims whose words are not in the newest reading of their report.",
}
REPORTS_LEFT_OUT = {
    "not whole": "Reports of which some claim is undecided, disputed or moved: what is decided of them can be learned "
    "from, and measures nothing.",
    COPIES: "Reports to learn from that share their text with one to measure with.",
}
ABOUT = """# What reviewers decided

Made by `tolltrace ledger export-codes` from a ledger. A report's part follows from its id (SHA-256 modulo 5: 0 is to
measure with), so that it never moves. `receipt.json` counts what is here, and what was left out and why.

- `train.reports.jsonl`, `test.reports.jsonl`: the texts. `tolltrace trace` reads them. They belong to their publishers:
  do not pass them on.
- `train.gold.jsonl`, `test.gold.jsonl`: the claims of the same reports as reviewers decided, one report a line. What
  they rejected is not there: who finds it is wrong. Nor is a claim that the program missed and nobody added.
- `train.decided.jsonl`, `test.decided.jsonl`: every claim on which reviewers agree, also of reports of which others
  wait. `negative` is true for what they rejected.
"""


@dataclass(slots=True)
class Codes:
    """What was written and what was not, counted on the way."""

    reports: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    negatives: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    reports_left_out: Counter[str] = field(default_factory=Counter)
    reviewers: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """In JSON types."""
        names = ("reports", "claims", "decided", "negatives")
        return {
            **{part: {name: getattr(self, name)[part] for name in names} for part in (TRAIN, TEST)},
            "left_out": {
                "claims": [{"what": n, "says": s, "claims": self.left_out[n]} for n, s in LEFT_OUT.items()],
                "reports": [
                    {"what": n, "says": s, "reports": self.reports_left_out[n]} for n, s in REPORTS_LEFT_OUT.items()
                ],
            },
            "reviewers": dict(sorted(self.reviewers.items())),
        }


@dataclass(frozen=True, slots=True)
class Coded:
    """What became of one claim: it stands, it is none (`negative`), or it is left out for a reason."""

    recorded: RecordedClaim
    by: tuple[str, ...] = ()
    negative: bool = False
    left_out: str | None = None
    mention: Span | None = None  # where it stands in the text that is written


def write_codes(ledger: Ledger, folder: Path) -> Codes:
    """Write what reviewers decided into a new folder, whole or not at all. Raises ExportError where it is there.

    Reports are taken one at a time; ids of those that share their text are held in memory.
    """
    if folder.exists():
        raise ExportError(f"{folder}: is there already; a folder is not written over: remove it, or give another name")
    if not folder.parent.is_dir():
        raise ExportError(f"{folder.parent}: there is no such folder; make it first")
    codes = Codes()
    group_recorded(ledger)
    ids = ledger.reviewed_reports()
    copies = copies_of_tests(ledger, ids)
    try:
        with tempfile.TemporaryDirectory(prefix=".tolltrace-", dir=folder.parent) as made:
            written = Path(made) / folder.name
            written.mkdir()
            with ExitStack() as stack:
                files = {
                    f"{part}.{kind}": stack.enter_context(open_text(written / f"{part}.{kind}.jsonl"))
                    for part in (TRAIN, TEST)
                    for kind in KINDS
                }
                for report_id in ids:
                    write_report(ledger, report_id, files, codes, is_copy=report_id in copies)
            receipt = {"made_at": datetime.now(UTC).isoformat(), **codes.told()}
            (written / "receipt.json").write_text(json.dumps(receipt, ensure_ascii=False, indent=2) + "\n", "utf-8")
            (written / "README.md").write_text(ABOUT, "utf-8")
            written.rename(folder)
    except OSError as error:
        raise ExportError(f"{folder}: {error.strerror or error}; give a path that you may write, with room") from error
    return codes


def part_of(report_id: str) -> str:
    """Whether a report is to learn from or to measure with; the same on every machine, whatever else there is."""
    return TEST if int(hashlib.sha256(report_id.encode()).hexdigest(), 16) % TEST_SHARE == 0 else TRAIN


def copies_of_tests(ledger: Ledger, ids: Sequence[str]) -> frozenset[str]:
    """The reports to learn from that share their text with one to measure with."""
    with ledger.grouping(write=False) as store:
        pairs = store.alike(ids)
    return frozenset(
        each
        for pair in pairs
        if {part_of(one) for one in pair} == {TRAIN, TEST}
        for each in pair
        if part_of(each) == TRAIN
    )


def write_report(ledger: Ledger, report_id: str, files: Mapping[str, TextIO], codes: Codes, *, is_copy: bool) -> None:
    """One report, and what was decided of its claims."""
    if is_copy:
        codes.reports_left_out[COPIES] += 1
        return
    part, article = part_of(report_id), ledger.article(report_id)
    coded = list(code_claims(ledger, report_id, article))
    numbers = {each.recorded.claim.number for each in coded if each.left_out is None and not each.negative}
    gold = []
    for each in coded:
        if each.left_out is not None:
            codes.left_out[each.left_out] += 1
            continue
        record = gold_record(each, numbers)
        verdict = {"report": report_id, "negative": each.negative, "claim": record}
        files[f"{part}.decided"].write(json_text(verdict) + "\n")
        codes.decided[part] += 1
        codes.negatives[part] += each.negative
        codes.reviewers.update(each.by)
        gold += [] if each.negative else [record]
    if any(each.left_out is not None for each in coded):
        codes.reports_left_out["not whole"] += 1
        return
    files[f"{part}.reports"].write(json_text(report_record(article)) + "\n")
    files[f"{part}.gold"].write(json_text({"id": report_id, "claims": gold}) + "\n")
    codes.reports[part] += 1
    codes.claims[part] += len(gold)


def code_claims(ledger: Ledger, report_id: str, article: Article) -> Iterator[Coded]:
    """What became of each claim of a report, in the order of its text."""
    found = list(ledger.claims(ClaimQuery(report=report_id, with_rejected=True)))
    own = {each.claim.id for each in found}
    for recorded in found:
        reviews = ledger.reviews(recorded.claim.id)
        if reason := reason_to_leave(reviews):
            yield Coded(recorded, left_out=reason)
            continue
        by = tuple(review.by for review in reviews)
        if is_negative(reviews, own):
            yield Coded(recorded, by, negative=True, mention=recorded.claim.mention)
            continue
        mention = find_again(recorded.mention, article.text)
        yield Coded(recorded, by, left_out=None if mention else MOVED, mention=mention)


def reason_to_leave(reviews: Sequence[Review]) -> str | None:
    """Why a claim is not coded; None where every reviewer who decided says the same."""
    if not reviews or any(review.stance == PENDING for review in reviews):
        return UNDECIDED
    return DISPUTED if find_differences(reviews) else None


def is_negative(reviews: Sequence[Review], own: set[str]) -> bool:
    """Whether there is no such claim. A duplicate of another report's claim is one in its own report."""
    newest = reviews[-1]
    if newest.stance == DUPLICATE:
        return newest.duplicate_of in own
    return newest.stance == REJECTED


def gold_record(coded: Coded, numbers: set[int]) -> dict[str, Any]:
    """A claim as the scorer reads it: words in place of objects, names in place of links; and who decided on it."""
    claim: Claim = coded.recorded.claim
    record = claim_to_json(claim)
    mention = coded.mention or claim.mention
    for name in ("id", "evidence", "said", "confidence", "field_confidence"):
        del record[name]
    place, period = claim.place, claim.period
    return record | {
        "mention": {"text": mention.text, "start": mention.start, "end": mention.end},
        "part_of": claim.part_of if claim.part_of in numbers else None,
        "about": claim.about if claim.about in numbers else None,
        "place": place.text if place else None,
        "period": period.text if period else None,
        "edtf": period.edtf if period else None,
        "chain": [link.name for link in claim.chain],
        "decided_by": list(coded.by),
    }


def report_record(article: Article) -> dict[str, Any]:
    """A report as a line of articles, so that the offsets of its gold count in what is read from it."""
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.outlet,
        "published": article.published.iso if article.published else None,
        "url": article.url,
        "text": article.text[article.body_start :],
    }
