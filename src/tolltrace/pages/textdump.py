"""Plain text: a note, or a page flattened to text with all its furniture."""

from collections.abc import Iterator
from dataclasses import dataclass

from tolltrace.pages.kinds import is_binary, name_kind
from tolltrace.pages.reader import Origin, Stream, read_whole
from tolltrace.values import Failed, Page, Rejected


@dataclass(frozen=True, slots=True)
class Text:
    """One page a file."""

    name: str = "text"
    reads: str = "plain text"

    def accepts(self, filename: str, head: bytes) -> bool:
        """Anything that is text and is no other kind that we can name."""
        return not is_binary(head) and name_kind(head) is None

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """The one page that it is."""
        yield read_whole(stream, origin, kind=self.name, max_page_bytes=max_page_bytes)


READER = Text()
