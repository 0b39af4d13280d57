"""The site as an app: what installs it, and what keeps the last pages readable without a connection."""

from functools import cache
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from tolltrace.server.asking import Asking
from tolltrace.server.site.frame import HERE, Reader, show, skin, static_address

router = APIRouter()
SHELL = ("site.css", "offline.js", "app.js", "icon.svg")  # what the page for no connection is drawn with
POLICY = "default-src 'none'; connect-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-mask.png", "512x512", "maskable"),
)
PAPER, INK = "#ffffff", "#1b1b1f"


@router.get("/manifest.webmanifest")
async def manifest() -> Response:
    """What the site is called where it is installed."""
    return Response(manifest_text(), headers={"Cache-Control": "no-cache"}, media_type="application/manifest+json")


@router.get("/service-worker.js")
async def worker() -> Response:
    """The program that keeps pages. At the root, as it sees to all of it."""
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    return Response(worker_text(), headers=headers, media_type="text/javascript")


@router.get("/offline")
async def offline(asked: Reader, said: Annotated[Asking, Query()]) -> Response:
    """What is shown where there is no connection and nothing was kept."""
    return await show(asked, said, "offline.html")


@cache
def manifest_text() -> bytes:
    """As a browser wants it."""
    icons = [
        {"src": static_address(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    icons.append({"src": static_address("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    return msgspec.json.encode({
        "name": "tolltrace",
        "short_name": "tolltrace",
        "description": "Who said it first, and how it changed on the way.",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": INK,
        "lang": "en",
        "icons": icons,
    })  # fmt: skip


@cache
def worker_text() -> bytes:
    """The program, with what it begins with. Another skin is another program: a browser then takes it."""
    shell = msgspec.json.encode(["/offline", *map(static_address, SHELL)]).decode()
    begins = f'const VERSION = "{skin()}";\nconst SHELL = {shell};\n'
    return begins.encode() + (HERE / "worker.js").read_bytes()
