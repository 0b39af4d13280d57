"""Reports that a feed or a sitemap only names: fetched where that is asked for, else rejected with how to get them."""

from collections.abc import Callable, Iterable, Iterator

from tolltrace.pages.reader import Found, Reference
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Reason, Rejected

MAX_DEPTH = 3  # an index of sitemaps, a sitemap, a page: what that page names is not followed


class Follower:
    """Fetches what is referred to, each address once."""

    def __init__(self, read: Callable[[str], Iterable[Found]], settings: Settings) -> None:
        self._read = read
        self._settings = settings
        self._followed: set[str] = set()

    def follow(self, found: Iterable[Found], depth: int = 1) -> Iterator[Page | Rejected | Failed]:
        """What was found, and in the place of each reference what stands there."""
        for one in found:
            if not isinstance(one, Reference):
                yield one
            elif refused := self._refuse(one, depth):
                yield refused
            else:
                self._followed.add(one.url)
                yield from self.follow(self._read(one.url), depth + 1)

    def _refuse(self, reference: Reference, depth: int) -> Rejected | None:
        """Why a reference is not followed, if it is not."""
        most = self._settings.max_followed
        why = None
        if not self._settings.follow:
            why = f"{reference.detail}; --follow fetches {reference.url}"
        elif reference.url in self._followed:
            why = f"{reference.url} was fetched already in this run"
        elif depth >= MAX_DEPTH:
            why = f"{reference.url} is named by a page that was itself only named; trace it by its address"
        elif len(self._followed) >= most:
            why = f"{reference.url}: {most:,} were fetched in this run; the setting max_followed allows no more"
        return Rejected(reference.source, Reason.LINK, why) if why else None
