"""PDF reports: their paragraphs, without page numbers and what is printed on every page, with title and date."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import msgspec

from tolltrace.days import possible_day
from tolltrace.pages import pdf_child
from tolltrace.pages.pdf_layout import Line, PrintedPage, drop_furniture, find_title, join_paragraphs
from tolltrace.pages.reader import Origin, Stream, too_large
from tolltrace.values import Failed, Original, Page, Reason, Rejected

MAGIC = b"%PDF-"
TIMEOUT_SECONDS = 60
SHOWN_CHARS = 100
MAX_LINE_CHARS = 300
HEAD_LINES = 25  # of the first page, among which its date stands
TITLE_PARAGRAPHS = 10  # among which the title stands, perhaps on several lines
STALE_TITLE = re.compile(
    r"\.\w{2,4}$|^(?:microsoft|untitled|layout|slide|document|\(?unspecified)|^\W*$", re.IGNORECASE
)
INFO_DATE = re.compile(r"(?:D:)?((?:19|20)\d\d)(\d\d)(\d\d)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)\b"
PRINTED_DATES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {MONTH},? {YEAR}",
        rf"\b{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {YEAR}",
        r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
    )
)


class Document(msgspec.Struct, frozen=True):
    """What the program beside us told of a document."""

    error: str = ""
    count: int = 0
    info: dict[str, str] = {}
    pages: list["DocumentPage"] = []


class DocumentPage(msgspec.Struct, frozen=True):
    """One page: its height, and its lines as `pdf_child` describes them."""

    height: float
    lines: list[tuple[str, float, float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Pdf:
    """One page a file, of the kind that is given as JSON: its paragraphs are known, and need no search."""

    name: str = "pdf"
    reads: str = "PDF documents"

    def accepts(self, filename: str, head: bytes) -> bool:
        """The mark of a PDF, which may stand behind some other bytes."""
        return head.startswith(MAGIC) or (filename.lower().endswith(".pdf") and MAGIC in head[:1024])

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """The one report that it is."""
        content = stream.read(max_page_bytes + 1)
        too_long = len(content) > max_page_bytes
        yield too_large(origin.source, max_page_bytes) if too_long else read_content(content, origin)


def read_content(content: bytes, origin: Origin) -> Page | Rejected | Failed:
    """The report that some bytes are."""
    document = read_document(content)
    found = Failed(origin.source, document) if isinstance(document, str) else read_report(document, origin)
    return replace(found, original=Original(READER.name, content)) if isinstance(found, Page) else found


def read_document(content: bytes) -> Document | str:
    """The lines of a document, read by a process of its own; why not, where it cannot be read."""
    command = [sys.executable, "-P", str(Path(pdf_child.__file__)), str(TIMEOUT_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and the document is no argument
            command, input=content, capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
        document = msgspec.json.decode(done.stdout, type=Document)
    except subprocess.TimeoutExpired:
        return f"reading the PDF took more than {TIMEOUT_SECONDS} seconds; print it to a new PDF and try again"
    except OSError as error:
        return f"no process to read the PDF in ({error.strerror or error}); try again"
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "the PDF is damaged, or too large in memory: reading it broke off. Print it to a new PDF and try again"
    if "password" in document.error.lower():
        return "the PDF is locked with a password; save it without one"
    if document.error:
        why = document.error.rpartition("PDFium: ")[2].strip(" .)")[:SHOWN_CHARS].lower()
        return f"the PDF is damaged ({why}). Get it again"
    return document


def read_report(document: Document, origin: Origin) -> Page | Rejected:
    """The report as JSON of its paragraphs, with title and day."""
    if document.count > len(document.pages):
        detail = (
            f"a PDF of {document.count:,} pages, of which we read {len(document.pages):,}. Split it into its reports"
        )
        return Rejected(origin.source, Reason.TOO_LARGE, detail)
    pages = [
        PrintedPage(page.height, [Line(*line, page=number) for line in page.lines])
        for number, page in enumerate(document.pages)
    ]
    lines = drop_furniture(pages)
    paragraphs = join_paragraphs(lines)
    if not paragraphs:
        detail = f"a PDF of {document.count} pages without text: pictures of pages? Run text recognition on it first"
        return Rejected(origin.source, Reason.NO_ARTICLE if document.count else Reason.EMPTY, detail)
    title = choose_title(document.info.get("Title", ""), find_title(pages, lines), " ".join(paragraphs[:40]))
    published = find_day(pages, document.info)
    body = [one for at, one in enumerate(paragraphs) if not (at < TITLE_PARAGRAPHS and title and one in title)]
    record = {"text": "\n\n".join(body or paragraphs)}
    if title:
        record["title"] = title
    if published:
        record["published"] = published.isoformat()
    if origin.url:
        record["url"] = origin.url
    return Page("jsonl", msgspec.json.encode(record), origin.source, origin.url)


def choose_title(told: str, printed: str | None, text: str) -> str | None:
    """The document's own title, unless it was left over from another: then what is printed largest."""
    told = " ".join(told.split())
    words = set(re.findall(r"\w{3,}", told.lower()))
    on_page = set(re.findall(r"\w{3,}", f"{text} {printed or ''}".lower()))
    is_its_own = len(told.split()) > 1 and not STALE_TITLE.search(told) and len(words & on_page) * 2 > len(words)
    return told if is_its_own else printed


def find_day(pages: Sequence[PrintedPage], info: dict[str, str]) -> date | None:
    """The first day that the first page prints and that is not after the file was made; else when it was made."""
    made = next((day for key in ("CreationDate", "ModDate") if (day := read_info_date(info.get(key, "")))), None)
    latest = made + timedelta(days=1) if made else date.max
    for line in (pages[0].lines if pages else ())[:HEAD_LINES]:
        for shape in PRINTED_DATES:
            for found in shape.finditer(line.text[:MAX_LINE_CHARS]):
                day = read_printed_date(found)
                if day and day <= latest:
                    return day
    return made


def read_info_date(printed: str) -> date | None:
    """The day of "D:20230503120000+03'00'"."""
    found = INFO_DATE.match(printed)
    return possible_day(int(found[1]), int(found[2]), int(found[3])) if found else None


def read_printed_date(found: re.Match[str]) -> date | None:
    """The day that a match of one of PRINTED_DATES names."""
    printed = found["month"]
    month = int(printed) if printed.isdigit() else MONTHS.index(printed[:3].lower()) + 1
    return possible_day(int(found["year"]), month, int(found["day"]))


READER = Pdf()
