"""Sitemaps: the addresses of a site's reports, and of its other sitemaps; each is fetched when that is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tolltrace.pages.elements import name_of, read_elements, text_of
from tolltrace.pages.feed import absolute, iso_date, plain, root_name
from tolltrace.pages.reader import Damage, Found, Origin, Reference, Stream, damaged
from tolltrace.values import Reason, Rejected

HELD = {"url": "an address", "sitemap": "the address of another sitemap"}


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Streams: one address is held at a time."""

    name: str = "sitemap"
    reads: str = "sitemaps"

    def accepts(self, filename: str, head: bytes) -> bool:
        """By the first element."""
        return root_name(head) in {b"urlset", b"sitemapindex"}

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """A reference an address."""
        number = 0
        for one in read_elements(stream, frozenset(HELD), max_bytes=max_page_bytes, charset=origin.charset):
            if isinstance(one, Damage):
                yield damaged(one, origin, max_page_bytes, f"{number:,} addresses were read")
                number = number or 1
            elif name_of(one) in HELD:
                number += 1
                yield read_address(one, number, origin)
        if not number:
            yield Rejected(origin.source, Reason.EMPTY, "a sitemap without addresses")


def read_address(element: etree._Element, number: int, origin: Origin) -> Reference | Rejected:
    """Where it leads to, with the title that a news sitemap tells."""
    fields = {name_of(child): child for child in element}
    link = absolute(text_of(fields.get("loc")), origin.url)
    if link is None:
        return Rejected(f"{origin.source}:{number}", Reason.EMPTY, "an entry of a sitemap without an address")
    news = fields.get("news:news")
    titles = [plain(text_of(one)) for one in news if name_of(one) == "news:title"] if news is not None else []
    title = f" and the title {titles[0]!r}" if titles and titles[0] else ""
    dated = iso_date(text_of(fields.get("lastmod"))) or first_news_date(news)
    detail = f"the entry holds {HELD[name_of(element)]}{title}"
    stamp = "\n".join((dated or "", titles[0] if titles else ""))
    return Reference(f"{origin.source}:{link}", link, detail, stamp, dated, name_of(element) == "sitemap")


def first_news_date(news: etree._Element | None) -> str | None:
    """When a report of a news sitemap appeared."""
    dates = (
        (iso_date(text_of(one)) for one in news if name_of(one) == "news:publication_date") if news is not None else ()
    )
    return next((date for date in dates if date), None)


READER = Sitemap()
