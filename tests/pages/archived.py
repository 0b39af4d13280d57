"""Made-up web archives for the tests."""

import gzip

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
PAGE = f"<!doctype html><html><head><title>Note</title></head><body><p>{NOTE}</p></body></html>".encode()


def record(type_="response", url="http://news.example/1", block=b"", *, length=None, content_type="", **headers):
    """One record; `length` is what it says of itself."""
    kind = content_type or ("application/http; msgtype=response" if type_ == "response" else "text/plain")
    lines = [
        "WARC/1.0",
        f"WARC-Type: {type_}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2023-05-01T12:30:00Z",
        f"Content-Type: {kind}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(body=PAGE, status="200 OK", content_type="text/html; charset=utf-8", **headers):
    """What a server answered."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def pages(count, **changes):
    """Records of that many pages, each with its own URL and enough text that they do not all pack alike."""
    return [
        record(url=f"http://news.example/{number}", block=answer(PAGE + b"<!-- %d -->" % number**9), **changes)
        for number in range(count)
    ]


def zipped(records):
    """As web archives are gzipped: each record by itself."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)
