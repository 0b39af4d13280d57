"""An outlet's section, a page of links, as a list: which of its links lead to reports."""

import re
from collections.abc import Iterator
from fnmatch import translate
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from tolltrace.text import squeeze
from tolltrace.visits import Listed

MAX_LINKS = 1000  # of one page
ANY = "*"
NUMBERED = re.compile(r"\d{5}|/\d{4}/\d\d?/")  # a number, a date
FEWEST_HYPHENS = 3  # between the words of a headline
FEWEST_WORDS = 4  # of what is printed as the link, where its address tells nothing
NO_REPORT = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|css|js|ico)$", re.IGNORECASE)


def find_links(content: bytes, base: str, pattern: str, charset: str | None = None) -> Iterator[Listed]:
    """The links of a page to its own site whose path matches, each once, in their order.

    `pattern` is that of the path, with "*" for anything; "*" alone takes the links that look like those of reports.
    """
    try:
        parser = html.HTMLParser(encoding=charset or "utf-8", no_network=True, huge_tree=False)
        tree = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError):
        return
    site, seen = site_of(urlsplit(base).hostname), {urldefrag(base)[0]}
    for link in tree.iter("a"):
        address = absolute(link.get("href", ""), base)
        if address is None or address in seen or site_of(urlsplit(address).hostname) != site:
            continue
        if is_wanted(urlsplit(address).path, pattern, squeeze(link.text_content())):
            seen.add(address)
            yield Listed(address)
        if len(seen) > MAX_LINKS:
            return


def absolute(printed: str, base: str) -> str | None:
    """A link's address, without the place in the page."""
    try:
        address = urldefrag(urljoin(base, printed.strip()))[0]
        parts = urlsplit(address)
    except ValueError:  # brackets that hold no address
        return None
    return address if printed.strip() and parts.scheme in {"http", "https"} and parts.hostname else None


def is_wanted(path: str, pattern: str, words: str) -> bool:
    """Whether a link leads to a report, as far as can be told without asking."""
    if pattern != ANY:
        return compiled(pattern).fullmatch(path) is not None
    if NO_REPORT.search(path) or path in {"", "/"}:
        return False
    last = path.rstrip("/").rpartition("/")[2]
    told = last.count("-") >= FEWEST_HYPHENS or NUMBERED.search(path) is not None
    return told or len(words.split()) >= FEWEST_WORDS


@lru_cache(64)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the configuration."""
    return re.compile(translate(pattern))


def site_of(host: str | None) -> str:
    """A host, without the "www." that an outlet's own links have or have not."""
    return (host or "").lower().removeprefix("www.")
