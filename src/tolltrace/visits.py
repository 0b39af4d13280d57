"""What came of asking a site for something: the values that pass between who fetches and who watches."""

from dataclasses import dataclass
from enum import StrEnum

from tolltrace.values import Failed, Page, Rejected


class Outcome(StrEnum):
    """How a visit ended. What to do next follows from it alone."""

    READ = "read"
    UNCHANGED = "unchanged"  # since the visit whose marks were given
    GONE = "gone"  # for good, by the site's own word (410)
    BUSY = "busy"  # asked to come later (429, 503)
    FORBIDDEN = "forbidden"  # by robots.txt
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a site gave us to ask by, whether something changed; given back as it came, whatever its clock says."""

    etag: str | None = None
    last_modified: str | None = None


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that a feed, a sitemap or a page of links names. `stamp` changes when the entry does."""

    address: str
    stamp: str = ""
    dated: str | None = None  # when it changed last, in ISO 8601, where the list says so
    is_list: bool = False  # a sitemap of its own, and no report


@dataclass(frozen=True, slots=True)
class Visit:
    """One answer. `pages` are those to be traced, `listed` what is to be fetched for that.

    `detail` is for a person: what was found, expected and to be done, where it was not read. `wait_seconds` is how
    long a busy site asks to be left alone, None where it does not say.
    """

    outcome: Outcome
    address: str  # after redirects
    detail: str = ""
    status: int | None = None
    marks: Marks = NO_MARKS
    pages: tuple[Page | Rejected | Failed, ...] = ()
    listed: tuple[Listed, ...] = ()
    wait_seconds: float | None = None
    moved_to: str | None = None  # for good, by the site's own word (301, 308)
