"""Put the codes together with their texts.

    TOLLTRACE_DATA=../shared/data python training/codes.py PART PREFIX

PART is train, dev, test or second. Writes PREFIX.reports.jsonl, which `tolltrace trace` reads, and PREFIX.gold.jsonl,
which the scorer reads. Without the data it says so and exits 0.
"""

import gzip
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CODES = Path(__file__).parent / "codes"
SPANS = ("victims", "place", "period")
NO_CLAIM_FIELDS: dict[str, Any] = {
    "low": None,
    "high": None,
    "value": None,
    "hedge": "exact",
    "fraction": None,
    "part_of": None,
    "about": None,
    "side": None,
    "status": "unknown",
    "demographic": None,
    "victims": None,
    "place": None,
    "period": None,
    "edtf": None,
    "aspect": "event",
    "rate": None,
    "stance": "asserted",
    "modality": None,
    "quoted": None,
    "background": None,
}


def main() -> int:
    """Write the two files."""
    part, prefix = sys.argv[1:]
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if not (data / "current_events_2002_2021.jsonl.gz").exists():
        print("skipped: TOLLTRACE_DATA does not name the folder that holds the texts")
        return 0
    reports, records = write_part(part, Path(prefix), data)
    print(f"{reports} reports, {records} records")
    return 0


def write_part(part: str, prefix: Path, data: Path) -> tuple[int, int]:
    """Write PREFIX.reports.jsonl and PREFIX.gold.jsonl, and say how many reports and records they hold."""
    texts = {report["id"]: report for report in read_reports(data)}
    coded = [json.loads(line) for line in (CODES / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]
    prefix.parent.mkdir(parents=True, exist_ok=True)
    with (
        Path(f"{prefix}.reports.jsonl").open("w", encoding="utf-8") as reports,
        Path(f"{prefix}.gold.jsonl").open("w", encoding="utf-8") as gold,
    ):
        for line in coded:
            report = texts[line["id"]]
            reports.write(json.dumps(report, ensure_ascii=False) + "\n")
            claims = [with_words(claim, report["text"]) for claim in line["claims"]]
            gold.write(json.dumps({"id": line["id"], "claims": claims}, ensure_ascii=False) + "\n")
    return len(coded), sum(len(line["claims"]) for line in coded)


def read_reports(data: Path) -> Iterator[dict[str, Any]]:
    """Every report that could be coded, in the shape of a line of articles."""
    with gzip.open(data / "current_events_2002_2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        for report in map(json.loads, lines):
            yield {key: report[key] for key in ("id", "published", "text")}
    for line in (data / "wikinews_attributions.jsonl").read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        yield {"id": report["id"], "published": report["date"], "text": report["text"]}


def is_left_out(identity: str) -> bool:
    """Whether a report of `train` is of the fifth that a linker can leave out, for its scores to be judged on."""
    return int(hashlib.sha256(identity.encode()).hexdigest(), 16) // 4 % 5 == 0


def with_words(claim: dict[str, Any], text: str) -> dict[str, Any]:
    """A claim with its defaults and, in place of offsets, the words."""
    start, end = claim["mention"]
    words = {name: text[slice(*claim[name])] for name in SPANS if name in claim}
    chain = [text[slice(*link)] for link in claim.get("chain", [])]
    return {
        **NO_CLAIM_FIELDS,
        **claim,
        **words,
        "chain": chain,
        "mention": {"text": text[start:end], "start": start, "end": end},
    }


if __name__ == "__main__":
    sys.exit(main())
