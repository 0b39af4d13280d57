import io
import json
import time
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import feed, read_sources, sitemap
from tolltrace.pages.reader import Origin, Reference
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason, Rejected

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
URL = "https://news.example/1"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Example Herald</title><image><title>x</title></image>
{}</channel></rss>"""
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Example Herald</title>{}</feed>'
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example/"><title>Example Herald</title></channel>{}</rdf:RDF>"""
FULL = f"<content:encoded><![CDATA[<p>{NOTE}</p><p>More &amp; more.</p>]]></content:encoded>"


def read(document, *, reader=feed.READER, url=None, max_page_bytes=100_000):
    content = document if isinstance(document, bytes) else document.encode()
    assert reader.accepts("", content[:4096])
    return list(reader.read(io.BytesIO(content), Origin("feed.xml", url), max_page_bytes=max_page_bytes))


def article(page):
    (found,) = extract_articles(page, load_knowledge())
    assert isinstance(found, Article), found
    return found


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(RSS.format(f"<item><title>Toll</title><link>{URL}</link>{FULL}</item>"), id="rss-2"),
        pytest.param(RSS.format(f"<item><title>Toll</title><guid>{URL}</guid>{FULL}</item>"), id="rss-2-permalink"),
        pytest.param(
            f"<rss version='0.91'><channel><title>Example Herald</title><item><title>Toll</title><link>{URL}</link>"
            f"<description>{NOTE}\n&lt;br&gt;More &amp;amp; more. {'And more. ' * 60}</description>"
            "</item></channel></rss>",
            id="rss-0.91-with-a-long-description",
        ),
        pytest.param(RDF.format(f"<item rdf:about='{URL}'><title>Toll</title>{FULL}</item>"), id="rss-1"),
        pytest.param(
            ATOM.format(
                f"<entry><title type='html'>&lt;b&gt;To&lt;/b&gt;ll</title><link rel='self' href='https://x.example/'/>"
                f"<link href='{URL}'/><content type='html'>&lt;p&gt;{NOTE}&lt;/p&gt;More &amp;amp; more.</content>"
                "</entry>"
            ),
            id="atom-html",
        ),
        pytest.param(
            ATOM.format(
                f"<entry><title>Toll</title><link href='{URL}'/><content type='xhtml'><div "
                f"xmlns='http://www.w3.org/1999/xhtml'><p>{NOTE}</p><p>More &amp; <b>more</b>.</p></div>"
                "</content></entry>"
            ),
            id="atom-xhtml",
        ),
        pytest.param(
            ATOM.format(
                f"<entry><title>Toll</title><link href='{URL}'/><content>{NOTE}\n\nMore &amp; more.</content></entry>"
            ),
            id="atom-text",
        ),
        pytest.param(
            RSS.format(
                f"<item><title>Toll</title><link>{URL}</link><content:encoded><p>{NOTE}</p><p>More &amp; more.</p>"
                "</content:encoded></item>"
            ),
            id="rss-with-markup-that-is-not-escaped",
        ),
        pytest.param(
            RSS.format(f"<item><title>Toll</title><link>{URL}</link>{FULL}</item>").encode("utf-8-sig"),
            id="after-a-mark",
        ),
    ],
)
def test_an_entry_with_its_text_is_an_article(document):
    (page,) = read(document)
    found = article(page)

    assert (found.title, found.url, found.outlet) == ("Toll", URL, "Example Herald")
    assert found.source == page.source == f"feed.xml:{URL}"
    assert found.body.startswith(f"{NOTE}\n\nMore & more.")
    assert found.id == URL


def test_what_a_feed_says_of_an_entry_is_kept():
    found = article(
        read(
            RSS.format(
                f"<item><title>12 &amp;amp; more dead</title><link>{URL}</link>"
                "<pubDate>Mon, 01 May 2023 19:29:00 EDT</pubDate><category>floods</category><category>x</category>"
                "<dc:creator>By Ann Example and Bob Example</dc:creator><media:description>No</media:description>"
                f"<description>&lt;p&gt;A summary.&lt;/p&gt;</description>{FULL}</item>"
            )
        )[0]
    )

    assert (found.title, found.authors) == ("12 & more dead", ("Ann Example", "Bob Example"))
    assert (found.published.iso, found.tags) == ("2023-05-01T19:29:00-04:00", ("floods", "x"))
    assert found.description == "A summary."


def test_what_an_atom_feed_says_of_an_entry_is_kept():
    found = article(
        read(
            ATOM.format(
                f"<entry><id>tag:news.example,2023:1</id><published>2023-05-01T19:29:00Z</published>"
                "<updated>2023-05-02T08:00:00+02:00</updated><author><name>Ann Example</name></author>"
                "<author><name>Bob Example</name></author><category term='floods'/><summary>A &lt;summary></summary>"
                f"<source><title>Other Herald</title></source><content>{NOTE}</content></entry>"
            )
        )[0]
    )

    assert (found.id, found.url, found.outlet) == ("tag:news.example,2023:1", None, "Other Herald")
    assert (found.published.iso, found.modified.iso) == ("2023-05-01T19:29:00+00:00", "2023-05-02T08:00:00+02:00")
    assert (found.authors, found.tags) == (("Ann Example", "Bob Example"), ("floods",))
    assert found.description == "A <summary>"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("Mon, 01 May 2023 19:29:00 GMT", "2023-05-01T19:29:00+00:00"),
        ("1 May 23 19:29 +0300", "2023-05-01T19:29:00+03:00"),
        ("2023-05-01", "2023-05-01"),
        ("2023-05-01T19:29", "2023-05-01T19:29:00"),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00Z", None),
        ("Mon, 99 May 2023 19:29:00 GMT", None),
        ("9" * 1000, None),
    ],
)
def test_a_date_of_a_feed_is_read_or_left_out(printed, date):
    assert feed.iso_date(printed) == date


def test_a_date_that_cannot_be_read_does_not_cost_the_article():
    (page,) = read(RSS.format(f"<item><link>{URL}</link><pubDate>lately</pubDate>{FULL}</item>"))

    assert article(page).published is None


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(f"<item><link>{URL}</link><description>{NOTE}</description></item>", id="a-short-description"),
        pytest.param(f"<item><link>{URL}</link></item>", id="no-text"),
        pytest.param(f"<item><link>{URL}</link><description>{NOTE * 50}…</description></item>", id="cut-short"),
        pytest.param(
            f"<item><link>{URL}</link><content:encoded>{NOTE} [...]</content:encoded></item>", id="content-cut-short"
        ),
        pytest.param("<item><link>/1</link></item>", id="a-relative-link"),
    ],
)
def test_an_entry_without_its_text_is_a_reference(entry):
    (reference,) = read(RSS.format(entry), url="https://news.example/feed.xml")

    assert isinstance(reference, Reference)
    assert (reference.url, reference.source) == (URL, f"feed.xml:{URL}")


def test_an_entry_without_a_link_is_read_for_what_it_has():
    (page,) = read(RSS.format(f"<item><guid isPermaLink='false'>7</guid><description>{NOTE}</description></item>"))

    assert (page.source, article(page).id) == ("feed.xml:1", "7")


NEWS_SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{URL}</loc><news:news><news:title>Toll
  rises</news:title></news:news></url><url><loc> https://news.example/2?a=1&amp;b=2 </loc></url><url/></urlset>"""


def test_a_sitemap_holds_references():
    first, second, empty = read(NEWS_SITEMAP, reader=sitemap.READER)

    assert (first.url, "the title 'Toll rises'" in first.detail) == (URL, True)
    assert second.url == "https://news.example/2?a=1&b=2"
    assert isinstance(empty, Rejected)


def test_an_index_refers_to_sitemaps():
    document = f"<sitemapindex><sitemap><loc>{URL}</loc></sitemap></sitemapindex>"

    (reference,) = read(document, reader=sitemap.READER)

    assert reference.detail == "the entry holds the address of another sitemap"


def test_what_is_only_referred_to_is_rejected_with_how_to_get_it(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(RSS.format(f"<item><link>{URL}</link><description>{NOTE}</description></item>"))

    (rejected,) = read_sources([path], Settings())

    assert rejected == Rejected(f"{path}:{URL}", Reason.LINK, f"the entry holds only a summary; --follow fetches {URL}")


# ── what is not as it must be ────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_without_entries_is_rejected_as_empty():
    (rejected,) = read(RSS.format(""))

    assert (rejected.reason, rejected.detail) == (Reason.EMPTY, "a feed without entries")


def test_a_feed_that_breaks_off_gives_what_came_before():
    document = RSS.format(f"<item><link>{URL}</link>{FULL}</item>" * 2)

    *pages, failed = read(document[: document.rindex("More")])

    assert [page.source for page in pages] == [f"feed.xml:{URL}"]
    assert isinstance(failed, Failed)
    assert "breaks off" in failed.detail


def test_a_tag_that_is_never_closed_costs_no_other_entry():
    entries = "".join(f"<item><title>{n}</title><link>{URL}{n}</link>{FULL}</item>" for n in range(3))

    pages = read(RSS.format(entries.replace("<title>0</title>", "<title>0<br>")))

    assert {"feed.xml:https://news.example/11", "feed.xml:https://news.example/12"} <= {page.source for page in pages}


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "12 dead ">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
)


@pytest.mark.parametrize("entity", ["&i;", "&file;", "&nothing;", "&nbsp;"])
@pytest.mark.parametrize("place", ["<title>{}</title>", "<content:encoded>{}</content:encoded>"])
def test_entities_are_not_expanded(entity, place):
    entry = f"<item><link>{URL}</link>{place.format('12 ' + entity + ' dead')}{FULL}</item>"
    document = BOMB + RSS.format(entry).partition("?>")[2]
    began = time.monotonic()

    results = read(document)

    assert time.monotonic() - began < 1
    assert results
    assert sum(len(page.content) for page in results if isinstance(page, Page)) < 2_000


def test_one_entry_that_is_too_large_is_rejected():
    document = RSS.format(f"<item><link>{URL}</link>{FULL}</item><item><a>{'x ' * 500_000}</a></item>")

    page, rejected = read(document)

    assert isinstance(page, Page)
    assert (rejected.source, rejected.reason) == ("feed.xml", Reason.TOO_LARGE)


@pytest.mark.parametrize("junk", ["<a>", "<a></a>", "<a b='c'/>", "&a;", "<item>", "x", "<!-- x -->", "<![CDATA[x"])
def test_junk_takes_time_in_proportion(junk):
    document = "<rss><channel>" + junk * (1_000_000 // len(junk))
    began = time.monotonic()

    assert read(document)

    assert time.monotonic() - began < 10


def test_a_feed_is_read_as_it_comes():
    class Endless(io.RawIOBase):
        head = RSS.partition("{}")[0].encode()

        def read(self, size=-1):
            head, self.head = self.head, b""
            return head or f"<item><link>{URL}</link>{FULL}</item>".encode()

    pages = feed.READER.read(Endless(), Origin("feed.xml"), max_page_bytes=10_000)

    assert len(list(islice(pages, 5000))) == 5000


@pytest.mark.parametrize(
    ("head", "accepted"),
    [
        (b"<?xml version='1.0'?><!-- <html> --><rss>", True),
        (b"\xef\xbb\xbf <rdf:RDF xmlns:rdf='x'>", True),
        ("<feed>".encode("utf-16"), True),
        (b"<html><rss>", False),
        (b"<!doctype html><p>about <rss> and <feed>", False),
        (b"The tag <rss> begins a feed.", False),
        (b"<svg><feed/></svg>", False),
    ],
)
def test_a_feed_is_told_by_its_first_element(head, accepted):
    assert feed.READER.accepts("feed.xml", head) is accepted


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    document = bytearray(
        data.draw(
            st.sampled_from([RSS.format(f"<item><link>{URL}</link>{FULL}</item>"), ATOM, RDF, NEWS_SITEMAP])
        ).encode()
    )
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(document)))
        document[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b"<item>", b"</item>", b"<![CDATA[", b"&a;", b"<!--", b"<entry>"])
        )
    for reader in (feed.READER, sitemap.READER):
        results = list(reader.read(io.BytesIO(bytes(document)), Origin("feed.xml"), max_page_bytes=1000))
        assert results
        for page in results:
            if isinstance(page, Page):
                assert json.loads(page.content)
                list(extract_articles(page, load_knowledge()))
