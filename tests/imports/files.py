"""Made-up files to import."""

import json
from pathlib import Path
from typing import Any


def an_estimate(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A row of a table built as The Economist's is."""
    gold = {
        "first_speaker": "Karvel Defence Staff",
        "via": None,
        "source_raw": "Karvel Defence Staff",
        "url": f"https://staff.example/{number}",
        "url_text_fragment": None,
        "quantity": "deaths",
        "low": None,
        "high": None,
        "point": 9000,
        "victims": "russia military",
        "party_to_war": True,
    }
    own = {"id": f"e-{number:03}", "date": "2024-03-04", "text": None}
    return {name: changes.pop(name, value) for name, value in own.items()} | {"gold": gold | changes}


def write_lines(path: Path, records: list[dict[str, Any]]) -> Path:
    """An object a line."""
    path.write_text("\n".join(json.dumps(each) for each in records) + "\n", "utf-8")
    return path


def a_review(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A ClaimReview."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://checks.example/{number}",
        "datePublished": "2024-03-09",
        "author": {"@type": "Organization", "name": "Karvel Facts"},
        "claimReviewed": "Over 900 soldiers were killed in the battle for Karvel.",
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": "False",
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Ana Veld"},
            "datePublished": "2024-03-05",
        },
    } | changes


def write_sheet(path: Path, rows: list[dict[str, Any]], names: list[str] | None = None) -> Path:
    """A CSV, or a workbook where the name says so; the columns are those of the first row."""
    import csv

    names = names or list(rows[0])
    cells = [names, *([row.get(name) for name in names] for row in rows)]
    if path.suffix == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        for row in cells:
            book.active.append(row)
        book.save(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(cells)
    return path


def a_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A coded claim."""
    row: dict[str, Any] = {
        "id": f"{number}",
        "harm": "killed",
        "low": "12",
        "high": "",
        "hedge": "at_least",
        "side": "Russia",
        "place": "",
        "chain": "governor → Radio Karvel",
        "published": "2024-03-04",
        "outlet": "The Karvel Courier",
        "evidence": "At least 12 people died on the lake, the governor said.",
        "mention": "At least 12",
    }
    return row | changes
