"""XML, one element at a time: safe from what its entities can do, and in flat memory however long it is."""

from collections.abc import Iterator
from html import escape

from lxml import etree

from tolltrace.pages.reader import Damage, Stream

CHUNK_BYTES = 64 * 1024
SPACES = {  # of the namespaces that we read, what stands before the names below
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.google.com/schemas/sitemap-news/0.9": "news:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "",
}


def read_elements(
    stream: Stream, cut: frozenset[str], *, max_bytes: int, charset: str | None
) -> Iterator[etree._Element | Damage]:
    """Every element of a name in `cut`, whole, and every other one outside of these; each is gone once the next comes.

    Entities are not expanded, no file and no address is opened, and what is not well formed is read as far as it goes.
    `charset` is what the transport declared: it counts where the document declares none.
    """
    first = stream.read(CHUNK_BYTES)
    declared = b"encoding=" in first[:200] or first[:2] in {b"\xff\xfe", b"\xfe\xff"}
    parser = new_parser(None if declared else charset)
    inside: etree._Element | None = None  # the element that is being cut out
    depth = held = 0
    chunk = first
    while chunk:
        parser.feed(chunk)
        held += len(chunk)
        for event, element in parser.read_events():
            if inside is None:
                held = 0
            if event == "start":
                depth += 1
                if inside is None and name_of(element) in cut:
                    inside = element
                continue
            depth -= 1
            if inside is not None and element is inside:
                # a tag that was never closed holds the elements after it
                yield from (one for one in element.iter() if name_of(one) in cut)
                inside = None
            elif inside is None:
                yield element
            if inside is None:
                drop(element)
            if depth == 0:
                return
        if held > max_bytes:
            yield Damage(f"one element has more than {max_bytes:,} bytes; what follows is not read", too_large=True)
            return
        chunk = stream.read(CHUNK_BYTES)
    yield Damage(f"the XML breaks off{why(parser)}; get it again")


def new_parser(charset: str | None) -> etree.XMLPullParser:
    """One that trusts nothing."""
    options = {"recover": True, "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        return etree.XMLPullParser(("start", "end"), encoding=charset, remove_comments=True, remove_pis=True, **options)
    except LookupError:  # no encoding of that name
        return new_parser(None)


def why(parser: etree.XMLPullParser) -> str:
    """What the parser says of the first thing that it could not read, and on which line."""
    first = next(iter(parser.error_log), None)
    return f" (line {first.line}: {first.message.strip()})" if first is not None else ""


def drop(element: etree._Element) -> None:
    """Forget an element that was read, and those before it; its place stays, for the parser stands on it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def name_of(element: etree._Element) -> str:
    """Its name with our prefix: "item", "dc:creator"; with a "?" before it in a namespace that we do not read."""
    if not isinstance(element.tag, str):  # an entity
        return "&"
    space, _, name = element.tag.rpartition("}")
    return SPACES.get(space.removeprefix("{"), "?") + name


def text_of(element: etree._Element | None) -> str:
    """Its own text, entities as they are written; "" for no element."""
    if element is None:
        return ""
    pieces = [element.text or ""]
    for child in element:
        pieces += [child.text or "" if name_of(child) == "&" else "", child.tail or ""]
    return "".join(pieces).strip()


def html_of(element: etree._Element) -> str:
    """What is in it, as HTML: the text, which is HTML by itself, or the elements where it was not escaped."""
    if all(name_of(child) == "&" for child in element):
        return text_of(element)
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        name = name_of(one).rpartition(":")[2]
        if name == "&":
            pieces.append((one.text if event == "start" else escape(one.tail or "", quote=False)) or "")
        elif event == "start":
            pieces += [f"<{name}>" if one is not element else "", escape(one.text or "", quote=False)]
        elif one is not element:
            pieces += [f"</{name}>", escape(one.tail or "", quote=False)]
    return "".join(pieces).strip()
