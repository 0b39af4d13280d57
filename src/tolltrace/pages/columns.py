"""What the columns of a table are called, and a row of it as an article."""

from collections.abc import Mapping, Sequence

from tolltrace.pages.reader import Origin, record_page
from tolltrace.values import Failed, Page

# each key of a record, and the names for it that tables have, in lower case, with "_" for a blank, "-" or "."
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "maintext", "message"),
    "html": ("html", "content_html", "body_html"),
    "id": ("id", "article_id", "uid", "guid"),
    "title": ("title", "headline"),
    "publisher": (
        "publisher",
        "outlet",
        "source",
        "media",
        "media_name",
        "publication",
        "newspaper",
        "channel",
        "site",
    ),
    "published": (
        *("published", "published_at", "published_on", "publish_date", "publication_date", "date_published", "pubdate"),
        *("date", "datetime", "timestamp"),
    ),
    "url": ("url", "link", "address", "article_url", "web_url", "source_url"),
    "authors": ("authors", "author", "byline"),
    "tags": ("tags", "keywords", "topics"),
    "description": ("description", "summary", "abstract", "snippet"),
    "modified": ("modified", "modified_at", "date_modified", "updated", "updated_at"),
    "section": ("section", "category", "rubric"),
    "wire": ("wire", "agency"),
    "forwarded_from": ("forwarded_from",),
    "captured_at": ("captured_at", "crawled_at", "scraped_at", "retrieved_at", "download_date"),
}
HOLDS_TEXT = frozenset((*COLUMNS["text"], *COLUMNS["html"]))
EXPECTED = f"expected a column {', '.join(COLUMNS['text'][:-1])} or {COLUMNS['text'][-1]}"


def plain_name(name: str) -> str:
    """A column's name as `COLUMNS` has it."""
    return "_".join(
        name.strip("\ufeff \t\r\n\"'").lower().replace("-", " ").replace(".", " ").replace("_", " ").split()
    )


def match_columns(names: Sequence[str]) -> dict[str, int]:
    """For each key of a record the number of its column; the name that `COLUMNS` has first wins."""
    plain = [plain_name(name) for name in names]
    return {
        key: plain.index(found)
        for key, known in COLUMNS.items()
        if (found := next((name for name in known if name in plain), None)) is not None
    }


def holds_text(columns: Mapping[str, int]) -> bool:
    """Whether articles can be made of these columns."""
    return "text" in columns or "html" in columns


def row_page(source: str, row: Sequence[object], columns: Mapping[str, int], origin: Origin) -> Page | Failed:
    """The article of a row. An empty text stays one, so that the row is rejected for it and not for its columns."""
    fields = {key: as_given(row[number]) for key, number in columns.items()}
    if not fields.get("text") and not fields.get("html"):
        fields["text"] = " "
    return record_page(source, fields, origin)


def as_given(value: object) -> object:
    """A cell as a record takes it: text, a list of texts, or a date in ISO 8601."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value if one is not None]
    if value is None or isinstance(value, str):
        return value
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)
