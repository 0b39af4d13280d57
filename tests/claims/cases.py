"""Read the cases in tests/cases/claims and compare what the program finds with what a careful coder wrote down."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.builders import an_article
from tolltrace.claims import extract_claims
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.values import Claim, Hedge, Published

CASES = Path(__file__).parent.parent / "cases" / "claims"
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ANY = object()  # of a field that is compared only where a case names it; false says that there is none
# each field of a case: its default, and how the program's claim answers it
FIELDS: dict[str, tuple[Any, Any]] = {
    "low": (None, lambda c: c.figure.low),
    "high": (None, lambda c: c.figure.high),
    "hedge": ("exact", lambda c: c.figure.hedge.value),
    "fraction": (None, lambda c: c.figure.fraction),
    "harm": (None, lambda c: c.harm),
    "victims": (None, lambda c: c.victims),
    "side": (None, lambda c: c.side),
    "status": ("unknown", lambda c: c.status.value),
    "demographic": (None, lambda c: c.demographic),
    "place": (None, lambda c: c.place and c.place.text),
    "period": (None, lambda c: c.period and c.period.text),
    "edtf": (None, lambda c: c.period and c.period.edtf),
    "said": (ANY, lambda c: c.said and c.said.text),
    "said_edtf": (ANY, lambda c: c.said and c.said.edtf),
    "aspect": ("event", lambda c: c.aspect.value),
    "rate": (None, lambda c: c.rate),
    "chain": ([], lambda c: [link.name for link in c.chain]),
    "stance": ("asserted", lambda c: c.stance.value),
    "modality": (None, lambda c: c.modality),
    "quoted": (False, lambda c: c.quoted),
    "background": (False, lambda c: c.background),
}
LINKS = {"part_of_quote": "part_of", "about_quote": "about"}
NOTES = {"quote", "near", "gaps", "same_as_quote", *LINKS}
OF_A_CASE = {"id", "text", "title", "published", "file", "report", "claims", "extra"}


@dataclass(frozen=True)
class Case:
    """One report with the claims that a coder wrote down, and the gaps that are known."""

    id: str
    text: str  # what offsets count in
    expected: tuple[dict[str, Any], ...]
    found: tuple[Claim, ...]
    extra: tuple[str, ...] = ()  # quotes that the program finds and should not


def load_cases(file: str, knowledge: Knowledge | None = None) -> Iterator[Case]:
    """Every case of one file under tests/cases/claims, with the program's answer: by the rules alone, if not said else.

    What the trained linker changes hangs on its weights; its gain and its loss over all cases are held by a floor.
    """
    knowledge = knowledge or load_knowledge().by_rules()
    for table in tomllib.loads((CASES / file).read_text(encoding="utf-8"))["case"]:
        assert unknown_keys(table) == set(), f"{file}: {table['id']}"
        text, found = (
            read_example(table, knowledge) if "file" in table else read_text(table, file.split("/")[0], knowledge)
        )
        yield Case(table["id"], text, tuple(table.get("claims", [])), found, tuple(table.get("extra", [])))


def unknown_keys(table: dict[str, Any]) -> set[str]:
    """The keys of a case and of its claims that mean nothing: a note under one of them would be passed over."""
    of_claims = {key for claim in table.get("claims", []) for key in claim}
    return (set(table) - OF_A_CASE) | (of_claims - set(FIELDS) - NOTES)


def read_text(table: dict[str, Any], language: str, knowledge: Knowledge) -> tuple[str, tuple[Claim, ...]]:
    """A case that holds its own text, in a language."""
    said_at = datetime.fromisoformat(table["published"]) if "published" in table else None
    published = Published(said_at.date(), said_at, table["published"], "the case") if said_at else None
    article = an_article(title=table.get("title"), body=table["text"], published=published, language=language)
    return article.text, extract_claims(article, knowledge)


def read_example(table: dict[str, Any], knowledge: Knowledge) -> tuple[str, tuple[Claim, ...]]:
    """A case about one report of an example file."""
    from tolltrace import trace
    from tolltrace.values import Traced

    for result in trace(EXAMPLES / table["file"], knowledge=knowledge):
        if isinstance(result, Traced) and table.get("report") in (None, result.article.id):
            return result.article.text, result.claims
    raise AssertionError(f"{table['id']}: {table['file']} gave no report {table.get('report', '')}")


def find_deviations(case: Case) -> dict[str, list[str]]:
    """Where the program differs from the coder: quote → wrong fields, or ["missed"]; "extra" → quotes too many."""
    claims = {(claim.mention.start, claim.mention.text, claim.harm): claim for claim in case.found}
    deviations: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    claimed: set[int] = set()  # numbers of the records so far
    read: dict[str, tuple[dict[str, Any], Claim, list[str]]] = {}
    for expected in case.expected:
        key = (place_of(case, expected), expected["quote"], expected["harm"])
        claim = claims.pop(key, None)
        label = f"{expected['quote']} ({expected['harm']}) @{key[0]}"
        if claim is None:
            deviations[label] = ["missed"]
            continue
        wrong = [
            name
            for name, (default, read) in FIELDS.items()
            if not agrees(name, expected.get(name, default), read(claim))
        ]
        same = expected.get("same_as_quote")
        if claim.number != numbers.get(same) if same else claim.number in claimed:
            wrong.append("same_as_quote")
        claimed.add(claim.number)
        for reference in {expected["quote"], expected.get("near", expected["quote"])}:
            numbers.setdefault(reference, claim.number)
        read[label] = (expected, claim, wrong)
    for label, (expected, claim, wrong) in read.items():
        wrong += [
            key
            for key, name in LINKS.items()
            if getattr(claim, name) != (numbers.get(expected[key], 0) if key in expected else None)
        ]
        if wrong:
            deviations[label] = wrong
    if claims:
        deviations["extra"] = sorted(claim.mention.text for claim in claims.values())
    return deviations


def known_gaps(case: Case) -> dict[str, list[str]]:
    """The deviations that the case itself notes."""
    noted = {
        f"{claim['quote']} ({claim['harm']}) @{place_of(case, claim)}": claim["gaps"]
        for claim in case.expected
        if "gaps" in claim
    }
    return {**noted, **({"extra": sorted(case.extra)} if case.extra else {})}


def place_of(case: Case, expected: dict[str, Any]) -> int:
    """Where a quote starts; `near` tells which of several."""
    near = expected.get("near")
    at = case.text.find(expected["quote"], case.text.find(near) if near else 0)
    assert at >= 0, f"{case.id}: {expected['quote']!r} is not in the text"
    return at


def agrees(name: str, expected: Any, found: Any) -> bool:
    """Equal; words as printed may differ in their article and in case, shares in the third decimal."""
    if expected is ANY:
        return True
    if expected is False:
        return not found
    if name == "fraction" and expected and found:
        return abs(expected - found) < 0.005
    if name == "hedge" and expected == "exact":
        return found == Hedge.EXACT
    if (
        isinstance(expected, str)
        and isinstance(found, str)
        and name in {"victims", "place", "period", "said", "modality"}
    ):
        return bare(expected) == bare(found)
    return bool(expected == found)


def bare(words: str) -> str:
    """Without article and capitals."""
    lowered = " ".join(words.lower().split())
    for article in ("the ", "a ", "an ", "its ", "their "):
        lowered = lowered.removeprefix(article)
    return lowered
