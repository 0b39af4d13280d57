"""ClaimReview, as fact-checkers publish it in JSON-LD: one, a list, a @graph, or a feed (`dataFeedElement`, `item`).

The words of the claim that was reviewed are traced for figures as a report's are; who made it stands behind whom they
name. Who reviewed it, and with which rating, stays in the record: a rating is no figure, and no stance of the speaker.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain as chained
from itertools import islice
from typing import Any

import msgspec

from tolltrace.articles import extract_articles
from tolltrace.claims import extract_claims_of
from tolltrace.imports import cells
from tolltrace.imports.importing import MAX_RECORD_BYTES, CellError, Fate, Import, ImportFile, Made, Outcome, refused
from tolltrace.imports.reports import Heading, Part, make_report
from tolltrace.imports.spool import Spool
from tolltrace.pages import Damage, read_objects
from tolltrace.values import Article, Claim, Link, Page, Period, Published, Stance

KIND = "ClaimReview"
GIVEN = "datePublished of the review"
ITEM = "[]"  # a place in a list, as `read_objects` names it
CUT = frozenset({("dataFeedElement", ITEM), ("@graph", ITEM), (ITEM,)})
MAX_DEPTH = 6  # of objects around a review
MAX_WORDS_CHARS = 20_000  # of a claim that was reviewed
OF_THE_CHAIN = ("speaker", "chain")  # fields that a claimant is part of
TOGETHER = 64  # reviews whose words are read at once
LABELS = {  # what is kept of a review, by where it stands in it
    "url": ("url",),
    "datePublished": ("datePublished",),
    "author": ("author", "name"),
    "name": ("name",),
    "headline": ("headline",),
    "reviewRating.alternateName": ("reviewRating", "alternateName"),
    "reviewRating.name": ("reviewRating", "name"),
    "reviewRating.ratingValue": ("reviewRating", "ratingValue"),
    "reviewRating.worstRating": ("reviewRating", "worstRating"),
    "reviewRating.bestRating": ("reviewRating", "bestRating"),
    "reviewRating.ratingExplanation": ("reviewRating", "ratingExplanation"),
    "itemReviewed.author": ("itemReviewed", "author", "name"),
    "itemReviewed.datePublished": ("itemReviewed", "datePublished"),
    "itemReviewed.firstAppearance": ("itemReviewed", "firstAppearance", "url"),
    "itemReviewed.appearance": ("itemReviewed", "appearance", "url"),
    "itemReviewed.url": ("itemReviewed", "url"),
}


@dataclass(frozen=True, slots=True)
class Review:
    """One of them, read. `cells` hold what else it says, in its own words."""

    name: str
    content: bytes
    id: str
    words: str  # of the claim that was reviewed
    cells: tuple[tuple[str, str], ...]
    address: str | None
    published: Published | None
    claimant: str | None
    said: Published | None


def accepts(filename: str, head: bytes) -> bool:
    """By the word that each of them is typed with."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")) and KIND.encode() in head


def read(file: ImportFile) -> Iterator[Made | Outcome]:
    """A report for each review whose claim holds a figure, in the order of the file."""
    with Spool() as seen:
        found = find_reviews(file, seen)
        while some := list(islice(found, TOGETHER)):
            read_words = trace_words([each for each in some if isinstance(each, Review)], file)
            for each in some:
                yield make(each, read_words[each.name], file) if isinstance(each, Review) else each


# ── the reviews of a file ────────────────────────────────────────────────────────────────────────────────────────────


def find_reviews(file: ImportFile, seen: Spool) -> Iterator[Review | Outcome]:
    """Every review, however deep in the file, once."""
    number = 0
    for found in find_objects(file):
        if isinstance(found, Damage):
            yield refused("the rest of the file", None, f"{found.detail}; expected JSON-LD with objects of type {KIND}")
            return
        for record in reviews_in(found, MAX_DEPTH):
            number += 1
            yield read_review(f"review {number}", record, seen)


def find_objects(file: ImportFile) -> Iterator[Any]:
    """The objects of lists, as they come; else the whole file, where that is one object."""
    any_object = False
    with file.path.open("rb") as stream:
        for found in read_objects(stream, CUT, max_bytes=MAX_RECORD_BYTES):
            if isinstance(found, Damage):
                yield found
                return
            if found[0] in CUT:
                any_object = True
                yield found[1]
    if any_object:
        return
    with file.path.open("rb") as stream:
        content = stream.read(MAX_RECORD_BYTES + 1)
    if len(content) > MAX_RECORD_BYTES:
        yield Damage(f"one object has more than {MAX_RECORD_BYTES:,} bytes")
        return
    try:
        yield msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Damage(f"{error}")


def reviews_in(found: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """The reviews in a value: itself, or what its `item`, `@graph` and lists hold."""
    if depth == 0:
        return
    if isinstance(found, list):
        yield from chained.from_iterable(reviews_in(each, depth - 1) for each in found)
    elif isinstance(found, Mapping):
        kinds = found.get("@type")
        names = [each for each in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(each, str)]
        if any(name.rpartition("/")[2].rpartition(":")[2] == KIND for name in names):
            yield found
        else:
            for key in ("item", "@graph", "dataFeedElement", "review", "mainEntity"):
                yield from reviews_in(found.get(key), depth - 1)


def read_review(name: str, record: Mapping[str, Any], seen: Spool) -> Review | Outcome:
    """One of them: refused without the words of a claim; known by its address and these words."""
    try:
        content = msgspec.json.encode(record, order="deterministic")
        words = cells.plain_text(first_text(record, ("claimReviewed",)), MAX_WORDS_CHARS)
        if not words:
            return refused(name, "claimReviewed", CellError(None, "the words of a claim"))
        told = [(label, cells.plain_text(first_text(record, path))) for label, path in LABELS.items()]
    except (CellError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        return refused(name, "claimReviewed", error)
    given = {label: value for label, value in told if value}
    address = cells.find_address(given.get("url", "")) or cells.find_address(f"{record.get('@id') or ''}")
    own = f"claimreview:{address or given.get('author') or 'unsigned'} · {words}"
    if earlier := seen.meet(own, name):
        return Outcome(Fate.REPEATED, (name,), f"{earlier} is of the same claim, by the same review")
    return Review(
        name=name,
        content=content,
        id=own if len(own) <= cells.MAX_ADDRESS_CHARS else own[: cells.MAX_ADDRESS_CHARS],
        words=words,
        cells=tuple(given.items()),
        address=address,
        published=replace_from(cells.read_instant(given.get("datePublished"))),
        claimant=(given.get("itemReviewed.author") or "")[: cells.MAX_NAME_CHARS] or None,
        said=cells.read_instant(given.get("itemReviewed.datePublished")),
    )


def replace_from(published: Published | None) -> Published | None:
    """How the day is known."""
    return replace(published, known_from=GIVEN) if published else None


def first_text(record: Any, path: Sequence[str]) -> Any:
    """What stands at the end of a path; of several things the first, of an object its name or address."""
    for key in path:
        record = record[0] if isinstance(record, list) and record else record
        record = record.get(key) if isinstance(record, Mapping) else record if key in ("name", "url") else None
    record = record[0] if isinstance(record, list) and record else record
    if isinstance(record, Mapping):
        record = record.get("@value") or record.get("name") or record.get("url")
    return None if isinstance(record, Mapping | list) else record


# ── the claims in its words ──────────────────────────────────────────────────────────────────────────────────────────


def trace_words(reviews: Sequence[Review], file: ImportFile) -> dict[str, tuple[Article, tuple[Claim, ...]] | str]:
    """The claims in the words of each, by its name; or why they were not read."""
    articles: dict[str, Article] = {}
    found: dict[str, tuple[Article, tuple[Claim, ...]] | str] = {}
    for review in reviews:
        day = review.said or review.published
        told = {"text": review.words, "id": review.id, "published": day.on.isoformat() if day else None}
        page = Page("jsonl", msgspec.json.encode(told), file.source(review.name))
        (article,) = extract_articles(page, file.knowledge)
        if isinstance(article, Article):
            articles[review.name] = article
        else:
            found[review.name] = article.detail
    claims = extract_claims_of(list(articles.values()), file.knowledge)
    return found | {name: (article, own) for (name, article), own in zip(articles.items(), claims, strict=True)}


def make(review: Review, read_words: tuple[Article, tuple[Claim, ...]] | str, file: ImportFile) -> Made | Outcome:
    """The report of a review."""
    if isinstance(read_words, str):
        return Outcome(Fate.NO_FIGURE, (review.name,), read_words)
    article, claims = read_words
    if not claims:
        return Outcome(Fate.NO_FIGURE, (review.name,))
    told = dict(review.cells)
    said = Period(review.said.printed, review.said.on.isoformat(), 1) if review.said else None
    part = Part(
        record=review.name,
        content=review.content,
        shown=review.words,
        cells=review.cells,
        claims=[with_claimant(claim, review.claimant, said) for claim in claims],
        address=review.address,
    )
    rating = (
        told.get("reviewRating.alternateName") or told.get("reviewRating.name") or told.get("reviewRating.ratingValue")
    )
    heading = Heading(
        id=review.id,
        language=article.language,
        outlet=told.get("author"),
        url=review.address,
        published=review.published,
        description=f"A review of a claim, rated: {rating}" if rating else "A review of a claim",
    )
    try:
        return make_report(heading, [part], file, IMPORT.name)
    except CellError as error:
        return refused(review.name, "claimReviewed", error)


def with_claimant(claim: Claim, claimant: str | None, said: Period | None) -> Claim:
    """A claim with who made it as its last link. Of one that nobody is named for the reviewer is no speaker, either."""
    if claimant is None and not claim.chain:
        stance = Stance.UNCONFIRMED if claim.stance is Stance.ASSERTED else claim.stance
        return replace(claim, stance=stance, said=claim.said or said)
    names = {link.name.casefold() for link in claim.chain}
    if not claimant or claimant.casefold() in names:
        return replace(claim, said=claim.said or said)
    readings = tuple(each for each in claim.readings if each.field not in OF_THE_CHAIN)  # the words do not say it
    return replace(claim, chain=(*claim.chain, Link(claimant)), said=claim.said or said, readings=readings)


IMPORT = Import(
    name="claimreview",
    about="what fact-checkers say of claims: schema.org's ClaimReview in JSON-LD, also as a feed",
    accepts=accepts,
    read=read,
    dataset="claimreview",
)
