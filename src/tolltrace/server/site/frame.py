"""From a view to a page: templates, what stands on every page, which answer it is.

A page is a route that ends in `show(asked, said, "name.html", read)`. `read` gives the template's values; it may be
slow, as it runs, with the rendering, outside the event loop (unless `quick`).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tolltrace import __version__
from tolltrace.paging import Page, State
from tolltrace.people import Pass, Scope
from tolltrace.server.answers import Asked, send
from tolltrace.server.asking import Asking, AsOf
from tolltrace.server.cursors import write_cursor
from tolltrace.server.site import words
from tolltrace.server.site.raster import code_of
from tolltrace.server.site.sessions import Visit, asking_or_signed_in

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"
HTML = "text/html"
POLICY = (  # nothing from elsewhere, nothing inline
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
SECTIONS = (  # the way through the site: address, name
    ("/statements", "Statements"),
    ("/series", "Series"),
    ("/map", "Map"),
    ("/tags", "Tags"),
    ("/explain", "Explain a figure"),
)
ABOUT = (
    ("/method", "Method"),
    ("/corrections", "Corrections"),
    ("/digests", "Digests"),
    ("/sources", "Sources"),
    ("/privacy", "Privacy"),
    ("/about/borders", "Borders"),
    ("/about/comments", "Comments"),
    ("/api", "API"),
)
STILL = frozenset({"as_of", "cursor", "all_versions", "with_rejected", "sort", "max_confidence", "doubted"})


class MovedError(Exception):
    """Ends a request: the same page has another address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


async def _reading(request: Request, known: Annotated[tuple[Asked, str], Depends(asking_or_signed_in)]) -> Asked:
    """Who reads. A form sends its empty fields, too: they are taken out of the address, which then is the page's own.

    Raises MovedError.
    """
    asked, request.state.token = known
    given = request.query_params.multi_items()
    said = [(name, value) for name, value in given if value.strip()]
    if len(said) < len(given):
        raise MovedError(f"{request.url.path}{'?' if said else ''}{urlencode(said)}")
    return asked


Reader = Annotated[Asked, Depends(_reading)]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page knows: where it is, which day it looks back from, which moment of the ledger it shows."""

    path: str
    base: str  # "https://toll.example.org", for permalinks
    said: Mapping[str, str]  # what was asked, in the words of an address
    as_of: date | None
    state: State | None  # None on a page that tells an error
    twins: tuple[str, ...] = ()  # the page's other forms: "json", "csv"
    person: str = ""  # who is signed in; nobody with a token of a program is
    reviews: bool = False  # whether they may
    moderates: bool = False  # whether they let comments through
    token: str = ""  # what the page's forms that write must hold
    lists: str = ""  # what it is told of while somebody looks: "statements", "claims", "reports"
    about: Mapping[str, str] = field(default_factory=dict)  # … of what alone, beside what was asked: {"about": "place"}

    @property
    def version(self) -> str:
        """Tolltrace's."""
        return __version__

    @property
    def kept(self) -> Mapping[str, str]:
        """What the date's form must keep."""
        return {name: value for name, value in self.said.items() if name not in ("as_of", "cursor")}

    @property
    def live(self) -> str:
        """Where a page's stream comes from; "" where it has none, as what stood on a day does not change."""
        if not self.lists or self.as_of or not self.state or STILL & self.said.keys():
            return ""
        said = {name: value for name, value in self.said.items() if name != "limit"}
        return self.link("/live", **said, **self.about, of=self.lists, behind=self.state.events)

    def link(self, path: str, **said: object) -> str:
        """The address of another page as of the same day. What is None or empty is left out."""
        if self.as_of and "as_of" not in said:
            said["as_of"] = self.as_of
        given = {name: str(value) for name, value in said.items() if value not in (None, "", False)}
        return f"{path}?{urlencode(given)}" if given else path

    def again(self, **said: object) -> str:
        """The address of this page with something changed; from its first page, if it has several."""
        return self.link(self.path, **{**self.said, "cursor": None, **said})

    def twin(self, kind: str) -> str:
        """The address of this page as JSON or CSV."""
        path = "/front" if self.path == "/" else self.path
        return self.link(f"{path}.{kind}", **self.said)


@cache
def environment() -> Environment:
    """The templates. Every word that they print is escaped, cut to a bound, and without what could steer a reader."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=words.harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(words.FILTERS)
    made.globals.update(
        sections=SECTIONS, about=ABOUT, static=static_address, publisher=words.publisher, code_of=code_of
    )
    return made


@cache
def skin() -> str:
    """The hash of all that pages are made of beside the ledger."""
    parts = [each for folder in (TEMPLATES, STATIC) for each in sorted(folder.rglob("*")) if each.is_file()]
    return hashlib.sha256(b"".join(each.read_bytes() for each in parts)).hexdigest()[:16]


@cache
def static_address(name: str) -> str:
    """The address of a static file as it is now: it can be kept for ever."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def render(template: str, frame: Frame, values: Mapping[str, Any]) -> bytes:
    """A page. Half a character, which a report may hold, becomes a question mark."""
    text = environment().get_template(template).render(**values, frame=frame, link=frame.link)
    return text.encode("utf-8", "replace")


async def show(
    asked: Asked,
    said: Asking,
    template: str,
    read: Callable[[Frame], Mapping[str, Any]] = lambda _: {},
    *,
    twins: tuple[str, ...] = (),
    quick: bool = False,
    alone: bool = False,
    lists: str = "",
    about: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """The page of a template, with what `read` gives; 304 for who has it already.

    `lists`: the page is told while somebody looks when more of these are there; `about`: in words of `/live`, of what.
    """
    base = base_of(asked)
    lists = lists if asked.desk.settings.serve_live_readers else ""
    token: str = asked.request.state.token  # one for each session: a page that names somebody is nobody else's

    def make(state: State) -> bytes:
        frame = replace(
            frame_of(asked, said, state, twins), lists=lists, about=about, **signed_in(asked.admitted, token)
        )
        return render(template, frame, read(frame))

    response = await send(asked, make, HTML, version=f"{skin()} {base} {token}", quick=quick, alone=alone)
    response.headers.update(HEADERS | {"Vary": f"{response.headers['Vary'].removesuffix(', Cookie')}, Cookie"})
    return response


async def show_privately(
    visit: Visit, template: str, read: Callable[[Frame], Mapping[str, Any]], *, status: int = 200
) -> Response:
    """A page for one person, which changes with what they do: made anew each time, and kept nowhere."""
    state = await visit.desk.state()
    address = visit.request.url.path
    frame = Frame(address, str(visit.request.base_url).rstrip("/"), {}, None, state)
    frame = replace(frame, **(signed_in(visit.admitted, visit.token) | {"token": visit.token}))
    body = await visit.desk.run(lambda: render(template, frame, read(frame)))
    return Response(body, status, {"Cache-Control": "no-store", **HEADERS}, media_type=HTML)


def signed_in(admitted: Pass | None, token: str) -> dict[str, Any]:
    """What the head of a page says of who reads it."""
    if admitted is None or not token:
        return {}
    may = {"reviews": admitted.allows(Scope.REVIEW), "moderates": admitted.allows(Scope.EDIT)}
    return {"person": admitted.person.name, **may, "token": token}


def base_of(asked: Asked) -> str:
    """The beginning of all addresses: "https://toll.example.org"."""
    return str(asked.request.base_url).rstrip("/")


def frame_of(asked: Asked, said: Asking, state: State, twins: tuple[str, ...] = ()) -> Frame:
    """What a page knows that answers this request. Its address holds only what is not as it always is."""
    given = {name: flag(value) for name, value in said.model_dump(exclude_defaults=True).items()}
    as_of = said.as_of if isinstance(said, AsOf) else None
    return Frame(asked.request.url.path, base_of(asked), given, as_of, state, twins)


def flag(value: object) -> str:
    """A value as an address has it."""
    return "true" if value is True else str(value)


def cursor_of(said: Asking, page: Page[Any]) -> str | None:
    """What the next page's address has as its cursor."""
    return write_cursor(page.next, said.said()) if page.next else None
