"""Addresses: an article's own, without tracking and archive; and what they say of title and day."""

import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from tolltrace.text import squeeze

MAX_URL_CHARS = 4000
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|cmpid|ocid|at_medium|at_campaign|smid|ref_src", re.IGNORECASE)
ARCHIVE = re.compile(
    r"https?://(?:web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?|archive\.(?:today|is|ph|li|md|fo|vn)/\d{4,14}"
    r"|arquivo\.pt/(?:wayback|noFrame/replay)/\d{4,14}|(?:www\.)?webarchive\.org\.uk/wayback/[a-z/]{0,20}?\d{4,14})/(.+)",
    re.IGNORECASE | re.DOTALL,
)
PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_-]|\d{0,6}\.\w|$)")
PATH_DATE_SHORT = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-])")
PATH_DATE_PARTED = re.compile(r"/((?:19|20)\d\d)/[A-Za-z_]{2,20}/(\d\d?)/(\d\d?)/")  # /2013/world/8/3/
PATH_YEAR = re.compile(r"[/-]((?:19|20)\d\d)(?=[/-])")
SLUG_PARTS = re.compile(r"[-_]+")
SLUG_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|ece|cms|story)$", re.IGNORECASE)
SLUG_NUMBER = re.compile(r"\d{5,}|[0-9a-f]{8,}|\w*\d\w*\d\w*\d\w*\d\w*", re.IGNORECASE)
SLUG_WORDS = 4  # at least, to be a title


def unwrap_archive(url: str | None) -> str | None:
    """The address that a web archive's address holds a copy of; itself where it is no archive's."""
    found = ARCHIVE.match(url[:MAX_URL_CHARS]) if url else None
    if not found:
        return url
    inner = found[1]
    return inner if inner.startswith(("http://", "https://")) else f"http://{inner}"


def clean_url(url: Any, base: str | None) -> str | None:
    """An absolute http URL without archive, fragment and tracking; None for a front page, no article's address."""
    if not isinstance(url, str) or len(url) > MAX_URL_CHARS:
        return None
    try:
        parts = urlsplit(unwrap_archive(urljoin(base or "", squeeze(url))) or "")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    query = parts.query
    if query:
        kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
        query = urlencode(kept)
    if parts.path in {"", "/"} and not query:
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, query, ""))


def parts_of(url: str | None) -> SplitResult:
    """An address in its parts; all of them empty for what is none, as "https://]host": a page may say anything."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")


def site_of(url: str) -> str:
    """The last labels of the host: "www.bbc.co.uk" and "m.bbc.co.uk" are one site."""
    labels = (parts_of(url).hostname or "").split(".")
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-count:])


def title_in(url: str | None) -> str | None:
    """The words of the address, where it holds a title: "/05/01/two-dead-in-flood-1234.html" → "two dead in flood"."""
    if not url:
        return None
    parts = [part for part in parts_of(url).path.split("/") if part][-3:]
    slugs = [SLUG_PARTS.split(SLUG_ENDING.sub("", unquote(part))) for part in parts]
    words = max(
        ([word for word in slug if word and not SLUG_NUMBER.fullmatch(word)] for slug in slugs), key=len, default=[]
    )
    return squeeze(" ".join(words)) if len(words) >= SLUG_WORDS else None


def day_in(url: str | None) -> str | None:
    """The day that the address names, as "2023-05-01"."""
    path = parts_of(url).path
    found = PATH_DATE.search(path) or PATH_DATE_SHORT.search(path) or PATH_DATE_PARTED.search(path)
    return "-".join(found.groups()) if found else None


def year_in(url: str | None) -> str | None:
    """The year that the address names."""
    found = PATH_YEAR.search(parts_of(url).path)
    return found[1] if found else None
